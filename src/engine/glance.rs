//! The first look at a record: duties that are plainly kept are only counted, what is left is judged by every word. The
//! two are apart so that many records can be glanced at before the first is judged: what one step runs stays close to
//! the processor.

use super::judge::{Judge, Next, Task};
use super::plain;
use super::view::{Settled, View};
use crate::plan::plain::Plain;
use crate::plan::{Plan, STANDING};
use crate::policy::rule::Duty;
use crate::record::Record;
use crate::time::Instant;

/// What a first look at a record leaves.
#[derive(Debug, Default)]
pub struct Glance {
    /// By rule, then event, then place.
    pub(super) open: Vec<Open>,
    /// When something changes of what was seen.
    pub(super) next: Option<Instant>,
    /// What the steady conditions of the record are.
    pub settled: Settled,
}

/// An event under a rule, still to be judged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub rule: u16,
    /// The event's index, or [`STANDING`].
    pub event: u32,
    /// The branch or case; none: all of the rule.
    pub place: Option<u32>,
}

impl Glance {
    /// Whether anything is left to be judged.
    pub fn is_open(&self) -> bool {
        !self.open.is_empty()
    }
}

impl<'p> Judge<'p> {
    /// Looks at a record: counts what is plainly kept, and says what is left for [`Judge::rest`]. A judge that builds every
    /// verdict leaves all of it.
    pub fn glance<'s>(&self, record: &'s Record<'s>) -> Glance
    where
        'p: 's,
    {
        let plan: &'s Plan = self.plan;
        let mut glance = Glance::default();
        let seen = record.events.partition_point(|event| event.when.earliest <= self.as_of);
        let names = record.events[..seen].iter().map(|event| event.name);
        // what is marked is looked at word by word
        let passed = self.passed.as_ref().filter(|_| self.marks.is_none());
        let next = Next::after(self.as_of);
        let mut view = passed.map(|_| View::new(plan, record, self.as_of));
        plan.triggers(names, |place, event| {
            let rule = &plan.policy.rules[usize::from(place)];
            if !rule.judges(&record.kind) {
                return;
            }
            let plain = plan.plain_of(rule);
            match &mut view {
                Some(view) if event != STANDING && !plain.is_empty() => {
                    view.settle(plan.steady_of(rule));
                    let task = Task { rule, clock: plan.clock(rule), as_of: self.as_of, explain: None, next: &next, passed };
                    for (n, plain) in (0_u32..).zip(plain) {
                        if !task.is_plain(view, event as usize, n as usize, plain.as_ref()) {
                            glance.open.push(Open { rule: place, event, place: Some(n) });
                        }
                    }
                }
                _ => glance.open.push(Open { rule: place, event, place: None }),
            }
        });
        // one number for all three: sorting compares nothing else; places of one event come in order
        glance.open.sort_by_key(|open| u64::from(open.rule) << 32 | u64::from(open.event));
        glance.next = next.get();
        glance.settled = view.map(|view| view.settled()).unwrap_or_default();
        glance
    }
}

impl<'s> Task<'_, 's> {
    /// Whether nothing is left to be judged at event `n` under one branch or case, of which this is plain.
    fn is_plain(&self, view: &View<'s>, n: usize, place: usize, plain: Option<&'s Plain>) -> bool {
        let Some(plain) = plain else { return false };
        let event = &view.seen[n];
        if !plain::is_any(event, &plain.on) || !self.in_force(view, event.when.earliest) {
            return true;
        }
        match &self.rule.duty {
            Duty::Obligation(obligation) => obligation.branches.get(place).is_some_and(|branch| plain::kept(self, view, n, branch, plain)),
            Duty::Constraint(constraint) => {
                constraint.cases.get(place).is_some_and(|case| plain::holds(self, view, n, constraint, case, plain))
            }
            _ => false,
        }
    }
}
