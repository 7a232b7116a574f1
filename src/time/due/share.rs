//! Shares of a limit in its own measure: when so much of it is used up (dialect section 3.6).

use super::Clock;
use crate::time::calendar::Gap;
use crate::time::instant::{DAY, Due, Instant, Moment};
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
        let Some(limit) = limit else { return Ok(part_of(from.at, due.at, used)) };
        let start = self.start(from, limit.anchor, &mut Trace::off())?;
        let day = self.zone.day(start.within());
        // A count of days begins with the day after; its own day is the first where the limit says so.
        let before_first = if limit.counting_the_day { day.plus(-1) } else { day };
        match limit.length {
            Length::Of(_, Unit::WorkingDays) => {
                let last = self.zone.day(Moment { at: due.at, open: due.exclusive }.within());
                let days = self.calendar.count(before_first, last)?;
                let passed = scaled(days.saturating_mul(DAY), used);
                let (whole, rest) = (u32::try_from(passed / DAY).unwrap_or(u32::MAX), passed % DAY);
                match rest {
                    0 => Ok(self.zone.end_of(self.calendar.nth_after(before_first, whole)?)),
                    _ => Ok(self.zone.start_of(self.calendar.nth_after(before_first, whole + 1)?).plus(rest)),
                }
            }
            Length::Of(_, unit @ (Unit::WorkingHours | Unit::WorkingMinutes)) => {
                let open = self.open_time(start.at, due.at)?;
                Ok(self.working(start, scaled(open, used), 0, unit, &mut Trace::off())?.at)
            }
            Length::Of(_, Unit::CalendarDays | Unit::Weeks | Unit::Months | Unit::Years) => {
                Ok(part_of(self.zone.end_of(before_first), due.at, used))
            }
            _ => Ok(part_of(start.at, due.at, used)),
        }
    }

    /// How long it is open between two instants.
    fn open_time(&self, from: Instant, to: Instant) -> Result<i64, Gap> {
        let (first, last) = (self.zone.day(from), self.zone.day(to));
        let mut day = if self.hours.runs_past_midnight() { first.plus(-1) } else { first };
        let mut open = 0;
        while day <= last {
            if self.is_open_day(day)? {
                for span in self.hours.on(day) {
                    let opens = self.zone.opening(day, span.from).max(from);
                    let closes = self.closing_of(day, span.to).min(to);
                    open += (closes.0 - opens.0).max(0);
                }
            }
            day = day.plus(1);
        }
        Ok(open)
    }
}

fn part_of(from: Instant, to: Instant, used: u32) -> Instant {
    from.plus(scaled((to.0 - from.0).max(0), used))
}

fn scaled(micros: i64, used: u32) -> i64 {
    i64::try_from(i128::from(micros) * i128::from(used) / i128::from(WHOLE)).unwrap_or(i64::MAX)
}
