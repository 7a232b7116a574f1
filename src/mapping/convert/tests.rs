//! Rows and what they come to.

use super::*;
use crate::diag::Faults;
use crate::lang::Lang;
use crate::mapping::Nest;
use crate::source::Sources;
use crate::table::Cell;
use crate::table::row::Clock;
use crate::time::Day;
use crate::time::instant::HOUR;

fn mapping(text: &str) -> Mapping {
    let (mut sources, mut faults) = (Sources::default(), Faults::default());
    let file = sources.add("mapping.toml", text);
    let mapping = Mapping::read(file, text, &mut faults);
    assert!(faults.is_empty(), "{:?}", faults.sorted());
    mapping
}

fn row(cells: &[Cell<'_>]) -> Row {
    let mut row = Row::default();
    row.clear(2);
    cells.iter().for_each(|cell| row.push(*cell));
    row
}

fn texts<'a>(cells: &[&'a str]) -> Vec<Cell<'a>> {
    cells.iter().map(|text| Cell::Text(text)).collect()
}

/// The record of one part, as it would be read.
fn record(mapping: &Mapping, part: &Part) -> String {
    let mut out = String::from("{\"id\":");
    part::text(part.piece(&part.id), &mut out);
    if !part.head.is_empty() {
        out.push(',');
        out.push_str(part.piece(&part.head));
    }
    out.push_str(",\"attributes\":");
    let mut nest = Nest::start(&mut out);
    for told in &part.attributes {
        nest.name(&mapping.attributes[usize::from(told.attribute)], &mut out);
        out.push_str(part.piece(&told.value));
    }
    nest.finish(&mut out);
    let events: Vec<&str> = part.events.iter().map(|event| part.piece(event)).collect();
    out.push_str(&format!(",\"events\":[{}]}}", events.join(",")));
    let value: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}"));
    assert!(value.is_object());
    out
}

/// What a row of these cells comes to, or its faults by code and column.
fn told(text: &str, columns: &[&str], cells: &[Cell<'_>]) -> Result<String, Vec<(&'static str, Option<u32>)>> {
    let mapping = mapping(text);
    let columns: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
    let codes = |faults: Vec<TableFault>| faults.into_iter().map(|fault| (fault.code, fault.column)).collect::<Vec<_>>();
    let mut converter = Converter::new(&mapping, &mapping.tables[0], &columns, None).map_err(codes)?;
    let mut part = Part::default();
    match converter.part(&row(cells), &mut part) {
        Ok(true) => Ok(record(&mapping, &part)),
        Ok(false) => Ok("left out".to_owned()),
        Err(faults) => Err(codes(faults)),
    }
}

const WIDE: &str = r#"
policy = "xiangzhou-dui"
[table.ledger]
rows = "record"
id   = ["年度", "案号"]
kind = "case"
leave_out = { "案号" = ["合计"] }
[table.ledger.attributes]
"subject.name"         = { column = "姓名", type = "text" }
"subject.party_member" = { column = "政治面貌", values = { "中共党员" = true, "群众" = false } }
bac                    = { column = "酒精含量", type = "number", unit = "mg/ml", as = "mg/100ml" }
source                 = { value = "台账" }
[table.ledger.events]
caught = "查获时间"
persons_notified = { at = "通报时间", by = { value = "police" }, to = { column = "通报对象", split = "、", values = { "组织部" = "org_dept", "人社局" = "hr_bureau" } } }
case_filed = { at = { date = "立案日期", time = "立案时刻" }, when = { "立案" = ["是", "√"] }, attributes = { "a.b" = { column = "文号" }, "a.c" = { value = 1 }, d = { column = "涉案人", type = "list" } } }
"#;
const WIDE_COLUMNS: [&str; 13] =
    ["年度", "案 号", "姓名", "政治面貌", "酒精含量", "查获时间", "通报时间", "通报对象", "立案", "立案日期", "立案时刻", "文号", "涉案人"];

fn wide(cells: [&str; 13]) -> Result<String, Vec<(&'static str, Option<u32>)>> {
    told(WIDE, &WIDE_COLUMNS, &texts(&cells))
}

#[test]
fn a_wide_row_is_a_record() {
    let full = wide([
        "2022",
        "15",
        " 梁某 ",
        "中共党员",
        "0.95mg/ml",
        "2022年5月15日下午3时",
        "2022-05-15 16:10",
        "组织部、人社局",
        "√",
        "2022/5/16",
        "9:00",
        "第\"1\"号",
        "甲、乙",
    ]);
    let expected = concat!(
        r#"{"id":"2022-15","kind":"case","policy":"xiangzhou-dui","#,
        r#""attributes":{"bac":95,"source":"台账","subject":{"name":"梁某","party_member":true}},"#,
        r#""events":[{"type":"caught","at":"2022-05-15T15:00:00"},"#,
        r#"{"type":"persons_notified","at":"2022-05-15T16:10:00","by":"police","to":["org_dept","hr_bureau"]},"#,
        r#"{"type":"case_filed","at":"2022-05-16T09:00:00","attributes":{"a":{"b":"第\"1\"号","c":1},"d":["甲","乙"]}}]}"#,
    );
    assert_eq!(full.as_deref(), Ok(expected));
}

#[test]
fn what_is_blank_is_not_there() {
    let bare = wide(["2022", "15", "-", "", "/", "2022-05-15", "", "", "否", "", "", "", "无"]);
    let expected = concat!(
        r#"{"id":"2022-15","kind":"case","policy":"xiangzhou-dui","attributes":{"source":"台账"},"#,
        r#""events":[{"type":"caught","at":"2022-05-15"}]}"#
    );
    assert_eq!(bare.as_deref(), Ok(expected));
    assert_eq!(wide(["", "合计", "", "", "", "", "", "", "", "", "", "", ""]).as_deref(), Ok("left out"));
}

#[test]
fn everything_wrong_in_a_row_is_told_at_once() {
    let wrong = wide(["2022", "", "梁某", "民盟", "九十五", "2022-02-30", "2022-05-15 25:00", "组织部、财政局", "是", "", "9:00", "", ""]);
    let expected = vec![
        ("id-missing", Some(1)),
        ("bad-number", Some(4)),
        ("value-not-mapped", Some(3)),
        ("bad-time", Some(5)),
        ("bad-time", Some(6)),
        ("bad-time", Some(10)),
    ];
    assert_eq!(wrong, Err(expected));
    let missing = wide(["2022", "1", "", "", "", "", "", "", "是", "", "", "", ""]);
    assert_eq!(missing, Err(vec![("time-missing", Some(9))]), "it was filed, nobody knows when");
}

const LONG: &str = r#"
[table.log]
rows   = "event"
id     = "案件编号"
order  = "序号"
ignore = ["备注"]
event  = { type = { column = "环节", values = { "查获" = "caught", "通报" = "persons_notified" }, ignore = ["打印"] }, at = "时间", by = ["经办人", "经办单位"], to = [{ id = { column = "对方编号" }, name = "对方" }, { value = ["a", "b"] }], id = "流水号", recorded_at = "录入", retracted = "作废", supersedes = "更正" }
[table.log.attributes]
station = { column = "派出所" }
"#;
const LONG_COLUMNS: [&str; 14] =
    ["案件编号", "序号", "环节", "时间", "经办人", "经办单位", "对方编号", "对方", "流水号", "录入", "作废", "更正", "派出所", "备注"];

fn long(cells: [&str; 14]) -> Result<String, Vec<(&'static str, Option<u32>)>> {
    told(LONG, &LONG_COLUMNS, &texts(&cells))
}

#[test]
fn a_long_row_is_an_event() {
    let full = long(["1", "3", "通报", "2022-05-15 15:00:00", "", "公安局", "9", "组织部", "e7", "2022/5/16", "否", "e6", "东所", "x"]);
    let expected = concat!(
        r#"{"id":"1","attributes":{"station":"东所"},"events":[{"type":"persons_notified","at":"2022-05-15T15:00:00","by":"公安局","#,
        r#""to":[{"id":"9","name":"组织部"},"a","b"],"id":"e7","recorded_at":"2022-05-16","retracted":false,"supersedes":"e6"}]}"#
    );
    assert_eq!(full.as_deref(), Ok(expected));
    let ignored = long(["1", "", "打印", "2022-05-15", "", "", "", "", "", "", "", "", "东所", ""]);
    assert_eq!(ignored.as_deref(), Ok(r#"{"id":"1","attributes":{"station":"东所"},"events":[]}"#));
    assert_eq!(long(["1", "", "归档", "2022-05-15", "", "", "", "", "", "", "", "", "", ""]), Err(vec![("value-not-mapped", Some(2))]));
    assert_eq!(long(["1", "", "查获", "", "", "", "", "", "", "", "", "", "", ""]), Err(vec![("time-missing", Some(3))]));
    assert_eq!(
        long(["1", "甲", "", "2022-05-15", "", "", "", "", "", "", "", "", "", ""]),
        Err(vec![("bad-order", Some(1)), ("type-missing", Some(2))])
    );
}

#[test]
fn cells_of_every_kind() {
    let text = r#"
[table.t]
rows = "record"
id   = "编号"
[table.t.attributes]
a = { column = "甲", type = "number" }
b = { column = "乙", type = "whole" }
c = { column = "丙", type = "boolean" }
d = { column = "丁", type = "date" }
e = { column = "戊", type = "instant" }
f = { column = "己", type = "text" }
g = "庚"
"#;
    let columns = ["编号", "甲", "乙", "丙", "丁", "戊", "己", "庚"];
    let day = Day::from_ymd(2022, 5, 15).unwrap();
    let told = |cells: &[Cell<'_>]| super::tests::told(text, &columns, cells);
    let at = Cell::Local(day, Clock::At(15 * HOUR));
    assert_eq!(
        told(&[Cell::Whole(7), Cell::Number(0.5), Cell::Number(3.0), Cell::Boolean(true), at, at, Cell::Whole(12), Cell::Number(1.5)])
            .as_deref(),
        Ok(r#"{"id":"7","attributes":{"a":0.5,"b":3,"c":true,"d":"2022-05-15","e":"2022-05-15T15:00:00","f":"12","g":1.5},"events":[]}"#)
    );
    let serial = Cell::Number(44_696.625);
    assert_eq!(
        told(&[
            Cell::Text("x"),
            Cell::Whole(-2),
            Cell::Whole(1),
            Cell::Whole(0),
            serial,
            serial,
            Cell::Local(day, Clock::None),
            Cell::Boolean(true)
        ])
        .as_deref(),
        Ok(
            r#"{"id":"x","attributes":{"a":-2,"b":1,"c":false,"d":"2022-05-15","e":"2022-05-15T15:00:00","f":"2022-05-15","g":true},"events":[]}"#
        )
    );
    assert_eq!(
        told(&texts(&["x", "1,234.5", "1,000", "无", "20220515", "44696", "3.0", "true"])).as_deref(),
        Ok(r#"{"id":"x","attributes":{"a":1234.5,"b":1000,"c":false,"d":"2022-05-15","e":"2022-05-15","f":"3.0","g":"true"},"events":[]}"#)
    );
    assert_eq!(
        told(&[
            Cell::Number(3.42e17),
            at,
            Cell::Number(0.5),
            Cell::Text("也许"),
            Cell::Boolean(true),
            Cell::Whole(3),
            Cell::Number(1e16),
            Cell::Broken("#N/A")
        ]),
        Err(vec![
            ("digits-lost", Some(0)),
            ("wrong-type", Some(1)),
            ("bad-number", Some(2)),
            ("bad-boolean", Some(3)),
            ("wrong-type", Some(4)),
            ("bad-time", Some(5)),
            ("digits-lost", Some(6)),
            ("broken-formula", Some(7)),
        ])
    );
    assert_eq!(told(&texts(&["3.42201E+17"])), Err(vec![("digits-lost", Some(0))]));
}

#[test]
fn dates_that_the_mapping_tells_how_to_read() {
    let text = r#"
[table.t]
rows  = "event"
id    = "id"
dates = "day/month/year"
blank = ["?"]
[table.t.events]
a = "a"
b = { at = { column = "b", dates = "unix milliseconds" } }
c = { at = { date = "c", year = "y" } }
d = { at = { date = "d", time = "t", year = 2021 } }
"#;
    let told = |cells: &[Cell<'_>]| super::tests::told(text, &["id", "a", "b", "c", "y", "d", "t"], cells);
    let whole = told(&[
        Cell::Text("1"),
        Cell::Text("15/05/2022 8:30"),
        Cell::Whole(1_652_598_000_000),
        Cell::Text("5月15日晚9时"),
        Cell::Text("2022年"),
        Cell::Text("12月31日"),
        Cell::Number(0.625),
    ]);
    let expected = concat!(
        r#"{"id":"1","attributes":{},"events":[{"type":"a","at":"2022-05-15T08:30:00"},{"type":"b","at":"2022-05-15T07:00:00+00:00"},"#,
        r#"{"type":"c","at":"2022-05-15T21:00:00"},{"type":"d","at":"2021-12-31T15:00:00"}]}"#
    );
    assert_eq!(whole.as_deref(), Ok(expected));
    assert_eq!(told(&texts(&["1", "?", "?", "?", "", "?", "?"])).as_deref(), Ok(r#"{"id":"1","attributes":{},"events":[]}"#));
    assert_eq!(told(&texts(&["1", "-"])), Err(vec![("bad-time", Some(1))]), "blank only as told");
    assert_eq!(told(&texts(&["1", "", "", "5月15日", "今年"])), Err(vec![("bad-year", Some(4))]));
    assert_eq!(told(&texts(&["1", "", "", "5月15日", ""])), Err(vec![("bad-time", Some(3))]));
}

#[test]
fn columns_are_looked_for_at_once() {
    let text = "[table.t]\nrows = \"record\"\nid = \"编号\"\nattributes = { a = \"姓名\", b = \"@C\", c = \"查获\", d = \"@Z\" }\n";
    let found = told(text, &["案件编号", "姓名", "姓名", "查获时间"], &[]);
    assert_eq!(found, Err(vec![("column-missing", None), ("column-twice", Some(2)), ("column-missing", None), ("column-missing", None)]));
    let mapping = mapping(text);
    let columns: Vec<String> = ["案件编号", "姓名", "姓名", "查获时间"].map(str::to_owned).to_vec();
    let faults = Converter::new(&mapping, &mapping.tables[0], &columns, None).err().unwrap();
    let shown: Vec<String> = faults.iter().map(|fault| format!("{}\n{}", fault.words.get(Lang::Zh), fault.words.get(Lang::En))).collect();
    insta::assert_snapshot!(shown.join("\n"));
}

/// A title above the header, or a sheet of notes, is said so once.
#[test]
fn what_is_no_header_is_said_once() {
    let text = "[table.t]\nrows = \"record\"\nid = \"编号\"\nattributes = { a = \"姓名\", c = \"查获时间\" }\n";
    for found in [&["酒驾醉驾线索台账", "", ""][..], &["", ""], &[]] {
        assert_eq!(told(text, found, &[]), Err(vec![("no-header", None)]), "{found:?}");
    }
    let missing = || ("column-missing", None);
    assert_eq!(told(text, &["案件编号", "x"], &[]), Err(vec![missing(), missing(), missing()]), "one is like it");
    assert_eq!(told(text, &["编号", "x"], &[]), Err(vec![missing(), missing()]), "one is there");
}

#[test]
fn columns_that_nobody_mapped_are_listed() {
    let text = "[table.t]\nrows = \"record\"\nid = \"编号\"\nignore = [\"备注\"]\n";
    let mapping = mapping(text);
    let columns: Vec<String> = ["编号", "备注", "", "备注", "领导"].map(str::to_owned).to_vec();
    let converter = Converter::new(&mapping, &mapping.tables[0], &columns, None).unwrap();
    assert_eq!(converter.unmapped(), ["领导"]);
}

#[test]
fn columns_may_come_later() {
    let mapping = mapping(LONG);
    let columns: Vec<String> = LONG_COLUMNS.map(str::to_owned).to_vec();
    let mut converter = Converter::growing(&mapping, &mapping.tables[0], &columns[..4], None);
    assert_eq!(converter.missing().len(), 9);
    let mut part = Part::default();
    assert_eq!(converter.part(&row(&texts(&["1", "", "查获", "2022-05-15"])), &mut part), Ok(true));
    assert_eq!(part.events.len(), 1);
    converter.grow(&columns);
    assert_eq!(converter.missing(), []);
    assert_eq!(converter.unmapped(), [""; 0]);
    assert_eq!(converter.part(&row(&texts(&["1", "", "查获", "2022-05-15", "甲"])), &mut part), Ok(true));
    assert!(part.text.contains(r#""by":"甲""#));
}

#[test]
fn places_are_marked() {
    let mapping = mapping(WIDE);
    let columns: Vec<String> = WIDE_COLUMNS.map(str::to_owned).to_vec();
    let mut converter = Converter::new(&mapping, &mapping.tables[0], &columns, Some(Zone::shanghai())).unwrap();
    let mut part = Part::default();
    let cells = ["2022", "15", "梁某", "群众", "", "2022-05-15", "2022-05-15 16:10", "组织部", "是", "2022-05-16", "9:00", "号", "甲"];
    assert_eq!(converter.part(&row(&texts(&cells)), &mut part), Ok(true));
    let column = |needle: &str| {
        let at = u32::try_from(part.text.find(needle).unwrap()).unwrap();
        let n = part.marks.partition_point(|mark| mark.offset <= at);
        part.marks[n - 1].column
    };
    assert_eq!([column("\"梁某"), column("T16:10:00+08:00"), column("\"org_dept"), column("\"号\"")], [2, 6, 7, 11]);
    assert!(part.marks.is_sorted_by_key(|mark| mark.offset));
    assert_eq!(part.attributes.iter().map(|told| told.column).collect::<Vec<_>>(), [u32::MAX, 2, 3]);
}

proptest::proptest! {
    /// Whatever stands in the cells, nothing panics, and what is written is JSON.
    #[test]
    fn no_cell_panics(cells in proptest::collection::vec("\\PC{0,12}|[0-9年月日时分:/. %,、;√是否-]{0,14}", 13), kinds in proptest::collection::vec(0..6_u8, 13)) {
        let cell = |(text, kind): (&'static str, u8)| match kind {
            0 => Cell::Whole(text.len() as i64 * 7_919),
            1 => Cell::Number(text.len() as f64 * 1.7e4),
            2 => Cell::Local(Day(i32::try_from(text.len()).unwrap_or(0) * 90_000), Clock::At(1)),
            3 => Cell::Broken(text),
            _ => Cell::Text(text),
        };
        let leaked: Vec<&'static str> = cells.into_iter().map(|text| &*text.leak()).collect();
        let cells: Vec<Cell<'_>> = leaked.into_iter().zip(kinds).map(cell).collect();
        let _ = told(WIDE, &WIDE_COLUMNS, &cells);
        let _ = told(LONG, &LONG_COLUMNS, &cells);
    }
}
