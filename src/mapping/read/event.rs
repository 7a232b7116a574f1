//! What a row tells of an event: its type, when, by and to whom.

use super::field::{self, Fields, field};
use super::{attributes, tests};
use crate::diag::Faults;
use crate::mapping::written::{Event, Field, Party, What};
use crate::policy::fault as said;
use crate::policy::reader::{Reader, text};
use crate::policy::schema;
use crate::policy::tree::{Entry, Node, Table, Value as Written};
use crate::say;

/// The parts of a party.
const PARTS: [&str; 4] = ["id", "name", "role", "level"];

/// `caught = "查获时间"`, `caught = { at = "查获时间", by = … }`: an event that every row may tell.
pub fn named(entry: &Entry, fields: &Fields, faults: &mut Faults) -> Option<Event> {
    let name = entry.key.clone();
    match &entry.node.value {
        Written::Text(_) => {
            let at = field(&entry.node, fields, faults);
            Some(Event { at, ..blank(What::Type(name)) })
        }
        Written::Table(table) => {
            let mut reader = Reader::new(table, name.span, &schema::mapping::EVENT);
            let what = match reader.node("type") {
                Some(node @ Node { value: Written::Table(_), .. }) => field(node, fields, faults).map(|field| What::Field(Box::new(field))),
                Some(node) => text(node, faults).map(What::Type),
                None => Some(What::Type(name)),
            };
            event(reader, what?, fields, faults)
        }
        _ => {
            faults.push(said::table::wrong_type(
                &entry.node,
                say!("时间所在的列,或者 {{ at, by, to }} 表"; "the column of its time, or a table {{ at, by, to }}"),
            ));
            None
        }
    }
}

/// `event = { type = "环节", at = "时间" }`: the event that a row of a long table is.
pub fn of_row(entry: &Entry, fields: &Fields, faults: &mut Faults) -> Option<Event> {
    let Written::Table(table) = &entry.node.value else {
        faults.push(said::table::wrong_type(&entry.node, say!("{{ type, at, by, to }} 表"; "a table {{ type, at, by, to }}")));
        return None;
    };
    let mut reader = Reader::new(table, entry.key.span, &schema::mapping::ROW_EVENT);
    let what = reader.required("type").and_then(|node| field(node, fields, faults)).map(|field| What::Field(Box::new(field)));
    let event = event(reader, what.clone().unwrap_or_else(|| What::Type(entry.key.clone())), fields, faults);
    what.and(event).map(|event| Event { is_row: true, ..event })
}

fn event(mut reader: Reader<'_>, what: What, fields: &Fields, faults: &mut Faults) -> Option<Event> {
    let at = reader.required("at").and_then(|node| field(node, fields, faults));
    let by = reader.node("by").map(|node| parties(node, fields, faults)).unwrap_or_default();
    let to = reader.node("to").map(|node| parties(node, fields, faults)).unwrap_or_default();
    let attributes = attributes(reader.table("attributes", faults).map(|(t, _)| t), fields, faults);
    super::insides(&attributes.iter().collect::<Vec<_>>(), faults);
    let mut one =
        |key: &'static str, faults: &mut Faults| -> Option<Field> { reader.node(key).and_then(|node| field(node, fields, faults)) };
    let (id, recorded_at) = (one("id", faults), one("recorded_at", faults));
    let (retracted, supersedes) = (one("retracted", faults), one("supersedes", faults));
    let once = reader.boolean("once", faults).unwrap_or(false);
    let when = reader.node("when").map(|node| tests(node, fields, faults)).unwrap_or_default();
    reader.finish(faults);
    Some(Event { at, by, to, attributes, id, recorded_at, retracted, supersedes, once, when, ..blank(what) })
}

/// A column, a table `{ column }`, `{ value }` or `{ id, name, role, level }`, or a list of these.
fn parties(node: &Node, fields: &Fields, faults: &mut Faults) -> Vec<Party> {
    node.items().iter().filter_map(|item| party(item, fields, faults)).collect()
}

fn party(node: &Node, fields: &Fields, faults: &mut Faults) -> Option<Party> {
    match node.table() {
        Some(table) if is_parts(table) => {
            let mut reader = Reader::new(table, node.span, &schema::mapping::PARTY);
            let part = |key: &'static str| reader.node(key).and_then(|node| Some((key, field(node, fields, faults)?)));
            let parts: Vec<_> = PARTS.into_iter().filter_map(part).collect();
            reader.finish(faults);
            (!parts.is_empty()).then_some(Party::Parts(parts))
        }
        _ => field(node, fields, faults).map(|field| Party::Word(Box::new(field))),
    }
}

fn is_parts(table: &Table) -> bool {
    let has = |keys: &[&str]| table.entries.iter().any(|entry| keys.contains(&entry.key.value.as_str()));
    has(&PARTS) && !has(&field::KEYS)
}

fn blank(what: What) -> Event {
    Event {
        what,
        is_row: false,
        once: false,
        at: None,
        by: Vec::new(),
        to: Vec::new(),
        attributes: Vec::new(),
        id: None,
        recorded_at: None,
        retracted: None,
        supersedes: None,
        when: Vec::new(),
    }
}
