//! Two tables as text, records and their events, whose rows stand in the same order: they are read side by side, and no
//! row waits for another, however long they are.
//!
//! Whether the order is the same is found out beforehand, by the ids alone; that takes a small part of the time that
//! reading and judging take. Where it is not, rows wait as [`super::gather`] says.

mod order;

use super::BLOCK;
use super::block::Block;
use super::fault::{DataError, DataFault, Place};
use super::grid::Grid;
use super::intake::Intake;
use super::sheaf::Sheet;
use crate::mapping::RowsAre;
use crate::say;
use crate::table::{Step, TableFault};
use std::sync::Arc;

pub(super) use order::Look;

/// Two tables that are being read.
pub struct Join<'m> {
    records: Side<'m>,
    events: Side<'m>,
    ended: bool,
    id: String,
}

/// One of them.
struct Side<'m> {
    grid: Box<Grid<'m>>,
    sheet: Arc<Sheet>,
}

/// Tables that cannot be read side by side after all, and what came of their headers.
pub struct Apart<'m>(pub Box<Grid<'m>>, pub Box<Grid<'m>>, pub Block);

impl<'m> Join<'m> {
    /// Reads the headers of both.
    ///
    /// # Errors
    /// They are not what they were when they were looked at.
    pub fn new(mut records: Box<Grid<'m>>, mut events: Box<Grid<'m>>, intake: &mut Intake<'m>) -> Result<Join<'m>, Box<Apart<'m>>> {
        let mut block = Block::composed(None, records.whole());
        match (records.start(intake, &mut block), events.start(intake, &mut block)) {
            (Some(first), Some(second)) if fit(&first, &second) => {
                let (records, events) = (Side { grid: records, sheet: first }, Side { grid: events, sheet: second });
                Ok(Join { records, events, ended: false, id: String::new() })
            }
            _ => Err(Box::new(Apart(records, events, block))),
        }
    }

    /// Where the rows that have not been read start.
    pub fn behind(&self) -> Place {
        self.records.grid.behind()
    }

    /// The next block; none at the end.
    pub fn next(&mut self, intake: &mut Intake<'m>, spare: Option<Block>) -> Option<Block> {
        if self.ended {
            return None;
        }
        let mut block = Block::composed(spare, self.records.grid.whole());
        while block.text.len() < BLOCK && !self.ended {
            self.ended = match self.record(&mut block) {
                Ok(more) => !more,
                Err(error) => {
                    block.fault(error);
                    true
                }
            };
        }
        if self.ended {
            self.records.grid.leave(intake, &mut block);
            self.events.grid.leave(intake, &mut block);
        }
        self.records.grid.note_encoding(&mut block);
        self.events.grid.note_encoding(&mut block);
        Some(block)
    }

    /// Puts the rows of one record together; false at the end.
    fn record(&mut self, block: &mut Block) -> Result<bool, DataError> {
        let Some(place) = self.records.find()? else {
            return match self.events.find()? {
                None => Ok(false),
                Some(place) => Err(changed(place)),
            };
        };
        self.id.clear();
        self.id.push_str(self.records.grid.id());
        block.bind(place);
        for side in [&mut self.records, &mut self.events] {
            while side.find()?.is_some() && side.grid.id() == self.id {
                side.grid.put(&side.sheet, block);
            }
        }
        Ok(true)
    }
}

impl Side<'_> {
    /// The place of the row that comes next; none at the end.
    fn find(&mut self) -> Result<Option<Place>, DataError> {
        match self.grid.find(&self.sheet) {
            Ok(None) => Ok(Some(self.grid.here())),
            Ok(Some(Step::Fault(fault))) => Err(DataError::of_table(self.sheet.input, fault)),
            Ok(Some(_)) => Ok(None),
            Err(error) => Err(DataError { place: self.grid.behind(), fault: DataFault::from(&error) }),
        }
    }
}

/// The first has the records of a mapping, the second their events.
fn fit(first: &Sheet, second: &Sheet) -> bool {
    first.mapping == second.mapping && (first.rows, second.rows) == (RowsAre::Record, RowsAre::Event)
}

/// The files are not what they were when they were looked at.
pub(super) fn changed(place: Place) -> DataError {
    let words = say!("读到这里时,文件已被改动:编号的次序与开始时不同,以下未读;请等文件写完再试";
                     "the file has been changed while it was read: ids stand in another order than at first, nothing after this was read; try again once nobody writes to it");
    DataError::of_table(place.input, TableFault { code: "changed-while-read", line: place.line, column: None, words })
}
