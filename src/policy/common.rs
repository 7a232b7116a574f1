//! What every kind of rule says: title, clause, severity, when it is in force, when it applies.

use super::condition::{Conditions, date};
use super::declare::{Declared, InForce};
use super::fault;
use super::place::Names;
use super::reader::{Reader, text};
use super::rule::{Key, OutcomeOf, Scope, Severity, What};
use super::schema;
use super::tree::{Node, Value as Written};
use crate::diag::Faults;
use crate::lang::Bilingual;
use crate::record::look::{EventId, Field, Look, Spot};
use crate::say;
use crate::source::{Span, Spanned};

/// The part of a rule that all kinds share.
#[derive(Clone, Debug, Default)]
pub struct Common {
    pub title: String,
    pub cite: Option<Spanned<String>>,
    pub note: Option<String>,
    pub severity: Severity,
    pub in_force: InForce,
    pub kinds: Vec<String>,
    pub hours: Option<u16>,
}

/// The keys of [`Common`] and of [`scope`]; variants and `row` are unfolded before.
pub fn read(id: &str, reader: &mut Reader<'_>, declared: &Declared, faults: &mut Faults) -> Common {
    let title = reader.required_text("title", faults).map(|t| t.value).unwrap_or_default();
    let cite = reader.text("cite", faults);
    let assumed = reader.boolean("assumed", faults).unwrap_or(false);
    let why = reader.text("why", faults).map(|t| t.value);
    if assumed {
        faults.push(fault::rule::assumed(reader.span(), &Bilingual::same(format!("{id} {title}")), "", why.as_deref()));
    } else if cite.is_none() && !reader.misspelt("cite") {
        faults.push(fault::rule::no_clause(id, reader.span()));
    }
    let note = reader.text("note", faults).map(|t| t.value);
    let severity = reader.text("severity", faults).map_or(Severity::Major, |word| severity(&word, faults));
    let in_force = in_force(reader, faults);
    let kinds = kinds(reader, declared, faults);
    if let Some(calendar) = reader.text("calendar", faults) {
        faults.push(fault::rule::own_calendar(calendar.span));
    }
    let hours = reader.text("hours", faults).and_then(|name| hours(&name, declared, faults));
    Common { title, cite, note, severity, in_force, kinds, hours }
}

fn severity(word: &Spanned<String>, faults: &mut Faults) -> Severity {
    match Severity::ALL.iter().find(|s| s.word() == word.value) {
        Some(severity) => *severity,
        None => {
            faults.push(fault::name::not_one_of(word, &Severity::ALL.map(Severity::word)));
            Severity::Major
        }
    }
}

/// `in_force = { from, until }`
pub fn in_force(reader: &mut Reader<'_>, faults: &mut Faults) -> InForce {
    let Some((table, span)) = reader.table("in_force", faults) else { return InForce::default() };
    let mut inner = Reader::new(table, span, &schema::rule::BETWEEN);
    let mut day = |key, faults: &mut Faults| {
        let written = match inner.entry(key).map(|entry| &entry.node) {
            Some(Node { value: Written::Whole(n), span }) => Spanned::new(n.to_string(), *span),
            _ => inner.text(key, faults)?,
        };
        let day = date(&written.value);
        if day.is_none() {
            faults.push(fault::rule::bad_date(written.span, &written.value));
        }
        day
    };
    let (from, until) = (day("from", faults), day("until", faults));
    inner.finish(faults);
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        faults.push(fault::rule::force_reversed(span, from, until));
    }
    InForce { from, until }
}

fn kinds(reader: &mut Reader<'_>, declared: &Declared, faults: &mut Faults) -> Vec<String> {
    let named = reader.texts("kind", faults);
    for kind in &named {
        if declared.find_kind(&kind.value).is_none() {
            faults.push(fault::name::unknown_kind(kind, declared.kinds.iter().map(|k| k.name.value.as_str())));
        }
    }
    named.into_iter().map(|k| k.value).collect()
}

fn hours(name: &Spanned<String>, declared: &Declared, faults: &mut Faults) -> Option<u16> {
    let sets = &declared.hours.sets;
    let found = sets.iter().position(|(set, _)| set.value == name.value);
    if found.is_none() {
        faults.push(fault::name::unknown_hours(name, sets.iter().map(|(set, _)| set.value.as_str())));
    }
    found.and_then(|n| u16::try_from(n).ok())
}

/// `given`, `when`, `unless`.
pub fn scope(reader: &mut Reader<'_>, conditions: &mut Conditions<'_>, faults: &mut Faults) -> Scope {
    let given = reader.texts("given", faults).iter().filter_map(|p| conditions.names.place(&p.value, p.span, faults)).collect();
    let when = reader.node("when").and_then(|node| conditions.read(node, faults));
    let unless = reader.node("unless").and_then(|node| conditions.read(node, faults));
    Scope { given, when, unless }
}

/// Event names under `key`: one or a list (any); an empty list, with which a variant takes them away, is as none.
pub fn events(key: &'static str, reader: &mut Reader<'_>, names: &Names<'_>, faults: &mut Faults) -> Vec<EventId> {
    match reader.node(key) {
        Some(node) if !node.items().is_empty() => event_list(node, names, faults),
        _ => Vec::new(),
    }
}

/// Event names of which there must be one: of an empty list the rule would never apply, or never be met.
pub fn event_list(node: &Node, names: &Names<'_>, faults: &mut Faults) -> Vec<EventId> {
    if node.items().is_empty() {
        faults.push(fault::rule::empty_list(node.span));
    }
    node.items().iter().filter_map(|item| text(item, faults).and_then(|name| names.event(&name, faults))).collect()
}

/// The outcomes of rules that `on` names: `CG-10.violated`; empty where it names events.
pub fn outcomes(node: &Node) -> Vec<OutcomeOf> {
    let outcome = |item: &Node| {
        let (rule, word) = item.text()?.rsplit_once('.')?;
        let (_, what) = What::ALL.iter().find(|(name, _)| *name == word)?;
        Some(OutcomeOf { rule: rule.to_owned(), what: *what, span: item.inner() })
    };
    node.items().iter().filter_map(outcome).collect()
}

/// `key`: attributes that must be equal on every event the rule names, or `by`.
pub fn keys(reader: &mut Reader<'_>, names: &Names<'_>, others: &[EventId], faults: &mut Faults) -> Vec<Key> {
    let mut keys = Vec::new();
    for word in reader.texts("key", faults) {
        if word.value == "by" {
            keys.push(Key::By);
            continue;
        }
        let Some((id, 1..)) = names.declared.find_attribute(&word.value.split('.').map(str::to_owned).collect::<Vec<_>>()) else {
            let known = names.declared.attribute_names();
            faults.push(fault::name::unknown_attribute(word.span, &word.value, known));
            continue;
        };
        for event in names.triggers.iter().chain(others) {
            let event = names.declared.event(*event);
            if !event.title.is_empty() && !event.has.iter().any(|has| has.value == word.value) {
                let carried = event.has.iter().map(|h| h.value.as_str()).collect::<Vec<_>>().join("、");
                faults.push(fault::name::not_on_event(word.span, &event.name.value, &word.value, &carried));
            }
        }
        let first = word.value.split('.').next().unwrap_or_default();
        if let Some(name) = names.declared.vocabulary.find(first) {
            names.reads.note(name);
            let below = word.value.split('.').skip(1).map(str::to_owned).collect();
            let at = Spot::Trigger(Field::Attribute { id, name, below });
            keys.push(Key::Attribute(Look { at, otherwise: None, shown: word.value.clone() }));
        }
    }
    keys
}

/// A whole number of at least `least` under `key`, or a parameter in braces.
pub fn number(key: &'static str, least: i64, reader: &mut Reader<'_>, conditions: &Conditions<'_>, faults: &mut Faults) -> Option<u32> {
    let node = reader.node(key)?;
    let value = match &node.value {
        Written::Whole(n) => Some(*n),
        Written::Text(text) => match super::grammar::braced(text, node.inner()) {
            Ok(super::grammar::Braced::Parameter(name)) => conditions.parameter(&name, faults)?.whole(),
            _ => None,
        },
        _ => None,
    };
    let found = value.filter(|n| *n >= least).and_then(|n| u32::try_from(n).ok());
    if found.is_none() {
        faults.push(fault::table::wrong_type(node, say!("不小于 {least} 的整数"; "a whole number of at least {least}")));
    }
    found
}

/// The attribute `name` of the event judged, for `documents` and `signatures`.
pub fn trigger_attribute(name: &str, span: Span, names: &Names<'_>, faults: &mut Faults) -> Option<Look> {
    names.place(&format!("trigger.{name}"), span, faults)
}
