//! The calendars that come with duban: every day of 全国 against the table worked out by others, and what people see.

use duban::cli::calendar::{month_view, one_month};
use duban::diag::Faults;
use duban::lang::Lang;
use duban::policy::calendar::{CN, load};
use duban::source::Sources;
use duban::time::Day;
use duban::time::calendar::{DayNote, WorkCalendar};
use std::cell::RefCell;

const FILES: [(&str, &str); 5] = [
    ("cn", CN),
    ("cn-hubei", include_str!("../policies/calendars/cn-hubei.toml")),
    ("it", include_str!("../policies/calendars/it.toml")),
    ("nl", include_str!("../policies/calendars/nl.toml")),
    ("uk", include_str!("../policies/calendars/uk.toml")),
];

/// A calendar that must have no faults.
fn calendar(id: &str) -> WorkCalendar {
    let sources = RefCell::new(Sources::default());
    let mut faults = Faults::default();
    let lookup = |id: &str| {
        let (_, text) = FILES.iter().find(|(name, _)| *name == id)?;
        Some((sources.borrow_mut().add(id, *text), (*text).to_owned()))
    };
    let loaded = load(id, &lookup, &mut faults).expect("the file is there");
    assert!(faults.is_empty(), "{id}: {:?}", faults.sorted());
    loaded.calendar
}

fn day(text: &str) -> Day {
    Day::from_date(text.parse().expect("a date"))
}

#[test]
fn every_day_of_2013_to_2026() {
    let cn = calendar("cn");
    let mut rows = csv::Reader::from_reader(include_str!("data/cn_workdays.csv").as_bytes());
    let mut days = 0;
    for row in rows.records() {
        let row = row.expect("a row");
        let note = match (&row[3], &row[4]) {
            ("weekday", "") => DayNote::Weekday,
            ("weekend", "") => DayNote::Weekend,
            ("public_holiday", name) => DayNote::Off(name),
            ("adjusted_workday", name) => DayNote::Worked(name),
            other => panic!("{other:?}"),
        };
        assert_eq!(cn.is_working(day(&row[0])), Ok(&row[2] == "1"), "{}", &row[0]);
        assert_eq!(cn.note(day(&row[0])), note, "{}", &row[0]);
        days += 1;
    }
    assert_eq!(days, 5113);
}

#[test]
fn hubei_came_back_to_work_later() {
    let (cn, hubei) = (calendar("cn"), calendar("cn-hubei"));
    assert_eq!(cn.on_or_after(day("2020-01-24")), Ok(day("2020-02-03")));
    assert_eq!(hubei.on_or_after(day("2020-01-24")), Ok(day("2020-02-14")));
    assert_eq!(cn.years(), hubei.years());
    assert_eq!(cn.count(day("2020-02-13"), day("2026-12-31")), hubei.count(day("2020-02-13"), day("2026-12-31")));
}

#[test]
fn moving_holidays_and_days_in_lieu_of_others() {
    let (it, nl, uk) = (calendar("it"), calendar("nl"), calendar("uk"));
    assert_eq!(it.on_or_after(day("2024-03-30")), Ok(day("2024-04-02")));
    assert_eq!(it.is_working(day("2024-10-04")), Ok(true));
    assert_eq!(it.is_working(day("2027-10-04")), Ok(false));
    assert_eq!(nl.on_or_after(day("2024-05-09")), Ok(day("2024-05-13")));
    assert_eq!(uk.nth_after(day("2024-03-11"), 20), Ok(day("2024-04-10")));
    assert_eq!(uk.on_or_after(day("2021-12-25")), Ok(day("2021-12-29")));
    // beyond the tables nothing is guessed
    assert!(it.is_working(day("2036-01-02")).is_err());
    assert!(nl.is_working(day("2029-01-02")).is_err());
    assert!(uk.is_working(day("2029-01-02")).is_err());
}

/// What people see, in `tests/snapshots/NAME.snap`.
fn snapshot(name: &str, shown: &str) {
    assert!(shown.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80), "{shown}");
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, shown);
    });
}

#[test]
fn a_year_in_chinese() {
    snapshot("calendar-2026-zh", &month_view(&calendar("cn"), 2026, Lang::Zh, false));
}

#[test]
fn a_year_in_english() {
    snapshot("calendar-2020-en", &month_view(&calendar("cn"), 2020, Lang::En, false));
}

#[test]
fn a_month_that_the_next_year_reaches_into() {
    snapshot("calendar-2018-12-zh", &one_month(&calendar("cn"), 2018, 12, Lang::Zh, false));
    snapshot("calendar-uk-2022-12-en", &one_month(&calendar("uk"), 2022, 12, Lang::En, false));
}

#[test]
fn a_year_without_a_table() {
    snapshot("calendar-missing-zh", &month_view(&calendar("cn"), 2027, Lang::Zh, false));
    snapshot("calendar-missing-en", &one_month(&calendar("cn"), 2027, 3, Lang::En, true));
}

#[test]
fn colour_adds_nothing_but_colour() {
    let (cn, plain) = (calendar("cn"), month_view(&calendar("cn"), 2026, Lang::Zh, false));
    let coloured = month_view(&cn, 2026, Lang::Zh, true);
    assert_ne!(coloured, plain);
    let mut stripped = String::new();
    let mut parts = coloured.split('\u{1b}');
    stripped.push_str(parts.next().unwrap_or_default());
    for part in parts {
        stripped.push_str(part.split_once('m').map_or("", |(_, rest)| rest));
    }
    assert_eq!(stripped.lines().map(str::trim_end).collect::<Vec<_>>(), plain.lines().collect::<Vec<_>>());
}
