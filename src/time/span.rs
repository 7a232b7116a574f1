//! What is counted: so many of a unit, and how (spec section 3). `N` is a number, known or still to be looked up.

/// The unit of a count; it says what must pass for the count to be used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Minutes,
    Hours,
    /// Only opening time counts.
    WorkingMinutes,
    WorkingHours,
    WorkingDays,
    CalendarDays,
    /// Seven calendar days each.
    Weeks,
    /// 24 hours around the clock each.
    FullDays,
    Months,
    Years,
}

/// Where the count starts instead of at the trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The first opening after the trigger's instant.
    Opening,
    /// The first opening on a working day after the trigger's date.
    NextDayOpening,
    /// This clock time (microseconds since midnight) of the next calendar day.
    NextDay(i64),
}

/// How long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length<N> {
    /// 24:00 of the trigger's day.
    SameDay,
    /// 24:00 of the last day of its month.
    SameMonth,
    /// 24:00 of the last day of its year.
    SameYear,
    Of(N, Unit),
}

/// A counted limit with its modifiers.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted<N> {
    pub length: Length<N>,
    pub anchor: Option<Anchor>,
    /// 当日: never past 24:00 of the day the count starts.
    pub same_day: bool,
    /// 下班前: closing time of the last day, inclusive.
    pub by_close: bool,
    /// False: 不顺延, a last day that is no working day stays.
    pub roll: bool,
    /// 当日计入: the trigger's own day is the first, where it is a day that counts.
    pub counting_the_day: bool,
}

impl<N> Counted<N> {
    /// Whether it is counted by opening hours: without them it has no end.
    pub fn needs_hours(&self) -> bool {
        let unit = matches!(self.length, Length::Of(_, Unit::WorkingMinutes | Unit::WorkingHours));
        unit || self.by_close || matches!(self.anchor, Some(Anchor::Opening | Anchor::NextDayOpening))
    }

    pub fn new(length: Length<N>) -> Self {
        Counted { length, anchor: None, same_day: false, by_close: false, roll: true, counting_the_day: false }
    }

    /// The same limit with its number replaced; none where `known` has no number for it.
    pub fn resolve<M>(&self, known: impl FnOnce(&N) -> Option<M>) -> Option<Counted<M>> {
        let length = match &self.length {
            Length::SameDay => Length::SameDay,
            Length::SameMonth => Length::SameMonth,
            Length::SameYear => Length::SameYear,
            Length::Of(n, unit) => Length::Of(known(n)?, *unit),
        };
        Some(Counted {
            length,
            anchor: self.anchor,
            same_day: self.same_day,
            by_close: self.by_close,
            roll: self.roll,
            counting_the_day: self.counting_the_day,
        })
    }
}
