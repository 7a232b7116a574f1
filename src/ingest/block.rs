//! A block of an input: complete records as bytes, each with its place. Blocks are what threads share out.

use super::fault::{DataError, DataFault, Notice, Place};
use super::marks::Marks;
use super::rejected::{Kept, Rejected, Was};
use super::sheaf::{Bundle, Sheaf};
use super::warning::WarningKind;
use encoding_rs::Encoding;
use std::ops::Range;

/// One record as bytes, and where it stands: as it is, or in the rows that it was put together from.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'b> {
    pub place: Place,
    pub bytes: &'b [u8],
    /// Where it starts in the text of its block.
    pub(super) start: usize,
    rows: Option<Rows<'b>>,
    /// It is not put together yet: `bytes` are its rows.
    pub(super) bundle: Option<&'b Bundle>,
}

/// The rows that a record was put together from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rows<'b> {
    marks: &'b Marks,
    kept: &'b [Kept],
}

impl<'b> Entry<'b> {
    /// A record that stands in an input as it is.
    pub fn new(place: Place, bytes: &'b [u8]) -> Entry<'b> {
        Entry { place, bytes, start: 0, rows: None, bundle: None }
    }

    /// It comes from rows, which may stand anywhere.
    pub(super) fn is_put_together(&self) -> bool {
        self.rows.is_some()
    }

    /// The place of its `at`-th byte.
    pub fn place_of(&self, at: usize) -> Place {
        match &self.rows {
            None if at == 0 => self.place,
            None => self.place.after(self.bytes.get(..at).unwrap_or(self.bytes)),
            Some(rows) => rows.marks.place(self.start + at).unwrap_or(self.place),
        }
    }

    /// It is not judged: for what reason, and how it stood.
    pub fn rejected(&self, error: &DataError) -> Rejected {
        let was = match &self.rows {
            None => Was::Text(self.bytes.to_owned()),
            Some(rows) => Was::Rows(rows.kept.to_owned()),
        };
        Rejected { faults: vec![(error.place, error.fault.words())], also: error.fault.also(), was }
    }
}

/// Complete records of one input, in order. How an input is divided depends on its bytes alone.
#[derive(Clone, Debug, Default)]
pub struct Block {
    pub(super) text: Vec<u8>,
    /// Where `text` starts.
    pub(super) place: Place,
    pub(super) limit: usize,
    /// What it was decoded from; none while all was ASCII.
    pub(super) encoding: Option<&'static Encoding>,
    /// None: every line is a record.
    pub(super) pieces: Option<Vec<Piece>>,
    /// What is wrong after the last entry.
    pub(super) fault: Option<DataError>,
    /// What is odd about the input: as a whole, or in its rows.
    pub(super) warnings: Vec<(WarningKind, String, Place)>,
    /// What whoever runs this ought to know of the input.
    pub(super) notices: Vec<Notice>,
    /// Where `text` comes from, if it was put together from rows.
    pub(super) marks: Option<Marks>,
    /// Rows in `text` as they stand in tables.
    pub(super) sheaf: Sheaf,
    /// The rows of each piece as they stood, where they are asked for.
    pub(super) kept: Vec<Kept>,
    /// Records whose errors have been told before they were put together.
    pub(super) rejected: Vec<Rejected>,
}

/// A record that does not stand on a line of its own, or what is wrong instead of one.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub place: Place,
    pub found: Result<Range<usize>, DataFault>,
    /// Its part of [`Block::kept`].
    pub kept: Range<usize>,
    /// Which of the bundles of [`Block::sheaf`] it is.
    pub bundle: Option<usize>,
}

impl Piece {
    pub fn new(place: Place, found: Result<Range<usize>, DataFault>) -> Piece {
        Piece { place, found, kept: 0..0, bundle: None }
    }
}

impl Block {
    /// Its records and what is wrong between them, in order.
    pub fn entries(&self) -> Entries<'_> {
        Entries { block: self, at: 0, line: self.place.line, piece: 0, fault: self.fault.as_ref() }
    }

    /// Its text; none where some byte of it is none.
    pub(super) fn as_text(&self) -> Option<&str> {
        simdutf8::basic::from_utf8(&self.text).ok()
    }

    /// What is wrong where bytes of it are no UTF-8.
    pub(super) fn misfit(&self, fault: DataFault) -> DataFault {
        match (self.encoding, fault) {
            (Some(encoding), DataFault::NotUtf8 { .. }) if encoding != encoding_rs::UTF_8 => {
                DataFault::WrongBytes { encoding: super::encoding::name(encoding) }
            }
            (_, fault) => fault,
        }
    }

    /// What is odd apart from what its records say.
    pub fn warnings(&self) -> &[(WarningKind, String, Place)] {
        &self.warnings
    }

    /// What whoever runs this ought to know of the input.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Records that are in no entry: what is wrong with them is told by errors of this block or an earlier one.
    pub fn rejected(&self) -> &[Rejected] {
        &self.rejected
    }

    /// Ready to be filled again, keeping memory of an ordinary size.
    pub(super) fn cleared(mut self, place: Place, limit: usize, size: usize) -> Block {
        self.text.clear();
        self.text.shrink_to(2 * size);
        let marks = self.marks.map(|mut marks| {
            marks.clear();
            marks
        });
        self.sheaf.clear();
        Block { text: self.text, place, limit, marks, sheaf: self.sheaf, ..Block::default() }
    }
}

/// Iterates over [`Block::entries`].
#[derive(Clone, Debug)]
pub struct Entries<'b> {
    block: &'b Block,
    at: usize,
    line: u64,
    piece: usize,
    fault: Option<&'b DataError>,
}

impl<'b> Iterator for Entries<'b> {
    type Item = Result<Entry<'b>, DataError>;

    fn next(&mut self) -> Option<Self::Item> {
        let entry = match &self.block.pieces {
            None => self.line(),
            Some(pieces) => {
                let piece = pieces.get(self.piece);
                self.piece += 1;
                piece.map(|piece| self.piece(piece))
            }
        };
        entry.or_else(|| self.fault.take().cloned().map(Err))
    }
}

impl<'b> Entries<'b> {
    fn piece(&self, Piece { place, found, kept, bundle }: &Piece) -> Result<Entry<'b>, DataError> {
        if let Some(bundle) = bundle.and_then(|n| self.block.sheaf.bundles.get(n)) {
            let bytes = self.block.sheaf.text(bundle, &self.block.text);
            return Ok(Entry { bundle: Some(bundle), ..Entry::new(*place, bytes) });
        }
        let range = found.clone().map_err(|fault| DataError { place: *place, fault })?;
        let (start, block) = (range.start, self.block);
        let kept = block.kept.get(kept.clone()).unwrap_or_default();
        let rows = block.marks.as_ref().map(|marks| Rows { marks, kept });
        Ok(Entry { start, rows, ..Entry::new(*place, block.text.get(range).unwrap_or_default()) })
    }

    /// The next line that is not blank.
    fn line(&mut self) -> Option<Result<Entry<'b>, DataError>> {
        loop {
            let rest = &self.block.text[self.at..];
            if rest.is_empty() {
                return None;
            }
            let end = memchr::memchr(b'\n', rest);
            let line = &rest[..end.unwrap_or(rest.len())];
            let place = Place { line: self.line, column: 1, ..self.block.place };
            let start = self.at;
            self.at += line.len() + usize::from(end.is_some());
            self.line += 1;
            if line.len() > self.block.limit {
                return Some(Err(DataError { place, fault: DataFault::TooLong { limit: self.block.limit } }));
            }
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if !line.iter().all(u8::is_ascii_whitespace) {
                return Some(Ok(Entry { start, ..Entry::new(place, line) }));
            }
        }
    }
}
