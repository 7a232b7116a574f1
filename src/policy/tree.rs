//! TOML as a tree in the order of the text, every key and value with its span.

use super::syntax::{self, LONGEST};
use crate::diag::Faults;
use crate::source::{FileId, Span, Spanned};
use toml::de::{DeTable, DeValue};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    pub span: Span,
    pub value: Value,
}

/// What TOML can say.
#[derive(Clone, Debug)]
pub enum Value {
    Text(String),
    Whole(i64),
    Number(f64),
    Boolean(bool),
    /// A TOML date, time or date-time, as written.
    Date(String),
    List(Vec<Node>),
    Table(Table),
}

/// Entries in the order of the text.
#[derive(Clone, Debug, Default)]
pub struct Table {
    pub entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub key: Spanned<String>,
    pub node: Node,
}

impl Table {
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|e| e.key.value == key).map(|e| &e.node)
    }

    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.key.value == key)
    }

    /// Sets `key`, in the place of an entry of that name or at the end.
    pub fn set(&mut self, entry: Entry) {
        match self.entries.iter_mut().find(|e| e.key.value == entry.key.value) {
            Some(old) => *old = entry,
            None => self.entries.push(entry),
        }
    }

    pub fn remove(&mut self, key: &str) {
        self.entries.retain(|e| e.key.value != key);
    }
}

impl Node {
    /// The kind of value, for messages.
    pub fn kind(&self) -> crate::lang::Bilingual {
        use crate::say;
        match &self.value {
            Value::Text(_) => say!("文字"; "text"),
            Value::Whole(_) => say!("整数"; "a whole number"),
            Value::Number(_) => say!("小数"; "a number"),
            Value::Boolean(_) => say!("真假值"; "a boolean"),
            Value::Date(_) => say!("日期"; "a date"),
            Value::List(_) => say!("列表"; "a list"),
            Value::Table(_) => say!("表"; "a table"),
        }
    }

    pub fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A list's items, or the node itself as the only one.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// The span of a text's content, without its quotes.
    pub fn inner(&self) -> Span {
        match self.value {
            Value::Text(_) if self.span.end >= self.span.start + 2 => {
                Span { start: self.span.start + 1, end: self.span.end - 1, ..self.span }
            }
            _ => self.span,
        }
    }
}

/// Reads one TOML text; every slip becomes a diagnostic, the rest is still there.
pub fn parse(file: FileId, text: &str, faults: &mut Faults) -> Table {
    if text.len() <= LONGEST {
        // most have no slip, and are read once
        let (root, slips) = DeTable::parse_recoverable(text);
        if slips.is_empty() {
            return table(file, root.get_ref());
        }
    }
    let mended = syntax::mended(file, text, faults);
    let (root, _) = DeTable::parse_recoverable(mended.as_deref().unwrap_or(text));
    table(file, root.get_ref())
}

fn table(file: FileId, source: &DeTable<'_>) -> Table {
    let mut entries: Vec<Entry> = source
        .iter()
        .map(|(key, value)| Entry { key: Spanned::new(key.get_ref().to_string(), Span::new(file, key.span())), node: node(file, value) })
        .collect();
    entries.sort_by_key(|e| e.key.span.start);
    Table { entries }
}

fn node(file: FileId, source: &toml::Spanned<DeValue<'_>>) -> Node {
    let value = match source.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(whole) => Value::Whole(whole),
            Err(_) => Value::Number(number.as_str().parse().unwrap_or(f64::NAN)),
        },
        DeValue::Float(number) => Value::Number(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Boolean(*flag),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(|item| node(file, item)).collect()),
        DeValue::Table(inner) => Value::Table(table(file, inner)),
    };
    Node { span: Span::new(file, source.span()), value }
}
