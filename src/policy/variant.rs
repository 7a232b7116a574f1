//! Variants: a variant says only what differs (dialect section 4.7). Here tables merge; nothing is looked up.

use super::tree::{Entry, Node, Table, Value};
use std::borrow::Cow;

/// Keys whose tables merge by name; all others are replaced whole.
const BY_NAME: [&str; 7] = ["may", "cap", "part", "row", "from", "warn", "see"];

/// Keys of lights, to which `"off"` is a value: without the key the light would come on as usual.
const OFF_IS_A_VALUE: [&str; 3] = ["yellow", "blue", "red"];

/// The rule `base` with the keys of `variant` in the place of its own.
pub fn merge(base: &Table, variant: &Table) -> Table {
    let mut merged = base.clone();
    for entry in &variant.entries {
        let key = entry.key.value.as_str();
        if entry.node.text() == Some("off") && !OFF_IS_A_VALUE.contains(&key) {
            merged.remove(key);
            continue;
        }
        let by_name = BY_NAME.contains(&key) || key == "to";
        match (merged.get(key).and_then(Node::table), &entry.node.value) {
            (Some(old), Value::Table(new)) if by_name => {
                let value = Value::Table(merge_named(old, new));
                merged.set(Entry { key: entry.key.clone(), node: Node { span: entry.node.span, value } });
            }
            _ => merged.set(entry.clone()),
        }
    }
    merged
}

/// Named variants: a name that is there changes key by key, a new one is added, `"off"` takes one away.
fn merge_named(old: &Table, new: &Table) -> Table {
    let mut merged = old.clone();
    for entry in &new.entries {
        let name = entry.key.value.as_str();
        if entry.node.text() == Some("off") {
            merged.remove(name);
            continue;
        }
        match (merged.get(name).and_then(Node::table), &entry.node.value) {
            (Some(before), Value::Table(after)) => {
                let value = Value::Table(merge(before, after));
                merged.set(Entry { key: entry.key.clone(), node: Node { span: entry.node.span, value } });
            }
            _ => merged.set(entry.clone()),
        }
    }
    merged
}

/// The table without a key; itself where it has none such.
pub fn lacking<'t>(table: &'t Table, key: &str) -> Cow<'t, Table> {
    if table.entry(key).is_some() { Cow::Owned(without(table, &[key])) } else { Cow::Borrowed(table) }
}

/// The table without some of its keys.
pub fn without(table: &Table, keys: &[&str]) -> Table {
    Table { entries: table.entries.iter().filter(|e| !keys.contains(&e.key.value.as_str())).cloned().collect() }
}

/// The named variants under `key`: each name with its table.
pub fn named<'t>(table: &'t Table, key: &str) -> Vec<(&'t Entry, &'t Table)> {
    let variants = table.get(key).and_then(Node::table);
    variants.map(|t| t.entries.iter().filter_map(|e| Some((e, e.node.table()?))).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Faults;
    use crate::policy::tree;
    use crate::source::Sources;

    fn table(text: &str) -> Table {
        let mut sources = Sources::default();
        let file = sources.add("t.toml", text);
        let mut faults = Faults::default();
        let table = tree::parse(file, text, &mut faults);
        assert!(faults.is_empty());
        table
    }

    #[test]
    fn a_variant_replaces_by_key_and_named_variants_by_name() {
        let base = table("on = 'a'\nto = ['x', 'y']\nmay.late = { when = 'w', within = '1' }");
        let merged = merge(&base, &table("to.x = { when = 'v' }\nmay.late.within = '2'\nmay.early = { within = '3' }"));
        let late = named(&merged, "may")[0].1;
        assert_eq!(late.get("within").and_then(Node::text), Some("2"));
        assert_eq!(late.get("when").and_then(Node::text), Some("w"));
        assert_eq!(named(&merged, "may").len(), 2);
        assert!(merged.get("to").and_then(Node::table).is_some());
    }

    #[test]
    fn off_takes_a_key_or_a_variant_away() {
        let base = table("on = 'a'\nmay.late = { within = '1' }\ncap.x = { within = '1' }");
        let merged = merge(&base, &table("on = 'off'\nmay.late = 'off'\ncap = 'off'"));
        assert!(merged.get("on").is_none() && merged.get("cap").is_none());
        assert!(named(&merged, "may").is_empty());
    }
}
