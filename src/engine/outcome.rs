//! Outcomes of one rule as triggers of another: `HJ-05.past_due`, `CG-10.violated` (dialect section 3.6).

use super::judge::Task;
use super::obligation;
use super::view::View;
use crate::policy::rule::{Branch, What};
use crate::record::Truth;
use crate::time::instant::DAY;
use crate::time::{Instant, Moment, When};
use crate::verdict::{Status, Verdict};

/// Judges a branch at every instance of the rules whose outcome triggers it, once that has come true.
pub fn judge<'s>(task: &Task<'s>, view: &View<'s>, branch: &'s Branch, emit: &mut dyn FnMut(Verdict<'s>)) {
    for outcome in &branch.outcomes {
        for base in view.plan.bases_of(task.rule, outcome) {
            for instance in instances(view, *base) {
                let Some(start) = came_true(view, &instance, outcome.what) else { continue };
                if start.earliest <= task.as_of && task.in_force(view, start.earliest) {
                    let view = view.after(instance.trigger, start, instance.period, &branch.key);
                    obligation::judge(task, &view, branch, emit);
                }
            }
        }
    }
}

/// Every instance of a rule, by its place, in the record of `view`.
pub fn instances<'s>(view: &View<'s>, base: u16) -> Vec<Verdict<'s>> {
    let rule = &view.plan.policy.rules[usize::from(base)];
    if !rule.kinds.is_empty() && !rule.kinds.iter().any(|kind| *kind == view.record.kind) {
        return Vec::new();
    }
    let task = Task { rule, clock: view.plan.clock(rule), as_of: view.as_of, explain: None };
    let (mut instances, mut triggers) = (Vec::new(), Vec::new());
    view.plan.triggers_of(base, view.seen.iter().map(|e| e.name), &mut triggers);
    task.judge(view, &triggers, &mut |verdict| instances.push(verdict));
    instances
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
            let left = if what == What::Yellow { 10 } else { 30 };
            let due = instance.due?;
            let at = due.at.plus(-left * DAY).max(trigger.map_or(Instant::MIN, |when| when.earliest));
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
