//! The latest entries, in memory: open addressing in the order of the keys, at most seven eighths full.
//!
//! The first bits of a key, which are even, say where it belongs; of those that meet, the least stands first. So the
//! entries are sorted from front to back at any time, and nothing is left to sort when they go to disk.

use super::{Entry, Key};

const LEAST: u32 = 10;

/// Room for those that belong at the last places.
const BEYOND: usize = 64;

#[derive(Debug)]
pub struct Table {
    slots: Vec<Entry>,
    len: usize,
    /// So many first bits of a key say where it belongs.
    bits: u32,
}

impl Default for Table {
    fn default() -> Table {
        Table::with_bits(LEAST)
    }
}

impl Table {
    fn with_bits(bits: u32) -> Table {
        Table { slots: vec![Entry::default(); (1 << bits) + BEYOND], len: 0, bits }
    }

    pub fn len(&self) -> usize {
        self.len
    }

    /// The entry of a key, else the slot at which [`Table::insert`] is to put it.
    pub fn find(&self, key: Key) -> Result<Entry, usize> {
        let mut slot = self.home(key);
        while let Some(entry) = self.slots.get(slot).filter(|entry| is_taken(entry)) {
            match Key::of(entry).cmp(&key) {
                std::cmp::Ordering::Less => slot += 1,
                std::cmp::Ordering::Equal => return Ok(*entry),
                std::cmp::Ordering::Greater => break,
            }
        }
        Err(slot)
    }

    /// Adds an entry where its key was looked for in vain.
    pub fn insert(&mut self, slot: usize, entry: Entry) {
        let behind = self.slots[slot..].iter().position(|entry| !is_taken(entry));
        let free = behind.map_or(self.slots.len(), |n| slot + n);
        if behind.is_none() {
            self.slots.push(Entry::default());
        }
        self.slots.copy_within(slot..free, slot + 1);
        self.slots[slot] = entry;
        self.len += 1;
        if self.len * 8 > 7 << self.bits {
            self.grow();
        }
    }

    /// Every entry, by key.
    pub fn sorted(&self) -> impl Iterator<Item = &Entry> {
        self.slots.iter().filter(|entry| is_taken(entry))
    }

    /// Empties it; its memory stays.
    pub fn clear(&mut self) {
        self.slots.fill(Entry::default());
        self.len = 0;
    }

    fn home(&self, key: Key) -> usize {
        (key.0 >> (128 - self.bits)) as usize
    }

    fn grow(&mut self) {
        let mut larger = Table::with_bits(self.bits + 1);
        for entry in self.sorted() {
            if let Err(slot) = larger.find(Key::of(entry)) {
                larger.insert(slot, *entry);
            }
        }
        *self = larger;
    }
}

fn is_taken(entry: &Entry) -> bool {
    entry[5] != 0
}
