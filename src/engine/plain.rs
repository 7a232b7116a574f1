//! The plain case: most duties are kept, by whom they bind, in time, at instants that are known. That is seen here
//! without building what a verdict is made of; where it is not seen, the duty is judged by every word.

use super::due::{Dues, Limited, Limits};
use super::events;
use super::judge::Task;
use super::obligation::applies;
use super::party::owed_by_one;
use super::view::{View, spread, told_at};
use super::{condition, constraint};
use crate::plan::plain::{Due, Plain};
use crate::policy::rule::{Addressee, Branch, Case, Constraint, Key, Range, Scope, Word};
use crate::record::look::{Field, Look, Spot};
use crate::record::scene::Item;
use crate::record::{Event, NameId, Truth};
use crate::time::Moment;
use crate::time::step::Trace;
use crate::verdict::Status;

/// Counts what event `n` obliges to under one branch, where all of it was done in time, or may still be done at any time;
/// false where that is not plain. The event is known to be one of the branch's, and the rule in force.
pub fn kept<'s>(task: &Task<'_, 's>, view: &View<'s>, n: usize, branch: &'s Branch, plain: &'s Plain) -> bool {
    match asked(view, n, &branch.key, &branch.scope, plain) {
        Truth::True => {}
        Truth::False => return true,
        Truth::Unknown => return false,
    }
    let trigger = &view.seen[n];
    if !trigger.when.is_exact() {
        return false;
    }
    let Some(owes) = owed_by_one(Some(trigger), branch.bearer.as_ref()) else { return false };
    let done = |to: Option<&Addressee>| {
        let counts = |event: &&Event<'_>| {
            is_any(event, &plain.acts)
                && (event.when.earliest >= trigger.when.earliest || !event.when.is_exact())
                && event.position != trigger.position
                && owes.did(event, false)
                && to.is_none_or(|to| got(to, event))
                && branch.key.iter().all(|key| events::same(key, trigger, event))
        };
        view.seen.iter().find(counts)
    };
    let mut due = None;
    let (mut fulfilled, mut pending) = (0, 0);
    for to in branch.addressees() {
        match done(to) {
            // what comes later than the first cannot have been sooner
            Some(act) if act.when.is_exact() => {
                if due.is_none() {
                    due = By::when(task, view, n, branch, plain);
                }
                match due {
                    Some(By::Any) => {}
                    Some(By::Due(due)) if due.admits(act.when.earliest) => {}
                    _ => return false,
                }
                fulfilled += 1;
            }
            None if matches!(plain.due, Due::Never) => pending += 1,
            _ => return false,
        }
    }
    task.counts(fulfilled, pending)
}

/// Counts that a constraint holds at event `n`; false where that is not plain. The same is known as of [`kept`].
pub fn holds<'s>(task: &Task<'_, 's>, view: &View<'s>, n: usize, constraint: &'s Constraint, case: &'s Case, plain: &'s Plain) -> bool {
    match asked(view, n, &constraint.key, &constraint.scope, plain) {
        Truth::True => {}
        Truth::False => return true,
        Truth::Unknown => return false,
    }
    let (event, words) = (&view.seen[n], &case.words);
    let came = |other: &Event<'_>| {
        is_any(other, &plain.acts)
            && other.when.latest.within() <= event.when.earliest
            && other.position != event.position
            && constraint.key.iter().all(|key| events::same(key, event, other))
    };
    let word = |word: &Word| match word {
        Word::Filled => words.filled.iter().all(|look| is_filled(view, event, look)),
        Word::After => view.seen.iter().any(came),
        Word::Expect => words.expect.as_ref().is_none_or(|wanted| condition::demanded(&view.from(n, &constraint.key), wanted).is_true()),
        Word::Reject => {
            words.reject.as_ref().is_none_or(|wanted| condition::rejected(&view.from(n, &constraint.key), wanted) == Truth::False)
        }
        _ => false,
    };
    words.order.iter().all(word) && task.passes(Status::Satisfied, None)
}

/// Whether the rule applies at event `n`.
fn asked<'s>(view: &View<'s>, n: usize, keys: &'s [Key], scope: &'s Scope, plain: &Plain) -> Truth {
    match plain.decided {
        Some(decided) => view.decides(decided),
        None => applies(&view.from(n, keys), scope),
    }
}

/// Until when an act is in time.
#[derive(Clone, Copy)]
enum By {
    Any,
    Due(crate::time::instant::Due),
}

impl By {
    /// None where that is not plain, or may still change.
    fn when<'s>(task: &Task<'_, 's>, view: &View<'s>, n: usize, branch: &'s Branch, plain: &Plain) -> Option<By> {
        let at = view.seen[n].when.earliest;
        let due = match &plain.due {
            Due::Never => return Some(By::Any),
            Due::Counted(counted, others) if !comes_at(task, view, at, others) => {
                task.clock.due(Moment::exactly(at), counted, &mut Trace::off()).ok()?
            }
            Due::Counted(..) | Due::Asked => {
                let limits = Limits { limit: &branch.limit, may: &branch.may, caps: &branch.caps, since: &branch.since };
                let view = view.from(n, &branch.key);
                match (Dues { view: &view, clock: task.clock, keys: &branch.key }).due(limits, &mut None) {
                    Limited::Due { earliest, latest } if earliest == latest => latest,
                    Limited::Open => return Some(By::Any),
                    _ => return None,
                }
            }
        };
        (!task.clock.is_provisional(due)).then_some(By::Due(due))
    }
}

fn comes_at(task: &Task<'_, '_>, view: &View<'_>, at: crate::time::Instant, clocks: &[Range]) -> bool {
    if clocks.is_empty() {
        return false;
    }
    let clock = Item::Clock(task.clock.zone.local(at).1);
    clocks.iter().any(|range| condition::in_range(view, &clock, range) != Truth::False)
}

/// Whether an event is of one of these types.
#[inline(always)]
pub fn is_any(event: &Event<'_>, types: &[NameId]) -> bool {
    event.name.is_some_and(|name| types.contains(&name))
}

fn got(to: &Addressee, event: &Event<'_>) -> bool {
    match to {
        Addressee::Office { id, .. } => event.to.iter().any(|party| party.is(*id)),
        Addressee::At { .. } => false,
    }
}

fn is_filled(view: &View<'_>, event: &Event<'_>, look: &Look) -> bool {
    let told = match &look.at {
        Spot::Trigger(Field::Attribute { id, name, below }) => told_at(view.plan, event.attributes, *id, *name, below),
        Spot::Record(Field::Attribute { id, name, below }) => told_at(view.plan, view.record.attributes, *id, *name, below),
        _ => None,
    };
    told.is_some_and(|value| constraint::is_filled(&spread(value)))
}
