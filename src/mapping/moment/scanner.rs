//! The spellings of times that a mapping alone vouches for.

use super::{DAY_PARTS, Dates, NO_SUCH_DATE, NO_SUCH_TIME, NOT_A_TIME, NotAMoment, compact_clock};
use crate::time::Day;
use crate::time::instant::{DAY, HOUR, MINUTE};
use crate::time::spelling::{self, Spelt};

/// Reads the spellings that a mapping alone vouches for. The text is folded.
pub struct Scanner<'t> {
    rest: &'t str,
}

impl<'t> Scanner<'t> {
    pub fn new(text: &'t str) -> Scanner<'t> {
        Scanner { rest: text.trim() }
    }

    pub fn read(mut self, dates: Dates, year: Option<i32>) -> Result<Spelt, NotAMoment> {
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

    pub fn clock(&mut self) -> Result<i64, NotAMoment> {
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
