//! One verdict in full: what became of it, the clause, the steps that lead there, what is missing, other readings.

use super::row::{aside, bearer};
use crate::lang::Lang;
use crate::plan::Plan;
use crate::report::escape::escape;
use crate::report::setting::Setting;
use crate::report::steps::Steps;
use crate::report::{contest, words};
use crate::say;
use crate::verdict::{Status, Verdict};
use std::fmt::Write;

/// Writes a `<section>`; `n` is the verdict's number in its record.
pub fn write(plan: &Plan, verdict: &Verdict<'_>, n: usize, setting: &Setting<'_>, out: &mut String) {
    let lang = setting.lang;
    let rule = verdict.rule;
    let (id, title) = (escape(&rule.id), escape(&rule.title));
    let aside = aside(plan, verdict, lang);
    let badge = badge(verdict, lang);
    let severity = words::severity(rule.severity, lang);
    let reading = rule.reading.as_ref().map(|reading| format!(" &lt;{}&gt;", escape(reading))).unwrap_or_default();
    let version = rule.version.and_then(|version| version.from);
    let version = version.map(|from| setting.pick(say!("({from} 起)"; " (from {from})"))).unwrap_or_default();
    // writing to memory does not fail
    _ = write!(
        out,
        "<section class=\"verdict {}\" id=\"v{n}\" tabindex=\"-1\"><h3>{badge} <span class=\"rule\">{id}</span> {title}{version}{reading} <small>{} · {severity}</small></h3>",
        class(verdict.status),
        escape(&aside),
    );
    let mut message = String::new();
    words::message(plan, verdict, setting.as_of, lang, &mut message);
    _ = write!(out, "<p>{}</p>", escape(&message));
    let bearer = bearer(plan, verdict, lang);
    if !bearer.is_empty() {
        labelled(out, &setting.pick(say!("承办"; "owed by")), &bearer);
    }
    missing(verdict, setting, plan, out);
    if let Some(cite) = &rule.cite {
        _ = write!(out, "<blockquote><b>{}</b> {}</blockquote>", setting.pick(say!("依据"; "Clause")), escape(cite));
    }
    readings(verdict, setting, out);
    for code in &verdict.warnings {
        labelled(out, &setting.pick(say!("数据提示"; "data warning")), words::warning(code, lang));
    }
    steps(plan, verdict, setting, out);
    out.push_str("</section>");
}

/// The status in a word, with its light; a colour never stands alone.
pub fn badge(verdict: &Verdict<'_>, lang: Lang) -> String {
    let status = words::status(verdict.status, lang);
    let light = match verdict.light {
        Some(light) => format!("<i class=\"light {}\">{}</i>", light.word(), words::light(light, lang)),
        None => String::new(),
    };
    format!("<span class=\"badge {}\">{status}{light}</span>", class(verdict.status))
}

/// How grave it is, for style sheets.
pub fn class(status: Status) -> &'static str {
    match status {
        _ if status.is_violation() => "bad",
        Status::Unknown => "unknown",
        Status::Pending | Status::Suspended => "open",
        _ => "good",
    }
}

fn labelled(out: &mut String, label: &str, words: &str) {
    _ = write!(out, "<p><b>{label}</b> {}</p>", escape(words));
}

fn missing(verdict: &Verdict<'_>, setting: &Setting<'_>, plan: &Plan, out: &mut String) {
    if verdict.missing.is_empty() {
        return;
    }
    let name = |path: &str| match words::title(plan, path) {
        title if title == path => format!("<code>{}</code>", escape(path)),
        title => format!("{} <code>{}</code>", escape(title), escape(path)),
    };
    let list: Vec<String> = verdict.missing.iter().map(|path| format!("<li>{}</li>", name(path))).collect();
    _ = write!(out, "<div class=\"missing\"><b>{}</b><ul>{}</ul></div>", setting.pick(say!("缺少"; "Missing")), list.concat());
}

fn readings(verdict: &Verdict<'_>, setting: &Setting<'_>, out: &mut String) {
    let Some(contested) = &verdict.contested else { return };
    let lang = setting.lang;
    let line = |reading: &str, title: Option<&str>, status| {
        let title = title.map(|title| format!(" {}", escape(title))).unwrap_or_default();
        format!("<li><code>{}</code>{title}:{}</li>", escape(reading), contest::status(status, lang))
    };
    let others = contested.others.iter().map(|other| line(other.reading, other.title, other.status));
    let list: String = std::iter::once(line(contested.usual_reading, None, contested.usual)).chain(others).collect();
    let heading = setting.pick(say!("取决于怎样读条文"; "Depends on how the clause is read"));
    _ = write!(out, "<div class=\"readings\"><b>{heading}</b><ul>{list}</ul></div>");
}

fn steps(plan: &Plan, verdict: &Verdict<'_>, setting: &Setting<'_>, out: &mut String) {
    if verdict.explain.is_empty() {
        return;
    }
    let heading = setting.pick(say!("推算步骤"; "Steps"));
    _ = write!(out, "<details open><summary>{heading}</summary><ol>");
    Steps { plan, list: &verdict.explain, lang: setting.lang }.each(&mut String::new(), |line| {
        _ = write!(out, "<li>{}</li>", escape(line));
    });
    out.push_str("</ol></details>");
}
