//! The one judgement: `judge(plan, record, as-of)` gives the verdicts of a record (design: called by everyone).

use super::glance::Glance;
use super::marks::Marks;
use super::passed::Passed;
use super::view::View;
use super::{burst, constraint, events, obligation, outcome, periodic};
use crate::plan::force::Force;
use crate::plan::{Plan, STANDING};
use crate::policy::declare::InForce;
use crate::policy::rule::{Duty, Key, Only, Rule, Scope, Version};
use crate::record::look::EventId;
use crate::record::{Event, Record, Truth};
use crate::time::due::Clock;
use crate::time::instant::Due;
use crate::time::{Day, Instant, Period, Zone};
use crate::verdict::step::{DecidedBy, Step};
use crate::verdict::{Light, Show, Status, Turns, Verdict};
use std::borrow::Cow;
use std::cell::Cell;

/// Judges records of one policy at one instant.
pub struct Judge<'p> {
    pub plan: &'p Plan,
    /// The instant at which everything is judged; later events are not seen.
    pub as_of: Instant,
    /// Which verdicts get an explanation; none if nobody reads one.
    pub explain: Option<Show>,
    /// Which events trigger one rule; reused from rule to rule.
    triggers: Vec<u32>,
    pub(super) marks: Option<&'p Marks>,
    /// Verdicts that are not shown, where they are only counted.
    pub(super) passed: Option<Passed>,
}

impl<'p> Judge<'p> {
    pub fn new(plan: &'p Plan, as_of: Instant, explain: Option<Show>) -> Judge<'p> {
        Judge { plan, as_of, explain, triggers: Vec::new(), marks: None, passed: None }
    }

    /// Notes in `marks` what is decided; the verdicts are the same.
    #[must_use]
    pub fn marking(self, marks: Option<&'p Marks>) -> Judge<'p> {
        Judge { marks, ..self }
    }

    /// Counts verdicts that are not shown, instead of building them. One that carries a warning, or came about in an unusual
    /// way, is built all the same.
    #[must_use]
    pub fn counting(self, show: Show) -> Judge<'p> {
        let passed = (show != Show::All).then(|| Passed::new(show, self.plan.policy.rules.len()));
        Judge { passed, ..self }
    }

    /// What was counted and not built.
    pub fn passed(&self) -> Option<&Passed> {
        self.passed.as_ref()
    }

    /// Judges one record: verdicts by rule in the policy's order, then trigger in event order, then recipient.
    /// Returns the next instant at which one of them would change by itself: a light, a due instant, a period's end,
    /// an event that is seen only then. Before it nothing changes but how late something is.
    pub fn judge<'s>(&mut self, record: &'s Record<'s>, emit: &mut dyn FnMut(Verdict<'s>)) -> Option<Instant>
    where
        'p: 's,
    {
        let mut glance = self.glance(record);
        self.rest(record, &mut glance, emit)
    }

    /// Judges what a glance at this record has left, as [`Judge::judge`] does.
    pub fn rest<'s>(&mut self, record: &'s Record<'s>, glance: &mut Glance, emit: &mut dyn FnMut(Verdict<'s>)) -> Option<Instant>
    where
        'p: 's,
    {
        let plan: &'s Plan = self.plan;
        if let Some(marks) = self.marks {
            marks.enter(None);
        }
        let mut view = View::marking(plan, record, self.as_of, self.marks).knowing(glance.settled);
        let next = Next::after(self.as_of);
        glance.next.into_iter().for_each(|at| next.note(at));
        for rule in plan.lights() {
            next.note_in_force(rule.in_force, &plan.vocabulary().zone);
        }
        if let Some(event) = record.events.get(view.seen.len()) {
            next.note(event.when.earliest);
        }
        for of_rule in glance.open.chunk_by(|a, b| a.rule() == b.rule()) {
            let rule = &plan.policy.rules[usize::from(of_rule[0].rule())];
            if let Some(marks) = self.marks {
                marks.enter(Some(rule));
            }
            let (clock, passed) = (plan.clock(rule), self.passed.as_ref());
            let task = Task { rule, clock, as_of: self.as_of, explain: self.explain, next: &next, passed };
            view.settle(plan.steady_of(rule));
            if of_rule[0].place().is_none() {
                self.triggers.clear();
                self.triggers.extend(of_rule.iter().map(|open| open.event()));
                task.judge(&view, &self.triggers, emit);
                continue;
            }
            for open in of_rule {
                task.judge_at(&view, open.event() as usize, open.place().map_or(0, |place| place as usize), emit);
            }
        }
        glance.settled = view.settled();
        next.get()
    }
}

/// The soonest of the instants at which something changes by itself.
#[derive(Debug)]
pub struct Next {
    as_of: Instant,
    soonest: Cell<Instant>,
}

impl Next {
    pub fn after(as_of: Instant) -> Next {
        Next { as_of, soonest: Cell::new(Instant::MAX) }
    }

    /// Something changes at `at`, if that is still to come.
    pub fn note(&self, at: Instant) {
        if at > self.as_of && at < self.soonest.get() {
            self.soonest.set(at);
        }
    }

    /// From when on nothing is in time any more.
    pub fn note_due(&self, due: Due) {
        self.note(if due.exclusive { due.at } else { due.at.plus(1) });
    }

    /// The first and the last day of a rule.
    pub fn note_in_force(&self, in_force: InForce, zone: &Zone) {
        in_force.from.into_iter().for_each(|from| self.note(zone.start_of(from)));
        in_force.until.into_iter().for_each(|until| self.note(zone.end_of(until)));
    }

    pub fn get(&self) -> Option<Instant> {
        Some(self.soonest.get()).filter(|at| *at < Instant::MAX)
    }
}

/// One rule put to one record.
pub struct Task<'t, 's> {
    pub rule: &'s Rule,
    pub clock: Clock<'s>,
    pub as_of: Instant,
    pub explain: Option<Show>,
    pub next: &'t Next,
    pub passed: Option<&'t Passed>,
}

impl<'s> Task<'_, 's> {
    /// Judges a rule by every word, at each of the events that trigger it.
    pub fn judge(&self, view: &View<'s>, triggers: &[u32], emit: &mut dyn FnMut(Verdict<'s>)) {
        let events = || triggers.iter().filter(|n| **n != STANDING).map(|n| *n as usize);
        match &self.rule.duty {
            Duty::Obligation(obligation) => {
                let branches = &obligation.branches;
                for branch in branches {
                    outcome::judge(self, view, branch, emit);
                }
                let only: Vec<Option<Vec<usize>>> = match branches.iter().any(|b| b.only.is_some()) {
                    true => branches.iter().map(|b| self.only(view, b.only, &b.on, &b.key, &b.scope)).collect(),
                    false => Vec::new(),
                };
                for n in events() {
                    for place in 0..branches.len() {
                        if only.get(place).and_then(Option::as_ref).is_none_or(|list| list.contains(&n)) {
                            self.judge_at(view, n, place, emit);
                        }
                    }
                }
            }
            Duty::Constraint(constraint) => {
                if let [STANDING] = triggers {
                    if let (Some(every), true) = (constraint.every, self.stands(view)) {
                        periodic::constraint(self, view, constraint, every, emit);
                        return;
                    }
                    if let Some(case) = constraint.cases.first().filter(|_| self.in_force(view, view.as_of)) {
                        constraint::judge(self, view, constraint, case, emit);
                    }
                    return;
                }
                let all: &'s [EventId] = &constraint.on;
                let only = self.only(view, constraint.only, all, &constraint.key, &constraint.scope);
                for n in events().filter(|n| only.as_ref().is_none_or(|list| list.contains(n))) {
                    (0..constraint.cases.len()).for_each(|place| self.judge_at(view, n, place, emit));
                }
            }
            Duty::Periodic(duty) => {
                if self.stands(view) {
                    periodic::judge(self, view, duty, emit);
                }
            }
            Duty::Burst(burst) => {
                for n in events() {
                    if self.is_on(view, n, &burst.on, &burst.key, emit) {
                        burst::judge(self, &view.from(n, &burst.key), burst, emit);
                    }
                }
            }
            // They move the clocks of other rules, count over many records, or show: no verdicts of their own.
            Duty::Suspension(_) | Duty::Extension(_) | Duty::Shown(_) | Duty::Metric(_) | Duty::Unjudged => {}
        }
    }

    /// Judges one branch of an obligation, or one case of a constraint, by every word at event `n`, if that triggers it.
    fn judge_at(&self, view: &View<'s>, n: usize, place: usize, emit: &mut dyn FnMut(Verdict<'s>)) {
        match &self.rule.duty {
            Duty::Obligation(obligation) => {
                let Some(branch) = obligation.branches.get(place) else { return };
                if self.is_on(view, n, &branch.on, &branch.key, emit) {
                    obligation::judge(self, &view.from(n, &branch.key), branch, emit);
                }
            }
            Duty::Constraint(constraint) => {
                let Some(case) = constraint.cases.get(place) else { return };
                if self.is_on(view, n, &case.on, &constraint.key, emit) {
                    constraint::judge(self, &view.from(n, &constraint.key), constraint, case, emit);
                }
            }
            _ => {}
        }
    }

    /// Whether event `n` is one of `on` and the rule is in force then. Where it is not known whether it is one, the
    /// verdict is unknown.
    fn is_on(&self, view: &View<'s>, n: usize, on: &'s [EventId], keys: &'s [Key], emit: &mut dyn FnMut(Verdict<'s>)) -> bool {
        let event = &view.seen[n];
        let kind = events::is_any(view, event, on);
        if kind == Truth::False || !self.in_force(view, event.when.earliest) {
            return false;
        }
        if kind == Truth::Unknown {
            let view = view.from(n, keys);
            events::blame_kind(&view, on);
            emit(self.unknown(&view));
        }
        kind == Truth::True
    }

    /// The version in force at the trigger governs; its earliest instant decides.
    #[inline]
    pub fn in_force(&self, view: &View<'s>, at: Instant) -> bool {
        let force = view.plan.force_of(self.rule);
        force.is_always || self.in_force_then(view, force, at)
    }

    fn in_force_then(&self, view: &View<'s>, force: &Force, at: Instant) -> bool {
        force.bounds.iter().for_each(|bound| self.next.note(*bound));
        force.is_sure(at) || {
            let day: Day = self.clock.zone.day(at);
            [self.rule.in_force, view.plan.policy.declared.head.in_force].iter().all(|in_force| in_force.covers(day))
        }
    }

    /// Whether periods are judged by this rule: of one version, if it is in force at as-of; of several, each judges the
    /// periods that begin in its days.
    fn stands(&self, view: &View<'s>) -> bool {
        if self.rule.version.is_none() {
            return self.in_force(view, view.as_of);
        }
        let policy = view.plan.policy.declared.head.in_force;
        self.next.note_in_force(policy, &self.clock.zone);
        policy.covers(self.clock.zone.day(view.as_of))
    }

    /// Whether this version judges a period.
    pub fn governs(&self, period: &Period) -> bool {
        self.rule.version.is_none() || self.rule.in_force.covers(period.first)
    }

    /// Whether it speaks for a rule whose periods are not known: of several versions the one in force at as-of.
    pub fn speaks(&self, view: &View<'s>) -> bool {
        self.rule.version.is_none() || self.in_force(view, view.as_of)
    }

    /// The triggers that `only` leaves, of those for which the rule applies or may apply.
    fn only(&self, view: &View<'s>, only: Option<Only>, on: &'s [EventId], keys: &'s [Key], scope: &'s Scope) -> Option<Vec<usize>> {
        let only = only?;
        let may = |n: &usize| {
            events::is_any(view, &view.seen[*n], on) != Truth::False && obligation::applies(&view.from(*n, keys), scope) != Truth::False
        };
        let mut triggers: Vec<usize> = (0..view.seen.len()).filter(may).collect();
        events::only(view, &mut triggers, only, keys);
        Some(triggers)
    }

    /// A verdict of this rule at the event of `view`, its outcome still open.
    pub fn blank(&self, view: &View<'s>) -> Verdict<'s> {
        Verdict {
            record: view.record.id,
            kind: view.record.kind,
            rule: self.rule,
            on: view.event().map(Event::shown_id),
            to: None,
            period: view.period,
            trigger: view.trigger,
            start: view.start.map(|start| start.earliest),
            status: Status::Unknown,
            bearer: None,
            due: None,
            due_earliest: None,
            done_by: None,
            done_at: None,
            late_s: None,
            light: None,
            turns: Turns::default(),
            reason: None,
            missing: Vec::new(),
            warnings: Vec::new(),
            measured: None,
            contested: None,
            explain: Vec::new(),
        }
    }

    /// The verdict where something is not known, with the causes that `view` noted.
    pub fn unknown(&self, view: &View<'s>) -> Verdict<'s> {
        let mut verdict = self.blank(view);
        self.leave_open(view, &mut verdict);
        verdict
    }

    /// Makes a verdict unknown, with the causes that `view` noted.
    pub fn leave_open(&self, view: &View<'s>, verdict: &mut Verdict<'s>) {
        let causes = view.causes.borrow();
        verdict.status = Status::Unknown;
        verdict.reason = Some(Cow::Borrowed(causes.reason()));
        verdict.missing = causes.missing();
        if self.explains(Status::Unknown) {
            verdict.explain.clear();
            if view.event().is_some() {
                verdict.explain.extend(self.opening(view));
            }
            verdict.explain.push(causes.step());
        }
    }

    /// Whether suspensions or extensions may move the clock of this rule.
    pub fn is_moved(&self, view: &View<'s>) -> bool {
        view.plan.movers_of(self.rule).next().is_some()
    }

    /// Counts so many duties done in time, and so many that have no limit; false where one of them is shown.
    pub fn counts(&self, fulfilled: u32, pending: u32) -> bool {
        self.passed.is_some_and(|passed| {
            let shown = (fulfilled > 0 && passed.shows(Status::Fulfilled)) || (pending > 0 && passed.shows(Status::Pending));
            if !shown {
                passed.add(self.rule, Status::Fulfilled, fulfilled, None);
                passed.add(self.rule, Status::Pending, pending, Some(Light::Green));
            }
            !shown
        })
    }

    /// Whether a verdict of this status and light has been counted, and need not be built.
    pub fn passes(&self, status: Status, light: Option<Light>) -> bool {
        self.passed.is_some_and(|passed| passed.take(self.rule, status, light))
    }

    /// Whether a verdict of this status will be read with its explanation.
    pub fn explains(&self, status: Status) -> bool {
        self.explain.is_some_and(|show| show.admits(status))
    }

    /// How an explanation begins: with what triggered, and with the version of the rule that governs, where there are
    /// several.
    pub fn opening(&self, view: &View<'s>) -> impl Iterator<Item = Step<'s>> {
        std::iter::once(self.trigger_step(view)).chain(self.version_step(view))
    }

    fn version_step(&self, view: &View<'s>) -> Option<Step<'s>> {
        let Version { from, until } = self.rule.version?;
        let (by, on) = match (view.started(), view.period) {
            (Some(start), _) => (DecidedBy::Trigger, self.clock.zone.day(start.earliest)),
            (None, Some(period)) => (DecidedBy::Period, period.first),
            (None, None) => (DecidedBy::AsOf, self.clock.zone.day(self.as_of)),
        };
        Some(Step::Version { from, until, by, on })
    }

    fn trigger_step(&self, view: &View<'s>) -> Step<'s> {
        match view.event() {
            Some(event) => Step::Trigger {
                title: events::title(view, event),
                id: event.shown_id(),
                when: event.when,
                by: event.by.and_then(|by| by.shown_name()),
            },
            None => match view.period {
                Some(period) => Step::Period { name: period.to_string(), first: period.first, last: period.last() },
                None => Step::NoDue,
            },
        }
    }
}
