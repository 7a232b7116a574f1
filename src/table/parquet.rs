//! Tables as Apache Parquet, behind the feature `parquet`: the columns are the file's own.

use super::Rows;
use std::fs::File;
use std::io;

/// The first and last bytes of a Parquet file.
pub const MAGIC: &[u8; 4] = b"PAR1";

/// Reads a table. It is read from its end: a stream is [`spooled`](super::spool) first. A build without the feature
/// gives one fault that says so.
///
/// # Errors
/// The file cannot be read.
pub fn open(_file: File) -> io::Result<Box<dyn Rows>> {
    Err(io::ErrorKind::Unsupported.into())
}
