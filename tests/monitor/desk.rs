//! What the desk keeps, says, takes back and never repeats.

use super::{Stand, march};
use crate::support::Written;
use std::path::Path;

pub const POLICY: &str = r#"
[policy]
id = "duty"
title = "督办"
calendar = "cn"

[parties]
office = "办公室"
leader = "领导"

[records]
case = "来件"

[events]
received = "收到"
answered = "答复"

[obligation.D-1]
title = "答复"
cite = "收到后二十日内答复"
on = "received"
act = "answered"
bearer = "office"
within = "20 calendar days"
"#;

const ESCALATION: &str = r#"
[escalation.W-1]
title = "预警"
cite = "逐级上报"
warn.bearer = "yellow"
warn.leader = "red, 3整天"
"#;

fn stand(policy: &str) -> (Written, Stand) {
    let written = Written::new("duty", policy);
    let stand = Stand::new(Path::new(written.path()), march(1, 9));
    (written, stand)
}

pub const RECEIVED: &str = r#"{"id":"1","events":[{"id":"e1","type":"received","at":"2024-03-01T09:00:00+08:00"}]}"#;

#[test]
fn lights_are_said_to_the_bearer_once_each() {
    let (_written, mut stand) = stand(POLICY);
    stand.take(RECEIVED);
    assert_eq!(stand.said(), ["blue office standing 0"], "due 24:00 on 21 March: blue from the beginning");
    stand.at(march(12, 0));
    stand.at(march(12, 0));
    stand.restart();
    assert_eq!(stand.said(), ["blue office standing 0", "yellow office standing 0"]);
    // down over the due instant: said once, late
    stand.desk = None;
    stand.clock.set(march(25, 10));
    stand.restart();
    stand.restart();
    assert_eq!(stand.said()[2..], [format!("past_due office standing {}", 3 * 86_400 + 10 * 3_600)]);
    let body = stand.rows("SELECT body FROM delivery ORDER BY number DESC LIMIT 1")[0][0].to_string();
    assert!(body.contains(r#"\"late\":true"#), "{body}");
}

#[test]
fn what_follows_from_another_duty_begins_with_it_and_is_not_late() {
    let follows = "\n[obligation.D-2]\ntitle = \"说明\"\ncite = \"逾期的说明原因\"\non = \"D-1.past_due\"\nact = \"answered\"\nbearer = \"office\"\nwithin = \"5 working days\"\n";
    let (_written, mut stand) = stand(&format!("{POLICY}{follows}"));
    stand.take(RECEIVED);
    while stand.desk().next().is_some_and(|next| next < march(23, 0)) {
        let next = stand.desk().next().unwrap();
        stand.at(next);
    }
    let said = stand.said();
    assert_eq!(said.iter().filter(|line| line.starts_with("yellow office")).count(), 2, "{said:?}");
    assert!(said.iter().all(|line| line.ends_with(" 0")), "nothing is late: {said:?}");
}

#[test]
fn a_clock_set_back_repeats_nothing_and_one_set_forward_loses_nothing() {
    let (_written, mut stand) = stand(POLICY);
    stand.take(RECEIVED);
    stand.at(march(22, 1));
    let said = stand.said();
    assert_eq!(said.len(), 3, "{said:?}");
    stand.at(march(2, 0));
    stand.check(None);
    assert_eq!(stand.as_of(), march(2, 0));
    stand.at(march(30, 0));
    stand.check(None);
    assert_eq!(stand.said(), said);
    // a little: time stands still
    stand.at(march(30, 0).plus(-30_000_000));
    assert_eq!(stand.as_of(), march(30, 0));
}

#[test]
fn the_escalation_of_the_policy_says_who_is_warned() {
    let (_written, mut stand) = stand(&format!("{POLICY}{ESCALATION}"));
    stand.take(RECEIVED);
    assert_eq!(stand.said(), [""; 0]);
    stand.at(march(12, 0));
    assert_eq!(stand.said(), ["W-1 yellow office standing 0"]);
    stand.at(march(22, 0));
    assert_eq!(stand.said().len(), 1);
    let next = stand.desk().next().unwrap();
    assert_eq!(next, march(25, 0));
    stand.at(next);
    assert_eq!(stand.said()[1], "W-1 red, 3整天 leader standing 0");
    stand.take(r#"{"id":"1","events":[{"type":"answered","at":"2024-03-24","by":"office"}]}"#);
    let ended = ["W-1 yellow office ended 0", "W-1 red, 3整天 leader withdrawn 0"];
    assert_eq!(stand.said(), ended, "it was answered, late, before the leader was told");
}

#[test]
fn a_correction_withdraws_and_what_comes_back_is_said_again() {
    let (_written, mut stand) = stand(POLICY);
    stand.take(RECEIVED);
    stand.at(march(12, 0));
    stand.take(r#"{"id":"1","events":[{"id":"e2","type":"received","at":"2024-03-11T09:00:00+08:00","supersedes":"e1"}]}"#);
    let withdrawn = ["blue office withdrawn 0", "yellow office withdrawn 0"];
    assert_eq!(stand.said()[..2], withdrawn);
    assert_eq!(stand.said()[2..], [format!("blue office standing {}", 15 * 3_600)]);
    assert_eq!(stand.rows("SELECT what FROM delivery ORDER BY number").len(), 5);
    stand.take(r#"{"id":"1","events":[{"id":"e3","type":"received","at":"2024-03-01T09:00:00+08:00","supersedes":"e2"}]}"#);
    let said = stand.said();
    assert!(said.iter().any(|line| line.starts_with("yellow office standing")), "{said:?}");
    stand.check(None);
}

#[test]
fn what_is_known_late_is_said_at_its_gravest() {
    let (_written, mut stand) = stand(POLICY);
    stand.at(march(28, 0));
    stand.take(RECEIVED);
    let states: Vec<String> = stand.said().iter().map(|line| line.split(' ').take(3).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(states, ["blue office passed", "yellow office passed", "past_due office standing"]);
    stand.restart();
    assert_eq!(stand.said().len(), 3);
}

#[test]
fn the_same_bytes_change_nothing_and_what_nobody_can_read_is_told() {
    let (_written, mut stand) = stand(POLICY);
    assert_eq!(stand.take(RECEIVED).taken, 1);
    let again = stand.take(&RECEIVED.replace(",", " ,\n"));
    assert_eq!((again.taken, again.known), (0, 1));
    let broken = stand.take(r#"{"id":"2","events":[{"type":"received","at":"yesterday"}]}"#);
    assert_eq!(broken.rejected.len(), 1);
    assert_eq!(stand.export().len(), 1);
    assert_eq!(stand.rows("SELECT author, source FROM entry"), [serde_json::json!(["test", "test"])]);
}

#[test]
fn other_rules_judge_everything_again_and_repeat_nothing() {
    let (_written, mut stand) = stand(POLICY);
    stand.take(RECEIVED);
    stand.at(march(12, 0));
    let said = stand.said();
    let same = stand.plans.clone();
    let changes = stand.desk().swap(same).unwrap();
    assert_eq!((changes.records, changes.changed, changes.opened, changes.closed), (1, 0, 0, 0));
    assert_eq!(stand.said(), said);
    let longer = Written::new("duty", &POLICY.replace("20 calendar", "30 calendar"));
    stand.plans = super::plans(Path::new(longer.path()));
    let plans = stand.plans.clone();
    assert_eq!(stand.desk().swap(plans).unwrap().changed, 1);
    stand.check(None);
    assert_eq!(stand.said().iter().filter(|line| line.contains("withdrawn")).count(), 2);
    // an order that fails changes nothing: no policy, no verdict
    stand.desk().swap(duban::monitor::plans::Plans::default()).unwrap();
    assert_eq!(stand.desk().next(), None);
}

#[test]
fn a_store_that_is_locked_is_told_and_goes_on_when_it_is_free() {
    let (_written, mut stand) = stand(POLICY);
    stand.take(RECEIVED);
    let other = rusqlite::Connection::open(stand.folder.path().join("duban.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let before = stand.export();
    let refused = stand.desk().take(vec![super::entry(&RECEIVED.replace("\"1\"", "\"2\""))], None).unwrap_err();
    assert!(refused.0.en.contains("locked by another program"), "{refused:?}");
    assert_eq!(stand.export(), before);
    stand.check(None);
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(stand.take(&RECEIVED.replace("\"1\"", "\"2\"")).taken, 1);
    stand.check(None);
}
