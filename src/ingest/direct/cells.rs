//! The cells of one row, as places in a block's text.
//!
//! What is said of texts holds for stored cells by what they show, as far as [`Pick::takes_for_text`] allows.

use crate::ingest::scan::each;
use crate::mapping::convert::pick::Pick;
use crate::mapping::convert::plan::Plan;
use crate::mapping::convert::value::{NotPlain, is_lost};
use crate::table::Style;
use crate::table::csv::Cutter;
use crate::table::stored::{self, Kind};
use bumpalo::Bump;
use std::ops::Range;

/// So many columns have a bit.
const FEW: usize = u64::BITS as usize;

/// Columns that say nothing where they are blank; all, where that is not so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns(u64);

impl Columns {
    pub fn of<'p>(picks: impl IntoIterator<Item = &'p Pick>) -> Columns {
        let bit = |pick: &Pick| match pick.column {
            Some(column) if (column as usize) < FEW && pick.words.is_empty() => 1 << column,
            _ => u64::MAX,
        };
        Columns(picks.into_iter().fold(0, |columns, pick| columns | bit(pick)))
    }
}

/// The cells of the row cut last; their memory is used again.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// Where each ends; it starts behind the one before.
    ends: Vec<usize>,
    start: usize,
    /// A bit for each of the first columns: whether anything stands in it.
    told: u64,
    /// Where cells are quoted or stored: all of them, and whether quotes stand doubled in them.
    quoted: Vec<(Range<usize>, bool)>,
    /// Where cells are stored: how.
    kinds: Vec<Kind>,
    cutter: Cutter,
}

impl Cells {
    /// Cuts the row at `at`.
    ///
    /// # Errors
    /// It has too many cells, or too few, or a stored one that is no value.
    pub fn cut(&mut self, text: &str, at: &Range<usize>, style: Option<Style>) -> Result<(), NotPlain> {
        self.quoted.clear();
        self.kinds.clear();
        let bytes = text.as_bytes().get(at.clone()).ok_or(NotPlain)?;
        let Some(style) = style else { return self.cut_stored(text, bytes, at.start) };
        let line = bytes.strip_suffix(&[style.end]).unwrap_or(bytes);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        self.start = at.start;
        self.ends.resize(style.width, 0);
        let (mut count, mut told, mut start) = (0, 0, 0);
        let mut end = |end: usize| {
            if let Some(place) = self.ends.get_mut(count) {
                *place = at.start + end;
            }
            // only the first have a bit; where others share it nobody asks
            told |= u64::from(start != end) << (count % FEW);
            (count, start) = (count + 1, end + 1);
        };
        if !each(line, style.separator, b'"', &mut end) {
            return self.cut_quoted(bytes, at.start, style);
        }
        end(line.len());
        self.told = told;
        if count == style.width { Ok(()) } else { Err(NotPlain) }
    }

    #[inline(never)]
    fn cut_stored(&mut self, text: &str, bytes: &[u8], start: usize) -> Result<(), NotPlain> {
        let mut told = 0;
        for (n, (kind, at)) in stored::cells(bytes).enumerate() {
            let at = start + at.start..start + at.end;
            if kind == Kind::Odd || kind == Kind::Number && text.get(at.clone()).is_none_or(|shown| is_lost(kind, shown)) {
                return Err(NotPlain);
            }
            if n < FEW {
                told |= u64::from(kind != Kind::Blank) << n;
            }
            self.quoted.push((at, false));
            self.kinds.push(kind);
        }
        self.told = told;
        Ok(())
    }

    #[inline(never)]
    fn cut_quoted(&mut self, bytes: &[u8], start: usize, style: Style) -> Result<(), NotPlain> {
        self.told = u64::MAX;
        let quoted = &mut self.quoted;
        if around(bytes, style, |at| quoted.push((start + at.start..start + at.end, false))) {
            return if quoted.len() == style.width { Ok(()) } else { Err(NotPlain) };
        }
        quoted.clear();
        let whole = self.cutter.places(bytes, style, |at, doubled| quoted.push((start + at.start..start + at.end, doubled)));
        if whole && quoted.len() == style.width { Ok(()) } else { Err(NotPlain) }
    }

    /// What stands in a cell, trimmed; nothing where there is no column.
    ///
    /// # Errors
    /// Quotes stand doubled in it.
    #[inline]
    pub fn get<'b>(&self, column: Option<u32>, text: &'b str) -> Result<&'b str, NotPlain> {
        match column.map(|column| column as usize) {
            None => Ok(""),
            Some(column) if column < FEW && self.told & 1 << column == 0 => Ok(""),
            Some(column) => self.at(column, text),
        }
    }

    /// Whether anything stands in one of these columns.
    #[inline]
    pub fn tell(&self, columns: Columns) -> bool {
        self.told & columns.0 != 0
    }

    /// How a cell is stored.
    #[inline]
    pub fn kind(&self, column: Option<u32>) -> Kind {
        match column {
            Some(column) if !self.kinds.is_empty() => self.kinds.get(column as usize).copied().unwrap_or(Kind::Blank),
            _ => Kind::Text,
        }
    }

    /// What stands in the cell of a pick, where that is taken for a text.
    ///
    /// # Errors
    /// It is not plain.
    #[inline]
    pub fn of<'b>(&self, pick: &Pick, text: &'b str) -> Result<&'b str, NotPlain> {
        if self.kinds.is_empty() { self.get(pick.column, text) } else { self.stored(pick, text) }
    }

    #[inline(never)] // what rows of text need stays small
    fn stored<'b>(&self, pick: &Pick, text: &'b str) -> Result<&'b str, NotPlain> {
        let cell = self.get(pick.column, text)?;
        if pick.takes_for_text(self.kind(pick.column), cell) { Ok(cell) } else { Err(NotPlain) }
    }

    fn at<'b>(&self, column: usize, text: &'b str) -> Result<&'b str, NotPlain> {
        if !self.quoted.is_empty() {
            return match self.quoted.get(column) {
                None => Ok(""),
                Some((_, true)) => Err(NotPlain),
                Some((at, false)) => text.get(at.clone()).map(trimmed).ok_or(NotPlain),
            };
        }
        let Some(end) = self.ends.get(column) else { return Ok("") };
        let start = match column.checked_sub(1).and_then(|before| self.ends.get(before)) {
            Some(before) => before + 1,
            None => self.start,
        };
        if start == *end {
            return Ok("");
        }
        text.get(start..*end).map(trimmed).ok_or(NotPlain)
    }
}

impl Cells {
    /// The id of the row's record.
    ///
    /// # Errors
    /// It is not plain.
    pub fn id<'b>(&self, plan: &Plan, text: &'b str, arena: &'b Bump) -> Result<&'b str, NotPlain> {
        let cell = |pick: &Pick| {
            let cell = self.get(pick.column, text)?;
            // a number that has lost digits is no id
            if cell.is_empty() || memchr::memchr(b'+', cell.as_bytes()).is_some() { Err(NotPlain) } else { Ok(cell) }
        };
        match plan.id.as_slice() {
            [only] => cell(only),
            several => {
                let cells: Vec<&str> = several.iter().map(cell).collect::<Result<_, _>>()?;
                Ok(arena.alloc_str(&cells.join(&plan.joined)))
            }
        }
    }
}

/// Tells where cells stand, without the quotes right around them; false where quotes stand otherwise.
fn around(bytes: &[u8], style: Style, mut found: impl FnMut(Range<usize>)) -> bool {
    let bytes = bytes.strip_suffix(&[style.end]).unwrap_or(bytes);
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    let mut start = 0;
    loop {
        let rest = bytes.get(start..).unwrap_or_default();
        let (cell, end) = match rest.strip_prefix(b"\"") {
            Some(inside) => {
                let Some(len) = memchr::memchr(b'"', inside) else { return false };
                (start + 1..start + 1 + len, start + len + 2)
            }
            None if rest.first() == Some(&b' ') => return false,
            None => {
                let len = memchr::memchr(style.separator, rest).unwrap_or(rest.len());
                (start..start + len, start + len)
            }
        };
        found(cell);
        match bytes.get(end) {
            None => return true,
            Some(byte) if *byte == style.separator => start = end + 1,
            Some(_) => return false,
        }
    }
}

/// As [`str::trim`], which most cells do not need.
#[inline]
fn trimmed(text: &str) -> &str {
    let plain = |byte: &u8| (b'!'..=b'~').contains(byte);
    // blanks of more than a byte start with C2 or E1 to E3
    let wide = |byte: &u8| *byte >= 0xE4;
    match text.as_bytes() {
        [first, .., third, _, last] if (plain(first) || wide(first)) && (plain(last) || wide(third)) => text,
        [first, .., last] if plain(first) && plain(last) => text,
        [only] if plain(only) => text,
        [first, _, _] if wide(first) => text,
        _ => text.trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::{around, trimmed};
    use crate::table::Style;
    use crate::table::csv::Cutter;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn quotes_around_cells_are_seen_as_all_quotes_are(row in "[ab,\" \r]{0,14}", end in any::<bool>()) {
            let style = Style { separator: b',', end: b'\n', width: 1 };
            let row = if end { row + "\n" } else { row };
            let (mut quick, mut slow) = (Vec::new(), Vec::new());
            if row.contains('"') && around(row.as_bytes(), style, |at| quick.push((at, false))) {
                prop_assert!(Cutter::default().places(row.as_bytes(), style, |at, doubled| slow.push((at, doubled))));
                prop_assert_eq!(quick, slow);
            }
        }

        #[test]
        fn cells_are_trimmed_as_texts_are(text in "[ a案é\u{3000}\u{2003}\u{a0}\u{85}\u{1680}\u{205f}𠮷\t]{0,6}") {
            prop_assert_eq!(trimmed(&text), text.trim());
        }
    }
}
