//! `policy.rhai`.

use super::{Names, Record, functions, judge, record};
use crate::diag::Faults;
use crate::record::look::{Look, Spot};
use crate::record::scene::Cause;
use crate::record::{Truth, Value};
use crate::script::Argument;
use crate::source::{Sources, Span};

const POLICY: &str = r#"// 到场查看的期限。
/// visit_limit(#{ distance_km: 250.0, crew: 1 }) == "3 working days"
/// visit_limit(#{ distance_km: 250.0, crew: 2 }) == "2 working days"
/// visit_limit(#{ distance_km: 20.0, crew: 1 }) == "2 working days"
fn visit_limit(trigger) {
    let days = (trigger.distance_km / (100.0 * trigger.crew.to_float())).ceiling().to_int();
    `${days} working days`
}

/// total([]) == 0
/// total([10, 20]) == 30
fn total(payments) {
    let sum = 0;
    for amount in payments { sum += amount; }
    sum
}
fn absent_or(x) { if known(x) { x } else { x ?? 7 } }
fn of(t) { if t.category == "gang" && t.by == "公安局" { `${t.level} working days` } else { 5 } }
fn name_of(t) { t.subject.name }
fn flag(t) { if t.auto { "1 working day" } else { "2 working days" } }
"#;

#[test]
fn examples_run() {
    let (functions, faults) = functions(POLICY);
    assert!(faults.is_empty(), "{:?}", faults.sorted());
    assert_eq!(functions.names().collect::<Vec<_>>(), ["visit_limit", "total", "absent_or", "of", "name_of", "flag"]);
    let results: Vec<_> = functions.examples().iter().map(|example| functions.run_example(example)).collect();
    assert_eq!(results.len(), 5);
    assert_eq!(results[2].as_ref().unwrap_err().zh, "得到的是 \"1 working days\"");
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 4);
    let span = functions.examples()[0].span.range();
    assert!(POLICY[span].starts_with("visit_limit(#{"));
    assert_eq!(&POLICY[functions.span("total").unwrap().range()], "total");
}

#[test]
fn expressions_call_functions() {
    let (functions, _) = functions(POLICY);
    let truth = |text: &str, record: &Record| judge(text, &functions, record);
    assert_eq!(truth("total(record.payments) <= record.approved", &record()), (Truth::True, vec![]));
    let one = record().with("record.payments", Value::List(vec![Value::Whole(50)].into()));
    assert_eq!(truth("total(record.payments) <= record.approved", &one), (Truth::False, vec![]));
    let missing = vec![Cause::Missing("payments".to_owned())];
    let mut none = record();
    none.values.remove("record.payments");
    assert_eq!(truth("total(record.payments) <= record.approved", &none), (Truth::Unknown, missing));
    assert_eq!(truth("false && total(record.payments) <= 3", &none), (Truth::False, vec![]));
    assert_eq!(truth("absent_or(record.level) == 7", &record()), (Truth::True, vec![]));
    assert_eq!(truth("total([1, 2, trigger.level]) == 8", &record()), (Truth::True, vec![]));
    assert_eq!(truth("name_of(trigger) == \"甲\"", &record()), (Truth::True, vec![]));
    assert_eq!(truth("name_of(record) == \"甲\"", &record()), (Truth::Unknown, vec![Cause::Missing("subject.name".to_owned())]));
    assert_eq!(truth("if total(record.payments) == 30 { true } else { false }", &record()), (Truth::True, vec![]));
}

#[test]
fn limits_are_texts() {
    let (mut functions, _) = functions(POLICY);
    functions.look_up(&mut Names);
    assert!(functions.reads().any(|look| look.at == Spot::User("trigger.distance_km".to_owned())));
    let limit = |name: &str, record: &Record| (functions.limit(name, &[Argument::Trigger], record), record.causes.take());
    assert_eq!(limit("visit_limit", &record()), (Some("2 working days".to_owned()), vec![]));
    assert_eq!(limit("of", &record()), (Some("5 working days".to_owned()), vec![]));
    assert_eq!(limit("flag", &record()), (Some("1 working day".to_owned()), vec![]));
    let missing = |name: &str| vec![Cause::Missing(name.to_owned())];
    let without = |name: &str| {
        let mut record = record();
        record.values.remove(name);
        record
    };
    assert_eq!(limit("visit_limit", &without("trigger.crew")), (None, missing("crew")));
    assert_eq!(limit("of", &without("trigger.level")), (None, missing("level")));
    assert_eq!(limit("flag", &without("trigger.auto")), (None, missing("auto")));
    let wrong = limit("of", &record().with("trigger.category", Value::Text("theft".into())));
    assert!(matches!(&wrong.1[..], [Cause::ScriptError(_)]));
    let scene = record();
    let at = |path: &str| Look { at: Spot::User(path.to_owned()), otherwise: None, shown: path.to_owned() };
    let given = |name: &str, path: &str| (functions.limit(name, &[Argument::At(&at(path))], &scene), scene.causes.take());
    assert_eq!(given("absent_or", "trigger.category"), (Some("gang".to_owned()), vec![]));
    assert!(matches!(&given("absent_or", "trigger.level").1[..], [Cause::ScriptError(_)]));
    assert_eq!(given("absent_or", "trigger.title"), (None, vec![Cause::Imprecise]));
}

#[test]
fn faults_are_placed_in_the_file() {
    let found = |text: &str| {
        let (_, faults) = functions(text);
        faults.sorted().iter().map(|d| (d.code, text[d.span.range()].to_owned())).collect::<Vec<_>>()
    };
    let one = |code, place: &str| vec![(code, place.to_owned())];
    assert_eq!(found("// 注释\nfn f(x) { x + + }"), one("script-syntax", "}"));
    assert_eq!(found("fn f(x) { x }\nfn f(y) { y }"), one("declared-twice", "f"));
    assert_eq!(found("fn f(x) { x }\nfn f() { 1 }"), one("declared-twice", "f"));
    assert_eq!(found("fn f(x) { 天数 + x }"), one("script-name", "天数"));
    assert_eq!(found("fn f(x) { g(x) }"), one("unknown-function", "g"));
    assert_eq!(found("fn g(x) { x } fn f(x) { g(x, x) }"), one("wrong-arguments", "g"));
    assert_eq!(found("fn f(x) { x.len(1) }"), one("wrong-arguments", "len"));
    assert_eq!(found("fn f(x) { events(\"paid\") }"), one("unknown-function", "events"));
    assert_eq!(found("let a = 5; fn f(x) { x }"), one("script-syntax", "let"));
    assert_eq!(found("fn len(x) { x }"), one("reserved-name", "len"));
    assert_eq!(found("fn f(x) { sleep(1) }"), one("script-forbidden", "sleep"));
    assert_eq!(found("import \"a\" as b;"), one("script-forbidden", "import"));
    assert_eq!(found("fn f(x) { this }"), one("script-name", "this"));
    assert_eq!(found("fn f(x) { eval(x) }"), one("script-forbidden", "eval"));
    assert_eq!(found("/// 求和\nfn f(x) { x }"), one("script-syntax", "求和"));
    assert_eq!(found(&"/".repeat(70_000)).len(), 1);
}

#[test]
fn functions_are_required_by_name_and_arguments() {
    let (functions, _) = functions(POLICY);
    let span = Span::new(Sources::default().add("p", "totl"), 0..4);
    let name = |name: &str| crate::source::Spanned::new(name.to_owned(), span);
    let mut faults = Faults::default();
    assert_eq!(functions.require(&name("total"), 1, &mut faults), Some(()));
    assert!(faults.is_empty());
    assert_eq!(functions.require(&name("total"), 2, &mut faults), None);
    assert_eq!(functions.require(&name("totl"), 1, &mut faults), None);
    let codes: Vec<_> = faults.sorted().iter().map(|d| d.code).collect();
    assert_eq!(codes, ["unknown-function", "wrong-arguments"]);
}
