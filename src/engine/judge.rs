//! The one judgement: `judge(plan, record, as-of)` gives the verdicts of a record (design: called by everyone).

use super::view::View;
use super::{burst, constraint, events, obligation, outcome, periodic};
use crate::plan::{Plan, STANDING};
use crate::policy::rule::{Duty, Key, Only, Rule, Scope};
use crate::record::look::EventId;
use crate::record::{Event, Record, Truth};
use crate::time::due::Clock;
use crate::time::{Day, Instant};
use crate::verdict::step::Step;
use crate::verdict::{Show, Status, Verdict};
use std::borrow::Cow;

/// Judges records of one policy at one instant.
pub struct Judge<'p> {
    pub plan: &'p Plan,
    /// The instant at which everything is judged; later events are not seen.
    pub as_of: Instant,
    /// Which verdicts get an explanation; none if nobody reads one.
    pub explain: Option<Show>,
    /// Which event triggers which rule; reused from record to record.
    triggers: Vec<(u16, u32)>,
}

impl<'p> Judge<'p> {
    pub fn new(plan: &'p Plan, as_of: Instant, explain: Option<Show>) -> Judge<'p> {
        Judge { plan, as_of, explain, triggers: Vec::new() }
    }

    /// Judges one record: verdicts by rule in the policy's order, then trigger in event order, then recipient.
    pub fn judge<'s>(&mut self, record: &'s Record<'s>, emit: &mut dyn FnMut(Verdict<'s>))
    where
        'p: 's,
    {
        let plan: &'s Plan = self.plan;
        let view = View::new(plan, record, self.as_of);
        plan.triggers(view.seen.iter().map(|e| e.name), &mut self.triggers);
        for of_rule in self.triggers.chunk_by(|a, b| a.0 == b.0) {
            let rule = &plan.policy.rules[usize::from(of_rule[0].0)];
            if rule.kinds.is_empty() || rule.kinds.iter().any(|kind| *kind == record.kind) {
                let task = Task { rule, clock: plan.clock(rule), as_of: self.as_of, explain: self.explain };
                task.judge(&view, of_rule, emit);
            }
        }
    }
}

/// One rule put to one record.
pub struct Task<'s> {
    pub rule: &'s Rule,
    pub clock: Clock<'s>,
    pub as_of: Instant,
    pub explain: Option<Show>,
}

impl<'s> Task<'s> {
    pub fn judge(&self, view: &View<'s>, triggers: &[(u16, u32)], emit: &mut dyn FnMut(Verdict<'s>)) {
        let events = || triggers.iter().filter(|(_, n)| *n != STANDING).map(|(_, n)| *n as usize);
        match &self.rule.duty {
            Duty::Obligation(obligation) => {
                for branch in &obligation.branches {
                    outcome::judge(self, view, branch, emit);
                }
                let only: Vec<Option<Vec<usize>>> = obligation.branches.iter().map(|b| self.only(view, b.only, &b.on, &b.key, &b.scope)).collect();
                for n in events() {
                    for (branch, only) in obligation.branches.iter().zip(&only) {
                        if only.as_ref().is_none_or(|list| list.contains(&n)) {
                            self.at(view, n, &branch.on, &branch.key, emit, &mut |view, emit| obligation::judge(self, view, branch, emit));
                        }
                    }
                }
            }
            Duty::Constraint(constraint) => {
                if let [(_, STANDING)] = triggers {
                    if let (Some(every), true) = (constraint.every, self.in_force(view, view.as_of)) {
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
                    for case in &constraint.cases {
                        self.at(view, n, &case.on, &constraint.key, emit, &mut |view, emit| constraint::judge(self, view, constraint, case, emit));
                    }
                }
            }
            Duty::Periodic(duty) => {
                if self.in_force(view, view.as_of) {
                    periodic::judge(self, view, duty, emit);
                }
            }
            Duty::Burst(burst) => {
                for n in events() {
                    self.at(view, n, &burst.on, &burst.key, emit, &mut |view, emit| burst::judge(self, view, burst, emit));
                }
            }
            // What a record adds to a metric is no verdict of its own.
            Duty::Metric(_) | Duty::Unjudged => {}
        }
    }

    /// Judges event `n` if it is one of `on` and the rule is in force then.
    fn at(
        &self,
        view: &View<'s>,
        n: usize,
        on: &'s [EventId],
        keys: &'s [Key],
        emit: &mut dyn FnMut(Verdict<'s>),
        judge: &mut dyn FnMut(&View<'s>, &mut dyn FnMut(Verdict<'s>)),
    ) {
        let event = &view.seen[n];
        match events::is_any(view, event, on) {
            Truth::False => {}
            _ if !self.in_force(view, event.when.earliest) => {}
            Truth::True => judge(&view.from(n, keys), emit),
            Truth::Unknown => {
                let view = view.from(n, keys);
                events::blame_kind(&view, on);
                emit(self.unknown(&view, self.blank(&view)));
            }
        }
    }

    /// The version in force at the trigger governs; its earliest instant decides.
    pub fn in_force(&self, view: &View<'s>, at: Instant) -> bool {
        let day: Day = self.clock.zone.day(at);
        self.rule.in_force.covers(day) && view.plan.policy.declared.head.in_force.covers(day)
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
            record: &view.record.id,
            kind: &view.record.kind,
            rule: self.rule,
            on: view.event().map(Event::shown_id),
            to: None,
            period: view.period,
            trigger: view.trigger,
            status: Status::Unknown,
            bearer: None,
            due: None,
            due_earliest: None,
            done_by: None,
            done_at: None,
            late_s: None,
            light: None,
            reason: None,
            missing: Vec::new(),
            measured: None,
            explain: Vec::new(),
        }
    }

    /// The verdict where something is not known, with the causes that `view` noted.
    pub fn unknown(&self, view: &View<'s>, verdict: Verdict<'s>) -> Verdict<'s> {
        let causes = view.causes.borrow();
        let explain = if self.explains(Status::Unknown) {
            let mut steps: Vec<Step<'s>> = view.event().map(|_| self.trigger_step(view)).into_iter().collect();
            steps.push(causes.step());
            steps
        } else {
            Vec::new()
        };
        Verdict { status: Status::Unknown, reason: Some(Cow::Borrowed(causes.reason())), missing: causes.missing(), explain, ..verdict }
    }

    /// Whether a verdict of this status will be read with its explanation.
    pub fn explains(&self, status: Status) -> bool {
        self.explain.is_some_and(|show| show.admits(status))
    }

    pub fn trigger_step(&self, view: &View<'s>) -> Step<'s> {
        match view.event() {
            Some(event) => Step::Trigger {
                title: events::title(view, event),
                id: event.shown_id(),
                when: event.when,
                by: event.by.as_ref().and_then(|by| by.shown_name()),
            },
            None => match view.period {
                Some(period) => Step::Period { name: period.to_string(), first: period.first, last: period.last() },
                None => Step::NoDue,
            },
        }
    }
}
