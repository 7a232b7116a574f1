//! From the rule tables of a policy to rules: variants unfold, each kind reads its own keys.

use super::common;
use super::constraint::Constraints;
use super::declare::{Declared, InForce};
use super::fault;
use super::metric;
use super::moving;
use super::obligation::Obligations;
use super::periodic;
use super::place::{Names, Reads};
use super::reader::Reader;
use super::rule::{Duty, Rule, Table as DecisionTable, Version};
use super::schema;
use super::shown;
use super::tree::{Entry, Node, Table};
use super::variant::{lacking, merge, named, without};
use crate::diag::Faults;
use crate::say;
use crate::script::Functions;
use crate::source::{Span, Spanned};
use std::borrow::Cow;

/// The kinds of rules, by the word that heads them.
static KINDS: [&schema::Table; 11] = [
    &schema::obligation::OBLIGATION,
    &schema::constraint::CONSTRAINT,
    &schema::periodic::PERIODIC,
    &schema::metric::METRIC,
    &schema::periodic::BURST,
    &schema::moving::SUSPENSION,
    &schema::moving::EXTENSION,
    &schema::shown::LIGHTS,
    &schema::shown::ESCALATION,
    &schema::shown::ACCESS,
    &schema::shown::CHART,
];

/// Sub-tables that change a rule; they don't make one.
const VARIANTS: [&str; 5] = ["may", "cap", "part", "from", "reading"];

/// The words that head rule tables.
pub fn kind_words() -> impl Iterator<Item = &'static str> + Clone {
    KINDS.iter().map(|kind| kind.name)
}

/// One rule as a table of its own: version, reading and row merged in.
struct Unfolded<'t> {
    id: Spanned<String>,
    table: Cow<'t, Table>,
    in_force: Option<InForce>,
    reading: Option<String>,
    /// Where its version is headed.
    version: Span,
}

/// A reading that a rule offers.
#[derive(Clone, Debug)]
pub struct Reading {
    pub rule: String,
    pub name: Spanned<String>,
    pub title: Option<String>,
}

/// The reading chosen for a rule: `--reading XZ-01=night-continues`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub rule: String,
    pub reading: String,
}

/// What rules are read with.
pub struct Rules<'d> {
    pub declared: &'d Declared,
    pub functions: &'d Functions,
    pub tables: &'d [DecisionTable],
    pub choices: &'d [Choice],
    pub reads: &'d Reads,
}

impl Rules<'_> {
    /// Reads the rules of one file, in the order of their headers.
    pub fn read(&self, root: &Table, faults: &mut Faults) -> Vec<Rule> {
        let mut rules = Vec::new();
        for (kind, entry) in headers(root, faults) {
            let Some(table) = entry.node.table() else { continue };
            if !table.entries.is_empty() && table.entries.iter().all(|e| VARIANTS.contains(&e.key.value.as_str())) {
                let others = headers(root, &mut Faults::default())
                    .into_iter()
                    .map(|(_, e)| e.key.value.as_str())
                    .filter(|id| *id != entry.key.value);
                faults.push(fault::rule::header_missing(&entry.key, others));
                continue;
            }
            if self.dotted(kind, entry, table, faults) {
                continue;
            }
            for unfolded in self.unfold(&entry.key, table, faults) {
                rules.push(self.rule(kind, &entry.key.value, unfolded, faults));
            }
        }
        rules
    }

    /// `[obligation.XZ-01.2]`: a table under a key that no rule has. Whether nothing else stands there, so that nothing
    /// more can be said.
    fn dotted(&self, kind: &'static schema::Table, entry: &Entry, table: &Table, faults: &mut Faults) -> bool {
        let is_rule = |inner: &Entry| inner.node.table().is_some_and(|t| t.get("title").is_some() || t.get("cite").is_some());
        let dotted = |inner: &&Entry| is_rule(inner) && super::schema::meaning(&inner.key.value).is_none();
        for inner in table.entries.iter().filter(dotted) {
            faults.push(fault::rule::id_with_dot(kind.name, &entry.key.value, &inner.key));
            faults.mute(inner.key.span);
        }
        table.entries.iter().all(|inner| dotted(&inner))
    }

    /// Version, then reading, then rows.
    fn unfold<'t>(&self, id: &Spanned<String>, table: &'t Table, faults: &mut Faults) -> Vec<Unfolded<'t>> {
        let mut unfolded = Vec::new();
        for (version, in_force, headed) in versions(table, faults) {
            let headed = headed.unwrap_or(id.span);
            let mut chosen = match &version {
                Cow::Borrowed(table) => lacking(table, "reading"),
                Cow::Owned(table) => Cow::Owned(without(table, &["reading"])),
            };
            let mut reading = None;
            for choice in self.choices.iter().filter(|c| c.rule == id.value) {
                if let Some((entry, own)) = named(&version, "reading").into_iter().find(|(e, _)| e.key.value == choice.reading) {
                    chosen = Cow::Owned(merge(&chosen, own));
                    reading = Some(entry.key.value.clone());
                }
            }
            let rows = named(&chosen, "row");
            if rows.is_empty() {
                unfolded.push(Unfolded { id: id.clone(), table: chosen, in_force, reading, version: headed });
                continue;
            }
            let base = without(&chosen, &["row"]);
            for (entry, row) in rows {
                let mut table = merge(&base, row);
                let mut reading = reading.clone();
                for choice in self.choices.iter().filter(|c| c.rule == entry.key.value) {
                    let own = named(&version, "reading").into_iter().find(|(e, _)| e.key.value == choice.reading);
                    if let Some((_, own)) = own {
                        let of_row = named(own, "row").into_iter().find(|(e, _)| e.key.value == entry.key.value);
                        table = merge(&merge(&table, &without(own, &["row", "title"])), of_row.map_or(&Table::default(), |(_, t)| t));
                        reading = Some(choice.reading.clone());
                    }
                }
                let version = if headed == id.span { entry.key.span } else { headed };
                unfolded.push(Unfolded { id: entry.key.clone(), table: Cow::Owned(table), in_force, reading, version });
            }
        }
        unfolded
    }

    fn rule(&self, kind: &'static schema::Table, header: &str, unfolded: Unfolded<'_>, faults: &mut Faults) -> Rule {
        let Unfolded { id, table, in_force, reading, version: version_span } = unfolded;
        let mut reader = Reader::new(&table, id.span, kind);
        let common = common::read(&id.value, &mut reader, self.declared, faults);
        let names = Names { declared: self.declared, triggers: &[], kinds: &common.kinds, anywhere: false, reads: self.reads };
        let (functions, tables) = (self.functions, self.tables);
        let duty = match kind.name {
            "obligation" => Obligations { id: &id.value, names, functions, tables }.read(&mut reader, &table, faults).map(Duty::Obligation),
            "constraint" => Constraints { names, functions, tables }.read(&mut reader, &table, faults).map(Duty::Constraint),
            "periodic" => periodic::periodic(&mut reader, names, functions, faults).map(Duty::Periodic),
            "suspension" => moving::suspension(&mut reader, names, functions, tables, faults).map(Duty::Suspension),
            "extension" => moving::extension(&mut reader, names, functions, tables, faults).map(Duty::Extension),
            "metric" => metric::metric(&mut reader, names, functions, faults).map(Duty::Metric),
            "burst" => periodic::burst(&mut reader, names, functions, tables, faults).map(Duty::Burst),
            word if shown::KINDS.contains(&word) => Some(Duty::Shown(shown::read(word, &mut reader, names, functions, faults))),
            _ => None,
        };
        if let Some(Duty::Constraint(constraint)) = &duty
            && constraint.cases.iter().any(|case| case.words.order.is_empty())
            && !demands(&table)
            && !super::rule::Word::ALL.iter().any(|(key, ..)| reader.misspelt(key))
        {
            faults.push(fault::rule::no_words(&id.value, id.span));
        }
        reader.finish(faults);
        if duty.is_none() && !faults.has_errors() {
            faults.push(fault::rule::not_judged(&id.value, id.span, kind.what.0, kind.name));
        }
        let (dated, in_force) = (in_force, narrowed(common.in_force, in_force));
        let version = dated.map(|_| {
            let InForce { from, until } = narrowed(self.declared.head.in_force, Some(in_force));
            Version { from, until }
        });
        Rule {
            place: 0,
            id: id.value,
            header: header.to_owned(),
            span: id.span,
            title: common.title,
            cite: common.cite.map(|c| c.value),
            note: common.note,
            severity: common.severity,
            in_force,
            version,
            version_span,
            kinds: common.kinds,
            hours: common.hours,
            reading,
            asks: self.reads.take_outcomes(),
            duty: duty.unwrap_or(Duty::Unjudged),
        }
    }
}

/// Whether a constraint's table names any word at all, read without fault or not.
fn demands(table: &Table) -> bool {
    let word = |entry: &Entry| super::rule::Word::ALL.iter().any(|(key, _, _)| *key == entry.key.value);
    let per_event = table.get("on").and_then(Node::table).map(|t| t.entries.iter().filter_map(|e| e.node.table()));
    table.entries.iter().any(word) || per_event.into_iter().flatten().any(|t| t.entries.iter().any(word))
}

fn narrowed(rule: InForce, version: Option<InForce>) -> InForce {
    let Some(version) = version else { return rule };
    let later = |a: Option<_>, b: Option<_>| if a > b { a } else { b };
    let earlier = [rule.until, version.until].into_iter().flatten().min();
    InForce { from: later(rule.from, version.from), until: earlier }
}

/// The versions of a rule, each with the keys it replaces and the days it governs.
fn versions<'t>(table: &'t Table, faults: &mut Faults) -> Vec<(Cow<'t, Table>, Option<InForce>, Option<Span>)> {
    let base = lacking(table, "from");
    let mut dated: Vec<(crate::time::Day, Table, Span)> = Vec::new();
    for (entry, own) in named(table, "from") {
        match super::condition::date(&entry.key.value) {
            Some(day) => dated.push((day, merge(&base, own), entry.key.span)),
            None => faults.push(fault::rule::bad_date(entry.key.span, &entry.key.value)),
        }
    }
    dated.sort_by_key(|(day, ..)| *day);
    let Some((first, ..)) = dated.first() else { return vec![(base, None, None)] };
    let mut versions = vec![(base, Some(InForce { from: None, until: Some(first.plus(-1)) }), None)];
    for n in 0..dated.len() {
        let until = dated.get(n + 1).map(|(next, ..)| next.plus(-1));
        let from = Some(dated[n].0);
        versions.push((Cow::Owned(std::mem::take(&mut dated[n].1)), Some(InForce { from, until }), Some(dated[n].2)));
    }
    versions
}

/// The readings that the rules of a file offer, in the order of the text.
pub fn readings(root: &Table) -> Vec<Reading> {
    let mut list = Vec::new();
    for (_, entry) in headers(root, &mut Faults::default()) {
        let Some(table) = entry.node.table() else { continue };
        let versions = named(table, "from").into_iter().map(|(_, t)| t);
        for version in std::iter::once(table).chain(versions) {
            for (name, own) in named(version, "reading") {
                let title = own.get("title").and_then(Node::text).map(str::to_owned);
                let rows = named(table, "row").into_iter().map(|(row, _)| row.key.value.clone());
                for rule in std::iter::once(entry.key.value.clone()).chain(rows) {
                    list.push(Reading { rule, name: name.key.clone(), title: title.clone() });
                }
            }
        }
    }
    list
}

/// Every rule of a file with its kind, by the place of its header.
fn headers<'t>(root: &'t Table, faults: &mut Faults) -> Vec<(&'static schema::Table, &'t Entry)> {
    let mut found = Vec::new();
    for entry in &root.entries {
        let Some(kind) = KINDS.into_iter().find(|kind| kind.name == entry.key.value) else { continue };
        match entry.node.table() {
            Some(table) => {
                let (keys, rules): (Vec<&Entry>, Vec<&Entry>) = table.entries.iter().partition(|e| is_key(kind, e));
                if let Some(first) = keys.first() {
                    faults.push(fault::rule::no_id(kind.name, first.key.span));
                }
                for rule in rules {
                    match rule.node.table() {
                        Some(_) => found.push((kind, rule)),
                        None if rule.node.items().iter().any(|item| item.table().is_some()) => {
                            faults.push(fault::rule::double_brackets(kind.name, &rule.key));
                        }
                        None => faults.push(fault::rule::no_id(kind.name, rule.key.span)),
                    }
                }
            }
            None => faults.push(fault::table::wrong_type(&entry.node, {
                let kind = kind.name;
                say!("[{kind}.编号] 表"; "a table [{kind}.ID]")
            })),
        }
    }
    found.sort_by_key(|(_, rule)| place(rule));
    found
}

/// Whether a name is a key that rules of this kind have: under `[obligation]`, without an id, they stand as if they were rules.
fn is_key(kind: &schema::Table, entry: &Entry) -> bool {
    let plain = entry.node.items().iter().all(|item| item.table().is_none());
    plain || kind.find(&entry.key.value).is_some()
}

fn place(entry: &Entry) -> Span {
    entry.key.span
}
