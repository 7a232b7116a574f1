//! Writes what a row tells: values, parties, events. What is blank is not written; what is wrong is noted and the rest
//! goes on, so that one look at a row finds everything.

use super::cell::{lost, shown, write_whole};
use super::pick::{Pick, Take};
use super::words::{Meant, boolean};
use crate::mapping::columns::letters;
use crate::mapping::moment::Zones;
use crate::mapping::number;
use crate::mapping::part::{self, Mark, Piece};
use crate::mapping::slip::{self, Slip};
use crate::table::{Cell, Row, TableFault};
use crate::time::spelling::fold;

/// What became of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrote {
    Value,
    Blank,
    /// It is wrong, which was noted.
    Fault,
}

/// Where a row is written to.
pub struct Sink<'s> {
    pub out: &'s mut String,
    pub marks: &'s mut Vec<Mark>,
    pub zones: &'s Zones,
    pub scratch: &'s mut String,
    pub faults: &'s mut Vec<TableFault>,
    /// Of the columns.
    pub names: &'s [String],
}

impl Sink<'_> {
    /// The offset where the next text goes.
    pub fn here(&self) -> u32 {
        u32::try_from(self.out.len()).unwrap_or(u32::MAX)
    }

    /// Marks what follows as the column's.
    pub(super) fn mark(&mut self, column: Option<u32>) {
        if let Some(column) = column {
            let offset = self.here();
            self.marks.push(Mark { offset, column });
        }
    }

    /// Takes back what was written since.
    pub(super) fn back(&mut self, (out, marks): (usize, usize)) {
        self.out.truncate(out);
        self.marks.truncate(marks);
    }

    pub(super) fn state(&self) -> (usize, usize) {
        (self.out.len(), self.marks.len())
    }

    #[cold]
    pub(super) fn slip(&mut self, slip: &Slip, pick: &Pick, row: &Row, column: Option<u32>) -> Wrote {
        let name = column.and_then(|column| self.names.get(column as usize)).map(|name| name.trim());
        let lettered = column.map(|column| format!("@{}", letters(column)));
        let name = name.filter(|name| !name.is_empty()).or(lettered.as_deref()).unwrap_or(&pick.name);
        let text = column.map_or_else(String::new, |column| shown(row.cell(column as usize), self.scratch).to_owned());
        self.faults.push(slip::cell(slip, row.line, column, name, &text));
        Wrote::Fault
    }

    /// The record's id, plain.
    pub fn id(&mut self, picks: &[Pick], joined: &str, row: &Row) -> Piece {
        let from = self.here();
        for (n, pick) in picks.iter().enumerate() {
            if n > 0 {
                self.out.push_str(joined);
            }
            let cell = pick.column.map_or(Cell::Blank, |column| row.cell(column as usize));
            let text = shown(cell, self.scratch);
            let slip = match cell {
                Cell::Broken(_) => Some(Slip::Broken),
                _ if text.is_empty() => Some(Slip::NoId),
                cell => lost(cell).then_some(Slip::Lossy),
            };
            match slip {
                None => self.out.push_str(text),
                Some(slip) => {
                    self.slip(&slip, pick, row, pick.column);
                    self.out.truncate(from as usize);
                    return from..from;
                }
            }
        }
        from..self.here()
    }

    /// `"kind":"unit","policy":"x"`
    pub fn head(&mut self, picks: &[(&'static str, Pick)], row: &Row) -> Piece {
        let from = self.here();
        for (key, pick) in picks {
            let state = self.state();
            if self.here() > from {
                self.out.push(',');
            }
            part::text(key, self.out);
            self.out.push(':');
            if self.value(pick, row) != Wrote::Value {
                self.back(state);
            }
        }
        from..self.here()
    }

    /// The number that the row is ordered by; 0 where there is none.
    pub fn order(&mut self, pick: Option<&Pick>, row: &Row) -> i64 {
        let Some((pick, column)) = pick.and_then(|pick| Some((pick, pick.column?))) else { return 0 };
        match row.cell(column as usize) {
            Cell::Blank => 0,
            Cell::Whole(n) => n,
            cell => match fold(shown(cell, self.scratch)).parse() {
                Ok(n) => n,
                Err(_) => {
                    self.slip(&Slip::BadOrder, pick, row, Some(column));
                    0
                }
            },
        }
    }

    /// Writes a value as JSON; where it is blank or wrong, nothing.
    pub fn value(&mut self, pick: &Pick, row: &Row) -> Wrote {
        if let Take::Constant(json) = &pick.take {
            self.out.push_str(json);
            return Wrote::Value;
        }
        let Some(column) = pick.column else { return Wrote::Blank };
        let state = self.state();
        self.mark(Some(column));
        let wrote = self.cell(pick, row, column);
        if wrote != Wrote::Value {
            self.back(state);
        }
        wrote
    }

    fn cell(&mut self, pick: &Pick, row: &Row, column: u32) -> Wrote {
        let cell = row.cell(column as usize);
        if let Cell::Broken(text) = cell {
            return if pick.words.is_blank(text) { Wrote::Blank } else { self.slip(&Slip::Broken, pick, row, Some(column)) };
        }
        if pick.take == Take::List {
            return self.list(pick, row, column);
        }
        if !pick.words.is_empty() {
            match pick.words.look_up(shown(cell, self.scratch)) {
                Meant::Json(json) => {
                    self.out.push_str(json);
                    return Wrote::Value;
                }
                Meant::Nothing => return Wrote::Blank,
                Meant::Unknown if pick.words.is_open() => {}
                Meant::Unknown => return self.unmapped(pick, row, column),
            }
        }
        if matches!(pick.take, Take::Date | Take::Instant) {
            return self.moment(pick, row, column);
        }
        let wrote = match cell {
            Cell::Blank | Cell::Broken(_) => Ok(Wrote::Blank),
            Cell::Text(text) => self.text(pick, text.trim()),
            cell => self.stored(pick, cell),
        };
        wrote.unwrap_or_else(|slip| self.slip(&slip, pick, row, Some(column)))
    }

    #[cold]
    fn unmapped(&mut self, pick: &Pick, row: &Row, column: u32) -> Wrote {
        let near = pick.words.nearest(shown(row.cell(column as usize), self.scratch)).map(str::to_owned);
        self.slip(&Slip::Unmapped(near, pick.words.may_ignore()), pick, row, Some(column))
    }

    /// A text as the type wants it.
    fn text(&mut self, pick: &Pick, text: &str) -> Result<Wrote, Slip> {
        let blank = pick.words.is_blank(text);
        match pick.take {
            // 无 is an answer here
            Take::Boolean => match boolean(text) {
                Some(flag) => self.out.push_str(if flag { "true" } else { "false" }),
                None if blank => return Ok(Wrote::Blank),
                None => return Err(Slip::Boolean),
            },
            _ if blank => return Ok(Wrote::Blank),
            Take::Number | Take::Whole => {
                number::write(text, pick.take == Take::Whole, pick.unit.as_ref(), self.out).map_err(Slip::Number)?;
            }
            Take::Id if lost(Cell::Text(text)) => return Err(Slip::Lossy),
            _ => part::text(text, self.out),
        }
        Ok(Wrote::Value)
    }

    /// A cell that is no text as the type wants it.
    fn stored(&mut self, pick: &Pick, cell: Cell<'_>) -> Result<Wrote, Slip> {
        match (&pick.take, cell) {
            (Take::Number | Take::Whole, Cell::Whole(n)) if pick.unit.is_none() => write_whole(n, self.out),
            (Take::Number | Take::Whole, Cell::Whole(n)) => {
                self.scratch.clear();
                write_whole(n, self.scratch);
                number::write(self.scratch, pick.take == Take::Whole, pick.unit.as_ref(), self.out).map_err(Slip::Number)?;
            }
            (Take::Number | Take::Whole, Cell::Number(n)) => {
                let whole = pick.take == Take::Whole;
                number::write_stored(n, whole, pick.unit.as_ref(), self.scratch, self.out).map_err(Slip::Number)?;
            }
            (Take::Number | Take::Whole, _) => return Err(Slip::WrongKind),
            (Take::Boolean | Take::Any, Cell::Boolean(flag)) => self.out.push_str(if flag { "true" } else { "false" }),
            (Take::Boolean, cell) => match boolean(shown(cell, self.scratch)) {
                Some(flag) => self.out.push_str(if flag { "true" } else { "false" }),
                None => return Err(Slip::Boolean),
            },
            (Take::Any, Cell::Whole(n)) => write_whole(n, self.out),
            (Take::Any, Cell::Number(n)) => number::write_stored(n, false, None, self.scratch, self.out).map_err(Slip::Number)?,
            (_, cell) if lost(cell) => return Err(Slip::Lossy),
            (_, cell) => part::text(shown(cell, self.scratch), self.out),
        }
        Ok(Wrote::Value)
    }

    fn list(&mut self, pick: &Pick, row: &Row, column: u32) -> Wrote {
        self.out.push('[');
        let wrote = self.items(pick, row, column, &mut false);
        self.out.push(']');
        wrote
    }

    /// Writes what stands in one cell, item by item. `started`: a comma stands before the first.
    pub(super) fn items(&mut self, pick: &Pick, row: &Row, column: u32, started: &mut bool) -> Wrote {
        let cell = row.cell(column as usize);
        // the cell's text lives in the row or in the scratch: the scratch is lent out for the time being
        let mut scratch = std::mem::take(self.scratch);
        let text = shown(cell, &mut scratch);
        let mut wrote = Wrote::Blank;
        if !pick.words.is_blank(text) {
            for item in pick.split.parts(text) {
                let meant = if pick.words.is_empty() { Meant::Unknown } else { pick.words.look_up(item) };
                let (json, blank) = match meant {
                    Meant::Json(json) => (Some(json), false),
                    Meant::Nothing => (None, true),
                    Meant::Unknown if pick.words.is_open() => (None, pick.words.is_blank(item)),
                    Meant::Unknown => {
                        let near = pick.words.nearest(item).map(str::to_owned);
                        wrote = Wrote::Fault;
                        self.slip(&Slip::Unmapped(near, pick.words.may_ignore()), pick, row, Some(column));
                        continue;
                    }
                };
                if blank {
                    continue;
                }
                if std::mem::replace(started, true) {
                    self.out.push(',');
                }
                match json {
                    Some(json) => self.out.push_str(json),
                    None => part::text(item, self.out),
                }
                if wrote == Wrote::Blank {
                    wrote = Wrote::Value;
                }
            }
        }
        *self.scratch = scratch;
        wrote
    }
}
