//! The verdicts of an independent implementation, compared field by field.

use crate::support::{conformance, objects, run};
use serde_json::Value;
use std::collections::BTreeMap;

/// What tells verdicts apart.
const KEY: [&str; 5] = ["record", "rule", "on", "to", "period"];

/// Rules of catalogue section 6: they have no conformance records.
const FURTHER: [&str; 22] = [
    "XZ-13", "XZ-14", "CG-22", "CG-23", "CG-24", "CG-25", "CG-26", "CG-27", "CG-28", "CG-29", "CG-30", "CG-31", "CG-32", "CG-33", "HJ-19",
    "HJ-20", "HJ-21", "HJ-22", "HJ-23", "CD-20", "CD-21", "CD-22",
];

fn key(verdict: &Value) -> Vec<String> {
    KEY.iter().map(|field| verdict[*field].to_string()).collect()
}

fn by_key(verdicts: Vec<Value>) -> BTreeMap<Vec<String>, Value> {
    let count = verdicts.len();
    let map: BTreeMap<_, _> = verdicts.into_iter().map(|v| (key(&v), v)).collect();
    assert_eq!(map.len(), count, "two verdicts with one key");
    map
}

fn compare(policy: &str) {
    let as_of = std::fs::read_to_string(conformance(policy, "as_of")).unwrap();
    let cases = conformance(policy, "cases.ndjson");
    let folder = format!("policies/{policy}");
    let ran =
        run(&["evaluate", "--policy", &folder, "--format", "ndjson", "--show", "all", "--as-of", as_of.trim(), cases.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let found = by_key(objects(&ran.out));
    let wanted = by_key(objects(&std::fs::read_to_string(conformance(policy, "expected.ndjson")).unwrap()));

    let mut differences = Vec::new();
    for (key, want) in &wanted {
        match found.get(key) {
            None => differences.push(format!("missing: {want}")),
            Some(got) => {
                for (field, value) in want.as_object().unwrap() {
                    if got[field] != *value {
                        differences.push(format!("{field}: {} instead of {value} in {want}", got[field]));
                    }
                }
            }
        }
    }
    let extra = found.iter().filter(|(key, v)| !wanted.contains_key(*key) && !FURTHER.contains(&v["rule"].as_str().unwrap_or_default()));
    differences.extend(extra.map(|(_, v)| format!("not expected: {v}")));
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences[..differences.len().min(20)].join("\n"));
}

#[test]
fn xiangzhou() {
    compare("xiangzhou-dui");
}

#[test]
fn dezhou() {
    compare("dezhou-gang");
}

#[test]
fn chengguan() {
    compare("chengguan-135");
}

#[test]
fn hangjin() {
    compare("hangjin-three-ones");
}

#[test]
fn changde() {
    compare("changde-126");
}
