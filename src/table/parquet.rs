//! Tables as Apache Parquet, behind the feature `parquet`, read by a process `apart`: the columns are the
//! file's own.

#[cfg(feature = "parquet")]
mod column;
#[cfg(feature = "parquet")]
mod field;
#[cfg(feature = "parquet")]
mod part;
#[cfg(feature = "parquet")]
mod read;

#[cfg(all(test, feature = "parquet"))]
mod tests;

#[cfg(feature = "parquet")]
pub(super) use read::read;

use super::apart::{self, Reader};
use super::{Row, Rows, Step, TableFault};
use crate::say;
use std::fs::File;
use std::io;

/// The first and last bytes of a Parquet file.
pub const MAGIC: &[u8; 4] = b"PAR1";

/// Every code that the other process may tell.
pub(super) const CODES: [&str; 4] = ["parquet-unreadable", "parquet-left-out", "parquet-old-times", "parquet-no-support"];

/// Reads a table. It is read from its end: a stream is [`spooled`](super::spool) first. A row's line is its number in the
/// table, from 1. Columns of lists, groups and types without a cell of their own are left out, with a notice that names
/// them. A build without the feature gives one fault that says so.
///
/// # Errors
/// The file cannot be read, the process cannot be started.
pub fn open(file: File) -> io::Result<Box<dyn Rows>> {
    if !cfg!(feature = "parquet") {
        return Ok(Box::new(Unsupported(Some(no_support()))));
    }
    Ok(Box::new(apart::open(file, &Reader::own()?)?))
}

struct Unsupported(Option<TableFault>);

impl Rows for Unsupported {
    fn next(&mut self, _: &mut Row) -> io::Result<Step> {
        Ok(self.0.take().map_or(Step::End, Step::Fault))
    }

    fn columns(&self) -> Option<&[String]> {
        Some(&[])
    }
}

fn no_support() -> TableFault {
    let words = say!(
        "这个程序没有带 Parquet 支持;请用 cargo install duban --features parquet 安装,或把表另存为 CSV";
        "this program was built without Parquet: install it with cargo install duban --features parquet, or save the table as CSV"
    );
    TableFault { code: "parquet-no-support", line: 1, column: None, words }
}

/// Says that there is nothing to read with.
///
/// # Errors
/// Nobody listens any more.
#[cfg(not(feature = "parquet"))]
pub(super) fn read<W: io::Write>(_: File, _: Option<&[usize]>, out: &mut apart::Frames<W>) -> Result<(), apart::Unheard> {
    Ok(out.fault(&no_support())?)
}
