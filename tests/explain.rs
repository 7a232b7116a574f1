//! The whole story of one verdict.

use crate::support::{Ran, Written, objects, run, run_with};
use serde_json::Value;

fn explain(record: &str, more: &[&str]) -> Ran {
    let mut arguments = vec!["explain", "--policy", "policies/xiangzhou-dui", "--as-of", "2023-01-01", "--record", record];
    arguments.extend(more);
    arguments.push("examples/xiangzhou.ndjson");
    run(&arguments)
}

#[test]
fn it_is_told_in_both_languages() {
    for lang in ["zh", "en"] {
        let ran = explain("XZ-2022-0930-02", &["--rule", "XZ-04", "--lang", lang]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        insta::assert_snapshot!(format!("explain-{lang}"), ran.out);
    }
}

/// Every verdict told is the one that `evaluate` gives.
#[test]
fn the_verdicts_are_those_of_evaluate() {
    for (policy, cases) in [
        ("policies/xiangzhou-dui", "examples/xiangzhou.ndjson"),
        ("policies/dezhou-gang", "examples/dezhou.ndjson"),
        ("policies/chengguan-135", "examples/chengguan.ndjson"),
        ("policies/hangjin-three-ones", "examples/hangjin.ndjson"),
        ("policies/changde-126", "examples/changde.ndjson"),
    ] {
        let ran = run(&["evaluate", "--policy", policy, "--as-of", "2026-03-01", "--format", "ndjson", cases]);
        let all: Vec<Value> = objects(&ran.out).into_iter().filter(|verdict| verdict["kind"] != "group").collect();
        let first = all[0]["record"].as_str().unwrap().to_owned();
        let ran = run(&["explain", "--policy", policy, "--as-of", "2026-03-01", "--format", "json", "--record", &first, cases]);
        let told: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.err));
        let of_record = told["records"].as_array().unwrap().iter().flat_map(|record| record["stories"].as_array().unwrap());
        let told: Vec<Value> = of_record.map(|story| story["verdict"].clone()).collect();
        let expected: Vec<Value> = all.into_iter().filter(|verdict| verdict["record"] == first).collect();
        assert_eq!(told, expected, "{policy}");
    }
}

const DESK: &str = r#"
[policy]
id       = "desk"
title    = "来信"
calendar = "cn"

[opening_hours]
hours = ["08:00-12:00", "14:00-18:00"]

[parties]
office = "信访室"
bureau = "督查局"

[attributes]
urgent = { title = "急件", type = "boolean" }
area   = "片区"

[records]
case = { title = "来信", has = ["urgent", "area"] }

[events]
received = "来信"
answered = "答复"
closed   = "办结"

[conditions]
near = { record.area = ["甲", "乙"] }

[obligation.D-1]
title  = "四个工作小时内答复"
cite   = "四个工作小时内答复来信人"
on     = "received"
bearer = "office"
act    = "answered"
to     = "bureau"
within = "4个工作小时内"

[obligation.D-2]
title  = "急件当日办结"
cite   = "急件当日办结"
on     = "received"
when   = { record.urgent = true }
bearer = "office"
act    = "closed"
within = "当日内"

[obligation.D-3]
title  = "近处的九十日内办结"
cite   = "近处的九十日内办结"
on     = "received"
when   = { near = true }
bearer = "office"
act    = "closed"
within = "90个自然日内"
"#;

const RECORD: &str = r#"{"id":"1","attributes":{"area":"丙"},"events":[
 {"id":"a","type":"received","at":"2022-05-20 16:00"},
 {"id":"b","type":"answered","at":"2022-05-20 17:00","by":"督查局","to":"督查局"},
 {"id":"c","type":"answered","at":"2022-05-20 17:30","by":"信访室"},
 {"id":"d","type":"answered","at":"2022-05-20 17:40","by":"信访室","to":"督查局","retracted":true},
 {"id":"e","type":"answered","at":"2022-05-20 17:50","by":"信访室","to":"督查局"},
 {"id":"f","type":"answered","at":"2022-05-23 15:00","by":"信访室","to":"督查局","supersedes":"e"},
 {"id":"g","type":"answered","at":"2022-06-23 15:00","by":"信访室","to":"督查局"}]}"#;

fn desk(arguments: &[&str], record: &str) -> Ran {
    let policy = Written::new("desk", DESK);
    let mut all = vec!["explain", "--policy", policy.path(), "--as-of", "2022-06-01", "--record", "1"];
    all.extend(arguments);
    let ran = run_with(&all, record.replace('\n', "").as_bytes());
    let hidden = |text: String| text.replace(policy.path(), "desk");
    Ran { out: hidden(ran.out), err: hidden(ran.err), code: ran.code }
}

#[test]
fn acts_that_do_not_count_and_hours_that_do() {
    for lang in ["zh", "en"] {
        let ran = desk(&["--rule", "D-1", "--lang", lang], RECORD);
        assert_eq!(ran.code, 0, "{}", ran.err);
        insta::assert_snapshot!(format!("explain-acts-{lang}"), ran.out);
    }
}

#[test]
fn what_a_missing_value_would_make() {
    for lang in ["zh", "en"] {
        let ran = desk(&["--rule", "D-2", "--lang", lang], RECORD);
        insta::assert_snapshot!(format!("explain-unknown-{lang}"), ran.out);
    }
}

#[test]
fn why_a_rule_gives_no_verdict() {
    for lang in ["zh", "en"] {
        let ran = desk(&["--rule", "D-3", "--lang", lang], RECORD);
        assert_eq!(ran.code, 0, "{}", ran.err);
        insta::assert_snapshot!(format!("explain-silent-{lang}"), ran.out);
    }
    let ran = desk(&["--rule", "D-3"], r#"{"id":"1","events":[{"type":"received","at":"2022-07-01 09:00"}]}"#);
    assert!(ran.out.contains("没有触发它的事件:来信") && ran.out.contains("在评判时刻之后"), "{}", ran.out);
}

#[test]
fn a_long_limit_folds() {
    let ran = desk(&["--rule", "D-3"], &RECORD.replace("丙", "甲"));
    insta::assert_snapshot!("explain-fold", ran.out);
}

#[test]
fn what_is_not_there_is_named() {
    let ran = explain("XZ-2022-0930-20", &[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("没有 XZ-2022-0930-20") && ran.err.contains("XZ-2022-0930-02"), "{}", ran.err);
    let ran = explain("XZ-2022-0930-02", &["--rule", "XZ-4"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("没有规则 XZ-4,是不是 XZ-"), "{}", ran.err);
}
