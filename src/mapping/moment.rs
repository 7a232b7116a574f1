//! Times as exports spell them: what [`spelling`] reads, and what only a mapping can vouch for: `2022年5月15日下午3时`,
//! `20220515`, `15/05/2022`, `5月15日` of a year that is told, serials of spreadsheets, seconds since 1970.

mod scanner;
#[cfg(test)]
mod tests;
mod zones;

use crate::time::instant::{DAY, HOUR, MINUTE, SECOND};
use crate::time::spelling::{self, Misspelt, Spelt};
use crate::time::{Day, Instant};
use scanner::Scanner;

pub use zones::Zones;

/// How dates are to be read where that cannot be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dates {
    #[default]
    YearFirst,
    DayFirst,
    MonthFirst,
    /// Since 1970-01-01T00:00:00Z.
    UnixSeconds,
    UnixMillis,
}

/// Every word for them; those in English first.
pub const DATES: [(&str, Dates); 10] = [
    ("year/month/day", Dates::YearFirst),
    ("day/month/year", Dates::DayFirst),
    ("month/day/year", Dates::MonthFirst),
    ("unix seconds", Dates::UnixSeconds),
    ("unix milliseconds", Dates::UnixMillis),
    ("年/月/日", Dates::YearFirst),
    ("日/月/年", Dates::DayFirst),
    ("月/日/年", Dates::MonthFirst),
    ("unix 秒", Dates::UnixSeconds),
    ("unix 毫秒", Dates::UnixMillis),
];

/// Why a cell is no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAMoment {
    Misspelt(Misspelt),
    /// `03/04/2022`, and the mapping does not tell which is the month.
    OrderUntold,
    /// `5月15日`, and no year is told.
    YearUntold,
    /// `上午15时`
    DayPart,
    /// A local time of another zone than the policy's that existed twice, or 24:00.
    Twice,
    /// Date and time stand in two columns, and the date's cell has another time.
    TwoClocks,
    /// A time of day without a day.
    NoDay,
}

impl From<Misspelt> for NotAMoment {
    fn from(why: Misspelt) -> NotAMoment {
        NotAMoment::Misspelt(why)
    }
}

const NOT_A_TIME: NotAMoment = NotAMoment::Misspelt(Misspelt::NotATime);
const NO_SUCH_TIME: NotAMoment = NotAMoment::Misspelt(Misspelt::NoSuchTime);
const NO_SUCH_DATE: NotAMoment = NotAMoment::Misspelt(Misspelt::NoSuchDate);

/// From and to which hour, and how many are added.
type Hours = (i64, i64, i64);

/// Parts of the day before a clock of twelve hours, and the hours that each may go with.
const DAY_PARTS: [(&str, &[Hours]); 15] = [
    ("凌晨", &[(0, 6, 0), (12, 12, -12)]),
    ("清晨", &[(3, 9, 0)]),
    ("早晨", &[(3, 11, 0)]),
    ("早上", &[(3, 11, 0)]),
    ("上午", &[(0, 12, 0)]),
    ("中午", &[(10, 14, 0), (1, 2, 12)]),
    ("下午", &[(12, 23, 0), (1, 11, 12)]),
    ("午后", &[(12, 18, 0), (1, 6, 12)]),
    ("傍晚", &[(16, 20, 0), (4, 8, 12)]),
    ("晚上", &[(17, 24, 0), (5, 11, 12), (12, 12, 12)]),
    ("晚间", &[(17, 24, 0), (5, 11, 12), (12, 12, 12)]),
    ("夜间", &[(17, 24, 0), (5, 11, 12), (12, 12, 12)]),
    ("晚", &[(17, 24, 0), (5, 11, 12), (12, 12, 12)]),
    ("AM", &[(0, 11, 0), (12, 12, -12)]),
    ("PM", &[(12, 23, 0), (1, 11, 12)]),
];

/// Reads a time.
///
/// # Errors
/// Why it is none.
pub fn read(text: &str, dates: Dates, year: Option<i32>) -> Result<Spelt, NotAMoment> {
    let seen = match dates {
        Dates::UnixSeconds | Dates::UnixMillis => return unix(text, dates),
        Dates::YearFirst => usual(text.as_bytes()).or_else(|| given(spelling::spelt(text))),
        Dates::DayFirst | Dates::MonthFirst => None,
    };
    match seen {
        Some(spelt) => spelt,
        None => Scanner::new(&spelling::fold(text)).read(dates, year).or_else(|why| match given(spelling::spelt(text)) {
            Some(spelt) if why == NOT_A_TIME => spelt,
            _ => Err(why),
        }),
    }
}

/// What a spelling gives; none where it is not one of those.
fn given(spelt: Result<Spelt, Misspelt>) -> Option<Result<Spelt, NotAMoment>> {
    match spelt {
        Err(Misspelt::NotATime) => None,
        spelt => Some(spelt.map_err(NotAMoment::from)),
    }
}

/// `2022-05-15`, `2022-05-15 15:00`, `2022-05-15T15:00:00`, `2022-05-15T15:00:00+08:00`, also with `/`: no detour.
fn usual(text: &[u8]) -> Option<Result<Spelt, NotAMoment>> {
    let digit = |at: usize| text.get(at).map(|byte| i64::from(byte.wrapping_sub(b'0'))).filter(|n| (0..10).contains(n));
    let two = |at: usize| Some(digit(at)? * 10 + digit(at + 1)?);
    let (mark, second) = (text.get(4)?, text.get(7)?);
    if mark != second || !matches!(mark, b'-' | b'/') {
        return None;
    }
    let (year, month, day) = (two(0)? * 100 + two(2)?, two(5)?, two(8)?);
    let clock = match text.len() {
        10 => None,
        16 | 19 | 25 if matches!(text.get(10), Some(b' ' | b'T')) && text.get(13) == Some(&b':') => {
            let seconds = if text.len() > 16 { two(17).filter(|_| text.get(16) == Some(&b':'))? } else { 0 };
            Some((two(11)?, two(14)?, seconds))
        }
        _ => return None,
    };
    let offset = match text.get(19) {
        None => None,
        Some(sign @ (b'+' | b'-')) if text.get(22) == Some(&b':') => {
            let (hours, minutes) = (two(20)?, two(23)?);
            let ahead = hours * HOUR + minutes * MINUTE;
            if hours > 23 || minutes > 59 {
                return Some(Err(NO_SUCH_TIME));
            }
            Some(if *sign == b'-' { -ahead } else { ahead })
        }
        Some(_) => return None,
    };
    let Some(day) = Day::from_ymd(year as i32, month as u32, day as u32) else { return Some(Err(NO_SUCH_DATE)) };
    let clock = match clock {
        None => None,
        Some((hour, minute, second)) if hour < 24 && minute < 60 && second < 60 => Some(hour * HOUR + minute * MINUTE + second * SECOND),
        Some((24, 0, 0)) if offset.is_none() => Some(DAY),
        Some(_) => return Some(Err(NO_SUCH_TIME)),
    };
    Some(Ok(Spelt { day, clock, offset }))
}

fn unix(text: &str, dates: Dates) -> Result<Spelt, NotAMoment> {
    let folded = spelling::fold(text.trim());
    // 1,652,598,000 and 1652598000.0 come from spreadsheets
    let plain: String = folded.chars().filter(|c| *c != ',').collect();
    let number: f64 = plain.parse().map_err(|_| NOT_A_TIME)?;
    since_1970(number, dates).ok_or(NO_SUCH_DATE)
}

/// Seconds or milliseconds since 1970-01-01T00:00:00Z.
pub fn since_1970(number: f64, dates: Dates) -> Option<Spelt> {
    let micros = number * if dates == Dates::UnixMillis { 1e3 } else { 1e6 };
    // the years 1900 to 2200: milliseconds taken for seconds lie far outside
    (micros.abs() < 7.3e15).then(|| instant(Instant(micros.round() as i64)))
}

/// An instant as a time with its offset.
pub fn instant(at: Instant) -> Spelt {
    let (day, clock) = (at.0.div_euclid(DAY), at.0.rem_euclid(DAY));
    Spelt { day: Day(i32::try_from(day).unwrap_or(i32::MAX)), clock: Some(clock), offset: Some(0) }
}

/// The day and time of a spreadsheet's serial, days since 1899-12-30; none for what is more likely another number.
pub fn serial(number: f64) -> Option<Spelt> {
    // 1927 to 2173
    if !(10_000.0..100_000.0).contains(&number) {
        return None;
    }
    let epoch = Day::from_ymd(1899, 12, 30)?;
    // to the nearest second, but kept in its day
    let seconds = ((number.fract() * 86_400.0).round() as i64).min(86_399);
    let clock = (number.fract() > 0.0).then_some(seconds * SECOND);
    Some(Spelt { day: epoch.plus(number.trunc() as i64), clock, offset: None })
}

/// Reads a time of day alone: `15:00`, `下午3时`, `1500`, `3:00 PM`. Microseconds since midnight.
///
/// # Errors
/// Why it is none.
pub fn clock(text: &str) -> Result<i64, NotAMoment> {
    let folded = spelling::fold(text.trim());
    let digits = folded.as_bytes();
    if matches!(digits.len(), 4 | 6) && digits.iter().all(u8::is_ascii_digit) {
        return compact_clock(&folded);
    }
    Scanner::new(&folded).clock()
}

/// `1530`, `153000`
fn compact_clock(digits: &str) -> Result<i64, NotAMoment> {
    let two = |at: usize| digits.get(at..at + 2).map_or(Some(0), |two| two.parse::<i64>().ok()).ok_or(NOT_A_TIME);
    let (hour, minute, second) = (two(0)?, two(2)?, two(4)?);
    let clock = hour * HOUR + minute * MINUTE + second * SECOND;
    if hour > 24 || minute > 59 || second > 59 || clock > DAY { Err(NO_SUCH_TIME) } else { Ok(clock) }
}
