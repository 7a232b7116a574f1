//! Tables as exports have them: the verdicts that the same data gives as NDJSON, and what is said of broken ones.

use crate::support::{Ran, conformance, objects, run};
use insta::assert_snapshot;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Columns of an event in the tables of these tests.
const EVENT: [&str; 12] = ["类型", "时间", "经办", "送交", "编号", "作废", "替换", "政治面貌", "工作单位", "地点", "参加人", "费用来源"];

/// The same with what stands in the record, `attributes.` for what stands below that.
const TOLD: [&str; 12] = [
    "type",
    "at",
    "by",
    "to",
    "id",
    "retracted",
    "supersedes",
    "attributes.political_status",
    "attributes.work_unit",
    "attributes.venue",
    "attributes.participants",
    "attributes.expense_source",
];

const RECORD: [&str; 5] = ["案件编号", "姓名", "党员", "公职", "酒精含量"];

/// What a mapping tells of the columns of a record.
const ATTRIBUTES: &str = r#"
"subject.name" = "姓名"
"subject.party_member" = { column = "党员", values = { "是" = true, "否" = false } }
"subject.public_official" = { column = "公职", values = { "是" = true, "否" = false } }
bac_mg_per_100ml = { column = "酒精含量", type = "number" }
"#;

/// What a mapping tells of the columns of an event whose names end so.
fn event(end: &str) -> String {
    let below: Vec<String> = TOLD
        .iter()
        .zip(EVENT)
        .filter_map(|(told, column)| Some((told.strip_prefix("attributes.")?, column)))
        .map(|(name, column)| format!("{name} = \"{column}{end}\""))
        .collect();
    format!(
        "{{ type = {{ column = \"类型{end}\" }}, at = \"时间{end}\", by = \"经办{end}\", to = {{ column = \"送交{end}\", split = \"、\" }}, id = \"编号{end}\", retracted = \"作废{end}\", supersedes = \"替换{end}\", attributes = {{ {}, drinking_reason = \"饮酒事由{end}\" }} }}",
        below.join(", ")
    )
}

/// A value as an export has it.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(flag) => if *flag { "是" } else { "否" }.to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join("、"),
        Value::Object(party) => cell(&party["name"]),
        Value::Number(n) => n.to_string(),
    }
}

fn at<'v>(value: &'v Value, path: &str) -> &'v Value {
    path.split('.').fold(value, |value, name| &value[name])
}

fn record_cells(record: &Value) -> Vec<String> {
    let of = |path| cell(at(&record["attributes"], path));
    vec![cell(&record["id"]), of("subject.name"), of("subject.party_member"), of("subject.public_official"), of("bac_mg_per_100ml")]
}

fn event_cells(event: &Value) -> Vec<String> {
    TOLD.iter().map(|path| cell(at(event, path))).chain([cell(at(event, "attributes.drinking_reason"))]).collect()
}

fn event_columns(end: &str) -> Vec<String> {
    EVENT.iter().chain(&["饮酒事由"]).map(|name| format!("{name}{end}")).collect()
}

/// A table: the header, and a row for each record or event.
type Grid = Vec<Vec<String>>;

/// A row a record, a group of columns for each of its events.
fn wide(records: &[Value]) -> Grid {
    let most = records.iter().map(|record| record["events"].as_array().unwrap().len()).max().unwrap_or(0);
    let mut header: Vec<String> = RECORD.iter().map(|name| (*name).to_owned()).collect();
    (0..most).for_each(|n| header.extend(event_columns(&n.to_string())));
    let row = |record: &Value| {
        record["events"].as_array().unwrap().iter().fold(record_cells(record), |mut row, event| {
            row.extend(event_cells(event));
            row
        })
    };
    let width = header.len();
    let padded = |mut row: Vec<String>| {
        row.resize(width, String::new());
        row
    };
    std::iter::once(header).chain(records.iter().map(row).map(padded)).collect()
}

fn wide_mapping(grid: &Grid, more: &str) -> String {
    let events = (grid[0].len() - RECORD.len()) / (EVENT.len() + 1);
    let events: Vec<String> = (0..events).map(|n| format!("e{n} = {}", event(&n.to_string()))).collect();
    format!(
        "policy = \"xiangzhou-dui\"\n[table.ledger]\nrows = \"record\"\nid = \"案件编号\"\n{more}\n[table.ledger.attributes]\n{ATTRIBUTES}\n[table.ledger.events]\n{}\n",
        events.join("\n")
    )
}

/// A row an event, what is known of the record in each of them.
fn long(records: &[Value]) -> Grid {
    let mut grid = vec![RECORD.iter().map(|name| (*name).to_owned()).chain(event_columns("")).collect()];
    for record in records {
        for event in record["events"].as_array().unwrap() {
            grid.push(record_cells(record).into_iter().chain(event_cells(event)).collect());
        }
    }
    grid
}

fn long_mapping(more: &str) -> String {
    format!(
        "policy = \"xiangzhou-dui\"\n[table.log]\nrows = \"event\"\nid = \"案件编号\"\nevent = {}\n{more}\n[table.log.attributes]\n{ATTRIBUTES}\n",
        event("")
    )
}

fn csv(grid: &Grid, separator: &str) -> String {
    let quoted =
        |cell: &String| if cell.contains([',', '"', '\n', '\t']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() };
    grid.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(separator) + "\r\n").collect()
}

/// The same rows in another order, the header first; rows of one id keep theirs.
fn shuffled(grid: &Grid) -> Grid {
    let mut of: BTreeMap<&str, std::collections::VecDeque<&Vec<String>>> = BTreeMap::new();
    grid[1..].iter().for_each(|row| of.entry(row[0].as_str()).or_default().push_back(row));
    let (mut state, mut rows) = (7_u64, vec![grid[0].clone()]);
    while !of.is_empty() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let id = *of.keys().nth((state >> 33) as usize % of.len()).unwrap();
        let left = of.get_mut(id).unwrap();
        rows.extend(left.pop_front().cloned());
        if left.is_empty() {
            of.remove(id);
        }
    }
    rows
}

fn records() -> Vec<Value> {
    objects(&std::fs::read_to_string(conformance("xiangzhou-dui", "cases.ndjson")).unwrap())
}

/// A folder for the files of one test.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// What was said, with the folder's own name left out.
    fn said(&self, ran: &Ran) -> String {
        ran.err.replace(&format!("{}/", self.0.path().display()), "")
    }
}

fn judged(more: &[&str]) -> Ran {
    let as_of = std::fs::read_to_string(conformance("xiangzhou-dui", "as_of")).unwrap();
    let fixed = [
        "evaluate",
        "--lang",
        "en",
        "--policy",
        "policies/xiangzhou-dui",
        "--as-of",
        as_of.trim(),
        "--format",
        "ndjson",
        "--show",
        "all",
        "--explain",
        "never",
    ];
    run(&fixed.iter().chain(more).copied().collect::<Vec<_>>())
}

fn lines(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

#[track_caller]
fn same(said: &Ran, expected: &str) {
    let (found, expected) = (lines(&said.out), lines(expected));
    let missing: Vec<_> = expected.iter().filter(|line| !found.contains(line)).take(3).collect();
    let more: Vec<_> = found.iter().filter(|line| !expected.contains(line)).take(3).collect();
    assert!(
        found == expected,
        "{} instead of {} verdicts; missing: {missing:#?}; more: {more:#?}; said: {}",
        found.len(),
        expected.len(),
        said.err.chars().take(2000).collect::<String>()
    );
}

fn expected() -> String {
    let ran = judged(&[conformance("xiangzhou-dui", "cases.ndjson").to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    ran.out
}

#[test]
fn a_wide_table_gives_the_verdicts_of_its_records() {
    let (folder, grid) = (Folder::new(), wide(&records()));
    let mapping = folder.write("mapping.toml", wide_mapping(&grid, ""));
    let text = csv(&grid, ",");
    let (gb18030, _, lossy) = encoding_rs::GB18030.encode(&text);
    assert!(!lossy);
    let table = folder.write("台账.csv", gb18030);
    let ran = judged(&["--mapping", &mapping, &table]);
    same(&ran, &expected());
    assert_eq!(ran.out, expected(), "in the order of the rows");
}

#[test]
fn a_long_table_gives_the_verdicts_of_its_records() {
    let folder = Folder::new();
    let grid = long(&records());
    let mapping = folder.write("mapping.toml", long_mapping(""));
    let table = folder.write("log.csv", csv(&shuffled(&grid), "\t"));
    same(&judged(&["--mapping", &mapping, &table]), &expected());
    let sorted = folder.write("sorted.toml", long_mapping("sorted = true"));
    let table = folder.write("log.tsv", csv(&grid, "\t"));
    let ran = judged(&["--mapping", &sorted, &table]);
    same(&ran, &expected());
    assert_eq!(ran.out, expected(), "in the order of the rows");
    let ran = judged(&["--mapping", &sorted, &table, "--threads", "2"]);
    assert_eq!(ran.out, expected(), "whatever the number of threads");
}

/// Cases and their events in two tables.
fn parted(records: &[Value]) -> (Grid, Grid) {
    let header = RECORD.iter().map(|name| (*name).to_owned()).collect();
    let cases = std::iter::once(header).chain(records.iter().map(record_cells)).collect();
    let events = long(records).into_iter().map(|row| row[..1].iter().chain(&row[RECORD.len()..]).cloned().collect()).collect();
    (cases, events)
}

fn parted_mapping() -> String {
    format!(
        "policy = \"xiangzhou-dui\"\n[table.cases]\nfiles = [\"cases*\"]\nrows = \"record\"\nid = \"案件编号\"\n[table.cases.attributes]\n{ATTRIBUTES}\n\
         [table.events]\nfiles = [\"events*\"]\nrows = \"event\"\nid = \"案件编号\"\nevent = {}\n",
        event("")
    )
}

#[test]
fn cases_and_events_may_stand_in_two_tables() {
    let folder = Folder::new();
    let (cases, events) = parted(&records());
    let mapping = folder.write("mapping.toml", parted_mapping());
    let (cases, events) = (folder.write("cases.csv", csv(&cases, ",")), folder.write("events.csv", csv(&shuffled(&events), ",")));
    let ran = judged(&["--mapping", &mapping, &cases, &events]);
    same(&ran, &expected());
    assert_eq!(ran.out, expected(), "in the order of the first rows");
    same(&judged(&["--mapping", &mapping, &events, &cases]), &expected());
}
