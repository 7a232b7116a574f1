//! What moves due instants: suspensions and extensions.

use super::{Key, Limit, Scope};
use crate::record::look::EventId;
use crate::source::Spanned;
use crate::time::Day;

/// A time in which the clocks of some rules stand still.
#[derive(Clone, Debug)]
pub struct Suspension {
    pub scope: Scope,
    /// The rules it moves, by id or by the header of rows.
    pub rules: Vec<Spanned<String>>,
    pub key: Vec<Key>,
    /// It opens at the first of these, and closes at the first `until` after it, or when `within` has run out.
    pub since: Vec<EventId>,
    pub until: Vec<EventId>,
    pub within: Option<Limit>,
    /// Days on which it is open whatever happens.
    pub dates: Vec<Dates>,
    /// A day is suspended only when wholly so.
    pub whole_days: bool,
    /// The clock starts anew when it closes.
    pub restart: bool,
}

/// Days, both ends inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dates {
    Once(Day, Day),
    /// Every year; it may pass the year's end.
    Yearly((u32, u32), (u32, u32)),
}

/// An event that moves the due instants of some rules.
#[derive(Clone, Debug)]
pub struct Extension {
    pub scope: Scope,
    pub rules: Vec<Spanned<String>>,
    pub key: Vec<Key>,
    pub on: Vec<EventId>,
    pub length: Length,
    /// At most so many.
    pub times: Option<u32>,
}

/// What an extension gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Length {
    /// So much more, from the old due instant.
    More(Limit),
    /// So much in all, from the trigger.
    Total(Limit),
}
