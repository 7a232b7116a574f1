//! What a metric came to in one group and one period, and the verdicts that follow. Counts are exact; a ratio is
//! divided out only where it is shown.

use super::{Status, Turns, Verdict};
use crate::policy::Policy;
use crate::policy::metric::{Fraction, Measure, Metric};
use crate::policy::rule::{Duty, Rule};
use crate::time::Period;
use std::borrow::Cow;
use std::cmp::Ordering;

/// Every metric of one policy over a whole run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metrics {
    /// By rule in the policy's order, then period, then group.
    pub groups: Vec<Group>,
    /// By rule: how many were left out because it is not known whether they count.
    pub left_out: Vec<(u16, u64)>,
}

/// One group in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The rule's place in the policy.
    pub rule: u16,
    pub period: Option<Period>,
    /// The value of each grouping; none where a record does not tell it.
    pub key: Vec<Option<String>>,
    /// The key in one word, `*` where there is one group only: what verdicts show as their record.
    pub shown: String,
    /// Records, events or instances counted.
    pub total: u64,
    /// The counts of a metric: of its share, of each event, of each value with a quota.
    pub parts: Vec<u64>,
}

/// One number of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    pub numerator: u64,
    /// Out of how many; none where they are counted out of nothing.
    pub denominator: Option<u64>,
    pub sort: Sort,
}

/// How a number is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Share,
    Count,
    Quota { demanded: u64 },
}

impl Measured {
    /// The number that a threshold is held against: a ratio, or a count.
    pub fn value(&self) -> f64 {
        match (self.sort, self.denominator) {
            (Sort::Share | Sort::Quota { .. }, Some(denominator)) => self.numerator as f64 / denominator as f64,
            _ => self.numerator as f64,
        }
    }

    fn compare(&self, threshold: &Fraction) -> Ordering {
        let denominator = if self.sort == Sort::Share { self.denominator.unwrap_or(1) } else { 1 };
        threshold.compare(self.numerator, denominator)
    }
}

impl Metrics {
    /// The verdicts of every group, in order. A metric without a threshold gives none.
    pub fn verdicts<'r>(&'r self, policy: &'r Policy) -> impl Iterator<Item = Verdict<'r>> {
        self.groups.iter().flat_map(|group| group.verdicts(policy))
    }
}

impl Group {
    /// The rule, and what it measures.
    pub fn metric<'p>(&self, policy: &'p Policy) -> Option<(&'p Rule, &'p Metric)> {
        let rule = policy.rules.get(usize::from(self.rule))?;
        match &rule.duty {
            Duty::Metric(metric) => Some((rule, metric)),
            _ => None,
        }
    }

    /// Each number of this group with what it is of: the event counted, or the value with a quota.
    pub fn measured<'p>(&self, policy: &'p Policy) -> Vec<(Option<&'p str>, Measured)> {
        let Some((_, metric)) = self.metric(policy) else { return Vec::new() };
        let denominator = (!metric.counts_out_of_nothing()).then_some(self.total);
        let part = |n: usize, sort| Measured { numerator: self.parts.get(n).copied().unwrap_or(0), denominator, sort };
        match &metric.measure {
            Measure::All => vec![(None, Measured { numerator: self.total, denominator, sort: Sort::Count })],
            Measure::Share(_) => vec![(None, part(0, Sort::Share))],
            Measure::Count(events) => {
                let name = |n: usize| policy.declared.event(events[n]).name.value.as_str();
                (0..events.len()).map(|n| (Some(name(n)), part(n, Sort::Count))).collect()
            }
            Measure::Quota(quota) => {
                let one = |(n, (value, share)): (usize, &'p (String, Fraction))| {
                    (Some(value.as_str()), part(n, Sort::Quota { demanded: share.of(self.total) }))
                };
                quota.shares.iter().enumerate().map(one).collect()
            }
        }
    }

    fn verdicts<'r>(&'r self, policy: &'r Policy) -> Vec<Verdict<'r>> {
        let Some((rule, metric)) = self.metric(policy) else { return Vec::new() };
        let told = self.key.iter().all(Option::is_some);
        if !metric.judges() || !told {
            return Vec::new();
        }
        let counted = self.measured(policy).into_iter().filter(|(_, measured)| measured.denominator != Some(0));
        counted.map(|(to, measured)| self.verdict(rule, metric, to, measured)).collect()
    }

    fn verdict<'r>(&'r self, rule: &'r Rule, metric: &'r Metric, to: Option<&'r str>, measured: Measured) -> Verdict<'r> {
        let reason = missed(metric, &measured);
        Verdict {
            record: &self.shown,
            kind: "group",
            rule,
            on: None,
            to: to.map(Cow::Borrowed),
            period: self.period,
            status: if reason.is_some() { Status::Violated } else { Status::Satisfied },
            bearer: None,
            due: None,
            due_earliest: None,
            done_by: None,
            done_at: None,
            late_s: None,
            light: None,
            turns: Turns::default(),
            reason: reason.map(Cow::Borrowed),
            missing: Vec::new(),
            warnings: Vec::new(),
            measured: Some(measured),
            contested: None,
            trigger: None,
            start: None,
            explain: Vec::new(),
        }
    }
}

/// Why a number is not what is demanded; none where it is.
fn missed(metric: &Metric, measured: &Measured) -> Option<&'static str> {
    if let (Measure::Quota(quota), Sort::Quota { demanded }) = (&metric.measure, measured.sort) {
        return (!quota.is.holds(measured.numerator, demanded)).then_some("wrong-quota");
    }
    if metric.at_least.as_ref().is_some_and(|least| measured.compare(least) == Ordering::Less) {
        return Some("below-threshold");
    }
    metric.at_most.as_ref().is_some_and(|most| measured.compare(most) == Ordering::Greater).then_some("above-threshold")
}
