//! Workbooks damaged on the way: no cell is another in silence.

use super::{ods, read};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook as Book};

/// Two workbooks with a text, a number, a date and a merged block.
fn sound() -> [Vec<u8>; 2] {
    let mut book = Book::new();
    let sheet = book.add_worksheet().set_name("案件").unwrap();
    let at = ExcelDateTime::parse_from_str("2022-05-15T15:10:00").unwrap();
    sheet.write(0, 0, "A1").unwrap();
    sheet.write(0, 1, 1001).unwrap();
    sheet.write_with_format(0, 2, &at, &Format::new().set_num_format("yyyy-mm-dd h:mm")).unwrap();
    sheet.merge_range(1, 0, 2, 1, "A2", &Format::new()).unwrap();
    let content = r#"<table:table table:name="案件"><table:table-row><table:table-cell office:value-type="string"><text:p>A1</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="1001"/><table:table-cell office:value-type="date" office:date-value="2022-05-15T15:10:00"/></table:table-row><table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="2" table:number-rows-spanned="2"><text:p>A2</text:p></table:table-cell></table:table-row></table:table>"#;
    [book.save_to_buffer().unwrap(), ods(content)]
}

/// Whether `bytes` gives what it gave with another byte at `at`, or says a fault.
fn is_said_or_harmless(bytes: &[u8], told: &[String], at: usize, byte: u8) -> bool {
    let mut bytes = bytes.to_vec();
    bytes[at] = byte;
    let read = read(&bytes);
    read == told || read.iter().any(|step| step.contains(": fault "))
}

#[test]
fn damage_to_any_byte_is_said_or_harmless() {
    for bytes in sound() {
        let told = read(&bytes);
        assert!(told.len() > 2 && told.iter().all(|step| !step.contains(": fault ")), "{told:?}");
        for at in 0..bytes.len() {
            let byte = bytes[at] ^ 1 << (at % 8);
            assert!(is_said_or_harmless(&bytes, &told, at, byte), "{at}: {} → {byte}", bytes[at]);
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(256))]

    #[test]
    fn damage_is_said_or_harmless(kind in 0_usize..2, at in proptest::num::usize::ANY, byte in proptest::num::u8::ANY) {
        let bytes = &sound()[kind];
        proptest::prop_assert!(is_said_or_harmless(bytes, &read(bytes), at % bytes.len(), byte));
    }
}
