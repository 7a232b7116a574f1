//! Events against each other: what follows what, equal keys, the first and the last of several triggers.

use super::view::View;
use crate::policy::rule::{Key, Only};
use crate::record::look::{EventId, Field, Look, Spot};
use crate::record::{Event, Truth, attribute};

/// Whether two events have equal values of every key; absent equals absent only.
pub fn same_key(view: &View<'_>, a: &Event<'_>, b: &Event<'_>) -> bool {
    view.keys.iter().all(|key| same(key, a, b))
}

/// Whether one key is equal on both events.
pub fn same(key: &Key, a: &Event<'_>, b: &Event<'_>) -> bool {
    match key {
        Key::By => matches!((a.by, b.by), (Some(a), Some(b)) if a.same(b)),
        Key::Attribute(look) => match (held(look, a), held(look, b)) {
            (Some(a), Some(b)) => a.same(b),
            (None, None) => true,
            _ => false,
        },
    }
}

/// The value of a key on an event.
pub fn held<'e, 'a>(look: &Look, event: &'e Event<'a>) -> Option<&'e crate::record::Value<'a>> {
    let Spot::Trigger(Field::Attribute { name, below, .. }) = &look.at else { return None };
    attribute(event.attributes, *name).and_then(|value| value.below(below)).filter(|value| !value.is_absent())
}

/// Whether an event is one of `ids`.
pub fn is_any<'s>(view: &View<'s>, event: &'s Event<'s>, ids: &[EventId]) -> Truth {
    let mut found = Truth::False;
    for id in ids {
        match view.is(event, *id) {
            Truth::True => return Truth::True,
            Truth::Unknown => found = Truth::Unknown,
            Truth::False => {}
        }
    }
    found
}

/// Of several triggers with equal key, just the first or the last one.
pub fn only<'s>(view: &View<'s>, triggers: &mut Vec<usize>, only: Only, keys: &'s [Key]) {
    let all = triggers.clone();
    let equal = |a: usize, b: usize| keys.iter().all(|key| same(key, &view.seen[a], &view.seen[b]));
    triggers.retain(|n| match only {
        Only::First => !all.iter().any(|other| other < n && equal(*other, *n)),
        Only::Last => !all.iter().any(|other| other > n && equal(*other, *n)),
    });
}

/// The declared title of an event's type, else its name.
pub fn title<'s>(view: &View<'s>, event: &Event<'_>) -> &'s str {
    event.name.map_or("", |name| view.plan.title_of(name))
}

/// Notes why it is not known whether the event of `view` is one of `ids`.
pub fn blame_kind(view: &View<'_>, ids: &[EventId]) {
    for id in ids {
        if let Some(condition) = &view.plan.policy.event_conditions[usize::from(id.0)] {
            super::condition::applies(view, condition);
        }
    }
}
