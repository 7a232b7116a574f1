//! What may be varied in conditions: values, bounds, parties.

use super::{Change, Mutants, grammar, rhai};
use crate::policy::grammar as dialect;
use crate::policy::tree::{Node, Table, Value};

impl Mutants<'_> {
    /// A pattern, a list of patterns, or Rhai.
    pub(super) fn condition(&mut self, at: &str, node: &Node) {
        match &node.value {
            Value::Text(_) => {
                let variations = rhai::variations(self.written(node.inner()));
                self.push_all(at, node.inner(), variations, Change::Script);
            }
            Value::Table(table) => self.pattern(at, &mut Vec::new(), table),
            Value::List(items) => items.iter().for_each(|item| self.condition(at, item)),
            _ => {}
        }
    }

    fn pattern(&mut self, at: &str, path: &mut Vec<String>, table: &Table) {
        for entry in &table.entries {
            path.push(entry.key.value.clone());
            match &entry.node.value {
                Value::Table(inner) => self.pattern(at, path, inner),
                _ => {
                    let at = format!("{at}.{}", path.join("."));
                    entry.node.items().iter().for_each(|item| self.wanted(&at, path, item));
                }
            }
            path.pop();
        }
    }

    /// One value that a place may have.
    pub(super) fn wanted(&mut self, at: &str, path: &[String], node: &Node) {
        let Some(text) = node.text() else { return self.plain(at, node) };
        if text == "*" {
            return;
        }
        let last = path.last().map_or("", String::as_str);
        let values: Vec<&str> = match last {
            "by" | "to" | "id" | "role" if self.is_office(node) => return self.party(at, node),
            "level" => self.declared.register().levels().iter().map(|level| level.id.as_str()).collect(),
            _ => self.values(path),
        };
        match values.iter().position(|value| *value == text) {
            Some(n) => {
                let other = values[(n + 1) % values.len()].to_owned();
                self.replace(at, node.inner(), other, Change::Value);
            }
            None if matches!(dialect::compare(text, node.inner()), Ok(Some(_))) => self.bound(at, node),
            None => {
                let variations = grammar::dates(self.written(node.inner()));
                self.push_all(at, node.inner(), variations, Change::Date);
            }
        }
    }

    /// The values that the attribute at a place may have, as far as declared.
    fn values(&self, path: &[String]) -> Vec<&str> {
        let declared = self.declared;
        let found = (0..path.len()).find_map(|n| declared.attributes.iter().find(|a| a.name.value == path[n..].join(".")));
        found.map(|attribute| attribute.values.iter().map(|(code, _)| code.value.as_str()).collect()).unwrap_or_default()
    }

    /// A comparison.
    pub(super) fn bound(&mut self, at: &str, node: &Node) {
        let variations = grammar::comparison(self.written(node.inner()));
        self.push_all(at, node.inner(), variations, Change::Bound);
    }

    /// Whether a text names a declared party or role, alone or with a level.
    pub(super) fn is_office(&self, node: &Node) -> bool {
        let name = node.text().map(|text| text.split([',', ',']).next().unwrap_or_default().trim());
        name.is_some_and(|name| self.declared.register().offices().iter().any(|office| office.id == name))
    }

    /// A declared party or role: the next one in its place.
    pub(super) fn party(&mut self, at: &str, node: &Node) {
        let written = self.written(node.inner()).to_owned();
        let name = written.split([',', ',']).next().unwrap_or_default().trim().to_owned();
        let offices = self.declared.register().offices();
        if let Some(n) = offices.iter().position(|office| office.id == name) {
            let next = (1..offices.len()).map(|step| &offices[(n + step) % offices.len()].id).next().cloned();
            let other = next.map(|next| written.replacen(&name, &next, 1));
            other.into_iter().for_each(|other| self.replace(at, node.inner(), other, Change::Party));
        }
        for (word, other) in [("上一级", "同级"), ("同级", "上一级"), ("one level up", "same level"), ("same level", "one level up")]
        {
            if let Some(start) = written.find(word) {
                let variation = super::Variation::new(start..start + word.len(), other);
                self.push(at, node.inner(), variation, Change::Party);
                break;
            }
        }
    }
}
