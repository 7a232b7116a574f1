//! Laws of counting working days.

use super::*;
use proptest::prelude::*;

fn day(year: i32, month: u32, day: u32) -> Day {
    Day::from_ymd(year, month, day).unwrap()
}

fn marked(first: Day, last: Day, name: &str) -> Marked {
    Marked { first, last, name: name.into() }
}

fn notice(year: i32, off: Vec<Marked>, work: Vec<Marked>) -> Notice {
    Notice { year, off, work, ..Notice::default() }
}

/// 2021 to 2023 and, after a hole, 2025; the National Day of 2022 as the notice has it.
fn with_hole() -> WorkCalendar {
    let october = notice(
        2022,
        vec![marked(day(2022, 10, 1), day(2022, 10, 7), "国庆节")],
        vec![marked(day(2022, 10, 8), day(2022, 10, 9), "国庆节")],
    );
    let plain = |year| notice(year, vec![], vec![]);
    let notices = vec![plain(2021), october, plain(2023), plain(2025)];
    WorkCalendar::new("x", "X", &[Layer { notices, ..Layer::default() }])
}

#[test]
fn a_holiday_is_jumped_and_adjusted_days_count() {
    let calendar = with_hole();
    let friday = day(2022, 9, 30);
    assert_eq!(calendar.nth_after(friday, 1), Ok(day(2022, 10, 8)));
    assert_eq!(calendar.nth_after(friday, 3), Ok(day(2022, 10, 10)));
    assert_eq!(calendar.nth_before(day(2022, 10, 8), 1), Ok(friday));
    assert_eq!(calendar.on_or_after(friday), Ok(friday));
    assert_eq!(calendar.on_or_after(day(2022, 10, 1)), Ok(day(2022, 10, 8)));
    assert_eq!(calendar.on_or_before(day(2022, 10, 7)), Ok(friday));
    assert_eq!(calendar.count(friday, day(2022, 10, 10)), Ok(3));
    assert_eq!(calendar.note(day(2022, 10, 1)), DayNote::Off("国庆节"));
    assert_eq!(calendar.note(day(2022, 10, 8)), DayNote::Worked("国庆节"));
    assert_eq!(calendar.note(day(2022, 10, 15)), DayNote::Weekend);
    assert_eq!(calendar.note(day(2022, 10, 14)), DayNote::Weekday);
}

#[test]
fn only_the_years_counted_over_must_be_there() {
    let calendar = with_hole();
    let last = day(2023, 12, 29);
    assert_eq!(calendar.nth_after(day(2020, 12, 31), 1), Ok(day(2021, 1, 1)));
    assert_eq!(calendar.nth_after(day(2020, 12, 30), 1), Err(Gap { year: 2020 }));
    assert_eq!(calendar.nth_after(day(2023, 12, 28), 1), Ok(last));
    assert_eq!(calendar.nth_after(last, 1), Err(Gap { year: 2024 }));
    assert_eq!(calendar.nth_after(day(2023, 12, 31), 1), Err(Gap { year: 2024 }));
    assert_eq!(calendar.nth_before(day(2025, 1, 2), 1), Ok(day(2025, 1, 1)));
    assert_eq!(calendar.nth_before(day(2025, 1, 2), 2), Err(Gap { year: 2024 }));
    assert_eq!(calendar.nth_before(day(2024, 1, 1), 1), Ok(last));
    assert_eq!(calendar.count(last, day(2025, 3, 1)), Err(Gap { year: 2024 }));
    assert_eq!(calendar.count(day(2023, 12, 31), day(2024, 1, 1)), Err(Gap { year: 2024 }));
    assert_eq!(calendar.is_working(day(2024, 5, 6)), Err(Gap { year: 2024 }));
    assert_eq!(calendar.note(day(2024, 5, 6)), DayNote::Uncovered);
    assert_eq!(calendar.nth_after(day(2022, 1, 1), u32::MAX), Err(Gap { year: 2024 }));
    assert_eq!(calendar.provisional_from(), Some(day(2025, 12, 21)));
}

#[test]
fn open_years_have_no_provisional_end_but_an_end() {
    let yearly = vec![Yearly { month: 12, day: 25, name: "Natale".into() }, Yearly { month: 2, day: 29, name: "leap".into() }];
    let covers = Some(Covers { from: 2020, to: None });
    let calendar = WorkCalendar::new("it", "It", &[Layer { covers, yearly, ..Layer::default() }]);
    assert_eq!(calendar.provisional_from(), None);
    assert_eq!(calendar.note(day(2150, 12, 25)), DayNote::Off("Natale"));
    assert_eq!(calendar.is_working(day(2028, 2, 29)), Ok(false));
    assert_eq!(calendar.is_working(day(2201, 1, 5)), Err(Gap { year: 2201 }));
    assert_eq!(calendar.is_working(day(2019, 1, 5)), Err(Gap { year: 2019 }));
}

#[test]
fn a_region_overrides_what_lies_beneath() {
    let base = Layer {
        notices: vec![notice(
            2020,
            vec![marked(day(2020, 1, 24), day(2020, 2, 2), "春节")],
            vec![marked(day(2020, 1, 19), day(2020, 1, 19), "春节")],
        )],
        ..Layer::default()
    };
    let region =
        Layer { notices: vec![notice(2020, vec![marked(day(2020, 2, 3), day(2020, 2, 13), "春节延长")], vec![])], ..Layer::default() };
    let calendar = WorkCalendar::new("x", "X", &[base, region]);
    assert_eq!(calendar.on_or_after(day(2020, 1, 24)), Ok(day(2020, 2, 14)));
    assert_eq!(calendar.is_working(day(2020, 1, 19)), Ok(true));
    assert_eq!(calendar.years(), [2020]);
    assert_eq!(calendar.notices().len(), 2);
}

#[test]
fn no_years_at_all() {
    let calendar = WorkCalendar::new("x", "X", &[]);
    assert_eq!(calendar.is_working(Day(0)), Err(Gap { year: 1970 }));
    assert_eq!(calendar.nth_before(Day(0), 1), Err(Gap { year: 1969 }));
    assert_eq!(calendar.provisional_from(), None);
}

/// Days well inside 2020 to 2030, with any week, holidays and adjusted days.
fn any_calendar() -> impl Strategy<Value = WorkCalendar> {
    let spans = || prop::collection::vec((18_300..21_900_i32, 0..12_i32), 0..40);
    let entries = |spans: Vec<(i32, i32)>| spans.into_iter().map(|(from, n)| marked(Day(from), Day(from + n), "h")).collect::<Vec<_>>();
    (prop::array::uniform7(any::<bool>()), spans(), spans()).prop_map(move |(mut week, off, work)| {
        week[2] = true;
        let notices = vec![notice(2024, entries(off), vec![]), notice(2024, vec![], entries(work))];
        let covers = Some(Covers { from: 2020, to: Some(2030) });
        WorkCalendar::new("x", "X", &[Layer { week: Some(week), covers, notices, ..Layer::default() }])
    })
}

proptest! {
    #[test]
    fn counting_is_the_inverse_of_the_nth(calendar in any_calendar(), start in 18_300..21_000_i32, n in 1..150_u32) {
        let start = Day(start);
        if let Ok(end) = calendar.nth_after(start, n) {
            prop_assert!(calendar.is_working(end).unwrap());
            prop_assert_eq!(calendar.count(start, end), Ok(i64::from(n)));
            prop_assert_eq!(calendar.count(start, end.plus(-1)), Ok(i64::from(n) - 1));
            prop_assert_eq!(calendar.nth_before(end.plus(1), 1), Ok(end));
            // n working days in (start, end]: the n-th back from behind the end is the first of them
            prop_assert_eq!(calendar.nth_before(end.plus(1), n), calendar.nth_after(start, 1));
        }
    }

    #[test]
    fn later_starts_and_longer_counts_never_end_earlier(calendar in any_calendar(), start in 18_300..21_000_i32, n in 1..150_u32) {
        let end = calendar.nth_after(Day(start), n);
        if let (Ok(end), Ok(later)) = (end, calendar.nth_after(Day(start + 1), n)) {
            prop_assert!(later >= end);
        }
        if let (Ok(end), Ok(longer)) = (end, calendar.nth_after(Day(start), n + 1)) {
            prop_assert!(longer > end);
        }
    }

    #[test]
    fn the_table_agrees_with_one_step_at_a_time(calendar in any_calendar(), start in 18_300..21_000_i32, n in 1..60_u32) {
        let mut left = n;
        let mut walk = Day(start);
        while left > 0 {
            walk = walk.plus(1);
            left -= u32::from(calendar.is_working(walk).unwrap_or(true));
        }
        if let Ok(end) = calendar.nth_after(Day(start), n) {
            prop_assert_eq!(end, walk);
        }
    }
}
