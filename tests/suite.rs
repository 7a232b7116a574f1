//! The test runner: whole exports, coverage, mutants, JUnit.

use crate::support::{Written, conformance, root, run};
use bumpalo::Bump;
use duban::engine::marks::Marks;
use duban::engine::{Counter, Judge, Partial};
use duban::ingest::{Lexicon, Place, Reader};
use duban::lang::Lang;
use duban::plan::load::load;
use duban::report::json::object::Pen;
use duban::suite::read::as_of;
use quick_junit::{Report, TestCaseStatus};
use std::path::Path;

const POLICIES: [&str; 5] = ["xiangzhou-dui", "dezhou-gang", "chengguan-135", "hangjin-three-ones", "changde-126"];

const POLICY: &str = r#"
[policy]
id       = "s"
title    = "测试的测试"
calendar = "cn"

[parties]
office = "信访局"
police = "公安局"

[attributes]
pages = { title = "页数", type = "whole" }
topic = { title = "主题", values = { road = "道路", water = "供水" } }

[events]
received = { title = "收到来信", has = ["pages", "topic"] }
answered = "答复"

[obligation.S-1]
title  = "答复"
cite   = "收到来信后应当在两个工作日内答复"
on     = "received"
when   = { trigger.topic = ["road", "water"] }
act    = "answered"
to     = ["office", "police"]
within = "2个工作日内"

[obligation.S-1.may.thick]
when   = { trigger.pages = "20以上" }
within = "5个工作日内"

[obligation.S-1.reading.strict]
title = "不因页数延长"
may   = "off"
"#;

const TESTS: &str = r#"
[test.thin]
title  = "薄的两个工作日"
events = [
  { at = "2022-05-16 09:00", type = "received", topic = "road", pages = 3 },
  { at = "2022-05-18 09:00", type = "answered", to = "office" },
]
expect = [
  { rule = "S-1", to = "office", status = "fulfilled", due = "2022-05-18 24:00", left_s = 54000 },
]

[equivalent.nobody-writes-so-much]
at   = "S-1.may.thick.within"
from = "5个工作日内"
to   = ["6个工作日内", "7个工作日内"]
why  = "没有这样厚的信"
"#;

fn written(tests: &str) -> Written {
    let written = Written::new("s", POLICY);
    let folder = Path::new(written.path()).join("tests");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("s.toml"), tests).unwrap();
    written
}

/// What is printed, with the folder's own name.
fn shown(written: &Written, arguments: &[&str]) -> (String, i32) {
    let ran = run(&[arguments, &[written.path()]].concat());
    let whole = Path::new(written.path()).canonicalize().unwrap();
    let text = format!("{}{}", ran.out, ran.err);
    (text.replace(whole.to_str().unwrap(), "s").replace(written.path(), "s"), ran.code)
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn what_is_never_decided_is_listed() {
    let written = written(TESTS);
    for lang in ["zh", "en"] {
        let (text, code) = shown(&written, &["test", "--coverage", "--floor", "rules", "--lang", lang]);
        assert_eq!(code, 1);
        snapshot(&format!("test-coverage-{lang}"), &text);
    }
}

#[test]
fn mutants_that_survive_are_listed() {
    let written = written(TESTS);
    for lang in ["zh", "en"] {
        let (text, code) = shown(&written, &["test", "--quiet", "--mutate", "--lang", lang]);
        assert_eq!(code, 1);
        snapshot(&format!("test-mutate-{lang}"), &text);
    }
}

#[test]
fn a_policy_that_fails_its_tests_is_not_mutated() {
    let written = written(&TESTS.replace("fulfilled", "late"));
    let (text, code) = shown(&written, &["test", "--quiet", "--mutate"]);
    assert_eq!(code, 1);
    assert!(text.contains("没有做变异"), "{text}");
}

#[test]
fn the_five_policies_decide_everything() {
    for policy in POLICIES {
        let ran = run(&["test", "--quiet", "--floor", "conditions", &format!("policies/{policy}")]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    }
}

#[test]
fn a_whole_export_with_what_is_expected_of_it() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("xiangzhou-dui");
    std::fs::create_dir_all(folder.join("tests")).unwrap();
    std::fs::copy(root().join("policies/xiangzhou-dui/policy.toml"), folder.join("policy.toml")).unwrap();
    let cases = conformance("xiangzhou-dui", "cases.ndjson");
    let expected = std::fs::read_to_string(conformance("xiangzhou-dui", "expected.ndjson")).unwrap();
    std::fs::copy(cases, folder.join("tests/cases.ndjson")).unwrap();
    let at = std::fs::read_to_string(conformance("xiangzhou-dui", "as_of")).unwrap();
    let test =
        format!("[test.whole]\ntitle = \"导出\"\nas_of = \"{}\"\nexport = \"cases.ndjson\"\nexpected = \"expected.ndjson\"\n", at.trim());
    std::fs::write(folder.join("tests/whole.toml"), test).unwrap();
    let path = folder.to_str().unwrap();

    std::fs::write(folder.join("tests/expected.ndjson"), &expected).unwrap();
    let ran = run(&["test", path]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);

    let wrong = expected.replacen("\"status\":\"fulfilled\"", "\"status\":\"late\"", 1).replacen(
        "\"status\": \"fulfilled\"",
        "\"status\": \"late\"",
        1,
    );
    assert_ne!(wrong, expected);
    std::fs::write(folder.join("tests/expected.ndjson"), wrong).unwrap();
    let ran = run(&["test", path]);
    assert_eq!(ran.code, 1);
    let line = 1 + expected.lines().position(|line| line.contains("fulfilled")).unwrap();
    assert!(ran.out.contains(&format!("expected.ndjson:{line}")), "{}", ran.out);
    assert!(ran.out.contains("late | fulfilled"), "{}", ran.out);

    std::fs::remove_file(folder.join("tests/cases.ndjson")).unwrap();
    let ran = run(&["test", path]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("test-export"), "{}", ran.err);
}

#[test]
fn a_table_with_its_mapping() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("xiangzhou-dui");
    std::fs::create_dir_all(folder.join("tests")).unwrap();
    let policy = root().join("policies/xiangzhou-dui");
    std::fs::copy(policy.join("policy.toml"), folder.join("policy.toml")).unwrap();
    std::fs::write(
        folder.join("tests/cases.csv"),
        "案号,查获时间,通报时间\nA-1,2022-05-15 15:00,2022-05-15 16:10\nA-2,2022-05-15 15:00,2022-05-15 20:01\n",
    )
    .unwrap();
    let mapping = r#"
policy = "xiangzhou-dui"

[table.cases]
rows = "record"
id   = "案号"

[table.cases.events]
caught           = { at = "查获时间", by = { value = "police" } }
persons_notified = { at = "通报时间", by = { value = "police" }, to = { value = "org_dept" } }
"#;
    std::fs::create_dir(folder.join("tests/data")).unwrap();
    std::fs::write(folder.join("tests/data/cases.toml"), mapping).unwrap();
    let test = r#"
[test.table]
title   = "一张表"
export  = "cases.csv"
mapping = "data/cases.toml"
expect  = [
  { record = "A-1", rule = "XZ-01", to = "org_dept", status = "fulfilled", left_s = 13800 },
  { record = "A-2", rule = "XZ-01", to = "org_dept", status = "late", late_s = 60 },
]
"#;
    std::fs::write(folder.join("tests/table.toml"), test).unwrap();
    let path = folder.to_str().unwrap();
    let ran = run(&["test", path]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);

    std::fs::write(folder.join("tests/table.toml"), test.replace("data/cases.toml", "none.toml")).unwrap();
    let ran = run(&["test", path]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(ran.err.contains("none.toml"), "{}", ran.err);
}

/// What compares nothing has not passed.
#[test]
fn a_test_that_cannot_be_read_does_not_pass() {
    let tests = "[test.a]\ntitle = \"甲\"\nexpect = [ { rule = \"S-1\", status = \"noone\" } ]\n\n[test.b]\ntitle = \"乙\"\nexport = \"none.ndjson\"\nexpected = \"none-either.ndjson\"\n\n[equivalent.c]\nfrom = \"x\"\n";
    let written = written(tests);
    for lang in ["zh", "en"] {
        let (text, code) = shown(&written, &["test", "--lang", lang]);
        assert_eq!(code, 2);
        snapshot(&format!("test-faulty-{lang}"), &text);
        let (text, code) = shown(&written, &["check", "--lang", lang]);
        assert_eq!(code, 2, "what does not run does not check either");
        assert!(text.contains("[unknown-word]") && text.contains("s/tests/s.toml:3:"), "{text}");
    }
}

#[test]
fn junit_is_read_back() {
    let written = written(&TESTS.replace("薄的", "薄<的>").replace("fulfilled", "late"));
    let file = Path::new(written.path()).join("out.xml");
    let ran = run(&["test", "--quiet", "--junit", file.to_str().unwrap(), written.path()]);
    assert_eq!(ran.code, 1);
    let report = Report::deserialize_from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let suite = &report.test_suites[0];
    assert_eq!((suite.name.as_str(), suite.tests, suite.failures), ("s", 1, 1));
    let case = &suite.test_cases[0];
    assert_eq!(case.name.as_str(), "thin 薄<的>两个工作日");
    let TestCaseStatus::NonSuccess { message, description, .. } = &case.status else { panic!("it failed") };
    assert!(message.as_ref().unwrap().contains("s.toml:9"), "{message:?}");
    assert!(description.as_ref().unwrap().contains("late | fulfilled"), "{description:?}");
}

#[test]
fn the_page_needs_nothing_from_outside() {
    let written = written(TESTS);
    let file = Path::new(written.path()).join("coverage.html");
    for (lang, word) in [("zh", "这种读法没有核对过"), ("en", "reading never asked for")] {
        run(&["test", "--quiet", "--lang", lang, "--coverage-html", file.to_str().unwrap(), written.path()]);
        let page = std::fs::read_to_string(&file).unwrap();
        assert!(page.contains(word) && !page.contains("http") && !page.contains("<script"), "{page}");
        assert!(page.contains("class=\"never\"") && page.contains("class=\"whole\"") && page.contains("class=\"partly\""));
    }
}

/// What is marked changes nothing that is judged.
#[test]
fn marks_change_no_verdict() {
    for policy in POLICIES {
        let loaded = load(&[root().join("policies").join(policy)], &[]).unwrap();
        let plan = loaded.policies[0].plan.as_ref().unwrap();
        let at = std::fs::read_to_string(conformance(policy, "as_of")).unwrap();
        let at = as_of(at.trim(), &plan.vocabulary().zone).unwrap();
        let cases = std::fs::read_to_string(conformance(policy, "cases.ndjson")).unwrap();
        let marks = Marks::new(vec![true; plan.policy.rules.len()]);
        let judged = |marks: Option<&Marks>| {
            let lexicons = [Lexicon::new(plan.vocabulary())];
            let (mut reader, arena) = (Reader::new(&lexicons), Bump::new());
            let (mut judge, counter) = (Judge::new(plan, at, None).marking(marks), Counter::new(plan, at).marking(marks));
            let (mut pen, mut out, mut partial) = (Pen::new(&[], at, Lang::Zh), Vec::new(), Partial::default());
            for line in cases.lines() {
                let Ok(taken) = reader.record(Place::start(0), line.as_bytes(), &arena) else { continue };
                let next = judge.judge(&taken.record, &mut |verdict| {
                    pen.write(plan, &verdict, &mut out);
                });
                out.extend_from_slice(format!("{next:?}").as_bytes());
                counter.count(&taken.record, None, &mut partial);
            }
            (out, partial.metrics(plan))
        };
        assert_eq!(judged(Some(&marks)), judged(None), "{policy}");
        assert!(marks.take().len() > 20, "{policy}: little was marked");
    }
}
