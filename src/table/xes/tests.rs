//! Logs, well made and hostile.

use super::*;
use crate::table::Cell;
use crate::time::spelling;
use std::io::Cursor;

/// What a log gives, each step as a line of text.
fn read(bytes: impl Into<Vec<u8>>) -> Vec<String> {
    let mut log = open(Cursor::new(bytes.into()));
    let (mut row, mut steps) = (Row::default(), Vec::new());
    loop {
        match log.next(&mut row).unwrap() {
            Step::Row => {
                let columns = log.columns().unwrap();
                let cells: Vec<_> = (0..row.len())
                    .filter(|n| row.cell(*n) != Cell::Blank)
                    .map(|n| match row.cell(n) {
                        Cell::Text(text) => format!("{}={text}", columns[n]),
                        cell => format!("{}={cell:?}", columns[n]),
                    })
                    .collect();
                steps.push(format!("{}: {}", row.line, cells.join(", ")));
            }
            Step::Fault(fault) => steps.push(format!("{}: fault {}", fault.line, fault.code)),
            Step::Notice(notice) => steps.push(format!("{}: notice {}", notice.line, notice.code)),
            Step::Sheet(name) => panic!("{name}"),
            Step::End => return steps,
        }
    }
}

fn log(body: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log>\n{body}</log>\n")
}

#[test]
fn a_row_is_an_event_and_repeats_its_trace() {
    let text = log(r#"<extension name="Concept" prefix="concept" uri="http://x"/>
<global scope="event"><string key="concept:name" value="DEFAULT"/></global>
<classifier name="c" keys="concept:name"/>
<string key="source" value="x"><int key="n" value="1"/></string>
<trace>
  <string key="concept:name" value="A1"/>
  <event>
    <string key="concept:name" value="Create &amp; &#x4E00; Fine"/>
    <date key="time:timestamp" value="1970-01-01T01:00:00.5+01:00"/>
    <int key="n" value="-3"/><float key="f" value="35.0"/><boolean key="b" value="true"/><id key="i" value="u-1"/>
  </event>
  <event><string key="concept:name" value="Send"/><date key="time:timestamp" value="2006-07-24"/></event>
  <int key="late" value="7"/>
</trace>
<trace><string key="concept:name" value="A2"/></trace>
<event><string key="concept:name" value="Loose"/></event>
"#);
    assert_eq!(
        read(text),
        [
            "9: case:concept:name=A1, concept:name=Create & 一 Fine, time:timestamp=Instant(Instant(500000)), n=Whole(-3), f=Number(35.0), b=Boolean(true), i=u-1, case:late=Whole(7)",
            "14: case:concept:name=A1, concept:name=Send, time:timestamp=2006-07-24, case:late=Whole(7)",
            "17: case:concept:name=A2",
            "18: concept:name=Loose",
        ]
    );
}

#[test]
fn times_with_an_offset_are_instants() {
    for text in ["2006-07-24T00:00:00.000+02:00", "2006-07-23T22:00:00Z", "2006-07-24T00:00:00+0200", "2006-07-24T00:00:00.000000000+02:00"]
    {
        let rows = read(log(&format!("<trace><date key=\"t\" value=\"{text}\"/></trace>")));
        let at = spelling::time("2006-07-24T00:00:00+02:00", &crate::time::Zone::shanghai()).unwrap().earliest;
        assert_eq!(rows, [format!("3: case:t={:?}", Cell::Instant(at))], "{text}");
    }
    for text in ["2006-07-24T00:00:00", "2006-02-30T00:00:00Z", "2006-07-24T00:00:00.000é", "昨天", "2006-07-24T00:00:00.1x+02:00"] {
        assert_eq!(read(log(&format!("<trace><date key=\"t\" value=\"{text}\"/></trace>"))), [format!("3: case:t={text}")]);
    }
}

#[test]
fn what_is_no_number_stays_text() {
    let text =
        log(r#"<trace><int key="a" value="99999999999999999999"/><float key="b" value="NaN"/><boolean key="c" value="yes"/></trace>"#);
    assert_eq!(read(text), ["3: case:a=99999999999999999999, case:b=NaN, case:c=yes"]);
}

#[test]
fn a_name_told_twice_is_broken_unless_both_agree() {
    let text = log(
        r#"<trace><int key="a" value="1"/><event><int key="a" value="1"/><int key="a" value="1"/></event><event><int key="a" value="1"/><int key="a" value="2"/></event></trace>"#,
    );
    assert_eq!(read(text), ["3: case:a=Whole(1), a=Whole(1)", "3: case:a=Whole(1), a=Broken(\"a ≠ 2\")"]);
}

#[test]
fn nested_attributes_are_noticed_once() {
    let text = log(r#"<trace><string key="a" value="1"><string key="b" value="2"><int key="c" value="3"/></string></string>
<list key="l"><values><string key="x" value="1"/></values></list><string key="n"/><string key="n"/></trace>
<trace><string key="a" value="2"><string key="b" value="2"/></string></trace>
"#);
    assert_eq!(read(text), ["3: notice xes-nested", "4: notice xes-no-value", "3: case:a=1", "5: case:a=2"]);
}

#[test]
fn encodings_by_mark_and_by_declaration() {
    let text = "<?xml version='1.0' encoding='GBK'?>\n<log><trace><string key='n' value='梁某'/></trace></log>";
    let gbk = encoding_rs::GBK.encode(text).0.into_owned();
    assert_eq!(read(gbk), ["2: case:n=梁某"]);
    let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(read(wide.clone()), ["2: case:n=梁某"]);
    assert_eq!(read(&wide[2..]), ["2: case:n=梁某"]);
    assert_eq!(read(format!("\u{FEFF}{}", text)), ["2: case:n=梁某"]);
    // UTF-8 under a false name: said, or read as other characters; and the other way round: said
    let latin = b"<?xml version='1.0' encoding='UTF-8'?>\n<log><trace><int key='n' value='1'/></trace>\n<trace><string key='n' value='caf\xE9'/></trace></log>";
    assert_eq!(read(latin), ["2: case:n=Whole(1)", "3: fault xes-encoding"]);
    assert_eq!(read("<?xml version='1.0' encoding='klingon'?><log/>"), ["1: fault xes-encoding"]);
    let cut = [&encoding_rs::GBK.encode(text).0[..], b"\n\xFF\xFF"].concat();
    assert_eq!(read(cut), ["2: case:n=梁某", "3: fault xes-encoding"]);
}

#[test]
fn a_trace_that_breaks_off_gives_no_row() {
    let whole = "<trace><string key=\"id\" value=\"1\"/><event><int key=\"n\" value=\"1\"/></event></trace>\n";
    let first = "3: case:id=1, n=Whole(1)";
    for (rest, told) in [
        ("<trace><event><int key=\"n\" value=\"2\"/></event>\n", "6: fault xes-unclosed"),
        ("<trace><event></trace>", "5: fault xes-syntax"),
        ("<trace><event><int key=\"n\" value=\"2\n\n", "5: fault xes-syntax"),
        ("</trace>", "5: fault xes-syntax"),
        ("<!-- \n", "5: fault xes-syntax"),
        ("</log><log>", "5: fault xes-behind"),
        ("&", "5: fault xes-syntax"),
    ] {
        let text = format!("<?xml version=\"1.0\"?>\n<log>\n{whole}\n{rest}");
        assert_eq!(read(text), [first, told], "{rest}");
    }
}

#[test]
fn a_bad_trace_does_not_hinder_the_next() {
    for (bad, told) in [
        (r#"<string key="n" value="&xxe;"/>"#, "xes-entity"),
        ("&lol9;", "xes-entity"),
        ("<string key=\"n\" value=\"\u{1}\"/>", "xes-control"),
        (r#"<string key="n" value="&#8;"/>"#, "xes-control"),
        (r#"<string key="n" value="&#0;"/>"#, "xes-tag"),
        (r#"<string key="n" value=2/>"#, "xes-tag"),
        (r#"<string key="n" value="1" value="2"/>"#, "xes-tag"),
        (r#"<string value="1"/>"#, "xes-tag"),
    ] {
        let text = log(&format!(
            "<trace><event>\n{bad}<int key=\"n\" value=\"1\"/></event><event>{bad}</event></trace>\n<trace><int key=\"n\" value=\"1\"/></trace>"
        ));
        assert_eq!(read(text), [format!("4: fault {told}"), "5: case:n=Whole(1)".into()], "{bad}");
    }
}

#[test]
fn nothing_is_opened_and_nothing_expanded() {
    let text = "<?xml version=\"1.0\"?>\n<!DOCTYPE log [\n<!ENTITY xxe SYSTEM \"file:///etc/passwd\">\n<!ENTITY lol \"lol\">\n<!ENTITY lol2 \"&lol;&lol;&lol;\">\n]>\n\
        <log><trace><string key=\"n\" value=\"&lol2;\"/></trace>\n<trace>&xxe;</trace>\n<trace><string key=\"n\" value=\"1\"/></trace></log>";
    assert_eq!(read(text), ["2: fault xes-dtd", "7: fault xes-entity", "8: fault xes-entity", "9: case:n=1"]);
}

#[test]
fn depth_and_length_are_bounded() {
    let deep = "<a>".repeat(100_000);
    assert_eq!(read(format!("<log><trace>\n{deep}")), ["2: notice xes-nested", "2: fault xes-too-deep"]);
    assert_eq!(read(format!("<log>{deep}")), ["1: fault xes-too-deep"]);
    let long = "x".repeat(5 << 20);
    assert_eq!(read(format!("<log>\n<trace><string key=\"n\" value=\"{long}\"/></trace></log>")), ["2: fault xes-too-long"]);
    let text = "x".repeat(3 << 20);
    let one = format!("<event><string key=\"n\" value=\"{text}\"/></event>\n");
    let log = format!("<log>\n<trace>{}</trace>\n<trace/></log>", one.repeat(6));
    assert_eq!(read(log), ["2: fault xes-trace-too-long", "9: "]);
    let own = format!(
        "<log><trace><string key=\"n\" value=\"{text}\"/>{}</trace></log>",
        "<event><int key=\"n\" value=\"1\"/></event>".repeat(100)
    );
    assert_eq!(read(own), ["1: fault xes-trace-too-long"]);
    let names: String = (0..5000).map(|n| format!("<int key=\"n{n}\" value=\"1\"/>")).collect();
    assert_eq!(
        read(format!("<log><trace>{names}</trace><trace><int key=\"n1\" value=\"1\"/></trace></log>")),
        ["1: fault xes-too-many-names", "1: case:n1=Whole(1)"]
    );
}

#[test]
fn files_that_are_no_logs() {
    for (text, told) in [
        ("", "1: fault xes-empty"),
        ("\n\n", "3: fault xes-empty"),
        ("<gpx><trk/></gpx>", "1: fault xes-no-log"),
        ("<html><body/></html>", "1: fault web-page"),
        ("<!DOCTYPE html>\n<HTML><meta charset=utf-8><br>&nbsp;", "2: fault web-page"),
        ("{\"id\":1}", "1: fault xes-empty"),
        ("<", "1: fault xes-syntax"),
    ] {
        assert_eq!(read(text), [told], "{text}");
    }
    assert_eq!(read("<log/>"), [""; 0]);
}

#[test]
fn an_error_of_the_file_is_an_error() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("gone"))
        }
    }
    let mut log = open(Cursor::new(b"<log><trace/><trace>".to_vec()).chain(Failing));
    let mut row = Row::default();
    // what was read whole before the error may be lost with it: the buffer is filled first
    let error = loop {
        match log.next(&mut row) {
            Ok(Step::Row) => {}
            Ok(step) => panic!("{step:?}"),
            Err(error) => break error,
        }
    };
    assert!(error.to_string().contains("gone"));
    assert_eq!(log.next(&mut row).unwrap(), Step::End);
}

#[test]
fn words_say_what_becomes_of_the_rest() {
    let mut log = open(Cursor::new("<log>\n<trace/>\n<trace>\n<event></trace>"));
    let mut row = Row::default();
    assert_eq!(log.next(&mut row).unwrap(), Step::Row);
    let Step::Fault(fault) = log.next(&mut row).unwrap() else { panic!() };
    assert_eq!(fault.words.zh, "<event> 未结束,却有 </trace>;此处以前的各条轨迹照常读入,第 3 行开始的这条轨迹和以后的内容未读");
    assert_eq!(
        fault.words.en,
        "<event> is not closed, </trace> stands where its end should. The traces before are read; the one that begins at line 3, and what follows, is not"
    );
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        read(bytes);
    }

    #[test]
    fn no_log_panics(pieces in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..40)) {
        read(pieces.concat());
    }
}

const PIECES: [&str; 24] = [
    "<?xml version='1.0'?>",
    "<log>",
    "</log>",
    "<trace>",
    "</trace>",
    "<event>",
    "</event>",
    "<string key='a' value='b'/>",
    "<int key='",
    "' value='1'/>",
    "<date key='t' value='2006-07-24T00:00:00.000+02:00'/>",
    "<list>",
    "</list>",
    "&amp;",
    "&x;",
    "<!DOCTYPE log [",
    "]>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "\n",
    "\u{1}",
    "梁",
];
