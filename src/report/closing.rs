//! What a run came to, as plain data: everything that the end of a report says, placed and worded already.

use super::setting::Setting;
use super::tally::Tally;
use crate::lang::Lang;
use crate::say;
use crate::verdict::group::Metrics;

/// The end of a run.
#[derive(Debug)]
pub struct Closing<'c> {
    pub tally: &'c Tally,
    /// What the metrics came to, by policy; empty where the partial results are kept apart.
    pub metrics: &'c [Metrics],
    /// Data errors in order, the first of them only.
    pub complaints: &'c [Complaint],
    /// How many data errors there are in all.
    pub errors: u64,
    /// Data warnings, each name once.
    pub remarks: Vec<Remark>,
    /// The same and what else a reader should know, a line each.
    pub notices: Vec<String>,
    /// The rules that were read and not judged, by id.
    pub not_judged: Vec<String>,
    /// Where the run was asked to stop; what follows was not read. A line of the notices says so too.
    pub cut_short: Option<String>,
}

/// A data error: where, and in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    pub code: &'static str,
    /// The input as the command line names it.
    pub file: Option<String>,
    pub line: u64,
    pub column: u32,
    /// `cases.ndjson:3:14`
    pub place: String,
    pub words: String,
    /// Another place that it speaks of.
    pub also: Option<String>,
}

/// A data warning: a name, how often, and where first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub code: &'static str,
    pub name: Option<String>,
    pub count: u64,
    /// A place; of what verdicts carry, a record.
    pub first: String,
    pub words: String,
}

impl Complaint {
    /// One line: `cases.ndjson:3:14: data error[bad-time]: …`
    pub fn said(&self, lang: Lang) -> String {
        let Complaint { code, place, .. } = self;
        let words = self.in_full(lang);
        say!("{place}: 数据错误[{code}]: {words}"; "{place}: data error[{code}]: {words}").get(lang).to_owned()
    }

    /// Its words, and the other place that they speak of.
    pub fn in_full(&self, lang: Lang) -> String {
        let Some(also) = &self.also else { return self.words.clone() };
        let words = &self.words;
        say!("{words};第一条在 {also}"; "{words}; the first is at {also}").get(lang).to_owned()
    }
}

impl Closing<'_> {
    /// `3 records, 12 verdicts, 2 violations`
    pub fn summed_up(&self, setting: &Setting<'_>) -> String {
        let (records, verdicts, violations) = (self.tally.records, self.tally.verdicts(), self.tally.violations());
        setting.pick(say!("{records} 条记录,{verdicts} 个结论,其中违反 {violations} 个"; "{records} records, {verdicts} verdicts, {violations} violations"))
    }

    /// Data errors beyond those listed.
    pub fn more_errors(&self) -> u64 {
        self.errors.saturating_sub(self.complaints.len() as u64)
    }
}
