//! What one row gave for a record, and the same as bytes: parts of records wait in files when there are many.

use super::fault::{DataError, Place};
use super::rejected::Kept;
use crate::lang::Bilingual;
use crate::mapping::convert::plan::{Plan, Scratch};
use crate::mapping::part::{Mark, Piece, Told};
use crate::mapping::{Part, RowsAre};
use crate::table::{Row, TableFault};

/// What one row gave. Its memory is used for the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Given {
    pub input: u32,
    pub rows: RowsAre,
    pub part: Part,
    /// What is wrong in the row: the record that it belongs to is not judged.
    pub faults: Vec<(Place, Bilingual)>,
    /// The row as it stood, if that is asked for.
    pub kept: Option<Kept>,
}

impl Given {
    /// The place of the row as a whole.
    pub fn place(&self) -> Place {
        Place { input: self.input, line: self.part.line, column: 0 }
    }

    /// The place of a cell, by its column from 0; [`u32::MAX`] is none: the row as a whole.
    pub fn cell(&self, column: u32) -> Place {
        Place { column: column.wrapping_add(1), ..self.place() }
    }

    /// The id of its record.
    pub fn id(&self) -> &str {
        self.part.piece(&self.part.id)
    }

    /// Its columns stand `by` places further right than the mapping saw them.
    fn shift(&mut self, by: u32) {
        if by > 0 {
            let columns = self.part.marks.iter_mut().map(|mark| &mut mark.column);
            let columns = columns.chain(self.part.attributes.iter_mut().map(|told| &mut told.column));
            columns.filter(|column| **column != u32::MAX).for_each(|column| *column = column.saturating_add(by));
        }
    }

    /// Takes what a row that is not blank tells; `broken` says what is wrong with it as a row. The mapping saw it without
    /// `front` columns before it. What is wrong; none where the mapping leaves the row out.
    pub fn take(
        &mut self,
        plan: &Plan,
        row: &Row,
        broken: Option<TableFault>,
        front: u32,
        scratch: &mut Scratch,
    ) -> Option<Vec<DataError>> {
        let faults = match (plan.part(row, &mut self.part, scratch), broken) {
            (Ok(false), _) => return None,
            (_, Some(broken)) => vec![DataError::of_table(self.input, broken)],
            (Ok(true), None) => Vec::new(),
            (Err(faults), None) => {
                let place = |fault: TableFault| TableFault { line: row.line, column: fault.column.map(|column| column + front), ..fault };
                faults.into_iter().map(|fault| DataError::of_table(self.input, place(fault))).collect()
            }
        };
        if faults.is_empty() {
            self.shift(front);
        } else {
            self.tells_nothing();
            self.faults.extend(faults.iter().map(|error| (error.place, error.fault.words())));
        }
        Some(faults)
    }

    /// Keeps the id only: the row is wrong.
    fn tells_nothing(&mut self) {
        self.part.attributes.clear();
        self.part.events.clear();
        self.part.marks.clear();
    }

    /// Ready to be filled again.
    pub fn clear(&mut self, line: u64) {
        self.part.clear(line);
        self.faults.clear();
        self.kept = None;
    }

    /// Appends it.
    pub fn write(&self, out: &mut Vec<u8>) {
        let part = &self.part;
        let mut out = Bytes(out);
        out.word(self.input);
        out.word(u32::from(self.rows == RowsAre::Event));
        out.long(part.line);
        out.long(part.order.cast_unsigned());
        out.text(&part.text);
        out.piece(&part.id);
        out.piece(&part.head);
        out.each(&part.attributes, |out, Told { attribute, value, column }| {
            out.word(u32::from(*attribute));
            out.piece(value);
            out.word(*column);
        });
        out.each(&part.events, Bytes::piece);
        out.each(&part.marks, |out, Mark { offset, column }| {
            out.word(*offset);
            out.word(*column);
        });
        out.each(&self.faults, |out, (place, words)| {
            out.place(*place);
            out.text(&words.zh);
            out.text(&words.en);
        });
        out.each(self.kept.as_slice(), |out, Kept { layout, place, text }| {
            out.word(*layout);
            out.place(*place);
            out.text(text);
        });
    }

    /// Takes what [`Given::write`] wrote; none if something else stands there.
    pub fn read(&mut self, bytes: &[u8]) -> Option<()> {
        let mut from = From(bytes);
        self.input = from.word()?;
        self.rows = if from.word()? == 0 { RowsAre::Record } else { RowsAre::Event };
        self.clear(from.long()?);
        let part = &mut self.part;
        part.order = from.long()?.cast_signed();
        part.text.push_str(from.text()?);
        (part.id, part.head) = (from.piece()?, from.piece()?);
        for _ in 0..from.word()? {
            let attribute = u16::try_from(from.word()?).ok()?;
            part.attributes.push(Told { attribute, value: from.piece()?, column: from.word()? });
        }
        for _ in 0..from.word()? {
            part.events.push(from.piece()?);
        }
        for _ in 0..from.word()? {
            part.marks.push(Mark { offset: from.word()?, column: from.word()? });
        }
        for _ in 0..from.word()? {
            let place = from.place()?;
            self.faults.push((place, Bilingual { zh: from.text()?.to_owned(), en: from.text()?.to_owned() }));
        }
        for _ in 0..from.word()? {
            self.kept = Some(Kept { layout: from.word()?, place: from.place()?, text: from.text()?.to_owned() });
        }
        Some(())
    }
}

/// Bytes that grow.
struct Bytes<'o>(&'o mut Vec<u8>);

impl Bytes<'_> {
    fn word(&mut self, word: u32) {
        self.0.extend_from_slice(&word.to_le_bytes());
    }

    fn long(&mut self, long: u64) {
        self.0.extend_from_slice(&long.to_le_bytes());
    }

    fn count(&mut self, count: usize) {
        self.word(u32::try_from(count).unwrap_or(u32::MAX));
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn piece(&mut self, piece: &Piece) {
        self.word(piece.start);
        self.word(piece.end);
    }

    fn place(&mut self, Place { input, line, column }: Place) {
        self.word(input);
        self.long(line);
        self.word(column);
    }

    fn each<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.count(items.len());
        items.iter().for_each(|item| write(self, item));
    }
}

/// Bytes that are read from the front.
struct From<'b>(&'b [u8]);

impl<'b> From<'b> {
    fn word(&mut self) -> Option<u32> {
        let (word, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*word))
    }

    fn long(&mut self) -> Option<u64> {
        let (long, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*long))
    }

    fn text(&mut self) -> Option<&'b str> {
        let len = self.word()? as usize;
        let (text, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    fn piece(&mut self) -> Option<Piece> {
        Some(self.word()?..self.word()?)
    }

    fn place(&mut self) -> Option<Place> {
        Some(Place { input: self.word()?, line: self.long()?, column: self.word()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say;

    #[test]
    fn what_is_written_is_read_again() {
        let part = Part {
            text: "案1{}1".into(),
            id: 0..4,
            head: 0..0,
            attributes: vec![Told { attribute: 3, value: 6..7, column: 9 }],
            events: std::iter::once(4..6).collect(),
            once: Vec::new(),
            order: -5,
            marks: vec![Mark { offset: 4, column: 2 }],
            line: 70_000_000_000,
        };
        let place = Place { input: 1, line: 2, column: 3 };
        let full = Given {
            input: 7,
            rows: RowsAre::Event,
            part,
            faults: vec![(place, say!("错"; "wrong"))],
            kept: Some(Kept { layout: 4, place, text: "a,b".into() }),
        };
        let mut again = Given::default();
        for given in [full, Given::default()] {
            let mut bytes = Vec::new();
            given.write(&mut bytes);
            assert_eq!(again.read(&bytes), Some(()));
            assert_eq!(again, given);
            for end in 0..bytes.len() {
                assert_eq!(Given::default().read(&bytes[..end]), None);
            }
        }
    }
}
