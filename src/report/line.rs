//! One verdict as one JSON object: the fields of spec section 5, in its order.

use super::{moment, steps, words};
use crate::lang::Lang;
use crate::plan::Plan;
use crate::time::Instant;
use crate::verdict::Verdict;
use serde::Serialize;
use std::borrow::Cow;

/// A verdict for programs.
#[derive(Debug, Serialize)]
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
    pub due: Option<String>,
    pub due_exclusive: Option<bool>,
    /// Where an imprecise trigger leaves it open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_earliest: Option<String>,
    pub done_by: Option<&'r str>,
    pub done_at: Option<String>,
    pub late_s: Option<i64>,
    pub light: Option<&'static str>,
    pub reading: &'r str,
    pub reason: Option<&'r str>,
    /// Of a metric.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numerator: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<u64>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub missing: &'r [Cow<'r, str>],
    pub severity: &'static str,
    pub message: String,
    pub cite: Option<&'r str>,
    pub explain: Vec<String>,
}

impl<'r> Line<'r> {
    pub fn new(plan: &'r Plan, verdict: &'r Verdict<'r>, as_of: Instant, lang: Lang) -> Line<'r> {
        let zone = &plan.vocabulary().zone;
        let rule = verdict.rule;
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
            light: verdict.light.map(crate::verdict::Light::word),
            reading: rule.reading.as_deref().unwrap_or("default"),
            reason: verdict.reason.as_deref(),
            value: verdict.measured.map(|measured| measured.value()),
            numerator: verdict.measured.map(|measured| measured.numerator),
            denominator: verdict.measured.and_then(|measured| measured.denominator),
            missing: &verdict.missing,
            severity: rule.severity.word(),
            message: words::message(plan, verdict, as_of, lang),
            cite: rule.cite.as_deref(),
            explain: steps::lines(plan, &verdict.explain, lang),
        }
    }
}
