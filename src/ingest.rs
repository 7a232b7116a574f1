//! From the bytes of an export to records: what is broken is reported with its place, the rest is judged.
//!
//! An [`Input`] is divided into [`Block`]s of complete records, a thread's [`Reader`] turns each entry of a block into
//! a record that borrows from it, and whoever joins the blocks again, in order, merges the [`Warnings`] and asks
//! [`Seen`] for records that stand twice. How many threads there are changes nothing.

mod block;
pub mod blocks;
mod compose;
mod cursor;
pub mod encoding;
mod event;
mod extent;
mod fault;
mod feed;
mod field;
mod format;
mod gather;
mod given;
mod grid;
mod group;
mod input;
pub mod inputs;
mod intake;
mod json;
mod kept;
mod keys;
mod lexicon;
mod lines;
mod marks;
mod ndjson;
pub mod open;
mod party;
mod policy;
mod reason;
mod rejected;
mod scan;
mod seen;
mod sort;
mod standing;
mod text;
mod value;
mod warning;
mod words;

#[cfg(test)]
mod measure;
#[cfg(test)]
mod tests;

pub use block::{Block, Entries, Entry};
pub use fault::{DataError, DataFault, Expected, Notice, Place, Shape, Whole};
pub use grid::Grid;
pub use input::{BLOCK, Input, LIMIT};
pub use inputs::{Form, InputName, Inputs};
pub use intake::Intake;
pub use kept::{Layout, Layouts, REASON, place_header, push_cell};
pub use lexicon::Lexicon;
pub use ndjson::{Reader, Taken};
pub use reason::Reason;
pub use rejected::{Kept, Rejected, Was};
pub use seen::{Key, Keyring, Seen};
pub use warning::{Warning, WarningKind, Warnings};

impl<'v> Reader<'v> {
    /// Reads every record of a block, in order; an error without an entry is no record's.
    pub fn records<'b>(&mut self, block: &'b Block, mut take: impl FnMut(Option<Entry<'b>>, Result<Taken<'b>, DataError>))
    where
        'v: 'b,
    {
        for (kind, name, place) in block.warnings() {
            self.warnings.add(*kind, name, || *place);
        }
        for entry in block.entries() {
            match entry {
                Ok(entry) => {
                    let misfit = |error: DataError| DataError { fault: block.misfit(error.fault), ..error };
                    take(Some(entry), self.entry(entry).map_err(misfit));
                }
                Err(error) => take(None, Err(error)),
            }
        }
    }
}
