//! Every block of every input of a run, in order, whatever the inputs are.

use super::join::{Apart, Join, Look, changed};
use super::open::{Content, Hint, Hints, Opening, Pace};
use super::{Block, DataError, DataFault, Grid, Input, Inputs, Intake, Layouts, Place};
use crate::mapping::Mapping;
use crate::time::Zone;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

/// Reads the inputs of a run, one after another; last come records whose rows stood in several places.
pub struct Blocks<'r> {
    opening: Opening<'r>,
    intake: Intake<'r>,
    reading: Reading<'r>,
    pace: Arc<Pace>,
    /// Until something has been read: what the inputs are read by.
    first: Option<(By<'r>, Hints<'r>, Option<Zone>)>,
    /// What comes before anything else is read.
    then: Option<(Block, Box<Grid<'r>>)>,
}

enum Reading<'r> {
    Nothing,
    Text(Box<Input<Box<dyn Read + Send>>>),
    Table(Box<Grid<'r>>),
    Tables(Box<Join<'r>>),
}

/// What the inputs of a run are read by.
#[derive(Clone, Copy)]
pub struct By<'r> {
    pub inputs: &'r Inputs,
    pub mappings: &'r [Mapping],
    /// Rows are kept as they stood, in these layouts.
    pub layouts: Option<&'r Layouts>,
}

impl<'r> Blocks<'r> {
    /// Nothing is opened yet. `zones` are those of the policies.
    pub fn new(files: &[PathBuf], by: By<'r>, pace: &Arc<Pace>, hints: Hints<'r>, zones: impl IntoIterator<Item = Zone>) -> Blocks<'r> {
        let mut zones = zones.into_iter();
        let zone = zones.next().filter(|first| zones.all(|zone| zone == *first));
        Blocks {
            opening: Opening::new(files, by.inputs, Arc::clone(pace), hints),
            intake: Intake::new(by.mappings, by.inputs, by.layouts, zone),
            reading: Reading::Nothing,
            pace: Arc::clone(pace),
            first: Some((by, hints, zone)),
            then: None,
        }
    }

    /// The next block, or why an input cannot be read; none at the end. `spare` is a block that is done with, for its
    /// memory.
    pub fn next(&mut self, mut spare: Option<Block>) -> Option<Result<Block, DataError>> {
        loop {
            let block = match &mut self.reading {
                Reading::Nothing => None,
                Reading::Text(input) => input.next(spare.take()),
                // who reads a workbook reads it in a process of its own, and is not stopped
                Reading::Table(grid) if self.pace.stopped() => return Some(Err(cut_short(grid.behind()))),
                Reading::Table(grid) => grid.next(&mut self.intake, spare.take()),
                Reading::Tables(join) if self.pace.stopped() => return Some(Err(cut_short(join.behind()))),
                Reading::Tables(join) => join.next(&mut self.intake, spare.take()),
            };
            if block.is_some() {
                return block.map(Ok);
            }
            self.reading = Reading::Nothing;
            if let Some((by, hints, zone)) = self.first.take()
                && by.layouts.is_none()
                && let Some(files) = self.opening.two()
                && (Look { files: &files, mappings: by.mappings, hints, zone, pace: &self.pace }).finds_them_alike()
            {
                match self.side_by_side() {
                    Some(Ok(())) => continue,
                    Some(Err(error)) => return Some(Err(error)),
                    None => {}
                }
            }
            if let Some((block, grid)) = self.then.take() {
                self.reading = Reading::Table(grid);
                return Some(Ok(block));
            }
            match self.opening.next() {
                None => return self.gathered(spare.take()),
                Some(Err(error)) => return Some(Err(error)),
                Some(Ok(opened)) => {
                    self.reading = match opened.content {
                        Content::Records(read) => Reading::Text(Box::new(Input::of(opened.input, read, opened.noted))),
                        Content::Lines(read) => Reading::Text(Box::new(Input::of(opened.input, read, opened.noted).lines())),
                        Content::Table(rows) => Reading::Table(Box::new(Grid::of(opened.input, rows, opened.noted))),
                    }
                }
            }
        }
    }

    /// Opens two tables at once.
    fn side_by_side(&mut self) -> Option<Result<(), DataError>> {
        let mut grid = || match self.opening.next()? {
            Ok(opened) => match opened.content {
                Content::Table(rows) => Some(Ok(Box::new(Grid::of(opened.input, rows, opened.noted)))),
                Content::Records(_) | Content::Lines(_) => Some(Err(changed(Place::whole(opened.input)))),
            },
            Err(error) => Some(Err(error)),
        };
        let (first, second) = match (grid()?, grid()?) {
            (Ok(first), Ok(second)) => (first, second),
            (Err(error), _) | (_, Err(error)) => return Some(Err(error)),
        };
        match Join::new(first, second, &mut self.intake) {
            Ok(join) => self.reading = Reading::Tables(Box::new(join)),
            // changed since they were looked at
            Err(apart) => {
                let Apart(first, second, block) = *apart;
                self.reading = Reading::Table(first);
                self.then = Some((block, second));
            }
        }
        Some(Ok(()))
    }

    /// The next block of records that were complete once all inputs were read; that may be long after, so it can be
    /// stopped as well.
    fn gathered(&mut self, spare: Option<Block>) -> Option<Result<Block, DataError>> {
        let block = self.intake.next(spare)?;
        let first = block.entries().next().filter(|_| self.pace.stopped());
        Some(match first {
            Some(entry) => Err(cut_short(entry.map_or_else(|error| error.place, |entry| entry.place))),
            None => Ok(block),
        })
    }
}

fn cut_short(place: Place) -> DataError {
    DataError { place, fault: DataFault::CutShort }
}

/// What mappings tell of a file beforehand.
pub fn hint(mappings: &[Mapping], file: &str) -> Hint {
    let table = mappings.iter().find_map(|mapping| mapping.table(file, None));
    table.map_or_else(Hint::default, |table| Hint {
        table: !table.files.is_empty(),
        encoding: table.encoding.as_ref().and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes())),
        separator: table.separator,
        header: table.skip + u32::from(table.header_rows.max(1)),
    })
}
