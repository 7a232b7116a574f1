//! Civil dates to days and back, by the arithmetic of the Gregorian calendar: reading and writing times does little else.
//!
//! Years are counted from March, so that a leap day comes last and months before it have fixed lengths.

/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: i32 = 719_468;

/// Days in 400 years: after so many the calendar repeats.
const CYCLE: i32 = 146_097;

/// Days since 1970-01-01 of a date that exists.
pub fn days(year: i32, month: u32, day: u32) -> Option<i32> {
    if !(1..=12).contains(&month) || !(1..=last(year, month)).contains(&day) {
        return None;
    }
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (cycle, of_cycle) = (year.div_euclid(400), year.rem_euclid(400));
    // 153 days in five months from March on
    let of_year = ((153 * month + 2) / 5 + day - 1) as i32;
    Some(cycle * CYCLE + of_cycle * 365 + of_cycle / 4 - of_cycle / 100 + of_year - EPOCH)
}

/// Year, month and day of so many days since 1970-01-01.
pub fn date(days: i32) -> (i32, u32, u32) {
    let days = i64::from(days) + i64::from(EPOCH);
    let (cycle, of_cycle) = (days.div_euclid(i64::from(CYCLE)) as i32, days.rem_euclid(i64::from(CYCLE)) as i32);
    let year = (of_cycle - of_cycle / 1460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
    let of_year = of_cycle - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (next, month) = if month < 10 { (0, month + 3) } else { (1, month - 9) };
    (cycle * 400 + year + next, month as u32, day as u32)
}

/// The last day of a month from 1 to 12.
fn last(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::{date, days};
    use chrono::{Datelike, NaiveDate};

    #[test]
    fn every_day_of_ten_thousand_years_is_that_of_chrono() {
        let mut day = NaiveDate::from_ymd_opt(0, 1, 1).unwrap();
        let first = day.num_days_from_ce() - 719_163;
        for n in first..first + 25 * 146_097 {
            let civil = (day.year(), day.month(), day.day());
            assert_eq!((date(n), days(civil.0, civil.1, civil.2)), (civil, Some(n)));
            day = day.succ_opt().unwrap();
        }
    }

    #[test]
    fn dates_that_do_not_exist() {
        for (year, month, day) in
            [(2022, 2, 29), (1900, 2, 29), (2024, 2, 30), (2022, 4, 31), (2022, 0, 1), (2022, 13, 1), (2022, 1, 0), (2022, 1, 32)]
        {
            assert_eq!(days(year, month, day), None, "{year}-{month}-{day}");
        }
        assert!(days(2000, 2, 29).is_some());
    }
}
