//! A stream put into a file without a name, for the formats that are read from their end. It is gone with the program,
//! even after a crash.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Copies all of `read`; the file stands at its start.
///
/// # Errors
/// `read` cannot be read, the temporary file cannot be written.
pub fn spool(read: &mut dyn Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(read, &mut file)?;
    file.flush()?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}
