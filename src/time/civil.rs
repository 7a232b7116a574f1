//! Civil dates to days and back, by the arithmetic of the Gregorian calendar: reading and writing times does little else.
//!
//! Years are counted from March, so that a leap day comes last and months before it have fixed lengths; and from one so
//! long ago that nothing is negative.

/// Years from the one that is counted from to year 0: a multiple of 400, after which the calendar repeats.
const YEARS: i64 = 14_700 * 400;

/// Days from its first of March to 1970-01-01.
const EPOCH: i64 = 14_700 * 146_097 + 719_468;

/// Days since 1970-01-01 of a date that exists.
pub fn days(year: i32, month: u32, day: u32) -> Option<i32> {
    if !(1..=12).contains(&month) || day == 0 || (day > 28 && day > last(year, month)) {
        return None;
    }
    let (year, month) = if month > 2 { (i64::from(year), month - 3) } else { (i64::from(year) - 1, month + 9) };
    let year = (year + YEARS) as u64;
    // 153 days in five months from March on
    let of_year = (153 * month + 2) / 5 + day - 1;
    let days = 1461 * year / 4 - year / 100 + year / 400 + u64::from(of_year);
    Some((days as i64 - EPOCH) as i32)
}

/// Year, month and day of so many days since 1970-01-01.
pub fn date(days: i32) -> (i32, u32, u32) {
    // quarters of days: 146,097 of them in a century on average, 1461 in a year within one
    let quarters = (i64::from(days) + EPOCH) as u64 * 4 + 3;
    let (century, of_century) = ((quarters / 146_097) as u32, (quarters % 146_097) as u32 | 3);
    let (year, of_year) = (of_century / 1461, of_century % 1461 / 4);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (next, month) = if month < 10 { (0, month + 3) } else { (1, month - 9) };
    ((i64::from(century) * 100 + i64::from(year) + next - YEARS) as i32, month, day)
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
