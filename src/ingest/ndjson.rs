//! One line (or one element of a JSON array) → one record, borrowed from it.

use super::cursor::{Cursor, Flaw, Read, flaw};
use super::fault::{DataError, DataFault, Expected, Place, Shape, Whole, cut};
use super::keys::Keys;
use super::lexicon::Lexicon;
use super::policy;
use super::warning::{WarningKind, Warnings};
use crate::record::{Attributes, Record};
use std::borrow::Cow;

/// A record as read, and where it stands.
#[derive(Clone, Debug)]
pub struct Taken<'a> {
    /// Which of the loaded policies judges it.
    pub policy: usize,
    pub place: Place,
    pub record: Record<'a>,
}

/// Reads records of the loaded policies; one a thread.
#[derive(Debug)]
pub struct Reader<'v> {
    lexicons: &'v [Lexicon<'v>],
    pub warnings: Warnings,
    /// Where the events of a record start, kept between records for its memory only.
    starts: Vec<usize>,
}

impl<'v> Reader<'v> {
    pub fn new(lexicons: &'v [Lexicon<'v>]) -> Reader<'v> {
        Reader { lexicons, warnings: Warnings::default(), starts: Vec::new() }
    }

    /// Reads the record that starts at `place`.
    ///
    /// # Errors
    /// The first thing wrong in it, and where.
    pub fn record<'a>(&mut self, place: Place, bytes: &'a [u8]) -> Result<Taken<'a>, DataError>
    where
        'v: 'a,
    {
        let read = match std::str::from_utf8(bytes) {
            Ok(text) => self.text(place, text),
            Err(error) => {
                let at = error.valid_up_to();
                flaw(at, DataFault::NotUtf8 { byte: at + 1 })
            }
        };
        let at_place = |Flaw { at, fault }| DataError { place: place.after(&bytes[..at]), fault };
        let (policy, start, record) = read.map_err(|flaw| at_place(*flaw))?;
        Ok(Taken { policy, place: place.after(&bytes[..start]), record })
    }

    fn text<'a>(&mut self, place: Place, text: &'a str) -> Read<(usize, usize, Record<'a>)>
    where
        'v: 'a,
    {
        let policy = policy::choose(text, self.lexicons)?;
        let lexicons: &'a [Lexicon<'a>] = self.lexicons;
        let lexicon = &lexicons[policy];
        self.starts.clear();
        let cursor = Cursor::new(text);
        let mut line = Line { cursor, lexicon, lexicons, place, warnings: &mut self.warnings, starts: &mut self.starts };
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
    place: Place,
    warnings: &'w mut Warnings,
    /// Where each event starts.
    pub starts: &'w mut Vec<usize>,
}

impl<'a> Line<'a, '_> {
    fn record(&mut self, start: usize) -> Read<Record<'a>> {
        match self.cursor.shape()? {
            Shape::Object => self.cursor.open()?,
            found => return flaw(start, DataFault::NotAnObject { found }),
        }
        let (mut id, mut kind, mut attributes, mut events) = (None, None, Vec::new(), Vec::new());
        let (mut started, mut seen, mut others) = (false, 0, Keys::default());
        while let Some(key) = self.cursor.key(&mut started)? {
            match key.as_ref() {
                "id" => {
                    self.once(&mut seen, 1, "id")?;
                    id = self.text_or_integer("id")?;
                }
                "kind" => {
                    self.once(&mut seen, 2, "kind")?;
                    kind = self.kind()?;
                }
                "policy" => {
                    self.once(&mut seen, 4, "policy")?;
                    self.policy()?;
                }
                "attributes" => {
                    self.once(&mut seen, 8, "attributes")?;
                    attributes = self.attributes()?;
                }
                "events" => {
                    self.once(&mut seen, 16, "events")?;
                    events = self.events()?;
                }
                _ => self.other(&mut others, &key, WarningKind::RecordField)?,
            }
        }
        let Some(id) = id else { return flaw(start, DataFault::MissingField { of: Whole::Record, field: "id" }) };
        let kind = kind.unwrap_or(Cow::Borrowed("case"));
        if !self.lexicon.vocabulary.kinds.iter().any(|known| *known == kind) {
            self.warn(start, WarningKind::UnknownKind, &kind);
        }
        Ok(Record { id, kind, attributes, events })
    }

    fn kind(&mut self) -> Read<Option<Cow<'a, str>>> {
        self.text("kind")
    }

    /// With one policy loaded, this is where a record that names another is found out.
    fn policy(&mut self) -> Read<()> {
        let at = self.cursor.here();
        match self.text("policy")? {
            Some(name) if name != self.lexicon.vocabulary.policy => policy::unknown(at, &name, self.lexicons),
            _ => Ok(()),
        }
    }

    /// The attributes that some rule reads.
    pub fn attributes(&mut self) -> Read<Attributes<'a>> {
        let mut attributes = Vec::new();
        if !self.object("attributes")? {
            return Ok(attributes);
        }
        let (mut started, mut keys) = (false, Keys::default());
        while let Some(key) = self.cursor.key(&mut started)? {
            let at = self.cursor.key_at;
            if !keys.add(&key) {
                return flaw(at, DataFault::DuplicateKey { key: cut(&key) });
            }
            match self.lexicon.name(&key) {
                Some((name, known)) if known.read => attributes.push((name, self.cursor.value()?)),
                Some((_, known)) if known.attribute => self.cursor.pass()?,
                _ => {
                    self.warn(at, WarningKind::UnknownAttribute, &key);
                    self.cursor.pass()?;
                }
            }
        }
        Ok(attributes)
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
    pub fn text(&mut self, field: &'static str) -> Read<Option<Cow<'a, str>>> {
        match self.cursor.shape()? {
            Shape::Text => self.cursor.string().map(|text| Some(text).filter(|text| !text.is_empty())),
            Shape::Null => self.cursor.word().map(|_| None),
            found => self.wrong(field, Expected::Text, found),
        }
    }

    /// A text or an integer, as written; null and "" are none.
    pub fn text_or_integer(&mut self, field: &'static str) -> Read<Option<Cow<'a, str>>> {
        match self.cursor.shape()? {
            Shape::Number => {
                let at = self.cursor.at;
                let number = self.cursor.number()?;
                let wrong = DataFault::WrongType { field, expected: Expected::TextOrInteger, found: Shape::Number };
                if number.whole { Ok(Some(Cow::Borrowed(number.written))) } else { flaw(at, wrong) }
            }
            Shape::Text | Shape::Null => self.text(field),
            found => self.wrong(field, Expected::TextOrInteger, found),
        }
    }

    pub fn wrong<T>(&mut self, field: &'static str, expected: Expected, found: Shape) -> Read<T> {
        flaw(self.cursor.at, DataFault::WrongType { field, expected, found })
    }

    /// A field that stands twice is an error; `bit` is its own among `seen`.
    #[inline]
    pub fn once(&self, seen: &mut u16, bit: u16, field: &str) -> Read<()> {
        if *seen & bit != 0 {
            return flaw(self.cursor.key_at, DataFault::DuplicateKey { key: field.to_owned() });
        }
        *seen |= bit;
        Ok(())
    }

    /// A field that this program does not know.
    #[cold]
    pub fn other(&mut self, others: &mut Keys<'a>, key: &Cow<'a, str>, kind: WarningKind) -> Read<()> {
        let at = self.cursor.key_at;
        if !others.add(key) {
            return flaw(at, DataFault::DuplicateKey { key: cut(key) });
        }
        self.warn(at, kind, key);
        self.cursor.pass()
    }

    pub fn warn(&mut self, at: usize, kind: WarningKind, name: &str) {
        let passed = self.cursor.text.as_bytes();
        self.warnings.add(kind, name, || self.place.after(&passed[..at]));
    }
}
