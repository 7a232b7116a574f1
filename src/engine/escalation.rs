//! Who is to be warned of an open instance, and from when on: by the escalation that the policy prescribes, else its bearer when a
//! light turns and when it is past due.

use super::judge::Next;
use super::obligation::applies;
use super::view::View;
use crate::plan::Plan;
use crate::policy::rule::{Duty, Rule};
use crate::policy::shown::{Form, Shown, Warn, Who};
use crate::record::{Record, Truth};
use crate::time::calendar::Gap;
use crate::time::step::Trace;
use crate::time::{Instant, Moment};
use crate::verdict::{Light, Status, Verdict};

/// What is said at one stage.
#[derive(Clone, Copy, Debug)]
pub enum Cause<'p> {
    /// A light has turned.
    Turn(Light),
    PastDue,
    /// A step of a rule of the policy.
    Step(&'p Rule, &'p Warn),
}

/// One stage of an open instance.
#[derive(Clone, Copy, Debug)]
pub struct Stage<'p> {
    pub cause: Cause<'p>,
    /// From when on it holds; the first year that the calendar lacks for it.
    pub at: Result<Instant, Gap>,
}

impl Stage<'_> {
    pub fn who(&self) -> Who {
        match self.cause {
            Cause::Step(_, warn) => warn.who,
            Cause::Turn(_) | Cause::PastDue => Who::Bearer,
        }
    }

    /// The light that it is about.
    pub fn light(&self) -> Light {
        match self.cause {
            Cause::Step(_, warn) => warn.light,
            Cause::Turn(light) => light,
            Cause::PastDue => Light::Red,
        }
    }
}

/// The escalation that holds for one record at one instant.
pub struct Escalation<'s> {
    view: View<'s>,
    steps: Vec<(&'s Rule, &'s Warn)>,
}

impl<'s> Escalation<'s> {
    /// The steps of every escalation rule that applies to the record. Notes when one comes into force or goes out of it.
    pub fn of(plan: &'s Plan, record: &'s Record<'s>, as_of: Instant, next: &Next) -> Escalation<'s> {
        let view = View::new(plan, record, as_of);
        let zone = plan.vocabulary().zone;
        let mut steps = Vec::new();
        for rule in &plan.policy.rules {
            let Duty::Shown(Shown { scope, form: Form::Escalation(list) }) = &rule.duty else { continue };
            next.note_in_force(rule.in_force, &zone);
            if rule.judges(record.kind) && rule.in_force.covers(zone.day(as_of)) && applies(&view, scope) == Truth::True {
                steps.extend(list.iter().map(|warn| (rule, warn)));
            }
        }
        view.causes.borrow_mut().clear();
        Escalation { view, steps }
    }

    /// Every stage of an instance that is open, reached or still to come; none where nothing is due or its clock stands still.
    pub fn stages(&self, verdict: &Verdict<'s>) -> Vec<Stage<'s>> {
        let Some(due) = verdict.due.filter(|_| matches!(verdict.status, Status::Pending | Status::Overdue)) else { return Vec::new() };
        let turns = verdict.turns;
        let past = if due.exclusive { due.at } else { due.at.plus(1) };
        let began = self.began(verdict);
        // a graver light is the lesser one too
        let from = |light: Light| match light {
            Light::Red => turns.red.min(past),
            Light::Yellow => turns.yellow.min(turns.red).min(past),
            Light::Blue => turns.blue.min(turns.yellow).min(turns.red).min(past),
            Light::Green => began,
        };
        let from = |light| from(light).max(began);
        if self.steps.is_empty() {
            let turn = |light, at| (at < past).then_some(Stage { cause: Cause::Turn(light), at: Ok(from(light)) });
            let all = [turn(Light::Blue, turns.blue), turn(Light::Yellow, turns.yellow), turn(Light::Red, turns.red)];
            return all.into_iter().flatten().chain([Stage { cause: Cause::PastDue, at: Ok(past.max(began)) }]).collect();
        }
        let step = |(rule, warn): &(&'s Rule, &'s Warn)| {
            let start = from(warn.light);
            let at = match &warn.lasting {
                Some(counted) => self.view.plan.clock(rule).due(Moment::exactly(start), counted, &mut Trace::off()).map(|end| end.at),
                None => Ok(start),
            };
            Stage { cause: Cause::Step(rule, warn), at }
        };
        self.steps.iter().map(step).collect()
    }

    /// When the instance began: nothing is said of it before.
    fn began(&self, verdict: &Verdict<'_>) -> Instant {
        let trigger = verdict.trigger.and_then(|n| self.view.seen.get(n)).map(|event| event.when.earliest);
        let period = || verdict.period.map(|period| self.view.plan.vocabulary().zone.start_of(period.first));
        verdict.start.or(trigger).or_else(period).unwrap_or(Instant::MIN)
    }
}
