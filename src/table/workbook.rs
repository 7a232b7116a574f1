//! Workbooks: XLSX, XLSM, XLSB, XLS, ODS, read by a process of their own.
//!
//! A workbook is hostile input to libraries that trust it, so this program starts itself, under limits, to read it
//! ([`child`]), and takes rows from it ([`frame`]). What goes wrong there is a fault here. No formula is reckoned, no
//! macro run, no link followed: cells are what the file stores.

mod binary;
mod bounds;
mod cell;
pub mod child;
mod fault;
mod frame;
mod merge;
mod ods;
mod sheet;
mod xlsx;

#[cfg(test)]
mod tests;

use super::{Row, Rows, Step};
use calamine::{SheetType, SheetVisible};
use frame::{Frames, Told};
use std::fs::File;
use std::io::{self, BufReader, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

/// The hidden subcommand that reads a workbook: see [`child::run`].
pub const SUBCOMMAND: &str = "read-workbook";

/// The first bytes of a compound file: an .xls, or a workbook under a password.
pub const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// A workbook that is being read.
struct Workbook {
    child: Child,
    told: Told<BufReader<ChildStdout>>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Silent,
    Greeted,
    Ended,
}

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
    open_with(file, &std::env::current_exe()?)
}

/// As [`open`], with the program that reads: for tests, whose own program is another.
///
/// # Errors
/// As [`open`].
pub fn open_with(mut file: File, program: &Path) -> io::Result<Box<dyn Rows>> {
    let bytes = file.seek(SeekFrom::End(0))?;
    if bytes > bounds::STORED {
        return Ok(Box::new(Refused(Some(fault::too_large(bytes)))));
    }
    file.seek(SeekFrom::Start(0))?;
    let mut command = Command::new(program);
    command.arg(SUBCOMMAND).stdin(Stdio::from(file)).stdout(Stdio::piped()).stderr(Stdio::null());
    // the allocator would reserve as much address space as the limit allows; unwinding would look for symbols
    command.env("MIMALLOC_ARENA_RESERVE", "65536").env("RUST_BACKTRACE", "0");
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0); // Ctrl-C is for this process alone to answer
    let mut child = command.spawn()?;
    let Some(out) = child.stdout.take() else { return Err(io::ErrorKind::BrokenPipe.into()) };
    Ok(Box::new(Workbook { child, told: Told::new(BufReader::with_capacity(64 << 10, out)), state: State::Silent }))
}

impl Rows for Workbook {
    fn next(&mut self, row: &mut Row) -> io::Result<Step> {
        let step = match self.state {
            State::Silent => {
                if self.told.greeting().is_err() {
                    self.dismiss();
                    return Ok(Step::Fault(fault::no_reader()));
                }
                self.state = State::Greeted;
                self.told.next(row)
            }
            State::Greeted => self.told.next(row),
            State::Ended => return Ok(Step::End),
        };
        match step {
            Ok(Step::End) => {
                self.dismiss();
                Ok(Step::End)
            }
            Ok(step) => Ok(step),
            Err(_) => {
                self.dismiss();
                Ok(Step::Fault(fault::died()))
            }
        }
    }
}

impl Workbook {
    fn dismiss(&mut self) {
        self.state = State::Ended;
        // it has ended by itself, or nothing it says is of use
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

impl Drop for Workbook {
    fn drop(&mut self) {
        self.dismiss();
    }
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
