//! The spellings of `at` (spec section 2): RFC 3339, local time with `-`, `/` or 年月日, a date alone; full-width
//! digits too.

use crate::instant::{Day, HOUR, Instant, MINUTE, SECOND, When};

/// When the text says, or none if it is no time.
#[inline]
pub fn parse(text: &[u8]) -> Option<When> {
    plain(text).or_else(|| any(text))
}

/// The spelling that nearly all records use: `2022-05-15T15:00:00+08:00`.
#[inline]
fn plain(text: &[u8]) -> Option<When> {
    let &[
        y0,
        y1,
        y2,
        y3,
        b'-',
        m0,
        m1,
        b'-',
        d0,
        d1,
        b'T',
        h0,
        h1,
        b':',
        n0,
        n1,
        b':',
        s0,
        s1,
        b'+',
        b'0',
        b'8',
        b':',
        b'0',
        b'0',
    ] = text
    else {
        return None;
    };
    let mut wrong = false;
    let mut two = |tens: u8, ones: u8| {
        let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
        wrong |= tens > 9 || ones > 9;
        u32::from(tens) * 10 + u32::from(ones)
    };
    let year = two(y0, y1) * 100 + two(y2, y3);
    let (month, day, hour, minute, second) = (two(m0, m1), two(d0, d1), two(h0, h1), two(n0, n1), two(s0, s1));
    if wrong || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let time = i64::from(hour * 3600 + minute * 60 + second) * SECOND;
    Some(When::exactly(Instant::local(Day::from_ymd(year as i32, month, day)?, time)))
}

/// Every other spelling.
#[cold]
fn any(text: &[u8]) -> Option<When> {
    let narrow: String = std::str::from_utf8(text).ok()?.trim().chars().map(narrow).collect();
    let (date, time) = match narrow.find(['T', 't', ' ']) {
        Some(gap) => (&narrow[..gap], narrow[gap + 1..].trim_start()),
        None => narrow.find('日').map_or((narrow.as_str(), ""), |sun| narrow.split_at(sun + '日'.len_utf8())),
    };
    let mut numbers = date.trim_end_matches('日').split(['-', '/', '年', '月']);
    let (year, month, date) = (numbers.next()?, numbers.next()?, numbers.next()?);
    if year.len() != 4 || numbers.next().is_some() {
        return None;
    }
    let day = Day::from_ymd(number(year)? as i32, number(month)?, number(date)?)?;
    if time.is_empty() {
        return Some(When::on(day));
    }
    let (clock, offset) = split_offset(time)?;
    let (micros, is_24) = time_of_day(clock)?;
    let at = match offset {
        Some(offset) => Instant::read_at(day, micros, offset),
        None => Instant::local(day, micros),
    };
    Some(if is_24 { When::before(at.plus(-MINUTE), at) } else { When::exactly(at) })
}

/// Full-width forms stand 0xFEE0 above their ASCII ones.
fn narrow(letter: char) -> char {
    match letter {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(letter as u32 - 0xFEE0).unwrap_or(letter),
        '\u{3000}' => ' ',
        _ => letter,
    }
}

fn number(text: &str) -> Option<u32> {
    (1..=4).contains(&text.len()).then_some(())?;
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// The time on the clock, and how far that clock is ahead of UTC if the text says so.
fn split_offset(time: &str) -> Option<(&str, Option<i64>)> {
    if let Some(clock) = time.strip_suffix(['Z', 'z']) {
        return Some((clock, Some(0)));
    }
    let Some(sign) = time.find(['+', '-']) else {
        return Some((time, None));
    };
    let (hours, minutes) = time[sign + 1..].split_once(':')?;
    let ahead = i64::from(number(hours)?) * HOUR + i64::from(number(minutes)?) * MINUTE;
    Some((&time[..sign], Some(if time[sign..].starts_with('-') { -ahead } else { ahead })))
}

/// Microseconds after midnight, and whether it was 24:00.
fn time_of_day(clock: &str) -> Option<(i64, bool)> {
    let mut parts = clock.trim_end_matches(['分', '秒']).split([':', '时', '分']);
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let (second, fraction) = match parts.next() {
        None => (0, 0),
        Some(seconds) => {
            let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
            (number(whole)?, micros(fraction)?)
        }
    };
    if parts.next().is_some() || minute > 59 || second > 59 || hour > 24 {
        return None;
    }
    let is_24 = hour == 24;
    if is_24 && (minute, second, fraction) != (0, 0, 0) {
        return None;
    }
    Some((i64::from(hour) * HOUR + i64::from(minute) * MINUTE + i64::from(second) * SECOND + fraction, is_24))
}

fn micros(fraction: &str) -> Option<i64> {
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{fraction:0<6}")[..6].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_instant() {
        let three = When::exactly(Instant::local(Day::from_ymd(2022, 5, 15).unwrap(), 15 * HOUR));
        for text in [
            "2022-05-15T15:00:00+08:00",
            "2022-05-15T07:00:00Z",
            "2022-05-15T15:00:00",
            "2022-05-15T15:00",
            "2022-05-15 15:00",
            "2022/5/15 15:00",
            "2022年5月15日 15时00分",
            "2022年5月15日15时00分",
            "２０２２年５月１５日 １５时００分",
            "2022-05-15T12:00:00+05:00",
            "2022-05-15T15:00:00.000+08:00",
        ] {
            assert_eq!(parse(text.as_bytes()), Some(three), "{text}");
        }
    }

    #[test]
    fn a_date_alone_is_its_day_and_24_00_its_last_minute() {
        let day = Day::from_ymd(2022, 5, 15).unwrap();
        for text in ["2022-05-15", "2022/5/15", "2022年5月15日"] {
            assert_eq!(parse(text.as_bytes()), Some(When::on(day)), "{text}");
        }
        let last_minute = When { earliest: Instant::local(day, 24 * HOUR - MINUTE), ..When::on(day) };
        assert_eq!(parse(b"2022-05-15 24:00"), Some(last_minute));
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "",
            "2022-02-30",
            "2022-05-15T25:00",
            "2022-05-15T15:60:00+08:00",
            "22-05-15",
            "昨天",
            "2022-05-15T1x:00:00+08:00",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
    }
}
