//! Lights: when each comes on for an instance, by the thresholds of the policy (spec section 5, dialect section 3.6).

use super::obligation::applies;
use super::view::View;
use crate::policy::rule::{Amount, Duty, LimitKind};
use crate::policy::shown::{Form, Lights, Shown, Threshold, USUAL};
use crate::record::Truth;
use crate::record::scene::Found;
use crate::time::due::Clock;
use crate::time::instant::{DAY, Due};
use crate::time::span::Counted;
use crate::time::{Instant, Moment};
use crate::verdict::{Light, Status, Turns};

/// The lights that hold for a record: those of the first rule of the policy that applies to it, else the usual ones.
pub fn lights<'s>(view: &View<'s>) -> &'s Lights {
    let day = view.plan.vocabulary().zone.day(view.as_of);
    for rule in view.plan.lights() {
        let Duty::Shown(Shown { scope, form: Form::Lights(lights) }) = &rule.duty else { continue };
        if rule.judges(view.record.kind) && rule.in_force.covers(day) && applies(view, scope) == Truth::True {
            view.causes.borrow_mut().clear();
            if let Some(marks) = view.marks {
                marks.note(rule.version_span, Truth::True);
            }
            return lights;
        }
    }
    view.causes.borrow_mut().clear();
    &USUAL
}

/// A limit that runs, for its shares.
pub struct Running<'v> {
    pub clock: Clock<'v>,
    /// Where it started.
    pub from: Moment,
    /// The count that says what must pass; none: all time.
    pub counted: Option<&'v Counted<Amount>>,
}

impl Running<'_> {
    /// When each light comes on, whatever as-of is.
    pub fn turns(&self, lights: &Lights, due: Due) -> Turns {
        let turn = |threshold| self.comes_on(threshold, due);
        Turns { red: turn(lights.red), yellow: turn(lights.yellow), blue: turn(lights.blue) }
    }

    fn comes_on(&self, threshold: Threshold, due: Due) -> Instant {
        match threshold {
            Threshold::Off => Instant::MAX,
            Threshold::Left(days) => due.at.plus(-i64::from(days) * DAY),
            Threshold::DueDay => {
                let zone = self.clock.zone;
                zone.start_of(zone.day(Moment { at: due.at, open: due.exclusive }.within()))
            }
            // What the due instant was counted over, the calendar has.
            Threshold::Used(share) => self.clock.used_up(self.from, due, self.counted, share).unwrap_or(Instant::MAX),
        }
    }
}

/// The count that a limit comes down to for the event of `view`; none where it has no measure but all time.
pub fn counted<'s>(view: &View<'s>, kind: &'s LimitKind) -> Option<&'s Counted<Amount>> {
    match kind {
        LimitKind::Counted(counted) => Some(counted),
        LimitKind::Until(look, otherwise) => otherwise.as_ref().filter(|_| matches!(view.lookup(look), Found::Nothing)),
        LimitKind::Cell { table, rows } => {
            let row = view.row(*table).ok()?;
            let n = view.plan.policy.tables[usize::from(table.0)].rows.iter().position(|r| std::ptr::eq(r, row))?;
            counted(view, rows.get(n)?.as_ref()?)
        }
        _ => None,
    }
}

/// The light of an instance at as-of: red past due, else the gravest that has come on; green where nothing is due.
pub fn light(status: Status, turns: &Turns, as_of: Instant) -> Option<Light> {
    let on = |at: Instant| at <= as_of;
    match status {
        Status::Overdue => Some(Light::Red),
        Status::Pending if on(turns.red) => Some(Light::Red),
        Status::Pending if on(turns.yellow) => Some(Light::Yellow),
        Status::Pending if on(turns.blue) => Some(Light::Blue),
        Status::Pending => Some(Light::Green),
        _ => None,
    }
}
