//! Tables as exports have them: the verdicts that the same data gives as NDJSON, and what is said of broken ones.

use crate::support::{Ran, conformance, objects, run};
use insta::assert_snapshot;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Columns of an event in the tables of these tests.
const EVENT: [&str; 13] =
    ["类型", "时间", "经办", "送交", "编号", "作废", "替换", "政治面貌", "工作单位", "地点", "参加人", "费用来源", "饮酒事由"];

/// The same with what stands in the record, `attributes.` for what stands below that.
const TOLD: [&str; 13] = [
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
    "attributes.drinking_reason",
];

const RECORD: [&str; 5] = ["案件编号", "姓名", "党员", "公职", "酒精含量"];

/// What a mapping tells of the columns of a record, whose names begin so.
fn attributes(start: &str) -> String {
    format!(
        "\"subject.name\" = \"{start}姓名\"\n\
         \"subject.party_member\" = {{ column = \"{start}党员\", values = {{ \"是\" = true, \"否\" = false }} }}\n\
         \"subject.public_official\" = {{ column = \"{start}公职\", values = {{ \"是\" = true, \"否\" = false }} }}\n\
         bac_mg_per_100ml = {{ column = \"{start}酒精含量\", type = \"number\" }}\n"
    )
}

/// What a mapping tells of the columns of an event, whose names begin and end so.
fn event(start: &str, end: &str) -> String {
    let column = |name: &str| format!("{{ column = \"{start}{name}{end}\" }}");
    let below = TOLD.iter().zip(EVENT).filter_map(|(told, name)| Some(format!("{} = {}", told.strip_prefix("attributes.")?, column(name))));
    let below: Vec<String> = below.collect();
    format!(
        "{{ type = {}, at = {}, by = {}, to = {{ column = \"{start}送交{end}\", split = \"、\" }}, id = {}, retracted = {}, supersedes = {}, \
         attributes = {{ {} }} }}",
        column("类型"),
        column("时间"),
        column("经办"),
        column("编号"),
        column("作废"),
        column("替换"),
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
    TOLD.iter().map(|path| cell(at(event, path))).collect()
}

fn event_columns(end: &str) -> Vec<String> {
    EVENT.iter().map(|name| format!("{name}{end}")).collect()
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
    let events = (grid[0].len() - RECORD.len()) / EVENT.len();
    let events: Vec<String> = (0..events).map(|n| format!("e{n} = {}", event("", &n.to_string()))).collect();
    format!(
        "policy = \"xiangzhou-dui\"\n[table.ledger]\nrows = \"record\"\nid = \"案件编号\"\n{more}\n[table.ledger.attributes]\n{}\n[table.ledger.events]\n{}\n",
        attributes(""),
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
        "policy = \"xiangzhou-dui\"\n[table.log]\nrows = \"event\"\nid = \"案件编号\"\nevent = {}\n{more}\n[table.log.attributes]\n{}\n",
        event("", ""),
        attributes("")
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
    judged_in("en", more)
}

fn judged_in(lang: &str, more: &[&str]) -> Ran {
    let as_of = std::fs::read_to_string(conformance("xiangzhou-dui", "as_of")).unwrap();
    let fixed = [
        "evaluate",
        "--lang",
        lang,
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
        "policy = \"xiangzhou-dui\"\n[table.cases]\nfiles = [\"cases*\"]\nrows = \"record\"\nid = \"案件编号\"\n[table.cases.attributes]\n{}\n\
         [table.events]\nfiles = [\"events*\"]\nrows = \"event\"\nid = \"案件编号\"\nevent = {}\n",
        attributes(""),
        event("", "")
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

/// Cases and events of which some are wrong, each in its way.
fn broken(folder: &Folder) -> (String, [String; 2]) {
    let mapping = r#"
policy = "xiangzhou-dui"
[table.cases]
files = ["cases*"]
rows = "record"
id = "编号"
[table.cases.attributes]
"subject.name" = "姓名"
"subject.party_member" = { column = "党员", values = { "是" = true, "否" = false } }
[table.events]
files = ["events*"]
rows = "event"
id = "案件"
event = { type = { column = "环节", values = { "查获" = "caught", "通报" = "persons_notified", "移送" = "case_transferred" } }, at = "时间", by = "单位" }
[table.events.attributes]
"subject.name" = "当事人"
"#;
    let cases =
        "编号,姓名,党员\n甲,=张三,是\n乙,李四,民盟\n丙,王五,否\n丁,\"赵六,女\",是\n丙,王五,否\n戊,孙七,是,多\n庚,周九,是\n庚,周九,否\n";
    let events = "案件,环节,时间,单位,当事人\n甲,查获,2022-05-15 15:00,公安局,\n丁,查获,2022-05-15 15:00,公安局,钱八\n丙,查获,2022-02-30,公安局,\n\
                  乙,查获,2022-05-15 15:00,公安局,\n己,查获,2022-05-16,公安局,\n甲,通报,5月16日,公安局,=张三\n戊,查获,2022-05-15,公安局,\n甲,归档,2022-05-17,,\n";
    let tables = [folder.write("cases.csv", cases), folder.write("events.csv", events)];
    (folder.write("mapping.toml", mapping), tables)
}

#[test]
fn what_is_wrong_in_a_table_is_said_at_its_cell() {
    let folder = Folder::new();
    let (mapping, [cases, events]) = broken(&folder);
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for lang in ["zh", "en"] {
            let ran = judged_in(lang, &["--mapping", &mapping, &cases, &events]);
            assert_eq!(ran.code, 2);
            assert_snapshot!(format!("tables-faulty-{lang}"), folder.said(&ran));
        }
    });
}

#[test]
fn rejected_rows_are_corrected_and_read_again() {
    let folder = Folder::new();
    let (mapping, [cases, events]) = broken(&folder);
    let rejects = folder.path("rejects.csv");
    let shown = rejects.to_str().unwrap();
    let first = judged(&["--mapping", &mapping, "--rejects", shown, &cases, &events]);
    let texts = |n: usize| std::fs::read_to_string(folder.path(["rejects.csv", "rejects-2.csv"][n])).unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let plain = |text: String| text.replace(&format!("{}/", folder.0.path().display()), "").replace(['\u{feff}', '\r'], "");
    settings.bind(|| assert_snapshot!("tables-rejects", format!("{}\n{}", plain(texts(0)), plain(texts(1)))));
    let corrected = |text: &str| {
        let mut text = text.to_owned();
        for (wrong, right) in
            [("民盟", "否"), ("2022-02-30", "2022-02-28"), ("钱八", ""), ("归档", "移送"), ("5月16日", "2022-05-16"), (",是,多", ",是")]
        {
            text = text.replace(wrong, right);
        }
        // of two rows of one record the second is taken away
        let mut first = true;
        let keep = |line: &&str| !line.contains("丙,王五") && !line.contains("庚,周九,否") || std::mem::take(&mut first);
        text.lines().filter(keep).map(|line| format!("{line}\r\n")).collect::<String>()
    };
    let again: Vec<String> = (0..2).map(|n| folder.write(&format!("again-{n}.csv"), corrected(&texts(n)))).collect();
    let second = judged(&["--mapping", &mapping, "--rejects", shown, &again[0], &again[1]]);
    assert!(second.code < 2, "{}", second.err);
    assert!(!rejects.exists() && !folder.path("rejects-2.csv").exists(), "nothing was rejected: no file misleads");
    let clean = |name: &str, path: &str| folder.write(name, corrected(&std::fs::read_to_string(path).unwrap()));
    let clean = judged(&["--mapping", &mapping, &clean("cases-clean.csv", &cases), &clean("events-clean.csv", &events)]);
    assert!(clean.code < 2, "{}", clean.err);
    same(&Ran { out: first.out + second.out.as_str(), ..second }, &clean.out);
}

/// A workbook with a title, a header of two rows with merged cells, and cells of every kind.
fn workbook(records: &[Value]) -> Vec<u8> {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let grid = wide(records);
    let (time, day) = (Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"), Format::new().set_num_format("yyyy/m/d"));
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("说明").unwrap().write_string(0, 0, "本表由系统导出").unwrap();
    let sheet = workbook.add_worksheet().set_name("案件").unwrap();
    let events = (grid[0].len() - RECORD.len()) / EVENT.len();
    let last = |n: usize| u16::try_from(n - 1).unwrap();
    sheet.merge_range(0, 0, 0, 5, "醉驾案件台账", &Format::new()).unwrap();
    sheet.merge_range(1, 0, 1, last(RECORD.len()), "基本", &Format::new()).unwrap();
    for n in 0..events {
        let start = RECORD.len() + n * EVENT.len();
        sheet.merge_range(1, last(start + 1), 1, last(start + EVENT.len()), &format!("事件{n}"), &Format::new()).unwrap();
    }
    for (column, name) in (0_u16..).zip(RECORD.iter().copied().chain((0..events).flat_map(|_| EVENT))) {
        sheet.write_string(2, column, name).unwrap();
    }
    for (row, cells) in (3_u32..).zip(&grid[1..]) {
        for (column, (name, text)) in (0_u16..).zip(grid[0].iter().zip(cells)) {
            let local = text.strip_suffix("+08:00").unwrap_or(text);
            // a spreadsheet does not tell midnight from the date alone
            let plain =
                local.matches(['+', '-']).count() == 2 && local.starts_with("20") && !local.ends_with("T00:00:00") && !local.ends_with('Z');
            let date = (name.starts_with("时间") && plain).then(|| ExcelDateTime::parse_from_str(local).ok()).flatten();
            match (date, text.parse::<f64>()) {
                (Some(at), _) => {
                    _ = sheet.write_datetime_with_format(row, column, &at, if local.len() == 10 { &day } else { &time }).unwrap()
                }
                (None, Ok(number)) if name == "酒精含量" => _ = sheet.write_number(row, column, number).unwrap(),
                _ if name.starts_with("作废") && !text.is_empty() => _ = sheet.write_boolean(row, column, text == "是").unwrap(),
                _ => _ = sheet.write_string(row, column, text).unwrap(),
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_with_merged_headers_gives_the_verdicts_of_its_records() {
    let (folder, records) = (Folder::new(), records());
    let events = records.iter().map(|record| record["events"].as_array().unwrap().len()).max().unwrap();
    let events: Vec<String> = (0..events).map(|n| format!("e{n} = {}", event(&format!("事件{n}/"), ""))).collect();
    let mapping = format!(
        "policy = \"xiangzhou-dui\"\n[table.ledger]\nsheets = [\"案件\"]\nskip_rows = 1\nheader_rows = 2\nrows = \"record\"\nid = \"基本/案件编号\"\n\
         [table.ledger.attributes]\n{}\n[table.ledger.events]\n{}\n",
        attributes("基本/"),
        events.join("\n")
    );
    let mapping = folder.write("mapping.toml", mapping);
    let ran = judged(&["--mapping", &mapping, &folder.write("台账.xlsx", workbook(&records))]);
    same(&ran, &expected());
    assert!(ran.err.contains("data warning[unmapped-sheet]: no mapping names the sheet `说明`"), "{}", ran.err);
}
