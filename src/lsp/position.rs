//! Positions: editors count lines and UTF-16 units, duban counts bytes.

use lsp_types::{Position, Range};

/// The byte offset of a position; one past a line's end means its end.
pub fn offset(text: &str, at: Position) -> usize {
    let mut start = 0;
    for _ in 0..at.line {
        match text[start..].find('\n') {
            Some(n) => start += n + 1,
            None => return text.len(),
        }
    }
    let line = text[start..].split('\n').next().unwrap_or_default().trim_end_matches('\r');
    let mut units = 0;
    for (n, c) in line.char_indices() {
        if units >= at.character {
            return start + n;
        }
        units += if c.len_utf16() == 2 { 2 } else { 1 };
    }
    start + line.len()
}

/// The position of a byte offset; within a character, that of the character.
pub fn position(text: &str, at: usize) -> Position {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let line = before.bytes().filter(|b| *b == b'\n').count();
    let start = before.rfind('\n').map_or(0, |n| n + 1);
    let units: usize = before[start..].chars().map(char::len_utf16).sum();
    let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Position { line: narrow(line), character: narrow(units) }
}

pub fn range(text: &str, bytes: std::ops::Range<usize>) -> Range {
    Range { start: position(text, bytes.start), end: position(text, bytes.end.max(bytes.start)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn chinese_counts_one_and_astral_characters_two() {
        let text = "a = \"督办\"\nb = \"𠮷x\"\r\n";
        let at = text.find('x').unwrap();
        assert_eq!(position(text, at), Position { line: 1, character: 7 });
        assert_eq!(offset(text, Position { line: 1, character: 7 }), at);
        assert_eq!(offset(text, Position { line: 0, character: 7 }), text.find('"').unwrap() + 7);
        assert_eq!(offset(text, Position { line: 1, character: 99 }), text.find('\r').unwrap());
        assert_eq!(offset(text, Position { line: 99, character: 0 }), text.len());
    }

    proptest! {
        #[test]
        fn there_and_back(text in "[a督𠮷\"\n]{0,20}", at in 0usize..40) {
            let mut at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            prop_assert_eq!(offset(&text, position(&text, at)), at);
        }

        #[test]
        fn any_position_is_somewhere(text in "\\PC{0,20}", line in 0u32..9, character in 0u32..30) {
            let at = offset(&text, Position { line, character });
            prop_assert!(text.is_char_boundary(at));
        }
    }
}
