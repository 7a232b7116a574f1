//! The statement of a TOML text that holds a slip, and what to put in its stead.

use super::{letters, schema};
use std::ops::Range;

/// No value goes over more lines.
const LONGEST: usize = 300;

/// Lines that belong together: a header, or a key with a value that may go over several lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// From the start of its first line to the end of its last, without the line break.
    pub range: Range<usize>,
    pub is_header: bool,
    /// The bracket that is still open where the next statement starts.
    pub unclosed: Option<usize>,
}

impl Statement {
    /// The statement around a byte of the text.
    pub fn around(text: &str, at: usize) -> Statement {
        let at = floor(text, at);
        let line = line_start(text, at);
        if let Some(open) = open_string(text, at) {
            let start = line_start(text, open);
            return Statement { range: start..line_end(text, open), is_header: false, unclosed: Some(open) };
        }
        let mut start = line;
        for _ in 0..LONGEST {
            if start == 0 {
                break;
            }
            start = line_start(text, start - 1);
            let first = &text[start..line_end(text, start)];
            if !starts_statement(first) {
                continue;
            }
            let Some(open) = open_bracket(&text[start..line]).filter(|_| !is_header(first)) else { break };
            if starts_statement(&text[line..line_end(text, line)]) {
                return Statement { range: start..line.saturating_sub(1), is_header: false, unclosed: Some(start + open) };
            }
            return Statement { range: start..closing_line(text, start, at), is_header: false, unclosed: None };
        }
        let end = line_end(text, line);
        let is_header = is_header(&text[line..end]);
        if is_header {
            return Statement { range: line..end, is_header, unclosed: None };
        }
        let end = closing_line(text, line, at);
        let unclosed = open_bracket(&text[line..end]).map(|open| line + open);
        Statement { range: line..end, is_header, unclosed }
    }
}

/// The end of the last line of the statement that starts at `start`, at least the line of `at`.
fn closing_line(text: &str, start: usize, at: usize) -> usize {
    let mut end = line_end(text, at);
    for _ in 0..LONGEST {
        if end >= text.len() || open_bracket(&text[start..end]).is_none() {
            break;
        }
        let next = line_end(text, end + 1);
        if starts_statement(&text[end + 1..next]) {
            break;
        }
        end = next;
    }
    end
}

/// Whether a line looks like the first of a statement: `[header]` or `key = …`.
fn starts_statement(line: &str) -> bool {
    if is_header(line) {
        return true;
    }
    let Some(equals) = line.find(['=', '\u{ff1d}']) else { return false };
    let key = line[..equals].trim();
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'' | ' ' | '\t');
    !key.is_empty()
        && (key.chars().all(allowed) || (key.starts_with('"') && key.ends_with('"')))
        && key.matches('"').count().is_multiple_of(2)
}

fn is_header(line: &str) -> bool {
    let line = line.trim_start();
    let mut inner = line.trim_start_matches(['[', '【', '\u{ff3b}']);
    if inner.len() == line.len() {
        return false;
    }
    inner = inner.trim_start();
    inner.starts_with(|c: char| c.is_alphabetic()) && !inner.starts_with("true") && !inner.starts_with("false")
}

/// Whether some line is the header of a table, if only in the wrong brackets.
pub fn has_header(text: &str) -> bool {
    text.lines().any(|line| is_header(line) && folded_header(line).is_some())
}

/// The first bracket or brace that `text` opens and does not close, or closes with the other.
fn open_bracket(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    let mut quote = None;
    let mut comment = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (_, '\n') => (quote, comment) = (None, false),
            _ if comment => {}
            (Some('"'), '\\') if !escaped => {
                escaped = true;
                continue;
            }
            (Some(q), _) if c == q && !escaped => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '#') => comment = true,
            (None, '[' | '{') => open.push((at, c)),
            (None, ']' | '}') => match open.pop() {
                Some((opened, bracket)) if (bracket == '[') != (c == ']') => return Some(opened),
                _ => {}
            },
            _ => {}
        }
        escaped = false;
    }
    open.first().map(|(at, _)| *at)
}

/// The `"""` that opened before `at` and is not closed there.
fn open_string(text: &str, at: usize) -> Option<usize> {
    let quotes: Vec<usize> = text[..at].match_indices("\"\"\"").map(|(n, _)| n).collect();
    if quotes.len() % 2 == 1 && !text[at..].contains("\"\"\"") { quotes.last().copied() } else { None }
}

/// The text with the slip taken out, every other byte where it was; and what else is then not to be blamed. None
/// where the text can stay as it is.
pub fn repaired(text: &str, at: &Range<usize>, message: &str, slip: &Statement) -> Option<(Option<Range<usize>>, String)> {
    let old = &text[slip.range.clone()];
    if slip.is_header {
        if message.contains("duplicate") {
            return renamed(text, at).map(|text| (None, text));
        }
        if message.contains("extend") {
            let end = section_end(text, slip.range.end);
            return Some((Some(slip.range.start..end), blanked(text, slip.range.start..end)));
        }
        let header = folded_header(old).filter(|h| h.len() <= old.len())?;
        return Some((None, replaced(text, slip.range.clone(), &header)));
    }
    if message.contains("duplicate") && !text[slip.range.start..at.start].contains('=') {
        return Some((None, blanked(text, slip.range.clone())));
    }
    let first = old.lines().next().unwrap_or("");
    let end =
        first.find(['=', '\u{ff1d}', ':', '\u{ff1a}']).unwrap_or_else(|| first.trim_end().find(char::is_whitespace).unwrap_or(first.len()));
    let key: String = first[..end].trim_end().chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let plain = letters::plain(key.trim());
    let named = plain.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')) && !plain.is_empty();
    if named && plain != key.trim() && format!("{plain}=\"\"").len() <= first.len() {
        return Some((None, replaced(text, slip.range.clone(), &format!("{plain}=\"\""))));
    }
    let header = first.split('#').next().unwrap_or(first).trim();
    if !first.contains('=') && header.ends_with(']') && header.contains('.') && !header.contains(['[', '"', ',']) {
        // What stands below it belongs to no rule that is known.
        let end = section_end(text, slip.range.end);
        return Some((Some(slip.range.start..end), blanked(text, slip.range.start..end)));
    }
    if let Some(english) = schema::english(key.trim()).filter(|word| word.len() <= key.trim().len()) {
        let start = slip.range.start + key.len() - key.trim_start().len();
        return Some((None, replaced(text, start..start + key.trim().len(), english)));
    }
    let bare = key.trim_start().chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\''));
    if !bare || key.trim().is_empty() {
        return Some((None, blanked(text, slip.range.clone())));
    }
    let empty = format!("{key}=\"\"");
    (empty.len() <= first.len()).then(|| (None, replaced(text, slip.range.clone(), &empty)))
}

/// `range` of the text overwritten with `new` and blanks; line breaks stay.
fn replaced(text: &str, range: Range<usize>, new: &str) -> String {
    let tail: String = text.bytes().take(range.end).skip(range.start + new.len()).map(blank).collect();
    format!("{}{new}{tail}{}", &text[..range.start], &text[range.end..])
}

fn blanked(text: &str, range: Range<usize>) -> String {
    replaced(text, range, "")
}

fn blank(byte: u8) -> char {
    match byte {
        b'\n' => '\n',
        b'\r' => '\r',
        _ => ' ',
    }
}

/// Another name of the same length for the rule or table that is declared a second time, here and in the headers of its sub-tables.
fn renamed(text: &str, at: &Range<usize>) -> Option<String> {
    let line = line_start(text, at.start);
    let header = text.get(line..at.end)?;
    let other = ('a'..='z').rev().chain('A'..='Z').map(|c| {
        let mut other = header.trim_end_matches(['"', '\'']).to_owned();
        other.pop();
        other.push(c);
        other + &header[header.trim_end_matches(['"', '\'']).len()..]
    });
    let other = other.filter(|o| o.len() == header.len()).find(|o| !text.contains(o.as_str()))?;
    let mut renamed = text.get(..line)?.to_owned();
    let mut same = true;
    for (n, part) in text[line..].split_inclusive('\n').enumerate() {
        let follows = part.strip_prefix(header);
        if is_header(part) {
            same = n == 0 || (same && follows.is_some_and(|rest| rest.starts_with('.')));
        }
        match follows.filter(|_| same && is_header(part)) {
            Some(rest) => renamed.extend([other.as_str(), rest]),
            None => renamed.push_str(part),
        }
    }
    Some(renamed)
}

/// `【obligation.XZ-01】` with the brackets of TOML.
fn folded_header(line: &str) -> Option<String> {
    let inner = line.split('#').next()?.trim().trim_matches(['[', ']', '【', '】', '\u{ff3b}', '\u{ff3d}', ' ']);
    let inner: String = inner.chars().map(|c| if matches!(c, '。' | '\u{ff0e}') { '.' } else { c }).collect();
    let plain = inner.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '"'));
    (plain && !inner.is_empty()).then(|| format!("[{inner}]"))
}

/// Where the next header starts, or the text ends.
fn section_end(text: &str, from: usize) -> usize {
    let mut at = from;
    while at < text.len() {
        let next = at + 1;
        let end = line_end(text, next.min(text.len()));
        if is_header(text.get(next..end).unwrap_or("")) {
            return at;
        }
        at = end;
    }
    text.len()
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |n| n + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |n| at + n)
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(text: &str, word: &str) -> (String, Option<usize>) {
        let statement = Statement::around(text, text.find(word).expect("there"));
        (text[statement.range.clone()].to_owned(), statement.unclosed)
    }

    #[test]
    fn a_statement_is_a_line_or_the_lines_of_its_brackets() {
        assert_eq!(around("a = 1\nb = x\nc = 2", "x"), ("b = x".into(), None));
        assert_eq!(around("a = 1\nb = [\n  1,\n  x,\n]\nc = 2", "x"), ("b = [\n  1,\n  x,\n]".into(), None));
        assert_eq!(around("a = [1, 2\nb = 'x'\n", "b"), ("a = [1, 2".into(), Some(4)));
        assert_eq!(around("a = { b = 1\n[obligation.X]\n", "[ob"), ("a = { b = 1".into(), Some(4)));
        assert_eq!(around("a = \"\"\"x\nb = 1\n", "b"), ("a = \"\"\"x".into(), Some(4)));
    }

    #[test]
    fn a_slip_is_replaced_and_nothing_else_moves() {
        let text = "a = 1\nb = “x”\nc = 2";
        let at = text.find('“').expect("there");
        let slip = Statement::around(text, at);
        let (_, mended) = repaired(text, &(at..at + 3), "", &slip).expect("room");
        assert_eq!((mended.len(), &mended[..11]), (text.len(), "a = 1\nb=\"\" "));
        assert!(mended.ends_with("c = 2"));
    }

    #[test]
    fn a_second_rule_of_the_same_id_gets_another_with_its_sub_tables() {
        let text = "[o.X1]\na = 1\n[o.X1]\n[o.X1.may.y]\n[o.X2]\n";
        let renamed = renamed(text, &(16..18)).expect("a name");
        assert_eq!(renamed, "[o.X1]\na = 1\n[o.Xz]\n[o.Xz.may.y]\n[o.X2]\n");
    }
}
