//! A block of an input: complete records as bytes, each with its place. Blocks are what threads share out.

use super::fault::{DataError, DataFault, Place};
use std::ops::Range;

/// One record as bytes, and where it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'b> {
    pub place: Place,
    pub bytes: &'b [u8],
}

/// Complete records of one input, in order. How an input is divided depends on its bytes alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    pub(super) text: Vec<u8>,
    /// Where `text` starts.
    pub(super) place: Place,
    pub(super) limit: usize,
    /// None: every line is a record.
    pub(super) pieces: Option<Vec<Piece>>,
    /// What is wrong after the last entry.
    pub(super) fault: Option<DataError>,
    /// The whole input held no record and no fault.
    pub(super) empty_input: bool,
}

/// An element of a JSON array, or what is wrong instead of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub place: Place,
    pub found: Result<Range<usize>, DataFault>,
}

impl Block {
    /// Its records and what is wrong between them, in order.
    pub fn entries(&self) -> Entries<'_> {
        Entries { block: self, at: 0, line: self.place.line, piece: 0, fault: self.fault.as_ref() }
    }

    /// The place of an input that held nothing but blanks: its only block says so.
    pub fn empty_input(&self) -> Option<Place> {
        self.empty_input.then_some(Place::start(self.place.input))
    }

    /// Bytes of the input in it.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Ready to be filled again, keeping memory of an ordinary size.
    pub(super) fn cleared(mut self, place: Place, limit: usize, size: usize) -> Block {
        self.text.clear();
        self.text.shrink_to(2 * size);
        Block { text: self.text, place, limit, ..Block::default() }
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
                piece.map(|Piece { place, found }| match found {
                    Ok(range) => Ok(Entry { place: *place, bytes: &self.block.text[range.clone()] }),
                    Err(fault) => Err(DataError { place: *place, fault: fault.clone() }),
                })
            }
        };
        entry.or_else(|| self.fault.take().cloned().map(Err))
    }
}

impl<'b> Entries<'b> {
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
            self.at += line.len() + usize::from(end.is_some());
            self.line += 1;
            if line.len() > self.block.limit {
                return Some(Err(DataError { place, fault: DataFault::TooLong { limit: self.block.limit } }));
            }
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if !line.iter().all(u8::is_ascii_whitespace) {
                return Some(Ok(Entry { place, bytes: line }));
            }
        }
    }
}
