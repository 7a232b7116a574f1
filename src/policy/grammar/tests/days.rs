//! Places, comparisons, due days.

use super::super::scan::tests::all;
use super::super::*;
use crate::diag::Diagnostic;
use crate::lang::Lang;

#[test]
fn places_and_braces() {
    for text in
        ["trigger.by.level else record.level", "last.filed.at", "count.filed", "table.rotation.adjudicates", "user.section", "trigger.层级"]
    {
        assert_eq!(place(text, all(text)).unwrap().to_string(), text);
    }
    for text in [
        "",
        "trigger",
        "trigger.",
        "last.filed",
        "count.a.b",
        "table.x",
        "else",
        "trigger.a else",
        "trigger.a else b",
        "trigger.a b",
        "by.level",
        "trigger..a",
    ] {
        assert_eq!(place(text, all(text)).unwrap_err().code, "bad-place", "{text}");
    }
    let value = |text: &str| braced(text, all(text));
    assert_eq!(value("gang").unwrap(), Braced::Text("gang".to_owned()));
    assert_eq!(value("{{x}").unwrap(), Braced::Text("{x}".to_owned()));
    assert!(matches!(value("{days}").unwrap(), Braced::Parameter(_)));
    assert!(matches!(value("{record.a else record.b}").unwrap(), Braced::Place(_)));
    for (text, code) in
        [("{x", "unclosed-brace"), ("a{x", "unclosed-brace"), ("a{x}b", "brace-in-text"), ("{x} b", "brace-in-text"), ("{}", "bad-place")]
    {
        assert_eq!(value(text).unwrap_err().code, code, "{text}");
    }
}

#[test]
fn comparisons() {
    let found = |text: &str| compare(text, all(text)).unwrap().unwrap();
    let number = |n, closed| Some((Bound::Number(n), closed));
    for (text, low, high) in [
        ("10..100", number(10.0, true), number(100.0, true)),
        ("-5..5", number(-5.0, true), number(5.0, true)),
        ("0.8..", number(0.8, true), None),
        ("..<3", None, number(3.0, false)),
        ("1..<3", number(1.0, true), number(3.0, false)),
        ("１．．３", number(1.0, true), number(3.0, true)),
        ("over 2", number(2.0, false), None),
        ("at least 2", number(2.0, true), None),
        ("from 2", number(2.0, true), None),
        ("at most 2", None, number(2.0, true)),
        ("under 2", None, number(2.0, false)),
        ("before 2", None, number(2.0, false)),
        ("80以上", number(80.0, true), None),
        ("80以下", None, number(80.0, true)),
        ("超过 80", number(80.0, false), None),
        ("不满18", None, number(18.0, false)),
        ("12-25..01-05", Some((Bound::MonthDay(12, 25), true)), Some((Bound::MonthDay(1, 5), true))),
        ("22:00..06:00", Some((Bound::Clock(79_200_000_000), true)), Some((Bound::Clock(21_600_000_000), true))),
        ("21:00起", Some((Bound::Clock(75_600_000_000), true)), None),
        ("8:00前", None, Some((Bound::Clock(28_800_000_000), false))),
        ("2022-05-01..", Some((Bound::Date(Day(19_113)), true)), None),
    ] {
        assert_eq!(found(text), Compare { low, high }, "{text}");
    }
    assert!(matches!(found("..{trigger.hearing_on}").high, Some((Bound::Place(_), true))));
    assert!(matches!(found("{days}以上").low, Some((Bound::Parameter(_), true))));
    for text in ["gang", "目前", "发起", "{trigger.a}", "80", "2022-05-01", "*", "", "超过", "before noon", "within 1", "at most"] {
        assert_eq!(compare(text, all(text)), Ok(None), "{text}");
    }
    for (text, code, help) in [
        ("..", "bad-comparison", ""),
        ("..<", "bad-comparison", ""),
        ("2<..", "bad-comparison", ""),
        ("5..1", "reversed-range", "write \"1..5\""),
        ("5..<5", "reversed-range", "write \"5..5\""),
        ("2022-05-02..2022-05-01", "reversed-range", ""),
        ("5..8:00", "bad-comparison", ""),
        ("1..x", "bad-comparison", ""),
        ("25:00起", "bad-comparison", ""),
        ("02-30..03-01", "bad-comparison", ""),
        (">= 80", "bad-comparison", "at least 80"),
        ("<80", "bad-comparison", "under 80"),
        ("5~10", "bad-comparison", "write \"5..10\""),
        ("8:00后", "bad-comparison", "from 8:00"),
        ("不少于3", "bad-comparison", "at least 3"),
        ("80%以上", "bad-comparison", ""),
        ("{x..3", "unclosed-brace", ""),
    ] {
        let fault = compare(text, all(text)).expect_err(text);
        assert_eq!(fault.code, code, "{text}");
        assert!(fault.help.is_some_and(|h| h.en.contains(help)), "{text}");
    }
}

#[test]
fn due_days() {
    let day = |day, after| DueDay::DayOfMonth { day, after, roll: None };
    let on = |month, day, after| DueDay::MonthDay { month, day, after, roll: None };
    let back = Some(PeriodRoll { back: true, in_period: true });
    for (text, found) in [
        ("期末", DueDay::PeriodEnd),
        ("period end", DueDay::PeriodEnd),
        ("周五", DueDay::Weekday(4, None)),
        ("周五,遇非工作日期内提前", DueDay::Weekday(4, back)),
        ("Friday, roll back in period", DueDay::Weekday(4, back)),
        ("周一,遇非工作日顺延", DueDay::Weekday(0, Some(PeriodRoll { back: false, in_period: false }))),
        ("每月5日", day(5, false)),
        ("每月十五日", day(15, false)),
        ("本期5日", day(5, false)),
        ("次期15日", day(15, true)),
        ("day 5", day(5, false)),
        ("day 5 after period", day(5, true)),
        ("03-31", on(3, 31, false)),
        ("03-31 after period", on(3, 31, true)),
        ("3月31日", on(3, 31, false)),
        ("次期3月31日", on(3, 31, true)),
    ] {
        assert_eq!(due_day(text, all(text)), Ok(found), "{text}");
    }
    let rolled = due_day("day 5 after period, roll on", all("day 5 after period, roll on")).unwrap();
    assert_eq!(rolled, DueDay::DayOfMonth { day: 5, after: true, roll: Some(PeriodRoll { back: false, in_period: false }) });
    for (text, en) in [
        ("5 calendar days after period, no roll", "5 calendar days, no roll"),
        ("期后5个工作日内", "5 working days"),
        ("期后{days}个工作日", "{days} working days"),
    ] {
        let Ok(DueDay::AfterPeriod(count)) = due_day(text, all(text)) else { panic!("{text}") };
        assert_eq!(count.words(Lang::En), en);
    }
    for (text, event) in [("standing_committee_met 当日", "standing_committee_met"), ("周五例会当日", "周五例会"), ("day of met", "met")]
    {
        let Ok(DueDay::DayOf(name)) = due_day(text, all(text)) else { panic!("{text}") };
        assert_eq!(name.value, event);
    }
}

#[test]
fn due_days_that_are_refused() {
    for (text, code, help) in [
        ("5日", "bad-due-day", "write \"day 5\""),
        ("day 0", "zero", ""),
        ("每月45日", "bad-due-day", ""),
        ("每月{x}日", "bad-due-day", ""),
        ("5 calendar days, no roll after period", "bad-due-day", "5 calendar days after period"),
        ("5个工作日内", "bad-due-day", "5 working days after period"),
        ("期后5日", "which-days", ""),
        ("期后5 working days", "two-languages", ""),
        ("周五, roll back", "two-languages", "遇非工作日提前"),
        ("02-30", "bad-due-day", ""),
        ("13月1日", "bad-due-day", ""),
        ("星期五", "bad-due-day", "周五"),
        ("Fri", "bad-due-day", "Friday"),
        ("每月5号", "bad-due-day", "每月5日"),
        ("次月15日", "bad-due-day", "次期15日"),
        ("月底", "bad-due-day", "期末"),
        ("周五,顺延", "bad-due-day", "周五,遇非工作日顺延"),
        ("周五 roll on", "bad-due-day", ""),
        ("当日", "bad-due-day", ""),
        ("", "bad-due-day", ""),
    ] {
        let fault: Diagnostic = due_day(text, all(text)).expect_err(text);
        let said = fault.help.map_or(String::new(), |h| h.en);
        assert_eq!(fault.code, code, "{text}: {said}");
        assert!(said.contains(help), "{text}: {said}");
    }
}
