//! Calendar periods: days, working days, ISO weeks, months, quarters, half-years, years, and their names.

use super::instant::Day;
use chrono::{Datelike, Weekday};
use std::fmt;

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Every {
    Day,
    /// A day that is a working day; other days have no period.
    WorkingDay,
    /// Monday to Sunday, numbered as ISO 8601 does.
    Week,
    Month,
    Quarter,
    HalfYear,
    Year,
}

impl Every {
    pub const ALL: [(&'static str, &'static str, Every); 7] = [
        ("日", "day", Every::Day),
        ("工作日", "working day", Every::WorkingDay),
        ("周", "week", Every::Week),
        ("月", "month", Every::Month),
        ("季度", "quarter", Every::Quarter),
        ("半年", "half-year", Every::HalfYear),
        ("年", "year", Every::Year),
    ];

    /// `季度`, `quarter`
    pub fn named(word: &str) -> Option<Every> {
        Every::ALL.iter().find(|(zh, en, _)| *zh == word || *en == word).map(|(_, _, every)| *every)
    }

    /// Months in it, for those that consist of months.
    fn months(self) -> Option<i64> {
        match self {
            Every::Month => Some(1),
            Every::Quarter => Some(3),
            Every::HalfYear => Some(6),
            Every::Year => Some(12),
            Every::Day | Every::WorkingDay | Every::Week => None,
        }
    }
}

/// One period, by its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    pub every: Every,
    pub first: Day,
}

impl Period {
    /// The period that holds `day`.
    pub fn of(every: Every, day: Day) -> Period {
        let first = match every.months() {
            None if every == Every::Week => day.plus(-(day.weekday() as i64)),
            None => day,
            Some(months) => {
                let (year, month, of_month) = day.ymd();
                match (month - 1) % months as u32 {
                    0 => day.plus(1 - i64::from(of_month)),
                    back => Day::from_ymd(year, month - back, 1).unwrap_or(day),
                }
            }
        };
        Period { every, first }
    }

    pub fn last(&self) -> Day {
        self.next().first.plus(-1)
    }

    pub fn next(&self) -> Period {
        let first = match self.every.months() {
            None if self.every == Every::Week => self.first.plus(7),
            None => self.first.plus(1),
            Some(months) => self.first.plus_months(months),
        };
        Period { first, ..*self }
    }

    pub fn holds(&self, day: Day) -> bool {
        self.first <= day && day <= self.last()
    }

    /// Reads `2022-W20`, `2022-05`, `2022-Q2`, `2022-H1`, `2022`, `2022-05-15`; none for one that does not exist.
    pub fn named(name: &str) -> Option<Period> {
        let (year, rest) = match name.split_once('-') {
            Some((year, rest)) => (year, Some(rest)),
            None => (name, None),
        };
        let year: i32 = if year.len() == 4 { year.parse().ok()? } else { return None };
        let (every, first) = match rest {
            None => (Every::Year, Day::from_ymd(year, 1, 1)?),
            Some(rest) => match rest.split_at_checked(1)? {
                ("W", week) => (Every::Week, week_start(year, number(week, 2)?)?),
                ("Q", n) => (Every::Quarter, Day::from_ymd(year, number(n, 1)?.checked_mul(3)?.checked_sub(2)?, 1)?),
                ("H", n) => (Every::HalfYear, Day::from_ymd(year, number(n, 1)?.checked_mul(6)?.checked_sub(5)?, 1)?),
                _ => match rest.split_once('-') {
                    None => (Every::Month, Day::from_ymd(year, number(rest, 2)?, 1)?),
                    Some((month, day)) => (Every::Day, Day::from_ymd(year, number(month, 2)?, number(day, 2)?)?),
                },
            },
        };
        Some(Period { every, first })
    }

    /// Whether a name that an act gives means this period; a day's name means a working day too.
    pub fn is_named(&self, name: &str) -> bool {
        let same = |every: Every| every == self.every || (every == Every::Day && self.every == Every::WorkingDay);
        Period::named(name).is_some_and(|named| same(named.every) && named.first == self.first)
    }
}

fn number(text: &str, digits: usize) -> Option<u32> {
    if text.len() == digits && text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

fn week_start(year: i32, week: u32) -> Option<Day> {
    chrono::NaiveDate::from_isoywd_opt(year, week, Weekday::Mon).map(Day::from_date)
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.first.date();
        let (year, month) = (date.year(), date.month0());
        match self.every {
            Every::Day | Every::WorkingDay => self.first.fmt(f),
            Every::Week => write!(f, "{:04}-W{:02}", date.iso_week().year(), date.iso_week().week()),
            Every::Month => write!(f, "{year:04}-{:02}", month + 1),
            Every::Quarter => write!(f, "{year:04}-Q{}", month / 3 + 1),
            Every::HalfYear => write!(f, "{year:04}-H{}", month / 6 + 1),
            Every::Year => write!(f, "{year:04}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_do_not_exist() {
        for name in [
            "2022-W53",
            "2022-W00",
            "2022-Q5",
            "2022-Q0",
            "2022-H3",
            "2022-13",
            "2022-02-30",
            "22",
            "2022-",
            "2022-W",
            "2022-5",
            "第二季度",
        ] {
            assert_eq!(Period::named(name), None, "{name}");
        }
        assert!(Period::named("2020-W53").is_some());
    }

    #[test]
    fn weeks_belong_to_the_year_of_their_thursday() {
        let week = Period::of(Every::Week, Day::from_ymd(2021, 1, 3).unwrap());
        assert_eq!((week.to_string(), week.last()), ("2020-W53".to_owned(), Day::from_ymd(2021, 1, 3).unwrap()));
    }

    proptest! {
        #[test]
        fn periods_follow_each_other_and_are_named(day in -20_000i32..40_000, n in 0..Every::ALL.len()) {
            let day = Day(day);
            let period = Period::of(Every::ALL[n].2, day);
            prop_assert!(period.holds(day));
            prop_assert_eq!(Period::of(period.every, period.last()), period);
            prop_assert_eq!(Period::of(period.every, period.last().plus(1)), period.next());
            prop_assert!(period.is_named(&period.to_string()), "{}", period);
        }
    }
}
