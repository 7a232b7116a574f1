//! Faults of names: not declared, declared twice, reserved; with the nearest one that is known.

use crate::diag::{Diagnostic, nearest};
use crate::lang::Bilingual;
use crate::policy::letters;
use crate::policy::tree::Table;
use crate::say;
use crate::source::{Span, Spanned};

type Name = Spanned<String>;

/// A known name, and its title where it has one.
pub type Known<'a> = (&'a str, &'a str);

fn unknown<'a>(found: Diagnostic, name: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    titled(found, name, known.map(|name| (name, ""))).0
}

fn declared<'a>(found: Diagnostic, name: &str, known: impl Iterator<Item = Known<'a>>, place: &str) -> Diagnostic {
    let (found, near) = titled(found, name, known);
    found.help(match near {
        Some(near) => say!("改为 {near},或者在 {place} 中加一行"; "use {near}, or add a line to {place}"),
        None => say!("改正名字,或者在 {place} 中加一行"; "correct the name, or add a line to {place}"),
    })
}

fn titled<'a>(found: Diagnostic, name: &str, known: impl Iterator<Item = Known<'a>>) -> (Diagnostic, Option<&'a str>) {
    let known: Vec<Known<'a>> = known.collect();
    if let Some(same) = letters::look_alike(name, known.iter().map(|(known, _)| *known)) {
        let Bilingual { zh, en } = letters::difference(name, same);
        let span = found.span;
        return (found.label(say!("看起来像 {same},但{zh}"; "it looks like {same}, but {en}")).edit(span, same), Some(same));
    }
    // A clerk may well write the title in place of the name.
    let by_title = known.iter().find(|(_, title)| !title.is_empty() && *title == name).map(|(known, _)| *known);
    match by_title.or_else(|| nearest(name, known.iter().map(|(known, _)| *known))) {
        Some(near) => match known.iter().find(|(known, _)| *known == near) {
            Some((_, title)) if !title.is_empty() => {
                (found.label(say!("最接近的是 {near}({title})"; "the nearest is {near} ({title})")), Some(near))
            }
            _ => (found.label(say!("最接近的是 {near}"; "the nearest is {near}")), Some(near)),
        },
        None => (found, None),
    }
}

pub fn unknown_event<'a>(name: &Name, known: impl Iterator<Item = Known<'a>>) -> Diagnostic {
    let (span, name) = (name.span, &name.value);
    let found = Diagnostic::error("unknown-event", span, say!("没有声明过事件 {name}"; "no event {name} is declared"));
    declared(found, name, known, "[events]")
}

pub fn unknown_party<'a>(name: &Name, known: impl Iterator<Item = Known<'a>>) -> Diagnostic {
    let (span, name) = (name.span, &name.value);
    let found = Diagnostic::error("unknown-party", span, say!("没有声明过单位或职责 {name}"; "no party or role {name} is declared"));
    declared(found, name, known, "[parties], [roles], parties.csv")
}

pub fn unknown_attribute<'a>(span: Span, name: &str, known: impl Iterator<Item = Known<'a>>) -> Diagnostic {
    let found = Diagnostic::error("unknown-attribute", span, say!("没有声明过属性 {name}"; "no attribute {name} is declared"));
    declared(found, name, known, "[attributes]")
}

pub fn unknown_condition<'a>(name: &Name, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let (span, name) = (name.span, &name.value);
    let found = Diagnostic::error("unknown-condition", span, say!("没有声明过条件 {name}"; "no condition {name} is declared"));
    unknown(found, name, known)
        .help(say!("名字里没有点的,是 [conditions] 中的条件;要取值,写 trigger.{name} 或 record.{name}"; "a name without a dot is one of [conditions]; to look something up, write trigger.{name} or record.{name}"))
}

pub fn unknown_parameter<'a>(name: &Name, known: impl Iterator<Item = Known<'a>>) -> Diagnostic {
    let (span, name) = (name.span, &name.value);
    let found = Diagnostic::error("unknown-parameter", span, say!("没有声明过参数 {name}"; "no parameter {name} is declared"));
    declared(found, name, known, "[parameters]")
}

pub fn unknown_table<'a>(span: Span, name: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let found = Diagnostic::error("unknown-table", span, say!("没有声明过表 {name}"; "no table {name} is declared"));
    unknown(found, name, known).help(say!("改正名字,或者加一个 [table.{name}]"; "correct the name, or add a [table.{name}]"))
}

pub fn unknown_kind<'a>(name: &Name, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let (span, name) = (name.span, &name.value);
    let found = Diagnostic::error("unknown-kind", span, say!("没有声明过记录类别 {name}"; "no kind of records {name} is declared"));
    declared(found, name, known.map(|name| (name, "")), "[records]")
}

pub fn unknown_rule<'a>(name: &Name, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let (span, name) = (name.span, &name.value);
    let found = Diagnostic::error("unknown-rule", span, say!("没有规则 {name}"; "there is no rule {name}"));
    unknown(found, name, known)
        .help(say!("写规则的编号;有各行的规则也可以写它自己的编号"; "write a rule's id; of a rule with rows, its own id will do"))
}

pub fn unknown_level<'a>(name: &Name, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let (span, name) = (name.span, &name.value);
    let found = Diagnostic::error("unknown-level", span, say!("没有声明过级别 {name}"; "no level {name} is declared"));
    unknown(found, name, known)
        .help(say!("可以写“同级”“上一级”,或 [levels] 中的一个"; "write same level, one level up, or one of [levels]"))
}

pub fn unknown_hours<'a>(name: &Name, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let (span, name) = (name.span, &name.value);
    let found = Diagnostic::error("unknown-hours", span, say!("没有一组作息时间叫 {name}"; "no set of opening hours is called {name}"));
    unknown(found, name, known).help(say!("在 [opening_hours] 中加 set.{name}"; "add set.{name} to [opening_hours]"))
}

/// An attribute is declared, but not on this event or kind of records.
pub fn not_on_event(span: Span, owner: &str, name: &str, carried: &str) -> Diagnostic {
    let has_zh = if carried.is_empty() { "没有属性".to_owned() } else { format!("有:{carried}") };
    let has_en = if carried.is_empty() { "none".to_owned() } else { carried.replace('、', ", ") };
    Diagnostic::error("not-on-event", span, say!("{owner} 没有声明属性 {name}"; "{owner} does not carry {name}"))
        .label(say!("{owner} {has_zh}"; "{owner} has: {has_en}"))
        .help(say!("改用它有的属性,或者在 {owner} 的 has 中加上 {name}"; "use one that it has, or add {name} to the has of {owner}"))
}

/// A decision table has no such column.
pub fn unknown_cell(span: Span, table: &str, name: &str, cells: &[String]) -> Diagnostic {
    let (zh, en) = (cells.join("、"), cells.join(", "));
    let found = Diagnostic::error("unknown-cell", span, say!("表 {table} 没有 {name} 这一列"; "the table {table} has no cell {name}"));
    unknown(found, name, cells.iter().map(String::as_str)).help(say!("它的列:{zh}"; "its cells: {en}"))
}

pub fn reserved(name: &Name) -> Diagnostic {
    let (span, name) = (name.span, &name.value);
    Diagnostic::error("reserved-name", span, say!("{name} 是语言自己的词,不能用作名字"; "{name} is a word of the language, not a name"))
        .help(say!("换一个名字;案件导出里的同名属性仍读作 trigger.attributes.{name}"; "take another; an export's own attribute is read as trigger.attributes.{name}"))
}

pub fn declared_twice(name: &Name, first: Option<Span>) -> Diagnostic {
    let (span, name) = (name.span, &name.value);
    let found = Diagnostic::error("declared-twice", span, say!("{name} 声明了两次"; "{name} is declared twice"))
        .help(say!("删去一处,或者改一个名字"; "remove one of them, or rename it"));
    match first {
        Some(first) => found.also(first, say!("前一处在这里"; "first declared here")),
        None => found,
    }
}

/// A rule that asks for an outcome that, by way of others or not, is its own.
pub fn circle_of_rules(id: &str, span: Span) -> Diagnostic {
    Diagnostic::error("circle", span, say!("规则 {id} 以自己的结果为前提"; "rule {id} rests on its own outcome"))
        .help(say!("看它的 on、when、expect 问了哪些规则的结果,改掉一处,不再绕回 {id}"; "look which outcomes its on, when and expect ask for, and change one, so that none leads back to {id}"))
}

/// An event that stands for itself, by way of others or not.
pub fn circle(name: &Name) -> Diagnostic {
    let (span, name) = (name.span, &name.value);
    Diagnostic::error("circle", span, say!("{name} 绕了一圈指回自己"; "{name} stands for itself"))
        .help(say!("of 里写实际发生的事件"; "of names events that happen themselves"))
}

pub fn not_one_of(word: &Name, known: &[&str]) -> Diagnostic {
    let (span, word) = (word.span, &word.value);
    let list = known.join(" ");
    let found = Diagnostic::error("unknown-word", span, say!("这里不能写 {word}"; "{word} cannot stand here"));
    unknown(found, word, known.iter().copied()).help(say!("可以写:{list}"; "one of: {list}"))
}

/// `subject.title = "…"` without quotes nests instead of naming.
pub fn unquoted_path(name: &Name, table: &Table) -> Diagnostic {
    let (span, name) = (name.span, &name.value);
    let inner = table.entries.first().map_or("…", |e| e.key.value.as_str());
    Diagnostic::error("unquoted-path", span, say!("属性的全名要加引号"; "quote the whole name of an attribute"))
        .help(say!("写 \"{name}.{inner}\" = …"; "write \"{name}.{inner}\" = …"))
}

pub fn bad_hours(text: &Name) -> Diagnostic {
    let (span, text) = (text.span, &text.value);
    Diagnostic::error("bad-hours", span, say!("“{text}”不是一段时间"; "\"{text}\" is no span of hours"))
        .help(say!("写 \"08:00-12:00\";过夜写 \"22:00-06:00\",全天写 \"00:00-24:00\""; "write \"08:00-12:00\"; overnight \"22:00-06:00\", around the clock \"00:00-24:00\""))
}

pub fn overlapping_hours(text: &Name) -> Diagnostic {
    let (span, text) = (text.span, &text.value);
    Diagnostic::error("overlapping-hours", span, say!("“{text}”与前一段重叠"; "\"{text}\" overlaps the span before it"))
}

pub fn bad_month_days(text: &Name) -> Diagnostic {
    let (span, text) = (text.span, &text.value);
    Diagnostic::error("bad-date", span, say!("“{text}”不是一段月日"; "\"{text}\" is no range of month and day"))
        .help(say!("写 \"05-01..09-30\",可以跨年"; "write \"05-01..09-30\"; it may pass the year's end"))
}

pub fn csv_columns(span: Span, found: &str, expected: &str) -> Diagnostic {
    Diagnostic::error("csv-columns", span, say!("parties.csv 的列是 {found}"; "parties.csv has the columns {found}"))
        .help(say!("第一行写:{expected}"; "the first line is: {expected}"))
}

pub fn csv_row(span: Span, why: &str) -> Diagnostic {
    Diagnostic::error("csv-row", span, say!("这一行读不出单位"; "this row is no party"))
        .label(say!("{why}"; "{why}"))
        .help(say!("每行都要有 id 和 name"; "each row has an id and a name"))
}
