//! One row: its cells and the line it starts at. Its memory is used for the next.

use crate::time::{Day, Instant};
use std::ops::Range;

/// A cell as stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'r> {
    Blank,
    Text(&'r str),
    Whole(i64),
    Number(f64),
    Boolean(bool),
    /// A date, or a date and time of day, of no zone: a spreadsheet's serial.
    Local(Day, Clock),
    /// A time with its offset.
    Instant(Instant),
    /// A formula that came to nothing: `#N/A`, `#REF!`; a time beyond all calendars; bytes that are no text.
    Broken(&'r str),
}

/// The time of day of a stored date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The date alone.
    None,
    /// Microseconds since midnight.
    At(i64),
}

/// Cells in the order of their columns. A place from 1 is the line of a text file or the row of a sheet.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Where it starts.
    pub line: u64,
    text: String,
    cells: Vec<Kept>,
}

/// A cell whose text stands in the row's.
#[derive(Clone, Debug)]
enum Kept {
    Text(Range<usize>),
    Broken(Range<usize>),
    Plain(Cell<'static>),
}

impl Row {
    /// Ready to be filled again.
    pub fn clear(&mut self, line: u64) {
        self.line = line;
        self.text.clear();
        self.cells.clear();
    }

    /// Puts a cell at the end.
    pub fn push(&mut self, cell: Cell<'_>) {
        let kept = match cell {
            Cell::Text("") | Cell::Blank => Kept::Plain(Cell::Blank),
            Cell::Text(text) => Kept::Text(self.keep(text)),
            Cell::Broken(text) => Kept::Broken(self.keep(text)),
            Cell::Whole(n) => Kept::Plain(Cell::Whole(n)),
            Cell::Number(n) => Kept::Plain(Cell::Number(n)),
            Cell::Boolean(flag) => Kept::Plain(Cell::Boolean(flag)),
            Cell::Local(day, clock) => Kept::Plain(Cell::Local(day, clock)),
            Cell::Instant(at) => Kept::Plain(Cell::Instant(at)),
        };
        self.cells.push(kept);
    }

    /// Puts a cell at a column, blanks before it.
    pub fn set(&mut self, column: usize, cell: Cell<'_>) {
        if column >= self.cells.len() {
            self.cells.resize_with(column, || Kept::Plain(Cell::Blank));
            self.push(cell);
        } else {
            self.push(cell);
            self.cells.swap_remove(column);
        }
    }

    /// The cell of a column; blank beyond the last.
    pub fn cell(&self, column: usize) -> Cell<'_> {
        match self.cells.get(column) {
            None => Cell::Blank,
            Some(Kept::Text(range)) => Cell::Text(&self.text[range.clone()]),
            Some(Kept::Broken(range)) => Cell::Broken(&self.text[range.clone()]),
            Some(Kept::Plain(cell)) => *cell,
        }
    }

    /// How many cells it has, blank ones too.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Nothing stands in it.
    pub fn is_blank(&self) -> bool {
        (0..self.len()).all(|column| match self.cell(column) {
            Cell::Blank => true,
            Cell::Text(text) => text.trim().is_empty(),
            _ => false,
        })
    }

    fn keep(&mut self, text: &str) -> Range<usize> {
        let start = self.text.len();
        self.text.push_str(text);
        start..self.text.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_where_they_were_put() {
        let mut row = Row::default();
        row.clear(7);
        row.set(2, Cell::Text("案1"));
        row.set(0, Cell::Whole(5));
        row.push(Cell::Text(""));
        assert_eq!((row.len(), row.line), (4, 7));
        assert_eq!([0, 1, 2, 3, 9].map(|n| row.cell(n)), [Cell::Whole(5), Cell::Blank, Cell::Text("案1"), Cell::Blank, Cell::Blank]);
        assert!(!row.is_blank());
        row.clear(8);
        row.push(Cell::Text("  "));
        assert!(row.is_blank() && !row.is_empty());
    }
}
