//! The due instant: a limit counted from a moment over a zone, a calendar and opening hours (spec section 3).

use super::calendar::{Gap, WorkCalendar};
use super::hours::OpeningHours;
use super::instant::{DAY, Day, Due, HOUR, Instant, MINUTE, Moment};
use super::span::{Anchor, Counted, Length, Unit};
use super::step::{Step, Trace};
use super::suspended::Still;
use super::zone::Zone;

/// How far a search for an opening goes before it gives up: a year of days without any.
const SEARCH_DAYS: i64 = 400;

/// What limits are counted over.
#[derive(Clone, Copy, Debug)]
pub struct Clock<'a> {
    pub zone: Zone,
    pub calendar: &'a WorkCalendar,
    pub hours: &'a OpeningHours,
    /// When the clock stands still.
    pub still: &'a [Still],
}

impl Clock<'_> {
    /// The due instant of `limit` counted from `from`.
    ///
    /// # Errors
    /// The first year that the count needs and the calendar lacks.
    pub fn due(&self, from: Moment, limit: &Counted<u32>, trace: &mut Trace) -> Result<Due, Gap> {
        let start = self.start(from, limit.anchor, trace)?;
        let day = self.zone.day(start.within());
        let due = match limit.length {
            Length::SameDay => self.end_of(day),
            Length::SameMonth => self.end_of(last_of_month(day)),
            Length::SameYear => self.end_of(last_of_month(day.plus_months(12 - month(day)))),
            Length::Of(n, unit) if self.still.is_empty() => self.counted(start, day, n, unit, limit, trace)?,
            Length::Of(n, unit) => self.counted_around(start, day, n, unit, limit, trace)?,
        };
        if !limit.same_day {
            return Ok(due);
        }
        let midnight = self.end_of(day);
        let capped = due.earlier(midnight);
        trace.note(|| Step::SameDay { day, cut: capped != due });
        Ok(capped)
    }

    fn counted(&self, from: Moment, day: Day, n: u32, unit: Unit, limit: &Counted<u32>, trace: &mut Trace) -> Result<Due, Gap> {
        let count = i64::from(n);
        match unit {
            Unit::Minutes => Ok(elapsed(from, count * MINUTE, n, unit, trace)),
            Unit::Hours => Ok(elapsed(from, count * HOUR, n, unit, trace)),
            Unit::FullDays => Ok(elapsed(from, count * DAY, n, unit, trace)),
            Unit::WorkingMinutes => self.working(from, count * MINUTE, n, unit, trace),
            Unit::WorkingHours => self.working(from, count * HOUR, n, unit, trace),
            Unit::WorkingDays => {
                let before_first = if limit.counting_the_day { day.plus(-1) } else { day };
                let last = self.calendar.nth_after(before_first, n)?;
                trace.note(|| Step::working_days(self.calendar, before_first.plus(1), last, n));
                if limit.by_close { self.closing(last, trace) } else { Ok(self.end_of(last)) }
            }
            Unit::CalendarDays | Unit::Weeks => {
                let days = if unit == Unit::Weeks { count * 7 } else { count };
                let last = day.plus(if limit.counting_the_day { days - 1 } else { days });
                trace.note(|| Step::CalendarDays { first: day.plus(1), last, n, unit });
                self.rolled(last, limit.roll, trace)
            }
            Unit::Months | Unit::Years => {
                let last = day.plus_months(if unit == Unit::Years { count * 12 } else { count });
                trace.note(|| Step::CalendarDays { first: day.plus(1), last, n, unit });
                self.rolled(last, limit.roll, trace)
            }
        }
    }

    /// Counting backwards from an instant: so long before it.
    ///
    /// # Errors
    /// As [`Clock::due`].
    pub fn before(&self, target: Instant, n: u32, unit: Unit, roll: bool, trace: &mut Trace) -> Result<Due, Gap> {
        let day = self.zone.day(target);
        let count = i64::from(n);
        let inclusive = |micros: i64| Due { at: target.plus(-micros), exclusive: false };
        let last = match unit {
            Unit::Minutes | Unit::WorkingMinutes => return Ok(inclusive(count * MINUTE)),
            Unit::Hours | Unit::WorkingHours => return Ok(inclusive(count * HOUR)),
            Unit::FullDays => return Ok(inclusive(count * DAY)),
            Unit::WorkingDays => {
                let last = self.calendar.nth_before(day, n)?;
                trace.note(|| Step::Backwards { day, last, n, unit });
                return Ok(self.end_of(last));
            }
            Unit::CalendarDays => day.plus(-count),
            Unit::Weeks => day.plus(-7 * count),
            Unit::Months => day.plus_months(-count),
            Unit::Years => day.plus_months(-12 * count),
        };
        trace.note(|| Step::Backwards { day, last, n, unit });
        if !roll {
            return Ok(self.end_of(last));
        }
        let working = self.calendar.on_or_before(last)?;
        if working != last {
            trace.note(|| Step::rolled(self.calendar, last, working));
        }
        Ok(self.end_of(working))
    }

    /// Where the count starts: the trigger, or the opening that the limit names.
    fn start(&self, from: Moment, anchor: Option<Anchor>, trace: &mut Trace) -> Result<Moment, Gap> {
        let Some(anchor) = anchor else { return Ok(from) };
        let day = self.zone.day(from.within());
        let at = match anchor {
            Anchor::NextDay(clock) => self.zone.opening(day.plus(1), clock),
            Anchor::NextDayOpening => self.opening_on_or_after(day.plus(1), Instant::MIN)?,
            Anchor::Opening => self.opening_on_or_after(day, from.within())?,
        };
        trace.note(|| Step::Opening { anchor, at });
        Ok(Moment::exactly(at))
    }

    /// The first opening of a working day from `day` on that lies after `after`.
    fn opening_on_or_after(&self, day: Day, after: Instant) -> Result<Instant, Gap> {
        for ahead in 0..SEARCH_DAYS {
            let day = day.plus(ahead);
            if !self.is_open_day(day)? {
                continue;
            }
            if let Some(first) = self.hours.on(day).iter().map(|s| s.from).min() {
                let at = self.zone.opening(day, first);
                if at > after {
                    return Ok(at);
                }
            }
        }
        Err(Gap { year: day.plus(SEARCH_DAYS).year() })
    }

    fn is_open_day(&self, day: Day) -> Result<bool, Gap> {
        if self.hours.around_the_clock() { Ok(true) } else { self.calendar.is_working(day) }
    }

    /// Opening time alone counts; used up exactly at closing, it is due at closing.
    fn working(&self, from: Moment, amount: i64, n: u32, unit: Unit, trace: &mut Trace) -> Result<Due, Gap> {
        let mut left = amount;
        let mut due = None;
        let running = self.each_opening(from, &mut |day, opens, closes| {
            let used = left.min(closes.0 - opens.0);
            trace.note(|| Step::Worked { day, from: opens, to: opens.plus(used) });
            left -= used;
            if left == 0 {
                due = Some(opens.plus(used));
            }
            due.is_some()
        })?;
        let at = due.unwrap_or(Instant::MAX);
        trace.note(|| Step::Elapsed { n, unit, at });
        Ok(Due { at, exclusive: running })
    }

    /// Calls `done` with each open stretch from `from` on until it says so. Whether the due instant moves with an
    /// open moment: within opening hours it does, outside them it does not.
    pub(super) fn each_opening(&self, from: Moment, done: &mut dyn FnMut(Day, Instant, Instant) -> bool) -> Result<bool, Gap> {
        let first = self.zone.day(from.within());
        let mut day = if self.hours.runs_past_midnight() { first.plus(-1) } else { first };
        let mut idle_days = 0;
        let mut running = false;
        while idle_days < SEARCH_DAYS {
            idle_days += 1;
            if self.is_open_day(day)? {
                for span in self.hours.on(day) {
                    let opens = self.zone.opening(day, span.from);
                    let closes = self.closing_of(day, span.to);
                    running |= from.open && opens < from.at && from.at <= closes;
                    let start = opens.max(from.at);
                    if start < closes {
                        idle_days = 0;
                        if done(day, start, closes) {
                            return Ok(running);
                        }
                    }
                }
            }
            day = day.plus(1);
        }
        Err(Gap { year: day.year() })
    }

    fn closing_of(&self, day: Day, to: i64) -> Instant {
        if to >= DAY { self.zone.closing(day.plus(1), to - DAY) } else { self.zone.closing(day, to) }
    }

    /// The last closing time of a working day, inclusive; where it has no hours, 24:00.
    pub(super) fn closing(&self, day: Day, trace: &mut Trace) -> Result<Due, Gap> {
        match self.hours.on(day).iter().map(|s| s.to).max() {
            Some(to) => {
                let at = self.closing_of(day, to);
                trace.note(|| Step::Closing { at });
                Ok(Due { at, exclusive: false })
            }
            None => Ok(self.end_of(day)),
        }
    }

    fn rolled(&self, last: Day, roll: bool, trace: &mut Trace) -> Result<Due, Gap> {
        if !roll {
            return Ok(self.end_of(last));
        }
        let working = self.calendar.on_or_after(last)?;
        if working != last {
            trace.note(|| Step::rolled(self.calendar, last, working));
        }
        Ok(self.end_of(working))
    }

    /// 24:00 of a day, exclusive.
    pub fn end_of(&self, day: Day) -> Due {
        Due { at: self.zone.end_of(day), exclusive: true }
    }

    /// Whether a due instant lies where the next year's notice may still change the calendar.
    pub fn is_provisional(&self, due: Due) -> bool {
        let last = Moment { at: due.at, open: due.exclusive }.within();
        self.calendar.provisional_from().is_some_and(|day| self.zone.day(last) >= day)
    }
}

fn elapsed(from: Moment, micros: i64, n: u32, unit: Unit, trace: &mut Trace) -> Due {
    let at = from.at.plus(micros);
    trace.note(|| Step::Elapsed { n, unit, at });
    Due { at, exclusive: from.open }
}

fn month(day: Day) -> i64 {
    i64::from(chrono::Datelike::month(&day.date()))
}

fn last_of_month(day: Day) -> Day {
    let date = day.date();
    let first = day.plus(1 - i64::from(chrono::Datelike::day(&date)));
    first.plus_months(1).plus(-1)
}

pub mod share;
#[cfg(test)]
mod tests;
