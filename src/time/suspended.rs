//! Suspended time does not pass: the due instant is the first at which a limit's own measure, taken over what is not
//! suspended, is used up; then it rolls, to a working day that is not suspended (spec section 3).

use super::calendar::Gap;
use super::due::Clock;
use super::instant::{DAY, Day, Due, HOUR, Instant, MINUTE, Moment};
use super::span::{Counted, Unit};
use super::step::{Step, Trace};

/// A stretch in which a clock stands still: from `from` up to `to`, which no longer belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Still {
    pub from: Instant,
    pub to: Instant,
    /// A day is suspended only when wholly so; else when it is touched.
    pub whole_days: bool,
}

impl Still {
    pub fn is_empty(&self) -> bool {
        self.from >= self.to
    }

    pub fn holds(&self, at: Instant) -> bool {
        self.from <= at && at < self.to
    }
}

/// So many suspended days are passed over at most: a suspension without end is no due instant.
const MOST_DAYS: i64 = 36_600;

impl Clock<'_> {
    /// As [`Clock::due`] for a count, with suspended time left out.
    ///
    /// # Errors
    /// The first year that the count needs and the calendar lacks.
    pub(super) fn counted_around(
        &self,
        from: Moment,
        day: Day,
        n: u32,
        unit: Unit,
        limit: &Counted<u32>,
        trace: &mut Trace,
    ) -> Result<Due, Gap> {
        let count = i64::from(n);
        match unit {
            Unit::Minutes => Ok(self.elapsed_around(from, count * MINUTE, n, unit, trace)),
            Unit::Hours => Ok(self.elapsed_around(from, count * HOUR, n, unit, trace)),
            Unit::FullDays => Ok(self.elapsed_around(from, count * DAY, n, unit, trace)),
            Unit::WorkingMinutes => self.worked_around(from, count * MINUTE, n, unit, trace),
            Unit::WorkingHours => self.worked_around(from, count * HOUR, n, unit, trace),
            Unit::WorkingDays => {
                let first = if limit.counting_the_day { day } else { day.plus(1) };
                let last = self.nth_day(first, count, |clock, day| clock.calendar.is_working(day))?;
                trace.note(|| Step::working_days(self.calendar, first, last, n));
                self.note_still(from.at, last, trace);
                if limit.by_close { self.closing(last, trace) } else { Ok(self.end_of(last)) }
            }
            Unit::CalendarDays | Unit::Weeks => {
                let first = if limit.counting_the_day { day } else { day.plus(1) };
                let days = if unit == Unit::Weeks { count * 7 } else { count };
                let last = self.nth_day(first, days, |_, _| Ok(true))?;
                trace.note(|| Step::CalendarDays { first, last, n, unit });
                self.note_still(from.at, last, trace);
                self.rolled_around(last, limit.roll, trace)
            }
            Unit::Months | Unit::Years => {
                let mut last = day.plus_months(if unit == Unit::Years { count * 12 } else { count });
                let mut next = day.plus(1);
                while next <= last && last.0 - day.0 < MOST_DAYS as i32 {
                    if self.is_suspended(next) {
                        last = last.plus(1);
                    }
                    next = next.plus(1);
                }
                trace.note(|| Step::CalendarDays { first: day.plus(1), last, n, unit });
                self.note_still(from.at, last, trace);
                self.rolled_around(last, limit.roll, trace)
            }
        }
    }

    /// Whether a day is suspended: touched, or wholly covered, as each suspension says.
    pub(super) fn is_suspended(&self, day: Day) -> bool {
        let (start, end) = (self.zone.start_of(day), self.zone.end_of(day));
        self.still.iter().any(|s| if s.whole_days { s.from <= start && end <= s.to } else { s.from < end && start < s.to && !s.is_empty() })
    }

    fn nth_day(&self, first: Day, n: i64, counts: impl Fn(&Self, Day) -> Result<bool, Gap>) -> Result<Day, Gap> {
        let (mut day, mut left, mut passed) = (first, n, 0);
        loop {
            if !self.is_suspended(day) && counts(self, day)? {
                left -= 1;
                if left == 0 {
                    return Ok(day);
                }
            }
            passed += 1;
            if passed > MOST_DAYS + 2 * n {
                return Err(Gap { year: day.year() });
            }
            day = day.plus(1);
        }
    }

    fn rolled_around(&self, last: Day, roll: bool, trace: &mut Trace) -> Result<Due, Gap> {
        if !roll {
            return Ok(self.end_of(last));
        }
        let working = self.nth_day(last, 1, |clock, day| clock.calendar.is_working(day))?;
        if working != last {
            trace.note(|| Step::rolled(self.calendar, last, working));
        }
        Ok(self.end_of(working))
    }

    pub(super) fn elapsed_around(&self, from: Moment, micros: i64, n: u32, unit: Unit, trace: &mut Trace) -> Due {
        let (mut at, mut left, mut open) = (from.at, micros, from.open);
        for still in &self.in_order() {
            if still.to <= at {
                continue;
            }
            let passes = (still.from.0 - at.0).max(0);
            if left <= passes {
                break;
            }
            // Suspended before the end of an imprecise start: it no longer moves the due instant.
            open &= passes > 0;
            left -= passes;
            at = still.to;
        }
        let at = at.plus(left);
        self.note_still(from.at, self.zone.day(at), trace);
        trace.note(|| Step::Elapsed { n, unit, at });
        Due { at, exclusive: open }
    }

    pub(super) fn worked_around(&self, from: Moment, amount: i64, n: u32, unit: Unit, trace: &mut Trace) -> Result<Due, Gap> {
        let mut left = amount;
        let still = self.in_order();
        let mut due = None;
        self.each_opening(from, &mut |_, opens, closes| {
            let mut at = opens;
            for gap in still.iter().filter(|s| s.from < closes && s.to > opens) {
                let open = (gap.from.0 - at.0).max(0);
                if left <= open {
                    break;
                }
                left -= open;
                at = at.max(gap.to);
            }
            let open = (closes.0 - at.0).max(0);
            if left <= open {
                due = Some(at.plus(left));
            } else {
                left -= open;
            }
            due.is_some()
        })?;
        let at = due.unwrap_or(Instant::MAX);
        self.note_still(from.at, self.zone.day(at), trace);
        trace.note(|| Step::Elapsed { n, unit, at });
        Ok(Due { at, exclusive: false })
    }

    /// Overlapping ones joined: they count once.
    pub(super) fn in_order(&self) -> Vec<Still> {
        let mut list: Vec<Still> = self.still.iter().copied().filter(|s| !s.is_empty()).collect();
        list.sort_by_key(|s| s.from);
        let mut joined: Vec<Still> = Vec::with_capacity(list.len());
        for still in list {
            match joined.last_mut() {
                Some(last) if still.from <= last.to => last.to = last.to.max(still.to),
                _ => joined.push(still),
            }
        }
        joined
    }

    fn note_still(&self, from: Instant, last: Day, trace: &mut Trace) {
        let end = self.zone.end_of(last);
        for still in self.in_order().into_iter().filter(|s| s.to > from && s.from < end) {
            trace.note(|| Step::Still { from: still.from.max(from), to: still.to });
        }
    }
}
