//! Short texts, mostly of digits, made on the stack: reports are mostly times, and the formatting machinery is slow at them.

use std::fmt;
use std::ops::Deref;

/// The longest: two instants with microseconds and offsets, and the mark between them.
const MOST: usize = 72;

/// A short text; what does not fit is left out.
#[derive(Clone, Copy)]
pub struct Digits {
    text: [u8; MOST],
    len: usize,
}

impl Default for Digits {
    fn default() -> Digits {
        Digits { text: [b' '; MOST], len: 0 }
    }
}

impl Digits {
    /// One ASCII character.
    pub fn put(&mut self, mark: u8) {
        self.push([mark & 0x7f]);
    }

    /// The last two digits of a number that is not negative.
    pub fn two(&mut self, n: i64) {
        let [a, b, ..] = pairs([n.rem_euclid(100) as u32, 0, 0, 0]);
        self.push([a, b]);
    }

    /// The year, month and day: `2022-05-15`, the last four digits of the year.
    pub fn date(&mut self, (year, month, day): (i32, u32, u32)) {
        let year = year.rem_euclid(10_000) as u32;
        let [a, b, c, d, e, f, g, h] = pairs([year / 100, year % 100, month, day]);
        self.push([a, b, c, d, b'-', e, f, b'-', g, h]);
    }

    /// Seconds of a day: `20:00`, with its seconds `20:00:00`.
    pub fn clock(&mut self, of_day: u32, seconds: bool) {
        let minutes = of_day / 60;
        let [a, b, c, d, e, f, ..] = pairs([minutes / 60 % 100, minutes % 60, of_day % 60, 0]);
        self.push([a, b, b':', c, d]);
        if seconds {
            self.push([b':', e, f]);
        }
    }

    fn push<const N: usize>(&mut self, marks: [u8; N]) {
        if let Some(place) = self.text.get_mut(self.len..self.len + N) {
            place.copy_from_slice(&marks);
            self.len += N;
        }
    }

    /// A whole number.
    pub fn whole(&mut self, n: i64) {
        let (mut marks, mut start, mut rest) = ([0; 20], 20, n.unsigned_abs());
        while rest > 0 || start == 20 {
            start -= 1;
            marks[start] = b'0' | (rest % 10) as u8;
            rest /= 10;
        }
        if n < 0 {
            self.put(b'-');
        }
        self.add(&marks[start..]);
    }

    /// Another text behind this one.
    pub fn text(&mut self, text: &str) {
        self.add(text.as_bytes());
    }

    fn add(&mut self, marks: &[u8]) {
        if let Some(place) = self.text.get_mut(self.len..self.len + marks.len()) {
            place.copy_from_slice(marks);
            self.len += marks.len();
        }
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.text[..self.len]
    }

    /// Six digits: microseconds.
    pub fn six(&mut self, n: i64) {
        self.two(n / 10_000);
        self.two(n / 100);
        self.two(n);
    }
}

impl Deref for Digits {
    type Target = str;

    fn deref(&self) -> &str {
        // whole texts stand there, one behind the other
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

/// The digits of four numbers below 100, all found at once: each has sixteen bits to itself.
fn pairs([a, b, c, d]: [u32; 4]) -> [u8; 8] {
    let numbers = u64::from(a) | u64::from(b) << 16 | u64::from(c) << 32 | u64::from(d) << 48;
    // 103 / 1024 is a tenth, as long as numbers are as small as these
    let tens = (numbers * 103) >> 10 & 0x000f_000f_000f_000f;
    let ones = numbers - tens * 10;
    (tens | ones << 8 | u64::from_le_bytes([b'0'; 8])).to_le_bytes()
}

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl PartialEq for Digits {
    fn eq(&self, other: &Digits) -> bool {
        **self == **other
    }
}

#[cfg(test)]
mod tests {
    use super::Digits;

    #[test]
    fn digits_and_marks() {
        let mut text = Digits::default();
        text.two(7);
        text.put(b':');
        text.six(1_234);
        assert_eq!(&*text, "07:001234");
        (0..100).for_each(|n| text.two(n));
        assert_eq!(text.len(), super::MOST - 1, "no half of a pair");
        text.text("件");
        assert_eq!(text.len(), super::MOST - 1, "no part of a character");
        (0..3).for_each(|_| text.put(b':'));
        assert_eq!(text.len(), super::MOST);
    }

    #[test]
    fn pairs_of_digits() {
        for n in 0..100 {
            let mut text = Digits::default();
            text.date((n * 100 + 99 - n, n as u32, 99 - n as u32));
            assert_eq!(*text, *format!("{n:02}{:02}-{n:02}-{:02}", 99 - n, 99 - n));
        }
        for second in 0..=86_400 {
            let (mut text, mut short) = (Digits::default(), Digits::default());
            text.clock(second, true);
            short.clock(second, false);
            let [hours, minutes, seconds] = [second / 3600, second / 60 % 60, second % 60];
            assert_eq!(*text, *format!("{hours:02}:{minutes:02}:{seconds:02}"));
            assert_eq!(*short, text[..5]);
        }
    }

    #[test]
    fn whole_numbers() {
        for n in [0, 7, 10, 86_400, -1, i64::MAX, i64::MIN] {
            let mut text = Digits::default();
            text.whole(n);
            assert_eq!(*text, *n.to_string());
        }
    }
}
