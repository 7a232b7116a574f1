//! What depends on how the clause is read: each such verdict in one line, and what the other readings make of it.

use super::layout::{width, wrap};
use super::setting::Setting;
use super::words;
use crate::lang::Lang;
use crate::plan::Plan;
use crate::say;
use crate::verdict::{Contested, Other, Status, Verdict};

/// The section of one record; nothing where all readings agree.
pub fn section(plan: &Plan, verdicts: &[Verdict<'_>], setting: &Setting<'_>, out: &mut String) {
    let contested = || verdicts.iter().filter_map(|verdict| Some((verdict, verdict.contested.as_deref()?)));
    if contested().next().is_none() {
        return;
    }
    let heading = say!("取决于怎样读条文:"; "depends on how the clause is read:");
    out.push_str(&format!("  {}\n", heading.get(setting.lang)));
    for (verdict, contested) in contested() {
        let status = status(contested.usual, setting.lang);
        let (rule, usual) = (&verdict.rule.id, usual(contested, setting.lang));
        let to = verdict.to.as_deref().map(|to| format!(" → {}", words::office(plan, to))).unwrap_or_default();
        let on = at(verdict);
        let by = by(plan, verdict, setting.lang);
        paragraph(4, "", &format!("{rule}{by}{to}{on} {usual}{status}"), setting, out);
        // Readings that agree are passed over.
        for other in contested.others.iter().filter(|other| other.status != contested.usual) {
            paragraph(6, "- ", &line(other, setting.lang), setting, out);
        }
    }
}

/// Who owes it: instances may differ in nothing else.
fn by(plan: &Plan, verdict: &Verdict<'_>, lang: Lang) -> String {
    if verdict.bearer.is_some() { format!(" {}", words::bearers(plan, verdict, lang)) } else { String::new() }
}

/// Its event, its period.
fn at(verdict: &Verdict<'_>) -> String {
    match (&verdict.on, verdict.period) {
        (Some(on), Some(period)) => format!(" [{on} {period}]"),
        (Some(on), None) => format!(" [{on}]"),
        (None, Some(period)) => format!(" [{period}]"),
        (None, None) => String::new(),
    }
}

fn usual(contested: &Contested<'_>, lang: Lang) -> String {
    let reading = contested.usual_reading;
    let words = match reading {
        "default" => say!("按通常读法:"; "as usually read: "),
        _ => say!("按 {reading}:"; "as {reading}: "),
    };
    words.get(lang).to_owned()
}

fn line(other: &Other<'_>, lang: Lang) -> String {
    let (reading, status) = (other.reading, status(other.status, lang));
    let words = match other.title {
        Some(title) => say!("{reading}:{status}({title})"; "{reading}: {status} ({title})"),
        None => say!("{reading}:{status}"; "{reading}: {status}"),
    };
    words.get(lang).to_owned()
}

/// A status, or that there is nothing to judge.
pub fn status(status: Option<Status>, lang: Lang) -> &'static str {
    match (status, lang) {
        (Some(status), _) => words::status(status, lang),
        (None, Lang::Zh) => "不适用",
        (None, Lang::En) => "none",
    }
}

fn paragraph(indent: usize, label: &str, text: &str, setting: &Setting<'_>, out: &mut String) {
    let hang = indent + width(label);
    for (n, line) in wrap(text, setting.columns.saturating_sub(hang)).iter().enumerate() {
        let lead = if n == 0 { format!("{}{label}", " ".repeat(indent)) } else { " ".repeat(hang) };
        out.push_str(&format!("{lead}{line}\n"));
    }
}
