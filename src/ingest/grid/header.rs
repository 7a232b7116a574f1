//! The rows above those that tell something: which table it is, and how its columns are called.

use crate::ingest::kept;
use crate::mapping::Table;
use crate::mapping::columns::joined;
use crate::table::{Cell, Row};

/// The header of a table while it is read.
#[derive(Debug)]
pub struct Header<'m> {
    /// A mapping, and a table of it, by number.
    pub table: (usize, usize),
    pub written: &'m Table,
    /// So many rows of it are still to come.
    left: u32,
    names: Vec<Vec<String>>,
    /// Its rows as lines of CSV, for rows that are kept.
    pub lines: Vec<String>,
    /// Cells of the first and the widest.
    cells: Option<(usize, usize)>,
}

impl<'m> Header<'m> {
    /// `named`: the file names its columns itself, there are no such rows.
    pub fn new(table: (usize, usize), written: &'m Table, named: bool) -> Header<'m> {
        let left = if named { 0 } else { written.skip.saturating_add(written.header_rows.into()) };
        Header { table, written, left, names: Vec::new(), lines: Vec::new(), cells: None }
    }

    pub fn is_complete(&self) -> bool {
        self.left == 0
    }

    /// Takes the next of its rows.
    pub fn take(&mut self, row: &Row) {
        if self.left <= u32::from(self.written.header_rows) {
            let name = |column| match row.cell(column) {
                Cell::Text(text) => text.trim().to_owned(),
                cell => kept::text(cell),
            };
            self.names.push((0..row.len()).map(name).collect());
        }
        self.lines.push(kept::line(row, self.separator()));
        let (first, widest) = self.cells.unwrap_or((row.len(), 0));
        self.cells = Some((first, widest.max(row.len())));
        self.left -= 1;
    }

    /// So many cells its widest row has more than the first.
    pub fn overhang(&self) -> usize {
        self.cells.map_or(0, |(first, widest)| widest - first)
    }

    /// What separates the cells of rows that are kept.
    pub fn separator(&self) -> u8 {
        self.written.separator.unwrap_or(b',')
    }

    /// The names of the columns.
    pub fn columns(&mut self) -> Vec<String> {
        match self.names.as_mut_slice() {
            [] => Vec::new(),
            [names] => std::mem::take(names),
            [upper, .., lower] => joined(upper, lower),
        }
    }
}
