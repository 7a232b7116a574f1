//! The little texts of a calendar file: dates, ranges with a name, month–days, years, weekdays.

use crate::diag::Faults;
use crate::policy::fault;
use crate::policy::reader;
use crate::policy::tree::Node;
use crate::source::{Span, Spanned};
use crate::time::Day;
use crate::time::calendar::{Covers, Marked, YEARS, Yearly};

const CHINESE: [char; 7] = ['一', '二', '三', '四', '五', '六', '日'];
const ENGLISH: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const SHOWN: [&str; 14] =
    ["周一", "周二", "周三", "周四", "周五", "周六", "周日", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// 0 = Monday. 周一, 星期一, 星期天, Monday, Mon.
pub fn weekday(word: &str) -> Option<usize> {
    for prefix in ["周", "星期", "礼拜"] {
        if let Some(rest) = word.strip_prefix(prefix) {
            return match rest {
                "天" => Some(6),
                _ => CHINESE.iter().position(|c| rest.chars().eq([*c])),
            };
        }
    }
    let word = word.to_lowercase();
    ENGLISH.iter().position(|name| word == *name || word == name[..3])
}

/// `week`: the days that are worked, Monday first.
pub fn week(node: &Node, faults: &mut Faults) -> Option<[bool; 7]> {
    let mut week = [false; 7];
    for item in node.items() {
        let Some(word) = reader::text(item, faults) else { continue };
        match weekday(word.value.trim()) {
            Some(at) => week[at] = true,
            None => faults.push(fault::calendar::unknown_weekday(item.inner(), &word.value, &SHOWN)),
        }
    }
    if node.items().is_empty() {
        faults.push(fault::calendar::no_weekdays(node.span));
    }
    week.contains(&true).then_some(week)
}

/// `2026-10-01`, nothing looser: two ways to write a date are one too many in a table of dates.
pub fn day(text: &str) -> Option<Day> {
    let [year, month, day] = split_digits(text, [4, 2, 2])?;
    Day::from_ymd(i32::try_from(year).ok()?, month, day)
}

/// Numbers of exactly so many digits, with hyphens between them.
fn split_digits<const N: usize>(text: &str, widths: [usize; N]) -> Option<[u32; N]> {
    let mut numbers = [0; N];
    let mut rest = text.as_bytes();
    for (n, (number, width)) in numbers.iter_mut().zip(widths).enumerate() {
        if n > 0 {
            rest = rest.strip_prefix(b"-")?;
        }
        let (part, after) = rest.split_at_checked(width)?;
        *number = part.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))?;
        rest = after;
    }
    rest.is_empty().then_some(numbers)
}

/// A date, TOML's own or as text.
pub fn day_at(node: &Node, faults: &mut Faults) -> Option<Spanned<Day>> {
    let text = reader::text(node, faults)?;
    let found = day(text.value.trim());
    if found.is_none() {
        faults.push(fault::calendar::bad_date(node.inner(), &text.value));
    }
    found.map(|day| Spanned::new(day, node.span))
}

/// The dates of an entry and, after white space, its name; a fault where there is none.
fn named<'t>(text: &'t str, span: Span, faults: &mut Faults) -> Option<(&'t str, &'t str)> {
    let text = text.trim();
    // most dates are digits and hyphens up to a blank
    let end = text.bytes().position(|byte| !matches!(byte, b'0'..=b'9' | b'-' | b'.')).unwrap_or(text.len());
    let plain = text.split_at_checked(end).and_then(|(dates, rest)| Some((dates, rest.strip_prefix(' ')?)));
    let (dates, name) = plain.or_else(|| text.split_once(char::is_whitespace)).unwrap_or((text, ""));
    if dates.is_empty() {
        faults.push(fault::calendar::bad_date(span, text));
        return None;
    }
    Some((dates, name.trim()))
}

/// `"DATE name"` or `"DATE..DATE name"`.
pub fn entry(node: &Node, faults: &mut Faults) -> Option<Spanned<Marked>> {
    let text = reader::words(node, faults)?;
    let span = node.inner();
    let (dates, name) = named(text, span, faults)?;
    let (first, last) = match dates.find('.') {
        Some(_) => dates.split_once("..").unwrap_or((dates, dates)),
        None => (dates, dates),
    };
    let mut read = |part: &str| {
        let found = day(part);
        if found.is_none() {
            faults.push(fault::calendar::bad_date(span, part));
        }
        found
    };
    let (first, last) = (read(first)?, read(last)?);
    let days = last.0 - first.0 + 1;
    if days < 1 {
        faults.push(fault::calendar::reversed(span));
        return None;
    }
    if days > fault::calendar::LONGEST {
        faults.push(fault::calendar::too_long(span, days));
        return None;
    }
    if name.is_empty() {
        faults.push(fault::calendar::no_name(span, dates));
    }
    Some(Spanned::new(Marked { first, last, name: name.into() }, span))
}

/// `"12-25 Natale"`.
pub fn yearly(node: &Node, faults: &mut Faults) -> Option<Yearly> {
    let text = reader::text(node, faults)?;
    let span = node.inner();
    let (date, name) = named(&text.value, span, faults)?;
    // a leap year, so that 29 February is a day
    let found = split_digits(date, [2, 2]).filter(|[month, day]| Day::from_ymd(2000, *month, *day).is_some());
    let Some([month, day]) = found else {
        faults.push(fault::calendar::bad_month_day(span, date));
        return None;
    };
    if name.is_empty() {
        faults.push(fault::calendar::no_name(span, date));
    }
    Some(Yearly { month, day, name: name.into() })
}

/// A year within [`YEARS`].
pub fn year(text: &str) -> Option<i32> {
    let [year] = split_digits(text, [4])?;
    i32::try_from(year).ok().filter(|year| YEARS.contains(year))
}

/// `"2020.."`, `"2020..2025"` or `"2024"`.
pub fn covers(node: &Node, faults: &mut Faults) -> Option<Covers> {
    let text = reader::text(node, faults)?;
    let (from, to) = match text.value.trim().split_once("..") {
        Some((from, "")) => (year(from), Some(None)),
        Some((from, to)) => (year(from), year(to).map(Some)),
        None => (year(text.value.trim()), year(text.value.trim()).map(Some)),
    };
    let (Some(from), Some(to)) = (from, to) else {
        faults.push(fault::calendar::bad_covers(node.inner(), &text.value, *YEARS.start(), *YEARS.end()));
        return None;
    };
    if to.is_some_and(|to| to < from) {
        faults.push(fault::calendar::reversed(node.inner()));
        return None;
    }
    Some(Covers { from, to })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_in_both_languages() {
        for (at, word) in SHOWN.iter().enumerate() {
            assert_eq!(weekday(word), Some(at % 7), "{word}");
        }
        assert_eq!(weekday("星期天"), Some(6));
        assert_eq!(weekday("Sun"), Some(6));
        assert_eq!(weekday("sat"), Some(5));
        for word in ["周", "周八", "周一二", "Mo", "", "day"] {
            assert_eq!(weekday(word), None, "{word}");
        }
    }

    #[test]
    fn dates_are_written_in_one_way() {
        assert_eq!(day("2024-02-29"), Day::from_ymd(2024, 2, 29));
        for text in ["2023-02-29", "2024-2-9", "24-02-09", "2024-02", "2024-02-09-1", "+024-02-09", "２024-02-09"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
