//! The latest entries, in memory: open addressing, at most seven eighths full.

use super::Entry;

const LEAST: usize = 1 << 10;

#[derive(Debug, Default)]
pub struct Table {
    slots: Vec<Entry>,
    len: usize,
}

impl Table {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn find(&self, key: [u32; 4]) -> Option<Entry> {
        if self.slots.is_empty() {
            return None;
        }
        let entry = self.slots[self.slot(key)];
        is_taken(&entry).then_some(entry)
    }

    /// Adds an entry whose key is not there.
    pub fn insert(&mut self, entry: Entry) {
        if (self.len + 1) * 8 > self.slots.len() * 7 {
            self.grow();
        }
        let slot = self.slot([entry[0], entry[1], entry[2], entry[3]]);
        self.slots[slot] = entry;
        self.len += 1;
    }

    /// Every entry, by key. Only [`Table::restart`] may follow.
    pub fn sorted(&mut self) -> &[Entry] {
        self.slots.retain(is_taken);
        // most keys differ in their first two words
        let start = |[a, b, ..]: &Entry| u64::from(*a) << 32 | u64::from(*b);
        self.slots.sort_unstable_by(|a, b| start(a).cmp(&start(b)).then_with(|| a.cmp(b)));
        &self.slots
    }

    /// Empties it, with room for so many entries and no more.
    pub fn restart(&mut self, entries: usize) {
        let slots = (entries * 8 / 7).next_power_of_two();
        self.slots.clear();
        if self.slots.capacity() > slots {
            self.slots = Vec::new();
        }
        self.slots.reserve_exact(slots);
        self.slots.resize(slots, Entry::default());
        self.len = 0;
    }

    /// The slot that holds the key, or the empty one where it belongs.
    fn slot(&self, key: [u32; 4]) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = key[3] as usize & mask;
        while is_taken(&self.slots[slot]) && self.slots[slot][..4] != key {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        let larger = vec![Entry::default(); (self.slots.len() * 2).max(LEAST)];
        for entry in std::mem::replace(&mut self.slots, larger).into_iter().filter(is_taken) {
            let slot = self.slot([entry[0], entry[1], entry[2], entry[3]]);
            self.slots[slot] = entry;
        }
    }
}

fn is_taken(entry: &Entry) -> bool {
    entry[5] != 0
}
