//! The commonest spelling of a time, `2022-05-15T15:00:00+08:00`, read eight bytes at once.

use super::instant::{DAY, Day, HOUR, Instant, MINUTE, SECOND};

/// The time so spelt; none for any other text, and for a time that does not exist.
#[inline]
pub fn instant(text: &[u8; 25]) -> Option<Instant> {
    let [date, clock, zone] = [0, 8, 16].map(|at| text[at..].first_chunk().map_or(0, |word| u64::from_le_bytes(*word)));
    let west = text[19] == b'-';
    let zone = zone ^ (u64::from(west) * (u64::from(b'-' ^ b'+') << 24));
    let (date, clock, zone) = (DATE.digits(date), CLOCK.digits(clock), ZONE.digits(zone));
    let last = text[24].wrapping_sub(b'0');
    if (date.wrong | clock.wrong | zone.wrong) & HIGH != 0 || last > 9 {
        return None;
    }
    let (hour, minute, second) = (clock.pair(3), clock.pair(6), zone.pair(1));
    let (hours, minutes) = (zone.pair(4), zone.digit(7) * 10 + i64::from(last));
    if hour > 23 || minute > 59 || second > 59 || hours > 23 || minutes > 59 {
        return None;
    }
    let day = Day::from_ymd((date.pair(0) * 100 + date.pair(2)) as i32, date.pair(5) as u32, clock.pair(0) as u32)?;
    let ahead = hours * HOUR + minutes * MINUTE;
    let local = i64::from(day.0) * DAY + hour * HOUR + minute * MINUTE + second * SECOND;
    Some(Instant(if west { local + ahead } else { local - ahead }))
}

const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);

const DATE: Form = Form::of(b"0000-00-");
const CLOCK: Form = Form::of(b"00T00:00");
const ZONE: Form = Form::of(b":00+00:0");

/// Eight bytes as they must be, a digit wherever there is a `0`.
struct Form {
    text: u64,
    /// What a byte that differs from `text` by so much may be more without reaching 0x80: a digit by 9, another mark by 0.
    room: u64,
}

/// The digits of eight bytes, each in its byte.
struct Digits {
    each: u64,
    /// A high bit says that the text is not of the form.
    wrong: u64,
}

impl Form {
    const fn of(text: &[u8; 8]) -> Form {
        let (mut room, mut n) = ([0; 8], 0);
        while n < 8 {
            room[n] = if text[n] == b'0' { 0x76 } else { 0x7f };
            n += 1;
        }
        Form { text: u64::from_le_bytes(*text), room: u64::from_le_bytes(room) }
    }

    #[inline(always)]
    fn digits(&self, word: u64) -> Digits {
        let each = word ^ self.text;
        Digits { each, wrong: each | each.wrapping_add(self.room) }
    }
}

impl Digits {
    #[inline(always)]
    fn digit(&self, at: u32) -> i64 {
        (self.each >> (8 * at) & 0xff) as i64
    }

    /// The number that two digits make, from the byte `at` on.
    #[inline(always)]
    fn pair(&self, at: u32) -> i64 {
        let tens_and_ones = self.each.wrapping_mul(10).wrapping_add(self.each >> 8);
        (tens_and_ones >> (8 * at) & 0xff) as i64
    }
}

#[cfg(test)]
mod tests {
    use super::instant;
    use crate::time::spelling::rfc3339;
    use proptest::prelude::*;

    fn both(text: &[u8; 25]) {
        let slow = rfc3339(text).and_then(Result::ok).map(|when| when.earliest);
        assert_eq!(instant(text), slow, "{}", String::from_utf8_lossy(text));
    }

    #[test]
    fn every_byte_at_every_place() {
        for right in [b"2022-05-15T15:00:00+08:00", b"2024-02-29T23:59:59-03:30", b"0001-12-31T00:00:00+23:59"] {
            assert!(instant(right).is_some());
            for place in 0..25 {
                for byte in 0..=255 {
                    let mut text = *right;
                    text[place] = byte;
                    both(&text);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn what_looks_like_a_time(text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9][+-][0-2][0-9]:[0-6][0-9]") {
            both(text.as_bytes().first_chunk().unwrap());
        }
    }
}
