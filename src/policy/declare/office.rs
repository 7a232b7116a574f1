//! `[parties]`, `[roles]`, `[levels]` and `parties.csv`: the register of offices. They share one set of names.

use super::reserved::is_reserved;
use crate::diag::Faults;
use crate::policy::fault;
use crate::policy::reader::Reader;
use crate::policy::schema;
use crate::policy::tree::{Entry, Table, Value as Written};
use crate::record::register::{LevelName, Office};
use crate::say;
use crate::source::{FileId, Span};

/// Reads `[parties]` or `[roles]`.
pub fn read(table: &Table, is_role: bool, faults: &mut Faults) -> Vec<(Office, Span)> {
    table.entries.iter().filter_map(|entry| Some((office(entry, is_role, faults)?, entry.key.span))).collect()
}

fn office(entry: &Entry, is_role: bool, faults: &mut Faults) -> Option<Office> {
    let id = entry.key.value.clone();
    if is_reserved(&id) {
        faults.push(fault::name::reserved(&entry.key));
    }
    match &entry.node.value {
        Written::Text(name) => Some(Office { id, name: name.clone(), is_role, ..Office::default() }),
        Written::Table(table) => {
            let kind = if is_role { &schema::office::ROLE } else { &schema::office::PARTY };
            let mut reader = Reader::new(table, entry.key.span, kind);
            let name = reader.required_text("name", faults).map(|t| t.value).unwrap_or_default();
            let aliases = reader.texts("aliases", faults).into_iter().map(|t| t.value).collect();
            let role = reader.text("role", faults).map(|t| t.value);
            let level = reader.text("level", faults).map(|t| t.value);
            reader.finish(faults);
            Some(Office { id, name, aliases, is_role, role, level })
        }
        _ => {
            faults.push(fault::table::wrong_type(
                &entry.node,
                say!("名称,或者 {{ name, aliases }} 表"; "a name, or a table {{ name, aliases }}"),
            ));
            None
        }
    }
}

/// Reads `[levels]`; the highest stands first.
pub fn read_levels(table: &Table, faults: &mut Faults) -> Vec<LevelName> {
    let mut levels = Vec::new();
    for entry in &table.entries {
        let id = entry.key.value.clone();
        match &entry.node.value {
            Written::Text(name) => levels.push(LevelName { id, name: name.clone(), aliases: Vec::new() }),
            Written::Table(table) => {
                let mut reader = Reader::new(table, entry.key.span, &schema::office::LEVEL);
                let name = reader.required_text("name", faults).map(|t| t.value).unwrap_or_default();
                let aliases = reader.texts("aliases", faults).into_iter().map(|t| t.value).collect();
                reader.finish(faults);
                levels.push(LevelName { id, name, aliases });
            }
            _ => faults.push(fault::table::wrong_type(&entry.node, say!("名称"; "a name"))),
        }
    }
    levels
}

const COLUMNS: [&str; 5] = ["id", "name", "aliases", "role", "level"];

/// Reads `parties.csv`: columns id, name, aliases (joined by `;`), role, level.
pub fn read_csv(file: FileId, text: &str, faults: &mut Faults) -> Vec<(Office, Span)> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let whole = Span::new(file, 0..text.lines().next().map_or(0, str::len));
    let headers: Vec<String> = reader.headers().map(|h| h.iter().map(str::to_owned).collect()).unwrap_or_default();
    let column = |name: &str| headers.iter().position(|h| h == name);
    if headers.iter().any(|h| !COLUMNS.contains(&h.as_str())) || column("id").is_none() || column("name").is_none() {
        faults.push(fault::name::csv_columns(whole, &headers.join(","), &COLUMNS.join(",")));
        return Vec::new();
    }
    let mut offices = Vec::new();
    for row in reader.records() {
        let span_at = |byte: u64| {
            let start = usize::try_from(byte).unwrap_or(0).min(text.len());
            let end = text[start..].find('\n').map_or(text.len(), |n| start + n);
            Span::new(file, start..end)
        };
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let byte = error.position().map_or(0, csv::Position::byte);
                faults.push(fault::name::csv_row(span_at(byte), &error.to_string()));
                continue;
            }
        };
        let span = span_at(row.position().map_or(0, csv::Position::byte));
        let cell = |name: &str| column(name).and_then(|n| row.get(n)).filter(|c| !c.is_empty()).map(str::to_owned);
        let (Some(id), Some(name)) = (cell("id"), cell("name")) else {
            faults.push(fault::name::csv_row(span, "id? name?"));
            continue;
        };
        let aliases = cell("aliases").map(|list| list.split([';', ';']).map(|a| a.trim().to_owned()).filter(|a| !a.is_empty()).collect());
        let office = Office { id, name, aliases: aliases.unwrap_or_default(), is_role: false, role: cell("role"), level: cell("level") };
        offices.push((office, span));
    }
    offices
}
