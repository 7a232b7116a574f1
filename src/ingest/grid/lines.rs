//! Tables whose rows stay as they stand: here it is only found out where a row ends and whose it is.

use super::{Grid, ROWS, State};
use crate::ingest::BLOCK;
use crate::ingest::block::Block;
use crate::ingest::fault::Place;
use crate::ingest::intake::{Intake, Way};
use crate::ingest::sheaf::Sheet;
use crate::mapping::convert::value::is_lost;
use crate::table::csv::Cutter;
use crate::table::stored::{self, Kind};
use crate::table::{Cell, Line, Row, Step, Style, TableFault};
use std::borrow::Cow;
use std::io;
use std::sync::Arc;

/// The row that reading stands at.
#[derive(Debug, Default)]
pub(super) struct Current {
    /// It has been found, and not been taken.
    pub there: bool,
    pub line: u64,
    /// Of its record; blank where the row tells none.
    pub id: String,
    /// Rows may plainly start with it.
    leads: bool,
    /// What the next row's may be, if it is another; blank where rows do not plainly start with it.
    expected: String,
    /// Of the record that was begun last.
    last: String,
}

impl Current {
    /// Notes a row, unless it is blank.
    fn come(&mut self, line: u64, bytes: &[u8], sheet: &Sheet) {
        self.line = line;
        self.there = self.leads && sheet.starts_with(bytes, &self.id);
        if !self.there && !self.expected.is_empty() && sheet.starts_with(bytes, &self.expected) {
            self.id.clone_from(&self.expected);
            (self.there, self.leads) = (true, true);
        }
        if !self.there {
            sheet.id(bytes, &mut self.id);
            self.leads = sheet.leads(&self.id);
            self.there = !(self.id.is_empty() && sheet.is_blank(bytes));
        }
    }
}

impl<'m> Grid<'m> {
    /// Puts rows into the block, or to those that wait, until it is full; then none. Else what comes in place of a row.
    ///
    /// # Errors
    /// The file cannot be read on.
    pub(super) fn lines(&mut self, sheet: &Arc<Sheet>, intake: &mut Intake<'m>, block: &mut Block) -> io::Result<Option<Step>> {
        let State::Body(body) = &self.state else { return Ok(Some(Step::End)) };
        let way = body.way;
        let mut rows = 0;
        loop {
            match self.find(sheet)? {
                None => {}
                Some(Step::Fault(fault)) => {
                    self.faulty(fault, way, intake, block);
                    continue;
                }
                step => return Ok(step),
            }
            // what is of one record stands in one block
            let goes_on = way == Way::Together && !self.current.id.is_empty() && self.current.id == self.current.last;
            if !goes_on && (rows >= ROWS || block.text.len() >= BLOCK) {
                return Ok(None);
            }
            rows += 1;
            self.take(sheet, way, goes_on, intake, block);
        }
    }

    /// Goes on to the next row that is not blank, unless there is one; else what comes in its place.
    ///
    /// # Errors
    /// The file cannot be read on.
    pub(in crate::ingest) fn find(&mut self, sheet: &Sheet) -> io::Result<Option<Step>> {
        while !self.current.there {
            let Some(lines) = self.rows.lines() else { return Ok(Some(Step::End)) };
            match lines.next_line(&mut self.row)? {
                Line::Step(step) => return Ok(Some(step)),
                Line::Row(line) => {
                    self.row.line = line;
                    self.current.come(line, lines.bytes(), sheet);
                }
            }
        }
        Ok(None)
    }

    /// Reads the header; the table, if its rows stay as they stand.
    pub(in crate::ingest) fn start(&mut self, intake: &mut Intake<'m>, block: &mut Block) -> Option<Arc<Sheet>> {
        while self.sheet().is_none() {
            match self.rows.next(&mut self.row) {
                Ok(Step::Row) if matches!(self.state, State::Unread | State::Header(_)) => self.row(intake, block),
                Ok(Step::Notice(notice)) => self.note(notice, block),
                _ => return None,
            }
        }
        self.sheet()
    }

    /// From here on only whose rows they are is looked at.
    ///
    /// # Errors
    /// The file cannot be read on.
    pub(in crate::ingest) fn narrow(&mut self, sheet: &Sheet) -> io::Result<()> {
        let columns: Vec<u32> = sheet.plan.id.iter().filter_map(|pick| pick.column).collect();
        self.rows.narrow(&columns)
    }

    /// The row that came stays as it stands: the file named its columns, so the first row is one already.
    pub(super) fn stay(&mut self, sheet: &Sheet) {
        if let Some(lines) = self.rows.lines() {
            self.current.come(self.row.line, lines.bytes(), sheet);
        }
    }

    /// The id of the record of the row that has been found; blank where it tells none.
    pub(in crate::ingest) fn id(&self) -> &str {
        &self.current.id
    }

    /// Where the row stands that has been found.
    pub(in crate::ingest) fn here(&self) -> Place {
        Place { line: self.current.line, ..self.whole() }
    }

    /// Passes over the row that has been found; the id of its record.
    pub(in crate::ingest) fn pass(&mut self) -> &str {
        self.current.there = false;
        &self.current.id
    }

    /// Passes over rows that follow one that was passed, and plainly are of its record.
    pub(in crate::ingest) fn pass_alike(&mut self) {
        if !self.current.there && self.current.leads {
            self.rows.lines().into_iter().for_each(|lines| lines.pass_over(self.current.id.as_bytes()));
        }
    }

    /// The next row may well be of this record.
    pub(in crate::ingest) fn expect(&mut self, sheet: &Sheet, id: &str) {
        self.current.expected.clear();
        if sheet.leads(id) {
            self.current.expected.push_str(id);
        }
    }

    /// Adds the row that has been found to the last record of the block.
    pub(in crate::ingest) fn put(&mut self, sheet: &Arc<Sheet>, block: &mut Block) {
        if let State::Body(body) = &mut self.state {
            body.any = true;
        }
        self.current.there = false;
        if let Some(lines) = self.rows.lines() {
            block.straw(sheet, self.current.line, lines.bytes());
        }
    }

    /// Takes the row that has been found.
    fn take(&mut self, sheet: &Arc<Sheet>, way: Way, goes_on: bool, intake: &mut Intake<'m>, block: &mut Block) {
        if let State::Body(body) = &mut self.state {
            body.any = true;
        }
        let Some(lines) = self.rows.lines() else { return };
        let Current { there, line, id, last, .. } = &mut self.current;
        *there = false;
        if way == Way::Gathered && !id.is_empty() {
            return intake.gather_row(sheet, id, *line, lines.bytes(), block);
        }
        if !goes_on {
            last.clone_from(id);
            block.bind(Place { input: sheet.input, line: *line, column: 0 });
        }
        block.straw(sheet, *line, lines.bytes());
    }

    /// As [`Grid::broken`], among rows that stay as they stand.
    fn faulty(&mut self, fault: TableFault, way: Way, intake: &mut Intake<'m>, block: &mut Block) {
        let State::Body(body) = &mut self.state else { return };
        if way != Way::Together || self.row.is_empty() {
            return self.broken(fault, intake, block);
        }
        let given = &mut self.given;
        given.clear(self.row.line);
        (given.input, given.rows) = (self.input, body.table.1.rows);
        let Some(faults) = given.take(body.converter.plan(), &self.row, Some(fault), 0, &mut body.scratch) else { return };
        faults.into_iter().for_each(|error| block.fault(error));
        body.any = true;
        if given.id().is_empty() {
            return;
        }
        if self.current.last != given.id() {
            self.current.last = given.id().to_owned();
            block.bind(given.place());
        }
        block.unbind();
    }

    /// What was to come of the record that was begun last does not come.
    pub(super) fn cut_off(&mut self, block: &mut Block) {
        if !std::mem::take(&mut self.current.last).is_empty() {
            block.drop_last();
        }
    }
}

impl Sheet {
    /// Whether rows of this record may start with its id just as it reads.
    fn leads(&self, id: &str) -> bool {
        let first = matches!(self.plan.id.as_slice(), [only] if only.column == Some(0));
        let separator = self.style.map_or(b'"', |style| style.separator);
        let own = |byte: u8| byte != separator && byte != b'"' && byte >= b' ';
        first && id.as_bytes().first().is_some_and(|byte| *byte != b' ') && id.bytes().all(own)
    }

    /// Whether a row starts with this id, which leads, as most do that follow another of their record.
    #[inline]
    fn starts_with(&self, bytes: &[u8], id: &str) -> bool {
        match self.style {
            Some(style) => bytes.strip_prefix(id.as_bytes()).is_some_and(|rest| rest.first() == Some(&style.separator)),
            None => stored::cells(bytes).next().is_some_and(|(kind, at)| kind == Kind::Text && bytes.get(at) == Some(id.as_bytes())),
        }
    }

    /// Puts the id of a row's record into `id`, as the mapping reads it.
    pub(super) fn id(&self, bytes: &[u8], id: &mut String) {
        id.clear();
        for (n, pick) in self.plan.id.iter().enumerate() {
            let Some(column) = pick.column else { return id.clear() };
            if n > 0 {
                id.push_str(&self.plan.joined);
            }
            let (before, column) = (id.len(), column as usize);
            match self.style {
                Some(style) => match style.cell(bytes, column) {
                    Some(cell) => id.push_str(text(cell).trim()),
                    None => cut(bytes, style, column, id),
                },
                None => id.push_str(stored_id(bytes, column)),
            }
            if id.len() == before {
                return id.clear();
            }
        }
    }

    /// Nothing stands in a row; a quoted nothing is looked at by who reads the row.
    fn is_blank(&self, bytes: &[u8]) -> bool {
        let Some(Style { separator, .. }) = self.style else {
            return stored::cells(bytes).all(|(kind, at)| match kind {
                Kind::Blank => true,
                Kind::Text => text(bytes.get(at).unwrap_or_default()).trim().is_empty(),
                _ => false,
            });
        };
        text(bytes).chars().all(|c| c == char::from(separator) || c.is_whitespace())
    }
}

/// What a stored cell shows; nothing where it is no part of an id.
fn stored_id(bytes: &[u8], column: usize) -> &str {
    let Some((kind, at)) = stored::cells(bytes).nth(column).filter(|(kind, _)| *kind != Kind::Odd) else { return "" };
    let shown = bytes.get(at).and_then(|shown| std::str::from_utf8(shown).ok()).unwrap_or_default().trim();
    if is_lost(kind, shown) { "" } else { shown }
}

impl Style {
    /// The bytes of a cell; none where quotes stand before it or in it.
    fn cell<'r>(&self, bytes: &'r [u8], column: usize) -> Option<&'r [u8]> {
        let bytes = bytes.strip_suffix(&[self.end]).unwrap_or(bytes);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let mut start = 0;
        for _ in 0..column {
            match memchr::memchr(self.separator, bytes.get(start..)?) {
                Some(len) => start += len + 1,
                None => return Some(&[]),
            }
        }
        let rest = bytes.get(start..)?;
        let end = start + memchr::memchr(self.separator, rest).unwrap_or(rest.len());
        memchr::memchr(b'"', bytes.get(..end)?).is_none().then(|| bytes.get(start..end))?
    }
}

#[cold]
fn cut(bytes: &[u8], style: Style, column: usize, id: &mut String) {
    let (mut cutter, mut row) = (Cutter::default(), Row::default());
    // what is wrong with the row is told by who reads it
    let _ = cutter.cut(bytes, style, 1, &mut row);
    if let Cell::Text(text) = row.cell(column) {
        id.push_str(text.trim());
    }
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    simdutf8::basic::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}
