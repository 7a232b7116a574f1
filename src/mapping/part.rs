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
    /// By rising place in [`super::Mapping::attributes`], each at most once; what is blank is not there.
    pub attributes: Vec<Told>,
    /// Each a JSON object.
    pub events: Vec<Piece>,
    /// The same, which count once in a record however many of its rows tell them.
    pub once: Vec<Piece>,
    /// Parts of one record are put in this order, equal ones as they come: the column `order` of the mapping, else 0.
    pub order: i64,
    /// Which column a place in `text` comes from, by rising offset; an offset before the first is the row's.
    pub marks: Vec<Mark>,
    /// The row's line.
    pub line: u64,
}

/// An attribute of the record: a row that tells another value of it contradicts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// Its place in [`super::Mapping::attributes`].
    pub attribute: u16,
    /// Any JSON; equal values are equal texts.
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
        self.once.clear();
        self.order = 0;
        self.marks.clear();
        self.line = line;
    }

    /// The text of a piece.
    pub fn piece(&self, piece: &Piece) -> &str {
        self.text.get(piece.start as usize..piece.end as usize).unwrap_or_default()
    }
}

/// At most 60 characters of a text, for messages.
pub fn cut(text: &str) -> String {
    cut_at(text, 60)
}

/// At most so many characters of a text.
pub fn cut_at(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Writes a JSON text with its quotes.
pub fn text(text: &str, out: &mut String) {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        let (plain, from) = rest.split_at(at);
        out.push_str(plain);
        // all three are ASCII: the byte after it starts a character
        match from.as_bytes().first() {
            Some(b'\n') => out.push_str("\\n"),
            Some(byte @ (b'"' | b'\\')) => {
                out.push('\\');
                out.push(char::from(*byte));
            }
            Some(byte) => {
                out.push_str("\\u00");
                out.extend([HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
            }
            None => {}
        }
        rest = from.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
    out.push('"');
}

#[cfg(test)]
mod tests {
    proptest::proptest! {
        #[test]
        fn what_is_written_reads_as_it_was(written in "\\PC{0,20}|[\u{0}-\u{7f}]{0,20}") {
            let mut out = String::new();
            super::text(&written, &mut out);
            proptest::prop_assert_eq!(serde_json::from_str::<String>(&out).ok(), Some(written));
        }
    }
}
