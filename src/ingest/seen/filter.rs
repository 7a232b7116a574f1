//! Which keys may be on disk: a Bloom filter whose three bits a key lie in one line of the cache.
//!
//! It grows with the keys up to 6 MiB: one look-up in thirty or fewer goes to disk for nothing up to 6 million keys, one
//! in ten at 10 million, one in three at 20 million.

use super::Key;

/// Lines of the least and of the largest filter.
const LEAST: usize = if cfg!(test) { 4 } else { (1 << 20) / size_of::<Line>() }; // tests see it grow
const MOST: usize = 6 * LEAST;

/// Keys a line is meant for: eight bits each.
const KEYS: usize = size_of::<Line>();

type Line = [u64; 8];

#[derive(Debug, Default)]
pub struct Filter {
    lines: Vec<Line>,
}

impl Filter {
    /// Makes room for so many keys, as far as it may; true: it is empty now, and every key is to be added anew.
    pub fn grow(&mut self, keys: usize) -> bool {
        let wanted = keys.div_ceil(KEYS).next_power_of_two().clamp(LEAST, MOST);
        if wanted <= self.lines.len() {
            return false;
        }
        self.lines.clear();
        // once for good: what is reserved and not touched costs nothing, what is given back goes late
        self.lines.reserve_exact(MOST);
        self.lines.resize(wanted, Line::default());
        true
    }

    pub fn add(&mut self, key: Key) {
        let (line, bits) = self.spots(key);
        if let Some(line) = self.lines.get_mut(line) {
            bits.iter().for_each(|bit| line[bit / 64] |= 1 << (bit % 64));
        }
    }

    /// False: the key is certainly not on disk.
    pub fn may_hold(&self, key: Key) -> bool {
        let (line, bits) = self.spots(key);
        self.lines.get(line).is_some_and(|line| bits.iter().all(|bit| line[bit / 64] & 1 << (bit % 64) != 0))
    }

    /// The first word says the line: keys that come sorted are added from front to back.
    fn spots(&self, key: Key) -> (usize, [usize; 3]) {
        let [line, _, bits, _] = key.words();
        let line = (u64::from(line) * self.lines.len() as u64) >> 32;
        (line as usize, [bits >> 23, bits >> 14 & 511, bits >> 5 & 511].map(|bit| bit as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Keyring;
    use super::*;

    #[test]
    fn it_grows_with_the_keys_and_no_further_than_it_may() {
        let sizes = [1, LEAST * KEYS, LEAST * KEYS + 1, 3 * LEAST * KEYS, MOST * KEYS, usize::MAX >> 1];
        let mut filter = Filter::default();
        let grown = sizes.map(|keys| filter.grow(keys).then_some(filter.lines.len() / LEAST));
        assert_eq!(grown, [Some(1), None, Some(2), Some(4), Some(6), None]);
    }

    #[test]
    fn what_was_added_may_be_there_and_little_else() {
        let keyring = Keyring::default();
        let key = |n: usize| keyring.key("case", &n.to_string());
        let mut filter = Filter::default();
        assert!(!filter.may_hold(key(0)), "the empty one");
        assert!(filter.grow(1));
        (0..LEAST * KEYS).for_each(|n| filter.add(key(n)));
        assert!((0..LEAST * KEYS).all(|n| filter.may_hold(key(n))));
        let wrong = (0..10_000).filter(|n| filter.may_hold(key(1_000_000 + n))).count();
        assert!(wrong < 2_000, "{wrong}");
        assert!(filter.grow(MOST * KEYS));
        assert!((0..LEAST * KEYS).all(|n| !filter.may_hold(key(n))), "it is empty");
    }
}
