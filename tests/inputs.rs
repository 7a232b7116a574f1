//! Exports as they come: packed, in other encodings, in several files, damaged, made to do harm; and Ctrl-C.

use crate::support::{Ran, conformance, duban, objects, root};
use encoding_rs::GB18030;
use insta::assert_snapshot;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Stdio;
use zip::write::SimpleFileOptions;

/// Runs an evaluation in a folder, so that messages name files as they are called there.
fn evaluate(folder: &Path, arguments: &[&str]) -> Ran {
    let policy = root().join("policies/xiangzhou-dui");
    let mut command = duban();
    command.current_dir(folder).arg("evaluate").arg("--policy").arg(policy).args(["--as-of", "2024-01-01", "--explain", "never"]);
    command.args(arguments).stdin(Stdio::null()).output().unwrap().into()
}

fn verdicts(folder: &Path, files: &[&str]) -> Ran {
    evaluate(folder, &[&["--format", "ndjson", "--lang", "en"], files].concat())
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn utf_16(text: &str, mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xFEFF);
    mark.into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn the_same_records_give_the_same_verdicts_however_they_come() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(conformance("xiangzhou-dui", "cases.ndjson")).unwrap();
    let middle = text.match_indices('\n').nth(70).unwrap().0 + 1;
    let (first, second) = text.split_at(middle);
    let array = format!("[\n{}]", text.trim_end().replace('\n', ",\n"));
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("plain.ndjson", text.as_bytes());
    let expected = verdicts(folder.path(), &["plain.ndjson"]);
    assert_eq!(expected.code, 1, "{}", expected.err);
    write("two-members.gz", &[gz(first.as_bytes()), gz(second.as_bytes())].concat());
    write("cases.zst", &zstd::encode_all(text.as_bytes(), 1).unwrap());
    write("cases.zip", &zip(&[("b.ndjson", first.as_bytes()), ("folder/a.ndjson", second.as_bytes())]));
    write("packed-twice-apart.zip", &zip(&[("all.json", array.as_bytes())]));
    write("gb18030.ndjson", &GB18030.encode(&text).0);
    write("gb18030.json.gz", &gz(&GB18030.encode(&array).0));
    write("marked.ndjson", format!("\u{FEFF}{text}").as_bytes());
    write("utf-16.ndjson", &utf_16(&text, true));
    write("utf-16-unmarked.ndjson", &utf_16(&text, false));
    write("part-1.ndjson", first.as_bytes());
    write("part-2.ndjson.gz", &gz(second.as_bytes()));
    for files in [
        &["two-members.gz"][..],
        &["cases.zst"],
        &["cases.zip"],
        &["packed-twice-apart.zip"],
        &["gb18030.ndjson"],
        &["gb18030.json.gz"],
        &["marked.ndjson"],
        &["utf-16.ndjson"],
        &["utf-16-unmarked.ndjson"],
        &["part-1.ndjson", "part-2.ndjson.gz"],
        &["part-?.*"],
    ] {
        let ran = verdicts(folder.path(), files);
        assert_eq!(ran.code, 1, "{files:?} {}", ran.err);
        assert!(ran.out == expected.out, "{files:?}: other verdicts\n{}", ran.err);
        let guessed = files[0].starts_with("gb18030") || files[0].contains("unmarked");
        assert_eq!(ran.err.contains("assumed-encoding"), guessed, "{}", ran.err);
    }
    let ran = crate::support::run_with(
        &[
            "evaluate",
            "--policy",
            "policies/xiangzhou-dui",
            "--as-of",
            "2024-01-01",
            "--explain",
            "never",
            "--format",
            "ndjson",
            "--lang",
            "en",
            "-",
        ],
        &fs::read(folder.path().join("cases.zip")).unwrap(),
    );
    assert!(ran.out == expected.out, "{}", ran.err);
}

const GOOD: &str = "{\"id\":\"好\",\"events\":[{\"type\":\"caught\",\"at\":\"2022-05-15T15:00:00+08:00\",\"by\":\"公安\"}]}\n";

/// A zip archive in which two members use the same bytes.
fn overlapping() -> Vec<u8> {
    let mut archive = zip(&[("a.ndjson", GOOD.as_bytes()), ("b.ndjson", GOOD.as_bytes())]);
    // the second entry of the directory is told that its member starts where the first does
    let entry = archive.windows(4).enumerate().filter(|(_, bytes)| bytes == b"PK\x01\x02").map(|(at, _)| at).nth(1).unwrap();
    archive[entry + 42..entry + 46].fill(0);
    archive
}

/// A zip archive whose member is longer than the archive says.
fn understated(text: &str) -> Vec<u8> {
    let mut archive = zip(&[("a.ndjson", text.as_bytes())]);
    let entry = archive.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    archive[entry + 24..entry + 28].copy_from_slice(&400_u32.to_le_bytes());
    archive
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    let good = |n: usize| GOOD.replace('好', &format!("好{n}"));
    let many: String = (0..2_000).map(good).collect();
    write("empty.ndjson", b"");
    fs::create_dir(folder.path().join("folder")).unwrap();
    let packed = gz(many.as_bytes());
    write("cut.ndjson.gz", &packed[..packed.len() / 2]);
    let mixed = [GB18030.encode(&good(1)).0.into_owned(), good(2).into_bytes(), GB18030.encode(&good(3)).0.into_owned()];
    write("mixed-gb18030.ndjson", &mixed.concat());
    let mixed = [good(1).into_bytes(), good(2).into_bytes(), good(3).into_bytes(), GB18030.encode(&good(4)).0.into_owned()];
    write("mixed-utf-8.ndjson", &mixed.concat());
    let inner = zip(&[("a.ndjson", GOOD.as_bytes())]);
    write("nested.zip", &zip(&[("inner.zip", &inner), ("inner.gz", &gz(GOOD.as_bytes())), ("good.ndjson", GOOD.as_bytes())]));
    write("nested.gz", &gz(&gz(GOOD.as_bytes())));
    write("overlapping.zip", &overlapping());
    write("understated.zip", &understated(&many));
    write("no-members.zip", &zip(&[]));
    write("damaged.zip", &inner[..inner.len() - 10]);
    write("zeros.gz", &gz(&vec![0; 40 << 20]));
    write("report.pdf", b"%PDF-1.7\n");
    write("letter.docx", &zip(&[("word/document.xml", b"<w/>")]));
    write("utf-32.ndjson", b"\xFF\xFE\0\0{\0\0\0");
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for lang in ["zh", "en"] {
            let mut said = String::new();
            for file in [
                "empty.ndjson",
                "folder",
                "nothing-*.ndjson",
                "missing.ndjson",
                "cut.ndjson.gz",
                "mixed-gb18030.ndjson",
                "mixed-utf-8.ndjson",
                "nested.zip",
                "nested.gz",
                "overlapping.zip",
                "understated.zip",
                "no-members.zip",
                "damaged.zip",
                "zeros.gz",
                "report.pdf",
                "letter.docx",
                "utf-32.ndjson",
            ] {
                let ran = evaluate(folder.path(), &["--format", "ndjson", "--lang", lang, file]);
                // an input without records may well be right
                assert_eq!(ran.code, if file == "empty.ndjson" { 0 } else { 2 }, "{file}: {}", ran.err);
                said.push_str(&ran.err);
                said.push('\n');
            }
            assert_snapshot!(format!("inputs-bad-{lang}"), said);
        }
    });
}

const MAPPING: &str = r#"
policy = "xiangzhou-dui"

[table.cases]
rows = "record"
id = "编号"
ignore = ["备注"]

[table.cases.events]
caught = { at = "被查时间" }
"#;

#[test]
fn rows_that_cannot_be_read_are_said_with_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    let rows = "编号,被查时间,备注\r\n1,2022-05-15 15:00,好\r\n2,2022-05-15 15:00,\"没有合上\r\n3,2022-05-15 15:00,多,一列\r\n\
        4,2022-05-15 15:00\r\n5,2022-02-30,没有这一天\r\n6,2022-05-15 15:00,\"引号里的\"引号\"\r\n7,2022-05-15 15:00,\0\r\n\r\n,,\r\n\
        8,2022-05-15 15:00,\"换行\n也可以\"\r\n9,2022-05-15 15:00,最后,,\r\n";
    write("mapping.toml", MAPPING.as_bytes());
    write("cases.csv", rows.as_bytes());
    write("full-width.csv", "编号\u{FF0C}被查时间\n1\u{FF0C}2022-05-15 15:00\n".as_bytes());
    let mixed = [
        &GB18030.encode("编号,被查时间,备注\n1,2022-05-15 15:00,好\n").0,
        "2,2022-05-15 15:00,办结\n".as_bytes(),
        b"3,2022-05-15 15:00,\xFF\n",
    ];
    write("mixed.csv", &mixed.concat());
    write("header-only.csv", "编号,被查时间,备注\n".as_bytes());
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for lang in ["zh", "en"] {
            let mut said = String::new();
            for (file, code) in [("cases.csv", 2), ("full-width.csv", 2), ("mixed.csv", 2), ("header-only.csv", 0)] {
                let ran = evaluate(folder.path(), &["--format", "ndjson", "--lang", lang, "--mapping", "mapping.toml", file]);
                assert_eq!(ran.code, code, "{file}: {}", ran.err);
                said.push_str(&ran.err);
                said.push('\n');
            }
            assert_snapshot!(format!("inputs-rows-{lang}"), said);
        }
    });
}

/// Records that arrive at a program without an end; when Ctrl-C is pressed, it has read some of them.
#[cfg(unix)]
fn interrupted(threads: &str, more: &[&str]) -> Ran {
    let mut child = duban()
        .args(["evaluate", "--policy", "policies/xiangzhou-dui", "--as-of", "2024-01-01", "--explain", "never", "--threads", threads])
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        out.read_to_string(&mut text).map(|_| text)
    });
    let mut stdin = child.stdin.take().unwrap();
    for n in 0..20_000 {
        stdin.write_all(GOOD.replace('好', &n.to_string()).as_bytes()).unwrap();
    }
    // more than pipes and read-ahead hold: the program reads, and so it listens; half a record is on its way
    stdin.write_all(b"{\"id\":\"half").unwrap();
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    let (out, err) = (reader.join().unwrap().unwrap(), String::from_utf8(output.stderr).unwrap());
    Ran { out, err, code: output.status.code().expect("ended by itself") }
}

#[test]
#[cfg(unix)]
fn ctrl_c_writes_what_was_judged() {
    for threads in ["1", "3"] {
        let ran = interrupted(threads, &["--format", "json", "--lang", "en"]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        let report: serde_json::Value = serde_json::from_str(&ran.out).expect("the report is whole");
        let (records, verdicts) = (report["summary"]["records"].as_u64().unwrap(), report["verdicts"].as_array().unwrap().len() as u64);
        assert!(records > 1_000 && verdicts > records, "{records} {verdicts}");
        let place = report["summary"]["cut_short"].as_str().unwrap();
        assert_eq!(place, format!("standard input:{}:1", records + 1));
        assert_eq!(report["errors"], serde_json::json!([]));
        let ran = interrupted(threads, &["--format", "ndjson", "--lang", "zh"]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("运行被中断:标准输入:") && !ran.err.contains("数据错误"), "{}", ran.err);
        assert!(objects(&ran.out).len() > 1_000);
    }
}

#[test]
#[cfg(unix)]
fn partial_results_of_a_run_that_was_cut_short_are_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let part = folder.path().join("part.json");
    let ran = interrupted("2", &["--format", "ndjson", "--lang", "en", "--partial", part.to_str().unwrap()]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("was not written") && !part.exists(), "{}", ran.err);
}
