//! Verdicts: the outcome for one instance of one rule (spec section 5), as data.

pub mod group;
pub mod step;

use crate::policy::rule::Rule;
pub use crate::policy::shown::Light;
use crate::time::{Instant, Period, When};
use crate::time::instant::Due;
use std::borrow::Cow;
use group::Measured;
use step::Step;

/// What became of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    Overdue,
    Late,
    Violated,
    Unknown,
    Pending,
    Suspended,
    Fulfilled,
    Satisfied,
    Lapsed,
}

impl Status {
    pub const ALL: [Status; 9] = [
        Status::Overdue,
        Status::Late,
        Status::Violated,
        Status::Unknown,
        Status::Pending,
        Status::Suspended,
        Status::Fulfilled,
        Status::Satisfied,
        Status::Lapsed,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Status::Overdue => "overdue",
            Status::Late => "late",
            Status::Violated => "violated",
            Status::Unknown => "unknown",
            Status::Pending => "pending",
            Status::Suspended => "suspended",
            Status::Fulfilled => "fulfilled",
            Status::Satisfied => "satisfied",
            Status::Lapsed => "lapsed",
        }
    }

    pub fn is_violation(self) -> bool {
        matches!(self, Status::Overdue | Status::Late | Status::Violated)
    }

    /// Not done, and still to be done or overdue; or not known.
    pub fn is_open(self) -> bool {
        matches!(self, Status::Pending | Status::Suspended | Status::Overdue | Status::Unknown)
    }
}

/// When the lights of an instance come on while it is open, and none where one never does. Past due it is red anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turns {
    pub red: Option<Instant>,
    pub yellow: Option<Instant>,
    pub blue: Option<Instant>,
}

/// The outcome for one instance of one rule.
#[derive(Clone, Debug)]
pub struct Verdict<'r> {
    pub record: &'r str,
    pub kind: &'r str,
    pub rule: &'r Rule,
    /// The trigger's id, the event judged, or none for the record itself.
    pub on: Option<Cow<'r, str>>,
    pub to: Option<Cow<'r, str>>,
    /// The period judged, or that triggered.
    pub period: Option<Period>,
    pub status: Status,
    pub bearer: Option<Cow<'r, str>>,
    pub due: Option<Due>,
    /// Where an imprecise trigger leaves the due instant open: the earliest one.
    pub due_earliest: Option<Due>,
    pub done_by: Option<Cow<'r, str>>,
    pub done_at: Option<When>,
    /// Whole seconds past due, of the act when late, of as-of when overdue.
    pub late_s: Option<i64>,
    pub light: Option<Light>,
    pub turns: Turns,
    pub reason: Option<Cow<'r, str>>,
    pub missing: Vec<Cow<'r, str>>,
    /// What a metric came to.
    pub measured: Option<Measured>,
    /// Codes of data warnings that concern it: `extension-ignored`, `calendar-provisional`.
    pub warnings: Vec<&'static str>,
    /// The index of the trigger among the events seen.
    pub trigger: Option<usize>,
    /// How the outcome was found; empty unless somebody will read it.
    pub explain: Vec<Step<'r>>,
}

/// Which verdicts are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    Violations,
    Open,
    #[default]
    All,
}

impl Show {
    pub fn admits(self, status: Status) -> bool {
        match self {
            Show::Violations => status.is_violation(),
            Show::Open => status.is_open(),
            Show::All => true,
        }
    }
}
