//! Where in a TOML text the cursor stands: under which keys, at a key or at a value. The text may be broken anywhere,
//! as it is while somebody types; what cannot be read ends with its line.

use std::ops::Range;

/// What the cursor stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// A key: of `path` the table it stands in.
    Key,
    /// The header of a table: of `path` the names before the one at the cursor.
    Header,
    /// A value, of the key that `path` ends with.
    Value { quoted: bool },
}

/// The cursor's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    pub at: At,
    /// The keys from the file's root; lists are passed through.
    pub path: Vec<String>,
    /// The bytes of the key's segment, or of the value without its quotes.
    pub token: Range<usize>,
    /// Whether a key stands alone yet: no `=` and no value.
    pub bare: bool,
}

/// Where the cursor stands at byte `at`; none in comments and between statements' ends.
pub fn find(text: &str, at: usize) -> Option<Spot> {
    let mut scan = Scan { text, at: at.min(text.len()), n: 0, header: Vec::new(), found: None };
    while scan.n < text.len() && scan.n <= scan.at && scan.found.is_none() {
        scan.statement();
    }
    if scan.found.is_none() && scan.at == text.len() && (text.is_empty() || text.ends_with(['\n', ' '])) {
        scan.new_key(scan.header.clone());
    }
    scan.found
}

/// How deep values may nest before they are passed over.
const DEPTH: usize = 24;

struct Scan<'t> {
    text: &'t str,
    at: usize,
    n: usize,
    header: Vec<String>,
    found: Option<Spot>,
}

impl Scan<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.n..)?.chars().next()
    }

    fn step(&mut self) {
        self.n += self.peek().map_or(0, char::len_utf8);
    }

    fn blanks(&mut self, lines: bool) {
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' | '\r' | '\u{3000}' => self.step(),
                '\n' if lines => self.step(),
                '#' if lines => self.pass_line(),
                _ => break,
            }
        }
    }

    fn pass_line(&mut self) {
        self.n = self.text.get(self.n..).unwrap_or_default().find('\n').map_or(self.text.len(), |n| self.n + n);
    }

    /// Whether the cursor stands in the bytes or beside them.
    fn touches(&self, range: Range<usize>) -> bool {
        range.start <= self.at && self.at <= range.end
    }

    /// The cursor stands where a key of `path` may begin.
    fn new_key(&mut self, path: Vec<String>) {
        self.found = Some(Spot { at: At::Key, path, token: self.at..self.at, bare: true });
    }

    /// The cursor stands in the value of `path`.
    fn in_value(&mut self, quoted: bool, path: &[String], token: Range<usize>) {
        self.found = Some(Spot { at: At::Value { quoted }, path: path.to_vec(), token, bare: false });
    }

    /// Nothing is found: the cursor stands in a comment, or in what nobody can read.
    fn give_up(&mut self) {
        self.n = self.text.len() + 1;
    }

    /// One header, or key and value, or what cannot be read to its line's end.
    fn statement(&mut self) {
        let start = self.n;
        self.blanks(false);
        match self.peek() {
            None | Some('\n') => {
                if self.touches(start..self.n) {
                    self.new_key(self.header.clone());
                }
                self.step();
            }
            Some('#') => {
                self.pass_line();
                if self.n >= self.at {
                    self.give_up();
                }
            }
            Some('[') => self.header(),
            _ => {
                let header = self.header.clone();
                let Some(path) = self.dotted(header, At::Key, '=') else { return };
                if self.value(&path, 0).is_none() {
                    if !self.begins_statement() {
                        self.pass_line();
                    }
                    return;
                }
                self.blanks(false);
                if self.peek().is_some_and(|c| c != '\n') {
                    let rest = self.n;
                    self.pass_line();
                    if self.touches(rest..self.n) {
                        self.give_up();
                    }
                }
            }
        }
    }

    fn header(&mut self) {
        self.step();
        if self.peek() == Some('[') {
            self.step();
        }
        let path = self.dotted(Vec::new(), At::Header, ']');
        self.header = path.unwrap_or_default();
        if self.found.is_none() {
            self.pass_line();
        }
    }

    /// Keys with dots between them up to `end`, which is passed; none where the line ends before, or the cursor is found.
    fn dotted(&mut self, mut path: Vec<String>, kind: At, end: char) -> Option<Vec<String>> {
        loop {
            self.blanks(false);
            let start = self.n;
            let name = self.segment(end);
            let token = start..self.n;
            self.blanks(false);
            let next = self.peek();
            if self.touches(token.clone()) || (token.is_empty() && self.touches(start..self.n)) {
                let bare = next.is_none_or(|c| c == '\n');
                let token = if token.is_empty() { self.at..self.at } else { token };
                self.found = Some(Spot { at: kind, path: path.clone(), token, bare });
                if kind == At::Header {
                    path.push(name);
                    return Some(path);
                }
                return None;
            }
            path.push(name);
            match next {
                Some('.') => self.step(),
                Some(c) if c == end => {
                    self.step();
                    return Some(path);
                }
                _ => {
                    // no key goes on here; in a header what was read stands for it
                    if kind == At::Key && next.is_some_and(|c| c != '\n') {
                        self.pass_line();
                    } else if kind == At::Key {
                        self.step();
                    }
                    return (kind == At::Header).then_some(path);
                }
            }
        }
    }

    /// One name, bare or quoted.
    fn segment(&mut self, end: char) -> String {
        let start = self.n;
        match self.peek() {
            Some(quote @ ('"' | '\'')) => {
                self.step();
                while self.peek().is_some_and(|c| c != quote && c != '\n') {
                    self.step();
                }
                let name = self.text[start + 1..self.n].to_owned();
                if self.peek() == Some(quote) {
                    self.step();
                }
                name
            }
            _ => {
                while self.peek().is_some_and(|c| !matches!(c, '.' | '=' | '\n' | '\r' | ' ' | '\t' | ',' | '}' | '#') && c != end) {
                    self.step();
                }
                self.text[start..self.n].to_owned()
            }
        }
    }

    /// A value; none where it cannot be read on, or the cursor is found.
    fn value(&mut self, path: &[String], depth: usize) -> Option<()> {
        let start = self.n;
        self.blanks(false);
        match self.peek() {
            Some('"' | '\'') => self.text_value(path),
            Some('[') if depth < DEPTH => self.list(path, depth),
            Some('{') if depth < DEPTH => self.inline(path, depth),
            _ => {
                let from = self.n;
                while self.peek().is_some_and(|c| !matches!(c, ',' | ']' | '}' | '\n' | '\r' | '#')) {
                    self.step();
                }
                let trimmed = self.text[from..self.n].trim_end().len();
                if self.touches(start..self.n) {
                    let token = if trimmed == 0 { self.at..self.at } else { from.min(self.at)..(from + trimmed).max(self.at) };
                    self.in_value(false, path, token);
                    return None;
                }
                Some(())
            }
        }
    }

    fn text_value(&mut self, path: &[String]) -> Option<()> {
        let quote = self.peek()?;
        let three: String = std::iter::repeat_n(quote, 3).collect();
        let long = self.text[self.n..].starts_with(&three);
        let width = if long { 3 } else { 1 };
        let start = self.n + width;
        self.n = start;
        loop {
            match self.peek() {
                None => break,
                Some('\n') if !long => break,
                Some('\\') if quote == '"' => {
                    self.step();
                    self.step();
                }
                Some(c) if c == quote && (!long || self.text[self.n..].starts_with(&three)) => break,
                Some(_) => self.step(),
            }
        }
        self.n = self.n.min(self.text.len());
        if self.touches(start..self.n) {
            self.in_value(true, path, start..self.n);
            return None;
        }
        match self.peek() {
            Some(c) if c == quote => {
                self.n += width;
                Some(())
            }
            _ => None,
        }
    }

    fn list(&mut self, path: &[String], depth: usize) -> Option<()> {
        self.step();
        loop {
            let start = self.n;
            self.blanks(true);
            if self.begins_statement() {
                return None;
            }
            match self.peek()? {
                ']' => {
                    if self.touches(start..self.n) {
                        self.in_value(false, path, self.at..self.at);
                        return None;
                    }
                    self.step();
                    return Some(());
                }
                ',' => self.step(),
                _ => {
                    let before = self.n;
                    self.value(path, depth + 1)?;
                    if self.n == before {
                        return None;
                    }
                }
            }
        }
    }

    /// Whether a header or a key begins the line here: a list above was not closed.
    fn begins_statement(&self) -> bool {
        let line = self.text.get(..self.n).unwrap_or_default().rfind('\n').map_or(0, |n| n + 1);
        if line != self.n || line == 0 {
            return false;
        }
        let rest = self.text.get(self.n..).unwrap_or_default().lines().next().unwrap_or_default();
        let word = rest.trim_start_matches('[');
        let key = word.split(['=', ']']).next().unwrap_or_default().trim();
        let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        plain && (rest.starts_with('[') || rest.contains('='))
    }

    fn inline(&mut self, path: &[String], depth: usize) -> Option<()> {
        self.step();
        loop {
            let start = self.n;
            self.blanks(false);
            match self.peek() {
                None | Some('\n') => {
                    if self.touches(start..self.n) {
                        self.new_key(path.to_vec());
                    }
                    return None;
                }
                Some('}') => {
                    // behind a quotation mark nothing begins
                    if self.touches(start..self.n) && !self.text[..self.at].ends_with(['"', '\'']) {
                        self.new_key(path.to_vec());
                        return None;
                    }
                    self.step();
                    return Some(());
                }
                Some(',') => self.step(),
                _ => {
                    let inner = self.dotted(path.to_vec(), At::Key, '=')?;
                    self.value(&inner, depth + 1)?;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The spot at `|`.
    fn at(text: &str) -> Option<(At, String, String)> {
        let offset = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        find(&text, offset).map(|spot| (spot.at, spot.path.join("/"), text[spot.token].to_owned()))
    }

    fn told(at: At, path: &str, token: &str) -> Option<(At, String, String)> {
        Some((at, path.to_owned(), token.to_owned()))
    }

    const TEXT: At = At::Value { quoted: true };

    #[test]
    fn keys_and_values() {
        assert_eq!(at("[a.b]\nbea|"), told(At::Key, "a/b", "bea"));
        assert_eq!(at("[a.b]\nbea| = 1"), told(At::Key, "a/b", "bea"));
        assert_eq!(at("[a.b]\nbearer = \"po|lice\""), told(TEXT, "a/b/bearer", "police"));
        assert_eq!(at("[a.b]\nbearer = |"), told(At::Value { quoted: false }, "a/b/bearer", ""));
        assert_eq!(at("[a.b]\nto = [\"x\", \"|\"]"), told(TEXT, "a/b/to", ""));
        assert_eq!(at("[a.b]\nmay.late = { when = { trigger.ti|me = 1 } }"), told(At::Key, "a/b/may/late/when/trigger", "time"));
        assert_eq!(at("[a.b]\nwhen = { x = true, | }"), told(At::Key, "a/b/when", ""));
        assert_eq!(at("[a.|b]"), told(At::Header, "a", "b"));
        assert_eq!(at("[|]"), told(At::Header, "", ""));
        assert_eq!(at("[a]\nx = 1\n|"), told(At::Key, "a", ""));
        assert_eq!(at("[a]\nx = 1 # no|thing"), None);
        assert_eq!(at("# no|thing"), None);
    }

    #[test]
    fn broken_lines_end_with_themselves() {
        assert_eq!(at("[a]\nx = \"open\ny = \"|\""), told(TEXT, "a/y", ""));
        assert_eq!(at("[a]\nx = [\"open\"\n[b]\ny = \"|\""), told(TEXT, "b/y", ""));
        assert_eq!(at("[a]\nx = { z = 1\ny = \"|"), told(TEXT, "a/y", ""));
        assert_eq!(at("[a\nwho is this\ny = \"|"), told(TEXT, "a/y", ""));
        assert_eq!(at("[a]\nx = \"\"\"\n[b]\n\"\"\"\ny| = 1"), told(At::Key, "a", "y"));
    }

    proptest! {
        #[test]
        fn no_text_is_too_broken(text in "[a督\\[\\]{}=.,\"'#\n\\\\ ]{0,40}", at in 0usize..60) {
            let mut at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            if let Some(spot) = find(&text, at) {
                prop_assert!(text.get(spot.token.clone()).is_some());
                prop_assert!(spot.token.start <= at && at <= spot.token.end);
            }
        }
    }
}
