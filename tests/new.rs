//! `duban new`: what it writes checks and passes its tests; it overwrites nothing.

use crate::support::duban;
use std::path::Path;

fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = duban().args(arguments).current_dir(folder).output().expect("run");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("ended"), text(output.stdout) + text(output.stderr).as_str())
}

#[test]
fn what_is_written_checks_and_passes() {
    for lang in ["zh", "en"] {
        for example in ["letters", "dezhou"] {
            let folder = tempfile::tempdir().unwrap();
            let title = "名称 “a” \"b\" \\ @ID@";
            let (code, told) = run(folder.path(), &["new", "my-policy", "--title", title, "--example", example, "--lang", lang]);
            assert_eq!(code, 0, "{told}");
            let (code, told) = run(folder.path(), &["check", "policies", "--deny-warnings", "--lang", lang]);
            assert_eq!(code, 0, "{told}");
            let (code, told) = run(folder.path(), &["test", "policies/my-policy", "--lang", lang]);
            assert_eq!(code, 0, "{told}");
            std::fs::write(folder.path().join("r.ndjson"), "{\"id\":\"1\",\"events\":[]}\n").unwrap();
            let (code, told) = run(folder.path(), &["evaluate", "--policy", "policies/my-policy", "r.ndjson", "--lang", lang]);
            assert!(code == 0 && !told.contains("unknown-kind"), "{told}");
            for (file, schema) in [("policy.toml", "policy"), ("tests/my-policy.toml", "test")] {
                let path = folder.path().join("policies/my-policy").join(file);
                let text = std::fs::read_to_string(&path).unwrap();
                let named = text.lines().next().unwrap().strip_prefix("#:schema ").unwrap().to_owned();
                assert!(named.ends_with(&format!("/{schema}.json")));
                assert!(path.parent().unwrap().join(named).is_file());
            }
        }
    }
}

#[test]
fn what_people_see() {
    let folder = tempfile::tempdir().unwrap();
    let mut shown = String::new();
    let long = "x".repeat(65);
    for arguments in [
        &["new", "letters-2026", "--lang", "zh"][..],
        &["new", "letters-2026", "--lang", "zh"],
        &["new", "letters-2026", "--lang", "en"],
        &["new", "来信", "--dir", ".", "--lang", "en"],
        &["new", "a/b", "--lang", "zh"],
        &["new", "..", "--lang", "en"],
        &["new", "Calendars", "--lang", "zh"],
        &["new", &long, "--lang", "en"],
        &["new", "x", "--title", "two\nlines", "--lang", "zh"],
    ] {
        let (code, told) = run(folder.path(), arguments);
        let asked = arguments.join(" ").replace(&long, "xxx…").replace('\n', "\\n");
        shown.push_str(&format!("$ duban {asked}\n{told}[{code}]\n\n"));
    }
    let before = std::fs::read(folder.path().join("policies/letters-2026/policy.toml")).unwrap();
    assert_eq!(run(folder.path(), &["new", "letters-2026", "--example", "dezhou"]).0, 2);
    assert_eq!(std::fs::read(folder.path().join("policies/letters-2026/policy.toml")).unwrap(), before);
    insta::with_settings!({ snapshot_path => "snapshots/new", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("command-line", shown);
    });
}
