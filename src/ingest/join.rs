//! Two tables, records and their events, whose rows stand in the same order: they are read side by side, and no row waits
//! for another, however long they are.
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
    state: State,
    /// What came of the headers.
    first: Option<Block>,
    id: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    SideBySide,
    /// Something is wrong in one of them: what is left is read one after the other, and waits.
    Apart,
    Ended,
}

/// Why they are not read side by side any longer.
enum Odd {
    Changed(DataError),
    Fault(Which, TableFault),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Records,
    Events,
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
                Ok(Join { records, events, state: State::SideBySide, first: Some(block), id: String::new() })
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
        match self.state {
            State::SideBySide => {}
            State::Apart if self.records.grid.is_ended() => return self.events.grid.next(intake, spare),
            State::Apart => return self.records.grid.next(intake, spare).or_else(|| self.events.grid.next(intake, None)),
            State::Ended => return None,
        }
        let mut block = self.first.take().unwrap_or_else(|| Block::composed(spare, self.records.grid.whole()));
        while block.text.len() < BLOCK && self.state == State::SideBySide {
            match self.record(&mut block) {
                Ok(true) => {}
                Ok(false) => self.state = State::Ended,
                Err(Odd::Changed(error)) => {
                    block.fault(error);
                    self.state = State::Ended;
                }
                Err(Odd::Fault(which, fault)) => {
                    self.state = State::Apart;
                    for (sheet, line, bytes) in block.drop_last() {
                        intake.gather_row(&sheet, &self.id, line, &bytes, &mut block);
                    }
                    let side = match which {
                        Which::Records => &mut self.records,
                        Which::Events => &mut self.events,
                    };
                    side.grid.broken(fault, intake, &mut block);
                }
            }
        }
        if self.state == State::Ended {
            self.records.grid.leave(intake, &mut block);
            self.events.grid.leave(intake, &mut block);
        }
        self.records.grid.note_encoding(&mut block);
        self.events.grid.note_encoding(&mut block);
        Some(block)
    }

    /// Puts the rows of one record together; false at the end.
    fn record(&mut self, block: &mut Block) -> Result<bool, Odd> {
        let Some(place) = self.records.find(Which::Records)? else {
            return match self.events.find(Which::Events)? {
                None => Ok(false),
                Some(place) => Err(Odd::Changed(changed(place))),
            };
        };
        self.id.clear();
        self.id.push_str(self.records.grid.id());
        block.bind(place);
        self.records.put(Which::Records, &self.id, block)?;
        self.events.grid.expect(&self.events.sheet, self.records.grid.id());
        self.events.put(Which::Events, &self.id, block)?;
        Ok(true)
    }
}

impl Side<'_> {
    /// Adds the rows of the record of this id that come next.
    fn put(&mut self, which: Which, id: &str, block: &mut Block) -> Result<(), Odd> {
        while self.find(which)?.is_some() && self.grid.id() == id {
            self.grid.put(&self.sheet, block);
        }
        Ok(())
    }

    /// The place of the row that comes next; none at the end.
    fn find(&mut self, which: Which) -> Result<Option<Place>, Odd> {
        match self.grid.find(&self.sheet) {
            Ok(None) => Ok(Some(self.grid.here())),
            Ok(Some(Step::Fault(fault))) => Err(Odd::Fault(which, fault)),
            Ok(Some(_)) => Ok(None),
            Err(error) => Err(Odd::Changed(DataError { place: self.grid.behind(), fault: DataFault::from(&error) })),
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
