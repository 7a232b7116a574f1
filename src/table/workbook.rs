//! Workbooks: XLSX, XLSM, XLSB, XLS, ODS, read by a process `apart`.
//!
//! No formula is reckoned, no macro run, no link followed: cells are what the file stores.

mod archive;
mod binary;
mod bounds;
mod cell;
mod fault;
mod merge;
mod ods;
mod read;
mod sheet;
mod xlsx;

#[cfg(test)]
mod tests;

pub(super) use fault::CODES;
#[cfg(test)]
pub(super) use fault::hidden;
pub(super) use read::read;

use super::apart::{self, Frames, Reader};
use super::{Row, Rows, Step};
use calamine::{SheetType, SheetVisible};
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
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

/// Reads a workbook from the start of `file`, which must be seekable (else [`spool`](super::spool) it first), by
/// starting the running program itself, which must therefore be duban.
///
/// Sheets come in their order, without those that are hidden; rows without those that are blank, under their numbers in
/// the sheet. A merged block counts with its value for every row and column it covers. A workbook that cannot be read at
/// all (too large, damaged, under a password) is one [`Step::Fault`].
///
/// # Errors
/// The file cannot be read, the process cannot be started.
pub fn open(file: File) -> io::Result<Box<dyn Rows>> {
    open_by(file, &Reader::own()?)
}

/// As [`open`], with the program that reads: for tests, whose own program is another.
///
/// # Errors
/// As [`open`].
pub fn open_with(file: File, program: &Path) -> io::Result<Box<dyn Rows>> {
    open_by(file, &Reader::duban(program))
}

fn open_by(mut file: File, reader: &Reader) -> io::Result<Box<dyn Rows>> {
    let bytes = file.seek(SeekFrom::End(0))?;
    if bytes > bounds::STORED {
        return Ok(Box::new(Refused(Some(fault::too_large(bytes)))));
    }
    Ok(Box::new(apart::open(file, reader)?))
}

/// A workbook that is not even looked at.
struct Refused(Option<super::TableFault>);

impl Rows for Refused {
    fn next(&mut self, _: &mut Row) -> io::Result<Step> {
        Ok(self.0.take().map_or(Step::End, Step::Fault))
    }
}

/// Whether a sheet is one to read; says so of a hidden one.
fn visible<W: Write>(sheet: &calamine::Sheet, out: &mut Frames<W>) -> io::Result<bool> {
    match (sheet.typ, sheet.visible) {
        (SheetType::WorkSheet, SheetVisible::Visible) => Ok(true),
        (SheetType::WorkSheet, _) => out.notice(&fault::hidden(&sheet.name)).map(|()| false),
        _ => Ok(false),
    }
}
