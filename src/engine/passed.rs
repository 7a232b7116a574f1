//! Verdicts that nobody will see: counted by rule and status, and not built.

use crate::policy::rule::Rule;
use crate::verdict::{Light, Show, Status};
use std::cell::Cell;

type Counts = [u32; Status::ALL.len()];

/// What was judged and not shown.
#[derive(Debug)]
pub struct Passed {
    show: Show,
    /// By the rule's place, in the order of [`Status::ALL`].
    counts: Vec<Cell<Counts>>,
    light: Cell<Option<Light>>,
}

impl Passed {
    pub fn new(show: Show, rules: usize) -> Passed {
        Passed { show, counts: vec![Cell::default(); rules], light: Cell::new(None) }
    }

    pub fn shows(&self, status: Status) -> bool {
        self.show.admits(status)
    }

    /// Counts an outcome, if its verdict is not shown.
    pub fn take(&self, rule: &Rule, status: Status, light: Option<Light>) -> bool {
        let passes = !self.shows(status);
        if passes {
            self.add(rule, status, 1, light);
        }
        passes
    }

    /// Counts so many verdicts of one rule, status and light.
    pub fn add(&self, rule: &Rule, status: Status, n: u32, light: Option<Light>) {
        if n == 0 {
            return;
        }
        if let Some(counts) = self.counts.get(usize::from(rule.place)) {
            let mut sum = counts.get();
            sum[status as usize] += n;
            counts.set(sum);
        }
        self.light.set(self.light.get().into_iter().chain(light).min());
    }

    /// The most urgent light since this was last asked.
    pub fn light(&self) -> Option<Light> {
        self.light.take()
    }

    /// Hands over what was counted since this was last asked.
    pub fn drain(&self, mut count: impl FnMut(u16, Status, u64)) {
        for (rule, counts) in (0..).zip(&self.counts) {
            let given = counts.take();
            Status::ALL.into_iter().zip(given).filter(|(_, n)| *n > 0).for_each(|(status, n)| count(rule, status, u64::from(n)));
        }
    }
}
