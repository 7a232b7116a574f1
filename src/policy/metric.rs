//! Metrics as judged: what is counted over many records, in which periods and groups, and what it must come to.

mod fraction;
mod read;

pub use fraction::Fraction;
pub use read::metric;

use super::rule::{Condition, OutcomeOf, Scope};
use crate::record::look::{EventId, Look};
use crate::time::period::Every;

/// A ratio, count or share over many records, per group and period, with or without a threshold.
#[derive(Clone, Debug)]
pub struct Metric {
    pub scope: Scope,
    /// What puts a record into the denominator; empty: every record of the kind, or what is counted itself.
    pub on: Vec<EventId>,
    pub every: Option<Every>,
    pub counts: Counts,
    pub measure: Measure,
    /// Each record belongs to one group of each; empty: one group.
    pub group: Vec<Grouping>,
    pub at_least: Option<Fraction>,
    pub at_most: Option<Fraction>,
}

/// What is counted: records, once each, or events, each where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    Records,
    Events,
}

/// What is asked of those that are counted.
#[derive(Clone, Debug)]
pub enum Measure {
    /// Just how many there are.
    All,
    Share(Share),
    /// How many have each of these events; of counted events, how many there are of each.
    Count(Vec<EventId>),
    Quota(Quota),
}

/// The part of them that …
#[derive(Clone, Debug)]
pub enum Share {
    /// … has one of these events.
    Has(Vec<EventId>),
    /// … meets a pattern.
    Meets(Condition),
    /// … has this outcome: of the instances of a rule that are decided, those that are so.
    Outcome(OutcomeOf),
}

/// So many of those that have a value at a place must have each of some values.
#[derive(Clone, Debug)]
pub struct Quota {
    pub look: Look,
    pub is: Held,
    pub shares: Vec<(String, Fraction)>,
}

/// How a quota is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    Exactly,
    AtMost,
    WithinOne,
}

impl Held {
    pub const ALL: [(&'static str, Held); 3] = [("exactly", Held::Exactly), ("at most", Held::AtMost), ("within 1", Held::WithinOne)];

    /// Whether a count holds the quota.
    pub fn holds(self, count: u64, demanded: u64) -> bool {
        match self {
            Held::Exactly => count == demanded,
            Held::AtMost => count <= demanded,
            Held::WithinOne => count.abs_diff(demanded) <= 1,
        }
    }
}

/// By what records are grouped.
#[derive(Clone, Debug, PartialEq)]
pub enum Grouping {
    /// By what is at a place; the values that its attribute declares are listed with zeros too.
    At { look: Look, values: Vec<String> },
    /// By the most urgent light of the record at as-of.
    Light,
}

impl Metric {
    /// The outcome of another rule that it measures.
    pub fn outcome(&self) -> Option<&OutcomeOf> {
        match &self.measure {
            Measure::Share(Share::Outcome(outcome)) => Some(outcome),
            _ => None,
        }
    }

    /// How many counts it keeps beside the total.
    pub fn parts(&self) -> usize {
        match &self.measure {
            Measure::All => 0,
            Measure::Share(_) => 1,
            Measure::Count(events) => events.len(),
            Measure::Quota(quota) => quota.shares.len(),
        }
    }

    /// Whether what is counted is its own total: events, or records that have each event, of nothing.
    pub fn counts_out_of_nothing(&self) -> bool {
        match &self.measure {
            Measure::All => true,
            Measure::Count(_) => self.counts == Counts::Events || self.on.is_empty(),
            Measure::Share(_) | Measure::Quota(_) => false,
        }
    }

    /// Whether it gives verdicts; without a threshold it stands in the summary only.
    pub fn judges(&self) -> bool {
        self.at_least.is_some() || self.at_most.is_some() || matches!(self.measure, Measure::Quota(_))
    }
}
