//! Which records the run has had: finds the second of one kind and id, however many there are.
//!
//! Exact up to a collision of 128-bit keyed hashes. A table in memory holds the latest; when it is full it goes
//! to a file, sorted, and a filter says which keys may be there, so that few look-ups touch the disk. Memory stays below
//! about 4 MiB for a million records, and 10 for however many.

mod filter;
mod run;
mod table;

use super::fault::Place;
use filter::Filter;
use run::Run;
use siphasher::sip128::{Hasher128, SipHasher13};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use table::Table;

/// A key (four words), the input, the line, the column. All zeros is no entry: lines count from 1.
type Entry = [u32; 7];

/// Entries in memory before they go to disk.
const FULL: usize = 7 << 13;

/// Runs of one size are merged when there are so many.
const ALIKE: usize = 4;

/// What stands for a record's kind and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u128);

impl Key {
    fn of([a, b, c, d, ..]: &Entry) -> Key {
        Key([*a, *b, *c, *d].iter().fold(0, |number, word| number << 32 | u128::from(*word)))
    }

    fn words(self) -> [u32; 4] {
        [96, 64, 32, 0].map(|shift| (self.0 >> shift) as u32)
    }

    /// The same as a number.
    pub(super) fn number(self) -> u128 {
        self.0
    }
}

/// Makes the keys of one run; nobody who writes an export can aim at a collision.
#[derive(Clone, Debug)]
pub struct Keyring {
    secret: SipHasher13,
}

impl Default for Keyring {
    fn default() -> Keyring {
        let random = RandomState::new();
        Keyring { secret: SipHasher13::new_with_keys(random.hash_one(0), random.hash_one(1)) }
    }
}

impl Keyring {
    pub fn key(&self, kind: &str, id: &str) -> Key {
        let mut hasher = self.secret;
        hasher.write(kind.as_bytes());
        // no text has this byte
        hasher.write_u8(0xff);
        hasher.write(id.as_bytes());
        Key(hasher.finish128().into())
    }
}

/// Every record so far, by its key.
#[derive(Debug)]
pub struct Seen {
    table: Table,
    /// Larger ones first.
    runs: Vec<Run>,
    filter: Filter,
    /// The table goes to disk at so many entries.
    full: usize,
}

impl Default for Seen {
    fn default() -> Seen {
        Seen::with_size(FULL)
    }
}

impl Seen {
    /// Holds so many entries in memory, the rest on disk.
    fn with_size(full: usize) -> Seen {
        Seen { table: Table::default(), runs: Vec::new(), filter: Filter::default(), full }
    }

    /// Adds a record; where the first of its key stands, if this is not it. Lines beyond 4,294,967,295 are not told apart.
    ///
    /// # Errors
    /// The file for what memory does not hold cannot be written or read.
    pub fn insert(&mut self, key: Key, place: Place) -> io::Result<Option<Place>> {
        let slot = match self.table.find(key) {
            Ok(entry) => return Ok(Some(place_of(entry))),
            Err(slot) => slot,
        };
        if self.filter.may_hold(key) {
            for run in &mut self.runs {
                if let Some(entry) = run.find(key)? {
                    return Ok(Some(place_of(entry)));
                }
            }
        }
        let line = u32::try_from(place.line).unwrap_or(u32::MAX).max(1);
        let [a, b, c, d] = key.words();
        self.table.insert(slot, [a, b, c, d, place.input, line, place.column]);
        if self.table.len() >= self.full {
            self.spill()?;
        }
        Ok(None)
    }

    /// Writes the table to disk as one sorted run and merges runs of one size.
    fn spill(&mut self) -> io::Result<()> {
        let keys = self.runs.iter().map(Run::len).sum::<usize>() + self.table.len();
        if self.filter.grow(keys) {
            for run in &mut self.runs {
                run.each(|entry| self.filter.add(Key::of(entry)))?;
            }
        }
        self.table.sorted().for_each(|entry| self.filter.add(Key::of(entry)));
        self.runs.push(Run::write(self.table.sorted().copied().map(Ok))?);
        self.table.clear();
        while let Some(alike) = self.alike() {
            let merged = Run::merge(&mut self.runs[alike..])?;
            self.runs.truncate(alike);
            self.runs.push(merged);
        }
        Ok(())
    }

    /// Where the last runs start, if enough of them are of about one size.
    fn alike(&self) -> Option<usize> {
        let from = self.runs.len().checked_sub(ALIKE)?;
        let last = self.runs.last()?.len();
        (self.runs[from].len() < 3 * last).then_some(from)
    }
}

fn place_of([_, _, _, _, input, line, column]: Entry) -> Place {
    Place { input, line: u64::from(line), column }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_is_found_in_memory_and_on_disk() {
        let mut seen = Seen::with_size(20);
        let keyring = Keyring::default();
        let place = |n: u64| Place { input: (n % 3) as u32, line: n + 1, column: 7 };
        for n in 0..2_000 {
            let key = keyring.key("case", &n.to_string());
            assert_eq!(seen.insert(key, place(n)).unwrap(), None);
            for back in [0, n / 3, n / 2, n.saturating_sub(30), n] {
                let key = keyring.key("case", &back.to_string());
                assert_eq!(seen.insert(key, place(9_999)).unwrap(), Some(place(back)), "{back} of {n}");
            }
        }
        assert!(seen.runs.len() < 3 * ALIKE + 3, "{}", seen.runs.len());
    }

    #[test]
    fn kind_and_id_are_told_apart() {
        let keyring = Keyring::default();
        assert_ne!(keyring.key("case", "1"), keyring.key("unit", "1"));
        assert_ne!(keyring.key("cas", "e1"), keyring.key("case", "1"));
    }
}
