//! What must hold in a record or at an event.

use super::{Condition, Key, Limit, Only, Scope, Wanted};
use crate::record::look::{EventId, Look};
use crate::script::Script;
use crate::source::Span;
use crate::time::period::Every;

/// What must hold in a record, or at an event.
#[derive(Clone, Debug)]
pub struct Constraint {
    pub scope: Scope,
    pub only: Option<Only>,
    pub key: Vec<Key>,
    /// Every period that has ended is judged instead of events.
    pub every: Option<Every>,
    /// Every event judged; none: the record itself.
    pub on: Vec<EventId>,
    /// The words for each event.
    pub cases: Vec<Case>,
}

/// The words that hold at some events.
#[derive(Clone, Debug)]
pub struct Case {
    pub on: Vec<EventId>,
    pub words: Words,
}

/// What a constraint demands; all of it must hold.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub filled: Vec<Look>,
    pub documents: Option<(Look, Vec<Wanted>)>,
    pub signatures: Option<(Look, Vec<Wanted>)>,
    /// One name may sign twice.
    pub same_person: bool,
    pub expect: Option<Condition>,
    pub reject: Option<Condition>,
    pub after: Vec<EventId>,
    pub steps: Vec<EventId>,
    pub since: Vec<EventId>,
    pub within: Option<Limit>,
    pub wait: Option<Limit>,
    pub grace: Option<Limit>,
    pub forbidden: Option<Forbidden>,
    /// With `every` of the constraint: such an event lies in the period.
    pub needs: Vec<EventId>,
    pub check: Option<Script>,
    /// Looked at in this order.
    pub order: Vec<Word>,
    /// A reason in place of a word's own.
    pub reasons: Vec<(Word, String)>,
    /// The reason of `after` and `steps` where no such event is seen at all.
    pub never: Option<String>,
    /// Where each word stands, in the order of `order`.
    pub spans: Vec<Span>,
}

/// A state that must not stand: the last of `since` and `until` before the event is not `since`.
#[derive(Clone, Debug, PartialEq)]
pub struct Forbidden {
    pub since: Vec<EventId>,
    pub until: Vec<EventId>,
}

/// The words of a constraint in the order of the dialect's section 4.8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word {
    Filled,
    Documents,
    Signatures,
    Expect,
    Reject,
    After,
    Steps,
    Within,
    Wait,
    Forbidden,
    Needs,
    Check,
}

impl Word {
    pub const ALL: [(&'static str, Word, &'static str); 12] = [
        ("filled", Word::Filled, "missing-field"),
        ("documents", Word::Documents, "missing-document"),
        ("signatures", Word::Signatures, "missing-signature"),
        ("expect", Word::Expect, "invalid-value"),
        ("reject", Word::Reject, "forbidden-value"),
        ("after", Word::After, "wrong-order"),
        ("steps", Word::Steps, "wrong-order"),
        ("within", Word::Within, "out-of-time"),
        ("wait", Word::Wait, "too-early"),
        ("forbidden", Word::Forbidden, "forbidden-value"),
        ("needs", Word::Needs, "missing-event"),
        ("check", Word::Check, "check-failed"),
    ];

    /// The key it is written as.
    pub fn key(self) -> &'static str {
        Word::ALL.iter().find(|(_, word, _)| *word == self).map_or("", |(key, _, _)| key)
    }

    /// The reason of a violation, unless the rule gives another.
    pub fn reason(self) -> &'static str {
        Word::ALL.iter().find(|(_, word, _)| *word == self).map_or("", |(_, _, reason)| reason)
    }
}
