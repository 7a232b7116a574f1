//! One history to judge: its attributes, its events in judged order, the parties in them.

pub mod look;
pub mod party;
pub mod register;
pub mod scene;
pub mod truth;
pub mod value;
pub mod vocabulary;

pub use party::{Parties, Party};
pub use register::{PartyId, Register};
pub use truth::Truth;
pub use value::Value;
pub use vocabulary::{NameId, Vocabulary};

use crate::time::{Instant, When};
use std::borrow::Cow;

/// Attributes that some rule reads, by the first name of their path.
pub type Attributes<'a> = Vec<(NameId, Value<'a>)>;

/// A record as judged: what never happened is gone, events stand in judged order.
#[derive(Clone, Debug)]
pub struct Record<'a> {
    pub id: Cow<'a, str>,
    /// `case`, `unit`, `person`, … as the export has it.
    pub kind: Cow<'a, str>,
    pub attributes: Attributes<'a>,
    /// By earliest instant, ties in file order; without retracted and superseded ones.
    pub events: Vec<Event<'a>>,
}

/// Something that happened in a record.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// Its place among all events of the record in the file, from 0.
    pub position: u32,
    /// As given; else `#position` stands for it.
    pub id: Option<Cow<'a, str>>,
    /// None for a type that the policy does not know.
    pub name: Option<NameId>,
    pub when: When,
    /// One at most.
    pub by: Parties<'a>,
    pub to: Parties<'a>,
    pub attributes: Attributes<'a>,
    /// When it was entered, where the export says so.
    pub recorded_at: Option<Instant>,
}

impl Event<'_> {
    /// What reading fills where it stands, for events are large: so far it has neither type nor time.
    #[inline(always)]
    pub fn to_fill(position: u32) -> Self {
        let (by, to) = (Parties::Nobody, Parties::Nobody);
        Event { position, id: None, name: None, when: When::exactly(Instant(0)), by, to, attributes: Vec::new(), recorded_at: None }
    }

    /// The event's id as verdicts show it.
    pub fn shown_id(&self) -> Cow<'_, str> {
        match &self.id {
            Some(id) => Cow::Borrowed(id.as_ref()),
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
pub fn attribute<'r, 'a>(attributes: &'r Attributes<'a>, name: NameId) -> Option<&'r Value<'a>> {
    attributes.iter().find(|(id, _)| *id == name).map(|(_, value)| value)
}
