//! Reads JSON from a line, one step at a time; texts are borrowed from it, or from an arena where they stand otherwise
//! in it. Every flaw knows its offset.
//!
//! A pull reader instead of serde's visitors: what no rule reads is passed over at the speed of the scan,
//! and faults keep their facts. The tests hold it equal to `serde_json` on what is JSON and what it says.

use super::fault::{DataFault, Shape};
use super::reason::{MAX_DEPTH, Reason};
use super::scan::plain_end;
use bumpalo::Bump;

/// A fault at a byte offset of the line.
#[derive(Clone, Debug, PartialEq)]
pub struct Flaw {
    pub at: usize,
    pub fault: DataFault,
}

/// What reading a step gives; the flaw is boxed, for it is rare.
pub type Read<T> = Result<T, Box<Flaw>>;

/// A flaw at an offset.
#[cold]
pub fn flaw<T>(at: usize, fault: DataFault) -> Read<T> {
    Err(Box::new(Flaw { at, fault }))
}

/// A number as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number<'a> {
    pub written: &'a str,
    /// Without point and exponent.
    pub whole: bool,
}

/// Where in the line reading stands.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    pub(super) text: &'a str,
    /// For what does not stand in the line as it is.
    pub(super) arena: &'a Bump,
    pub(super) at: usize,
    /// Where the last name of a field starts.
    pub(super) key_at: usize,
    depth: u32,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str, arena: &'a Bump) -> Cursor<'a> {
        Cursor { text, arena, at: 0, key_at: 0, depth: 0 }
    }

    /// The next byte that is not blank.
    #[inline(always)]
    pub fn peek(&mut self) -> Option<u8> {
        match self.text.as_bytes().get(self.at) {
            Some(byte) if *byte > b' ' => Some(*byte),
            _ => self.peek_past_blanks(),
        }
    }

    #[inline(never)]
    fn peek_past_blanks(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let blank = rest.iter().position(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).unwrap_or(rest.len());
        self.at += blank;
        rest.get(blank).copied()
    }

    /// The bytes from here on.
    #[inline]
    pub fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The offset of the next value.
    pub fn here(&mut self) -> usize {
        self.peek();
        self.at
    }

    /// What the next value is, by its first byte.
    ///
    /// # Errors
    /// No value starts here.
    #[inline]
    pub fn shape(&mut self) -> Read<Shape> {
        match self.peek() {
            Some(b'"') => Ok(Shape::Text),
            Some(b'{') => Ok(Shape::Object),
            Some(b'[') => Ok(Shape::List),
            Some(b'-' | b'0'..=b'9') => Ok(Shape::Number),
            Some(b't' | b'f') => Ok(Shape::Boolean),
            Some(b'n') => Ok(Shape::Null),
            _ => self.unexpected(Reason::NoValue),
        }
    }

    /// Opens the object or list that [`Cursor::shape`] found.
    ///
    /// # Errors
    /// Too deep.
    #[inline]
    pub fn open(&mut self) -> Read<()> {
        if self.depth == MAX_DEPTH {
            return flaw(self.at, DataFault::Json(Reason::TooDeep));
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    /// The name of the open object's next field; none closes it. `started` is false at first.
    ///
    /// # Errors
    /// Bad JSON.
    #[inline(always)]
    pub fn key(&mut self, started: &mut bool) -> Read<Option<&'a str>> {
        if self.closes() {
            return Ok(None);
        }
        match self.plain_key(started) {
            Some(key) => Ok(Some(key)),
            None => self.any_key(started),
        }
    }

    /// Closes the open object where it ends right here.
    #[inline(always)]
    pub(super) fn closes(&mut self) -> bool {
        let closes = self.text.as_bytes().get(self.at) == Some(&b'}');
        if closes {
            self.at += 1;
            self.depth -= 1;
        }
        closes
    }

    /// The name as exporters write it: nothing escaped, one blank at most. Else nothing is read.
    #[inline(never)] // comes back in registers
    fn plain_key(&mut self, started: &mut bool) -> Option<&'a str> {
        let bytes = self.text.as_bytes();
        let blank = |at: usize| usize::from(bytes.get(at) == Some(&b' '));
        let mut at = self.at;
        if *started {
            if bytes.get(at) != Some(&b',') {
                return None;
            }
            at += 1 + blank(at + 1);
        }
        if bytes.get(at) != Some(&b'"') {
            return None;
        }
        let end = plain_end(bytes, at + 1);
        if bytes.get(end) != Some(&b'"') || bytes.get(end + 1) != Some(&b':') {
            return None;
        }
        (self.key_at, self.at, *started) = (at, end + 2 + blank(end + 2), true);
        self.text.get(at + 1..end)
    }

    #[inline(never)]
    fn any_key(&mut self, started: &mut bool) -> Read<Option<&'a str>> {
        if !self.key_starts(started)? {
            return Ok(None);
        }
        let key = self.string()?;
        self.colon()?;
        Ok(Some(key))
    }

    /// As [`Cursor::key`], without reading the name.
    ///
    /// # Errors
    /// Bad JSON.
    pub fn pass_key(&mut self, started: &mut bool) -> Read<bool> {
        let more = self.key_starts(started)?;
        if more {
            self.pass_string()?;
            self.colon()?;
        }
        Ok(more)
    }

    #[inline]
    fn key_starts(&mut self, started: &mut bool) -> Read<bool> {
        if !self.goes_on(b'}', started)? {
            return Ok(false);
        }
        if self.peek() != Some(b'"') {
            return self.unexpected(Reason::UnquotedKey);
        }
        self.key_at = self.at;
        Ok(true)
    }

    #[inline(always)]
    fn colon(&mut self) -> Read<()> {
        if self.peek() != Some(b':') {
            return self.unexpected(Reason::MissingColon);
        }
        self.at += 1;
        Ok(())
    }

    /// Whether the open list has another item; if not, closes it. `started` is false at first.
    ///
    /// # Errors
    /// Bad JSON.
    #[inline]
    pub fn item(&mut self, started: &mut bool) -> Read<bool> {
        self.goes_on(b']', started)
    }

    #[inline]
    fn goes_on(&mut self, close: u8, started: &mut bool) -> Read<bool> {
        match self.peek() {
            Some(byte) if byte == close => {
                self.at += 1;
                self.depth -= 1;
                return Ok(false);
            }
            Some(b',') if *started => {
                let comma = self.at;
                self.at += 1;
                if self.peek() == Some(close) {
                    return flaw(comma, DataFault::Json(Reason::TrailingComma));
                }
            }
            Some(_) if !*started => {}
            _ => return self.unexpected(Reason::MissingComma),
        }
        *started = true;
        Ok(true)
    }

    /// `null`, `true` or `false`, as [`Cursor::shape`] found it.
    ///
    /// # Errors
    /// Another word.
    pub fn word(&mut self) -> Read<Option<bool>> {
        for (word, value) in [("null", None), ("true", Some(true)), ("false", Some(false))] {
            if self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(value);
            }
        }
        self.unexpected(Reason::NoValue)
    }

    /// The number that [`Cursor::shape`] found.
    ///
    /// # Errors
    /// Not as JSON writes numbers.
    pub fn number(&mut self) -> Read<Number<'a>> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
        let mut at = start + usize::from(bytes.get(start) == Some(&b'-'));
        let first = digits(at);
        let mut good = first > 0 && (first == 1 || bytes[at] != b'0');
        at += first;
        let mut whole = true;
        if bytes.get(at) == Some(&b'.') {
            let fraction = digits(at + 1);
            (whole, good) = (false, good && fraction > 0);
            at += 1 + fraction;
        }
        if let Some(b'e' | b'E') = bytes.get(at) {
            at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            let exponent = digits(at);
            (whole, good) = (false, good && exponent > 0);
            at += exponent;
        }
        self.at = at;
        let written = self.text.get(start..at).unwrap_or_default();
        if good { Ok(Number { written, whole }) } else { flaw(start, DataFault::Json(Reason::BadNumber)) }
    }

    /// Nothing but blanks may follow the record.
    ///
    /// # Errors
    /// Something does.
    pub fn end(&mut self) -> Read<()> {
        match self.peek() {
            None => Ok(()),
            Some(_) => self.unexpected(Reason::TrailingCharacters),
        }
    }

    /// What is wrong with the character here, which `reason` did not expect.
    #[cold]
    pub fn unexpected<T>(&mut self, reason: fn(char) -> Reason) -> Read<T> {
        let found = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        let reason = match found {
            None => Reason::UnexpectedEnd,
            Some('\0') => Reason::Nul,
            Some('\'') => Reason::SingleQuote,
            Some('\u{FEFF}') => Reason::StrayMark,
            Some(c @ ('“' | '”' | '‘' | '’' | '、' | '【' | '】' | '\u{3000}' | '\u{FF01}'..='\u{FF5E}')) => {
                Reason::FullWidth(c)
            }
            Some(c) => reason(c),
        };
        flaw(self.at, DataFault::Json(reason))
    }

    /// The depth at which reading stands; 0 outside the record.
    pub(super) fn depth(&self) -> u32 {
        self.depth
    }
}
