//! Runs tests: judges their records, under every reading they ask for, and compares.

use super::coverage::Seen;
use super::{Expectation, Failure, Outcome, Test, Wanted, Why};
use crate::engine::escalation::{Cause, Escalation, Stage};
use crate::engine::judge::Next;
use crate::engine::marks::{Mark, Marks};
use crate::engine::{Counter, Judge, Partial};
use crate::ingest::{Lexicon, Place, Reader};
use crate::lang::Lang;
use crate::plan::Plan;
use crate::policy::rule::{Duty, Rule};
use crate::policy::rules::Choice;
use crate::policy::shown::Who;
use crate::record::Record;
use crate::report::json::object::Pen;
use crate::report::moment;
use crate::source::Span;
use crate::time::{Instant, Zone, spelling};
use crate::verdict::group::{Group, Measured};
use crate::verdict::{Status, Verdict};
use bumpalo::Bump;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, HashMap};

/// A reading chosen: the rule and its name.
pub type Named = (String, String);

/// Plans of one policy by the reading chosen; the default one under no choice.
pub type Plans<'p> = BTreeMap<Option<Named>, &'p Plan>;

/// The readings that tests ask for.
pub fn choices<'t>(tests: impl Iterator<Item = &'t Test>) -> Vec<Choice> {
    let mut list: Vec<Choice> = Vec::new();
    for expectation in tests.flat_map(|t| &t.expect) {
        if let Some(choice) = expectation.choice().filter(|choice| !list.contains(choice)) {
            list.push(choice);
        }
    }
    list
}

/// Runs one test.
pub fn run(test: &Test, plans: &Plans<'_>, mut seen: Option<&mut Seen>) -> Outcome {
    let mut outcome =
        Outcome { name: test.name.clone(), title: test.title.clone(), span: test.span, failures: Vec::new(), skipped: 0, compared: 0 };
    for (choice, plan) in plans {
        if !compare_under(test, choice.as_ref(), plan, seen.as_deref_mut(), &mut outcome) {
            break;
        }
    }
    outcome.failures.sort_by_key(|failure| failure.span);
    outcome
}

/// Whether a test meets everything that it expects under one reading, or the default one.
pub fn holds(test: &Test, choice: Option<&Named>, plan: &Plan) -> bool {
    let mut outcome = Outcome { name: String::new(), title: String::new(), span: test.span, failures: Vec::new(), skipped: 0, compared: 0 };
    compare_under(test, choice, plan, None, &mut outcome) && outcome.failures.is_empty()
}

/// Judges the records under one reading and compares what is expected under it. False where they cannot be read.
fn compare_under(test: &Test, choice: Option<&Named>, plan: &Plan, seen: Option<&mut Seen>, outcome: &mut Outcome) -> bool {
    let wanted: Vec<&Expectation> = test.expect.iter().filter(|e| e.named().as_ref() == choice).collect();
    if wanted.is_empty() {
        return true;
    }
    // What is judged and not compared is not tested.
    let marks = seen.is_some().then(|| {
        let named = |rule: &Rule| wanted.iter().any(|e| e.rule.value == rule.id);
        Marks::new(plan.policy.rules.iter().map(named).collect())
    });
    let lines = match judged(test, plan, marks.as_ref()) {
        Ok(lines) => lines,
        Err(why) => {
            outcome.failures.push(Failure { span: test.span, which: test.name.clone(), why });
            return false;
        }
    };
    let mut by_rule: HashMap<&str, Vec<&Shown>> = HashMap::new();
    for line in &lines {
        by_rule.entry(text_at(&line.json, "rule")).or_default().push(line);
    }
    let mut rules: Vec<(Span, Mark)> = Vec::new();
    for expectation in wanted {
        if plan.policy.rules.iter().any(|r| r.id == expectation.rule.value && matches!(r.duty, Duty::Unjudged)) {
            outcome.skipped += 1;
            continue;
        }
        outcome.compared += 1;
        let of_rule = by_rule.get(expectation.rule.value.as_str()).map_or(&[][..], Vec::as_slice);
        match compare(expectation, of_rule, &plan.vocabulary().zone) {
            Err(why) => outcome.failures.push(Failure { span: expectation.span, which: which(expectation), why }),
            Ok(None) => {}
            Ok(Some(line)) => rules.push((line.rule, kept(expectation.status))),
        }
        if let Some(choice) = choice {
            let offered = plan.policy.readings.iter().filter(|r| r.rule == choice.0 && r.name.value == choice.1);
            rules.extend(offered.map(|reading| (reading.name.span, Mark::True)));
        }
    }
    if let (Some(seen), Some(marks)) = (seen, marks) {
        seen.extend(marks.take());
        seen.extend(rules);
    }
    true
}

/// Whether a rule was kept, or may still be, or was broken.
fn kept(status: Wanted) -> Mark {
    match status {
        Wanted::Verdict(status) if status.is_violation() => Mark::False,
        Wanted::Verdict(Status::Unknown) => Mark::Unknown,
        _ => Mark::True,
    }
}

/// A verdict as an export would show it, and where the version of the rule stands that gave it.
struct Shown {
    json: Json,
    rule: Span,
}

/// Every verdict of a test's records, and what metrics without a threshold come to.
fn judged(test: &Test, plan: &Plan, marks: Option<&Marks>) -> Result<Vec<Shown>, Why> {
    let lexicons = [Lexicon::new(plan.vocabulary())];
    let (mut reader, arena) = (Reader::new(&lexicons), Bump::new());
    let mut records: Vec<Record<'_>> = Vec::new();
    for (_, line) in &test.records {
        match reader.record(Place::start(0), line.as_bytes(), &arena) {
            Ok(taken) => records.push(taken.record),
            Err(error) => return Err(Why::BadRecord { message: error.fault.words() }),
        }
    }
    let last = records.iter().flat_map(|r| r.events).map(|e| e.when.latest.at).max().unwrap_or(Instant(0));
    let as_of = test.as_of.unwrap_or_else(|| a_year_after(last, &plan.vocabulary().zone));
    let mut judge = Judge::new(plan, as_of, None).marking(marks);
    let counter = Counter::new(plan, as_of).marking(marks);
    let mut partial = Partial::default();
    let plans = [plan];
    let (mut pen, mut lines, mut object) = (Pen::new(&plans, as_of, Lang::Zh), Vec::new(), Vec::new());
    let next = Next::after(as_of);
    let mut show = |verdict: &Verdict<'_>, escalation: Option<&Escalation<'_>>| {
        object.clear();
        pen.write(plan, verdict, &mut object);
        let mut json = serde_json::from_slice(&object).unwrap_or(Json::Null);
        json["left_s"] = left(verdict, as_of).into();
        json["warned"] = escalation.map(|escalation| warned(escalation, verdict, as_of, plan)).into();
        lines.push(Shown { json, rule: verdict.rule.version_span });
    };
    for record in &records {
        let mut light = None;
        let escalation = Escalation::of(plan, record, as_of, &next);
        judge.judge(record, &mut |verdict| {
            light = light.into_iter().chain(verdict.light).min();
            show(&verdict, Some(&escalation));
        });
        counter.count(record, light, &mut partial);
    }
    let metrics = partial.metrics(plan);
    metrics.verdicts(&plan.policy).for_each(|verdict| show(&verdict, None));
    lines.extend(metrics.groups.iter().flat_map(|group| summary(group, plan)));
    Ok(lines)
}

/// Seconds that were left at the act, or are left at as-of; none where nothing is due or it is too late.
fn left(verdict: &Verdict<'_>, as_of: Instant) -> Option<i64> {
    let due = verdict.due?;
    match verdict.status {
        Status::Fulfilled => verdict.done_at.map(|done| due.at.seconds_since(done.earliest)),
        Status::Pending => Some(due.at.seconds_since(as_of)),
        _ => None,
    }
}

/// Who has been warned of an open instance by as-of, as the policy's escalation says.
fn warned(escalation: &Escalation<'_>, verdict: &Verdict<'_>, as_of: Instant, plan: &Plan) -> Vec<String> {
    let reached = |stage: &Stage<'_>| stage.at.is_ok_and(|at| at <= as_of) && matches!(stage.cause, Cause::Step(..));
    let name = |stage: Stage<'_>| match stage.who() {
        Who::Bearer => "bearer".to_owned(),
        Who::Office(id) => plan.vocabulary().register.office(id).id.clone(),
    };
    escalation.stages(verdict).into_iter().filter(reached).map(name).collect()
}

/// The numbers of a metric without a threshold.
fn summary(group: &Group, plan: &Plan) -> Vec<Shown> {
    let Some((rule, _)) = group.metric(&plan.policy).filter(|(_, metric)| !metric.judges()) else { return Vec::new() };
    let one = |(to, measured): (Option<&str>, Measured)| Shown {
        json: json!({
            "rule": rule.id, "record": group.shown, "to": to, "period": group.period.map(|period| period.to_string()),
            "status": "summary", "numerator": measured.numerator, "denominator": measured.denominator, "value": measured.value(),
        }),
        rule: rule.version_span,
    };
    group.measured(&plan.policy).into_iter().map(one).collect()
}

fn a_year_after(at: Instant, zone: &Zone) -> Instant {
    let (day, clock) = zone.local(at);
    zone.opening(day.plus_months(12), clock)
}

fn which(expectation: &Expectation) -> String {
    let parts = [&expectation.record, &expectation.on, &expectation.to, &expectation.bearer, &expectation.period];
    let mut words = vec![expectation.rule.value.clone()];
    words.extend(parts.into_iter().flatten().cloned());
    if let Some(reading) = &expectation.reading {
        words.push(format!("<{}>", reading.value));
    }
    words.join(" ")
}

/// The verdict that an expectation meets, or how it does not.
fn compare<'l>(expectation: &Expectation, of_rule: &[&'l Shown], zone: &Zone) -> Result<Option<&'l Shown>, Why> {
    let chosen = [
        ("record", expectation.record.as_ref()),
        ("on", expectation.on.as_ref()),
        ("to", expectation.to.as_ref()),
        ("bearer", expectation.bearer.as_ref()),
        ("period", expectation.period.as_ref()),
    ];
    let fits = |line: &&&Shown| chosen.iter().all(|(key, wanted)| wanted.is_none_or(|wanted| text_at(&line.json, key) == wanted));
    let found: Vec<&'l Shown> = of_rule.iter().filter(fits).copied().collect();
    match (found.as_slice(), expectation.status) {
        ([], Wanted::Nothing) => Ok(None),
        ([line, ..], Wanted::Nothing) => Err(Why::Unwanted { found: short(&line.json) }),
        ([], _) => Err(Why::NoVerdict { others: of_rule.iter().map(|line| short(&line.json)).collect() }),
        ([shown_line], status) => {
            let line = &shown_line.json;
            let mut differs = Vec::new();
            if status != Wanted::Any && line["status"].as_str() != Some(status.word()) {
                differs.push(("status".to_owned(), status.word().to_owned(), shown(&line["status"])));
            }
            for (field, wanted) in &expectation.fields {
                let got = field_of(line, field, zone);
                if !same(field, wanted, &got, line, zone) {
                    differs.push(((*field).to_owned(), wanted.clone(), got));
                }
            }
            for (field, wanted) in &expectation.raw {
                if line[field] != *wanted {
                    differs.push((field.clone(), shown(wanted), shown(&line[field])));
                }
            }
            if differs.is_empty() { Ok(Some(shown_line)) } else { Err(Why::Differs(differs)) }
        }
        (several, _) => Err(Why::Several { found: several.iter().map(|line| short(&line.json)).collect() }),
    }
}

/// What stands at a key; nothing is `—`.
fn text_at<'j>(line: &'j Json, key: &str) -> &'j str {
    line[key].as_str().unwrap_or("—")
}

/// A verdict in one line: enough to choose it.
fn short(line: &Json) -> String {
    let keys = ["rule", "record", "on", "to", "bearer", "period", "status", "due", "reason"];
    let words = keys.iter().filter_map(|key| line[*key].as_str().map(|value| format!("{key} = {value}")));
    words.collect::<Vec<_>>().join("  ")
}

fn shown(value: &Json) -> String {
    match value {
        Json::Null => "—".to_owned(),
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// A field as tests write it: a day ends at 24:00.
fn field_of(line: &Json, field: &str, zone: &Zone) -> String {
    let value = &line[field];
    let instant = value.as_str().and_then(|text| spelling::time(text, zone).ok());
    match (field, instant) {
        ("due" | "due_earliest", Some(when)) => {
            let exclusive = line["due_exclusive"].as_bool().unwrap_or(false);
            moment::due(crate::time::instant::Due { at: when.earliest, exclusive }, zone).to_string()
        }
        ("done_at", Some(when)) => moment::when(&when, zone).to_string(),
        _ => shown(value),
    }
}

fn same(field: &str, wanted: &str, got: &str, line: &Json, zone: &Zone) -> bool {
    if wanted == got {
        return true;
    }
    match field {
        "due" | "due_earliest" | "done_at" => {
            let (Ok(wanted_at), Some(got_at)) =
                (spelling::time(wanted, zone), line[field].as_str().and_then(|t| spelling::time(t, zone).ok()))
            else {
                return false;
            };
            let at_midnight = wanted.trim_end().ends_with("24:00");
            let instant = if at_midnight { wanted_at.latest.at } else { wanted_at.earliest };
            let exclusive = field == "done_at" || line["due_exclusive"].as_bool() == Some(at_midnight);
            wanted_at.is_exact() != at_midnight && instant == got_at.earliest && exclusive
        }
        _ => matches!((wanted.parse::<f64>(), got.parse::<f64>()), (Ok(a), Ok(b)) if (a - b).abs() < 1e-9),
    }
}
