//! Instants in the policy's zone, and times known only to the day (spec section 4).

pub const SECOND: i64 = 1_000_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// +08:00, all year, in every year that a record can carry.
const OFFSET: i64 = 8 * HOUR;

/// Microseconds since 1970-01-01T00:00 in the policy's zone (not UTC: its days then begin at multiples of `DAY`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub i64);

impl Instant {
    /// `time` microseconds after midnight, read on a clock that is `offset` ahead of UTC.
    pub fn read_at(day: Day, time: i64, offset: i64) -> Instant {
        Instant(day.midnight().0 + time - offset + OFFSET)
    }

    pub fn local(day: Day, time: i64) -> Instant {
        Instant(day.midnight().0 + time)
    }

    pub fn day(self) -> Day {
        Day(self.0.div_euclid(DAY) as i32)
    }

    pub fn time_of_day(self) -> i64 {
        self.0.rem_euclid(DAY)
    }

    pub fn plus(self, micros: i64) -> Instant {
        Instant(self.0 + micros)
    }
}

/// A civil date: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i32);

impl Day {
    /// The date, if there is one. The year begins in March here, so that the leap day is its last.
    #[inline]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Day> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let length = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(leap),
            _ => return None,
        };
        if !(1..=length).contains(&day) || !(1..=9999).contains(&year) {
            return None;
        }
        let (month, day) = (month as i32, day as i32);
        let year = if month > 2 { year } else { year - 1 };
        let century = year.div_euclid(100);
        let before = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        Some(Day(365 * year + year.div_euclid(4) - century + century.div_euclid(4) + before - 719_468))
    }

    pub fn ymd(self) -> (i32, u32, u32) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * of_year + 2) / 153;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, month as u32, (of_year - (153 * march_month + 2) / 5 + 1) as u32)
    }

    /// 0 = Monday … 6 = Sunday.
    pub fn weekday(self) -> i32 {
        (self.0 + 3).rem_euclid(7)
    }

    pub fn plus(self, days: i32) -> Day {
        Day(self.0 + days)
    }

    pub fn midnight(self) -> Instant {
        Instant(i64::from(self.0) * DAY)
    }
}

/// When something happened, as well as it is known; both ends included. A date alone ends a microsecond before
/// 24:00, which is approached and not reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    pub earliest: Instant,
    pub latest: Instant,
}

impl When {
    pub fn exactly(at: Instant) -> When {
        When { earliest: at, latest: at }
    }

    /// `[from, to)`.
    pub fn before(from: Instant, to: Instant) -> When {
        When { earliest: from, latest: to.plus(-1) }
    }

    pub fn on(day: Day) -> When {
        When::before(day.midnight(), day.plus(1).midnight())
    }

    pub fn may_follow(&self, other: &When) -> bool {
        self.latest >= other.earliest
    }

    pub fn certainly_follows(&self, other: &When) -> bool {
        self.earliest >= other.latest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_there_and_back() {
        assert_eq!(Day::from_ymd(1970, 1, 1), Some(Day(0)));
        assert_eq!(Day::from_ymd(2022, 5, 15).unwrap().weekday(), 6);
        assert_eq!(Day::from_ymd(2023, 2, 29), None);
        for number in 15_000..21_000 {
            let (year, month, day) = Day(number).ymd();
            assert_eq!(Day::from_ymd(year, month, day), Some(Day(number)));
        }
    }

    #[test]
    fn a_clock_elsewhere_reads_the_same_instant() {
        let day = Day::from_ymd(2022, 5, 15).unwrap();
        assert_eq!(Instant::read_at(day, 7 * HOUR, 0), Instant::local(day, 15 * HOUR));
        assert_eq!(Instant::read_at(day, 20 * HOUR, 5 * HOUR).day(), day.plus(0));
        assert_eq!(Instant::read_at(day, 22 * HOUR, 5 * HOUR).day(), day.plus(1));
    }
}
