//! Outcomes of one rule as triggers of another: `HJ-05.past_due`, `CG-10.violated` (dialect section 3.6).

use super::events;
use super::judge::{Next, Task};
use super::obligation;
use super::view::View;
use crate::policy::rule::{Branch, OutcomeOf, What};
use crate::record::Truth;
use crate::record::scene::{Cause, Scene};
use crate::time::{Instant, Moment, When};
use crate::verdict::{Status, Verdict};

/// Judges a branch at every instance of the rules whose outcome triggers it, once that has come true.
pub fn judge<'s>(task: &Task<'_, 's>, view: &View<'s>, branch: &'s Branch, emit: &mut dyn FnMut(Verdict<'s>)) {
    for outcome in &branch.outcomes {
        for base in view.plan.bases_of(outcome) {
            for instance in instances(view, *base, task.as_of, task.next) {
                let Some(start) = came_true(view, &instance, outcome.what) else { continue };
                task.next.note(start.earliest);
                if start.earliest <= task.as_of && task.in_force(view, start.earliest) {
                    let view = view.after(instance.trigger, start, instance.period, &branch.key);
                    obligation::judge(task, &view, branch, emit);
                }
            }
        }
    }
}

/// Every instance of one rule as it stands at `as_of`, which is not after the view's own.
pub fn instances<'s>(view: &View<'s>, rule: u16, as_of: Instant, next: &Next) -> Vec<Verdict<'s>> {
    let plan = view.plan;
    let rule = &plan.policy.rules[usize::from(rule)];
    let mut instances = Vec::new();
    if rule.judges(view.record.kind) {
        let view = View::marking(plan, view.record, as_of, view.marks);
        let task = Task { rule, clock: plan.clock(rule), as_of, explain: None, next, passed: None };
        let triggers = plan.triggers_of(rule.place, view.seen.iter().map(|e| e.name));
        task.judge(&view, &triggers, &mut |verdict| instances.push(verdict));
    }
    instances
}

/// Whether an instance with equal key is so at the instant of the event judged, and was not discharged before it.
pub fn holds<'s>(view: &View<'s>, outcome: &'s OutcomeOf) -> Truth {
    let at = view.started().map_or(view.as_of, |when| when.earliest);
    let mut found = Truth::False;
    // What stood at an instant that has passed does not change.
    let next = Next::after(Instant::MAX);
    for base in view.plan.bases_of(outcome) {
        for instance in instances(view, *base, at, &next) {
            let bound = match (view.event(), instance.trigger.map(|n| &view.seen[n])) {
                (Some(own), Some(trigger)) => events::same_key(view, own, trigger),
                _ => true,
            };
            if bound {
                found = found.or(stands(&instance, outcome.what, at));
            }
        }
    }
    if found == Truth::Unknown {
        view.blame(Cause::Imprecise);
    }
    found
}

/// Whether an outcome stands at `at`, as the instance was then. What the event judged does itself has not been before it.
fn stands(instance: &Verdict<'_>, what: What, at: Instant) -> Truth {
    let open = instance.done_at.is_none_or(|done| done.latest.within() >= at);
    let on = |turn: Instant| turn <= at;
    match (what, instance.status) {
        (_, Status::Unknown) => Truth::Unknown,
        (What::PastDue, status) => Truth::from(open && matches!(status, Status::Overdue | Status::Late)),
        (What::Yellow, status) => Truth::from(open && on(instance.turns.yellow) && status != Status::Lapsed),
        (What::Blue, status) => Truth::from(open && on(instance.turns.blue) && status != Status::Lapsed),
        (What::Fulfilled, status) => Truth::from(status == Status::Fulfilled),
        (What::Lapsed, status) => Truth::from(status == Status::Lapsed),
        (What::Violated, status) => Truth::from(status.is_violation()),
    }
}

/// When an outcome came true of an instance: not before its trigger, and only if it was not discharged by then.
pub fn came_true(view: &View<'_>, instance: &Verdict<'_>, what: What) -> Option<When> {
    let zone = view.plan.vocabulary().zone;
    let trigger = instance.trigger.map(|n| view.seen[n].when);
    let moment = |at: Moment| When { earliest: at.within(), latest: at };
    match what {
        // The due instant: at 24:00 it belongs to the day that it ends.
        What::PastDue => {
            let due = instance.due.filter(|_| matches!(instance.status, Status::Late | Status::Overdue))?;
            Some(moment(Moment { at: due.at, open: due.exclusive }))
        }
        What::Yellow | What::Blue => {
            let turn = if what == What::Yellow { instance.turns.yellow } else { instance.turns.blue };
            if turn == Instant::MAX {
                return None;
            }
            let at = turn.max(trigger.map_or(Instant::MIN, |when| when.earliest));
            let done = instance.done_at.map_or(Truth::False, |done| {
                if done.latest.within() <= at {
                    Truth::True
                } else if done.earliest > at {
                    Truth::False
                } else {
                    Truth::Unknown
                }
            });
            (done == Truth::False && instance.status != Status::Lapsed).then(|| When::exactly(at))
        }
        What::Fulfilled => instance.done_at.filter(|_| instance.status == Status::Fulfilled),
        What::Lapsed => None,
        What::Violated => {
            if !instance.status.is_violation() {
                return None;
            }
            match (instance.period, trigger) {
                // Days count from the period's last day.
                (Some(period), _) => Some(moment(Moment { at: zone.end_of(period.last()), open: true })),
                (None, Some(when)) => Some(when),
                (None, None) => None,
            }
        }
    }
}
