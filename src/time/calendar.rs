//! Working days. The rule kept here: a year without a table is a [`Gap`], never a guess.
//!
//! A calendar is a stack of [`Layer`]s, the base first and a region on top. Within a layer the days off every year
//! come first, then the notices in the order of issue; what comes later overrides what came before.

mod layer;
mod run;

pub use layer::{Covers, Layer, Marked, Notice, Yearly};

use super::Day;
use run::Run;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The first and last year that a calendar may cover; open-ended years are tabled up to the last.
pub const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// A year that has no table, and is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gap {
    pub year: i32,
}

/// What a day is, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayNote<'c> {
    /// A working day as any other.
    Weekday,
    /// A rest day of the week that no notice names.
    Weekend,
    /// A day off, with the holiday's name; it may fall on a rest day.
    Off(&'c str),
    /// 调休上班: a rest day (or a day off) made a working day, with the holiday it pays for.
    Worked(&'c str),
    /// Its year has no table.
    Uncovered,
}

/// A day that a notice or a yearly holiday made something else than its weekday says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    works: bool,
    name: Arc<str>,
}

/// Which days are working days. Immutable; every question costs a few look-ups.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkCalendar {
    id: String,
    title: String,
    years: Vec<i32>,
    open_ended: bool,
    week: [bool; 7],
    marks: BTreeMap<Day, Mark>,
    notices: Vec<Notice>,
    needless: Vec<(usize, Day)>,
    /// Unbroken stretches of covered years, in order.
    runs: Vec<Run>,
    provisional_from: Option<Day>,
}

impl WorkCalendar {
    /// Tables the days of every covered year. Years outside [`YEARS`] are left out.
    pub fn new(id: impl Into<String>, title: impl Into<String>, layers: &[Layer]) -> WorkCalendar {
        let years: BTreeSet<i32> = layers.iter().flat_map(Layer::years).collect();
        let week = layers.iter().rev().find_map(|layer| layer.week).unwrap_or(layer::MONDAY_TO_FRIDAY);
        let mut calendar = WorkCalendar {
            id: id.into(),
            title: title.into(),
            open_ended: layers.iter().any(Layer::is_open_ended),
            years: years.into_iter().collect(),
            week,
            marks: BTreeMap::new(),
            notices: Vec::new(),
            needless: Vec::new(),
            runs: Vec::new(),
            provisional_from: None,
        };
        for layer in layers {
            calendar.lay(layer);
        }
        calendar.runs = calendar.tabled();
        let last = calendar.years.last().filter(|_| !calendar.open_ended);
        calendar.provisional_from = last.and_then(|year| Day::from_ymd(*year, 12, 21));
        calendar
    }

    fn lay(&mut self, layer: &Layer) {
        for yearly in &layer.yearly {
            for year in &self.years {
                // 29 February is off where there is one
                if let Some(day) = Day::from_ymd(*year, yearly.month, yearly.day) {
                    self.marks.insert(day, Mark { works: false, name: yearly.name.clone() });
                }
            }
        }
        for notice in &layer.notices {
            for (entries, works) in [(&notice.off, false), (&notice.work, true)] {
                for entry in entries {
                    for day in entry.days() {
                        self.mark(day, works, &entry.name);
                    }
                }
            }
            self.notices.push(notice.clone());
        }
    }

    /// A working day that is one anyway needs no mark.
    fn mark(&mut self, day: Day, works: bool, name: &Arc<str>) {
        if works && self.week[day.weekday()] && !self.marks.contains_key(&day) {
            self.needless.push((self.notices.len(), day));
        } else {
            self.marks.insert(day, Mark { works, name: name.clone() });
        }
    }

    /// What the week and the marks say of every covered year. Days come in order, and so do marks: none is looked up.
    fn tabled(&self) -> Vec<Run> {
        let mut marks = self.marks.iter();
        let mut next = marks.next();
        Run::of_years(&self.years, |day| {
            while let Some((marked, mark)) = next.filter(|(marked, _)| **marked <= day) {
                next = marks.next();
                if *marked == day {
                    return mark.works;
                }
            }
            self.week[day.weekday()]
        })
    }

    /// The stretch of covered years that `day` lies in.
    fn run(&self, day: Day) -> Result<&Run, Gap> {
        let after = self.runs.partition_point(|run| run.first() <= day);
        match after.checked_sub(1).and_then(|at| self.runs.get(at)) {
            Some(run) if run.holds(day) => Ok(run),
            _ => Err(Gap { year: day.year() }),
        }
    }

    /// Whether `day` is a working day; a gap where its year has no table.
    pub fn is_working(&self, day: Day) -> Result<bool, Gap> {
        self.run(day).map(|run| run.is_working(day))
    }

    /// The `n`-th working day after `day`, which never counts itself (`n` ≥ 1; 0 gives `day`).
    /// Only the years from the next day through the answer must be covered.
    pub fn nth_after(&self, day: Day, n: u32) -> Result<Day, Gap> {
        match n {
            0 => Ok(day),
            _ => self.run(day.plus(1))?.nth_from(day.plus(1), n),
        }
    }

    /// The `n`-th working day before `day`, which never counts itself (`n` ≥ 1; 0 gives `day`).
    pub fn nth_before(&self, day: Day, n: u32) -> Result<Day, Gap> {
        match n {
            0 => Ok(day),
            _ => self.run(day.plus(-1))?.nth_back_from(day.plus(-1), n),
        }
    }

    /// `day` itself if it is a working day, else the next one.
    pub fn on_or_after(&self, day: Day) -> Result<Day, Gap> {
        self.nth_after(day.plus(-1), 1)
    }

    /// `day` itself if it is a working day, else the one before.
    pub fn on_or_before(&self, day: Day) -> Result<Day, Gap> {
        self.nth_before(day.plus(1), 1)
    }

    /// Working days in (`after`, `through`]; 0 where that is empty. The gap is the first year missing in it.
    pub fn count(&self, after: Day, through: Day) -> Result<i64, Gap> {
        if through <= after {
            return Ok(0);
        }
        self.run(after.plus(1))?.count(after.plus(1), through)
    }

    /// What `day` is, and the name of the holiday that made it so.
    pub fn note(&self, day: Day) -> DayNote<'_> {
        if self.run(day).is_err() {
            return DayNote::Uncovered;
        }
        match self.marks.get(&day) {
            Some(Mark { works: false, name }) => DayNote::Off(name),
            Some(Mark { works: true, name }) => DayNote::Worked(name),
            None if self.week[day.weekday()] => DayNote::Weekday,
            None => DayNote::Weekend,
        }
    }

    /// From this day on the notice of the year that is not loaded yet may still change what is known:
    /// 21 December of the last covered year. None where the years covered have no end (or there are none).
    pub fn provisional_from(&self) -> Option<Day> {
        self.provisional_from
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn title(&self) -> &str {
        &self.title
    }

    /// The covered years in order; there may be holes.
    pub fn years(&self) -> &[i32] {
        &self.years
    }

    pub fn covers(&self, year: i32) -> bool {
        self.years.binary_search(&year).is_ok()
    }

    /// The years covered have no end of their own; they are tabled up to the last of [`YEARS`].
    pub fn is_open_ended(&self) -> bool {
        self.open_ended
    }

    /// Every notice in the order applied, the base calendar's first.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Days that a notice (its place in [`Self::notices`]) makes working and that were so anyway: slips of the pen.
    pub fn needless(&self) -> &[(usize, Day)] {
        &self.needless
    }

    /// Monday first: the weekdays that are working days.
    pub fn week(&self) -> [bool; 7] {
        self.week
    }
}

#[cfg(test)]
mod tests;
