//! What a calendar file gives, and what is said about one that is wrong.

use super::*;
use crate::diag::Level;
use crate::source::Sources;
use crate::time::Day;
use crate::time::calendar::{DayNote, Gap};
use std::cell::RefCell;

/// Loads the first of `files` (id, text) and returns the diagnostics as `code line:column`.
pub(super) fn load_files(files: &[(&str, &str)]) -> (Option<WorkCalendar>, Vec<String>) {
    let sources = RefCell::new(Sources::default());
    let lookup = |id: &str| {
        let (_, text) = files.iter().find(|(name, _)| *name == id)?;
        Some((sources.borrow_mut().add(id, *text), (*text).to_owned()))
    };
    let mut faults = Faults::default();
    let loaded = load(files[0].0, &lookup, &mut faults);
    let sources = sources.borrow();
    let said = faults.sorted().into_iter().map(|d| {
        let (line, column) = sources.place(d.span);
        format!("{} {line}:{column}", d.code)
    });
    (loaded.map(|l| l.calendar), said.collect())
}

/// The diagnostics of a calendar with a proper head and this text behind it; line 1 is the text's first.
fn said(text: &str) -> Vec<String> {
    load_files(&[("x", &format!("{text}\n[calendar]\ntitle = \"X\"\n"))]).1
}

/// The diagnostics of these keys in `[calendar]`; they stand in line 3.
fn said_of_head(keys: &str) -> Vec<String> {
    load_files(&[("x", &format!("[calendar]\ntitle = \"X\"\n{keys}\n[year.2026]\n"))]).1
}

fn day(year: i32, month: u32, day: u32) -> Day {
    Day::from_ymd(year, month, day).unwrap()
}

const NONE: [&str; 0] = [];

#[test]
fn the_built_in_calendar_has_no_faults() {
    let (calendar, said) = load_files(&[("cn", CN)]);
    let calendar = calendar.unwrap();
    assert_eq!(said, NONE);
    assert_eq!(calendar.years(), (2013..=2026).collect::<Vec<_>>());
    assert_eq!(calendar.note(day(2018, 12, 29)), DayNote::Worked("元旦"));
    assert_eq!(calendar.note(day(2020, 2, 1)), DayNote::Off("春节"));
    assert_eq!(calendar.nth_after(day(2026, 12, 31), 1), Err(Gap { year: 2027 }));
    assert_eq!(calendar.provisional_from(), Some(day(2026, 12, 21)));
    assert_eq!(calendar.notices().len(), 17);
}

#[test]
fn amendments_override_in_the_order_of_their_dates() {
    let (calendar, said) = load_files(&[(
        "x",
        r#"
[calendar]
title = "X"
[year.2026]
issued = 2025-11-04
off = ["2026-05-01 a"]
[year.2026.amended.2026-03-01]
off = ["2026-05-04 late"]
[year.2026.amended.2026-02-01]
off = ["2026-05-04..2026-05-05 early"]
"#,
    )]);
    assert_eq!(said, NONE);
    let calendar = calendar.unwrap();
    assert_eq!(calendar.note(day(2026, 5, 1)), DayNote::Off("a"));
    assert_eq!(calendar.note(day(2026, 5, 4)), DayNote::Off("late"));
    assert_eq!(calendar.note(day(2026, 5, 5)), DayNote::Off("early"));
}

#[test]
fn a_region_on_top() {
    let base = "[calendar]\ntitle = \"B\"\nweek = [\"周一\", \"星期六\"]\n[year.2026]\n";
    let top = "[calendar]\ntitle = \"T\"\nextends = \"b\"\n[year.2026]\noff = [\"2026-06-01 t\"]\n[year.2027]\n";
    let (calendar, said) = load_files(&[("t", top), ("b", base)]);
    assert_eq!(said, ["calendar-base-year 6:7"]);
    let calendar = calendar.unwrap();
    assert_eq!((calendar.title(), calendar.years()), ("T", &[2026, 2027][..]));
    assert_eq!(calendar.week(), [true, false, false, false, false, true, false]);
    assert_eq!(calendar.is_working(day(2026, 6, 1)), Ok(false));
}

#[test]
fn extends_must_lead_somewhere_and_end() {
    let on = |base: &str| format!("[calendar]\ntitle = \"T\"\nextends = \"{base}\"\n[year.2026]\n");
    assert_eq!(load_files(&[("t", &on("none"))]).1, ["unknown-calendar 3:12"]);
    assert_eq!(load_files(&[("t", &on("t"))]).1, ["circle 3:12"]);
    assert_eq!(load_files(&[("t", &on("b")), ("b", &on("t"))]).1, ["circle 3:12"]);
}

#[test]
fn dates_that_are_none() {
    assert_eq!(said("year.2026.off = [\"2026-02-30 a\", \"2026-01-02..x b\", \"\"]"), ["bad-date 1:19", "bad-date 1:35", "bad-date 1:54"]);
    assert_eq!(said("[year.2026]\nissued = 2025-11-31"), ["bad-date 2:10"]);
    assert_eq!(said("[year.2026]\nissued = \"2025-11-31\""), ["bad-date 2:11"]);
    assert_eq!(said("[year.2026]\noff = [\"2026-05-01\"]"), ["holiday-name 2:9"]);
    assert_eq!(said("[year.2026]\noff = [1]"), ["wrong-type 2:8"]);
    assert_eq!(said("[year.2026]\n[year.2026.amended.next]"), ["bad-date 2:20"]);
}

#[test]
fn ranges_reversed_too_long_or_elsewhere() {
    assert_eq!(said("[year.2026]\noff = [\"2026-05-03..2026-05-01 a\"]"), ["reversed-range 2:9"]);
    assert_eq!(said("[year.2026]\noff = [\"2026-05-01..2026-07-01 a\"]"), ["long-range 2:9"]);
    assert_eq!(said("[year.2026]\noff = [\"2026-05-01..2026-06-29 a\"]"), NONE);
    assert_eq!(said("[year.2026]\noff = [\"2025-10-01 a\"]"), ["outside-year 2:9"]);
    assert_eq!(said("[year.2026]\noff = [\"2025-12-30..2026-01-01 a\"]\nwork = [\"2025-12-28 a\"]"), NONE);
}

#[test]
fn work_that_is_none() {
    assert_eq!(said("[year.2026]\nwork = [\"2026-05-06 a\"]"), ["works-anyway 2:10"]);
    let both = "[year.2026]\noff = [\"2026-05-01..2026-05-03 a\"]\nwork = [\"2026-05-03 a\"]";
    assert_eq!(said(both), ["off-and-work 3:10"]);
    let taken_back =
        "[year.2026]\nissued = 2025-11-04\noff = [\"2026-05-06 a\"]\n[year.2026.amended.2026-03-01]\nwork = [\"2026-05-06 a\"]";
    assert_eq!(said(taken_back), NONE);
}

#[test]
fn amended_before_there_is_a_notice() {
    assert_eq!(said("[year.2026.amended.2026-03-01]\noff = [\"2026-05-06 a\"]"), ["amended-before-year 1:20"]);
    let above = "[year.2026.amended.2026-03-01]\n[year.2026]\ntitle = \"a\"";
    assert_eq!(said(above), ["amended-before-year 1:20"]);
    let early = "[year.2026]\nissued = 2025-11-04\n[year.2026.amended.2025-11-03]";
    assert_eq!(said(early), ["amended-before-year 3:20"]);
    let differs = "[year.2026]\nissued = 2025-11-04\n[year.2026.amended.2026-01-01]\nissued = 2026-01-02";
    assert_eq!(said(differs), ["issued-differs 4:10"]);
}

#[test]
fn keys_and_heads() {
    assert_eq!(said_of_head("wek = []"), ["unknown-key 3:1"]);
    assert_eq!(said_of_head("week = [\"Mondag\"]"), ["unknown-weekday 3:10"]);
    assert_eq!(said_of_head("week = []"), ["no-weekdays 3:8"]);
    assert_eq!(said_of_head("yearly = [\"02-29 a\", \"02-30 a\", \"12-25\"]"), ["bad-date 3:23", "holiday-name 3:34"]);
    assert_eq!(said_of_head("covers = \"2020-\""), ["bad-years 3:11"]);
    assert_eq!(said_of_head("covers = \"2026..2020\""), ["reversed-range 3:11"]);
    assert_eq!(said_of_head("covers = \"2020..\""), NONE);
    assert_eq!(said_of_head("id = \"y\""), ["calendar-id 3:7"]);
    assert_eq!(said("[year.26]"), ["calendar-empty 2:2", "bad-years 1:7"].iter().rev().copied().collect::<Vec<_>>());
    assert_eq!(said("[year.2026]\nof = []\n[years]"), ["unknown-key 2:1", "unknown-key 3:2"]);
    assert_eq!(load_files(&[("x", "year = 1")]).1, ["missing-key 1:1", "calendar-empty 1:1", "wrong-type 1:8"].map(String::from));
}

#[test]
fn a_missing_file_is_for_the_caller_to_say() {
    let mut faults = Faults::default();
    assert!(load("x", &|_| None, &mut faults).is_none());
    assert_eq!(faults.count(Level::Error), 0);
}
