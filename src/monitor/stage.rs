//! What is said of an instance and to whom, and under which key: the same is never said twice.

use super::text::quoted;
use crate::engine::escalation::{Cause, Stage};
use crate::lang::Lang;
use crate::plan::Plan;
use crate::policy::shown::Who;
use crate::report::{moment, words};
use crate::time::instant::{Due, SECOND};
use crate::time::{Instant, When};
use crate::verdict::{Light, Status, Verdict};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Later than this it is marked late.
pub const IN_TIME: i64 = 60 * SECOND;

/// A stage that an open instance has, in the words that are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Policy, record, rule, event, recipient, period and bearer: a JSON list.
    pub instance: String,
    /// `blue`, `yellow`, `red`, `past_due`, or the step of an escalation as the policy writes it.
    pub stage: String,
    pub light: Light,
    /// The party that is warned.
    pub who: String,
    pub due: Instant,
    pub at: Instant,
}

impl Said {
    pub fn new(plan: &Plan, verdict: &Verdict<'_>, instance: &str, stage: &Stage<'_>, at: Instant, due: Due) -> Said {
        let who = match stage.who() {
            Who::Bearer => verdict.bearer.as_deref().unwrap_or("bearer").to_owned(),
            Who::Office(id) => plan.vocabulary().register.office(id).id.clone(),
        };
        let word = match stage.cause {
            Cause::Turn(light) => light.word().to_owned(),
            Cause::PastDue => "past_due".to_owned(),
            Cause::Step(rule, warn) => format!("{} {}", rule.id, warn.written),
        };
        Said { instance: instance.to_owned(), stage: word, light: stage.light(), who, due: due.at, at }
    }

    /// The same key: the same thing said to the same party of the same instance and due instant.
    pub fn key(&self) -> String {
        let Said { instance, stage, who, due, .. } = self;
        format!("[{instance},{},{},{}]", quoted(stage), quoted(who), due.0)
    }
}

/// What tells an instance from every other.
pub fn instance(plan: &Plan, verdict: &Verdict<'_>) -> String {
    let period = verdict.period.map(|period| period.to_string());
    json!([plan.id(), verdict.kind, verdict.record, verdict.rule.id, verdict.on, verdict.to, period, verdict.bearer]).to_string()
}

/// What sinks send. `key` and `what` are set for each message.
pub fn body(plan: &Plan, verdict: &Verdict<'_>, said: &Said, now: Instant) -> Value {
    let zone = plan.vocabulary().zone;
    let message = |lang| {
        let mut text = String::new();
        words::message(plan, verdict, now, lang, &mut text);
        text
    };
    let shown = |at| moment::rfc3339(at, &zone).to_string();
    json!({
        "policy": plan.id(), "record": verdict.record, "kind": verdict.kind, "rule": verdict.rule.id, "title": verdict.rule.title,
        "cite": verdict.rule.cite, "on": verdict.on, "to": verdict.to, "period": verdict.period.map(|period| period.to_string()),
        "bearer": verdict.bearer, "who": said.who, "who_name": words::office(plan, &said.who), "stage": said.stage,
        "light": said.light.word(), "status": verdict.status.word(), "due": shown(said.due),
        "due_exclusive": verdict.due.map(|due| due.exclusive), "at": shown(said.at), "said_at": shown(now),
        "late": now.0 - said.at.0 > IN_TIME, "message": { "zh": message(Lang::Zh), "en": message(Lang::En) },
    })
}

/// The key that sinks see: of one message, the same however often it is sent.
pub fn sink_key(key: &str, round: i64, what: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(format!("{key} {round} {what}")).into();
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// What an instance has come to, of which something was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub instance: String,
    pub status: Status,
    pub due: Option<Instant>,
    pub done_at: Option<When>,
}

/// What becomes of a warning that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Stands,
    /// The act was done after the warning, or is not owed any more.
    Ended,
    /// The warning had no cause, as it is known now.
    Withdrawn,
}

/// Looks at a warning, said of `due` and holding from `at`, in the light of what its instance has come to.
pub fn fate(due: Instant, at: Instant, outcome: Option<&Outcome>) -> Fate {
    let Some(outcome) = outcome else { return Fate::Withdrawn };
    match outcome.status {
        // while it is not known, or the clock stands still, nothing is taken back
        Status::Unknown | Status::Suspended => Fate::Stands,
        Status::Lapsed => Fate::Ended,
        _ if outcome.due != Some(due) => Fate::Withdrawn,
        Status::Pending | Status::Overdue => Fate::Stands,
        _ if outcome.done_at.is_some_and(|done| done.latest.within() < at) => Fate::Withdrawn,
        _ => Fate::Ended,
    }
}
