//! Tables as Parquet, read by the program itself, started again under limits: the verdicts that the same rows give as
//! CSV, wherever they stand.

use crate::support::run;
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

const MAPPING: &str = r#"
policy = "xiangzhou-dui"
[table.cases]
files = "cases*"
rows = "record"
id = "id"
[table.cases.attributes]
"subject.name" = "name"
bac_mg_per_100ml = { column = "bac", type = "number" }
[table.events]
files = "events*"
rows = "event"
id = "id"
[table.events.event]
type = "type"
at = "at"
by = "by"
"#;

const RECORDS: usize = 3_000;

/// Each has a name, a number or a time in seconds since 1970, or a text.
type Columns<'c> = [(&'c str, Values)];

enum Values {
    Text(Vec<String>),
    Whole(Vec<i64>),
    Time(Vec<i64>),
}

/// Several row groups; where a text is empty, nothing.
fn write_parquet(path: &Path, columns: &Columns<'_>) {
    let declared = columns.iter().map(|(name, values)| match values {
        Values::Text(_) => format!("optional binary {name} (UTF8);"),
        Values::Whole(_) => format!("required int64 {name};"),
        Values::Time(_) => format!("required int64 {name} (TIMESTAMP(MICROS,true));"),
    });
    let schema = parse_message_type(&format!("message rows {{ {} }}", declared.collect::<String>())).unwrap();
    let properties = Arc::new(WriterProperties::default());
    let mut writer = SerializedFileWriter::new(File::create(path).unwrap(), Arc::new(schema), properties).unwrap();
    let rows = columns.iter().map(|(_, values)| values.len()).min().unwrap();
    for start in (0..rows).step_by(1_700) {
        let end = rows.min(start + 1_700);
        let mut group = writer.next_row_group().unwrap();
        for (_, values) in columns {
            let mut out = group.next_column().unwrap().unwrap();
            match values {
                Values::Text(texts) => {
                    let levels: Vec<i16> = texts[start..end].iter().map(|text| i16::from(!text.is_empty())).collect();
                    let told: Vec<_> =
                        texts[start..end].iter().filter(|text| !text.is_empty()).map(|text| ByteArray::from(text.as_str())).collect();
                    out.typed::<ByteArrayType>().write_batch(&told, Some(&levels), None).unwrap();
                }
                Values::Whole(numbers) => _ = out.typed::<Int64Type>().write_batch(&numbers[start..end], None, None).unwrap(),
                Values::Time(times) => {
                    let micros: Vec<i64> = times[start..end].iter().map(|at| at * 1_000_000).collect();
                    out.typed::<Int64Type>().write_batch(&micros, None, None).unwrap();
                }
            }
            out.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
}

fn write_csv(path: &Path, columns: &Columns<'_>) {
    let mut text = columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(",");
    for row in 0..columns.iter().map(|(_, values)| values.len()).min().unwrap() {
        let cells = columns.iter().map(|(_, values)| match values {
            Values::Text(texts) => texts[row].clone(),
            Values::Whole(numbers) => numbers[row].to_string(),
            Values::Time(times) => chrono::DateTime::from_timestamp(times[row], 0).unwrap().to_rfc3339(),
        });
        text.push('\n');
        text.push_str(&cells.collect::<Vec<_>>().join(","));
    }
    std::fs::write(path, text + "\n").unwrap();
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Values::Text(values) => values.len(),
            Values::Whole(values) | Values::Time(values) => values.len(),
        }
    }
}

fn id(n: usize) -> String {
    format!("c{n:05}")
}

/// A record's row, and two events each; `order` of the events.
fn written(folder: &Path, order: &[usize]) {
    let name = |n: usize| if n.is_multiple_of(7) { String::new() } else { format!("当事人{n}") };
    let cases = [
        ("id", Values::Text((0..RECORDS).map(id).collect())),
        ("name", Values::Text((0..RECORDS).map(name).collect())),
        ("bac", Values::Whole((0..RECORDS as i64).map(|n| n % 200).collect())),
    ];
    let what = |n: &usize| if n.is_multiple_of(2) { "caught" } else { "persons_notified" }.to_owned();
    // one in three hears of it too late
    let at =
        |n: &usize| 1_652_598_000 + (n / 2) as i64 * 60 + if n % 2 == 1 { 3_600 * if n.is_multiple_of(3) { 30 } else { 2 } } else { 0 };
    let events = [
        ("type", Values::Text(order.iter().map(what).collect())),
        ("id", Values::Text(order.iter().map(|n| id(n / 2)).collect())),
        ("at", Values::Time(order.iter().map(at).collect())),
        ("by", Values::Text(order.iter().map(|_| "police".to_owned()).collect())),
    ];
    for (name, columns) in [("cases", &cases[..]), ("events", &events[..])] {
        write_parquet(&folder.join(format!("{name}.parquet")), columns);
        write_csv(&folder.join(format!("{name}.csv")), columns);
    }
    std::fs::write(folder.join("mapping.toml"), MAPPING).unwrap();
}

/// What a run printed of two tables, with names that do not tell their kind.
fn judged(folder: &Path, kind: &str) -> [String; 2] {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (cases, events) = (path(&format!("cases.{kind}")), path(&format!("events.{kind}")));
    let words =
        ["evaluate", "--policy", "policies/xiangzhou-dui", "--format", "ndjson", "--as-of", "2024-06-01T00:00:00+08:00", "--mapping"];
    let ran = run(&[&words[..], &[&path("mapping.toml"), &cases, &events]].concat());
    assert!(!ran.out.is_empty(), "{}", ran.err);
    [ran.out, ran.err].map(|text| text.replace(&format!(".{kind}"), ""))
}

#[test]
fn verdicts_are_those_of_csv() {
    let side_by_side: Vec<usize> = (0..2 * RECORDS).collect();
    let turned: Vec<usize> = side_by_side.iter().rev().copied().collect();
    for order in [side_by_side, turned] {
        let folder = tempfile::tempdir().unwrap();
        written(folder.path(), &order);
        assert_eq!(judged(folder.path(), "parquet"), judged(folder.path(), "csv"));
    }
}
