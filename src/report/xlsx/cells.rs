//! Cells of a row as bytes, and how many lines the row is high: spreadsheets do not all find that out themselves.

use super::style::Style;
use crate::report::layout::{width, wrap};
use crate::report::packed::{Packed, put, put_number};

const BLANK: u8 = 1;
const TEXT: u8 = 2;
const NUMBER: u8 = 3;
const END: u8 = 0;

/// More lines than a row can be high.
const MOST_LINES: usize = 30;

/// One piece of a row, as the workbook takes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'b> {
    Blank,
    /// A text and a style.
    Text(&'b str, u8),
    /// A number, which may be a date, and a style.
    Number(f64, u8),
    /// The end of the row, which is so many lines high.
    End(u8),
}

/// Takes the next piece.
pub fn next<'b>(packed: &mut Packed<'b>) -> Cell<'b> {
    match packed.byte() {
        BLANK => Cell::Blank,
        TEXT => {
            let style = packed.byte();
            Cell::Text(packed.text(), style)
        }
        NUMBER => {
            let style = packed.byte();
            Cell::Number(f64::from_bits(packed.number().cast_unsigned()), style)
        }
        _ => Cell::End(packed.byte()),
    }
}

/// A row being packed.
#[derive(Debug)]
pub struct Cells<'o> {
    pub out: &'o mut Vec<u8>,
    /// By column, in characters.
    pub widths: &'o [u16],
    column: usize,
    lines: usize,
}

impl<'o> Cells<'o> {
    pub fn new(widths: &'o [u16], out: &'o mut Vec<u8>) -> Cells<'o> {
        Cells { out, widths, column: 0, lines: 1 }
    }

    pub fn text(&mut self, value: &str) {
        if value.is_empty() { self.blank() } else { self.styled(value, Style::Text) }
    }

    pub fn styled(&mut self, value: &str, style: Style) {
        self.out.extend_from_slice(&[TEXT, style as u8]);
        put(value, self.out);
        let width = self.widths.get(self.column).copied().unwrap_or(10);
        self.lines = self.lines.max(lines(value, usize::from(width)));
        self.column += 1;
    }

    pub fn number(&mut self, value: f64, style: Style) {
        self.out.extend_from_slice(&[NUMBER, style as u8]);
        put_number(value.to_bits().cast_signed(), self.out);
        self.column += 1;
    }

    pub fn blank(&mut self) {
        self.out.push(BLANK);
        self.column += 1;
    }

    pub fn end(self) {
        self.out.extend_from_slice(&[END, self.lines as u8]);
    }
}

/// How many lines a text takes in a column of so many characters; never more than a row can hold.
pub fn lines(text: &str, columns: usize) -> usize {
    // a character costs a byte or more, and a wide one three: most cells are short
    if text.len() <= columns && !text.contains('\n') {
        return 1;
    }
    // the font is smaller than the one that widths are counted in
    let columns = columns + columns / 16;
    let of_part = |part: &str| if width(part) <= columns { 1 } else { wrap(part, columns).len() };
    text.split('\n').map(of_part).sum::<usize>().min(MOST_LINES)
}

/// The height of a row of so many lines, in points.
pub fn points(lines: usize) -> f64 {
    15.0 * lines as f64 + 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_taken() {
        let mut out = Vec::new();
        let mut cells = Cells::new(&[4, 4], &mut out);
        cells.text("区公安局");
        cells.number(44_843.5, Style::Minute);
        cells.text("");
        cells.end();
        let mut packed = Packed(&out);
        let all: Vec<Cell<'_>> = (0..4).map(|_| next(&mut packed)).collect();
        let minute = Style::Minute as u8;
        assert_eq!(all, [Cell::Text("区公安局", 0), Cell::Number(44_843.5, minute), Cell::Blank, Cell::End(1)]);
    }

    #[test]
    fn long_texts_take_more_lines() {
        assert_eq!(lines("区公安局", 8), 1);
        assert_eq!(lines("期限 2022-10-09 24:00,尚未完成", 17), 2);
        assert_eq!(lines("a\nb\nc", 17), 3);
        assert_eq!(lines(&"长".repeat(9_999), 8), MOST_LINES);
    }
}
