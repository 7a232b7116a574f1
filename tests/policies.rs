//! The shipped policies are right and pass their own tests.

use crate::support::run;

#[test]
fn they_check() {
    let ran = run(&["check", "policies"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
}

#[test]
fn they_pass_their_tests() {
    let ran = run(&["test", "policies"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn a_failed_test_shows_both_sides() {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("xiangzhou-dui");
    std::fs::create_dir_all(policy.join("tests")).unwrap();
    let source = crate::support::root().join("policies/xiangzhou-dui");
    std::fs::copy(source.join("policy.toml"), policy.join("policy.toml")).unwrap();
    let test = r#"
[test.too-late]
title  = "故意写错的预期"
record = {}
events = [ { at = "2022-05-15 15:00", type = "caught" } ]
expect = [
  { rule = "XZ-01", to = "org_dept", status = "late", due = "2022-05-15 24:00" },
  { rule = "XZ-01", status = "overdue" },
  { rule = "XZ-02", status = "overdue" },
  { rule = "XZ-01", to = "hr_bureau", status = "none" },
]
"#;
    std::fs::write(policy.join("tests/wrong.toml"), test).unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for lang in ["zh", "en"] {
            let ran = run(&["test", "--lang", lang, policy.to_str().unwrap()]);
            assert_eq!(ran.code, 1, "{}", ran.err);
            let shown = ran.out.replace(&folder.path().canonicalize().unwrap().display().to_string(), "FOLDER");
            insta::assert_snapshot!(format!("test-fails-{lang}"), shown.replace(&folder.path().display().to_string(), "FOLDER"));
        }
    });
}

#[test]
fn a_run_without_tests_fails() {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("xiangzhou-dui");
    std::fs::create_dir_all(&policy).unwrap();
    std::fs::copy(crate::support::root().join("policies/xiangzhou-dui/policy.toml"), policy.join("policy.toml")).unwrap();
    assert_eq!(run(&["test", policy.to_str().unwrap()]).code, 2);
}
