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

    /// Counts an outcome, if its verdict is not shown.
    pub fn take(&self, rule: &Rule, status: Status, light: Option<Light>) -> bool {
        let Some(counts) = self.counts.get(usize::from(rule.place)).filter(|_| !self.show.admits(status)) else { return false };
        let mut sum = counts.get();
        sum[status as usize] += 1;
        counts.set(sum);
        self.light.set(self.light.get().into_iter().chain(light).min());
        true
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
