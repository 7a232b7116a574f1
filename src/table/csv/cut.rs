//! The cells of a row that has been told apart from the others.

use super::ragged;
use super::scan::{Cells, Found};
use crate::table::{Row, Style, TableFault};
use std::ops::Range;

/// Cuts rows into their cells, one a thread.
#[derive(Debug, Default)]
pub struct Cutter {
    cells: Cells,
}

impl Cutter {
    /// Puts the cells of a row, which starts at `line`, into `row`; what is wrong with it as a row.
    ///
    /// # Errors
    /// Bytes that do not fit the encoding, too many cells, too few: `row` has them as far as they are known.
    pub fn cut(&mut self, bytes: &[u8], style: Style, line: u64, row: &mut Row) -> Result<(), TableFault> {
        row.clear(line);
        let Found::Row { .. } = self.cells.scan(bytes, style.separator, style.end, true) else { return Ok(()) };
        if let Some((column, flaw)) = self.cells.take(bytes, row) {
            return Err(flaw.fault(line, Some(column)));
        }
        ragged(row, style.width).map_or(Ok(()), |flaw| Err(flaw.fault(line, None)))
    }

    /// Tells where the cells of a row stand in its bytes, without the quotes around them, and whether quotes stand doubled
    /// in them; false where it is no row.
    pub fn places(&mut self, bytes: &[u8], style: Style, take: impl FnMut(Range<usize>, bool)) -> bool {
        let found = self.cells.scan(bytes, style.separator, style.end, true);
        self.cells.each(bytes, take);
        matches!(found, Found::Row { len, .. } if len == bytes.len())
    }
}
