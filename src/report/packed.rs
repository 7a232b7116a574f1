//! Texts and numbers as bytes: how a writer tells a report what is not yet in the report's own form.

/// Appends a text.
pub fn put(text: &str, out: &mut Vec<u8>) {
    put_number(i64::try_from(text.len()).unwrap_or(0), out);
    out.extend_from_slice(text.as_bytes());
}

/// Appends a number.
pub fn put_number(number: i64, out: &mut Vec<u8>) {
    out.extend_from_slice(&number.to_le_bytes());
}

/// Takes texts and numbers off again, in the order in which they were put.
#[derive(Clone, Copy, Debug)]
pub struct Packed<'b>(pub &'b [u8]);

impl<'b> Packed<'b> {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next text; an empty one where there is none.
    pub fn text(&mut self) -> &'b str {
        let len = usize::try_from(self.number()).unwrap_or(0).min(self.0.len());
        let (text, rest) = self.0.split_at(len);
        self.0 = rest;
        std::str::from_utf8(text).unwrap_or_default()
    }

    /// The next number; 0 where there is none.
    pub fn number(&mut self) -> i64 {
        match self.0.split_first_chunk::<8>() {
            Some((bytes, rest)) => {
                self.0 = rest;
                i64::from_le_bytes(*bytes)
            }
            None => {
                self.0 = &[];
                0
            }
        }
    }

    /// The next byte; 0 where there is none.
    pub fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_is_taken() {
        let mut out = Vec::new();
        put("案1", &mut out);
        put_number(-7, &mut out);
        put("", &mut out);
        out.push(9);
        let mut packed = Packed(&out);
        assert_eq!((packed.text(), packed.number(), packed.text(), packed.byte()), ("案1", -7, "", 9));
        assert!(packed.is_empty());
        assert_eq!((packed.text(), packed.number(), packed.byte()), ("", 0, 0));
    }
}
