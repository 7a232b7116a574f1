//! Tables give the verdicts that the same data gives as NDJSON; `duban map` writes mappings that work.

use crate::support::{conformance, objects, root, run};
use serde_json::{Map, Value};
use std::fmt::Write;
use std::path::Path;

/// Verdicts without what names events: a table gives them other ids.
fn verdicts(text: &str) -> Vec<String> {
    let mut list: Vec<String> = objects(text)
        .into_iter()
        .map(|mut verdict| {
            let fields = verdict.as_object_mut().expect("an object");
            for field in ["on", "done_by", "explain", "message"] {
                fields.remove(field);
            }
            verdict.to_string()
        })
        .collect();
    list.sort();
    list
}

fn evaluate(policy: &str, mapping: Option<&Path>, as_of: &str, file: &Path) -> Vec<String> {
    let mapping = mapping.map(|path| path.to_str().expect("UTF-8").to_owned());
    let mut arguments = vec!["evaluate", "--policy", policy, "--as-of", as_of, "--format", "ndjson"];
    arguments.extend(mapping.as_deref().into_iter().flat_map(|path| ["--mapping", path]));
    arguments.push(file.to_str().expect("UTF-8"));
    let ran = run(&arguments);
    assert!(ran.code < 2, "{}", ran.err);
    assert!(!ran.out.is_empty(), "{}", ran.err);
    verdicts(&ran.out)
}

#[test]
fn a_ledger_in_gb18030_gives_the_verdicts_of_its_records() {
    let policy = "policies/xiangzhou-dui";
    let judged = |file: &str| evaluate(policy, None, "2026-12-31T12:00:00+08:00", &root().join("examples").join(file));
    let (table, records) = (judged("xiangzhou.csv"), judged("xiangzhou.ndjson"));
    assert_eq!(table.len(), 36);
    assert_eq!(table, records);
}

/// Titles of xiangzhou-dui, as an export would head its columns.
const EVENTS: [(&str, &str); 18] = [
    ("caught", "查获酒驾醉驾人员"),
    ("alcohol_confirmed", "酒精含量检测确认"),
    ("persons_notified", "通报涉案人员信息"),
    ("task_received", "收到核查任务"),
    ("oral_feedback", "口头反馈比对核实结果"),
    ("feedback_recorded", "纪委监委备案"),
    ("written_reply", "书面回复比对核实情况"),
    ("identity_completed", "涉案人员身份信息完善"),
    ("evidence_transferred", "移送相关证据材料"),
    ("verification_concluded", "核查终结"),
    ("case_received", "收到移送的醉驾案件"),
    ("non_prosecution_decided", "作出不诉决定"),
    ("non_prosecution_effective", "不诉决定生效"),
    ("judgment_given", "作出刑事判决"),
    ("judgment_effective", "刑事判决生效"),
    ("case_transferred", "移送案件"),
    ("case_filed", "立案"),
    ("sanction_decided", "作出处理"),
];
const ATTRIBUTES: [(&str, &str); 4] = [
    ("/subject/name", "姓名"),
    ("/subject/party_member", "中共党员"),
    ("/subject/public_official", "公职人员"),
    ("/bac_mg_per_100ml", "血液酒精含量(mg/100ml)"),
];
const PARTIES: [(&str, &str); 6] = [
    ("police", "区公安局"),
    ("org_dept", "区委组织部"),
    ("hr_bureau", "区人社局"),
    ("discipline", "区纪委监委"),
    ("procuratorate", "区检察院"),
    ("court", "区法院"),
];

/// Records of the conformance set with plain attributes and events of known types, those without attributes of their own.
fn plain_records() -> Vec<Value> {
    let text = std::fs::read_to_string(conformance("xiangzhou-dui", "cases.ndjson")).expect("there");
    let keep = |mut record: Value| {
        let attributes = record.get("attributes").cloned().unwrap_or_default();
        let scalar = |path: &str| attributes.pointer(path).is_none_or(|v| v.is_string() || v.is_boolean() || v.is_number());
        if !ATTRIBUTES.iter().all(|(path, _)| scalar(path)) || attributes.pointer("/subject").is_some_and(|s| !s.is_object()) {
            return None;
        }
        let events = record.get_mut("events")?.as_array_mut()?;
        for event in events.iter_mut() {
            let event = event.as_object_mut()?;
            if !EVENTS.iter().any(|(name, _)| event.get("type").and_then(Value::as_str) == Some(name)) {
                return None;
            }
            event.retain(|key, _| ["type", "at", "by", "to"].contains(&key.as_str()));
            let known = |v: &Value| v.as_str().is_some_and(|word| PARTIES.iter().any(|(id, _)| *id == word));
            let by = event.get("by").is_none_or(known);
            let to =
                event.get("to").is_none_or(|to| known(to) || to.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(known)));
            if !by || !to {
                return None;
            }
        }
        (record.get("kind").and_then(Value::as_str) == Some("case")).then_some(record)
    };
    objects(&text).into_iter().filter_map(keep).collect()
}

fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn shown(value: Option<&Value>) -> String {
    match value {
        Some(Value::Bool(flag)) => if *flag { "是" } else { "否" }.to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(n)) => n.to_string(),
        _ => String::new(),
    }
}

fn attributes(record: &Value) -> Vec<String> {
    ATTRIBUTES.iter().map(|(path, _)| cell(&shown(record.pointer(&format!("/attributes{path}"))))).collect()
}

fn offices(value: Option<&Value>) -> String {
    let name = |v: &Value| PARTIES.iter().find(|(id, _)| v.as_str() == Some(id)).map_or("", |(_, name)| name);
    match value {
        Some(Value::Array(list)) => list.iter().map(name).collect::<Vec<_>>().join("、"),
        Some(one) => name(one).to_owned(),
        None => String::new(),
    }
}

fn events(record: &Value) -> Vec<&Map<String, Value>> {
    record.get("events").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object).collect()
}

/// Writes the records and a table of them, has a mapping guessed, and compares the verdicts.
fn guessed(name: &str, records: &[Value], table: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |file: &str| folder.path().join(file);
    let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
    std::fs::write(path("records.ndjson"), lines).expect("written");
    std::fs::write(path(name), table).expect("written");
    let policy = "policies/xiangzhou-dui";
    let (file, mapping) = (path(name), path("mapping.toml"));
    let ran = run(&["map", file.to_str().unwrap(), "--policy", policy, "--output", mapping.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let checked = run(&["check", policy, "--mapping", mapping.to_str().unwrap(), "--deny-warnings", "--lang", "en"]);
    let text = std::fs::read_to_string(&mapping).expect("written");
    assert_eq!(checked.code, 0, "{}\n{text}", checked.out);
    let as_of = std::fs::read_to_string(conformance("xiangzhou-dui", "as_of")).expect("there");
    let table = evaluate(policy, Some(&mapping), as_of.trim(), &file);
    let wanted = evaluate(policy, None, as_of.trim(), &path("records.ndjson"));
    assert!(wanted.len() > 50, "{}", wanted.len());
    let differ: Vec<_> = table.iter().filter(|v| !wanted.contains(v)).chain(wanted.iter().filter(|v| !table.contains(v))).take(6).collect();
    assert!(table == wanted, "{differ:#?}\n{text}\n{}", ran.out);
    text
}

#[test]
fn a_guessed_mapping_of_a_wide_table_works_unedited() {
    let mut records = plain_records();
    for record in &mut records {
        let Some(events) = record.get_mut("events").and_then(Value::as_array_mut) else { continue };
        events.iter_mut().filter_map(Value::as_object_mut).for_each(|event| event.retain(|key, _| ["type", "at"].contains(&key.as_str())));
        // the first of each type, in the order of the columns
        let first = |name: &str| events.iter().find(|event| event.get("type").and_then(Value::as_str) == Some(name)).cloned();
        *events = EVENTS.iter().filter_map(|(name, _)| first(name)).collect();
    }
    let mut table = String::from("案件编号");
    ATTRIBUTES.iter().for_each(|(_, title)| _ = write!(table, ",{title}"));
    EVENTS.iter().for_each(|(_, title)| _ = write!(table, ",{title}时间"));
    for record in &records {
        let _ = write!(table, "\n{},{}", cell(&shown(record.get("id"))), attributes(record).join(","));
        for (name, _) in EVENTS {
            let at = events(record)
                .into_iter()
                .find(|event| event.get("type").and_then(Value::as_str) == Some(name))
                .and_then(|event| event.get("at"));
            let _ = write!(table, ",{}", cell(&shown(at)));
        }
    }
    let text = guessed("台账.csv", &records, &table);
    assert!(text.contains("rows = \"record\""), "{text}");
}

#[test]
fn a_guessed_mapping_of_a_long_table_works_unedited() {
    let records: Vec<Value> = plain_records().into_iter().filter(|record| !events(record).is_empty()).collect();
    let mut table = String::from("案件编号,环节,时间,承办单位,对象");
    ATTRIBUTES.iter().for_each(|(_, title)| _ = write!(table, ",{title}"));
    for record in &records {
        for event in events(record) {
            let title =
                EVENTS.iter().find(|(name, _)| event.get("type").and_then(Value::as_str) == Some(name)).map_or("", |(_, title)| title);
            let _ = write!(
                table,
                "\n{},{},{},{},{},{}",
                cell(&shown(record.get("id"))),
                cell(title),
                cell(&shown(event.get("at"))),
                cell(&offices(event.get("by"))),
                cell(&offices(event.get("to"))),
                attributes(record).join(",")
            );
        }
    }
    let text = guessed("流水.csv", &records, &table);
    assert!(text.contains("rows = \"event\""), "{text}");
}

#[test]
fn what_map_prints() {
    for lang in ["zh", "en"] {
        let ran = run(&["map", "examples/xiangzhou.csv", "--policy", "policies/xiangzhou-dui", "--lang", lang]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format!("map_{lang}"), format!("{}\n--- stderr ---\n{}", ran.out, ran.err));
        });
    }
    let ran = run(&["map", "examples/xiangzhou.ndjson", "--lang", "zh"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_eq!(ran.err, "错误: 这里面是 JSON 记录,不用映射\n");
}
