//! Time zones: from instants to local days and clocks, and back.

use super::instant::{DAY, Day, Instant, SECOND};
use chrono::{LocalResult, NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;

/// A policy's time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    tz: Tz,
    /// For zones whose offset has not changed since the instant: no table is asked after it.
    fixed: Option<Fixed>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fixed {
    since: Instant,
    offset: i64,
}

/// What a local time is in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Local {
    Once(Instant),
    /// Clocks went back: it existed twice.
    Twice(Instant, Instant),
    /// Clocks went forward over it.
    Never,
}

impl Default for Zone {
    fn default() -> Self {
        Zone::shanghai()
    }
}

impl Zone {
    /// `Asia/Shanghai`: +08:00 since 1992, summer time 1986–1991 by the table.
    pub fn shanghai() -> Zone {
        let since = Instant(Day::from_ymd(1992, 1, 1).map_or(0, |d| i64::from(d.0)) * DAY);
        Zone { tz: Tz::Asia__Shanghai, fixed: Some(Fixed { since, offset: 8 * 3600 * SECOND }) }
    }

    /// The zone of an IANA name, none if it is not known.
    pub fn named(name: &str) -> Option<Zone> {
        match name {
            "Asia/Shanghai" => Some(Zone::shanghai()),
            _ => name.parse().ok().map(|tz| Zone { tz, fixed: None }),
        }
    }

    pub fn name(&self) -> &'static str {
        self.tz.name()
    }

    /// Microseconds that local clocks are ahead of UTC at `at`.
    pub fn offset(&self, at: Instant) -> i64 {
        match self.fixed {
            Some(fixed) if at >= fixed.since => fixed.offset,
            _ => {
                let utc = naive(at.0);
                i64::from(self.tz.offset_from_utc_datetime(&utc).fix().local_minus_utc()) * SECOND
            }
        }
    }

    /// The local day, and microseconds since its midnight as clocks show them.
    pub fn local(&self, at: Instant) -> (Day, i64) {
        let (day, clock, _) = self.local_and_offset(at);
        (day, clock)
    }

    /// The same, and the offset.
    pub fn local_and_offset(&self, at: Instant) -> (Day, i64, i64) {
        let offset = self.offset(at);
        let local = at.0 + offset;
        (Day(local.div_euclid(DAY).clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32), local.rem_euclid(DAY), offset)
    }

    pub fn day(&self, at: Instant) -> Day {
        self.local(at).0
    }

    /// The instant at which clocks show `clock` (microseconds, up to 24:00) on `day`.
    pub fn at(&self, day: Day, clock: i64) -> Local {
        let local = i64::from(day.0) * DAY + clock;
        if let Some(fixed) = self.fixed {
            let at = Instant(local - fixed.offset);
            if at >= fixed.since {
                return Local::Once(at);
            }
        }
        let shift = |offset: chrono::FixedOffset| Instant(local - i64::from(offset.local_minus_utc()) * SECOND);
        match self.tz.offset_from_local_datetime(&naive(local)) {
            LocalResult::Single(offset) => Local::Once(shift(offset.fix())),
            LocalResult::Ambiguous(first, second) => Local::Twice(shift(first.fix()), shift(second.fix())),
            LocalResult::None => Local::Never,
        }
    }

    /// The first instant of `day`, also where clocks jump at midnight.
    pub fn start_of(&self, day: Day) -> Instant {
        self.opening(day, 0)
    }

    /// 24:00 of `day`: the first instant of the next.
    pub fn end_of(&self, day: Day) -> Instant {
        self.start_of(day.plus(1))
    }

    /// The first instant at which clocks show `clock` on `day` or, where they jump over it, later than that.
    pub fn opening(&self, day: Day, clock: i64) -> Instant {
        match self.at(day, clock) {
            Local::Once(at) | Local::Twice(at, _) => at,
            Local::Never => self.after_gap(day, clock),
        }
    }

    /// The last instant at which clocks show `clock`: no open time is lost where an hour comes twice.
    pub fn closing(&self, day: Day, clock: i64) -> Instant {
        match self.at(day, clock) {
            Local::Once(at) | Local::Twice(_, at) => at,
            Local::Never => self.after_gap(day, clock),
        }
    }

    /// The end of the gap that swallowed `clock`: zones jump at most a day, on a quarter of an hour.
    fn after_gap(&self, day: Day, clock: i64) -> Instant {
        let quarter = 900 * SECOND;
        let start = clock - clock.rem_euclid(quarter);
        (1..=96)
            .find_map(|step| match self.at(day, start + step * quarter) {
                Local::Once(at) | Local::Twice(at, _) => Some(at),
                Local::Never => None,
            })
            .unwrap_or(Instant(i64::from(day.0) * DAY + clock))
    }
}

fn naive(micros: i64) -> NaiveDateTime {
    chrono::DateTime::from_timestamp_micros(micros).map_or(NaiveDateTime::MAX, |t| t.naive_utc())
}

#[cfg(test)]
mod tests {
    use super::super::instant::HOUR;
    use super::*;

    #[test]
    fn shanghai_agrees_with_the_table_before_and_after_1992() {
        let quick = Zone::shanghai();
        let table = Zone { fixed: None, ..quick };
        for hours in (0..60 * 8766).step_by(7) {
            let at = Instant(hours * HOUR);
            assert_eq!(quick.offset(at), table.offset(at), "{hours}");
        }
    }

    #[test]
    fn rome_jumps_and_repeats() {
        let rome = Zone::named("Europe/Rome").unwrap();
        let spring = Day::from_ymd(2021, 3, 28).unwrap();
        assert_eq!(rome.at(spring, 2 * HOUR + HOUR / 2), Local::Never);
        assert_eq!(rome.opening(spring, 2 * HOUR + HOUR / 2), rome.opening(spring, 3 * HOUR));
        let autumn = Day::from_ymd(2021, 10, 31).unwrap();
        assert!(matches!(rome.at(autumn, 2 * HOUR + HOUR / 2), Local::Twice(a, b) if b.0 - a.0 == HOUR));
        assert_eq!(rome.end_of(spring).0 - rome.start_of(spring).0, 23 * HOUR);
    }

    #[test]
    fn midnight_that_does_not_exist() {
        let beirut = Zone::named("Asia/Beirut").unwrap();
        let day = Day::from_ymd(2022, 3, 27).unwrap();
        assert_eq!(beirut.end_of(day.plus(-1)), beirut.start_of(day));
        assert_eq!(beirut.local(beirut.start_of(day)), (day, HOUR));
    }
}
