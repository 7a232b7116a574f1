//! SARIF 2.1.0 for programs that show findings beside the lines they are about: violations, and what is not known, each at
//! its record's place in the export. What is in order is no finding.

mod schema;

use super::closing::Closing;
use super::format::{Format, Holds, Judged, Out, Report, Writer};
use super::key::key;
use super::setting::Setting;
use super::{metric, moment, words};
use crate::lang::Lang;
use crate::plan::Plan;
use crate::policy::rule::Severity;
use crate::say;
use crate::verdict::{Status, Verdict};
use schema::{Driver, Invocation, Level, Location, Logical, Message, Notification, Physical, Region, Result, Rule};
use std::collections::BTreeMap;
use std::io::{self, Write};

pub static FORMAT: Format = Format {
    name: "sarif",
    about: "SARIF 2.1.0:违反和无法判定的,指到导出文件的行 · violations and unknowns, each at its line of the export",
    suffixes: &["sarif", "json"],
    is_text: true,
    holds: Holds::Everything,
    explains: false,
    draws: false,
    joins: true,
    writer: |setting| Box::new(Findings { setting, words: String::new(), rules: rules(setting).1 }),
    open: |setting, out| Log::open(setting, out).map(|log| Box::new(log) as Box<dyn Report>),
};

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Critical | Severity::Major => Level::Error,
        Severity::Minor => Level::Warning,
        Severity::Data => Level::Note,
    }
}

/// Policies may use the same word for different rules.
fn rule_id(plan: &Plan, id: &str) -> String {
    format!("{}/{id}", plan.id())
}

/// Every rule once, and by policy and place where it stands among them; versions of a rule are one.
fn rules(setting: &Setting<'_>) -> (Vec<Rule>, Vec<Vec<usize>>) {
    let mut list: Vec<Rule> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut places = Vec::new();
    for plan in setting.plans {
        let mut of_plan = Vec::new();
        for rule in &plan.policy.rules {
            let place = *known.entry(rule_id(plan, &rule.id)).or_insert_with_key(|id| {
                let policy = &plan.policy.declared.head.title;
                let (title, cite) = (&rule.title, rule.cite.as_ref());
                let help = match cite {
                    Some(cite) => setting.pick(say!("{title}。依据({policy}):{cite}"; "{title}. Clause ({policy}): {cite}")),
                    None => setting.pick(say!("{title}({policy})"; "{title} ({policy})")),
                };
                list.push(Rule::new(id.clone(), title, cite.unwrap_or(title), &help, level(rule.severity)));
                list.len() - 1
            });
            of_plan.push(place);
        }
        places.push(of_plan);
    }
    (list, places)
}

struct Findings<'r> {
    setting: &'r Setting<'r>,
    words: String,
    /// By policy and rule: its place among the rules of the log.
    rules: Vec<Vec<usize>>,
}

impl Writer for Findings<'_> {
    fn record(&mut self, judged: &Judged<'_>, out: &mut Vec<u8>) {
        for verdict in judged.verdicts.iter().filter(|v| v.is_usual()).filter(|v| v.status.is_violation() || v.status == Status::Unknown) {
            out.extend_from_slice(if out.is_empty() { b"        " } else { b",\n        " });
            // writing to memory does not fail
            _ = serde_json::to_writer(&mut *out, &self.finding(judged, verdict));
        }
    }
}

impl Findings<'_> {
    fn finding(&mut self, judged: &Judged<'_>, verdict: &Verdict<'_>) -> Result {
        let (plan, lang) = (judged.plan, self.setting.lang);
        self.words.clear();
        words::message(plan, verdict, self.setting.as_of, lang, &mut self.words);
        let (record, title, message) = (verdict.record, &verdict.rule.title, &self.words);
        let record = if verdict.measured.is_some() { metric::heading(plan, verdict, lang) } else { record.to_owned() };
        let status = words::status(verdict.status, lang);
        let to = verdict.to.as_deref().map(|to| format!(" → {}", metric::named(plan, verdict.rule, to, lang))).unwrap_or_default();
        let bearers = words::bearers(plan, verdict, lang);
        let by = if bearers.is_empty() { String::new() } else { self.setting.pick(say!(";承办:{bearers}"; "; owed by {bearers}")) };
        let text = self.setting.pick(say!("{record} {title}{to}:{status}。{message}{by}"; "{record} {title}{to}: {status}. {message}{by}"));
        let policy = self.setting.plans.iter().position(|own| std::ptr::eq(*own, plan));
        let rule_index = policy.and_then(|n| self.rules.get(n)).and_then(|places| places.get(usize::from(verdict.rule.place))).copied();
        let fails = verdict.status.is_violation();
        let zone = &plan.vocabulary().zone;
        let mut properties = BTreeMap::new();
        let mut tell = |name: &'static str, value: Option<String>| _ = value.map(|value| properties.insert(name, value));
        tell("record", Some(verdict.record.to_owned()));
        tell("status", Some(verdict.status.word().to_owned()));
        tell("reason", verdict.reason.as_deref().map(str::to_owned));
        tell("bearer", verdict.bearer.as_deref().map(str::to_owned));
        tell("due", verdict.due.map(|due| moment::rfc3339(due.at, zone).to_string()));
        tell("period", verdict.period.map(|period| period.to_string()));
        Result {
            rule_id: rule_id(plan, &verdict.rule.id),
            rule_index,
            kind: if fails { "fail" } else { "open" },
            level: if fails { level(verdict.rule.severity) } else { Level::None },
            message: Message { text },
            locations: vec![location(judged, verdict)],
            partial_fingerprints: BTreeMap::from([("duban/v1", key(plan, verdict))]),
            properties,
        }
    }
}

fn location(judged: &Judged<'_>, verdict: &Verdict<'_>) -> Location {
    let place = judged.place.filter(|place| place.file != "-");
    let physical = place.map(|place| Physical::new(place.file, Region { start_line: place.line, start_column: place.column }));
    let full = format!("{}/{}/{}", judged.plan.id(), verdict.kind, verdict.record);
    Location { physical, logical: vec![Logical { name: verdict.record.to_owned(), full, kind: "object" }] }
}

/// The log, written as it grows: the tool first, then results, then what went wrong.
struct Log<'r> {
    setting: &'r Setting<'r>,
    out: Out<'r>,
    any: bool,
}

impl<'r> Log<'r> {
    fn open(setting: &'r Setting<'r>, mut out: Out<'r>) -> io::Result<Log<'r>> {
        let driver = Driver::new(rules(setting).0);
        let language = if setting.lang == Lang::Zh { "zh-CN" } else { "en-US" };
        writeln!(out, "{{\n  \"$schema\": \"{}\",\n  \"version\": \"2.1.0\",\n  \"runs\": [\n    {{", schema::ADDRESS)?;
        writeln!(out, "      \"tool\": {{\"driver\":{}}},", json(&driver)?)?;
        writeln!(out, "      \"language\": \"{language}\",\n      \"columnKind\": \"unicodeCodePoints\",\n      \"results\": [")?;
        Ok(Log { setting, out, any: false })
    }
}

fn json(value: &impl serde::Serialize) -> io::Result<String> {
    serde_json::to_string(value).map_err(io::Error::other)
}

impl Report for Log<'_> {
    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        if std::mem::replace(&mut self.any, true) {
            self.out.write_all(b",\n")?;
        }
        self.out.write_all(bytes)
    }

    fn close(mut self: Box<Self>, closing: &Closing<'_>) -> io::Result<()> {
        let said = |complaint: &super::closing::Complaint| {
            let region = Region { start_line: complaint.line, start_column: complaint.column };
            let file = complaint.file.as_deref().filter(|file| *file != "-");
            let physical = file.map(|file| Physical::new(file, region));
            Notification {
                descriptor: schema::Descriptor { id: complaint.code },
                level: Level::Error,
                message: Message { text: complaint.in_full(self.setting.lang) },
                locations: physical.map(|physical| Location { physical: Some(physical), logical: Vec::new() }).into_iter().collect(),
            }
        };
        let zone = self.setting.zone();
        let policies = self.setting.plans.iter().map(|plan| (plan.id().to_owned(), plan.digest.clone())).collect();
        let notices = closing.notices.iter().map(|text| Notification {
            descriptor: schema::Descriptor { id: "notice" },
            level: Level::Note,
            message: Message { text: text.clone() },
            locations: Vec::new(),
        });
        let invocation = Invocation {
            // the run ended; what could not be read is told
            execution_successful: true,
            notifications: closing.complaints.iter().map(said).chain(notices).collect(),
        };
        let facts = schema::Facts {
            as_of: moment::rfc3339(self.setting.as_of, &zone).to_string(),
            policies,
            records: closing.tally.records,
            verdicts: closing.tally.verdicts(),
            violations: closing.tally.violations(),
            errors: closing.errors,
        };
        let out = &mut self.out;
        if self.any {
            writeln!(out)?;
        }
        writeln!(out, "      ],")?;
        writeln!(out, "      \"invocations\": [{}],", json(&invocation)?)?;
        writeln!(out, "      \"properties\": {}", json(&facts)?)?;
        writeln!(out, "    }}\n  ]\n}}")?;
        out.flush()
    }
}
