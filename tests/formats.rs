//! Formats for other programs and for meetings: what stands in them, that their readers take them, that nothing in them
//! depends on threads or on the clock.

use crate::support::{conformance, duban, run, run_with};
use calamine::{Data, Reader, Xlsx, open_workbook};
use insta::assert_snapshot;
use std::io::Read;
use std::path::Path;

const EVERY: [&str; 11] = ["text", "json", "ndjson", "csv", "xlsx", "html", "ics", "junit", "sarif", "briefing", "briefing-docx"];

/// Two cases: one handled in part, one hardly; then a line that is no record.
const CASES: &str = r#"{"id":"案1","events":[{"id":"e1","type":"caught","at":"2022-07-19 15:00","by":"police"},{"id":"e2","type":"persons_notified","at":"2022-07-19 21:30","by":"police","to":["org_dept"]},{"id":"e3","type":"identity_completed","at":"2022-07-20 09:00","by":"police"}],"attributes":{"subject":{"party_member":true}}}
{"id":"=HYPERLINK(\"x\")","events":[{"type":"identity_completed","at":"2022-05-16 09:00","by":"police"}],"attributes":{"subject":{"party_member":true}}}
{"id":"broken","events":[{"type":"caught","at":"2022-02-30"}]}
"#;

const AS_OF: &str = "2022-07-21T10:00:00+08:00";

fn xiangzhou<'a>(more: &[&'a str]) -> Vec<&'a str> {
    ["evaluate", "--policy", "policies/xiangzhou-dui", "--as-of", AS_OF].iter().copied().chain(more.iter().copied()).collect()
}

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(r"\b[0-9a-f]{64}\b", "DIGEST");
    settings.add_filter(r"\b0\.1\.0\b", "VERSION");
    settings
}

/// The report in one format, as bytes.
fn report(format: &str, lang: &str, input: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let cases = folder.path().join("cases.ndjson");
    std::fs::write(&cases, input).unwrap();
    let policy = crate::support::root().join("policies/xiangzhou-dui");
    // in the folder: the report names its inputs as the command line does
    let output = duban()
        .current_dir(folder.path())
        .args(["evaluate", "--policy", policy.to_str().unwrap(), "--as-of", AS_OF, "--lang", lang, "--format", format, "cases.ndjson"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn text(format: &str, lang: &str) -> String {
    String::from_utf8(report(format, lang, CASES)).unwrap()
}

fn sheets(bytes: &[u8]) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    for (name, _) in book.worksheets() {
        assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{name} holds a formula");
    }
    book.worksheets().into_iter().map(|(name, range)| (name, range.rows().map(<[Data]>::to_vec).collect())).collect()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn calendar_junit_briefing() {
    settings().bind(|| {
        for lang in ["zh", "en"] {
            for format in ["ics", "junit", "briefing"] {
                assert_snapshot!(format!("format-{format}-{lang}"), text(format, lang).replace('\r', ""));
            }
        }
    });
}

#[test]
fn sarif() {
    settings().bind(|| {
        for lang in ["zh", "en"] {
            let log: serde_json::Value = serde_json::from_str(&text("sarif", lang)).unwrap();
            let run = &log["runs"][0];
            let (results, rules) = (run["results"].as_array().unwrap(), &run["tool"]["driver"]["rules"]);
            for result in results {
                let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
                assert_eq!(rule["id"], result["ruleId"]);
                assert_eq!(result["kind"] == "fail", result["level"] != "none");
            }
            let some = serde_json::json!({ "rule": rules[0], "results": [results[0], results[results.len() - 1]], "invocations": run["invocations"], "properties": run["properties"] });
            assert_snapshot!(format!("format-sarif-{lang}"), serde_json::to_string_pretty(&some).unwrap());
        }
    });
}

#[test]
fn other_programs_read_them() {
    let calendar = text("ics", "zh");
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75), "{calendar}");
    let parsed: icalendar::Calendar = calendar.parse().unwrap();
    assert_eq!(parsed.components.len(), calendar.matches("BEGIN:VEVENT").count());
    let junit = quick_junit::Report::deserialize_from_str(&text("junit", "zh")).unwrap();
    let cases: usize = junit.test_suites.iter().map(|suite| suite.test_cases.len()).sum();
    assert_eq!((junit.tests, cases), (cases, cases));
    assert!(junit.failures > 0 && cases > junit.failures);
}

#[test]
fn alarms_lie_ahead() {
    let cases = conformance("chengguan-135", "cases.ndjson");
    let policy = ["evaluate", "--policy", "policies/chengguan-135", "--as-of", "2024-01-01", "--format", "ics", "--lang", "en"];
    let calendar = run(&policy.iter().copied().chain([cases.to_str().unwrap()]).collect::<Vec<_>>()).out;
    let alarms: Vec<&str> = calendar.lines().filter_map(|line| line.strip_prefix("TRIGGER;VALUE=DATE-TIME:")).collect();
    assert!(alarms.len() > 10 && alarms.iter().all(|at| at.trim() > "20240101T160000Z"), "{alarms:?}");
    let mut ids: Vec<&str> = calendar.lines().filter(|line| line.starts_with("UID:")).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), all > 100), (all, true), "every instance has an id of its own");
}

/// The ledger as a person reads it, one row a line.
fn shown(rows: &[Vec<Data>]) -> String {
    let cell = |cell: &Data| match cell {
        Data::DateTime(at) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            format!("{{{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}}}")
        }
        other => other.to_string().replace('\n', " "),
    };
    rows.iter()
        .filter(|row| row.iter().any(|cell| *cell != Data::Empty))
        .map(|row| row.iter().map(cell).collect::<Vec<_>>().join(" | ").trim_end().to_owned() + "\n")
        .collect()
}

#[test]
fn ledger() {
    settings().bind(|| {
        for lang in ["zh", "en"] {
            let bytes = report("xlsx", lang, CASES);
            let sheets = sheets(&bytes);
            let all: Vec<String> = sheets.iter().map(|(name, rows)| format!("[{name}]\n{}", shown(rows))).collect();
            assert_snapshot!(format!("format-xlsx-{lang}"), all.join("\n"));
            let (_, ledger) = &sheets[0];
            let formula = ledger.iter().rfind(|row| row[0].to_string().starts_with('=')).unwrap();
            assert_eq!(formula[0], Data::String("=HYPERLINK(\"x\")".to_owned()));
            assert!(matches!(formula[7], Data::DateTime(_)), "{:?}", formula[7]);
            let xml = part(&bytes, "xl/worksheets/sheet1.xml");
            for setting in ["state=\"frozen\"", "<autoFilter ", "orientation=\"landscape\"", "fitToHeight=\"0\"", "t=\"inlineStr\""] {
                assert!(xml.contains(setting), "{setting}");
            }
            assert!(part(&bytes, "xl/workbook.xml").contains("_xlnm.Print_Titles"));
            assert!(part(&bytes, "xl/charts/chart1.xml").contains("<c:barChart>"));
        }
    });
}

#[test]
fn document() {
    settings().bind(|| {
        for lang in ["zh", "en"] {
            let bytes = report("briefing-docx", lang, CASES);
            let xml = part(&bytes, "word/document.xml");
            let paragraphs = xml
                .split("</w:p>")
                .map(|p| p.split("<w:t ").skip(1).filter_map(|t| Some(t.split_once('>')?.1.split_once("</w:t>")?.0)).collect::<String>());
            let words: Vec<String> = paragraphs.filter(|p| !p.is_empty()).collect();
            // the words are those of the Markdown
            let markdown = text("briefing", lang).replace('\\', "");
            for word in words.iter().map(|word| word.replace("&quot;", "\"").replace("&gt;", ">")) {
                assert!(markdown.contains(&word), "{word}");
            }
            assert_eq!(xml.matches("<w:tblHeader />").count(), xml.matches("<w:tbl>").count());
            assert!(part(&bytes, "word/styles.xml").contains("w:eastAsia=\"仿宋\""));
            assert!(part(&bytes, "word/footer1.xml").contains("PAGE"));
        }
    });
}

#[test]
fn threads_and_the_clock_change_nothing() {
    let policy = "chengguan-135";
    let cases = std::fs::read_to_string(conformance(policy, "cases.ndjson")).unwrap();
    let mut many = String::new();
    for n in 0..4 {
        many += &cases.replace("-public-", &format!("-{n}-"));
        many += "{\"id\":\"broken\"\n";
    }
    let folder = format!("policies/{policy}");
    for format in EVERY {
        let outcome = |threads: &str| {
            let mut command = duban();
            command.args(["evaluate", "--policy", &folder, "--as-of", "2021-06-01", "--format", format, "--threads", threads]);
            let input = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(input.path(), &many).unwrap();
            let output = command.stdin(std::fs::File::open(input.path()).unwrap()).output().unwrap();
            assert_eq!(output.status.code(), Some(2));
            (output.stdout, output.stderr)
        };
        let alone = outcome("1");
        assert!(alone.0.len() > 2_000, "{format}");
        for threads in ["2", "5"] {
            assert!(alone == outcome(threads), "{format}: {threads} threads give other bytes");
        }
    }
}

#[test]
fn hostile_words_stay_words() {
    let nasty = "<b>&\\\"'|`]]>\\u0001\\u000b\\ufffe\\u202e\\n=1+1 *x* \\u0000";
    let record = format!(
        r#"{{"id":"{nasty}","events":[{{"id":"{nasty}","type":"caught","at":"2022-07-19 15:00","by":{{"name":"{nasty}"}}}}],"attributes":{{}}}}"#
    );
    let input = format!("{record}\n{{\"id\":\"{nasty}\",\"events\":7}}\n");
    let well_formed = |xml: &str| {
        let mut reader = quick_xml::Reader::from_str(xml);
        while reader.read_event().unwrap_or_else(|error| panic!("{error} in {xml}")) != quick_xml::events::Event::Eof {}
        assert!(!xml.contains(['\u{1}', '\u{b}', '\0', '\u{fffe}']), "{xml}");
    };
    let junit = String::from_utf8(report("junit", "zh", &input)).unwrap();
    well_formed(&junit);
    quick_junit::Report::deserialize_from_str(&junit).unwrap_or_else(|error| panic!("{error:?} in {junit}"));
    well_formed(&part(&report("briefing-docx", "en", &input), "word/document.xml"));
    let _: serde_json::Value = serde_json::from_slice(&report("sarif", "zh", &input)).unwrap();
    let calendar = String::from_utf8(report("ics", "zh", &input)).unwrap();
    assert!(calendar.parse::<icalendar::Calendar>().is_ok() && !calendar.contains('\u{1}'));
    assert!(sheets(&report("xlsx", "zh", &input)).len() == 3);
}

#[test]
fn the_suffix_decides() {
    let folder = tempfile::tempdir().unwrap();
    let to = |name: &str, more: &[&str]| {
        let path = folder.path().join(name);
        let mut args = vec!["--lang", "en", "--output", path.to_str().unwrap(), "examples/xiangzhou.ndjson"];
        args.extend(more);
        let ran = run(&xiangzhou(&args));
        (ran.code, ran.err, std::fs::read(&path).unwrap_or_default())
    };
    for (name, start) in [
        ("a.xlsx", "PK"),
        ("a.DOCX", "PK"),
        ("a.html", "<!DOCTYPE"),
        ("a.csv", "\u{feff}record,"),
        ("a.json", "{\n  \"as_of\""),
        ("a.ndjson", "{\"record\""),
        ("a.ics", "BEGIN:VCALENDAR"),
        ("a.md", "# Briefing"),
        ("a.sarif", "{\n  \"$schema\""),
        ("a.txt", "XZ-"),
    ] {
        let (code, err, bytes) = to(name, &[]);
        assert_eq!(code, 1, "{name}: {err}");
        assert!(bytes.to_ascii_lowercase().starts_with(start.to_ascii_lowercase().as_bytes()), "{name}");
    }
    assert!(to("b.docx", &["--format", "briefing"]).2.starts_with(b"PK"));
    assert!(to("b.sarif.json", &["--format", "sarif"]).2.starts_with(b"{\n  \"$schema\""));
    let (code, err, bytes) = to("c.csv", &["--format", "xlsx"]);
    assert!(code == 2 && err.contains("contradicts the suffix .csv"), "{err}");
    assert!(bytes.is_empty(), "nothing is written");
}

#[test]
fn since_tells_what_is_new() {
    let first = |since: &str| run_with(&xiangzhou(&["--format", "briefing", "--lang", "en", "--since", since]), CASES.as_bytes());
    assert!(first("2022-07-01").out.contains("## 5. New in this period (2)"), "{}", first("2022-07-01").out);
    assert!(first("2022-07-21").out.contains("## 5. New in this period (0)"));
    assert!(first("2022-07-22").err.contains("must lie before the as-of"));
    assert!(first("lately").err.contains("no day"));
}

#[test]
fn merge_gives_what_needs_no_records() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let cases = conformance("chengguan-135", "cases.ndjson");
    let judged =
        ["evaluate", "--policy", "policies/chengguan-135", "--as-of", "2024-01-01", "--output", &path("a.csv"), "--partial", &path("p")];
    assert_eq!(run(&judged.iter().copied().chain([cases.to_str().unwrap()]).collect::<Vec<_>>()).code, 1);
    let merge = |name: &str| run(&["--lang", "en", "merge", "--policy", "policies/chengguan-135", "--output", &path(name), &path("p")]);
    for name in ["a.xlsx", "a.json", "a.sarif", "a.xml"] {
        assert_eq!(merge(name).code, 1, "{name}: {}", merge(name).err);
        assert!(Path::new(&path(name)).exists());
    }
    let mut book: Xlsx<_> = open_workbook(path("a.xlsx")).unwrap();
    assert!(book.worksheet_range("Ledger").unwrap().height() > 3);
    for name in ["a.ics", "a.md", "a.docx"] {
        let ran = merge(name);
        assert!(ran.code == 2 && ran.err.contains("partial results hold none"), "{name}: {}", ran.err);
    }
}
