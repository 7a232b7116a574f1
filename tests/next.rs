//! The judgement names the next instant at which a verdict changes by itself: before it nothing does, at it something does.

use crate::support::{conformance, root};
use bumpalo::Bump;
use duban::engine::Judge;
use duban::ingest::{Lexicon, Place, Reader};
use duban::plan::Plan;
use duban::plan::load::load;
use duban::record::Record;
use duban::time::Instant;

/// Everything that stands in the verdicts but how late something is.
fn state(plan: &Plan, record: &Record<'_>, as_of: Instant) -> (Vec<String>, Option<Instant>) {
    let mut lines = Vec::new();
    let next = Judge::new(plan, as_of, None).judge(record, &mut |v| {
        lines.push(format!(
            "{} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            v.rule.id, v.on, v.to, v.period, v.status, v.due, v.due_earliest, v.done_by, v.light, v.reason, v.missing
        ));
    });
    (lines, next)
}

fn follow(policy: &str) {
    let loaded = load(&[root().join("policies").join(policy)], &[]).unwrap();
    let plan = loaded.policies[0].plan.as_ref().unwrap();
    let lexicons = [Lexicon::new(plan.vocabulary())];
    let (mut reader, arena) = (Reader::new(&lexicons), Bump::new());
    let cases = std::fs::read_to_string(conformance(policy, "cases.ndjson")).unwrap();
    let mut steps = 0;
    for line in cases.lines() {
        let record = reader.record(Place::start(0), line.as_bytes(), &arena).unwrap().record;
        let Some(first) = record.events.first() else { continue };
        let mut as_of = first.when.earliest.plus(-1);
        let (mut now, mut next) = state(plan, &record, as_of);
        for _ in 0..25 {
            let Some(at) = next else { break };
            assert!(at > as_of, "{}: {as_of:?} is followed by {at:?}", record.id);
            let halfway = Instant(as_of.0 + (at.0 - as_of.0) / 2);
            for before in [halfway, Instant(at.0 - 1)] {
                assert_eq!(state(plan, &record, before).0, now, "{}: something changed before {at:?}", record.id);
            }
            (now, next) = state(plan, &record, at);
            as_of = at;
            steps += 1;
        }
    }
    assert!(steps > 500, "{steps}");
}

#[test]
fn nothing_changes_before_the_next_instant() {
    for policy in ["xiangzhou-dui", "dezhou-gang", "chengguan-135", "hangjin-three-ones", "changde-126"] {
        follow(policy);
    }
}
