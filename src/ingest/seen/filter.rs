//! Which keys may be on disk: a Bloom filter of 10 MiB, whose three bits a key lie in one line of the cache.
//!
//! About one look-up in thirty goes to disk for nothing at 10 million keys, one in eight at 20 million.

use super::Key;

const LINES: usize = (10 << 20) / 64;

#[derive(Debug)]
pub struct Filter {
    lines: Vec<[u64; 8]>,
}

impl Default for Filter {
    fn default() -> Filter {
        Filter { lines: vec![[0; 8]; LINES] }
    }
}

impl Filter {
    pub fn add(&mut self, key: Key) {
        let (line, bits) = spots(key);
        for bit in bits {
            self.lines[line][bit / 64] |= 1 << (bit % 64);
        }
    }

    /// False: the key is certainly not on disk.
    pub fn may_hold(&self, key: Key) -> bool {
        let (line, bits) = spots(key);
        bits.iter().all(|bit| self.lines[line][bit / 64] & 1 << (bit % 64) != 0)
    }
}

/// The first word says the line: keys that come sorted are added from front to back.
fn spots(key: Key) -> (usize, [usize; 3]) {
    let [line, _, bits, _] = key.words();
    let line = (u64::from(line) * LINES as u64) >> 32;
    (line as usize, [bits >> 23, bits >> 14 & 511, bits >> 5 & 511].map(|bit| bit as usize))
}
