//! Writes what a row tells: values, parties, events. What is blank is not written; what is wrong is noted and the rest
//! goes on, so that one look at a row finds everything.

use super::pick::{Pick, Take, YearFrom};
use super::words::{Meant, boolean};
use super::{Happening, Person};
use crate::mapping::columns::{Columns, letters};
use crate::mapping::moment::{self, Dates, NotAMoment, Zones};
use crate::mapping::nest::Nest;
use crate::mapping::number;
use crate::mapping::part::{self, Mark, Piece};
use crate::mapping::slip::{self, Slip};
use crate::mapping::written::Test;
use crate::table::row::Clock;
use crate::table::{Cell, Row, TableFault};
use crate::time::instant::{DAY, SECOND};
use crate::time::spelling::{Misspelt, Spelt, fold};
use std::fmt::Write;

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
    pub columns: &'s Columns,
}

/// Numbers from here on have lost digits in a spreadsheet.
const LOSSY: f64 = 1e15;

impl Sink<'_> {
    /// The offset where the next text goes.
    pub fn here(&self) -> u32 {
        u32::try_from(self.out.len()).unwrap_or(u32::MAX)
    }

    /// Marks what follows as the column's.
    fn mark(&mut self, column: Option<u32>) {
        if let Some(column) = column {
            let offset = self.here();
            self.marks.push(Mark { offset, column });
        }
    }

    /// Takes back what was written since.
    fn back(&mut self, (out, marks): (usize, usize)) {
        self.out.truncate(out);
        self.marks.truncate(marks);
    }

    fn state(&self) -> (usize, usize) {
        (self.out.len(), self.marks.len())
    }

    #[cold]
    fn slip(&mut self, slip: &Slip, pick: &Pick, row: &Row, column: Option<u32>) -> Wrote {
        let name = column.and_then(|column| self.columns.names().get(column as usize)).map(|name| name.trim());
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
                Meant::Unknown if pick.words.only_ignores() => {}
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
    fn items(&mut self, pick: &Pick, row: &Row, column: u32, started: &mut bool) -> Wrote {
        let cell = row.cell(column as usize);
        // the cell's text lives in the row or in the scratch: the scratch is lent out for the time being
        let mut scratch = std::mem::take(self.scratch);
        let text = shown(cell, &mut scratch);
        let mut wrote = Wrote::Blank;
        if !pick.words.is_blank(text) {
            for item in text.split(|c| pick.split.contains(&c)).map(str::trim) {
                let meant = if pick.words.is_empty() { Meant::Unknown } else { pick.words.look_up(item) };
                let (json, blank) = match meant {
                    Meant::Json(json) => (Some(json), false),
                    Meant::Nothing => (None, true),
                    Meant::Unknown if pick.words.only_ignores() => (None, pick.words.is_blank(item)),
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

    /// A date or a time, which may stand in two columns.
    fn moment(&mut self, pick: &Pick, row: &Row, column: u32) -> Wrote {
        let spelt = match self.date(pick, row, column) {
            Ok(spelt) => spelt,
            Err((slip, at)) => return self.slip(&slip, pick, row, Some(at)),
        };
        let clock = match pick.time.map(|at| (at, self.clock(pick, row.cell(at as usize)))) {
            Some((at, Err(why))) => return self.slip(&Slip::Time(why), pick, row, Some(at)),
            Some((at, Ok(Some(clock)))) => Some((at, clock)),
            _ => None,
        };
        let spelt = match (spelt, clock) {
            (None, None) => return Wrote::Blank,
            (None, Some((at, _))) => return self.slip(&Slip::Time(NotAMoment::NoDay), pick, row, Some(at)),
            (Some(Spelt { clock: Some(own), .. }), Some((_, clock))) if own != 0 && own != clock => {
                return self.slip(&Slip::Time(NotAMoment::TwoClocks), pick, row, Some(column));
            }
            (Some(spelt), Some((_, clock))) => Spelt { clock: Some(clock), ..spelt },
            (Some(spelt), None) => spelt,
        };
        let spelt = if pick.take == Take::Date { Spelt { clock: None, offset: None, ..spelt } } else { spelt };
        match self.zones.write(spelt, self.out) {
            Ok(()) => Wrote::Value,
            Err(why) => self.slip(&Slip::Time(why), pick, row, Some(column)),
        }
    }

    /// The date's cell; none where it is blank.
    fn date(&mut self, pick: &Pick, row: &Row, column: u32) -> Result<Option<Spelt>, (Slip, u32)> {
        let unix = matches!(pick.dates, Dates::UnixSeconds | Dates::UnixMillis);
        let not_a_time = || (Slip::Time(NotAMoment::Misspelt(Misspelt::NotATime)), column);
        match row.cell(column as usize) {
            Cell::Blank => Ok(None),
            Cell::Text(text) => {
                let text = text.trim();
                if pick.words.is_blank(text) {
                    return Ok(None);
                }
                let year = self.year(pick, row)?;
                match moment::read(text, pick.dates, year) {
                    Ok(spelt) => Ok(Some(spelt)),
                    Err(why) => {
                        let serial = text.parse().ok().and_then(moment::serial).filter(|_| !unix);
                        serial.map(Some).ok_or((Slip::Time(why), column))
                    }
                }
            }
            Cell::Local(day, clock) => {
                let clock = match clock {
                    Clock::None => None,
                    Clock::At(micros) => Some(micros),
                };
                Ok(Some(Spelt { day, clock, offset: None }))
            }
            Cell::Instant(at) => Ok(Some(moment::instant(at))),
            Cell::Whole(n) if unix => moment::since_1970(n as f64, pick.dates).map(Some).ok_or_else(not_a_time),
            Cell::Number(n) if unix => moment::since_1970(n, pick.dates).map(Some).ok_or_else(not_a_time),
            cell @ (Cell::Whole(_) | Cell::Number(_)) => {
                let text = shown(cell, self.scratch);
                let serial = text.parse().ok().and_then(moment::serial);
                serial.or_else(|| moment::read(text, pick.dates, None).ok()).map(Some).ok_or_else(not_a_time)
            }
            Cell::Boolean(_) => Err((Slip::WrongKind, column)),
            Cell::Broken(_) => Err((Slip::Broken, column)),
        }
    }

    fn year(&mut self, pick: &Pick, row: &Row) -> Result<Option<i32>, (Slip, u32)> {
        let column = match pick.year {
            None => return Ok(None),
            Some(YearFrom::Given(year)) => return Ok(Some(year)),
            Some(YearFrom::Column(column)) => column,
        };
        let cell = row.cell(column as usize);
        if let Cell::Local(day, _) = cell {
            return Ok(Some(day.year()));
        }
        let folded = fold(shown(cell, self.scratch));
        let digits = folded.trim_end_matches(['年', '度']);
        match digits.parse() {
            Ok(year) if digits.len() == 4 => Ok(Some(year)),
            _ if pick.words.is_blank(&folded) => Ok(None),
            _ => Err((Slip::BadYear, column)),
        }
    }

    /// The time's own cell; none where it is blank. Microseconds since midnight.
    fn clock(&mut self, pick: &Pick, cell: Cell<'_>) -> Result<Option<i64>, NotAMoment> {
        match cell {
            Cell::Blank => Ok(None),
            Cell::Local(_, Clock::At(micros)) => Ok(Some(micros)),
            // a day's share, as spreadsheets store times of day
            Cell::Number(share) if (0.0..1.0).contains(&share) => {
                Ok(Some(((share * (DAY / SECOND) as f64).round() as i64 * SECOND).min(DAY - SECOND)))
            }
            cell => {
                let text = shown(cell, self.scratch);
                if pick.words.is_blank(text) { Ok(None) } else { moment::clock(text).map(Some) }
            }
        }
    }

    /// Writes an event as a JSON object; none where the row tells no such event.
    pub(super) fn event(&mut self, event: &Happening, row: &Row) -> Option<Piece> {
        if !event.when.iter().all(|test| test.holds(row, self.scratch)) {
            return None;
        }
        let state = self.state();
        let start = self.here();
        self.mark(event.at.as_ref().and_then(|at| at.column));
        let mut typed = Wrote::Value;
        match &event.what {
            None => self.out.push_str(&event.opening),
            Some(what) => {
                self.out.push_str("{\"type\":");
                typed = self.value(what, row);
            }
        }
        self.out.push_str(",\"at\":");
        let at = event.at.as_ref().map_or(Wrote::Blank, |at| self.value(at, row));
        let slip = match (typed, at) {
            (Wrote::Value, Wrote::Value) => None,
            (Wrote::Value, Wrote::Blank) if event.is_row || !event.when.is_empty() => event.at.as_ref().map(|at| (Slip::NoTime, at)),
            // ignored, not empty: nothing is missing
            (Wrote::Blank, Wrote::Value) => event.what.as_ref().filter(|what| self.is_empty(what, row)).map(|what| (Slip::NoType, what)),
            _ => None,
        };
        if let Some((slip, pick)) = slip {
            self.slip(&slip, pick, row, pick.column);
        }
        if (typed, at) != (Wrote::Value, Wrote::Value) {
            self.back(state);
            return None;
        }
        self.by(&event.by, row);
        self.to(&event.to, row);
        self.attributes(&event.attributes, row);
        for (key, pick) in [
            (",\"id\":", &event.id),
            (",\"recorded_at\":", &event.recorded_at),
            (",\"retracted\":", &event.retracted),
            (",\"supersedes\":", &event.supersedes),
        ] {
            if let Some(pick) = pick {
                let state = self.state();
                self.out.push_str(key);
                if self.value(pick, row) != Wrote::Value {
                    self.back(state);
                }
            }
        }
        self.out.push('}');
        Some(start..self.here())
    }

    fn is_empty(&mut self, pick: &Pick, row: &Row) -> bool {
        pick.column.is_none_or(|column| shown(row.cell(column as usize), self.scratch).is_empty())
    }

    /// The first one that is told.
    fn by(&mut self, people: &[Person], row: &Row) {
        for person in people {
            let state = self.state();
            self.out.push_str(",\"by\":");
            if self.person(person, row, &mut false) == Wrote::Value {
                return;
            }
            self.back(state);
        }
    }

    fn to(&mut self, people: &[Person], row: &Row) {
        let state = self.state();
        let (mut started, mut any) = (false, false);
        for person in people {
            if !any {
                self.out.push_str(",\"to\":[");
                any = true;
            }
            self.person(person, row, &mut started);
        }
        if started {
            self.out.push(']');
        } else {
            self.back(state);
        }
    }

    /// `started`: a comma stands before what is written.
    fn person(&mut self, person: &Person, row: &Row, started: &mut bool) -> Wrote {
        let state = self.state();
        if let Person::Word(pick) = person
            && let Some(column) = pick.column.filter(|_| !pick.split.is_empty())
        {
            self.mark(Some(column));
            return self.items(pick, row, column, started);
        }
        if *started {
            self.out.push(',');
        }
        let wrote = match person {
            Person::Word(pick) => self.value(pick, row),
            Person::Parts(parts) => self.parts(parts, row),
        };
        if wrote == Wrote::Value {
            *started = true;
        } else {
            self.back(state);
        }
        wrote
    }

    fn parts(&mut self, parts: &[(&'static str, Pick)], row: &Row) -> Wrote {
        let mut wrote = Wrote::Blank;
        self.out.push('{');
        for (key, pick) in parts {
            let state = self.state();
            if wrote == Wrote::Value {
                self.out.push(',');
            }
            part::text(key, self.out);
            self.out.push(':');
            match self.value(pick, row) {
                Wrote::Value => wrote = Wrote::Value,
                _ => self.back(state),
            }
        }
        self.out.push('}');
        wrote
    }

    fn attributes(&mut self, attributes: &[(String, Pick)], row: &Row) {
        let mut nest: Option<Nest<'_>> = None;
        for (path, pick) in attributes {
            let (start, marks) = self.state();
            if self.value(pick, row) != Wrote::Value {
                continue;
            }
            // the value is there: now its name goes before it
            self.scratch.clear();
            self.scratch.push_str(self.out.get(start..).unwrap_or_default());
            self.out.truncate(start);
            let nest = match &mut nest {
                Some(nest) => nest,
                None => {
                    self.out.push_str(",\"attributes\":");
                    nest.insert(Nest::start(self.out))
                }
            };
            nest.name(path, self.out);
            let offset = self.here();
            self.marks.iter_mut().skip(marks).for_each(|mark| mark.offset = offset);
            self.out.push_str(self.scratch);
        }
        if let Some(nest) = nest {
            nest.finish(self.out);
        }
    }
}

/// Whether a column has a value, or one of these.
#[derive(Clone, Debug)]
pub struct Holds {
    column: u32,
    /// Folded; none: anything but blank.
    values: Option<Vec<String>>,
    blank: Vec<String>,
}

impl Holds {
    pub fn new(column: u32, test: &Test) -> Holds {
        let folded = |text: &String| fold(text.trim()).into_owned();
        Holds { column, values: test.values.as_ref().map(|values| values.iter().map(folded).collect()), blank: test.blank.clone() }
    }

    pub fn holds(&self, row: &Row, scratch: &mut String) -> bool {
        let text = shown(row.cell(self.column as usize), scratch);
        match &self.values {
            None => !text.is_empty() && !self.blank.iter().any(|blank| blank.eq_ignore_ascii_case(text)),
            Some(values) => {
                let folded = fold(text);
                values.iter().any(|value| *value == folded)
            }
        }
    }
}

/// A cell as a text, trimmed.
pub fn shown<'a>(cell: Cell<'a>, scratch: &'a mut String) -> &'a str {
    scratch.clear();
    // writing to memory does not fail
    let _ = match cell {
        Cell::Blank => return "",
        Cell::Text(text) | Cell::Broken(text) => return text.trim(),
        Cell::Whole(n) => write!(scratch, "{n}"),
        Cell::Number(n) => write!(scratch, "{n}"),
        Cell::Boolean(flag) => write!(scratch, "{flag}"),
        Cell::Local(day, clock) => {
            let clock = match clock {
                Clock::None => None,
                Clock::At(micros) => Some(micros),
            };
            return local(Spelt { day, clock, offset: None }, scratch);
        }
        Cell::Instant(at) => return local(moment::instant(at), scratch),
    };
    scratch
}

fn local(spelt: Spelt, scratch: &mut String) -> &str {
    // a day that cannot be shown is an empty text
    let _ = Zones::default().write(spelt, scratch);
    scratch.trim_matches('"')
}

fn write_whole(n: i64, out: &mut String) {
    let _ = write!(out, "{n}");
}

/// Whether a spreadsheet has lost digits of what should be a text: `3.42E+17`.
fn lost(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Number(n) => n.abs() >= LOSSY,
        Cell::Text(text) => {
            let text = text.trim();
            let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            text.split_once("E+").is_some_and(|(mantissa, exponent)| {
                digits(exponent)
                    && mantissa.split_once('.').is_some_and(|(whole, fraction)| whole.len() == 1 && digits(whole) && digits(fraction))
            })
        }
        _ => false,
    }
}
