//! Numbers as exports spell them: `1,234.5`, full-width digits, `¥`, `%`, the unit repeated in the cell. Written as JSON
//! does, and scaled exactly where only the decimal point moves.

use super::unit::{self, Factor, Unit};
use crate::time::spelling::fold;
use std::fmt::Write;

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotANumber {
    /// Anything else.
    NoNumber,
    /// `1,5`: a decimal comma, or a group of thousands that is too short.
    Comma,
    /// `95%`, where the mapping tells no unit.
    Percent,
    /// More digits than a number holds.
    TooLong,
    /// `3.5`, where a whole number is wanted.
    NotWhole,
    /// Another unit than the column's: `3天` among amounts.
    OtherUnit,
}

/// The digits of a number: no more than these are exact.
const MOST: usize = 34;

/// A decimal number: its digits without leading zeros, and where the point stands behind them.
#[derive(Clone, Copy, Debug)]
struct Decimal {
    negative: bool,
    digits: [u8; MOST],
    len: usize,
    /// Digits behind the point; negative: zeros to come.
    behind: i32,
}

/// Writes a number as JSON. `whole`: only whole ones are taken.
///
/// # Errors
/// It is none; nothing was written.
pub fn write(text: &str, whole: bool, unit: Option<&Unit>, out: &mut String) -> Result<(), NotANumber> {
    let folded = fold(text);
    let text = folded.trim();
    let bare = text.trim_start_matches(['¥', '¥', '$', '€', '£']).trim_start();
    let end = bare.trim_end_matches(|c: char| !c.is_ascii_digit() && c != '.').len();
    let (number, suffix) = bare.split_at_checked(end).unwrap_or((bare, ""));
    let factor = factor(suffix.trim(), unit)?;
    let mut decimal = Decimal::read(number)?;
    match factor.map(|factor| (factor, factor.shift())) {
        None => {}
        Some((_, Some(shift))) => decimal.behind = decimal.behind.saturating_sub(shift),
        Some((factor, None)) => {
            // 15 digits of a double are exact; the sixteenth is noise
            let scaled = decimal.value() * factor.times as f64 / factor.over as f64;
            decimal = Decimal::read(&format!("{scaled:.15e}")).map(|d| d.rounded(15))?;
        }
    }
    decimal.trim();
    if whole && decimal.behind > 0 {
        return Err(NotANumber::NotWhole);
    }
    decimal.write(out)
}

/// How to scale, given what stands behind the digits.
fn factor(suffix: &str, unit: Option<&Unit>) -> Result<Option<Factor>, NotANumber> {
    let Some(unit) = unit else {
        return match suffix {
            "" | "元" => Ok(None),
            "%" => Err(NotANumber::Percent),
            _ => Err(NotANumber::NoNumber),
        };
    };
    if suffix.is_empty() || suffix.eq_ignore_ascii_case(&unit.name) {
        return Ok(Some(unit.factor));
    }
    // another unit of the same measure: 3000元 in a column of 万元
    let ((own, column), (other, cell)) =
        (unit::find(&unit.name).ok_or(NotANumber::NoNumber)?, unit::find(suffix).ok_or(NotANumber::NoNumber)?);
    let into_column = (own == other).then(|| cell.into_unit(column)).flatten().ok_or(NotANumber::OtherUnit)?;
    let times = into_column.times.checked_mul(unit.factor.times).ok_or(NotANumber::TooLong)?;
    let over = into_column.over.checked_mul(unit.factor.over).ok_or(NotANumber::TooLong)?;
    Factor { times, over }.into_unit(Factor { times: 1, over: 1 }).map(Some).ok_or(NotANumber::TooLong)
}

impl Decimal {
    /// `-1,234.50`, `1.2E+5`
    fn read(text: &str) -> Result<Decimal, NotANumber> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok().filter(|e| e.abs() < 400).ok_or(NotANumber::NoNumber)?),
            None => (text, 0),
        };
        let (negative, unsigned) = match mantissa.strip_prefix(['-', '−', '-']) {
            Some(rest) => (true, rest),
            None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        grouped(whole)?;
        let mut number = Decimal { negative, digits: [0; MOST], len: 0, behind: 0 };
        let mut any = false;
        for (text, behind) in [(whole, false), (fraction, true)] {
            for byte in text.bytes().filter(|byte| behind || *byte != b',') {
                if !byte.is_ascii_digit() {
                    return Err(NotANumber::NoNumber);
                }
                any = true;
                number.behind += i32::from(behind);
                if number.len > 0 || byte != b'0' {
                    *number.digits.get_mut(number.len).ok_or(NotANumber::TooLong)? = byte;
                    number.len += 1;
                }
            }
        }
        number.behind -= exponent;
        if any { Ok(number) } else { Err(NotANumber::NoNumber) }
    }

    fn trim(&mut self) {
        while self.len > 0 && self.behind > 0 && self.digits.get(self.len - 1) == Some(&b'0') {
            self.len -= 1;
            self.behind -= 1;
        }
        if self.len == 0 {
            (self.negative, self.behind) = (false, 0);
        }
    }

    /// No more than so many digits.
    fn rounded(mut self, most: usize) -> Decimal {
        if self.len > most {
            let up = self.digits.get(most).is_some_and(|digit| *digit >= b'5');
            self.behind -= i32::try_from(self.len - most).unwrap_or(0);
            self.len = most;
            let mut at = most;
            while up && at > 0 {
                at -= 1;
                let Some(digit) = self.digits.get_mut(at) else { break };
                if *digit < b'9' {
                    *digit += 1;
                    return self;
                }
                *digit = b'0';
            }
            if up {
                // all nines: a power of ten
                (self.digits, self.behind) = ([b'0'; MOST], self.behind - 1);
                self.digits[0] = b'1';
            }
        }
        while self.len > 0 && self.digits.get(self.len - 1) == Some(&b'0') {
            self.len -= 1;
            self.behind -= 1;
        }
        self
    }

    fn value(&self) -> f64 {
        let digits = self.digits.get(..self.len).and_then(|d| std::str::from_utf8(d).ok()).unwrap_or_default();
        let value: f64 = format!("0{digits}e{}", -self.behind).parse().unwrap_or(0.0);
        if self.negative { -value } else { value }
    }

    fn write(&self, out: &mut String) -> Result<(), NotANumber> {
        let digits = self.digits.get(..self.len).and_then(|d| std::str::from_utf8(d).ok()).unwrap_or_default();
        let len = i32::try_from(self.len).unwrap_or(0);
        let before = len - self.behind;
        if before > 300 || self.behind > 330 {
            return Err(NotANumber::TooLong);
        }
        if self.negative {
            out.push('-');
        }
        if before <= 0 {
            out.push('0');
        } else {
            let (whole, _) = digits.split_at_checked(usize::try_from(before.min(len)).unwrap_or(0)).unwrap_or((digits, ""));
            out.push_str(whole);
            (len..before).for_each(|_| out.push('0'));
        }
        if self.behind > 0 {
            out.push('.');
            (0..-before).for_each(|_| out.push('0'));
            out.push_str(digits.get(usize::try_from(before.max(0)).unwrap_or(0)..).unwrap_or_default());
        }
        Ok(())
    }
}

/// Commas stand before each three digits from the right, or nowhere.
fn grouped(whole: &str) -> Result<(), NotANumber> {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let mut more = groups.peekable();
    let fits = more.peek().is_none() || ((1..=3).contains(&first.len()) && more.all(|group| group.len() == 3));
    if fits { Ok(()) } else { Err(NotANumber::Comma) }
}

/// Writes a number that is stored as one.
///
/// # Errors
/// It is infinite, or not whole where that is wanted.
pub fn write_stored(value: f64, whole: bool, unit: Option<&Unit>, scratch: &mut String, out: &mut String) -> Result<(), NotANumber> {
    if !value.is_finite() {
        return Err(NotANumber::NoNumber);
    }
    scratch.clear();
    // writing to memory does not fail
    let _ = write!(scratch, "{value:e}");
    write(scratch, whole, unit, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(name: &str, target: &str) -> Unit {
        let (from, to) = (unit::find(name).unwrap().1, unit::find(target).unwrap().1);
        Unit { name: name.to_owned(), factor: from.into_unit(to).unwrap() }
    }

    fn read(text: &str, unit: Option<&Unit>) -> Result<String, NotANumber> {
        let mut out = String::new();
        write(text, false, unit, &mut out).map(|()| out)
    }

    #[test]
    fn numbers_in_many_spellings() {
        for (text, expected) in [
            ("1,234.5", "1234.5"),
            ("1,234,567", "1234567"),
            ("95", "95"),
            ("¥ 1,000.00", "1000"),
            ("1000元", "1000"),
            ("007", "7"),
            ("+3", "3"),
            ("-0.50", "-0.5"),
            ("−2", "-2"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-0", "0"),
            ("1.2E+5", "120000"),
            ("1e-3", "0.001"),
            ("0.000", "0"),
            ("100", "100"),
        ] {
            assert_eq!(read(text, None).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_number() {
        for (text, why) in [
            ("1,5", NotANumber::Comma),
            ("1,2345", NotANumber::Comma),
            ("95%", NotANumber::Percent),
            ("", NotANumber::NoNumber),
            ("-", NotANumber::NoNumber),
            (".", NotANumber::NoNumber),
            ("九十五", NotANumber::NoNumber),
            ("1.2.3", NotANumber::NoNumber),
            ("1e999", NotANumber::NoNumber),
            ("12345678901234567890123456789012345", NotANumber::TooLong),
        ] {
            assert_eq!(read(text, None), Err(why), "{text}");
        }
        let mut out = String::new();
        assert_eq!(write("3.5", true, None, &mut out), Err(NotANumber::NotWhole));
        assert_eq!(write("3.0", true, None, &mut out).map(|()| out.clone()), Ok("3".to_owned()));
    }

    #[test]
    fn units_move_the_point_exactly() {
        let wan = unit("万元", "元");
        for (text, expected) in [("3.45", "34500"), ("0.00005", "0.5"), ("30万元", "300000"), ("3000元", "3000"), ("1亿元", "100000000")]
        {
            assert_eq!(read(text, Some(&wan)).as_deref(), Ok(expected), "{text}");
        }
        assert_eq!(read("3天", Some(&wan)), Err(NotANumber::OtherUnit));
        let percent = unit("%", "比例");
        assert_eq!(read("12.5%", Some(&percent)).as_deref(), Ok("0.125"));
        assert_eq!(read("7", Some(&percent)).as_deref(), Ok("0.07"));
        assert_eq!(read("36", Some(&unit("小时", "天"))).as_deref(), Ok("1.5"));
        assert_eq!(read("1.5", Some(&unit("天", "小时"))).as_deref(), Ok("36"));
        assert_eq!(read("10", Some(&unit("小时", "天"))).as_deref(), Ok("0.416666666666667"));
    }

    #[test]
    fn stored_numbers() {
        let stored = |value, whole| {
            let (mut scratch, mut out) = (String::new(), String::new());
            write_stored(value, whole, None, &mut scratch, &mut out).map(|()| out)
        };
        assert_eq!(stored(95.0, true).as_deref(), Ok("95"));
        assert_eq!(stored(0.1, false).as_deref(), Ok("0.1"));
        assert_eq!(stored(1e21, false).as_deref(), Ok("1000000000000000000000"));
        assert_eq!(stored(f64::NAN, false), Err(NotANumber::NoNumber));
        assert_eq!(stored(0.5, true), Err(NotANumber::NotWhole));
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_json(text in "[-+0-9.,eE%¥元万1 ]{0,16}") {
            let mut out = String::new();
            if write(&text, false, Some(&unit("万元", "元")), &mut out).is_ok() {
                proptest::prop_assert!(serde_json::from_str::<f64>(&out).is_ok(), "{} {}", text, out);
            }
        }

        #[test]
        fn a_stored_number_stays_what_it_was(value: f64) {
            let (mut scratch, mut out) = (String::new(), String::new());
            if write_stored(value, false, None, &mut scratch, &mut out).is_ok() {
                proptest::prop_assert_eq!(out.parse::<f64>().ok(), Some(value), "{}", out);
            }
        }
    }
}
