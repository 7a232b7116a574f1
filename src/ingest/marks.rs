//! Where text that was put together comes from: for every offset of a block's text the row and the column it stands in.

use super::fault::Place;

/// The marks of one block, by rising offset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    rows: Vec<Place>,
    marks: Vec<Mark>,
}

/// From `at` on, the text comes from a column of a row; column 0 is the row as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    at: u32,
    row: u32,
    column: u32,
}

impl Marks {
    pub fn clear(&mut self) {
        self.rows.clear();
        self.marks.clear();
    }

    /// What follows comes from this row.
    pub fn turn_to(&mut self, row: Place) {
        if self.rows.last() != Some(&row) {
            self.rows.push(row);
        }
    }

    /// From the offset `at` on, the text comes from this column, counted from 1, of the row turned to.
    pub fn set(&mut self, at: usize, column: u32) {
        let row = u32::try_from(self.rows.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        self.marks.push(Mark { at, row, column });
    }

    /// The place that the text at this offset comes from.
    pub fn place(&self, at: usize) -> Option<Place> {
        let after = self.marks.partition_point(|mark| mark.at as usize <= at);
        let mark = self.marks.get(after.checked_sub(1)?)?;
        let row = self.rows.get(mark.row as usize)?;
        Some(Place { column: mark.column, ..*row })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_mark_at_or_before_an_offset_holds() {
        let mut marks = Marks::default();
        let row = |line| Place { input: 3, line, column: 0 };
        assert_eq!(marks.place(9), None);
        for (at, line, column) in [(2, 7, 0), (5, 7, 4), (9, 8, 1), (12, 7, 2)] {
            marks.turn_to(row(line));
            marks.set(at, column);
        }
        let found: Vec<_> = [1, 2, 5, 8, 9, 30].map(|at| marks.place(at).map(|place| (place.line, place.column))).into();
        assert_eq!(found, [None, Some((7, 0)), Some((7, 4)), Some((7, 4)), Some((8, 1)), Some((7, 2))]);
    }
}
