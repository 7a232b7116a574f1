//! A cell of a workbook, as stored, to a [`Cell`].

use crate::table::{Cell, Clock, iso};
use crate::time::instant::{DAY, Day};
use calamine::{CellErrorType, Data, DataRef, ExcelDateTime};

/// The day that serials of a workbook count from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Epoch {
    /// 1 is 1900-01-01, and 60 a day that never was.
    Y1900,
    /// 0 is 1904-01-01: workbooks that began on a Macintosh.
    Y1904,
}

/// What the library gives, borrowed or owned.
#[derive(Clone, Copy, Debug)]
pub enum Stored<'c> {
    Blank,
    Text(&'c str),
    Whole(i64),
    Number(f64),
    Boolean(bool),
    Serial(&'c ExcelDateTime),
    Iso(&'c str),
    Span(&'c str),
    Error(&'c CellErrorType),
}

impl<'c> From<&'c DataRef<'c>> for Stored<'c> {
    fn from(data: &'c DataRef<'c>) -> Stored<'c> {
        match data {
            DataRef::Int(n) => Stored::Whole(*n),
            DataRef::Float(n) => Stored::Number(*n),
            DataRef::String(text) => Stored::Text(text),
            DataRef::SharedString(text) => Stored::Text(text),
            DataRef::Bool(flag) => Stored::Boolean(*flag),
            DataRef::DateTime(serial) => Stored::Serial(serial),
            DataRef::DateTimeIso(text) => Stored::Iso(text),
            DataRef::DurationIso(text) => Stored::Span(text),
            DataRef::Error(error) => Stored::Error(error),
            DataRef::Empty => Stored::Blank,
        }
    }
}

impl<'c> From<&'c Data> for Stored<'c> {
    fn from(data: &'c Data) -> Stored<'c> {
        match data {
            Data::Int(n) => Stored::Whole(*n),
            Data::Float(n) => Stored::Number(*n),
            Data::String(text) => Stored::Text(text),
            Data::Bool(flag) => Stored::Boolean(*flag),
            Data::DateTime(serial) => Stored::Serial(serial),
            Data::DateTimeIso(text) => Stored::Iso(text),
            Data::DurationIso(text) => Stored::Span(text),
            Data::Error(error) => Stored::Error(error),
            Data::Empty => Stored::Blank,
        }
    }
}

impl<'c> Stored<'c> {
    /// The cell; `words` is room for the text of those that are stored otherwise.
    pub fn cell(self, epoch: Epoch, words: &'c mut String) -> Cell<'c> {
        words.clear();
        match self {
            Stored::Blank => Cell::Blank,
            Stored::Text(text) => Cell::Text(text),
            Stored::Whole(n) => Cell::Whole(n),
            Stored::Number(n) => number(n),
            Stored::Boolean(flag) => Cell::Boolean(flag),
            Stored::Serial(serial) => match moment(serial.as_f64(), serial.is_duration(), epoch) {
                Moment::Local(day, clock) => Cell::Local(day, clock),
                Moment::Clock(text) => {
                    *words = text;
                    Cell::Text(words)
                }
                Moment::None(text) => {
                    *words = text;
                    Cell::Broken(words)
                }
            },
            Stored::Iso(text) => match (iso::instant(text), iso::local(text)) {
                (Some(at), _) => Cell::Instant(at),
                (None, Some((day, clock))) => Cell::Local(day, clock),
                // as written: whether it can be read is the mapping's to say
                (None, None) => Cell::Text(text),
            },
            Stored::Span(text) => match iso::span(text) {
                Some(span) => {
                    *words = span;
                    Cell::Text(words)
                }
                None => Cell::Text(text),
            },
            Stored::Error(error) => {
                *words = error.to_string();
                Cell::Broken(words)
            }
        }
    }
}

/// A workbook stores every number as floating point, ids and counts too.
pub fn number(n: f64) -> Cell<'static> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if n.fract() == 0.0 && n.abs() < EXACT { Cell::Whole(n as i64) } else { Cell::Number(n) }
}

#[derive(Debug, PartialEq)]
enum Moment {
    Local(Day, Clock),
    /// A time of day, or a length of time: `15:30`, `27:30:05`.
    Clock(String),
    /// No date has this serial.
    None(String),
}

/// A serial is days, and a part of a day that is rounded to the millisecond, as Excel shows it: 15:00 is stored as
/// 0.62499999999….
fn moment(serial: f64, span: bool, epoch: Epoch) -> Moment {
    const MILLISECONDS: f64 = 86_400_000.0;
    /// The last serial: 9999-12-31.
    const LAST: f64 = 2_958_466.0;
    if !(0.0..LAST).contains(&serial) {
        return Moment::None(serial.to_string());
    }
    let micros = (serial * MILLISECONDS).round() as i64 * 1000;
    let (days, clock) = ((micros / DAY) as i32, micros % DAY);
    if span || serial < 1.0 {
        return Moment::Clock(iso::shown(micros));
    }
    // 1899-12-31, 1899-12-30, 1904-01-01
    let first = match (epoch, days) {
        (Epoch::Y1900, 60) => return Moment::None("1900-02-29".to_owned()),
        (Epoch::Y1900, ..60) => -25_568,
        (Epoch::Y1900, _) => -25_569,
        (Epoch::Y1904, _) => -24_107,
    };
    Moment::Local(Day(first + days), if clock == 0 { Clock::None } else { Clock::At(clock) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::instant::{HOUR, MINUTE, SECOND};

    #[test]
    fn serials_of_both_epochs() {
        let day = |y, m, d| Day::from_ymd(y, m, d).unwrap();
        for (serial, epoch, expected, clock) in [
            (44_696.0, Epoch::Y1900, day(2022, 5, 15), Clock::None),
            (44_696.625, Epoch::Y1900, day(2022, 5, 15), Clock::At(15 * HOUR)),
            (44_696.631_944_444_44, Epoch::Y1900, day(2022, 5, 15), Clock::At(15 * HOUR + 10 * MINUTE)),
            (44_696.999_999_999_9, Epoch::Y1900, day(2022, 5, 16), Clock::None),
            (44_696.000_011_574_07, Epoch::Y1900, day(2022, 5, 15), Clock::At(SECOND)),
            (1.0, Epoch::Y1900, day(1900, 1, 1), Clock::None),
            (59.0, Epoch::Y1900, day(1900, 2, 28), Clock::None),
            (61.0, Epoch::Y1900, day(1900, 3, 1), Clock::None),
            (1.0, Epoch::Y1904, day(1904, 1, 2), Clock::None),
            (43_234.0, Epoch::Y1904, day(2022, 5, 15), Clock::None),
        ] {
            assert_eq!(moment(serial, false, epoch), Moment::Local(expected, clock), "{serial}");
        }
        assert_eq!(moment(0.645_833_333, false, Epoch::Y1900), Moment::Clock("15:30".into()));
        assert_eq!(moment(1.145_891_203_7, true, Epoch::Y1900), Moment::Clock("27:30:05".into()));
        for serial in [60.5, -1.0, 2_958_466.0, f64::NAN, f64::INFINITY] {
            assert!(matches!(moment(serial, false, Epoch::Y1900), Moment::None(_)), "{serial}");
        }
    }

    #[test]
    fn numbers_that_are_whole_are_whole() {
        assert_eq!(number(1001.0), Cell::Whole(1001));
        assert_eq!(number(0.5), Cell::Number(0.5));
        assert_eq!(number(1e300), Cell::Number(1e300));
    }
}
