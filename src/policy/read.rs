//! Reads a whole policy from its texts: declarations first, then the rules that use them.

use super::condition::Conditions;
use super::declare::Declared;
use super::declare::read::declarations;
use super::place::{Names, Reads};
use super::rule::{Condition, Duty, Rule, Table as DecisionTable};
use super::rules::{Choice, Reading, Rules, readings};
use super::tree::{self, Entry, Table};
use super::{decision, fault, schema};
use crate::diag::Faults;
use crate::record::look::EventId;
use crate::script::Functions;
use crate::source::{FileId, Sources, Span, Spanned};
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
    let tables = decision::read(&root, &more, &declared, &functions, &reads, faults);
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
            faults.push(fault::name::circle_of_rules(&rule.id, rule.span));
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
