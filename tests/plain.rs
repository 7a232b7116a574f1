//! What is only counted comes to the same as what is built: the plain case is no other law.

use crate::support::{conformance, root};
use bumpalo::Bump;
use duban::engine::Judge;
use duban::ingest::{Lexicon, Place, Reader};
use duban::plan::Plan;
use duban::plan::load::load;
use duban::record::Record;
use duban::time::Instant;
use duban::time::instant::HOUR;
use duban::verdict::{Light, Show, Status};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// How many of each rule and status, the most urgent light, and what is shown of the violations.
type Judged = (BTreeMap<(u16, Status), u64>, Option<Light>, Vec<String>);

fn judged(judge: &mut Judge<'_>, record: &Record<'_>) -> Judged {
    let (mut counts, mut light, mut shown) = (BTreeMap::new(), None, Vec::new());
    judge.judge(record, &mut |verdict| {
        *counts.entry((verdict.rule.place, verdict.status)).or_default() += 1;
        light = light.into_iter().chain(verdict.light).min();
        if Show::Violations.admits(verdict.status) {
            let v = verdict;
            shown.push(format!(
                "{} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
                v.rule.id, v.on, v.to, v.status, v.bearer, v.due, v.done_by, v.late_s, v.reason, v.missing
            ));
        }
    });
    if let Some(passed) = judge.passed() {
        passed.drain(|rule, status, n| *counts.entry((rule, status)).or_default() += n);
        light = light.into_iter().chain(passed.light()).min();
    }
    (counts, light, shown)
}

/// One change of a record, as clerks make them.
#[derive(Clone, Debug)]
struct Change {
    what: u8,
    event: Index,
    other: Index,
    hours: i64,
}

fn change() -> impl Strategy<Value = Change> {
    (0..9u8, any::<Index>(), any::<Index>(), -100..100i64).prop_map(|(what, event, other, hours)| Change { what, event, other, hours })
}

fn apply(change: &Change, record: &mut Value) {
    let Some(events) = record["events"].as_array_mut().filter(|events| !events.is_empty()) else { return };
    let (n, other) = (change.event.index(events.len()), change.other.index(events.len()));
    let borrowed = events[other].clone();
    match change.what {
        0 => _ = events.remove(n),
        1 => events.push(borrowed),
        2 => events[n]["at"] = borrowed["at"].clone(),
        3 => {
            if let Some(day) = events[n]["at"].as_str().and_then(|at| at.get(..10)).map(str::to_owned) {
                events[n]["at"] = json!(day);
            }
        }
        4 => {
            let at = events[n]["at"].as_str().and_then(|at| at.parse::<chrono::DateTime<chrono::FixedOffset>>().ok());
            if let Some(at) = at {
                events[n]["at"] = json!((at + chrono::Duration::hours(change.hours)).to_rfc3339());
            }
        }
        5 => events[n]["by"] = borrowed["by"].clone(),
        6 => events[n]["to"] = borrowed["by"].clone(),
        7 => _ = events[n].as_object_mut().and_then(|event| event.remove("attributes")),
        _ => _ = record["attributes"].as_object_mut().and_then(|all| all.keys().nth(n).cloned().and_then(|key| all.remove(&key))),
    }
}

/// The five policies with their conformance records, read once: reading is what takes time.
static POLICIES: LazyLock<Vec<(Plan, String)>> = LazyLock::new(|| {
    let plan = |policy: &&str| {
        let loaded = load(&[root().join("policies").join(policy)], &[]).unwrap();
        let plan = loaded.policies.into_iter().next().and_then(|policy| policy.plan).unwrap();
        (plan, std::fs::read_to_string(conformance(policy, "cases.ndjson")).unwrap())
    };
    ["xiangzhou-dui", "dezhou-gang", "chengguan-135", "hangjin-three-ones", "changde-126"].iter().map(plan).collect()
});

fn same_counts((plan, cases): &(Plan, String), n: Index, changes: &[Change], as_of: Option<i64>) -> Result<u64, TestCaseError> {
    let lexicons = [Lexicon::new(plan.vocabulary())];
    let (mut reader, arena) = (Reader::new(&lexicons), Bump::new());
    let lines: Vec<&str> = cases.lines().collect();
    let mut passed = 0;
    for line in lines.iter().cycle().skip(n.index(lines.len())).take(4) {
        let mut value: Value = serde_json::from_str(line).unwrap();
        changes.iter().for_each(|change| apply(change, &mut value));
        let text = value.to_string();
        let Ok(taken) = reader.record(Place::start(0), text.as_bytes(), &arena) else { continue };
        let last = taken.record.events.last().map_or(Instant(0), |event| event.when.earliest);
        let as_of = last.plus(as_of.unwrap_or(20_000) * HOUR);
        let built = judged(&mut Judge::new(plan, as_of, None), &taken.record);
        let mut counting = Judge::new(plan, as_of, None).counting(Show::Violations);
        prop_assert_eq!(judged(&mut counting, &taken.record), built, "{}", text);
        passed += 1;
    }
    Ok(passed)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn counted_as_built(n in any::<Index>(), changes in prop::collection::vec(change(), 0..4), as_of in prop::option::of(-500..500i64)) {
        let mut compared = 0;
        for policy in POLICIES.iter() {
            compared += same_counts(policy, n, &changes, as_of)?;
        }
        // of one policy all four may be broken, by a change or on purpose
        prop_assert!(compared > 0);
    }
}
