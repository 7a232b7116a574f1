//! The comparison as one page that asks for nothing from outside: the policy's changed lines, the counts, and the
//! records, to be filtered by rule, by transition and by words. Everything stands in the page as it is; the script hides.

use super::text::transition;
use super::{Comparison, Differing, Said, Told};
use crate::lang::{Bilingual, Lang};
use crate::plan::amended::Line;
use crate::report::escape::escape;
use crate::report::html::sealed;
use crate::report::moment;
use crate::say;
use std::fmt::Write;

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// The page.
pub fn report(comparison: &Comparison<'_>) -> String {
    let page = Page { of: comparison };
    let lang = if comparison.lang == Lang::Zh { "zh-CN" } else { "en" };
    let title = page.pick(say!("政策两版的比较"; "Two versions of a policy"));
    let mut out = sealed::head(lang, &title, STYLE, SCRIPT);
    page.header(&title, &mut out);
    out.push_str("<main>\n");
    page.amendments(&mut out);
    page.counts(&mut out);
    page.records(&mut out);
    page.notices(&mut out);
    // writing to memory does not fail
    _ = write!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n");
    out
}

struct Page<'p> {
    of: &'p Comparison<'p>,
}

impl Page<'_> {
    fn pick(&self, text: Bilingual) -> String {
        text.get(self.of.lang).to_owned()
    }

    fn header(&self, title: &str, out: &mut String) {
        let zone = self.of.new.plans.first().map(|plan| plan.vocabulary().zone).unwrap_or_default();
        let at = moment::as_of(self.of.as_of, &zone);
        _ = writeln!(
            out,
            "<header><h1>{title}</h1><p class=\"as-of\">{}</p><ul class=\"policies\">",
            self.pick(say!("截至 {at} 评判"; "judged as of {at}"))
        );
        for (label, version) in [(say!("旧"; "old"), &self.of.old), (say!("新"; "new"), &self.of.new)] {
            let label = self.pick(label);
            for plan in &version.plans {
                let (title, digest) = (escape(&plan.policy.declared.head.title), &plan.digest);
                _ = writeln!(
                    out,
                    "<li>{label} <b>{}</b> {title} <small>SHA-256 <code>{digest}</code></small></li>",
                    escape(&version.shown)
                );
            }
        }
        let (counts, differing) = (&self.of.counts, self.of.counts.differing());
        let (records, changed) = (counts.records, counts.changed);
        let said = match differing {
            0 => say!("{records} 条记录,没有一个结论改变。"; "{records} records, and no verdict changes."),
            _ => {
                say!("{records} 条记录,{differing} 个结论改变({changed} 条记录)。"; "{records} records; {differing} verdicts change, in {changed} records.")
            }
        };
        _ = writeln!(out, "</ul><p><strong>{}</strong></p></header>", self.pick(said));
    }

    fn amendments(&self, out: &mut String) {
        let list = &self.of.amended.list;
        let n = list.len();
        _ = writeln!(out, "<section><h2>{}</h2>", self.pick(say!("政策文字的改动({n} 处)"; "Changes of the policy's text ({n})")));
        for amendment in list {
            _ = write!(out, "<div class=\"amended\"><code>{}</code>", escape(&amendment.path));
            lines(amendment.old.as_ref(), amendment.new.as_ref(), out);
            out.push_str("</div>\n");
        }
        out.push_str("</section>\n");
    }

    fn counts(&self, out: &mut String) {
        let rows = self.of.rows();
        if rows.is_empty() {
            return;
        }
        let headings = [say!("规则"; "rule"), say!("变化"; "change"), say!("个数"; "count")]
            .map(|text| format!("<th scope=\"col\">{}</th>", self.pick(text)));
        _ = writeln!(
            out,
            "<section><h2>{}</h2><table class=\"verdicts\"><thead><tr>{}</tr></thead><tbody>",
            self.pick(say!("改变的结论"; "Verdicts that change")),
            headings.concat()
        );
        for row in &rows {
            let how = transition(row.before, row.after, row.change, row.has, self.of.lang);
            _ = writeln!(
                out,
                "<tr><th scope=\"row\"><b>{}</b> {}</th><td>{}</td><td>{}</td></tr>",
                escape(row.rule),
                escape(row.title),
                escape(&how),
                row.count
            );
        }
        out.push_str("</tbody></table></section>\n");
    }

    fn records(&self, out: &mut String) {
        if self.of.shown.is_empty() {
            return;
        }
        let words = [say!("规则"; "rule"), say!("变化"; "change"), say!("搜索"; "search"), say!("全部"; "all")].map(|text| self.pick(text));
        let [rule, change, search, all] = &words;
        _ = writeln!(
            out,
            "<section><h2>{}</h2><form id=\"filters\" hidden data-all=\"{all}\"><label>{rule} <select id=\"rule\"></select></label> \
             <label>{change} <select id=\"change\"></select></label> <label>{search} <input id=\"q\" type=\"search\"></label> <output id=\"shown\"></output></form>",
            self.pick(say!("记录"; "Records"))
        );
        self.of.shown.iter().for_each(|told| self.record(told, out));
        let listed = self.of.shown.iter().filter(|told| told.place.is_some()).count() as u64;
        let more = self.of.counts.changed.saturating_sub(listed);
        if more > 0 {
            let said = say!("另有 {more} 条记录没有列出;用 --limit 改变列出多少。"; "{more} more records are not listed; --limit sets how many are.");
            _ = writeln!(out, "<p class=\"note\">{}</p>", self.pick(said));
        }
        out.push_str("</section>\n");
    }

    fn record(&self, told: &Told, out: &mut String) {
        let place = told.place.as_deref().map(|place| format!(" <small>{}</small>", escape(place))).unwrap_or_default();
        _ = writeln!(out, "<article class=\"told\"><h3>{} <small>{}</small>{place}</h3>", escape(&told.record), escape(&told.kind));
        told.differing.iter().for_each(|one| self.differing(one, out));
        out.push_str("</article>\n");
    }

    fn differing(&self, one: &Differing, out: &mut String) {
        let status = |said: &Option<Said>| said.as_ref().map(|said| said.status);
        let how = transition(status(&one.before), status(&one.after), one.change, self.of.has(&one.rule), self.of.lang);
        let (rule, how) = (escape(&one.rule), escape(&how));
        _ = writeln!(
            out,
            "<details class=\"one\" data-rule=\"{rule}\" data-change=\"{how}\"><summary><b>{rule}</b> {} <small>{}</small> <span class=\"badge\">{how}</span></summary>",
            escape(&one.title),
            escape(&one.instance)
        );
        out.push_str("<table class=\"sides\"><tbody>");
        for (label, said, class, steps) in
            [(say!("旧"; "old"), &one.before, "old", &one.steps.0), (say!("新"; "new"), &one.after, "new", &one.steps.1)]
        {
            let none = || self.pick(say!("没有这个结论"; "no such verdict"));
            let text = said.as_ref().map_or_else(none, |said| said.in_full(self.of.lang));
            _ = write!(out, "<tr class=\"{class}\"><th scope=\"row\">{}</th><td>{}", self.pick(label), escape(&text));
            if !steps.is_empty() {
                let items: String = steps.iter().map(|step| format!("<li>{}</li>", escape(step))).collect();
                _ = write!(out, "<ol>{items}</ol>");
            }
            out.push_str("</td></tr>");
        }
        out.push_str("</tbody></table>");
        for amendment in one.amendments.iter().filter_map(|n| self.of.amended.list.get(*n)) {
            _ = write!(out, "<div class=\"amended\"><code>{}</code>", escape(&amendment.path));
            lines(amendment.old.as_ref(), amendment.new.as_ref(), out);
            out.push_str("</div>");
        }
        for day in &one.days {
            let (date, was, is) = (day.day, escape(&day.old), escape(&day.new));
            _ = write!(out, "<p>{}</p>", self.pick(say!("日历 {date}:{was} → {is}"; "calendar {date}: {was} → {is}")));
        }
        out.push_str("</details>\n");
    }

    fn notices(&self, out: &mut String) {
        let errors = self.of.complaints.iter().map(|complaint| complaint.said(self.of.lang));
        let all: Vec<String> = errors.chain(self.of.notices.iter().cloned()).collect();
        if all.is_empty() {
            return;
        }
        _ = write!(out, "<section><h2>{}</h2><ul>", self.pick(say!("数据"; "Data")));
        all.iter().for_each(|line| _ = write!(out, "<li>{}</li>", escape(line)));
        out.push_str("</ul></section>\n");
    }
}

fn lines(old: Option<&Line>, new: Option<&Line>, out: &mut String) {
    out.push_str("<pre>");
    for (tag, line) in [("del", old), ("ins", new)] {
        if let Some(Line { file, line, text }) = line {
            _ = write!(out, "<{tag}><small>{}:{line}</small>  {}</{tag}>", escape(file), escape(text));
        }
    }
    out.push_str("</pre>");
}
