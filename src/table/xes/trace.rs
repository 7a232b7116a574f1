//! One trace, read whole: its own cells, and those of its events.

use super::element::Attribute;
use crate::table::{Cell, Row};
use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;

/// Bytes of a trace, at most: as of a record ([`crate::ingest`] has the same bound).
pub const TRACE: u64 = 16 << 20;

/// Names of attributes in a log, at most: rows are as wide as the names met, so that names without end would make every
/// row slower than the one before.
pub const COLUMNS: usize = 4096;

/// What a trace tells is repeated on each of its rows; so many bytes of that, at most.
pub const REPEATED: u64 = 256 << 20;

/// Which bound a trace passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    Bytes,
    Columns,
    Repeated,
}

#[derive(Debug, Default)]
pub struct Trace {
    columns: Vec<String>,
    places: HashMap<String, usize>,
    line: u64,
    /// Where its first byte stands in the file.
    from: u64,
    spoilt: bool,
    text: String,
    /// Told by the trace itself.
    own: Vec<Told>,
    /// Told by its events, one after another.
    told: Vec<Told>,
    events: Vec<Happened>,
    /// For each column: the event (from 1; the trace itself is 0) that told it last, in which trace, and where it stands.
    last: Vec<(u64, u32, usize)>,
    number: u64,
    /// `case:NAME`, while it is looked up.
    prefixed: String,
    /// Bytes of what each of its rows repeats.
    repeated: u64,
}

#[derive(Debug)]
struct Happened {
    line: u64,
    /// The first of its cells.
    first: usize,
}

#[derive(Debug)]
struct Told {
    column: usize,
    cell: Kept,
}

#[derive(Debug)]
enum Kept {
    Text(Range<usize>),
    Broken(Range<usize>),
    Plain(Cell<'static>),
}

impl Trace {
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Empty; the columns stay.
    pub fn clear(&mut self) {
        self.text.clear();
        self.own.clear();
        self.told.clear();
        self.events.clear();
        self.spoilt = false;
        (self.line, self.repeated) = (0, 0);
    }

    pub fn begin(&mut self, line: u64, position: u64) {
        self.clear();
        (self.line, self.from) = (line, position);
        self.number += 1;
    }

    pub fn event(&mut self, line: u64) {
        if !self.spoilt {
            self.events.push(Happened { line, first: self.told.len() });
        }
    }

    /// Nothing of it counts.
    pub fn spoil(&mut self) {
        let line = self.line;
        self.clear();
        (self.line, self.spoilt) = (line, true);
    }

    pub fn is_spoilt(&self) -> bool {
        self.spoilt
    }

    pub fn line(&self) -> u64 {
        self.line
    }

    /// Takes an attribute of the trace, or of its last event.
    ///
    /// # Errors
    /// The trace passes a bound.
    pub fn tell(&mut self, attribute: &Attribute, of_trace: bool, position: u64) -> Result<(), Limit> {
        if position.saturating_sub(self.from) > TRACE {
            return Err(Limit::Bytes);
        }
        if self.repeated * self.events.len() as u64 > REPEATED {
            return Err(Limit::Repeated);
        }
        let column = self.column(&attribute.key, of_trace)?;
        let container = if of_trace { 0 } else { self.events.len() as u32 };
        if of_trace {
            self.repeated += attribute.text().len() as u64 + 1;
        }
        let cell = match attribute.cell() {
            Cell::Text(text) => Kept::Text(self.keep(text)),
            Cell::Whole(n) => Kept::Plain(Cell::Whole(n)),
            Cell::Number(n) => Kept::Plain(Cell::Number(n)),
            Cell::Boolean(flag) => Kept::Plain(Cell::Boolean(flag)),
            Cell::Instant(at) => Kept::Plain(Cell::Instant(at)),
            _ => Kept::Plain(Cell::Blank),
        };
        let (number, seen, at) = self.last.get(column).copied().unwrap_or_default();
        let told = if of_trace { &mut self.own } else { &mut self.told };
        if (number, seen) != (self.number, container) {
            if let Some(last) = self.last.get_mut(column) {
                *last = (self.number, container, told.len());
            }
            told.push(Told { column, cell });
        } else if let Some(before) = told.get_mut(at)
            && before.cell.cell(&self.text) != cell.cell(&self.text)
        {
            // which of them holds nobody can say: wrong where a mapping asks for it, harmless elsewhere
            let from = self.text.len();
            _ = write!(self.text, "{} ≠ {}", attribute.key, attribute.text());
            before.cell = Kept::Broken(from..self.text.len());
        }
        Ok(())
    }

    /// How many rows it makes.
    pub fn rows(&self) -> usize {
        if self.line == 0 || self.spoilt { 0 } else { self.events.len().max(1) }
    }

    /// The `n`-th row.
    pub fn fill(&self, n: usize, row: &mut Row) {
        let (line, from) = self.events.get(n).map_or((self.line, self.told.len()), |event| (event.line, event.first));
        let to = self.events.get(n + 1).map_or(self.told.len(), |event| event.first);
        row.clear(line);
        for told in self.own.iter().chain(self.told.get(from..to).unwrap_or_default()) {
            row.set(told.column, told.cell.cell(&self.text));
        }
    }

    fn column(&mut self, name: &str, of_trace: bool) -> Result<usize, Limit> {
        let name = if of_trace {
            self.prefixed.clear();
            self.prefixed.push_str("case:");
            self.prefixed.push_str(name);
            &self.prefixed
        } else {
            name
        };
        if let Some(place) = self.places.get(name) {
            return Ok(*place);
        }
        let place = self.columns.len();
        if place == COLUMNS {
            return Err(Limit::Columns);
        }
        self.columns.push(name.to_owned());
        self.places.insert(name.to_owned(), place);
        self.last.push((0, 0, 0));
        Ok(place)
    }

    fn keep(&mut self, text: &str) -> Range<usize> {
        let start = self.text.len();
        self.text.push_str(text);
        start..self.text.len()
    }
}

impl Kept {
    fn cell<'t>(&self, text: &'t str) -> Cell<'t> {
        match self {
            Kept::Text(range) => Cell::Text(text.get(range.clone()).unwrap_or_default()),
            Kept::Broken(range) => Cell::Broken(text.get(range.clone()).unwrap_or_default()),
            Kept::Plain(cell) => *cell,
        }
    }
}
