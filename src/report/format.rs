//! What a format of reports is. A new one is a file beside this with a `pub static FORMAT`, and a line in
//! [`FORMATS`](super::FORMATS): the command line, its help, `--output`'s suffix and `merge` follow from that.
//!
//! Each thread has a [`Writer`], which turns the verdicts of a record into bytes; the bytes, in the order of the
//! input whatever the number of threads, go to the one [`Report`] of the run. What costs time belongs to the
//! writer, what needs the order or the whole to the report.

use super::closing::Closing;
use super::setting::Setting;
use crate::plan::Plan;
use crate::record::Record;
use crate::verdict::Verdict;
use std::io;

/// A format: plain facts, and how its two halves are made.
#[derive(Debug)]
pub struct Format {
    /// As `--format` names it.
    pub name: &'static str,
    /// What it is, in both languages: a line of the help.
    pub about: &'static str,
    /// Files whose names end so are of this format; without the dot.
    pub suffixes: &'static [&'static str],
    /// Text that a terminal can show; else it goes to a file only.
    pub is_text: bool,
    pub holds: Holds,
    /// Whether it shows how verdicts were found.
    pub explains: bool,
    /// Whether it draws charts.
    pub draws: bool,
    /// Whether it says something where there are no records, only counts and metrics (`duban merge`).
    pub joins: bool,
    pub writer: for<'r> fn(&'r Setting<'r>) -> Box<dyn Writer + 'r>,
    pub open: for<'r> fn(&'r Setting<'r>, Out<'r>) -> io::Result<Box<dyn Report + 'r>>,
}

/// What of a run beside its verdicts stands in the report; the rest is said on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    Nothing,
    /// Counts and notices; data errors are said as they come.
    Summary,
    /// Data errors too.
    Everything,
}

/// Where a report goes.
pub type Out<'r> = Box<dyn io::Write + Send + 'r>;

/// The verdicts of one record, or of one group of a metric.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'v> {
    pub plan: &'v Plan,
    /// None for a group.
    pub record: Option<&'v Record<'v>>,
    pub place: Option<Place<'v>>,
    /// Those shown, in order; may be none.
    pub verdicts: &'v [Verdict<'v>],
}

/// Where a record stands in the export: line and column from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'v> {
    pub file: &'v str,
    pub line: u64,
    pub column: u32,
}

/// One thread's half of a format.
pub trait Writer {
    /// Appends what the report is to know of one record.
    fn record(&mut self, judged: &Judged<'_>, out: &mut Vec<u8>);
}

/// The run's half of a format.
pub trait Report {
    /// What writers made of records that follow each other, in the order of the input; never empty.
    ///
    /// # Errors
    /// The output's.
    fn take(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Ends the report. What is not said to the output by then is not said at all.
    ///
    /// # Errors
    /// The output's.
    fn close(self: Box<Self>, closing: &Closing<'_>) -> io::Result<()>;
}
