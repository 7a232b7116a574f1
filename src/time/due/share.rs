//! Shares of a limit in its own measure: when so much of it is used up (dialect section 3.6). Suspended time is left
//! out; where the last day rolled, the limit runs to where it rolled.

use super::Clock;
use crate::time::calendar::Gap;
use crate::time::instant::{DAY, Day, Due, Instant, Moment};
use crate::time::span::{Counted, Length, Unit};
use crate::time::step::Trace;

/// All of a limit, in the parts that shares are counted in.
pub const WHOLE: u32 = 10_000;

impl Clock<'_> {
    /// The instant at which `used` ten-thousandths of the limit from `from` to `due` have passed: of working days and of
    /// opening time where `limit` counts those, of whole days where it counts days, else of all time.
    ///
    /// # Errors
    /// The first year that the count needs and the calendar lacks.
    pub fn used_up<N>(&self, from: Moment, due: Due, limit: Option<&Counted<N>>, used: u32) -> Result<Instant, Gap> {
        let Some(limit) = limit else { return Ok(self.part_of(from, due.at, used)) };
        let start = self.start(from, limit.anchor, &mut Trace::off())?;
        match limit.length {
            Length::Of(_, unit @ (Unit::WorkingDays | Unit::CalendarDays | Unit::Weeks | Unit::Months | Unit::Years)) => {
                let day = self.zone.day(start.within());
                // A count of days begins with the day after; its own day is the first where the limit says so.
                let first = if limit.counting_the_day { day } else { day.plus(1) };
                self.part_of_days(first, due, unit == Unit::WorkingDays, used)
            }
            Length::Of(_, unit @ (Unit::WorkingHours | Unit::WorkingMinutes)) => {
                let open = self.open_time(start.at, due.at)?;
                Ok(self.worked_around(start, scaled(open, used), 0, unit, &mut Trace::off())?.at)
            }
            _ => Ok(self.part_of(start, due.at, used)),
        }
    }

    fn part_of(&self, from: Moment, to: Instant, used: u32) -> Instant {
        let passes = self.passing(from.at, to);
        self.elapsed_around(from, scaled(passes, used), 0, Unit::Minutes, &mut Trace::off()).at
    }

    fn part_of_days(&self, first: Day, due: Due, working: bool, used: u32) -> Result<Instant, Gap> {
        let last = self.zone.day(Moment { at: due.at, open: due.exclusive }.within());
        let counts = |day: Day| Ok(!self.is_suspended(day) && (!working || self.calendar.is_working(day)?));
        let mut days = Vec::new();
        for day in (first.0..=last.0).map(Day) {
            if counts(day)? {
                days.push(day);
            }
        }
        let passed = scaled(DAY.saturating_mul(i64::try_from(days.len()).unwrap_or(i64::MAX)), used);
        let (whole, rest) = (usize::try_from(passed / DAY).unwrap_or(usize::MAX), passed % DAY);
        Ok(match (whole.checked_sub(1).and_then(|n| days.get(n)), days.get(whole)) {
            (Some(day), _) if rest == 0 => self.zone.end_of(*day),
            (_, Some(day)) => self.zone.start_of(*day).plus(rest),
            _ => due.at,
        })
    }

    /// How long it is open between two instants, without what is suspended.
    fn open_time(&self, from: Instant, to: Instant) -> Result<i64, Gap> {
        let (first, last) = (self.zone.day(from), self.zone.day(to));
        let mut day = if self.hours.runs_past_midnight() { first.plus(-1) } else { first };
        let mut open = 0;
        while day <= last {
            if self.is_open_day(day)? {
                for span in self.hours.on(day) {
                    open += self.passing(self.zone.opening(day, span.from).max(from), self.closing_of(day, span.to).min(to));
                }
            }
            day = day.plus(1);
        }
        Ok(open)
    }

    /// How much of the time between two instants is not suspended.
    fn passing(&self, from: Instant, to: Instant) -> i64 {
        let suspended: i64 = self.in_order().iter().map(|still| (still.to.min(to).0 - still.from.max(from).0).max(0)).sum();
        (to.0 - from.0 - suspended).max(0)
    }
}

fn scaled(micros: i64, used: u32) -> i64 {
    i64::try_from(i128::from(micros) * i128::from(used) / i128::from(WHOLE)).unwrap_or(i64::MAX)
}
