//! Worked figures of the catalogue, every form of spec section 3, and the laws of counting.

use super::*;
use crate::diag::Faults;
use crate::policy::{calendar, grammar};
use crate::source::{FileId, Sources, Span};
use crate::time::hours::{OpenSpan, OpeningHours};
use crate::time::{Zone, spelling};
use proptest::prelude::*;
use std::sync::OnceLock;

fn china() -> &'static WorkCalendar {
    static CALENDAR: OnceLock<WorkCalendar> = OnceLock::new();
    CALENDAR.get_or_init(|| {
        let file = Sources::default().add("cn.toml", calendar::CN);
        let lookup = |_: &str| Some((file, calendar::CN.to_owned()));
        calendar::load("cn", &lookup, &mut Faults::default()).unwrap().calendar
    })
}

fn office() -> &'static OpeningHours {
    static HOURS: OnceLock<OpeningHours> = OnceLock::new();
    HOURS.get_or_init(|| OpeningHours {
        spans: vec![OpenSpan { from: 8 * HOUR, to: 12 * HOUR }, OpenSpan { from: 14 * HOUR + 30 * MINUTE, to: 17 * HOUR + 30 * MINUTE }],
        ..OpeningHours::default()
    })
}

fn clock() -> Clock<'static> {
    Clock { zone: Zone::shanghai(), calendar: china(), hours: office(), still: &[] }
}

fn counted(text: &str) -> Counted<u32> {
    grammar::counted(text, Span::new(FileId::default(), 0..text.len())).unwrap()
}

fn at(text: &str) -> Moment {
    Moment::exactly(spelling::time(text, &Zone::shanghai()).unwrap().earliest)
}

/// `2022-05-15 24:00` is exclusive, everything else inclusive.
fn due(text: &str) -> Due {
    match text.strip_suffix(" 24:00") {
        Some(day) => Due { at: Zone::shanghai().end_of(spelling::day(day, &Zone::shanghai()).unwrap()), exclusive: true },
        None => Due { at: at(text).at, exclusive: false },
    }
}

#[test]
fn every_form() {
    for (from, limit, expected) in [
        ("2022-05-15 15:00", "当日5个小时内", "2022-05-15 20:00"),
        ("2022-05-15 19:00", "当日5个小时内", "2022-05-15 24:00"),
        ("2022-05-15 20:59:59", "5 hours, same day", "2022-05-15 24:00"),
        ("2022-05-15 21:00", "次日上班后1个小时内", "2022-05-16 09:00"),
        ("2022-05-15 21:00", "1 hour after 8:00 next day", "2022-05-16 09:00"),
        ("2022-05-18 01:00", "1 hour after opening", "2022-05-18 09:00"),
        ("2022-05-18 08:00", "1 hour after opening", "2022-05-19 09:00"),
        ("2019-03-01 23:00", "2 hours", "2019-03-02 01:00"),
        ("2022-05-15 15:00", "90 minutes", "2022-05-15 16:30"),
        ("2022-05-15 15:00", "当日内", "2022-05-15 24:00"),
        ("2022-02-15 15:00", "same month", "2022-02-28 24:00"),
        ("2022-02-15 15:00", "same year", "2022-12-31 24:00"),
        ("2018-09-28 10:00", "5 working days", "2018-10-10 24:00"),
        ("2018-09-28 10:00", "5个工作日内,当日计入", "2018-10-09 24:00"),
        ("2022-05-14 10:00", "1个工作日内", "2022-05-16 24:00"),
        ("2022-05-14 10:00", "1个工作日内,当日计入", "2022-05-16 24:00"),
        ("2022-05-16 10:00", "2 working days, by close", "2022-05-18 17:30"),
        ("2022-09-28 10:00", "3个自然日内", "2022-10-08 24:00"),
        ("2022-09-28 10:00", "3个自然日内,不顺延", "2022-10-01 24:00"),
        ("2022-05-16 10:00", "8周内", "2022-07-11 24:00"),
        ("2022-01-31 10:00", "1个月内", "2022-02-28 24:00"),
        ("2020-02-29 10:00", "1年内,不顺延", "2021-02-28 24:00"),
        ("2020-02-29 10:00", "1年内", "2021-03-01 24:00"),
        ("2022-05-20 16:00", "4 working hours", "2022-05-23 10:30"),
        ("2022-05-20 10:30", "90 working minutes", "2022-05-20 12:00"),
        ("2022-05-20 12:00", "1 working hour", "2022-05-20 15:30"),
        ("2021-03-01 09:00", "365整天", "2022-03-01 09:00"),
    ] {
        assert_eq!(clock().due(at(from), &counted(limit), &mut Trace::off()), Ok(due(expected)), "{from} + {limit}");
    }
}

#[test]
fn a_date_alone_is_due_exclusively_where_hours_run_from_its_end() {
    let when = spelling::time("2022-05-15", &Zone::shanghai()).unwrap();
    let hours = clock().due(when.latest, &counted("2 hours"), &mut Trace::off()).unwrap();
    assert_eq!(hours, Due { at: at("2022-05-16 02:00").at, exclusive: true });
    let days = clock().due(when.latest, &counted("2 working days"), &mut Trace::off()).unwrap();
    assert_eq!(days, due("2022-05-17 24:00"));
}

#[test]
fn a_year_without_table_is_a_gap_and_not_a_guess() {
    assert_eq!(clock().due(at("2026-12-30 10:00"), &counted("5 working days"), &mut Trace::off()), Err(Gap { year: 2027 }));
    assert!(clock().due(at("2026-12-30 10:00"), &counted("5 hours"), &mut Trace::off()).is_ok());
    let december = clock().due(at("2026-12-24 10:00"), &counted("2 working days"), &mut Trace::off()).unwrap();
    assert!(clock().is_provisional(december));
}

#[test]
fn backwards_from_a_known_day() {
    let hearing = at("2022-10-12 09:00").at;
    let before = |n, unit, roll| clock().before(hearing, n, unit, roll, &mut Trace::off()).unwrap();
    assert_eq!(before(48, Unit::Hours, true), due("2022-10-10 09:00"));
    assert_eq!(before(3, Unit::WorkingDays, true), due("2022-10-09 24:00"));
    assert_eq!(before(7, Unit::CalendarDays, true), due("2022-09-30 24:00"));
    assert_eq!(before(7, Unit::CalendarDays, false), due("2022-10-05 24:00"));
    assert_eq!(before(1, Unit::Months, false), due("2022-09-12 24:00"));
}

#[test]
fn calendar_days_are_no_multiples_of_24_hours_in_rome() {
    let clock = Clock { zone: Zone::named("Europe/Rome").unwrap(), ..clock() };
    let from = Moment::exactly(spelling::time("2021-03-26 12:00", &clock.zone).unwrap().earliest);
    let due = clock.due(from, &counted("2个自然日内,不顺延"), &mut Trace::off()).unwrap();
    assert_eq!(clock.zone.local(due.at), (crate::time::Day::from_ymd(2021, 3, 29).unwrap(), 0));
    assert_eq!(due.at.0 - clock.zone.start_of(crate::time::Day::from_ymd(2021, 3, 26).unwrap()).0, 71 * HOUR);
}

const LIMITS: [&str; 12] = [
    "5个小时内",
    "当日5个小时内",
    "当日内",
    "3个工作日内",
    "2个工作日内,下班前",
    "5个工作日内,当日计入",
    "10个自然日内",
    "2个月内",
    "3个工作小时内",
    "次日上班后1个小时内",
    "上班后30分钟内",
    "2整天",
];

proptest! {
    #[test]
    fn later_triggers_are_never_due_earlier(minute in 0i64..5_000_000, ahead in 0i64..5_000, limit in 0..LIMITS.len()) {
        let start = at("2014-01-01 00:00").at.plus(minute * MINUTE);
        let limit = counted(LIMITS[limit]);
        let first = clock().due(Moment::exactly(start), &limit, &mut Trace::off());
        let second = clock().due(Moment::exactly(start.plus(ahead * MINUTE)), &limit, &mut Trace::off());
        prop_assert!(matches!((first, second), (Ok(a), Ok(b)) if a.at <= b.at));
    }

    #[test]
    fn nothing_is_due_before_its_trigger(minute in 0i64..5_000_000, limit in 0..LIMITS.len()) {
        let start = at("2014-01-01 00:00").at.plus(minute * MINUTE);
        let due = clock().due(Moment::exactly(start), &counted(LIMITS[limit]), &mut Trace::off()).unwrap();
        prop_assert!(due.admits(start));
    }

    #[test]
    fn an_open_moment_is_due_as_the_instants_before_it(minute in 0i64..5_000_000, limit in 0..LIMITS.len()) {
        let end = at("2014-01-01 00:00").at.plus(minute * MINUTE);
        let limit = counted(LIMITS[limit]);
        let open = clock().due(Moment { at: end, open: true }, &limit, &mut Trace::off()).unwrap();
        let last = clock().due(Moment::exactly(Instant(end.0 - 1)), &limit, &mut Trace::off()).unwrap();
        prop_assert!(open.at == last.at || (open.exclusive && open.at.0 - 1 == last.at.0), "{open:?} {last:?}");
    }
}

#[test]
fn shares_of_a_limit_in_its_own_measure() {
    let used = |limit: &str, from: &str, share: u32| {
        let (limit, from) = (counted(limit), at(from));
        let due = clock().due(from, &limit, &mut Trace::off()).unwrap();
        clock().used_up(from, due, Some(&limit), share).unwrap()
    };
    // Friday afternoon: four working hours are half used after two of them, not on the Sunday between.
    assert_eq!(used("4个工作小时内", "2022-05-20 16:30", 5_000), at("2022-05-23 09:00").at);
    assert_eq!(used("10个工作日内", "2018-09-20 09:00", 5_000), due("2018-09-28 24:00").at);
    assert_eq!(used("5个工作日内", "2018-09-28 09:00", 5_000), at("2018-10-08 12:00").at);
    assert_eq!(used("10个自然日内,不顺延", "2022-05-20 16:30", 5_000), due("2022-05-25 24:00").at);
    assert_eq!(used("48小时内", "2022-05-20 16:30", 7_500), at("2022-05-22 04:30").at);
    assert_eq!(used("1个工作小时内", "2022-05-20 18:00", 1), at("2022-05-23 08:00:00.36").at);
    let (from, to) = (at("2022-05-20 00:00"), due("2022-05-29 24:00"));
    assert_eq!(clock().used_up::<u32>(from, to, None, 1_000).unwrap(), at("2022-05-21 00:00").at);
}

#[test]
fn suspended_time_is_no_part_of_a_share() {
    let still = |from: &str, to: &str| Still { from: at(from).at, to: at(to).at, whole_days: false };
    let used = |limit: &str, from: &str, stills: &[Still], share: u32| {
        let (limit, from, clock) = (counted(limit), at(from), Clock { still: stills, ..clock() });
        let due = clock.due(from, &limit, &mut Trace::off()).unwrap();
        clock.used_up(from, due, Some(&limit), share).unwrap()
    };
    // 48 hours from the 20th, stopped all of the 21st: half of them have passed at the end of the 21st.
    let stopped = [still("2022-05-21 00:00", "2022-05-22 00:00")];
    assert_eq!(used("48小时内", "2022-05-20 12:00", &stopped, 5_000), at("2022-05-22 12:00").at);
    assert_eq!(used("48小时内", "2022-05-20 12:00", &stopped, 2_500), at("2022-05-21 00:00").at);
    assert_eq!(
        used("4个工作小时内", "2022-05-20 16:30", &[still("2022-05-23 08:00", "2022-05-23 10:00")], 5_000),
        at("2022-05-23 11:00").at
    );
    assert_eq!(
        used("4个工作日内", "2022-05-20 16:30", &[still("2022-05-24 09:00", "2022-05-24 10:00")], 5_000),
        due("2022-05-25 24:00").at
    );
}
