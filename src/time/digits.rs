//! Short texts of digits, made on the stack: reports are mostly times, and the formatting machinery is slow at them.

use std::fmt;
use std::ops::Deref;

/// The longest: two instants with microseconds and offsets, and the mark between them.
const MOST: usize = 72;

/// A short ASCII text; what does not fit is left out.
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
    /// A whole number.
    pub fn whole(n: i64) -> Digits {
        let (mut marks, mut start, mut rest) = ([0; 20], 20, n.unsigned_abs());
        while rest > 0 || start == 20 {
            start -= 1;
            marks[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        let mut text = Digits::default();
        if n < 0 {
            text.put(b'-');
        }
        text.add(&marks[start..]);
        text
    }

    /// One ASCII character.
    pub fn put(&mut self, mark: u8) {
        self.push([mark & 0x7f]);
    }

    /// The last two digits of a number.
    pub fn two(&mut self, n: i64) {
        self.push(pair((n % 100) as u8));
    }

    /// The year, month and day: `2022-05-15`, the last four digits of the year.
    pub fn date(&mut self, (year, month, day): (i32, u32, u32)) {
        let ([a, b], [c, d]) = (pair((year / 100 % 100) as u8), pair((year % 100) as u8));
        let ([e, f], [g, h]) = (pair(month as u8), pair(day as u8));
        self.push([a, b, c, d, b'-', e, f, b'-', g, h]);
    }

    /// Seconds of a day: `20:00`, with its seconds `20:00:00`.
    pub fn clock(&mut self, of_day: u32, seconds: bool) {
        let ([a, b], [c, d]) = (pair((of_day / 3600) as u8), pair((of_day / 60 % 60) as u8));
        self.push([a, b, b':', c, d]);
        if seconds {
            let [e, f] = pair((of_day % 60) as u8);
            self.push([b':', e, f]);
        }
    }

    fn push<const N: usize>(&mut self, marks: [u8; N]) {
        if let Some(place) = self.text.get_mut(self.len..self.len + N) {
            place.copy_from_slice(&marks);
            self.len += N;
        }
    }

    fn add(&mut self, marks: &[u8]) {
        marks.iter().for_each(|mark| self.push([*mark]));
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

    /// Another text behind this one.
    pub fn join(&mut self, other: &Digits) {
        self.add(other.as_bytes());
    }
}

impl Deref for Digits {
    type Target = str;

    fn deref(&self) -> &str {
        // ASCII by construction
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

/// The digits of a number below 100.
fn pair(n: u8) -> [u8; 2] {
    [b'0' + n / 10, b'0' + n % 10]
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
        (0..3).for_each(|_| text.put(b':'));
        assert_eq!(text.len(), super::MOST);
    }
}
