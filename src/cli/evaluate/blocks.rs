//! Every block of every input of a run, in order, whatever the inputs are.

use super::Run;
use crate::ingest::open::{Content, Hint, Opening};
use crate::ingest::{Block, DataError, Grid, Input, Intake};
use std::io::Read;
use std::sync::Arc;

/// Reads the inputs of a run, one after another.
pub struct Blocks<'r> {
    opening: Opening<'r>,
    intake: Intake<'r>,
    reading: Reading<'r>,
}

enum Reading<'r> {
    Nothing,
    Text(Input<Box<dyn Read + Send>>),
    Table(Grid<'r>),
}

impl<'r> Blocks<'r> {
    pub fn new(run: &'r Run<'r>) -> Blocks<'r> {
        let opening = Opening::new(run.files, &run.inputs, Arc::clone(&run.pace), &|_| Hint::default());
        Blocks { opening, intake: Intake::new(&[], &run.inputs, None, None), reading: Reading::Nothing }
    }

    /// The next block, or why an input cannot be read; none at the end. `spare` is a block that is done with, for its
    /// memory.
    pub fn next(&mut self, mut spare: Option<Block>) -> Option<Result<Block, DataError>> {
        loop {
            let block = match &mut self.reading {
                Reading::Nothing => None,
                Reading::Text(input) => input.next(spare.take()),
                Reading::Table(grid) => grid.next(&mut self.intake, spare.take()),
            };
            if block.is_some() {
                return block.map(Ok);
            }
            self.reading = Reading::Nothing;
            match self.opening.next() {
                None => return self.intake.next(spare.take()).map(Ok),
                Some(Err(error)) => return Some(Err(error)),
                Some(Ok(opened)) => {
                    self.reading = match opened.content {
                        Content::Records(read) => Reading::Text(Input::of(opened.input, read, opened.noted)),
                        Content::Table(rows) => Reading::Table(Grid::new(opened.input, rows)),
                    }
                }
            }
        }
    }
}
