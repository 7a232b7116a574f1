//! Rows as they stood, as lines of CSV that reading takes again: two columns in front say what is wrong and where, and
//! reading passes over them.
//!
//! A spreadsheet takes a text that starts with `=` for a formula: such a cell gets a `'` in front, which reading takes
//! away again.

use super::inputs::InputName;
use crate::table::{Cell, Clock, Row};
use crate::time::Instant;
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What heads the first column in front.
pub const REASON: &str = "拒收原因 reason";

/// What heads the second, followed by the file and the sheet that the rows come from, so that a mapping knows them.
pub const PLACE: &str = "位置 place";

/// So many columns stand in front.
pub(super) const FRONT: u32 = 2;

/// Rows above one another in one file: the same header, read by the same table of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Where its first rows come from.
    pub from: InputName,
    /// A mapping, and a table of it, by number.
    pub table: (usize, usize),
    /// Lines of CSV: all rows up to the last of the header.
    pub header: Vec<String>,
    pub separator: u8,
    /// So many cells its widest row has more than the first.
    pub width: usize,
}

/// Every layout of a run, by number.
#[derive(Debug, Default)]
pub struct Layouts(Mutex<Vec<Layout>>);

impl Layouts {
    /// The number of a layout; those that differ in where they come from only are one.
    pub fn number(&self, layout: Layout) -> u32 {
        let mut layouts = self.layouts();
        let same = |other: &Layout| (other.table, &other.header, other.separator) == (layout.table, &layout.header, layout.separator);
        let number = layouts.iter().position(same).unwrap_or(layouts.len());
        if number == layouts.len() {
            layouts.push(layout);
        }
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    pub fn get(&self, number: u32) -> Option<Layout> {
        self.layouts().get(number as usize).cloned()
    }

    fn layouts(&self) -> MutexGuard<'_, Vec<Layout>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What stands in a header cell under `PLACE`, so that `origin` finds it.
pub fn place_header(from: &InputName) -> String {
    let mut text = format!("{PLACE}|{}", from.last());
    if let Some(sheet) = &from.sheet {
        let _ = write!(text, "|{sheet}");
    }
    text
}

/// The file and sheet that rows once stood in, if this row heads rows that were kept.
pub(super) fn origin(row: &Row) -> Option<(String, Option<String>)> {
    let (Cell::Text(reason), Cell::Text(place)) = (row.cell(0), row.cell(1)) else { return None };
    if reason.trim() != REASON {
        return None;
    }
    let from = place.trim().strip_prefix(PLACE)?.trim_start_matches('|');
    Some(match from.split_once('|') {
        Some((file, sheet)) => (file.to_owned(), Some(sheet.to_owned())),
        None => (from.to_owned(), None),
    })
}

/// The row that was kept, without the columns in front of it.
pub(super) fn restored(row: &Row, into: &mut Row) {
    into.clear(row.line);
    for column in FRONT as usize..row.len() {
        into.push(match row.cell(column) {
            Cell::Text(text) => Cell::Text(text.strip_prefix('\'').unwrap_or(text)),
            cell => cell,
        });
    }
}

/// A row's cells as a line of CSV, without what ends it.
pub(super) fn line(row: &Row, separator: u8) -> String {
    let mut line = String::new();
    for column in 0..row.len() {
        if column > 0 {
            line.push(char::from(separator));
        }
        match row.cell(column) {
            Cell::Blank => {}
            Cell::Text(text) => push_cell(text, separator, &mut line),
            cell => push_cell(&text(cell), separator, &mut line),
        }
    }
    line
}

/// The names of columns as a line of CSV, without what ends it.
pub(super) fn heading(columns: &[String], separator: u8) -> String {
    let mut line = String::new();
    for (n, name) in columns.iter().enumerate() {
        if n > 0 {
            line.push(char::from(separator));
        }
        push_cell(name, separator, &mut line);
    }
    line
}

/// Writes one cell of a line of CSV, in quotes where it needs them.
pub fn push_cell(text: &str, separator: u8, line: &mut String) {
    let separator = char::from(separator);
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']);
    if text.contains([separator, '"', '\n', '\r']) {
        line.push('"');
        line.extend(formula.then_some('\''));
        for c in text.chars() {
            line.extend((c == '"').then_some('"'));
            line.push(c);
        }
        line.push('"');
    } else {
        line.extend(formula.then_some('\''));
        line.push_str(text);
    }
}

/// A cell as a text that says the same to a mapping.
pub(super) fn text(cell: Cell<'_>) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(words) | Cell::Broken(words) => words.to_owned(),
        Cell::Whole(n) => n.to_string(),
        Cell::Number(n) => n.to_string(),
        Cell::Boolean(flag) => flag.to_string(),
        Cell::Local(day, Clock::None) => day.to_string(),
        Cell::Local(day, Clock::At(micros)) => {
            let seconds = micros / 1_000_000;
            format!("{day} {:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
        }
        Cell::Instant(Instant(micros)) => chrono::DateTime::from_timestamp_micros(micros)
            .map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
            .unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_their_words_and_are_no_formulas() {
        let mut row = Row::default();
        row.clear(3);
        for cell in [Cell::Text("=1+1"), Cell::Text("a,\"b\"\nc"), Cell::Whole(-5), Cell::Blank, Cell::Boolean(true), Cell::Text("'x")] {
            row.push(cell);
        }
        let kept = line(&row, b',');
        assert_eq!(kept, "'=1+1,\"a,\"\"b\"\"\nc\",'-5,,true,''x");
        let mut again = Row::default();
        again.clear(9);
        for cell in ["reason", "place", "'=1+1", "a,\"b\"\nc", "'-5", "", "true", "''x"] {
            again.push(Cell::Text(cell));
        }
        let mut back = Row::default();
        restored(&again, &mut back);
        let cells: Vec<Cell<'_>> = (0..back.len()).map(|n| back.cell(n)).collect();
        let texts = [Cell::Text("=1+1"), Cell::Text("a,\"b\"\nc"), Cell::Text("-5"), Cell::Blank, Cell::Text("true"), Cell::Text("'x")];
        assert_eq!(cells, texts);
        assert_eq!(line(&back, b','), kept);
    }
}
