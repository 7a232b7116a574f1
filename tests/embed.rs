//! Judging inside another program gives what the command gives: the same bytes, counts, errors and partial results.

use crate::support::{conformance, root, run};
use duban::embed::{self, Asked, Complaint, Given, Hears, Job, Outcome, Pace, Policies, ShowArgument};
use duban::lang::Lang;
use serde_json::Value;
use std::io::{self, Cursor, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// A program that listens.
#[derive(Default)]
struct Listener {
    errors: Mutex<Vec<(Complaint, Option<String>)>>,
    told: Mutex<Value>,
}

impl Hears for Listener {
    fn error(&self, complaint: Complaint, record: Option<String>) {
        self.errors.lock().unwrap().push((complaint, record));
    }

    fn end(&self, told: Value) {
        *self.told.lock().unwrap() = told;
    }
}

#[derive(Clone, Default)]
struct Text(Arc<Mutex<Vec<u8>>>);

impl Write for Text {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Ended {
    text: String,
    errors: Vec<(Complaint, Option<String>)>,
    told: Value,
    outcome: Outcome,
}

fn policies() -> Policies {
    Policies::read(&[root().join("policies/xiangzhou-dui")], Lang::En).unwrap()
}

/// Judges records that stand in memory, a line each if `lines`.
fn judged(policies: &Policies, text: &[u8], lines: bool, partial: bool, threads: usize) -> Ended {
    let as_of = std::fs::read_to_string(conformance("xiangzhou-dui", "as_of")).unwrap();
    let given = Given { read: Box::new(Cursor::new(text.to_owned())), lines };
    let job = Job {
        asked: Asked { as_of: Some(as_of.trim().to_owned()), threads, ..Asked::default() },
        mappings: Vec::new(),
        cases: vec![PathBuf::from("records")],
        given: vec![(PathBuf::from("records"), given)],
        partial,
        lang: Lang::En,
        pace: Arc::new(Pace::default()),
    };
    let (out, listener) = (Text::default(), Listener::default());
    let outcome = embed::evaluate(policies, job, Box::new(out.clone()), &listener).unwrap();
    let text = String::from_utf8(out.0.lock().unwrap().clone()).unwrap();
    Ended { text, errors: listener.errors.into_inner().unwrap(), told: listener.told.into_inner().unwrap(), outcome }
}

#[test]
fn records_in_memory_give_the_bytes_of_the_command() {
    let cases = conformance("xiangzhou-dui", "cases.ndjson");
    let as_of = std::fs::read_to_string(conformance("xiangzhou-dui", "as_of")).unwrap();
    let command = |format: &str| {
        let policy = ["--lang", "en", "evaluate", "--policy", "policies/xiangzhou-dui"];
        run(&[&policy[..], &["--as-of", as_of.trim(), "--format", format, cases.to_str().unwrap()]].concat())
    };
    let (lines, report) = (command("ndjson"), serde_json::from_str::<Value>(&command("json").out).unwrap());
    let text = std::fs::read(&cases).unwrap();
    let read = policies();
    // the same from the bytes alone, wherever the files lie
    let again = Policies::of(read.folders().to_vec(), read.files().clone(), Lang::En).unwrap();
    for (policies, given_lines, threads) in [(&read, true, 1), (&again, false, 2)] {
        let ended = judged(policies, &text, given_lines, false, threads);
        assert_eq!(ended.text, lines.out);
        assert_eq!(i32::from(ended.outcome.status), lines.code);
        for key in ["as_of", "policies", "warnings", "metrics", "summary"] {
            assert_eq!(ended.told[key], report[key], "{key}");
        }
    }
}

#[test]
fn parts_add_up_to_the_whole() {
    let text = std::fs::read_to_string(conformance("xiangzhou-dui", "cases.ndjson")).unwrap();
    let policies = policies();
    let whole = judged(&policies, text.as_bytes(), true, false, 1);
    let (first, second) = text.split_at(text.match_indices('\n').nth(40).unwrap().0 + 1);
    let parts: Vec<Ended> = [first, second].iter().map(|part| judged(&policies, part.as_bytes(), true, true, 1)).collect();
    let (out, listener) = (Text::default(), Listener::default());
    let texts: Vec<String> = parts.iter().map(|part| part.outcome.part.clone().unwrap()).collect();
    let joined = embed::merge(&policies, &texts, Some(ShowArgument::All), Lang::En, Box::new(out.clone()), &listener).unwrap();
    let groups = String::from_utf8(out.0.lock().unwrap().clone()).unwrap();
    assert_eq!(format!("{}{}{groups}", parts[0].text, parts[1].text), whole.text);
    // what is left of the whole is the same, whether it was judged at once or joined
    assert_eq!((joined.part, joined.status), (whole.outcome.part, whole.outcome.status));
    let told = listener.told.into_inner().unwrap();
    assert_eq!((&told["metrics"], &told["summary"]), (&whole.told["metrics"], &whole.told["summary"]));
}

#[test]
fn lines_are_records_whatever_they_look_like() {
    let good = r#"{"id":"a","events":[]}"#;
    let policies = policies();
    for broken in ["编号,时间", "[{}]", "\u{1f}\u{8b}", "PK\u{3}\u{4}", "%PDF-", "<?xml version=\"1.0\"?>", "{\"id\":\"a\",\"events\":["]
    {
        let ended = judged(&policies, format!("{broken}\n{good}\n{good}").as_bytes(), true, false, 1);
        let told: Vec<_> =
            ended.errors.iter().map(|(error, record)| (error.line, error.code, record.as_deref().map(str::trim_end))).collect();
        assert_eq!(told.len(), 2, "{broken}: {told:?}");
        assert_eq!((told[0].0, told[0].2), (1, Some(broken)));
        assert_eq!(told[1], (3, "duplicate-record", Some(good)));
        assert_eq!((&ended.told["summary"]["records"], ended.outcome.status), (&Value::from(1), 2));
    }
}
