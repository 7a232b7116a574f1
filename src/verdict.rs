//! Verdicts: the outcome for one instance of one rule (spec section 5), as data.

pub mod group;
pub mod pair;
pub mod step;

use crate::policy::rule::Rule;
pub use crate::policy::shown::Light;
use crate::time::instant::Due;
use crate::time::{Instant, Period, When};
use group::Measured;
use std::borrow::Cow;
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

/// When the lights of an instance come on while it is open; [`Instant::MAX`] where one never does. Past due it is red
/// anyway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turns {
    pub red: Instant,
    pub yellow: Instant,
    pub blue: Instant,
}

impl Default for Turns {
    fn default() -> Turns {
        Turns { red: Instant::MAX, yellow: Instant::MAX, blue: Instant::MAX }
    }
}

/// What other readings make of an instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Contested<'r> {
    /// The status under the reading of the run; none where that gives no verdict.
    pub usual: Option<Status>,
    pub usual_reading: &'r str,
    pub others: Vec<Other<'r>>,
}

/// One other reading: of the instance's own rule, whatever it says; of another one, where it says something else.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Other<'r> {
    /// Its name, of another rule `RULE=READING`.
    pub reading: &'r str,
    pub title: Option<&'r str>,
    pub own: bool,
    /// None: no such verdict.
    pub status: Option<Status>,
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
    /// Codes of data warnings that concern it: `extension-ignored`, `calendar-provisional`.
    pub warnings: Vec<&'static str>,
    /// What a metric came to.
    pub measured: Option<Measured>,
    /// The index of the trigger among the events seen.
    pub trigger: Option<usize>,
    /// When the clock started, where that is not at the trigger itself: an outcome of another rule came true, or it was started anew.
    pub start: Option<Instant>,
    /// Where the status depends on the reading; always none unless every reading was asked for.
    pub contested: Option<Box<Contested<'r>>>,
    /// How the outcome was found; empty unless somebody will read it.
    pub explain: Vec<Step<'r>>,
}

impl Verdict<'_> {
    /// Whether the reading of the run gives this verdict.
    pub fn is_usual(&self) -> bool {
        self.contested.as_ref().is_none_or(|contested| contested.usual.is_some())
    }

    /// Whether it is shown: for its status, or for what another reading makes of it.
    pub fn is_shown(&self, show: Show) -> bool {
        let admits = |status: Option<Status>| status.is_some_and(|status| show.admits(status));
        match &self.contested {
            Some(contested) => admits(contested.usual) || contested.others.iter().any(|other| admits(other.status)),
            None => show.admits(self.status),
        }
    }
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
