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

/// An event under a rule, still to be judged, as one number: sorting compares nothing else. The rule, then the event in 28
/// bits, then the branch or case in 20: no record is so long as to have more events, and a rule of more branches is left
/// whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Open(u64);

const EVENT: u32 = (1 << 28) - 1;
const PLACE: u32 = (1 << 20) - 1;

impl Open {
    /// Without a place, all of the rule is open.
    fn new(rule: u16, event: u32, place: Option<u32>) -> Open {
        Open(u64::from(rule) << 48 | u64::from(event.min(EVENT)) << 20 | u64::from(place.unwrap_or(PLACE)))
    }

    pub fn rule(self) -> u16 {
        (self.0 >> 48) as u16
    }

    /// The event's index, or [`STANDING`].
    pub fn event(self) -> u32 {
        Some((self.0 >> 20) as u32 & EVENT).filter(|event| *event < EVENT).unwrap_or(STANDING)
    }

    /// The branch or case; none: all of the rule.
    pub fn place(self) -> Option<u32> {
        Some(self.0 as u32 & PLACE).filter(|place| *place < PLACE)
    }
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
        if view.is_none() {
            glance.open.reserve(2 * seen);
        }
        plan.triggers(names, |place, event| {
            let rule = &plan.policy.rules[usize::from(place)];
            if !rule.judges(record.kind) {
                return;
            }
            let plain = plan.plain_of(rule);
            match &mut view {
                Some(view) if event != STANDING && (1..PLACE as usize).contains(&plain.len()) => {
                    view.settle(plan.steady_of(rule));
                    let task = Task { rule, clock: plan.clock(rule), as_of: self.as_of, explain: None, next: &next, passed };
                    for (n, plain) in (0_u32..).zip(plain) {
                        if !task.is_plain(view, event as usize, n as usize, plain.as_ref()) {
                            glance.open.push(Open::new(place, event, Some(n)));
                        }
                    }
                }
                _ => glance.open.push(Open::new(place, event, None)),
            }
        });
        glance.open.sort_unstable();
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told() -> impl Strategy<Value = (u16, u32, Option<u32>)> {
        (0..4_u16, prop_oneof![0..3_u32, 0..EVENT, Just(STANDING)], prop::option::of(prop_oneof![0..3_u32, 0..PLACE]))
    }

    proptest! {
        #[test]
        fn it_is_the_rule_the_event_and_the_place_in_their_order(a in told(), b in told()) {
            let [one, other] = [a, b].map(|(rule, event, place)| Open::new(rule, event, place));
            prop_assert_eq!((one.rule(), one.event(), one.place()), a);
            let key = |(rule, event, place): (u16, u32, Option<u32>)| (rule, event, place.unwrap_or(u32::MAX));
            prop_assert_eq!(one.cmp(&other), key(a).cmp(&key(b)));
        }
    }
}
