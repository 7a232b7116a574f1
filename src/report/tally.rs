//! Counts by rule and status, added up from any number of parts in any order.

use crate::verdict::Status;
use std::collections::BTreeMap;

/// How many verdicts a run gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub records: u64,
    /// By policy and rule, each by its place: counts in the order of [`Status::ALL`].
    rules: BTreeMap<(u16, u16), [u64; Status::ALL.len()]>,
}

impl Tally {
    /// Counts one verdict of rule `rule` of policy `policy`.
    pub fn count(&mut self, policy: u16, rule: u16, status: Status) {
        if let Some(n) = index(status) {
            self.rules.entry((policy, rule)).or_default()[n] += 1;
        }
    }

    pub fn add(&mut self, other: &Tally) {
        self.records += other.records;
        for (rule, counts) in &other.rules {
            let own = self.rules.entry(*rule).or_default();
            for (sum, n) in own.iter_mut().zip(counts) {
                *sum += n;
            }
        }
    }

    /// Rules with verdicts, in the policies' order.
    pub fn rules(&self) -> impl Iterator<Item = ((u16, u16), &[u64; Status::ALL.len()])> {
        self.rules.iter().map(|(rule, counts)| (*rule, counts))
    }

    pub fn total(&self, status: Status) -> u64 {
        index(status).map_or(0, |n| self.rules.values().map(|counts| counts[n]).sum())
    }

    pub fn verdicts(&self) -> u64 {
        self.rules.values().flatten().sum()
    }

    pub fn violations(&self) -> u64 {
        Status::ALL.iter().filter(|s| s.is_violation()).map(|s| self.total(*s)).sum()
    }
}

fn index(status: Status) -> Option<usize> {
    Status::ALL.iter().position(|s| *s == status)
}
