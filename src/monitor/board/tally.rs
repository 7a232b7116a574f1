//! How many open verdicts there are, by who may see them and by status: kept as records change, so that nobody has to count a million.

use super::Held;
use crate::monitor::access::scope::Face;
use crate::verdict::{Light, Status};
use std::collections::HashMap;

/// What the records of one face, or of one policy, come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub records: u64,
    /// Open verdicts by light: red, yellow, blue, green, none.
    pub lights: [u64; 5],
}

/// The sums of everything on the board.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tallies {
    /// By policy and face.
    pub faces: HashMap<(u16, Face), Tally>,
    /// By policy.
    statuses: Vec<[u64; Status::ALL.len()]>,
    /// Records whose policy is not in force.
    pub unjudged: u64,
}

/// Where verdicts of a light are counted.
pub fn place(light: Option<Light>) -> usize {
    light.map_or(Light::ALL.len(), |light| light as usize)
}

impl Tallies {
    pub(super) fn add(&mut self, held: &Held) {
        self.change(held, |sum| *sum += 1);
    }

    pub(super) fn take_away(&mut self, held: &Held) {
        self.change(held, |sum| *sum = sum.saturating_sub(1));
        if let Some(plan) = held.plan
            && self.faces.get(&(plan, held.face)).is_some_and(|tally| tally.records == 0)
        {
            self.faces.remove(&(plan, held.face));
        }
    }

    fn change(&mut self, held: &Held, by_one: fn(&mut u64)) {
        let Some(plan) = held.plan else { return by_one(&mut self.unjudged) };
        let tally = self.faces.entry((plan, held.face)).or_default();
        by_one(&mut tally.records);
        let n = usize::from(plan);
        if self.statuses.len() <= n {
            self.statuses.resize(n + 1, [0; Status::ALL.len()]);
        }
        for open in &held.open {
            if let Some(sum) = tally.lights.get_mut(place(open.light)) {
                by_one(sum);
            }
            if let Some(sum) = self.statuses.get_mut(n).and_then(|sums| sums.get_mut(open.status as usize)) {
                by_one(sum);
            }
        }
    }

    /// Open verdicts of one policy, by status; those of which there is none are left out.
    pub fn statuses(&self, plan: usize) -> impl Iterator<Item = (Status, u64)> {
        let sums = self.statuses.get(plan).copied().unwrap_or_default();
        Status::ALL.into_iter().zip(sums).filter(|(_, sum)| *sum > 0)
    }

    /// Open verdicts of one policy, by light; those of which there is none are left out.
    pub fn lights(&self, plan: usize) -> impl Iterator<Item = (Light, u64)> {
        let own = self.faces.iter().filter(|((of, _), _)| usize::from(*of) == plan);
        let mut sums = [0; 5];
        own.for_each(|(_, tally)| sums.iter_mut().zip(tally.lights).for_each(|(sum, more)| *sum += more));
        Light::ALL.into_iter().zip(sums).filter(|(_, sum)| *sum > 0)
    }
}
