//! Times as exports spell them: what [`spelling`] reads, and what only a mapping can vouch for: `2022年5月15日下午3时`,
//! `20220515`, `15/05/2022`, `5月15日` of a year that is told, serials of spreadsheets, seconds since 1970.

use crate::time::instant::{DAY, HOUR, MINUTE, SECOND};
use crate::time::spelling::{self, Misspelt, Spelt};
use crate::time::zone::Local;
use crate::time::{Day, Digits, Instant, Zone};

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

/// Parts of the day before a clock of twelve hours: the hours that it may go with, and what is added to them.
const DAY_PARTS: [(&str, &[(i64, i64, i64)]); 15] = [
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

/// `2022-05-15`, `2022-05-15 15:00`, `2022-05-15T15:00:00`, also with `/`: no detour.
fn usual(text: &[u8]) -> Option<Result<Spelt, NotAMoment>> {
    let digit = |at: usize| text.get(at).map(|byte| i64::from(byte.wrapping_sub(b'0'))).filter(|n| *n < 10);
    let two = |at: usize| Some(digit(at)? * 10 + digit(at + 1)?);
    let (mark, second) = (text.get(4)?, text.get(7)?);
    if mark != second || !matches!(mark, b'-' | b'/') {
        return None;
    }
    let (year, month, day) = (two(0)? * 100 + two(2)?, two(5)?, two(8)?);
    let clock = match text.len() {
        10 => None,
        16 | 19 if matches!(text.get(10), Some(b' ' | b'T')) && text.get(13) == Some(&b':') => {
            let seconds = if text.len() == 19 { two(17).filter(|_| text.get(16) == Some(&b':'))? } else { 0 };
            Some((two(11)?, two(14)?, seconds))
        }
        _ => return None,
    };
    let Some(day) = Day::from_ymd(year as i32, month as u32, day as u32) else { return Some(Err(NO_SUCH_DATE)) };
    let clock = match clock {
        None => None,
        Some((hour, minute, second)) if hour < 24 && minute < 60 && second < 60 => Some(hour * HOUR + minute * MINUTE + second * SECOND),
        Some((24, 0, 0)) => Some(DAY),
        Some(_) => return Some(Err(NO_SUCH_TIME)),
    };
    Some(Ok(Spelt { day, clock, offset: None }))
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

/// Reads the spellings that a mapping alone vouches for. The text is folded.
struct Scanner<'t> {
    rest: &'t str,
}

impl<'t> Scanner<'t> {
    fn new(text: &'t str) -> Scanner<'t> {
        Scanner { rest: text.trim() }
    }

    fn read(mut self, dates: Dates, year: Option<i32>) -> Result<Spelt, NotAMoment> {
        let day = self.day(dates, year)?;
        self.weekday();
        let started = self.rest.trim_start_matches([' ', 'T', '_', ',']);
        if started.is_empty() {
            return Ok(Spelt { day, clock: None, offset: None });
        }
        self.rest = started;
        let clock = self.clock()?;
        Ok(Spelt { day, clock: Some(clock), offset: None })
    }

    fn day(&mut self, dates: Dates, year: Option<i32>) -> Result<Day, NotAMoment> {
        let first = self.digits();
        let date = |year: i64, month: i64, day: i64| {
            let number = |n: i64| u32::try_from(n).unwrap_or(0);
            Day::from_ymd(i32::try_from(year).unwrap_or(0), number(month), number(day)).ok_or(NO_SUCH_DATE)
        };
        let known = |month: i64, day: i64| match year {
            Some(year) => date(i64::from(year), month, day),
            None => Err(NotAMoment::YearUntold),
        };
        match (first.len(), self.mark()) {
            (8 | 12 | 14, None | Some(' ' | 'T' | '星' | '周' | '(')) => {
                let (day, clock) = first.split_at(8);
                let part = |range: std::ops::Range<usize>| day.get(range).and_then(|d| d.parse().ok()).ok_or(NOT_A_TIME);
                let day = date(part(0..4)?, part(4..6)?, part(6..8)?)?;
                // the clock is read like any other: nothing may stand behind it
                self.rest = if clock.is_empty() { self.rest } else { return self.compact(day, clock) };
                Ok(day)
            }
            (4, Some('年')) => {
                self.eat('年');
                let month = self.number(&['月'])?;
                let day = self.number(&['日', '号'])?;
                date(number(first)?, month, day)
            }
            (4, Some(mark @ ('-' | '/' | '.'))) => {
                self.eat(mark);
                let month = self.number(&[mark])?;
                let day = self.digits();
                date(number(first)?, month, number(day)?)
            }
            (1 | 2, Some('月')) => {
                self.eat('月');
                let day = self.number(&['日', '号'])?;
                known(number(first)?, day)
            }
            (1 | 2, Some(mark @ ('-' | '/' | '.'))) => {
                self.eat(mark);
                let (first, second) = (number(first)?, number(self.digits())?);
                if self.mark() != Some(mark) {
                    return if mark == '.' { Err(NOT_A_TIME) } else { known(first, second) };
                }
                self.eat(mark);
                let last = self.digits();
                match (last.len(), dates) {
                    (4, Dates::DayFirst) => date(number(last)?, second, first),
                    (4, Dates::MonthFirst) => date(number(last)?, first, second),
                    (2 | 4, _) => Err(NotAMoment::OrderUntold),
                    _ => Err(NOT_A_TIME),
                }
            }
            _ => Err(NOT_A_TIME),
        }
    }

    /// Puts the clock of `20220515153000` where it will be read.
    fn compact(&mut self, day: Day, clock: &'t str) -> Result<Day, NotAMoment> {
        if !self.rest.is_empty() {
            return Err(NOT_A_TIME);
        }
        compact_clock(clock)?;
        self.rest = clock;
        Ok(day)
    }

    /// `(周三)`, `星期三`: says nothing more.
    fn weekday(&mut self) {
        let bare = self.rest.trim_start().trim_start_matches(['(', '(']);
        for word in ["星期", "周", "礼拜"] {
            if let Some(rest) = bare.strip_prefix(word)
                && rest.starts_with(['一', '二', '三', '四', '五', '六', '日', '天'])
            {
                let mut rest = rest.chars();
                rest.next();
                self.rest = rest.as_str().trim_start_matches([')', ')']).trim_start();
            }
        }
    }

    fn clock(&mut self) -> Result<i64, NotAMoment> {
        let text = self.rest.trim();
        if matches!(text.len(), 4 | 6) && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return compact_clock(text);
        }
        let part = DAY_PARTS.iter().find_map(|(word, hours)| {
            let rest = text.strip_prefix(word).or_else(|| strip_suffix_ignoring_case(text, word))?;
            Some((rest.trim(), *hours))
        });
        let (text, hours) = part.map_or((text, None), |(rest, hours)| (rest, Some(hours)));
        let (text, half) = match text.strip_suffix('半') {
            Some(rest) if rest.ends_with(['时', '点']) => (rest, 30 * MINUTE),
            _ => (text, 0),
        };
        // `3 PM`
        let bare = hours.is_some() && text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        let clock = if bare { number(text)? * HOUR } else { spelling::clock_alone(text)? } + half;
        let Some(hours) = hours else { return Ok(clock) };
        let hour = clock / HOUR;
        let (_, _, more) = hours.iter().find(|(from, to, _)| (from..=to).contains(&&hour)).ok_or(NotAMoment::DayPart)?;
        let clock = clock + more * HOUR;
        if (0..=DAY).contains(&clock) { Ok(clock) } else { Err(NO_SUCH_TIME) }
    }

    fn digits(&mut self) -> &'t str {
        let count = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at(count);
        self.rest = rest;
        digits
    }

    /// A number of one or two digits and the mark behind it.
    fn number(&mut self, marks: &[char]) -> Result<i64, NotAMoment> {
        let digits = self.digits();
        match self.mark() {
            Some(mark) if marks.contains(&mark) => self.eat(mark),
            // the last mark of a date may be left out
            None if marks.contains(&'日') => {}
            _ => return Err(NOT_A_TIME),
        }
        if digits.len() > 2 { Err(NOT_A_TIME) } else { number(digits) }
    }

    fn mark(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn eat(&mut self, mark: char) {
        self.rest = self.rest.strip_prefix(mark).unwrap_or(self.rest);
    }
}

fn strip_suffix_ignoring_case<'t>(text: &'t str, suffix: &str) -> Option<&'t str> {
    let at = text.len().checked_sub(suffix.len())?;
    let (rest, end) = text.split_at_checked(at)?;
    (suffix.is_ascii() && end.eq_ignore_ascii_case(suffix)).then_some(rest)
}

fn number(digits: &str) -> Result<i64, NotAMoment> {
    digits.parse().map_err(|_| NOT_A_TIME)
}

/// In which zone the local times of an export are written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Zones {
    /// That of the export.
    pub own: Option<Zone>,
    /// The policy judges in another: local times cannot stay as they are.
    pub foreign: bool,
}

impl Zones {
    /// Writes a time as a JSON text.
    ///
    /// # Errors
    /// It does not exist in its zone, or is none that can be told in the policy's; nothing was written.
    pub fn write(&self, spelt: Spelt, out: &mut String) -> Result<(), NotAMoment> {
        let Spelt { day, clock, offset } = spelt;
        if !(Day::from_ymd(1, 1, 1)..=Day::from_ymd(9999, 12, 31)).contains(&Some(day)) {
            return Err(NO_SUCH_DATE);
        }
        let offset = match (clock, offset, self.own) {
            (Some(clock), None, Some(zone)) => self.offset(day, clock, zone)?,
            (_, offset, _) => offset,
        };
        let mut text = day.digits();
        if let Some(clock) = clock {
            write_clock(clock, &mut text);
            if let Some(offset) = offset {
                write_offset(offset, &mut text);
            }
        }
        out.push('"');
        out.push_str(&text);
        out.push('"');
        Ok(())
    }

    /// The offset of a local time; none where it is better left local.
    fn offset(&self, day: Day, clock: i64, zone: Zone) -> Result<Option<i64>, NotAMoment> {
        if clock == DAY {
            return if self.foreign { Err(NotAMoment::Twice) } else { Ok(None) };
        }
        match zone.at(day, clock) {
            Local::Once(at) => {
                let offset = i64::from(day.0) * DAY + clock - at.0;
                // offsets of seconds, a century ago, cannot be written
                Ok((offset % MINUTE == 0).then_some(offset))
            }
            Local::Twice(..) if self.foreign => Err(NotAMoment::Twice),
            Local::Twice(..) => Ok(None),
            Local::Never => Err(NotAMoment::Misspelt(Misspelt::Skipped)),
        }
    }
}

fn write_clock(clock: i64, text: &mut Digits) {
    let (hour, minute, second, micros) = (clock / HOUR, clock / MINUTE % 60, clock / SECOND % 60, clock % SECOND);
    text.put(b'T');
    text.two(hour);
    for part in [minute, second] {
        text.put(b':');
        text.two(part);
    }
    if micros > 0 {
        text.put(b'.');
        text.six(micros);
    }
}

fn write_offset(offset: i64, text: &mut Digits) {
    let minutes = offset.abs() / MINUTE;
    text.put(if offset < 0 { b'-' } else { b'+' });
    text.two(minutes / 60);
    text.put(b':');
    text.two(minutes % 60);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, dates: Dates, year: Option<i32>) -> Result<String, NotAMoment> {
        let mut out = String::new();
        Zones::default().write(read(text, dates, year)?, &mut out)?;
        Ok(out.trim_matches('"').to_owned())
    }

    #[test]
    fn one_instant_in_many_spellings() {
        for text in [
            "2022-05-15 15:00:00",
            "2022/05/15 15:00",
            "2022-05-15T15:00",
            "2022/5/15 15:00",
            "2022年5月15日下午3时",
            "2022年5月15日 下午3:00",
            "2022年5月15日15时00分",
            "2022年5月15日(周日)下午3点整",
            "2022-05-15 星期日 15:00",
            "2022/5/15 3:00:00 PM",
            "2022/5/15 03:00 pm",
            "2022/5/15 3 PM",
            "20220515150000",
            "202205151500",
            "20220515 15:00",
            "20220515 1500",
            "2022年5月15日 下午15时",
            "2022.5.15 15点",
        ] {
            assert_eq!(shown(text, Dates::YearFirst, None).as_deref(), Ok("2022-05-15T15:00:00"), "{text}");
        }
        for (text, expected) in [
            ("20220515", "2022-05-15"),
            ("2022年5月15日", "2022-05-15"),
            ("2022-05-15T15:00:00+02:00", "2022-05-15T15:00:00+02:00"),
            ("2022-05-15 15:00:00.25Z", "2022-05-15T15:00:00.250000+00:00"),
            ("2022年5月15日晚9时半", "2022-05-15T21:30:00"),
            ("2022年5月15日晚上12点", "2022-05-15T24:00:00"),
            ("2022年5月15日凌晨2时", "2022-05-15T02:00:00"),
            ("2022年5月15日凌晨12时30分", "2022-05-15T00:30:00"),
            ("2022年5月15日中午12时", "2022-05-15T12:00:00"),
            ("2022年5月15日中午1点", "2022-05-15T13:00:00"),
            ("2022年5月15日上午9时15分", "2022-05-15T09:15:00"),
            ("2022-05-15 24:00", "2022-05-15T24:00:00"),
            ("2022/5/15 12:30 AM", "2022-05-15T00:30:00"),
        ] {
            assert_eq!(shown(text, Dates::YearFirst, None).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_the_mapping_tells() {
        assert_eq!(shown("15/05/2022", Dates::DayFirst, None).as_deref(), Ok("2022-05-15"));
        assert_eq!(shown("05/15/2022 03:00:00 PM", Dates::MonthFirst, None).as_deref(), Ok("2022-05-15T15:00:00"));
        assert_eq!(shown("15-5-2022 8:05", Dates::DayFirst, None).as_deref(), Ok("2022-05-15T08:05:00"));
        assert_eq!(shown("2022-05-15", Dates::DayFirst, None).as_deref(), Ok("2022-05-15"), "a year first is plain");
        assert_eq!(shown("15/05/2022", Dates::YearFirst, None), Err(NotAMoment::OrderUntold));
        assert_eq!(shown("5月15日", Dates::YearFirst, Some(2022)).as_deref(), Ok("2022-05-15"));
        assert_eq!(shown("5月15日下午3时", Dates::YearFirst, Some(2022)).as_deref(), Ok("2022-05-15T15:00:00"));
        assert_eq!(shown("05-15 15:00", Dates::YearFirst, Some(2022)).as_deref(), Ok("2022-05-15T15:00:00"));
        assert_eq!(shown("5月15日", Dates::YearFirst, None), Err(NotAMoment::YearUntold));
        assert_eq!(shown("2月29日", Dates::YearFirst, Some(2023)), Err(NO_SUCH_DATE));
        assert_eq!(shown("1652598000", Dates::UnixSeconds, None).as_deref(), Ok("2022-05-15T07:00:00+00:00"));
        assert_eq!(shown("1652598000250", Dates::UnixMillis, None).as_deref(), Ok("2022-05-15T07:00:00.250000+00:00"));
        assert_eq!(shown("1652598000250", Dates::UnixSeconds, None), Err(NO_SUCH_DATE));
    }

    #[test]
    fn what_is_no_time() {
        for (text, why) in [
            ("2022-02-30", NO_SUCH_DATE),
            ("2022/2/30", NO_SUCH_DATE),
            ("20220230", NO_SUCH_DATE),
            ("2022年13月1日", NO_SUCH_DATE),
            ("2022-05-15 25:00", NO_SUCH_TIME),
            ("2022-05-15 12:60:00", NO_SUCH_TIME),
            ("20220515250000", NO_SUCH_TIME),
            ("2022年5月15日上午15时", NotAMoment::DayPart),
            ("2022年5月15日晚2时", NotAMoment::DayPart),
            ("昨天", NOT_A_TIME),
            ("2022年5月", NOT_A_TIME),
            ("2022", NOT_A_TIME),
            ("2022-05-15 ab", NOT_A_TIME),
            ("#N/A", NOT_A_TIME),
        ] {
            assert_eq!(shown(text, Dates::YearFirst, None), Err(why), "{text}");
        }
    }

    #[test]
    fn clocks_alone() {
        for (text, hours) in [("15:00", 15.0), ("1530", 15.5), ("下午3时", 15.0), ("3:00 PM", 15.0), ("15时30分", 15.5), ("153000", 15.5)]
        {
            assert_eq!(clock(text), Ok((hours * HOUR as f64) as i64), "{text}");
        }
        assert_eq!(clock("2500"), Err(NO_SUCH_TIME));
        assert_eq!(clock("三点"), Err(NOT_A_TIME));
    }

    #[test]
    fn serials_of_spreadsheets() {
        let spelt = serial(44_696.625).unwrap();
        assert_eq!((spelt.day.to_string(), spelt.clock), ("2022-05-15".to_owned(), Some(15 * HOUR)));
        assert_eq!(serial(44_696.0).unwrap().clock, None);
        assert_eq!(serial(2022.0), None);
        assert_eq!(serial(f64::NAN), None);
    }

    #[test]
    fn zones() {
        let write = |zones: Zones, text: &str| {
            let mut out = String::new();
            zones.write(read(text, Dates::YearFirst, None)?, &mut out)?;
            Ok::<_, NotAMoment>(out)
        };
        let rome = Zone::named("Europe/Rome");
        let (home, abroad) = (Zones { own: rome, foreign: false }, Zones { own: rome, foreign: true });
        assert_eq!(write(home, "2021-07-01 12:00").as_deref(), Ok("\"2021-07-01T12:00:00+02:00\""));
        assert_eq!(write(home, "2021-01-01 12:00").as_deref(), Ok("\"2021-01-01T12:00:00+01:00\""));
        assert_eq!(write(home, "2021-10-31 02:30").as_deref(), Ok("\"2021-10-31T02:30:00\""));
        assert_eq!(write(abroad, "2021-10-31 02:30"), Err(NotAMoment::Twice));
        assert_eq!(write(home, "2021-03-28 02:30"), Err(NotAMoment::Misspelt(Misspelt::Skipped)));
        assert_eq!(write(home, "2021-07-01 24:00").as_deref(), Ok("\"2021-07-01T24:00:00\""));
        assert_eq!(
            write(Zones { own: Some(Zone::shanghai()), foreign: false }, "1900-01-01 12:00").as_deref(),
            Ok("\"1900-01-01T12:00:00\"")
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,24}|[0-9年月日时分上下午晚半周一:/. APM-]{0,24}", day_first: bool) {
            let dates = if day_first { Dates::DayFirst } else { Dates::YearFirst };
            if let Ok(spelt) = read(&text, dates, Some(2022)) {
                let mut out = String::new();
                let _ = Zones { own: Some(Zone::shanghai()), foreign: day_first }.write(spelt, &mut out);
            }
            let _ = clock(&text);
        }

        /// What is written is read back as the same time, whatever way it was spelt.
        #[test]
        fn what_is_written_is_a_time(days in 0..40_000_i32, minutes in 0..1440_i64) {
            let day = Day(days);
            let (hour, minute) = (minutes / 60, minutes % 60);
            let part = if hour < 12 { "上午" } else { "下午" };
            let twelve = if hour > 12 { hour - 12 } else { hour };
            let date = day.date();
            for text in [
                format!("{day} {hour:02}:{minute:02}"),
                format!("{}{part}{twelve}时{minute}分", date.format("%Y年%-m月%-d日")),
                format!("{}{hour:02}{minute:02}", date.format("%Y%m%d")),
            ] {
                let spelt = read(&text, Dates::YearFirst, None);
                proptest::prop_assert_eq!(spelt, Ok(Spelt { day, clock: Some(minutes * MINUTE), offset: None }), "{}", text);
            }
        }
    }
}
