//! The fields of an object whose names are known: told at one look, each at most once.

use super::cursor::{Cursor, Read, flaw};
use super::fault::DataFault;
use std::borrow::Cow;

/// The names that an object may have, most likely ones first.
#[derive(Debug)]
pub(super) struct Names<const N: usize> {
    names: [Name; N],
}

/// A name, and the eight bytes that follow the opening quote where it stands: as many as it has, with `":`.
#[derive(Clone, Copy, Debug)]
struct Name {
    text: &'static str,
    word: u64,
    mask: u64,
}

impl<const N: usize> Names<N> {
    /// At most 16 names.
    pub const fn new(texts: [&'static str; N]) -> Names<N> {
        let mut names = [Name { text: "", word: 0, mask: 0 }; N];
        let mut n = 0;
        while n < N {
            names[n] = Name::new(texts[n]);
            n += 1;
        }
        Names { names }
    }
}

impl Name {
    const fn new(text: &'static str) -> Name {
        let bytes = text.as_bytes();
        let (mut word, mut mask) = ([0; 8], [0; 8]);
        let mut n = 0;
        while n < 8 && n < bytes.len() + 2 {
            mask[n] = 0xFF;
            word[n] = if n < bytes.len() { bytes[n] } else { b"\":"[n - bytes.len()] };
            n += 1;
        }
        Name { text, word: u64::from_le_bytes(word), mask: u64::from_le_bytes(mask) }
    }
}

/// Where the reading of an object's fields stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fields {
    pub started: bool,
    seen: u16,
}

/// The next field of an object.
#[derive(Clone, Debug)]
pub(super) enum Field<'a> {
    /// By its number among the names.
    Known(usize),
    Other(Cow<'a, str>),
}

impl<'a> Cursor<'a> {
    /// The next field of the open object; none closes it.
    ///
    /// # Errors
    /// Bad JSON, or a known field twice.
    #[inline]
    pub fn field<const N: usize>(&mut self, names: &Names<N>, fields: &mut Fields) -> Read<Option<Field<'a>>> {
        let known = match self.likely(names, fields.started) {
            Some(n) => n,
            None => match self.key(&mut fields.started)? {
                None => return Ok(None),
                Some(key) => match names.names.iter().position(|name| name.text == key) {
                    Some(n) => n,
                    None => return Ok(Some(Field::Other(key))),
                },
            },
        };
        if fields.seen & 1 << known != 0 {
            return flaw(self.key_at, DataFault::DuplicateKey { key: names.names[known].text.to_owned() });
        }
        (fields.started, fields.seen) = (true, fields.seen | 1 << known);
        Ok(Some(Field::Known(known)))
    }

    /// A known name as exporters write it, with one blank at most; else nothing is read.
    #[inline]
    fn likely<const N: usize>(&mut self, names: &Names<N>, started: bool) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        if started {
            at += match bytes.get(at..)? {
                [b',', b' ', ..] => 2,
                [b',', ..] => 1,
                _ => return None,
            };
        }
        let [b'"', rest @ ..] = bytes.get(at..)? else { return None };
        let word = u64::from_le_bytes(*rest.first_chunk()?);
        let n = names.names.iter().position(|name| word & name.mask == name.word)?;
        let name = names.names[n].text.as_bytes();
        let end = at + 1 + name.len();
        if name.len() > 6 && (!rest.starts_with(name) || bytes.get(end..end + 2) != Some(b"\":")) {
            return None;
        }
        self.key_at = at;
        self.at = end + 2 + usize::from(bytes.get(end + 2) == Some(&b' '));
        Some(n)
    }
}
