//! The fields of an object whose names are known: told at one look, each at most once.

use super::cursor::{Cursor, Read, flaw};
use super::fault::DataFault;

/// The names that an object may have, most likely ones first.
#[derive(Debug)]
pub(super) struct Names<const N: usize> {
    names: [Name; N],
}

/// A name, and the bytes that stand where it does: of the name with `":`, up to eight of the first, with `"` and with `,"`
/// before it and without, and the last eight of all.
#[derive(Clone, Copy, Debug)]
struct Name {
    text: &'static str,
    bare: Word,
    quoted: Word,
    further: Word,
    tail: u64,
}

/// Up to eight bytes.
#[derive(Clone, Copy, Debug)]
struct Word {
    bytes: u64,
    mask: u64,
}

impl<const N: usize> Names<N> {
    /// At most 16 names, none longer than 14 bytes.
    pub const fn new(texts: [&'static str; N]) -> Names<N> {
        let mut names = [Name::new(""); N];
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
        let (mut tail, closed) = ([0; 8], bytes.len() + 3);
        let mut n = closed.saturating_sub(8);
        while n < closed {
            tail[n + 8 - closed] = match n {
                0 => b'"',
                _ if n <= bytes.len() => bytes[n - 1],
                _ => b"\":"[n - 1 - bytes.len()],
            };
            n += 1;
        }
        let (bare, quoted, further) = (Word::new(b"", bytes), Word::new(b"\"", bytes), Word::new(b",\"", bytes));
        Name { text, bare, quoted, further, tail: u64::from_le_bytes(tail) }
    }
}

impl Word {
    /// What stands before a name, the name, and `":`.
    const fn new(before: &[u8], name: &[u8]) -> Word {
        let (mut bytes, mut mask, mut n) = ([0; 8], [0; 8], 0);
        while n < 8 && n < before.len() + name.len() + 2 {
            bytes[n] = if n < before.len() {
                before[n]
            } else if n < before.len() + name.len() {
                name[n - before.len()]
            } else {
                b"\":"[n - before.len() - name.len()]
            };
            mask[n] = 0xFF;
            n += 1;
        }
        Word { bytes: u64::from_le_bytes(bytes), mask: u64::from_le_bytes(mask) }
    }

    /// Whether these eight bytes begin so.
    #[inline(always)]
    fn begins(&self, bytes: u64) -> bool {
        bytes & self.mask == self.bytes
    }
}

/// Where the reading of an object's fields stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fields {
    started: bool,
    seen: u16,
    /// The name that comes next in the usual order.
    next: u8,
}

/// The next field of an object.
#[derive(Clone, Debug)]
pub(super) enum Field<'a> {
    /// By its number among the names.
    Known(usize),
    Other(&'a str),
}

impl<'a> Cursor<'a> {
    /// The next field of the open object; none closes it.
    ///
    /// # Errors
    /// Bad JSON, or a known field twice.
    #[inline(always)]
    pub fn field<const N: usize>(&mut self, names: &Names<N>, fields: &mut Fields) -> Read<Option<Field<'a>>> {
        if self.closes() {
            return Ok(None);
        }
        match self.likely(names, fields) {
            Some(known) => Ok(Some(Field::Known(known))),
            None => self.any_field(names, fields),
        }
    }

    /// Whether the next field is this one, asked for the first time, and without a blank before its name; else nothing is
    /// read. Asked in the usual order, the processor foresees what comes next.
    #[inline(always)]
    pub fn comes<const N: usize>(&mut self, names: &Names<N>, fields: &mut Fields, n: usize) -> bool {
        let name = &names.names[n];
        let Some(ahead) = self.text.as_bytes().get(self.at..).and_then(<[u8]>::first_chunk) else { return false };
        let word = if fields.started { &name.further } else { &name.quoted };
        word.begins(u64::from_le_bytes(*ahead)) && self.take(name, n, self.at + usize::from(fields.started), fields)
    }

    #[inline(never)]
    fn any_field<const N: usize>(&mut self, names: &Names<N>, fields: &mut Fields) -> Read<Option<Field<'a>>> {
        let Some(key) = self.key(&mut fields.started)? else { return Ok(None) };
        let Some(known) = names.names.iter().position(|name| name.text == key) else { return Ok(Some(Field::Other(key))) };
        if fields.seen & 1 << known != 0 {
            return flaw(self.key_at, DataFault::DuplicateKey { key: names.names[known].text.to_owned() });
        }
        fields.seen |= 1 << known;
        Ok(Some(Field::Known(known)))
    }

    /// A known name as exporters write it, with one blank at most, for the first time; else nothing is read.
    #[inline(never)] // most fields come in turn: small code is worth more here
    fn likely<const N: usize>(&mut self, names: &Names<N>, fields: &mut Fields) -> Option<usize> {
        let (at, word) = self.next_name(*fields)?;
        let next = usize::from(fields.next);
        let n = match names.names.get(next) {
            Some(name) if name.bare.begins(word) => next,
            _ => names.names.iter().position(|name| name.bare.begins(word))?,
        };
        self.take(&names.names[n], n, at, fields).then_some(n)
    }

    /// Where the next name is quoted, and the eight bytes behind the quote.
    #[inline(always)]
    fn next_name(&self, fields: Fields) -> Option<(usize, u64)> {
        let bytes = self.text.as_bytes();
        let before: &[u8; 12] = bytes.get(self.at..)?.first_chunk()?;
        let skip = match (fields.started, before) {
            (true, [b',', b'"', ..]) => 1,
            (true, [b',', b' ', b'"', ..]) => 2,
            (false, [b'"', ..]) => 0,
            _ => return None,
        };
        let at = self.at + skip;
        Some((at, u64::from_le_bytes(*bytes.get(at + 1..)?.first_chunk()?)))
    }

    /// Takes the name at `at`, of which the first eight bytes are right.
    #[inline(always)]
    fn take(&mut self, name: &Name, n: usize, at: usize, fields: &mut Fields) -> bool {
        let bytes = self.text.as_bytes();
        let end = at + name.text.len() + 3;
        let last = || bytes.get(end - 8..).and_then(|last| last.first_chunk()).map(|last| u64::from_le_bytes(*last));
        // so many the first ones have told in any case
        let tail = name.text.len() <= 4 || last() == Some(name.tail);
        if !tail || fields.seen & 1 << n != 0 {
            return false;
        }
        self.key_at = at;
        self.at = end + usize::from(bytes.get(end) == Some(&b' '));
        *fields = Fields { started: true, seen: fields.seen | 1 << n, next: n as u8 + 1 };
        true
    }
}
