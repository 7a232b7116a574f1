//! `[events]` and `[records]`: what happens, in which kinds of records, with which attributes.

use super::reserved::is_reserved;
use crate::diag::Faults;
use crate::policy::fault;
use crate::policy::reader::Reader;
use crate::policy::schema;
use crate::policy::tree::{Entry, Node, Table, Value as Written};
use crate::record::NameId;
use crate::record::look::EventId;
use crate::say;
use crate::source::Spanned;

/// A declared event.
#[derive(Clone, Debug)]
pub struct Event {
    pub name: Spanned<String>,
    pub title: String,
    /// The attributes it carries; what one that stands for others carries is what all of them carry.
    pub has: Vec<Spanned<String>>,
    /// The events it stands for (`of`); empty for one that happens itself.
    pub of: Vec<Spanned<String>>,
    /// `when` of an event that stands for others, read with the rules.
    pub when: Option<Node>,
    /// Interned type, for events that happen themselves.
    pub type_name: Option<NameId>,
}

/// A declared kind of records.
#[derive(Clone, Debug)]
pub struct Kind {
    pub name: Spanned<String>,
    pub title: String,
    pub has: Vec<Spanned<String>>,
}

pub fn read_events(table: &Table, faults: &mut Faults) -> Vec<Event> {
    table.entries.iter().filter_map(|entry| event(entry, faults)).collect()
}

fn event(entry: &Entry, faults: &mut Faults) -> Option<Event> {
    let name = entry.key.clone();
    if is_reserved(&name.value) {
        faults.push(fault::name::reserved(&name));
    }
    let blank = Event { name, title: String::new(), has: Vec::new(), of: Vec::new(), when: None, type_name: None };
    match &entry.node.value {
        Written::Text(title) => Some(Event { title: title.clone(), ..blank }),
        Written::Table(table) => {
            let mut reader = Reader::new(table, entry.key.span, &schema::fact::EVENT);
            let title = reader.required_text("title", faults).map(|t| t.value).unwrap_or_default();
            let (has, of) = (reader.texts("has", faults), reader.texts("of", faults));
            let when = reader.node("when").cloned();
            reader.finish(faults);
            Some(Event { title, has, of, when, ..blank })
        }
        _ => {
            faults
                .push(fault::table::wrong_type(&entry.node, say!("名称,或者 {{ title, has }} 表"; "a title, or a table {{ title, has }}")));
            None
        }
    }
}

pub fn read_kinds(table: &Table, faults: &mut Faults) -> Vec<Kind> {
    table.entries.iter().filter_map(|entry| kind(entry, faults)).collect()
}

fn kind(entry: &Entry, faults: &mut Faults) -> Option<Kind> {
    let name = entry.key.clone();
    match &entry.node.value {
        Written::Text(title) => Some(Kind { name, title: title.clone(), has: Vec::new() }),
        Written::Table(table) => {
            let mut reader = Reader::new(table, entry.key.span, &schema::fact::RECORD);
            let title = reader.required_text("title", faults).map(|t| t.value).unwrap_or_default();
            let has = reader.texts("has", faults);
            reader.finish(faults);
            Some(Kind { name, title, has })
        }
        _ => {
            faults
                .push(fault::table::wrong_type(&entry.node, say!("名称,或者 {{ title, has }} 表"; "a title, or a table {{ title, has }}")));
            None
        }
    }
}

/// Fills in what events that stand for others carry, and reports circles and unknown names.
pub fn link(events: &mut [Event], faults: &mut Faults) {
    let names: Vec<String> = events.iter().map(|e| e.name.value.clone()).collect();
    for n in 0..events.len() {
        for of in &events[n].of {
            if !names.contains(&of.value) {
                faults.push(fault::name::unknown_event(of, events.iter().map(|e| (e.name.value.as_str(), e.title.as_str()))));
            }
        }
        if stands_for_itself(events, n) {
            faults.push(fault::name::circle(&events[n].name));
            events[n].of.clear();
        }
    }
    for n in 0..events.len() {
        let bases = bases(events, n);
        if !events[n].of.is_empty() && events[n].has.is_empty() {
            let carried = bases.first().map(|b| events[*b].has.clone()).unwrap_or_default();
            let by_all = |name: &Spanned<String>| bases.iter().all(|b| events[*b].has.iter().any(|h| h.value == name.value));
            events[n].has = carried.into_iter().filter(by_all).collect();
        }
    }
}

fn stands_for_itself(events: &[Event], start: usize) -> bool {
    let mut open = vec![start];
    let mut seen = vec![];
    while let Some(n) = open.pop() {
        for of in &events[n].of {
            let Some(next) = events.iter().position(|e| e.name.value == of.value) else { continue };
            if next == start {
                return true;
            }
            if !seen.contains(&next) {
                seen.push(next);
                open.push(next);
            }
        }
    }
    false
}

/// The events that happen themselves and that event `n` stands for; itself if it stands for none.
pub fn bases(events: &[Event], n: usize) -> Vec<usize> {
    if events[n].of.is_empty() {
        return vec![n];
    }
    let mut found = Vec::new();
    for of in &events[n].of {
        if let Some(next) = events.iter().position(|e| e.name.value == of.value) {
            found.extend(bases(events, next));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The ids of [`bases`].
pub fn base_ids(events: &[Event], id: EventId) -> Vec<EventId> {
    bases(events, usize::from(id.0)).into_iter().filter_map(|n| u16::try_from(n).ok().map(EventId)).collect()
}
