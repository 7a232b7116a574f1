//! What runs in Rhai: the same meaning, the same causes.

use super::{fails, holds, judged, lacks};
use crate::record::Truth;
use crate::record::scene::Cause;

#[test]
fn what_has_no_native_form_runs_in_rhai() {
    for text in [
        "if trigger.level > 3 { trigger.auto } else { false }",
        "switch trigger.category { \"gang\" => true, _ => false }",
        "`${trigger.category}-${trigger.level}` == \"gang-5\"",
        "record.payments.len() == 2",
        "record.tags.len() == 1",
        "record.payments.filter(|x| x > 15).len() == 1",
        "record.payments[1] == 20",
        "record.payments.sum() <= record.approved",
        "trigger.category.starts_with(\"ga\")",
        "trigger.level in 1..=5",
        "max(trigger.level, 7) == 7",
        "record.due_on.len() == 10",
        "days_between(trigger.date, record.due_on) == 2",
        "(if yes { 1 } else { 2 }) == 1",
        "trigger.category.len() + record.payments.len() == 6",
    ] {
        holds(text);
    }
    fails("if no { true } else { trigger.level == 4 }");
}

#[test]
fn events_are_a_list() {
    for text in [
        "events(\"paid\").len() == 2",
        "count(events(\"paid\")) == 2",
        "events(\"paid\").filter(|e| e.amount > 15).len() == 1",
        "events(\"paid\").map(|e| e.amount).sum() == 35",
        "events(\"paid\").all(|e| e.by == \"police\")",
        "events(\"paid\").all(|e| e.by == \"公安局\")",
        "events(\"paid\").any(|e| e.at >= date(\"2022-05-10\"))",
        "events(\"paid\")[1].amount == 25",
        "known(events(\"paid\"))",
    ] {
        holds(text);
    }
    fails("events(\"paid\").any(|e| e.by == \"discipline\")");
    assert!(matches!(&judged("events(\"paid\").any(|e| e.title == 1)").1[..], [Cause::ScriptError(_)]));
}

#[test]
fn absent_places_are_unknown_in_rhai_too() {
    for text in [
        "if record.level == 3 { true } else { false }",
        "if record.level > 3 { true } else { false }",
        "if record.level != 3 { true } else { false }",
        "record.level.to_float() > 3",
        "`${record.level}` == \"5\"",
        "(record.level + \"x\").len() == 1",
        "max(record.level, 3) == 3",
        "[record.level].filter(|x| x > 3).len() == 0",
        "if -record.level == 3 { true } else { false }",
        "record.level in 1..5",
    ] {
        lacks(text, &["level"]);
    }
    for text in
        ["if record.auto { true } else { false }", "record.auto.len() == 0", "switch record.auto { true => true, _ => record.auto }"]
    {
        lacks(text, &["auto"]);
    }
    lacks("record.payments.filter(|x| x > 3).len() > record.level", &["level"]);
}

#[test]
fn and_or_above_rhai_still_decide() {
    fails("`${record.level}` == \"5\" && false");
    fails("false && `${record.level}` == \"5\"");
    holds("`${record.level}` == \"5\" || true");
    holds("true || record.level.to_float() > 3");
    holds("if record.auto || true { true } else { false }");
    assert_eq!(judged("if maybe && no { true } else { false }").0, Truth::False);
    assert_eq!(judged("if maybe { true } else { false }").0, Truth::Unknown);
    holds("if known(record.level) { false } else { true }");
    holds("(if (record.level ?? 3) == 3 { 1 } else { 2 }) == 1");
    holds("if record.level == () { true } else { false }");
}

#[test]
fn other_types_are_unknown_in_rhai_too() {
    for text in [
        "if trigger.level == \"5\" { true } else { false }",
        "[1].filter(|x| x > \"a\").len() == 0",
        "if trigger.level > \"5\" { true } else { true }",
    ] {
        assert!(matches!(judged(text), (Truth::Unknown, causes) if matches!(&causes[..], [Cause::InvalidValue(_)])), "{text}");
    }
    assert!(
        matches!(judged("if trigger.level { true } else { false }"), (Truth::Unknown, causes) if matches!(&causes[..], [Cause::ScriptError(_)]))
    );
}

#[test]
fn imprecise_times_and_empty_calendars_are_unknown_in_rhai_too() {
    assert_eq!(judged("if trigger.title == 1 { true } else { false }"), (Truth::Unknown, vec![Cause::Imprecise]));
    assert_eq!(judged("if trigger.on > trigger.at { true } else { false }"), (Truth::Unknown, vec![Cause::Imprecise]));
    let (truth, causes) = judged("if working_days_between(trigger.date, date(\"2030-01-01\")) > 3 { true } else { false }");
    assert!(matches!((truth, &causes[..]), (Truth::Unknown, [Cause::Calendar(_)])));
    holds("if working_days_between(trigger.date, record.due_on) == 2 { true } else { false }");
}

/// Everything here becomes native; what stays in Rhai is named with its place.
#[test]
fn functions_and_closures_become_native() {
    let (functions, faults) = super::functions(super::grammar::LIBRARY);
    assert!(faults.is_empty());
    let kept = |text: &str| {
        let script = super::compiled(text, &functions).unwrap_or_else(|faults| panic!("{text}: {:?}", faults.sorted()));
        script.kept().iter().map(|kept| kept.why.title().en).collect::<Vec<_>>()
    };
    for text in [
        "total(record.payments) <= record.approved",
        "absent_or(record.level) == 7",
        "between(trigger.level, 1, 5)",
        "record.payments.filter(|x| x > 15).len() == 1",
        "events(\"paid\").any(|e| e.amount > 15)",
        "evens(record.payments).len() == 2",
        "largest(record.payments) == 20",
        "early(trigger.level, 2) == 2",
        "same(trigger)",
        "deep(trigger) == \"甲\"",
        "if trigger.level > 3 { trigger.auto } else { false }",
        "trigger.level in 1..=5",
        "label(3) == \"第3日\"",
    ] {
        assert!(kept(text).is_empty(), "{text}: {:?}", kept(text));
    }
    assert_eq!(kept("factorial(3) == 6"), ["factorial calls itself"]);
    assert_eq!(kept("grade(5) == \"gang\""), ["switch has no native form"]);
    assert_eq!(kept("trigger.level << 1 == 10"), ["the operator << has no native form"]);
}
