//! What a condition is asked of: a record, the event judged, and what came before it.

use super::Event;
use super::look::{ConditionId, Look};
use super::party::Party;
use super::truth::Truth;
use super::value::Value;
use crate::time::calendar::Gap;
use crate::time::{Day, When};

/// One thing found at a place.
#[derive(Clone, Copy, Debug)]
pub enum Item<'s> {
    Value(&'s Value<'s>),
    Text(&'s str),
    Party(&'s Party<'s>),
    /// The role of a party that tells one.
    Role(&'s Party<'s>),
    /// The level of a party that tells one.
    Level(&'s Party<'s>),
    At(When),
    Day(Day),
    /// Microseconds since midnight.
    Clock(i64),
    Whole(i64),
}

/// What is found at a place.
#[derive(Clone, Debug)]
pub enum Found<'s> {
    Nothing,
    /// It is there, and the time it asks for is not known so well.
    Imprecise,
    One(Item<'s>),
    Many(Vec<Item<'s>>),
    /// Some of several tell it, others do not.
    Some(Vec<Item<'s>>),
    /// No row of a decision table fits.
    NoRow,
}

/// Why something is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Nothing is at this place; the path as the rule writes it.
    Missing(String),
    Imprecise,
    Calendar(Gap),
    NoRow,
    InvalidValue(String),
    /// A script used up its budget.
    ScriptLimit(String),
    ScriptError(String),
}

/// The view that conditions and scripts have of a record.
pub trait Scene {
    fn find<'s>(&'s self, look: &'s Look) -> Found<'s>;

    /// A named condition at this event.
    fn condition(&self, id: ConditionId) -> Truth;

    /// The record's events of this declared name up to the one judged, in judged order.
    fn events_named<'s>(&'s self, name: &str) -> Vec<&'s Event<'s>>;

    /// Working days after one day, through another.
    ///
    /// # Errors
    /// The first year that the calendar lacks.
    fn working_days_between(&self, after: Day, through: Day) -> Result<i64, Gap>;

    /// Notes why something is unknown; verdicts list it.
    fn blame(&self, cause: Cause);
}
