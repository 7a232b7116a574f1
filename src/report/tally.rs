//! Counts by rule and status, added up from any number of parts in any order.

use crate::verdict::Status;
use std::collections::BTreeMap;

/// How many verdicts a run gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub records: u64,
    /// By policy and rule, each by its place.
    rules: Vec<Vec<Counts>>,
    /// Verdicts whose status depends on the reading.
    pub contested: u64,
    /// Data warnings that verdicts carry: how many, and the first record.
    pub warnings: BTreeMap<&'static str, (u64, String)>,
}

/// Counts in the order of [`Status::ALL`].
pub type Counts = [u64; Status::ALL.len()];

impl Tally {
    /// Counts one verdict of rule `rule` of policy `policy`.
    #[inline]
    pub fn count(&mut self, policy: u16, rule: u16, status: Status) {
        self.count_so_many(policy, rule, status, 1);
    }

    #[inline]
    pub fn count_so_many(&mut self, policy: u16, rule: u16, status: Status, n: u64) {
        let known = self.rules.get_mut(usize::from(policy)).and_then(|rules| rules.get_mut(usize::from(rule)));
        match known {
            Some(counts) => counts[status as usize] += n,
            None => self.counts(policy, rule)[status as usize] += n,
        }
    }

    /// Notes a data warning that a verdict of `record` carries.
    pub fn warn(&mut self, code: &'static str, record: &str) {
        self.warnings.entry(code).or_insert_with(|| (0, record.to_owned())).0 += 1;
    }

    fn counts(&mut self, policy: u16, rule: u16) -> &mut Counts {
        let (policy, rule) = (usize::from(policy), usize::from(rule));
        if self.rules.len() <= policy {
            self.rules.resize_with(policy + 1, Vec::new);
        }
        let rules = &mut self.rules[policy];
        if rules.len() <= rule {
            rules.resize(rule + 1, Counts::default());
        }
        &mut rules[rule]
    }

    /// Adds a later part.
    pub fn add(&mut self, other: &Tally) {
        self.records += other.records;
        self.contested += other.contested;
        for (code, (count, first)) in &other.warnings {
            self.warnings.entry(code).or_insert_with(|| (0, first.clone())).0 += count;
        }
        for ((policy, rule), counts) in other.rules() {
            for (sum, n) in self.counts(policy, rule).iter_mut().zip(counts) {
                *sum += n;
            }
        }
    }

    /// Rules with verdicts, in the policies' order.
    pub fn rules(&self) -> impl Iterator<Item = ((u16, u16), &Counts)> {
        let of_policy = |(policy, rules)| (0u16..).zip(rules).map(move |(rule, counts): (u16, &Counts)| ((policy, rule), counts));
        (0u16..).zip(&self.rules).flat_map(of_policy).filter(|(_, counts)| **counts != Counts::default())
    }

    pub fn total(&self, status: Status) -> u64 {
        self.rules.iter().flatten().map(|counts| counts[status as usize]).sum()
    }

    pub fn verdicts(&self) -> u64 {
        self.rules.iter().flatten().flatten().sum()
    }

    pub fn violations(&self) -> u64 {
        Status::ALL.iter().filter(|s| s.is_violation()).map(|s| self.total(*s)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_stand_in_the_order_of_the_table() {
        for (n, status) in Status::ALL.iter().enumerate() {
            assert_eq!(*status as usize, n);
        }
    }

    #[test]
    fn parts_add_up_in_any_order() {
        let part = |rule, status| {
            let mut tally = Tally { records: 1, ..Tally::default() };
            tally.count(1, rule, status);
            tally
        };
        let (a, b) = (part(3, Status::Late), part(0, Status::Fulfilled));
        let sum = |parts: [&Tally; 2]| {
            let mut sum = Tally::default();
            parts.into_iter().for_each(|part| sum.add(part));
            sum
        };
        let rules = |tally: &Tally| tally.rules().map(|(rule, counts)| (rule, *counts)).collect::<Vec<_>>();
        assert_eq!(rules(&sum([&a, &b])), rules(&sum([&b, &a])));
        assert_eq!((sum([&a, &b]).verdicts(), sum([&a, &b]).violations()), (2, 1));
    }
}
