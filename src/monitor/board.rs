//! What everybody may read of the desk: open verdicts by record. Only the desk writes it, in short turns.

use super::access::scope::Face;
use super::plans::Plans;
use crate::engine::Partial;
use crate::time::instant::Due;
use crate::time::{Instant, Period};
use crate::verdict::group::Metrics;
use crate::verdict::{Light, Status};
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

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

impl Held {
    /// The most urgent light of its open verdicts.
    pub fn light(&self) -> Option<Light> {
        self.open.iter().filter_map(|open| open.light).min()
    }
}

/// Everything judged, of one set of plans.
#[derive(Debug)]
pub struct State {
    pub plans: Plans,
    /// At which everything here holds.
    pub as_of: Instant,
    /// Every record in the store.
    pub records: HashMap<Number, Held>,
    /// What the records add up to in metrics, by plan.
    pub counted: Vec<Partial>,
}

impl State {
    /// Records as judged, with what they add up to.
    pub fn new(plans: Plans, as_of: Instant, records: HashMap<Number, Held>) -> State {
        let counted = vec![Partial::default(); plans.list.len()];
        let mut state = State { plans, as_of, records: HashMap::new(), counted };
        for held in records.values() {
            state.count(held, Partial::merge);
        }
        state.records = records;
        state
    }

    /// Puts a record in the place of what it was before.
    pub(super) fn put(&mut self, number: Number, held: Held) -> Option<Held> {
        self.count(&held, Partial::merge);
        let before = self.records.insert(number, held);
        if let Some(before) = &before {
            self.count(before, Partial::take_away);
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

    /// What the metrics of one plan come to.
    pub fn metrics(&self, plan: usize) -> Metrics {
        match (self.plans.list.get(plan), self.counted.get(plan)) {
            (Some(plan), Some(sum)) => sum.metrics(plan),
            _ => Metrics::default(),
        }
    }
}

impl Default for State {
    fn default() -> State {
        State::new(Plans::default(), Instant::MIN, HashMap::new())
    }
}

/// The read side.
#[derive(Debug, Default)]
pub struct Board(RwLock<State>);

impl Board {
    /// Keep it short: the desk waits meanwhile.
    pub fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}
