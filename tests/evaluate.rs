//! `duban evaluate` as its users run it: reports, exit status, threads, broken input.

use crate::support::{conformance, objects, run, run_with};
use insta::assert_snapshot;

const XIANGZHOU: [&str; 5] = ["evaluate", "--policy", "policies/xiangzhou-dui", "--as-of", "2024-01-01"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    XIANGZHOU.iter().copied().chain(more.iter().copied()).collect()
}

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

#[test]
fn reports() {
    settings().bind(|| {
        for (policy, name, as_of) in [
            ("xiangzhou-dui", "xiangzhou", "2024-01-01"),
            ("dezhou-gang", "dezhou", "2024-01-01"),
            ("chengguan-135", "chengguan", "2024-01-01"),
            ("hangjin-three-ones", "hangjin", "2017-10-31"),
            ("changde-126", "changde", "2021-07-31"),
        ] {
            let (folder, cases) = (format!("policies/{policy}"), format!("examples/{name}.ndjson"));
            for lang in ["zh", "en"] {
                let ran = run(&[
                    "evaluate",
                    "--policy",
                    &folder,
                    "--as-of",
                    as_of,
                    "--show",
                    "violations",
                    "--explain",
                    "never",
                    "--lang",
                    lang,
                    &cases,
                ]);
                assert_snapshot!(format!("report-{name}-{lang}"), ran.out);
            }
        }
    });
}

#[test]
fn explanations() {
    settings().bind(|| {
        for lang in ["zh", "en"] {
            let ran = run(&with(&["--show", "all", "--lang", lang, "examples/xiangzhou.ndjson"]));
            let first_three: Vec<&str> = ran.out.split("\n\n").skip(1).take(3).collect();
            assert_snapshot!(format!("explain-xiangzhou-{lang}"), first_three.join("\n\n"));
        }
    });
}

#[test]
fn formats() {
    settings().bind(|| {
        let line = r#"{"id":"案1","events":[{"type":"caught","at":"2022-05-15","by":"police"},{"id":"=1+1","type":"identity_completed","at":"2022-05-16 09:00","by":"police"}],"attributes":{"subject":{"party_member":true}}}"#;
        for format in ["ndjson", "json", "csv"] {
            let ran = run_with(&with(&["--format", format]), line.as_bytes());
            assert_eq!(ran.code, 1);
            let shown = ran.out.replace(env!("CARGO_PKG_VERSION"), "VERSION");
            let digest = shown.find("\"digest\":\"").map(|at| shown[at + 10..at + 74].to_owned());
            assert_snapshot!(format!("format-{format}"), digest.map_or(shown.clone(), |digest| shown.replace(&digest, "DIGEST")));
        }
    });
}

#[test]
fn exit_status_tells() {
    let record = |at: &str| format!(r#"{{"id":"1","events":[{{"type":"oral_feedback","at":"{at}","by":"org_dept"}}]}}"#);
    let good = run_with(&with(&[]), record("2023-12-31 12:00").as_bytes());
    assert_eq!(good.code, 0, "{}", good.out);
    assert_eq!(run_with(&with(&[]), br#"{"id":"1","events":[{"type":"caught","at":"2022-05-15"}]}"#).code, 1);
    assert_eq!(run_with(&with(&[]), record("2023-02-30").as_bytes()).code, 2);
    assert_eq!(run(&with(&["no-such-file.ndjson"])).code, 2);
    assert_eq!(run(&["evaluate", "--policy", "policies/no-such-policy"]).code, 2);
    assert_eq!(run(&["evaluate", "--policy", "policies/xiangzhou-dui", "--as-of", "soon"]).code, 2);
    assert_eq!(run(&with(&["--reading", "XZ-01=no-such"])).code, 2);
    assert_eq!(run(&["no-such-command"]).code, 2);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    for policy in ["xiangzhou-dui", "dezhou-gang", "chengguan-135"] {
        let cases = std::fs::read(conformance(policy, "cases.ndjson")).unwrap();
        // Many blocks: the same records under new ids, a broken line and a repeated record among them.
        let mut many = Vec::new();
        for n in 0..8 {
            for line in cases.split(|b| *b == b'\n').filter(|l| !l.is_empty()) {
                let text = String::from_utf8(line.to_vec()).unwrap();
                many.extend_from_slice(text.replacen("-public-", &format!("-{n}-"), 1).as_bytes());
                many.push(b'\n');
            }
            many.extend_from_slice(b"{\"id\":\"broken\"\n{\"id\":\"again\",\"events\":[]}\n");
        }
        let folder = format!("policies/{policy}");
        let outcome = |threads: &str, format: &str| {
            run_with(&["evaluate", "--policy", &folder, "--as-of", "2024-01-01", "--format", format, "--threads", threads], &many)
        };
        for format in ["ndjson", "text"] {
            let alone = outcome("1", format);
            assert_eq!(alone.code, 2);
            assert!(alone.out.len() > 1_000_000);
            for threads in ["2", "5"] {
                let together = outcome(threads, format);
                assert!(alone.out == together.out, "{policy} {format}: {threads} threads give other bytes");
                assert_eq!(alone.err, together.err);
            }
        }
    }
}

#[test]
fn broken_input_is_reported_and_the_rest_is_judged() {
    settings().bind(|| {
        for lang in ["zh", "en"] {
            let ran = run(&with(&["--lang", lang, "--format", "csv", "examples/faulty.ndjson"]));
            assert_eq!(ran.code, 2);
            assert_snapshot!(format!("faulty-{lang}"), ran.err);
        }
    });
}

const GOOD: &str = r#"{"id":"good","events":[{"type":"caught","at":"2022-05-15T15:00:00+08:00"}]}"#;

/// Judges `bad` before and after a good record: the good one is judged, the bad one complained about.
fn beside(bad: &[u8]) -> String {
    let mut input = bad.to_vec();
    input.push(b'\n');
    input.extend_from_slice(GOOD.as_bytes());
    let ran = run_with(&with(&["--format", "ndjson", "--explain", "never"]), &input);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert_eq!(objects(&ran.out).iter().filter(|v| v["record"] == "good").count(), 2, "{}", ran.err);
    ran.err
}

#[test]
fn hostile_lines() {
    assert!(beside(b"{\"id\":\"x\",\"events\":[}").contains("bad-json"));
    assert!(beside(b"[1,2]x").contains("标准输入:1:"));
    assert!(beside(b"{\"id\":\"x\",\"attributes\":{\"note\":\"\0\"},\"events\":[]}").contains("标准输入:1:"));
    assert!(beside(b"{\"id\":\"\xff\"}").contains("not-utf-8"));
    assert!(beside(b"{\"events\":[]}").contains("field-missing"));
    assert!(beside(b"{\"id\":\"x\",\"events\":{}}").contains("wrong-type"));
    assert!(beside(b"{\"id\":\"x\",\"events\":[{\"type\":\"caught\"}]}").contains("field-missing"));
    assert!(beside(b"{\"id\":\"x\",\"events\":[{\"type\":\"caught\",\"at\":\"2022-02-30\"}]}").contains("bad-time"));
    let deep = format!("{{\"id\":\"x\",\"attributes\":{{\"subject\":{}1{}}},\"events\":[]}}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(beside(deep.as_bytes()).contains("标准输入:1:"));
    let long = format!("{{\"id\":\"x\",\"attributes\":{{\"note\":\"{}\"}},\"events\":[]}}", "长".repeat(30_000_000));
    assert!(beside(long.as_bytes()).contains("too-long"));
}

#[test]
fn a_mark_at_the_start_and_windows_line_ends_are_fine() {
    let input = format!("\u{feff}{GOOD}\r\n{}\r\n", GOOD.replace("good", "other"));
    let ran = run_with(&with(&["--format", "ndjson"]), input.as_bytes());
    assert_eq!((ran.code, objects(&ran.out).len()), (1, 4), "{}", ran.err);
}

#[test]
fn an_empty_file_says_so() {
    let ran = run_with(&with(&["--format", "ndjson"]), b"");
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("0 条记录"), "{}", ran.err);
}

#[test]
fn an_array_is_read_as_well() {
    let input = format!("[\n  {GOOD},\n  {}\n]\n", GOOD.replace("good", "other"));
    let ran = run_with(&with(&["--format", "ndjson"]), input.as_bytes());
    assert_eq!((ran.code, objects(&ran.out).len()), (1, 4), "{}", ran.err);
}

#[test]
fn strict_stops_at_the_first_error() {
    let input = format!("{GOOD}\nbroken\n{}\n", GOOD.replace("good", "other"));
    for threads in ["1", "3"] {
        let ran = run_with(&with(&["--format", "ndjson", "--strict", "--threads", threads]), input.as_bytes());
        assert_eq!((ran.code, objects(&ran.out).len()), (2, 2), "{}", ran.err);
    }
}

#[test]
fn strict_tells_of_the_first_error_alone() {
    let input = format!("{GOOD}\n{GOOD}\nbroken\n");
    let ran = run_with(&with(&["--format", "json", "--strict"]), input.as_bytes());
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let codes: Vec<&str> = told["errors"].as_array().unwrap().iter().filter_map(|error| error["code"].as_str()).collect();
    assert_eq!((codes, told["summary"]["errors"].as_u64()), (vec!["duplicate-record"], Some(1)), "{}", ran.err);
}

/// Other threads read on while the first block is judged; nothing is said of what they find there.
#[test]
fn strict_warns_of_nothing_beyond_the_error() {
    let good = |which: &str| -> String { (0..4_000).map(|n| format!("{}\n", GOOD.replace("good", &format!("{which}{n}")))).collect() };
    let mut input = format!("{}broken\n{}", good("a"), good("b"));
    input.extend((0..40_000).map(|n| format!("{{\"id\":\"later {n}\",\"events\":[{{\"type\":\"beyond\",\"at\":\"2022-05-15\"}}]}}\n")));
    for threads in ["1", "2", "7", "2", "7"] {
        let ran = run_with(&with(&["--format", "csv", "--show", "open", "--strict", "--threads", threads]), input.as_bytes());
        assert!(ran.code == 2 && ran.err.contains("bad-json"), "{}", ran.err);
        assert!(!ran.err.contains("beyond"), "--threads {threads}: {}", ran.err);
    }
}

#[test]
fn several_policies_choose_by_the_record() {
    let mut input = Vec::new();
    for name in ["xiangzhou", "dezhou", "chengguan"] {
        input.extend(std::fs::read(crate::support::root().join(format!("examples/{name}.ndjson"))).unwrap());
    }
    let ran = run_with(&["evaluate", "--policy", "policies", "--as-of", "2024-01-01", "--format", "ndjson"], &input);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("no-policy"), "{}", ran.err);
    let policies: std::collections::BTreeSet<String> = objects(&ran.out).iter().map(|v| v["policy"].to_string()).collect();
    assert_eq!(policies.len(), 3);
}

#[test]
fn scripts_that_run_away_are_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("runaway");
    std::fs::create_dir_all(&policy).unwrap();
    std::fs::write(
        policy.join("policy.rhai"),
        r#"
fn forever(n) { let x = n; loop { x += 1; } }
fn deeper(n) { deeper(n + 1) }
fn longer(n) { let s = "一"; loop { s += s; } }
"#,
    )
    .unwrap();
    let rule = |id: &str, check: &str| {
        format!("[constraint.{id}]\ntitle = \"t\"\ncite = \"一条足够长的引文在此\"\non = \"done\"\ncheck = '{check}'\n")
    };
    let rules = [("A-1", "forever(1) == 1"), ("A-2", "deeper(1) == 1"), ("A-3", "longer(1) == \"\""), ("A-4", "trigger.amount == 1")];
    let rules: String = rules.iter().map(|(id, check)| rule(id, check)).collect();
    let head = "[policy]\nid = \"runaway\"\ntitle = \"t\"\ncalendar = \"cn\"\n[opening_hours]\nhours = [\"08:00-12:00\"]\n\
        [attributes]\namount = { title = \"数\", type = \"number\" }\n[records]\ncase = \"c\"\n[events]\ndone = { title = \"d\", has = [\"amount\"] }\n";
    std::fs::write(policy.join("policy.toml"), format!("{head}{rules}")).unwrap();
    let record = r#"{"id":"1","events":[{"type":"done","at":"2022-05-15 15:00","attributes":{"amount":1}}]}"#;
    let ran =
        run_with(&["evaluate", "--policy", policy.to_str().unwrap(), "--as-of", "2024-01-01", "--format", "ndjson"], record.as_bytes());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let found: Vec<(String, String)> = objects(&ran.out)
        .iter()
        .map(|v| (v["status"].as_str().unwrap().to_owned(), v["reason"].as_str().unwrap_or("").to_owned()))
        .collect();
    for (status, reason) in &found[..3] {
        assert_eq!(status, "unknown");
        assert!(reason == "script-limit" || reason == "script-error", "{reason}");
    }
    assert_eq!(found[3].0, "satisfied");
}

#[test]
fn what_is_read_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let cases = folder.path().join("cases.ndjson");
    std::fs::copy(crate::support::root().join("examples/xiangzhou.ndjson"), &cases).unwrap();
    let before = std::fs::read(&cases).unwrap();
    std::fs::create_dir(folder.path().join("in")).unwrap();
    let (file, around) = (cases.to_str().unwrap(), folder.path().join("in/../cases.ndjson"));
    let pattern = folder.path().join("*.ndjson");
    let (around, pattern) = (around.to_str().unwrap(), pattern.to_str().unwrap());
    let policy = "policies/xiangzhou-dui";
    for ran in [
        run(&with(&["--output", file, file])),
        run(&with(&["--output", around, file])),
        run(&with(&["--output", file, pattern])),
        run(&with(&["--rejects", file, file])),
        run(&with(&["--partial", file, file])),
        run(&["diff", policy, policy, "--cases", file, "--output", file]),
        run(&["map", file, "--output", file]),
        run(&["merge", "--policy", policy, file, "--output", file]),
    ] {
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("是输入"), "{}", ran.err);
        assert_eq!(std::fs::read(&cases).unwrap(), before);
    }
}

/// More threads than a system starts do not end the program.
#[test]
fn any_number_of_threads_will_do() {
    let ran = run(&with(&["--threads", "99999", "--format", "csv", "examples/xiangzhou.ndjson"]));
    let alone = run(&with(&["--threads", "1", "--format", "csv", "examples/xiangzhou.ndjson"]));
    assert_eq!((ran.code, ran.out), (alone.code, alone.out), "{}", ran.err);
}

#[test]
fn a_report_stands_in_its_file_once_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.ndjson");
    std::fs::write(&path, "what stood here before").unwrap();
    let output = path.to_str().unwrap();
    assert_eq!(run(&["evaluate", "--policy", "policies/no-such-policy", "--output", output]).code, 2);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "what stood here before");
    let ran = run(&with(&["--output", output, "examples/xiangzhou.ndjson"]));
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
    assert!(objects(&std::fs::read_to_string(&path).unwrap()).len() > 3);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    let nowhere = folder.path().join("no/such/folder.csv");
    assert_eq!(run(&with(&["--output", nowhere.to_str().unwrap(), "examples/xiangzhou.ndjson"])).code, 2);
}
