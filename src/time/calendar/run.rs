//! One unbroken stretch of covered years as two arrays, each the other's inverse: how many working days lie
//! before a day, and which day the n-th working day is.

use super::{Day, Gap};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    first: Day,
    first_year: i32,
    last_year: i32,
    /// Working days of this run before day `first + i`; one entry more than there are days.
    before: Vec<u32>,
    /// The working days, in order.
    working: Vec<Day>,
}

impl Run {
    /// Cuts sorted years into runs and tables each; every day is asked once, in order.
    pub fn of_years(years: &[i32], mut works: impl FnMut(Day) -> bool) -> Vec<Run> {
        years.chunk_by(|a, b| b - a == 1).filter_map(|stretch| Run::table(*stretch.first()?, *stretch.last()?, &mut works)).collect()
    }

    fn table(first_year: i32, last_year: i32, works: &mut impl FnMut(Day) -> bool) -> Option<Run> {
        let first = Day::from_ymd(first_year, 1, 1)?;
        let last = Day::from_ymd(last_year, 12, 31)?;
        let days = usize::try_from(last.0 - first.0).unwrap_or(0) + 2;
        let (mut before, mut working) = (Vec::with_capacity(days), Vec::with_capacity(days));
        before.push(0);
        for day in (first.0..=last.0).map(Day) {
            if works(day) {
                working.push(day);
            }
            before.push(u32::try_from(working.len()).unwrap_or(u32::MAX));
        }
        Some(Run { first, first_year, last_year, before, working })
    }

    pub fn first(&self) -> Day {
        self.first
    }

    pub fn holds(&self, day: Day) -> bool {
        self.index(day).is_some_and(|at| at + 1 < self.before.len())
    }

    fn index(&self, day: Day) -> Option<usize> {
        usize::try_from(i64::from(day.0) - i64::from(self.first.0)).ok()
    }

    /// Working days of the run before `day`; all of them for a day behind its end.
    fn before(&self, day: Day) -> usize {
        let at = self.index(day).unwrap_or(0).min(self.before.len() - 1);
        self.before[at] as usize
    }

    pub fn is_working(&self, day: Day) -> bool {
        self.before(day.plus(1)) > self.before(day)
    }

    /// The `n`-th working day counted from `day`, which may be the first.
    pub fn nth_from(&self, day: Day, n: u32) -> Result<Day, Gap> {
        let at = self.before(day).saturating_add(n as usize) - 1;
        self.working.get(at).copied().ok_or(Gap { year: self.last_year + 1 })
    }

    /// The `n`-th working day counted back from `day`, which may be the first.
    pub fn nth_back_from(&self, day: Day, n: u32) -> Result<Day, Gap> {
        let at = self.before(day.plus(1)).checked_sub(n as usize);
        at.and_then(|at| self.working.get(at)).copied().ok_or(Gap { year: self.first_year - 1 })
    }

    /// Working days from `from`, which lies in the run, through `through`.
    pub fn count(&self, from: Day, through: Day) -> Result<i64, Gap> {
        if !self.holds(through) {
            return Err(Gap { year: self.last_year + 1 });
        }
        Ok((self.before(through.plus(1)) - self.before(from)) as i64)
    }
}
