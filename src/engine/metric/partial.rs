//! Partial results of metrics: whole numbers by rule, period and group, which add up in any order and any grouping.

use super::bin::Bin;
use crate::plan::Plan;
use crate::policy::metric::{Grouping, Measure, Metric};
use crate::policy::rule::Duty;
use crate::time::Period;
use crate::verdict::Light;
use crate::verdict::group::{Group, Metrics};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// What some records add to the metrics of one policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Partial {
    cells: BTreeMap<Bin, Sums>,
    /// By the rule's place.
    left_out: BTreeMap<u16, u64>,
}

/// What was counted for one metric in one period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sums {
    /// Where there are no groups.
    whole: Option<Sum>,
    groups: BTreeMap<Vec<Option<String>>, Sum>,
}

/// One period and group of a metric.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    pub period: Option<Period>,
    /// The value of each grouping; none where a record does not tell it.
    pub group: Vec<Option<String>>,
}

/// What was counted there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub total: u64,
    pub parts: Vec<u64>,
}

impl Sum {
    fn combine(&mut self, total: u64, parts: &[u64], with: impl Fn(u64, u64) -> u64) {
        self.total = with(self.total, total);
        if self.parts.len() < parts.len() {
            self.parts.resize(parts.len(), 0);
        }
        for (sum, n) in self.parts.iter_mut().zip(parts) {
            *sum = with(*sum, *n);
        }
    }
}

impl Sums {
    fn of(&mut self, group: Vec<Option<String>>) -> &mut Sum {
        if group.is_empty() { self.whole.get_or_insert_default() } else { self.groups.entry(group).or_default() }
    }

    fn each(&self) -> impl Iterator<Item = (&[Option<String>], &Sum)> {
        let whole = self.whole.iter().map(|sum| (&[][..], sum));
        whole.chain(self.groups.iter().map(|(group, sum)| (group.as_slice(), sum)))
    }

    /// Takes away from one group; what comes to nothing goes.
    fn take_away(&mut self, group: &[Option<String>], sum: &Sum) {
        let Some(own) = (if group.is_empty() { self.whole.as_mut() } else { self.groups.get_mut(group) }) else { return };
        own.combine(sum.total, &sum.parts, u64::saturating_sub);
        if own.total > 0 || own.parts.iter().any(|n| *n > 0) {
            return;
        }
        if group.is_empty() {
            self.whole = None;
        } else {
            self.groups.remove(group);
        }
    }
}

/// So many lines of zeros are made up for one metric at most.
const MOST: usize = 100_000;

/// So many periods without any count are listed at most: ten years of days.
const MOST_PERIODS: usize = 4_000;

impl Partial {
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.left_out.is_empty()
    }

    /// Adds to one cell of the metric at `rule`.
    pub fn add(&mut self, rule: u16, cell: Cell, total: u64, parts: &[u64]) {
        let sums = self.cells.entry(Bin::new(rule, cell.period)).or_default();
        sums.of(cell.group).combine(total, parts, u64::saturating_add);
    }

    /// Counts a record or event of which it is not known whether it counts.
    pub fn leave_out(&mut self, rule: u16) {
        self.leave_out_so_many(rule, 1);
    }

    pub fn leave_out_so_many(&mut self, rule: u16, n: u64) {
        if n > 0 {
            *self.left_out.entry(rule).or_default() += n;
        }
    }

    /// Joins two partial results; the order does not matter.
    pub fn merge(&mut self, other: &Partial) {
        for (bin, sums) in &other.cells {
            let own = self.cells.entry(*bin).or_default();
            for (group, sum) in sums.each() {
                own.of(group.to_vec()).combine(sum.total, &sum.parts, u64::saturating_add);
            }
        }
        for (rule, n) in other.left_out() {
            self.leave_out_so_many(rule, n);
        }
    }

    /// Takes away what was merged before: a record that changed is taken away as it was and added as it is.
    pub fn take_away(&mut self, other: &Partial) {
        for (rule, period, group, sum) in other.cells() {
            let bin = Bin::new(rule, period);
            let Some(sums) = self.cells.get_mut(&bin) else { continue };
            sums.take_away(group, sum);
            if sums.each().next().is_none() {
                self.cells.remove(&bin);
            }
        }
        for (rule, n) in other.left_out() {
            if let Some(own) = self.left_out.get_mut(&rule) {
                *own = own.saturating_sub(n);
                if *own == 0 {
                    self.left_out.remove(&rule);
                }
            }
        }
    }

    /// Every rule, period and group with what was counted there, in this order.
    pub fn cells(&self) -> impl Iterator<Item = (u16, Option<Period>, &[Option<String>], &Sum)> {
        self.cells.iter().flat_map(|(bin, sums)| sums.each().map(|(group, sum)| (bin.rule(), bin.period(), group, sum)))
    }

    /// How many each metric left out.
    pub fn left_out(&self) -> impl Iterator<Item = (u16, u64)> {
        self.left_out.iter().map(|(rule, n)| (*rule, *n))
    }

    /// What every metric came to: by rule in the policy's order, then period, then group.
    pub fn metrics(&self, plan: &Plan) -> Metrics {
        let mut groups = Vec::new();
        for place in plan.metrics() {
            let Some(Duty::Metric(metric)) = plan.policy.rules.get(usize::from(*place)).map(|rule| &rule.duty) else { continue };
            let of_rule = self.cells.range(Bin::all(*place));
            let cell = |bin: &Bin, group: &[Option<String>]| Cell { period: bin.period(), group: group.to_vec() };
            let cells: BTreeMap<Cell, &Sum> =
                of_rule.flat_map(|(bin, sums)| sums.each().map(move |(group, sum)| (cell(bin, group), sum))).collect();
            if cells.is_empty() {
                continue;
            }
            let zeros = if matches!(metric.measure, Measure::Count(_)) { unseen(metric, &cells) } else { Vec::new() };
            let nothing = Sum { total: 0, parts: vec![0; metric.parts()] };
            let mut all: Vec<(&Cell, &Sum)> =
                cells.iter().map(|(cell, sum)| (cell, *sum)).chain(zeros.iter().map(|cell| (cell, &nothing))).collect();
            all.sort_by(|(a, _), (b, _)| a.period.cmp(&b.period).then_with(|| in_order(metric, &a.group, &b.group)));
            groups.extend(all.into_iter().map(|(cell, sum)| Group {
                rule: *place,
                period: cell.period,
                key: cell.group.clone(),
                shown: shown(&cell.group),
                total: sum.total,
                parts: sum.parts.clone(),
            }));
        }
        Metrics { groups, left_out: self.left_out().collect() }
    }
}

/// The cells without any count: of each group whose values are declared, in every period from the first to the last.
fn unseen(metric: &Metric, cells: &BTreeMap<Cell, &Sum>) -> Vec<Cell> {
    let mut groups: Vec<Vec<Option<String>>> = vec![Vec::new()];
    for grouping in &metric.group {
        let values: Vec<&str> = match grouping {
            Grouping::At { values, .. } => values.iter().map(String::as_str).collect(),
            Grouping::Light => Light::ALL.map(Light::word).to_vec(),
        };
        let longer = |key: &Vec<Option<String>>| {
            values.iter().map(|value| [key.as_slice(), &[Some((*value).to_owned())]].concat()).collect::<Vec<_>>()
        };
        groups = groups.iter().flat_map(longer).collect();
    }
    if metric.group.is_empty() || groups.is_empty() {
        return Vec::new();
    }
    let (first, last) = (cells.keys().next().and_then(|c| c.period), cells.keys().next_back().and_then(|c| c.period));
    let periods: BTreeSet<Option<Period>> = match (first, last) {
        (Some(first), Some(last)) => {
            let all = std::iter::successors(Some(first), |period| Some(period.next())).take_while(|period| *period <= last);
            all.take(MOST_PERIODS).map(Some).chain(cells.keys().map(|cell| cell.period)).collect()
        }
        _ => BTreeSet::from([None]),
    };
    let every = periods.into_iter().flat_map(|period| groups.iter().map(move |group| Cell { period, group: group.clone() }));
    every.filter(|cell| !cells.contains_key(cell)).take(MOST).collect()
}

/// Groups in the order in which their values are declared; others after, numbers as numbers; what is not told last.
fn in_order(metric: &Metric, a: &[Option<String>], b: &[Option<String>]) -> Ordering {
    for (grouping, (a, b)) in metric.group.iter().zip(a.iter().zip(b)) {
        let declared = |value: &str| match grouping {
            Grouping::At { values, .. } => values.iter().position(|known| known == value),
            Grouping::Light => Light::ALL.iter().position(|light| light.word() == value),
        };
        let place = |value: &Option<String>| match value.as_deref() {
            None => (2, 0, 0, String::new()),
            Some(text) => match (declared(text), text.parse::<i64>()) {
                (Some(n), _) => (0, n, 0, String::new()),
                (None, Ok(number)) => (1, 0, number, text.to_owned()),
                (None, Err(_)) => (1, 1, 0, text.to_owned()),
            },
        };
        let order = place(a).cmp(&place(b));
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

/// A group's key in one word.
fn shown(group: &[Option<String>]) -> String {
    if group.is_empty() {
        return "*".to_owned();
    }
    group.iter().map(|value| value.as_deref().unwrap_or("—")).collect::<Vec<_>>().join("/")
}
