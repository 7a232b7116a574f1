//! Texts as offices' systems write them, in pieces of any size.

use super::*;
use encoding_rs::{UTF_16BE, UTF_16LE};

/// Hands out its bytes so many at a time.
struct Pieces<'b>(&'b [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.1.min(buffer.len());
        self.0.read(&mut buffer[..n])
    }
}

/// A text read in steps, the same whatever their size, and what was found out.
fn decoded(bytes: &[u8], told: Option<&'static Encoding>) -> (String, Option<Found>) {
    let of = |pieces: usize, step: usize| {
        let noted = Noted::default();
        let mut read = Decoded::new(Pieces(bytes, pieces), told, noted.clone());
        let (mut out, mut buffer) = (Vec::new(), vec![0; step]);
        loop {
            match read.read(&mut buffer).unwrap() {
                0 => break,
                n => out.extend_from_slice(&buffer[..n]),
            }
        }
        // what did not fit shows
        let text = out.split(|byte| *byte == MISFIT).map(|text| String::from_utf8_lossy(text).into_owned()).collect::<Vec<_>>();
        (text.join("✗"), noted.get())
    };
    let whole = of(usize::MAX, 1 << 20);
    for (pieces, step) in [(1, 1), (3, 2), (5, 7), (usize::MAX, 3), (1, 1 << 20)] {
        assert_eq!(of(pieces, step), whole, "{pieces} {step}");
    }
    whole
}

const TEXT: &str = "编号,姓名,金额\n1,梁某𠮷,€5\nplain,ascii,line\n2,张三,0\n";

fn found(encoding: &'static Encoding, assumed: bool) -> Option<Found> {
    Some(Found { encoding, assumed })
}

fn gb(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

fn utf_16(text: &str, mark: bool, big: bool) -> Vec<u8> {
    let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

#[test]
fn the_encoding_is_found_out() {
    assert_eq!(decoded(TEXT.as_bytes(), None), (TEXT.into(), found(UTF_8, false)));
    assert_eq!(decoded(format!("\u{FEFF}{TEXT}").as_bytes(), None), (TEXT.into(), found(UTF_8, false)));
    assert_eq!(decoded(&gb(TEXT), None), (TEXT.into(), found(GB18030, true)));
    for big in [false, true] {
        let encoding = if big { UTF_16BE } else { UTF_16LE };
        assert_eq!(decoded(&utf_16(TEXT, true, big), None), (TEXT.into(), found(encoding, false)));
        assert_eq!(decoded(&utf_16(TEXT, false, big), None), (TEXT.into(), found(encoding, true)));
    }
    assert_eq!(decoded(b"id,at\n1,2\n", None), ("id,at\n1,2\n".into(), None));
    assert_eq!(decoded(b"", None), (String::new(), None));
}

#[test]
fn what_is_told_holds_unless_a_mark_says_otherwise() {
    let big5 = Encoding::for_label(b"big5");
    assert_eq!(decoded(b"\xA4\xA4\xA4\xE5", big5), ("中文".into(), found(encoding_rs::BIG5, false)));
    assert_eq!(decoded(format!("\u{FEFF}{TEXT}").as_bytes(), big5).0, TEXT);
    assert_eq!(decoded(&gb("张三"), Some(GB18030)), ("张三".into(), found(GB18030, false)));
}

#[test]
fn ascii_in_front_decides_nothing() {
    let front = "plain line\n".repeat(20_000);
    for (bytes, encoding) in [(TEXT.as_bytes().to_vec(), UTF_8), (gb(TEXT), GB18030)] {
        let (text, found) = decoded(&[front.as_bytes(), &bytes].concat(), None);
        assert_eq!((text == front.clone() + TEXT, found.map(|found| found.encoding)), (true, Some(encoding)));
    }
}

#[test]
fn characters_over_the_end_of_what_is_looked_at_deceive_nobody() {
    for shift in 0..4 {
        let text = format!("{}{}", "a".repeat(shift), "梁".repeat(40_000));
        assert_eq!(decoded(text.as_bytes(), None).1, found(UTF_8, false));
        assert_eq!(decoded(&gb(&text), None), (text, found(GB18030, true)));
    }
}

#[test]
fn one_bad_byte_is_no_other_encoding() {
    let broken = [TEXT.as_bytes(), b"3,\xB0,x\n"].concat();
    assert_eq!(decoded(&broken, None).1, found(UTF_8, false));
    assert_eq!(decoded(b"{\"id\":\"\xFF\"}", None).1, found(UTF_8, false));
}

#[test]
fn what_does_not_fit_is_marked_where_it_stands() {
    let mixed =
        [gb("编号,姓名,备注\n1,张三,办结\n"), "2,李四,办结\n".into(), gb("3,王五,办结\n"), b"4,\xFF\xFF,x\n".to_vec(), gb("5,赵六,办结\n")];
    let (text, found) = decoded(&mixed.concat(), None);
    assert_eq!(found.map(|found| found.encoding), Some(GB18030));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines, ["编号,姓名,备注", "1,张三,办结", "2,✗李四,办结", "3,王五,办结", "4,✗✗,x", "5,赵六,办结"]);
    let lone = [utf_16("a梁", true, false), vec![0, 0xD8], utf_16("b", false, false)].concat();
    assert_eq!(decoded(&lone, None).0, "a梁✗b");
    assert_eq!(decoded(&[utf_16("ab", true, false), vec![b'c']].concat(), None).0, "ab✗");
}

#[test]
fn an_error_comes_after_what_was_read() {
    struct Broken<'b>(&'b [u8]);
    impl Read for Broken<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.read(buffer)? {
                0 => Err(io::ErrorKind::ConnectionReset.into()),
                n => Ok(n),
            }
        }
    }
    for bytes in [b"plain".to_vec(), TEXT.as_bytes().to_vec(), gb(&TEXT.repeat(3)), utf_16(TEXT, true, true)] {
        let mut read = Decoded::new(Broken(&bytes), None, Noted::default());
        let mut out = Vec::new();
        let error = read.read_to_end(&mut out).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
        assert!(out.len() >= 5);
    }
}

proptest::proptest! {
    /// [`decoded`] compares what comes in pieces with what comes at once.
    #[test]
    fn pieces_change_nothing(bytes in proptest::collection::vec(proptest::sample::select(b"ab\n\0\xFE\xFF\xEF\xBB\xBF\xD0\xD5\x81\x30\xE6\xA2\x81".to_vec()), 0..40)) {
        decoded(&bytes, None);
    }

    #[test]
    fn what_is_written_is_read(text in "[a-z,\n梁某县公安局，。€𠮷]{0,80}") {
        proptest::prop_assert_eq!(&decoded(text.as_bytes(), None).0, &text);
        proptest::prop_assert_eq!(&decoded(&gb(&text), Some(GB18030)).0, &text);
        proptest::prop_assert_eq!(&decoded(&utf_16(&text, true, true), None).0, &text);
    }
}
