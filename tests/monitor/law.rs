//! The law of the desk: whatever comes in whatever order, its open verdicts are those of the judgement over what it has stored; and
//! a desk that was stopped and started again is the same desk.

use super::{Piece, Stand, entry, pieces};
use crate::support::root;
use duban::monitor::board::Number;
use duban::time::Instant;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const POLICIES: [&str; 5] = ["xiangzhou-dui", "dezhou-gang", "chengguan-135", "hangjin-three-ones", "changde-126"];

/// The record that an entry was for: the last that has one more.
fn number(stand: &Stand, text: &str) -> Number {
    let id = serde_json::from_str::<serde_json::Value>(text).unwrap()["id"].clone();
    let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
    let rows = stand.rows(&format!("SELECT number FROM record WHERE id = '{id}'"));
    Number(u32::try_from(rows[0][0].as_u64().unwrap()).unwrap())
}

/// Every record's events come when they happen, one by one; in between the desk wakes at every instant that it named.
fn as_it_happens(policy: &str) {
    let mut pieces: Vec<Piece> = pieces(policy).into_iter().take(20).flatten().collect();
    pieces.sort_by_key(|(at, _)| *at);
    let first = pieces.iter().find_map(|(at, _)| *at).unwrap();
    let mut stand = Stand::new(&root().join("policies").join(policy), first.plus(-1));
    let (mut steps, mut wakes) = (0, 0);
    for (at, text) in pieces {
        let at = at.unwrap_or(first.plus(-1));
        while let Some(next) = stand.desk().next().filter(|next| *next <= at && wakes < 200) {
            stand.at(next);
            wakes += 1;
            if wakes % 25 == 0 {
                stand.check(None);
            }
        }
        stand.at(at.max(first.plus(-1)));
        stand.take(&text);
        let number = number(&stand, &text);
        stand.check(Some(number));
        steps += 1;
    }
    stand.check(None);
    for _ in 0..60 {
        let Some(next) = stand.desk().next() else { break };
        stand.at(Instant(next.0 - 1));
        stand.at(next);
        stand.check(None);
    }
    assert!(steps > 50, "{steps}");
}

#[test]
fn as_it_happens_the_desk_is_right_at_every_event_and_every_due_instant() {
    std::thread::scope(|scope| {
        for policy in POLICIES {
            scope.spawn(move || as_it_happens(policy));
        }
    });
}

#[test]
fn in_any_order_of_arrival_and_with_restarts() {
    let all: Vec<_> = POLICIES.into_iter().map(pieces).collect();
    let plan = (0..POLICIES.len(), 0..140_usize, any::<u64>());
    let config = Config { cases: 8, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&plan, |(policy, from, seed)| {
            let records = &all[policy];
            let mut pieces: Vec<Piece> = records.iter().skip(from % records.len()).take(3).flatten().cloned().collect();
            let mut random = seed;
            let mut roll = move |n: usize| {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (random >> 33) as usize % n.max(1)
            };
            for n in (1..pieces.len()).rev() {
                let other = roll(n + 1);
                pieces.swap(n, other);
            }
            let times: Vec<Instant> = pieces.iter().filter_map(|(at, _)| *at).collect();
            let (Some(first), Some(last)) = (times.iter().min(), times.iter().max()) else { return Ok(()) };
            let folder = root().join("policies").join(POLICIES[policy]);
            let mut steady = Stand::new(&folder, *first);
            let mut shaken = Stand::new(&folder, *first);
            let span = (last.0 - first.0).max(1) * 2 / pieces.len() as i64;
            let mut now = *first;
            for (_, text) in pieces {
                now = now.plus(span * roll(100) as i64 / 50);
                for stand in [&mut steady, &mut shaken] {
                    while let Some(next) = stand.desk().next().filter(|next| *next <= now) {
                        stand.at(next);
                    }
                    stand.at(now);
                    stand.desk().take(vec![entry(&text)], None).unwrap();
                }
                if roll(3) == 0 {
                    shaken.restart();
                }
                steady.check(None);
                shaken.check(None);
            }
            let warnings = "SELECT key, round, stage, who, due, at, said_at, state, body FROM warning ORDER BY number";
            assert_eq!(steady.rows(warnings), shaken.rows(warnings));
            let deliveries = "SELECT sink, what, key, body, next_at FROM delivery ORDER BY number";
            assert_eq!(steady.rows(deliveries), shaken.rows(deliveries));
            Ok(())
        })
        .unwrap();
}
