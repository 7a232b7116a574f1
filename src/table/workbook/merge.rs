//! Merged cells: a block shows one value, that of its first cell, and counts with it for every row and column it covers:
//! an id merged over the rows of its events, a heading over its columns.

use super::bounds::FILLED;
use crate::table::{Cell, Row};

/// Rows and columns from 0, both ends in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    pub rows: (u32, u32),
    pub columns: (u32, u32),
}

/// The blocks of a sheet, met row by row.
#[derive(Debug, Default)]
pub struct Merges {
    /// By first row, those not met yet at the end.
    coming: Vec<Block>,
    open: Vec<Open>,
}

#[derive(Debug)]
struct Open {
    block: Block,
    /// Its value, as the only cell.
    value: Row,
}

impl Merges {
    pub fn new(mut blocks: Vec<Block>) -> Merges {
        blocks.retain(|block| block.rows.0 <= block.rows.1 && block.columns.0 <= block.columns.1);
        blocks.sort_by_key(|block| std::cmp::Reverse(block.rows.0));
        Merges { coming: blocks, open: Vec::new() }
    }

    /// A block that begins in the row that comes next to [`Merges::fill`].
    pub fn open(&mut self, block: Block) {
        // blocks that are told as they begin come in the order of their rows
        self.coming.push(block);
    }

    /// Gives the cells of row `at` what people see in them. False, where nothing stands in it but what blocks from above show.
    pub fn fill(&mut self, at: u32, row: &mut Row) -> bool {
        self.open.retain(|open| open.block.rows.1 >= at);
        while let Some(block) = self.coming.pop_if(|block| block.rows.0 <= at) {
            let mut value = Row::default();
            if block.rows.0 == at {
                value.push(row.cell(block.columns.0 as usize));
            }
            if block.rows.1 >= at {
                self.open.push(Open { block, value });
            }
        }
        if self.open.is_empty() {
            return !row.is_blank();
        }
        // what a covered cell holds of its own nobody sees
        let wide = row.len();
        for open in &self.open {
            let (first, last) = open.block.columns;
            for column in (first..=last).take_while(|column| (*column as usize) < wide) {
                if (open.block.rows.0, first) != (at, column) {
                    row.set(column as usize, Cell::Blank);
                }
            }
        }
        if row.is_blank() {
            return false;
        }
        for open in &self.open {
            let value = open.value.cell(0);
            if value != Cell::Blank {
                open.covered().for_each(|column| row.set(column as usize, value));
            }
        }
        true
    }
}

impl Open {
    fn covered(&self) -> std::ops::RangeInclusive<u32> {
        let (first, last) = self.block.columns;
        first..=last.min(first.saturating_add(FILLED - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Row {
        let mut row = Row::default();
        row.clear(1);
        cells.iter().for_each(|cell| row.push(Cell::Text(cell)));
        row
    }

    fn shown(row: &Row) -> Vec<String> {
        (0..row.len()).map(|n| if let Cell::Text(text) = row.cell(n) { text.to_owned() } else { String::new() }).collect()
    }

    #[test]
    fn a_block_counts_for_every_row_and_column_it_covers() {
        let block = |rows, columns| Block { rows, columns };
        let mut merges = Merges::new(vec![block((1, 3), (0, 0)), block((0, 0), (1, 2)), block((9, 2), (0, 0))]);
        let mut first = row(&["id", "time", "left over", "x"]);
        assert!(merges.fill(0, &mut first));
        assert_eq!(shown(&first), ["id", "time", "time", "x"]);
        for (at, cells, expected) in [(1, ["A1", "a"], Some(["A1", "a"])), (2, ["", "b"], Some(["A1", "b"])), (3, ["left over", ""], None)]
        {
            let mut row = row(&cells);
            assert_eq!(merges.fill(at, &mut row).then(|| shown(&row)), expected.map(|cells| cells.map(str::to_owned).to_vec()));
        }
        let mut behind = row(&["", "c"]);
        assert!(merges.fill(4, &mut behind));
        assert_eq!(shown(&behind), ["", "c"]);
    }

    #[test]
    fn a_block_over_a_whole_sheet_is_no_bomb() {
        let mut merges = Merges::new(vec![Block { rows: (0, 1 << 20), columns: (0, 1 << 14) }]);
        let mut title = row(&["台账"]);
        assert!(merges.fill(0, &mut title));
        assert_eq!(title.len(), FILLED as usize);
    }
}
