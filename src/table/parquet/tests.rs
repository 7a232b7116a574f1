//! Tables made here, read in this process.

use super::*;
use crate::table::Line;
use crate::table::apart::{Frames, Told};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::io::{Seek, SeekFrom, Write};
use std::sync::Arc;

const SCHEMA: &str = "message cases {
    required binary id (UTF8);
    optional int64 at (TIMESTAMP(MICROS,true));
    optional int64 local (TIMESTAMP(NANOS,false));
    optional int32 day (DATE);
    optional int32 money (DECIMAL(9,2));
    optional double share;
    optional group people (LIST) { repeated group list { optional binary element (UTF8); } }
}";

fn made() -> File {
    let mut file = tempfile::tempfile().unwrap();
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let mut writer = SerializedFileWriter::new(file.try_clone().unwrap(), schema, Arc::new(WriterProperties::default())).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for column in 0..7 {
        let mut out = group.next_column().unwrap().unwrap();
        let levels = Some(&[1_i16, 0][..]);
        match column {
            0 => out.typed::<ByteArrayType>().write_batch(&[ByteArray::from("案1"), ByteArray::from("案2")], None, None).unwrap(),
            1 => out.typed::<Int64Type>().write_batch(&[1_652_598_000_000_000], levels, None).unwrap(),
            2 => out.typed::<Int64Type>().write_batch(&[1_652_626_800_000_000_000], levels, None).unwrap(),
            3 => out.typed::<Int32Type>().write_batch(&[19_127], levels, None).unwrap(),
            4 => out.typed::<Int32Type>().write_batch(&[-12_345], levels, None).unwrap(),
            5 => out.typed::<DoubleType>().write_batch(&[0.5], levels, None).unwrap(),
            _ => out.typed::<ByteArrayType>().write_batch(&[ByteArray::from("梁某")], Some(&[3, 0]), Some(&[0, 0])).unwrap(),
        };
        out.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    file
}

fn told(file: File) -> Vec<String> {
    told_of(file, None)
}

fn told_of(file: File, columns: Option<&[usize]>) -> Vec<String> {
    let mut out = Frames::new(Vec::new());
    read(file, columns, &mut out).unwrap();
    out.end().unwrap();
    let (mut told, mut row, mut steps) = (Told::new(&out.out[..]), Row::default(), Vec::new());
    told.headed().unwrap();
    steps.extend(told.columns.clone().map(|columns| columns.join(",")));
    loop {
        match told.next_line().unwrap() {
            Line::Row(_) => {
                told.last(&mut row);
                steps.push(format!("{}: {:?}", row.line, (0..row.len()).map(|n| row.cell(n)).collect::<Vec<_>>()));
            }
            Line::Step(Step::Fault(fault) | Step::Notice(fault)) => steps.push(format!("{}: {}", fault.line, fault.code)),
            Line::Step(Step::End) => return steps,
            Line::Step(step) => panic!("{step:?}"),
        }
    }
}

#[test]
fn columns_have_their_types() {
    assert_eq!(
        told(made()),
        [
            "id,at,local,day,money,share",
            "1: parquet-left-out",
            "1: [Text(\"案1\"), Instant(Instant(1652598000000000)), Local(Day(19127), At(54000000000)), Local(Day(19127), None), Number(-123.45), Number(0.5)]",
            "2: [Text(\"案2\"), Blank, Blank, Blank, Blank, Blank]",
        ]
    );
}

#[test]
fn columns_nobody_looks_at_are_blank() {
    let told = told_of(made(), Some(&[0, 3]));
    assert_eq!(told[0], "id,at,local,day,money,share");
    assert_eq!(told[2..], ["1: [Text(\"案1\"), Blank, Blank, Local(Day(19127), None)]", "2: [Text(\"案2\"), Blank, Blank, Blank]"]);
}

#[test]
fn files_that_are_damaged_say_so() {
    let mut whole = Vec::new();
    io::Read::read_to_end(&mut made(), &mut whole).unwrap();
    for bytes in [&whole[..whole.len() - 9], &whole[..4], &b"PAR1PAR1"[..], &b"PAR1\xFF\xFF\xFF\x7FPAR1"[..]] {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.seek(SeekFrom::Start(0)).unwrap();
        assert_eq!(told(file), ["1: parquet-unreadable"]);
    }
}
