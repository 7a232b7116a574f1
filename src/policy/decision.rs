//! Reads decision tables: `[table.NAME]`, whose rows are chosen by a place's value or the range it lies in.

use super::condition::Conditions;
use super::declare::{Declared, DeclaredTable, attribute};
use super::place::{Names, Reads};
use super::reader::{Reader, text};
use super::rule::{Range, Row, Table as DecisionTable};
use super::tree::{Entry, Node, Table};
use super::{fault, grammar, schema, variant};
use crate::diag::Faults;
use crate::record::look::{Look, Spot};
use crate::say;
use crate::script::Functions;

/// The tables `[table.NAME]` of a file.
pub fn entries(root: &Table) -> Vec<(&Entry, &Table)> {
    let tables = root.get("table").and_then(Node::table);
    tables.map(|t| t.entries.iter().filter_map(|e| Some((e, e.node.table()?))).collect()).unwrap_or_default()
}

/// The name, title and cells of a table, known before anything that reads one.
pub fn declared(entry: &Entry, table: &Table) -> DeclaredTable {
    let title = table.get("title").and_then(Node::text).unwrap_or_default().to_owned();
    let mut cells: Vec<String> = Vec::new();
    for (_, row) in variant::named(table, "row") {
        for cell in &row.entries {
            if cell.key.value != "is" && !cells.contains(&cell.key.value) {
                cells.push(cell.key.value.clone());
            }
        }
    }
    DeclaredTable { name: entry.key.clone(), title, cells }
}

/// Reads the decision tables, in the order in which they were declared. One that is broken has no rows.
pub fn read(
    root: &Table,
    more: &[Table],
    declared: &Declared,
    functions: &Functions,
    reads: &Reads,
    faults: &mut Faults,
) -> Vec<DecisionTable> {
    let names = Names { declared, triggers: &[], kinds: &[], anywhere: true, reads };
    let mut tables = Vec::new();
    for ((entry, table), known) in std::iter::once(root).chain(more).flat_map(entries).zip(&declared.tables) {
        let mut reader = Reader::new(table, entry.key.span, &schema::decision::DECISION);
        reader.required_text("title", faults);
        let by = reader.required_text("by", faults).and_then(|place| names.place(&place.value, place.span, faults));
        reader.boolean("assumed", faults);
        reader.text("why", faults);
        let has_rows = reader.required("row").is_some();
        reader.finish(faults);
        let Some(by) = by.filter(|_| has_rows) else {
            let blank = Look { at: Spot::User(String::new()), otherwise: None, shown: String::new() };
            tables.push(DecisionTable {
                name: known.name.value.clone(),
                title: known.title.clone(),
                by: blank,
                cells: known.cells.clone(),
                rows: Vec::new(),
            });
            continue;
        };
        let rows = variant::named(table, "row").into_iter().map(|(row, cells)| {
            let is = cells.get("is").and_then(|node| band(node, &names, functions, faults));
            let value = |name: &String| cells.get(name).and_then(|node| attribute::constant(node, &mut Faults::default()));
            Row { name: row.key.value.clone(), span: row.key.span, is, cells: known.cells.iter().map(value).collect() }
        });
        let rows = rows.collect();
        tables.push(DecisionTable { name: known.name.value.clone(), title: known.title.clone(), by, cells: known.cells.clone(), rows });
    }
    tables
}

/// The range that a row is for.
fn band(node: &Node, names: &Names<'_>, functions: &Functions, faults: &mut Faults) -> Option<Range> {
    let text = text(node, faults)?;
    let mut conditions = Conditions { names: *names, functions };
    match grammar::compare(&text.value, node.inner()) {
        Ok(Some(compare)) => conditions.bounds(compare, &text.value, faults),
        Ok(None) => {
            faults.push(fault::grammar::bad_comparison(node.inner(), &text.value, say!("is 是一个区间"; "a band is a range"), None));
            None
        }
        Err(fault) => {
            faults.push(fault);
            None
        }
    }
}
