//! Scripts that would not end, or eat memory: each stops early, and says that it did.

use super::{compiled, functions, judge, record};
use crate::record::Truth;
use crate::record::scene::Cause;
use crate::script::Functions;
use std::time::{Duration, Instant};

/// Judges `expression` with the functions of `file`; it must be stopped, and soon.
#[allow(clippy::disallowed_methods, reason = "an operation that costs far too much shows in time alone; the bound is generous")]
fn stopped(file: &str, expression: &str) -> Vec<Cause> {
    let (functions, faults) = functions(file);
    assert!(!faults.has_errors(), "{file}: {:?}", faults.sorted());
    let scene = record();
    let script = compiled(expression, &functions).unwrap_or_else(|faults| panic!("{expression}: {:?}", faults.sorted()));
    script.truth(&scene);
    scene.causes.take();
    let start = Instant::now();
    let truth = script.truth(&scene);
    let took = start.elapsed();
    assert_eq!(truth, Truth::Unknown, "{file} {expression}");
    let most = if cfg!(debug_assertions) { Duration::from_secs(5) } else { Duration::from_millis(50) };
    assert!(took < most, "{took:?}: {file} {expression}");
    scene.causes.take()
}

fn limit(body: &str) {
    let causes = stopped(&format!("fn f(x) {{ {body} }}"), "f(trigger.level) == 1");
    assert!(matches!(&causes[..], [Cause::ScriptLimit(_)]), "{body}: {causes:?}");
}

fn error(body: &str) {
    let causes = stopped(&format!("fn f(x) {{ {body} }}"), "f(trigger.level) == 1");
    assert!(matches!(&causes[..], [Cause::ScriptError(_)]), "{body}: {causes:?}");
}

#[test]
fn loops_end() {
    limit("loop {}");
    limit("while true {}");
    limit("let n = 0; loop { n += 1; }");
    limit("for n in 0..9223372036854775807 {}");
    limit("let a = [1]; loop { a[0] = a[0] + 1; }");
    limit("do { } while true;");
}

#[test]
fn recursion_ends() {
    limit("f(x)");
    limit("f(f(x))");
    limit("let a = [1, 2]; a.map(|y| y).len() + f(x)");
    limit("[1].map(|y| f(y)).len()");
    let deep = format!("f(x{})", " + 1".repeat(10));
    limit(&deep);
}

#[test]
fn texts_stay_short() {
    limit("let s = \"x\"; loop { s += s; }");
    limit("let s = \"x\"; loop { s = s + s; }");
    limit("let s = \"x\"; loop { s = `${s}${s}`; }");
    limit("let s = \"xxxxxxxx\"; for i in 0..9 { s += s; } loop { let t = s + s; }");
    limit("let s = \"xxxxxxxx\"; for i in 0..9 { s += s; } loop { s == s; }");
    limit("let s = \"xxxxxxxx\"; for i in 0..9 { s += s; } loop { s.len(); }");
    limit("let s = \"xxxxxxxx\"; for i in 0..9 { s += s; } loop { s.contains(\"y\"); }");
    limit("let s = \"xxxxxxxx\"; for i in 0..9 { s += s; } loop { s.trim(); }");
    limit("let s = \"xxxxxxxx\"; for i in 0..9 { s += s; } loop { for c in s {} }");
}

#[test]
fn lists_and_maps_stay_small() {
    limit("let a = []; loop { a.push(1); }");
    limit("let a = [1]; loop { a += a; }");
    limit("let a = [1]; loop { a = a + a; }");
    limit("let a = [1]; loop { a = [a, a]; }");
    limit("let m = #{}; let n = 0; loop { n += 1; m[n.to_string()] = n; }");
    limit("let m = #{ a: 1 }; loop { m = #{ a: m, b: m }; }");
    let list = "let a = [\"x\"]; for i in 0..9 { a += a; }";
    limit(&format!("{list} loop {{ let b = a; }}"));
    limit(&format!("{list} loop {{ a == a; }}"));
    limit("let a = [1]; for i in 0..9 { a += a; } loop { a.sum(); }");
    limit(&format!("{list} loop {{ \"y\" in a; }}"));
    limit(&format!("{list} loop {{ a.len(); }}"));
    limit(&format!("{list} loop {{ a.map(|y| y); }}"));
    limit(&format!("{list} loop {{ a.filter(|y| true).filter(|y| true); }}"));
    limit(&format!("{list} loop {{ `${{a}}`; }}"));
    limit(&format!("{list} a.map(|y| {{ loop {{}} }})"));
    limit(&format!("{list} loop {{ a[0] = 1; }}"));
    limit(&format!("{list} loop {{ a.is_empty(); }}"));
    limit(&format!("{list} loop {{ let b = [a]; }}"));
    limit(&format!("{list} loop {{ for b in a {{}} }}"));
    limit(&format!("{list} loop {{ if a.filter(|y| false) == 1 {{}} }}"));
    limit(&format!("{list} loop {{ type_of(a); }}").replace("type_of(a)", "a.len()"));
    let map = "let m = #{}; for i in 0..60 { m[i.to_string()] = i; }";
    limit(&format!("{map} {list} a.push(m); loop {{ let b = a; }}").replace("0..9", "0..8"));
    limit(&format!("{list} let b = [a]; loop {{ let c = b[0]; }}"));
    limit(&format!("{list} let b = #{{ a: a }}; loop {{ let c = b.a; }}"));
    limit(&format!("{map} loop {{ let b = [m]; }}"));
    limit(&format!("{map} loop {{ let b = m; }}"));
    limit(&format!("{map} loop {{ m.x = 1; }}"));
    limit(&format!("{map} loop {{ known(m); }}"));
    limit(&format!("{map} loop {{ `${{m}}`; }}"));
}

#[test]
fn what_is_large_and_sensible_ends_well() {
    use crate::record::Value;
    let (functions, _) = functions("fn total(list) { let sum = 0; for x in list { sum += x; } sum }");
    let scene = record().with("record.payments", Value::List((0..1_000).map(Value::Whole).collect()));
    assert_eq!(judge("total(record.payments) == 499500", &functions, &scene), (Truth::True, vec![]));
    assert_eq!(judge("record.payments.filter(|x| x >= 500).len() == 500", &functions, &scene), (Truth::True, vec![]));
    let scene = record().with("record.payments", Value::List((0..1_001).map(Value::Whole).collect()));
    assert_eq!(judge("900 in record.payments", &functions, &scene), (Truth::True, vec![]));
    assert!(matches!(&judge("total(record.payments) == 1", &functions, &scene).1[..], [Cause::ScriptLimit(_)]));
}

#[test]
fn variables_stay_few() {
    let many: String = (0..80).map(|n| format!("let v{n} = {n}; ")).collect();
    limit(&many);
    let nested = format!("{}1{}", "if true { let a = 1; ".repeat(10), "} else { 2 }".repeat(10));
    assert!(functions(&format!("fn f(x) {{ {nested} }}")).1.sorted().len() <= 1);
}

#[test]
fn faults_are_no_answers() {
    error("1 / 0");
    error("9223372036854775807 + 1");
    error("x.nothing");
    error("[1][5]");
    error("throw \"no\"");
    error("try { 1 / 0 } catch { throw 5; }");
    error("(-9223372036854775807 - 1).abs()");
    error("(-9223372036854775807 - 1) / -1");
    error("1e300.to_int()");
    error("2 ** 5000");
    error("if x { 1 }");
    error("#{ a: 1 }.b");
}

#[test]
fn catch_does_not_see_what_is_unknown() {
    let (functions, _) = functions("fn f(x) { try { if x == 1 { 1 } else { 2 } } catch { 1 } } fn g(x) { try { loop {} } catch { 1 } }");
    let (truth, causes) = judge("f(record.level) == 1", &functions, &record());
    assert_eq!((truth, causes), (Truth::Unknown, vec![Cause::Missing("level".to_owned())]));
    let (truth, causes) = judge("g(record.level) == 1", &functions, &record());
    assert!(matches!((truth, &causes[..]), (Truth::Unknown, [Cause::ScriptLimit(_)])));
}

#[test]
fn functions_that_blow_up_are_not_there() {
    for text in [
        "sleep(1e300) == ()",
        "[].pad(4611686018427387904, [1,2,3]) == 1",
        "\"x\".replace(\"x\", \"y\") == \"y\"",
        "\"x\".pad(100, \"y\") == \"y\"",
        "[1].repeat(9) == 1",
        "[2, 1].sort() == [1, 2]",
        "blob(1000000000) == 1",
        "\"a\".split(\"\").len() == 1",
        "[1].splice(0, 1, [2]) == 1",
        "[1].reduce(|a, b| a) == 1",
        "timestamp() == 1",
        "[1].extract(0, 5) == 1",
        "\"x\".crop(0) == 1",
    ] {
        let faults = compiled(text, &Functions::default()).unwrap_err();
        assert!(["unknown-function", "script-forbidden"].contains(&faults.sorted()[0].code), "{text}");
    }
}

#[test]
fn deep_files_do_not_overflow_the_stack() {
    for text in [
        format!("fn f(x) {{ {}1{} }}", "(".repeat(30_000), ")".repeat(30_000)),
        format!("fn f(x) {{ 1{} }}", "+1".repeat(30_000)),
        format!("fn f(x) {{ x{} }}", ".a".repeat(30_000)),
        format!("fn f(x) {{ x{} }}", "[0]".repeat(20_000)),
        format!("fn f(x) {{ {}x }}", "!".repeat(60_000)),
        format!("fn f(x) {{ {}x{} }}", "{".repeat(30_000), "}".repeat(30_000)),
        format!("fn f(x) {{ x{} }}", "??x".repeat(20_000)),
        format!("fn f(x) {{ x{} }}", "&&x".repeat(20_000)),
        format!("fn f(x) {{ {}x }}", "|y|".repeat(20_000)),
        format!("fn f(x) {{ if x {{}} {} }}", "else if x {}".repeat(5_000)),
        format!("fn f(x) {{ `{} }}", "${`".repeat(20_000)),
    ] {
        assert!(functions(&text).1.has_errors(), "{}", text.chars().take(40).collect::<String>());
    }
    assert!(!functions(&format!("/*{}", "/*".repeat(30_000))).1.has_errors());
    for text in [
        format!("trigger{}", ".a".repeat(2_000)),
        format!("trigger.level{} == 1", "[0]".repeat(1_300)),
        format!("{}yes", "|y|".repeat(1_300)),
        format!("`{}", "${`".repeat(1_300)),
    ] {
        assert!(compiled(&text, &Functions::default()).is_err());
    }
}
