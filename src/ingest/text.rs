//! Texts of JSON: as they stand where nothing is escaped, decoded by `serde_json` where something is.

use super::cursor::{Cursor, Read, flaw};
use super::fault::DataFault;
use super::reason::Reason;
use super::scan::plain_end;

impl<'a> Cursor<'a> {
    /// The text whose opening quote stands here.
    ///
    /// # Errors
    /// Not closed, a control character, a bad escape.
    #[inline]
    pub fn string(&mut self) -> Read<&'a str> {
        match self.plain() {
            Some(text) => Ok(text),
            None => self.escaped(),
        }
    }

    /// The text here if nothing in it is escaped; else nothing is read.
    #[inline(never)] // comes back in registers
    pub fn plain(&mut self) -> Option<&'a str> {
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        if bytes.get(self.at) != Some(&b'"') {
            return None;
        }
        let end = plain_end(bytes, start);
        if bytes.get(end) != Some(&b'"') {
            return None;
        }
        self.at = end + 1;
        self.text.get(start..end)
    }

    #[cold]
    #[inline(never)]
    fn escaped(&mut self) -> Read<&'a str> {
        let start = self.at;
        self.pass_string()?;
        let token = self.text.get(start..self.at).unwrap_or_default();
        match serde_json::from_str::<String>(token) {
            Ok(text) => Ok(self.arena.alloc_str(&text)),
            // every other flaw has been found on the way
            Err(error) => flaw((start + error.column().saturating_sub(1)).min(self.at), DataFault::Json(Reason::LoneSurrogate)),
        }
    }

    /// Passes over the text whose opening quote stands here.
    ///
    /// # Errors
    /// Not closed, a control character, a bad escape.
    pub fn pass_string(&mut self) -> Read<()> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut at = start + 1;
        loop {
            at = plain_end(bytes, at);
            match bytes.get(at) {
                Some(b'"') => {
                    self.at = at + 1;
                    return Ok(());
                }
                Some(b'\\') => at += escape(bytes, at)?,
                Some(0) => return flaw(at, DataFault::Json(Reason::Nul)),
                Some(byte) => return flaw(at, DataFault::Json(Reason::Control(*byte))),
                None => return flaw(start, DataFault::Json(Reason::OpenText)),
            }
        }
    }
}

/// The length of the escape at `at`.
fn escape(bytes: &[u8], at: usize) -> Read<usize> {
    let bad = || flaw(at, DataFault::Json(Reason::BadEscape));
    match bytes.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
        Some(b'u') => match bytes.get(at + 2..at + 6) {
            Some(digits) if digits.iter().all(u8::is_ascii_hexdigit) => Ok(6),
            Some(_) => bad(),
            None => flaw(at, DataFault::Json(Reason::OpenText)),
        },
        Some(_) => bad(),
        None => flaw(at, DataFault::Json(Reason::OpenText)),
    }
}
