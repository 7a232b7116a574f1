//! Faults of the TOML text itself, said in the words of somebody who does not program.

mod slips;

use crate::diag::{Diagnostic, Level};
use crate::lang::Bilingual;
use crate::policy::statement::Statement;
use crate::policy::{letters, schema};
use crate::say;
use crate::source::{FileId, Span};
use std::ops::Range;

/// Quotation marks and punctuation that look right and are not TOML.
const FULL_WIDTH: [(char, char); 18] = [
    ('“', '"'),
    ('”', '"'),
    ('„', '"'),
    ('‘', '\''),
    ('’', '\''),
    ('\u{FF02}', '"'),
    ('\u{FF1D}', '='),
    ('\u{FF0C}', ','),
    ('\u{3001}', ','),
    ('\u{3002}', '.'),
    ('\u{FF1A}', '='),
    ('\u{3000}', ' '),
    ('\u{FF5B}', '{'),
    ('\u{FF5D}', '}'),
    ('\u{FF3B}', '['),
    ('\u{FF3D}', ']'),
    ('【', '['),
    ('】', ']'),
];

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

/// The fault with the edits that mend its statement, if they do: the statement is TOML afterwards.
fn mending(mut fault: Diagnostic, text: &str, slip: &Statement, edits: Vec<(Range<usize>, String)>) -> Diagnostic {
    let file = fault.span.file;
    let before = fault.edits.len();
    fault.edits.extend(edits.into_iter().map(|(range, text)| (Span::new(file, range), text)));
    // A line may end in CR and LF: the statement has only the first of them.
    if !toml::de::DeTable::parse_recoverable(&(applied(text, slip, &fault.edits) + "\n")).1.is_empty() {
        fault.edits.truncate(before);
    }
    fault
}

/// A statement with edits made, which stand in order.
fn applied(text: &str, slip: &Statement, edits: &[(Span, String)]) -> String {
    let mut out = String::new();
    let mut at = slip.range.start;
    for (span, new) in edits {
        let range = span.range();
        out.push_str(text.get(at..range.start).unwrap_or_default());
        out.push_str(new);
        at = range.end;
    }
    out + text.get(at..slip.range.end.max(at)).unwrap_or_default()
}

/// The fault with quotes as its edit, and the line to type; where the whole value is not clear, around the word.
fn quoted(fault: Diagnostic, text: &str, at: &Range<usize>, slip: &Statement) -> Diagnostic {
    let word = || {
        let word = text.get(at.clone())?.trim_end();
        let plain = !word.is_empty() && !word.contains(['"', '\'', '=', '{', '[', ']', '}', ',', '\\', '\n']);
        plain.then(|| vec![(at.start..at.start, "\"".to_owned()), (at.start + word.len()..at.start + word.len(), "\"".to_owned())])
    };
    let mut mended = fault.clone();
    for edits in [quotes(text, slip), word()].into_iter().flatten() {
        mended = mending(fault.clone(), text, slip, edits);
        if !mended.edits.is_empty() {
            break;
        }
    }
    let line = applied(text, slip, &mended.edits);
    let line = line.trim();
    if mended.edits.is_empty() || line.contains('\n') {
        return mended;
    }
    mended.help(say!("写 {line};数、true、false 和日期不加引号"; "write {line}; numbers, true, false and dates go without quotes"))
}

/// A quote that is open where its line ends: a bracket that seems open is then closed within the text.
fn open_quote(file: FileId, text: &str, open: usize) -> Option<Diagnostic> {
    let line = text.get(open..)?.lines().next()?;
    let mut quote: Option<(usize, char)> = None;
    for (at, c) in line.char_indices() {
        match quote {
            None if c == '#' => break,
            None if matches!(c, '"' | '\'') => quote = Some((at, c)),
            Some((_, q)) if c == q => quote = None,
            _ => {}
        }
    }
    let (at, c) = quote.filter(|_| !line.starts_with("\"\"\""))?;
    let span = Span::new(file, open + at..open + at + 1);
    let fault = Diagnostic::error("unclosed", span, say!("引号没有收尾"; "a quote is not closed"));
    Some(
        fault
            .label(say!("缺 {c}"; "{c} is missing"))
            .help(say!("在文字末尾补上 {c};一段文字不能换行"; "add {c} at the end of the text; a text stays on one line")),
    )
}

/// Quotes around a value that has none, or lacks one of its two: only where one value stands alone on its line.
fn quotes(text: &str, slip: &Statement) -> Option<Vec<(Range<usize>, String)>> {
    let line = text.get(slip.range.clone())?;
    let (key, value) = line.split_once('=')?;
    let value = value.trim();
    if value.is_empty() || line.contains('\n') || value.contains(['#', '[', ']', '{', '}', ',', '\\', '\'']) {
        return None;
    }
    // A text that goes on in the next line is not to be cut off here.
    let next = text.get(slip.range.end..)?.lines().nth(1).unwrap_or("").trim();
    if !next.is_empty() && !next.starts_with(['[', '#']) && !next.contains('=') {
        return None;
    }
    let start = slip.range.start + key.len() + 1 + line[key.len() + 1..].find(value)?;
    let end = start + value.len();
    let quote = |at: usize| (at..at, "\"".to_owned());
    match (value.starts_with('"'), value.ends_with('"') && value.len() > 1, value.matches('"').count()) {
        (false, false, 0) => Some(vec![quote(start), quote(end)]),
        (true, false, 1) => Some(vec![quote(end)]),
        (false, true, 1) => Some(vec![quote(start)]),
        _ => None,
    }
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

/// The half-width mark or letter that TOML would read.
fn meant(c: char) -> Option<char> {
    let mark = FULL_WIDTH.iter().find(|(mark, _)| *mark == c).map(|(_, meant)| *meant);
    mark.or_else(|| letters::half_width(c)).or((c == '\u{a0}').then_some(' '))
}

/// The first full-width mark outside half-width quotes and comments.
fn full_width(line: &str) -> Option<(usize, char, char)> {
    outside(line).find_map(|(offset, c)| Some((offset, c, meant(c)?)))
}

/// The first character outside quotes and comments that cannot be seen.
fn unseen(line: &str) -> Option<(usize, char)> {
    outside(line).find(|(_, c)| *c != '\u{a0}' && letters::invisible(*c).is_some())
}

/// The characters of a line outside half-width quotes, up to its comment.
fn outside(line: &str) -> impl Iterator<Item = (usize, char)> {
    let mut quote = None;
    let mut over = false;
    line.char_indices().filter(move |(_, c)| {
        match (quote, *c) {
            (None, '"' | '\'') => quote = Some(*c),
            (Some(open), _) if *c == open => quote = None,
            (None, '#') => over = true,
            (None, _) => return !over,
            _ => {}
        }
        false
    })
}

/// The marks of a statement that TOML reads, each with its half-width form; what then lies in quotes stays.
fn half_width(statement: &str) -> Vec<(usize, char, char)> {
    let mut marks = Vec::new();
    let mut quote: Option<char> = None;
    let mut comment = false;
    for (at, c) in statement.char_indices() {
        let meant = meant(c);
        match (quote, c, meant) {
            (_, '\n', _) => comment = false,
            _ if comment => {}
            (None, '#', _) => comment = true,
            (None, '"' | '\'', _) => quote = Some(c),
            (None, _, Some(half)) => {
                quote = matches!(half, '"' | '\'').then_some(if half == '"' { '”' } else { '’' });
                marks.push((at, c, half));
            }
            (Some(open @ ('"' | '\'')), ..) if c == open => quote = None,
            (Some('”'), _, Some('"')) | (Some('’'), _, Some('\'')) => {
                quote = None;
                marks.push((at, c, meant.unwrap_or(c)));
            }
            (Some('”'), '"', _) | (Some('’'), '\'', _) => quote = None,
            _ => {}
        }
    }
    marks
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

    #[test]
    fn what_lies_in_quotes_stays() {
        let mended = |line: &str| {
            let mut text = line.to_owned();
            for (at, c, half) in half_width(line).into_iter().rev() {
                text.replace_range(at..at + c.len_utf8(), &half.to_string());
            }
            text
        };
        assert_eq!(mended("a \u{FF1D} “5个小时,内”  # “注”"), "a = \"5个小时,内\"  # “注”");
        assert_eq!(mended("a = “b,c”"), "a = \"b,c\"");
        assert_eq!(mended("to = [“a”,“b”]"), "to = [\"a\",\"b\"]");
        assert_eq!(mended("ｔｏ = [\n  “a“, # 一\n]"), "to = [\n  \"a\", # 一\n]");
    }
}
