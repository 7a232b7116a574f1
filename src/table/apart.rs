//! Formats whose readers believe what a file claims are read by a process of their own.
//!
//! A few kilobytes can ask for any memory, or make a library fail: so this program starts itself, under limits, to read
//! ([`child`]), and takes rows from it (`frame`). What goes wrong there is a fault here, and never more than that.

pub mod child;
mod frame;
pub mod limits;

pub use child::Unheard;
pub use frame::{Frames, Told};

use super::{Line, Lines, Row, Rows, Step, Style, TableFault, parquet, workbook};
use crate::say;
use limits::{MEMORY, MINUTES, MINUTES_OF_COLUMNS};
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

/// The hidden subcommand that reads: see [`child::run`].
pub const SUBCOMMAND: &str = "read-apart";

/// Tells the process that reads, by its environment, which columns are looked at: `0,3`.
const NARROWED: &str = "DUBAN_READ_COLUMNS";

/// How the process that reads is started.
#[derive(Clone, Debug)]
pub struct Reader {
    pub program: PathBuf,
    pub arguments: Vec<OsString>,
}

/// Where this program is not duban but has it as a library.
static OTHER: OnceLock<Reader> = OnceLock::new();

impl Reader {
    /// A program that is duban.
    pub fn duban(program: &Path) -> Reader {
        Reader { program: program.to_owned(), arguments: vec![SUBCOMMAND.into()] }
    }

    /// This program, or what was named in its stead.
    ///
    /// # Errors
    /// The system does not tell which program runs.
    pub fn own() -> io::Result<Reader> {
        OTHER.get().cloned().map_or_else(|| Ok(Reader::duban(&std::env::current_exe()?)), Ok)
    }

    /// From now on this program is started to read, which must call [`child::run`]. The first one named counts.
    pub fn name(self) {
        _ = OTHER.set(self);
    }
}

/// A file that another process reads.
pub struct Apart {
    file: File,
    reader: Reader,
    child: Child,
    told: Told<BufReader<ChildStdout>>,
    state: State,
    /// So many steps were made.
    steps: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// It did not answer.
    Silent,
    Greeted,
    /// It answered, and said no more.
    Dead,
    Ended,
}

/// Starts a process to read `file` from its start.
///
/// # Errors
/// The file cannot be read in any order, the process cannot be started.
pub fn open(file: File, reader: &Reader) -> io::Result<Apart> {
    let (child, told, state) = start(&file, reader, None)?;
    Ok(Apart { file, reader: reader.clone(), child, told, state, steps: 0 })
}

/// `columns`: which are looked at, if not all.
fn start(mut file: &File, reader: &Reader, columns: Option<&[u32]>) -> io::Result<(Child, Told<BufReader<ChildStdout>>, State)> {
    file.seek(SeekFrom::Start(0))?;
    let mut command = Command::new(&reader.program);
    command.args(&reader.arguments).stdin(Stdio::from(file.try_clone()?)).stdout(Stdio::piped()).stderr(Stdio::null());
    // the allocator would reserve as much address space as the limit allows; unwinding would look for symbols
    command.env("MIMALLOC_ARENA_RESERVE", "65536").env("RUST_BACKTRACE", "0").env_remove(NARROWED);
    if let Some(columns) = columns {
        command.env(NARROWED, columns.iter().map(u32::to_string).collect::<Vec<_>>().join(","));
    }
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0); // Ctrl-C is for this process alone to answer
    let mut child = command.spawn()?;
    let Some(out) = child.stdout.take() else { return Err(io::ErrorKind::BrokenPipe.into()) };
    let mut told = Told::new(BufReader::with_capacity(64 << 10, out));
    let state = match (told.greeting(), told.headed()) {
        (Err(_), _) => State::Silent,
        (_, Err(_)) => State::Dead,
        _ => State::Greeted,
    };
    Ok((child, told, state))
}

impl Rows for Apart {
    fn next(&mut self, row: &mut Row) -> io::Result<Step> {
        Ok(match self.step() {
            Line::Step(step) => step,
            Line::Row(_) => {
                self.told.last(row);
                Step::Row
            }
        })
    }

    fn columns(&self) -> Option<&[String]> {
        self.told.columns.as_deref()
    }

    fn lines(&mut self) -> Option<&mut dyn Lines> {
        Some(self)
    }

    /// It is read once more from its start, by another process.
    fn narrow(&mut self, columns: &[u32]) -> io::Result<()> {
        self.dismiss();
        (self.child, self.told, self.state) = start(&self.file, &self.reader, Some(columns))?;
        for _ in 0..std::mem::take(&mut self.steps) {
            self.step();
        }
        Ok(())
    }
}

impl Lines for Apart {
    fn next_line(&mut self, row: &mut Row) -> io::Result<Line> {
        let line = self.step();
        if matches!(line, Line::Step(Step::Fault(_))) {
            // who reads row by row has the last one before him: more of its record may have been lost
            self.told.last(row);
        }
        Ok(line)
    }

    fn bytes(&self) -> &[u8] {
        self.told.bytes()
    }

    fn style(&self) -> Option<Style> {
        None
    }
}

impl Apart {
    fn step(&mut self) -> Line {
        self.steps += 1;
        let line = match self.state {
            State::Silent => Line::Step(Step::Fault(no_reader())),
            State::Dead => Line::Step(Step::Fault(died())),
            State::Ended => return Line::Step(Step::End),
            State::Greeted => match self.told.next_line() {
                Ok(Line::Step(Step::End)) => Line::Step(Step::End),
                Ok(line) => return line,
                Err(_) => Line::Step(Step::Fault(died())),
            },
        };
        self.dismiss();
        line
    }

    fn dismiss(&mut self) {
        self.state = State::Ended;
        // it has ended by itself, or nothing it says is of use
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        self.dismiss();
    }
}

/// Every code that the other process may tell.
fn codes() -> impl Iterator<Item = &'static str> {
    workbook::CODES.into_iter().chain(parquet::CODES)
}

/// The process that reads came to its end.
fn died() -> TableFault {
    let (memory, minutes, columnar) = (MEMORY >> 20, MINUTES, MINUTES_OF_COLUMNS);
    let words = say!(
        "文件太大或已损坏:读它的进程用完了 {memory} MiB 内存或 {minutes} 分钟(Parquet {columnar} 分钟),或中途出错;此处以前的各行照常读入,以后的未读。请另存为 CSV";
        "the file is too large or damaged: the process that reads it ran out of its {memory} MiB of memory or {minutes} minutes ({columnar} for Parquet), or failed. The rows before are read, what follows is not: save it as CSV"
    );
    TableFault { code: "reading-broke-off", line: 1, column: None, words }
}

/// What was started is not this program.
fn no_reader() -> TableFault {
    let words = say!(
        "读这种文件的进程没有应答:程序在运行中被替换了?请重新运行,或把文件另存为 CSV";
        "the process that reads such files does not answer: was the program replaced while it ran? Run it again, or save the file as CSV"
    );
    TableFault { code: "reading-no-answer", line: 1, column: None, words }
}
