//! What a run came to, as plain data: everything that the end of a report says, placed and worded already.

use super::chart::Chart;
use super::setting::Setting;
use super::tally::{Counts, Tally};
use crate::lang::Lang;
use crate::say;
use crate::verdict::group::Metrics;

/// The end of a run.
#[derive(Debug)]
pub struct Closing<'c> {
    pub tally: &'c Tally,
    /// What the metrics came to, by policy; empty where the partial results are kept apart.
    pub metrics: &'c [Metrics],
    /// Where the format or the command draws any.
    pub charts: &'c [Chart],
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

/// The verdicts of one rule, by status.
#[derive(Clone, Copy, Debug)]
pub struct Line<'s> {
    pub id: &'s str,
    pub title: &'s str,
    pub counts: Counts,
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

    /// The rules with verdicts, in the policies' order; versions of a rule are one line.
    pub fn by_rule<'s>(&self, setting: &Setting<'s>) -> Vec<Line<'s>> {
        let mut lines: Vec<Line<'s>> = Vec::new();
        let mut last = None;
        for ((policy, rule), counts) in self.tally.rules() {
            let Some(plan) = setting.plans.get(usize::from(policy)) else { continue };
            let Some(rule) = plan.policy.rules.get(usize::from(rule)) else { continue };
            match lines.last_mut() {
                Some(line) if last == Some((policy, &rule.id)) => line.counts.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n),
                _ => lines.push(Line { id: &rule.id, title: &rule.title, counts: *counts }),
            }
            last = Some((policy, &rule.id));
        }
        lines
    }

    /// Data errors beyond those listed.
    pub fn more_errors(&self) -> u64 {
        self.errors.saturating_sub(self.complaints.len() as u64)
    }
}
