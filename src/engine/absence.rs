//! Why a rule gives no verdict on a record: the record's kind, no trigger, not in force, a condition that is false. The
//! same questions in the same order as [`super::judge`] asks them.

use super::compared::{Compared, compared};
use super::condition;
use super::events;
use super::obligation::applies;
use super::view::View;
use crate::plan::Plan;
use crate::policy::rule::{Duty, OutcomeOf, Rule, Scope};
use crate::record::look::EventId;
use crate::record::scene::Found;
use crate::record::{Event, Record, Truth};
use crate::time::{Day, Instant};

/// One reason, of the rule as a whole or at one event.
#[derive(Clone, Debug)]
pub enum Absence<'s> {
    /// It is for records of other kinds.
    Kind { wanted: &'s [String] },
    /// It moves clocks, counts over records, or shows: it judges no record.
    NotJudging,
    /// Nothing that triggers it is there, by title; what comes after as-of is not seen.
    NoTrigger { titles: Vec<&'s str>, later: Vec<&'s Event<'s>> },
    /// Other rules' outcomes trigger it, and none came true.
    NoOutcome { outcomes: Vec<&'s OutcomeOf> },
    /// Not in force on the day that decides.
    NotInForce { on: Day, from: Option<Day>, until: Option<Day> },
    /// A place that `given` asks for is empty.
    NotGiven { event: Option<&'s Event<'s>>, place: &'s str },
    /// `when` is false, or `unless` is true.
    Condition { event: Option<&'s Event<'s>>, unless: bool, compared: Vec<Compared> },
    /// It applies; what it asks is not decided yet, or another trigger of the same key stands for this one.
    Undecided { event: Option<&'s Event<'s>> },
}

/// Why `rule` gives no verdict; empty never.
pub fn absence<'s>(plan: &'s Plan, rule: &'s Rule, record: &'s Record<'s>, as_of: Instant) -> Vec<Absence<'s>> {
    if !rule.judges(record.kind) {
        return vec![Absence::Kind { wanted: &rule.kinds }];
    }
    let view = View::new(plan, record, as_of);
    let mut found = Vec::new();
    match &rule.duty {
        Duty::Obligation(obligation) => {
            for branch in &obligation.branches {
                if branch.on.is_empty() && !branch.outcomes.is_empty() {
                    found.push(Absence::NoOutcome { outcomes: branch.outcomes.iter().collect() });
                    continue;
                }
                at_events(&view, rule, &branch.on, &branch.scope, &mut found);
            }
        }
        Duty::Constraint(constraint) if constraint.on.is_empty() => at_record(&view, rule, &constraint.scope, &mut found),
        Duty::Constraint(constraint) => at_events(&view, rule, &constraint.on, &constraint.scope, &mut found),
        Duty::Burst(burst) => at_events(&view, rule, &burst.on, &burst.scope, &mut found),
        Duty::Periodic(periodic) => at_record(&view, rule, &periodic.scope, &mut found),
        Duty::Suspension(_) | Duty::Extension(_) | Duty::Shown(_) | Duty::Metric(_) | Duty::Unjudged => found.push(Absence::NotJudging),
    }
    found
}

fn at_events<'s>(view: &View<'s>, rule: &'s Rule, on: &'s [EventId], scope: &'s Scope, found: &mut Vec<Absence<'s>>) {
    let triggers: Vec<usize> = (0..view.seen.len()).filter(|n| events::is_any(view, &view.seen[*n], on) != Truth::False).collect();
    if triggers.is_empty() {
        let titles = on.iter().map(|id| view.plan.event_title(*id)).collect();
        let may_be = |event: &&Event<'_>| event.name.is_some_and(|name| on.iter().any(|id| view.plan.may_be(name, *id)));
        let later = view.record.events[view.seen.len()..].iter().filter(may_be).collect();
        found.push(Absence::NoTrigger { titles, later });
    }
    for n in triggers {
        let event = &view.seen[n];
        let day = view.plan.clock(rule).zone.day(event.when.earliest);
        match not_in_force(view, rule, day) {
            Some(absence) => found.push(absence),
            None => found.push(scoped(&view.from(n, &[]), Some(event), scope)),
        }
    }
}

fn at_record<'s>(view: &View<'s>, rule: &'s Rule, scope: &'s Scope, found: &mut Vec<Absence<'s>>) {
    let day = view.plan.clock(rule).zone.day(view.as_of);
    found.push(not_in_force(view, rule, day).unwrap_or_else(|| scoped(view, None, scope)));
}

fn not_in_force<'s>(view: &View<'s>, rule: &'s Rule, on: Day) -> Option<Absence<'s>> {
    let both = [rule.in_force, view.plan.policy.declared.head.in_force];
    let out = both.into_iter().find(|in_force| !in_force.covers(on))?;
    Some(Absence::NotInForce { on, from: out.from, until: out.until })
}

fn scoped<'s>(view: &View<'s>, event: Option<&'s Event<'s>>, scope: &'s Scope) -> Absence<'s> {
    if let Some(look) = scope.given.iter().find(|look| matches!(view.lookup(look), Found::Nothing)) {
        return Absence::NotGiven { event, place: &look.shown };
    }
    if applies(view, scope) == Truth::False {
        for (condition, unless) in [(&scope.when, false), (&scope.unless, true)] {
            let Some(condition) = condition else { continue };
            let holds = condition::applies(view, condition);
            if holds == Truth::from(unless) {
                return Absence::Condition { event, unless, compared: compared(view, condition) };
            }
        }
    }
    Absence::Undecided { event }
}
