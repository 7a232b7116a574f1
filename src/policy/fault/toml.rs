//! Faults of the TOML text itself, said in the words of somebody who does not program.

mod marks;
mod mend;
mod slips;

use crate::diag::{Diagnostic, Level};
use crate::lang::Bilingual;
use crate::policy::statement::Statement;
use crate::policy::{letters, schema};
use crate::say;
use crate::source::{FileId, Span};
use marks::{full_width, half_width, unseen};
use mend::{applied, mending, open_quote, quoted};
use std::ops::Range;

/// A text in both languages, Chinese first.
type Words = (&'static str, &'static str);

/// What the parser complains of, and what to say instead: a code, what is wrong, a line of help.
const COMPLAINTS: [(&str, &str, Words, Words); 19] = [
    (
        "string values must be quoted",
        "needs-quotes",
        ("文字要加引号", "a text needs quotes"),
        ("写 \"……\";数、true、false 和日期不加", "write \"…\"; numbers, true, false and dates go without"),
    ),
    (
        "extra `=`",
        "no-equals",
        ("多了一个等号", "there is one equals sign too many"),
        ("写 键 = 值;TOML 里没有 ==", "write key = value; TOML has no =="),
    ),
    (
        "extra assignment",
        "no-equals",
        ("多了一个等号", "there is one equals sign too many"),
        ("写 键 = 值;TOML 里没有 ==", "write key = value; TOML has no =="),
    ),
    (
        "unexpected leading zero",
        "toml-syntax",
        ("数字前面多了 0", "a number starts with a zero too many"),
        ("删去前面的 0;编号要加引号", "remove it; a code with zeros needs quotes"),
    ),
    (
        "carriage return",
        "toml-syntax",
        ("换行符不对,是旧式的 CR", "lines end in an old way, with CR alone"),
        ("在编辑器里“另存为”,换行选 LF 或 CRLF", "save it with LF or CRLF line ends in your editor"),
    ),
    ("missing opening quote", "needs-quotes", ("文字前面缺引号", "the text lacks its first quote"), ("写 \"……\"", "write \"…\"")),
    (
        "invalid basic string",
        "unclosed",
        ("引号没有收尾", "a quote is not closed"),
        ("在文字末尾补上 \";一段文字不能换行", "add \" at the end of the text; a text stays on one line"),
    ),
    (
        "invalid literal string",
        "unclosed",
        ("引号没有收尾", "a quote is not closed"),
        ("在文字末尾补上 ';一段文字不能换行", "add ' at the end of the text; a text stays on one line"),
    ),
    ("unclosed table", "unclosed", ("表头没有收尾", "the header is not closed"), ("在这一行末尾补上 ]", "add ] at the end of this line")),
    (
        "invalid unquoted key",
        "bare-key",
        ("名称里只能有英文字母、数字、_ 和 -", "a name has only letters of ASCII, digits, _ and -"),
        ("含汉字或其他符号的名称要加引号;表头和键用英文", "put other names into quotes; headers and keys are English"),
    ),
    ("key with no value", "no-equals", ("这里缺等号", "an equals sign is missing"), ("写 键 = 值", "write key = value")),
    ("missing assignment", "no-equals", ("这里缺等号", "an equals sign is missing"), ("写 键 = 值", "write key = value")),
    ("missing value", "no-equals", ("等号后面没有值", "there is no value after the equals sign"), ("写 键 = 值", "write key = value")),
    (
        "missing escaped value",
        "backslash",
        ("双引号里的 \\ 是转义符", "in double quotes \\ starts an escape"),
        ("写成 \\\\,或者改用单引号 '…'", "write \\\\, or use single quotes '…'"),
    ),
    (
        "invalid boolean",
        "needs-quotes",
        ("只能写 true 或 false", "only true or false"),
        ("全用小写;文字要加引号", "all small letters; a text needs quotes"),
    ),
    (
        "missing comma",
        "toml-syntax",
        ("两项之间缺逗号", "a comma is missing between two items"),
        ("用半角逗号隔开", "put a comma between them"),
    ),
    ("extra comma", "toml-syntax", ("多了一个逗号", "there is one comma too many"), ("删去它", "remove it")),
    (
        "unexpected key or value",
        "toml-syntax",
        ("值后面还有别的东西", "something follows the value"),
        ("一行只写一个 键 = 值;注解以 # 开头", "one key = value a line; comments start with #"),
    ),
    ("recursion", "toml-syntax", ("嵌套太深", "nested too deeply"), ("政策用不着这样深的层次", "no policy needs so many levels")),
];

/// What the parser found at `at` of `current` (the `text`, but for slips already told), in other words.
pub fn syntax(file: FileId, text: &str, current: &str, at: Range<usize>, message: &str, slip: &Statement) -> Diagnostic {
    let line_start = current[..floor(current, at.start)].rfind('\n').map_or(0, |n| n + 1);
    let line = current[line_start..].lines().next().unwrap_or("");
    if let Some((offset, c)) = unseen(line) {
        let start = line_start + offset;
        return invisible(Span::new(file, start..start + c.len_utf8()), c, Level::Error);
    }
    if let Some((offset, found, meant)) =
        full_width(line).filter(|(offset, ..)| line_start + offset <= at.start.max(at.end.saturating_sub(1)))
    {
        let start = line_start + offset;
        return full_width_mark(Span::new(file, start..start + found.len_utf8()), found, meant, current, slip);
    }
    if let Some(open) = slip.unclosed {
        return open_quote(file, current, open).unwrap_or_else(|| unclosed(file, current, open));
    }
    if let Some(fault) = slips::known(file, current, &at, slip) {
        return fault;
    }
    let span = Span::new(file, at.clone());
    if message.contains("duplicate") || message.contains("extend value of type inline") || message.contains("extend value of type array") {
        return twice(span, text, &at, slip);
    }
    if message.contains("extend value") {
        return value_and_table(span, current, &at);
    }
    if message.contains("date") || message.contains("time") {
        let word: String = current[at.clone()].chars().take(40).collect();
        return super::rule::bad_date(span, &word);
    }
    let told = COMPLAINTS.iter().find(|(start, ..)| message.starts_with(start));
    match told {
        Some((_, code, title, help)) => {
            let text = |(zh, en): &(&str, &str)| Bilingual { zh: (*zh).to_owned(), en: (*en).to_owned() };
            let fault = Diagnostic::error(code, span, text(title)).help(text(help));
            match schema::english(current.get(at.clone()).unwrap_or("")) {
                Some(word) if *code == "bare-key" => {
                    let fault = fault.label(say!("是不是 {word}?"; "did you mean {word}?"));
                    mending(fault, current, slip, vec![(span.range(), word.to_owned())])
                }
                _ if message.starts_with("invalid boolean") => {
                    let lower = current.get(at.clone()).unwrap_or("").to_ascii_lowercase();
                    mending(fault, current, slip, vec![(at, lower)])
                }
                _ if ["needs-quotes", "unclosed"].contains(code) => quoted(fault, current, &at, slip),
                _ => fault,
            }
        }
        None => Diagnostic::error("toml-syntax", span, say!("TOML 写法有误"; "this is not TOML"))
            .label(say!("{message}"; "{message}"))
            .help(say!("常见原因:漏了引号、逗号或括号"; "a quote, a comma or a bracket is often missing")),
    }
}

fn full_width_mark(span: Span, found: char, meant: char, text: &str, slip: &Statement) -> Diagnostic {
    let title = match meant {
        '"' | '\'' => say!("这里要用半角引号"; "a string starts with a half-width quote"),
        ' ' => say!("引号之外有不是空格的空格"; "a blank outside quotes that is no blank"),
        _ => say!("这里要用半角的 {meant}"; "a half-width {meant} is needed here"),
    };
    let label = match letters::invisible(found) {
        Some(Bilingual { zh, en }) => say!("{zh}"; "{en}"),
        None if found == '\u{3000}' => say!("全角空格"; "a full-width blank"),
        None => say!("全角的 {found}"; "this {found} is full-width"),
    };
    let fault = Diagnostic::error("full-width", span, title).label(label);
    let marks = half_width(&text[slip.range.clone()]);
    let edits = marks.into_iter().map(|(at, c, half)| (slip.range.start + at..slip.range.start + at + c.len_utf8(), half.to_string()));
    let fault = mending(fault, text, slip, edits.collect());
    let folded = applied(text, slip, &fault.edits);
    let line = folded.lines().next().map(|line| line.split('#').next().unwrap_or(line).trim()).unwrap_or_default();
    if !fault.edits.is_empty() && folded.lines().count() == 1 {
        return fault.help(say!("写 {line};引号里面可以用全角标点"; "write {line}; inside the quotes full-width punctuation is fine"));
    }
    fault.help(say!("引号里面可以用全角标点,引号本身和等号、逗号、括号要用半角"; "full-width punctuation is fine inside quotes; the quotes, = , and brackets are half-width"))
}

/// A bracket, brace or `"""` that is open where the next statement starts.
fn unclosed(file: FileId, text: &str, open: usize) -> Diagnostic {
    let (word, close) = match text[open..].chars().next() {
        Some('[') => ("[", "]"),
        Some('{') => ("{", "}"),
        _ => ("\"\"\"", "\"\"\""),
    };
    Diagnostic::error("unclosed", Span::new(file, open..open + word.len()), say!("这个 {word} 没有收尾"; "this {word} is not closed"))
        .label(say!("缺 {close}"; "{close} is missing"))
        .help(say!("在它的内容之后补上 {close}"; "add {close} after what it holds"))
}

/// The same name again: two rules of one id, a key twice, a table written inline and as a header too.
fn twice(span: Span, text: &str, at: &Range<usize>, slip: &Statement) -> Diagnostic {
    let name = text.get(at.clone()).unwrap_or("").to_owned();
    let shown = name.trim_matches(['"', '\'']);
    let first = if slip.is_header { header_before(text, at) } else { key_before(text, at, &name, slip) };
    let Some(first) = first else {
        let fault = Diagnostic::error("declared-twice", span, say!("{shown} 写了两次"; "{shown} is written twice"));
        return fault.help(say!("删去一处,或者改一个名字"; "remove one of them, or rename it"));
    };
    let line = text[..first.start].matches('\n').count() + 1;
    let also = Span::new(span.file, first.clone());
    let inline = slip.is_header && !text[text[..first.start].rfind('\n').map_or(0, |n| n + 1)..first.start].trim_start().starts_with('[');
    if inline {
        return Diagnostic::error(
            "written-inline",
            span,
            say!("{shown} 在第 {line} 行已经写过"; "{shown} is written inline on line {line}"),
        )
        .also(also, say!("前一处在这里"; "written here"))
        .help(say!("写在那里,或者那里不写、只用表头"; "write it there, or as a header only"));
    }
    Diagnostic::error("declared-twice", span, say!("{shown} 写了两次"; "{shown} is written twice"))
        .also(also, say!("前一处在这里"; "first written here"))
        .help(if slip.is_header {
            say!("复制来的规则要改编号"; "a copied rule needs an id of its own")
        } else {
            say!("删去一处"; "remove one of them")
        })
}

/// An earlier header of the same path, or an earlier line that starts with what the header's last names are.
fn header_before(text: &str, at: &Range<usize>) -> Option<Range<usize>> {
    let line = text[..at.start].rfind('\n').map_or(0, |n| n + 1);
    let header = text.get(line..at.end)?;
    if let Some(found) = text[..line].find(&format!("{header}]")) {
        return Some(found + (at.start - line)..found + header.len());
    }
    let path: Vec<&str> = header.trim_start().trim_start_matches('[').split('.').collect();
    for cut in (1..path.len()).rev() {
        let owner = format!("[{}]", path[..cut].join("."));
        let Some(section) = text[..line].find(&owner) else { continue };
        let mut from = section + owner.len();
        for part in text[from..line].split_inclusive('\n') {
            if part.trim_start().starts_with('[') && part.trim_end().ends_with(']') {
                break;
            }
            let key = part.trim_start();
            let rest = path[cut..].join(".");
            let whole = key.strip_prefix(rest.as_str()).or_else(|| key.strip_prefix(path[cut]));
            if whole.is_some_and(|r| r.trim_start().starts_with(['=', '.'])) {
                let start = from + part.len() - key.len();
                let len = part.trim_start().find(['=', ' ']).unwrap_or(rest.len());
                return Some(start..start + len);
            }
            from += part.len();
        }
    }
    None
}

/// The same key earlier in the statement, or at the start of an earlier line of its section.
fn key_before(text: &str, at: &Range<usize>, name: &str, slip: &Statement) -> Option<Range<usize>> {
    let inside = text.get(slip.range.start..at.start)?;
    let is_key = |from: usize, all: &str| all[from + name.len()..].trim_start().starts_with(['=', '.']);
    if inside.contains('=') {
        return inside
            .match_indices(name)
            .find(|(n, _)| is_key(*n, inside))
            .map(|(n, _)| slip.range.start + n..slip.range.start + n + name.len());
    }
    let mut end = slip.range.start;
    while end > 0 {
        let start = text[..end - 1].rfind('\n').map_or(0, |n| n + 1);
        let line = &text[start..end];
        let key = line.trim_start();
        if key.starts_with('[') {
            return None;
        }
        if key.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with(['=', '.'])) {
            let from = start + line.len() - key.len();
            return Some(from..from + name.len());
        }
        end = start;
    }
    None
}

/// `{ trigger.by = "police", trigger.by.level = "county" }`
fn value_and_table(span: Span, text: &str, at: &Range<usize>) -> Diagnostic {
    let before = text[..at.end].rfind(['{', ',', '\n']).map_or(0, |n| n + 1);
    let name = text.get(before..at.end).unwrap_or("").trim();
    let help = if name.ends_with(".by") || name.ends_with(".to") {
        say!("前一处写 {name}.id = …"; "write {name}.id = … the first time")
    } else {
        say!("一个名字要么有值,要么有下一层"; "a name has either a value or names below it")
    };
    Diagnostic::error(
        "value-and-table",
        span,
        say!("{name} 已经有值,不能再往下写"; "{name} has a value already and takes no name below it"),
    )
    .help(help)
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A character that cannot be seen, in a name or a text.
pub fn invisible(span: Span, c: char, level: Level) -> Diagnostic {
    let Bilingual { zh, en } = letters::invisible(c).unwrap_or_else(|| say!("看不见的字符"; "an invisible character"));
    let code = u32::from(c);
    let title = say!("这里有看不见的字符:{zh}(U+{code:04X})"; "there is {en} here (U+{code:04X}), which cannot be seen");
    Diagnostic::new(level, "invisible", span, title)
        .help(say!("多半是从网页或文档复制来的:把这一处重新打一遍,或者用 duban check --fix 删去"; "it was probably copied from a page or a document: type this place anew, or let duban check --fix remove it"))
        .edit(span, letters::visible(c))
}

/// A file that is not UTF-8: GB18030 from an old editor, UTF-16 from another.
pub fn not_utf8(span: Span, wide: bool) -> Diagnostic {
    let fault =
        Diagnostic::error("not-utf8", span, say!("文件不是 UTF-8 编码"; "the file is not UTF-8")).label(say!("从这里起"; "from here on"));
    if wide {
        return fault.help(say!("多半是 UTF-16:在编辑器里“另存为”,编码选 UTF-8,或者用 duban check --fix 转换"; "it is probably UTF-16: save it as UTF-8 in your editor, or let duban check --fix convert it"));
    }
    fault.help(say!("多半是 GBK/GB18030:在编辑器里“另存为”,编码选 UTF-8,或者用 duban check --fix 转换"; "it is probably GBK/GB18030: save it as UTF-8 in your editor, or let duban check --fix convert it"))
}

/// Hundreds of errors: a picture, a log, another format.
pub fn not_toml(span: Span) -> Diagnostic {
    Diagnostic::error("not-toml", span, say!("这个文件不像政策文件"; "this file does not look like a policy"))
        .label(say!("第一处读不懂的地方"; "the first place that cannot be read"))
        .help(say!("有几百处不合 TOML;是不是放错了文件?"; "hundreds of places are not TOML: is it the wrong file?"))
}

pub fn too_long(span: Span, bytes: usize, most: usize) -> Diagnostic {
    let (found, most) = (bytes >> 20, most >> 20);
    Diagnostic::error("file-too-long", span, say!("文件有 {found} MB,最多 {most} MB"; "the file has {found} MB, {most} MB at most"))
        .help(say!("政策不会这样长;是不是放错了文件?"; "no policy is so long: is it the wrong file?"))
}

pub fn empty(span: Span) -> Diagnostic {
    Diagnostic::error("empty-file", span, say!("文件是空的"; "the file is empty"))
        .help(say!("以 [policy] 开头:id、title、calendar"; "it starts with [policy]: id, title, calendar"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn code(text: &str) -> &'static str {
        let file = Sources::default().add("x", text);
        syntax(file, text, text, text.len()..text.len(), "message", &Statement::around(text, 0)).code
    }

    #[test]
    fn only_full_width_marks_outside_quotes_are_blamed() {
        assert_eq!(code("a \u{FF1D} 1"), "full-width");
        assert_eq!(code("a = [1\u{FF0C} 2]"), "full-width");
        assert_eq!(code("a = \u{201C}b\u{201D}"), "full-width");
        assert_eq!(code("a = 2025-11-31"), "toml-syntax");
        assert_eq!(code("a = { b = \"\u{FF0C}\" } x"), "toml-syntax");
    }
}
