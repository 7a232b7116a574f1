//! Cells as texts, and what depends on their texts alone.

use crate::mapping::moment::{self, Zones};
use crate::mapping::written::Test;
use crate::table::row::Clock;
use crate::table::{Cell, Row};
use crate::time::spelling::{Spelt, fold};
use std::fmt::Write;
use std::sync::Arc;

/// Numbers from here on have lost digits in a spreadsheet.
const LOSSY: f64 = 1e15;

/// Whether a column has a value, or one of these.
#[derive(Clone, Debug)]
pub struct Holds {
    column: u32,
    /// Folded; none: anything but blank.
    values: Option<Vec<String>>,
    blank: Arc<[String]>,
}

impl Holds {
    pub fn new(column: u32, test: &Test) -> Holds {
        let folded = |text: &String| fold(text.trim()).into_owned();
        Holds { column, values: test.values.as_ref().map(|values| values.iter().map(folded).collect()), blank: test.blank.clone() }
    }

    pub fn column(&self) -> u32 {
        self.column
    }

    pub fn holds(&self, row: &Row, scratch: &mut String) -> bool {
        self.holds_for(shown(row.cell(self.column as usize), scratch))
    }

    /// Whether it holds where the cell, trimmed, says so.
    pub fn holds_for(&self, text: &str) -> bool {
        match &self.values {
            None => !text.is_empty() && !self.blank.iter().any(|blank| blank.eq_ignore_ascii_case(text)),
            Some(values) => {
                let folded = fold(text);
                values.iter().any(|value| *value == folded)
            }
        }
    }
}

/// A cell as a text, trimmed.
pub fn shown<'a>(cell: Cell<'a>, scratch: &'a mut String) -> &'a str {
    scratch.clear();
    // writing to memory does not fail
    let _ = match cell {
        Cell::Blank => return "",
        Cell::Text(text) | Cell::Broken(text) => return text.trim(),
        Cell::Whole(n) => write!(scratch, "{n}"),
        Cell::Number(n) => write!(scratch, "{n}"),
        Cell::Boolean(flag) => write!(scratch, "{flag}"),
        Cell::Local(day, clock) => {
            let clock = match clock {
                Clock::None => None,
                Clock::At(micros) => Some(micros),
            };
            return local(Spelt { day, clock, offset: None }, scratch);
        }
        Cell::Instant(at) => return local(moment::instant(at), scratch),
    };
    scratch
}

fn local(spelt: Spelt, scratch: &mut String) -> &str {
    // a day that cannot be shown is an empty text
    let _ = Zones::default().write(spelt, scratch);
    scratch.trim_matches('"')
}

pub fn write_whole(n: i64, out: &mut String) {
    let _ = write!(out, "{n}");
}

/// Whether a spreadsheet has lost digits of what should be a text: `3.42E+17`.
pub fn lost(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Number(n) => n.abs() >= LOSSY,
        Cell::Text(text) => {
            // hardly a text has one
            if memchr::memchr(b'+', text.as_bytes()).is_none() {
                return false;
            }
            let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            text.trim().split_once("E+").is_some_and(|(mantissa, exponent)| {
                digits(exponent)
                    && mantissa.split_once('.').is_some_and(|(whole, fraction)| whole.len() == 1 && digits(whole) && digits(fraction))
            })
        }
        _ => false,
    }
}
