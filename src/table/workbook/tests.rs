//! Workbooks, well made and hostile, read in this process: what else runs in one of its own.

mod damage;

use super::*;
use crate::table::apart::Told;
use crate::table::{Cell, Line};
use crate::time::instant::{DAY, MINUTE};
use rust_xlsxwriter::{Chart, ChartType, ExcelDateTime, Format, Formula, Workbook as Book};
use std::io::Cursor;
use zip::write::SimpleFileOptions;

/// What a workbook gives, each step as a line of text.
fn read(bytes: &[u8]) -> Vec<String> {
    let mut out = Frames::new(Vec::new());
    read::read(Cursor::new(bytes), &mut out).unwrap();
    out.end().unwrap();
    let (mut told, mut row, mut steps) = (Told::new(&out.out[..]), Row::default(), Vec::new());
    loop {
        match told.next_line().unwrap() {
            Line::Row(_) => {
                told.last(&mut row);
                steps.push(format!("{}: {}", row.line, (0..row.len()).map(|n| shown(row.cell(n))).collect::<Vec<_>>().join(" | ")))
            }
            Line::Step(Step::Sheet(name)) => steps.push(format!("sheet {name}")),
            Line::Step(Step::Fault(fault)) => steps.push(format!("{}: fault {}", fault.line, fault.code)),
            Line::Step(Step::Notice(notice)) => steps.push(format!("{}: notice {}", notice.line, notice.code)),
            Line::Step(Step::Row | Step::End) => return steps,
        }
    }
}

fn shown(cell: Cell) -> String {
    use crate::table::Clock;
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) => text.to_owned(),
        Cell::Local(day, Clock::None) => day.to_string(),
        Cell::Local(day, Clock::At(at)) => format!("{day}+{}min", at / MINUTE),
        other => format!("{other:?}"),
    }
}

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// An XLSX with one sheet, written by hand; style 1 is a date.
fn xlsx(sheet: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    packed(&[
        ("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        ("_rels/.rels", format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>").as_bytes()),
        ("xl/workbook.xml", format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"案件\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>").as_bytes()),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>").as_bytes()),
        ("xl/styles.xml", format!("<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>").as_bytes()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{main}\">{sheet}</worksheet>").as_bytes()),
    ])
}

fn ods(content: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles><style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style></office:automatic-styles><office:body><office:spreadsheet>{content}</office:spreadsheet></office:body></office:document-content>"
    );
    packed(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", content.as_bytes()),
    ])
}

#[test]
fn cells_have_their_types() {
    let mut book = Book::new();
    let sheet = book.add_worksheet().set_name("案件").unwrap();
    let format = |code| Format::new().set_num_format(code);
    let at = ExcelDateTime::parse_from_str("2022-05-15T15:10:00").unwrap();
    let day = ExcelDateTime::parse_from_str("2022-05-15").unwrap();
    sheet.write(0, 0, "编号").unwrap();
    sheet.write(2, 0, 1001).unwrap();
    sheet.write(2, 1, 0.5).unwrap();
    sheet.write(2, 2, true).unwrap();
    sheet.write_with_format(3, 0, &at, &format("yyyy\"年\"m\"月\"d\"日\" h:mm")).unwrap();
    sheet.write_with_format(3, 1, &day, &format("[$-804]yyyy\"年\"m\"月\"d\"日\";@")).unwrap();
    sheet.write_with_format(3, 2, 0.645_833_333_333, &format("h:mm")).unwrap();
    sheet.write_with_format(3, 3, 1.145_833_333_333, &format("[h]:mm:ss")).unwrap();
    sheet.write_with_format(3, 4, 60, &format("yyyy-mm-dd")).unwrap();
    sheet.write_formula(4, 1, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write_formula(4, 2, Formula::new("=NA()").set_result("#N/A")).unwrap();
    sheet.write_formula(4, 3, Formula::new("=A1").set_result("梁某")).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    assert_eq!(
        read(&bytes),
        [
            "sheet 案件",
            "1: 编号",
            "3: Whole(1001) | Number(0.5) | Boolean(true)",
            "4: 2022-05-15+910min | 2022-05-15 | 15:30 | 27:30 | Broken(\"1900-02-29\")",
            "5:  | Whole(2) | Broken(\"#N/A\") | 梁某",
        ]
    );
    assert_eq!(DAY / MINUTE, 1440);
}

#[test]
fn merged_cells_count_for_what_they_cover() {
    let mut book = Book::new();
    let sheet = book.add_worksheet().set_name("s").unwrap();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 4, "2022年督办台账", &plain).unwrap();
    sheet.merge_range(1, 0, 2, 0, "编号", &plain).unwrap();
    sheet.merge_range(1, 1, 1, 2, "时间", &plain).unwrap();
    sheet.write(2, 1, "立案").unwrap();
    sheet.write(2, 2, "办结").unwrap();
    sheet.merge_range(3, 0, 5, 0, "A1", &plain).unwrap();
    for row in 3..6 {
        sheet.write(row, 1, row).unwrap();
    }
    sheet.merge_range(6, 0, 7, 1, "A2", &plain).unwrap();
    assert_eq!(
        read(&book.save_to_buffer().unwrap()),
        [
            "sheet s",
            "1: 2022年督办台账 | 2022年督办台账 | 2022年督办台账 | 2022年督办台账 | 2022年督办台账",
            "2: 编号 | 时间 | 时间",
            "3: 编号 | 立案 | 办结",
            "4: A1 | Whole(3)",
            "5: A1 | Whole(4)",
            "6: A1 | Whole(5)",
            "7: A2 | A2",
        ]
    );
}

#[test]
fn hidden_sheets_are_noticed_and_charts_passed_over() {
    let mut book = Book::new();
    book.add_worksheet().set_name("一").unwrap().write(0, 0, 1).unwrap();
    book.add_worksheet().set_name("二").unwrap().set_hidden(true).write(0, 0, 2).unwrap();
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values("一!$A$1:$A$1");
    book.add_chartsheet().insert_chart(0, 0, &chart).unwrap();
    book.add_worksheet().set_name("三").unwrap().set_very_hidden(true);
    book.add_worksheet().set_name("四").unwrap().write(9, 3, 4).unwrap();
    assert_eq!(
        read(&book.save_to_buffer().unwrap()),
        ["sheet 一", "1: Whole(1)", "1: notice sheet-hidden", "1: notice sheet-hidden", "sheet 四", "10:  |  |  | Whole(4)"]
    );
}

#[test]
fn what_a_program_wrote_that_does_not_calculate_is_broken() {
    let sheet = r#"<sheetData><row r="1"><c r="A1"><f>B1+1</f></c><c r="B1"><f>C1</f><v></v></c><c r="C1" t="str"><f>""</f><v></v></c>
        <c r="D1" t="inlineStr"><is><t>x</t></is></c><c r="E1" s="1"><v>44696</v></c><c r="F1" t="d"><v>2022-05-15T15:10:00</v></c></row></sheetData>"#;
    assert_eq!(read(&xlsx(sheet)), ["sheet 案件", "1: Broken(\"=B1+1\") | Broken(\"=C1\") |  | x | 2022-05-15 | 2022-05-15+910min"]);
}

#[test]
fn a_cell_that_cannot_be_read_costs_the_rows_it_may_stand_in() {
    let rows = |bad: &str| {
        let sheet = format!(
            r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c>{bad}</row><row r="3"><c r="A3"><v>3</v></c></row><row r="4"><c r="A4"><v>4</v></c></row></sheetData>"#
        );
        read(&xlsx(&sheet))
    };
    let last = rows(r##"<c r="B2" t="e"><v>#SPILL!</v></c>"##);
    assert_eq!(last, ["sheet 案件", "1: Whole(1)", "2: fault row-unreadable", "3: fault row-unreadable", "4: Whole(4)"]);
    let within = rows(r#"<c r="B2" t="s"><v>77</v></c><c r="C2"><v>5</v></c>"#);
    assert_eq!(within, ["sheet 案件", "1: Whole(1)", "2: fault row-unreadable", "3: Whole(3)", "4: Whole(4)"]);
}

#[test]
fn a_sheet_may_claim_what_it_likes() {
    let sheet = r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>"#;
    let steps = read(&xlsx(sheet));
    assert_eq!(steps[..2], ["sheet 案件", "1: Whole(1)"]);
    // covered by a block that shows nothing
    assert_eq!(steps.len(), 2);
    let sheet = r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>"#;
    assert!(read(&xlsx(sheet))[1].starts_with("1048576: "));
    for beyond in ["XFE1", "A1048577"] {
        let sheet = format!(r#"<sheetData><row><c r="{beyond}"><v>1</v></c></row></sheetData>"#);
        let steps = read(&xlsx(&sheet));
        assert!(steps[1].ends_with("fault sheet-order") || steps[1].ends_with("fault sheet-unreadable"), "{steps:?}");
    }
    let sheet = r#"<sheetData><row r="2"><c r="A2"><v>2</v></c></row><row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#;
    assert_eq!(read(&xlsx(sheet)), ["sheet 案件", "2: Whole(2)", "1: fault sheet-order"]);
}

#[test]
fn sheets_that_break_off_say_where() {
    let sheet = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>3"#;
    assert_eq!(read(&xlsx(sheet)), ["sheet 案件", "1: Whole(1)", "2: fault sheet-unreadable"]);
    let mut book = Book::new();
    book.add_worksheet().write(0, 0, "x").unwrap();
    let whole = book.save_to_buffer().unwrap();
    for bytes in
        [&whole[..whole.len() / 2], &whole[..10], b"PK\x03\x04", b"", b"id,name\n1,2\n", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 broken"]
    {
        assert_eq!(read(bytes), ["1: fault workbook-unreadable"]);
    }
    assert_eq!(read(&packed(&[("cases.csv", b"id")])), ["1: fault workbook-unreadable"]);
}

#[test]
fn bombs_are_not_unpacked() {
    let zeros = vec![b' '; 70 << 20];
    let bytes = packed(&[("xl/workbook.xml", b""), ("xl/sharedStrings.xml", &zeros)]);
    assert!(bytes.len() < 1 << 20);
    assert_eq!(read(&bytes), ["1: fault workbook-bomb"]);
}

#[test]
fn open_document() {
    let content = r##"
<table:table table:name="案件" table:style-name="ta1"><table:table-column table:number-columns-repeated="16384"/>
<table:table-header-rows><table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="2"><text:p>编号</text:p></table:table-cell><table:covered-table-cell/><table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation><text:p>a<text:s text:c="2"/>b &amp; <text:span>c</text:span></text:p><text:p>d</text:p></table:table-cell></table:table-row></table:table-header-rows>
<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
<table:table-row><table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>A1</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2022-05-15"><text:p>15.5.</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2022-05-15T15:10:00"/><table:table-cell office:value-type="time" office:time-value="PT15H30M00S"/><table:table-cell office:value-type="float" office:value="3" table:number-columns-repeated="2"/><table:table-cell office:value-type="boolean" office:boolean-value="true"/><table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell><table:table-cell table:formula="of:=[.A1]"/><table:table-cell table:number-columns-repeated="16000"/></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:covered-table-cell/><table:table-cell office:value-type="percentage" office:value="0.5"/></table:table-row>
<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table>
<table:table table:name="藏" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row></table:table>
<table:table table:name="末"><table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row></table:table>"##;
    assert_eq!(
        read(&ods(content)),
        [
            "sheet 案件",
            "1: 编号 | 编号 | a  b & c\nd",
            "5: A1 | 2022-05-15 | 2022-05-15+910min | 15:30 | Whole(3) | Whole(3) | Boolean(true) | Broken(\"#N/A\") | Broken(\"=…\")",
            "6: A1 | Number(0.5)",
            "7:  | Number(0.5)",
            "1: notice sheet-hidden",
            "sheet 末",
            "1: Whole(1)",
        ]
    );
}

#[test]
fn open_document_that_is_hostile() {
    let bomb = r#"<table:table table:name="s"><table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/></table:table-row></table:table>"#;
    let mut out = Frames::new(Counted(0));
    read::read(Cursor::new(ods(bomb)), &mut out).unwrap();
    assert!(out.out.0 < 10 * bounds::CELLS);
    let broken = r#"<table:table table:name="s"><table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row><table:table-row>&xxe;<table:table-cell>"#;
    assert_eq!(read(&ods(broken)), ["sheet s", "1: fault sheet-unreadable"]);
    let locked = packed(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:encryption-data>"),
        ("content.xml", b"\x01"),
    ]);
    assert_eq!(read(&locked), ["1: fault workbook-password"]);
}

/// Counts what is written.
struct Counted(u64);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
