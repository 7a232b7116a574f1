//! Metrics over many records: what counts, in which period and group, what is left out; parts join in any order.

use crate::support::{Written, conformance, objects, root, run, run_with};
use bumpalo::Bump;
use duban::engine::{Counter, Judge, Partial};
use duban::ingest::{Lexicon, Place, Reader};
use duban::plan::Plan;
use duban::plan::load::{Loaded, load};
use duban::record::Record;
use duban::suite::read::as_of;
use duban::time::{Instant, Zone};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::path::PathBuf;

const POLICIES: [&str; 5] = ["xiangzhou-dui", "dezhou-gang", "chengguan-135", "hangjin-three-ones", "changde-126"];

fn loaded(path: PathBuf) -> Loaded {
    let loaded = load(&[path], &[]).unwrap();
    assert!(!loaded.faults.has_errors(), "{:?}", loaded.faults.sorted());
    loaded
}

fn plan(loaded: &Loaded) -> &Plan {
    loaded.policies[0].plan.as_ref().unwrap()
}

fn count(plan: &Plan, at: Instant, record: &Record<'_>, partial: &mut Partial) {
    let mut light = None;
    Judge::new(plan, at, None).judge(record, &mut |verdict| light = light.into_iter().chain(verdict.light).min());
    Counter::new(plan, at).count(record, light, partial);
}

/// Every number and then every verdict, one a line.
fn shown(plan: &Plan, partial: &Partial) -> Vec<String> {
    let metrics = partial.metrics(plan);
    let mut lines = Vec::new();
    for group in &metrics.groups {
        let rule = &plan.policy.rules[usize::from(group.rule)];
        let period = group.period.map(|p| p.to_string()).unwrap_or_default();
        for (to, measured) in group.measured(&plan.policy) {
            let denominator = measured.denominator.map(|n| format!("/{n}")).unwrap_or_default();
            lines.push(format!("{} {period} {} {} {}{denominator}", rule.id, group.shown, to.unwrap_or("-"), measured.numerator));
        }
    }
    lines.extend(metrics.left_out.iter().map(|(rule, n)| format!("{} left out {n}", plan.policy.rules[usize::from(*rule)].id)));
    for verdict in metrics.verdicts(&plan.policy) {
        let (to, reason) = (verdict.to.as_deref().unwrap_or("-"), verdict.reason.as_deref().unwrap_or("-"));
        let period = verdict.period.map(|p| p.to_string()).unwrap_or_default();
        lines.push(format!("{} {period} {} {to}: {} {reason}", verdict.rule.id, verdict.record, verdict.status.word()));
    }
    // No period leaves no hole.
    lines.into_iter().map(|line| line.replace("  ", " ")).collect()
}

const HEAD: &str = r#"
[policy]
id = "m"
title = "指标"
calendar = "cn"

[attributes]
ok = { title = "可", type = "boolean" }
grade = { title = "等次", values = { a = "甲等", b = "乙等" } }
area = { title = "片区", values = { north = "北", south = "南" } }
owner = "承办"

[records]
case = { title = "案", has = ["ok", "area", "owner"] }
unit = { title = "单位", has = ["area"] }

[events]
opened = { title = "受理", has = ["ok"] }
closed = "办结"
rated = { title = "评定", has = ["grade"] }
"#;

/// The metrics of a policy with one rule, as of 2022-06-30 24:00.
fn of(rule: &str, records: &[&str]) -> Vec<String> {
    let written = Written::new("m", &format!("{HEAD}\n{rule}"));
    let loaded = loaded(written.path().into());
    let plan = plan(&loaded);
    let at = as_of("2022-06-30 24:00", &Zone::shanghai()).unwrap();
    let lexicons = [Lexicon::new(plan.vocabulary())];
    let (mut reader, arena) = (Reader::new(&lexicons), Bump::new());
    let mut partial = Partial::default();
    let lines: Vec<String> = records.iter().enumerate().map(|(n, record)| record.replacen('{', &format!("{{\"id\":\"{n}\","), 1)).collect();
    for line in &lines {
        count(plan, at, &reader.record(Place::start(0), line.as_bytes(), &arena).unwrap().record, &mut partial);
    }
    shown(plan, &partial)
}

fn metric(keys: &str) -> String {
    format!("[metric.M]\ntitle = \"比率\"\ncite = \"原文原文原文原文\"\n{keys}\n")
}

#[test]
fn the_first_event_puts_a_record_into_its_period_and_later_events_are_not_seen() {
    let records = [
        r#"{"events":[{"type":"opened","at":"2022-02-03"},{"type":"opened","at":"2022-04-01"},{"type":"closed","at":"2022-05-01"}]}"#,
        r#"{"events":[{"type":"opened","at":"2022-03-31 23:59"},{"type":"closed","at":"2022-07-01 00:01"}]}"#,
        r#"{"events":[{"type":"closed","at":"2022-01-01"},{"type":"opened","at":"2022-04-01"}]}"#,
        r#"{"events":[{"type":"opened","at":"2022-07-02"}]}"#,
        r#"{"kind":"unit","events":[{"type":"opened","at":"2022-02-03"}]}"#,
    ];
    let rule = metric("kind = \"case\"\non = \"opened\"\nevery = \"季度\"\nshare = \"closed\"\nat_least = 0.6");
    // What comes before counts as well: a record has it or has it not.
    let wanted = ["M 2022-Q1 * - 1/2", "M 2022-Q2 * - 1/1", "M 2022-Q1 * -: violated below-threshold", "M 2022-Q2 * -: satisfied -"];
    assert_eq!(of(&rule, &records), wanted);
    assert_eq!(of(&rule, &[]), [""; 0]);
}

#[test]
fn what_is_not_known_is_left_out() {
    let records = [
        r#"{"attributes":{"ok":true},"events":[{"type":"opened","at":"2022-02-03","attributes":{"ok":true}}]}"#,
        r#"{"attributes":{"ok":true},"events":[{"type":"opened","at":"2022-02-03","attributes":{"ok":false}}]}"#,
        r#"{"attributes":{"ok":true},"events":[{"type":"opened","at":"2022-02-03"}]}"#,
        r#"{"attributes":{"ok":false},"events":[{"type":"opened","at":"2022-02-03","attributes":{"ok":true}}]}"#,
        r#"{"events":[{"type":"opened","at":"2022-02-03","attributes":{"ok":true}}]}"#,
    ];
    let rule = metric("on = \"opened\"\nwhen = { record.ok = true }\nshare = { trigger.ok = true }\nat_most = \"50%\"");
    assert_eq!(of(&rule, &records), ["M * - 1/2", "M left out 2", "M * -: satisfied -"]);
    let nothing = metric("on = \"opened\"\nwhen = { record.ok = true }\nshare = \"closed\"\nat_least = 1");
    assert_eq!(of(&nothing, &records[4..]), ["M left out 1"]);
}

#[test]
fn counts_of_events_list_every_declared_group_in_every_period() {
    let records = [
        r#"{"attributes":{"area":"south"},"events":[{"type":"opened","at":"2020-02-03"},{"type":"opened","at":"2020-03-03"}]}"#,
        r#"{"attributes":{"area":"elsewhere"},"events":[{"type":"closed","at":"2022-02-03"}]}"#,
        r#"{"events":[{"type":"closed","at":"2022-02-03"}]}"#,
    ];
    let rule = metric("counts = \"events\"\ncount = [\"opened\", \"closed\"]\nevery = \"年\"\ngroup = \"record.area\"\nat_least = 1");
    let found = of(&rule, &records);
    let numbers: Vec<&str> = found.iter().filter(|line| !line.contains(':')).map(String::as_str).collect();
    assert_eq!(
        numbers,
        [
            "M 2020 north opened 0",
            "M 2020 north closed 0",
            "M 2020 south opened 2",
            "M 2020 south closed 0",
            "M 2021 north opened 0",
            "M 2021 north closed 0",
            "M 2021 south opened 0",
            "M 2021 south closed 0",
            "M 2022 north opened 0",
            "M 2022 north closed 0",
            "M 2022 south opened 0",
            "M 2022 south closed 0",
            "M 2022 elsewhere opened 0",
            "M 2022 elsewhere closed 1",
            "M 2022 — opened 0",
            "M 2022 — closed 1",
        ]
    );
    // A record that does not tell its group stands in the summary; no group is blamed for it.
    assert_eq!(found.len() - numbers.len(), 14);
    assert!(
        found.contains(&"M 2020 south opened: satisfied -".to_owned())
            && found.contains(&"M 2021 south opened: violated below-threshold".to_owned())
    );
}

#[test]
fn counts_of_records() {
    let records = [
        r#"{"events":[{"type":"opened","at":"2022-01-03"},{"type":"opened","at":"2022-02-03"},{"type":"closed","at":"2022-02-04"}]}"#,
        r#"{"events":[{"type":"opened","at":"2022-02-03"}]}"#,
    ];
    let with_on = metric("on = \"opened\"\nevery = \"month\"\ncount = [\"closed\"]");
    assert_eq!(of(&with_on, &records), ["M 2022-01 * closed 1/1", "M 2022-02 * closed 0/1"]);
    let without = metric("every = \"month\"\ncount = [\"opened\", \"closed\"]\nat_most = 1");
    assert_eq!(
        of(&without, &records),
        [
            "M 2022-01 * opened 1",
            "M 2022-01 * closed 0",
            "M 2022-02 * opened 1",
            "M 2022-02 * closed 1",
            "M 2022-01 * opened: satisfied -",
            "M 2022-01 * closed: satisfied -",
            "M 2022-02 * opened: satisfied -",
            "M 2022-02 * closed: satisfied -",
        ]
    );
    let on_and_events = metric("on = \"closed\"\ncounts = \"events\"\nevery = \"month\"\ncount = [\"opened\"]");
    assert_eq!(of(&on_and_events, &records), ["M 2022-01 * opened 1", "M 2022-02 * opened 1"]);
}

#[test]
fn the_last_event_of_the_period_counts_for_a_quota() {
    let rated = |grades: &[(&str, &str)]| {
        let events: Vec<String> =
            grades.iter().map(|(at, grade)| format!(r#"{{"type":"rated","at":"{at}","attributes":{{"grade":"{grade}"}}}}"#)).collect();
        format!(r#"{{"events":[{}]}}"#, events.join(","))
    };
    let rule = metric("on = \"rated\"\nevery = \"年\"\nquota = { trigger.grade = { a = \"10%\", b = \"40%\" } }");
    let records = [
        rated(&[("2020-01-02", "b"), ("2020-12-31", "a")]),
        rated(&[("2020-05-05", "b")]),
        rated(&[("2020-05-05", "none"), ("2021-05-05", "")]),
        rated(&[]),
    ];
    let records: Vec<&str> = records.iter().map(String::as_str).collect();
    // 0.3 of three rounds to none, 1.2 to one. Nobody is rated in 2021: nothing is demanded.
    let wanted = ["M 2020 * a 1/3", "M 2020 * b 1/3", "M 2020 * a: violated wrong-quota", "M 2020 * b: satisfied -"];
    assert_eq!(of(&rule, &records), wanted);
    assert_eq!(of(&rule, &records[3..]), [""; 0]);
    let at_most = metric("on = \"rated\"\nquota_is = \"within 1\"\nquota = { trigger.grade = { a = \"10%\" } }");
    assert_eq!(of(&at_most, &records[..3]), ["M * a 1/2", "M * a: satisfied -"]);
}

#[test]
fn the_share_of_an_outcome_counts_decided_instances_by_their_trigger() {
    let duty = "[obligation.O]\ntitle = \"办结\"\ncite = \"原文原文原文原文\"\non = \"opened\"\nact = \"closed\"\nwithin = \"30个自然日内,不顺延\"\n\n";
    let records = [
        r#"{"attributes":{"area":"north"},"events":[{"type":"opened","at":"2022-03-31"},{"type":"closed","at":"2022-05-31"}]}"#,
        r#"{"attributes":{"area":"north"},"events":[{"type":"opened","at":"2022-02-01"},{"type":"closed","at":"2022-02-02"}]}"#,
        r#"{"attributes":{"area":"south"},"events":[{"type":"opened","at":"2022-04-01"}]}"#,
        r#"{"attributes":{"area":"south"},"events":[{"type":"opened","at":"2022-06-29"}]}"#,
    ];
    let past_due = metric("every = \"季度\"\ngroup = \"record.area\"\nshare = \"O.past_due\"");
    assert_eq!(of(&format!("{duty}{past_due}"), &records), ["M 2022-Q1 north - 1/2", "M 2022-Q2 south - 1/1"]);
    let light = metric("on = \"opened\"\ngroup = [\"light\", \"record.area\"]");
    assert_eq!(of(&format!("{duty}{light}"), &records), ["M red/south - 1", "M blue/south - 1", "M —/north - 2"]);
}

/// A policy with the records and the instant of its conformance.
struct Given {
    loaded: Loaded,
    lines: Vec<String>,
    at: Instant,
}

fn given(policy: &str) -> Given {
    let read = |file| std::fs::read_to_string(conformance(policy, file)).unwrap();
    let at = as_of(read("as_of").trim(), &Zone::shanghai()).unwrap();
    Given { loaded: loaded(root().join("policies").join(policy)), lines: read("cases.ndjson").lines().map(str::to_owned).collect(), at }
}

#[test]
fn parts_join_in_any_order_and_come_apart_again() {
    for policy in POLICIES {
        let Given { loaded, lines, at } = given(policy);
        let plan = plan(&loaded);
        let lexicons = [Lexicon::new(plan.vocabulary())];
        let (mut reader, arena) = (Reader::new(&lexicons), Bump::new());
        let partials: Vec<Partial> = lines
            .iter()
            .map(|line| {
                let mut partial = Partial::default();
                count(plan, at, &reader.record(Place::start(0), line.as_bytes(), &arena).unwrap().record, &mut partial);
                partial
            })
            .collect();
        let mut whole = Partial::default();
        partials.iter().for_each(|part| whole.merge(part));
        let wanted = shown(plan, &whole);
        assert!(!wanted.is_empty(), "{policy}");
        let chunks = prop::collection::vec(0usize..7, partials.len());
        let order = Just((0..partials.len()).collect::<Vec<usize>>()).prop_shuffle();
        let mut runner = TestRunner::new(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() });
        let law = |(chunks, order, merging): (Vec<usize>, Vec<usize>, Vec<usize>)| {
            let mut parts = vec![Partial::default(); 7];
            order.iter().for_each(|n| parts[chunks[*n]].merge(&partials[*n]));
            let mut sum = Partial::default();
            merging.iter().for_each(|n| sum.merge(&parts[*n]));
            prop_assert_eq!(&sum, &whole);
            prop_assert_eq!(shown(plan, &sum), wanted.clone());
            merging[3..].iter().for_each(|n| sum.take_away(&parts[*n]));
            let mut first = Partial::default();
            merging[..3].iter().rev().for_each(|n| first.merge(&parts[*n]));
            prop_assert_eq!(sum, first);
            Ok(())
        };
        runner.run(&(chunks, order, Just((0..7).collect::<Vec<usize>>()).prop_shuffle()), law).unwrap();
    }
}

#[test]
fn merging_parts_gives_what_one_run_gives() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let cases = std::fs::read_to_string(conformance("chengguan-135", "cases.ndjson")).unwrap();
    let evaluate = |more: &[&str], input: &str| {
        let all = [&["evaluate", "--policy", "policies/chengguan-135", "--as-of", "2023-10-03 12:00", "--format", "ndjson"], more].concat();
        run_with(&all, input.as_bytes())
    };
    let merge = |more: &[&str]| run(&[&["merge", "--policy", "policies"], more].concat());
    for n in 0..3 {
        let own: Vec<&str> = cases.lines().enumerate().filter(|(line, _)| line % 3 == n).map(|(_, line)| line).collect();
        let ran = evaluate(&["--partial", &path(&n.to_string())], &own.join("\n"));
        assert_eq!(objects(&ran.out).iter().filter(|v| v["kind"] == "group").count(), 0);
    }
    let groups: Vec<serde_json::Value> = objects(&evaluate(&[], &cases).out).into_iter().filter(|v| v["kind"] == "group").collect();
    let merged = merge(&["--format", "ndjson", &path("2"), &path("0"), &path("1")]);
    assert_eq!((merged.code, objects(&merged.out)), (1, groups));
    let whole = run(&[
        "evaluate",
        "--policy",
        "policies/chengguan-135",
        "--as-of",
        "2023-10-03 12:00",
        conformance("chengguan-135", "cases.ndjson").to_str().unwrap(),
    ]);
    let summary = |text: &str| text[text.rfind("\n截至").unwrap()..].to_owned();
    assert_eq!(summary(&merge(&[&path("0"), &path("1"), &path("2")]).out), summary(&whole.out));
    let twice = merge(&[&path("0"), &path("0")]);
    assert_eq!((twice.code, twice.out.as_str()), (2, ""));
    assert!(twice.err.contains("给了两次"), "{}", twice.err);
}

#[test]
fn parts_that_do_not_belong_together_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let part = |name: &str, policy: &str, at: &str, reading: &str| {
        let policy = format!("policies/{policy}");
        let ran = run_with(
            &["evaluate", "--policy", &policy, "--as-of", at, "--reading", reading, "--partial", &path(name)],
            b"{\"id\":\"1\",\"events\":[]}",
        );
        assert_eq!(ran.code, 0, "{}", ran.err);
    };
    part("first", "changde-126", "2023-10-03", "CD-08=default");
    part("later", "changde-126", "2023-10-04", "CD-08=default");
    part("reading", "changde-126", "2023-10-03", "CD-08=at-most");
    part("other", "chengguan-135", "2023-10-03", "CG-07=default");
    let text = std::fs::read_to_string(path("first")).unwrap();
    let digest = text.split("\"digest\":\"").nth(1).unwrap()[..8].to_owned();
    std::fs::write(path("changed"), text.replace(&digest, "00000000")).unwrap();
    std::fs::write(
        path("damaged"),
        text.replace("\"metrics\":[", "\"metrics\":[{\"policy\":0,\"rule\":0,\"period\":null,\"group\":[],\"total\":1,\"parts\":[]}"),
    )
    .unwrap();
    std::fs::write(path("no-part"), "{}").unwrap();
    let merge = |names: &[&str], lang: &str| {
        let paths: Vec<String> = names.iter().map(|name| path(name)).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let ran = run(&[&["merge", "--lang", lang, "--policy", "policies"], paths.as_slice()].concat());
        (ran.code, ran.err)
    };
    assert_eq!(merge(&["first"], "zh").0, 0);
    for (names, zh, en) in [
        (&["first", "later"][..], "评判时刻不同", "different instants"),
        (&["first", "reading"], "读法不同", "different readings"),
        (&["first", "other"], "政策不同", "different policies"),
        (&["first", "changed"], "政策不同", "different policies"),
        (&["changed"], "改动过", "was changed"),
        (&["damaged"], "损坏", "damaged"),
        (&["no-part"], "不是 duban evaluate --partial 写的文件", "no file of duban evaluate --partial"),
        (&["missing"], "读不了", "cannot be read"),
    ] {
        for (lang, said) in [("zh", zh), ("en", en)] {
            let (code, err) = merge(names, lang);
            assert_eq!(code, 2);
            assert!(err.contains(said), "{names:?}: {err}");
        }
    }
    // Readings are those of the parts.
    assert_eq!(merge(&["reading"], "zh").0, 0);
}
