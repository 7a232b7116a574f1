//! The conformance records of every policy as two tables, cases and events, in whatever order: the verdicts and
//! explanations of the records themselves.

use crate::support::{Ran, conformance, objects, root, run};
use duban::plan::load::load;
use duban::policy::declare::{Declared, Type};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// Stands between several in one cell.
const BETWEEN: &str = "|";

/// What a party is told by, where it is told by more than one word.
const PARTS: [&str; 4] = ["id", "name", "role", "level"];

/// The attributes of records or of events that the policy declares, by path.
type Paths = BTreeMap<String, Kind>;

#[derive(Clone, Copy)]
struct Kind {
    /// Several values stand in one.
    several: bool,
    number: bool,
}

fn collect(attributes: &Value, above: &str, declared: &Declared, paths: &mut Paths) {
    for (name, value) in attributes.as_object().into_iter().flatten() {
        let path = format!("{above}{name}");
        if value.is_object() {
            collect(value, &format!("{path}."), declared, paths);
            continue;
        }
        let names: Vec<String> = path.split('.').map(str::to_owned).collect();
        let Some((id, _)) = declared.find_attribute(&names) else { continue };
        let number = matches!(declared.attribute(id).kind, Type::Whole | Type::Number);
        paths.entry(path).or_insert(Kind { several: false, number }).several |= value.is_array();
    }
}

fn at<'v>(value: &'v Value, path: &str) -> &'v Value {
    path.split('.').fold(value, |value, name| &value[name])
}

/// A value as an export has it; none where no cell says it.
fn cell(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(flag) => Some(if *flag { "是" } else { "否" }.to_owned()),
        Value::Number(n) => Some(n.to_string()),
        Value::String(text) => (text.trim() == text && !text.contains(BETWEEN)).then(|| text.clone()),
        Value::Array(items) => {
            let told = items.iter().map(|item| item.as_str().filter(|text| !text.is_empty()).and_then(|_| cell(item)));
            told.collect::<Option<Vec<String>>>().map(|cells| cells.join(BETWEEN))
        }
        Value::Object(_) => None,
    }
}

fn cells(attributes: &Value, paths: &Paths) -> Option<Vec<String>> {
    paths.iter().map(|(path, kind)| cell(at(attributes, path)).filter(|_| !(kind.number && at(attributes, path).is_string()))).collect()
}

fn several(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    }
}

/// So many parties, each as a word or by its parts.
fn parties(value: &Value, most: usize) -> Option<Vec<String>> {
    let told = several(value);
    let mut cells = Vec::new();
    for n in 0..most {
        let party = told.get(n).copied().unwrap_or(&Value::Null);
        cells.push(if party.is_object() { String::new() } else { cell(party)? });
        for part in PARTS {
            cells.push(cell(&party[part])?);
        }
    }
    Some(cells)
}

fn columns_of(name: &str, most: usize) -> Vec<String> {
    (0..most).flat_map(|n| std::iter::once(format!("{name}{n}")).chain(PARTS.map(|part| format!("{name}{n} {part}")))).collect()
}

/// The same for a mapping.
fn places_of(name: &str, most: usize) -> String {
    let one = |n| {
        let parts: Vec<String> = PARTS.iter().map(|part| format!("{part} = \"{name}{n} {part}\"")).collect();
        format!("\"{name}{n}\", {{ {} }}", parts.join(", "))
    };
    format!("[{}]", (0..most).map(one).collect::<Vec<_>>().join(", "))
}

/// The keys of attributes in a mapping.
fn keys(paths: &Paths) -> Vec<String> {
    let split = |kind: &Kind| if kind.several { format!(", split = \"{BETWEEN}\"") } else { String::new() };
    paths.iter().map(|(path, kind)| format!("\"{path}\" = {{ column = \"的 {path}\"{} }}", split(kind))).collect()
}

type Rows = Vec<Vec<String>>;

/// Records as two tables, with the mapping that reads them.
struct Ledger {
    cases: Rows,
    events: Rows,
    mapping: String,
    /// The records that tables can tell.
    told: Vec<String>,
}

const EVENT: [&str; 5] = ["type", "at", "id", "retracted", "supersedes"];

impl Ledger {
    fn of(policy: &str, declared: &Declared, records: &[Value]) -> Ledger {
        let (mut of_case, mut of_event) = (Paths::new(), Paths::new());
        let (mut by, mut to) = (0, 0);
        let events = |record: &'_ Value| record["events"].as_array().cloned().unwrap_or_default();
        for record in records {
            collect(&record["attributes"], "", declared, &mut of_case);
            for event in events(record) {
                collect(&event["attributes"], "", declared, &mut of_event);
                (by, to) = (by.max(several(&event["by"]).len()), to.max(several(&event["to"]).len()));
            }
        }
        let header = |first: &[&str], paths: &Paths, more: Vec<String>| -> Vec<String> {
            let first = first.iter().map(|name| (*name).to_owned());
            first.chain(more).chain(paths.keys().map(|path| format!("的 {path}"))).collect()
        };
        let mut ledger = Ledger {
            cases: vec![header(&["case", "kind"], &of_case, Vec::new())],
            events: vec![header(&["case", "type", "at", "id", "retracted", "supersedes"], &of_event, {
                let mut columns = columns_of("by", by);
                columns.extend(columns_of("to", to));
                columns
            })],
            mapping: String::new(),
            told: Vec::new(),
        };
        for record in records {
            let id = cell(&record["id"]).unwrap_or_default();
            let case = cells(&record["attributes"], &of_case)
                .map(|told| [vec![id.clone(), cell(&record["kind"]).unwrap_or_default()], told].concat());
            let rows: Option<Rows> = events(record)
                .iter()
                .map(|event| {
                    let mut row = vec![id.clone()];
                    row.extend(EVENT.iter().map(|name| cell(&event[*name])).collect::<Option<Vec<_>>>()?);
                    row.extend(parties(&event["by"], by)?);
                    row.extend(parties(&event["to"], to)?);
                    row.extend(cells(&event["attributes"], &of_event)?);
                    Some(row)
                })
                .collect();
            if let (Some(case), Some(rows)) = (case, rows) {
                ledger.cases.push(case);
                ledger.events.extend(rows);
                ledger.told.push(record.to_string());
            }
        }
        let blank = "blank = [\"<blank>\"]";
        let people = |name: &str, most: usize| if most == 0 { String::new() } else { format!("{name} = {}\n", places_of(name, most)) };
        let event: String = EVENT.iter().fold(String::new(), |mut all, name| {
            let _ = writeln!(all, "{name} = \"{name}\"");
            all
        });
        ledger.mapping = format!(
            "policy = \"{policy}\"\n[table.cases]\nfiles = \"cases.*\"\nrows = \"record\"\nid = \"case\"\nkind = {{ column = \"kind\" }}\n{blank}\n[table.cases.attributes]\n{}\n\
             [table.events]\nfiles = \"events.*\"\nrows = \"event\"\nid = \"case\"\n{blank}\n[table.events.event]\n{event}{}{}[table.events.event.attributes]\n{}\n",
            keys(&of_case).join("\n"),
            people("by", by),
            people("to", to),
            keys(&of_event).join("\n"),
        );
        ledger
    }
}

fn written(path: &Path, rows: &Rows) {
    let mut out = csv::Writer::from_path(path).unwrap();
    rows.iter().for_each(|row| out.write_record(row).unwrap());
    out.flush().unwrap();
}

fn judged(policy: &str, as_of: &str, files: &[&Path]) -> Ran {
    let fixed =
        ["evaluate", "--lang", "en", "--format", "ndjson", "--show", "all", "--explain", "shown", "--as-of", as_of, "--policy", policy];
    run(&fixed.into_iter().chain(files.iter().map(|path| path.to_str().unwrap())).collect::<Vec<_>>())
}

fn the_same(policy: &str, least: usize) {
    let as_of = std::fs::read_to_string(conformance(policy, "as_of")).unwrap();
    let records = objects(&std::fs::read_to_string(conformance(policy, "cases.ndjson")).unwrap());
    let loaded = load(&[root().join("policies").join(policy)], &[]).unwrap();
    let declared = &loaded.policies[0].plan.as_ref().unwrap().policy.declared;
    let ledger = Ledger::of(policy, declared, &records);
    assert!(ledger.told.len() >= least, "{} of {} records can be told as tables", ledger.told.len(), records.len());
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("told.ndjson"), ledger.told.join("\n")).unwrap();
    std::fs::write(path("mapping.toml"), &ledger.mapping).unwrap();
    written(&path("cases.csv"), &ledger.cases);
    written(&path("events.csv"), &ledger.events);
    let policy = format!("policies/{policy}");
    let expected = judged(&policy, as_of.trim(), &[&path("told.ndjson")]);
    assert_eq!(expected.code, 1, "{}", expected.err);
    let mapping = path("mapping.toml");
    for files in [["cases.csv", "events.csv"], ["events.csv", "cases.csv"]] {
        let found = judged(&policy, as_of.trim(), &[Path::new("--mapping"), &mapping, &path(files[0]), &path(files[1])]);
        if found.out == expected.out {
            continue;
        }
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<String>>();
        let (found_lines, expected_lines) = (lines(&found.out), lines(&expected.out));
        let missing: Vec<_> = expected_lines.difference(&found_lines).take(3).collect();
        let more: Vec<_> = found_lines.difference(&expected_lines).take(3).collect();
        // records come in the order of their first rows
        let same = missing.is_empty() && more.is_empty() && found.out.len() == expected.out.len();
        assert!(files[0] == "events.csv" && same, "{files:?}; missing: {missing:#?}; more: {more:#?}; said: {}", found.err);
    }
}

#[test]
fn xiangzhou() {
    the_same("xiangzhou-dui", 140);
}

#[test]
fn dezhou() {
    the_same("dezhou-gang", 100);
}

#[test]
fn chengguan() {
    the_same("chengguan-135", 60);
}

#[test]
fn hangjin() {
    the_same("hangjin-three-ones", 100);
}

#[test]
fn changde() {
    the_same("changde-126", 140);
}

#[test]
fn what_is_declared_as_one_value_is_not_split() {
    let folder = tempfile::tempdir().unwrap();
    let mapping = folder.path().join("mapping.toml");
    let text = "policy = \"xiangzhou-dui\"\n[table.cases]\nrows = \"record\"\nid = \"编号\"\nattributes = { \"subject.name\" = { column = \"姓名\", split = \"、\" } }\n";
    std::fs::write(&mapping, text).unwrap();
    let ran = run(&["check", "policies/xiangzhou-dui", "--lang", "en", "--mapping", mapping.to_str().unwrap()]);
    assert!(ran.out.contains("error[type-differs]: the policy declares subject.name as text, what is split is a list"), "{}", ran.out);
    assert_eq!(ran.code, 2, "{}", ran.err);
}

#[test]
fn events_of_an_id_of_two_kinds_must_say_of_which_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let judged = |records: &str, kind: &str| {
        let mapping = format!(
            "policy = \"hangjin-three-ones\"\n[table.cases]\nfiles = \"cases.*\"\nrows = \"record\"\nid = \"case\"\nkind = {{ column = \"kind\" }}\n\
             [table.events]\nfiles = \"events.*\"\nrows = \"event\"\nid = \"case\"\n{kind}\nevent = {{ type = \"type\", at = \"at\" }}\n"
        );
        std::fs::write(path("mapping.toml"), mapping).unwrap();
        std::fs::write(path("cases.csv"), format!("case,kind\n{records}")).unwrap();
        std::fs::write(path("events.csv"), "case,type,at\nA1,lead_accepted,2022-05-15T15:00:00+08:00\n").unwrap();
        let mapping = path("mapping.toml");
        judged("policies/hangjin-three-ones", "2022-12-01", &[Path::new("--mapping"), &mapping, &path("cases.csv"), &path("events.csv")])
    };
    let clear = judged("A1,case\n", "");
    assert!(clear.code == 1 && !clear.out.is_empty(), "{}", clear.err);
    let unclear = judged("A1,case\nA1,user\n", "");
    assert!(unclear.err.contains("events.csv row 2: data error[unclear-kind]: several records of different kinds"), "{}", unclear.err);
    assert_eq!((unclear.code, unclear.out.as_str()), (2, ""));
    let said = judged("A1,case\nA1,user\n", "kind = \"case\"");
    assert_eq!((said.code, said.out), (1, clear.out), "{}", said.err);
}
