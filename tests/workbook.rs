//! Workbooks read by the program itself, started again under limits.

use crate::support::root;
use duban::table::{Cell, Row, Rows, Step, spool, workbook};
use rust_xlsxwriter::Workbook;
use std::fs::File;
use std::io::{Cursor, Write};
use std::path::Path;
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_duban");

fn open(bytes: Vec<u8>, program: &str) -> Box<dyn Rows> {
    let file: File = spool::spool(&mut Cursor::new(bytes)).unwrap();
    workbook::open_with(file, Path::new(program)).unwrap()
}

/// Every step as a line of text.
fn read(bytes: Vec<u8>) -> Vec<String> {
    steps(open(bytes, PROGRAM))
}

fn steps(mut rows: Box<dyn Rows>) -> Vec<String> {
    let (mut row, mut steps) = (Row::default(), Vec::new());
    loop {
        match rows.next(&mut row).unwrap() {
            Step::Sheet(name) => steps.push(format!("sheet {name}")),
            Step::Row => steps.push(format!("{}: {:?}", row.line, (0..row.len()).map(|n| row.cell(n)).collect::<Vec<_>>())),
            Step::Fault(fault) | Step::Notice(fault) => steps.push(format!("{}: {}", fault.line, fault.code)),
            Step::End => return steps,
        }
    }
}

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn rows_come_from_the_other_process() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("案件").unwrap();
    sheet.write(0, 0, "编号").unwrap();
    sheet.write(2, 1, 0.5).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    assert_eq!(read(bytes), ["sheet 案件", "1: [Text(\"编号\")]", "3: [Blank, Number(0.5)]"]);
}

#[test]
fn old_workbooks_of_both_epochs() {
    for (name, hidden) in [("ledger.xls", Some("1: sheet-hidden")), ("ledger-1904.xls", None)] {
        let told = read(std::fs::read(root().join("tests/data").join(name)).unwrap());
        let rows = [
            "sheet 案件",
            "1: [Text(\"编号\"), Text(\"编号\"), Text(\"时间\")]",
            "2: [Text(\"A1\"), Whole(1), Local(Day(19127), At(54600000000))]",
            "3: [Text(\"A1\"), Number(0.5), Local(Day(19128), None)]",
            "5: [Text(\"A2\"), Boolean(true), Blank]",
        ];
        assert_eq!(told, rows.into_iter().chain(hidden).collect::<Vec<_>>(), "{name}");
    }
}

#[test]
fn memory_ends_at_the_limit() {
    // claims a hundred million names, for which 2.4 GB are asked at once
    let shared = "<sst uniqueCount=\"100000000\"><si><t>x</t></si></sst>";
    let sheet = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let bytes = packed(&[
        (
            "_rels/.rels",
            format!("<Relationships><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")
                .as_bytes(),
        ),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns:r=\"{office}\"><sheets><sheet name=\"s\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>").as_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            )
            .as_bytes(),
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", shared.as_bytes()),
    ]);
    assert_eq!(read(bytes), ["1: reading-broke-off"]);
}

#[test]
#[cfg(unix)]
fn no_answer_and_nonsense_are_faults() {
    for program in ["cat", "true"] {
        assert_eq!(steps(open(b"x".to_vec(), program)), ["1: reading-no-answer"], "{program}");
    }
    assert_eq!(read(b"nothing".to_vec()), ["1: workbook-unreadable"]);
    assert_eq!(read(Vec::new()), ["1: workbook-unreadable"]);
}

#[test]
fn who_stops_listening_leaves_nobody_behind() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..20_000 {
        sheet.write(row, 0, "some text that fills the pipe between the two").unwrap();
    }
    let mut rows = open(book.save_to_buffer().unwrap(), PROGRAM);
    let mut row = Row::default();
    assert!(matches!(rows.next(&mut row).unwrap(), Step::Sheet(_)));
    assert_eq!(rows.next(&mut row).unwrap(), Step::Row);
    assert!(matches!(row.cell(0), Cell::Text(_)));
    let (done, waiting) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        drop(rows);
        done.send(()).unwrap();
    });
    waiting.recv_timeout(Duration::from_secs(20)).unwrap();
}
