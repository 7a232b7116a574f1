//! Writes the mapping that was guessed, with the reasons as comments.

use super::seen::{Look, Seen};
use crate::lang::Lang;
use crate::mapping::moment::{DATES, Dates};
use crate::tell;
use std::fmt::Write;

/// One table as guessed.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub is_long: bool,
    /// `key = value` of the table itself.
    pub head: Vec<Line>,
    pub attributes: Vec<Line>,
    /// Of `[table.NAME.event]`, where a row is an event.
    pub event: Vec<Line>,
    pub event_attributes: Vec<Line>,
    /// Of `[table.NAME.events]`.
    pub events: Vec<Line>,
    /// By their place.
    pub used: Vec<u32>,
}

/// One line.
#[derive(Clone, Debug)]
pub struct Line {
    pub key: String,
    pub value: String,
    /// From 0 to 1.
    pub sure: f64,
    pub examples: Vec<String>,
    /// What to look at.
    pub note: Option<Note>,
}

/// What a person should look at.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// Day and month could be the other way round.
    DayOrMonth,
    /// Values that were not understood, and what was made of them.
    Values(Vec<String>),
}

impl Line {
    pub fn new(key: &str, value: String, sure: f64, seen: &Seen) -> Line {
        Line { key: key_of(key), value, sure, examples: seen.examples(), note: None }
    }
}

impl Draft {
    /// How well it fits, to compare policies by.
    pub fn score(&self) -> f64 {
        [&self.attributes, &self.event, &self.event_attributes, &self.events].into_iter().flatten().map(|line| line.sure).sum()
    }

    pub fn is_used(&self, seen: &Seen) -> bool {
        self.used.contains(&seen.at)
    }
}

/// A text in quotes.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A key, in quotes where it must be.
pub fn key_of(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if bare { name.to_owned() } else { quoted(name) }
}

/// The key `dates` of a column, where it is not the usual one.
pub fn dates(dates: Dates, lang_zh: bool) -> Option<&'static str> {
    let words: Vec<&str> = DATES.iter().filter(|(_, other)| *other == dates).map(|(word, _)| *word).collect();
    (dates != Dates::default()).then(|| words.get(usize::from(lang_zh)).or(words.first()).copied()).flatten()
}

/// The whole text.
pub fn mapping(file: &str, encoding: Option<&str>, policy: Option<&str>, looks: &[Look<'_>], drafts: &[Draft], lang: Lang) -> String {
    let mut out = String::new();
    let file: String = file.chars().filter(|c| !c.is_control()).collect();
    tell!(&mut out, lang; "# duban map 根据 {file} 猜出的初稿,请逐行核对。# 后面是把握有多大、列里的例子。\n# 带引号的是列名;各行相同的值写 {{ value = \"……\" }}。写法见 docs/mapping.md。\n";
          "# A first draft that duban map guessed from {file}: check it line by line. Behind each # stands how sure it is, and\n# values of the column. A text names a column; what is the same in every row is {{ value = \"…\" }}. See docs/mapping.md.\n");
    if let Some(policy) = policy {
        let _ = writeln!(out, "policy = {}", quoted(policy));
    }
    for (n, (look, draft)) in looks.iter().zip(drafts).enumerate() {
        let name = format!("table.t{}", n + 1);
        let _ = writeln!(out, "\n[{name}]");
        if let Some(sheet) = look.sheet.name.as_ref().filter(|_| looks.len() > 1) {
            let _ = writeln!(out, "sheets = {}", quoted(&glob::Pattern::escape(sheet)));
        }
        if let Some(encoding) = encoding {
            let _ = writeln!(out, "encoding = {}", quoted(encoding));
        }
        if look.skip > 0 {
            let _ = writeln!(out, "skip_rows = {}", look.skip);
        }
        if look.header_rows != 1 {
            let _ = writeln!(out, "header_rows = {}", look.header_rows);
        }
        match draft.is_long {
            true => tell!(&mut out, lang; "rows = \"event\"  # 一行一个事件\n"; "rows = \"event\"  # a row is an event\n"),
            false => tell!(&mut out, lang; "rows = \"record\"  # 一行一条记录\n"; "rows = \"record\"  # a row is a record\n"),
        }
        lines(&mut out, &draft.head, lang);
        for (section, list) in [
            ("event", &draft.event),
            ("event.attributes", &draft.event_attributes),
            ("attributes", &draft.attributes),
            ("events", &draft.events),
        ] {
            if !list.is_empty() {
                let _ = writeln!(out, "\n[{name}.{section}]");
                lines(&mut out, list, lang);
            }
        }
        unused(&mut out, look, draft, lang);
    }
    out
}

fn lines(out: &mut String, lines: &[Line], lang: Lang) {
    for line in lines {
        let percent = (line.sure * 100.0).round();
        let _ = write!(out, "{} = {}  # {percent}%", line.key, line.value);
        examples(out, &line.examples, lang);
        out.push('\n');
        match &line.note {
            None => {}
            Some(Note::DayOrMonth) => {
                tell!(out, lang; "# ↑ 日和月分不清:若月在前,写 dates = \"月/日/年\"\n"; "# ↑ day and month cannot be told apart: where the month stands first, write dates = \"month/day/year\"\n");
            }
            Some(Note::Values(values)) => {
                let list: String = values.iter().take(12).map(|value| one_line(value)).collect::<Vec<_>>().join(" | ");
                tell!(out, lang; "# ↑ 没有看懂,请核对:{list}\n"; "# ↑ not understood, check: {list}\n");
            }
        }
    }
}

fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(30).collect()
}

fn examples(out: &mut String, examples: &[String], lang: Lang) {
    if examples.is_empty() {
        return;
    }
    let list = examples.join(" | ");
    tell!(out, lang; " · 例:{list}"; " · e.g. {list}");
}

fn unused(out: &mut String, look: &Look<'_>, draft: &Draft, lang: Lang) {
    let left: Vec<&Seen> = look.columns.iter().filter(|seen| !draft.is_used(seen)).collect();
    if left.is_empty() {
        return;
    }
    tell!(out, lang; "\n# 没有用上的列;不需要的写进 ignore = [……]:\n"; "\n# Columns not used; those that say nothing go into ignore = […]:\n");
    for seen in left {
        let _ = write!(out, "#   {}", quoted(&one_line(&seen.key)));
        examples(out, &seen.examples(), lang);
        out.push('\n');
    }
}
