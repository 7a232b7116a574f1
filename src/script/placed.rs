//! From Rhai's positions (lines and columns in characters) to bytes of the file that a person wrote.

use crate::source::Span;
use rhai::Position;

/// A text of Rhai and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'t> {
    pub text: &'t str,
    pub span: Span,
}

impl<'t> Placed<'t> {
    /// Byte offset of a position; none where Rhai gives none.
    pub fn offset(&self, position: Position) -> Option<usize> {
        let line = position.line()?;
        let mut start = 0;
        for _ in 1..line {
            start += self.text[start..].find('\n')? + 1;
        }
        let rest = &self.text[start..];
        let column = position.position().unwrap_or(1).saturating_sub(1);
        Some(start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at))
    }

    /// The name or character at a position.
    pub fn word(&self, position: Position) -> Span {
        self.offset(position).map_or(self.span, |at| self.part(at, |c| c == '_' || c.is_alphanumeric()))
    }

    /// The dotted name at a position.
    pub fn path(&self, position: Position) -> Span {
        self.offset(position).map_or(self.span, |at| self.part(at, |c| c == '_' || c == '.' || c.is_alphanumeric()))
    }

    /// `length` bytes from a position.
    pub fn bytes(&self, position: Position, length: usize) -> Span {
        self.offset(position).map_or(self.span, |at| self.cut(at, at + length))
    }

    /// Where `word` stands first from a position on.
    pub fn next(&self, position: Position, word: &str) -> Span {
        let from = self.offset(position).unwrap_or(0);
        self.text[from..].find(word).map_or(self.span.part(0, 0), |at| self.cut(from + at, from + at + word.len()))
    }

    fn part(&self, at: usize, belongs: impl Fn(char) -> bool) -> Span {
        let rest = &self.text[at..];
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let end = if end == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { end };
        self.cut(at, at + end)
    }

    /// A text with escapes is longer in the file than here: then the whole of it is meant.
    fn cut(&self, from: usize, to: usize) -> Span {
        let written = (self.span.end - self.span.start) as usize;
        if written == self.text.len() { self.span.part(from, to) } else { self.span }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    #[test]
    fn columns_are_characters_and_spans_are_bytes() {
        let text = "案件 == 1\n  && 级别 > 2";
        let file = Sources::default().add("p.toml", text);
        let placed = Placed { text, span: Span::new(file, 100..100 + text.len()) };
        let at = |line, column| placed.word(Position::new(line, column)).range();
        assert_eq!(at(1, 1), 100..106);
        assert_eq!(at(2, 6), 100 + text.find("级").unwrap()..100 + text.find(" > 2").unwrap());
        assert_eq!(at(1, 4), 107..108);
        assert_eq!(at(9, 9), 100..100 + text.len());
        let escaped = Placed { text: "a == \"b\"", span: Span::new(file, 0..10) };
        assert_eq!(escaped.word(Position::new(1, 1)).range(), 0..10);
    }
}
