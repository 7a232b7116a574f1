//! Reads what a policy declares: every table of `policy.toml` but the rules, and `parties.csv`.

use super::{Attribute, Cited, Declared, DeclaredTable, Event, Head, Kind, NamedCondition};
use super::{attribute, event, hours, office, parameter, reserved};
use crate::diag::Faults;
use crate::policy::condition::date;
use crate::policy::read::Files;
use crate::policy::reader::Reader;
use crate::policy::tree::Table;
use crate::policy::{common, decision, fault, grammar, schema};
use crate::record::look::EventId;
use crate::record::{Register, Vocabulary};
use crate::say;
use crate::source::{Sources, Span, Spanned};
use crate::time::Zone;
use crate::time::instant::{DAY, HOUR, MINUTE};
use crate::time::span::{Length, Unit};
use std::collections::HashMap;

fn table<'t>(root: &'t Table, name: &str, faults: &mut Faults) -> Option<(&'t Table, Span)> {
    let entry = root.entry(name)?;
    match entry.node.table() {
        Some(table) => Some((table, entry.key.span)),
        None => {
            faults.push(fault::table::wrong_type(&entry.node, say!("表"; "a table")));
            None
        }
    }
}

/// The declarations of a policy: `root` is its `policy.toml`, `more` are the files below `rules`. What is broken is left out.
pub fn declarations(sources: &Sources, files: &Files, root: &Table, more: &[Table], faults: &mut Faults) -> Declared {
    let (head, zone) = match table(root, "policy", faults) {
        Some((head, span)) => self::head(head, span, &files.folder, faults),
        None => {
            let start = Span::new(files.policy, 0..0);
            faults.push(fault::table::missing_key(start, &say!("政策文件"; "a policy file"), "[policy]"));
            self::head(&Table::default(), start, &files.folder, &mut Faults::default())
        }
    };
    let none = Table::default();
    let mut section = |name: &str| table(root, name, faults).map_or(&none, |(t, _)| t);
    let [parameters, parties, roles, levels, attributes, records, events, conditions] =
        ["parameters", "parties", "roles", "levels", "attributes", "records", "events", "conditions"].map(&mut section);
    let hours = table(root, "opening_hours", faults).map(|(t, span)| hours::read(t, span, faults));
    let (register, office_spans) = register(sources, files, [parties, roles, levels], faults);
    let attributes = attribute::read(attributes, faults);
    let mut events = event::read_events(events, faults);
    event::link(&mut events, faults);
    let kinds = event::read_kinds(records, faults);
    carried(&attributes, &events, &kinds, faults);
    let conditions: Vec<NamedCondition> = conditions.entries.iter().map(|e| NamedCondition { name: e.key.clone() }).collect();
    for condition in &conditions {
        if reserved::is_reserved(&condition.name.value) {
            faults.push(fault::name::reserved(&condition.name));
        }
    }
    let tables: Vec<DeclaredTable> =
        std::iter::once(root).chain(more).flat_map(decision::entries).map(|(entry, table)| decision::declared(entry, table)).collect();
    let mut vocabulary = Vocabulary::default();
    vocabulary.policy = head.id.value.clone();
    vocabulary.kinds = kinds.iter().map(|k| k.name.value.clone()).collect();
    if kinds.is_empty() {
        // what a record is that does not say (spec section 2)
        vocabulary.kinds.push("case".to_owned());
    }
    vocabulary.zone = zone;
    vocabulary.late_entry = head.late_entry;
    vocabulary.register = register;
    for attribute in &attributes {
        let first = vocabulary.intern(attribute.name.value.split('.').next().unwrap_or_default());
        if let Some(known) = vocabulary.known_mut(first) {
            known.attribute = true;
        }
    }
    for event in &mut events {
        if event.of.is_empty() {
            let id = vocabulary.intern(&event.name.value);
            event.type_name = Some(id);
            if let Some(known) = vocabulary.known_mut(id) {
                known.event = true;
            }
        }
    }
    let parameters = parameter::read(parameters, faults);
    let hours = hours.unwrap_or_default();
    let event_ids = (0..).map(EventId).zip(&events).map(|(id, event)| (event.name.value.clone(), id)).collect();
    Declared { head, hours, parameters, attributes, kinds, events, event_ids, conditions, tables, office_spans, vocabulary }
}

fn head(table: &Table, span: Span, folder: &str, faults: &mut Faults) -> (Head, Zone) {
    let mut reader = Reader::new(table, span, &schema::declared::POLICY);
    let unnamed = || Spanned::new(folder.to_owned(), span);
    let id = reader.required_text("id", faults).unwrap_or_else(unnamed);
    if id.value != folder {
        faults.push(fault::rule::id_is_not_folder(&id, folder));
    }
    let title = reader.required_text("title", faults).map(|t| t.value).unwrap_or_default();
    let in_force = common::in_force(&mut reader, faults);
    let calendar = reader.required_text("calendar", faults).unwrap_or_else(|| Spanned::new("cn".to_owned(), span));
    let zone = reader.text("time_zone", faults).map(|name| match Zone::named(&name.value) {
        Some(zone) => zone,
        None => {
            faults.push(fault::rule::unknown_zone(&name));
            Zone::default()
        }
    });
    let source = reader.table("source", faults).map(|(table, span)| {
        let mut inner = Reader::new(table, span, &schema::declared::SOURCE);
        let title = inner.required_text("title", faults).map(|t| t.value).unwrap_or_default();
        let published = inner.text("published", faults);
        if let Some(day) = published.as_ref().filter(|day| date(&day.value).is_none()) {
            faults.push(fault::rule::bad_date(day.span, &day.value));
        }
        let text = inner.text("text", faults);
        inner.finish(faults);
        Cited { title, published: published.map(|p| p.value), text }
    });
    let absent = reader.boolean("absent", faults);
    let late_entry = reader.text("late_entry", faults).and_then(|word| late_entry(&word, faults));
    reader.finish(faults);
    (Head { id, title, in_force, calendar, source, absent_is_false: absent == Some(false), late_entry }, zone.unwrap_or_default())
}

/// A count of what passes around the clock, in microseconds.
fn late_entry(word: &Spanned<String>, faults: &mut Faults) -> Option<i64> {
    let counted = match grammar::counted(&word.value, word.span) {
        Ok(counted) => counted,
        Err(list) => {
            list.into_iter().for_each(|fault| faults.push(fault));
            return None;
        }
    };
    let unit = match counted.length {
        Length::Of(n, Unit::Minutes) => Some((n, MINUTE)),
        Length::Of(n, Unit::Hours) => Some((n, HOUR)),
        Length::Of(n, Unit::FullDays) => Some((n, DAY)),
        _ => None,
    };
    let found = unit.filter(|_| counted.anchor.is_none() && !counted.same_day).map(|(n, unit)| i64::from(n) * unit);
    if found.is_none() {
        faults.push(fault::rule::bad_late_entry(word));
    }
    found
}

fn register(sources: &Sources, files: &Files, [parties, roles, levels]: [&Table; 3], faults: &mut Faults) -> (Register, Vec<Option<Span>>) {
    let mut offices = office::read(parties, false, faults);
    offices.extend(office::read(roles, true, faults));
    if let Some(file) = files.parties {
        offices.extend(office::read_csv(file, &sources.get(file).text, faults));
    }
    let mut places: HashMap<&str, Span> = HashMap::with_capacity(offices.len());
    for (office, span) in &offices {
        if let Some(first) = places.get(office.id.as_str()) {
            faults.push(fault::name::declared_twice(&Spanned::new(office.id.clone(), *span), Some(*first)));
            continue;
        }
        places.insert(&office.id, *span);
    }
    let spans = offices.iter().map(|(_, span)| Some(*span)).collect();
    let offices = offices.into_iter().map(|(office, _)| office).collect();
    (Register::new(offices, office::read_levels(levels, faults)), spans)
}

/// Every `has` names a declared attribute.
fn carried(attributes: &[Attribute], events: &[Event], kinds: &[Kind], faults: &mut Faults) {
    let known = || attributes.iter().map(|a| (a.name.value.as_str(), a.title.as_str()));
    for has in events.iter().flat_map(|e| &e.has).chain(kinds.iter().flat_map(|k| &k.has)) {
        if !known().any(|(name, _)| name == has.value) {
            faults.push(fault::name::unknown_attribute(has.span, &has.value, known()));
        }
    }
}
