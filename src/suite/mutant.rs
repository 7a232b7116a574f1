//! Mutants: a policy with one number, comparison, party, unit or boundary changed. A test that cannot tell a mutant from
//! the policy does not test what was changed. Found in the texts as written; which of them mean anything compiling shows.

mod grammar;
mod pattern;
mod rhai;
mod rule;

use crate::policy::declare::Declared;
use crate::policy::tree::{Entry, Node, Table, Value};
use crate::policy::{Files, Policy};
use crate::source::{FileId, Sources, Span};
use std::ops::Range;

/// One change of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// Where the value that is changed stands in the policy: `XZ-01.may.late-evening.within`, `parameters.bac_low`.
    pub at: String,
    /// What is changed, and what it becomes.
    pub span: Span,
    pub text: String,
    /// The whole value, before and after.
    pub from: String,
    pub to: String,
    pub change: Change,
}

/// What kind of change it is: what a test would have to show to notice it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// A limit or a due day: a due instant said exactly.
    Limit,
    /// A bound: a value that lies exactly on it, or just beside it.
    Bound,
    /// A party: one that is meant, and another that is not.
    Party,
    /// A value asked for: a record with this one, and one without.
    Value,
    /// A number of acts, times, parties: exactly so many, and one less.
    Count,
    /// A day on which something begins or ends.
    Date,
    /// An opening hour.
    Hours,
    /// Rhai.
    Script,
}

/// A piece of a text in the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Variation {
    /// Bytes of the text.
    pub range: Range<usize>,
    pub text: String,
}

impl Variation {
    fn new(range: Range<usize>, text: impl Into<String>) -> Variation {
        Variation { range, text: text.into() }
    }
}

/// Collects the mutants of one policy.
pub(super) struct Mutants<'m> {
    pub declared: &'m Declared,
    sources: &'m Sources,
    found: Vec<Mutant>,
}

/// Every mutant of a policy, by file and place.
pub fn mutants(policy: &Policy, files: &Files, trees: &[(FileId, Table)], sources: &Sources) -> Vec<Mutant> {
    let mut mutants = Mutants { declared: &policy.declared, sources, found: Vec::new() };
    for (_, tree) in trees {
        tree.entries.iter().for_each(|entry| mutants.section(entry));
    }
    if let Some(script) = files.script {
        let text = &sources.get(script).text;
        for variation in rhai::variations(text) {
            let line = text[..variation.range.start].rfind('\n').map_or(0, |n| n + 1);
            let end = text[line..].find('\n').map_or(text.len(), |n| line + n);
            let span = Span::new(script, line..end);
            let own = Variation::new(variation.range.start - line..variation.range.end - line, variation.text);
            mutants.push("policy.rhai", span, own, Change::Script);
        }
    }
    let mut found = mutants.found;
    found.sort_by(|a, b| (a.span, &a.text).cmp(&(b.span, &b.text)));
    found.dedup();
    found
}

impl Mutants<'_> {
    /// The text of a span as written.
    fn written(&self, span: Span) -> &str {
        self.sources.get(span.file).text.get(span.range()).unwrap_or_default()
    }

    /// Adds the policy in which a piece of the value at `span` is varied.
    fn push(&mut self, at: &str, span: Span, variation: Variation, change: Change) {
        let from = self.written(span).to_owned();
        let (Some(before), Some(after)) = (from.get(..variation.range.start), from.get(variation.range.end..)) else { return };
        let to = format!("{before}{}{after}", variation.text);
        if to != from {
            let start = span.start as usize;
            let place = Span::new(span.file, start + variation.range.start..start + variation.range.end);
            let (from, to) = (from.trim().to_owned(), to.trim().to_owned());
            self.found.push(Mutant { at: at.to_owned(), span: place, text: variation.text, from, to, change });
        }
    }

    fn push_all(&mut self, at: &str, span: Span, variations: Vec<Variation>, change: Change) {
        variations.into_iter().for_each(|variation| self.push(at, span, variation, change));
    }

    /// Another value in the place of a whole one.
    fn replace(&mut self, at: &str, span: Span, text: impl Into<String>, change: Change) {
        let whole = 0..(span.end - span.start) as usize;
        self.push(at, span, Variation::new(whole, text), change);
    }

    fn section(&mut self, entry: &Entry) {
        let word = entry.key.value.as_str();
        let Some(table) = entry.node.table() else { return };
        match word {
            "policy" => self.keyed(word, table, &["in_force"], Self::dates),
            "opening_hours" => self.hours(word, table),
            "parameters" => table.entries.iter().for_each(|one| {
                let at = format!("{word}.{}", one.key.value);
                let value = one.node.table().map_or(Some(&one.node), |t| t.get("value"));
                value.into_iter().for_each(|node| self.number(&at, node, Change::Limit));
            }),
            "attributes" => table.entries.iter().for_each(|one| {
                let absent = one.node.table().and_then(|t| t.get("absent"));
                absent.into_iter().for_each(|node| self.plain(&format!("{word}.{}", one.key.value), node));
            }),
            "records" | "events" => table.entries.iter().for_each(|one| {
                let when = one.node.table().and_then(|t| t.get("when"));
                when.into_iter().for_each(|node| self.condition(&format!("{word}.{}.when", one.key.value), node));
            }),
            "conditions" => table.entries.iter().for_each(|one| self.condition(&format!("{word}.{}", one.key.value), &one.node)),
            "table" => table.entries.iter().for_each(|one| self.decision(&one.key.value, &one.node)),
            _ if crate::policy::rules::kind_words().any(|kind| kind == word) => {
                for rule in &table.entries {
                    rule.node.table().into_iter().for_each(|inner| self.rule(&rule.key.value, inner));
                }
            }
            _ => {}
        }
    }

    fn keyed(&mut self, at: &str, table: &Table, keys: &[&str], each: fn(&mut Self, &str, &Node)) {
        for entry in table.entries.iter().filter(|e| keys.contains(&e.key.value.as_str())) {
            each(self, &format!("{at}.{}", entry.key.value), &entry.node);
        }
    }

    /// Dates anywhere inside, a day earlier or later.
    fn dates(&mut self, at: &str, node: &Node) {
        match &node.value {
            Value::Table(table) => table.entries.iter().for_each(|e| self.dates(&format!("{at}.{}", e.key.value), &e.node)),
            Value::List(items) => items.iter().for_each(|item| self.dates(at, item)),
            _ => {
                let variations = grammar::dates(self.written(node.inner()));
                self.push_all(at, node.inner(), variations, Change::Date);
            }
        }
    }

    /// Opening hours a minute earlier or later, seasons a day.
    fn hours(&mut self, at: &str, table: &Table) {
        for entry in &table.entries {
            let at = format!("{at}.{}", entry.key.value);
            match (&entry.node.value, entry.key.value.as_str()) {
                (Value::Table(inner), _) => self.hours(&at, inner),
                (_, "dates") => self.dates(&at, &entry.node),
                (_, "hours") | (Value::List(_), _) => {
                    for item in entry.node.items() {
                        let variations = grammar::clocks(self.written(item.inner()));
                        self.push_all(&at, item.inner(), variations, Change::Hours);
                    }
                }
                _ => {}
            }
        }
    }

    /// A decision table: its cells, and the bands of its rows.
    fn decision(&mut self, name: &str, node: &Node) {
        for (entry, row) in node.table().map(|t| crate::policy::variant::named(t, "row")).unwrap_or_default() {
            for cell in &row.entries {
                let at = format!("table.{name}.{}.{}", entry.key.value, cell.key.value);
                match (&cell.node.value, cell.key.value.as_str()) {
                    (_, "is") => self.bound(&at, &cell.node),
                    (Value::Text(_), _) if self.is_office(&cell.node) => self.party(&at, &cell.node),
                    (Value::Text(_), _) => self.limit(&at, &cell.node),
                    _ => self.plain(&at, &cell.node),
                }
            }
        }
    }

    /// A number one more and one less, a truth value its other.
    fn plain(&mut self, at: &str, node: &Node) {
        match &node.value {
            Value::Boolean(flag) => self.replace(at, node.span, (!flag).to_string(), Change::Value),
            Value::List(items) => items.iter().for_each(|item| self.plain(at, item)),
            _ => self.number(at, node, Change::Value),
        }
    }

    fn number(&mut self, at: &str, node: &Node, change: Change) {
        if matches!(node.value, Value::Whole(_) | Value::Number(_)) {
            let variations = grammar::numbers(self.written(node.span));
            self.push_all(at, node.span, variations, change);
        }
    }
}
