//! TOML in the forms that policies have, read in one pass straight into a tree: that is most of what a start and a
//! reload cost otherwise.
//!
//! What is read here is what the library reads, place by place; a test holds that. Where a text has a slip or a rarer form
//! (escapes, texts of several lines, arrays of tables, a table that is opened twice), nothing is read, and the
//! library is asked.

use super::syntax::LONGEST;
use super::tree::{Entry, Node, Table, Value};
use crate::source::{FileId, Span, Spanned};
use crate::time::Day;
use std::collections::HashSet;

/// Brackets within brackets, names in a path; the library has a limit too.
const DEEPEST: usize = 32;
/// So far back a table is looked for that another lies in: they stand close together, and time must not grow with the square.
const NEAR: usize = 64;
/// Names of so few entries are compared with each other.
const FEW: usize = 12;
/// Most tables with a header have so many keys at most.
const KEYS: usize = 8;
/// A year, a month and a day with their hyphens.
const DATE: usize = 10;
/// All numbers of so many digits fit.
const DIGITS: usize = 18;

/// The whole text; none where the library must be asked.
pub fn read(file: FileId, text: &str) -> Option<Table> {
    if text.len() > LONGEST {
        return None;
    }
    let mut cursor = Cursor { file, text, at: 0 };
    let mut root = Table::default();
    cursor.body(&mut root)?;
    while cursor.peek().is_some() {
        let table = cursor.header(&mut root)?;
        cursor.body(table)?;
    }
    names_once(&root).then_some(root)
}

/// Whether no name stands twice, in this table and in all within.
fn names_once(table: &Table) -> bool {
    let entries = &table.entries;
    let once = if entries.len() <= FEW {
        (1..entries.len()).all(|n| entries[..n].iter().all(|other| other.key.value != entries[n].key.value))
    } else {
        let mut seen = HashSet::with_capacity(entries.len());
        entries.iter().all(|entry| seen.insert(entry.key.value.as_str()))
    };
    once && entries.iter().all(|entry| whole(&entry.node))
}

fn whole(node: &Node) -> bool {
    match &node.value {
        Value::Table(table) => names_once(table),
        Value::List(items) => items.iter().all(whole),
        _ => true,
    }
}

struct Cursor<'t> {
    file: FileId,
    text: &'t str,
    at: usize,
}

/// A key, and the names before it where it is dotted.
struct Path {
    above: Vec<Spanned<String>>,
    key: Spanned<String>,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn span(&self, from: usize) -> Span {
        Span::new(self.file, from..self.at)
    }

    /// Passes over bytes as long as they fit.
    fn pass(&mut self, fits: impl Fn(u8) -> bool) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().position(|byte| !fits(*byte)).unwrap_or(rest.len());
    }

    fn blanks(&mut self) {
        self.pass(|byte| matches!(byte, b' ' | b'\t'));
    }

    /// The rest of a line that says nothing more, and its end.
    fn line_end(&mut self) -> Option<()> {
        self.blanks();
        if self.peek() == Some(b'#') {
            self.pass(is_plain);
        }
        match self.peek() {
            None => Some(()),
            Some(b'\r') => {
                self.at += 1;
                self.eat(b'\n')
            }
            Some(_) => self.eat(b'\n'),
        }
    }

    /// Passes over lines that say nothing, and over the blanks of one that does.
    fn lines(&mut self) -> Option<()> {
        loop {
            self.blanks();
            match self.peek() {
                Some(b'#' | b'\r' | b'\n') => self.line_end()?,
                _ => return Some(()),
            }
        }
    }

    /// The keys of a table up to the next header, or to the end.
    fn body(&mut self, table: &mut Table) -> Option<()> {
        loop {
            self.lines()?;
            if matches!(self.peek(), None | Some(b'[')) {
                return Some(());
            }
            self.pair(table, 0)?;
            self.line_end()?;
        }
    }

    /// `[a.b]`: the table that it opens.
    fn header<'r>(&mut self, root: &'r mut Table) -> Option<&'r mut Table> {
        let from = self.at;
        self.eat(b'[')?;
        let Path { above, key } = self.path()?;
        self.eat(b']')?;
        let span = self.span(from);
        self.line_end()?;
        let mut table = root;
        for key in above {
            let (node, _) = below(table, key)?;
            // nothing can be added to what stands in braces
            if self.text.as_bytes().get(node.span.range().start) == Some(&b'{') {
                return None;
            }
            table = inner(node)?;
        }
        let at = table.entries.len();
        let opened = Table { entries: Vec::with_capacity(KEYS) };
        table.entries.push(Entry { key, node: Node { span, value: Value::Table(opened) } });
        inner(&mut table.entries[at].node)
    }

    /// `a.b = value`
    fn pair(&mut self, table: &mut Table, depth: usize) -> Option<()> {
        let Path { above, key } = self.path()?;
        self.eat(b'=')?;
        self.blanks();
        let node = self.value(depth)?;
        let mut table = table;
        for key in above {
            // dotted keys add only to what dotted keys have made
            let (node, made) = below(table, key)?;
            if node.span != made {
                return None;
            }
            table = inner(node)?;
        }
        table.entries.push(Entry { key, node });
        Some(())
    }

    /// A key with the blanks around it.
    fn path(&mut self) -> Option<Path> {
        let mut above = Vec::new();
        loop {
            self.blanks();
            let key = self.key()?;
            self.blanks();
            if self.eat(b'.').is_none() {
                return (above.len() < DEEPEST).then_some(Path { above, key });
            }
            above.push(key);
        }
    }

    fn key(&mut self) -> Option<Spanned<String>> {
        let from = self.at;
        if let Some(quote @ (b'"' | b'\'')) = self.peek() {
            let text = self.quoted(quote)?;
            return Some(Spanned::new(text, self.span(from)));
        }
        self.pass(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        (self.at > from).then(|| Spanned::new(self.text[from..self.at].to_owned(), self.span(from)))
    }

    /// A text on one line, without escapes.
    fn quoted(&mut self, quote: u8) -> Option<String> {
        self.at += 1;
        let from = self.at;
        self.pass(|byte| is_plain(byte) && byte != quote && byte != b'\\');
        let text = &self.text[from..self.at];
        self.eat(quote)?;
        // three quotes begin a text of several lines
        (!text.is_empty() || self.peek() != Some(quote)).then(|| text.to_owned())
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        let from = self.at;
        let value = match self.peek()? {
            quote @ (b'"' | b'\'') => Value::Text(self.quoted(quote)?),
            b'[' | b'{' if depth == DEEPEST => return None,
            b'[' => Value::List(self.list(depth + 1)?),
            b'{' => Value::Table(self.braces(depth + 1)?),
            _ => {
                self.pass(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':' | b'+' | b'_'));
                bare(&self.text[from..self.at])?
            }
        };
        Some(Node { span: self.span(from), value })
    }

    fn list(&mut self, depth: usize) -> Option<Vec<Node>> {
        let mut items = Vec::new();
        self.at += 1;
        loop {
            self.lines()?;
            if self.eat(b']').is_some() {
                return Some(items);
            }
            items.push(self.value(depth)?);
            self.lines()?;
            if self.eat(b',').is_none() {
                self.eat(b']')?;
                return Some(items);
            }
        }
    }

    fn braces(&mut self, depth: usize) -> Option<Table> {
        let mut table = Table::default();
        self.at += 1;
        self.blanks();
        if self.eat(b'}').is_some() {
            return Some(table);
        }
        loop {
            self.pair(&mut table, depth)?;
            self.blanks();
            if self.eat(b',').is_none() {
                self.eat(b'}')?;
                return Some(table);
            }
        }
    }
}

/// What may stand in texts and comments.
fn is_plain(byte: u8) -> bool {
    byte == b'\t' || (byte >= 0x20 && byte != 0x7f)
}

/// What stands under a name, or a new table there; and where it stands if a path has made it, without a header or braces.
fn below(table: &mut Table, key: Spanned<String>) -> Option<(&mut Node, Span)> {
    let entries = &mut table.entries;
    let near = entries.len().saturating_sub(NEAR);
    let at = match entries[near..].iter().rposition(|entry| entry.key.value == key.value) {
        Some(found) => near + found,
        None if near > 0 => return None,
        None => {
            let node = Node { span: key.span, value: Value::Table(Table::default()) };
            entries.push(Entry { key, node });
            entries.len() - 1
        }
    };
    let Entry { key, node } = &mut entries[at];
    Some((node, key.span))
}

fn inner(node: &mut Node) -> Option<&mut Table> {
    match &mut node.value {
        Value::Table(table) => Some(table),
        _ => None,
    }
}

/// A value without quotes and brackets.
fn bare(word: &str) -> Option<Value> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let natural = |text: &str| digits(text) && text.len() <= DIGITS && (text.len() == 1 || !text.starts_with('0'));
    match word {
        "true" => return Some(Value::Boolean(true)),
        "false" => return Some(Value::Boolean(false)),
        _ if natural(word.strip_prefix('-').unwrap_or(word)) => return word.parse().ok().map(Value::Whole),
        _ => {}
    }
    if let Some((whole, part)) = word.split_once('.') {
        return (natural(whole) && digits(part)).then(|| word.parse().ok().map(Value::Number)).flatten();
    }
    let mut parts = word.split('-');
    let mut part = |width: usize| parts.next().filter(|part| part.len() == width && digits(part)).and_then(|part| part.parse::<u32>().ok());
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    let exists = i32::try_from(year).ok().and_then(|year| Day::from_ymd(year, month, day)).is_some();
    (word.len() == DATE && exists).then(|| Value::Date(word.to_owned()))
}

#[cfg(test)]
mod tests;
