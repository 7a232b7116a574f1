//! One row in the bytes of a table: where it ends, and where its cells stand in it.

use super::fault::Flaw;
use crate::table::{Cell, Row};
use std::borrow::Cow;
use std::ops::Range;

/// What stands at the start of the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A row of so many bytes and lines, its end included. The cells are in [`Cells`].
    Row { len: usize, lines: u64 },
    /// The row does not end in these bytes; within a quoted cell that opened there.
    More { quote: Option<Quote> },
    /// A quote that opens a cell which does not end as cells do: on its own line (`closes`), or never.
    Quote { quote: Quote, closes: bool },
}

/// A quote that opens a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quote {
    pub at: usize,
    /// Lines that end before it.
    pub lines: u64,
    /// From 0.
    pub column: u32,
}

/// The cells of the row found last; their memory is used again.
#[derive(Debug, Default)]
pub(super) struct Cells {
    cells: Vec<Place>,
    /// Nothing is quoted: cells are what stands between separators.
    plain: Option<u8>,
    /// Where the cells end, without the line's end.
    end: usize,
    /// A cell without its doubled quotes.
    unquoted: String,
}

#[derive(Clone, Debug)]
struct Place {
    at: Range<usize>,
    /// Quotes stand doubled in it.
    doubled: bool,
}

impl Cells {
    /// Finds the row at the start of `text`, which is all there is when `whole`.
    pub fn scan(&mut self, text: &[u8], separator: u8, end: u8, whole: bool) -> Found {
        let line = match memchr::memchr(end, text) {
            Some(len) => Some((len, len + 1)),
            None => whole.then_some((text.len(), text.len())),
        };
        let first = line.map_or(text, |(len, _)| text.get(..len).unwrap_or_default());
        if memchr::memchr(b'"', first).is_none() {
            let Some((len, with_end)) = line else { return Found::More { quote: None } };
            self.plain = Some(separator);
            self.end = len - usize::from(first.ends_with(b"\r"));
            return Found::Row { len: with_end, lines: u64::from(with_end > len) };
        }
        self.plain = None;
        self.quoted(text, separator, end, whole)
    }

    /// As [`Cells::scan`], where quotes may stand.
    fn quoted(&mut self, text: &[u8], separator: u8, end: u8, whole: bool) -> Found {
        self.cells.clear();
        let (mut at, mut lines) = (0, 0);
        loop {
            let rest = text.get(at..).unwrap_or_default();
            let blanks = rest.iter().take_while(|byte| **byte == b' ').count();
            let after = if rest.get(blanks) == Some(&b'"') {
                let quote = Quote { at: at + blanks, lines, column: u32::try_from(self.cells.len()).unwrap_or(u32::MAX) };
                match closing(text, quote.at + 1, separator, end, whole) {
                    Closing::At { quote: close, doubled, after } => {
                        let inside = quote.at + 1..close;
                        lines += memchr::memchr_iter(end, text.get(inside.clone()).unwrap_or_default()).count() as u64;
                        self.cells.push(Place { at: inside, doubled });
                        after
                    }
                    Closing::More => return Found::More { quote: Some(quote) },
                    Closing::Never => return Found::Quote { quote, closes: false },
                    Closing::Wrong(at) => {
                        let closes = memchr::memchr(end, text.get(quote.at..at).unwrap_or_default()).is_none();
                        return Found::Quote { quote, closes };
                    }
                }
            } else {
                let len = memchr::memchr2(separator, end, rest);
                let Some(len) = len.or(whole.then_some(rest.len())) else { return Found::More { quote: None } };
                let cell = rest.get(..len).unwrap_or_default();
                let ends = rest.get(len).is_none_or(|byte| *byte == end);
                let cr = usize::from(ends && cell.ends_with(b"\r"));
                self.cells.push(Place { at: at..at + len - cr, doubled: false });
                at + len
            };
            self.end = after;
            match text.get(after) {
                None => return Found::Row { len: after, lines },
                Some(byte) if *byte == end => return Found::Row { len: after + 1, lines: lines + 1 },
                Some(_) => at = after + 1,
            }
        }
    }

    /// Puts the cells of the row found last, which `bytes` starts with, into `row`; where a cell is broken, in which
    /// column and how.
    pub fn take(&mut self, bytes: &[u8], row: &mut Row) -> Option<(u32, Flaw)> {
        let bytes = bytes.get(..self.end).unwrap_or(bytes);
        let text = match simdutf8::basic::from_utf8(bytes) {
            Ok(text) if memchr::memchr(0, bytes).is_none() => Cow::Borrowed(text),
            _ => {
                let wrong = std::str::from_utf8(bytes).err().map(|error| error.valid_up_to());
                let flaw = if wrong.is_some() { Flaw::WrongBytes } else { Flaw::Nul };
                let at = wrong.or(memchr::memchr(0, bytes)).unwrap_or_default();
                let column = self.column(bytes, at);
                self.lossy(bytes, row);
                return Some((column, flaw));
            }
        };
        match self.plain {
            Some(_) if text.is_empty() => {}
            Some(separator) => {
                let mut start = 0;
                for at in memchr::memchr_iter(separator, bytes) {
                    row.push(Cell::Text(text.get(start..at).unwrap_or_default()));
                    start = at + 1;
                }
                row.push(Cell::Text(text.get(start..).unwrap_or_default()));
            }
            None => {
                for Place { at, doubled } in &self.cells {
                    let cell = text.get(at.clone()).unwrap_or_default();
                    row.push(Cell::Text(if *doubled { halved(cell, &mut self.unquoted) } else { cell }));
                }
            }
        }
        None
    }

    /// Where the cells stand of the row found last, which `bytes` starts with, and whether quotes stand doubled in them.
    pub fn each(&self, bytes: &[u8], mut take: impl FnMut(Range<usize>, bool)) {
        let Some(separator) = self.plain else {
            return self.cells.iter().for_each(|Place { at, doubled }| take(at.clone(), *doubled));
        };
        let mut start = 0;
        for end in memchr::memchr_iter(separator, bytes.get(..self.end).unwrap_or(bytes)) {
            take(start..end, false);
            start = end + 1;
        }
        take(start..self.end, false);
    }

    /// The column of a byte.
    fn column(&self, bytes: &[u8], at: usize) -> u32 {
        let before = match self.plain {
            Some(separator) => memchr::memchr_iter(separator, bytes.get(..at).unwrap_or_default()).count(),
            None => self.cells.iter().take_while(|cell| cell.at.end <= at).count(),
        };
        u32::try_from(before).unwrap_or(u32::MAX)
    }

    /// The cells of a row that is broken, as far as they can be shown.
    fn lossy(&self, bytes: &[u8], row: &mut Row) {
        match self.plain {
            Some(separator) => plain(bytes, separator, row),
            None => {
                for Place { at, .. } in &self.cells {
                    let cell = String::from_utf8_lossy(bytes.get(at.clone()).unwrap_or_default());
                    row.push(Cell::Text(&cell.replace("\"\"", "\"")));
                }
            }
        }
    }
}

/// Puts a broken line into `row`: quotes mean nothing, what is no UTF-8 is replaced.
pub(super) fn plain(line: &[u8], separator: u8, row: &mut Row) {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    for cell in line.split(|byte| *byte == separator) {
        row.push(Cell::Text(&String::from_utf8_lossy(cell)));
    }
}

/// Whether every quote in a line stands right around a cell, none doubled: then the line is a row, whatever follows.
pub(super) fn is_row(line: &[u8], separator: u8) -> bool {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let mut at = 0;
    while let Some(len) = memchr::memchr(b'"', line.get(at..).unwrap_or_default()) {
        let open = at + len;
        let starts = open.checked_sub(1).is_none_or(|before| line.get(before) == Some(&separator));
        let inside = line.get(open + 1..).unwrap_or_default();
        let Some(close) = memchr::memchr(b'"', inside).filter(|_| starts).map(|len| open + 1 + len) else { return false };
        if line.get(close + 1).is_some_and(|byte| *byte != separator) {
            return false;
        }
        at = close + 1;
    }
    true
}

/// How a quoted cell ends.
enum Closing {
    /// `after` is the separator or line end behind it.
    At { quote: usize, doubled: bool, after: usize },
    /// Not in these bytes.
    More,
    /// Not at all.
    Never,
    /// A quote stands there, and neither a separator nor the line's end behind it.
    Wrong(usize),
}

/// Looks for the quote that closes a cell, from the byte after the one that opens it.
fn closing(text: &[u8], from: usize, separator: u8, end: u8, whole: bool) -> Closing {
    let (mut at, mut doubled) = (from, false);
    loop {
        let Some(len) = memchr::memchr(b'"', text.get(at..).unwrap_or_default()) else {
            return if whole { Closing::Never } else { Closing::More };
        };
        let quote = at + len;
        if text.get(quote + 1) == Some(&b'"') {
            (at, doubled) = (quote + 2, true);
            continue;
        }
        let rest = text.get(quote + 1..).unwrap_or_default();
        let blanks = rest.iter().take_while(|byte| **byte == b' ').count();
        let after = quote + 1 + blanks;
        return match (text.get(after), text.get(after + 1)) {
            (Some(byte), _) if *byte == separator || *byte == end => Closing::At { quote, doubled, after },
            (Some(b'\r'), Some(next)) if *next == end => Closing::At { quote, doubled, after: after + 1 },
            (None, _) | (Some(b'\r'), None) if !whole => Closing::More,
            (None, _) => Closing::At { quote, doubled, after },
            (Some(b'\r'), None) => Closing::At { quote, doubled, after: after + 1 },
            _ => Closing::Wrong(quote),
        };
    }
}

/// A cell's text with one quote for two.
fn halved<'u>(cell: &str, unquoted: &'u mut String) -> &'u str {
    unquoted.clear();
    for (n, piece) in cell.split("\"\"").enumerate() {
        unquoted.push_str(if n > 0 { "\"" } else { "" });
        unquoted.push_str(piece);
    }
    unquoted
}
