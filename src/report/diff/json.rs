//! The comparison for programs: one object; the verdicts in it are those of `evaluate --format ndjson`.

use super::{Comparison, Differing, Has, Said, Told, Version};
use crate::plan::amended::Line;
use crate::report::moment;
use serde_json::{Value, json};

/// The whole report.
pub fn report(comparison: &Comparison<'_>) -> String {
    let zone = comparison.new.plans.first().map(|plan| plan.vocabulary().zone).unwrap_or_default();
    let counts = &comparison.counts;
    let rows = comparison.rows().into_iter().map(|row| {
        json!({
            "rule": row.rule, "in": has(row.has), "before": row.before.map(|s| s.word()), "after": row.after.map(|s| s.word()),
            "change": row.change.map(|c| c.word()), "count": row.count,
        })
    });
    let amendments =
        comparison.amended.list.iter().map(|a| json!({ "path": a.path, "old": line(a.old.as_ref()), "new": line(a.new.as_ref()) }));
    let errors = comparison.complaints.iter().map(|c| json!({ "code": c.code, "place": c.place, "message": c.words, "also": c.also }));
    let page = json!({
        "as_of": &*moment::rfc3339(comparison.as_of, &zone),
        "old": version(&comparison.old),
        "new": version(&comparison.new),
        "records": counts.records,
        "verdicts": { "old": counts.old, "new": counts.new },
        "changed": { "verdicts": counts.differing(), "records": counts.changed },
        "transitions": rows.collect::<Vec<_>>(),
        "amendments": amendments.collect::<Vec<_>>(),
        "differing": comparison.shown.iter().map(told).collect::<Vec<_>>(),
        "errors": errors.collect::<Vec<_>>(),
        "error_count": comparison.errors,
        "notices": comparison.notices,
    });
    serde_json::to_string_pretty(&page).unwrap_or_default() + "\n"
}

/// Which versions have a rule.
pub fn has(has: Has) -> &'static str {
    match has {
        Has::Both => "both",
        Has::OldOnly => "old",
        Has::NewOnly => "new",
    }
}

fn version(version: &Version<'_>) -> Value {
    let policies: Vec<Value> = version.plans.iter().map(|plan| json!({ "id": plan.id(), "digest": plan.digest })).collect();
    json!({ "path": version.shown, "policies": policies })
}

fn line(line: Option<&Line>) -> Value {
    line.map_or(Value::Null, |line| json!({ "file": line.file, "line": line.line, "text": line.text }))
}

fn told(told: &Told) -> Value {
    json!({ "record": told.record, "place": told.place, "verdicts": told.differing.iter().map(differing).collect::<Vec<_>>() })
}

fn differing(one: &Differing) -> Value {
    let said = |said: &Option<Said>| said.as_ref().and_then(|said| serde_json::from_str::<Value>(&said.object).ok()).unwrap_or_default();
    let days = one.days.iter().map(|day| json!({ "day": day.day.to_string(), "old": day.old, "new": day.new }));
    json!({
        "rule": one.rule, "change": one.change.map(|c| c.word()), "before": said(&one.before), "after": said(&one.after),
        "amendments": one.amendments, "days": days.collect::<Vec<_>>(), "steps": { "old": one.steps.0, "new": one.steps.1 },
    })
}
