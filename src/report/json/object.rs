//! A verdict as one JSON object, written straight into the report: the fields of spec section 5, in its order.

use super::escape::text;
use super::row::{Row, Value};
use super::stamp::{Stamp, Stamps};
use crate::lang::Lang;
use crate::plan::Plan;
use crate::report::line::Line;
use crate::report::words;
use crate::time::{Digits, Instant};
use crate::verdict::group::Measured;
use crate::verdict::{Contested, Light, Status, Verdict};
use std::borrow::Cow;
use std::io::Write;

/// What comes before the value of a field that is not the first.
macro_rules! key {
    ($name:literal) => {
        concat!(",\"", $name, "\":").as_bytes()
    };
}
pub(super) use key;

/// More than most objects take, explanations apart.
const USUAL: usize = 1024;

static OWED: Row = Row::new(r#","on":null,"to":null,"period":null,"status":null,"bearer":null,"due":null,"due_exclusive":null"#);
static DONE: Row = Row::new(r#","done_by":null,"done_at":null,"late_s":null,"light":null"#);
static REASON: Row = Row::new(r#","reason":null"#);

/// Writes verdicts of some plans, and of others.
pub struct Pen<'r> {
    as_of: Instant,
    lang: Lang,
    stamps: Stamps<'r>,
    message: String,
    words: String,
}

impl<'r> Pen<'r> {
    pub fn new(plans: &'r [&'r Plan], as_of: Instant, lang: Lang) -> Pen<'r> {
        Pen { as_of, lang, stamps: Stamps::new(plans), message: String::new(), words: String::new() }
    }

    /// Writes one object without a line end.
    pub fn write(&mut self, plan: &Plan, verdict: &Verdict<'_>, out: &mut Vec<u8>) {
        let stamp = self.stamps.of(plan, verdict.rule);
        self.message.clear();
        words::message(plan, verdict, self.as_of, self.lang, &mut self.message);
        out.reserve(USUAL);
        let line = Line { plan, verdict, lang: self.lang };
        head(&line, stamp, out);
        if let Some(measured) = &verdict.measured {
            number(measured, out);
        }
        if !verdict.missing.is_empty() {
            list(key!("missing"), verdict.missing.iter().map(Cow::as_ref), out);
        }
        if !verdict.warnings.is_empty() {
            list(key!("warnings"), verdict.warnings.iter().copied(), out);
        }
        out.extend_from_slice(stamp.severity());
        text(&self.message, out);
        out.extend_from_slice(stamp.cite());
        let mut list = List::default();
        line.explain().each(&mut self.words, |step| list.item(step, out));
        list.end(out);
        out.push(b'}');
    }
}

/// Up to the reason.
fn head(line: &Line<'_>, stamp: &Stamp, out: &mut Vec<u8>) {
    let verdict = line.verdict;
    member(b"{\"record\":", verdict.record, out);
    member(key!("kind"), verdict.kind, out);
    out.extend_from_slice(stamp.rule());
    let (due, done_at) = (line.due(), line.done_at());
    let period = verdict.period.map(|period| period.to_string());
    let exclusive = |exclusive: bool| if exclusive { &b"true"[..] } else { b"false" };
    let owed = [
        Value::text(verdict.on.as_deref()),
        Value::text(verdict.to.as_deref()),
        Value::text(period.as_deref()),
        Value::Word(verdict.status.word().as_bytes()),
        Value::text(verdict.bearer.as_deref()),
        Value::word(due.as_ref().map(Digits::as_bytes)),
        Value::bare(verdict.due.map(|due| exclusive(due.exclusive))),
    ];
    OWED.write(&owed, out);
    if let Some(due) = line.due_earliest() {
        member(key!("due_earliest"), &due, out);
    }
    let late = verdict.late_s.map(|seconds| {
        let mut digits = Digits::default();
        digits.whole(seconds);
        digits
    });
    let done = [
        Value::text(verdict.done_by.as_deref()),
        Value::word(done_at.as_ref().map(Digits::as_bytes)),
        Value::bare(late.as_ref().map(Digits::as_bytes)),
        Value::word(verdict.light.map(|light| Light::word(light).as_bytes())),
    ];
    DONE.write(&done, out);
    match &verdict.contested {
        None => out.extend_from_slice(stamp.reading()),
        Some(contested) => {
            member(key!("reading"), line.reading(), out);
            out.extend_from_slice(stamp.version());
            readings(contested, out);
        }
    }
    REASON.write(&[Value::text(verdict.reason.as_deref())], out);
}

/// Of a metric.
fn number(measured: &Measured, out: &mut Vec<u8>) {
    // writing to memory does not fail
    _ = write!(out, ",\"value\":{},\"numerator\":{}", measured.value(), measured.numerator);
    if let Some(count) = measured.denominator {
        _ = write!(out, ",\"denominator\":{count}");
    }
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

pub(super) fn member(key: &[u8], value: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(key);
    text(value, out);
}

pub(super) fn perhaps(key: &[u8], value: Option<&str>, out: &mut Vec<u8>) {
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
