//! Reads `[constraint.ID]`.

use super::common::{self, event_list, events, keys, scope, trigger_attribute};
use super::condition::Conditions;
use super::declare::Type;
use super::fault;
use super::limit::Limits;
use super::obligation::only;
use super::place::{Kind, Names};
use super::reader::{Reader, text, unknown_keys};
use super::rule::{Case, Constraint, Forbidden, Table, Wanted, Word, Words};
use super::schema;
use super::tree::{Node, Table as Written};
use super::variant::merge;
use crate::diag::Faults;
use crate::record::look::{EventId, Look};
use crate::say;
use crate::script::Functions;
use crate::source::Spanned;
use std::borrow::Cow;

/// What a constraint is read with.
pub struct Constraints<'d> {
    pub names: Names<'d>,
    pub functions: &'d Functions,
    pub tables: &'d [Table],
}

impl Constraints<'_> {
    /// Reads the rule's own keys; none where it asks for what is not judged yet.
    pub fn read(&self, reader: &mut Reader<'_>, table: &Written, faults: &mut Faults) -> Option<Constraint> {
        let every = reader.text("every", faults).and_then(|word| super::periodic::every(&word, faults));
        let on = reader.node("on");
        let shapes: Vec<(Vec<EventId>, Cow<'_, Written>)> = match on {
            None => vec![(Vec::new(), Cow::Borrowed(table))],
            Some(node) if !common::outcomes(node).is_empty() => return None,
            Some(node) => match node.table() {
                None => vec![(event_list(node, &self.names, faults), Cow::Borrowed(table))],
                Some(by_event) => by_event
                    .entries
                    .iter()
                    .filter_map(|entry| {
                        let id = self.names.event(&Spanned::new(entry.key.value.clone(), entry.key.span), faults)?;
                        let own = entry.node.table()?;
                        unknown_keys(own, &schema::constraint::DEMANDS, faults);
                        Some((vec![id], Cow::Owned(merge(table, own))))
                    })
                    .collect(),
            },
        };
        let all: Vec<EventId> = shapes.iter().flat_map(|(on, _)| on).copied().collect();
        let names = Names { triggers: &all, anywhere: on.is_some() && all.is_empty(), ..self.names };
        let mut conditions = Conditions { names, functions: self.functions };
        let scope = scope(reader, &mut conditions, faults);
        let only = reader.text("only", faults).and_then(|word| only(&word, faults));
        let key = keys(reader, &names, &[], faults);
        let mut cases = Vec::new();
        for (on, table) in shapes {
            let names = Names { triggers: &on, anywhere: names.anywhere, ..self.names };
            let mut conditions = Conditions { names, functions: self.functions };
            let mut inner = Reader::new(&table, reader.span(), &schema::constraint::CONSTRAINT);
            let words = self.words(&mut inner, &mut conditions, faults);
            cases.push(Case { on, words });
        }
        Some(Constraint { scope, only, key, every, on: all.clone(), cases })
    }

    fn words(&self, reader: &mut Reader<'_>, conditions: &mut Conditions<'_>, faults: &mut Faults) -> Words {
        let names = conditions.names;
        let filled = reader.texts("filled", faults).iter().filter_map(|p| names.place(&p.value, p.span, faults)).collect();
        let documents = self.listed("documents", reader, conditions, faults);
        let signatures = self.listed("signatures", reader, conditions, faults);
        let same_person = reader.text("same_person", faults).is_some_and(|word| {
            if word.value != "allowed" {
                faults.push(fault::name::not_one_of(&word, &["allowed"]));
            }
            true
        });
        let expect = reader.node("expect").and_then(|node| conditions.read(node, faults));
        let reject = reader.node("reject").and_then(|node| conditions.read(node, faults));
        let after = events("after", reader, &names, faults);
        let steps = events("steps", reader, &names, faults);
        let since = events("since", reader, &names, faults);
        let needs = events("needs", reader, &names, faults);
        let mut limits = Limits { conditions: &mut *conditions, tables: self.tables };
        let mut limit = |key: &'static str| reader.node(key).and_then(|node| limits.read(node, faults));
        let (within, wait, grace) = (limit("within"), limit("wait"), limit("grace"));
        let forbidden = reader.table("forbidden", faults).map(|(table, span)| {
            let mut inner = Reader::new(table, span, &schema::constraint::FORBIDDEN);
            let since = events("since", &mut inner, &names, faults);
            let until = events("until", &mut inner, &names, faults);
            inner.finish(faults);
            Forbidden { since, until }
        });
        let check = reader.node("check").and_then(|node| match node.text() {
            Some(text) => conditions.script(text, node.inner(), faults),
            None => {
                faults.push(fault::table::wrong_type(node, say!("Rhai 表达式"; "a Rhai expression")));
                None
            }
        });
        let mut words = Words {
            filled,
            documents,
            signatures,
            same_person,
            expect,
            reject,
            after,
            steps,
            since,
            within,
            wait,
            grace,
            forbidden,
            needs,
            check,
            ..Words::default()
        };
        self.order(&mut words, reader, faults);
        self.reasons(&mut words, reader, faults);
        words
    }

    /// `documents` or `signatures`: each of these, held by the event's attribute of that name.
    fn listed(
        &self,
        key: &'static str,
        reader: &mut Reader<'_>,
        conditions: &mut Conditions<'_>,
        faults: &mut Faults,
    ) -> Option<(Look, Vec<Wanted>)> {
        let entry = reader.entry(key)?;
        let look = trigger_attribute(key, entry.key.span, &conditions.names, faults)?;
        let kind = conditions.names.kind_of(&look);
        if !matches!(kind, Kind::Of(Type::List | Type::Any)) {
            faults.push(fault::rule::not_a_list(entry.key.span, key, &kind.words()));
            return None;
        }
        let wanted = entry.node.items().iter().filter_map(|item| match key {
            "signatures" => self.signatory(item, conditions, faults),
            _ => conditions.wanted(&look, item, faults),
        });
        Some((look.clone(), wanted.collect()))
    }

    /// A role that must sign: declared, or a place that tells it.
    fn signatory(&self, node: &Node, conditions: &mut Conditions<'_>, faults: &mut Faults) -> Option<Wanted> {
        let word = text(node, faults)?;
        match super::grammar::braced(&word.value, node.inner()) {
            Ok(super::grammar::Braced::Place(place)) => conditions.names.look(&place, faults).map(Wanted::At),
            Ok(_) => conditions.office(&Spanned::new(word.value, node.inner()), faults).map(Wanted::Office),
            Err(fault) => {
                faults.push(fault);
                None
            }
        }
    }

    fn order(&self, words: &mut Words, reader: &mut Reader<'_>, faults: &mut Faults) {
        let present = |word: Word| match word {
            Word::Filled => !words.filled.is_empty(),
            Word::Documents => words.documents.is_some(),
            Word::Signatures => words.signatures.is_some(),
            Word::Expect => words.expect.is_some(),
            Word::Reject => words.reject.is_some(),
            Word::After => !words.after.is_empty(),
            Word::Steps => !words.steps.is_empty(),
            Word::Within => words.within.is_some(),
            Word::Wait => words.wait.is_some(),
            Word::Forbidden => words.forbidden.is_some(),
            Word::Needs => !words.needs.is_empty(),
            Word::Check => words.check.is_some(),
        };
        let mut order: Vec<Word> = reader.texts("order", faults).iter().filter_map(|name| word(name, faults)).collect();
        for (_, next, _) in Word::ALL {
            if !order.contains(&next) {
                order.push(next);
            }
        }
        order.retain(|word| present(*word));
        words.spans = order.iter().map(|word| reader.entry(word.key()).map_or(reader.span(), |entry| entry.key.span)).collect();
        words.order = order;
    }

    fn reasons(&self, words: &mut Words, reader: &mut Reader<'_>, faults: &mut Faults) {
        let Some(node) = reader.node("reason") else { return };
        let Some(table) = node.table() else {
            if let Some(reason) = text(node, faults) {
                words.reasons = words.order.iter().map(|word| (*word, reason.value.clone())).collect();
            }
            return;
        };
        for entry in &table.entries {
            let Some(reason) = text(&entry.node, faults) else { continue };
            if entry.key.value == "never" {
                words.never = Some(reason.value);
            } else if let Some(word) = word(&entry.key, faults) {
                words.reasons.push((word, reason.value));
            }
        }
    }
}

fn word(name: &Spanned<String>, faults: &mut Faults) -> Option<Word> {
    let found = Word::ALL.iter().find(|(key, _, _)| *key == name.value).map(|(_, word, _)| *word);
    if found.is_none() {
        faults.push(fault::name::not_one_of(name, &Word::ALL.map(|(key, _, _)| key)));
    }
    found
}
