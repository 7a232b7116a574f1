//! The steps of an explanation, as data. Words are made from them in `report`.

use crate::record::Truth;
use crate::time::instant::{Due, Instant};
use crate::time::step::Step as Count;
use crate::time::{Day, When};
use std::borrow::Cow;

/// One step of how a verdict was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Step<'s> {
    /// The event that the verdict is about, by its declared title.
    Trigger {
        title: &'s str,
        id: Cow<'s, str>,
        when: When,
        by: Option<&'s str>,
    },
    /// The period judged.
    Period {
        name: String,
        first: Day,
        last: Day,
    },
    /// The version of the rule that governs, and the day that decides it.
    Version {
        from: Option<Day>,
        until: Option<Day>,
        by: DecidedBy,
        on: Day,
    },
    /// The limit as the policy writes it, with the numbers of its parameters.
    Limit {
        written: Cow<'s, str>,
        parameters: Vec<(&'s str, u32, bool)>,
    },
    /// The clock runs from another event.
    Since {
        title: &'s str,
        id: Cow<'s, str>,
        when: When,
    },
    Count(Count),
    /// An alternative limit, or a cap: whether it applies, and its due instant.
    Alternative {
        cap: bool,
        written: &'s str,
        applies: Truth,
        due: Option<Due>,
        taken: bool,
    },
    /// The instant a place holds.
    Until {
        place: &'s str,
        when: When,
    },
    /// The event a limit waits for: when it came, or not yet.
    UntilEvent {
        title: &'s str,
        came: Option<(Cow<'s, str>, When)>,
    },
    /// An extension that was given, and moved the due instant.
    Extended {
        title: &'s str,
        id: Cow<'s, str>,
        when: When,
    },
    /// An event that would have moved it, and counts for nothing.
    Ignored {
        title: &'s str,
        id: Cow<'s, str>,
        when: When,
    },
    /// The clock stands still.
    StandsStill,
    Due {
        earliest: Due,
        latest: Due,
    },
    NoDue,
    /// What discharged it.
    Done {
        title: &'s str,
        id: Cow<'s, str>,
        when: When,
        by: Option<&'s str>,
    },
    /// An act of the right kind that does not count.
    NotCounted {
        id: Cow<'s, str>,
        when: When,
        by: Option<&'s str>,
        why: NotCounted,
    },
    /// Nothing discharged it up to as-of.
    NotDone {
        title: Cow<'s, str>,
        as_of: Instant,
    },
    /// It ended without being done.
    Lapsed {
        title: &'s str,
        id: Cow<'s, str>,
        when: When,
    },
    /// A word of a constraint that does not hold, or is not known.
    Word {
        word: &'static str,
        holds: Truth,
        detail: Vec<Detail<'s>>,
    },
    /// Why it cannot be known.
    Unknown {
        reason: &'static str,
        detail: String,
    },
}

/// What decides which version of a rule governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecidedBy {
    Trigger,
    /// The day on which the period begins.
    Period,
    AsOf,
}

/// Why an act does not count.
#[derive(Clone, Debug, PartialEq)]
pub enum NotCounted {
    TooEarly,
    /// Another party acted; who should have.
    WrongParty {
        expected: String,
    },
    /// It went to another party, or to none.
    WrongRecipient {
        expected: String,
        told: Option<String>,
    },
    /// The right role at another level.
    WrongLevel {
        expected: String,
        told: Option<String>,
    },
    OtherKey {
        key: String,
    },
}

/// What a word of a constraint found.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail<'s> {
    Missing(String),
    /// A place, what it should be, what it is.
    Value {
        place: String,
        wanted: String,
        found: Option<String>,
    },
    SamePerson {
        name: String,
    },
    NoEvent {
        title: String,
    },
    Event {
        title: &'s str,
        id: Cow<'s, str>,
        when: When,
    },
}
