//! The steps of an explanation, as data. Words are made from them in `report`.

use crate::record::Truth;
use crate::time::When;
use crate::time::instant::{Due, Instant};
use crate::time::step::Step as Count;

/// One step of how a verdict was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The event that the verdict is about, by its declared title.
    Trigger { title: String, id: String, when: When, by: Option<String> },
    /// The limit as the policy writes it, with the numbers of its parameters.
    Limit { written: String, parameters: Vec<(String, u32, bool)> },
    /// The clock runs from another event.
    Since { title: String, id: String, when: When },
    Count(Count),
    /// An alternative limit, or a cap: whether it applies, and its due instant.
    Alternative { cap: bool, written: String, applies: Truth, due: Option<Due>, taken: bool },
    /// The instant a place holds.
    Until { place: String, when: When },
    /// The event a limit waits for: when it came, or not yet.
    UntilEvent { title: String, came: Option<(String, When)> },
    Due { earliest: Due, latest: Due },
    NoDue,
    /// What discharged it.
    Done { title: String, id: String, when: When, by: Option<String> },
    /// An act of the right kind that does not count.
    NotCounted { id: String, when: When, by: Option<String>, why: NotCounted },
    /// Nothing discharged it up to as-of.
    NotDone { title: String, as_of: Instant },
    /// It ended without being done.
    Lapsed { title: String, id: String, when: When },
    /// A word of a constraint that does not hold, or is not known.
    Word { word: &'static str, holds: Truth, detail: Vec<Detail> },
    /// Why it cannot be known.
    Unknown { reason: &'static str, detail: String },
}

/// Why an act does not count.
#[derive(Clone, Debug, PartialEq)]
pub enum NotCounted {
    TooEarly,
    /// Another party acted; who should have.
    WrongParty { expected: String },
    /// It went to another party, or to none.
    WrongRecipient { expected: String, told: Option<String> },
    /// The right role at another level.
    WrongLevel { expected: String, told: Option<String> },
    OtherKey { key: String },
}

/// What a word of a constraint found.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    Missing(String),
    /// A place, what it should be, what it is.
    Value { place: String, wanted: String, found: Option<String> },
    SamePerson { name: String },
    NoEvent { title: String },
    Event { title: String, id: String, when: When },
}
