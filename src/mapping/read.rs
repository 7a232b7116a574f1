//! Reads `mapping.toml`: tables first, then what their columns tell.

mod event;
mod field;

use super::fault;
use super::written::{Attribute, Id, Ignored, Mapping, RowsAre, Table, Test};
use crate::diag::Faults;
use crate::policy::fault as said;
use crate::policy::reader::{Reader, text, unknown_keys};
use crate::policy::schema;
use crate::policy::tree::{self, Entry, Node, Value as Written};
use crate::say;
use crate::source::{FileId, Span, Spanned};
use crate::time::Zone;
use field::{Fields, field};

impl Mapping {
    /// Reads a mapping; every fault of it is reported. What is broken is left out of what is returned.
    pub fn read(file: FileId, source: &str, faults: &mut Faults) -> Mapping {
        let root = tree::parse(file, source, faults);
        let start = Span::new(file, 0..0);
        unknown_keys(&root, &schema::mapping::FILE, faults);
        let mut reader = Reader::new(&root, start, &schema::mapping::FILE);
        reader.text("title", faults);
        let policy = reader.node("policy");
        let mut mapping = Mapping::default();
        for entry in reader.table("table", faults).map(|(tables, _)| tables.entries.as_slice()).unwrap_or_default() {
            mapping.tables.extend(self::table(entry, policy, faults));
        }
        if mapping.tables.is_empty() && !faults.has_errors() {
            faults.push(fault::empty(start));
        }
        let takes_all = |table: &&Table| table.files.is_empty() && table.sheets.is_empty();
        if let Some((n, first)) = mapping.tables.iter().enumerate().find(|(_, table)| takes_all(table)) {
            mapping.tables.iter().skip(n + 1).for_each(|table| faults.push(fault::table_not_reached(&table.name, &first.name)));
        }
        mapping.attributes = mapping.tables.iter().flat_map(|t| &t.attributes).map(|a| a.path.value.clone()).collect();
        mapping.attributes.sort_by(|a, b| a.split('.').cmp(b.split('.')));
        mapping.attributes.dedup();
        let all: Vec<&Attribute> = mapping.tables.iter().flat_map(|t| &t.attributes).collect();
        insides(&all, faults);
        mapping
    }
}

/// No attribute has both a value and others inside.
fn insides(attributes: &[&Attribute], faults: &mut Faults) {
    for attribute in attributes {
        let inside = |outer: &&&Attribute| attribute.path.value.strip_prefix(&outer.path.value).is_some_and(|rest| rest.starts_with('.'));
        if let Some(outer) = attributes.iter().find(inside) {
            faults.push(fault::attribute_inside(&attribute.path, &outer.path));
        }
    }
}

fn table(entry: &Entry, policy: Option<&Node>, faults: &mut Faults) -> Option<Table> {
    let Written::Table(source) = &entry.node.value else {
        faults.push(said::table::wrong_type(&entry.node, say!("表 [table.名称]"; "a table [table.NAME]")));
        return None;
    };
    let name = entry.key.clone();
    let mut reader = Reader::new(source, name.span, &schema::mapping::TABLE);
    let files = patterns(reader.texts("files", faults), faults);
    let sheets = patterns(reader.texts("sheets", faults), faults);
    let skip = reader.whole("skip_rows", faults).and_then(|n| u32::try_from(n.value).ok()).unwrap_or(0);
    let header_rows = header_rows(&mut reader, faults);
    let rows = rows(&mut reader, faults);
    let sorted = reader.boolean("sorted", faults).unwrap_or(false);
    let encoding = reader.text("encoding", faults).and_then(|word| encoding(word, faults));
    let separator = reader.text("separator", faults).and_then(|word| separator(&word, faults));
    let zone = reader.text("time_zone", faults).and_then(|word| zone(&word, faults));
    let fields = Fields::read(&mut reader, faults);
    let id = id(&mut reader, faults);
    let kind = reader.node("kind").and_then(|node| field::word(node, &fields, faults));
    let policy = reader.node("policy").or(policy).and_then(|node| field::word(node, &fields, faults));
    let order = reader.text("order", faults);
    let ignore = ignored(reader.node("ignore"), faults);
    let optional = ignored(reader.node("optional"), faults);
    let leave_out = reader.node("leave_out").map(|node| tests(node, &fields, faults)).unwrap_or_default();
    let attributes = attributes(reader.table("attributes", faults).map(|(t, _)| t), &fields, faults);
    let mut events = Vec::new();
    if let Some((tables, _)) = reader.table("events", faults) {
        events.extend(tables.entries.iter().filter_map(|entry| event::named(entry, &fields, faults)));
    }
    match (reader.entry("event"), rows) {
        (Some(entry), RowsAre::Record) => faults.push(fault::event_in_wide(entry.key.span)),
        (Some(entry), RowsAre::Event) => events.extend(event::of_row(entry, &fields, faults)),
        (None, RowsAre::Event) if events.is_empty() && !reader.misspelt("event") => faults.push(fault::no_event(name.span)),
        _ => {}
    }
    reader.finish(faults);
    Some(Table {
        name,
        files,
        sheets,
        skip,
        header_rows,
        rows,
        sorted,
        encoding,
        separator,
        zone,
        id: id?,
        kind,
        policy,
        order,
        attributes,
        events,
        ignore,
        optional,
        leave_out,
    })
}

fn patterns(words: Vec<Spanned<String>>, faults: &mut Faults) -> Vec<glob::Pattern> {
    let pattern = |word: Spanned<String>| match glob::Pattern::new(&word.value) {
        Ok(pattern) => Some(pattern),
        Err(_) => {
            faults.push(fault::bad_pattern(&word));
            None
        }
    };
    words.into_iter().filter_map(pattern).collect()
}

fn header_rows(reader: &mut Reader<'_>, faults: &mut Faults) -> u8 {
    let Some(node) = reader.node("header_rows") else { return 1 };
    match node.value {
        Written::Whole(n @ 0..=2) => n as u8,
        _ => {
            faults.push(said::table::wrong_type(node, say!("0、1 或 2"; "0, 1 or 2")));
            1
        }
    }
}

fn rows(reader: &mut Reader<'_>, faults: &mut Faults) -> RowsAre {
    let Some(word) = reader.required_text("rows", faults) else { return RowsAre::Record };
    match word.value.as_str() {
        "record" => RowsAre::Record,
        "event" => RowsAre::Event,
        _ => {
            faults.push(said::name::not_one_of(&word, &["record", "event"]));
            RowsAre::Record
        }
    }
}

fn encoding(word: Spanned<String>, faults: &mut Faults) -> Option<String> {
    if encoding_rs::Encoding::for_label(word.value.as_bytes()).is_none() {
        faults.push(fault::unknown_encoding(&word));
        return None;
    }
    Some(word.value)
}

fn separator(word: &Spanned<String>, faults: &mut Faults) -> Option<u8> {
    let bytes = word.value.as_bytes();
    match bytes {
        [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && !matches!(byte, b'"' | b'\n' | b'\r') => Some(*byte),
        _ => {
            faults.push(fault::bad_separator(word));
            None
        }
    }
}

fn zone(word: &Spanned<String>, faults: &mut Faults) -> Option<Zone> {
    let zone = Zone::named(&word.value);
    if zone.is_none() {
        faults.push(said::rule::unknown_zone(word));
    }
    zone
}

/// `id = "编号"`, `id = ["年度", "案号"]`, `id = { columns = […], joined = "-" }`
fn id(reader: &mut Reader<'_>, faults: &mut Faults) -> Option<Id> {
    let node = reader.required("id")?;
    let (columns, joined) = match &node.value {
        Written::Table(table) => {
            let mut inner = Reader::new(table, node.span, &schema::mapping::ID);
            let columns = inner.required("columns");
            let joined = inner.text("joined", faults).map_or_else(|| "-".to_owned(), |t| t.value);
            inner.finish(faults);
            (columns?, joined)
        }
        _ => (node, "-".to_owned()),
    };
    let columns: Vec<Spanned<String>> = columns.items().iter().filter_map(|item| text(item, faults)).collect();
    (!columns.is_empty()).then_some(Id { columns, joined })
}

fn ignored(node: Option<&Node>, faults: &mut Faults) -> Ignored {
    match node {
        None | Some(Node { value: Written::Boolean(false), .. }) => Ignored::Columns(Vec::new()),
        Some(Node { value: Written::Boolean(true), .. }) => Ignored::All,
        Some(node) => Ignored::Columns(node.items().iter().filter_map(|item| text(item, faults)).collect()),
    }
}

/// `"列"`: it has a value; `{ "列" = ["甲", "乙"], … }`: it has one of these, all of them.
fn tests(node: &Node, fields: &Fields, faults: &mut Faults) -> Vec<Test> {
    match &node.value {
        Written::Table(table) => {
            let test = |entry: &Entry| {
                let word = |item: &Node| field::plain(item, faults);
                Test {
                    column: entry.key.clone(),
                    blank: fields.blank.clone(),
                    values: Some(entry.node.items().iter().filter_map(word).collect()),
                }
            };
            table.entries.iter().map(test).collect()
        }
        _ => node
            .items()
            .iter()
            .filter_map(|item| text(item, faults))
            .map(|column| Test { column, blank: fields.blank.clone(), values: None })
            .collect(),
    }
}

fn attributes(table: Option<&tree::Table>, fields: &Fields, faults: &mut Faults) -> Vec<Attribute> {
    let mut list: Vec<Attribute> = Vec::new();
    for entry in table.map(|t| t.entries.as_slice()).unwrap_or_default() {
        attribute(entry, fields, &mut list, faults);
    }
    list.sort_by(|a, b| a.path.value.split('.').cmp(b.path.value.split('.')));
    list
}

fn attribute(entry: &Entry, fields: &Fields, list: &mut Vec<Attribute>, faults: &mut Faults) {
    if let Written::Table(table) = &entry.node.value
        && !table.entries.is_empty()
        && !table.entries.iter().any(|inner| field::KEYS.contains(&inner.key.value.as_str()))
        && table.entries.iter().all(|inner| inner.node.table().is_some() || inner.node.text().is_some())
        && !field::any_misspelt(table)
    {
        // `subject.name = "…"` without quotes nests instead of naming
        faults.push(said::name::unquoted_path(&entry.key, table));
        return;
    }
    let path = entry.key.clone();
    if path.value.split('.').any(|name| name.trim().is_empty()) {
        faults.push(fault::bad_path(&path));
        return;
    }
    if let Some(field) = field(&entry.node, fields, faults) {
        list.push(Attribute { path, field });
    }
}
