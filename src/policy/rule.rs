//! Rules as judged: every name looked up, every variant merged in.

mod condition;
mod constraint;
mod limit;
mod moving;
mod obligation;
mod periodic;
mod table;

pub use condition::{Bound, Condition, Range, Test, Wanted, attribute_of};
pub use constraint::{Case, Constraint, Forbidden, Word, Words};
pub use limit::{Alternative, Amount, Given, Limit, LimitKind};
pub use moving::{Dates, Extension, Length, Suspension};
pub use obligation::{Addressee, Bearer, Before, Branch, Done, Key, Level, Obligation, Only};
pub use periodic::{Burst, PeriodDue, Periodic};
pub use table::{Row, Table};

use super::declare::InForce;
use super::metric::Metric;
use super::shown::Shown;
use crate::record::look::Look;
use crate::source::Span;
use crate::time::Day;

/// How much a violation matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Critical,
    #[default]
    Major,
    Minor,
    Data,
}

impl Severity {
    pub const ALL: [Severity; 4] = [Severity::Critical, Severity::Major, Severity::Minor, Severity::Data];

    pub fn word(self) -> &'static str {
        match self {
            Severity::Critical => "critical",
            Severity::Major => "major",
            Severity::Minor => "minor",
            Severity::Data => "data",
        }
    }
}

/// One rule of one version under one reading.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its place among the policy's rules.
    pub place: u16,
    pub id: String,
    /// The id in its header: for a row, that of the rule whose row it is.
    pub header: String,
    pub span: Span,
    pub title: String,
    /// The clause, verbatim; none for practice (`assumed`).
    pub cite: Option<String>,
    pub note: Option<String>,
    pub severity: Severity,
    pub in_force: InForce,
    /// Which of several versions it is.
    pub version: Option<Version>,
    /// Where that version is headed; that of the rule where it is the first or only one.
    pub version_span: Span,
    /// Kinds of records; empty: every kind.
    pub kinds: Vec<String>,
    /// Opening hours: a set of the policy's, or the usual ones.
    pub hours: Option<u16>,
    /// The reading in force, none for the default one.
    pub reading: Option<String>,
    /// Outcomes of other rules that its conditions ask for.
    pub asks: Vec<OutcomeOf>,
    pub duty: Duty,
}

impl Rule {
    /// Whether it judges records of this kind.
    pub fn judges(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|own| own == kind)
    }
}

/// One of several versions of a rule: the days that it governs, within those of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    pub from: Option<Day>,
    pub until: Option<Day>,
}

impl Rule {
    /// Every other rule it depends on: as a trigger, as what is measured, or in a condition.
    pub fn outcomes(&self) -> impl Iterator<Item = &OutcomeOf> {
        let (triggers, share) = match &self.duty {
            Duty::Obligation(obligation) => (obligation.branches.as_slice(), None),
            Duty::Metric(metric) => ([].as_slice(), metric.outcome()),
            _ => ([].as_slice(), None),
        };
        triggers.iter().flat_map(|branch| &branch.outcomes).chain(share).chain(&self.asks)
    }
}

/// What a rule asks.
#[derive(Clone, Debug)]
pub enum Duty {
    Obligation(Obligation),
    Constraint(Constraint),
    Periodic(Periodic),
    Burst(Burst),
    Metric(Metric),
    Suspension(Suspension),
    Extension(Extension),
    /// Lights, escalation, access, a chart: shown, not judged.
    Shown(Shown),
    /// Read and checked, not judged by this version.
    Unjudged,
}

/// When a rule applies at all.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Not there: no verdict.
    pub given: Vec<Look>,
    pub when: Option<Condition>,
    pub unless: Option<Condition>,
}

/// The outcome of another rule as a trigger: `HJ-05.past_due`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeOf {
    /// The rule, or the header of rows: then each of them.
    pub rule: String,
    pub what: What,
    pub span: Span,
}

/// What comes true of an instance (dialect section 3.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    PastDue,
    Yellow,
    Blue,
    Fulfilled,
    Lapsed,
    Violated,
}

impl What {
    pub const ALL: [(&'static str, What); 6] = [
        ("past_due", What::PastDue),
        ("yellow", What::Yellow),
        ("blue", What::Blue),
        ("fulfilled", What::Fulfilled),
        ("lapsed", What::Lapsed),
        ("violated", What::Violated),
    ];
}
