//! What one row tells of one record: pieces of the record's JSON text, each with the column it stands in.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A piece of [`Part::text`].
pub type Piece = Range<u32>;

/// What one row tells of one record. Its memory is used for the next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Every piece stands in it, one after another.
    pub text: String,
    /// The id, plain text: what puts the rows of a record together.
    pub id: Piece,
    /// `"kind":"unit","policy":"x"`, as they stand in the record; empty where the mapping gives none.
    pub head: Piece,
    pub attributes: Vec<Told>,
    /// Each a JSON object.
    pub events: Vec<Piece>,
    /// Which column a place in `text` comes from, by rising offset; an offset before the first is the row's.
    pub marks: Vec<Mark>,
    /// The row's line.
    pub line: u64,
}

/// An attribute of the record: a row that tells another value of it contradicts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// A JSON text, with its quotes.
    pub name: Piece,
    /// Any JSON.
    pub value: Piece,
    pub column: u32,
}

/// From `offset` on, the text comes from `column` (from 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub offset: u32,
    pub column: u32,
}

impl Part {
    /// Ready to be filled again.
    pub fn clear(&mut self, line: u64) {
        self.text.clear();
        (self.id, self.head) = (0..0, 0..0);
        self.attributes.clear();
        self.events.clear();
        self.marks.clear();
        self.line = line;
    }

    /// The text of a piece.
    pub fn piece(&self, piece: &Piece) -> &str {
        self.text.get(piece.start as usize..piece.end as usize).unwrap_or_default()
    }
}
