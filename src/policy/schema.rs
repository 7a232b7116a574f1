//! Every key of every file that duban reads: where it stands, what it holds, what it means. Readers ask this table
//! which keys are known; editors, the JSON Schema and the reference are written from it. A test holds it and the
//! readers equal.

pub mod calendar;
pub mod constraint;
pub mod decision;
pub mod declared;
pub mod fact;
pub mod hours;
pub mod mapping;
pub mod metric;
pub mod monitor;
pub mod moving;
pub mod obligation;
pub mod office;
pub mod periodic;
pub mod rule;
pub mod shape;
pub mod shown;
pub mod suite;

pub use shape::{Of, Shape};

use crate::lang::Bilingual;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Chinese, English.
pub type Words = (&'static str, &'static str);

/// One kind of table: `[obligation.ID]`, `{ title, has }`.
#[derive(Debug)]
pub struct Table {
    /// A word for programs, unique: `obligation`.
    pub name: &'static str,
    /// What it is, in messages: 义务规则, an obligation.
    pub what: Words,
    /// What it is for, a sentence.
    pub means: Words,
    /// In the order of the dialect; groups that several tables share are lists of their own.
    pub keys: &'static [&'static [Key]],
    /// Where keys are names of the author's own: what the names are, and what each holds.
    pub names: Option<(Words, Shape)>,
}

/// One key.
#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    pub shape: Shape,
    pub required: bool,
    /// A few words, for labels.
    pub short: Words,
    /// A sentence or two.
    pub means: Words,
    /// TOML that may stand in such a table.
    pub example: &'static str,
}

/// A key that may be left out.
pub const fn key(name: &'static str, shape: Shape, short: Words, means: Words, example: &'static str) -> Key {
    Key { name, shape, required: false, short, means, example }
}

impl Key {
    pub const fn required(self) -> Key {
        Key { required: true, ..self }
    }
}

impl Table {
    /// A table of keys alone.
    pub const fn new(name: &'static str, what: Words, means: Words, keys: &'static [&'static [Key]]) -> Table {
        Table { name, what, means, keys, names: None }
    }

    /// A table whose keys are names of the author's own.
    pub const fn of_names(name: &'static str, what: Words, means: Words, names: Words, shape: Shape) -> Table {
        Table { name, what, means, keys: &[], names: Some((names, shape)) }
    }

    pub fn keys(&self) -> impl Iterator<Item = &'static Key> + Clone + use<> {
        self.keys.iter().flat_map(|group| group.iter())
    }

    pub fn names(&self) -> Vec<&'static str> {
        self.keys().map(|key| key.name).collect()
    }

    pub fn find(&self, name: &str) -> Option<&'static Key> {
        self.keys().find(|key| key.name == name)
    }

    pub fn what(&self) -> Bilingual {
        let (zh, en) = self.what;
        Bilingual { zh: zh.to_owned(), en: en.to_owned() }
    }
}

/// A kind of file.
#[derive(Debug)]
pub struct File {
    /// `policy`: the name of its schema.
    pub name: &'static str,
    /// Where such files lie.
    pub place: &'static str,
    pub root: &'static Table,
}

/// Every kind of file that duban reads as TOML.
pub static FILES: [File; 5] = [
    File { name: "policy", place: "policies/ID/policy.toml", root: &declared::FILE },
    File { name: "calendar", place: "policies/calendars/ID.toml", root: &calendar::FILE },
    File { name: "test", place: "policies/ID/tests/*.toml", root: &suite::FILE },
    File { name: "mapping", place: "policies/ID/mappings/*.toml", root: &mapping::FILE },
    File { name: "monitor", place: "monitor.toml", root: &monitor::FILE },
];

/// Every table that a file may hold, the file itself first, each once.
pub fn tables(root: &'static Table) -> Vec<&'static Table> {
    let mut found: Vec<&'static Table> = Vec::new();
    let mut open = vec![root];
    while let Some(table) = open.pop() {
        if found.iter().any(|known| known.name == table.name) {
            continue;
        }
        found.push(table);
        let mut inner: Vec<&'static Table> = Vec::new();
        table.keys().for_each(|key| key.shape.tables(&mut inner));
        if let Some((_, shape)) = &table.names {
            shape.tables(&mut inner);
        }
        open.extend(inner.into_iter().rev());
    }
    found
}

/// Every key of every file.
static ALL: LazyLock<Vec<&'static Key>> = LazyLock::new(|| FILES.iter().flat_map(|file| tables(file.root)).flat_map(Table::keys).collect());

/// The same by name, the first of each; asked for every header of a policy.
static NAMED: LazyLock<HashMap<&'static str, &'static Key>> = LazyLock::new(|| ALL.iter().rev().map(|key| (key.name, *key)).collect());

/// What a key means in a few words, wherever it stands.
pub fn meaning(name: &str) -> Option<Words> {
    NAMED.get(name).map(|key| key.short)
}

/// Words that people write for tables beside those of the dialect.
const ALSO: [(&str, &str); 3] = [("部门", "parties"), ("角色", "roles"), ("统计", "metric")];

/// The word of the dialect that a Chinese header or key stands for.
pub fn english(word: &str) -> Option<&'static str> {
    let table = ALSO.iter().find(|(zh, _)| *zh == word).map(|(_, en)| *en);
    table.or_else(|| ALL.iter().find(|key| key.short.0 == word).map(|key| key.name))
}

#[cfg(test)]
mod tests;
