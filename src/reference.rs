//! What the keys of every file mean, as a JSON Schema for editors and as pages for people, from the one table of keys.

pub mod json;
pub mod markdown;
mod ordered;

use crate::policy::schema::Key;
use crate::policy::tree::{self, Node, Value};
use crate::source::Sources;
use ordered::Json;

/// The value that a key's example gives it, if it stands in the line of the key.
fn example(key: &Key) -> Option<Json> {
    if key.example.starts_with('[') {
        return None;
    }
    let mut sources = Sources::default();
    let file = sources.add("example.toml", key.example);
    let read = tree::parse(file, key.example, &mut crate::diag::Faults::default());
    read.get(key.name).map(json_of)
}

fn json_of(node: &Node) -> Json {
    match &node.value {
        Value::Text(text) | Value::Date(text) => Json::text(text),
        Value::Whole(n) => Json::Number(*n),
        Value::Number(n) => Json::text(n.to_string()),
        Value::Boolean(flag) => Json::Flag(*flag),
        Value::List(items) => Json::List(items.iter().map(json_of).collect()),
        Value::Table(table) => Json::Object(table.entries.iter().map(|e| (e.key.value.clone(), json_of(&e.node))).collect()),
    }
}
