//! The one judgement: `judge(plan, record, as-of)` gives the verdicts of a record (design: called by everyone).

use super::view::View;
use super::{constraint, events, obligation};
use crate::plan::Plan;
use crate::policy::rule::{Duty, Only, Rule};
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
    /// Reused from record to record.
    rules: Vec<u16>,
}

impl<'p> Judge<'p> {
    pub fn new(plan: &'p Plan, as_of: Instant, explain: Option<Show>) -> Judge<'p> {
        Judge { plan, as_of, explain, rules: Vec::new() }
    }

    /// Judges one record: verdicts by rule in the policy's order, then trigger in event order, then recipient.
    pub fn judge<'s>(&mut self, record: &'s Record<'s>, emit: &mut dyn FnMut(Verdict<'s>))
    where
        'p: 's,
    {
        let plan: &'s Plan = self.plan;
        let view = View::new(plan, record, self.as_of);
        plan.rules_for(view.seen.iter().filter_map(|e| e.name), &mut self.rules);
        for n in &self.rules {
            let rule = &plan.policy.rules[usize::from(*n)];
            if rule.kinds.is_empty() || rule.kinds.iter().any(|kind| *kind == record.kind) {
                let task = Task { rule, clock: plan.clock(rule), as_of: self.as_of, explain: self.explain };
                task.judge(&view, emit);
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
    fn judge(&self, view: &View<'s>, emit: &mut dyn FnMut(Verdict<'s>)) {
        match &self.rule.duty {
            Duty::Obligation(obligation) => {
                let restricted: Vec<Option<Vec<usize>>> = obligation
                    .branches
                    .iter()
                    .map(|branch| branch.only.map(|only| self.only(view, &branch.on, only, &branch.key, &|view| obligation::applies(view, &branch.scope))))
                    .collect();
                for n in 0..view.seen.len() {
                    for (branch, only) in obligation.branches.iter().zip(&restricted) {
                        if only.as_ref().is_some_and(|list| !list.contains(&n)) {
                            continue;
                        }
                        self.at(view, n, &branch.on, &branch.key, emit, &mut |view, emit| obligation::judge(self, view, branch, emit));
                    }
                }
            }
            Duty::Constraint(constraint) => {
                let all: Vec<EventId> = constraint.cases.iter().flat_map(|case| &case.on).copied().collect();
                if all.is_empty() {
                    if let Some(case) = constraint.cases.first().filter(|_| self.in_force(view, view.as_of)) {
                        constraint::judge(self, view, constraint, case, emit);
                    }
                    return;
                }
                let only = constraint.only.map(|only| self.only(view, &all, only, &constraint.key, &|view| obligation::applies(view, &constraint.scope)));
                for n in 0..view.seen.len() {
                    if only.as_ref().is_some_and(|list| !list.contains(&n)) {
                        continue;
                    }
                    for case in &constraint.cases {
                        self.at(view, n, &case.on, &constraint.key, emit, &mut |view, emit| constraint::judge(self, view, constraint, case, emit));
                    }
                }
            }
            Duty::Unjudged => {}
        }
    }

    /// Judges event `n` if it is one of `on` and the rule is in force then.
    fn at(
        &self,
        view: &View<'s>,
        n: usize,
        on: &'s [EventId],
        keys: &'s [crate::policy::rule::Key],
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
    fn in_force(&self, view: &View<'s>, at: Instant) -> bool {
        let day: Day = self.clock.zone.day(at);
        self.rule.in_force.covers(day) && view.plan.policy.declared.head.in_force.covers(day)
    }

    fn only(&self, view: &View<'s>, on: &'s [EventId], only: Only, keys: &'s [crate::policy::rule::Key], applies: &dyn Fn(&View<'s>) -> Truth) -> Vec<usize> {
        let mut triggers: Vec<usize> = (0..view.seen.len())
            .filter(|n| events::is_any(view, &view.seen[*n], on) != Truth::False && applies(&view.from(*n, keys)) != Truth::False)
            .collect();
        events::only(view, &mut triggers, only, keys);
        triggers
    }

    /// A verdict of this rule at the event of `view`, its outcome still open.
    pub fn blank(&self, view: &View<'s>) -> Verdict<'s> {
        Verdict {
            record: &view.record.id,
            kind: &view.record.kind,
            rule: self.rule,
            on: view.event().map(Event::shown_id),
            to: None,
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
            explain: Vec::new(),
        }
    }

    /// The verdict where something is not known, with the causes that `view` noted.
    pub fn unknown(&self, view: &View<'s>, verdict: Verdict<'s>) -> Verdict<'s> {
        let causes = view.causes.borrow();
        let explain = if self.explains(Status::Unknown) {
            let mut steps: Vec<Step> = view.event().map(|_| self.trigger_step(view)).into_iter().collect();
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

    pub fn trigger_step(&self, view: &View<'s>) -> Step {
        match view.event() {
            Some(event) => Step::Trigger {
                title: events::title(view, event),
                id: event.shown_id().into_owned(),
                when: event.when,
                by: event.by.as_ref().and_then(|by| by.shown_name()).map(str::to_owned),
            },
            None => Step::NoDue,
        }
    }
}
