//! The characters between the values of one cell.

/// Those of one field, told by a bit each where they are ASCII.
#[derive(Clone, Debug, Default)]
pub struct Separators {
    wide: Vec<char>,
    ascii: u128,
    /// By the last six bits: the bytes that those beyond ASCII start with.
    first_of_wide: u64,
}

impl Separators {
    pub fn new(all: &[char]) -> Separators {
        let (ascii, wide): (Vec<char>, Vec<char>) = all.iter().partition(|c| c.is_ascii());
        let first = |c: &char| 1 << (c.encode_utf8(&mut [0; 4]).as_bytes()[0] & 63);
        Separators {
            ascii: ascii.iter().fold(0, |bits, c| bits | 1 << u32::from(*c)),
            first_of_wide: wide.iter().fold(0, |bits, c| bits | first(c)),
            wide,
        }
    }

    /// Nothing is split.
    pub fn is_empty(&self) -> bool {
        self.ascii == 0 && self.wide.is_empty()
    }

    /// Each part of a text, trimmed.
    pub fn parts<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        text.split(|c: char| if c.is_ascii() { self.ascii >> u32::from(c) & 1 == 1 } else { self.wide.contains(&c) }).map(str::trim)
    }

    /// Whether one may stand in a text: most cells hold one word.
    pub fn may_be_in(&self, text: &str) -> bool {
        text.bytes().any(|byte| if byte.is_ascii() { self.ascii >> byte & 1 == 1 } else { self.first_of_wide >> (byte & 63) & 1 == 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::Separators;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_is_split_as_by_its_characters(all in prop::collection::vec(prop::sample::select(vec!['、', ';', ';', ',', '|', '\n', ' ', 'é']), 0..5), text in "[a、;;,| é案]{0,12}") {
            let separators = Separators::new(&all);
            let parts: Vec<&str> = separators.parts(&text).collect();
            prop_assert_eq!(&parts, &text.split(all.as_slice()).map(str::trim).collect::<Vec<_>>());
            prop_assert!(parts.len() == 1 || separators.may_be_in(&text));
            prop_assert_eq!(separators.is_empty(), all.is_empty());
        }
    }
}
