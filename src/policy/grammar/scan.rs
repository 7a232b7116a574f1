//! A cursor over a short text: full-width marks compare as half-width, spans point into the text as written.

use crate::diag::Diagnostic;
use crate::lang::Lang;
use crate::policy::fault::grammar as fault;
use crate::policy::letters::invisible;
use crate::source::{Span, Spanned};

/// One character: where it starts, what it is, and what it is compared as.
#[derive(Clone, Copy, Debug)]
struct Seen {
    byte: usize,
    written: char,
    folded: char,
}

/// The cursor. Positions are counted in characters.
#[derive(Clone, Debug)]
pub struct Scan<'t> {
    text: &'t str,
    span: Span,
    /// The span covers just the bytes of the text: nothing in it was escaped.
    exact: bool,
    chars: Vec<Seen>,
    at: usize,
    end: usize,
    /// The language of the words met so far, and the first of them.
    spoken: Option<(Lang, String)>,
}

/// Half-width for full-width, a blank for every kind of blank.
fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

fn starts_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

impl<'t> Scan<'t> {
    /// Reads `text`, which stands at `span`; blanks at both ends are passed over.
    pub fn new(text: &'t str, span: Span) -> Self {
        // What cannot be seen is passed over; it stays in names, which are then not found, and said to look alike.
        let seen = text.char_indices().filter(|(_, c)| c.is_whitespace() || invisible(*c).is_none());
        let chars: Vec<Seen> = seen.map(|(byte, c)| Seen { byte, written: c, folded: fold(c) }).collect();
        let at = chars.iter().position(|c| c.folded != ' ').unwrap_or(chars.len());
        let end = chars.iter().rposition(|c| c.folded != ' ').map_or(at, |last| last + 1);
        Scan { text, span, exact: span.range().len() == text.len(), chars, at, end, spoken: None }
    }

    /// Reads a text that does not stand at `span`: every finding points at the whole of it.
    pub fn loose(text: &'t str, span: Span) -> Self {
        Scan { exact: false, ..Scan::new(text, span) }
    }

    pub fn at(&self) -> usize {
        self.at
    }

    pub fn end(&self) -> usize {
        self.end
    }

    /// Goes to a position met before.
    pub fn go(&mut self, at: usize) {
        self.at = at.min(self.chars.len());
    }

    /// Reads only up to `end`; gives the end of before.
    pub fn stop_at(&mut self, end: usize) -> usize {
        std::mem::replace(&mut self.end, end.min(self.chars.len()))
    }

    pub fn done(&self) -> bool {
        self.at >= self.end
    }

    pub fn peek(&self) -> Option<char> {
        self.ahead(0)
    }

    /// The character `n` places on, half-width.
    pub fn ahead(&self, n: usize) -> Option<char> {
        self.position(self.at + n)
    }

    /// The character at a position, half-width.
    pub fn position(&self, at: usize) -> Option<char> {
        self.chars[..self.end].get(at).map(|c| c.folded)
    }

    pub fn skip(&mut self) {
        self.at = (self.at + 1).min(self.end);
    }

    /// Passes over blanks; whether there were any.
    pub fn blanks(&mut self) -> bool {
        let from = self.at;
        while self.peek() == Some(' ') {
            self.skip();
        }
        self.at > from
    }

    /// Takes `word` if it stands here.
    pub fn eat(&mut self, word: &str) -> bool {
        let here = word.chars().enumerate().all(|(n, c)| self.ahead(n) == Some(c));
        if here {
            self.at += word.chars().count();
        }
        here
    }

    /// Takes English words, with any number of blanks between them; the last must end here.
    pub fn phrase(&mut self, words: &str) -> bool {
        let from = self.at;
        let here = words.split(' ').enumerate().all(|(n, word)| (n == 0 || self.blanks()) && self.eat(word));
        let ends = !self.peek().is_some_and(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        if !(here && ends) {
            self.at = from;
        }
        here && ends
    }

    /// Takes a name, as written.
    pub fn name(&mut self) -> Option<Spanned<String>> {
        let from = self.at;
        let written = |n: usize| self.chars[..self.end].get(n).map(|c| c.written);
        let mut to = from;
        while written(to).is_some_and(|c| starts_name(c) || (to > from && c == '-')) {
            to += 1;
        }
        if to == from {
            return None;
        }
        self.at = to;
        Some(Spanned::new(self.written(from, to).to_owned(), self.span(from, to)))
    }

    /// Takes decimal digits, half-width.
    pub fn digits(&mut self) -> Option<String> {
        self.run(|c| c.is_ascii_digit())
    }

    /// Takes characters as long as they fit.
    pub fn run(&mut self, fits: impl Fn(char) -> bool) -> Option<String> {
        let from = self.at;
        while self.peek().is_some_and(&fits) {
            self.skip();
        }
        (self.at > from).then(|| self.folded(from, self.at))
    }

    /// Takes `8:00`: its hour and minute, which may be none that a clock shows.
    pub fn clock(&mut self) -> Option<(u32, u32)> {
        let from = self.at;
        let hour = self.digits().filter(|d| d.len() <= 2);
        let minute = if self.eat(":") { self.digits().filter(|d| d.len() == 2) } else { None };
        match (hour.and_then(|d| d.parse().ok()), minute.and_then(|d| d.parse().ok())) {
            (Some(hour), Some(minute)) => Some((hour, minute)),
            _ => {
                self.at = from;
                None
            }
        }
    }

    /// The text as written from one position to another.
    pub fn written(&self, from: usize, to: usize) -> &'t str {
        self.text.get(self.byte(from)..self.byte(to)).unwrap_or("")
    }

    /// The text from one position to another, half-width.
    pub fn folded(&self, from: usize, to: usize) -> String {
        self.chars.get(from..to).unwrap_or(&[]).iter().map(|c| c.folded).collect()
    }

    /// The whole text, half-width, without the blanks at its ends.
    pub fn whole(&self) -> String {
        self.folded(0, self.chars.len()).trim().to_owned()
    }

    /// What has not been read yet, as written.
    pub fn rest(&self) -> &'t str {
        self.written(self.at, self.end)
    }

    /// The span from one position to another; all of the text where that is empty or cannot be told.
    pub fn span(&self, from: usize, to: usize) -> Span {
        if self.exact && from < to { self.span.part(self.byte(from), self.byte(to)) } else { self.span }
    }

    /// The span of what has not been read yet.
    pub fn rest_span(&self) -> Span {
        self.span(self.at, self.end)
    }

    /// Notes that the words from one position to another are `lang`; a second language is a fault.
    /// `meant` is the same in the other language.
    pub fn speak(&mut self, lang: Lang, from: usize, to: usize, meant: &str) -> Result<(), Diagnostic> {
        let word = self.written(from, to).trim();
        match &self.spoken {
            None => self.spoken = Some((lang, word.to_owned())),
            Some((before, first)) if *before != lang => {
                return Err(fault::two_languages(self.span(from, to), first, word, meant));
            }
            Some(_) => {}
        }
        Ok(())
    }

    fn byte(&self, at: usize) -> usize {
        self.chars.get(at).map_or(self.text.len(), |c| c.byte)
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::source::Sources;

    /// A span over all of `text`.
    pub fn all(text: &str) -> Span {
        Span::new(Sources::default().add("policy.toml", text), 0..text.len())
    }

    #[test]
    fn full_width_compares_as_half_width_and_keeps_its_place() {
        let text = "\u{3000}５，ＡＢ ";
        let mut scan = Scan::new(text, all(text));
        assert_eq!(scan.digits().as_deref(), Some("5"));
        assert!(scan.eat(","));
        assert_eq!(scan.rest_span().range(), 9..15);
        assert_eq!(scan.name().unwrap().value, "ＡＢ");
        assert!(scan.done());
    }

    #[test]
    fn an_escaped_text_points_at_all_of_it() {
        let text = "5天";
        let span = Span { end: 9, ..all(text) };
        assert_eq!(Scan::new(text, span).span(1, 2), span);
    }

    #[test]
    fn phrases_end_where_a_word_ends() {
        let text = "working   days";
        let mut scan = Scan::new(text, all(text));
        assert!(!scan.phrase("working day"));
        assert!(scan.phrase("working days"));
    }
}
