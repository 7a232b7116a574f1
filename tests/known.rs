//! What was known when: `--as-known-at`, and entries that came late.

use crate::support::{Written, objects, run_with};

const LETTERS: &str = r#"
[policy]
id         = "letters"
title      = "来信"
calendar   = "cn"
late_entry = "3整天"

[parties]
office = "信访室"

[events]
received = "来信"
answered = "答复"

[obligation.L-1]
title  = "五个工作日内答复"
cite   = "五个工作日内答复来信人"
on     = "received"
act    = "answered"
within = "5个工作日内"
"#;

/// Received on the 16th, answered on the 20th, which was entered on the 1st of June; corrected on the 5th to the 26th.
const RECORD: &str = r#"{"id":"1","events":[
{"id":"r","type":"received","at":"2022-05-16 09:00"},
{"id":"a","type":"answered","at":"2022-05-20 09:00","recorded_at":"2022-06-01 10:00"},
{"id":"b","type":"answered","at":"2022-05-26 09:00","recorded_at":"2022-06-05 10:00","supersedes":"a"},
{"id":"c","type":"received","at":"2022-05-17","recorded_at":"2022-06-07 10:00","retracted":true}]}"#;

fn status(known: Option<&str>) -> (String, String) {
    let policy = Written::new("letters", LETTERS);
    let mut arguments = vec!["evaluate", "--policy", policy.path(), "--as-of", "2022-06-30", "--format", "ndjson", "--lang", "en"];
    arguments.extend(known.iter().flat_map(|at| ["--as-known-at", at]));
    let ran = run_with(&arguments, RECORD.replace('\n', "").as_bytes());
    assert!(ran.code < 2, "{}", ran.err);
    let found = objects(&ran.out);
    assert_eq!(found.len(), 1, "{}", ran.out);
    (found[0]["status"].as_str().unwrap().to_owned(), ran.err)
}

#[test]
fn what_was_entered_later_is_not_known() {
    // The answer had not been entered, then it had, then it was replaced.
    for (known, expected) in [
        (Some("2022-05-31"), "overdue"),
        (Some("2022-06-01 09:59"), "overdue"),
        (Some("2022-06-01 10:00"), "fulfilled"),
        (Some("2022-06-04"), "fulfilled"),
        (Some("2022-06-05 10:00"), "late"),
        (None, "late"),
    ] {
        assert_eq!(status(known).0, expected, "{known:?}");
    }
}

#[test]
fn late_entries_are_warned_of() {
    let (_, said) = status(None);
    assert!(said.contains("data warning[late-entry]: event `answered` was entered long after it happened (1 times)"), "{said}");
    // Four days later, and not known yet: nothing to warn of.
    assert!(!status(Some("2022-05-31")).1.contains("late-entry"));
    let punctual = RECORD.replace('\n', "").replace("2022-06-0", "2022-05-2");
    let policy = Written::new("letters", LETTERS);
    let ran = run_with(&["evaluate", "--policy", policy.path(), "--as-of", "2022-06-30", "--format", "ndjson"], punctual.as_bytes());
    assert!(!ran.err.contains("late-entry"), "{}", ran.err);
}

#[test]
fn the_report_says_so() {
    let (_, said) = status(Some("2022-05-31"));
    assert!(said.contains("without what was entered after 2022-05-31 24:00"), "{said}");
}
