//! A value of a column to a cell, by what the column's own description says of it.

use crate::table::{Cell, Clock, iso};
use crate::time::instant::{DAY, Day, Instant};
use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::Decimal;
use parquet::record::Field;
use parquet::schema::types::Type;

/// How a column's values are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    AsStored,
    /// A timestamp: a point in time, or what some clock showed.
    Time {
        unit: Unit,
        instant: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Millisecond,
    Microsecond,
    Nanosecond,
}

impl Reading {
    /// Of a column; none where its values are no cells (lists, groups, intervals).
    pub fn of(column: &Type) -> Option<Reading> {
        let about = column.get_basic_info();
        if !column.is_primitive() || (about.has_repetition() && about.repetition() == Repetition::REPEATED) {
            return None;
        }
        match about.logical_type_ref() {
            Some(LogicalType::Timestamp(time)) => {
                let unit = match time.unit {
                    TimeUnit::MILLIS => Unit::Millisecond,
                    TimeUnit::MICROS => Unit::Microsecond,
                    TimeUnit::NANOS => Unit::Nanosecond,
                };
                return Some(Reading::Time { unit, instant: time.is_adjusted_to_u_t_c });
            }
            // the library gives it as a bare number
            Some(LogicalType::Time(time)) if time.unit == TimeUnit::NANOS => return None,
            _ => {}
        }
        use ConvertedType as Converted;
        // whatever else the library stumbles over
        let (reading, readable) = match (column.get_physical_type(), about.converted_type()) {
            (Physical::INT64, Converted::TIMESTAMP_MILLIS) => (Reading::Time { unit: Unit::Millisecond, instant: true }, true),
            (Physical::INT64, Converted::TIMESTAMP_MICROS) => (Reading::Time { unit: Unit::Microsecond, instant: true }, true),
            (Physical::INT96, _) => (Reading::Time { unit: Unit::Millisecond, instant: true }, true),
            (_, Converted::NONE | Converted::DECIMAL) => (Reading::AsStored, true),
            (Physical::INT32, converted) => (
                Reading::AsStored,
                matches!(
                    converted,
                    Converted::INT_8
                        | Converted::INT_16
                        | Converted::INT_32
                        | Converted::UINT_8
                        | Converted::UINT_16
                        | Converted::UINT_32
                        | Converted::DATE
                        | Converted::TIME_MILLIS
                ),
            ),
            (Physical::INT64, converted) => {
                (Reading::AsStored, matches!(converted, Converted::INT_64 | Converted::UINT_64 | Converted::TIME_MICROS))
            }
            (Physical::BYTE_ARRAY, converted) => {
                (Reading::AsStored, matches!(converted, Converted::UTF8 | Converted::ENUM | Converted::JSON))
            }
            _ => (Reading::AsStored, false),
        };
        readable.then_some(reading)
    }

    /// The cell; `words` is room for the text of those that are stored otherwise.
    pub fn cell<'c>(self, field: &'c Field, words: &'c mut String) -> Cell<'c> {
        let raw = match field {
            Field::TimestampMillis(n) | Field::TimestampMicros(n) | Field::Long(n) => Some(*n),
            _ => None,
        };
        if let (Reading::Time { unit, instant }, Some(raw)) = (self, raw) {
            let micros = match unit {
                Unit::Millisecond => raw.checked_mul(1000),
                Unit::Microsecond => Some(raw),
                Unit::Nanosecond => Some(raw.div_euclid(1000)),
            };
            return match micros.filter(|at| shown(*at)) {
                Some(at) if instant => Cell::Instant(Instant(at)),
                Some(at) => Cell::Local(Day(at.div_euclid(DAY) as i32), Clock::At(at.rem_euclid(DAY))),
                None => broken(raw.to_string(), words),
            };
        }
        match field {
            Field::Null => Cell::Blank,
            Field::Bool(flag) => Cell::Boolean(*flag),
            Field::Byte(n) => Cell::Whole(i64::from(*n)),
            Field::Short(n) => Cell::Whole(i64::from(*n)),
            Field::Int(n) => Cell::Whole(i64::from(*n)),
            Field::Long(n) => Cell::Whole(*n),
            Field::UByte(n) => Cell::Whole(i64::from(*n)),
            Field::UShort(n) => Cell::Whole(i64::from(*n)),
            Field::UInt(n) => Cell::Whole(i64::from(*n)),
            Field::ULong(n) => match i64::try_from(*n) {
                Ok(n) => Cell::Whole(n),
                Err(_) => text(n.to_string(), words),
            },
            Field::Float16(n) => number(f64::from(*n), words),
            // 0.1 as it was written, not 0.10000000149011612
            Field::Float(n) => number(n.to_string().parse().unwrap_or(f64::from(*n)), words),
            Field::Double(n) => number(*n, words),
            Field::Decimal(n) => decimal(n, words),
            Field::Str(text) => Cell::Text(text),
            Field::Bytes(bytes) => match std::str::from_utf8(bytes.data()) {
                Ok(text) => Cell::Text(text),
                Err(_) => broken("(bytes)".to_owned(), words),
            },
            Field::Date(days) if shown(i64::from(*days).saturating_mul(DAY)) => Cell::Local(Day(*days), Clock::None),
            Field::Date(days) => broken(days.to_string(), words),
            Field::TimeMillis(n) => text(iso::shown(i64::from(*n).saturating_mul(1000)), words),
            Field::TimeMicros(n) => text(iso::shown(*n), words),
            Field::TimestampMillis(n) | Field::TimestampMicros(n) => broken(n.to_string(), words),
            Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => broken("(…)".to_owned(), words),
        }
    }
}

/// Whether it lies in the years 1 to 9999.
fn shown(micros: i64) -> bool {
    const FIRST: i64 = -719_162 * DAY;
    const END: i64 = 2_932_897 * DAY;
    (FIRST..END).contains(&micros)
}

fn text(told: String, words: &mut String) -> Cell<'_> {
    *words = told;
    Cell::Text(words)
}

fn broken(told: String, words: &mut String) -> Cell<'_> {
    *words = told;
    Cell::Broken(words)
}

fn number(n: f64, words: &mut String) -> Cell<'_> {
    if n.is_finite() { Cell::Number(n) } else { broken(n.to_string(), words) }
}

/// A number where floating point holds it, else its digits.
fn decimal<'c>(decimal: &Decimal, words: &'c mut String) -> Cell<'c> {
    const EXACT: u64 = 1_000_000_000_000_000;
    let (bytes, scale) = (decimal.data(), decimal.scale());
    let negative = bytes.first().is_some_and(|first| *first >= 0x80);
    let (head, tail) = bytes.split_at(bytes.len().saturating_sub(16));
    let filler = if negative { 0xFF } else { 0 };
    if !(0..=38).contains(&scale) || head.iter().any(|byte| *byte != filler) {
        return broken("(decimal)".to_owned(), words);
    }
    let mut wide = [filler; 16];
    wide.iter_mut().rev().zip(tail.iter().rev()).for_each(|(to, from)| *to = *from);
    let unscaled = i128::from_be_bytes(wide);
    let digits = format!("{:0width$}", unscaled.unsigned_abs(), width = scale as usize + 1);
    let (whole, part) = digits.split_at(digits.len() - scale as usize);
    let sign = if unscaled < 0 { "-" } else { "" };
    let written = if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") };
    match (scale, i64::try_from(unscaled), written.parse()) {
        (0, Ok(n), _) => Cell::Whole(n),
        (_, _, Ok(n)) if unscaled.unsigned_abs() < u128::from(EXACT) => Cell::Number(n),
        _ => text(written, words),
    }
}
