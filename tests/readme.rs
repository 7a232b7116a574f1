//! The README's commands run, and what it shows is what they print.

use crate::support::{root, run};

#[test]
fn the_first_command_prints_what_is_shown() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let command = readme.lines().find_map(|line| line.strip_prefix("cargo run --release -- ")).expect("the README has a first command");
    // On a terminal a text report shows violations.
    let ran = run(&command.split(' ').chain(["--show", "violations"]).collect::<Vec<_>>());
    assert_eq!(ran.code, 1, "{}", ran.err);
    let block = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the README shows output");
    assert!(ran.out.contains(block.trim_end()), "the README shows something else than\n{}", ran.out);
}

#[test]
fn the_rule_shown_is_the_shipped_one() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let rule = readme.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the README shows a rule");
    let policy = std::fs::read_to_string(root().join("policies/xiangzhou-dui/policy.toml")).unwrap();
    assert!(policy.contains(rule.trim_end()));
}

#[test]
fn every_command_is_there() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    for command in ["evaluate", "merge", "check", "map", "test", "calendar", "monitor", "user"] {
        assert!(readme.contains(&format!("`duban {command}")), "{command}");
        assert_eq!(run(&[command, "--help"]).code, 0);
    }
}
