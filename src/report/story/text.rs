//! A story for people, on a terminal.

use super::strip::Strip;
use super::{Idle, OtherReading, Silence, Story, Why};
use crate::lang::{Bilingual, Lang};
use crate::report::layout::{width, wrap};
use crate::report::steps::Steps;
use crate::report::{metric, moment, words};
use crate::say;
use crate::time::Day;
use crate::time::instant::MINUTE;
use crate::time::step::Step as Count;
use crate::verdict::step::Step;
use crate::verdict::{Status, Verdict};
use anstyle::Style;

/// How stories are set.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    pub lang: Lang,
    pub colour: bool,
    pub columns: usize,
}

/// Spans of opening time beyond these are folded.
const SPANS: usize = 8;

impl Manner {
    fn pick(&self, text: Bilingual) -> String {
        text.get(self.lang).to_owned()
    }

    fn bold(&self, text: &str) -> String {
        let style = Style::new().bold();
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn paragraph(&self, indent: usize, label: &str, text: &str, out: &mut String) {
        let hang = indent + width(label);
        for (n, line) in wrap(text, self.columns.saturating_sub(hang)).iter().enumerate() {
            let lead = if n == 0 { format!("{}{label}", " ".repeat(indent)) } else { " ".repeat(hang) };
            out.push_str(format!("{lead}{line}").trim_end());
            out.push('\n');
        }
    }

    fn heading(&self, text: Bilingual, out: &mut String) {
        let text = self.pick(text);
        out.push_str(&format!("\n  {}\n", self.bold(&text)));
    }
}

/// The verdicts of a record in a line each.
pub fn list(verdicts: &[(&crate::plan::Plan, &Verdict<'_>)], manner: Manner, out: &mut String) {
    for (plan, verdict) in verdicts {
        let status = words::status(verdict.status, manner.lang);
        manner.paragraph(2, &format!("{status} "), &headed(plan, verdict, manner.lang), out);
    }
}

/// A verdict's rule, recipient, period and trigger.
fn headed(plan: &crate::plan::Plan, verdict: &Verdict<'_>, lang: Lang) -> String {
    let rule = verdict.rule;
    let to = verdict.to.as_deref().map(|to| format!(" → {}", metric::named(plan, rule, to, lang))).unwrap_or_default();
    let period = verdict.period.map(|period| format!(" {period}")).unwrap_or_default();
    let on = verdict.on.as_deref().map(|on| format!(" ({on})")).unwrap_or_default();
    format!("{} {}{to}{period}{on}", rule.id, rule.title)
}

/// One story.
pub fn story(story: &Story<'_>, manner: Manner) -> String {
    let (mut out, verdict) = (String::new(), story.verdict);
    let rule = verdict.rule;
    let status = words::status(verdict.status, manner.lang);
    let head = format!("{status} {}", headed(story.plan, verdict, manner.lang));
    for line in wrap(&head, manner.columns) {
        out.push_str(&format!("{}\n", manner.bold(&line)));
    }
    let mut message = String::new();
    words::message(story.plan, verdict, story.as_of, manner.lang, &mut message);
    manner.paragraph(2, "", &message, &mut out);
    if let Some(cite) = &rule.cite {
        manner.paragraph(2, &manner.pick(say!("依据:"; "clause: ")), cite, &mut out);
    }
    let (file, line) = (&story.place.file, story.place.line);
    let severity = words::severity(rule.severity, manner.lang);
    let reading = rule.reading.as_deref().unwrap_or("default");
    manner.paragraph(
        2,
        "",
        &manner.pick(
            say!("规则在 {file}:{line},{severity},读法 {reading}"; "the rule stands at {file}:{line}, {severity}, reading {reading}"),
        ),
        &mut out,
    );
    versions(story, manner, &mut out);
    steps(story, manner, &mut out);
    hours(verdict, story, manner, &mut out);
    idle(story, manner, &mut out);
    if let Some(said) = story.enough_said() {
        let heading = match verdict.status {
            Status::Pending | Status::Suspended => say!("要怎样才算办到"; "what will be enough"),
            _ => say!("怎样就算办到"; "what would have been enough"),
        };
        manner.heading(heading, &mut out);
        manner.paragraph(4, "", &said, &mut out);
    }
    supposed(story, manner, &mut out);
    readings(&story.readings, manner, &mut out);
    out
}

fn versions(story: &Story<'_>, manner: Manner, out: &mut String) {
    for other in &story.versions {
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_else(|| "…".to_owned());
        let (from, until) = other.rule.version.map_or((String::new(), String::new()), |v| (day(v.from), day(v.until)));
        let limits = other.limits.iter().map(|limit| format!("“{limit}”")).collect::<Vec<_>>().join(" ");
        manner.paragraph(
            2,
            "",
            &manner.pick(say!("另一版本 {from} 至 {until}:{limits}"; "another version, {from} to {until}: {limits}")),
            out,
        );
    }
}

fn steps(story: &Story<'_>, manner: Manner, out: &mut String) {
    if !story.verdict.explain.is_empty() {
        manner.heading(say!("怎样得出"; "how it was found"), out);
        let mut line = String::new();
        Steps { plan: story.plan, list: &story.verdict.explain, lang: manner.lang }
            .each(&mut line, |line| manner.paragraph(4, "- ", line, out));
    }
    let trigger = story.verdict.trigger.and_then(|n| story.record.events.get(n)).map(|event| event.when.earliest);
    if let Some(strip) = Strip::of(story.plan, story.verdict, trigger, story.as_of) {
        manner.heading(say!("日历"; "calendar"), out);
        for line in strip.lines(manner.lang) {
            out.push_str(&format!("    {line}\n"));
        }
    }
}

/// The opening time that counted, span by span.
fn hours(verdict: &Verdict<'_>, story: &Story<'_>, manner: Manner, out: &mut String) {
    let zone = &story.plan.vocabulary().zone;
    let mut total = 0;
    let mut lines = Vec::new();
    for step in &verdict.explain {
        let Step::Count(Count::Worked { day, from, to }) = step else { continue };
        total += to.0 - from.0;
        let (from, to) = (zone.local(*from).1 / MINUTE, zone.local(*to).1 / MINUTE);
        let to = if to == 0 { 24 * 60 } else { to };
        let weekday = moment::weekday(day.weekday(), manner.lang);
        let sum = moment::Length { micros: total, lang: manner.lang };
        let clock = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let (from, to) = (clock(from), clock(to));
        lines.push(manner.pick(say!("{day}({weekday}) {from}–{to},累计 {sum}"; "{day} ({weekday}) {from}–{to}, {sum} so far")));
    }
    if lines.is_empty() {
        return;
    }
    manner.heading(say!("计入的上班时间"; "opening time that counted"), out);
    let n = lines.len();
    for (at, line) in lines.iter().enumerate() {
        if n > SPANS && at == SPANS / 2 {
            let folded = n - SPANS;
            out.push_str(&format!("    {}\n", manner.pick(say!("…… 另 {folded} 段 ……"; "… {folded} more spans …"))));
        }
        if n <= SPANS || at < SPANS / 2 || at >= n - SPANS / 2 {
            out.push_str(&format!("    {line}\n"));
        }
    }
}

fn idle(story: &Story<'_>, manner: Manner, out: &mut String) {
    if story.idle.is_empty() {
        return;
    }
    manner.heading(say!("另外,这些也不算"; "these do not count either"), out);
    for idle in &story.idle {
        let why = why(idle, manner.lang);
        let at = idle.when.map(|when| format!(" {}", moment::when(&when, &story.plan.vocabulary().zone))).unwrap_or_default();
        let (title, id) = (&idle.title, &idle.id);
        manner.paragraph(4, "- ", &manner.pick(say!("{title}({id}){at}:{why}"; "{title} ({id}){at}: {why}")), out);
    }
}

/// Why an act counts for nothing.
pub fn why(idle: &Idle, lang: Lang) -> String {
    let words = match &idle.why {
        Why::Afterwards => say!("在此之前已经完成"; "it was done before"),
        Why::Later => say!("在评判时刻之后"; "it lies after the as-of"),
        Why::Retracted => say!("已撤回"; "it was retracted"),
        Why::Superseded(by) => say!("已由 {by} 替代"; "it was superseded by {by}"),
    };
    words.get(lang).to_owned()
}

fn supposed(story: &Story<'_>, manner: Manner, out: &mut String) {
    if story.supposed.is_empty() {
        return;
    }
    manner.heading(say!("缺的项如果有值"; "if what is missing were there"), out);
    for one in &story.supposed {
        let (place, value) = (&one.place, &one.value);
        let status = super::super::contest::status(one.status, manner.lang);
        manner.paragraph(4, "- ", &manner.pick(say!("{place} = {value}:{status}"; "{place} = {value}: {status}")), out);
    }
}

fn readings(readings: &[OtherReading], manner: Manner, out: &mut String) {
    if readings.is_empty() {
        return;
    }
    manner.heading(say!("换一种读法"; "under other readings"), out);
    for other in readings.iter().filter(|other| !other.same) {
        let status = super::super::contest::status(other.status, manner.lang);
        let reading = &other.reading;
        let due = other.due.as_ref().map(|due| manner.pick(say!(",期限 {due}"; ", due {due}"))).unwrap_or_default();
        let title = other.title.as_ref().map(|title| manner.pick(say!("({title})"; " ({title})"))).unwrap_or_default();
        manner.paragraph(4, "- ", &manner.pick(say!("{reading}:{status}{due}{title}"; "{reading}: {status}{due}{title}")), out);
    }
    let same: Vec<&str> = readings.iter().filter(|other| other.same).map(|other| other.reading.as_str()).collect();
    if !same.is_empty() {
        let list = same.join(" ");
        manner.paragraph(4, "- ", &manner.pick(say!("结论和期限不变:{list}"; "the same status and due: {list}")), out);
    }
}

/// Why a rule gives no verdict.
pub fn silence(silence: &Silence<'_>, manner: Manner) -> String {
    let mut out = String::new();
    let (id, title) = (&silence.rule.id, &silence.rule.title);
    let head = manner.pick(say!("{id} {title}:没有结论"; "{id} {title}: no verdict"));
    wrap(&head, manner.columns).iter().for_each(|line| out.push_str(&format!("{}\n", manner.bold(line))));
    let (file, line) = (&silence.place.file, silence.place.line);
    manner.paragraph(2, "", &manner.pick(say!("规则在 {file}:{line}"; "the rule stands at {file}:{line}")), &mut out);
    for (depth, line) in &silence.lines {
        manner.paragraph(2 + 2 * depth, "- ", line, &mut out);
    }
    out
}
