//! The texts of a policy as a list of values, each with its path and its line.

use super::{CALENDAR, Entry, Line};
use crate::diag::Faults;
use crate::policy::tree::{self, Node, Value};
use crate::source::{FileId, Sources, Span};
use std::collections::{BTreeMap, BTreeSet};

/// One value.
#[derive(Clone, Debug)]
pub struct Leaf {
    pub path: String,
    pub entry: Entry,
    /// As written; what is compared.
    pub value: String,
    pub line: Line,
    /// Its place among all values.
    pub order: usize,
}

/// Every value by path, and the words of every entry.
#[derive(Clone, Debug, Default)]
pub struct Flat {
    pub leaves: BTreeMap<String, Leaf>,
    pub words: BTreeMap<Entry, BTreeSet<String>>,
    /// Where each entry of a policy begins: `[obligation.XZ-04]`.
    pub heads: BTreeMap<Entry, Line>,
}

/// The names that a text may speak of.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).filter(|word| !word.is_empty())
}

impl Flat {
    /// A TOML file of a policy; or a calendar, by name.
    pub fn toml(&mut self, of: &str, calendar: Option<&str>, file: FileId, sources: &Sources) {
        let text = &sources.get(file).text;
        // what is wrong with it was said when it was read
        let root = tree::parse(file, text, &mut Faults::default());
        for table in &root.entries {
            let whole = Node { span: table.key.span, value: Value::Table(tree::Table { entries: vec![table.clone()] }) };
            let Some(inner) = table.node.table().filter(|_| calendar.is_none()) else {
                let entry = (calendar.map_or(table.key.value.as_str(), |_| CALENDAR).to_owned(), String::new());
                let path = calendar.map_or(String::new(), |name| format!("{name}: "));
                self.node(&path, &entry, &whole, sources);
                continue;
            };
            for item in &inner.entries {
                let entry = (table.key.value.clone(), item.key.value.clone());
                self.note(&entry, &item.key.value);
                self.heads.entry(entry.clone()).or_insert_with(|| line(item.key.span, sources));
                let path = format!("{of}{}.{}", table.key.value, bare(&item.key.value));
                self.node(&path, &entry, &item.node, sources);
            }
        }
    }

    fn node(&mut self, path: &str, entry: &Entry, node: &Node, sources: &Sources) {
        match &node.value {
            Value::Table(table) => {
                for inner in &table.entries {
                    self.note(entry, &inner.key.value);
                    let dot = if path.is_empty() || path.ends_with(' ') { "" } else { "." };
                    self.node(&format!("{path}{dot}{}", bare(&inner.key.value)), entry, &inner.node, sources);
                }
            }
            // of a list each item by itself: a holiday more is one line more, wherever it stands
            Value::List(items) if items.iter().all(|item| item.text().is_some()) && is_long(node.span, sources) => {
                for item in items {
                    let text = item.text().unwrap_or_default();
                    self.leaf(&format!("{path} “{text}”"), entry, item.span, sources);
                }
            }
            Value::List(items) if items.iter().any(|item| item.table().is_some()) => {
                for (n, item) in items.iter().enumerate() {
                    self.node(&format!("{path}[{n}]"), entry, item, sources);
                }
            }
            _ => self.leaf(path, entry, node.span, sources),
        }
    }

    fn leaf(&mut self, path: &str, entry: &Entry, span: Span, sources: &Sources) {
        let value = sources.get(span.file).text.get(span.range()).unwrap_or_default().to_owned();
        self.note(entry, &value);
        let order = self.leaves.len();
        let leaf = Leaf { path: path.to_owned(), entry: entry.clone(), value, line: line(span, sources), order };
        self.leaves.insert(path.to_owned(), leaf);
    }

    /// A table of parties, row by row.
    pub fn rows(&mut self, of: &str, file: FileId, sources: &Sources) {
        self.by_line(file, sources, |text| {
            let id = text.split([',', ';', '\t']).next().unwrap_or_default().trim().to_owned();
            (format!("{of}parties.csv: {id}"), ("parties".to_owned(), id))
        });
    }

    /// Any other file, line by line.
    pub fn lines(&mut self, name: &str, file: FileId, sources: &Sources) {
        self.by_line(file, sources, |text| (format!("{name}: {text}"), (CALENDAR.to_owned(), String::new())));
    }

    fn by_line(&mut self, file: FileId, sources: &Sources, of: impl Fn(&str) -> (String, Entry)) {
        let source = sources.get(file);
        for (n, text) in source.text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
            let (path, entry) = of(text);
            self.note(&entry, text);
            let line = Line { file: source.path.clone(), line: n + 1, text: text.trim().to_owned() };
            let order = self.leaves.len();
            self.leaves.insert(path.clone(), Leaf { path, entry, value: text.to_owned(), line, order });
        }
    }

    /// A script, function by function and line by line; what stands before the first function bears on none.
    pub fn functions(&mut self, of: &str, file: FileId, sources: &Sources) {
        let source = sources.get(file);
        let mut function = String::new();
        for (n, text) in source.text.lines().enumerate() {
            let code = text.trim();
            if let Some(rest) = code.trim_start_matches("private ").strip_prefix("fn ") {
                function = rest.split('(').next().unwrap_or_default().trim().to_owned();
            }
            if code.is_empty() || code.starts_with("//") {
                continue;
            }
            let entry = ("policy.rhai".to_owned(), function.clone());
            self.note(&entry, code);
            let path = format!("{of}policy.rhai: fn {function}: {code}");
            let line = Line { file: source.path.clone(), line: n + 1, text: code.to_owned() };
            let order = self.leaves.len();
            self.leaves.insert(path.clone(), Leaf { path, entry, value: code.to_owned(), line, order });
        }
    }

    fn note(&mut self, entry: &Entry, text: &str) {
        self.words.entry(entry.clone()).or_default().extend(words(text).map(str::to_owned));
    }
}

/// Whether a value takes several lines.
fn is_long(span: Span, sources: &Sources) -> bool {
    sources.get(span.file).text.get(span.range()).is_some_and(|text| text.contains('\n'))
}

/// A key as TOML writes it.
fn bare(key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if plain { key.to_owned() } else { format!("\"{key}\"") }
}

/// The line on which a value begins.
fn line(span: Span, sources: &Sources) -> Line {
    let (number, _) = sources.place(span);
    let source = sources.get(span.file);
    let whole = source.text.lines().nth(number - 1).unwrap_or_default();
    // what follows the value on its line may end in a remark
    let behind = source.text.get(span.end as usize..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let remark = behind.find('#').filter(|_| whole.ends_with(behind)).map_or(0, |at| behind.len() - at);
    let text = whole.get(..whole.len() - remark).unwrap_or(whole).trim().to_owned();
    Line { file: source.path.clone(), line: number, text }
}
