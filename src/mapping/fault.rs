//! Faults of a mapping as written, with a line to type.

use super::unit::Measure;
use crate::diag::{Diagnostic, nearest};
use crate::policy::declare::Type;
use crate::say;
use crate::source::{Span, Spanned};

pub fn empty(span: Span) -> Diagnostic {
    Diagnostic::error("mapping-empty", span, say!("映射里没有一张表"; "the mapping has no table"))
        .help(say!("加一张 [table.名称],写明 rows、id 和 events;duban map 文件 会写出初稿"; "add a [table.NAME] with rows, id and events; `duban map FILE` writes a first one"))
}

pub fn bad_pattern(word: &Spanned<String>) -> Diagnostic {
    let text = &word.value;
    Diagnostic::error("bad-pattern", word.span, say!("“{text}”不是文件名的样式"; "\"{text}\" is no pattern of names"))
        .help(say!("* 代表任意几个字,? 代表一个字:\"*台账*.xlsx\""; "* stands for anything, ? for one character: \"*ledger*.xlsx\""))
}

pub fn unknown_encoding(word: &Spanned<String>) -> Diagnostic {
    let text = &word.value;
    Diagnostic::error("unknown-encoding", word.span, say!("没有“{text}”这种编码"; "there is no encoding \"{text}\""))
        .help(say!("写 \"GB18030\"、\"UTF-8\" 或 \"UTF-16LE\";不写则自动识别"; "write \"GB18030\", \"UTF-8\" or \"UTF-16LE\"; left out, it is detected"))
}

pub fn bad_separator(word: &Spanned<String>) -> Diagnostic {
    let text = &word.value;
    Diagnostic::error(
        "bad-separator",
        word.span,
        say!("分隔符“{text}”不是一个半角字符"; "the separator \"{text}\" is not one half-width character"),
    )
    .help(say!("写 \",\"、\";\"、\"|\" 或 \"\\t\"(制表符)"; "write \",\", \";\", \"|\" or \"\\t\" (a tab)"))
}

pub fn unknown_unit(word: &Spanned<String>) -> Diagnostic {
    let text = &word.value;
    let found = Diagnostic::error("unknown-unit", word.span, say!("不认得单位“{text}”"; "\"{text}\" is no known unit"))
        .help(say!("常用的:元 万元 % 小时 天 千克 亩 mg/100ml"; "common ones: 元 万元 % hours days kg ha mg/100ml"));
    match nearest(text, super::unit::names()) {
        Some(near) => found.label(say!("最接近的是 {near}"; "the nearest is {near}")),
        None => found,
    }
}

/// Hours may be counted in hours or in days: only the mapping can say.
pub fn unit_without_as(word: &Spanned<String>, measure: Measure) -> Diagnostic {
    let (text, (some, some_en)) = (&word.value, measure.some());
    Diagnostic::error(
        "unit-without-as",
        word.span,
        say!("没有说政策按什么单位计“{text}”"; "in which unit does the policy count \"{text}\"?"),
    )
    .help(say!("加上 as = \"…\",可写:{some}"; "add as = \"…\", one of: {some_en}"))
}

pub fn units_differ(word: &Spanned<String>, other: &Spanned<String>) -> Diagnostic {
    let (from, to) = (&other.value, &word.value);
    Diagnostic::error("units-differ", word.span, say!("{from} 不能换算成 {to}"; "{from} cannot be turned into {to}"))
        .also(other.span, say!("列的单位在这里"; "the column's unit"))
}

pub fn unit_of_no_number(span: Span) -> Diagnostic {
    Diagnostic::error("unit-of-text", span, say!("只有数才有单位"; "only numbers have units"))
        .help(say!("加上 type = \"number\"(或 \"whole\")"; "add type = \"number\" (or \"whole\")"))
}

/// A value comes from a column, or is the same for every row.
pub fn column_or_value(span: Span, both: bool) -> Diagnostic {
    let title = if both {
        say!("column 和 value 只能写一个"; "either column or value, not both")
    } else {
        say!("没有说这个值从哪里来"; "where does this value come from?")
    };
    Diagnostic::error("column-or-value", span, title)
        .help(say!("来自某一列的写 column = \"列名\",各行相同的写 value = \"……\""; "write column = \"HEADER\", or value = \"…\" where it is the same in every row"))
}

pub fn event_in_wide(span: Span) -> Diagnostic {
    Diagnostic::error("event-or-events", span, say!("一行一条记录的表没有 event,只有 events"; "where a row is a record there are events, no event"))
        .help(say!("写 events.事件名 = \"时间所在的列\";若一行是一个事件,写 rows = \"event\""; "write events.TYPE = \"COLUMN OF ITS TIME\"; where a row is an event, write rows = \"event\""))
}

pub fn no_event(span: Span) -> Diagnostic {
    Diagnostic::error("event-or-events", span, say!("一行一个事件的表没有写 event"; "where a row is an event, event must say which"))
        .help(say!("写 event = {{ type = \"环节所在的列\", at = \"时间所在的列\" }}"; "write event = {{ type = \"COLUMN OF THE ACTIVITY\", at = \"COLUMN OF THE TIME\" }}"))
}

/// `subject` and `subject.name` cannot both have values.
pub fn attribute_inside(path: &Spanned<String>, outer: &Spanned<String>) -> Diagnostic {
    let (path_name, outer_name) = (&path.value, &outer.value);
    Diagnostic::error(
        "attribute-inside",
        path.span,
        say!("{outer_name} 已经有值,{path_name} 放不进去"; "{outer_name} has a value, so {path_name} cannot lie in it"),
    )
    .also(outer.span, say!("前一处在这里"; "the other one"))
}

pub fn bad_path(path: &Spanned<String>) -> Diagnostic {
    let text = &path.value;
    Diagnostic::error("bad-place", path.span, say!("“{text}”不是属性的名称"; "\"{text}\" is no name of an attribute"))
        .help(say!("各层之间用一个点:\"subject.name\""; "one dot between names: \"subject.name\""))
}

/// What is written is not what the policy declares.
pub fn type_differs(span: Span, path: &str, written: Type, declared: Type) -> Diagnostic {
    let (written, declared) = (written.name(), declared.name());
    Diagnostic::error("type-differs", span, say!("政策声明 {path} 是 {declared},这里是 {written}"; "the policy declares {path} as {declared}, this is {written}"))
        .help(say!("类型不同的值比较时一律不成立:改为 type = \"{declared}\",或者不写 type"; "a value of another type fails every comparison: write type = \"{declared}\", or leave type out"))
}

/// What is to be split is declared as one value.
pub fn splits_no_list(span: Span, path: &str, written: Type, declared: Type) -> Diagnostic {
    let (written, declared) = (written.name(), declared.name());
    Diagnostic::error("type-differs", span, say!("政策声明 {path} 是 {declared},拆分出来的是 {written}"; "the policy declares {path} as {declared}, what is split is a {written}"))
        .help(say!("去掉 split;确有几项时,请政策把它声明为 {written}"; "leave out split; where there are several, have the policy declare it as {written}"))
}

pub fn types_disagree(span: Span, path: &str) -> Diagnostic {
    Diagnostic::error("type-differs", span, say!("几个政策给 {path} 声明的类型不同"; "the policies declare {path} with different types"))
        .help(say!("给表写上 policy = \"……\",或者写明 type"; "give the table policy = \"…\", or write the type"))
}

/// An event that stands for others is told as one of them.
pub fn stands_for(name: &Spanned<String>, of: &str) -> Diagnostic {
    let text = &name.value;
    Diagnostic::error(
        "stands-for-others",
        name.span,
        say!("{text} 是从其他事件归纳出来的,导出里不会有"; "{text} stands for other events and does not happen itself"),
    )
    .help(say!("写实际发生的事件:{of}"; "write what happens: {of}"))
}

pub fn unknown_policy<'a>(name: &Spanned<String>, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let text = &name.value;
    let known: Vec<&str> = known.collect();
    let list = known.join(" ");
    let found = Diagnostic::error("unknown-policy", name.span, say!("没有载入政策 {text}"; "no policy {text} is loaded"))
        .help(say!("已载入:{list}"; "loaded: {list}"));
    match nearest(text, known.iter().copied()) {
        Some(near) => found.label(say!("最接近的是 {near}"; "the nearest is {near}")),
        None => found,
    }
}

/// A value that the attribute's declaration does not list: allowed, but more likely a slip.
pub fn unknown_value(value: &Spanned<String>, path: &str, known: &[(Spanned<String>, String)]) -> Diagnostic {
    let text = &value.value;
    let list = |lang_en: bool| {
        let one = |(name, title): &(Spanned<String>, String)| {
            if lang_en { format!("{} ({title})", name.value) } else { format!("{}({title})", name.value) }
        };
        known.iter().map(one).collect::<Vec<_>>().join(if lang_en { ", " } else { "、" })
    };
    let (zh, en) = (list(false), list(true));
    Diagnostic::warning("unknown-value", value.span, say!("{path} 的取值中没有 {text}"; "{path} has no value {text}"))
        .label(say!("可取:{zh}"; "one of: {en}"))
}

pub fn table_not_reached(name: &Spanned<String>, first: &Spanned<String>) -> Diagnostic {
    let (text, other) = (&name.value, &first.value);
    Diagnostic::warning(
        "table-not-reached",
        name.span,
        say!("表 {text} 用不上:前面的 {other} 已经包揽了所有文件"; "the table {text} is never used: {other} takes every file before it"),
    )
    .also(first.span, say!("它没有写 files 和 sheets"; "it has neither files nor sheets"))
    .help(say!("给前一张表写 files 或 sheets"; "give the first one files or sheets"))
}
