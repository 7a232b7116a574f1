//! The steps of a count, as data: what was counted, what was skipped and why. Words are made from them elsewhere.

use super::calendar::{DayNote, WorkCalendar};
use super::instant::{Day, Instant};
use super::span::{Anchor, Unit};

/// One step of a count.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The count starts at an opening instead of at the trigger.
    Opening {
        anchor: Anchor,
        at: Instant,
    },
    /// So much time later.
    Elapsed {
        n: u32,
        unit: Unit,
        at: Instant,
    },
    /// 24:00 of the day caps it; `cut`: the cap was the earlier one.
    SameDay {
        day: Day,
        cut: bool,
    },
    /// Working days from `first` to `last`: which days were skipped, and which rest days were worked.
    WorkingDays {
        first: Day,
        last: Day,
        n: u32,
        skipped: Vec<Skipped>,
        worked: Vec<(Day, String)>,
    },
    CalendarDays {
        first: Day,
        last: Day,
        n: u32,
        unit: Unit,
    },
    /// The last day was no working day.
    Rolled {
        from: Day,
        to: Day,
        skipped: Vec<Skipped>,
    },
    Backwards {
        day: Day,
        last: Day,
        n: u32,
        unit: Unit,
    },
    /// Opening time that counted.
    Worked {
        day: Day,
        from: Instant,
        to: Instant,
    },
    /// The clock stood still.
    Still {
        from: Instant,
        to: Instant,
    },
    /// Closing time of the last day.
    Closing {
        at: Instant,
    },
}

/// Days in a row that did not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    pub first: Day,
    pub last: Day,
    /// The holiday's name; none for a weekend.
    pub holiday: Option<String>,
}

impl Step {
    pub fn working_days(calendar: &WorkCalendar, first: Day, last: Day, n: u32) -> Step {
        let worked = days(first, last).filter_map(|day| match calendar.note(day) {
            DayNote::Worked(name) => Some((day, name.to_owned())),
            _ => None,
        });
        Step::WorkingDays { first, last, n, skipped: skipped(calendar, first, last), worked: worked.collect() }
    }

    pub fn rolled(calendar: &WorkCalendar, from: Day, to: Day) -> Step {
        Step::Rolled { from, to, skipped: skipped(calendar, from.min(to), from.max(to)) }
    }
}

fn days(first: Day, last: Day) -> impl Iterator<Item = Day> {
    (first.0..=last.0).map(Day)
}

fn skipped(calendar: &WorkCalendar, first: Day, last: Day) -> Vec<Skipped> {
    let mut runs: Vec<Skipped> = Vec::new();
    for day in days(first, last) {
        let holiday = match calendar.note(day) {
            DayNote::Weekend => None,
            DayNote::Off(name) => Some(name.to_owned()),
            _ => continue,
        };
        match runs.last_mut() {
            Some(run) if run.last.plus(1) == day && run.holiday == holiday => run.last = day,
            _ => runs.push(Skipped { first: day, last: day, holiday }),
        }
    }
    runs
}

/// Collects steps when somebody will read them; otherwise costs nothing.
#[derive(Debug, Default)]
pub struct Trace {
    steps: Option<Vec<Step>>,
}

impl Trace {
    pub fn off() -> Trace {
        Trace::default()
    }

    pub fn on() -> Trace {
        Trace { steps: Some(Vec::new()) }
    }

    pub fn note(&mut self, step: impl FnOnce() -> Step) {
        if let Some(steps) = &mut self.steps {
            steps.push(step());
        }
    }

    pub fn take(self) -> Vec<Step> {
        self.steps.unwrap_or_default()
    }
}
