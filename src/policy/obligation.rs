//! Reads `[obligation.ID]`.

use super::common::{self, event_list, events, keys, number, scope};
use super::condition::Conditions;
use super::fault;
use super::grammar::{LevelAsked, Recipient, Who, recipient};
use super::limit::Limits;
use super::place::Names;
use super::reader::{Reader, text};
use super::rule::{Addressee, Alternative, Bearer, Before, Branch, Done, Level, Limit, LimitKind, Obligation, Only, Table};
use super::tree::{Node, Table as Written};
use super::variant::{merge, named, without};
use crate::diag::Faults;
use crate::record::look::{EventId, Field, Of, Spot};
use crate::say;
use crate::script::Functions;
use crate::source::{Span, Spanned};

/// What an obligation is read with.
pub struct Obligations<'d> {
    pub id: &'d str,
    pub names: Names<'d>,
    pub functions: &'d Functions,
    pub tables: &'d [Table],
}

/// The keys of an obligation besides the common ones, in the order of the dialect.
const OWN: [&str; 15] = [
    "on", "only", "given", "when", "unless", "bearer", "act", "to", "key", "since", "within", "different_by", "different_to", "acts", "before",
];

impl Obligations<'_> {
    /// Reads the rule's own keys; none where it asks for what is not judged yet.
    pub fn read(&self, reader: &mut Reader<'_>, table: &Written, faults: &mut Faults) -> Option<Obligation> {
        for key in OWN.iter().chain(&["lapses", "may", "cap", "part"]) {
            reader.entry(key);
        }
        let base = without(table, &["part"]);
        let mut branches = Vec::new();
        let parts = named(table, "part");
        if parts.is_empty() {
            self.recipients(&base, reader.span(), None, &mut branches, faults)?;
        }
        for (entry, part) in parts {
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
            let to = Spanned::new(entry.key.value.clone(), entry.key.span);
            branches.push(self.branch(&merge(&base, own), span, part, Some(&to), faults)?);
        }
        Some(())
    }

    fn branch(&self, table: &Written, span: Span, part: Option<&str>, to: Option<&Spanned<String>>, faults: &mut Faults) -> Option<Branch> {
        let mut reader = Reader::new(table, span, say!("义务规则"; "an obligation"));
        let on_node = reader.required("on", faults);
        if on_node.is_some_and(common::is_outcome) {
            return None;
        }
        let on = on_node.map(|node| event_list(node, &self.names, faults)).unwrap_or_default();
        let names = Names { triggers: &on, ..self.names };
        let mut conditions = Conditions { names, functions: self.functions, asks_outcome: false };
        let scope = scope(&mut reader, &mut conditions, faults);
        let act = match reader.required("act", faults) {
            Some(node) => event_list(node, &names, faults),
            None => Vec::new(),
        };
        let bearer = reader.node("bearer").and_then(|node| self.bearer(node, &conditions, faults));
        let to = match to {
            Some(name) => self.addressee(name, &conditions, faults).into_iter().collect(),
            None => reader.texts("to", faults).iter().filter_map(|name| self.addressee(name, &conditions, faults)).collect(),
        };
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
                    faults.push(fault::rule::no_limit(self.id, span));
                    None
                }
            };
            (may, caps, limit)
        };
        let within = reader.node("within").map_or(span, Node::inner);
        if limit.as_ref().is_some_and(|l| l.kind == LimitKind::Promptly) {
            faults.push(fault::rule::not_measured(self.id, within));
        }
        if conditions.asks_outcome {
            return None;
        }
        let limit = limit.unwrap_or(Limit { kind: LimitKind::None, written: String::new() });
        Some(Branch { scope, only, bearer, act, to, part: part.map(str::to_owned), key, since, limit, may, caps, done, before, lapses, on })
    }

    fn bearer(&self, node: &Node, conditions: &Conditions<'_>, faults: &mut Faults) -> Option<Bearer> {
        let words: Vec<Spanned<String>> = node.items().iter().filter_map(|item| text(item, faults)).collect();
        if words.len() != 1 {
            let offices = words.iter().filter_map(|word| conditions.office(word, faults)).collect();
            return Some(Bearer::Any(offices));
        }
        let form = self.recipient(&words[0], faults)?;
        match &form.who {
            Who::Name(name) => conditions.office(name, faults).map(|id| Bearer::Any(vec![id])),
            Who::Place(place) => {
                let look = conditions.names.look(place, faults)?;
                Some(match (&look.at, form.each) {
                    (Spot::Trigger(Field::By(Of::Party)), false) => Bearer::TriggerBy,
                    (Spot::Trigger(Field::To(Of::Party)), false) => Bearer::TriggerTo,
                    (Spot::Trigger(Field::To(Of::Party)), true) => Bearer::EachTriggerTo,
                    _ => Bearer::At(look),
                })
            }
        }
    }

    fn addressee(&self, word: &Spanned<String>, conditions: &Conditions<'_>, faults: &mut Faults) -> Option<Addressee> {
        let form = self.recipient(word, faults)?;
        let register = conditions.names.declared.register();
        let level = match &form.level {
            LevelAsked::Any => Level::Any,
            LevelAsked::Same | LevelAsked::OneUp if register.levels().is_empty() => {
                faults.push(fault::rule::not_here(word.span, &word.value, "先在 [levels] 中声明级别", "declare [levels] first"));
                return None;
            }
            LevelAsked::Same => Level::Same,
            LevelAsked::OneUp => Level::OneUp,
            LevelAsked::Named(name) => match register.find_level(&name.value) {
                Some(id) => Level::Exactly(id),
                None => {
                    faults.push(fault::name::unknown_level(name, register.levels().iter().map(|l| l.id.as_str())));
                    return None;
                }
            },
        };
        match &form.who {
            Who::Name(name) => conditions.office(name, faults).map(|id| Addressee::Office { id, level }),
            Who::Place(place) => conditions.names.look(place, faults).map(|look| Addressee::At { look, level }),
        }
    }

    fn recipient(&self, word: &Spanned<String>, faults: &mut Faults) -> Option<Recipient> {
        match recipient(&word.value, content(word)) {
            Ok(form) => Some(form),
            Err(fault) => {
                faults.push(fault);
                None
            }
        }
    }
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
        let mut reader = Reader::new(inner, entry.key.span, say!("另一期限"; "an alternative limit"));
        let when = reader.node("when").and_then(|node| limits.conditions.read(node, faults));
        let since = events("since", &mut reader, &limits.conditions.names, faults);
        let limit = reader.required("within", faults).and_then(|node| limits.read(node, faults));
        reader.finish(faults);
        if let Some(limit) = limit {
            list.push(Alternative { name: entry.key.value.clone(), when, since, limit });
        }
    }
    list
}
