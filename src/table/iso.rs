//! Times in ISO 8601 as files store them, with a zone's offset or without one.

use super::Clock;
use crate::time::instant::{DAY, Day, HOUR, Instant, MINUTE, SECOND};
use crate::time::{Digits, spelling};

/// `2006-07-24T00:00:00.000+02:00`, `…+0200`, `…Z`, with any number of digits behind the second (those beyond the
/// microsecond are cut off); none without an offset.
pub fn instant(text: &str) -> Option<Instant> {
    let (clock, rest) = text.split_at_checked(19)?;
    let (micros, zone) = fraction(rest)?;
    let mut plain = String::with_capacity(25);
    plain.push_str(clock);
    match zone.as_bytes() {
        [b'+' | b'-', _, _, minutes @ ..] if minutes.len() == 2 => {
            let (hours, minutes) = zone.split_at_checked(3)?;
            plain.push_str(hours);
            plain.push(':');
            plain.push_str(minutes);
        }
        _ => plain.push_str(zone),
    }
    let when = spelling::rfc3339(plain.as_bytes())?.ok()?;
    Some(when.earliest.plus(micros))
}

/// `2006-07-24`, `2006-07-24T15:30:00.5`; none with an offset.
pub fn local(text: &str) -> Option<(Day, Clock)> {
    if text.len() == 10 {
        let date = spelling::rfc3339(format!("{text}T00:00:00Z").as_bytes())?.ok()?;
        return Some((Day(i32::try_from(date.earliest.0.div_euclid(DAY)).ok()?), Clock::None));
    }
    let (clock, rest) = text.split_at_checked(19)?;
    let (micros, zone) = fraction(rest)?;
    if !zone.is_empty() {
        return None;
    }
    let at = spelling::rfc3339(format!("{clock}Z").as_bytes())?.ok()?.earliest.plus(micros);
    Some((Day(i32::try_from(at.0.div_euclid(DAY)).ok()?), Clock::At(at.0.rem_euclid(DAY))))
}

/// A length of time, `PT27H30M05.5S`, as `27:30:05`; none for one in months or days, which have no such length.
pub fn span(text: &str) -> Option<String> {
    let mut rest = text.strip_prefix("PT")?;
    let mut micros = 0_i64;
    for (mark, unit) in [('H', HOUR), ('M', MINUTE), ('S', SECOND)] {
        let Some((number, behind)) = rest.split_once(mark) else { continue };
        let (whole, part) = number.split_once('.').map_or((number, 0), |(whole, digits)| (whole, digits_of(digits)));
        if part != 0 && unit != SECOND {
            return None;
        }
        micros = micros.checked_add(whole.parse::<u32>().ok().map(i64::from)?.checked_mul(unit)?)?.checked_add(part)?;
        rest = behind;
    }
    rest.is_empty().then(|| shown(micros))
}

/// `27:30`, `27:30:05`: hours, minutes and seconds where there are any, rounded down.
pub fn shown(micros: i64) -> String {
    let (hours, minutes, seconds) = (micros / HOUR, micros % HOUR / MINUTE, micros % MINUTE / SECOND);
    if seconds == 0 { format!("{hours}:{minutes:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") }
}

/// Writes `2006-07-24`; false, and nothing, where four digits do not hold the year.
pub fn write_day(day: Day, out: &mut Digits) -> bool {
    const FIRST: Day = Day(-719_162);
    const LAST: Day = Day(2_932_896);
    let shown = (FIRST..=LAST).contains(&day);
    if shown {
        out.text(&day.digits());
    }
    shown
}

/// Writes `T15:30:00`, with six digits behind it where there are microseconds.
pub fn write_clock(clock: i64, out: &mut Digits) {
    let micros = clock % SECOND;
    out.put(b'T');
    out.clock((clock / SECOND) as u32, true);
    if micros > 0 {
        out.put(b'.');
        out.six(micros);
    }
}

/// Writes `+08:00`.
pub fn write_offset(offset: i64, out: &mut Digits) {
    out.put(if offset < 0 { b'-' } else { b'+' });
    out.clock((offset.abs() / SECOND) as u32, false);
}

/// The microseconds behind a decimal point, and what follows them.
fn fraction(rest: &str) -> Option<(i64, &str)> {
    let Some(rest) = rest.strip_prefix('.') else { return Some((0, rest)) };
    let (digits, zone) = rest.split_at_checked(rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len())?;
    Some((digits_of(digits), zone))
}

fn digits_of(digits: &str) -> i64 {
    digits.bytes().chain(std::iter::repeat(b'0')).take(6).fold(0, |sum, digit| sum * 10 + i64::from(digit.wrapping_sub(b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_times_and_spans() {
        let day = Day::from_ymd(2022, 5, 15).unwrap();
        assert_eq!(local("2022-05-15"), Some((day, Clock::None)));
        assert_eq!(local("2022-05-15T15:30:00.5"), Some((day, Clock::At(15 * HOUR + 30 * MINUTE + SECOND / 2))));
        for text in ["2022-02-30", "2022-05-15T15:30:00Z", "2022-05-15T25:00:00", "", "2022-05-1五"] {
            assert_eq!(local(text), None, "{text}");
        }
        for (last, beyond) in [(Day::from_ymd(1, 1, 1).unwrap(), -1), (Day::from_ymd(9999, 12, 31).unwrap(), 1)] {
            let mut text = Digits::default();
            assert!(!write_day(Day(last.0 + beyond), &mut text) && write_day(last, &mut text));
            assert_eq!(*text, *last.digits());
        }
        assert_eq!(span("PT15H30M00S").as_deref(), Some("15:30"));
        assert_eq!(span("PT27H30M05.5S").as_deref(), Some("27:30:05"));
        for text in ["P1D", "PT1.5H", "PTxS", "15:30", "PT1S1H"] {
            assert_eq!(span(text), None, "{text}");
        }
    }
}
