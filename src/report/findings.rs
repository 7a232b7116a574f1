//! What `duban check` shows: excerpts, a table of notes, a line that sums up; or JSON.

use super::excerpt::{excerpt, level};
use crate::diag::{Diagnostic, Level};
use crate::lang::{Bilingual, Lang};
use crate::plan::load::Checks;
use crate::say;
use crate::source::{Sources, Span};
use serde::Serialize;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Notes that are listed and counted together.
const NOTES: [(&str, &str, &str); 6] = [
    ("assumed", "处假定", "assumed"),
    ("not-measured", "处“及时”不计期限", "not measured"),
    ("calendar-starts-later", "份日历开始得晚", "calendar(s) that start later"),
    ("calendar-ends", "份日历先于期限结束", "calendar(s) that end before limits do"),
    ("untested", "条规则没有测试", "rule(s) without a test"),
    ("unused", "个名称只供案件数据使用", "serve the records only"),
];

/// Every finding by file and place, then what sums up.
pub fn text(checks: &Checks, lang: Lang, colour: bool, notes: bool) -> String {
    let mut out = String::new();
    for diagnostic in checks.faults.sorted().into_iter().filter(|d| d.level != Level::Note) {
        let _ = writeln!(out, "{}\n", excerpt(diagnostic, &checks.sources, lang, colour));
    }
    if notes {
        out.push_str(&table(checks, lang));
    }
    let _ = writeln!(out, "{}", summary(checks, lang));
    let listed = checks.faults.count(Level::Note) > 0;
    if listed && !notes {
        let _ = writeln!(out, "{}", counted_notes(checks).get(lang));
    }
    if !checks.texts_missing.is_empty() {
        let list = checks.texts_missing.join(" ");
        let said = say!("引文没有核对,原文不在手边:{list}(用 --sources DIR 指明)"; "quotations not compared, their text is not at hand: {list} (see --sources DIR)");
        let _ = writeln!(out, "{}", said.get(lang));
    }
    out
}

/// `3 policies, 125 rules: no errors, 2 warnings`
pub fn summary(checks: &Checks, lang: Lang) -> String {
    let (policies, files, rules) = (checks.policies, checks.files, checks.rules);
    let (errors, warnings) = (checks.faults.count(Level::Error), checks.faults.count(Level::Warning));
    let many = |n: usize, one: &str, more: &str| match n {
        0 => format!("no {more}"),
        1 => format!("1 {one}"),
        n => format!("{n} {more}"),
    };
    let found_zh = match (errors, warnings) {
        (0, 0) => "没有问题".to_owned(),
        _ => format!("{errors} 个错误,{warnings} 个警告"),
    };
    let found_en = match (errors, warnings) {
        (0, 0) => "all is well".to_owned(),
        _ => format!("{}, {}", many(errors, "error", "errors"), many(warnings, "warning", "warnings")),
    };
    let (policies_en, files_en, rules_en) =
        (many(policies, "policy", "policies"), many(files, "file", "files"), many(rules, "rule", "rules"));
    say!("{policies} 份政策,{files} 个文件,{rules} 条规则:{found_zh}"; "{policies_en}, {files_en}, {rules_en}: {found_en}")
        .get(lang)
        .to_owned()
}

fn counted_notes(checks: &Checks) -> Bilingual {
    let sorted = checks.faults.sorted();
    let count = |code: &str| sorted.iter().filter(|d| d.level == Level::Note && d.code == code).count();
    let counts: Vec<(usize, &str, &str)> = NOTES.iter().map(|(code, zh, en)| (count(code), *zh, *en)).filter(|(n, ..)| *n > 0).collect();
    let zh = counts.iter().map(|(n, zh, _)| format!("{n} {zh}")).collect::<Vec<_>>().join(",");
    let en = counts.iter().map(|(n, _, en)| format!("{n} {en}")).collect::<Vec<_>>().join(", ");
    say!("{zh}:加 --notes 列出"; "{en}: list them with --notes")
}

/// Notes file by file: the line, what, why.
fn table(checks: &Checks, lang: Lang) -> String {
    let mut out = String::new();
    let notes: Vec<&Diagnostic> = checks.faults.sorted().into_iter().filter(|d| d.level == Level::Note).collect();
    for of_file in notes.chunk_by(|a, b| a.span.file == b.span.file) {
        let _ = writeln!(out, "{}", of_file.first().map_or("", |d| checks.sources.get(d.span.file).path.as_str()));
        let width = of_file.iter().map(|d| d.title.get(lang).width()).max().unwrap_or(0).min(48);
        for note in of_file {
            let (line, _) = checks.sources.place(note.span);
            let title = note.title.get(lang);
            let pad = " ".repeat(width.saturating_sub(title.width()));
            let why = note.label.as_ref().map_or("", |label| label.get(lang));
            let _ = writeln!(out, "{}", format!("{line:>5}  {title}{pad}  {why}").trim_end());
        }
        out.push('\n');
    }
    out
}

/// An array of every finding, notes too; lines and columns from 1, columns in characters, `end` exclusive.
pub fn json(checks: &Checks, lang: Lang) -> String {
    let list: Vec<Finding<'_>> = checks.faults.sorted().into_iter().map(|d| finding(d, &checks.sources, lang)).collect();
    let mut text = serde_json::to_string_pretty(&list).unwrap_or_default();
    text.push('\n');
    text
}

/// A finding as JSON; its fields in this order.
#[derive(Serialize)]
pub struct Finding<'d> {
    code: &'static str,
    level: &'static str,
    file: &'d str,
    line: usize,
    column: usize,
    end: End,
    title: &'d str,
    label: Option<&'d str>,
    help: Option<&'d str>,
}

#[derive(Serialize)]
struct End {
    line: usize,
    column: usize,
}

/// One finding as JSON.
pub fn finding<'d>(diagnostic: &'d Diagnostic, sources: &'d Sources, lang: Lang) -> Finding<'d> {
    let (line, column) = sources.place(diagnostic.span);
    let end = Span { start: diagnostic.span.end.max(diagnostic.span.start), ..diagnostic.span };
    let (end_line, end_column) = sources.place(end);
    Finding {
        code: diagnostic.code,
        level: level(diagnostic.level, Lang::En),
        file: &sources.get(diagnostic.span.file).path,
        line,
        column,
        end: End { line: end_line, column: end_column },
        title: diagnostic.title.get(lang),
        label: diagnostic.label.as_ref().map(|text| text.get(lang)),
        help: diagnostic.help.as_ref().map(|text| text.get(lang)),
    }
}
