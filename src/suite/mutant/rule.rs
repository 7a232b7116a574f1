//! What may be varied in a rule, key by key.

use super::{Change, Mutants, Variation, grammar};
use crate::policy::tree::{Entry, Node, Table, Value};

/// Words of a key that stand for each other's opposite or neighbour.
const WORDS: [(&str, &[(&str, &str)]); 4] = [
    ("only", &[("first", "last"), ("last", "first")]),
    ("days", &[("touched", "whole"), ("whole", "touched")]),
    ("quota_is", &[("exactly", "at most"), ("at most", "exactly"), ("within 1", "exactly")]),
    (
        "every",
        &[
            ("日", "工作日"),
            ("工作日", "日"),
            ("周", "月"),
            ("月", "季度"),
            ("季度", "月"),
            ("半年", "年"),
            ("年", "半年"),
            ("day", "working day"),
            ("working day", "day"),
            ("week", "month"),
            ("month", "quarter"),
            ("quarter", "month"),
            ("half-year", "year"),
            ("year", "half-year"),
        ],
    ),
];

/// Keys under which named variants stand, each a table of keys of the rule.
const VARIANTS: [&str; 6] = ["may", "cap", "part", "row", "reading", "from"];

impl Mutants<'_> {
    /// Every key of a rule, or of one of its variants.
    pub(super) fn rule(&mut self, at: &str, table: &Table) {
        for entry in &table.entries {
            let key = entry.key.value.as_str();
            let inner = format!("{at}.{key}");
            match &entry.node.value {
                Value::Table(named) if VARIANTS.contains(&key) || key == "to" || key == "on" => {
                    for variant in &named.entries {
                        let inner = format!("{inner}.{}", variant.key.value);
                        if key == "from" {
                            let variations = grammar::dates(self.written(variant.key.span));
                            self.push_all(&inner, variant.key.span, variations, Change::Date);
                        }
                        variant.node.table().into_iter().for_each(|table| self.rule(&inner, table));
                    }
                }
                _ => self.key(&inner, key, entry),
            }
        }
    }

    fn key(&mut self, at: &str, key: &str, entry: &Entry) {
        let node = &entry.node;
        match key {
            "within" | "wait" | "grace" | "total" | "before" => self.limit(at, node),
            "due" => {
                let variations = grammar::due_day(self.written(node.inner()));
                self.push_all(at, node.inner(), variations, Change::Limit);
            }
            "when" | "unless" | "expect" | "reject" | "share" => self.condition_or_names(at, node),
            "check" => self.condition(at, node),
            "see" => {
                for role in node.table().map(|t| t.entries.as_slice()).unwrap_or_default().iter().filter(|e| e.node.table().is_some()) {
                    self.condition(&format!("{at}.{}", role.key.value), &role.node);
                }
            }
            "bearer" | "to" | "signatures" => node.items().iter().for_each(|item| self.addressee(at, item)),
            "times" | "acts" | "different_by" | "different_to" => self.numbers(at, node, Change::Count),
            "at_least" | "at_most" => {
                self.numbers(at, node, Change::Bound);
                let other = if key == "at_least" { "at_most" } else { "at_least" };
                self.replace(at, entry.key.span, other, Change::Bound);
            }
            "quota" | "warn" | "yellow" | "blue" | "red" => {
                self.leaves(at, node, &mut |own, at, node| own.numbers(at, node, Change::Bound));
            }
            "dates" | "in_force" => self.dates(at, node),
            "restart" => self.plain(at, node),
            _ => self.word(at, key, node),
        }
    }

    /// `share` may name events or an outcome in place of a pattern.
    fn condition_or_names(&mut self, at: &str, node: &Node) {
        if !at.ends_with(".share") || node.table().is_some() {
            self.condition(at, node);
        }
    }

    fn word(&mut self, at: &str, key: &str, node: &Node) {
        let words = WORDS.iter().find(|(name, _)| *name == key).map(|(_, words)| *words).unwrap_or_default();
        let other = node.text().and_then(|text| words.iter().find(|(word, _)| *word == text));
        other.into_iter().for_each(|(_, other)| self.replace(at, node.inner(), *other, Change::Value));
    }

    pub(super) fn limit(&mut self, at: &str, node: &Node) {
        if node.text().is_some() {
            let variations = grammar::limit(self.written(node.inner()));
            self.push_all(at, node.inner(), variations, Change::Limit);
        }
    }

    fn numbers(&mut self, at: &str, node: &Node, change: Change) {
        if !matches!(node.value, Value::Table(_) | Value::List(_) | Value::Boolean(_)) {
            let variations = grammar::numbers(self.written(node.inner()));
            self.push_all(at, node.inner(), variations, change);
        }
    }

    /// Calls `one` for each value in tables below.
    fn leaves(&mut self, at: &str, node: &Node, one: &mut dyn FnMut(&mut Self, &str, &Node)) {
        match &node.value {
            Value::Table(table) => table.entries.iter().for_each(|e| self.leaves(&format!("{at}.{}", e.key.value), &e.node, one)),
            _ => one(self, at, node),
        }
    }

    /// Who bears or receives: a declared office, or a place.
    fn addressee(&mut self, at: &str, node: &Node) {
        if self.is_office(node) {
            return self.party(at, node);
        }
        let written = self.written(node.inner()).to_owned();
        for (word, other) in [("each trigger.to", "trigger.to"), ("trigger.by", "trigger.to"), ("trigger.to", "trigger.by")] {
            if written.starts_with(word) {
                let variation = Variation::new(0..word.len(), other);
                return self.push(at, node.inner(), variation, Change::Party);
            }
        }
    }
}
