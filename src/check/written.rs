//! The rules of a policy as written, before variants unfold: lints about the wording look here.

use super::Checked;
use crate::policy::rule::Rule;
use crate::policy::rules::kind_words;
use crate::policy::tree::{Entry, Node, Table, Value};
use crate::policy::variant::named;
use crate::source::{Sources, Span, Spanned};

/// `[kind.ID]` as it stands in the text.
pub struct WrittenRule<'t> {
    pub id: &'t Spanned<String>,
    pub table: &'t Table,
}

/// Every rule of the files, in the order of the kinds.
pub fn rules(trees: &[Table]) -> impl Iterator<Item = WrittenRule<'_>> {
    let headed = trees.iter().flat_map(|tree| kind_words().filter_map(|kind| tree.get(kind).and_then(Node::table)));
    headed.flat_map(|table| &table.entries).filter_map(|e| Some(WrittenRule { id: &e.key, table: e.node.table()? }))
}

/// Where the variant `name` of `key` stands in a rule, or where the rule does.
pub fn variant(checked: &Checked<'_>, rule: &Rule, key: &str, name: &str) -> Span {
    let written = rules(checked.trees).find(|written| written.id.value == rule.header);
    let found = written.and_then(|w| named(w.table, key).into_iter().find(|(e, _)| e.key.value == name).map(|(e, _)| e.key.span));
    found.unwrap_or(rule.span)
}

/// Where `key` stands in a rule, or where the rule does.
pub fn key(checked: &Checked<'_>, rule: &Rule, key: &str) -> Span {
    let written = rules(checked.trees).find(|written| written.id.value == rule.header);
    written.and_then(|w| w.table.entry(key)).map_or(rule.span, |entry| entry.key.span)
}

/// Every entry of a table and of the tables in it, with the keys that lead to it.
pub fn walk<'t>(table: &'t Table, path: &mut Vec<&'t str>, see: &mut dyn FnMut(&[&'t str], &'t Entry)) {
    for entry in &table.entries {
        path.push(&entry.key.value);
        see(path, entry);
        if let Value::Table(inner) = &entry.node.value {
            walk(inner, path, see);
        }
        path.pop();
    }
}

/// Whether two values say the same, wherever they stand.
pub fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Text(a), Value::Text(b)) | (Value::Date(a), Value::Date(b)) => a == b,
        (Value::Whole(a), Value::Whole(b)) => a == b,
        (Value::Number(a), Value::Number(b)) => a == b,
        (Value::Boolean(a), Value::Boolean(b)) => a == b,
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Table(a), Value::Table(b)) => same_table(a, b),
        _ => false,
    }
}

/// Whether two tables have the same keys with the same values.
pub fn same_table(a: &Table, b: &Table) -> bool {
    a.entries.len() == b.entries.len() && a.entries.iter().all(|e| b.get(&e.key.value).is_some_and(|other| same(&e.node, other)))
}

/// A text and where each of its bytes stands, if the file holds it without escapes.
pub fn verbatim<'s>(node: &Node, sources: &'s Sources) -> Option<(&'s str, Span)> {
    let inner = node.inner();
    let raw = sources.get(inner.file).text.get(inner.range())?;
    (Some(raw) == node.text()).then_some((raw, inner))
}
