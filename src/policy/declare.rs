//! What a policy declares before its rules: one place to look up a word.

pub mod attribute;
pub mod event;
pub mod hours;
pub mod office;
pub mod parameter;
pub mod read;
pub mod reserved;

use crate::record::look::{AttributeId, ConditionId, EventId, TableId};
use crate::record::{Register, Vocabulary};
use crate::source::{Span, Spanned};
use crate::time::Day;
use std::collections::HashMap;

pub use attribute::{Attribute, TYPES, Type};
pub use event::{Event, Kind};
pub use hours::Hours;
pub use parameter::Parameter;

/// The table `[policy]`.
#[derive(Clone, Debug)]
pub struct Head {
    pub id: Spanned<String>,
    pub title: String,
    pub in_force: InForce,
    /// The calendar's id and where it is named.
    pub calendar: Spanned<String>,
    pub source: Option<Cited>,
    /// `absent = false`: in conditions, a comparison with an absent place is false.
    pub absent_is_false: bool,
    /// `late_entry = "3整天"`: an event entered (`recorded_at`) longer than that after it happened is a data warning.
    /// In minutes, hours or full days, as time passes around the clock; not written: no warning. In microseconds.
    pub late_entry: Option<i64>,
}

/// The text that a policy quotes.
#[derive(Clone, Debug, Default)]
pub struct Cited {
    pub title: String,
    pub published: Option<String>,
    /// The file of the text, for comparing quotations.
    pub text: Option<Spanned<String>>,
}

/// From and until when, both days inclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InForce {
    pub from: Option<Day>,
    pub until: Option<Day>,
}

impl InForce {
    pub fn covers(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// A named condition as written; its pattern is read when everything it may name is declared.
#[derive(Clone, Debug)]
pub struct NamedCondition {
    pub name: Spanned<String>,
}

/// A decision table as declared: the place that chooses the row is read with the rules.
#[derive(Clone, Debug)]
pub struct DeclaredTable {
    pub name: Spanned<String>,
    pub title: String,
    pub cells: Vec<String>,
}

/// Every declared word of a policy, and what it stands for.
#[derive(Clone, Debug)]
pub struct Declared {
    pub head: Head,
    pub hours: Hours,
    pub parameters: Vec<Parameter>,
    pub attributes: Vec<Attribute>,
    pub kinds: Vec<Kind>,
    pub events: Vec<Event>,
    /// By name.
    pub event_ids: HashMap<String, EventId>,
    pub conditions: Vec<NamedCondition>,
    pub tables: Vec<DeclaredTable>,
    /// Where each office of the register was declared; none for `parties.csv`.
    pub office_spans: Vec<Option<Span>>,
    /// Names, zone and register, for ingest.
    pub vocabulary: Vocabulary,
}

impl Declared {
    pub fn register(&self) -> &Register {
        &self.vocabulary.register
    }

    pub fn event(&self, id: EventId) -> &Event {
        &self.events[usize::from(id.0)]
    }

    pub fn find_event(&self, name: &str) -> Option<EventId> {
        self.event_ids.get(name).copied()
    }

    pub fn attribute(&self, id: AttributeId) -> &Attribute {
        &self.attributes[usize::from(id.0)]
    }

    /// The attribute of this path, or the longest declared one that it lies in.
    pub fn find_attribute(&self, path: &[String]) -> Option<(AttributeId, usize)> {
        (1..=path.len()).rev().find_map(|len| {
            let name = path[..len].join(".");
            position(self.attributes.iter().map(|a| a.name.value.as_str()), &name).map(|n| (AttributeId(n), len))
        })
    }

    pub fn find_condition(&self, name: &str) -> Option<ConditionId> {
        position(self.conditions.iter().map(|c| c.name.value.as_str()), name).map(ConditionId)
    }

    pub fn find_table(&self, name: &str) -> Option<TableId> {
        position(self.tables.iter().map(|t| t.name.value.as_str()), name).map(TableId)
    }

    /// Every event with its title, for messages.
    pub fn event_names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.events.iter().map(|e| (e.name.value.as_str(), e.title.as_str()))
    }

    pub fn attribute_names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|a| (a.name.value.as_str(), a.title.as_str()))
    }

    pub fn find_parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|p| p.name.value == name)
    }

    pub fn find_kind(&self, name: &str) -> Option<&Kind> {
        self.kinds.iter().find(|k| k.name.value == name)
    }
}

fn position<'a>(mut names: impl Iterator<Item = &'a str>, name: &str) -> Option<u16> {
    names.position(|n| n == name).and_then(|n| u16::try_from(n).ok())
}
