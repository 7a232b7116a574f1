//! One history to judge: its attributes, its events in judged order, the parties in them.

pub mod look;
pub mod party;
pub mod register;
pub mod scene;
pub mod several;
pub mod truth;
pub mod value;
pub mod vocabulary;

pub use party::Party;
pub use register::{PartyId, Register};
pub use several::Several;
pub use truth::Truth;
pub use value::Value;
pub use vocabulary::{NameId, Vocabulary};

use crate::time::{Instant, When};
use std::borrow::Cow;

/// Attributes that some rule reads, by the first name of their path.
pub type Attributes<'a> = &'a [(NameId, Value<'a>)];

/// A record as judged: what never happened is gone, events stand in judged order. It borrows all that it tells: what
/// stands in an export as it is from there, the rest from the arena that it was read into.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    pub id: &'a str,
    /// `case`, `unit`, `person`, … as the export has it.
    pub kind: &'a str,
    pub attributes: Attributes<'a>,
    /// By earliest instant, ties in file order; without retracted and superseded ones.
    pub events: &'a [Event<'a>],
}

/// Something that happened in a record.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// Its place among all events of the record in the file, from 0.
    pub position: u32,
    /// As given; else `#position` stands for it.
    pub id: Option<&'a str>,
    /// None for a type that the policy does not know.
    pub name: Option<NameId>,
    pub when: When,
    pub by: Option<&'a Party<'a>>,
    pub to: &'a [&'a Party<'a>],
    pub attributes: Attributes<'a>,
    /// When it was entered, where the export says so.
    pub recorded_at: Option<Instant>,
}

impl Event<'_> {
    /// What reading fills where it stands, for events are large: so far it has neither type nor time.
    #[inline(always)]
    pub fn to_fill(position: u32) -> Self {
        let when = When::exactly(Instant(0));
        Event { position, id: None, name: None, when, by: None, to: &[], attributes: &[], recorded_at: None }
    }

    /// The event's id as verdicts show it.
    pub fn shown_id(&self) -> Cow<'_, str> {
        match self.id {
            Some(id) => Cow::Borrowed(id),
            None => match POSITIONS.get(self.position as usize) {
                Some(shown) => Cow::Borrowed(shown),
                None => Cow::Owned(format!("#{}", self.position)),
            },
        }
    }
}

/// The first positions as ids: most records have fewer events.
const POSITIONS: [&str; 32] = [
    "#0", "#1", "#2", "#3", "#4", "#5", "#6", "#7", "#8", "#9", "#10", "#11", "#12", "#13", "#14", "#15", "#16", "#17", "#18", "#19",
    "#20", "#21", "#22", "#23", "#24", "#25", "#26", "#27", "#28", "#29", "#30", "#31",
];

/// The attribute whose path starts with `name`.
pub fn attribute<'a>(attributes: Attributes<'a>, name: NameId) -> Option<&'a Value<'a>> {
    attributes.iter().find(|(id, _)| *id == name).map(|(_, value)| value)
}
