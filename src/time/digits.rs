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
    /// One ASCII character.
    pub fn put(&mut self, mark: u8) {
        self.push([mark & 0x7f]);
    }

    /// The last two digits of a number.
    pub fn two(&mut self, n: i64) {
        let n = (n % 100) as u8;
        self.push([b'0' + n / 10, b'0' + n % 10]);
    }

    fn push<const N: usize>(&mut self, marks: [u8; N]) {
        if let Some(place) = self.text.get_mut(self.len..self.len + N) {
            place.copy_from_slice(&marks);
            self.len += N;
        }
    }

    /// Six digits: microseconds.
    pub fn six(&mut self, n: i64) {
        self.two(n / 10_000);
        self.two(n / 100);
        self.two(n);
    }

    /// Another text behind this one.
    pub fn join(&mut self, other: &Digits) {
        other.bytes().for_each(|mark| self.push([mark]));
    }
}

impl Deref for Digits {
    type Target = str;

    fn deref(&self) -> &str {
        // ASCII by construction
        std::str::from_utf8(&self.text[..self.len]).unwrap_or_default()
    }
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
