//! What everybody may read of the desk: open verdicts by record. Only the desk writes it, in short turns.

pub mod records;
pub mod tally;

use super::access::scope::Face;
use super::plans::Plans;
use crate::engine::Partial;
use crate::time::instant::Due;
use crate::time::{Instant, Period};
use crate::verdict::{Light, Status};
pub use records::Records;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use tally::Tallies;

/// A record's number in the store; it keeps it for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(pub u32);

/// One verdict that is not closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The rule's place in its policy.
    pub rule: u16,
    pub status: Status,
    pub light: Option<Light>,
    pub due: Option<Due>,
    pub period: Option<Period>,
    pub on: Option<Box<str>>,
    pub to: Option<Box<str>>,
    pub bearer: Option<Box<str>>,
}

/// One record as judged at the board's as-of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Index into the plans in force; none where the policy of the record is not in force any more.
    pub plan: Option<u16>,
    /// When its verdicts or its warnings change by themselves next.
    pub next: Option<Instant>,
    /// What of it decides who may see it.
    pub face: Face,
    pub open: Box<[Open]>,
    /// What it adds to the metrics of its policy; none where that is nothing.
    pub counted: Option<Box<Partial>>,
}

/// What is held of every record, at one instant and under one set of plans. Taking a copy costs little, and the copy does not change.
#[derive(Clone, Debug)]
pub struct View {
    pub plans: Plans,
    /// At which everything here holds.
    pub as_of: Instant,
    /// Every record in the store.
    pub records: Records,
    /// Another one whenever another record, or other plans, are on the board.
    pub version: u64,
}

/// Everything judged.
#[derive(Debug)]
pub struct State {
    pub view: View,
    /// What the records add up to in metrics, by plan.
    pub counted: Vec<Partial>,
    pub tallies: Tallies,
}

impl State {
    /// No record yet, of these plans.
    pub(super) fn new(plans: Plans, as_of: Instant, version: u64) -> State {
        let counted = vec![Partial::default(); plans.list.len()];
        State { view: View { plans, as_of, records: Records::default(), version }, counted, tallies: Tallies::default() }
    }

    /// Puts a record in the place of what it was before.
    pub(super) fn put(&mut self, number: Number, held: Held) -> Option<Held> {
        self.count(&held, Partial::merge);
        self.tallies.add(&held);
        let before = self.view.records.insert(number, held);
        if let Some(before) = &before {
            self.count(before, Partial::take_away);
            self.tallies.take_away(before);
        }
        before
    }

    fn count(&mut self, held: &Held, change: fn(&mut Partial, &Partial)) {
        if let (Some(plan), Some(own)) = (held.plan, &held.counted)
            && let Some(sum) = self.counted.get_mut(usize::from(plan))
        {
            change(sum, own);
        }
    }
}

impl Default for State {
    fn default() -> State {
        State::new(Plans::default(), Instant::MIN, 0)
    }
}

/// The read side.
#[derive(Debug, Default)]
pub struct Board(RwLock<State>);

impl Board {
    /// Keep it short: the desk waits meanwhile. What takes long is done with [`Board::view`].
    pub fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A picture of everything, to be looked through at leisure.
    pub fn view(&self) -> View {
        self.read().view.clone()
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}
