//! Two versions of a policy: what differs, how it is counted, and what is said about it.

use crate::support::{Ran, duban, objects, root, run};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder with an old and a new version of a shipped policy, and its records.
pub struct Bench {
    home: tempfile::TempDir,
    policy: &'static str,
}

impl Bench {
    pub fn new(policy: &'static str, records: &str) -> Bench {
        let bench = Bench { home: tempfile::tempdir().unwrap(), policy };
        for side in ["old", "new"] {
            copy(&root().join("policies").join(policy), &bench.path(side).join(policy));
        }
        fs::copy(root().join(records), bench.path("cases.ndjson")).unwrap();
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Replaces a text of the new version; it must be there.
    pub fn edit(&self, from: &str, to: &str) {
        let path = self.path("new").join(self.policy).join("policy.toml");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        duban().current_dir(self.home.path()).args(arguments).stdin(Stdio::null()).output().unwrap().into()
    }

    pub fn diff(&self, more: &[&str]) -> Ran {
        let (old, new) = (format!("old/{}", self.policy), format!("new/{}", self.policy));
        let mut arguments = vec!["diff", &old, &new, "--cases", "cases.ndjson", "--as-of", "2023-01-01"];
        arguments.extend(more);
        self.run(&arguments)
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() { copy(&path, &to) } else { _ = fs::copy(&path, &to).unwrap() }
    }
}

const XIANGZHOU: (&str, &str) = ("xiangzhou-dui", "examples/xiangzhou.ndjson");

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {} {}", ran.out, ran.err))
}

#[test]
fn a_policy_does_not_differ_from_itself() {
    let records = [
        ("xiangzhou-dui", "xiangzhou"),
        ("dezhou-gang", "dezhou"),
        ("chengguan-135", "chengguan"),
        ("hangjin-three-ones", "hangjin"),
        ("changde-126", "changde"),
    ];
    for (policy, records) in records {
        let (policy, cases) = (format!("policies/{policy}"), format!("examples/{records}.ndjson"));
        let ran = run(&["diff", &policy, &policy, "--cases", &cases, "--as-of", "2026-03-01", "--format", "json"]);
        let found = json(&ran);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(found["verdicts"]["old"].as_u64().unwrap() > 0, "{policy} judges its examples");
        for key in ["transitions", "amendments", "differing"] {
            assert_eq!(found[key], Value::Array(Vec::new()), "{policy}: {key}");
        }
    }
}

/// What tells a verdict apart, and what of it counts as a difference.
fn judged(bench: &Bench, side: &str) -> BTreeMap<Vec<String>, Vec<Value>> {
    let policy = format!("{side}/{}", bench.policy);
    let ran =
        bench.run(&["evaluate", "--policy", &policy, "--as-of", "2023-01-01", "--format", "ndjson", "--explain", "never", "cases.ndjson"]);
    assert!(ran.code < 2, "{}", ran.err);
    let text = |verdict: &Value, keys: &[&str]| keys.iter().map(|key| verdict[*key].to_string()).collect::<Vec<_>>();
    let mut all: BTreeMap<Vec<String>, Vec<Value>> = BTreeMap::new();
    for verdict in objects(&ran.out) {
        all.entry(text(&verdict, &["record", "kind", "rule", "on", "to", "period", "bearer"])).or_default().push(verdict);
    }
    all
}

const SAID: [&str; 10] =
    ["status", "due", "due_exclusive", "due_earliest", "done_by", "done_at", "reason", "missing", "light", "numerator"];

/// Counts by rule and statuses, from what `evaluate` says of both versions. No edit here changes who owes.
fn counted(bench: &Bench) -> BTreeMap<(String, String, String), u64> {
    let (old, new) = (judged(bench, "old"), judged(bench, "new"));
    let mut counts = BTreeMap::new();
    let keys: std::collections::BTreeSet<_> = old.keys().chain(new.keys()).collect();
    for key in keys {
        let list = |all: &BTreeMap<Vec<String>, Vec<Value>>| all.get(key).cloned().unwrap_or_default();
        let (before, after) = (list(&old), list(&new));
        for n in 0..before.len().max(after.len()) {
            let (was, is) = (before.get(n), after.get(n));
            let differs = match (was, is) {
                (Some(was), Some(is)) => SAID.iter().any(|key| was[*key] != is[*key]),
                _ => true,
            };
            if differs {
                let status = |one: Option<&Value>| one.map_or("null".to_owned(), |one| one["status"].to_string());
                *counts.entry((key[2].clone(), status(was), status(is))).or_default() += 1;
            }
        }
    }
    counts
}

fn told(found: &Value) -> BTreeMap<(String, String, String), u64> {
    let mut counts = BTreeMap::new();
    for row in found["transitions"].as_array().unwrap() {
        *counts.entry((row["rule"].to_string(), row["before"].to_string(), row["after"].to_string())).or_default() +=
            row["count"].as_u64().unwrap();
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    /// The counts are those that two runs of `evaluate` give, whatever is edited.
    #[test]
    fn counts_are_those_of_two_runs(hours in 1u32..9, days in 1u32..6, drunk in 20u32..200, rule in 0usize..4) {
        let bench = Bench::new("xiangzhou-dui", "tests/conformance/xiangzhou-dui/cases.ndjson");
        bench.edit("within = \"当日5个小时内\"", &format!("within = \"当日{hours}个小时内\""));
        bench.edit("within = \"2个工作日内\"", &format!("within = \"{days}个工作日内\""));
        bench.edit("不满80", &format!("不满{drunk}"));
        let id = ["XZ-02", "XZ-09", "XZ-13", "XZ-14"][rule];
        bench.edit(&format!(".{id}]\n"), &format!(".{id}-b]\n"));
        for reading in ["obligation", "constraint"] {
            let path = bench.path("new/xiangzhou-dui/policy.toml");
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, text.replace(&format!("[{reading}.{id}."), &format!("[{reading}.{id}-b."))).unwrap();
        }
        let ran = bench.diff(&["--format", "json"]);
        prop_assert!(ran.code < 2, "{}", ran.err);
        let expected = counted(&bench);
        prop_assert!(!expected.is_empty());
        prop_assert_eq!(told(&json(&ran)), expected);
        prop_assert_eq!(ran.code, 1);
    }
}

/// A shorter limit, another condition, a rule less and a rule more.
fn edited() -> Bench {
    let bench = Bench::new(XIANGZHOU.0, XIANGZHOU.1);
    bench.edit("within = \"2个工作日内\"", "within = \"1个工作日内\"");
    bench.edit("[constraint.XZ-13]", "[constraint.XZ-33]");
    bench
}

#[test]
fn it_is_said_in_both_languages() {
    let bench = edited();
    for lang in ["zh", "en"] {
        let ran = bench.diff(&["--lang", lang, "--limit", "2"]);
        assert_eq!(ran.code, 1, "{}", ran.err);
        insta::assert_snapshot!(format!("diff-{lang}"), ran.out);
    }
}

#[test]
fn the_page_holds_every_difference_shown_and_nothing_from_outside() {
    let bench = edited();
    let ran = bench.diff(&["--output", "diff.html"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    let page = fs::read_to_string(bench.path("diff.html")).unwrap();
    let found = json(&bench.diff(&["--format", "json"]));
    let differing: usize = found["differing"].as_array().unwrap().iter().map(|record| record["verdicts"].as_array().unwrap().len()).sum();
    assert_eq!(page.matches("<details class=\"one\"").count(), differing);
    assert_eq!(found["changed"]["verdicts"], differing);
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("src="));
}

#[test]
fn threads_change_nothing() {
    let bench = edited();
    let one = bench.diff(&["--threads", "1", "--format", "json"]).out;
    assert_eq!(bench.diff(&["--threads", "3", "--format", "json"]).out, one);
}

#[test]
fn a_day_of_the_calendar_is_named() {
    let bench = Bench::new(XIANGZHOU.0, XIANGZHOU.1);
    for (side, last) in [("old", 7), ("new", 6)] {
        let calendar = fs::read_to_string(root().join("policies/calendars/cn.toml")).unwrap();
        let calendar = calendar.replace("2022-10-01..2022-10-07 国庆节", &format!("2022-10-01..2022-10-0{last} 国庆节"));
        fs::create_dir(bench.path(side).join("calendars")).unwrap();
        fs::write(bench.path(side).join("calendars/cn.toml"), calendar).unwrap();
    }
    let found = json(&bench.diff(&["--lang", "en", "--format", "json"]));
    let one = &found["differing"][0]["verdicts"][0];
    assert_eq!(one["days"], serde_json::json!([{ "day": "2022-10-07", "old": "off for 国庆节", "new": "working day" }]));
    let amendment = &found["amendments"][usize::try_from(one["amendments"][0].as_u64().unwrap()).unwrap()];
    assert_eq!(amendment["path"], "cn.toml: year.2022.off");
    assert_eq!(amendment["new"]["text"], "\"2022-10-01..2022-10-06 国庆节\",");
}

fn git(folder: &Path, arguments: &[&str]) {
    let fixed = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"];
    let done = Command::new("git").current_dir(folder).args(fixed).args(arguments).output().expect("git runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn a_revision_is_read_as_git_has_it() {
    let bench = edited();
    git(bench.home.path(), &["init", "-q"]);
    git(bench.home.path(), &["add", "old"]);
    git(bench.home.path(), &["commit", "-qm", "old"]);
    fs::remove_dir_all(bench.path("old")).unwrap();
    let by_folder = json(&edited().diff(&["--format", "json"]));
    let diff =
        |old: &str, new: &str| bench.run(&["diff", old, new, "--cases", "cases.ndjson", "--as-of", "2023-01-01", "--format", "json"]);
    let by_revision = json(&diff("HEAD:old/xiangzhou-dui", "new/xiangzhou-dui"));
    for key in ["transitions", "changed", "records"] {
        assert_eq!(by_revision[key], by_folder[key]);
    }
    assert_eq!(by_revision["old"]["policies"], by_folder["old"]["policies"], "the same bytes");
    assert_eq!(by_revision["amendments"][0]["old"]["file"], "HEAD:old/xiangzhou-dui/policy.toml");
    assert_eq!(json(&diff("HEAD:./old/xiangzhou-dui", "HEAD:old/xiangzhou-dui/policy.toml"))["changed"]["verdicts"], 0);
    for (old, says) in [("nope:old/xiangzhou-dui", "git 不知道版本 nope"), ("HEAD:elsewhere", "没有政策文件"), ("--all:old", "--all")]
    {
        let ran = diff(old, "new/xiangzhou-dui");
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains(says), "{}", ran.err);
    }
}

#[test]
fn without_git_a_revision_cannot_be_read() {
    let mut command = duban();
    command.args(["diff", "HEAD:policies/xiangzhou-dui", "policies/xiangzhou-dui", "--cases", XIANGZHOU.1]);
    let ran: Ran = command.env("PATH", "/nonexistent").output().unwrap().into();
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("没有装"), "{}", ran.err);
}

#[test]
fn data_errors_are_told_once() {
    let policy = "policies/xiangzhou-dui";
    let ran = run(&["diff", policy, policy, "--cases", "examples/faulty.ndjson", "--as-of", "2023-01-01"]);
    let evaluated = run(&["evaluate", "--policy", policy, "--as-of", "2023-01-01", "--format", "ndjson", "examples/faulty.ndjson"]);
    let errors = |text: &str| text.lines().filter(|line| line.contains("数据错误[")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(ran.code, 2);
    assert!(!errors(&ran.err).is_empty());
    assert_eq!(errors(&ran.err), errors(&evaluated.err));
}

#[test]
fn a_mapping_beside_a_revision_is_read_with_it() {
    let bench = Bench::new("xiangzhou-dui", "examples/xiangzhou.csv");
    fs::rename(bench.path("cases.ndjson"), bench.path("cases.csv")).unwrap();
    bench.edit("within = \"2个工作日内\"", "within = \"1个工作日内\"");
    git(bench.home.path(), &["init", "-q"]);
    git(bench.home.path(), &["add", "."]);
    git(bench.home.path(), &["commit", "-qm", "both"]);
    let diff =
        |new: &str| bench.run(&["diff", "old/xiangzhou-dui", new, "--cases", "cases.csv", "--as-of", "2023-01-01", "--format", "json"]);
    let (by_revision, by_folder) = (diff("HEAD:new/xiangzhou-dui"), diff("new/xiangzhou-dui"));
    assert!(json(&by_folder)["records"].as_u64().unwrap() > 0, "{}", by_folder.err);
    assert_eq!(json(&by_revision)["transitions"], json(&by_folder)["transitions"]);
    assert!(by_revision.out.contains("HEAD:new/xiangzhou-dui/mappings/"), "{}", by_revision.out);
}

#[test]
fn data_errors_that_are_not_listed_are_counted() {
    let cases = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(cases.path(), "x\n".repeat(1_001)).unwrap();
    let policy = "policies/xiangzhou-dui";
    let ran = run(&["diff", policy, policy, "--cases", cases.path().to_str().unwrap()]);
    assert_eq!((ran.code, ran.err.lines().count()), (2, 1_000));
    assert!(ran.out.contains("1001 处数据错误") && ran.out.contains("另有 1 处数据错误没有列出"), "{}", ran.out);
}
