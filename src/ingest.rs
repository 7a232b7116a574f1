//! From the bytes of an export to records: what is broken is reported with its place, the rest is judged.
//!
//! An [`Input`] is divided into [`Block`]s of complete records, a thread's [`Reader`] turns each entry of a block into
//! a record that borrows from it, and whoever joins the blocks again, in order, merges the [`Warnings`] and asks
//! [`Seen`] for records that stand twice. How many threads there are changes nothing.

mod block;
pub mod blocks;
mod compose;
mod cursor;
mod direct;
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
mod head;
mod input;
pub mod inputs;
mod intake;
mod join;
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
mod scribe;
mod seen;
mod sheaf;
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

use crate::mapping::convert::value::NotPlain;
use bumpalo::Bump;
use direct::Texts;
use sheaf::Bundle;

impl<'v> Reader<'v> {
    /// Reads every record of a block, in order; an error without an entry is no record's.
    pub fn records<'b>(&mut self, block: &'b Block, arena: &'b Bump, mut take: impl FnMut(Option<Entry<'b>>, Result<Taken<'b>, DataError>))
    where
        'v: 'b,
    {
        for (kind, name, place) in block.warnings() {
            self.warnings.add_at(*kind, name, *place);
        }
        let text = block.as_text();
        for entry in block.entries() {
            match entry {
                Ok(Entry { bundle: Some(bundle), .. }) => self.bundle(block, bundle, arena, &mut take),
                Ok(entry) => {
                    let misfit = |error: DataError| DataError { fault: block.misfit(error.fault), ..error };
                    take(Some(entry), self.entry_of(entry, text, arena).map_err(misfit));
                }
                Err(error) => take(None, Err(error)),
            }
        }
    }

    /// As [`Reader::records`], where a record need not have its entry: rows are read without a detour where they are plain.
    /// Those that are kept for [`Entry::rejected`] are none of them.
    pub fn taken<'b>(&mut self, block: &'b Block, arena: &'b Bump, mut take: impl FnMut(Option<Entry<'b>>, Result<Taken<'b>, DataError>))
    where
        'v: 'b,
    {
        let texts = if block.sheaf.bundles.is_empty() || self.known_at.is_some() { None } else { Texts::of(block) };
        let Some(texts) = texts else { return self.records(block, arena, take) };
        for (kind, name, place) in block.warnings() {
            self.warnings.add_at(*kind, name, *place);
        }
        for entry in block.entries() {
            match entry {
                Ok(Entry { bundle: Some(bundle), .. }) => match self.direct.read(texts, bundle, self.lexicons, arena, &mut self.warnings) {
                    Ok(taken) => take(None, Ok(taken)),
                    Err(NotPlain) => self.bundle(block, bundle, arena, &mut take),
                },
                Ok(entry) => take(Some(entry), self.entry(entry, arena)),
                Err(error) => take(None, Err(error)),
            }
        }
    }

    /// Reads the record whose rows a bundle holds, written as records are.
    fn bundle<'b>(
        &mut self,
        block: &'b Block,
        bundle: &'b Bundle,
        arena: &'b Bump,
        take: &mut impl FnMut(Option<Entry<'b>>, Result<Taken<'b>, DataError>),
    ) where
        'v: 'b,
    {
        let written: &'b Block = bundle.composed.get_or_init(|| Box::new(self.scribe.write(block, bundle)));
        for (kind, name, place) in written.warnings() {
            self.warnings.add_at(*kind, name, *place);
        }
        for entry in written.entries() {
            match entry {
                Ok(entry) => take(Some(entry), self.entry(entry, arena)),
                Err(error) => take(None, Err(error)),
            }
        }
    }
}
