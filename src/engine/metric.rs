//! Metrics: what one record adds to ratios, counts and quotas over many (spec section 5, dialect 3.8). Pure: a record
//! gives a [`Partial`], partials add up in any order.

pub mod key;
mod partial;

pub use partial::{Cell, Partial, Sum};

use super::judge::{Next, Task};
use super::marks::Marks;
use super::obligation::applies;
use super::view::{Settled, View};
use super::{condition, events, outcome};
use crate::plan::Plan;
use crate::policy::metric::{Counts, Measure, Metric, Quota, Share};
use crate::policy::rule::{Duty, OutcomeOf, What};
use crate::record::look::EventId;
use crate::record::scene::Found;
use crate::record::{Event, Record, Truth};
use crate::time::{Instant, Period};
use crate::verdict::{Light, Status, Verdict};
use key::{keys, shown};
use std::collections::BTreeMap;

/// Counts records of one policy for its metrics, at one instant.
#[derive(Clone, Copy)]
pub struct Counter<'p> {
    plan: &'p Plan,
    as_of: Instant,
    marks: Option<&'p Marks>,
    settled: Settled,
}

impl<'p> Counter<'p> {
    pub fn new(plan: &'p Plan, as_of: Instant) -> Counter<'p> {
        Counter { plan, as_of, marks: None, settled: Settled::default() }
    }

    /// Notes in `marks` what is decided; the counts are the same.
    #[must_use]
    pub fn marking(self, marks: Option<&'p Marks>) -> Counter<'p> {
        Counter { marks, ..self }
    }

    /// For the one record of which judging has settled this.
    #[must_use]
    pub fn knowing(self, settled: Settled) -> Counter<'p> {
        Counter { settled, ..self }
    }

    /// Adds what one record counts for. `light` is the most urgent of its verdicts'. Returns the next instant at which
    /// it would count for something else by itself, its light apart.
    pub fn count<'s>(&self, record: &'s Record<'s>, light: Option<Light>, partial: &mut Partial) -> Option<Instant>
    where
        'p: 's,
    {
        let plan: &'s Plan = self.plan;
        if plan.metrics().is_empty() {
            return None;
        }
        let mut view = View::marking(plan, record, self.as_of, self.marks).knowing(self.settled);
        let next = Next::after(self.as_of);
        if let Some(event) = record.events.get(view.seen.len()) {
            next.note(event.when.earliest);
        }
        plan.counters(view.seen, |place| {
            let rule = &plan.policy.rules[usize::from(place)];
            let Duty::Metric(metric) = &rule.duty else { return };
            if rule.kinds.is_empty() || rule.kinds.iter().any(|kind| *kind == record.kind) {
                if let Some(marks) = self.marks {
                    marks.enter(Some(rule));
                }
                let task = Task { rule, clock: plan.clock(rule), as_of: self.as_of, explain: None, next: &next, passed: None, plain: &[] };
                view.settle(plan.steady_of(rule));
                One { task, view: &view, metric, light, partial: &mut *partial }.count();
            }
        });
        next.get()
    }
}

/// One metric asked of one record.
struct One<'v, 's> {
    task: Task<'v, 's>,
    view: &'v View<'s>,
    metric: &'s Metric,
    light: Option<Light>,
    partial: &'v mut Partial,
}

/// The record seen from an event that counts, and whether it does.
type Counted<'s> = (View<'s>, Truth);

impl<'s> One<'_, 's> {
    fn count(&mut self) {
        let metric = self.metric;
        match (&metric.measure, metric.counts) {
            (Measure::Share(Share::Outcome(outcome)), _) => self.instances(outcome),
            (Measure::Count(ids), Counts::Events) => self.events(ids),
            (Measure::Count(ids), Counts::Records) if metric.on.is_empty() => self.firsts(ids),
            (Measure::Quota(quota), Counts::Records) if !metric.on.is_empty() => self.lasts(quota),
            (_, Counts::Events) if !metric.on.is_empty() => {
                for n in 0..self.view.seen.len() {
                    match self.at(n, &metric.on) {
                        Some((at, Truth::True)) => self.one(&at),
                        Some(_) => self.leave_out(),
                        None => {}
                    }
                }
            }
            _ => match self.record() {
                Some((at, Truth::True)) => self.one(&at),
                Some(_) => self.leave_out(),
                None => {}
            },
        }
    }

    /// What puts the record into the denominator: its first event of `on`, or the record itself.
    fn record(&self) -> Option<Counted<'s>> {
        if self.metric.on.is_empty() {
            if !self.task.in_force(self.view, self.view.as_of) {
                return None;
            }
            let view = self.alone();
            let truth = applies(&view, &self.metric.scope);
            return (truth != Truth::False).then_some((view, truth));
        }
        self.first(&self.metric.on)
    }

    /// The first event of `on` that counts, else one of which that is not known.
    fn first(&self, on: &'s [EventId]) -> Option<Counted<'s>> {
        let mut unknown = None;
        for n in 0..self.view.seen.len() {
            match self.at(n, on) {
                Some((at, Truth::True)) => return Some((at, Truth::True)),
                Some(counted) => unknown = unknown.or(Some(counted)),
                None => {}
            }
        }
        unknown
    }

    /// Event `n`, if it is one of `on` and counts or may count.
    #[inline(always)]
    fn at(&self, n: usize, on: &[EventId]) -> Option<Counted<'s>> {
        let is = events::is_any(self.view, &self.view.seen[n], on);
        // most are not: a view is large
        if is == Truth::False { None } else { self.asked_at(n, is) }
    }

    #[inline(never)]
    fn asked_at(&self, n: usize, is: Truth) -> Option<Counted<'s>> {
        if !self.task.in_force(self.view, self.view.seen[n].when.earliest) {
            return None;
        }
        let at = self.view.from(n, &[]);
        let truth = is.and(applies(&at, &self.metric.scope));
        (truth != Truth::False).then_some((at, truth))
    }

    /// The record itself, from no event.
    fn alone(&self) -> View<'s> {
        View::marking(self.view.plan, self.view.record, self.view.as_of, self.view.marks)
    }

    /// Counts a record or event once, with what is asked of it.
    fn one(&mut self, at: &View<'s>) {
        let share = match &self.metric.measure {
            Measure::All => return self.add(at, self.period(at), 1, &[]),
            Measure::Count(ids) => return self.each(at, ids),
            Measure::Quota(quota) => return self.value(at, quota),
            Measure::Share(Share::Has(ids)) => self.has(ids),
            Measure::Share(Share::Meets(condition)) => condition::met(at, condition),
            Measure::Share(Share::Outcome(_)) => return,
        };
        match share {
            Truth::Unknown => self.leave_out(),
            known => self.add(at, self.period(at), 1, &[u64::from(known.is_true())]),
        }
    }

    /// Counts a record or event once, with which of these events the record has.
    fn each(&mut self, at: &View<'s>, ids: &'s [EventId]) {
        let mut parts = Vec::with_capacity(ids.len());
        for id in ids {
            match self.has(std::slice::from_ref(id)) {
                Truth::Unknown => return self.leave_out(),
                known => parts.push(u64::from(known.is_true())),
            }
        }
        self.add(at, self.period(at), 1, &parts);
    }

    /// Whether the record has one of these events.
    fn has(&self, ids: &[EventId]) -> Truth {
        let mut found = Truth::False;
        for event in self.view.seen {
            found = found.or(events::is_any(self.view, event, ids));
            if found == Truth::True {
                break;
            }
        }
        found
    }

    /// Counts a record or event by its value, if it has one.
    fn value(&mut self, at: &View<'s>, quota: &'s Quota) {
        let values = match at.lookup(&quota.look) {
            Found::Nothing => return,
            Found::One(item) => vec![shown(at, &item)],
            Found::Many(items) | Found::Some(items) => items.iter().map(|item| shown(at, item)).collect(),
            Found::Imprecise | Found::NoRow => return self.leave_out(),
        };
        let parts: Vec<u64> = quota.shares.iter().map(|(value, _)| u64::from(values.iter().flatten().any(|own| own == value))).collect();
        self.add(at, self.period(at), 1, &parts);
    }

    /// The last event of each period counts for its value.
    fn lasts(&mut self, quota: &'s Quota) {
        let mut last: BTreeMap<Option<Period>, Counted<'s>> = BTreeMap::new();
        for n in 0..self.view.seen.len() {
            if let Some(counted) = self.at(n, &self.metric.on) {
                last.insert(self.period(&counted.0), counted);
            }
        }
        for (at, truth) in last.values() {
            if truth.is_true() { self.value(at, quota) } else { self.leave_out() }
        }
    }

    /// Counts every event of each kind where it lies; with `on`, of records that have it.
    fn events(&mut self, ids: &'s [EventId]) {
        let from = if self.metric.on.is_empty() {
            None
        } else {
            match self.first(&self.metric.on) {
                Some((at, Truth::True)) => Some(at),
                Some(_) => return self.leave_out(),
                None => return,
            }
        };
        for (n, event) in self.view.seen.iter().enumerate() {
            for (part, id) in ids.iter().enumerate() {
                let own = if from.is_none() { self.at(n, std::slice::from_ref(id)) } else { None };
                let (at, truth) = match (&from, &own) {
                    (Some(on), _) => (on, self.view.is(event, *id)),
                    (None, Some((at, truth))) => (at, *truth),
                    (None, None) => continue,
                };
                match truth {
                    Truth::True => self.add(at, self.period_of(event), 0, &self.only(part)),
                    Truth::Unknown => self.leave_out(),
                    Truth::False => {}
                }
            }
        }
    }

    /// Counts the records that have each event, in the period of the first such.
    fn firsts(&mut self, ids: &'s [EventId]) {
        for (part, id) in ids.iter().enumerate() {
            match self.first(std::slice::from_ref(id)) {
                Some((at, Truth::True)) => self.add(&at, self.period(&at), 0, &self.only(part)),
                Some(_) => self.leave_out(),
                None => {}
            }
        }
    }

    /// Counts the decided instances of another rule, by period and group of their trigger.
    fn instances(&mut self, outcome: &'s OutcomeOf) {
        for base in self.view.plan.bases_of(outcome) {
            for instance in outcome::instances(self.view, *base, self.view.as_of, self.task.next) {
                let at = instance.trigger.map_or_else(|| self.alone(), |n| self.view.from(n, &[]));
                if !decided(instance.status) || !self.task.in_force(&at, at.event().map_or(at.as_of, |event| event.when.earliest)) {
                    continue;
                }
                // Days of a period that triggered count from its last day.
                let period = match instance.period {
                    Some(own) if at.trigger.is_none() => self.metric.every.map(|every| Period::of(every, own.last())),
                    _ => self.period(&at),
                };
                match applies(&at, &self.metric.scope) {
                    Truth::True => self.add(&at, period, 1, &[u64::from(is_so(&at, &instance, outcome.what))]),
                    Truth::Unknown => self.leave_out(),
                    Truth::False => {}
                }
            }
        }
    }

    fn period(&self, at: &View<'s>) -> Option<Period> {
        at.event().and_then(|event| self.period_of(event))
    }

    fn period_of(&self, event: &Event<'_>) -> Option<Period> {
        self.metric.every.map(|every| Period::of(every, self.task.clock.zone.day(event.when.earliest)))
    }

    fn only(&self, part: usize) -> Vec<u64> {
        (0..self.metric.parts()).map(|n| u64::from(n == part)).collect()
    }

    fn leave_out(&mut self) {
        self.partial.leave_out(self.task.rule.place);
    }

    /// Adds to the cell of each group that the record belongs to.
    fn add(&mut self, at: &View<'s>, period: Option<Period>, total: u64, parts: &[u64]) {
        if self.metric.group.is_empty() {
            return self.partial.add(self.task.rule.place, Cell { period, group: Vec::new() }, total, parts);
        }
        for group in keys(self.metric, at, self.light) {
            self.partial.add(self.task.rule.place, Cell { period, group }, total, parts);
        }
    }
}

/// An instance that is fulfilled, late or overdue; of a constraint, satisfied or violated.
fn decided(status: Status) -> bool {
    matches!(status, Status::Fulfilled | Status::Late | Status::Overdue | Status::Satisfied | Status::Violated)
}

fn is_so(view: &View<'_>, instance: &Verdict<'_>, what: What) -> bool {
    match what {
        What::PastDue => matches!(instance.status, Status::Late | Status::Overdue),
        What::Yellow | What::Blue => outcome::came_true(view, instance, what).is_some_and(|when| when.earliest <= view.as_of),
        What::Fulfilled => instance.status == Status::Fulfilled,
        What::Lapsed => instance.status == Status::Lapsed,
        What::Violated => instance.status.is_violation(),
    }
}
