//! Reading a record allocates nothing once the arena is large enough.

use crate::support::{conformance, root};
use allocation_counter::measure;
use bumpalo::Bump;
use duban::ingest::{Lexicon, Place, Reader};
use duban::plan::load::load;

/// What is rare may allocate: texts with escapes, events that are taken back or replaced, names that nobody declares.
fn is_usual(line: &str, warnings: usize) -> bool {
    warnings == 0 && !["\\", "\"retracted\"", "\"supersedes\""].iter().any(|rare| line.contains(rare))
}

#[test]
fn a_record_is_read_without_an_allocation() {
    let mut read = 0;
    for policy in ["xiangzhou-dui", "dezhou-gang", "chengguan-135", "hangjin-three-ones", "changde-126"] {
        let loaded = load(&[root().join("policies").join(policy)], &[]).unwrap();
        let plan = loaded.policies[0].plan.as_ref().unwrap();
        let lexicons = [Lexicon::new(plan.vocabulary())];
        let cases = std::fs::read_to_string(conformance(policy, "cases.ndjson")).unwrap();
        let longest = cases.lines().map(str::len).max().unwrap_or_default();
        let mut arena = Bump::with_capacity(20 * longest);
        let mut reader = Reader::new(&lexicons);
        // what it keeps for the next record grows here
        cases.lines().for_each(|line| _ = reader.record(Place::start(0), line.as_bytes(), &arena));
        for line in cases.lines() {
            arena.reset();
            let before = reader.warnings.iter().count();
            let mut events = None;
            let seen =
                measure(|| events = reader.record(Place::start(0), line.as_bytes(), &arena).ok().map(|taken| taken.record.events.len()));
            let warnings = reader.warnings.iter().count() - before;
            if events.is_some() && is_usual(line, warnings) {
                assert_eq!(seen.count_total, 0, "{policy}: {line}");
                read += 1;
            }
        }
    }
    assert!(read > 500, "{read}");
}
