//! Reads a whole policy from its texts: declarations first, then the rules that use them.

use super::condition::{Conditions, date};
use super::declare::{self, Cited, Declared, DeclaredTable, Head, NamedCondition, attribute, event, hours, office, parameter, reserved};
use super::fault;
use super::place::{Names, Reads};
use super::reader::Reader;
use super::rule::{Condition, Duty, Range, Row, Rule, Table as DecisionTable};
use super::rules::{Choice, Reading, Rules, readings};
use super::schema;
use super::tree::{self, Entry, Table};
use crate::diag::Faults;
use crate::record::look::EventId;
use crate::record::{Register, Vocabulary};
use crate::say;
use crate::script::Functions;
use crate::source::{FileId, Sources, Span, Spanned};
use crate::time::Zone;
use crate::time::instant::{DAY, HOUR, MINUTE};
use crate::time::span::{Length, Unit};
use std::collections::HashMap;

/// The files of one policy, already in [`Sources`].
#[derive(Clone, Debug)]
pub struct Files {
    /// The folder's name.
    pub folder: String,
    pub policy: FileId,
    /// `rules/*.toml`, by name.
    pub rules: Vec<FileId>,
    pub parties: Option<FileId>,
    pub script: Option<FileId>,
}

/// A policy as read: everything that judging needs, but the calendar.
#[derive(Clone, Debug)]
pub struct Policy {
    pub declared: Declared,
    pub conditions: Vec<Condition>,
    /// `when` of events that stand for others, by event.
    pub event_conditions: Vec<Option<Condition>>,
    pub tables: Vec<DecisionTable>,
    pub functions: Functions,
    pub rules: Vec<Rule>,
    pub readings: Vec<Reading>,
}

/// Reads a policy under the readings chosen. Every fault of every file is reported; none is returned
/// only where `policy.toml` says nothing.
pub fn policy(sources: &Sources, files: &Files, choices: &[Choice], faults: &mut Faults) -> Option<Policy> {
    let parse = |file: FileId, faults: &mut Faults| tree::parse(file, &sources.get(file).text, faults);
    let root = parse(files.policy, faults);
    let more: Vec<Table> = files.rules.iter().map(|file| parse(*file, faults)).collect();
    let known = schema::declared::FILE.names();
    unknown_tables(&root, &known, faults);
    for table in &more {
        unknown_tables(table, &known[schema::declared::IN_RULES..], faults);
    }
    let mut functions = match files.script {
        Some(file) => Functions::parse(file, &sources.get(file).text, faults),
        None => Functions::default(),
    };
    if root.entries.is_empty() {
        faults.push(fault::toml::empty(Span::new(files.policy, 0..0)));
        return None;
    }
    let mut declared = declarations(sources, files, &root, &more, faults);
    let reads = Reads::default();
    let names = Names { declared: &declared, triggers: &[], kinds: &[], anywhere: true, reads: &reads };
    functions.look_up(&mut Conditions { names, functions: &Functions::default() });
    let conditions = named_conditions(&root, &declared, &functions, &reads, faults);
    let event_conditions = event_conditions(&declared, &functions, &reads, faults);
    let tables = decision_tables(&root, &more, &declared, &functions, &reads, faults);
    let rules = Rules { declared: &declared, functions: &functions, tables: &tables, choices, reads: &reads };
    let mut read = Vec::new();
    let mut offered = Vec::new();
    for table in std::iter::once(&root).chain(&more) {
        read.extend(rules.read(table, faults));
        offered.extend(readings(table));
    }
    ids_once(&read, faults);
    named_rules(&read, faults);
    for (place, rule) in (0..).zip(&mut read) {
        rule.place = place;
    }
    for name in ["period", "duty_from"].iter().filter_map(|name| declared.vocabulary.find(name)) {
        reads.note(name);
    }
    for name in reads.into_names() {
        if let Some(known) = declared.vocabulary.known_mut(name) {
            known.read = true;
        }
    }
    Some(Policy { declared, conditions, event_conditions, tables, functions, rules: read, readings: offered })
}

fn unknown_tables(root: &Table, known: &[&'static str], faults: &mut Faults) {
    for entry in root.entries.iter().filter(|entry| !known.contains(&entry.key.value.as_str())) {
        faults.push(fault::rule::unknown_rule_kind(&entry.key, known.iter().copied()));
    }
}

/// A rule id belongs to one rule, of whatever kind; versions of it share it.
fn ids_once(rules: &[Rule], faults: &mut Faults) {
    let mut places: HashMap<&str, Vec<Span>> = HashMap::with_capacity(rules.len());
    for rule in rules {
        let places = places.entry(&rule.id).or_default();
        if let Some(first) = places.iter().find(|place| **place != rule.span) {
            faults.push(fault::name::declared_twice(&Spanned::new(rule.id.clone(), rule.span), Some(*first)));
        }
        if !places.contains(&rule.span) {
            places.push(rule.span);
        }
    }
}

/// Every rule that another names is there: as an outcome, or as one whose clock moves.
fn named_rules(rules: &[Rule], faults: &mut Faults) {
    let known = |id: &str| rules.iter().any(|rule| rule.id == id || rule.header == id);
    for rule in rules {
        let mut named: Vec<Spanned<String>> = rule.outcomes().map(|o| Spanned::new(o.rule.clone(), o.span)).collect();
        match &rule.duty {
            Duty::Suspension(suspension) => named.extend(suspension.rules.iter().cloned()),
            Duty::Extension(extension) => named.extend(extension.rules.iter().cloned()),
            _ => {}
        }
        if leads_to(rules, rule, &rule.id, &mut Vec::new()) {
            faults.push(fault::name::circle(&Spanned::new(rule.id.clone(), rule.span)));
        }
        for name in named.iter().filter(|name| !known(&name.value)) {
            faults.push(fault::name::unknown_rule(name, rules.iter().map(|r| r.id.as_str())));
        }
    }
}

/// Whether the outcomes a rule depends on lead back to `id`.
fn leads_to(rules: &[Rule], rule: &Rule, id: &str, seen: &mut Vec<u16>) -> bool {
    rule.outcomes().any(|outcome| {
        rules.iter().filter(|r| r.id == outcome.rule || r.header == outcome.rule).any(|next| {
            let new = !seen.contains(&next.place);
            seen.push(next.place);
            next.id == id || (new && leads_to(rules, next, id, seen))
        })
    })
}

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

fn declarations(sources: &Sources, files: &Files, root: &Table, more: &[Table], faults: &mut Faults) -> Declared {
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
    let tables = std::iter::once(root).chain(more).flat_map(|t| table_entries(t)).map(|(entry, t)| declared_table(entry, t)).collect();
    let mut vocabulary = Vocabulary::default();
    vocabulary.policy = head.id.value.clone();
    vocabulary.kinds = kinds.iter().map(|k| k.name.value.clone()).collect();
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
    let in_force = super::common::in_force(&mut reader, faults);
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
    let counted = match super::grammar::counted(&word.value, word.span) {
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
fn carried(attributes: &[declare::Attribute], events: &[declare::Event], kinds: &[declare::Kind], faults: &mut Faults) {
    let known = || attributes.iter().map(|a| (a.name.value.as_str(), a.title.as_str()));
    for has in events.iter().flat_map(|e| &e.has).chain(kinds.iter().flat_map(|k| &k.has)) {
        if !known().any(|(name, _)| name == has.value) {
            faults.push(fault::name::unknown_attribute(has.span, &has.value, known()));
        }
    }
}

fn named_conditions(root: &Table, declared: &Declared, functions: &Functions, reads: &Reads, faults: &mut Faults) -> Vec<Condition> {
    let names = Names { declared, triggers: &[], kinds: &[], anywhere: true, reads };
    let entries = root.get("conditions").and_then(tree::Node::table).map(|t| t.entries.as_slice()).unwrap_or_default();
    let mut read = |entry: &Entry| {
        let mut conditions = Conditions { names, functions };
        conditions.read(&entry.node, faults).unwrap_or(Condition::Any(Vec::new()))
    };
    entries.iter().map(&mut read).collect()
}

fn event_conditions(declared: &Declared, functions: &Functions, reads: &Reads, faults: &mut Faults) -> Vec<Option<Condition>> {
    let mut list = Vec::new();
    for (n, event) in (0..).zip(&declared.events) {
        let triggers = [EventId(n)];
        let names = Names { declared, triggers: &triggers, kinds: &[], anywhere: false, reads };
        let mut conditions = Conditions { names, functions };
        list.push(event.when.as_ref().and_then(|node| conditions.read(node, faults)));
    }
    list
}

fn table_entries(root: &Table) -> Vec<(&Entry, &Table)> {
    let tables = root.get("table").and_then(tree::Node::table);
    tables.map(|t| t.entries.iter().filter_map(|e| Some((e, e.node.table()?))).collect()).unwrap_or_default()
}

fn declared_table(entry: &Entry, table: &Table) -> DeclaredTable {
    let title = table.get("title").and_then(tree::Node::text).unwrap_or_default().to_owned();
    let mut cells: Vec<String> = Vec::new();
    for (_, row) in super::variant::named(table, "row") {
        for cell in &row.entries {
            if cell.key.value != "is" && !cells.contains(&cell.key.value) {
                cells.push(cell.key.value.clone());
            }
        }
    }
    DeclaredTable { name: entry.key.clone(), title, cells }
}

fn decision_tables(
    root: &Table,
    more: &[Table],
    declared: &Declared,
    functions: &Functions,
    reads: &Reads,
    faults: &mut Faults,
) -> Vec<DecisionTable> {
    let names = Names { declared, triggers: &[], kinds: &[], anywhere: true, reads };
    let mut tables = Vec::new();
    for ((entry, table), known) in std::iter::once(root).chain(more).flat_map(table_entries).zip(&declared.tables) {
        let mut reader = Reader::new(table, entry.key.span, &schema::declared::DECISION);
        reader.required_text("title", faults);
        let by = reader.required_text("by", faults).and_then(|place| names.place(&place.value, place.span, faults));
        reader.boolean("assumed", faults);
        reader.text("why", faults);
        let has_rows = reader.required("row").is_some();
        reader.finish(faults);
        let Some(by) = by.filter(|_| has_rows) else {
            let blank =
                crate::record::look::Look { at: crate::record::look::Spot::User(String::new()), otherwise: None, shown: String::new() };
            tables.push(DecisionTable {
                name: known.name.value.clone(),
                title: known.title.clone(),
                by: blank,
                cells: known.cells.clone(),
                rows: Vec::new(),
            });
            continue;
        };
        let rows = super::variant::named(table, "row").into_iter().map(|(row, cells)| {
            let is = cells.get("is").and_then(|node| band(node, &names, functions, faults));
            let value = |name: &String| cells.get(name).and_then(|node| attribute::constant(node, &mut Faults::default()));
            Row { name: row.key.value.clone(), span: row.key.span, is, cells: known.cells.iter().map(value).collect() }
        });
        let rows = rows.collect();
        tables.push(DecisionTable { name: known.name.value.clone(), title: known.title.clone(), by, cells: known.cells.clone(), rows });
    }
    tables
}

fn band(node: &tree::Node, names: &Names<'_>, functions: &Functions, faults: &mut Faults) -> Option<Range> {
    let text = super::reader::text(node, faults)?;
    let mut conditions = Conditions { names: *names, functions };
    match super::grammar::compare(&text.value, node.inner()) {
        Ok(Some(compare)) => conditions.bounds(compare, &text.value, faults),
        Ok(None) => {
            faults.push(fault::grammar::bad_comparison(node.inner(), &text.value, say!("is 是一个区间"; "a band is a range"), None));
            None
        }
        Err(fault) => {
            faults.push(fault);
            None
        }
    }
}
