//! Workbooks: XLSX, XLSM, XLSB, XLS, ODS.

use super::Rows;
use std::fs::File;
use std::io;
use std::path::Path;

/// The first bytes of a compound file: an .xls, or a workbook under a password.
pub const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Whether a zip archive with these members is a workbook, and not an archive of files.
pub fn is_workbook<'n>(members: impl Iterator<Item = &'n str>) -> bool {
    let mut found = [false; 2];
    for name in members {
        match name {
            "xl/workbook.xml" | "xl/workbook.bin" => return true,
            "mimetype" => found[0] = true,
            "content.xml" => found[1] = true,
            _ => {}
        }
    }
    found == [true; 2]
}

/// Reads a workbook from the start of `file`, which must be seekable (else [`spool`](super::spool) it first). A workbook that cannot be read at all (too large, damaged, under
/// a password) is one [`Step::Fault`](super::Step::Fault), then the end.
///
/// # Errors
/// The file cannot be read, the child process cannot be started.
pub fn open(_file: File) -> io::Result<Box<dyn Rows>> {
    Err(io::ErrorKind::Unsupported.into())
}

/// As [`open`], with the program that reads: this one, unless a test says otherwise.
///
/// # Errors
/// As [`open`].
pub fn open_with(_file: File, _program: &Path) -> io::Result<Box<dyn Rows>> {
    Err(io::ErrorKind::Unsupported.into())
}
