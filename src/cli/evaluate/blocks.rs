//! Every block of every input of a run, in order, whatever the inputs are.

use super::Run;
use crate::ingest::open::{Content, Hint, Hints, Opening, Pace};
use crate::ingest::{Block, DataError, DataFault, Grid, Input, Intake, Place};
use crate::mapping::Mapping;
use std::io::Read;
use std::sync::Arc;

/// Reads the inputs of a run, one after another; last come records whose rows stood in several places.
pub struct Blocks<'r> {
    opening: Opening<'r>,
    intake: Intake<'r>,
    reading: Reading<'r>,
    pace: Arc<Pace>,
}

enum Reading<'r> {
    Nothing,
    Text(Box<Input<Box<dyn Read + Send>>>),
    Table(Box<Grid<'r>>),
}

impl<'r> Blocks<'r> {
    pub fn new(run: &'r Run<'_>, hints: Hints<'r>) -> Blocks<'r> {
        let mut zones = run.setting.plans.iter().map(|plan| plan.vocabulary().zone);
        let zone = zones.next().filter(|first| zones.all(|zone| zone == *first));
        let layouts = run.rejects.map(|(_, layouts)| layouts);
        let opening = Opening::new(run.files, &run.inputs, Arc::clone(&run.pace), hints);
        Blocks {
            opening,
            intake: Intake::new(run.mappings, &run.inputs, layouts, zone),
            reading: Reading::Nothing,
            pace: Arc::clone(&run.pace),
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
            };
            if block.is_some() {
                return block.map(Ok);
            }
            self.reading = Reading::Nothing;
            match self.opening.next() {
                None => return self.gathered(spare.take()),
                Some(Err(error)) => return Some(Err(error)),
                Some(Ok(opened)) => {
                    self.reading = match opened.content {
                        Content::Records(read) => Reading::Text(Box::new(Input::of(opened.input, read, opened.noted))),
                        Content::Table(rows) => Reading::Table(Box::new(Grid::of(opened.input, rows, opened.noted))),
                    }
                }
            }
        }
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
