//! Partial results as a file: what `evaluate --partial` writes and `merge` joins. Plain JSON; numbers only add up
//! where policies, as-of and readings are the same.

use super::evaluate::Run;
use super::evaluate::summary::End;
use crate::engine::Partial;
use crate::engine::metric::Cell;
use crate::lang::Bilingual;
use crate::plan::Plan;
use crate::policy::rule::Duty;
use crate::report::moment;
use crate::report::tally::Tally;
use crate::say;
use crate::time::Period;
use crate::verdict::Status;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The form of the file; another program version may write another one.
const FORM: u32 = 1;

/// No count is greater: sums of hostile numbers stay in range.
const MOST: u64 = 1 << 50;

/// The partial results of one run.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    duban_partial: u32,
    pub as_of: String,
    /// Where the run judged what was known at an instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_known_at: Option<String>,
    pub policies: Vec<Made>,
    /// `RULE=READING`, sorted.
    pub readings: Vec<String>,
    pub records: u64,
    pub errors: u64,
    tally: Vec<Counts>,
    metrics: Vec<Line>,
    left_out: Vec<LeftOut>,
}

/// A policy and the bytes it was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    pub id: String,
    pub digest: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Counts {
    policy: u16,
    rule: u16,
    statuses: BTreeMap<String, u64>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    policy: u16,
    rule: u16,
    period: Option<String>,
    group: Vec<Option<String>>,
    total: u64,
    parts: Vec<u64>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOut {
    policy: u16,
    rule: u16,
    count: u64,
}

impl Part {
    /// What a run gave.
    pub fn of(run: &Run<'_>, readings: &[String], end: &End) -> Part {
        let zone = run.setting.zone();
        let shown = |at| moment::rfc3339(at, &zone).to_string();
        let instants = (shown(run.setting.as_of), run.setting.known_at.map(shown));
        Part::new(run.setting.plans, instants, readings, &end.of_records, end.errors, &end.partials)
    }

    /// What a run gave, in the order of its policies.
    fn new(
        plans: &[&Plan],
        (as_of, as_known_at): (String, Option<String>),
        readings: &[String],
        tally: &Tally,
        errors: u64,
        partials: &[Partial],
    ) -> Part {
        let mut readings: Vec<String> = readings.iter().filter(|reading| !reading.ends_with("=default")).cloned().collect();
        readings.sort();
        let counted =
            |counts: &[u64]| Status::ALL.iter().zip(counts).filter(|(_, n)| **n > 0).map(|(s, n)| (s.word().to_owned(), *n)).collect();
        let of_policy = || (0u16..).zip(partials);
        Part {
            duban_partial: FORM,
            as_of,
            as_known_at,
            policies: plans.iter().map(|plan| Made { id: plan.id().to_owned(), digest: plan.digest.clone() }).collect(),
            readings,
            records: tally.records,
            errors,
            tally: tally.rules().map(|((policy, rule), counts)| Counts { policy, rule, statuses: counted(counts) }).collect(),
            metrics: of_policy()
                .flat_map(|(policy, partial)| {
                    partial.cells().map(move |(rule, period, group, sum)| Line {
                        policy,
                        rule,
                        period: period.map(|period| period.to_string()),
                        group: group.to_vec(),
                        total: sum.total,
                        parts: sum.parts.clone(),
                    })
                })
                .collect(),
            left_out: of_policy()
                .flat_map(|(policy, partial)| partial.left_out().map(move |(rule, count)| LeftOut { policy, rule, count }))
                .collect(),
        }
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Part, Bilingual> {
        let part: Part = serde_json::from_str(text)
            .map_err(|error| say!("不是 duban evaluate --partial 写的文件:{error}"; "no file of duban evaluate --partial: {error}"))?;
        let form = part.duban_partial;
        if form != FORM {
            return Err(say!("格式是第 {form} 版,这一版只读第 {FORM} 版"; "its form is {form}, this version reads form {FORM}"));
        }
        Ok(part)
    }

    /// Its counts, and its partial results by policy.
    ///
    /// # Errors
    /// Something that the plans, which have the digests of this part, cannot have given.
    pub fn counts(&self, plans: &[&Plan]) -> Result<(Tally, Vec<Partial>), Bilingual> {
        let damaged = || say!("内容不合政策:文件损坏或被改过"; "it does not fit its policies: the file is damaged or was changed");
        let mut tally = Tally::default();
        tally.records = small(self.records).ok_or_else(damaged)?;
        for Counts { policy, rule, statuses } in &self.tally {
            plans.get(usize::from(*policy)).filter(|plan| usize::from(*rule) < plan.policy.rules.len()).ok_or_else(damaged)?;
            for (word, n) in statuses {
                let status = Status::ALL.into_iter().find(|status| status.word() == word).ok_or_else(damaged)?;
                tally.count_so_many(*policy, *rule, status, small(*n).ok_or_else(damaged)?);
            }
        }
        let mut partials = vec![Partial::default(); plans.len()];
        for line in &self.metrics {
            let cell = cell(plans, line).ok_or_else(damaged)?;
            partials[usize::from(line.policy)].add(line.rule, cell, line.total, &line.parts);
        }
        for LeftOut { policy, rule, count } in &self.left_out {
            let partial = partials.get_mut(usize::from(*policy)).ok_or_else(damaged)?;
            partial.leave_out_so_many(*rule, small(*count).ok_or_else(damaged)?);
        }
        Ok((tally, partials))
    }
}

fn small(n: u64) -> Option<u64> {
    (n <= MOST).then_some(n)
}

/// The cell of a line, if a metric can have it.
fn cell(plans: &[&Plan], line: &Line) -> Option<Cell> {
    let plan = plans.get(usize::from(line.policy))?;
    let Duty::Metric(metric) = &plan.policy.rules.get(usize::from(line.rule))?.duty else { return None };
    let period = match (&line.period, metric.every) {
        (None, _) => None,
        // A working day's period is named like a day's.
        (Some(name), Some(every)) => Some(Period { every, ..Period::named(name)? }).filter(|period| period.is_named(name)),
        (Some(_), None) => return None,
    };
    let fits = period.is_some() == line.period.is_some() && line.group.len() == metric.group.len() && line.parts.len() == metric.parts();
    let small = line.parts.iter().chain([&line.total]).all(|n| small(*n).is_some());
    (fits && small).then(|| Cell { period, group: line.group.clone() })
}
