//! A table with its columns looked up once, and what its rows tell by that. Threads share it.

use super::cell::Holds;
use super::pick::Pick;
use super::told::{Sink, Wrote};
use crate::mapping::moment::Zones;
use crate::mapping::part::{Part, Told};
use crate::table::{Row, TableFault};

/// A table with its columns looked up.
#[derive(Debug, Default)]
pub struct Plan {
    pub id: Vec<Pick>,
    /// Stands between the texts of several.
    pub joined: String,
    pub head: Vec<(&'static str, Pick)>,
    pub order: Option<Pick>,
    /// By rising place in [`crate::mapping::Mapping::attributes`].
    pub attributes: Vec<(u16, Pick)>,
    pub events: Vec<Happening>,
    pub leave_out: Vec<Holds>,
    pub zones: Zones,
    /// The columns as the header names them.
    pub names: Vec<String>,
}

/// An event with its columns looked up.
#[derive(Debug)]
pub struct Happening {
    pub is_row: bool,
    pub once: bool,
    /// `{"type":"caught"`, unless a column tells it.
    pub opening: String,
    pub what: Option<Pick>,
    pub at: Option<Pick>,
    pub by: Vec<Person>,
    pub to: Vec<Person>,
    pub attributes: Vec<(String, Pick)>,
    pub id: Option<Pick>,
    pub recorded_at: Option<Pick>,
    pub retracted: Option<Pick>,
    pub supersedes: Option<Pick>,
    pub when: Vec<Holds>,
}

/// A party with its columns looked up.
#[derive(Debug)]
pub enum Person {
    Word(Box<Pick>),
    Parts(Vec<(&'static str, Pick)>),
}

/// Memory that rows are written with.
#[derive(Debug, Default)]
pub struct Scratch {
    text: String,
    faults: Vec<TableFault>,
}

impl Plan {
    /// Writes what a row tells into `part`, which is cleared first. False: the mapping leaves this row out.
    ///
    /// # Errors
    /// Everything wrong in the row, each with its column; the row tells nothing then, but `part.id` is there if it could
    /// be read.
    pub fn part(&self, row: &Row, part: &mut Part, scratch: &mut Scratch) -> Result<bool, Vec<TableFault>> {
        part.clear(row.line);
        let mut sink = Sink {
            out: &mut part.text,
            marks: &mut part.marks,
            zones: &self.zones,
            scratch: &mut scratch.text,
            faults: &mut scratch.faults,
            names: &self.names,
        };
        if self.leave_out.iter().any(|test| test.holds(row, sink.scratch)) {
            return Ok(false);
        }
        part.id = sink.id(&self.id, &self.joined, row);
        part.head = sink.head(&self.head, row);
        part.order = sink.order(self.order.as_ref(), row);
        for (attribute, pick) in &self.attributes {
            let from = sink.here();
            if sink.value(pick, row) == Wrote::Value {
                part.attributes.push(Told { attribute: *attribute, value: from..sink.here(), column: pick.column.unwrap_or(u32::MAX) });
            }
        }
        for happening in &self.events {
            let told = sink.event(happening, row);
            if happening.once { part.once.extend(told) } else { part.events.extend(told) }
        }
        if scratch.faults.is_empty() { Ok(true) } else { Err(std::mem::take(&mut scratch.faults)) }
    }
}
