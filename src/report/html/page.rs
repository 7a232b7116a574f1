//! The page around the records: what was judged by what and when, the summary, the charts, the first rows as a plain
//! table, the words that the script needs. The policy of contents admits the page's own script and style and nothing else.

use super::{notices, sealed, tiles};
use crate::lang::Lang;
use crate::report::closing::Closing;
use crate::report::escape::escape;
use crate::report::setting::Setting;
use crate::report::{moment, words};
use crate::say;
use crate::verdict::{Light, Status};
use serde_json::{Value, json};
use std::fmt::Write;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Everything before the packed rows.
pub fn head(setting: &Setting<'_>, closing: &Closing<'_>, first: &[String], (records, rows): (u64, u64)) -> String {
    let pick = |text| setting.pick(text);
    let lang = if setting.lang == Lang::Zh { "zh-CN" } else { "en" };
    let as_of = moment::as_of(setting.as_of, &setting.zone());
    let titles: Vec<&str> = setting.plans.iter().map(|plan| plan.policy.declared.head.title.as_str()).collect();
    let title = pick(say!("督办报告"; "Supervision report"));
    let mut out = sealed::head(lang, &format!("{title} · {} · {}", &*as_of, titles.join(" · ")), STYLE, SCRIPT);
    // writing to memory does not fail
    _ = writeln!(out, "<a class=\"skip\" href=\"#verdicts\">{}</a>", pick(say!("跳到结论表"; "Skip to the table")));
    _ = writeln!(out, "<header><h1>{title}</h1><p class=\"as-of\">{}</p>", {
        let at = &*as_of;
        pick(say!("截至 {at} 评判"; "judged as of {at}"))
    });
    policies(setting, &mut out);
    out.push_str("</header>\n<main>\n<div id=\"overview\">\n");
    tiles::write(setting, closing, &mut out);
    _ = writeln!(out, "<section class=\"charts\" aria-label=\"{}\">", pick(say!("图"; "Charts")));
    for chart in closing.charts {
        _ = writeln!(out, "<figure>{}</figure>", chart.svg());
    }
    out.push_str("</section>\n");
    notices::metrics(setting, closing, &mut out);
    notices::write(setting, closing, &mut out);
    out.push_str("</div>\n");
    verdicts(setting, first, records, &mut out);
    out.push_str("<section id=\"record\" hidden></section>\n</main>\n");
    let words = script_words(setting, rows).to_string();
    // inside a script `<` could end it
    _ = writeln!(out, "<script type=\"application/json\" id=\"words\">{}</script>", words.replace('<', "\\u003c"));
    out
}

/// What stands behind the rows and before the panels.
pub fn script() -> String {
    format!("<script>{SCRIPT}</script>\n")
}

/// What stands behind everything.
pub const TAIL: &str = "</body>\n</html>\n";

fn policies(setting: &Setting<'_>, out: &mut String) {
    out.push_str("<ul class=\"policies\">");
    for plan in setting.plans {
        let head = &plan.policy.declared.head;
        let (title, id, digest) = (escape(&head.title), escape(plan.id()), &plan.digest);
        _ = write!(out, "<li>{title} <small>{id} · SHA-256 <code>{digest}</code></small></li>");
    }
    out.push_str("</ul>");
}

/// The place of the table, and the first rows of it as they are without a script.
fn verdicts(setting: &Setting<'_>, first: &[String], records: u64, out: &mut String) {
    let pick = |text| setting.pick(text);
    _ = writeln!(out, "<section id=\"verdicts\" tabindex=\"-1\"><h2>{}</h2>", pick(say!("结论"; "Verdicts")));
    out.push_str("<div id=\"table\" hidden></div>\n");
    _ = writeln!(
        out,
        "<noscript><p class=\"note\">{}</p></noscript>",
        pick(
            say!("浏览器没有运行脚本:只列出前面的结论,不能筛选、不能打开单个案件。"; "Scripts are off: only the first verdicts are listed, without filters and records.")
        )
    );
    _ = writeln!(
        out,
        "<p class=\"note\" id=\"old\" hidden>{}</p>",
        pick(
            say!("这个浏览器太旧,打不开压缩的内容(需要 DecompressionStream:Chrome、Edge 80,Firefox 113,Safari 16.4 以上);只列出前面的结论。";
                 "This browser is too old to unpack the records (it lacks DecompressionStream: Chrome or Edge 80, Firefox 113, Safari 16.4 have it); only the first verdicts are listed.")
        )
    );
    let headings = columns(setting);
    let cells: String = headings.iter().map(|heading| format!("<th scope=\"col\">{heading}</th>")).collect();
    _ = writeln!(out, "<div id=\"plain\"><table class=\"verdicts\"><thead><tr>{cells}</tr></thead><tbody>");
    let listed = plain(setting, first, out);
    out.push_str("</tbody></table>\n");
    let left = records - listed.min(records);
    if left > 0 {
        let more = pick(say!("另有 {left} 条记录没有列出。"; "{left} more records are not listed."));
        _ = writeln!(out, "<p class=\"note\">{more}</p>");
    }
    out.push_str("</div></section>\n");
}

/// Writes rows until there are enough; returns of how many records.
fn plain(setting: &Setting<'_>, first: &[String], out: &mut String) -> u64 {
    let mut rows = 0;
    for (n, record) in (0u64..).zip(first) {
        let record: Value = serde_json::from_str(record).unwrap_or_default();
        let Some(verdicts) = record.get(3).and_then(Value::as_array) else { continue };
        if rows >= super::PLAIN {
            return n;
        }
        rows += verdicts.len();
        for verdict in verdicts {
            plain_row(setting, &record, verdict, out);
        }
    }
    first.len() as u64
}

fn plain_row(setting: &Setting<'_>, record: &Value, verdict: &Value, out: &mut String) {
    let lang = setting.lang;
    let number = |n: usize| verdict.get(n).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
    let text = |n: usize| escape(verdict.get(n).and_then(Value::as_str).unwrap_or_default());
    let rule = number(0).and_then(|n| setting.plans.iter().flat_map(|plan| &plan.policy.rules).nth(n));
    let status = number(1).and_then(|n| Status::ALL.get(n).copied()).unwrap_or(Status::Unknown);
    let light = number(2).and_then(|n| Light::ALL.get(n).copied());
    let light = light.map(|light| format!("<i class=\"light {}\">{}</i>", light.word(), words::light(light, lang))).unwrap_or_default();
    let (id, title) = rule.map_or(("", ""), |rule| (rule.id.as_str(), rule.title.as_str()));
    let name = record.get(0).and_then(Value::as_str).unwrap_or_default();
    _ = writeln!(
        out,
        "<tr><th scope=\"row\">{}</th><td><b>{}</b> {} <small>{}</small></td><td><span class=\"badge {}\">{}{light}</span></td><td>{}</td><td>{}</td><td>{}</td></tr>",
        escape(name),
        escape(id),
        escape(title),
        text(4),
        super::verdict::class(status),
        words::status(status, lang),
        text(5),
        text(3),
        text(6)
    );
}

fn columns(setting: &Setting<'_>) -> [String; 6] {
    [
        say!("记录"; "record"),
        say!("规则"; "rule"),
        say!("结论"; "status"),
        say!("期限"; "due"),
        say!("承办"; "owed by"),
        say!("说明"; "in words"),
    ]
    .map(|text| setting.pick(text))
}

/// What the script says and knows by number.
fn script_words(setting: &Setting<'_>, rows: u64) -> Value {
    let pick = |text| setting.pick(text);
    let rules = setting.plans.iter().flat_map(|plan| &plan.policy.rules);
    let rules: Vec<Value> = rules.map(|rule| json!([rule.id, rule.title])).collect();
    let status = |s: Status| json!([s.word(), words::status(s, setting.lang), super::verdict::class(s)]);
    let light = |l: Light| json!([l.word(), words::light(l, setting.lang)]);
    let policies: Vec<&str> = setting.plans.iter().map(|plan| plan.policy.declared.head.title.as_str()).collect();
    json!({
        "verdicts": rows,
        "rules": rules,
        "statuses": Status::ALL.map(status),
        "lights": Light::ALL.map(light),
        "policies": policies,
        "columns": columns(setting),
        "light": pick(say!("灯色"; "light")),
        "status": pick(say!("结论"; "status")),
        "rule": pick(say!("规则"; "rule")),
        "bearer": pick(say!("承办"; "owed by")),
        "q": pick(say!("搜索"; "search")),
        "hint": pick(say!("记录、规则、承办、说明里的字"; "words in record, rule, bearer, message")),
        "all": pick(say!("全部"; "all")),
        "none": pick(say!("无"; "none")),
        "clear": pick(say!("清除筛选"; "Clear filters")),
        "print": pick(say!("打印"; "Print")),
        "reading": pick(say!("正在读入…"; "Reading…")),
        "shown": pick(say!("共 {{n}} 个结论,{{r}} 条记录"; "{{n}} verdicts in {{r}} records")),
        "of": pick(say!("筛选出 {{n}} 个结论({{r}} 条记录),共 {{all}} 个"; "{{n}} of {{all}} verdicts, in {{r}} records")),
        "nothing": pick(say!("没有符合的结论"; "No verdict fits")),
        "page": pick(say!("第 {{p}} / {{all}} 页"; "page {{p}} of {{all}}")),
        "pages": pick(say!("翻页"; "pages")),
        "previous": pick(say!("上一页"; "Previous")),
        "next": pick(say!("下一页"; "Next")),
        "back": pick(say!("← 返回列表"; "← Back to the list")),
        "before": pick(say!("上一条记录"; "Previous record")),
        "after": pick(say!("下一条记录"; "Next record")),
        "absent": pick(say!("这份报告里没有这条记录:"; "This report has no such record: ")),
        "cut": pick(say!("只打印前 {{n}} 个结论,共 {{all}} 个;请先筛选。"; "Only the first {{n}} of {{all}} verdicts are printed: filter first.")),
        "broken": pick(say!("内容读不出来,文件可能不完整:"; "The records cannot be read, the file may be incomplete: ")),
    })
}
