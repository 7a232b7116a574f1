//! Reads `[obligation.ID]`.

use super::common::{self, event_list, events, keys, number, scope};
use super::condition::Conditions;
use super::fault;
use super::limit::Limits;
use super::owed::{addressee, bearer};
use super::place::Names;
use super::reader::{Reader, unknown_keys};
use super::rule::{Addressee, Alternative, Before, Branch, Done, Limit, LimitKind, Obligation, Only, Table};
use super::schema;
use super::tree::{Node, Table as Written};
use super::variant::{merge, named, without};
use crate::diag::Faults;
use crate::record::look::EventId;
use crate::script::Functions;
use crate::source::{Span, Spanned};

/// What an obligation is read with.
pub struct Obligations<'d> {
    pub id: &'d str,
    pub names: Names<'d>,
    pub functions: &'d Functions,
    pub tables: &'d [Table],
}

impl Obligations<'_> {
    /// Reads the rule's own keys; none where it asks for what is not judged yet.
    pub fn read(&self, reader: &mut Reader<'_>, table: &Written, faults: &mut Faults) -> Option<Obligation> {
        let mut branches = Vec::new();
        let parts = named(table, "part");
        if parts.is_empty() {
            self.recipients(table, reader.span(), None, &mut branches, faults)?;
            return Some(Obligation { branches });
        }
        let base = without(table, &["part"]);
        for (entry, part) in parts {
            unknown_keys(part, &schema::obligation::DUTIES, faults);
            self.recipients(&merge(&base, part), entry.key.span, Some(&entry.key.value), &mut branches, faults)?;
        }
        Some(Obligation { branches })
    }

    /// Recipients as a table differ in some keys: a branch each.
    fn recipients(&self, table: &Written, span: Span, part: Option<&str>, branches: &mut Vec<Branch>, faults: &mut Faults) -> Option<()> {
        let differing = table.get("to").and_then(Node::table).is_some();
        if !differing {
            branches.push(self.branch(table, span, part, None, faults)?);
            return Some(());
        }
        let base = without(table, &["to"]);
        for (entry, own) in named(table, "to") {
            unknown_keys(own, &schema::obligation::RECIPIENT, faults);
            let to = Spanned::new(entry.key.value.clone(), entry.key.span);
            branches.push(self.branch(&merge(&base, own), span, part, Some(&to), faults)?);
        }
        Some(())
    }

    fn branch(&self, table: &Written, span: Span, part: Option<&str>, to: Option<&Spanned<String>>, faults: &mut Faults) -> Option<Branch> {
        let mut reader = Reader::new(table, span, &schema::obligation::OBLIGATION);
        let on_node = reader.required("on");
        let outcomes = on_node.map(common::outcomes).unwrap_or_default();
        let on = match on_node {
            Some(node) if outcomes.is_empty() => event_list(node, &self.names, faults),
            _ => Vec::new(),
        };
        let names = Names { triggers: &on, anywhere: on.is_empty(), ..self.names };
        let mut conditions = Conditions { names, functions: self.functions };
        let scope = scope(&mut reader, &mut conditions, faults);
        let act = match reader.required("act") {
            Some(node) => event_list(node, &names, faults),
            None => Vec::new(),
        };
        let bearer = reader.node("bearer").and_then(|node| bearer(node, &conditions, faults));
        let own_span = to.map_or(span, |to| to.span);
        let to: Vec<(Addressee, Span)> = match to {
            Some(name) => addressee(name, &conditions, faults).map(|to| (to, name.span)).into_iter().collect(),
            None => addressees(&mut reader, &conditions, faults),
        };
        let (to, to_spans) = to.into_iter().unzip();
        let since = events("since", &mut reader, &names, faults);
        let lapses = events("lapses", &mut reader, &names, faults);
        let others: Vec<EventId> = act.iter().chain(&since).chain(&lapses).copied().collect();
        let key = keys(&mut reader, &names, &others, faults);
        let only = reader.text("only", faults).and_then(|word| only(&word, faults));
        let done = done(&mut reader, &conditions, faults);
        let before = before(&mut reader, faults);
        let (may, caps, limit) = {
            let mut limits = Limits { conditions: &mut conditions, tables: self.tables };
            let may = alternatives("may", table, &mut limits, faults);
            let caps = alternatives("cap", table, &mut limits, faults);
            let limit = match reader.node("within") {
                Some(node) => limits.read(node, faults),
                None => {
                    if !reader.misspelt("within") {
                        faults.push(fault::rule::no_limit(self.id, span));
                    }
                    None
                }
            };
            (may, caps, limit)
        };
        let within = reader.node("within").map_or(span, Node::inner);
        if limit.as_ref().is_some_and(|l| l.kind == LimitKind::Promptly) {
            faults.push(fault::rule::not_measured(self.id, within));
        }
        reader.finish_missing(faults);
        let limit = limit.unwrap_or(Limit { kind: LimitKind::None, written: String::new() });
        Some(Branch {
            scope,
            only,
            bearer,
            act,
            to,
            part: part.map(str::to_owned),
            key,
            since,
            limit,
            may,
            caps,
            done,
            before,
            lapses,
            on,
            outcomes,
            span: own_span,
            to_spans,
        })
    }
}

/// Each of `to`, and where it stands.
pub fn addressees(reader: &mut Reader<'_>, conditions: &Conditions<'_>, faults: &mut Faults) -> Vec<(Addressee, Span)> {
    let names = reader.texts("to", faults);
    names.iter().filter_map(|name| addressee(name, conditions, faults).map(|to| (to, name.span))).collect()
}

/// The span of a quoted text without its quotes; of a bare key, all of it.
pub fn content(word: &Spanned<String>) -> Span {
    let quoted = word.span.range().len() == word.value.len() + 2;
    if quoted { Span { start: word.span.start + 1, end: word.span.end - 1, ..word.span } } else { word.span }
}

pub fn only(word: &Spanned<String>, faults: &mut Faults) -> Option<Only> {
    match word.value.as_str() {
        "first" => Some(Only::First),
        "last" => Some(Only::Last),
        _ => {
            faults.push(fault::name::not_one_of(word, &["first", "last"]));
            None
        }
    }
}

fn done(reader: &mut Reader<'_>, conditions: &Conditions<'_>, faults: &mut Faults) -> Done {
    let by = number("different_by", 2, reader, conditions, faults);
    let to = number("different_to", 2, reader, conditions, faults);
    let acts = number("acts", 1, reader, conditions, faults);
    match (by, to, acts) {
        (Some(n), _, _) => Done::DifferentBy(n),
        (_, Some(n), _) => Done::DifferentTo(n),
        (_, _, n) => Done::Acts(n.unwrap_or(1)),
    }
}

fn before(reader: &mut Reader<'_>, faults: &mut Faults) -> Before {
    let Some(word) = reader.text("before", faults) else { return Before::None };
    if word.value == "any" {
        return Before::Any;
    }
    match super::grammar::counted(&word.value, content(&word)) {
        Ok(counted) => Before::Within(counted),
        Err(list) => {
            list.into_iter().for_each(|fault| faults.push(fault));
            Before::None
        }
    }
}

fn alternatives(key: &str, table: &Written, limits: &mut Limits<'_, '_>, faults: &mut Faults) -> Vec<Alternative> {
    let mut list = Vec::new();
    for (entry, inner) in named(table, key) {
        let mut reader = Reader::new(inner, entry.key.span, &schema::obligation::MAY);
        let when = reader.node("when").and_then(|node| limits.conditions.read(node, faults));
        let since = events("since", &mut reader, &limits.conditions.names, faults);
        let limit = reader.required("within").and_then(|node| limits.read(node, faults));
        reader.finish(faults);
        if let Some(limit) = limit {
            list.push(Alternative { name: entry.key.value.clone(), span: entry.key.span, when, since, limit });
        }
    }
    list
}
