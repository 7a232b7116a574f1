//! One sheet on its way out: its cells, one after another, put together to rows.

use super::bounds::{CELLS, ROWS, UNREADABLE};
use super::fault;
use super::merge::{Block, Merges};
use crate::table::apart::Frames;
use crate::table::apart::Unheard;
use crate::table::apart::limits::{COLUMNS, ROW};
use crate::table::{Cell, Row};
use std::io::{self, Write};

/// Why a sheet ends early.
#[derive(Debug)]
pub enum Stop {
    /// Nobody listens any more.
    Unheard(Unheard),
    /// The sheet can't be read on, which has been said; the next can.
    Sheet,
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        Stop::Unheard(error.into())
    }
}

pub struct Sheet<'o, W> {
    out: &'o mut Frames<W>,
    name: String,
    merges: Merges,
    row: Row,
    /// The row at hand, from 0.
    at: Option<u32>,
    /// Bytes of its texts.
    length: usize,
    /// Why the row at hand can't be trusted.
    doubt: Option<String>,
    /// A cell behind the last one can't be read: it may stand in the row at hand or in the next.
    lost: Option<String>,
    unreadable: u32,
    /// Cells that went out.
    cells: u64,
}

impl<'o, W: Write> Sheet<'o, W> {
    pub fn begin(out: &'o mut Frames<W>, name: &str, merges: Vec<Block>) -> io::Result<Sheet<'o, W>> {
        out.sheet(name)?;
        Ok(Sheet {
            out,
            name: name.to_owned(),
            merges: Merges::new(merges),
            row: Row::default(),
            at: None,
            length: 0,
            doubt: None,
            lost: None,
            unreadable: 0,
            cells: 0,
        })
    }

    pub fn out(&mut self) -> &mut Frames<W> {
        self.out
    }

    /// Takes a cell; rows and columns from 0, rows in order.
    pub fn cell(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), Stop> {
        if row >= ROWS || column >= COLUMNS || self.at.is_some_and(|at| row < at) {
            self.close_row()?;
            self.out.fault(&fault::order(u64::from(row) + 1, &self.name))?;
            return Err(Stop::Sheet);
        }
        if self.at != Some(row) {
            self.close_row()?;
            self.open_row(row);
        }
        if let Some(lost) = self.lost.take() {
            self.doubt.get_or_insert(lost);
        }
        if let Cell::Text(text) | Cell::Broken(text) = cell {
            self.length += text.len();
        }
        if self.length <= ROW && cell != Cell::Blank {
            self.row.set(column as usize, cell);
        }
        Ok(())
    }

    /// A block of merged cells that begins in the row at hand.
    pub fn merge(&mut self, block: Block) {
        self.merges.open(block);
    }

    /// A cell can't be read, and nobody knows where it stands, but that it comes behind the last one.
    pub fn lose(&mut self, why: String) -> Result<(), Stop> {
        self.unreadable += 1;
        if self.unreadable > UNREADABLE {
            return Err(self.give_up(&why));
        }
        self.doubt.get_or_insert_with(|| why.clone());
        self.lost = Some(why);
        Ok(())
    }

    /// The sheet can't be read on.
    pub fn give_up(&mut self, why: &str) -> Stop {
        // the row at hand may lack cells
        let line = self.at.map_or(1, |at| u64::from(at) + 1);
        (self.at, self.doubt, self.lost) = (None, None, None);
        match self.out.fault(&fault::unread_sheet(line, &self.name, why)) {
            Ok(()) => Stop::Sheet,
            Err(error) => error.into(),
        }
    }

    /// The sheet has no more cells.
    pub fn end(mut self) -> Result<(), Stop> {
        self.close_row()
    }

    fn open_row(&mut self, at: u32) {
        self.at = Some(at);
        self.row.clear(u64::from(at) + 1);
        (self.length, self.doubt) = (0, None);
    }

    fn close_row(&mut self) -> Result<(), Stop> {
        let Some(at) = self.at.take() else {
            if let Some(why) = self.doubt.take() {
                self.out.fault(&fault::unread_row(1, &why))?;
            }
            return Ok(());
        };
        if self.length > ROW {
            self.out.fault(&fault::long_row(self.row.line))?;
            return Ok(());
        }
        // merged blocks that begin in a row that is dropped count all the same
        let filled = self.merges.fill(at, &mut self.row);
        match self.doubt.take() {
            Some(why) => self.out.fault(&fault::unread_row(self.row.line, &why))?,
            None if filled && texts(&self.row) > ROW => self.out.fault(&fault::long_row(self.row.line))?,
            None if filled => {
                self.cells += self.row.len() as u64;
                if self.cells > CELLS {
                    self.at = Some(at);
                    return Err(self.give_up(&format!("> {CELLS}")));
                }
                self.out.row(&self.row)?;
            }
            None => {}
        }
        Ok(())
    }
}

fn texts(row: &Row) -> usize {
    (0..row.len())
        .map(|column| match row.cell(column) {
            Cell::Text(text) | Cell::Broken(text) => text.len(),
            _ => 0,
        })
        .sum()
}
