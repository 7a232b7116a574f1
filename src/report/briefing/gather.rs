//! What the briefing keeps of a run: every count, and of each section the most urgent items. Bounded whatever the input
//! holds; the same for any number of threads, because items come in the order of the input.

use super::item::{Item, Section};
use crate::report::packed::Packed;
use std::collections::BTreeMap;

/// So many items are kept of a section.
const KEPT: usize = 500;

/// So many bearers are counted by name, and so many kinds of what is unknown; those that come later together.
const NAMES: usize = 2_000;

/// Items by section.
pub type Counts = [u64; Section::ALL.len()];

/// What is unknown, by bearer, rule and reason.
pub type Cause = (String, String, String);

/// Everything so far.
#[derive(Debug, Default)]
pub struct Gathered {
    pub counts: Counts,
    /// Of those overdue, the ones that became so within the period.
    pub fresh: u64,
    pub bearers: BTreeMap<String, Counts>,
    /// Bearers beyond those counted by name.
    pub others: Counts,
    /// How many of each, and the first records.
    pub unknown: BTreeMap<Cause, (u64, Vec<String>)>,
    kept: [Vec<Item>; Section::ALL.len()],
}

impl Gathered {
    pub fn take(&mut self, bytes: &[u8]) {
        let mut packed = Packed(bytes);
        while !packed.is_empty() {
            self.add(Item::unpack(&mut packed));
        }
    }

    fn add(&mut self, item: Item) {
        let n = item.section as usize;
        self.counts[n] += 1;
        self.fresh += u64::from(item.fresh);
        let room = self.bearers.len() < NAMES;
        match self.bearers.get_mut(&item.bearer) {
            Some(counts) => counts[n] += 1,
            None if room => self.bearers.entry(item.bearer.clone()).or_default()[n] += 1,
            None => self.others[n] += 1,
        }
        if item.section == Section::Unknown {
            let cause = (item.bearer, item.what, item.why);
            if self.unknown.len() < NAMES || self.unknown.contains_key(&cause) {
                let (count, records) = self.unknown.entry(cause).or_default();
                *count += 1;
                if records.len() < 3 && records.last() != Some(&item.record) {
                    records.push(item.record);
                }
            }
            return;
        }
        let kept = &mut self.kept[n];
        kept.push(item);
        if kept.len() >= 2 * KEPT {
            shorten(kept);
        }
    }

    /// The items of a section that are kept, the most urgent first; then how many there are beyond them.
    pub fn items(&mut self, section: Section) -> (&[Item], u64) {
        let kept = &mut self.kept[section as usize];
        shorten(kept);
        let more = self.counts[section as usize].saturating_sub(kept.len() as u64);
        (kept, more)
    }
}

/// Sorting is stable: of equally urgent ones the first in the input come first.
fn shorten(kept: &mut Vec<Item>) {
    kept.sort_by_key(|item| item.urgency);
    kept.truncate(KEPT);
}
