//! Which declared names the rules mention, whatever their kind: words are taken from keys and values, not from titles
//! and quotations.

use super::Checked;
use super::written::{rules, walk};
use crate::policy::tree::{Node, Table, Value};
use std::collections::HashSet;

/// Keys whose text is for people.
const PROSE: [&str; 5] = ["title", "cite", "note", "why", "reason"];

/// Every word that rules, conditions, tables and scripts use.
#[derive(Default)]
pub struct Mentions {
    /// Names without a dot, and those of a place: the event of `last.EVENT`, the table of `table.NAME`.
    words: HashSet<String>,
    /// Paths of attributes, without `trigger`, `record`, `last.EVENT`; each of their beginnings too.
    paths: HashSet<String>,
}

impl Mentions {
    pub fn of(checked: &Checked<'_>) -> Mentions {
        let mut mentions = Mentions::default();
        for rule in rules(checked.trees) {
            mentions.table(rule.table);
        }
        for tree in checked.trees {
            for section in ["conditions", "table"] {
                if let Some(table) = tree.get(section).and_then(Node::table) {
                    mentions.table(table);
                }
            }
        }
        let periodic = |rule: &crate::policy::rule::Rule| matches!(rule.duty, crate::policy::rule::Duty::Periodic(_));
        if checked.policy.rules.iter().any(periodic) {
            // Periods are told by these attributes, which no rule names.
            ["period", "duty_from"].iter().for_each(|name| mentions.token(name));
        }
        mentions
    }

    /// Takes up what the functions of `policy.rhai` mention.
    pub fn script(&mut self, checked: &Checked<'_>) {
        if let Some(script) = checked.script {
            self.text(&checked.sources.get(script).text);
        }
    }

    /// Whether a name without a dot is mentioned.
    pub fn word(&self, name: &str) -> bool {
        self.words.contains(name)
    }

    /// Whether a place looks for this attribute, or a key names it.
    pub fn attribute(&self, name: &str) -> bool {
        self.paths.contains(name) || self.words.contains(name)
    }

    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// Takes up what a further pattern mentions.
    pub fn node(&mut self, node: &Node) {
        match &node.value {
            Value::Text(text) => self.text(text),
            Value::List(items) => items.iter().for_each(|item| self.node(item)),
            Value::Table(table) => self.table(table),
            _ => {}
        }
    }

    fn table(&mut self, table: &Table) {
        walk(table, &mut Vec::new(), &mut |path, entry| {
            if path.iter().any(|key| PROSE.contains(key)) {
                return;
            }
            for from in 0..path.len() {
                self.token(&path[from..].join("."));
            }
            self.text(&entry.key.value);
            match &entry.node.value {
                Value::Text(text) => self.text(text),
                Value::List(items) => items.iter().for_each(|item| self.node(item)),
                _ => {}
            }
        });
    }

    fn text(&mut self, text: &str) {
        if !text.is_ascii() {
            // A party may be named by its title.
            self.words.insert(text.to_owned());
        }
        let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        for run in text.split(|c: char| !part(c)) {
            self.token(run);
            for ascii in run.split(|c: char| !c.is_ascii()) {
                self.token(ascii);
            }
        }
    }

    fn token(&mut self, token: &str) {
        let names: Vec<&str> = token.split('.').filter(|name| !name.is_empty()).collect();
        let Some((first, rest)) = names.split_first() else { return };
        self.words.insert((*first).to_owned());
        let path = match *first {
            "trigger" | "record" | "user" => rest,
            "last" | "first" | "count" | "table" | "parameter" => {
                self.words.extend(rest.first().map(|name| (*name).to_owned()));
                rest.get(1..).unwrap_or_default()
            }
            _ => &[],
        };
        let path = path.strip_prefix(&["attributes"]).unwrap_or(path);
        for end in 1..=path.len() {
            self.paths.insert(path[..end].join("."));
        }
    }
}
