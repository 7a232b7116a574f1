//! From the bytes of an export to records: what is broken is reported with its place, the rest is judged.
//!
//! An [`Input`] is divided into [`Block`]s of complete records, a thread's [`Reader`] turns each entry of a block into
//! a record that borrows from it, and whoever joins the blocks again, in order, merges the [`Warnings`] and asks
//! [`Seen`] for records that stand twice. How many threads there are changes nothing.

mod block;
mod cursor;
pub mod encoding;
mod event;
mod extent;
mod fault;
mod feed;
mod field;
mod format;
mod input;
pub mod inputs;
mod json;
mod keys;
mod lexicon;
mod lines;
mod ndjson;
pub mod open;
mod party;
mod policy;
mod reason;
mod seen;
mod standing;
mod text;
mod value;
mod warning;

#[cfg(test)]
mod measure;
#[cfg(test)]
mod tests;

pub use block::{Block, Entries, Entry};
pub use fault::{DataError, DataFault, Expected, Place, Shape, Whole};
pub use input::{BLOCK, Input, LIMIT};
pub use lexicon::Lexicon;
pub use ndjson::{Reader, Taken};
pub use reason::Reason;
pub use seen::{Key, Keyring, Seen};
pub use warning::{Warning, WarningKind, Warnings};

impl<'v> Reader<'v> {
    /// Reads every record of a block, in order.
    pub fn records<'b>(&mut self, block: &'b Block, mut take: impl FnMut(Result<Taken<'b>, DataError>))
    where
        'v: 'b,
    {
        if let Some(place) = block.empty_input() {
            self.warnings.add(WarningKind::EmptyInput, "", || place);
        }
        for entry in block.entries() {
            take(entry.and_then(|Entry { place, bytes }| self.record(place, bytes)));
        }
    }
}
