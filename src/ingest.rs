//! From the bytes of an export to records: what is broken is reported with its place, the rest is judged.
//!
//! An [`Input`] is divided into [`Block`]s of complete records, a thread's [`Reader`] turns each entry of a block into
//! a record that borrows from it, and whoever joins the blocks again, in order, merges the [`Warnings`] and asks
//! [`Seen`] for records that stand twice. How many threads there are changes nothing.

mod cursor;
mod event;
mod fault;
mod field;
mod keys;
mod lexicon;
mod ndjson;
mod party;
mod policy;
mod reason;
mod standing;
mod text;
mod value;
mod warning;

pub use fault::{DataError, DataFault, Expected, Place, Shape, Whole};
pub use lexicon::Lexicon;
pub use ndjson::{Reader, Taken};
pub use reason::Reason;
pub use warning::{Warning, WarningKind, Warnings};
