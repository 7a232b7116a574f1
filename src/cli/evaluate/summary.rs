//! The end of a report: counts, data errors and warnings, what was not judged.

use super::output::setting;
use super::{Format, Run};
use crate::engine::Partial;
use crate::ingest::{DataError, Place, Warning, Warnings};
use crate::lang::{Bilingual, Lang};
use crate::policy::rule::Duty;
use crate::report::tally::Tally;
use crate::report::{metric, moment, text, words};
use crate::say;
use crate::verdict::Status;
use crate::verdict::group::Metrics;
use serde_json::{Value, json};
use std::io::{self, Write};

/// So many data errors are shown, the rest is counted.
const SHOWN: usize = 1_000;

/// How a run ended.
#[derive(Debug, Default)]
pub struct End {
    pub tally: Tally,
    pub errors: u64,
    /// What the records add to metrics, by policy.
    pub partials: Vec<Partial>,
    /// The same under each of the other readings.
    pub reread: Vec<Vec<Partial>>,
    /// What the metrics came to, by policy; empty where the partial results are kept apart.
    pub metrics: Vec<Metrics>,
}

/// Data errors, said as they come where the report does not hold them.
#[derive(Debug, Default)]
pub struct Complaints {
    kept: Vec<DataError>,
}

impl Complaints {
    pub fn take(&mut self, run: &Run<'_>, errors: Vec<DataError>) {
        for error in errors {
            if self.kept.len() >= SHOWN {
                return;
            }
            if run.format != Format::Json {
                eprintln!("{}", said(run, &error));
            }
            self.kept.push(error);
        }
    }
}

/// `cases.ndjson:3:14: 错误: …`
fn said(run: &Run<'_>, error: &DataError) -> String {
    let word = if run.manner.lang == Lang::Zh { "数据错误" } else { "data error" };
    let code = error.fault.code();
    let mut words = in_words(run, error);
    if let Some(also) = error.fault.also() {
        let place = place(run, also);
        words.push_str(say!(";第一条在 {place}"; "; the first is at {place}").get(run.manner.lang));
    }
    format!("{}: {word}[{code}]: {words}", place(run, error.place))
}

fn in_words(run: &Run<'_>, error: &DataError) -> String {
    error.fault.words().get(run.manner.lang).to_owned()
}

pub(super) fn place(run: &Run<'_>, place: Place) -> String {
    let name = run.inputs.get(place.input as usize).map(|path| path.display().to_string()).unwrap_or_default();
    let name = if name == "-" { say!("标准输入"; "standard input").get(run.manner.lang).to_owned() } else { name };
    format!("{name}:{}:{}", place.line, place.column)
}

fn warned(run: &Run<'_>, warning: &Warning<'_>) -> String {
    let word = if run.manner.lang == Lang::Zh { "数据提示" } else { "data warning" };
    let (place, count) = (place(run, warning.first), warning.count);
    let mut words = warning.words().get(run.manner.lang).to_owned();
    let near = run.plans.iter().find_map(|plan| warning.nearest(plan.vocabulary()));
    if let Some(near) = near {
        words.push_str(say!(",是不是 {near}?"; ", did you mean {near}?").get(run.manner.lang));
    }
    let times = say!("共 {count} 处,首见 {place}"; "{count} times, first at {place}");
    let code = warning.code();
    match run.manner.lang {
        Lang::Zh => format!("{word}[{code}]: {words}({})", times.zh),
        Lang::En => format!("{word}[{code}]: {words} ({})", times.en),
    }
}

/// The rules that were read and not judged, by id.
fn unjudged(run: &Run<'_>) -> Vec<String> {
    let rules = run.plans.iter().flat_map(|p| &p.policy.rules);
    rules.filter(|r| matches!(r.duty, Duty::Unjudged)).map(|r| r.id.clone()).collect()
}

/// The first lines of a JSON report.
///
/// # Errors
/// The writer's.
pub fn open_json(run: &Run<'_>, out: &mut impl Write) -> io::Result<()> {
    let policies: Vec<Value> =
        run.plans.iter().map(|p| json!({ "id": p.id(), "title": p.policy.declared.head.title, "digest": p.digest })).collect();
    let zone = run.plans.first().map(|p| p.vocabulary().zone).unwrap_or_default();
    writeln!(out, "{{")?;
    writeln!(out, "  \"as_of\": {},", json!(&*moment::rfc3339(run.as_of, &zone)))?;
    if let Some(at) = run.known_at {
        writeln!(out, "  \"as_known_at\": {},", json!(&*moment::rfc3339(at, &zone)))?;
    }
    writeln!(out, "  \"policies\": {},", Value::from(policies))?;
    writeln!(out, "  \"verdicts\": [")
}

/// Ends the report.
///
/// # Errors
/// The writer's.
pub fn close(run: &Run<'_>, end: &End, complaints: &Complaints, warnings: &Warnings, out: &mut impl Write) -> io::Result<()> {
    match run.format {
        Format::Json => close_json(run, end, complaints, warnings, out),
        Format::Text => {
            let mut summary = String::new();
            text::summary(run.plans, &end.tally, &setting(run), &mut summary);
            metric::section(run.plans, &end.metrics, &setting(run), &mut summary);
            for (n, line) in notices(run, end, warnings).iter().enumerate() {
                summary.push_str(if n == 0 { "\n" } else { "" });
                summary.push_str(line);
                summary.push('\n');
            }
            out.write_all(summary.as_bytes())
        }
        Format::Ndjson | Format::Csv => {
            out.flush()?;
            let (records, verdicts, violations) = (end.tally.records, end.tally.verdicts(), end.tally.violations());
            let line = say!("{records} 条记录,{verdicts} 个结论,其中违反 {violations} 个"; "{records} records, {verdicts} verdicts, {violations} violations");
            eprintln!("{}", line.get(run.manner.lang));
            for line in notices(run, end, warnings) {
                eprintln!("{line}");
            }
            Ok(())
        }
    }
}

fn notices(run: &Run<'_>, end: &End, warnings: &Warnings) -> Vec<String> {
    let mut lines: Vec<String> = warnings.iter().map(|warning| warned(run, &warning)).collect();
    let pick = |text: Bilingual| text.get(run.manner.lang).to_owned();
    for (code, (count, first)) in &end.tally.warnings {
        let said = words::warning(code, run.manner.lang);
        lines.push(pick(say!("数据提示[{code}]: {said}({count} 个结论,首见记录 {first})"; "data warning[{code}]: {said} ({count} verdicts, first in record {first})")));
    }
    if let Some(at) = run.known_at {
        let at = moment::as_of(at, &run.plans.first().map(|p| p.vocabulary().zone).unwrap_or_default());
        lines.push(pick(say!("只看 {at} 以前录入的事件"; "without what was entered after {at}")));
    }
    if run.rereads.is_some() {
        let n = end.tally.contested;
        lines.push(pick(say!("{n} 个结论取决于怎样读条文"; "{n} verdicts depend on how the clause is read")));
    }
    if end.errors > 0 {
        let n = end.errors;
        lines.push(pick(say!("{n} 处数据错误,相应的记录没有评判(见上)"; "{n} data errors: those records were not judged (see above)")));
    }
    if end.errors > SHOWN as u64 {
        let more = end.errors - SHOWN as u64;
        lines.push(pick(say!("另有 {more} 处数据错误没有列出"; "{more} more data errors are not listed")));
    }
    let rules = unjudged(run);
    if !rules.is_empty() {
        let list = rules.join(" ");
        lines.push(pick(say!("这一版还不评判的规则:{list}"; "rules that this version does not judge yet: {list}")));
    }
    lines
}

fn close_json(run: &Run<'_>, end: &End, complaints: &Complaints, warnings: &Warnings, out: &mut impl Write) -> io::Result<()> {
    let errors: Vec<Value> = complaints.kept.iter().map(|error| error_json(run, error)).collect();
    let warnings: Vec<Value> = warnings
        .iter()
        .map(|w| {
            json!({
                "code": w.code(), "name": w.name, "count": w.count, "first": place(run, w.first), "message": w.words().get(run.manner.lang),
            })
        })
        .collect();
    let of_verdicts = end.tally.warnings.iter().map(|(code, (count, first))| {
        json!({
            "code": code, "name": null, "count": count, "first": first, "message": words::warning(code, run.manner.lang),
        })
    });
    let warnings: Vec<Value> = warnings.into_iter().chain(of_verdicts).collect();
    let total = |status: Status| (status.word().to_owned(), Value::from(end.tally.total(status)));
    let statuses: serde_json::Map<String, Value> = Status::ALL.iter().map(|s| total(*s)).collect();
    let rules: Vec<Value> = end
        .tally
        .rules()
        .filter_map(|((policy, rule), counts)| {
            let plan = run.plans.get(usize::from(policy))?;
            let rule = plan.policy.rules.get(usize::from(rule))?;
            let counts: serde_json::Map<String, Value> =
                Status::ALL.iter().zip(counts).filter(|(_, n)| **n > 0).map(|(s, n)| (s.word().to_owned(), Value::from(*n))).collect();
            Some(json!({ "policy": plan.id(), "rule": rule.id, "counts": counts }))
        })
        .collect();
    let mut summary = json!({
        "records": end.tally.records, "verdicts": end.tally.verdicts(), "violations": end.tally.violations(), "errors": end.errors,
        "statuses": statuses, "rules": rules, "not_judged": unjudged(run),
    });
    if run.rereads.is_some() {
        summary["contested"] = Value::from(end.tally.contested);
    }
    writeln!(out, "\n  ],")?;
    writeln!(out, "  \"errors\": {},", Value::from(errors))?;
    writeln!(out, "  \"warnings\": {},", Value::from(warnings))?;
    writeln!(out, "  \"metrics\": {},", metric::json(run.plans, &end.metrics))?;
    writeln!(out, "  \"summary\": {summary}")?;
    writeln!(out, "}}")
}

fn error_json(run: &Run<'_>, error: &DataError) -> Value {
    let file = run.inputs.get(error.place.input as usize).map(|p| p.display().to_string());
    json!({
        "code": error.fault.code(), "file": file, "line": error.place.line, "column": error.place.column,
        "message": in_words(run, error), "also": error.fault.also().map(|also| place(run, also)),
    })
}
