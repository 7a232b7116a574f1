//! Fields that always stand in an object, null where there is nothing to tell.

use super::escape::{quoted, text};

/// Most fields of a row.
const MOST: usize = 8;

/// Neighbouring fields, written as if all of them were null.
#[derive(Debug)]
pub struct Row {
    text: &'static [u8],
    /// Where the null of each field ends.
    ends: [usize; MOST],
}

/// What a field says.
#[derive(Clone, Copy, Debug)]
pub enum Value<'v> {
    Null,
    Text(&'v str),
    /// Needs its quotes only.
    Word(&'v [u8]),
    /// Needs no quotes.
    Bare(&'v [u8]),
}

impl<'v> Value<'v> {
    pub fn text(text: Option<&'v str>) -> Value<'v> {
        text.map_or(Value::Null, Value::Text)
    }

    pub fn word(word: Option<&'v [u8]>) -> Value<'v> {
        word.map_or(Value::Null, Value::Word)
    }

    pub fn bare(bare: Option<&'v [u8]>) -> Value<'v> {
        bare.map_or(Value::Null, Value::Bare)
    }
}

impl Row {
    /// Each field of `text` has the form `,"name":null`.
    pub const fn new(text: &'static str) -> Row {
        let text = text.as_bytes();
        let (mut ends, mut n, mut at) = ([text.len(); MOST], 0, 1);
        while at < text.len() {
            if text[at] == b',' {
                ends[n] = at;
                n += 1;
            }
            at += 1;
        }
        Row { text, ends }
    }

    /// Writes the fields; those in a row that are null are one copy.
    pub fn write(&self, values: &[Value<'_>], out: &mut Vec<u8>) {
        let mut from = 0;
        for (value, end) in values.iter().zip(self.ends) {
            if matches!(value, Value::Null) {
                continue;
            }
            out.extend_from_slice(&self.text[from..end - b"null".len()]);
            from = end;
            match value {
                Value::Null => {}
                Value::Text(told) => text(told, out),
                Value::Word(word) => quoted(word, out),
                Value::Bare(bare) => out.extend_from_slice(bare),
            }
        }
        out.extend_from_slice(&self.text[from..]);
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, Value};
    use proptest::prelude::*;

    static ROW: Row = Row::new(r#","a":null,"b":null,"c":null,"d":null"#);

    proptest! {
        #[test]
        fn each_field_stands_with_its_value_or_null(told in proptest::collection::vec(0..4_usize, 4)) {
            let values = [(Value::Null, "null"), (Value::Text("x\ny"), r#""x\ny""#), (Value::Word(b"late"), r#""late""#), (Value::Bare(b"-7"), "-7")];
            let mut out = Vec::new();
            ROW.write(&told.iter().map(|n| values[*n].0).collect::<Vec<_>>(), &mut out);
            let wanted: String = "abcd".chars().zip(&told).map(|(name, n)| format!(",\"{name}\":{}", values[*n].1)).collect();
            prop_assert_eq!(String::from_utf8(out).unwrap(), wanted);
        }
    }
}
