//! `--all-readings`: which verdicts depend on how the clause is read.

use crate::support::{conformance, objects, root, run, run_with};
use insta::assert_snapshot;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Caught at one in the morning, notified after the office opened.
const NIGHT: &str = r#"{"id":"夜间","events":[{"id":"e1","type":"caught","at":"2022-05-18 01:00","by":"police"},{"id":"e2","type":"persons_notified","at":"2022-05-18 08:30","by":"police","to":["org_dept","hr_bureau"]}],"attributes":{"subject":{"name":"梁某","party_member":true}}}"#;

fn xiangzhou<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let base = ["evaluate", "--policy", "policies/xiangzhou-dui", "--as-of", "2024-01-01", "--explain", "never"];
    base.into_iter().chain(more.iter().copied()).collect()
}

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

#[test]
fn a_contested_verdict() {
    settings().bind(|| {
        for lang in ["zh", "en"] {
            let ran = run_with(&xiangzhou(&["--all-readings", "--show", "violations", "--lang", lang]), NIGHT.as_bytes());
            assert_eq!(ran.code, 1, "{}", ran.err);
            assert_snapshot!(format!("contested-{lang}"), ran.out);
        }
        let ran = run_with(&xiangzhou(&["--all-readings", "--format", "csv"]), NIGHT.as_bytes());
        assert_snapshot!("contested-csv", ran.out);
    });
}

#[test]
fn the_readings_of_the_rule_are_told_together() {
    let ran = run_with(&xiangzhou(&["--all-readings", "--format", "ndjson"]), NIGHT.as_bytes());
    let found = objects(&ran.out).into_iter().find(|v| v["rule"] == "XZ-01" && v["to"] == "org_dept" && v["reading"] == "default").unwrap();
    assert_eq!(found["status"], "late");
    assert_eq!(found["contested"], true);
    assert_eq!(
        found["readings"],
        json!([
            {"reading": "default", "status": "late"},
            {"reading": "night-continues", "status": "fulfilled"},
            {"reading": "no-midnight-cap", "status": "late"},
            {"reading": "duty-roster", "status": "late"},
            {"reading": "strictly-after", "status": "late"},
            {"reading": "by-responsibility", "status": "late"},
            {"reading": "from-confirmation", "status": "none"},
        ])
    );
    let plain = run_with(&xiangzhou(&["--format", "ndjson"]), NIGHT.as_bytes());
    assert!(objects(&plain.out).iter().all(|v| v.get("contested").is_none() && v.get("readings").is_none()));
    assert_eq!((ran.code, plain.code), (1, 1));
}

#[test]
fn an_instance_under_one_reading_only() {
    let record = r#"{"id":"1","events":[{"id":"e1","type":"alcohol_confirmed","at":"2022-05-18 10:00"}]}"#;
    let ran = run_with(&xiangzhou(&["--all-readings", "--format", "ndjson"]), record.as_bytes());
    let found: Vec<Value> = objects(&ran.out).into_iter().filter(|v| v["rule"] == "XZ-01").collect();
    assert_eq!(found.len(), 2);
    assert_eq!(
        (&found[0]["to"], &found[0]["status"], &found[0]["reading"]),
        (&json!("org_dept"), &json!("overdue"), &json!("from-confirmation"))
    );
    assert_eq!(found[0]["readings"][0], json!({"reading": "default", "status": "none"}));
    assert_eq!(found[0]["readings"].as_array().unwrap().last().unwrap(), &json!({"reading": "from-confirmation", "status": "overdue"}));
    // What no reading of the run gives is counted nowhere.
    assert_eq!(ran.code, 0, "{}", ran.err);
}

/// One of them is shown for what another reading makes of it, not for its own status.
#[test]
fn whatever_is_shown_is_explained() {
    let steps = |show: &str| -> Vec<Value> {
        let policy = ["evaluate", "--policy", "policies/xiangzhou-dui", "--as-of", "2024-01-01", "--format", "ndjson"];
        let args = [&policy[..], &["--all-readings", "--reading", "XZ-01=night-continues", "--show", show]].concat();
        let found = objects(&run_with(&args, NIGHT.as_bytes()).out);
        found.into_iter().filter(|v| v["rule"] == "XZ-01" && v["status"] == "fulfilled").map(|v| v["explain"].clone()).collect()
    };
    let shown = steps("violations");
    assert!(!shown.is_empty() && shown.iter().all(|steps| !steps.as_array().unwrap().is_empty()), "{shown:?}");
    assert_eq!(shown, steps("all"));
}

#[test]
fn the_reading_chosen_is_the_usual_one() {
    let ran = run_with(&xiangzhou(&["--all-readings", "--reading", "XZ-01=night-continues", "--format", "ndjson"]), NIGHT.as_bytes());
    let found = objects(&ran.out).into_iter().find(|v| v["rule"] == "XZ-01" && v["to"] == "org_dept").unwrap();
    assert_eq!((&found["status"], &found["reading"]), (&json!("fulfilled"), &json!("night-continues")));
    assert_eq!(found["readings"][0], json!({"reading": "night-continues", "status": "fulfilled"}));
    assert_eq!(found["readings"][1], json!({"reading": "default", "status": "late"}));
}

fn key(verdict: &Value) -> String {
    ["record", "kind", "rule", "on", "to", "period"].map(|field| verdict[field].to_string()).join(" ")
}

/// Each instance that its key tells apart, with its status; of several bearers with one key, none.
fn statuses(out: &str) -> BTreeMap<String, Option<String>> {
    let mut found = BTreeMap::new();
    for verdict in objects(out) {
        let status = verdict["status"].as_str().map(str::to_owned);
        found.entry(key(&verdict)).and_modify(|status| *status = None).or_insert(status);
    }
    found
}

/// Every reading told is what a run under that reading gives, and none is left out.
fn compare(policy: &str) {
    let (folder, cases) = (format!("policies/{policy}"), conformance(policy, "cases.ndjson"));
    let as_of = std::fs::read_to_string(conformance(policy, "as_of")).unwrap();
    let evaluate = |more: &[&str]| {
        let base =
            ["evaluate", "--policy", &folder, "--as-of", as_of.trim(), "--explain", "never", "--format", "ndjson", cases.to_str().unwrap()];
        let all: Vec<&str> = base.into_iter().chain(more.iter().copied()).collect();
        let ran = run(&all);
        assert!(ran.code < 2, "{}", ran.err);
        ran.out
    };
    let all = evaluate(&["--all-readings"]);
    let told: Vec<Value> = objects(&all);
    let usual = statuses(&evaluate(&[]));
    let loaded = duban::plan::load::load(&[root().join(&folder)], &[]).unwrap();
    let readings: BTreeSet<(String, String)> = {
        let policy = &loaded.policies[0].plan.as_ref().unwrap().policy;
        let headers: BTreeSet<&str> = policy.rules.iter().map(|r| r.header.as_str()).collect();
        let own = policy.readings.iter().filter(|r| headers.contains(r.rule.as_str()));
        own.map(|r| (r.rule.clone(), r.name.value.clone())).collect()
    };
    assert!(readings.len() > 5);
    let header = |id: &str| loaded.policies[0].plan.as_ref().unwrap().policy.rules.iter().find(|r| r.id == id).unwrap().header.clone();
    let told: BTreeMap<String, &Value> = told.iter().map(|v| (key(v), v)).collect();
    let mut contested = 0;
    for (rule, reading) in &readings {
        let long = format!("{rule}={reading}");
        let under = statuses(&evaluate(&["--reading", &long]));
        let instances: BTreeSet<&String> = usual.keys().chain(under.keys()).collect();
        for key in instances {
            let none = Some("none".to_owned());
            let (Some(here), Some(there)) = (under.get(key).unwrap_or(&none), usual.get(key).unwrap_or(&none)) else { continue };
            let found = told.get(key);
            let list = found.and_then(|v| v["readings"].as_array()).cloned().unwrap_or_default();
            let own = found.is_some_and(|v| header(v["rule"].as_str().unwrap()) == *rule);
            let name = if own { reading.as_str() } else { long.as_str() };
            match list.iter().find(|told| told["reading"] == name) {
                Some(told) => assert_eq!(told["status"], here.as_str(), "{key} under {long}"),
                None => assert_eq!(here, there, "{key} under {long} is not told"),
            }
            contested += usize::from(here != there);
        }
    }
    assert!(contested > 20, "{contested}");
}

#[test]
fn told_as_each_reading_gives_it() {
    compare("xiangzhou-dui");
    compare("changde-126");
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let cases = std::fs::read(conformance("xiangzhou-dui", "cases.ndjson")).unwrap();
    let outcome = |threads: &str, format: &str| run_with(&xiangzhou(&["--all-readings", "--format", format, "--threads", threads]), &cases);
    for format in ["ndjson", "text", "csv"] {
        let alone = outcome("1", format);
        for threads in ["2", "5"] {
            let together = outcome(threads, format);
            assert!(alone.out == together.out, "{format}: {threads} threads give other bytes");
            assert_eq!((alone.err.as_str(), alone.code), (together.err.as_str(), together.code));
        }
    }
}
