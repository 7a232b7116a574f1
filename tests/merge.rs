//! Parts of an export, judged apart and joined in any order, come to what the whole comes to.

use crate::support::{conformance, run, run_with};
use proptest::prelude::*;
use std::path::Path;

const POLICIES: [&str; 3] = ["xiangzhou-dui", "chengguan-135", "changde-126"];

fn as_of(policy: &str) -> String {
    std::fs::read_to_string(conformance(policy, "as_of")).unwrap().trim().to_owned()
}

/// Judges `lines`; the partial results go to `part`.
fn judge(policy: &str, lines: &[&str], part: &Path) -> String {
    let folder = format!("policies/{policy}");
    let args = [
        "evaluate",
        "--policy",
        &folder,
        "--as-of",
        &as_of(policy),
        "--format",
        "ndjson",
        "--explain",
        "never",
        "--partial",
        part.to_str().unwrap(),
    ];
    let ran = run_with(&args, lines.join("\n").as_bytes());
    assert!(ran.code < 2, "{}", ran.err);
    ran.out
}

fn join(policy: &str, format: &str, parts: &[String]) -> String {
    let folder = format!("policies/{policy}");
    let mut args = vec!["merge", "--policy", &folder, "--format", format];
    args.extend(parts.iter().map(String::as_str));
    let ran = run(&args);
    assert!(ran.code < 2, "{}", ran.err);
    ran.out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cut_anywhere_and_joined_in_any_order(
        policy in 0..POLICIES.len(),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..4),
        order in Just([0_usize, 1, 2, 3]).prop_shuffle(),
    ) {
        let policy = POLICIES[policy];
        let folder = tempfile::tempdir().unwrap();
        let text = std::fs::read_to_string(conformance(policy, "cases.ndjson")).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(lines.len() + 1)).collect();
        cuts.extend([0, lines.len()]);
        cuts.sort_unstable();
        let path = |name: String| folder.path().join(name);
        let mut found = String::new();
        let mut parts = Vec::new();
        for (n, ends) in cuts.windows(2).enumerate() {
            let part = path(format!("part-{n}.json"));
            found += &judge(policy, &lines[ends[0]..ends[1]], &part);
            parts.push(part.to_str().unwrap().to_owned());
        }
        let whole = path("whole.json".to_owned());
        let at_once = judge(policy, &lines, &whole);
        prop_assert_eq!(found, at_once);
        let shuffled: Vec<String> = order.iter().filter_map(|n| parts.get(*n).cloned()).collect();
        for format in ["ndjson", "text"] {
            let whole = [whole.to_str().unwrap().to_owned()];
            prop_assert_eq!(join(policy, format, &shuffled), join(policy, format, &whole));
        }
    }
}

/// `evaluate` gives the records' verdicts, then what `merge` gives.
#[test]
fn what_one_run_gives() {
    let folder = tempfile::tempdir().unwrap();
    let part = folder.path().join("part.json");
    let policy = "chengguan-135";
    let text = std::fs::read_to_string(conformance(policy, "cases.ndjson")).unwrap();
    let records = judge(policy, &text.lines().collect::<Vec<_>>(), &part);
    let groups = join(policy, "ndjson", &[part.to_str().unwrap().to_owned()]);
    assert!(groups.lines().count() > 3);
    let own = format!("policies/{policy}");
    let ran =
        run_with(&["evaluate", "--policy", &own, "--as-of", &as_of(policy), "--format", "ndjson", "--explain", "never"], text.as_bytes());
    let (mut one, mut two): (Vec<&str>, Vec<&str>) = (ran.out.lines().collect(), records.lines().chain(groups.lines()).collect());
    // An explanation of a metric is part of its verdict.
    one.sort_unstable();
    two.sort_unstable();
    assert_eq!(one, two);
}

/// Parts that do not belong together are refused, each with its file.
#[test]
fn parts_that_do_not_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    judge("xiangzhou-dui", &[], Path::new(&path("a.json")));
    let part = std::fs::read_to_string(path("a.json")).unwrap();
    std::fs::write(path("later.json"), part.replacen("\"as_of\":\"20", "\"as_of\":\"19", 1)).unwrap();
    std::fs::write(path("torn.json"), &part[..part.len() / 2]).unwrap();
    let merge = |names: &[&str]| {
        let paths: Vec<String> = names.iter().map(|name| path(name)).collect();
        let mut args = vec!["--lang", "en", "merge", "--policy", "policies/xiangzhou-dui"];
        args.extend(paths.iter().map(String::as_str));
        run(&args)
    };
    for (names, said) in [
        (&["a.json", "a.json"][..], "is given twice"),
        (&["a.json", "later.json"], "different instants"),
        (&["a.json", "torn.json"], "torn.json"),
        (&["a.json", "none.json"], "none.json"),
    ] {
        let ran = merge(names);
        assert!(ran.code == 2 && ran.err.contains(said), "{names:?}: {} {}", ran.code, ran.err);
    }
}
