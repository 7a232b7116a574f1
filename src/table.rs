//! Files that hold tables: rows of cells as they are stored, nothing understood yet. One format a file.
//!
//! A table may be wide (a row is a record) or long (a row is an event): that, and what the columns mean, is the
//! business of [`crate::mapping`].

pub mod apart;
pub mod csv;
pub mod iso;
pub mod parquet;
pub mod pull;
pub mod row;
pub mod spool;
pub mod stored;
pub mod workbook;
pub mod xes;

pub use row::{Cell, Clock, Row};

use crate::lang::Bilingual;
use std::io;

/// The rows of one file, in order. Memory is bounded by the longest row.
pub trait Rows: Send {
    /// Goes on by one step; a row is put into `row`, whose memory is used again.
    ///
    /// # Errors
    /// The file cannot be read on; what came before holds.
    fn next(&mut self, row: &mut Row) -> io::Result<Step>;

    /// The columns, where the file itself names them; none where its first rows do. They may grow in number from row
    /// to row, and never change their places.
    fn columns(&self) -> Option<&[String]> {
        None
    }

    /// From here on only these columns are looked at, by number: others may be told as blank.
    ///
    /// # Errors
    /// The file cannot be read on.
    fn narrow(&mut self, _columns: &[u32]) -> io::Result<()> {
        Ok(())
    }

    /// The rows from here on as they stand, where the file has such and the last row of its header has been read.
    fn lines(&mut self) -> Option<&mut dyn Lines> {
        None
    }
}

/// Rows told apart before anybody looks at their cells.
pub trait Lines: Send {
    /// Goes on by one row. One that cannot be told apart from what follows is put into `row`, as far as it is known.
    ///
    /// # Errors
    /// The file cannot be read on; what came before holds.
    fn next_line(&mut self, row: &mut Row) -> io::Result<Line>;

    /// Passes over rows that come next and plainly start with this cell. There may be more of them.
    fn pass_over(&mut self, _start: &[u8]) {}

    /// The row that came last, with what ends it, until the next one.
    fn bytes(&self) -> &[u8];

    /// None where rows are of [`stored`] cells.
    fn style(&self) -> Option<Style>;
}

/// What a step through [`Lines`] brought.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// A row that starts at this line.
    Row(u64),
    /// Anything else: no row.
    Step(Step),
}

/// How the rows of a text are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    pub separator: u8,
    /// What ends a line: LF (CR before it is no part of the line) or CR.
    pub end: u8,
    /// How many cells a row has.
    pub width: usize,
}

/// What a step brought.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// What follows stands in this sheet. Files without sheets have no such step.
    Sheet(String),
    Row,
    /// Something wrong at a place, in place of a row; the next step goes on behind it.
    Fault(TableFault),
    /// Something left out on purpose, that whoever runs this ought to know; nothing is wrong with the file.
    Notice(TableFault),
    End,
}

/// What is wrong in a table, and where: line or row from 1, column from 0 where it is one cell's.
#[derive(Clone, Debug, PartialEq)]
pub struct TableFault {
    /// A stable word for machines: `unclosed-quote`.
    pub code: &'static str,
    pub line: u64,
    pub column: Option<u32>,
    /// What is wrong and what to do.
    pub words: Bilingual,
}
