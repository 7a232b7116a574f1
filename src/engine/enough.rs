//! What would have been enough: the branch of the obligation that an instance stands under, and the acts of its kind that
//! the explanation of the verdict is silent about.

use super::compared::all;
use super::events;
use super::view::View;
use crate::plan::Plan;
use crate::policy::rule::{Branch, Done, Duty, Key};
use crate::record::look::EventId;
use crate::record::{Event, Record, Truth};
use crate::time::Instant;
use crate::verdict::Verdict;

/// What an instance asks for.
#[derive(Clone, Debug)]
pub struct Enough<'s> {
    /// Any of these.
    pub acts: &'s [EventId],
    pub done: Done,
    /// What must be as on the trigger: a name and its value.
    pub keys: Vec<(String, Option<String>)>,
    /// Acts before the trigger count too.
    pub before: bool,
    /// What would have ended it.
    pub lapses: &'s [EventId],
    /// Acts of the kind that came too late to matter: it was done before.
    pub afterwards: Vec<&'s Event<'s>>,
    /// Acts after as-of.
    pub later: Vec<&'s Event<'s>>,
}

/// What the instance of a verdict asks for; none for what is no obligation.
pub fn enough<'s>(plan: &'s Plan, record: &'s Record<'s>, verdict: &Verdict<'s>, as_of: Instant) -> Option<Enough<'s>> {
    let view = View::new(plan, record, as_of);
    let may_be =
        |acts: &'s [EventId]| move |event: &&Event<'_>| event.name.is_some_and(|name| acts.iter().any(|id| plan.may_be(name, *id)));
    let not_trigger = |event: &&Event<'_>| verdict.trigger.is_none_or(|n| view.seen[n].position != event.position);
    let afterwards = |acts: &'s [EventId]| {
        let done = verdict.done_at.map(|when| when.earliest);
        let after = move |event: &&Event<'_>| done.is_some_and(|done| event.when.earliest > done);
        view.seen.iter().filter(may_be(acts)).filter(not_trigger).filter(after).collect::<Vec<_>>()
    };
    let later = |acts: &'s [EventId]| record.events[view.seen.len()..].iter().filter(may_be(acts)).collect::<Vec<_>>();
    match &verdict.rule.duty {
        Duty::Obligation(obligation) => {
            let view = match verdict.trigger {
                Some(n) => view.from(n, &[]),
                None => View::new(plan, record, as_of),
            };
            let branch = branch(&view, &obligation.branches, verdict)?;
            Some(Enough {
                acts: &branch.act,
                done: branch.done,
                keys: branch.key.iter().map(|key| keyed(&view, key)).collect(),
                before: branch.before != crate::policy::rule::Before::None,
                lapses: &branch.lapses,
                afterwards: afterwards(&branch.act),
                later: later(&branch.act),
            })
        }
        Duty::Periodic(periodic) => Some(Enough {
            acts: &periodic.act,
            done: Done::Acts(1),
            keys: Vec::new(),
            before: false,
            lapses: &[],
            afterwards: Vec::new(),
            later: later(&periodic.act),
        }),
        _ => None,
    }
}

/// The branch that the instance stands under: its part, its trigger.
fn branch<'s>(view: &View<'s>, branches: &'s [Branch], verdict: &Verdict<'s>) -> Option<&'s Branch> {
    let to = verdict.to.as_deref();
    let fits = |branch: &&Branch| {
        let on = view.event().is_none_or(|event| branch.on.is_empty() || events::is_any(view, event, &branch.on) != Truth::False);
        on && branch.part.as_deref().is_none_or(|part| Some(part) == to)
    };
    let names = |branch: &&Branch| {
        let register = &view.plan.vocabulary().register;
        branch.to.iter().any(|addressee| match addressee {
            crate::policy::rule::Addressee::Office { id, .. } => Some(register.office(*id).id.as_str()) == to,
            crate::policy::rule::Addressee::At { .. } => false,
        })
    };
    let fitting = || branches.iter().filter(fits);
    fitting().find(names).or_else(|| fitting().next()).or(branches.first())
}

fn keyed<'s>(view: &View<'s>, key: &'s Key) -> (String, Option<String>) {
    match key {
        Key::By => ("by".to_owned(), view.event().and_then(|event| event.by?.shown_name().map(str::to_owned))),
        Key::Attribute(look) => (look.shown.clone(), all(view, &view.lookup(look))),
    }
}
