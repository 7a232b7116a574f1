//! Versions of a rule: which one governs, and that the verdict says so.

use crate::support::{Written, objects, run, run_with};
use insta::assert_snapshot;

const LETTERS: &str = r#"
[policy]
id       = "letters"
title    = "来信"
calendar = "cn"
in_force = { from = 2024-01-01 }

[parties]
office = "信访室"

[records]
case = "来信"
unit = "单位"

[events]
received = "来信"
answered = "答复"
report   = "月报"

[obligation.L-1]
title  = "答复来信人"
cite   = "自收到之日起十五个工作日内答复"
on     = "received"
bearer = "office"
act    = "answered"
within = "15个工作日内"

[obligation.L-1.from.2025-07-01]
cite   = "自收到之日起十个工作日内答复"
within = "10个工作日内"

[periodic.L-2]
title = "每月报告"
cite  = "每月报告一次来信办理情况"
kind  = "unit"
act   = "report"
every = "月"

[periodic.L-2.from.2025-07-01]
cite = "每月十日前报告上月来信办理情况"
due  = "次期10日"
"#;

fn evaluate(record: &str, more: &[&str]) -> crate::support::Ran {
    let policy = Written::new("letters", LETTERS);
    let base = ["evaluate", "--policy", policy.path(), "--as-of", "2025-09-15"];
    let ran = run_with(&base.into_iter().chain(more.iter().copied()).collect::<Vec<_>>(), record.as_bytes());
    assert!(ran.code < 2, "{}", ran.err);
    ran
}

#[test]
fn the_version_of_the_trigger_governs() {
    let record = r#"{"id":"1","events":[
{"id":"a","type":"received","at":"2025-06-30 23:59","by":"office"},
{"id":"b","type":"received","at":"2025-07-01"}]}"#
        .replace('\n', "");
    let found = objects(&evaluate(&record, &["--format", "ndjson"]).out);
    let told: Vec<_> =
        found.iter().map(|v| (v["on"].as_str().unwrap(), v["version"].as_str().unwrap(), v["due"].as_str().unwrap())).collect();
    assert_eq!(told, [("a", "2024-01-01", "2025-07-22T00:00:00+08:00"), ("b", "2025-07-01", "2025-07-16T00:00:00+08:00")]);
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for lang in ["zh", "en"] {
            assert_snapshot!(format!("versions-{lang}"), evaluate(&record, &["--lang", lang]).out);
        }
    });
}

#[test]
fn each_version_judges_the_periods_that_begin_in_its_days() {
    let record = r#"{"id":"1","kind":"unit","attributes":{"duty_from":"2025-05-01"},"events":[{"type":"report","at":"2025-05-20"},{"type":"report","at":"2025-08-08"}]}"#;
    let found = objects(&evaluate(record, &["--format", "ndjson"]).out);
    let told: Vec<_> = found.iter().map(|v| format!("{} {} {}", v["period"], v["version"], v["status"]).replace('"', "")).collect();
    assert_eq!(
        told,
        [
            "2025-05 2024-01-01 fulfilled",
            "2025-06 2024-01-01 overdue",
            "2025-07 2025-07-01 fulfilled",
            "2025-08 2025-07-01 overdue",
            "2025-09 2025-07-01 pending",
        ]
    );
}

#[test]
fn a_record_without_beginning_is_told_once() {
    let record = r#"{"id":"1","kind":"unit","events":[]}"#;
    let found = objects(&evaluate(record, &["--format", "ndjson"]).out);
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0]["status"], &found[0]["version"]), (&"unknown".into(), &"2025-07-01".into()));
}

#[test]
fn one_version_needs_no_name() {
    let ran = run(&[
        "evaluate",
        "--policy",
        "policies/xiangzhou-dui",
        "--as-of",
        "2024-01-01",
        "--format",
        "ndjson",
        "examples/xiangzhou.ndjson",
    ]);
    assert!(objects(&ran.out).len() > 9 && !ran.out.contains("\"version\""), "{}", ran.out);
}
