//! Text in columns: widths as terminals show them, Chinese characters two columns wide.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The width of a text in columns.
pub fn width(text: &str) -> usize {
    text.width()
}

/// `text` and blanks up to `columns`; never shorter than the text.
pub fn left(text: &str, columns: usize) -> String {
    let pad = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(pad))
}

pub fn right(text: &str, columns: usize) -> String {
    let pad = columns.saturating_sub(width(text));
    format!("{}{text}", " ".repeat(pad))
}

/// Marks that never begin a line.
const NEVER_FIRST: &str = ",。;:!?、”’)》】,.;:!?)";

/// Breaks a text into lines of at most `columns`: Latin words at blanks, Chinese text anywhere but before a
/// closing mark.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in pieces(text) {
        let wide = width(word);
        if used + wide > columns && !line.is_empty() && !word.starts_with(|c| NEVER_FIRST.contains(c)) {
            lines.push(line.trim_end().to_owned());
            line.clear();
            used = 0;
        }
        if used == 0 && word.trim().is_empty() {
            continue;
        }
        line.push_str(word);
        used += wide;
    }
    if !line.trim().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The pieces between which a line may break.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let narrow = |c: char| c.width().unwrap_or(0) < 2 && c != ' ';
        let len = if narrow(first) { rest.find(|c: char| !narrow(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (piece, after) = rest.split_at(len);
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_counts_two_columns() {
        assert_eq!(left("按期", 6), "按期  ");
        assert_eq!(right("9", 3), "  9");
    }

    #[test]
    fn lines_break_at_blanks_and_between_characters() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("区委组织部,区人社局", 10), ["区委组织部,", "区人社局"]);
        assert_eq!(wrap("", 10), [""]);
    }
}
