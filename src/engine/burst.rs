//! Bursts: the event that makes it so many with one key inside a sliding window.

use super::events;
use super::judge::Task;
use super::obligation::applies;
use super::view::View;
use crate::policy::grammar::units;
use crate::policy::rule::{Amount, Burst, LimitKind};
use crate::record::{Event, Truth};
use crate::time::Instant;
use crate::time::span::Length;
use crate::time::step::Trace;
use crate::verdict::{Status, Verdict};
use std::borrow::Cow;

/// Violated at an event that is exactly the n-th in the window that ends with it; no verdict otherwise.
pub fn judge<'s>(task: &Task<'_, 's>, view: &View<'s>, burst: &'s Burst, emit: &mut dyn FnMut(Verdict<'s>)) {
    let (Some(n), Some(event)) = (view.trigger, view.event()) else { return };
    match applies(view, &burst.scope) {
        Truth::True => {}
        Truth::False => return,
        Truth::Unknown => return emit(task.unknown(view)),
    }
    let Some(opens) = opening(task, burst, event.when.earliest) else {
        return emit(task.unknown(view));
    };
    let counts = |other: &&Event<'s>| {
        other.when.earliest > opens
            && events::is_any(view, other, &burst.on).is_true()
            && events::same_key(view, event, other)
            && view
                .seen
                .iter()
                .position(|e| std::ptr::eq(e, *other))
                .is_some_and(|n| applies(&view.from(n, &burst.key), &burst.scope).is_true())
    };
    let count = view.seen[..=n].iter().filter(counts).count();
    if count != burst.times as usize {
        return;
    }
    let explain = if task.explains(Status::Violated) { task.opening(view).collect() } else { Vec::new() };
    emit(Verdict { status: Status::Violated, reason: Some(Cow::Borrowed("burst")), explain, ..task.blank(view) });
}

/// The instant after which events are in the window that ends at `at`. Bursts use earliest instants.
fn opening(task: &Task<'_, '_>, burst: &Burst, at: Instant) -> Option<Instant> {
    let LimitKind::Counted(counted) = &burst.window.kind else { return None };
    let fixed = counted.resolve(|amount| match amount {
        Amount::Fixed(n) | Amount::Parameter { value: n, .. } => Some(*n),
        Amount::At(_) => None,
    })?;
    match fixed.length {
        Length::Of(n, unit) if n <= units::most(unit) => task.clock.before(at, n, unit, false, &mut Trace::off()).ok().map(|due| due.at),
        Length::Of(..) => None,
        Length::SameDay | Length::SameMonth | Length::SameYear => Some(Instant(task.clock.zone.start_of(task.clock.zone.day(at)).0 - 1)),
    }
}
