//! What the columns of an export mean: `mapping.toml`, which turns rows into records.
//!
//! A row becomes a [`Part`]: what it tells of one record, as the record's own JSON text. Where a row is a record, that
//! is all of it; where a row is an event, the parts of one id are put together by [`crate::ingest`]. The text is then
//! read like any other record, so that a table and the same data as NDJSON cannot differ. Cells of text that are plain
//! are read without that detour ([`convert::value`]); a test holds both ways equal.

pub mod columns;
pub mod convert;
mod fault;
pub mod guess;
mod logs;
mod moment;
pub mod nest;
mod number;
pub mod part;
mod preview;
mod read;
mod settle;
mod slip;
mod unit;
pub mod written;

pub use convert::Converter;
pub use nest::Nest;
pub use part::Part;
pub use preview::preview;
pub use written::{Mapping, RowsAre, Table};
