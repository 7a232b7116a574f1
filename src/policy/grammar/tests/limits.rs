//! Limits.

use super::super::scan::tests::all;
use super::super::*;
use crate::lang::Lang;
use crate::time::span::{Anchor, Length};

fn words(text: &str) -> String {
    match limit(text, all(text)) {
        Ok(found) => found.words(Lang::En),
        Err(faults) => format!("{faults:?}"),
    }
}

/// The codes of a refused limit, and the English help of the first.
fn refused(text: &str) -> (Vec<&'static str>, String) {
    let faults = limit(text, all(text)).expect_err(text);
    let help = faults.first().and_then(|d| d.help.clone()).map_or(String::new(), |h| h.en);
    (faults.iter().map(|d| d.code).collect(), help)
}

#[test]
fn limits_that_are_taken() {
    for (text, en) in [
        ("三个工作日内", "3 working days"),
        ("两小时内", "2 hours"),
        ("24小时之内", "24 hours"),
        ("5个工作日以内", "5 working days"),
        ("五个工作日内", "5 working days"),
        ("十五个工作日内", "15 working days"),
        ("5个工作日", "5 working days"),
        ("5 个 工作日 内", "5 working days"),
        ("５个工作日内，下班前", "5 working days, by close"),
        ("8 weeks", "8 weeks"),
        ("一周内", "1 week"),
        ("两个月内", "2 months"),
        ("九百九十九个自然日内", "999 calendar days"),
        ("5 working day", "5 working days"),
        ("48小时", "48 hours"),
        ("7整天", "7 full days"),
        ("30分钟内", "30 minutes"),
        ("30个日历日内", "30 calendar days"),
        ("1 hour after 8:00 next day", "1 hour after 8:00 next day"),
        ("次日上班后1个小时内", "1 hour after next-day opening"),
        ("上班后1个小时内", "1 hour after opening"),
        ("次日8:00后1个小时内", "1 hour after 8:00 next day"),
        ("次日８：００后１个小时内", "1 hour after 8:00 next day"),
        ("trigger.hearing_on前14个自然日", "14 calendar days before trigger.hearing_on"),
        ("trigger.前期 前14个自然日,不顺延", "14 calendar days before trigger.前期, no roll"),
        ("14 calendar days before trigger.hearing_on, no roll", "14 calendar days before trigger.hearing_on, no roll"),
        ("至 record.due_on,否则90个自然日内", "until record.due_on, else 90 calendar days"),
        ("至record.due_on，否则{handling_days}个自然日内", "until record.due_on, else {handling_days} calendar days"),
        ("until record.due_on else 90 calendar days", "until record.due_on, else 90 calendar days"),
        ("until record.a else record.b, else 2 weeks", "until record.a else record.b, else 2 weeks"),
        ("至 investigation_concluded", "until investigation_concluded"),
        ("当日内", "same day"),
        ("当月内", "same month"),
        ("当年内", "same year"),
        ("不限期", "no limit"),
        ("promptly", "promptly"),
        ("30个自然日内,当日计入", "30 calendar days, counting the day"),
        ("f(trigger, record.area)", "f(trigger, record.area)"),
        ("visit_limit()", "visit_limit()"),
        ("当日3个工作小时内", "3 working hours, same day"),
        ("次日上班后当日3个小时内", "3 hours after next-day opening, same day"),
        ("{table.business_limit.within}", "{table.business_limit.within}"),
        ("{trigger.days else record.days}个工作日内", "{trigger.days else record.days} working days"),
        ("{trigger.weeks} weeks", "{trigger.weeks} weeks"),
        ("{accountability_days}个工作日内", "{accountability_days} working days"),
        ("30 calendar days, no roll, counting the day", "30 calendar days, no roll, counting the day"),
        ("2年内", "2 years"),
    ] {
        assert_eq!(words(text), en, "{text}");
    }
}

#[test]
fn limits_that_are_refused() {
    for (text, codes, help) in [
        ("5日内", "which-days", "write \"5 working days\", \"5 calendar days\" or \"5 full days\" (24 hours each)"),
        ("5天内", "which-days", ""),
        ("5天", "which-days", ""),
        ("五天内", "which-days", "write \"5 working days\""),
        ("5 days", "which-days", "write \"5 working days\""),
        ("1 day", "which-days", "write \"1 working day\", \"1 calendar day\""),
        ("5d", "which-days", ""),
        ("within 5 days", "which-days", ""),
        ("十五日内", "which-days", "15 working days"),
        ("{days}日内", "which-days", "{days} working days"),
        ("trigger.hearing_on 前5日", "which-days", ""),
        ("2025年内", "number-too-large", "same year"),
        ("12月内", "month-or-months", ""),
        ("3月内", "month-or-months", "write \"3个月内\" (3 months); for a date use \"until trigger.SOME_DATE\""),
        ("当日2个工作日内", "modifier", "where the trigger's day counts, write \"2 working days, counting the day\""),
        ("2 working days, same day", "modifier", "2 working days, counting the day"),
        ("3 months, by close", "modifier", "no roll"),
        ("5 hours, no roll", "modifier", "same day, after opening"),
        ("5 hours, counting the day", "modifier", ""),
        ("7整天,不顺延", "modifier", "takes no modifier"),
        ("same day, no roll", "modifier", ""),
        ("4 working hours before trigger.hearing_on", "modifier", "count back in hours"),
        ("5 working days before trigger.x, by close", "modifier", ""),
        ("次日上班后2个工作日内", "modifier", ""),
        ("3 months, by close, same day", "modifier modifier", ""),
        ("0个工作日内", "zero", ""),
        ("零个工作日内", "zero", ""),
        ("{record.limit}", "bad-limit", "write the unit: \"{record.limit} working days\""),
        ("{days}", "bad-limit", "{days} working days"),
        ("5个工作日内,当日计入,当日计入", "said-twice", ""),
        ("5 hours, same day, same day", "said-twice", ""),
        ("5个工作日内,by close", "two-languages", "write \"下班前\" for \"by close\""),
        ("5 working days,下班前", "two-languages", "by close"),
        ("五 working days", "two-languages", ""),
        ("上班后1 hour", "two-languages", "小时"),
        ("至 record.due_on, else 90个自然日内", "two-languages", ""),
        ("until record.due_on, else 90个自然日内", "two-languages", ""),
        ("until investigation_concluded, else 30 calendar days", "bad-limit", "write \"until investigation_concluded\""),
        ("until 2025-12-31", "bad-limit", "until trigger.deadline"),
        ("until trigger", "bad-place", ""),
        ("至 record.due_on否则90个自然日内", "bad-limit", "until record.due_on, else 90 calendar days"),
        ("within 5 working days", "bad-limit", "write \"5 working days\""),
        ("5 business days", "bad-limit", "write \"5 working days\""),
        ("5 Working Days", "bad-limit", "write \"5 working days\""),
        ("five working days", "bad-limit", "write \"5 working days\""),
        ("5 wroking days", "bad-limit", "write \"5 working days\""),
        ("2h", "bad-limit", "write \"2 hours\""),
        ("24hrs", "bad-limit", "write \"24 hours\""),
        ("5hours", "bad-limit", "write \"5 hours\""),
        ("半天", "bad-limit", "4 working hours"),
        ("half an hour", "bad-limit", "write \"30 minutes\""),
        ("工作日5个", "bad-limit", "write \"5 working days\""),
        ("1.5小时", "bad-limit", "write \"90 minutes\""),
        ("1.5 hours", "bad-limit", "write \"90 minutes\""),
        ("半小时", "bad-limit", "write \"30 minutes\""),
        ("半个小时内", "bad-limit", "write \"30 minutes\""),
        ("一个半小时内", "bad-limit", "write \"90 minutes\""),
        ("半年内", "bad-limit", "write \"6 months\""),
        ("一年半内", "bad-limit", "write \"18 months\""),
        ("5個工作日內", "bad-limit", "write \"5 working days\""),
        ("应当在5个工作日内", "bad-limit", "write \"5 working days\""),
        ("自受理之日起5个工作日内", "bad-limit", "write \"5 working days\""),
        ("5个工作日内下班前", "bad-limit", "write \"5 working days, by close\""),
        ("5个工作日内、下班前", "bad-limit", "write \"5 working days, by close\""),
        ("5 hours same day", "bad-limit", "write \"5 hours, same day\""),
        ("5个小时内,当日", "bad-limit", "write \"5 hours, same day\""),
        ("两个星期内", "bad-limit", "write \"2 weeks\""),
        ("三个工作日内办结", "bad-limit", "write \"3 working days\""),
        ("5个工作日内,节假日不顺延", "modifier", ""),
        ("30个自然日内,节假日不顺延", "bad-limit", "write \"30 calendar days, no roll\""),
        ("当日", "bad-limit", "write \"same day\""),
        ("立即", "bad-limit", "write \"promptly\""),
        ("", "bad-limit", "for example"),
        ("tomorrow", "bad-limit", "for example"),
        ("{days 个工作日内", "unclosed-brace", ""),
        ("{trigger}个工作日内", "bad-place", ""),
        ("{triger.days}个工作日内", "bad-place", ""),
        ("hearing_on 前5个自然日", "bad-place", ""),
        ("101年内", "number-too-large", ""),
        ("99999999999个工作日内", "number-too-large", ""),
        ("一千个工作日内", "number-too-large", ""),
        ("1 hour after 25:00 next day", "bad-limit", ""),
    ] {
        let (found, said) = refused(text);
        let expected: Vec<&str> = codes.split(' ').collect();
        assert_eq!(found, expected, "{text}: {said}");
        assert!(said.contains(help), "{text}: {said}");
    }
}

#[test]
fn spans_point_at_what_is_wrong() {
    for (text, part) in [
        ("当日2个工作日内", "当日"),
        ("５日内", "５日内"),
        ("5个工作日内,by close", "by close"),
        ("0个工作日内", "0"),
        ("{triger.days}个工作日内", "triger"),
        ("30个自然日内,不顺延,不顺延 ", "不顺延"),
    ] {
        let faults = limit(text, all(text)).unwrap_err();
        assert_eq!(&text[faults[0].span.range()], part, "{text}");
        let escaped = Span { end: 200, ..all(text) };
        assert_eq!(limit(text, escaped).unwrap_err()[0].span, escaped, "{text}");
    }
}

#[test]
fn only_a_count_where_nothing_is_known_yet() {
    let count = |text: &str| counted(text, all(text));
    assert_eq!(count("6 hours").unwrap().length, Length::Of(6, Unit::Hours));
    assert_eq!(count("上班后1个小时内").unwrap().anchor, Some(Anchor::Opening));
    for text in ["{days} working days", "不限期", "until x", "any"] {
        assert_eq!(count(text).unwrap_err()[0].code, "bad-limit", "{text}");
    }
}
