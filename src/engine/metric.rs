//! Metrics: what one record adds to ratios, counts and quotas over many (spec section 5, dialect 3.8). Pure: a record
//! gives a [`Partial`], partials add up in any order.

mod bin;
pub mod key;
mod partial;

pub use partial::{Cell, Partial, Sum};

use super::judge::{Next, Task};
use super::marks::Marks;
use super::obligation::applies;
use super::view::{Settled, View};
use super::{condition, events, outcome};
use crate::plan::Plan;
use crate::plan::plain::Decided;
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
        let next = Next::after(self.as_of);
        let seen = record.events.partition_point(|event| event.when.earliest <= self.as_of);
        if let Some(event) = record.events.get(seen) {
            next.note(event.when.earliest);
        }
        // most metrics concern few records
        let mut view = None;
        plan.counters(&record.events[..seen], |place, first| {
            let rule = &plan.policy.rules[usize::from(place)];
            let Duty::Metric(metric) = &rule.duty else { return };
            if rule.judges(record.kind) {
                if let Some(marks) = self.marks {
                    marks.enter(Some(rule));
                }
                let view = view.get_or_insert_with(|| View::marking(plan, record, self.as_of, self.marks).knowing(self.settled));
                view.settle(plan.steady_of(rule));
                let task = Task { rule, clock: plan.clock(rule), as_of: self.as_of, explain: None, next: &next, passed: None };
                let decided = plan.plain_of(rule).first().and_then(|plain| plain.as_ref()?.decided);
                One { task, view, metric, decided, first, light, partial: &mut *partial }.count();
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
    /// Which steady conditions say what counts, where they do.
    decided: Option<Decided>,
    /// No event before this one is one of `on`.
    first: usize,
    light: Option<Light>,
    partial: &'v mut Partial,
}

/// The event that counts, none for the record itself, and whether it does.
type Counted = (Option<usize>, Truth);

impl<'s> One<'_, 's> {
    fn count(&mut self) {
        let metric = self.metric;
        match (&metric.measure, metric.counts) {
            (Measure::Share(Share::Outcome(outcome)), _) => self.instances(outcome),
            (Measure::Count(ids), Counts::Events) => self.events(ids),
            (Measure::Count(ids), Counts::Records) if metric.on.is_empty() => self.firsts(ids),
            (Measure::Quota(quota), Counts::Records) if !metric.on.is_empty() => self.lasts(quota),
            (_, Counts::Events) if !metric.on.is_empty() => {
                for n in self.first..self.view.seen.len() {
                    self.one(self.at(n, &metric.on));
                }
            }
            _ => self.one(self.record()),
        }
    }

    /// What puts the record into the denominator: its first event of `on`, or the record itself.
    fn record(&self) -> Option<Counted> {
        if self.metric.on.is_empty() {
            if !self.task.in_force(self.view, self.view.as_of) {
                return None;
            }
            let truth = self.applies(None);
            return (truth != Truth::False).then_some((None, truth));
        }
        self.first_of(&self.metric.on, self.first)
    }

    /// The first event of `on` that counts, else one of which that is not known; none before event `from` is one.
    fn first_of(&self, on: &'s [EventId], from: usize) -> Option<Counted> {
        let mut unknown = None;
        for n in from..self.view.seen.len() {
            match self.at(n, on) {
                Some(counted) if counted.1.is_true() => return Some(counted),
                counted => unknown = unknown.or(counted),
            }
        }
        unknown
    }

    /// Event `n`, if it is one of `on` and counts or may count.
    fn at(&self, n: usize, on: &[EventId]) -> Option<Counted> {
        let is = events::is_any(self.view, &self.view.seen[n], on);
        if is == Truth::False || !self.task.in_force(self.view, self.view.seen[n].when.earliest) {
            return None;
        }
        let truth = is.and(self.applies(Some(n)));
        (truth != Truth::False).then_some((Some(n), truth))
    }

    /// Whether the metric counts what it is asked of.
    fn applies(&self, at: Option<usize>) -> Truth {
        match self.decided.map_or(Truth::Unknown, |decided| self.view.decides(decided)) {
            Truth::Unknown => applies(&self.seen_from(at), &self.metric.scope),
            known => known,
        }
    }

    /// The record seen from an event, or from none.
    fn seen_from(&self, at: Option<usize>) -> View<'s> {
        at.map_or_else(|| self.view.again(), |n| self.view.from(n, &[]))
    }

    /// Counts a record or event once, with what is asked of it.
    fn one(&mut self, counted: Option<Counted>) {
        let at = match counted {
            Some((at, Truth::True)) => at,
            Some(_) => return self.leave_out(),
            None => return,
        };
        let share = match &self.metric.measure {
            Measure::All => return self.add(at, self.period(at), 1, &[]),
            Measure::Count(ids) => return self.each(at, ids),
            Measure::Quota(quota) => return self.value(at, quota),
            Measure::Share(Share::Has(ids)) => self.has(ids),
            Measure::Share(Share::Meets(condition)) => condition::met(&self.seen_from(at), condition),
            Measure::Share(Share::Outcome(_)) => return,
        };
        match share {
            Truth::Unknown => self.leave_out(),
            known => self.add(at, self.period(at), 1, &[u64::from(known.is_true())]),
        }
    }

    /// Counts a record or event once, with which of these events the record has.
    fn each(&mut self, at: Option<usize>, ids: &'s [EventId]) {
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
        // mostly one, known by its name alone
        if let [id] = ids
            && let own @ Some(_) = self.view.plan.type_of(*id)
        {
            return Truth::from(self.view.seen.iter().any(|event| event.name == own));
        }
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
    fn value(&mut self, at: Option<usize>, quota: &'s Quota) {
        let view = self.seen_from(at);
        let values = match view.lookup(&quota.look) {
            Found::Nothing => return,
            Found::One(item) => vec![shown(&view, &item)],
            Found::Many(items) | Found::Some(items) => items.iter().map(|item| shown(&view, item)).collect(),
            Found::Imprecise | Found::NoRow => return self.leave_out(),
        };
        let parts: Vec<u64> = quota.shares.iter().map(|(value, _)| u64::from(values.iter().flatten().any(|own| own == value))).collect();
        self.add(at, self.period(at), 1, &parts);
    }

    /// The last event of each period counts for its value.
    fn lasts(&mut self, quota: &'s Quota) {
        let mut last: BTreeMap<Option<Period>, Counted> = BTreeMap::new();
        for n in self.first..self.view.seen.len() {
            if let Some(counted) = self.at(n, &self.metric.on) {
                last.insert(self.period(counted.0), counted);
            }
        }
        for (at, truth) in last.values() {
            if truth.is_true() { self.value(*at, quota) } else { self.leave_out() }
        }
    }

    /// Counts every event of each kind where it lies; with `on`, of records that have it.
    fn events(&mut self, ids: &'s [EventId]) {
        let on = match self.metric.on.as_slice() {
            [] => None,
            on => match self.first_of(on, self.first) {
                Some((at, Truth::True)) => at,
                Some(_) => return self.leave_out(),
                None => return,
            },
        };
        for (n, event) in self.view.seen.iter().enumerate() {
            for (part, id) in ids.iter().enumerate() {
                let counted = if on.is_some() { Some((on, self.view.is(event, *id))) } else { self.at(n, std::slice::from_ref(id)) };
                match counted {
                    Some((at, Truth::True)) => self.add(at, self.period_of(event), 0, &self.only(part)),
                    Some((_, Truth::Unknown)) => self.leave_out(),
                    Some((_, Truth::False)) | None => {}
                }
            }
        }
    }

    /// Counts the records that have each event, in the period of the first such.
    fn firsts(&mut self, ids: &'s [EventId]) {
        for (part, id) in ids.iter().enumerate() {
            match self.first_of(std::slice::from_ref(id), 0) {
                Some((at, Truth::True)) => self.add(at, self.period(at), 0, &self.only(part)),
                Some(_) => self.leave_out(),
                None => {}
            }
        }
    }

    /// Counts the decided instances of another rule, by period and group of their trigger.
    fn instances(&mut self, outcome: &'s OutcomeOf) {
        for base in self.view.plan.bases_of(outcome) {
            for instance in outcome::instances(self.view, *base, self.view.as_of, self.task.next) {
                let at = instance.trigger;
                let since = at.map_or(self.view.as_of, |n| self.view.seen[n].when.earliest);
                if !decided(instance.status) || !self.task.in_force(self.view, since) {
                    continue;
                }
                // Days of a period that triggered count from its last day.
                let period = match instance.period {
                    Some(own) if at.is_none() => self.metric.every.map(|every| Period::of(every, own.last())),
                    _ => self.period(at),
                };
                match self.applies(at) {
                    Truth::True => self.add(at, period, 1, &[u64::from(is_so(self.view, &instance, outcome.what))]),
                    Truth::Unknown => self.leave_out(),
                    Truth::False => {}
                }
            }
        }
    }

    fn period(&self, at: Option<usize>) -> Option<Period> {
        at.and_then(|n| self.period_of(&self.view.seen[n]))
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
    fn add(&mut self, at: Option<usize>, period: Option<Period>, total: u64, parts: &[u64]) {
        if self.metric.group.is_empty() {
            return self.partial.add(self.task.rule.place, Cell { period, group: Vec::new() }, total, parts);
        }
        for group in keys(self.metric, &self.seen_from(at), self.light) {
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
