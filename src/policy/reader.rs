//! One table of a policy file, read key by key: what is required, what is left over, what has the wrong type.

use super::fault;
use super::schema;
use super::tree::{Entry, Node, Table, Value};
use crate::diag::Faults;
use crate::lang::Bilingual;
use crate::say;
use crate::source::{Span, Spanned};

/// Reads a table and remembers which keys were asked for.
pub struct Reader<'t> {
    table: &'t Table,
    /// The header or key that the table belongs to, for what is missing.
    span: Span,
    /// What the table is, and which keys it has.
    kind: &'static schema::Table,
    missing: Vec<&'static str>,
}

impl<'t> Reader<'t> {
    pub fn new(table: &'t Table, span: Span, kind: &'static schema::Table) -> Self {
        Reader { table, span, kind, missing: Vec::new() }
    }

    pub fn span(&self) -> Span {
        self.span
    }

    /// What the table is, in words: 义务规则, an obligation.
    pub fn what(&self) -> Bilingual {
        self.kind.what()
    }

    pub fn entry(&mut self, key: &'static str) -> Option<&'t Entry> {
        #[cfg(test)]
        asked::note(self.kind.name, key);
        self.table.entry(key)
    }

    pub fn node(&mut self, key: &'static str) -> Option<&'t Node> {
        self.entry(key).map(|e| &e.node)
    }

    /// A key that must be there; [`Reader::finish`] says if it is not, and not misspelt either.
    pub fn required(&mut self, key: &'static str) -> Option<&'t Node> {
        let node = self.node(key);
        if node.is_none() {
            self.missing.push(key);
        }
        node
    }

    pub fn text(&mut self, key: &'static str, faults: &mut Faults) -> Option<Spanned<String>> {
        self.node(key).and_then(|n| text(n, faults))
    }

    pub fn required_text(&mut self, key: &'static str, faults: &mut Faults) -> Option<Spanned<String>> {
        self.required(key).and_then(|n| text(n, faults))
    }

    pub fn boolean(&mut self, key: &'static str, faults: &mut Faults) -> Option<bool> {
        let node = self.node(key)?;
        match node.value {
            Value::Boolean(flag) => Some(flag),
            _ => {
                faults.push(fault::table::wrong_type(node, say!("true 或 false"; "true or false")));
                None
            }
        }
    }

    pub fn whole(&mut self, key: &'static str, faults: &mut Faults) -> Option<Spanned<i64>> {
        let node = self.node(key)?;
        match node.value {
            Value::Whole(n) => Some(Spanned::new(n, node.span)),
            _ => {
                faults.push(fault::table::wrong_type(node, say!("整数"; "a whole number")));
                None
            }
        }
    }

    /// One text, or a list of texts.
    pub fn texts(&mut self, key: &'static str, faults: &mut Faults) -> Vec<Spanned<String>> {
        match self.node(key) {
            Some(node) => node.items().iter().filter_map(|item| text(item, faults)).collect(),
            None => Vec::new(),
        }
    }

    pub fn table(&mut self, key: &'static str, faults: &mut Faults) -> Option<(&'t Table, Span)> {
        let entry = self.entry(key)?;
        match &entry.node.value {
            Value::Table(table) => Some((table, entry.key.span)),
            _ => {
                faults.push(fault::table::wrong_type(&entry.node, say!("表"; "a table")));
                None
            }
        }
    }

    /// Reports every key that such a table has not, with the nearest one that it has, and what is missing.
    pub fn finish(self, faults: &mut Faults) {
        unknown_keys(self.table, self.kind, faults);
        self.finish_missing(faults);
    }

    /// Reports what is missing, where the keys are looked through elsewhere.
    pub fn finish_missing(self, faults: &mut Faults) {
        for key in &self.missing {
            if !self.misspelt(key) {
                faults.push(fault::table::missing_key(self.span, &self.what(), key));
            }
        }
    }

    /// Whether an unknown key of the table is probably `key`: one slip, one message.
    pub fn misspelt(&self, key: &str) -> bool {
        let known = self.kind.names();
        let mut unknown = self.table.entries.iter().map(|e| e.key.value.as_str()).filter(|k| !known.contains(k));
        unknown.any(|word| crate::diag::nearest(word, known.iter().copied()) == Some(key))
    }
}

/// Reports the keys of a table that its kind has not.
pub fn unknown_keys(table: &Table, kind: &'static schema::Table, faults: &mut Faults) {
    for entry in table.entries.iter().filter(|entry| kind.find(&entry.key.value).is_none()) {
        faults.push(fault::table::unknown_key(&entry.key, kind));
    }
}

/// The text of a node and where it stands without its quotes, or a diagnostic.
pub fn text(node: &Node, faults: &mut Faults) -> Option<Spanned<String>> {
    words(node, faults).map(|text| Spanned::new(text.to_owned(), node.inner()))
}

/// The text of a node, or a diagnostic. TOML dates count as their text.
pub fn words<'n>(node: &'n Node, faults: &mut Faults) -> Option<&'n str> {
    match &node.value {
        Value::Text(text) | Value::Date(text) => Some(text),
        _ => {
            faults.push(fault::table::wrong_type(node, say!("文字"; "text")));
            None
        }
    }
}

/// Which keys were asked for under which kind of table, so that a test can hold the table of keys and the readers equal.
#[cfg(test)]
pub mod asked {
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    thread_local! {
        pub static ASKED: RefCell<BTreeSet<(&'static str, &'static str)>> = const { RefCell::new(BTreeSet::new()) };
    }

    pub fn note(table: &'static str, key: &'static str) {
        ASKED.with_borrow_mut(|asked| asked.insert((table, key)));
    }
}
