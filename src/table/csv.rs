//! Tables as text: CSV, TSV and their kin, in UTF-8, one row after another.
//!
//! A row is a line, unless a quoted cell holds line breaks. What is wrong costs its row: a quote that is never closed is
//! told from a long cell by what follows the quote that would close it, and reading goes on at the next line. Memory is
//! bounded by the row limit. Nothing is allocated for a cell.

mod cut;
mod fault;
mod scan;
mod separator;

pub use cut::Cutter;
pub use separator::separator;

use super::pull::pull;
use super::{Cell, Line, Lines, Row, Rows, Step, Style};
use fault::Flaw;
use scan::{Cells, Found};
use std::io::{self, Read};
use std::ops::Range;

/// Bytes read at once.
const STEP: usize = 256 << 10;

/// How a table is written.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// An ASCII byte; none: a comma.
    pub separator: Option<u8>,
    /// So many rows down to the last of the header (0: one), which says how many cells a row has.
    pub header: u32,
    /// Bytes that a row has at most.
    pub limit: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { separator: None, header: 1, limit: 16 << 20 }
    }
}

/// A table that is being read.
pub struct Csv<R> {
    read: R,
    settings: Settings,
    text: Vec<u8>,
    /// Where in `text` the next row starts, and the line it starts at.
    at: usize,
    line: u64,
    /// What ends a line: LF (CR before it is no part of the line), or CR in files that have no LF.
    end: Option<u8>,
    /// Nothing is left to read.
    dry: bool,
    /// Told once every complete row is.
    failed: Option<io::Error>,
    /// Within a line that is too long: its rest is passed over.
    skipping: bool,
    /// Rows so far, and how many cells the header has.
    rows: u32,
    width: usize,
    cells: Cells,
    /// Where in `text` the last row stands, its end included.
    last: Range<usize>,
    /// Where the first quote stands from `at` on, as far as `text` goes; none where it has not been looked for.
    quote: Option<usize>,
}

/// Reads a table; a byte-order mark must be gone.
pub fn open<R: Read + Send>(read: R, settings: Settings) -> Csv<R> {
    Csv {
        read,
        settings,
        text: Vec::new(),
        at: 0,
        line: 1,
        end: None,
        dry: false,
        failed: None,
        skipping: false,
        rows: 0,
        width: 0,
        cells: Cells::default(),
        last: 0..0,
        quote: None,
    }
}

impl<R: Read + Send> Rows for Csv<R> {
    fn next(&mut self, row: &mut Row) -> io::Result<Step> {
        loop {
            match self.find(row)? {
                Next::Row { len, lines } => {
                    if let Some(step) = self.row(len, lines, row) {
                        return Ok(step);
                    }
                }
                Next::Step(step) => return Ok(step),
            }
        }
    }

    fn lines(&mut self) -> Option<&mut dyn Lines> {
        // the first rows say how wide the others are
        (self.rows >= self.settings.header.max(1)).then_some(self)
    }
}

impl<R: Read + Send> Lines for Csv<R> {
    fn next_line(&mut self, row: &mut Row) -> io::Result<Line> {
        let (len, lines) = match self.plain() {
            Some(len) => (len, 1),
            None => match self.find(row)? {
                Next::Row { len, lines } => (len, lines),
                Next::Step(step) => return Ok(Line::Step(step)),
            },
        };
        let line = self.line;
        self.last = self.at..self.at + len;
        (self.at, self.line) = (self.at + len, line + lines);
        Ok(Line::Row(line))
    }

    fn pass_over(&mut self, start: &[u8]) {
        let separator = self.settings.separator.unwrap_or(b',');
        let starts = |rest: &[u8]| rest.strip_prefix(start).is_some_and(|rest| rest.first() == Some(&separator));
        while self.text.get(self.at..).is_some_and(starts)
            && let Some(len) = self.plain()
        {
            self.last = self.at..self.at + len;
            (self.at, self.line) = (self.at + len, self.line + 1);
        }
    }

    fn bytes(&self) -> &[u8] {
        self.text.get(self.last.clone()).unwrap_or_default()
    }

    fn style(&self) -> Option<Style> {
        Some(Style { separator: self.settings.separator.unwrap_or(b','), end: self.end.unwrap_or(b'\n'), width: self.width })
    }
}

/// A row whose cells have not been looked at, or a step that is none.
enum Next {
    Row { len: usize, lines: u64 },
    Step(Step),
}

impl<R: Read> Csv<R> {
    /// Finds the next row.
    fn find(&mut self, row: &mut Row) -> io::Result<Next> {
        loop {
            if self.at == self.text.len() && self.dry {
                return self.failed.take().map_or(Ok(Next::Step(Step::End)), Err);
            }
            let Some(end) = self.end else {
                self.begin();
                continue;
            };
            if self.skipping {
                self.skip(end);
                continue;
            }
            let separator = self.settings.separator.unwrap_or(b',');
            let whole = self.dry && self.failed.is_none();
            match self.cells.scan(self.text.get(self.at..).unwrap_or_default(), separator, end, whole) {
                // what an error cut off is no row
                Found::More { .. } if self.dry => self.at = self.text.len(),
                Found::More { quote } if self.text.len() - self.at > self.settings.limit => {
                    return Ok(Next::Step(self.too_long(quote, end, row)));
                }
                Found::More { .. } => self.fill(),
                Found::Quote { quote, closes } => {
                    let flaw = if closes { Flaw::StrayQuote } else { Flaw::UnclosedQuote };
                    return Ok(Next::Step(self.past_quote(quote, flaw, end, row)));
                }
                Found::Row { len, lines } => return Ok(Next::Row { len, lines }),
            }
        }
    }

    /// The length of the row here where it is a line, quoted only around its cells.
    #[inline]
    fn plain(&mut self) -> Option<usize> {
        let end = self.end.filter(|_| !self.skipping)?;
        let rest = self.text.get(self.at..)?;
        let quote = match self.quote {
            Some(quote) if quote >= self.at => quote,
            // one look for all rows up to the next quote
            _ => *self.quote.insert(memchr::memchr(b'"', rest).map_or(usize::MAX, |len| self.at + len)),
        };
        let len = memchr::memchr(end, rest)?;
        let plain = self.at + len < quote || scan::is_row(rest.get(..len)?, self.settings.separator.unwrap_or(b','));
        plain.then_some(len + 1)
    }

    /// Reads the first bytes and finds out what ends a line.
    fn begin(&mut self) {
        self.fill();
        let lone = memchr::memchr(b'\n', &self.text).is_none() && memchr::memchr(b'\r', &self.text).is_some();
        self.end = Some(if lone { b'\r' } else { b'\n' });
    }

    /// Reads on, the more the longer the row is already: it is looked through anew.
    fn fill(&mut self) {
        self.text.drain(..self.at);
        (self.at, self.last, self.quote) = (0, 0..0, None);
        if self.text.is_empty() {
            self.text.shrink_to(2 * STEP);
        }
        let n = STEP.max(self.text.len().min(self.settings.limit));
        let before = self.text.len();
        self.failed = pull(&mut self.read, n, &mut self.text).err();
        self.dry = self.failed.is_some() || self.text.len() - before < n;
    }

    /// Takes the row that has been found; none if nobody is to see it.
    fn row(&mut self, len: usize, lines: u64, row: &mut Row) -> Option<Step> {
        let (at, line) = (self.at, self.line);
        (self.at, self.line) = (at + len, line + lines);
        let bytes = self.text.get(at..at + len).unwrap_or_default();
        let first = self.rows == 0;
        if first && line == 1 && bytes.trim_ascii_end().strip_prefix(b"sep=").is_some_and(|rest| rest.len() == 1) {
            return None; // what Excel is told
        }
        self.rows = self.rows.saturating_add(1);
        row.clear(line);
        if let Some((column, flaw)) = self.cells.take(bytes, row) {
            return Some(flaw.at(line, Some(column)));
        }
        let header = self.settings.header.max(1);
        if self.rows <= header {
            self.width = self.width.max(row.len());
            return Some(self.header(header, line, row));
        }
        Some(ragged(row, self.width).map_or(Step::Row, |flaw| flaw.at(line, None)))
    }

    /// A header of one cell with full-width commas was meant to have several.
    fn header(&mut self, header: u32, line: u64, row: &Row) -> Step {
        let comma = |c: &char| matches!(c, '\u{FF0C}' | '\u{FF1B}' | '\u{FF5C}');
        match row.cell(0) {
            Cell::Text(text) if self.rows == header && self.width == 1 => match text.chars().find(comma) {
                Some(found) => {
                    (self.at, self.dry) = (self.text.len(), true);
                    Flaw::FullWidth(found).at(line, Some(0))
                }
                None => Step::Row,
            },
            _ => Step::Row,
        }
    }

    /// A row beyond the limit: an open quote explains it, else the line itself is too long.
    fn too_long(&mut self, quote: Option<scan::Quote>, end: u8, row: &mut Row) -> Step {
        if let Some(quote) = quote {
            return self.past_quote(quote, Flaw::UnclosedQuote, end, row);
        }
        row.clear(self.line);
        self.rows = self.rows.saturating_add(1);
        self.skipping = true;
        Flaw::TooLong { limit: self.settings.limit }.at(self.line, None)
    }

    /// Passes over the rest of a line.
    fn skip(&mut self, end: u8) {
        match memchr::memchr(end, self.text.get(self.at..).unwrap_or_default()) {
            Some(len) => {
                (self.at, self.skipping) = (self.at + len + 1, false);
                self.line += 1;
            }
            None => {
                self.text = Vec::new();
                (self.at, self.last, self.quote) = (0, 0..0, None);
                if !self.dry {
                    self.fill();
                }
            }
        }
    }

    /// A quote that is wrong costs its line; `row` holds that line as it would be without quotes.
    fn past_quote(&mut self, quote: scan::Quote, flaw: Flaw, end: u8, row: &mut Row) -> Step {
        let text = self.text.get(self.at..).unwrap_or_default();
        let rest = text.get(quote.at..).unwrap_or_default();
        let found = memchr::memchr(end, rest);
        let len = quote.at + found.map_or(rest.len(), |len| len + 1);
        let line = self.line + quote.lines;
        row.clear(self.line);
        scan::plain(text.get(..len).unwrap_or_default(), self.settings.separator.unwrap_or(b','), row);
        self.rows = self.rows.saturating_add(1);
        self.at += len;
        self.line = line + u64::from(found.is_some());
        flaw.at(line, Some(quote.column))
    }
}

/// What is wrong with a row of another width than the header's.
fn ragged(row: &Row, expected: usize) -> Option<Flaw> {
    let found = row.len();
    let fits = expected == found
        || (found > expected && (expected..found).all(|column| is_blank(row.cell(column))))
        || (found < expected && row.is_blank());
    (!fits).then_some(Flaw::Ragged { expected, found })
}

fn is_blank(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Blank => true,
        Cell::Text(text) => text.trim().is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
