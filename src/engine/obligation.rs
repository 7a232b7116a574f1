//! Obligations: what is owed after a trigger, by when, and what discharged it (spec section 5).

use super::condition;
use super::discharge::{Act, Discharge};
use super::due::{Dues, Limited, Limits, note};
use super::events;
use super::judge::{Next, Task};
use super::light::{self, Running};
use super::moved::{Moved, Moving};
use super::party::{each_bearer, each_recipient};
use super::view::View;
use crate::policy::rule::{Addressee, Bearer, Branch, Scope};
use crate::record::scene::Found;
use crate::record::{Event, Truth};
use crate::time::due::Clock;
use crate::time::instant::Due;
use crate::time::{Moment, When};
use crate::verdict::step::Step;
use crate::verdict::{Light, Status, Turns, Verdict};
use std::borrow::Cow;

/// Whether a rule applies: true, false, or unknown with its causes noted.
pub fn applies<'s>(view: &View<'s>, scope: &'s Scope) -> Truth {
    if scope.given.iter().any(|look| matches!(view.lookup(look), Found::Nothing)) {
        return Truth::False;
    }
    let when = scope.when.as_ref().map_or(Truth::True, |when| condition::applies(view, when));
    if when == Truth::False {
        return Truth::False;
    }
    when.and(scope.unless.as_ref().map_or(Truth::True, |unless| !condition::applies(view, unless)))
}

/// Judges every instance that the trigger of `view` opens under one branch.
pub fn judge<'s>(task: &Task<'_, 's>, view: &View<'s>, branch: &'s Branch, emit: &mut dyn FnMut(Verdict<'s>)) {
    match applies(view, &branch.scope) {
        Truth::False => return,
        Truth::Unknown => {
            for to in named(view, branch) {
                emit(unknown(task, view, to));
            }
            return;
        }
        Truth::True => view.causes.borrow_mut().clear(),
    }
    let limits = Limits { limit: &branch.limit, may: &branch.may, caps: &branch.caps, since: &branch.since };
    let dues = Dues { view, clock: task.clock, keys: &branch.key };
    let limited = dues.due(limits, &mut None);
    let each = branch.bearer == Some(Bearer::EachTriggerTo);
    each_bearer(view, branch.bearer.as_ref(), &mut |owes| {
        for (n, addressee) in branch.addressees().enumerate() {
            let known = each_recipient(view, addressee, &mut |receives| {
                if let Some(marks) = view.marks {
                    [Some(&branch.span), branch.to_spans.get(n)].into_iter().flatten().for_each(|span| marks.note(*span, Truth::True));
                }
                let act = Act { view, branch, owes: &owes, receives: &receives, each, clock: task.clock };
                instance(task, &act, limited, &dues, limits, emit);
            });
            if !known {
                emit(unknown(task, view, addressee.and_then(|a| office(view, a))));
                view.causes.borrow_mut().clear();
            }
        }
    });
}

fn unknown<'s>(task: &Task<'_, 's>, view: &View<'s>, to: Option<Cow<'s, str>>) -> Verdict<'s> {
    let mut verdict = task.unknown(view);
    verdict.to = to;
    verdict
}

/// When the lights of an instance come on, its clock moved or not.
fn turns<'s>(view: &View<'s>, dues: &Dues<'_, 's>, limits: Limits<'s>, limited: Limited, moved: Option<&Moved<'s>>) -> Turns {
    let Limited::Due { latest, .. } = limited else { return Turns::default() };
    let still = moved.map_or(&[][..], |moved| &moved.stills);
    let clock = Clock { still, ..dues.clock };
    if !view.lights.has_shares() {
        return Running { clock, from: Moment::exactly(latest.at), counted: None }.turns(view.lights, latest);
    }
    let restarted = moved.and_then(|moved| moved.start).map(Moment::exactly);
    let start = restarted.or_else(|| dues.start(limits.since, &mut None).map(|start| start.latest));
    let from = start.unwrap_or(Moment::exactly(latest.at));
    Running { clock, from, counted: light::counted(view, &limits.limit.kind) }.turns(view.lights, latest)
}

/// What `to` is called where the recipients themselves are not looked up.
fn named<'s>(view: &View<'s>, branch: &'s Branch) -> Vec<Option<Cow<'s, str>>> {
    if let Some(part) = &branch.part {
        return vec![Some(Cow::Borrowed(part))];
    }
    if branch.to.is_empty() { vec![None] } else { branch.to.iter().map(|to| office(view, to)).collect() }
}

fn office<'s>(view: &View<'s>, addressee: &'s Addressee) -> Option<Cow<'s, str>> {
    match addressee {
        Addressee::Office { id, .. } => Some(Cow::Borrowed(view.plan.vocabulary().register.office(*id).id.as_str())),
        Addressee::At { .. } => {
            let mut first = None;
            each_recipient(view, Some(addressee), &mut |one| first = first.take().or_else(|| one.shown(view)));
            first
        }
    }
}

/// Judges one instance.
fn instance<'s>(
    task: &Task<'_, 's>,
    act: &Act<'_, 's>,
    limited: Limited,
    dues: &Dues<'_, 's>,
    limits: Limits<'s>,
    emit: &mut dyn FnMut(Verdict<'s>),
) {
    let view = act.view;
    let certain = act.discharge(false);
    let moving = Moving { task, view, limits, keys: &act.branch.key, done: certain.as_ref() };
    let moved = task.is_moved(view).then(|| moving.run(&mut None));
    let limited = moved.as_ref().map_or(limited, |moved| moved.limited);
    if limited == Limited::Unknown {
        let mut verdict = blank(task, act);
        task.leave_open(view, &mut verdict);
        return emit(verdict);
    }
    let turns = || turns(view, dues, limits, limited, moved.as_ref());
    let settled = settle(task, act, limited, certain.as_ref(), &turns);
    let provisional = settled.due.is_some_and(|due| task.clock.is_provisional(due));
    let doubtful = act.is_doubtful();
    if moved.is_none() && !provisional && !doubtful && task.passes(settled.status, settled.light) {
        return;
    }
    let mut verdict = blank(task, act);
    if moved.as_ref().is_some_and(|moved| !moved.ignored.is_empty()) {
        verdict.warnings.push("extension-ignored");
    }
    if provisional {
        verdict.warnings.push("calendar-provisional");
    }
    let status = settled.status;
    settled.fill(&mut verdict, &turns);
    if moved.as_ref().is_some_and(|moved| moved.still) {
        stand_still(&mut verdict);
    }
    if doubtful {
        let possible = act.discharge(true);
        if settle(task, act, limited, possible.as_ref(), &turns).status != status {
            act.note_doubt();
            return emit(Verdict { to: verdict.to, bearer: verdict.bearer, warnings: verdict.warnings, ..task.unknown(view) });
        }
    }
    if task.explains(verdict.status) {
        let mut steps = Some(task.opening(view).collect());
        match &moved {
            Some(_) => {
                moving.run(&mut steps);
            }
            None => {
                dues.due(limits, &mut steps);
            }
        }
        for event in moved.iter().flat_map(|moved| &moved.ignored) {
            note(&mut steps, || Step::Ignored { title: events::title(view, event), id: event.shown_id(), when: event.when });
        }
        note(&mut steps, || match limited {
            Limited::Due { earliest, latest } => Step::Due { earliest, latest },
            _ if moved.as_ref().is_some_and(|moved| moved.still) => Step::StandsStill,
            _ => Step::NoDue,
        });
        let mut steps = steps.unwrap_or_default();
        act.explain(task, certain.as_ref(), &mut steps);
        verdict.explain = steps;
    }
    emit(verdict);
}

/// A verdict of one instance, its outcome still open.
fn blank<'s>(task: &Task<'_, 's>, act: &Act<'_, 's>) -> Verdict<'s> {
    let mut verdict = task.blank(act.view);
    verdict.to = act.branch.part.as_deref().map(Cow::Borrowed).or_else(|| act.receives.shown(act.view));
    verdict.bearer = act.owes.shown(act.view);
    verdict
}

/// While the clock stands still nothing is due: an act is in time, an open duty is suspended.
fn stand_still(verdict: &mut Verdict<'_>) {
    if verdict.status == Status::Pending {
        verdict.status = Status::Suspended;
        verdict.light = None;
    }
}

/// What became of an instance whose due instants are known.
struct Settled<'s> {
    status: Status,
    due: Option<Due>,
    due_earliest: Option<Due>,
    done: Option<(&'s Event<'s>, When)>,
    late_s: Option<i64>,
    light: Option<Light>,
    turns: Option<Turns>,
}

impl<'s> Settled<'s> {
    fn fill(self, verdict: &mut Verdict<'s>, turns: &dyn Fn() -> Turns) {
        verdict.status = self.status;
        (verdict.due, verdict.due_earliest) = (self.due, self.due_earliest);
        if let Some((event, when)) = self.done {
            verdict.done_by = Some(event.shown_id());
            verdict.done_at = Some(when);
        }
        (verdict.late_s, verdict.light) = (self.late_s, self.light);
        verdict.turns = self.turns.unwrap_or_else(turns);
        if self.status == Status::Unknown {
            verdict.reason = Some(Cow::Borrowed("imprecise-time"));
        }
    }
}

/// What becomes of an instance, given what discharged it.
fn settle<'s>(
    task: &Task<'_, 's>,
    act: &Act<'_, 's>,
    limited: Limited,
    done: Option<&Discharge<'s>>,
    turns: &dyn Fn() -> Turns,
) -> Settled<'s> {
    let bounds = match limited {
        Limited::Due { earliest, latest } => Some((earliest, latest)),
        _ => None,
    };
    let (due, due_earliest) = (bounds.map(|(_, latest)| latest), bounds.filter(|(a, b)| a != b).map(|(earliest, _)| earliest));
    let lapse = act.lapse(done);
    if let Some(done) = done.filter(|_| lapse.is_none()) {
        let status = match timely(bounds, &done.when) {
            Truth::True => Status::Fulfilled,
            Truth::False => Status::Late,
            Truth::Unknown => Status::Unknown,
        };
        let late_s = due.filter(|_| status == Status::Late).map(|due| done.when.earliest.seconds_since(due.at));
        let done = Some((done.event, done.event.when));
        return Settled { status, due, due_earliest, done, late_s, light: None, turns: None };
    }
    // What a lapse ends is judged as it stood then; what is open, as it stands at as-of.
    let end = lapse.map_or(When::exactly(task.as_of), |event| event.when);
    let status = match (timely(bounds, &end), lapse) {
        (Truth::True, None) => Status::Pending,
        (Truth::True, Some(_)) => Status::Lapsed,
        (Truth::False, _) => Status::Overdue,
        (Truth::Unknown, _) => Status::Unknown,
    };
    let late_s = due.filter(|_| status == Status::Overdue).map(|due| end.earliest.seconds_since(due.at));
    let turns = turns();
    if let (None, Some((earliest, latest))) = (lapse, bounds) {
        note_changes(task.next, &turns, earliest, latest);
    }
    let light = light::light(status, &turns, task.as_of);
    Settled { status, due, due_earliest, done: None, late_s, light, turns: Some(turns) }
}

/// When an open duty changes by itself: at its lights and its due instants.
pub fn note_changes(next: &Next, turns: &Turns, earliest: Due, latest: Due) {
    [turns.red, turns.yellow, turns.blue].into_iter().for_each(|at| next.note(at));
    next.note_due(earliest);
    next.note_due(latest);
}

/// Whether something at `when` is in time: in every case, in none, or it cannot be said.
pub fn timely(bounds: Option<(Due, Due)>, when: &When) -> Truth {
    let Some((earliest, latest)) = bounds else { return Truth::True };
    if earliest.admits_all(when.latest) {
        Truth::True
    } else if !latest.admits(when.earliest) {
        Truth::False
    } else {
        Truth::Unknown
    }
}
