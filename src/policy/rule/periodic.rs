//! What is owed in every period, and what must not come too often.

use super::{Addressee, Bearer, Key, Limit, Scope};
use crate::policy::grammar::PeriodRoll;
use crate::record::look::EventId;
use crate::source::Span;
use crate::time::period::Every;
use crate::time::span::Counted;

/// An act owed in every calendar period.
#[derive(Clone, Debug)]
pub struct Periodic {
    pub scope: Scope,
    /// None: the unit of the record.
    pub bearer: Option<Bearer>,
    pub act: Vec<EventId>,
    pub to: Vec<Addressee>,
    pub every: Every,
    pub due: PeriodDue,
    /// The due day as the policy writes it; none: the period's end.
    pub written: Option<String>,
    /// Of each of `to`.
    pub to_spans: Vec<Span>,
}

/// When in or after a period an act is due.
#[derive(Clone, Debug, PartialEq)]
pub enum PeriodDue {
    End,
    /// 0 = Monday.
    Weekday(u32, Option<PeriodRoll>),
    DayOfMonth {
        day: u32,
        after: bool,
        roll: Option<PeriodRoll>,
    },
    MonthDay {
        month: u32,
        day: u32,
        after: bool,
        roll: Option<PeriodRoll>,
    },
    AfterPeriod(Counted<u32>),
    /// 24:00 of the day of an event in the period; no such event: not owed.
    DayOf(EventId),
}

/// So many events with one key inside a sliding window.
#[derive(Clone, Debug)]
pub struct Burst {
    pub scope: Scope,
    pub on: Vec<EventId>,
    pub key: Vec<Key>,
    pub times: u32,
    pub window: Limit,
}
