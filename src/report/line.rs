//! One verdict as programs read it: the fields of spec section 5, in its order.

use super::steps::Steps;
use super::{moment, words};
use crate::lang::Lang;
use crate::plan::Plan;
use crate::time::{Day, Digits, Instant};
use crate::verdict::{Contested, Light, Verdict};
use std::borrow::Cow;

/// A verdict for programs.
#[derive(Debug)]
pub struct Line<'r> {
    pub record: &'r str,
    pub kind: &'r str,
    pub policy: &'r str,
    pub rule: &'r str,
    pub on: Option<&'r str>,
    pub to: Option<&'r str>,
    pub period: Option<String>,
    pub status: &'static str,
    pub bearer: Option<&'r str>,
    pub due: Option<Digits>,
    pub due_exclusive: Option<bool>,
    /// Where an imprecise trigger leaves it open.
    pub due_earliest: Option<Digits>,
    pub done_by: Option<&'r str>,
    pub done_at: Option<Digits>,
    pub late_s: Option<i64>,
    pub light: Option<&'static str>,
    pub reading: &'r str,
    pub contested: Option<&'r Contested<'r>>,
    /// Where the rule has several versions: from when on this one holds, if that is known.
    pub version: Option<Option<Day>>,
    pub reason: Option<&'r str>,
    /// Of a metric.
    pub value: Option<f64>,
    pub numerator: Option<u64>,
    pub denominator: Option<u64>,
    pub missing: &'r [Cow<'r, str>],
    /// Data warnings that concern it.
    pub warnings: &'r [&'static str],
    pub severity: &'static str,
    pub message: &'r str,
    pub cite: Option<&'r str>,
    pub explain: Steps<'r>,
}

impl<'r> Line<'r> {
    /// The message is made in `message`.
    pub fn new(plan: &'r Plan, verdict: &'r Verdict<'r>, as_of: Instant, lang: Lang, message: &'r mut String) -> Line<'r> {
        let zone = &plan.vocabulary().zone;
        let rule = verdict.rule;
        message.clear();
        words::message(plan, verdict, as_of, lang, message);
        Line {
            record: verdict.record,
            kind: verdict.kind,
            policy: plan.id(),
            rule: &rule.id,
            on: verdict.on.as_deref(),
            to: verdict.to.as_deref(),
            period: verdict.period.map(|period| period.to_string()),
            status: verdict.status.word(),
            bearer: verdict.bearer.as_deref(),
            due: verdict.due.map(|due| moment::rfc3339(due.at, zone)),
            due_exclusive: verdict.due.map(|due| due.exclusive),
            due_earliest: verdict.due_earliest.map(|due| moment::rfc3339(due.at, zone)),
            done_by: verdict.done_by.as_deref(),
            done_at: verdict.done_at.map(|when| moment::machine(&when, zone)),
            late_s: verdict.late_s,
            light: verdict.light.map(Light::word),
            reading: reading(verdict),
            contested: verdict.contested.as_deref(),
            version: rule.version.map(|version| version.from),
            reason: verdict.reason.as_deref(),
            value: verdict.measured.map(|measured| measured.value()),
            numerator: verdict.measured.map(|measured| measured.numerator),
            denominator: verdict.measured.and_then(|measured| measured.denominator),
            missing: &verdict.missing,
            warnings: &verdict.warnings,
            severity: rule.severity.word(),
            message,
            cite: rule.cite.as_deref(),
            explain: Steps { plan, list: &verdict.explain, lang },
        }
    }
}

/// The reading that gives a verdict: the run's, or the first of those under which alone it is there.
fn reading<'r>(verdict: &'r Verdict<'r>) -> &'r str {
    let only_under = verdict.contested.as_ref().filter(|contested| contested.usual.is_none());
    let other = only_under.and_then(|contested| contested.others.iter().find(|other| other.status.is_some()));
    other.map_or(verdict.rule.reading.as_deref().unwrap_or("default"), |other| other.reading)
}
