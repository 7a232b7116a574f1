//! The comparison for people, on a terminal.

use super::{Comparison, Differing, Has, Row, Said, Told};
use crate::lang::Lang;
use crate::plan::amended::Line;
use crate::report::layout::{left, right, width, wrap};
use crate::report::{moment, words};
use crate::say;
use crate::verdict::Status;
use crate::verdict::pair::Change;
use anstyle::{AnsiColor, Style};

/// So many amendments are listed.
const LISTED: usize = 40;

/// The whole report.
pub fn report(comparison: &Comparison<'_>) -> String {
    let mut page = Page { of: comparison, out: String::new() };
    page.head();
    page.amendments();
    page.table();
    comparison.shown.iter().for_each(|told| page.record(told));
    page.end();
    page.out
}

/// A status, or that there is no verdict.
pub fn status(status: Option<Status>, lang: Lang) -> &'static str {
    match (status, lang) {
        (Some(status), _) => words::status(status, lang),
        (None, Lang::Zh) => "无",
        (None, Lang::En) => "none",
    }
}

/// `按期 → 迟办`; `迟办,期限变了` where the status is the same.
pub fn transition(before: Option<Status>, after: Option<Status>, change: Option<Change>, has: Has, lang: Lang) -> String {
    let (was, is) = (status(before, lang), status(after, lang));
    let words = match (change, has) {
        (None, Has::NewOnly) => say!("新规则:{is}"; "new rule: {is}"),
        (None, Has::OldOnly) => say!("规则没有了:原为{was}"; "rule removed: was {was}"),
        (Some(Change::Status) | None, _) => say!("{was} → {is}"; "{was} → {is}"),
        (Some(Change::Due), _) => say!("{is},期限变了"; "{is}, another due"),
        (Some(Change::Done), _) => say!("{is},由另一事件完成"; "{is}, done by another act"),
        (Some(Change::Bearer), _) => say!("{is},承办变了"; "{is}, owed by another"),
        (Some(Change::Reason), _) => say!("{is},理由变了"; "{is}, another reason"),
        (Some(Change::Light), _) => say!("{is},灯色变了"; "{is}, another light"),
        (Some(Change::Measured), _) => say!("{is},数值变了"; "{is}, another number"),
    };
    words.get(lang).to_owned()
}

struct Page<'p> {
    of: &'p Comparison<'p>,
    out: String,
}

const OLD: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
const NEW: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
const BOLD: Style = Style::new().bold();

impl Page<'_> {
    fn pick(&self, text: crate::lang::Bilingual) -> String {
        text.get(self.of.lang).to_owned()
    }

    fn painted(&self, text: &str, style: Style) -> String {
        if self.of.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    /// A paragraph under a label, broken at the width of the page.
    fn paragraph(&mut self, indent: usize, label: &str, text: &str, style: Option<Style>) {
        let hang = indent + width(label);
        for (n, line) in wrap(text, self.of.columns.saturating_sub(hang)).iter().enumerate() {
            let lead = if n == 0 { format!("{}{label}", " ".repeat(indent)) } else { " ".repeat(hang) };
            let line = format!("{lead}{line}");
            let line = style.map_or(line.clone(), |style| self.painted(&line, style));
            self.line(&line);
        }
    }

    fn head(&mut self) {
        let (old, new) = (&self.of.old.shown, &self.of.new.shown);
        let zone = self.of.new.plans.first().map(|plan| plan.vocabulary().zone).unwrap_or_default();
        let (at, counts) = (moment::as_of(self.of.as_of, &zone), &self.of.counts);
        let (n, records, differing, changed) = (counts.new.max(counts.old), counts.records, counts.differing(), counts.changed);
        self.line(&self.pick(say!("旧 {old}"; "old {old}")));
        self.line(&self.pick(say!("新 {new}"; "new {new}")));
        let said = match differing {
            0 => {
                say!("截至 {at},{records} 条记录、{n} 个结论:没有一个结论改变"; "as of {at}: {records} records, {n} verdicts: none of them changes")
            }
            _ => say!("截至 {at},{records} 条记录:{differing} 个结论改变({changed} 条记录)";
                      "as of {at}: {records} records: {differing} verdicts change, in {changed} records"),
        };
        self.line(&self.pick(said));
    }

    fn amendments(&mut self) {
        let list = &self.of.amended.list;
        self.line("");
        let n = list.len();
        let heading = match n {
            0 => say!("政策、日历、程序的文字没有改动"; "nothing is different in the texts of policy, calendar and script"),
            _ => say!("政策文字的改动({n} 处)"; "changes of the policy's text ({n})"),
        };
        let heading = self.pick(heading);
        self.line(&self.painted(&heading, BOLD));
        for amendment in list.iter().take(LISTED) {
            self.paragraph(2, "", &amendment.path, None);
            self.sides(4, amendment.old.as_ref(), amendment.new.as_ref());
        }
        if n > LISTED {
            let more = n - LISTED;
            self.line(&self.pick(say!("  另有 {more} 处"; "  and {more} more")));
        }
    }

    fn sides(&mut self, indent: usize, old: Option<&Line>, new: Option<&Line>) {
        let place = |line: &Line| format!("{}:{}", line.file, line.line);
        let columns = old.iter().chain(&new).map(|line| width(&place(line))).max().unwrap_or(0);
        for (mark, line, style) in [("- ", old, OLD), ("+ ", new, NEW)] {
            if let Some(line) = line {
                let label = format!("{mark}{}  ", left(&place(line), columns));
                self.paragraph(indent, &label, &line.text, Some(style));
            }
        }
    }

    fn table(&mut self) {
        let rows = self.of.rows();
        if rows.is_empty() {
            return;
        }
        let lang = self.of.lang;
        let said = |row: &Row<'_>| transition(row.before, row.after, row.change, row.has, lang);
        let label = self.pick(say!("规则"; "rule"));
        let change = self.pick(say!("变化"; "change"));
        let count = self.pick(say!("个数"; "count"));
        let ids = rows.iter().map(|row| width(row.rule)).max().unwrap_or(0).max(width(&label));
        let changes = rows.iter().map(|row| width(&said(row))).max().unwrap_or(0).max(width(&change));
        let counts = rows.iter().map(|row| row.count.to_string().len()).max().unwrap_or(0).max(width(&count));
        self.line("");
        self.line(&format!("{}  {}  {}", left(&label, ids), left(&change, changes), right(&count, counts)));
        for row in &rows {
            let line =
                format!("{}  {}  {}  {}", left(row.rule, ids), left(&said(row), changes), right(&row.count.to_string(), counts), row.title);
            self.line(&line);
        }
    }

    fn record(&mut self, told: &Told) {
        self.line("");
        let Told { record, kind, place, .. } = told;
        let place = place.as_ref().map(|place| format!("  {place}")).unwrap_or_default();
        let name = self.pick(say!("{record}({kind})"; "{record} ({kind})"));
        let heading = self.painted(&name, BOLD);
        self.line(&format!("{heading}{place}"));
        told.differing.iter().for_each(|one| self.differing(one));
    }

    fn differing(&mut self, one: &Differing) {
        let lang = self.of.lang;
        let status = |said: &Option<Said>| said.as_ref().map(|said| said.status);
        let how = transition(status(&one.before), status(&one.after), one.change, self.of.has(&one.rule), lang);
        self.paragraph(2, "", &format!("{} {} {}  [{how}]", one.rule, one.title, one.instance), None);
        for (label, said, style) in [(say!("旧 "; "old "), &one.before, OLD), (say!("新 "; "new "), &one.after, NEW)] {
            let label = self.pick(label);
            match said {
                Some(said) => self.paragraph(4, &label, &said.in_full(lang), Some(style)),
                None => {
                    let none = self.pick(say!("没有这个结论"; "no such verdict"));
                    self.paragraph(4, &label, &none, Some(style));
                }
            }
        }
        self.why(one);
        for (mark, steps, style) in [("- ", &one.steps.0, OLD), ("+ ", &one.steps.1, NEW)] {
            steps.iter().for_each(|step| self.paragraph(6, mark, step, Some(style)));
        }
    }

    fn why(&mut self, one: &Differing) {
        let label = self.pick(say!("因 "; "by "));
        for n in &one.amendments {
            let Some(amendment) = self.of.amended.list.get(*n) else { continue };
            let places: Vec<String> =
                amendment.old.iter().chain(&amendment.new).map(|line| format!("{}:{}", line.file, line.line)).collect();
            self.paragraph(4, &label, &format!("{}({})", amendment.path, places.join(" → ")), None);
        }
        for day in &one.days {
            let (date, was, is) = (day.day, &day.old, &day.new);
            let said = self.pick(say!("日历 {date}:{was} → {is}"; "calendar {date}: {was} → {is}"));
            self.paragraph(4, &label, &said, None);
        }
        if one.amendments.is_empty() && one.days.is_empty() {
            let said = self.pick(say!("(规则点到的文字没有改动:见推算步骤)"; "(nothing that the rule names is different: see the steps)"));
            self.paragraph(4, &label, &said, None);
        }
    }

    fn end(&mut self) {
        let more = self.of.counts.changed.saturating_sub(self.of.shown.iter().filter(|told| told.place.is_some()).count() as u64);
        if more > 0 {
            self.line("");
            let said =
                say!("另有 {more} 条记录没有列出;用 --limit 改变列出多少"; "{more} more records are not listed; --limit sets how many are");
            self.line(&self.pick(said));
        }
        if !self.of.notices.is_empty() {
            self.line("");
            let notices = self.of.notices.clone();
            notices.iter().for_each(|notice| self.line(notice));
        }
    }
}
