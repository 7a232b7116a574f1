//! Tables as programs and people write them, in pieces of any size.

use super::*;

/// Hands out its bytes so many at a time.
struct Pieces<'b>(&'b [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.1.min(buffer.len());
        self.0.read(&mut buffer[..n])
    }
}

/// `line: cell|cell` of each row, `line C: code` of each fault (C: the column's letter).
fn read_in(bytes: &[u8], settings: Settings, pieces: usize) -> Vec<String> {
    let mut rows = open(Pieces(bytes, pieces), settings);
    let (mut row, mut told) = (Row::default(), Vec::new());
    loop {
        match rows.next(&mut row).unwrap() {
            Step::Row => {
                let cell = |n| match row.cell(n) {
                    Cell::Text(text) => text.to_owned(),
                    _ => String::new(),
                };
                told.push(format!("{}: {}", row.line, (0..row.len()).map(cell).collect::<Vec<_>>().join("|")));
            }
            Step::Fault(fault) => {
                let column = fault.column.map(|column| format!(" {}", char::from(b'A' + column as u8))).unwrap_or_default();
                told.push(format!("{}{column}: {}", fault.line, fault.code));
            }
            Step::End => return told,
            other => panic!("{other:?}"),
        }
    }
}

fn read(text: impl AsRef<[u8]>) -> Vec<String> {
    let settings = Settings { separator: separator(text.as_ref(), 1, false), ..Settings::default() };
    let whole = read_in(text.as_ref(), settings, usize::MAX);
    assert_eq!(read_in(text.as_ref(), settings, 1), whole);
    whole
}

#[test]
fn rows_as_programs_write_them() {
    assert_eq!(read("编号,时间\n1,2022-01-01\n\n2,\n"), ["1: 编号|时间", "2: 1|2022-01-01", "3: ", "4: 2|"]);
    assert_eq!(read("a;b\r\n1;2\r\n3;4"), ["1: a|b", "2: 1|2", "3: 3|4"]);
    assert_eq!(read("a\tb\r1\t2\r"), ["1: a|b", "2: 1|2"]);
    assert_eq!(read("a,b\n\"1\",\"x, \"\"y\"\"\nz\"\n3,4\n"), ["1: a|b", "2: 1|x, \"y\"\nz", "4: 3|4"]);
    assert_eq!(read("\"a\",\"b\"\r\n\"1\",\"2\"\r\n\"\",\"\"\"\"\r\n"), ["1: a|b", "2: 1|2", "3: |\""]);
    assert_eq!(read("a,b\n 1 , \"2\" \n"), ["1: a|b", "2:  1 |2"]);
    assert_eq!(read("a,b\n5\" disk,=\"001\"\n"), ["1: a|b", "2: 5\" disk|=\"001\""]);
    assert_eq!(read("sep=;\na;b\n1;2\n"), ["2: a|b", "3: 1|2"]);
    assert_eq!(read("a,b\n\"1\",\"2\""), ["1: a|b", "2: 1|2"]);
    assert_eq!((read(""), read("\n"), read("a")), (vec![], vec!["1: ".to_owned()], vec!["1: a".to_owned()]));
}

#[test]
fn a_quote_that_never_closes_costs_its_line() {
    let expected = ["1: a|b", "2 B: unclosed-quote", "3: 3|4", "4: 5|6"];
    assert_eq!(read("a,b\n1,\"2\n3,4\n5,6\n"), expected);
    assert_eq!(read("a,b\n1,\"2\n3,4\n5,\"6\"\n"), expected);
    assert_eq!(read("a,b\n1,\"2\n\"3\",4\n5,6\n"), expected);
    assert_eq!(read("a,b\n\"x\ny\",\"2\n3,4\n5,6\n"), ["1: a|b", "3 B: unclosed-quote", "4: 3|4", "5: 5|6"]);
    assert_eq!(read("a,b\n1,\"say \"hi\" now\"\n3,4\n"), ["1: a|b", "2 B: stray-quote", "3: 3|4"]);
    assert_eq!(read("a,b\n\"\"\"\n1,2"), ["1: a|b", "2 A: unclosed-quote", "3: 1|2"]);
}

#[test]
fn a_quote_open_beyond_the_limit_is_not_closed() {
    let text = format!("a,b\n1,\"2\n{}", "3,4\n".repeat(1_000_000));
    let settings = Settings { limit: 10_000, ..Settings::default() };
    let told = read_in(text.as_bytes(), settings, usize::MAX);
    assert_eq!((told.len(), &told[1][..], &told[2][..]), (1_000_002, "2 B: unclosed-quote", "3: 3|4"));
}

#[test]
fn rows_have_as_many_cells_as_the_header() {
    assert_eq!(
        read("a,b\n1\n1,2,3\n1,2, ,\n,,,\n\n3,4\n"),
        ["1: a|b", "2: ragged-row", "3: ragged-row", "4: 1|2| |", "5: |||", "6: ", "7: 3|4"]
    );
    let settings = Settings { header: 3, ..Settings::default() };
    let told = read_in("2022年台账\n,当事人,\n编号,姓名,单位\n1,2,3\n1,2\n".as_bytes(), settings, 7);
    assert_eq!(told, ["1: 2022年台账", "2: |当事人|", "3: 编号|姓名|单位", "4: 1|2|3", "5: ragged-row"]);
    let fault = Flaw::Ragged { expected: 2, found: 3 }.at(3, None);
    let Step::Fault(fault) = fault else { panic!("{fault:?}") };
    assert!(fault.words.en.contains("has 2 columns, this row 3") && fault.words.zh.contains("有 2 列,这一行有 3 列"));
}

#[test]
fn bytes_that_are_no_text_cost_their_row() {
    assert_eq!(read(b"a,b,c\n1,\xE6\xA2,3\n4,5,6\n"), ["1: a|b|c", "2 B: wrong-bytes", "3: 4|5|6"]);
    assert_eq!(read(b"a,b\n\"1\",\"\xFF\"\n4,5\n"), ["1: a|b", "2 B: wrong-bytes", "3: 4|5"]);
    assert_eq!(read(b"a,b\n1,\0\n\"\0\",5\n6,7\n"), ["1: a|b", "2 B: nul-byte", "3 A: nul-byte", "4: 6|7"]);
}

#[test]
fn full_width_commas_are_pointed_out() {
    assert_eq!(read("编号\u{FF0C}时间\u{FF0C}备注\n1\u{FF0C}2022-01-01\u{FF0C}无\n2,3\n"), ["1 A: full-width-separator"]);
    assert_eq!(read("编号\u{FF0C}时间,备注\n"), ["1: 编号\u{FF0C}时间|备注"]);
}

#[test]
fn a_line_too_long_is_passed_over() {
    let long = "x".repeat(5_000);
    let settings = Settings { limit: 1_000, ..Settings::default() };
    for (text, last) in [(format!("a,b\n{long},1\n3,4\n"), "3: 3|4"), (format!("a,b\n{}\n3,4\n", long.repeat(200)), "3: 3|4")] {
        for pieces in [1, 999, usize::MAX] {
            let told = read_in(text.as_bytes(), settings, pieces);
            assert_eq!(told.last().map(String::as_str), Some(last), "{told:?}");
        }
    }
    let text = format!("a,b\n{}\n3,4\n", long.repeat(200));
    assert_eq!(read_in(text.as_bytes(), settings, usize::MAX)[1], "2: too-long");
    assert_eq!(read_in(format!("a,b\n{}", long.repeat(200)).as_bytes(), settings, usize::MAX), ["1: a|b", "2: too-long"]);
}

#[test]
fn what_an_error_cuts_off_is_no_row() {
    struct Broken<'b>(&'b [u8]);
    impl Read for Broken<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.read(buffer)? {
                0 => Err(io::ErrorKind::UnexpectedEof.into()),
                n => Ok(n),
            }
        }
    }
    let mut rows = open(Broken(b"a,b\n1,2\n3,"), Settings::default());
    let mut row = Row::default();
    assert_eq!((rows.next(&mut row).unwrap(), rows.next(&mut row).unwrap()), (Step::Row, Step::Row));
    assert_eq!(rows.next(&mut row).map_err(|error| error.kind()), Err(io::ErrorKind::UnexpectedEof));
    assert_eq!(rows.next(&mut row).unwrap(), Step::End);
}

/// The cells of every row, and the lines that rows and faults stand at.
fn cells(bytes: &[u8], pieces: usize) -> (Vec<Vec<String>>, Vec<u64>) {
    let mut rows = open(Pieces(bytes, pieces), Settings::default());
    let (mut row, mut found, mut lines) = (Row::default(), Vec::new(), Vec::new());
    loop {
        match rows.next(&mut row).unwrap() {
            Step::Row => {
                let cell = |n| if let Cell::Text(text) = row.cell(n) { text.to_owned() } else { String::new() };
                found.push((0..row.len()).map(cell).collect());
                lines.push(row.line);
            }
            Step::Fault(fault) => lines.push(fault.line),
            _ => return (found, lines),
        }
    }
}

/// As [`cells`], with rows told apart first and cut afterwards; what is left of a header is not.
fn cut(bytes: &[u8], pieces: usize) -> (Vec<Vec<String>>, Vec<u64>) {
    let mut rows = open(Pieces(bytes, pieces), Settings::default());
    let (mut row, mut found, mut lines, mut cutter) = (Row::default(), Vec::new(), Vec::new(), Cutter::default());
    loop {
        let known = match rows.lines() {
            None => match Rows::next(&mut rows, &mut row).unwrap() {
                Step::Row => true,
                Step::Fault(fault) => {
                    lines.push(fault.line);
                    false
                }
                _ => return (found, lines),
            },
            Some(text) => match text.next_line(&mut row).unwrap() {
                Line::Row(line) => {
                    let cut = cutter.cut(text.bytes(), text.style().unwrap(), line, &mut row);
                    lines.extend(cut.as_ref().err().map(|fault| fault.line));
                    cut.is_ok()
                }
                Line::Step(Step::Fault(fault)) => {
                    lines.push(fault.line);
                    false
                }
                Line::Step(_) => return (found, lines),
            },
        };
        if known {
            let cell = |n| if let Cell::Text(text) = row.cell(n) { text.to_owned() } else { String::new() };
            found.push((0..row.len()).map(cell).collect());
            lines.push(row.line);
        }
    }
}

proptest::proptest! {
    #[test]
    fn what_another_program_writes_is_read_as_it_was(
        rows in proptest::collection::vec(proptest::collection::vec("[a梁𠮷\",;\r\n \u{feff}]{0,6}", 3), 1..8),
        crlf: bool,
    ) {
        let end = if crlf { ::csv::Terminator::CRLF } else { ::csv::Terminator::Any(b'\n') };
        let mut writer = ::csv::WriterBuilder::new().terminator(end).from_writer(Vec::new());
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        let text = writer.into_inner().unwrap();
        for pieces in [1, 5, usize::MAX] {
            proptest::prop_assert_eq!(&cells(&text, pieces).0, &rows);
        }
    }

    #[test]
    fn whatever_comes_is_read_to_its_end(
        bytes in proptest::collection::vec(proptest::sample::select(b"a,,\"\"\"\n\n\r \0\xFF\xE6\xA2\x81".to_vec()), 0..60),
    ) {
        let (whole, lines) = cells(&bytes, usize::MAX);
        let breaks = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64;
        proptest::prop_assert!(lines.is_sorted() && lines.last().is_none_or(|last| *last <= breaks + 1));
        for pieces in [1, 2, 7] {
            proptest::prop_assert_eq!(&cells(&bytes, pieces).0, &whole);
        }
        for pieces in [1, 7, usize::MAX] {
            proptest::prop_assert_eq!(cut(&bytes, pieces), cells(&bytes, pieces));
        }
    }
}
