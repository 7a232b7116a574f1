//! One line (or one element of a JSON array) → one record, borrowed from it.

use super::block::Entry;
use super::cursor::{Cursor, Flaw, Read, flaw};
use super::direct::Direct;
use super::fault::{DataError, DataFault, Expected, Place, Shape, Whole, cut};
use super::field::{Field, Fields, Names};
use super::keys::Keys;
use super::lexicon::Lexicon;
use super::policy;
use super::scribe::Scribe;
use super::warning::{WarningKind, Warnings};
use crate::record::{Attributes, NameId, Record};
use crate::time::Instant;
use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;

const NAMES: Names<5> = Names::new(["id", "kind", "policy", "attributes", "events"]);
const ID: usize = 0;
const KIND: usize = 1;
const POLICY: usize = 2;
const ATTRIBUTES: usize = 3;
const EVENTS: usize = 4;

/// Keys of a record that begin so are this program's own notes: they tell nothing of it.
const OWN: &str = "duban:";

/// A record as read, and where it stands.
#[derive(Clone, Debug)]
pub struct Taken<'a> {
    /// Which of the loaded policies judges it.
    pub policy: usize,
    pub place: Place,
    pub record: Record<'a>,
}

impl Taken<'_> {
    /// The error that this record is, another of its kind and id standing at `first`.
    pub fn repeats(&self, first: Place) -> DataError {
        let Record { id, kind, .. } = &self.record;
        DataError { place: self.place, fault: DataFault::DuplicateRecord { id: cut(id), kind: cut(kind), first } }
    }
}

/// Reads records of the loaded policies; one a thread.
#[derive(Debug)]
pub struct Reader<'v> {
    pub(super) lexicons: &'v [Lexicon<'v>],
    pub warnings: Warnings,
    /// Where the events of a record start, kept between records for its memory only.
    starts: Vec<usize>,
    /// How many events the last record had: the next may have as many.
    usual_events: usize,
    /// What was entered later is not known yet.
    pub(super) known_at: Option<Instant>,
    pub(super) scribe: Scribe,
    pub(super) direct: Direct,
}

impl<'v> Reader<'v> {
    pub fn new(lexicons: &'v [Lexicon<'v>]) -> Reader<'v> {
        Reader {
            lexicons,
            warnings: Warnings::default(),
            starts: Vec::new(),
            usual_events: 0,
            known_at: None,
            scribe: Scribe::default(),
            direct: Direct::default(),
        }
    }

    /// Reads records as they stood at an instant: an event that says it was entered later is not there, and neither
    /// replaces another nor is retracted. An event that does not say when it was entered was known.
    #[must_use]
    pub fn as_known_at(self, at: Option<Instant>) -> Reader<'v> {
        Reader { known_at: at, ..self }
    }

    /// Reads the record that starts at `place`; what does not stand in `bytes` as it is goes into the arena.
    ///
    /// # Errors
    /// The first thing wrong in it, and where.
    pub fn record<'a>(&mut self, place: Place, bytes: &'a [u8], arena: &'a Bump) -> Result<Taken<'a>, DataError>
    where
        'v: 'a,
    {
        self.entry(Entry::new(place, bytes), arena)
    }

    /// Reads a record of a block.
    ///
    /// # Errors
    /// The first thing wrong in it, and where.
    pub fn entry<'a>(&mut self, entry: Entry<'a>, arena: &'a Bump) -> Result<Taken<'a>, DataError>
    where
        'v: 'a,
    {
        self.entry_of(entry, None, arena)
    }

    /// The same, of a block whose text this is, where all of it is text.
    pub(super) fn entry_of<'a>(&mut self, entry: Entry<'a>, block: Option<&'a str>, arena: &'a Bump) -> Result<Taken<'a>, DataError>
    where
        'v: 'a,
    {
        let bytes = entry.bytes;
        let text = block.and_then(|text| text.get(entry.start..entry.start + bytes.len()));
        let read = match text.map_or_else(|| simdutf8::basic::from_utf8(bytes), Ok) {
            Ok(text) => self.text(entry, text, arena),
            Err(_) => {
                let at = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
                flaw(at, DataFault::NotUtf8 { byte: at + 1 })
            }
        };
        let at_place = |Flaw { at, fault }| DataError { place: entry.place_of(at), fault };
        let (policy, start, record) = read.map_err(|flaw| at_place(*flaw))?;
        Ok(Taken { policy, place: entry.place_of(start), record })
    }

    fn text<'a>(&mut self, entry: Entry<'a>, text: &'a str, arena: &'a Bump) -> Read<(usize, usize, Record<'a>)>
    where
        'v: 'a,
    {
        let policy = policy::choose(text, arena, self.lexicons)?;
        let lexicons: &'a [Lexicon<'a>] = self.lexicons;
        let lexicon = &lexicons[policy];
        self.starts.clear();
        let cursor = Cursor::new(text, arena);
        let mut line = Line {
            cursor,
            lexicon,
            lexicons,
            entry,
            warnings: &mut self.warnings,
            starts: &mut self.starts,
            usual_events: &mut self.usual_events,
            known_at: self.known_at,
        };
        let start = line.cursor.here();
        let record = line.record(start)?;
        line.cursor.end()?;
        Ok((policy, start, record))
    }
}

/// A line while it is read.
#[derive(Debug)]
pub(super) struct Line<'a, 'w> {
    pub cursor: Cursor<'a>,
    pub lexicon: &'a Lexicon<'a>,
    lexicons: &'a [Lexicon<'a>],
    entry: Entry<'a>,
    warnings: &'w mut Warnings,
    /// Where each event starts.
    pub starts: &'w mut Vec<usize>,
    pub usual_events: &'w mut usize,
    pub known_at: Option<Instant>,
}

impl<'a> Line<'a, '_> {
    fn record(&mut self, start: usize) -> Read<Record<'a>> {
        match self.cursor.shape()? {
            Shape::Object => self.cursor.open()?,
            found => return flaw(start, DataFault::NotAnObject { found }),
        }
        let (mut id, mut kind, mut attributes, mut events) = (None, None, Attributes::default(), Default::default());
        let (mut fields, mut others) = (Fields::default(), Keys::default());
        if self.cursor.comes(&NAMES, &mut fields, ID) {
            id = self.text_or_integer("id")?;
        }
        if self.cursor.comes(&NAMES, &mut fields, KIND) {
            kind = self.text("kind")?;
        }
        if self.cursor.comes(&NAMES, &mut fields, POLICY) {
            self.policy()?;
        }
        if self.cursor.comes(&NAMES, &mut fields, ATTRIBUTES) {
            attributes = self.attributes()?;
        }
        if self.cursor.comes(&NAMES, &mut fields, EVENTS) {
            events = self.events()?;
        }
        while let Some(field) = self.cursor.field(&NAMES, &mut fields)? {
            match field {
                Field::Known(ID) => id = self.text_or_integer("id")?,
                Field::Known(KIND) => kind = self.text("kind")?,
                Field::Known(POLICY) => self.policy()?,
                Field::Known(ATTRIBUTES) => attributes = self.attributes()?,
                Field::Known(_) => events = self.events()?,
                Field::Other(key) => self.other(&mut others, key, WarningKind::RecordField)?,
            }
        }
        let Some(id) = id else { return flaw(start, DataFault::MissingField { of: Whole::Record, field: "id" }) };
        let kind = kind.unwrap_or("case");
        if !self.lexicon.vocabulary.kinds.iter().any(|known| *known == kind) {
            self.warn(start, WarningKind::UnknownKind, kind);
        }
        Ok(Record { id, kind, attributes, events })
    }

    /// With one policy loaded, this is where a record that names another is found out.
    fn policy(&mut self) -> Read<()> {
        let at = self.cursor.here();
        match self.text("policy")? {
            Some(name) if name != self.lexicon.vocabulary.policy => policy::unknown(at, name, self.lexicons),
            _ => Ok(()),
        }
    }

    /// The attributes that some rule reads.
    pub fn attributes(&mut self) -> Read<Attributes<'a>> {
        if !self.object("attributes")? {
            return Ok(&[]);
        }
        let mut attributes = ArenaVec::with_capacity_in(4, self.cursor.arena);
        let (mut started, mut passed, mut keys) = (false, 0_u128, Keys::default());
        while let Some(key) = self.cursor.key(&mut started)? {
            let at = self.cursor.key_at;
            let known = self.lexicon.name(key);
            let twice = match known {
                Some((name, known)) if known.read => attributes.iter().any(|(other, _)| *other == name),
                // one bit for each of the first names: most policies have no more
                Some((NameId(n), _)) if n < 128 => {
                    let before = passed;
                    passed |= 1 << n;
                    before == passed
                }
                _ => !keys.add(key),
            };
            if twice {
                return flaw(at, DataFault::DuplicateKey { key: cut(key) });
            }
            match known {
                Some((name, known)) if known.read => {
                    let value = self.cursor.value()?;
                    attributes.push((name, value));
                }
                Some((_, known)) if known.attribute => self.cursor.pass()?,
                _ => {
                    self.warn(at, WarningKind::UnknownAttribute, key);
                    self.cursor.pass()?;
                }
            }
        }
        Ok(attributes.into_bump_slice())
    }

    /// Opens an object; false for null.
    fn object(&mut self, field: &'static str) -> Read<bool> {
        match self.cursor.shape()? {
            Shape::Object => self.cursor.open().map(|()| true),
            Shape::Null => self.cursor.word().map(|_| false),
            found => self.wrong(field, Expected::Object, found),
        }
    }

    /// A text; null and "" are none.
    #[inline]
    pub fn text(&mut self, field: &'static str) -> Read<Option<&'a str>> {
        match self.cursor.plain() {
            Some("") => Ok(None),
            Some(text) => Ok(Some(text)),
            None => self.any_text(field),
        }
    }

    #[inline(never)]
    fn any_text(&mut self, field: &'static str) -> Read<Option<&'a str>> {
        match self.cursor.shape()? {
            Shape::Text => {
                let text = self.cursor.string()?;
                Ok(if text.is_empty() { None } else { Some(text) })
            }
            Shape::Null => self.cursor.word().map(|_| None),
            found => self.wrong(field, Expected::Text, found),
        }
    }

    /// A text or an integer, as written; null and "" are none.
    pub fn text_or_integer(&mut self, field: &'static str) -> Read<Option<&'a str>> {
        match self.cursor.shape()? {
            Shape::Number => {
                let at = self.cursor.at;
                let number = self.cursor.number()?;
                let wrong = DataFault::WrongType { field, expected: Expected::TextOrInteger, found: Shape::Number };
                if number.whole { Ok(Some(number.written)) } else { flaw(at, wrong) }
            }
            Shape::Text | Shape::Null => self.text(field),
            found => self.wrong(field, Expected::TextOrInteger, found),
        }
    }

    pub fn wrong<T>(&mut self, field: &'static str, expected: Expected, found: Shape) -> Read<T> {
        flaw(self.cursor.at, DataFault::WrongType { field, expected, found })
    }

    /// A field that this program does not know.
    #[cold]
    pub fn other(&mut self, others: &mut Keys<'a>, key: &'a str, kind: WarningKind) -> Read<()> {
        let at = self.cursor.key_at;
        if kind == WarningKind::RecordField && key.starts_with(OWN) {
            return self.cursor.pass();
        }
        self.warn(at, kind, key);
        let shown = cut(key);
        if !others.add(key) {
            return flaw(at, DataFault::DuplicateKey { key: shown });
        }
        self.cursor.pass()
    }

    pub fn warn(&mut self, at: usize, kind: WarningKind, name: &str) {
        if self.entry.is_put_together() {
            return self.warnings.add_at(kind, name, self.entry.place_of(at));
        }
        self.warnings.add(kind, name, || self.entry.place_of(at));
    }
}
