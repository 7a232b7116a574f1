//! Numbers in limits and due days: digits, Chinese numerals up to 九百九十九, values in braces.

use super::Amount;
use super::place;
use super::scan::Scan;
use crate::diag::Diagnostic;
use crate::lang::Lang;
use crate::policy::fault::grammar as fault;
use crate::say;

/// A number and the positions it stands between.
#[derive(Clone, Debug)]
pub struct Number {
    pub amount: Amount,
    pub from: usize,
    pub to: usize,
}

const DIGITS: &str = "一二三四五六七八九";
const NUMERALS: &str = "零〇一二两三四五六七八九十百千万";

/// Whether a number may begin with `c`.
pub fn begins(c: char) -> bool {
    c.is_ascii_digit() || c == '{' || NUMERALS.contains(c)
}

/// Takes a number ≥ 1, or nothing where none stands.
pub fn number(scan: &mut Scan) -> Result<Option<Number>, Diagnostic> {
    let from = scan.at();
    if scan.peek() == Some('{') {
        let amount = place::brace(scan)?;
        return Ok(Some(Number { amount, from, to: scan.at() }));
    }
    let value = if let Some(digits) = scan.digits() {
        if scan.peek() == Some('.') && scan.ahead(1).is_some_and(|c| c.is_ascii_digit()) {
            scan.skip();
            scan.digits();
            let label = say!("期限的数字是整数"; "the number of a limit is whole");
            return Err(fault::bad_limit(scan.span(from, scan.at()), &scan.whole(), label));
        }
        match digits.parse::<u32>() {
            Ok(value) => value,
            Err(_) => return Err(fault::number_too_large(scan.span(from, scan.at()), &digits, None)),
        }
    } else if let Some(run) = scan.run(|c| NUMERALS.contains(c)) {
        let span = scan.span(from, scan.at());
        match numeral(&run) {
            Some(value) => {
                scan.speak(Lang::Zh, from, scan.at(), &value.to_string())?;
                value
            }
            None if run.contains(['千', '万']) => return Err(fault::number_too_large(span, &run, None)),
            None => {
                let label = say!("汉字数目从一到九百九十九;再大的用数字"; "Chinese numerals go from 一 to 九百九十九");
                return Err(fault::bad_limit(span, &scan.whole(), label));
            }
        }
    } else {
        return Ok(None);
    };
    if value == 0 {
        return Err(fault::zero(scan.span(from, scan.at()), scan.written(from, scan.at())));
    }
    Ok(Some(Number { amount: Amount::Fixed(value), from, to: scan.at() }))
}

/// The value of a Chinese numeral: 零, 一 … 九百九十九, 两.
pub fn numeral(text: &str) -> Option<u32> {
    if matches!(text, "零" | "〇") {
        return Some(0);
    }
    let (hundreds, rest) = match text.split_once('百') {
        Some((left, rest)) => (Some(digit(left).or((left == "两").then_some(2))?), rest),
        None => (None, text),
    };
    let below = match (hundreds, rest.split_once('十')) {
        (Some(_), None) if rest.is_empty() => 0,
        (Some(_), None) => digit(rest.strip_prefix(['零', '〇'])?)?,
        (None, None) if rest == "两" => 2,
        (None, None) => digit(rest)?,
        (_, Some((left, right))) => {
            let tens = if left.is_empty() { 1 } else { digit(left)? };
            tens * 10 + if right.is_empty() { 0 } else { digit(right)? }
        }
    };
    Some(hundreds.unwrap_or(0) * 100 + below)
}

fn digit(text: &str) -> Option<u32> {
    let mut chars = text.chars();
    let (first, more) = (chars.next()?, chars.next());
    let place = DIGITS.chars().position(|c| c == first)?;
    if more.is_some() { None } else { u32::try_from(place + 1).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals() {
        for (text, value) in [
            ("一", 1),
            ("两", 2),
            ("十", 10),
            ("十五", 15),
            ("二十", 20),
            ("九十九", 99),
            ("一百", 100),
            ("两百", 200),
            ("一百零五", 105),
            ("一百一十", 110),
            ("一百十五", 115),
            ("九百九十九", 999),
            ("零", 0),
        ] {
            assert_eq!(numeral(text), Some(value), "{text}");
        }
        for text in ["", "百", "十两", "两十", "一百五", "一二", "一十百", "一百零十", "一百百", "二〇二五", "十十"]
        {
            assert_eq!(numeral(text), None, "{text}");
        }
    }
}
