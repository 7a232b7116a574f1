//! An attribute of a trace or an event: its name, and its value as a cell.

use crate::table::{Cell, iso};
use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;
use quick_xml::events::attributes::Attribute as Written;
use std::borrow::Cow;

pub struct Attribute<'e> {
    pub key: Cow<'e, str>,
    kind: Kind,
    value: Cow<'e, str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Date,
    Whole,
    Number,
    Boolean,
}

/// Why an element gives no cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Odd {
    /// A list, or an element that the standard does not know.
    Nested,
    NoValue,
    Wrong(Wrong),
}

/// What XML forbids in an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    Entity(String),
    Control(char),
    Tag,
}

impl<'e> Attribute<'e> {
    /// # Errors
    /// An element that gives no cell.
    pub fn read(start: &'e BytesStart) -> Result<Attribute<'e>, Odd> {
        let kind = match start.local_name().as_ref() {
            "string" | "id" => Kind::Text,
            "date" => Kind::Date,
            "int" => Kind::Whole,
            "float" => Kind::Number,
            "boolean" => Kind::Boolean,
            _ => return Err(Odd::Nested),
        };
        let (mut key, mut value) = (None, None);
        // checks of the library compare every pair of names: too slow for a tag of a million
        for written in start.attributes().with_checks(false) {
            let written = written.map_err(|_| Odd::Wrong(Wrong::Tag))?;
            let place = match written.key.as_ref() {
                "key" => &mut key,
                "value" => &mut value,
                _ => continue,
            };
            if place.replace(plain(&written)?).is_some() {
                return Err(Odd::Wrong(Wrong::Tag));
            }
        }
        match (key, value) {
            (Some(key), Some(value)) => Ok(Attribute { key, kind, value }),
            (None, _) => Err(Odd::Wrong(Wrong::Tag)),
            (_, None) => Err(Odd::NoValue),
        }
    }

    /// A value that is not what its element says stays text: whether that matters is the mapping's to say.
    pub fn cell(&self) -> Cell<'_> {
        let text = self.value.trim();
        let typed = match self.kind {
            Kind::Text => None,
            Kind::Date => iso::instant(text).map(Cell::Instant),
            Kind::Whole => text.parse().ok().map(Cell::Whole),
            Kind::Number => text.parse().ok().filter(|n: &f64| n.is_finite()).map(Cell::Number),
            Kind::Boolean => match text {
                "true" | "1" => Some(Cell::Boolean(true)),
                "false" | "0" => Some(Cell::Boolean(false)),
                _ => None,
            },
        };
        typed.unwrap_or(Cell::Text(&self.value))
    }

    /// As it stands in the log.
    pub fn text(&self) -> &str {
        &self.value
    }
}

fn plain<'e>(written: &Written<'e>) -> Result<Cow<'e, str>, Odd> {
    let text = written.normalized_value(XmlVersion::Implicit1_0).map_err(|error| Odd::Wrong(entity(&error)))?;
    match text.chars().find(|c| forbidden(*c)) {
        Some(c) => Err(Odd::Wrong(Wrong::Control(c))),
        None => Ok(text),
    }
}

fn entity(error: &quick_xml::Error) -> Wrong {
    match error {
        quick_xml::Error::Escape(quick_xml::escape::EscapeError::UnrecognizedEntity(_, name)) => Wrong::Entity(name.clone()),
        _ => Wrong::Tag,
    }
}

/// Characters that XML 1.0 has no place for, raw or by number.
fn forbidden(c: char) -> bool {
    matches!(c, '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F' | '\u{FFFE}' | '\u{FFFF}')
}
