//! Edits that mend a statement: kept only where it is TOML afterwards.

use crate::diag::Diagnostic;
use crate::policy::statement::Statement;
use crate::say;
use crate::source::{FileId, Span};
use std::ops::Range;

/// The fault with the edits that mend its statement, if they do: the statement is TOML afterwards.
pub fn mending(mut fault: Diagnostic, text: &str, slip: &Statement, edits: Vec<(Range<usize>, String)>) -> Diagnostic {
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
pub fn applied(text: &str, slip: &Statement, edits: &[(Span, String)]) -> String {
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
pub fn quoted(fault: Diagnostic, text: &str, at: &Range<usize>, slip: &Statement) -> Diagnostic {
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
pub fn open_quote(file: FileId, text: &str, open: usize) -> Option<Diagnostic> {
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
