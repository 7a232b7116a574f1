//! What is wrong in an expression, and where.

use super::compiled;
use crate::diag::Diagnostic;
use crate::script::{Functions, host};

fn found(text: &str) -> Vec<Diagnostic> {
    match compiled(text, &Functions::default()) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.sorted().into_iter().cloned().collect(),
    }
}

fn one(text: &str, code: &str, place: &str) -> Diagnostic {
    let faults = found(text);
    assert_eq!(faults.len(), 1, "{text}: {faults:?}");
    assert_eq!((faults[0].code, &text[faults[0].span.range()]), (code, place), "{text}: {:?}", faults[0]);
    faults[0].clone()
}

#[test]
fn a_name_without_its_start_is_proposed_as_a_pattern() {
    let fault = one("category == \"gang\"", "script-name", "category");
    assert_eq!(fault.title.zh, "Rhai 中没有 category 这个名字");
    assert_eq!(fault.label.unwrap().zh, "是不是 trigger.category?");
    assert_eq!(fault.help.unwrap().en, "no Rhai is needed for equality: when = { trigger.category = \"gang\" }");
    let fault = one("level > 3", "script-name", "level");
    assert!(fault.help.unwrap().en.starts_with("conditions are named"));
    assert_eq!(one("!mabe", "script-name", "mabe").label.unwrap().zh, "是不是 maybe?");
    assert_eq!(one("triger.level > 3", "script-name", "triger").label.unwrap().en, "is trigger meant?");
    assert_eq!(found("级别 > 3 && 类别 == 1").len(), 2);
}

#[test]
fn syntax_is_placed_in_characters() {
    one("trigger.category == \"甲乙\" and yes", "script-syntax", "and");
    assert_eq!(one("trigger.level = 5", "script-syntax", "=").help.unwrap().en, "equality is written ==");
    one("trigger.level == 5 &&", "script-syntax", "");
    one("(trigger.level == 5", "script-syntax", "");
    one("trigger.category == “gang”", "script-syntax", "“");
    one("trigger.category == \"gang", "script-syntax", "\"");
    one("let x = 5; x > 3", "script-syntax", "let");
    one("", "script-syntax", "");
    one("5 5", "script-syntax", "5");
    let fault = one("yes &&\n  甲乙 == @", "script-syntax", "@");
    assert_eq!(fault.span.range().start, "yes &&\n  甲乙 == ".len());
}

#[test]
fn functions_are_known_with_their_arguments() {
    one("kown(trigger.level)", "unknown-function", "kown");
    one("trigger.category.lenn() > 1", "unknown-function", "lenn");
    one("record.payments.len(1) > 1", "wrong-arguments", "len");
    one("record.payments.filter(|x| foo(x)).len() > 1", "unknown-function", "foo");
    one("record.payments.filter(|x| x > trigger.level).len() > 1", "script-name", "trigger");
    one("events(trigger.category).len() > 0", "wrong-arguments", "events");
    one("date(\"2022-02-30\") < trigger.date", "wrong-arguments", "\"2022-02-30\"");
    one("time(25, 0) < trigger.time", "wrong-arguments", "time");
    one("known() && yes", "wrong-arguments", "known");
}

#[test]
fn what_reaches_outside_is_forbidden() {
    for (text, word) in [
        ("import \"x\"", "import"),
        ("eval(\"1\") == 1", "eval"),
        ("sleep(1e300) == ()", "sleep"),
        ("print(1) == ()", "print"),
        ("parse_json(\"1\") == 1", "parse_json"),
        ("timestamp() == 1", "timestamp"),
        ("exit() == 1", "exit"),
        ("Fn(\"len\") == 1", "Fn"),
        ("debug(1) == ()", "debug"),
    ] {
        one(text, "script-forbidden", word);
    }
}

#[test]
fn a_condition_is_true_or_false() {
    for text in ["5", "trigger.level + 1", "\"x\"", "[1]", "count(record.tags)", "record"] {
        assert_eq!(found(text)[0].code, "script-truth", "{text}");
    }
}

#[test]
fn what_is_too_long_or_too_deep_is_refused() {
    assert_eq!(found(&format!("yes{}", " || yes".repeat(2_000)))[0].code, "too-long");
    assert_eq!(found(&format!("yes{}", " || yes".repeat(200)))[0].code, "too-long");
    assert_eq!(found(&format!("{}yes{}", "(".repeat(500), ")".repeat(500)))[0].code, "too-long");
    assert_eq!(found(&format!("{}yes", "!".repeat(4_000)))[0].code, "too-long");
    assert_eq!(found(&format!("trigger.level == 1{}", "+1".repeat(2_000)))[0].code, "too-long");
    assert_eq!(found(&format!("{}1{}", "[".repeat(2_000), "]".repeat(2_000)))[0].code, "too-long");
    assert!(found(&format!("yes{}", " || yes".repeat(50))).is_empty());
}

#[test]
fn the_table_of_functions_is_what_rhai_finds() {
    for host in host::HOSTS.iter().filter(|host| !host.example.is_empty()) {
        super::holds(host.example);
    }
    for host in host::HOSTS.iter().filter(|host| !host.expressions_only) {
        let text = format!("({}) == 1", host.example);
        assert!(found(&text).iter().all(|fault| fault.code != "unknown-function"), "{}", host.name);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]
    #[test]
    fn no_expression_panics(text in "\\PC{0,60}") {
        tried(&text);
    }

    #[test]
    fn near_misses_do_not_panic(words in proptest::collection::vec(proptest::sample::select(WORDS.to_vec()), 0..14)) {
        tried(&words.join(" "));
        tried(&words.concat());
    }

    #[test]
    fn no_file_panics(words in proptest::collection::vec(proptest::sample::select(WORDS.to_vec()), 0..14)) {
        super::functions(&format!("fn f(x) {{ {} }}", words.join(" ")));
        super::functions(&words.join(" "));
    }
}

fn tried(text: &str) {
    if let Ok(script) = compiled(text, &Functions::default()) {
        let record = super::record();
        let truth = script.truth(&record);
        assert!((truth == crate::record::Truth::Unknown) || record.causes.take().is_empty());
    }
}

const WORDS: [&str; 52] = [
    "trigger",
    ".",
    "level",
    "by",
    "record",
    "payments",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "==",
    "!=",
    "<",
    ">=",
    "&&",
    "||",
    "!",
    "??",
    "in",
    "5",
    "2.5",
    "0",
    "\"gang\"",
    "known",
    "count",
    "date",
    "\"2022-05-01\"",
    "events",
    "\"paid\"",
    "|x|",
    "x",
    "filter",
    "len",
    "()",
    ",",
    "+",
    "-",
    "*",
    "/",
    "%",
    "if",
    "else",
    "true",
    "maybe",
    "`${",
    "}`",
    "..",
    "last.paid.at",
    "?.",
    "#{",
];
