//! A story for programs: the verdict as `evaluate --format ndjson` writes it, and what else there is to tell.

use super::strip::Strip;
use super::text::why;
use super::{Silence, Story};
use crate::report::json::object::Pen;
use crate::report::moment;
use serde_json::{Value, json};

/// One story.
pub fn story(story: &Story<'_>) -> Value {
    let mut bytes = Vec::new();
    Pen::new(&[], story.as_of, story.lang).write(story.plan, story.verdict, &mut bytes);
    let verdict: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let trigger = story.verdict.trigger.and_then(|n| story.record.events.get(n)).map(|event| event.when.earliest);
    let calendar = Strip::of(story.plan, story.verdict, trigger, story.as_of).map(|strip| strip.json());
    let zone = &story.plan.vocabulary().zone;
    let idle = story.idle.iter().map(|idle| {
        let at = idle.when.map(|when| moment::machine(&when, zone).to_string());
        json!({ "id": idle.id, "title": idle.title, "at": at, "why": why(idle, story.lang) })
    });
    let versions = story.versions.iter().map(|other| {
        let day = |day: Option<crate::time::Day>| day.map(|day| day.to_string());
        let version = other.rule.version;
        json!({ "from": version.and_then(|v| day(v.from)), "until": version.and_then(|v| day(v.until)), "limits": other.limits })
    });
    let readings = story.readings.iter().map(|other| {
        json!({ "reading": other.reading, "title": other.title, "status": other.status.map(|s| s.word()), "due": other.due, "same": other.same })
    });
    let supposed =
        story.supposed.iter().map(|one| json!({ "place": one.place, "value": one.value, "status": one.status.map(|s| s.word()) }));
    json!({
        "verdict": verdict,
        "place": { "file": story.place.file, "line": story.place.line },
        "versions": versions.collect::<Vec<_>>(),
        "calendar": calendar,
        "not_counted": idle.collect::<Vec<_>>(),
        "enough": story.enough_said(),
        "supposed": supposed.collect::<Vec<_>>(),
        "readings": readings.collect::<Vec<_>>(),
    })
}

/// Why a rule gives no verdict.
pub fn silence(silence: &Silence<'_>) -> Value {
    let lines: Vec<&str> = silence.lines.iter().map(|(_, line)| line.as_str()).collect();
    json!({ "rule": silence.rule.id, "place": { "file": silence.place.file, "line": silence.place.line }, "no_verdict": lines })
}
