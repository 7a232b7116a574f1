//! The spellings of a time in an export (spec section 2): RFC 3339, local times, dates alone, full-width digits.

use super::instant::{DAY, Day, HOUR, Instant, MINUTE, Moment, SECOND, When};
use super::zone::{Local, Zone};
use std::borrow::Cow;

/// Why a text is no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misspelt {
    /// Not one of the known spellings.
    NotATime,
    /// 2022-02-30
    NoSuchDate,
    /// 25:00, 12:60
    NoSuchTime,
    /// Clocks were put forward over it.
    Skipped,
}

/// A time as spelt, of no zone yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spelt {
    pub day: Day,
    /// Microseconds since midnight, up to 24:00; none where the date stands alone.
    pub clock: Option<i64>,
    /// Microseconds that its clocks are ahead of UTC.
    pub offset: Option<i64>,
}

/// Reads a time; local times are taken in `zone`, a date alone is its day.
pub fn time(text: &str, zone: &Zone) -> Result<When, Misspelt> {
    if let Some(at) = rfc3339(text.as_bytes()) {
        return at;
    }
    spelt(text)?.when(zone)
}

/// Reads the spellings of [`time`] but for the commonest.
pub fn spelt(text: &str) -> Result<Spelt, Misspelt> {
    let folded = fold(text.trim());
    Scanner { rest: &folded }.spelt()
}

/// Reads a clock time alone, in digits or words: `15:00`, `15时30分`. Microseconds since midnight, up to 24:00.
pub fn clock_alone(text: &str) -> Result<i64, Misspelt> {
    let folded = fold(text.trim());
    let mut scanner = Scanner { rest: &folded };
    let clock = scanner.clock()?;
    if scanner.rest.trim().is_empty() { Ok(clock) } else { Err(Misspelt::NotATime) }
}

impl Spelt {
    /// When that is; local times are taken in `zone`.
    ///
    /// # Errors
    /// Clocks were put forward over it, or a clock of 24:00 has an offset.
    pub fn when(&self, zone: &Zone) -> Result<When, Misspelt> {
        match (self.clock, self.offset) {
            (None, _) => Ok(When::between(zone.start_of(self.day), zone.end_of(self.day))),
            (Some(clock), Some(offset)) if clock < DAY => Ok(When::exactly(Instant(i64::from(self.day.0) * DAY + clock - offset))),
            (Some(_), Some(_)) => Err(Misspelt::NoSuchTime),
            (Some(clock), None) => local(zone, self.day, clock),
        }
    }
}

/// Reads a date alone, or the date of a time.
pub fn day(text: &str, zone: &Zone) -> Result<Day, Misspelt> {
    time(text, zone).map(|when| zone.day(when.earliest))
}

/// Reads a clock time: `8:00`, `21:00:30`, `24:00`. Microseconds since midnight.
pub fn clock(text: &str) -> Option<i64> {
    let mut parts = text.split(':').map(|part| part.parse::<i64>().ok().filter(|n| *n >= 0 && part.len() <= 2));
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().map_or(Some(0), |s| s)?;
    let valid = parts.next().is_none() && minute < 60 && second < 60;
    let micros = hour * HOUR + minute * MINUTE + second * SECOND;
    (valid && micros <= DAY).then_some(micros)
}

/// The commonest spelling, `2022-05-15T15:00:00+08:00` or `…Z`, without a detour; none for any other.
pub fn rfc3339(text: &[u8]) -> Option<Result<When, Misspelt>> {
    let (clock, zone) = text.split_first_chunk::<19>()?;
    let [_, _, _, _, b'-', _, _, b'-', _, _, b'T', _, _, b':', _, _, b':', _, _] = clock else { return None };
    let (all, [century, year, month, day, hour, minute, second]) = pairs(clock, [0, 2, 5, 8, 11, 14, 17]);
    let offset = match zone {
        b"Z" => 0,
        [sign @ (b'+' | b'-'), rest @ ..] => {
            let rest: &[u8; 5] = rest.try_into().ok()?;
            let (all, [hours, minutes]) = pairs(rest, [0, 3]);
            offset(*sign == b'-', hours, minutes).filter(|_| all && rest[2] == b':')?
        }
        _ => return None,
    };
    if !all {
        return None;
    }
    let Some(date) = Day::from_ymd((century * 100 + year) as i32, month as u32, day as u32) else { return Some(Err(Misspelt::NoSuchDate)) };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let local = i64::from(date.0) * DAY + hour * HOUR + minute * MINUTE + second * SECOND;
    Some(Ok(When::exactly(Instant(local - offset))))
}

/// The numbers of two digits at these places, and whether all of them are digits.
#[inline(always)] // places known to the compiler need no check
fn pairs<const N: usize, const M: usize>(text: &[u8; N], at: [usize; M]) -> (bool, [i64; M]) {
    let (mut all, mut numbers) = (true, [0; M]);
    for (number, at) in numbers.iter_mut().zip(at) {
        let (tens, ones) = (text[at].wrapping_sub(b'0'), text[at + 1].wrapping_sub(b'0'));
        all &= (tens <= 9) & (ones <= 9);
        *number = i64::from(tens) * 10 + i64::from(ones);
    }
    (all, numbers)
}

fn offset(west: bool, hours: i64, minutes: i64) -> Option<i64> {
    let ahead = hours * HOUR + minutes * MINUTE;
    (hours < 24 && minutes < 60).then_some(if west { -ahead } else { ahead })
}

/// Full-width digits, letters, punctuation and blanks as half-width ones.
pub fn fold(text: &str) -> Cow<'_, str> {
    let is_wide = |c: char| matches!(c, '\u{FF01}'..='\u{FF5E}' | '\u{3000}');
    if text.is_ascii() || !text.contains(is_wide) {
        return Cow::Borrowed(text);
    }
    let narrow = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    Cow::Owned(text.chars().map(narrow).collect())
}

struct Scanner<'t> {
    rest: &'t str,
}

impl Scanner<'_> {
    fn spelt(mut self) -> Result<Spelt, Misspelt> {
        let day = self.date()?;
        let spelt_in_words = self.eat(&['日', '号']);
        if self.rest.trim().is_empty() {
            return Ok(Spelt { day, clock: None, offset: None });
        }
        let separated = self.eat(&['T', 't', ' ', '_']);
        while self.eat(&[' ']) {}
        if !separated && !spelt_in_words {
            return Err(Misspelt::NotATime);
        }
        let clock = self.clock()?;
        while self.eat(&[' ']) {}
        Ok(Spelt { day, clock: Some(clock), offset: self.offset()? })
    }

    fn date(&mut self) -> Result<Day, Misspelt> {
        let year = self.number(4, 4).ok_or(Misspelt::NotATime)?;
        let marks: (char, char) = match self.next() {
            Some('年') => ('年', '月'),
            Some(mark @ ('-' | '/' | '.')) => (mark, mark),
            _ => return Err(Misspelt::NotATime),
        };
        let month = self.number(1, 2).ok_or(Misspelt::NotATime)?;
        if !self.eat(&[marks.1]) {
            return Err(Misspelt::NotATime);
        }
        let day = self.number(1, 2).ok_or(Misspelt::NotATime)?;
        Day::from_ymd(year as i32, month as u32, day as u32).ok_or(Misspelt::NoSuchDate)
    }

    /// Microseconds since midnight, up to 24:00.
    fn clock(&mut self) -> Result<i64, Misspelt> {
        let hour = self.number(1, 2).ok_or(Misspelt::NotATime)?;
        let (mut minute, mut second, mut micros) = (0, 0, 0);
        let in_words = match self.next() {
            Some(':') => false,
            Some('时' | '点') => true,
            _ => return Err(Misspelt::NotATime),
        };
        if !in_words || self.at_digit() {
            minute = self.number(1, 2).ok_or(Misspelt::NotATime)?;
            let more = if in_words { self.eat(&['分']) && self.at_digit() } else { self.eat(&[':']) };
            if more {
                second = self.number(1, 2).ok_or(Misspelt::NotATime)?;
                micros = self.fraction()?;
                self.eat(&['秒']);
            }
        } else {
            self.eat(&['整']);
        }
        let clock = hour * HOUR + minute * MINUTE + second * SECOND + micros;
        if hour > 24 || minute > 59 || second > 59 || clock > DAY { Err(Misspelt::NoSuchTime) } else { Ok(clock) }
    }

    fn fraction(&mut self) -> Result<i64, Misspelt> {
        if !self.eat(&['.']) {
            return Ok(0);
        }
        let digits = self.rest.len() - self.rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let taken = &self.rest[..digits];
        self.rest = &self.rest[digits..];
        Ok(taken.bytes().chain([b'0'; 6]).take(6).fold(0, |micros, digit| micros * 10 + i64::from(digit - b'0')))
    }

    /// The offset from UTC, none at the end of the text.
    fn offset(&mut self) -> Result<Option<i64>, Misspelt> {
        let west = match self.next() {
            None => return Ok(None),
            Some('Z' | 'z') if self.rest.is_empty() => return Ok(Some(0)),
            Some('+') => false,
            Some('-' | '−') => true,
            _ => return Err(Misspelt::NotATime),
        };
        let hours = self.number(2, 2).ok_or(Misspelt::NotATime)?;
        self.eat(&[':']);
        let minutes = if self.rest.is_empty() { 0 } else { self.number(2, 2).ok_or(Misspelt::NotATime)? };
        if !self.rest.is_empty() {
            return Err(Misspelt::NotATime);
        }
        offset(west, hours, minutes).map(Some).ok_or(Misspelt::NoSuchTime)
    }

    fn number(&mut self, least: usize, most: usize) -> Option<i64> {
        let digits = self.rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let number = self.rest.get(..digits).filter(|_| digits >= least)?.parse().ok();
        self.rest = &self.rest[digits..];
        number
    }

    fn at_digit(&self) -> bool {
        self.rest.starts_with(|c: char| c.is_ascii_digit())
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn eat(&mut self, marks: &[char]) -> bool {
        match self.rest.chars().next() {
            Some(c) if marks.contains(&c) => {
                self.rest = &self.rest[c.len_utf8()..];
                true
            }
            _ => false,
        }
    }
}

/// A local time: once, twice (the interval of both), or never. 24:00 is the last minute of the day.
fn local(zone: &Zone, day: Day, clock: i64) -> Result<When, Misspelt> {
    if clock == DAY {
        return Ok(When::between(Instant(zone.end_of(day).0 - MINUTE), zone.end_of(day)));
    }
    match zone.at(day, clock) {
        Local::Once(at) => Ok(When::exactly(at)),
        Local::Twice(first, second) => Ok(When { earliest: first, latest: Moment::exactly(second) }),
        Local::Never => Err(Misspelt::Skipped),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shanghai(text: &str) -> Result<When, Misspelt> {
        time(text, &Zone::shanghai())
    }

    #[test]
    fn one_instant_in_many_spellings() {
        let three = shanghai("2022-05-15T15:00:00+08:00").unwrap();
        for text in [
            "2022-05-15T07:00:00Z",
            "2022-05-15T15:00",
            "2022-05-15 15:00",
            "2022/5/15 15:00",
            "2022-05-15T15:00:00.000",
            "2022年5月15日 15时00分",
            "2022年5月15日15时",
            "2022年05月15日 15:00",
            "2022/5/15 15:00",
            "2022-05-15T12:00:00+05:00",
            "2022-05-15T15:00:00+0800",
            " 2022-05-15 15:00:00 ",
            "2022.5.15 15点整",
        ] {
            assert_eq!(shanghai(text), Ok(three), "{text}");
        }
    }

    #[test]
    fn a_date_alone_is_its_day() {
        for text in ["2022-05-15", "2022/5/15", "2022年5月15日", "2022.5.15"] {
            let when = shanghai(text).unwrap();
            assert_eq!(when.latest.at.0 - when.earliest.0, DAY);
            assert!(when.latest.open);
        }
    }

    #[test]
    fn twenty_four_is_the_last_minute() {
        let when = shanghai("2022-05-15 24:00").unwrap();
        assert_eq!(when.latest.at.0 - when.earliest.0, MINUTE);
        assert_eq!(when.latest.at, Zone::shanghai().end_of(Day::from_ymd(2022, 5, 15).unwrap()));
    }

    #[test]
    fn what_is_no_time() {
        for (text, why) in [
            ("2022-02-30", Misspelt::NoSuchDate),
            ("2022-13-01T00:00:00Z", Misspelt::NoSuchDate),
            ("2022-05-15 25:00", Misspelt::NoSuchTime),
            ("2022-05-15 12:60", Misspelt::NoSuchTime),
            ("", Misspelt::NotATime),
            ("昨天", Misspelt::NotATime),
            ("2022-5", Misspelt::NotATime),
            ("20220515", Misspelt::NotATime),
            ("2022-05-15 15:00 CST", Misspelt::NotATime),
            ("2022-05-15 24:01", Misspelt::NoSuchTime),
        ] {
            assert_eq!(shanghai(text), Err(why), "{text}");
        }
        assert_eq!(time("2021-03-28 02:30", &Zone::named("Europe/Rome").unwrap()), Err(Misspelt::Skipped));
    }

    #[test]
    fn clocks() {
        assert_eq!(clock("8:00"), Some(8 * HOUR));
        assert_eq!(clock("24:00"), Some(DAY));
        assert_eq!(clock("24:01"), None);
        assert_eq!(clock("8"), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = shanghai(&text);
        }

        #[test]
        fn near_misses_do_not_panic(text in "[0-9T:年月日时分 +/.Z-]{0,26}") {
            let _ = shanghai(&text);
        }
    }
}
