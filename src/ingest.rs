//! From the bytes of an export to records: what is broken is reported with its place, the rest is judged.
//!
//! An [`Input`] is divided into [`Block`]s of complete records, a thread's [`Reader`] turns each entry of a block into
//! a record that borrows from it, and whoever joins the blocks again, in order, merges the [`Warnings`] and asks
//! [`Seen`] for records that stand twice. How many threads there are changes nothing.

mod cursor;
mod fault;
mod keys;
mod reason;
mod text;
mod value;
mod warning;

pub use fault::{DataError, DataFault, Expected, Place, Shape, Whole};
pub use reason::Reason;
pub use warning::{Warning, WarningKind, Warnings};
