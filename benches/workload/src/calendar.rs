//! Working days in China 2013–2026 as prefix sums: the n-th working day after a day costs two look-ups.

use crate::instant::Day;

/// The State Council's notices in the order of issue, a later one overriding an earlier one: days off (both ends
/// included), and the weekend days worked in exchange. Days not listed: Monday to Friday.
const NOTICES: [(&str, &str); 17] = [
    (
        "2013-01-01..2013-01-03 2013-02-09..2013-02-15 2013-04-04..2013-04-06 2013-04-29..2013-05-01 2013-06-10..2013-06-12 2013-09-19..2013-09-21 2013-10-01..2013-10-07",
        "2013-01-05 2013-01-06 2013-02-16 2013-02-17 2013-04-07 2013-04-27 2013-04-28 2013-06-08 2013-06-09 2013-09-22 2013-09-29 2013-10-12",
    ),
    (
        "2014-01-01 2014-01-31..2014-02-06 2014-04-05 2014-04-07 2014-05-01..2014-05-03 2014-06-02 2014-09-08 2014-10-01..2014-10-07",
        "2014-01-26 2014-02-08 2014-05-04 2014-09-28 2014-10-11",
    ),
    (
        "2015-01-01..2015-01-03 2015-02-18..2015-02-24 2015-04-05 2015-04-06 2015-05-01 2015-06-20 2015-06-22 2015-09-27 2015-10-01..2015-10-07",
        "2015-01-04 2015-02-15 2015-02-28 2015-10-10",
    ),
    ("2015-09-03..2015-09-05", "2015-09-06"),
    (
        "2016-01-01 2016-02-07..2016-02-13 2016-04-04 2016-05-01 2016-05-02 2016-06-09..2016-06-11 2016-09-15..2016-09-17 2016-10-01..2016-10-07",
        "2016-02-06 2016-02-14 2016-06-12 2016-09-18 2016-10-08 2016-10-09",
    ),
    (
        "2017-01-01 2017-01-02 2017-01-27..2017-02-02 2017-04-02..2017-04-04 2017-05-01 2017-05-28..2017-05-30 2017-10-01..2017-10-08",
        "2017-01-22 2017-02-04 2017-04-01 2017-05-27 2017-09-30",
    ),
    (
        "2018-01-01 2018-02-15..2018-02-21 2018-04-05..2018-04-07 2018-04-29..2018-05-01 2018-06-18 2018-09-24 2018-10-01..2018-10-07",
        "2018-02-11 2018-02-24 2018-04-08 2018-04-28 2018-09-29 2018-09-30",
    ),
    (
        "2018-12-30..2019-01-01 2019-02-04..2019-02-10 2019-04-05 2019-05-01 2019-06-07 2019-09-13 2019-10-01..2019-10-07",
        "2018-12-29 2019-02-02 2019-02-03 2019-09-29 2019-10-12",
    ),
    ("2019-05-01..2019-05-04", "2019-04-28 2019-05-05"),
    (
        "2020-01-01 2020-01-24..2020-01-30 2020-04-04..2020-04-06 2020-05-01..2020-05-05 2020-06-25..2020-06-27 2020-10-01..2020-10-08",
        "2020-01-19 2020-02-01 2020-04-26 2020-05-09 2020-06-28 2020-09-27 2020-10-10",
    ),
    ("2020-01-24..2020-02-02", ""),
    (
        "2021-01-01..2021-01-03 2021-02-11..2021-02-17 2021-04-03..2021-04-05 2021-05-01..2021-05-05 2021-06-12..2021-06-14 2021-09-19..2021-09-21 2021-10-01..2021-10-07",
        "2021-02-07 2021-02-20 2021-04-25 2021-05-08 2021-09-18 2021-09-26 2021-10-09",
    ),
    (
        "2022-01-01..2022-01-03 2022-01-31..2022-02-06 2022-04-03..2022-04-05 2022-04-30..2022-05-04 2022-06-03..2022-06-05 2022-09-10..2022-09-12 2022-10-01..2022-10-07",
        "2022-01-29 2022-01-30 2022-04-02 2022-04-24 2022-05-07 2022-10-08 2022-10-09",
    ),
    (
        "2022-12-31..2023-01-02 2023-01-21..2023-01-27 2023-04-05 2023-04-29..2023-05-03 2023-06-22..2023-06-24 2023-09-29..2023-10-06",
        "2023-01-28 2023-01-29 2023-04-23 2023-05-06 2023-06-25 2023-10-07 2023-10-08",
    ),
    (
        "2024-01-01 2024-02-10..2024-02-17 2024-04-04..2024-04-06 2024-05-01..2024-05-05 2024-06-10 2024-09-15..2024-09-17 2024-10-01..2024-10-07",
        "2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12",
    ),
    (
        "2025-01-01 2025-01-28..2025-02-04 2025-04-04..2025-04-06 2025-05-01..2025-05-05 2025-05-31..2025-06-02 2025-10-01..2025-10-08",
        "2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11",
    ),
    (
        "2026-01-01..2026-01-03 2026-02-15..2026-02-23 2026-04-04..2026-04-06 2026-05-01..2026-05-05 2026-06-19..2026-06-21 2026-09-25..2026-09-27 2026-10-01..2026-10-07",
        "2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10",
    ),
];

const FIRST_YEAR: i32 = 2013;
const LAST_YEAR: i32 = 2026;

pub struct WorkingDays {
    first: Day,
    /// How many working days lie before each day, counted from `first`; one entry more than there are days.
    before: Vec<u16>,
    /// The working days themselves, in order.
    days: Vec<Day>,
}

impl WorkingDays {
    pub fn china() -> WorkingDays {
        let (first, end) = (date(FIRST_YEAR, 1, 1), date(LAST_YEAR + 1, 1, 1));
        let mut works: Vec<bool> = (first.0..end.0).map(|day| Day(day).weekday() < 5).collect();
        for (off, work) in NOTICES {
            for (spans, value) in [(off, false), (work, true)] {
                for (from, to) in spans.split(' ').filter(|span| !span.is_empty()).map(span) {
                    works[(from.0 - first.0) as usize..=(to.0 - first.0) as usize].fill(value);
                }
            }
        }
        let mut table = WorkingDays { first, before: vec![0], days: Vec::new() };
        for (day, works) in (first.0..end.0).map(Day).zip(works) {
            if works {
                table.days.push(day);
            }
            table.before.push(table.days.len() as u16);
        }
        table
    }

    /// Every working day from 2013-01-01 to 2026-12-31, in order.
    pub fn days(&self) -> &[Day] {
        &self.days
    }

    /// The n-th working day after `day`, which itself never counts; none where a year has no table.
    #[inline]
    pub fn nth_after(&self, day: Day, n: usize) -> Option<Day> {
        let next = usize::try_from(day.0 - self.first.0 + 1).ok().filter(|next| *next > 0)?;
        let passed = usize::from(*self.before.get(next)?);
        self.days.get(passed + n - 1).copied()
    }
}

fn date(year: i32, month: u32, day: u32) -> Day {
    Day::from_ymd(year, month, day).expect("a date")
}

/// `2022-05-01` or `2022-05-01..2022-05-04`.
fn span(text: &str) -> (Day, Day) {
    let day = |text: &str| {
        let mut numbers = text.split('-').map(|number| number.parse().expect("a number"));
        let mut next = || numbers.next().expect("year, month, day");
        date(next() as i32, next(), next())
    };
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    (day(from), day(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_days_a_year() {
        let table = WorkingDays::china();
        let in_year = |year| table.days.iter().filter(|day| day.ymd().0 == year).count();
        let counts: Vec<usize> = (FIRST_YEAR..=LAST_YEAR).map(in_year).collect();
        assert_eq!(counts, [250, 250, 249, 250, 249, 250, 250, 249, 250, 249, 249, 251, 248, 248]);
    }

    #[test]
    fn the_day_itself_never_counts() {
        let table = WorkingDays::china();
        let friday = date(2022, 9, 30);
        assert_eq!(table.nth_after(friday, 1), Some(date(2022, 10, 8)));
        assert_eq!(table.nth_after(friday, 2), Some(date(2022, 10, 9)));
        assert_eq!(table.nth_after(date(2022, 10, 8), 1), Some(date(2022, 10, 9)));
        assert_eq!(table.nth_after(date(2022, 5, 15), 1), Some(date(2022, 5, 16)));
    }

    #[test]
    fn a_year_without_a_table_is_not_guessed() {
        let table = WorkingDays::china();
        assert_eq!(table.nth_after(date(2026, 12, 30), 1), Some(date(2026, 12, 31)));
        assert_eq!(table.nth_after(date(2026, 12, 30), 2), None);
        assert_eq!(table.nth_after(date(2027, 3, 1), 1), None);
        assert_eq!(table.nth_after(date(2012, 12, 30), 1), None);
    }
}
