//! Whole inputs, as editors, exporters and accidents leave them.

use super::super::*;
use super::{read, read_in};

#[test]
fn lines_as_editors_and_exporters_leave_them() {
    assert_eq!(read("\u{FEFF}{\"id\":1}\r\n\r\n  \n{\"id\":2}\r\n\t{\"id\":3}"), ["1:1", "4:1", "5:2"]);
    assert_eq!(read("{\"id\":1\n{\"id\":2}\n"), ["1:8 bad-json", "2:1"]);
    assert_eq!(read(b"{\"id\":\"\xE6\xA2\x81\xFF\"}\n{\"id\":2}"), ["1:9 not-utf-8", "2:1"]);
    assert_eq!(read(b"\0\0\0\n{\"id\":2}"), ["1:1 bad-json", "2:1"]);
    for empty in ["", "\n \r\n", "\u{FEFF}", "[]", "[ ]\n"] {
        let (found, warnings) = read_in(empty.as_bytes(), BLOCK, LIMIT);
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(warnings.iter().map(|w| w.code()).collect::<Vec<_>>(), ["empty-input"], "{empty:?}");
    }
}

#[test]
fn a_line_beyond_the_limit_is_passed_over() {
    let long = format!("{{\"id\":\"{}\"}}", "x".repeat(300));
    for text in [format!("{{\"id\":1}}\n{long}\n{{\"id\":2}}\n"), format!("{{\"id\":1}}\n{long}\n{{\"id\":2}}")] {
        for step in [1, 7, 64, 150, 1_000] {
            let (found, _) = read_in(text.as_bytes(), step, 200);
            assert_eq!(found.len(), 3, "{step}");
            assert_eq!(found[1], "2:1 too-long");
        }
    }
    for step in [1, 7, 64, 150, 1_000] {
        let text = format!("[{{\"id\":1}},\n  {long},{{\"id\":2}}]");
        let (found, _) = read_in(text.as_bytes(), step, 200);
        assert_eq!(found.len(), 3, "{step}");
        assert_eq!(found[1], "2:3 too-long");
        assert!(found[2].starts_with("2:313 "), "{}", found[2]);
    }
    assert_eq!(read_in(long.as_bytes(), 10, 200).0, ["1:1 too-long"]);
}

#[test]
fn arrays_and_records_over_several_lines() {
    assert_eq!(read("[{\"id\":1},{\"id\":\n2} , \n {\"id\":3}]\n"), ["1:2", "1:11", "3:2"]);
    assert_eq!(read("{\n  \"id\": 1\n}\n{\n  \"id\": \"]\\\"\"\n}"), ["1:1", "4:1"]);
    assert_eq!(read("[{\"id\":1}]\n[{\"id\":2}]\n{\"id\":3}"), ["1:2", "2:2", "3:1"]);
    assert_eq!(
        read("[\n{\"id\":1},\n{\"id\":x},\n7,\n\"a,]\",\nnull, [{\"id\":2}],\n{\"id\":3}\n]"),
        ["2:1", "3:7 bad-json", "4:1 not-an-object", "5:1 not-an-object", "6:1 not-an-object", "6:7 not-an-object", "7:1",]
    );
    assert_eq!(read("[\n{\"id\":\n  \"r\", \"events\":\n[{}]}]"), ["4:2 field-missing"]);
    assert_eq!(read("[{\"id\":1} {\"id\":2},,,{\"id\":3},]"), ["1:2", "1:11 bad-json", "1:11", "1:20 bad-json", "1:22", "1:31 bad-json"]);
    assert_eq!(read("[{\"id\":1},"), ["1:2", "1:11 bad-json"]);
    assert_eq!(read("[{\"id\":1},{\"id\""), ["1:2", "1:16 bad-json"]);
    assert_eq!(read("[{\"id\":\"a\n\"}, {\"id\":2}]")[0], "1:10 bad-json");
}

/// One record a line: what a bracket that is missing takes with it is told, at its start and with how many lines.
#[test]
fn a_bracket_that_is_not_closed() {
    let whole = r#"{"id":1,"events":[{"type":"caught","at":"2022-05-15"}]}"#;
    for (cut, taken) in [("}]}", 4), ("]}", 4), ("}", 4), ("\"}]}", 4)] {
        let text = format!("[\n{whole},\n{},\n{whole},\n{whole}\n]\n", whole.strip_suffix(cut).unwrap());
        for step in [1, 7, BLOCK] {
            let mut input = Input::with_sizes(0, text.as_bytes(), step, LIMIT);
            let mut found = Vec::new();
            while let Some(block) = input.next(None) {
                found.extend(block.entries().filter_map(|entry| entry.err()).map(|error| (error.place.line, error.fault)));
            }
            assert_eq!(found, [(3, DataFault::Json(Reason::Unclosed(taken)))], "{cut} by {step}");
        }
    }
    assert_eq!(read(format!("[{whole},\n{{\"id\":1")).len(), 2);
}

#[test]
fn a_file_that_breaks_off_is_read_as_far_as_it_goes() {
    struct Broken<'b>(&'b [u8]);
    impl std::io::Read for Broken<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            match self.0.read(buffer)? {
                0 => Err(std::io::ErrorKind::ConnectionReset.into()),
                n => Ok(n),
            }
        }
    }
    for (text, expected) in
        [("", &["unreadable"][..]), ("{\"id\":1}\n{\"id\"", &["", "unreadable"]), ("[{\"id\":1},{\"id\"", &["", "unreadable"])]
    {
        for step in [4, 10, 100] {
            let mut input = Input::with_sizes(0, Broken(text.as_bytes()), step, LIMIT);
            let mut found = Vec::new();
            while let Some(block) = input.next(None) {
                found.extend(block.entries().map(|entry| entry.map_or_else(|e| e.fault.code(), |_| "")));
                assert!(block.warnings().is_empty());
            }
            assert_eq!(found, expected, "{text} by {step}");
        }
    }
}

#[test]
fn the_second_record_of_one_kind_and_id_names_the_first() {
    let vocabulary = super::vocabulary();
    let lexicons = [Lexicon::new(&vocabulary)];
    let (mut seen, keyring, mut reader, mut found) = (Seen::default(), Keyring::default(), Reader::new(&lexicons), Vec::new());
    let text = "{\"id\":\"1\"}\n{\"id\":1,\"kind\":\"unit\"}\n{\"id\":1}\n";
    let mut input = Input::new(0, text.as_bytes());
    while let Some(block) = input.next(None) {
        reader.records(&block, &bumpalo::Bump::new(), |_, taken| {
            let taken = taken.unwrap();
            let first = seen.insert(keyring.key(taken.record.kind, taken.record.id), taken.place).unwrap();
            found.extend(first.map(|first| taken.repeats(first)));
        });
    }
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].place.line, found[0].fault.also()), (3, Some(Place::start(0))));
}
