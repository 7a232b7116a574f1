//! Two versions of a policy on the same records: which verdicts differ, how often and how, and why. What is shown is
//! made where the records are read, for they are gone afterwards; the rest is counted.

pub mod html;
pub mod json;
mod said;
pub mod text;

use super::closing::Complaint;
use crate::lang::Lang;
use crate::plan::Plan;
use crate::plan::amended::Amended;
use crate::time::Instant;
use crate::verdict::Status;
use crate::verdict::pair::Change;
pub use said::{Both, DayChanged, Differing, Said, Told};
use std::collections::BTreeMap;

/// One version as it was given, and what it was made into.
#[derive(Clone, Debug)]
pub struct Version<'d> {
    /// As the command line has it.
    pub shown: String,
    pub plans: Vec<&'d Plan>,
}

/// How a verdict changed: the rule as each version has it, the statuses, and what is different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Transition {
    /// Policy and rule by their places, in the old and in the new version; none: no such verdict.
    pub old: Option<(u16, u16)>,
    pub new: Option<(u16, u16)>,
    pub before: Option<Status>,
    pub after: Option<Status>,
    /// None where one of the two is no verdict.
    pub change: Option<Change>,
}

/// What is counted over the records.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    pub records: u64,
    /// Records with a verdict that changed.
    pub changed: u64,
    /// Verdicts under the old and under the new version.
    pub old: u64,
    pub new: u64,
    pub transitions: BTreeMap<Transition, u64>,
}

impl Counts {
    pub fn add(&mut self, other: &Counts) {
        self.records += other.records;
        self.changed += other.changed;
        self.old += other.old;
        self.new += other.new;
        for (transition, n) in &other.transitions {
            *self.transitions.entry(*transition).or_default() += n;
        }
    }

    pub fn differing(&self) -> u64 {
        self.transitions.values().sum()
    }
}

/// The whole comparison, for a report.
#[derive(Debug)]
pub struct Comparison<'d> {
    pub old: Version<'d>,
    pub new: Version<'d>,
    pub as_of: Instant,
    pub amended: &'d Amended,
    pub counts: Counts,
    /// The first records that differ, in the order of the input.
    pub shown: Vec<Told>,
    pub complaints: Vec<Complaint>,
    pub errors: u64,
    /// What else a reader should know, a line each.
    pub notices: Vec<String>,
    pub lang: Lang,
    pub colour: bool,
    pub columns: usize,
}

/// Whether both versions have a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Has {
    Both,
    OldOnly,
    NewOnly,
}

/// A line of the table of counts.
#[derive(Clone, Debug)]
pub struct Row<'d> {
    pub rule: &'d str,
    pub title: &'d str,
    pub has: Has,
    pub before: Option<Status>,
    pub after: Option<Status>,
    pub change: Option<Change>,
    pub count: u64,
}

impl<'d> Comparison<'d> {
    /// The counts by rule and transition: rules in the order of the new version, those it lacks last; versions of a
    /// rule are one.
    pub fn rows(&self) -> Vec<Row<'d>> {
        let mut sums: BTreeMap<_, Row<'d>> = BTreeMap::new();
        for (transition, n) in &self.counts.transitions {
            let Some((rule, place)) = self.rule(transition) else { continue };
            let key = (place, transition.before, transition.after, transition.change);
            let row = || Row {
                rule: &rule.id,
                title: &rule.title,
                has: self.has(&rule.id),
                before: transition.before,
                after: transition.after,
                change: transition.change,
                count: 0,
            };
            sums.entry(key).or_insert_with(row).count += n;
        }
        sums.into_values().collect()
    }

    fn rule(&self, transition: &Transition) -> Option<(&'d crate::policy::rule::Rule, (bool, usize))> {
        let of = |version: &Version<'d>, (policy, rule): (u16, u16)| {
            let plan = version.plans.get(usize::from(policy))?;
            plan.policy.rules.get(usize::from(rule))
        };
        let rule = transition.new.and_then(|at| of(&self.new, at)).or_else(|| transition.old.and_then(|at| of(&self.old, at)))?;
        let place = |version: &Version<'d>| rules(version).position(|other| other.id == rule.id);
        let at = place(&self.new).map(|n| (false, n)).or_else(|| place(&self.old).map(|n| (true, n)))?;
        Some((rule, at))
    }

    pub fn has(&self, rule: &str) -> Has {
        let has = |version: &Version<'d>| rules(version).any(|other| other.id == rule);
        match (has(&self.old), has(&self.new)) {
            (true, false) => Has::OldOnly,
            (false, true) => Has::NewOnly,
            _ => Has::Both,
        }
    }

    /// Whether nothing changed in any verdict.
    pub fn is_empty(&self) -> bool {
        self.counts.transitions.is_empty()
    }
}

fn rules<'d>(version: &Version<'d>) -> impl Iterator<Item = &'d crate::policy::rule::Rule> + use<'d> {
    version.plans.clone().into_iter().flat_map(|plan| &plan.policy.rules)
}
