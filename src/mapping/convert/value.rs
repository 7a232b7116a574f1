//! What a cell says, as a record has it, without a detour over JSON: by its text, or by what it shows where it is stored
//! otherwise. What is not plain is left to those who write it as JSON: whether it is wrong, and what is said of it, is
//! decided there alone.

use super::cell::lost;
use super::pick::{Pick, Take, YearFrom};
use super::words::{Meant, boolean};
use crate::mapping::moment::{self, Dates, Zones};
use crate::mapping::number;
use crate::record::{Several, Value};
use crate::table::Cell;
use crate::table::stored::Kind;
use crate::time::{When, Zone, spelling, usual};
use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use std::borrow::Cow;

/// The cell is not plain: wrong perhaps, or only rare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotPlain;

/// What a cell says; none where it says nothing.
pub type Said<T> = Result<Option<T>, NotPlain>;

/// Whole numbers of so many digits need no second look.
const DIGITS: usize = 15;

/// Whether a spreadsheet has lost digits of what should be a text.
pub fn is_lost(kind: Kind, shown: &str) -> bool {
    match kind {
        Kind::Text => lost(Cell::Text(shown)),
        Kind::Number => shown.parse().is_ok_and(|n| lost(Cell::Number(n))),
        _ => false,
    }
}

impl Pick {
    /// Whether a cell that is stored so says what a text would say that reads as it shows.
    pub fn takes_for_text(&self, kind: Kind, shown: &str) -> bool {
        if matches!(kind, Kind::Text | Kind::Blank) {
            return true;
        }
        // only texts may stand for nothing
        !self.words.is_blank(shown)
            && match (&self.take, kind) {
                (Take::Date | Take::Instant, Kind::Local | Kind::Instant) => self.dates == Dates::YearFirst,
                (Take::Date | Take::Instant, Kind::Whole | Kind::Number) => matches!(self.dates, Dates::UnixSeconds | Dates::UnixMillis),
                (Take::Any, Kind::Local | Kind::Instant) => true,
                (Take::Any | Take::Date | Take::Instant, _) => false,
                _ => true,
            }
    }

    /// As [`Pick::value`], however the cell is stored.
    ///
    /// # Errors
    /// It is not plain.
    #[inline]
    pub fn value_of<'p>(&'p self, kind: Kind, shown: &'p str, zones: &Zones, arena: &'p Bump) -> Said<Value<'p>> {
        if kind == Kind::Text { self.value(shown, zones, arena) } else { self.value_of_stored(kind, shown, zones, arena) }
    }

    #[inline(never)]
    fn value_of_stored<'p>(&'p self, kind: Kind, shown: &'p str, zones: &Zones, arena: &'p Bump) -> Said<Value<'p>> {
        if self.takes_for_text(kind, shown) {
            return self.value(shown, zones, arena);
        }
        match kind {
            _ if self.take != Take::Any || !self.words.is_empty() || self.unit.is_some() => Err(NotPlain),
            Kind::Whole | Kind::Number => self.number(shown),
            Kind::Boolean => Ok(Some(Value::Boolean(shown == "true"))),
            _ => Err(NotPlain),
        }
    }

    /// Whether its cells can be plain at all.
    pub fn may_be_plain(&self) -> bool {
        self.time.is_none() && matches!(self.year, None | Some(YearFrom::Given(_))) && self.constant_text().is_ok()
    }

    /// The text that stands in every row, where it is a constant.
    fn constant_text(&self) -> Said<&str> {
        match &self.take {
            Take::Constant(json) => within(json).map(Some),
            _ => Ok(None),
        }
    }

    /// A word, as trimmed; `cell` is blank where there is no column.
    ///
    /// # Errors
    /// It is not plain.
    pub fn said<'p>(&'p self, cell: &'p str) -> Said<&'p str> {
        if let Some(text) = self.constant_text()? {
            return Ok(Some(text));
        }
        if self.column.is_none() {
            return Ok(None);
        }
        if !self.words.is_empty() {
            match self.words.look_up(cell) {
                Meant::Json(json) => return within(json).map(Some),
                Meant::Nothing => return Ok(None),
                Meant::Unknown if self.words.is_open() => {}
                Meant::Unknown => return Err(NotPlain),
            }
        }
        match self.take {
            _ if self.words.is_blank(cell) => Ok(None),
            Take::Id if lost(Cell::Text(cell)) => Err(NotPlain),
            Take::Text | Take::Id | Take::Any => Ok(Some(cell)),
            _ => Err(NotPlain),
        }
    }

    /// Yes or no.
    ///
    /// # Errors
    /// It is not plain.
    pub fn flag(&self, cell: &str) -> Said<bool> {
        if self.take != Take::Boolean || !self.words.is_empty() {
            return Err(NotPlain);
        }
        if self.column.is_none() {
            return Ok(None);
        }
        match cell {
            "" => Ok(None),
            "是" => Ok(Some(true)),
            "否" => Ok(Some(false)),
            _ => match boolean(cell) {
                None if !self.words.is_blank(cell) => Err(NotPlain),
                flag => Ok(flag),
            },
        }
    }

    /// A date or a time as records have it, local ones in the policy's zone.
    ///
    /// # Errors
    /// It is not plain.
    pub fn when(&self, cell: &str, zones: &Zones, zone: &Zone) -> Said<When> {
        if self.take == Take::Instant
            && self.words.is_empty()
            && self.dates == Dates::YearFirst
            && let Ok(text) = cell.as_bytes().try_into()
            && !cell.starts_with("0000")
            && let Some(at) = usual::instant(text)
        {
            return Ok(Some(When::exactly(at)));
        }
        let mut written = String::new();
        if !self.spell(cell, zones, &mut written)? {
            return Ok(None);
        }
        spelling::time(&written, zone).map(Some).map_err(|_| NotPlain)
    }

    /// Writes a date or a time as records have it; false where the cell is blank.
    fn spell(&self, cell: &str, zones: &Zones, out: &mut String) -> Result<bool, NotPlain> {
        if !matches!(self.take, Take::Date | Take::Instant) || !self.words.is_empty() {
            return Err(NotPlain);
        }
        if self.column.is_none() || self.words.is_blank(cell) {
            return Ok(false);
        }
        let year = match self.year {
            Some(YearFrom::Given(year)) => Some(year),
            _ => None,
        };
        let spelt = moment::read(cell, self.dates, year).map_err(|_| NotPlain)?;
        let spelt = if self.take == Take::Date { spelling::Spelt { clock: None, offset: None, ..spelt } } else { spelt };
        zones.write(spelt, out).map_err(|_| NotPlain)?;
        *out = out.trim_matches('"').to_owned();
        Ok(true)
    }

    /// The value of an attribute.
    ///
    /// # Errors
    /// It is not plain.
    pub fn value<'p>(&'p self, cell: &'p str, zones: &Zones, arena: &'p Bump) -> Said<Value<'p>> {
        if let Take::Constant(json) = &self.take {
            return meant(json).map(Some);
        }
        if self.column.is_none() {
            return Ok(None);
        }
        if self.take == Take::List {
            return self.list(cell, arena);
        }
        if !self.words.is_empty() {
            match self.words.look_up(cell) {
                Meant::Json(json) => return meant(json).map(Some),
                Meant::Nothing => return Ok(None),
                Meant::Unknown if self.words.is_open() => {}
                Meant::Unknown => return Err(NotPlain),
            }
        }
        match self.take {
            Take::Boolean if self.words.is_empty() => Ok(self.flag(cell)?.map(Value::Boolean)),
            Take::Number | Take::Whole => self.number(cell),
            Take::Date | Take::Instant => {
                let mut written = String::new();
                Ok(self.spell(cell, zones, &mut written)?.then(|| Value::Text(Cow::Borrowed(arena.alloc_str(&written)))))
            }
            _ => match self.words.is_blank(cell) {
                true => Ok(None),
                false if self.take == Take::Id && lost(Cell::Text(cell)) => Err(NotPlain),
                false if matches!(self.take, Take::Text | Take::Id | Take::Any) => Ok(Some(Value::Text(Cow::Borrowed(cell)))),
                false => Err(NotPlain),
            },
        }
    }

    fn number<'p>(&self, cell: &str) -> Said<Value<'p>> {
        if self.words.is_blank(cell) {
            return Ok(None);
        }
        if self.unit.is_none()
            && let Some(n) = plain_whole(cell)
        {
            return Ok(Some(Value::Whole(n)));
        }
        let mut written = String::new();
        number::write(cell, self.take == Take::Whole, self.unit.as_ref(), &mut written).map_err(|_| NotPlain)?;
        quantity(&written).map(Some)
    }

    fn list<'p>(&'p self, cell: &'p str, arena: &'p Bump) -> Said<Value<'p>> {
        let mut items = ArenaVec::new_in(arena);
        self.items(cell, |item| items.push(Value::Text(Cow::Borrowed(item))))?;
        Ok((!items.is_empty()).then(|| Value::List(Several::Borrowed(items.into_bump_slice()))))
    }

    /// Each of the words that stand in one cell, which is trimmed.
    ///
    /// # Errors
    /// One is not plain.
    pub fn items<'p>(&'p self, cell: &'p str, mut take: impl FnMut(&'p str)) -> Result<(), NotPlain> {
        if self.column.is_none() || self.words.is_blank(cell) {
            return Ok(());
        }
        let mut one = |item: &'p str| {
            let meant = if self.words.is_empty() { Meant::Unknown } else { self.words.look_up(item) };
            match meant {
                Meant::Json(json) => take(within(json)?),
                Meant::Nothing => {}
                Meant::Unknown if !self.words.is_open() => return Err(NotPlain),
                Meant::Unknown if self.words.is_blank(item) => {}
                Meant::Unknown => take(item),
            }
            Ok(())
        };
        if self.split.may_be_in(cell) { self.split.parts(cell).try_for_each(one) } else { one(cell) }
    }
}

/// A JSON text without its quotes, where nothing is escaped in it and something stands in it.
fn within(json: &str) -> Result<&str, NotPlain> {
    let inner = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).ok_or(NotPlain)?;
    if inner.is_empty() || inner.contains('\\') { Err(NotPlain) } else { Ok(inner) }
}

/// What a constant of a mapping says.
fn meant(json: &str) -> Result<Value<'_>, NotPlain> {
    match json {
        "true" => Ok(Value::Boolean(true)),
        "false" => Ok(Value::Boolean(false)),
        _ if json.starts_with('"') => within(json).map(|text| Value::Text(Cow::Borrowed(text))),
        _ => quantity(json),
    }
}

/// A number as JSON has it, read as records are.
fn quantity<'p>(json: &str) -> Result<Value<'p>, NotPlain> {
    if !json.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
        return Err(NotPlain);
    }
    if !json.contains(['.', 'e', 'E'])
        && let Ok(n) = json.parse()
    {
        return Ok(Value::Whole(n));
    }
    json.parse().ok().filter(|n: &f64| n.is_finite()).map(Value::Number).ok_or(NotPlain)
}

/// A number of digits alone.
fn plain_whole(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let plain = (1..=DIGITS).contains(&bytes.len()) && (bytes[0] != b'0' || bytes.len() == 1) && bytes.iter().all(u8::is_ascii_digit);
    plain.then(|| bytes.iter().fold(0, |n, byte| n * 10 + i64::from(byte - b'0')))
}
