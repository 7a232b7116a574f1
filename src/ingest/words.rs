//! The words of a policy, told by their ends: of most words the first and the last bytes are all there is.

/// A table of words, made once. Looking up a hostile word costs no more than a friendly one: a policy chose what is here.
#[derive(Debug)]
pub(super) struct Words<'v, T> {
    /// A power of two, at most half full.
    slots: Vec<Option<Slot<'v, T>>>,
}

#[derive(Debug)]
struct Slot<'v, T> {
    ends: Ends,
    word: &'v str,
    value: T,
}

/// Up to sixteen bytes these are the whole word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ends {
    first: u64,
    last: u64,
    len: usize,
}

const WHOLE: usize = 16;

impl<'v, T> Words<'v, T> {
    /// Of equal words the first is kept.
    pub fn new(words: impl Iterator<Item = (&'v str, T)>) -> Words<'v, T> {
        let words: Vec<(&str, T)> = words.collect();
        let mut table = Words { slots: Vec::new() };
        table.slots.resize_with((2 * words.len()).next_power_of_two().max(2), || None);
        for (word, value) in words {
            let ends = Ends::of(word.as_bytes());
            let place = table.place(ends, word);
            table.slots[place].get_or_insert(Slot { ends, word, value });
        }
        table
    }

    #[inline]
    pub fn get(&self, word: &str) -> Option<&T> {
        let slot = self.slots.get(self.place(Ends::of(word.as_bytes()), word));
        slot.and_then(Option::as_ref).map(|slot| &slot.value)
    }

    /// Where the word stands, or the free place where it belongs.
    #[inline]
    fn place(&self, ends: Ends, word: &str) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut place = ends.hash() as usize & mask;
        while let Some(Some(slot)) = self.slots.get(place) {
            if slot.ends == ends && (ends.len <= WHOLE || slot.word == word) {
                break;
            }
            place = (place + 1) & mask;
        }
        place
    }
}

impl Ends {
    #[inline(always)]
    fn of(bytes: &[u8]) -> Ends {
        let len = bytes.len();
        if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
            return Ends { first: u64::from_le_bytes(*first), last: u64::from_le_bytes(*last), len };
        }
        let half = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
        if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
            return Ends { first: half(first), last: half(last), len };
        }
        let byte = |at: usize| bytes.get(at).copied().map_or(0, u64::from);
        Ends { first: byte(0) | byte(1) << 8 | byte(2) << 16, last: 0, len }
    }

    #[inline(always)]
    fn hash(self) -> u64 {
        let mixed = (self.first ^ self.last.rotate_left(29) ^ self.len as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed ^ mixed >> 32
    }
}

#[cfg(test)]
mod tests {
    use super::Words;
    use proptest::prelude::*;
    use std::collections::HashMap;

    proptest! {
        #[test]
        fn a_table_finds_what_a_map_finds(known in proptest::collection::vec("[ab案]{0,22}", 0..60), asked in proptest::collection::vec("[ab案]{0,22}", 0..60)) {
            let words = Words::new(known.iter().enumerate().map(|(n, word)| (word.as_str(), n)));
            let mut map = HashMap::new();
            for (n, word) in known.iter().enumerate() {
                map.entry(word.as_str()).or_insert(n);
            }
            for word in known.iter().chain(&asked) {
                prop_assert_eq!(words.get(word), map.get(word.as_str()));
            }
        }
    }
}
