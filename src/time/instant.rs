//! Instants, days, and times known only within an interval (spec sections 3 and 4).

use super::civil;
use super::digits::Digits;
use chrono::{Datelike, NaiveDate};
use std::fmt;

/// Microseconds in one second, minute, hour and day.
pub const SECOND: i64 = 1_000_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// A point on the world's time line: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

impl Instant {
    pub const MIN: Instant = Instant(i64::MIN / 4);
    pub const MAX: Instant = Instant(i64::MAX / 4);

    /// This instant and `micros` more; stays within what can be shown.
    pub fn plus(self, micros: i64) -> Instant {
        Instant(self.0.saturating_add(micros).clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Whole seconds from `earlier` to this instant, rounded down.
    pub fn seconds_since(self, earlier: Instant) -> i64 {
        (self.0 - earlier.0).div_euclid(SECOND)
    }
}

/// A civil date: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

const UNIX_EPOCH_FROM_CE: i32 = 719_163;

/// 0001-01-01 and 9999-12-31, in days since 1970-01-01.
const FIRST: i64 = -719_162;
const LAST: i64 = 2_932_896;

impl Day {
    pub fn from_date(date: NaiveDate) -> Day {
        Day(date.num_days_from_ce() - UNIX_EPOCH_FROM_CE)
    }

    /// The date, or none for a year that cannot be shown.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Day> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        civil::days(year, month, day).map(Day)
    }

    pub fn date(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0.saturating_add(UNIX_EPOCH_FROM_CE)).unwrap_or(NaiveDate::MAX)
    }

    pub fn year(self) -> i32 {
        self.date().year()
    }

    /// Year, month from 1, day from 1.
    pub fn ymd(self) -> (i32, u32, u32) {
        civil::date(self.0)
    }

    /// `2022-05-15`; four digits of the year.
    pub fn digits(self) -> Digits {
        let mut text = Digits::default();
        text.date(civil::date(self.0));
        text
    }

    /// 0 = Monday … 6 = Sunday.
    pub fn weekday(self) -> usize {
        (i64::from(self.0) + 3).rem_euclid(7) as usize
    }

    /// This day and `days` more; stays within the years that can be written, 1 to 9999.
    pub fn plus(self, days: i64) -> Day {
        let sum = i64::from(self.0).saturating_add(days);
        Day(sum.clamp(FIRST, LAST) as i32)
    }

    /// The same day of the month `months` later (or earlier), else that month's last day.
    pub fn plus_months(self, months: i64) -> Day {
        let date = self.date();
        let count = i64::from(date.year()) * 12 + i64::from(date.month0()) + months;
        let year = count.div_euclid(12).clamp(1, 9998) as i32;
        let month = count.rem_euclid(12) as u32 + 1;
        (28..=31)
            .rev()
            .filter(|last| *last <= date.day().max(28))
            .find_map(|day| Day::from_ymd(year, month, day.min(date.day())))
            .unwrap_or(self)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits())
    }
}

/// An end of an interval: the instant itself, or (`open`) approached and not reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub at: Instant,
    pub open: bool,
}

impl Moment {
    pub fn exactly(at: Instant) -> Moment {
        Moment { at, open: false }
    }

    /// A point that certainly lies within: the instant itself, or the last microsecond before it.
    pub fn within(self) -> Instant {
        if self.open { Instant(self.at.0 - 1) } else { self.at }
    }
}

/// When something happened, as well as it is known: `[earliest, latest]`, or `[earliest, latest)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    pub earliest: Instant,
    pub latest: Moment,
}

impl When {
    /// Whether it is the end of a day: 24:00, which belongs to the day that it ends. No event of an export is: one dated
    /// to a day begins with it.
    pub fn is_day_end(&self) -> bool {
        self.latest.open && self.earliest == self.latest.within()
    }

    pub fn exactly(at: Instant) -> When {
        When { earliest: at, latest: Moment::exactly(at) }
    }

    /// `[from, to)`: a date alone is its day.
    pub fn between(from: Instant, to: Instant) -> When {
        When { earliest: from, latest: Moment { at: to, open: true } }
    }

    pub fn is_exact(&self) -> bool {
        !self.latest.open && self.earliest == self.latest.at
    }

    /// It may have come at or after `other`.
    pub fn may_follow(&self, other: &When) -> bool {
        self.latest.within() >= other.earliest
    }

    /// It came at or after `other`, whatever the two instants were.
    pub fn certainly_follows(&self, other: &When) -> bool {
        self.earliest >= other.latest.within()
    }
}

/// A due instant. At 24:00 (`exclusive`) the instant itself is too late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub at: Instant,
    pub exclusive: bool,
}

impl Due {
    /// Whether something at `at` is still in time.
    pub fn admits(&self, at: Instant) -> bool {
        at < self.at || (at == self.at && !self.exclusive)
    }

    /// Whether everything up to `latest` is in time.
    pub fn admits_all(&self, latest: Moment) -> bool {
        self.admits(latest.within())
    }

    /// The later of two; at a tie the one that admits its own instant.
    pub fn later(self, other: Due) -> Due {
        if (other.at, !other.exclusive) > (self.at, !self.exclusive) { other } else { self }
    }

    /// The earlier of two; 24:00 is exclusive, also at a tie.
    pub fn earlier(self, other: Due) -> Due {
        if (other.at, !other.exclusive) < (self.at, !self.exclusive) { other } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_end_where_the_month_ends() {
        let day = |y, m, d| Day::from_ymd(y, m, d).unwrap();
        assert_eq!(day(2024, 1, 31).plus_months(1), day(2024, 2, 29));
        assert_eq!(day(2024, 2, 29).plus_months(12), day(2025, 2, 28));
        assert_eq!(day(2022, 12, 15).plus_months(-13), day(2021, 11, 15));
        assert_eq!(day(2022, 3, 31).plus_months(-1), day(2022, 2, 28));
    }

    #[test]
    fn days_are_added_over_all_the_years_that_can_be_written() {
        let day = |y, m, d| Day::from_ymd(y, m, d).unwrap();
        let (first, last) = (day(1, 1, 1), day(9999, 12, 31));
        assert_eq!(day(9950, 1, 1).plus(1), day(9950, 1, 2));
        assert_eq!((day(9999, 12, 30).plus(1), last.plus(1), last.plus(i64::MAX)), (last, last, last));
        assert_eq!((day(1, 1, 2).plus(-1), first.plus(-1), first.plus(0)), (first, first, first));
    }

    #[test]
    fn weekdays_and_dates() {
        assert_eq!(Day::from_ymd(2022, 5, 15).unwrap().weekday(), 6);
        assert_eq!(Day::from_ymd(1970, 1, 1).unwrap(), Day(0));
        assert_eq!(Day(0).to_string(), "1970-01-01");
    }

    #[test]
    fn a_tie_goes_to_the_exclusive_end_when_the_earlier_is_asked() {
        let end = Due { at: Instant(5), exclusive: true };
        let at = Due { at: Instant(5), exclusive: false };
        assert_eq!(at.earlier(end), end);
        assert_eq!(end.later(at), at);
    }
}
