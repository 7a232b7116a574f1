//! Faults of the TOML text itself, said in the words of somebody who does not program.

use crate::diag::Diagnostic;
use crate::say;
use crate::source::Span;

/// Quotation marks and punctuation that look right and are not TOML.
const FULL_WIDTH: [(char, &str); 12] = [
    ('“', "\""), ('”', "\""), ('‘', "'"), ('’', "'"), ('\u{FF1D}', "="), ('\u{FF0C}', ","),
    ('\u{FF1A}', ":"), ('\u{FF5B}', "{"), ('\u{FF5D}', "}"), ('\u{FF3B}', "["), ('\u{FF3D}', "]"), ('。', "."),
];

pub fn syntax(span: Span, message: &str, text: &str) -> Diagnostic {
    let at = (span.start as usize).min(text.len());
    let line_start = text[..floor(text, at)].rfind('\n').map_or(0, |n| n + 1);
    let line = text[line_start..].lines().next().unwrap_or("");
    if let Some((offset, found, meant)) = full_width(line) {
        let start = line_start + offset;
        let place = Span { start: start as u32, end: (start + found.len_utf8()) as u32, ..span };
        return Diagnostic::error("full-width", place, say!("这里要用半角的 {meant}"; "a half-width {meant} is needed here"))
            .label(say!("全角的 {found}"; "this {found} is full-width"))
            .help(say!("引号里面可以用全角标点,引号本身和等号、逗号、括号要用半角"; "full-width punctuation is fine inside quotes; the quotes, = , and brackets are half-width"));
    }
    if message.contains("duplicate") {
        return Diagnostic::error("declared-twice", span, say!("同一个名字写了两次"; "the same name is written twice"))
            .label(say!("前面已经写过"; "written before"))
            .help(say!("删去一处;复制的规则要改编号"; "remove one of them; a copied rule needs an id of its own"));
    }
    Diagnostic::error("toml-syntax", span, say!("TOML 写法有误:{message}"; "this is not TOML: {message}"))
        .help(say!("常见原因:漏了引号、逗号或括号"; "a quote, a comma or a bracket is often missing"))
}

/// The first full-width mark outside half-width quotes and comments.
fn full_width(line: &str) -> Option<(usize, char, &'static str)> {
    let mut quote = None;
    for (offset, c) in line.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if c == open => quote = None,
            (None, '#') => return None,
            (None, _) => {
                if let Some((found, meant)) = FULL_WIDTH.iter().find(|(mark, _)| *mark == c) {
                    return Some((offset, *found, meant));
                }
            }
            _ => {}
        }
    }
    None
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn code(text: &str) -> &'static str {
        let file = Sources::default().add("x", text);
        syntax(Span::new(file, 0..0), "message", text).code
    }

    #[test]
    fn only_full_width_marks_outside_quotes_are_blamed() {
        assert_eq!(code("a \u{FF1D} 1"), "full-width");
        assert_eq!(code("a = [1\u{FF0C} 2]"), "full-width");
        assert_eq!(code("a = \u{201C}b\u{201D}"), "full-width");
        assert_eq!(code("a = 2025-11-31"), "toml-syntax");
        assert_eq!(code("a = [{ b = \"\u{FF0C}\" }"), "toml-syntax");
    }
}

/// A file that is not UTF-8: GB18030 from an old editor.
pub fn not_utf8(span: Span, line: usize) -> Diagnostic {
    Diagnostic::error("not-utf8", span, say!("文件不是 UTF-8 编码(第 {line} 行起)"; "the file is not UTF-8 (from line {line})"))
        .help(say!("多半是 GBK/GB18030:在编辑器里“另存为”,编码选 UTF-8"; "it is probably GBK/GB18030: save it as UTF-8 in your editor"))
}
