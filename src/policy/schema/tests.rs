//! The table of keys and the readers are equal: what a reader asks for stands in the table, and what stands in the
//! table is asked for.

#[path = "../../../tests/check/cases.rs"]
#[allow(dead_code)]
mod cases;

use super::*;
use crate::diag::Faults;
use crate::plan::load::{check, load};
use crate::policy::reader::asked::ASKED;
use crate::policy::tree;
use crate::source::Sources;
use std::path::PathBuf;

const BASE: &str = include_str!("../../../tests/check/base.toml");

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Tables whose keys are looked through as they stand, with what reads them.
const AS_THEY_STAND: [(&str, &str); 8] = [
    ("file", "policy::read"),
    ("table.row", "policy::read::decision_tables"),
    ("test.record", "suite::read::record"),
    ("test.records", "suite::read::record"),
    ("test.event", "suite::read::event"),
    ("part", "merged into the obligation, then read as one"),
    ("recipient", "merged into the obligation, then read as one"),
    ("constraint.words", "merged into the constraint, then read as one"),
];

/// Keys that are unfolded before a rule is read.
const UNFOLDED: [&str; 6] = ["row", "reading", "from", "part", "may", "cap"];

/// What is read in this thread: the policies with their tests and mappings, the cases of `duban check`, and settings.
fn read_everything() {
    check(&[root().join("policies")], None, &[]).expect("policies");
    let mut loaded = load(&[root().join("policies")], &[]).expect("policies");
    for policy in &loaded.policies {
        let plan = policy.plan.as_ref().expect("sound");
        let mut faults = Faults::default();
        for file in crate::policy::load::tests(&policy.folder.path, &mut loaded.sources, &mut faults).expect("tests") {
            let text = loaded.sources.get(file).text.clone();
            crate::suite::read::file(file, &text, plan, &mut faults);
        }
    }
    for case in cases::CASES {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |path: &str, text: &str| {
            let path = folder.path().join("base").join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, text).expect("written");
        };
        write("policy.toml", &case.edits.iter().fold(BASE.to_owned(), |text, (old, new)| text.replacen(old, new, 1)));
        case.files.iter().for_each(|(path, text)| write(path, text));
        check(&[folder.path().to_owned()], None, &[]).expect("readable");
    }
    read_the_rest();
}

/// What no policy and no case has.
fn read_the_rest() {
    let mut sources = Sources::default();
    let mut faults = Faults::default();
    #[cfg(feature = "monitor")]
    for kind in ["kind = 'file'", "kind = 'webhook'\nurl = 'https://x'", "kind = 'mail'"] {
        let text = format!("[sinks.a]\n{kind}\n");
        let file = sources.add("monitor.toml", text.as_str());
        crate::monitor::setting::sinks(file, &text, crate::time::Zone::default(), &mut faults);
    }
    let text = "[table.a]\nrows = 'event'\nid = { columns = ['x'], joined = '' }\nevent = { type = 't', at = 'a', by = { id = 'i' } }\n";
    let file = sources.add("mapping.toml", text);
    crate::mapping::Mapping::read(file, text, &mut faults);
    let text = "city = { name = '市' }";
    let levels = tree::parse(sources.add("levels.toml", text), text, &mut faults);
    crate::policy::declare::office::read_levels(&levels, &mut faults);
}

#[test]
fn the_table_of_keys_and_the_readers_are_equal() {
    read_everything();
    let asked = ASKED.take();
    let all: Vec<&Table> = FILES.iter().flat_map(|file| tables(file.root)).collect();
    let mut wrong = Vec::new();
    for (table, key) in &asked {
        let known = all.iter().find(|known| known.name == *table);
        if known.is_none_or(|known| known.find(key).is_none()) {
            wrong.push(format!("{table} is asked for {key}, the table does not have it"));
        }
    }
    let exempt = |table: &str| {
        AS_THEY_STAND.iter().any(|(name, _)| *name == table)
            || (cfg!(not(feature = "monitor")) && ["sink", "monitor.file"].contains(&table))
    };
    for table in all.iter().filter(|table| !exempt(table.name)) {
        let unasked = table.keys().filter(|key| !UNFOLDED.contains(&key.name) || table.name == "table");
        for key in unasked.filter(|key| !asked.contains(&(table.name, key.name))) {
            wrong.push(format!("{} has the key {}, nobody asks for it", table.name, key.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_merged_has_no_keys_of_its_own() {
    for (inner, outer) in [
        (&obligation::DUTIES, &obligation::OBLIGATION),
        (&obligation::RECIPIENT, &obligation::OBLIGATION),
        (&constraint::DEMANDS, &constraint::CONSTRAINT),
    ] {
        assert!(inner.keys().all(|key| outer.find(key.name).is_some()), "{}", inner.name);
    }
}

#[test]
fn words_that_the_table_repeats_are_those_of_the_readers() {
    use crate::policy::declare::TYPES;
    use crate::policy::rule::{Severity, Word};
    use crate::time::period::Every;
    use crate::verdict::{Light, Status};
    let words = |table: &'static Table, key: &str| match table.find(key).map(|key| key.shape) {
        Some(Shape::OneOf(words) | Shape::Several(&Shape::OneOf(words)) | Shape::Either(&[Shape::OneOf(words), _])) => words.to_vec(),
        other => panic!("{key}: {other:?}"),
    };
    assert_eq!(words(&fact::ATTRIBUTE, "type"), TYPES.map(|(name, _)| name));
    assert_eq!(words(&obligation::OBLIGATION, "severity"), Severity::ALL.map(Severity::word));
    let zh_then_en: Vec<&str> = Every::ALL.iter().map(|(zh, ..)| *zh).chain(Every::ALL.iter().map(|(_, en, _)| *en)).collect();
    assert_eq!(words(&periodic::PERIODIC, "every"), zh_then_en);
    assert_eq!(words(&constraint::CONSTRAINT, "order"), Word::ALL.map(|(name, ..)| name));
    assert_eq!(
        words(&suite::EXPECTATION, "status"),
        Status::ALL.map(Status::word).into_iter().chain(["none", "summary"]).collect::<Vec<_>>()
    );
    assert_eq!(words(&suite::EXPECTATION, "light"), Light::ALL.map(Light::word));
}

/// Every example is TOML that such a table may hold.
#[test]
fn every_example_is_toml_and_starts_with_its_key() {
    for key in FILES.iter().flat_map(|file| tables(file.root)).flat_map(Table::keys) {
        let mut sources = Sources::default();
        let mut faults = Faults::default();
        let file = sources.add("example.toml", key.example);
        let read = tree::parse(file, key.example, &mut faults);
        assert!(faults.is_empty(), "{}: {:?}", key.example, faults.sorted());
        assert_eq!(read.entries.iter().map(|e| e.key.value.as_str()).collect::<Vec<_>>(), [key.name], "{}", key.example);
        assert!(!key.means.0.is_empty() && !key.means.1.is_empty() && key.means.0 != key.means.1, "{}", key.name);
    }
}

#[test]
fn tables_have_names_of_their_own_and_keys_once() {
    for file in &FILES {
        for table in tables(file.root) {
            let mut names = table.names();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), table.keys().count(), "{}", table.name);
        }
    }
}
