//! The report for a case supervisor: grouped by record, what was owed, by whom, by when, and the clause.

use super::closing::{Closing, Line};
use super::format::{Format, Holds, Judged, Out, Report, Writer};
use super::layout::{left, right, width, wrap};
use super::setting::Setting;
use super::steps::Steps;
use super::{contest, metric, moment, words};
use crate::lang::Lang;
use crate::plan::Plan;
use crate::say;
use crate::verdict::{Light, Status, Verdict};
use anstyle::{AnsiColor, Style};
use std::io::{self, Write};

pub static FORMAT: Format = Format {
    name: "text",
    about: "给人看的报告 · a report for people",
    suffixes: &[],
    is_text: true,
    holds: Holds::Summary,
    explains: true,
    draws: false,
    joins: true,
    writer: |setting| Box::new(Records { setting, text: String::new() }),
    open: |setting, out| Ok(Box::new(Summed { setting, out })),
};

struct Records<'r> {
    setting: &'r Setting<'r>,
    text: String,
}

impl Writer for Records<'_> {
    fn record(&mut self, judged: &Judged<'_>, out: &mut Vec<u8>) {
        self.text.clear();
        record(judged.plan, judged.verdicts, self.setting, &mut self.text);
        out.extend_from_slice(self.text.as_bytes());
    }
}

/// Records, then what they come to.
struct Summed<'r> {
    setting: &'r Setting<'r>,
    out: Out<'r>,
}

impl Report for Summed<'_> {
    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    fn close(mut self: Box<Self>, closing: &Closing<'_>) -> io::Result<()> {
        let mut text = String::new();
        summary(closing, self.setting, &mut text);
        metric::section(self.setting.plans, closing.metrics, self.setting, &mut text);
        for (n, line) in closing.notices.iter().enumerate() {
            text.push_str(if n == 0 { "\n" } else { "" });
            text.push_str(line);
            text.push('\n');
        }
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
}

fn painted(setting: &Setting<'_>, text: &str, style: Style) -> String {
    if setting.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

fn colour(status: Status, light: Option<Light>) -> Style {
    let style = Style::new();
    match (status, light) {
        (Status::Overdue | Status::Violated, _) => style.fg_color(Some(AnsiColor::Red.into())).bold(),
        (Status::Late, _) => style.fg_color(Some(AnsiColor::Red.into())),
        (Status::Unknown, _) | (Status::Pending, Some(Light::Yellow)) => style.fg_color(Some(AnsiColor::Yellow.into())),
        (Status::Pending, Some(Light::Blue)) => style.fg_color(Some(AnsiColor::Blue.into())),
        (Status::Suspended | Status::Lapsed, _) => style.dimmed(),
        _ => style.fg_color(Some(AnsiColor::Green.into())),
    }
}

/// The verdicts of one record.
fn record(plan: &Plan, verdicts: &[Verdict<'_>], setting: &Setting<'_>, out: &mut String) {
    let Some(first) = verdicts.first() else { return };
    let kind = plan.policy.declared.find_kind(first.kind).map_or(first.kind, |k| k.title.as_str());
    let heading = match setting.lang {
        _ if first.measured.is_some() => metric::heading(plan, first, setting.lang),
        Lang::Zh => format!("{}({kind})", first.record),
        Lang::En => format!("{} ({kind})", first.record),
    };
    out.push_str(&painted(setting, &heading, Style::new().bold()));
    out.push('\n');
    for verdict in verdicts.iter().filter(|verdict| verdict.is_usual() && setting.show.admits(verdict.status)) {
        one(plan, verdict, setting, out);
    }
    contest::section(plan, verdicts, setting, out);
    out.push('\n');
}

fn one(plan: &Plan, verdict: &Verdict<'_>, setting: &Setting<'_>, out: &mut String) {
    let rule = verdict.rule;
    let status = words::status(verdict.status, setting.lang);
    let to = verdict.to.as_deref().map(|to| format!(" → {}", metric::named(plan, rule, to, setting.lang))).unwrap_or_default();
    let reading = rule.reading.as_ref().map(|r| format!(" <{r}>")).unwrap_or_default();
    out.push_str("  ");
    out.push_str(&painted(setting, status, colour(verdict.status, verdict.light)));
    let severity = words::severity(rule.severity, setting.lang);
    let version =
        rule.version.and_then(|version| version.from).map(|from| setting.pick(say!("({from} 起)"; " (from {from})"))).unwrap_or_default();
    let period = verdict.period.map(|period| format!(" {period}")).unwrap_or_default();
    let on = verdict.on.as_deref().map(|on| format!(" ({on})")).unwrap_or_default();
    let head = format!("{} {}{version}{to}{period}{on}{reading} [{severity}]", rule.id, rule.title);
    let indent = 3 + width(status);
    for (n, line) in wrap(&head, setting.columns.saturating_sub(indent)).iter().enumerate() {
        let lead = if n == 0 { 1 } else { indent };
        out.push_str(&format!("{}{line}\n", " ".repeat(lead)));
    }
    let mut message = String::new();
    words::message(plan, verdict, setting.as_of, setting.lang, &mut message);
    if verdict.bearer.is_some() {
        let names = words::bearers(plan, verdict, setting.lang);
        message.push_str(&setting.pick(say!(";承办:{names}"; "; owed by {names}")));
    }
    paragraph(&message, "", setting, out);
    if let Some(cite) = &rule.cite {
        let label = setting.pick(say!("依据:"; "clause: "));
        paragraph(cite, &label, setting, out);
    }
    Steps { plan, list: &verdict.explain, lang: setting.lang }.each(&mut message, |line| paragraph(line, "- ", setting, out));
}

fn paragraph(text: &str, label: &str, setting: &Setting<'_>, out: &mut String) {
    let hang = width(label);
    for (n, line) in wrap(text, setting.columns.saturating_sub(4 + hang)).iter().enumerate() {
        let lead = if n == 0 { label.to_owned() } else { " ".repeat(hang) };
        out.push_str(&format!("    {lead}{line}\n"));
    }
}

/// Counts by rule and status, then what the run read.
fn summary(closing: &Closing<'_>, setting: &Setting<'_>, out: &mut String) {
    let tally = closing.tally;
    let shown: Vec<(usize, Status)> = Status::ALL.iter().copied().enumerate().filter(|(_, s)| tally.total(*s) > 0).collect();
    let label = setting.pick(say!("规则"; "rule"));
    let total = setting.pick(say!("合计"; "total"));
    let rows = closing.by_rule(setting);
    let ids = rows.iter().map(|line| width(line.id)).max().unwrap_or(0).max(width(&label));
    let cells: Vec<usize> = shown
        .iter()
        .map(|(n, s)| {
            let widest = rows.iter().map(|line| line.counts[*n].to_string().len()).max().unwrap_or(1);
            widest.max(tally.total(*s).to_string().len()).max(width(words::status(*s, setting.lang)))
        })
        .collect();
    let at = moment::as_of(setting.as_of, &setting.zone());
    let (records, verdicts) = (tally.records, tally.verdicts());
    out.push_str(
        &setting.pick(say!("截至 {at},{records} 条记录,{verdicts} 个结论\n"; "as of {at}: {records} records, {verdicts} verdicts\n")),
    );
    if rows.is_empty() {
        return;
    }
    let line = |id: &str, counts: Vec<String>, title: &str| {
        let cells: Vec<String> = counts.iter().zip(&cells).map(|(count, columns)| right(count, *columns)).collect();
        format!("{}  {}  {title}", left(id, ids), cells.join("  ")).trim_end().to_owned() + "\n"
    };
    out.push('\n');
    out.push_str(&line(&label, shown.iter().map(|(_, s)| words::status(*s, setting.lang).to_owned()).collect(), ""));
    let blank = |n: u64| if n == 0 { String::new() } else { n.to_string() };
    for Line { id, title, counts } in &rows {
        out.push_str(&line(id, shown.iter().map(|(n, _)| blank(counts[*n])).collect(), title));
    }
    out.push_str(&line(&total, shown.iter().map(|(_, s)| tally.total(*s).to_string()).collect(), ""));
}
