//! Conditions: patterns of places and what they must be, or Rhai.

use super::OutcomeOf;
use crate::record::look::{AttributeId, ConditionId, Look};
use crate::record::register::LevelId;
use crate::record::{PartyId, Value};
use crate::script::Script;
use crate::source::Span;
use crate::time::Day;

/// Something that is true, false or unknown.
#[derive(Clone, Debug)]
pub enum Condition {
    /// Every test holds.
    All(Vec<Test>),
    /// One of them holds.
    Any(Vec<Condition>),
    Script(Script),
}

/// One line of a pattern.
#[derive(Clone, Debug)]
pub enum Test {
    Named {
        id: ConditionId,
        wanted: bool,
        span: Span,
    },
    /// `span` is the place's, `spans` are those of the values.
    Place {
        look: Look,
        wanted: Vec<Wanted>,
        span: Span,
        spans: Vec<Span>,
    },
    Outcome {
        outcome: OutcomeOf,
        wanted: bool,
    },
}

/// What a place must be: one of these.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// `"*"`: there at all.
    Present,
    Value(Value<'static>),
    /// A declared party or role.
    Office(PartyId),
    Level(LevelId),
    Day(Day),
    Range(Range),
    /// Equal to what is found there.
    At(Look),
}

/// A range of numbers, days, clock times or month–days; each end with whether it belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    pub low: Option<(Bound, bool)>,
    pub high: Option<(Bound, bool)>,
    pub written: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    Number(f64),
    Clock(i64),
    Day(Day),
    MonthDay(u32, u32),
    At(Look),
}

/// The attribute an event carries, for `given` and keys of other events.
pub fn attribute_of(look: &Look) -> Option<AttributeId> {
    use crate::record::look::{Field, Spot};
    match &look.at {
        Spot::Trigger(Field::Attribute { id, .. }) | Spot::Record(Field::Attribute { id, .. }) => Some(*id),
        _ => None,
    }
}
