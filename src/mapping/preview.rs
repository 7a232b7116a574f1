//! The first records of an export as a mapping reads them, and what it could not read.

use super::columns::{joined, letters};
use super::convert::{Converter, shown};
use super::guess::Sheet;
use super::nest::Nest;
use super::part::{self, Part};
use super::written::{Mapping, RowsAre, Table};
use crate::lang::Lang;
use crate::table::{Row, TableFault};
use crate::tell;
use std::fmt::Write;

/// So many records are shown of a sheet, and so many faults.
const RECORDS: usize = 2;
const FAULTS: usize = 8;

/// Shows what a mapping makes of the first rows of an export.
pub fn preview(mapping: &Mapping, file: &str, sheets: &[Sheet], lang: Lang) -> String {
    let mut out = String::new();
    for sheet in sheets {
        if let Some(table) = mapping.table(file, sheet.name.as_deref()) {
            Preview { mapping, table, sheet, lang }.write(&mut out);
        }
    }
    out
}

struct Preview<'m> {
    mapping: &'m Mapping,
    table: &'m Table,
    sheet: &'m Sheet,
    lang: Lang,
}

impl Preview<'_> {
    fn write(&self, out: &mut String) {
        let lang = self.lang;
        if let Some(name) = &self.sheet.name {
            tell!(out, lang; "\n工作表 {name}\n"; "\nSheet {name}\n");
        }
        let (columns, rows) = self.columns();
        let mut converter = match Converter::new(self.mapping, self.table, &columns, None) {
            Ok(converter) => converter,
            Err(faults) => return self.faults(&faults, out),
        };
        let (mut faults, mut told) = (Vec::new(), Vec::<Vec<Part>>::new());
        let (mut read, mut part) = (0, Part::default());
        for row in rows.iter().filter(|row| !row.is_blank()) {
            match converter.part(row, &mut part) {
                Ok(true) => {
                    read += 1;
                    self.keep(&part, &mut told);
                }
                Ok(false) => {}
                Err(found) => faults.extend(found),
            }
        }
        for record in &told {
            self.record(record, out);
        }
        let (unread, unmapped) = (faults.len(), converter.unmapped());
        let looked = rows.len();
        tell!(out, lang; "\n看了 {looked} 行,读出 {read} 行,{unread} 处没有看懂\n"; "\n{looked} rows looked at, {read} read, {unread} places not understood\n");
        self.faults(&faults, out);
        if !unmapped.is_empty() {
            let list = unmapped.join(" | ");
            tell!(out, lang; "没有用上的列:{list}\n"; "columns not used: {list}\n");
        }
    }

    fn columns(&self) -> (Vec<String>, &[Row]) {
        if let Some(named) = &self.sheet.named {
            return (named.clone(), &self.sheet.rows);
        }
        let (skip, header) = (self.table.skip as usize, usize::from(self.table.header_rows));
        let mut scratch = String::new();
        let mut texts = |row: &Row| (0..row.len()).map(|n| shown(row.cell(n), &mut scratch).to_owned()).collect::<Vec<_>>();
        let names: Vec<Vec<String>> = self.sheet.rows.iter().skip(skip).take(header).map(&mut texts).collect();
        let columns = match names.as_slice() {
            [] => Vec::new(),
            [only] => only.clone(),
            [upper, lower, ..] => joined(upper, lower),
        };
        (columns, self.sheet.rows.get(skip + header..).unwrap_or_default())
    }

    /// Keeps a part of one of the first records.
    fn keep(&self, part: &Part, told: &mut Vec<Vec<Part>>) {
        let same = |record: &Vec<Part>| record.first().is_some_and(|first| first.piece(&first.id) == part.piece(&part.id));
        let few = told.len() < RECORDS;
        let found = told.iter().position(same).filter(|_| self.table.rows == RowsAre::Event);
        match found.and_then(|n| told.get_mut(n)) {
            Some(record) => record.push(part.clone()),
            None if few => told.push(vec![part.clone()]),
            None => {}
        }
    }

    fn record(&self, parts: &[Part], out: &mut String) {
        let Some(first) = parts.first() else { return };
        let _ = write!(out, "\n{}", first.piece(&first.id));
        if !first.head.is_empty() {
            let _ = write!(out, "  {}", first.piece(&first.head));
        }
        let mut attributes = String::new();
        let mut nest = Nest::start(&mut attributes);
        let mut told: Vec<_> =
            parts.iter().flat_map(|part| part.attributes.iter().map(move |told| (told.attribute, part.piece(&told.value)))).collect();
        told.sort_by_key(|(attribute, _)| *attribute);
        told.dedup_by_key(|(attribute, _)| *attribute);
        for (attribute, value) in told {
            if let Some(path) = self.mapping.attributes.get(usize::from(attribute)) {
                nest.name(path, &mut attributes);
                attributes.push_str(value);
            }
        }
        nest.finish(&mut attributes);
        let _ = writeln!(out, "\n  {attributes}");
        for event in parts.iter().flat_map(|part| part.events.iter().map(|event| part.piece(event))) {
            let _ = writeln!(out, "  {event}");
        }
    }

    fn faults(&self, faults: &[TableFault], out: &mut String) {
        for fault in faults.iter().take(FAULTS) {
            let words = fault.words.get(self.lang);
            let cell = fault.column.map(letters).unwrap_or_default();
            let place = if fault.line > 0 { format!("{cell}{}: ", fault.line) } else { String::new() };
            let _ = writeln!(out, "  {place}{}", part::cut_at(words, 200));
        }
        if faults.len() > FAULTS {
            out.push_str("  …\n");
        }
    }
}
