//! Marks that TOML reads, and those that only look like them.

use crate::policy::letters;

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

/// The half-width mark or letter that TOML would read.
fn meant(c: char) -> Option<char> {
    let mark = FULL_WIDTH.iter().find(|(mark, _)| *mark == c).map(|(_, meant)| *meant);
    mark.or_else(|| letters::half_width(c)).or((c == '\u{a0}').then_some(' '))
}

/// The first full-width mark outside half-width quotes and comments.
pub fn full_width(line: &str) -> Option<(usize, char, char)> {
    outside(line).find_map(|(offset, c)| Some((offset, c, meant(c)?)))
}

/// The first character outside quotes and comments that cannot be seen.
pub fn unseen(line: &str) -> Option<(usize, char)> {
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
pub fn half_width(statement: &str) -> Vec<(usize, char, char)> {
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

#[cfg(test)]
mod tests {
    use super::*;

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
