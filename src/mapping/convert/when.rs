//! Dates and times, which may stand in two columns, without a year, or as a spreadsheet's number.

use super::cell::shown;
use super::pick::{Pick, Take, YearFrom};
use super::told::{Sink, Wrote};
use crate::mapping::moment::{self, Dates, NotAMoment};
use crate::mapping::slip::Slip;
use crate::table::row::Clock;
use crate::table::{Cell, Row};
use crate::time::instant::{DAY, SECOND};
use crate::time::spelling::{Misspelt, Spelt, fold};

impl Sink<'_> {
    /// A date or a time, which may stand in two columns.
    pub(super) fn moment(&mut self, pick: &Pick, row: &Row, column: u32) -> Wrote {
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
}
