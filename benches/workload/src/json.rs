//! A pull scanner over one line of JSON. It looks at every byte once, copies nothing, and steps over values that
//! nobody asks for without checking them beyond strings and brackets.

use std::borrow::Cow;

/// The line is not what it must be; the scanner stands where that shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault;

type Scanned<T> = Result<T, Fault>;

/// A string as it stands between its quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Text<'a> {
    raw: &'a [u8],
    escaped: bool,
}

impl<'a> Text<'a> {
    /// What the string says, escapes resolved.
    #[inline]
    pub fn bytes(&self) -> Cow<'a, [u8]> {
        if self.escaped { Cow::Owned(unescape(self.raw)) } else { Cow::Borrowed(self.raw) }
    }

    pub fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }

    pub fn says(&self, other: &Text) -> bool {
        if self.escaped || other.escaped { self.bytes() == other.bytes() } else { self.raw == other.raw }
    }
}

pub struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a [u8]) -> Self {
        Scanner { text, at: 0 }
    }

    /// Where it stands: the byte of the line, from 0.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The first byte of the value that comes next.
    #[inline]
    pub fn peek(&mut self) -> Scanned<u8> {
        while let Some(&byte) = self.text.get(self.at) {
            if byte > b' ' {
                return Ok(byte);
            }
            self.at += 1;
        }
        Err(Fault)
    }

    /// Calls `member` with each key of an object; it has to consume the value.
    #[inline]
    pub fn object(&mut self, mut member: impl FnMut(&mut Self, &[u8]) -> Scanned<()>) -> Scanned<()> {
        self.expect(b'{')?;
        if self.peek()? == b'}' {
            self.at += 1;
            return Ok(());
        }
        loop {
            let key = self.string()?;
            self.expect(b':')?;
            if key.escaped {
                member(self, &key.bytes())?;
            } else {
                member(self, key.raw)?;
            }
            if self.ends(b'}')? {
                return Ok(());
            }
        }
    }

    /// Calls `element` before each element of an array; it has to consume it.
    #[inline]
    pub fn array(&mut self, mut element: impl FnMut(&mut Self) -> Scanned<()>) -> Scanned<()> {
        self.expect(b'[')?;
        if self.peek()? == b']' {
            self.at += 1;
            return Ok(());
        }
        loop {
            element(self)?;
            if self.ends(b']')? {
                return Ok(());
            }
        }
    }

    #[inline(always)]
    pub fn string(&mut self) -> Scanned<Text<'a>> {
        self.expect(b'"')?;
        let start = self.at;
        let mut escaped = false;
        while let Some(step) = quote_or_escape(&self.text[self.at..]) {
            let at = self.at + step;
            if self.text[at] == b'"' {
                self.at = at + 1;
                return Ok(Text { raw: &self.text[start..at], escaped });
            }
            escaped = true;
            self.at = (at + 2).min(self.text.len());
        }
        Err(Fault)
    }

    /// A string; null and "" are absent.
    #[inline]
    pub fn optional_string(&mut self) -> Scanned<Option<Text<'a>>> {
        if self.peek()? == b'n' {
            self.skip()?;
            return Ok(None);
        }
        Ok(Some(self.string()?).filter(|text| !text.is_empty()))
    }

    /// Steps over any value; says whether it was `true`.
    pub fn is_true(&mut self) -> Scanned<bool> {
        Ok(self.value()? == b"true")
    }

    /// Steps over any value; says whether it is present: not null, "", [] or {}.
    #[inline]
    pub fn is_present(&mut self) -> Scanned<bool> {
        Ok(match self.value()? {
            b"null" | b"\"\"" => false,
            [b'[' | b'{', inside @ .., _] => inside.iter().any(|byte| *byte > b' '),
            _ => true,
        })
    }

    /// Steps over any value and hands out its bytes as they stand.
    #[inline]
    pub fn value(&mut self) -> Scanned<&'a [u8]> {
        self.peek()?;
        let start = self.at;
        self.skip()?;
        Ok(&self.text[start..self.at])
    }

    /// Steps over any value.
    #[inline]
    pub fn skip(&mut self) -> Scanned<()> {
        match self.peek()? {
            b'"' => self.string().map(|_| ()),
            b'{' | b'[' => self.skip_brackets(),
            _ => {
                let rest = &self.text[self.at..];
                self.at +=
                    rest.iter().position(|byte| matches!(byte, b',' | b'}' | b']' | ..=b' ')).unwrap_or(rest.len());
                Ok(())
            }
        }
    }

    /// Only white space is left.
    pub fn end(&mut self) -> Scanned<()> {
        if self.peek().is_ok() { Err(Fault) } else { Ok(()) }
    }

    fn skip_brackets(&mut self) -> Scanned<()> {
        let mut depth = 0;
        while let Some(&byte) = self.text.get(self.at) {
            match byte {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Ok(());
            }
        }
        Err(Fault)
    }

    #[inline]
    fn expect(&mut self, byte: u8) -> Scanned<()> {
        if self.peek()? != byte {
            return Err(Fault);
        }
        self.at += 1;
        Ok(())
    }

    /// A comma (false) or the closing bracket (true).
    #[inline]
    fn ends(&mut self, close: u8) -> Scanned<bool> {
        let byte = self.peek()?;
        if byte != b',' && byte != close {
            return Err(Fault);
        }
        self.at += 1;
        Ok(byte == close)
    }
}

/// Where the first `"` or `\` stands. Most strings are short: sixteen bytes at once, without a branch on where in
/// them it is; what is longer goes to memchr.
#[inline(always)]
fn quote_or_escape(text: &[u8]) -> Option<usize> {
    const SHORT: usize = 32;
    let mut done = 0;
    while let Some(chunk) = text.get(done..).and_then(<[u8]>::first_chunk::<16>)
        && done < SHORT
    {
        let hits = marks(chunk);
        if hits != 0 {
            return Some(done + hits.trailing_zeros() as usize / 8);
        }
        done += 16;
    }
    memchr::memchr2(b'"', b'\\', &text[done..]).map(|step| done + step)
}

/// The high bit of the first byte that is `"` or `\`, and perhaps of some after it.
#[inline(always)]
fn marks(chunk: &[u8; 16]) -> u128 {
    const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    let zero_bytes = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    let half = |word: u64| zero_bytes(word ^ (ONES * u64::from(b'"'))) | zero_bytes(word ^ (ONES * u64::from(b'\\')));
    let both = u128::from_le_bytes(*chunk);
    u128::from(half(both as u64)) | u128::from(half((both >> 64) as u64)) << 64
}

/// Resolves escapes. A lone surrogate becomes U+FFFD; an unknown escape stands for its letter.
#[cold]
fn unescape(raw: &[u8]) -> Vec<u8> {
    let mut said = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte != b'\\' {
            said.push(byte);
            continue;
        }
        let Some((&letter, tail)) = rest.split_first() else {
            break;
        };
        rest = tail;
        match letter {
            b'n' => said.push(b'\n'),
            b't' => said.push(b'\t'),
            b'r' => said.push(b'\r'),
            b'b' => said.push(8),
            b'f' => said.push(12),
            b'u' => {
                let (letter, tail) = code_point(rest);
                rest = tail;
                said.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            }
            other => said.push(other),
        }
    }
    said
}

/// The character whose `\u` has just been read, and what follows it; two escapes may make one character.
fn code_point(rest: &[u8]) -> (char, &[u8]) {
    let (Some(first), tail) = (hex4(rest), rest.get(4..).unwrap_or_default()) else {
        return (char::REPLACEMENT_CHARACTER, rest);
    };
    if let (0xD800..0xDC00, Some(after)) = (first, tail.strip_prefix(b"\\u"))
        && let Some(second @ 0xDC00..0xE000) = hex4(after)
    {
        let joined = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        return (char::from_u32(joined).unwrap_or(char::REPLACEMENT_CHARACTER), &after[4..]);
    }
    (char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), tail)
}

fn hex4(text: &[u8]) -> Option<u32> {
    u32::from_str_radix(std::str::from_utf8(text.get(..4)?).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(json: &str) -> String {
        let text = Scanner::new(json.as_bytes()).string().unwrap();
        String::from_utf8(text.bytes().into_owned()).unwrap()
    }

    #[test]
    fn strings_of_every_length_end_at_their_quote() {
        for length in 0..80 {
            let word = "酒".repeat(length / 3) + &"x".repeat(length % 3);
            assert_eq!(string(&format!("\"{word}\",\"next\"")), word);
        }
    }

    #[test]
    fn escapes_are_resolved_wherever_they_stand() {
        assert_eq!(string(r#""a\"b\\c\n""#), "a\"b\\c\n");
        assert_eq!(string(r#""\u6881\u67d0 \ud842\udfb7\/""#), "梁某 𠮷/");
        assert_eq!(string(r#""\ud842!""#), "\u{FFFD}!");
        for before in 0..40 {
            assert_eq!(string(&format!("\"{}\\\"y\"", "x".repeat(before))), "x".repeat(before) + "\"y");
        }
    }

    #[test]
    fn what_nobody_asks_for_is_stepped_over() {
        let json = r#" { "a" : {"x":["}",{"y":"\"]"}]}, "b":[ ], "c":-1.5e3 ,"want":"here"} "#;
        let mut scanner = Scanner::new(json.as_bytes());
        let mut want = None;
        let read = scanner.object(|scanner, key| match key {
            b"want" => scanner.string().map(|text| want = Some(text)),
            _ => scanner.skip(),
        });
        assert_eq!(read.and_then(|()| scanner.end()), Ok(()));
        assert_eq!(want.unwrap().bytes().as_ref(), b"here");
    }

    #[test]
    fn an_escaped_key_is_the_key_it_says() {
        let mut found = false;
        let mut scanner = Scanner::new(br#"{"\u0069d":1}"#);
        scanner
            .object(|scanner, key| {
                found = key == b"id";
                scanner.skip()
            })
            .unwrap();
        assert!(found);
    }

    #[test]
    fn presence() {
        let present = |json: &str| Scanner::new(json.as_bytes()).is_present().unwrap();
        for json in ["null", "\"\"", "[]", "{}", "[ ]", "{ }"] {
            assert!(!present(json), "{json}");
        }
        for json in ["false", "0", "\" \"", "[null]", "{\"a\":null}", "\"null\""] {
            assert!(present(json), "{json}");
        }
    }

    #[test]
    fn a_broken_line_is_a_fault() {
        for json in [r#"{"a":"x"#, r#"{"a" 1}"#, r#"{"a":[1,2}"#, r#"{"a":"x\"#, "", r#"{"a":1 "b":2}"#] {
            let mut scanner = Scanner::new(json.as_bytes());
            assert!(scanner.object(|scanner, _| scanner.skip()).is_err(), "{json}");
        }
    }
}
