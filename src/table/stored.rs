//! A row of stored cells as it stands in a block: a text without NUL, so that what its cells show can be borrowed
//! from it. Each cell is a mark that says how it is stored, and what it shows with its length before it; a blank one is
//! its mark alone.

use super::{Cell, Clock, Row, iso};
use crate::time::Digits;
use crate::time::instant::{DAY, Day, Instant};
use std::ops::Range;

/// How a cell is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    Blank,
    #[default]
    Text,
    Whole,
    Number,
    Boolean,
    /// A date, or a date and time of day.
    Local,
    Instant,
    /// A formula that came to nothing, or a time that cannot be shown.
    Odd,
}

/// So many bytes have their length in one byte; none of them is 0, and all are ASCII.
const SHORT: usize = 126;
const LONG: u8 = 127;
const DIGITS: u32 = 5;

/// Appends a cell.
pub fn put(cell: Cell<'_>, out: &mut Vec<u8>) {
    let mut shown = Digits::default();
    let mark = match cell {
        Cell::Blank | Cell::Text("") => return out.push(b'_'),
        Cell::Text(text) => return text_of(b't', text, out),
        Cell::Broken(text) => return text_of(b'!', text, out),
        // a short text never is longer than its room, but for numbers such as 1e300
        Cell::Number(n) => return text_of(b'f', &n.to_string(), out),
        Cell::Whole(n) => {
            shown.whole(n);
            b'i'
        }
        Cell::Boolean(flag) => {
            shown.text(if flag { "true" } else { "false" });
            b'b'
        }
        Cell::Local(day, clock) => match (iso::write_day(day, &mut shown), clock) {
            (true, Clock::None) => b'd',
            (true, Clock::At(micros)) if (0..DAY).contains(&micros) => {
                iso::write_clock(micros, &mut shown);
                b'd'
            }
            _ => {
                shown = Digits::default();
                shown.whole(day.0.into());
                if let Clock::At(micros) = clock {
                    shown.put(b' ');
                    shown.whole(micros);
                }
                b'D'
            }
        },
        Cell::Instant(Instant(at)) => match i32::try_from(at.div_euclid(DAY)) {
            Ok(day) if iso::write_day(Day(day), &mut shown) => {
                iso::write_clock(at.rem_euclid(DAY), &mut shown);
                iso::write_offset(0, &mut shown);
                b'a'
            }
            _ => {
                shown.whole(at);
                b'A'
            }
        },
    };
    text_of(mark, &shown, out);
}

fn text_of(mark: u8, text: &str, out: &mut Vec<u8>) {
    out.push(mark);
    match u8::try_from(text.len()) {
        Ok(len) if usize::from(len) < SHORT => out.push(len + 1),
        _ => {
            out.push(LONG);
            out.extend((0..DIGITS).rev().map(|n| 0x40 | (text.len() >> (6 * n) & 0x3F) as u8));
        }
    }
    out.extend_from_slice(text.as_bytes());
}

/// The cells of a row, in order: how each is stored, and where in the row stands what it shows. Ends early where
/// something else stands.
#[derive(Clone, Debug)]
pub struct Cells<'r> {
    bytes: &'r [u8],
    at: usize,
}

pub fn cells(bytes: &[u8]) -> Cells<'_> {
    Cells { bytes, at: 0 }
}

impl Cells<'_> {
    /// The next cell with its mark.
    #[inline]
    fn marked(&mut self) -> Option<(u8, Range<usize>)> {
        let rest = self.bytes.get(self.at..)?;
        let (len, start) = match *rest {
            [b'_', ..] => (0, 1),
            [_, short @ 1..LONG, ..] => (usize::from(short - 1), 2),
            [_, LONG, a, b, c, d, e, ..] => ([a, b, c, d, e].iter().fold(0, |len, byte| len << 6 | usize::from(byte & 0x3F)), 7),
            _ => return None,
        };
        let (start, end) = (self.at + start, self.at + start + len);
        if end > self.bytes.len() {
            return None;
        }
        let mark = rest.first().copied()?;
        self.at = end;
        Some((mark, start..end))
    }
}

impl Iterator for Cells<'_> {
    type Item = (Kind, Range<usize>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (mark, at) = self.marked()?;
        let kind = match mark {
            b'_' => Kind::Blank,
            b't' => Kind::Text,
            b'i' => Kind::Whole,
            b'f' => Kind::Number,
            b'b' => Kind::Boolean,
            b'd' => Kind::Local,
            b'a' => Kind::Instant,
            _ => Kind::Odd,
        };
        Some((kind, at))
    }
}

/// Whether bytes are a row of at most so many cells.
pub fn is_row(bytes: &[u8], columns: u32) -> bool {
    let mut cells = cells(bytes);
    let count = cells.by_ref().take(columns as usize + 1).count();
    cells.at == bytes.len() && count <= columns as usize && simdutf8::basic::from_utf8(bytes).is_ok()
}

/// Puts the cells of a row into `row`.
pub fn take(bytes: &[u8], line: u64, row: &mut Row) {
    row.clear(line);
    let mut cells = cells(bytes);
    while let Some((mark, at)) = cells.marked() {
        let text = bytes.get(at).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default();
        row.push(cell(mark, text).unwrap_or(Cell::Broken(text)));
    }
}

/// None where it is a formula that came to nothing, or no cell at all.
fn cell(mark: u8, text: &str) -> Option<Cell<'_>> {
    Some(match mark {
        b'_' => Cell::Blank,
        b't' => Cell::Text(text),
        b'i' => Cell::Whole(text.parse().ok()?),
        b'f' => Cell::Number(text.parse().ok()?),
        b'b' => Cell::Boolean(text == "true"),
        b'a' => Cell::Instant(iso::instant(text)?),
        b'A' => Cell::Instant(Instant(text.parse().ok()?)),
        b'd' => {
            let (day, clock) = iso::local(text)?;
            Cell::Local(day, clock)
        }
        b'D' => match text.split_once(' ') {
            None => Cell::Local(Day(text.parse().ok()?), Clock::None),
            Some((day, clock)) => Cell::Local(Day(day.parse().ok()?), Clock::At(clock.parse().ok()?)),
        },
        _ => return None,
    })
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Any cell, the usual ones more often.
    pub fn any_cell() -> impl Strategy<Value = Row> {
        let of = |cell: Cell<'_>| {
            let mut row = Row::default();
            row.push(cell);
            row
        };
        let micros = || prop_oneof![0..4_000_000_000_000_000_i64, any::<i64>()];
        prop_oneof![
            Just(of(Cell::Blank)),
            "\\PC{0,20}|[\u{0}-\u{7f}]{0,200}".prop_map(move |text| of(Cell::Text(&text))),
            "#N/A|".prop_map(move |text| of(Cell::Broken(&text))),
            prop_oneof![-200..200_i64, any::<i64>()].prop_map(move |n| of(Cell::Whole(n))),
            prop_oneof![-2.0..2.0, any::<f64>()].prop_map(move |n| of(Cell::Number(n))),
            any::<bool>().prop_map(move |flag| of(Cell::Boolean(flag))),
            prop_oneof![-800_000..3_000_000, any::<i32>()].prop_map(move |day| of(Cell::Local(Day(day), Clock::None))),
            (0..30_000, 0..DAY).prop_map(move |(day, at)| of(Cell::Local(Day(day), Clock::At(at)))),
            micros().prop_map(move |at| of(Cell::Instant(Instant(at)))),
        ]
    }

    fn shown(cell: Cell<'_>) -> String {
        format!("{cell:?}")
    }

    proptest! {
        #[test]
        fn what_is_put_is_taken(all in prop::collection::vec(any_cell(), 0..6)) {
            let mut bytes = Vec::new();
            all.iter().for_each(|row| put(row.cell(0), &mut bytes));
            prop_assert!(is_row(&bytes, 6));
            let text = all.iter().any(|row| matches!(row.cell(0), Cell::Text(text) if text.contains('\0')));
            prop_assert!(text || !bytes.contains(&0));
            let mut row = Row::default();
            take(&bytes, 7, &mut row);
            prop_assert_eq!((row.line, row.len()), (7, all.len()));
            for (n, before) in all.iter().enumerate() {
                prop_assert_eq!(shown(row.cell(n)), shown(before.cell(0)));
            }
            for cut in 0..bytes.len() {
                let fewer = cells(&bytes[..cut]).count();
                prop_assert!(fewer < all.len());
            }
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(prop_oneof![prop::sample::select(&b"_t!ifbadAD\x01\x02\x7F@0 "[..]), any::<u8>()], 0..40)) {
            is_row(&bytes, 9);
            take(&bytes, 1, &mut Row::default());
        }
    }

    #[test]
    fn times_that_are_none_stay_as_they_are() {
        for cell in [Cell::Local(Day(i32::MIN), Clock::At(-1)), Cell::Local(Day(5), Clock::At(DAY)), Cell::Instant(Instant(i64::MIN))] {
            let (mut bytes, mut row) = (Vec::new(), Row::default());
            put(cell, &mut bytes);
            take(&bytes, 1, &mut row);
            assert_eq!(row.cell(0), cell);
            assert_eq!(cells(&bytes).next().map(|(kind, _)| kind), Some(Kind::Odd));
        }
    }

    #[test]
    fn long_texts_have_their_length() {
        for len in [124, 125, 126, 127, 128, 70_000] {
            let (text, mut bytes, mut row) = ("x".repeat(len), Vec::new(), Row::default());
            put(Cell::Text(&text), &mut bytes);
            take(&bytes, 1, &mut row);
            assert_eq!(row.cell(0), Cell::Text(&text));
        }
    }
}
