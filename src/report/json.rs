//! A whole run as one JSON object: what was judged by what, verdicts, data errors, metrics, counts.

pub(super) mod escape;
pub mod object;
mod row;
mod stamp;

use super::closing::{Closing, Complaint, Remark};
use super::format::{Format, Holds, Judged, Out, Report, Writer};
use super::setting::Setting;
use super::{metric, moment};
use crate::verdict::Status;
use object::Pen;
use serde_json::{Value, json};
use std::io::{self, Write};

pub static FORMAT: Format = Format {
    name: "json",
    about: "一个对象:结论、错误、汇总 · one object: verdicts, errors, summary",
    suffixes: &["json"],
    is_text: true,
    holds: Holds::Everything,
    explains: true,
    draws: false,
    joins: true,
    writer: |setting| Box::new(Objects { pen: Pen::new(setting.plans, setting.as_of, setting.lang) }),
    open: |setting, out| Whole::open(setting, out).map(|whole| Box::new(whole) as Box<dyn Report>),
};

struct Objects<'r> {
    pen: Pen<'r>,
}

impl Writer for Objects<'_> {
    fn record(&mut self, judged: &Judged<'_>, out: &mut Vec<u8>) {
        for verdict in judged.verdicts {
            out.extend_from_slice(if out.is_empty() { b"    " } else { b",\n    " });
            self.pen.write(judged.plan, verdict, out);
        }
    }
}

/// The object, written as it grows.
struct Whole<'r> {
    setting: &'r Setting<'r>,
    out: Out<'r>,
    any: bool,
}

impl<'r> Whole<'r> {
    fn open(setting: &'r Setting<'r>, mut out: Out<'r>) -> io::Result<Whole<'r>> {
        let zone = setting.zone();
        writeln!(out, "{{")?;
        writeln!(out, "  \"as_of\": {},", json!(&*moment::rfc3339(setting.as_of, &zone)))?;
        if let Some(at) = setting.known_at {
            writeln!(out, "  \"as_known_at\": {},", json!(&*moment::rfc3339(at, &zone)))?;
        }
        writeln!(out, "  \"policies\": {},", Value::from(policies(setting)))?;
        writeln!(out, "  \"verdicts\": [")?;
        Ok(Whole { setting, out, any: false })
    }

    fn summary(&self, closing: &Closing<'_>) -> Value {
        summary(self.setting, closing)
    }
}

/// What a program is told at the end of a run whose verdicts it has already: the keys of the whole report, and
/// `notices`, lines for people.
pub fn told(setting: &Setting<'_>, closing: &Closing<'_>) -> Value {
    let warnings: Vec<Value> = closing.remarks.iter().map(remark).collect();
    json!({
        "as_of": &*moment::rfc3339(setting.as_of, &setting.zone()),
        "policies": policies(setting),
        "warnings": warnings,
        "metrics": metric::json(setting.plans, closing.metrics),
        "summary": summary(setting, closing),
        "notices": closing.notices,
    })
}

fn policies(setting: &Setting<'_>) -> Vec<Value> {
    setting.plans.iter().map(|p| json!({ "id": p.id(), "title": p.policy.declared.head.title, "digest": p.digest })).collect()
}

fn summary(setting: &Setting<'_>, closing: &Closing<'_>) -> Value {
    let tally = closing.tally;
    let total = |status: &Status| (status.word().to_owned(), Value::from(tally.total(*status)));
    let statuses: serde_json::Map<String, Value> = Status::ALL.iter().map(total).collect();
    let rules = tally.rules().filter_map(|((policy, rule), counts)| {
        let plan = setting.plans.get(usize::from(policy))?;
        let rule = plan.policy.rules.get(usize::from(rule))?;
        let given = Status::ALL.iter().zip(counts).filter(|(_, n)| **n > 0);
        let counts: serde_json::Map<String, Value> = given.map(|(s, n)| (s.word().to_owned(), Value::from(*n))).collect();
        Some(json!({ "policy": plan.id(), "rule": rule.id, "counts": counts }))
    });
    let rules: Vec<Value> = rules.collect();
    let mut summary = json!({
        "records": tally.records, "verdicts": tally.verdicts(), "violations": tally.violations(), "errors": closing.errors,
        "statuses": statuses, "rules": rules, "not_judged": closing.not_judged,
    });
    if setting.readings {
        summary["contested"] = Value::from(tally.contested);
    }
    if let Some(place) = &closing.cut_short {
        summary["cut_short"] = Value::from(place.as_str());
    }
    summary
}

impl Report for Whole<'_> {
    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        if std::mem::replace(&mut self.any, true) {
            self.out.write_all(b",\n")?;
        }
        self.out.write_all(bytes)
    }

    fn close(mut self: Box<Self>, closing: &Closing<'_>) -> io::Result<()> {
        let errors: Vec<Value> = closing.complaints.iter().map(complaint).collect();
        let warnings: Vec<Value> = closing.remarks.iter().map(remark).collect();
        let summary = self.summary(closing);
        let out = &mut self.out;
        writeln!(out, "\n  ],")?;
        writeln!(out, "  \"errors\": {},", Value::from(errors))?;
        writeln!(out, "  \"warnings\": {},", Value::from(warnings))?;
        writeln!(out, "  \"metrics\": {},", metric::json(self.setting.plans, closing.metrics))?;
        writeln!(out, "  \"summary\": {summary}")?;
        writeln!(out, "}}")?;
        out.flush()
    }
}

fn complaint(complaint: &Complaint) -> Value {
    let Complaint { code, file, line, column, words, also, .. } = complaint;
    // 0 is the whole file, or the whole line
    let (line, column) = (Some(*line).filter(|line| *line > 0), Some(*column).filter(|column| *column > 0));
    json!({ "code": code, "file": file, "line": line, "column": column, "message": words, "also": also })
}

fn remark(remark: &Remark) -> Value {
    let Remark { code, name, count, first, words } = remark;
    json!({ "code": code, "name": name, "count": count, "first": first, "message": words })
}
