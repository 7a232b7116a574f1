//! What the parts of an expression come to: values, parties, times, and what is not there.

use crate::record::register::LevelId;
use crate::record::scene::{Cause, Found, Item};
use crate::record::{Party, PartyId, Value};
use crate::time::{Day, When};
use std::borrow::Cow;
use std::sync::Arc;

/// The party and level that a written text means, looked up when the policy was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meant {
    pub office: Option<PartyId>,
    pub level: Option<LevelId>,
}

/// What of a party a place tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    Party,
    Role,
    Level,
}

/// A value while an expression is judged.
#[derive(Clone, Debug)]
pub enum Thing<'s> {
    /// Not known; the causes are noted already.
    Unknown,
    /// Nothing is at this place.
    Absent(Cow<'s, str>),
    /// No row of a decision table fits.
    NoRow,
    /// `()`, as written.
    Unit,
    Boolean(bool),
    Whole(i64),
    Number(f64),
    Text(Cow<'s, str>, Meant),
    Party(&'s Party<'s>, Aspect),
    /// A party that came back from Rhai.
    Office(Arc<Party<'static>>, Aspect),
    At(When),
    Day(Day),
    /// Microseconds since midnight.
    Clock(i64),
    List(Vec<Thing<'s>>),
    Table(&'s Value<'s>),
    /// Places by their names, dotted where they lie deeper: an event or record as a whole.
    Fields(Vec<(&'s str, Thing<'s>)>),
    /// Anything else, by the name of its type.
    Other(String),
}

impl<'s> Thing<'s> {
    /// A text without a meaning looked up.
    pub fn text(text: impl Into<Cow<'s, str>>) -> Thing<'s> {
        Thing::Text(text.into(), Meant::default())
    }

    /// What was found at a place; `list`: it is declared to hold a list.
    pub fn found(found: Found<'s>, shown: &'s str, list: bool, causes: &mut Vec<Cause>) -> Thing<'s> {
        match found {
            Found::Nothing => Thing::Absent(Cow::Borrowed(shown)),
            Found::Imprecise => {
                causes.push(Cause::Imprecise);
                Thing::Unknown
            }
            Found::NoRow => Thing::NoRow,
            Found::One(item) => match Thing::item(item, shown) {
                one @ (Thing::List(_) | Thing::Absent(_)) => one,
                one if list => Thing::List(vec![one]),
                one => one,
            },
            Found::Many(items) | Found::Some(items) => Thing::List(items.into_iter().map(|item| Thing::item(item, shown)).collect()),
        }
    }

    fn item(item: Item<'s>, shown: &'s str) -> Thing<'s> {
        match item {
            Item::Value(value) => Thing::value(value, shown),
            Item::Text("") => Thing::Absent(Cow::Borrowed(shown)),
            Item::Text(text) => Thing::text(text),
            Item::Party(party) => Thing::Party(party, Aspect::Party),
            Item::Role(party) => Thing::Party(party, Aspect::Role),
            Item::Level(party) => Thing::Party(party, Aspect::Level),
            Item::At(when) => Thing::At(when),
            Item::Day(day) => Thing::Day(day),
            Item::Clock(micros) => Thing::Clock(micros),
            Item::Whole(n) => Thing::Whole(n),
        }
    }

    /// A value of the data; null and "" are absent.
    pub fn value(value: &'s Value<'s>, shown: &'s str) -> Thing<'s> {
        match value {
            Value::Null => Thing::Absent(Cow::Borrowed(shown)),
            Value::Text(text) if text.is_empty() => Thing::Absent(Cow::Borrowed(shown)),
            Value::Boolean(flag) => Thing::Boolean(*flag),
            Value::Whole(n) => Thing::Whole(*n),
            Value::Number(n) => Thing::Number(*n),
            Value::Text(text) => Thing::text(text.as_ref()),
            Value::List(items) => Thing::List(items.iter().map(|item| Thing::value(item, shown)).collect()),
            Value::Table(_) => Thing::Table(value),
        }
    }

    /// Nothing is there.
    pub fn is_absent(&self) -> bool {
        matches!(self, Thing::Absent(_) | Thing::NoRow | Thing::Unit)
    }

    /// Nothing is there, or an empty list or table: what `known` does not take for an answer.
    pub fn is_blank(&self) -> bool {
        match self {
            Thing::List(items) => items.iter().all(Thing::is_absent),
            Thing::Table(value) => value.is_blank(),
            other => other.is_absent(),
        }
    }

    /// As a list: itself the only item where it is none.
    pub fn items(&self) -> &[Thing<'s>] {
        match self {
            Thing::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    pub fn number(&self) -> Option<f64> {
        match self {
            Thing::Whole(n) => Some(*n as f64),
            Thing::Number(n) => Some(*n),
            _ => None,
        }
    }

    /// The party it tells something of.
    pub fn party(&self) -> Option<(&Party<'_>, Aspect)> {
        match self {
            Thing::Party(party, aspect) => Some((party, *aspect)),
            Thing::Office(party, aspect) => Some((party, *aspect)),
            _ => None,
        }
    }

    /// The kind of thing, for messages about one that does not fit.
    pub fn kind(&self) -> &str {
        match self {
            Thing::Unknown => "unknown",
            Thing::Absent(_) | Thing::NoRow | Thing::Unit => "()",
            Thing::Boolean(_) => "boolean",
            Thing::Whole(_) | Thing::Number(_) => "number",
            Thing::Text(..) => "text",
            Thing::Party(..) | Thing::Office(..) => "party",
            Thing::At(_) => "instant",
            Thing::Day(_) => "date",
            Thing::Clock(_) => "clock",
            Thing::List(_) => "list",
            Thing::Table(_) | Thing::Fields(_) => "table",
            Thing::Other(name) => name,
        }
    }
}

/// What a party tells, as text.
pub fn told<'p>(party: &'p Party<'_>, aspect: Aspect) -> Option<&'p str> {
    match aspect {
        Aspect::Party => party.shown(),
        Aspect::Role => party.role.as_deref(),
        Aspect::Level => party.level.as_deref(),
    }
}

/// The same party, borrowing nothing.
pub fn own(party: &Party<'_>) -> Party<'static> {
    let text = |text: &Option<Cow<'_, str>>| text.as_ref().map(|text| Cow::Owned(text.to_string()));
    Party {
        id: text(&party.id),
        name: text(&party.name),
        role: text(&party.role),
        level: text(&party.level),
        found: party.found,
        role_found: party.role_found,
        level_found: party.level_found,
    }
}
