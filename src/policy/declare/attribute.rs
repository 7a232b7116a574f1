//! `[attributes]`: what events and records carry, of which type, with which known values.

use super::reserved::is_reserved;
use crate::diag::Faults;
use crate::policy::fault;
use crate::policy::reader::{Reader, text};
use crate::policy::schema;
use crate::policy::tree::{Entry, Node, Table, Value as Written};
use crate::record::Value;
use crate::say;
use crate::source::Spanned;

/// The type of an attribute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Type {
    #[default]
    Text,
    Number,
    Whole,
    Boolean,
    Date,
    Instant,
    List,
    Any,
}

/// Types as policies and mappings write them.
pub const TYPES: [(&str, Type); 8] = [
    ("text", Type::Text),
    ("number", Type::Number),
    ("whole", Type::Whole),
    ("boolean", Type::Boolean),
    ("date", Type::Date),
    ("instant", Type::Instant),
    ("list", Type::List),
    ("any", Type::Any),
];

impl Type {
    pub fn name(self) -> &'static str {
        TYPES.iter().find(|(_, t)| *t == self).map_or("any", |(name, _)| name)
    }

    /// Whether values of this type have an order, so that a text compares: `at least 5`.
    pub fn is_ordered(self) -> bool {
        matches!(self, Type::Number | Type::Whole | Type::Date | Type::Instant)
    }
}

/// A declared attribute.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The whole path: `subject.party_member`.
    pub name: Spanned<String>,
    pub title: String,
    pub kind: Type,
    /// The codes the policy knows, with their titles; a record may hold others.
    pub values: Vec<(Spanned<String>, String)>,
    /// Stands in where the attribute is absent.
    pub absent: Option<Value<'static>>,
}

pub fn read(table: &Table, faults: &mut Faults) -> Vec<Attribute> {
    table.entries.iter().flat_map(|entry| attribute(entry, faults)).collect()
}

fn attribute(entry: &Entry, faults: &mut Faults) -> Vec<Attribute> {
    let name = entry.key.clone();
    if is_reserved(&name.value) {
        faults.push(fault::name::reserved(&name));
    }
    if let Written::Text(title) = &entry.node.value {
        // What stands in the stead of a line that could not be read has no title, and any type.
        let kind = if title.is_empty() { Type::Any } else { Type::Text };
        return vec![Attribute { name, title: title.clone(), kind, values: Vec::new(), absent: None }];
    }
    let Written::Table(table) = &entry.node.value else {
        faults.push(fault::table::wrong_type(&entry.node, say!("名称,或者 {{ title, type }} 表"; "a title, or a table {{ title, type }}")));
        return Vec::new();
    };
    if table.get("title").is_none() && table.entries.iter().all(|e| e.node.table().is_some() || e.node.text().is_some()) {
        faults.push(fault::name::unquoted_path(&name, table));
        let below = |inner: &Entry| Entry { key: inner.key.clone().map(|key| format!("{}.{key}", name.value)), node: inner.node.clone() };
        return table.entries.iter().flat_map(|inner| attribute(&below(inner), faults)).collect();
    }
    let mut reader = Reader::new(table, name.span, &schema::fact::ATTRIBUTE);
    let title = reader.required_text("title", faults).map(|t| t.value).unwrap_or_default();
    let kind = reader.text("type", faults).map_or(Type::Text, |word| kind(&word, faults));
    let values = reader.table("values", faults).map(|(t, _)| values(t, faults)).unwrap_or_default();
    let absent = reader.node("absent").and_then(|node| constant(node, faults));
    reader.finish(faults);
    vec![Attribute { name, title, kind, values, absent }]
}

fn kind(word: &Spanned<String>, faults: &mut Faults) -> Type {
    match TYPES.iter().find(|(name, _)| *name == word.value) {
        Some((_, kind)) => *kind,
        None => {
            let names: Vec<&str> = TYPES.iter().map(|(name, _)| *name).collect();
            faults.push(fault::name::not_one_of(word, &names));
            Type::Any
        }
    }
}

fn values(table: &Table, faults: &mut Faults) -> Vec<(Spanned<String>, String)> {
    table.entries.iter().filter_map(|e| Some((e.key.clone(), text(&e.node, faults)?.value))).collect()
}

/// A constant as the value a record would hold.
pub fn constant(node: &Node, faults: &mut Faults) -> Option<Value<'static>> {
    match &node.value {
        Written::Text(text) | Written::Date(text) => Some(Value::Text(text.clone().into())),
        Written::Whole(n) => Some(Value::Whole(*n)),
        Written::Number(n) => Some(Value::Number(*n)),
        Written::Boolean(flag) => Some(Value::Boolean(*flag)),
        Written::List(items) => items.iter().map(|item| constant(item, faults)).collect::<Option<_>>().map(Value::List),
        Written::Table(_) => {
            faults.push(fault::table::wrong_type(node, say!("文字、数、真假值或列表"; "text, a number, a boolean or a list")));
            None
        }
    }
}
