//! A verdict as one JSON object, written straight into the report.

use super::escape::text;
use crate::report::line::Line;
use crate::verdict::{Contested, Status};
use std::borrow::Cow;
use std::io::Write;

/// What comes before the value of a field that is not the first.
macro_rules! key {
    ($name:literal) => {
        concat!(",\"", $name, "\":").as_bytes()
    };
}

/// More than most objects take, explanations apart.
const USUAL: usize = 1024;

/// Writes one object without a line end; `words` is memory for the lines of the explanation.
pub fn write(line: &Line<'_>, words: &mut String, out: &mut Vec<u8>) {
    out.reserve(USUAL);
    member(b"{\"record\":", line.record, out);
    member(key!("kind"), line.kind, out);
    member(key!("policy"), line.policy, out);
    member(key!("rule"), line.rule, out);
    perhaps(key!("on"), line.on, out);
    perhaps(key!("to"), line.to, out);
    perhaps(key!("period"), line.period.as_deref(), out);
    member(key!("status"), line.status, out);
    perhaps(key!("bearer"), line.bearer, out);
    perhaps(key!("due"), line.due.as_deref(), out);
    out.extend_from_slice(key!("due_exclusive"));
    out.extend_from_slice(line.due_exclusive.map_or(b"null", |flag| if flag { b"true" } else { b"false" }));
    if let Some(due) = &line.due_earliest {
        member(key!("due_earliest"), due, out);
    }
    perhaps(key!("done_by"), line.done_by, out);
    perhaps(key!("done_at"), line.done_at.as_deref(), out);
    out.extend_from_slice(key!("late_s"));
    match line.late_s {
        // writing to memory does not fail
        Some(seconds) => _ = write!(out, "{seconds}"),
        None => out.extend_from_slice(b"null"),
    }
    perhaps(key!("light"), line.light, out);
    member(key!("reading"), line.reading, out);
    if let Some(from) = line.version {
        out.extend_from_slice(key!("version"));
        match from {
            Some(day) => _ = write!(out, "\"{day}\""),
            None => out.extend_from_slice(b"null"),
        }
    }
    if let Some(contested) = line.contested {
        readings(contested, out);
    }
    perhaps(key!("reason"), line.reason, out);
    // writing to memory does not fail
    if let Some(value) = line.value {
        out.extend_from_slice(key!("value"));
        _ = write!(out, "{value}");
    }
    if let Some(count) = line.numerator {
        out.extend_from_slice(key!("numerator"));
        _ = write!(out, "{count}");
    }
    if let Some(count) = line.denominator {
        out.extend_from_slice(key!("denominator"));
        _ = write!(out, "{count}");
    }
    if !line.missing.is_empty() {
        list(key!("missing"), line.missing.iter().map(Cow::as_ref), out);
    }
    if !line.warnings.is_empty() {
        list(key!("warnings"), line.warnings.iter().copied(), out);
    }
    member(key!("severity"), line.severity, out);
    member(key!("message"), line.message, out);
    perhaps(key!("cite"), line.cite, out);
    out.extend_from_slice(key!("explain"));
    let mut list = List::default();
    line.explain.each(words, |step| list.item(step, out));
    list.end(out);
    out.push(b'}');
}

/// What each reading makes of it, the run's own first.
fn readings(contested: &Contested<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(key!("contested"));
    out.extend_from_slice(b"true");
    out.extend_from_slice(key!("readings"));
    out.push(b'[');
    let word = |status: Option<Status>| status.map_or("none", Status::word);
    member(b"{\"reading\":", contested.usual_reading, out);
    member(key!("status"), word(contested.usual), out);
    for other in &contested.others {
        member(b"},{\"reading\":", other.reading, out);
        member(key!("status"), word(other.status), out);
    }
    out.extend_from_slice(b"}]");
}

#[inline(always)] // keys are copied as constants
fn member(key: &[u8], value: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(key);
    text(value, out);
}

#[inline(always)]
fn perhaps(key: &[u8], value: Option<&str>, out: &mut Vec<u8>) {
    out.extend_from_slice(key);
    match value {
        Some(value) => text(value, out),
        None => out.extend_from_slice(b"null"),
    }
}

fn list<'t>(key: &[u8], items: impl Iterator<Item = &'t str>, out: &mut Vec<u8>) {
    out.extend_from_slice(key);
    let mut list = List::default();
    items.for_each(|item| list.item(item, out));
    list.end(out);
}

/// A list of texts, item by item.
#[derive(Default)]
struct List {
    started: bool,
}

impl List {
    fn item(&mut self, value: &str, out: &mut Vec<u8>) {
        out.push(if self.started { b',' } else { b'[' });
        self.started = true;
        text(value, out);
    }

    fn end(self, out: &mut Vec<u8>) {
        out.extend_from_slice(if self.started { b"]" } else { b"[]" });
    }
}
