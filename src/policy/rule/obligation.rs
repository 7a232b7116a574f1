//! What an obligation asks: who must do which act towards whom, and which acts count.

use super::{Alternative, Limit, OutcomeOf, Scope};
use crate::record::PartyId;
use crate::record::look::{EventId, Look};
use crate::record::register::LevelId;
use crate::source::Span;
use crate::time::span::Counted;

/// After a trigger, somebody must do an act towards somebody by the due instant.
#[derive(Clone, Debug)]
pub struct Obligation {
    /// One for each part, and for each recipient that differs in more than itself.
    pub branches: Vec<Branch>,
}

/// One shape of an obligation's instances.
#[derive(Clone, Debug)]
pub struct Branch {
    pub scope: Scope,
    pub on: Vec<EventId>,
    /// Outcomes of other rules that trigger it.
    pub outcomes: Vec<OutcomeOf>,
    pub only: Option<Only>,
    pub bearer: Option<Bearer>,
    pub act: Vec<EventId>,
    /// An instance for each; empty: nobody in particular.
    pub to: Vec<Addressee>,
    /// The part's name, shown in the verdict's `to`.
    pub part: Option<String>,
    pub key: Vec<Key>,
    pub since: Vec<EventId>,
    pub limit: Limit,
    /// 可于: due is the later one where they apply.
    pub may: Vec<Alternative>,
    /// Due is the earlier one.
    pub caps: Vec<Alternative>,
    pub done: Done,
    pub before: Before,
    pub lapses: Vec<EventId>,
    /// Of the part, or of the recipient that differs; else of the rule.
    pub span: Span,
    /// Of each of `to`.
    pub to_spans: Vec<Span>,
}

impl Branch {
    /// Each addressee, or once nobody in particular.
    pub fn addressees(&self) -> impl Iterator<Item = Option<&Addressee>> {
        let nobody = self.to.is_empty().then_some(None);
        self.to.iter().map(Some).chain(nobody)
    }
}

/// Of several triggers with equal key, just this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    First,
    Last,
}

/// What makes an act done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// The n-th act.
    Acts(u32),
    /// The act that brings the n-th party that acted.
    DifferentBy(u32),
    DifferentTo(u32),
}

/// Which acts before the trigger count too.
#[derive(Clone, Debug, PartialEq)]
pub enum Before {
    None,
    Any,
    Within(Counted<u32>),
}

/// Who owes.
#[derive(Clone, Debug, PartialEq)]
pub enum Bearer {
    /// A declared party or role; a list is any of it.
    Any(Vec<PartyId>),
    TriggerBy,
    /// Any of the trigger's recipients.
    TriggerTo,
    /// Every one of them, an instance each.
    EachTriggerTo,
    /// The party of the record itself, or one told at a place.
    At(Look),
}

/// To whom: one instance each.
#[derive(Clone, Debug, PartialEq)]
pub enum Addressee {
    Office {
        id: PartyId,
        level: Level,
    },
    /// Parties or names told at a place, an instance each unless it is the trigger's `by`.
    At {
        look: Look,
        level: Level,
    },
}

/// The level a recipient must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Any,
    /// 同级: that of the trigger's `by`.
    Same,
    /// 上一级
    OneUp,
    Exactly(LevelId),
}

/// What must be equal on every event that the rule names.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    Attribute(Look),
    By,
}
