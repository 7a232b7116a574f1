//! Lowered expressions: each operator, and what is absent.

use super::{compiled, fails, holds, judged, lacks, record};
use crate::record::Truth;
use crate::record::scene::Cause;
use crate::script::Functions;

fn unknown(text: &str, cause: Cause) {
    assert_eq!(judged(text), (Truth::Unknown, vec![cause]), "{text}");
}

fn invalid(text: &str, shown: &str) {
    unknown(text, Cause::InvalidValue(shown.to_owned()));
}

#[test]
fn numbers_and_texts_compare() {
    for text in [
        "trigger.level == 5",
        "trigger.level == 5.0",
        "trigger.level != 4",
        "trigger.level > 4.5",
        "trigger.level >= 5",
        "trigger.level <= 5",
        "trigger.level < 6",
        "5 < 6 && 6 > 5",
        "trigger.category == \"gang\"",
        "trigger.category != \"theft\"",
        "trigger.auto",
        "trigger.auto == true",
        "trigger[\"report-no\"] == \"7\"",
        "trigger.subject.name == \"甲\"",
        "parameter.days == 15",
    ] {
        holds(text);
    }
    for text in ["trigger.level == 4", "trigger.level > 5", "!trigger.auto", "trigger.category == \"Gang\"", "trigger.level != 5"] {
        fails(text);
    }
}

#[test]
fn arithmetic_is_on_numbers() {
    for text in [
        "trigger.level + 1 == 6",
        "trigger.level * 2 - 1 == 9",
        "trigger.level / 2 == 2",
        "trigger.level / 2.0 == 2.5",
        "trigger.level % 2 == 1",
        "-trigger.level == -5",
        "trigger.distance_km / (100.0 * trigger.crew) == 1.25",
        "trigger.category + \"s\" == \"gangs\"",
    ] {
        holds(text);
    }
    assert!(matches!(&judged("trigger.level / 0 == 1").1[..], [Cause::ScriptError(_)]));
    assert!(matches!(&judged("trigger.level + 9223372036854775807 == 1").1[..], [Cause::ScriptError(_)]));
    invalid("trigger.category - 1 == 0", "category");
}

#[test]
fn absent_places_are_unknown_and_named() {
    for sign in ["==", "!=", "<", "<=", ">", ">="] {
        lacks(&format!("record.level {sign} 3"), &["level"]);
        lacks(&format!("3 {sign} record.level"), &["level"]);
    }
    lacks("record.auto", &["auto"]);
    lacks("!record.auto", &["auto"]);
    lacks("record.level == record.crew", &["level", "crew"]);
    lacks("record.level + 1 > 3", &["level"]);
    lacks("record.category in [\"a\"]", &["category"]);
    lacks("\"a\" in record.category", &["category"]);
    lacks("count(record.category) > 0", &["category"]);
    unknown("table.t.nothing == 1", Cause::NoRow);
    unknown("trigger.title == 1", Cause::Imprecise);
}

#[test]
fn and_or_and_not_decide_what_can_be_decided() {
    fails("record.auto && false");
    fails("trigger.level == 4 && record.auto");
    holds("record.auto || trigger.level == 5");
    holds("true || record.auto");
    lacks("record.auto && true", &["auto"]);
    lacks("false || record.auto", &["auto"]);
    lacks("(record.auto && false) || record.level == 1", &["level"]);
    lacks("record.auto && record.level == 1", &["auto", "level"]);
    fails("!(record.auto || true)");
    holds("yes");
    fails("no || !yes");
    assert_eq!(judged("maybe").0, Truth::Unknown);
    assert_eq!(judged("maybe && no").0, Truth::False);
    assert_eq!(judged("maybe || yes").0, Truth::True);
    assert_eq!(judged("!maybe && yes").0, Truth::Unknown);
}

#[test]
fn known_and_else_and_unit_are_never_unknown() {
    holds("known(trigger.level)");
    fails("known(record.level)");
    holds("known(trigger.title)");
    // what is there, however imprecise, is there whatever might stand for it
    holds("known(trigger.title ?? yes)");
    holds("known(record.level ?? trigger.title ?? 3)");
    unknown("known(record.level ?? (trigger.title + 1))", Cause::Imprecise);
    fails("known(table.t.nothing)");
    fails("known(record.level) && record.level > 3");
    holds("(record.level ?? trigger.level) == 5");
    holds("(record.level ?? record.crew ?? 7) == 7");
    lacks("(record.level ?? record.crew) == 7", &["crew"]);
    holds("record.level == ()");
    holds("trigger.level != ()");
    fails("trigger.level == ()");
    holds("(table.t.nothing ?? 3) == 3");
}

#[test]
fn absent_is_false_where_the_policy_says_so() {
    let truth = |text: &str| compiled(text, &Functions::default()).unwrap().truth_if_absent_is_false(&record());
    for text in
        ["record.level == 3", "record.level != 3", "3 > record.level", "record.auto", "if record.level == 3 { true } else { false }"]
    {
        assert_eq!(truth(text), Truth::False, "{text}");
    }
    assert_eq!(truth("!(record.level == 3)"), Truth::True);
}

#[test]
fn other_types_are_unknown() {
    invalid("trigger.level == \"5\"", "level");
    invalid("trigger.category > 3", "category");
    invalid("trigger.category == true", "category");
    invalid("trigger.category < \"x\"", "category");
    invalid("trigger.auto > 1", "auto");
    invalid("trigger.category", "category");
    invalid("trigger.level && true", "level");
}

#[test]
fn lists_suffice_with_one() {
    for text in [
        "trigger.category in [\"theft\", \"gang\"]",
        "!(trigger.category in [\"theft\"])",
        "trigger.category !in [\"theft\"]",
        "trigger.level in [4, 5.0]",
        "10 in record.payments",
        "record.payments == 20",
        "record.payments > 15",
        "record.payments == [10, 20]",
        "count(record.payments) == 2",
        "\"road\" in record.tags",
        "record.tags == [\"road\"]",
        "count(record.tags) == 1",
        "record.payments in [1, 10]",
        "trigger.category in [record.category, \"gang\"]",
        "count([1, 2, 3]) == 3",
    ] {
        holds(text);
    }
    fails("30 in record.payments");
    fails("\"roa\" in record.tags");
    fails("record.payments > 20");
    lacks("trigger.category in [record.category, \"theft\"]", &["category"]);
}

#[test]
fn a_party_is_what_its_id_name_alias_or_role_says() {
    for text in [
        "trigger.by == \"police\"",
        "trigger.by == \"公安局\"",
        "trigger.by == \"县公安局\"",
        "\"police\" == trigger.by",
        "trigger.by != \"discipline\"",
        "trigger.by in [\"discipline\", \"police\"]",
        "trigger.by.role == \"police\"",
        "trigger.by.role == \"公安\"",
        "trigger.by.level == \"county\"",
        "trigger.by.level == \"县\"",
        "trigger.by.level != \"city\"",
        "trigger.by == trigger.by",
    ] {
        holds(text);
    }
    invalid("trigger.by == 3", "by");
    invalid("trigger.by == trigger.by.role", "by");
    lacks("record.by == \"police\"", &["by"]);
}

#[test]
fn times_compare_by_what_is_known_of_them() {
    for text in [
        "trigger.date == date(\"2022-05-10\")",
        "trigger.date < date(\"2022/5/11\")",
        "trigger.at >= date(\"2022-05-10\")",
        "trigger.at < date(\"2022-05-11\")",
        "trigger.at == date(\"2022-05-10\")",
        "trigger.time >= time(9, 0)",
        "trigger.time < time(21, 0)",
        "trigger.time == \"9:00\"",
        "record.due_on > trigger.date",
        "record.due_on == \"2022-05-12\"",
        "trigger.at < record.due_on",
        "trigger.on == date(\"2022-05-10\")",
        "trigger.at > \"2022-05-10 08:59\"",
        "trigger.on < date(\"2022-05-11\")",
        "count.paid == 2",
    ] {
        holds(text);
    }
    unknown("trigger.on > trigger.at", Cause::Imprecise);
    unknown("trigger.on == trigger.at", Cause::Imprecise);
    invalid("trigger.date > 5", "date");
    invalid("trigger.time > trigger.date", "time");
}

#[test]
fn working_days_ask_the_calendar() {
    holds("working_days_between(trigger.date, record.due_on) == 2");
    holds("working_days_between(trigger.at, date(\"2022-05-11\")) <= 1");
    assert!(
        matches!(&judged("working_days_between(trigger.date, date(\"2030-01-01\")) > 2").1[..], [Cause::Calendar(gap)] if gap.year == 2030)
    );
    lacks("working_days_between(trigger.date, record.on) > 2", &["on"]);
    invalid("working_days_between(trigger.date, trigger.level) > 2", "level");
}

#[test]
fn what_it_reads_is_told() {
    let shown = |text: &str| {
        let script = compiled(text, &Functions::default()).unwrap();
        script.reads().iter().map(|look| look.shown.clone()).collect::<Vec<_>>()
    };
    assert_eq!(shown("trigger.level > 3 && !known(record.crew)"), ["level", "crew"]);
    assert_eq!(shown("if trigger.level > 3 { record.auto } else { yes }"), ["level", "auto"]);
    assert_eq!(shown("events(\"paid\").any(|e| e.amount > 3)"), ["paid.amount"]);
}
