//! `duban check`: every code once, as people see it; clean policies; what the command line shows and returns.

pub mod cases;
mod clerk;

use cases::{CASES, Case, ELSEWHERE};
use duban::check::codes::CODES;
use duban::diag::Level;
use duban::lang::Lang;
use duban::plan::load::{Checks, check};
use duban::report::excerpt::excerpt;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const BASE: &str = include_str!("check/base.toml");
const SOURCE: &str = include_str!("check/base.txt");

/// What people see, in `tests/snapshots/check/NAME.snap`.
fn snapshot(name: &str, shown: &str) {
    insta::with_settings!({ snapshot_path => "snapshots/check", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, shown);
    });
}

/// A folder `base` with a policy, its source and further files.
fn folder(policy: &[u8], files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let base = folder.path().join("base");
    let write = |path: &str, bytes: &[u8]| {
        let path = base.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("written");
    };
    write("policy.toml", policy);
    write("base.txt", SOURCE.as_bytes());
    files.iter().for_each(|(path, text)| write(path, text.as_bytes()));
    folder
}

fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(BASE.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1)
    })
}

fn checked(folder: &Path) -> Checks {
    check(&[folder.to_owned()], None, &[]).expect("readable")
}

/// Every finding but notes of other codes, in one language after the other, without the folder's own path.
fn shown(checks: &Checks, code: &str, folder: &Path) -> String {
    let mut text = String::new();
    for diagnostic in checks.faults.sorted() {
        for lang in [Lang::Zh, Lang::En] {
            if diagnostic.code == code || diagnostic.level != Level::Note {
                let _ = writeln!(text, "{}\n", excerpt(diagnostic, &checks.sources, lang, false));
            }
        }
    }
    let here = folder.canonicalize().expect("there");
    text.replace(&format!("{}/", here.display()), "").replace(&format!("{}/", folder.display()), "")
}

#[test]
fn every_code_is_shown() {
    let mut noisy = String::new();
    for Case { code, edits, files } in CASES {
        let folder = folder(edited(edits).as_bytes(), files);
        let checks = checked(folder.path());
        let mut said: Vec<&str> =
            checks.faults.sorted().iter().filter(|d| d.level != Level::Note || d.code == *code).map(|d| d.code).collect();
        said.dedup();
        let shown = shown(&checks, code, folder.path());
        if said != [*code] {
            let _ = writeln!(noisy, "{code} gives {said:?}:\n{shown}");
            continue;
        }
        snapshot(code, &shown);
    }
    assert!(noisy.is_empty(), "one slip, one message:\n{noisy}");
}

#[test]
fn every_code_has_a_case() {
    let mut told: Vec<&str> = CASES.iter().map(|case| case.code).chain(ELSEWHERE.iter().map(|(code, _)| *code)).collect();
    told.sort_unstable();
    assert_eq!(told, CODES.map(|(code, ..)| code));
}

/// The list of codes is what the program can say: the codes of every `Diagnostic` made in `src`.
#[test]
fn the_list_of_codes_is_complete() {
    let mut said = Vec::new();
    let mut open = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()));
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("text");
        for start in ["Diagnostic::error(", "Diagnostic::warning(", "Diagnostic::note(", "Diagnostic::new(level, "] {
            said.extend(
                text.split(start).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next().map(str::to_owned)),
            );
        }
        if path.ends_with("fault/toml.rs") {
            let table = text.split("const COMPLAINTS").nth(1).and_then(|rest| rest.split("];").next()).expect("the table");
            // Of each entry the second text is the code.
            let code = |entry: &str| entry.split('"').nth(3).map(str::to_owned);
            said.extend(table.split("\n    (").skip(1).filter_map(code));
        }
    }
    said.sort_unstable();
    said.dedup();
    assert_eq!(said, CODES.map(|(code, ..)| code));
    let list: String = CODES.iter().map(|(code, zh, en)| format!("{code}: {zh} · {en}\n")).collect();
    snapshot("codes", &list);
}

#[test]
fn the_policies_that_come_along_are_clean() {
    let checks = checked(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("policies"));
    let said: Vec<String> = checks
        .faults
        .sorted()
        .into_iter()
        .filter(|d| d.level != Level::Note && d.code != "not-judged")
        .map(|d| excerpt(d, &checks.sources, Lang::En, false))
        .collect();
    assert_eq!(said, [""; 0]);
    assert!(checks.rules >= 70, "{}", checks.rules);
}

/// What runs past midnight meets the morning of the next day.
#[test]
fn hours_overlap_over_midnight() {
    let codes = |hours: &str| {
        let folder = folder(edited(&[("hours = [\"08:00-12:00\", \"14:30-17:30\"]", hours)]).as_bytes(), &[]);
        checked(folder.path()).faults.sorted().iter().filter(|d| d.level != Level::Note).map(|d| d.code).collect::<Vec<_>>()
    };
    assert_eq!(codes("hours = [\"08:00-12:00\", \"14:30-13:00\"]"), ["overlapping-hours"]);
    assert_eq!(codes("hours = [\"14:30-09:00\", \"08:00-12:00\"]"), ["overlapping-hours"]);
    assert_eq!(codes("hours = [\"22:00-06:00\", \"06:00-12:00\"]"), [""; 0]);
}

#[test]
fn long_and_strange_files() {
    let codes = |bytes: &[u8]| {
        let folder = folder(bytes, &[]);
        checked(folder.path()).faults.sorted().iter().filter(|d| d.level != Level::Note).map(|d| d.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(&vec![b'x'; 5 << 20]), ["file-too-long"]);
    assert_eq!(codes(b"\0\0\0\0"), ["not-toml"]);
    assert_eq!(codes("={[\"甲”，\n".repeat(100_000).as_bytes()), ["not-toml"]);
    assert_eq!(codes(&[b'[', b'p', 0xd5, 0xfe, b']']), ["not-utf8"]);
    assert_eq!(codes(&[0xff, 0xfe, b'[', 0]), ["not-utf8"]);
    assert_eq!(codes("[".repeat(100_000).as_bytes()).len(), 1);
    assert_eq!(codes(format!("a = {}", "[".repeat(100_000)).as_bytes()), ["unclosed"]);
    assert_eq!(codes(format!("{}a = 1", "a.".repeat(50_000)).as_bytes()), ["toml-syntax"]);
    let (bom, crlf) = (format!("\u{feff}{BASE}"), BASE.replace('\n', "\r\n"));
    assert_eq!((codes(bom.as_bytes()), codes(crlf.as_bytes())), (vec![], vec![]));
}

/// Slips that one file may hold together: each is said, none drags others along.
#[test]
fn every_fault_in_one_run() {
    let text = edited(&[
        ("police = { name = \"公安局\"", "police = { name = “公安局”"),
        ("bearer = \"office\"\nact    = \"answered\"", "bearer = \"offices\"\nact    = \"answered\""),
        ("within = \"5个工作日内\"\n\n", "within = \"5天\"\n\n"),
        ("filled = [\"trigger.papers\", \"trigger.hearing_on\"]", "filled = [\"trigger.papers\", \"trigger.heard_on\""),
        ("signatures = [\"clerk\"]", "signatures = [\"clark\"]"),
        ("[obligation.A-2]", "【obligation.A-2】"),
        ("within = \"{ask_days}个工作日内\"", "withn = \"{ask_days}个工作日内\""),
    ]);
    let folder = folder(text.as_bytes(), &[]);
    let checks = checked(folder.path());
    let list: Vec<String> = checks.faults.sorted().into_iter().map(|d| format!("{}:{}", checks.sources.place(d.span).0, d.code)).collect();
    assert_eq!(list.join(" "), "17:full-width 57:unknown-party 61:which-days 63:full-width 75:unknown-key 81:unknown-party 87:unclosed");
}

fn duban(folder: &Path, arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_duban"))
        .args(["check", "--color", "never"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("run");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn the_command_line() {
    let clean = folder(BASE.as_bytes(), &[]);
    let noted = folder(
        edited(&[
            ("value = 3 }", "value = 3, assumed = true, why = \"原文未写\" }"),
            ("passed   = {", "closed   = \"办结\"\npassed   = {"),
        ])
        .as_bytes(),
        &[],
    );
    let broken = folder(edited(&[("within = \"5个工作日内\"\n\n", "within = \"5日内\"\n\n"), ("base.txt", "other.txt")]).as_bytes(), &[]);
    let mut text = String::new();
    for (folder, arguments) in [
        (&clean, &["base", "--lang", "zh"][..]),
        (&clean, &["base/policy.toml", "--lang", "en"]),
        (&noted, &[".", "--lang", "zh", "--notes"]),
        (&noted, &[".", "--lang", "en", "--deny-warnings"]),
        (&broken, &["base", "--lang", "zh"]),
        (&broken, &["base", "--lang", "en", "--format", "json"]),
        (&clean, &["nowhere", "--lang", "zh"]),
        (&clean, &["base/base.txt", "base", "--lang", "en"]),
        (&clean, &["base", "--sources", "nowhere", "--lang", "en"]),
    ] {
        let (out, error, status) = duban(folder.path(), arguments);
        let _ =
            writeln!(text, "$ duban check {}\n{out}{error}[{}]\n", arguments.join(" "), status.map_or("?".to_owned(), |s| s.to_string()));
    }
    snapshot("command-line", &text);
}

#[test]
fn every_command_says_alike_that_nothing_is_there() {
    use crate::support::run;
    for arguments in [
        &["check", "nowhere"][..],
        &["test", "nowhere"],
        &["evaluate", "--policy", "nowhere", "examples/xiangzhou.ndjson"],
        &["explain", "--policy", "nowhere", "--record", "X", "examples/xiangzhou.ndjson"],
        &["map", "examples/xiangzhou.csv", "--policy", "nowhere"],
        &["calendar", "--policy", "nowhere", "--add", "5个工作日内", "2022-05-16"],
    ] {
        let ran = run(&[arguments, &["--lang", "en"]].concat());
        assert_eq!(ran.err, "error: there is no file or folder nowhere: check the path\n", "{arguments:?}");
        assert_eq!(ran.code, 2, "{arguments:?}");
    }
    let inside = run(&["evaluate", "--policy", "policies/xiangzhou-dui/policy.toml", "--lang", "en", "examples/xiangzhou.ndjson"]);
    assert_eq!(inside.code, 1, "a file of a policy stands for its folder: {}", inside.err);
}

/// The codes that one edit of the base gives, with the line of each.
fn codes(edits: &[(&str, &str)]) -> Vec<String> {
    let folder = folder(edited(edits).as_bytes(), &[]);
    let checks = checked(folder.path());
    let said = checks.faults.sorted().into_iter().filter(|d| d.level != Level::Note);
    said.map(|d| format!("{}:{}", checks.sources.place(d.span).0, d.code)).collect()
}

#[test]
fn every_reading_version_and_row_is_read() {
    assert_eq!(codes(&[("\"{ask_days}个工作日内\"", "\"{ask_days}日内\"")]), ["75:which-days"]);
    let version = "within = \"5个工作日内\"\nfrom.2021-01-01 = { bearer = \"offices\" }\n\n";
    assert_eq!(codes(&[("within = \"5个工作日内\"\n\n", version)]), ["62:unknown-party"]);
    let part = "part.a = { act = \"passed\" }\npart.b = { act = \"answered\", wen = 1 }\n";
    assert_eq!(codes(&[("act    = \"passed\"\n", part)]), ["70:unknown-key"]);
}

#[test]
fn rules_that_rest_on_each_other_are_told_so() {
    let policy = edited(&[
        ("on     = \"received\"\nwhen", "on     = [\"received\", \"A-2.past_due\"]\nwhen"),
        ("on     = \"received\"\nhours", "on     = \"A-1.past_due\"\nhours"),
    ]);
    let folder = folder(policy.as_bytes(), &[]);
    let checks = checked(&folder.path().join("base"));
    let found: Vec<_> = checks.faults.sorted().into_iter().filter(|fault| fault.level == Level::Error).collect();
    assert!(found.iter().all(|fault| fault.code == "circle"), "{found:?}");
    assert_eq!(
        found.iter().map(|fault| fault.title.zh.as_str()).collect::<Vec<_>>(),
        ["规则 A-1 以自己的结果为前提", "规则 A-2 以自己的结果为前提"]
    );
    assert!(found.iter().all(|fault| fault.help.as_ref().is_some_and(|help| help.en.starts_with("look which outcomes"))));
}

#[test]
fn a_quotation_is_compared_word_for_word() {
    const CITE: &str = "收到来信后,信访局应当在五个工作日内答复";
    let quoted = |cite: &str| codes(&[(CITE, cite)]);
    let fine = [
        "收到来信后，信访局应当在 五个工作日内答复",
        "收到來信後,信訪局應當在五個工作日內答復",
        "收到来信后……应当在五个工作日内答复……及时转送公安局。",
    ];
    for cite in fine {
        assert_eq!(quoted(cite), [""; 0], "{cite}");
    }
    for cite in ["收到来信后,应当在五个工作日内答复", "五个工作日内答复……收到来信后,信访局", "在五个工作日内予以书面答复来信人"]
    {
        assert_eq!(quoted(cite), ["54:cite-not-found"], "{cite}");
    }
}

#[test]
fn what_excludes_itself() {
    let when = |pattern: &str| codes(&[("{ local = true, trigger.pages = \"1..20\" }", pattern)]);
    assert_eq!(when("[{ local = true, trigger.pages = \"1..20\" }, { trigger.pages = \"100以上\" }]"), [""; 0]);
    assert_eq!(when("{ local = true, trigger.pages = \"1..20\" }\nunless = { trigger.topic = \"road\" }"), [""; 0]);
    assert_eq!(
        when("{ local = true, trigger.pages = \"1..20\" }\nunless = [{ trigger.topic = \"road\" }, { local = true }]"),
        ["52:never-applies"]
    );
    assert_eq!(when("{ local = true, record.sender.local = false, trigger.pages = 3 }"), ["52:never-applies"]);
}

/// Further alternatives, parts and rules, each told apart by one place.
#[test]
fn what_leaves_a_gap_or_meets() {
    let within = "within = \"5个工作日内\"\n\n";
    let may = |a: &str, b: &str| {
        let limits = format!(
            "{}note = \"6、8\"\nmay.a = {{ when = {{ {a} }}, within = \"6个工作日内\" }}\nmay.b = {{ when = {{ {b} }}, within = \"8个工作日内\" }}\n\n",
            &within[..within.len() - 1]
        );
        codes(&[(within, &limits), ("{ local = true, trigger.pages = \"1..20\" }", "{ local = true }")])
    };
    // Far apart: between them the rule's own limit holds.
    assert_eq!(may("trigger.time = \"8:00前\"", "trigger.time = \"21:00起\""), [""; 0]);
    assert_eq!(may("trigger.time = \"..20:59\"", "trigger.time = \"21:00起\""), ["64:alternatives-gap"]);
    assert_eq!(may("trigger.time = \"22:00..6:00\"", "trigger.time = \"不满6:01\""), ["64:alternatives-overlap"]);
    assert_eq!(may("trigger.pages = \"不满20\"", "trigger.pages = \"20以上\""), [""; 0]);
    assert_eq!(may("trigger.pages = \"..20\"", "trigger.pages = \"21起\""), [""; 0]);
    assert_eq!(may("trigger.pages = \"..20\"", "trigger.pages = \"20..30\""), ["64:alternatives-overlap"]);
    assert_eq!(may("trigger.pages = \"..20\", trigger.topic = \"road\"", "trigger.pages = \"20..30\", trigger.topic = \"water\""), [""; 0]);
    let parts = |a: &str, b: &str| {
        let parts = format!(
            "part.a = {{ act = \"passed\", when = {{ trigger.time = \"{a}\" }} }}\npart.b = {{ act = \"answered\", when = {{ trigger.time = \"{b}\" }} }}\n"
        );
        codes(&[("act    = \"passed\"\n", &parts)])
    };
    assert_eq!(parts("8:00..18:00", "18:00..8:00"), [""; 0]);
    assert_eq!(parts("8:00..18:00", "18:00..<22:00"), ["70:alternatives-gap"]);
    let bands = |a: &str, b: &str| {
        let rows = format!(
            "by        = \"trigger.pages\"\nrow.road  = {{ is = \"{a}\", within = \"3个工作日内\", desk = 1 }}\nrow.water = {{ is = \"{b}\", within = \"5个工作日内\", desk = 2 }}\n"
        );
        codes(&[(
            "by        = \"trigger.topic\"\nrow.road  = { within = \"3个工作日内\", desk = 1 }\nrow.water = { within = \"5个工作日内\", desk = 2 }\n",
            &rows,
        )])
    };
    assert_eq!(bands("超过100", "超过10"), [""; 0]);
    assert_eq!(bands("超过10", "超过100"), ["50:alternatives-overlap"]);
    assert_eq!(bands("不满10", "超过10"), ["50:alternatives-gap"]);
}

#[test]
fn limits_that_cannot_be_met_together() {
    let rule = |id: &str, on: &str, act: &str, within: &str| {
        format!(
            "[obligation.{id}]\ntitle = \"{id}\"\ncite = \"收到来信后,信访局应当在五个工作日内答复\"\nnote = \"4、6\"\non = \"{on}\"\nact = \"{act}\"\nwithin = \"{within}\"\n\n"
        )
    };
    let more = |text: &str| codes(&[("[constraint.A-3]", &format!("{text}[constraint.A-3]"))]);
    let stages = |last: &str| more(&(rule("B-1", "received", "passed", "4个工作日内") + rule("B-2", "passed", "answered", last).as_str()));
    assert_eq!((stages("5个工作日内"), stages("6个工作日内")), (vec![], vec!["91:limits-clash".to_owned()]));
    let words = |words: &str| {
        let text = format!(
            "[constraint.B-3]\ntitle = \"B\"\ncite = \"收到来信后,信访局应当在五个工作日内答复\"\non = \"answered\"\nafter = \"received\"\n{words}\n\n"
        );
        more(&text)
    };
    assert_eq!((words("wait = \"3整天\"\nwithin = \"5个工作日内\""), words("wait = \"5整天\"\nwithin = \"5整天\"").len()), (vec![], 1));
    let part = |within: &str| {
        let parts = format!("part.a = {{ act = \"passed\", within = \"{within}\" }}\npart.b = {{ act = \"answered\" }}\n");
        codes(&[
            ("act    = \"passed\"\n", &parts),
            ("within = \"{table.desk.within}\"", "within = \"4小时内\"\nnote = \"3、4、5\""),
            ("row.road  = { within", "row.road  = { was"),
            ("row.water = { within", "row.water = { was"),
        ])
    };
    assert_eq!((part("3小时内"), part("5小时内")), (vec![], vec!["69:limits-clash".to_owned()]));
}

#[test]
fn what_always_or_never_holds() {
    let local = |pattern: &str| codes(&[("{ record.sender.local = true }", pattern)]);
    assert_eq!(local("[{ record.sender.local = true }, { record.sender.local = false }]"), ["44:always-true"]);
    assert_eq!(local("[{ record.sender.local = true }, { count.answered = \"1以上\" }]"), [""; 0]);
    assert_eq!(local("{ count.answered = \"0以上\" }"), ["44:always-true"]);
    assert_eq!(local("{ count.answered = \"不满0\" }").last().map(String::as_str), Some("52:never-applies"));
    let absent = ("{ title = \"材料\", type = \"list\" }", "{ title = \"材料\", type = \"list\", absent = [\"无\"] }");
    assert_eq!(codes(&[absent]), ["87:always-true"]);
    let expect = |pattern: &str| {
        let words = format!("when = {{ trigger.pages = \"1..20\" }}\nexpect = {{ {pattern} }}\nfilled = [\"trigger.papers\"");
        codes(&[("filled = [\"trigger.papers\"", &words)])
    };
    assert_eq!(expect("trigger.pages = \"1..20\""), ["88:always-true"]);
    assert_eq!(expect("trigger.pages = \"不满1\""), ["88:never-true"]);
    assert_eq!(expect("trigger.pages = \"不满10\""), [""; 0]);
}

#[test]
fn letters_that_deceive() {
    // One slip, one message: where the name is not found, the message says why it looks right.
    assert_eq!(codes(&[("bearer = \"office\"", "bearer = \"о\u{200b}ffice\"")]), ["57:unknown-party"]);
    assert_eq!(codes(&[("title  = \"五个工作日内答复\"", "title  = \"\u{202e}五个工作日内答复\"")]), ["53:invisible"]);
    assert_eq!(codes(&[("title  = \"五个工作日内答复\"", "title  = \"五个工作日内答复 A4纸 Αthens α 5\u{a0}日\"")]), ["53:look-alike"]);
}

#[test]
fn a_file_with_many_slips_is_still_a_policy() {
    let folder = folder(BASE.replace("\" = ", "“ = ").replace("= \"", "= “").as_bytes(), &[]);
    let checks = checked(folder.path());
    let list = checks.faults.sorted();
    assert!(
        list.len() >= 30 && list.iter().all(|d| ["full-width", "no-equals"].contains(&d.code)),
        "{:?}",
        list.iter().map(|d| d.code).collect::<Vec<_>>()
    );
}

/// What `--fix` mends is mended, what it shows is what it does, and what is right stays as it is to the byte.
#[test]
fn what_is_safe_is_mended() {
    let text = edited(&[
        ("within = \"5个工作日内\"\n\n", "within ＝ “5个工作日内”  # “注”\n\n"),
        ("bearer = \"office\"\nact    = \"passed\"", "bearr = \"office\"\nact    = \"passed\""),
        ("from = 2020-01-01", "from = 2020-1-1"),
        ("title  = \"转送公安局\"", "title  = \"转送\u{200b}公安局\""),
        ("filled = [\"trigger.papers\"", "filled = [\"trigger.paper\""),
    ]);
    let crlf = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let folder = folder(crlf.as_bytes(), &[]);
    let path = folder.path().join("base/policy.toml");
    let mut out = String::new();
    for arguments in
        [&["base", "--fix", "--dry-run", "--lang", "zh"][..], &["base", "--fix", "--lang", "en"], &["base", "--fix", "--lang", "en"]]
    {
        let before = std::fs::read(&path).expect("there");
        let (said, error, status) = duban(folder.path(), arguments);
        let _ = writeln!(out, "$ duban check {}\n{said}{error}[{}]\n", arguments.join(" "), status.unwrap_or(-1));
        if arguments.contains(&"--dry-run") {
            assert_eq!(std::fs::read(&path).expect("there"), before);
        }
    }
    snapshot("fix", &out);
    let expected = edited(&[
        ("within = \"5个工作日内\"\n\n", "within = \"5个工作日内\"  # “注”\n\n"),
        ("filled = [\"trigger.papers\"", "filled = [\"trigger.paper\""),
    ]);
    assert_eq!(std::fs::read_to_string(&path).expect("there"), format!("\u{feff}{}", expected.replace('\n', "\r\n")));
}

/// A policy typed in a word processor, in the encoding of an old editor: more slips than are told at once.
#[test]
fn a_whole_file_of_slips_is_mended() {
    let smart: String =
        BASE.split('"').enumerate().map(|(n, part)| format!("{}{part}", ["", "“", "”"][if n == 0 { 0 } else { 2 - n % 2 }])).collect();
    let folder = folder(&encoding_rs::GB18030.encode(&smart).0, &[]);
    let (said, error, status) = duban(folder.path(), &["base", "--fix", "--lang", "en"]);
    assert_eq!(std::fs::read_to_string(folder.path().join("base/policy.toml")).expect("there"), BASE, "{said}{error}");
    assert_eq!(status, Some(0));
}

/// An edit that would bring another fault is not made: the key is there already.
#[test]
fn an_edit_that_harms_is_not_made() {
    let text = edited(&[("within = \"5个工作日内\"\n\n", "within = \"5个工作日内\"\nwithn = \"6个工作日内\"\n\n")]);
    let folder = folder(text.as_bytes(), &[]);
    let (said, _, status) = duban(folder.path(), &["base", "--fix", "--lang", "en"]);
    assert!(said.starts_with("there is nothing that can safely be mended") && status == Some(2), "{said}");
    assert_eq!(std::fs::read_to_string(folder.path().join("base/policy.toml")).expect("there"), text);
}

/// The result comes anew when the file is saved, and Ctrl-C ends it with the status of the last one.
#[cfg(unix)]
#[test]
fn watching_checks_on_every_save() {
    use std::io::{BufRead, BufReader};
    let folder = folder(BASE.as_bytes(), &[]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_duban"))
        .args(["check", "base", "--watch", "--lang", "en", "--color", "never"])
        .current_dir(folder.path())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("run");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map(|line| line.expect("text"));
    let mut result = || lines.by_ref().take_while(|line| !line.starts_with("waiting")).collect::<Vec<_>>().join("\n");
    assert!(result().contains("all is well"));
    // As editors save: another file in its place.
    let saved = folder.path().join("base/.policy.toml.tmp");
    std::fs::write(&saved, edited(&[("within = \"5个工作日内\"\n\n", "within = \"5日内\"\n\n")])).expect("written");
    std::fs::rename(&saved, folder.path().join("base/policy.toml")).expect("moved");
    let shown = result();
    assert!(shown.contains("which-days") && shown.contains("1 error"), "{shown}");
    let signalled = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("run");
    assert!(signalled.success());
    assert_eq!(child.wait().expect("ended").code(), Some(2));
}

/// The one function and the one check of the examples are native.
#[test]
fn the_plan_says_what_is_native() {
    let ran = crate::support::run(&["check", "--plan", "policies/example", "--lang", "en"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let line = |id: &str| ran.out.lines().find(|line| line.trim_start().starts_with(id)).unwrap_or_default().to_owned();
    assert!(line("EX-05").ends_with("within Rhai, native"), "{}", ran.out);
    assert!(line("EX-06").ends_with("check Rhai, native"), "{}", ran.out);
}

/// What is native, what runs in Rhai, why, and what to write instead: as people and as programs see it.
#[test]
fn the_plan_shows_what_runs_in_rhai() {
    let policy = edited(&[
        ("when   = { local = true, trigger.pages = \"1..20\" }", "when   = 'switch trigger.topic { \"road\" => true, _ => false }'"),
        ("hours  = \"long\"", "hours  = \"long\"\nwhen   = 'local && trigger.pages > 3'"),
    ]);
    let folder = folder(policy.as_bytes(), &[]);
    let plan = |more: &[&str]| {
        let mut words = vec!["check", "--plan", "base", "--color", "never"];
        words.extend(more);
        let ran = Command::new(env!("CARGO_BIN_EXE_duban")).args(&words).current_dir(folder.path()).output().expect("run");
        assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).expect("text")
    };
    snapshot("plan", &format!("{}\n{}", plan(&["--lang", "zh"]), plan(&["--lang", "en"])));
    snapshot("plan-json", &plan(&["--lang", "en", "--format", "json"]));
}
