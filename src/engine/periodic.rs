//! Periodic duties and constraints: one instance for every calendar period that is owed (spec section 5).

use super::events;
use super::judge::Task;
use super::light::{Running, light};
use super::obligation::{applies, note_changes, timely};
use super::party::{Owes, Receives, each_bearer, each_recipient};
use super::view::View;
use crate::policy::grammar::PeriodRoll;
use crate::policy::rule::{Constraint, PeriodDue, Periodic, Word};
use crate::record::scene::{Cause, Scene};
use crate::record::{Event, Truth, attribute};
use crate::time::calendar::Gap;
use crate::time::due::Clock;
use crate::time::instant::Due;
use crate::time::period::Every;
use crate::time::step::Trace;
use crate::time::{Day, Moment, Period, When, spelling};
use crate::verdict::step::Step;
use crate::verdict::{Status, Turns, Verdict};
use std::borrow::Cow;

/// So many periods are judged at most: ten years of days.
const MOST: usize = 4_000;

/// Judges a periodic duty of a record.
pub fn judge<'s>(task: &Task<'_, 's>, view: &View<'s>, duty: &'s Periodic, emit: &mut dyn FnMut(Verdict<'s>)) {
    match applies(view, &duty.scope) {
        Truth::False => return,
        Truth::Unknown if !task.speaks(view) => return,
        Truth::Unknown => return emit(task.unknown(view)),
        Truth::True => view.causes.borrow_mut().clear(),
    }
    let Some(periods) = periods(task, view, duty.every, emit) else { return };
    let addressees = if duty.to.is_empty() { vec![None] } else { duty.to.iter().map(Some).collect() };
    for (n, addressee) in addressees.into_iter().enumerate() {
        let known = each_recipient(view, addressee, &mut |receives| {
            if let (Some(marks), Some(span)) = (view.marks, duty.to_spans.get(n)) {
                marks.note(*span, Truth::True);
            }
            each_bearer(view, duty.bearer.as_ref(), &mut |owes| {
                let row = Row { task, view, duty, owes, receives: &receives };
                row.judge(&periods, emit);
            });
        });
        if !known && task.speaks(view) {
            emit(task.unknown(view));
        }
    }
}

/// The periods from the one that holds `duty_from` (else the first event) to the one that holds as-of, each with the
/// first day of the duty; none, with a verdict, where there is neither.
fn periods<'s>(task: &Task<'_, 's>, view: &View<'s>, every: Every, emit: &mut dyn FnMut(Verdict<'s>)) -> Option<(Day, Vec<Period>)> {
    let zone = task.clock.zone;
    let from = view.plan.vocabulary().find("duty_from").and_then(|name| attribute(view.record.attributes, name)).filter(|v| !v.is_absent());
    let first = match from {
        Some(value) => value.text().and_then(|text| spelling::day(text, &zone).ok()),
        None => view.record.events.first().map(|event| zone.day(event.when.earliest)),
    };
    let Some(first) = first else {
        if !task.speaks(view) {
            return None;
        }
        view.blame(if from.is_some() { Cause::InvalidValue("duty_from".to_owned()) } else { Cause::Missing("duty_from".to_owned()) });
        emit(task.unknown(view));
        return None;
    };
    let today = zone.day(task.as_of);
    task.next.note(zone.start_of(Period::of(every, today).next().first));
    let start = Period::of(every, first);
    task.next.note(zone.start_of(start.first));
    let periods = std::iter::successors(Some(start), |period| Some(period.next()));
    Some((first, periods.take_while(|period| period.first <= today).take(MOST).collect()))
}

/// One recipient of a periodic duty over all its periods.
struct Row<'v, 's> {
    task: &'v Task<'v, 's>,
    view: &'v View<'s>,
    duty: &'s Periodic,
    owes: Owes<'s>,
    receives: &'v Receives<'s>,
}

impl<'s> Row<'_, 's> {
    fn judge(&self, (from, periods): &(Day, Vec<Period>), emit: &mut dyn FnMut(Verdict<'s>)) {
        let mut open: Vec<(Period, Result<Due, Gap>)> = Vec::new();
        for period in periods.iter().filter(|period| self.task.governs(period)) {
            match self.due(*period) {
                Ok(None) => {}
                Ok(Some(due)) if self.last_day(due) < *from => {}
                Ok(Some(due)) => open.push((*period, Ok(due))),
                Err(gap) => open.push((*period, Err(gap))),
            }
        }
        let acts = self.assigned(&open);
        for (n, (period, due)) in open.iter().enumerate() {
            let view = self.view.during(*period);
            let to = self.receives.shown(&view);
            let bearer = self.owes.shown(&view).or(Some(Cow::Borrowed(self.view.record.id)));
            let mut blank = Verdict { to, bearer, ..self.task.blank(&view) };
            emit(match due {
                Err(gap) => {
                    view.blame(Cause::Calendar(*gap));
                    self.task.leave_open(&view, &mut blank);
                    blank
                }
                Ok(due) => self.settle(&view, blank, *due, acts.iter().filter(|(p, _)| *p == n).map(|(_, act)| *act).collect()),
            });
        }
    }

    fn last_day(&self, due: Due) -> Day {
        self.task.clock.zone.day(Moment { at: due.at, open: due.exclusive }.within())
    }

    /// Which act counts for which period: the one it names; else, where acts are due after the period, the earliest
    /// that is still open; else the one it falls in.
    fn assigned(&self, open: &[(Period, Result<Due, Gap>)]) -> Vec<(usize, &'s Event<'s>)> {
        let mut taken = vec![false; open.len()];
        let mut acts = Vec::new();
        for event in self.view.seen.iter().filter(|e| self.counts(e)) {
            let day = self.task.clock.zone.day(event.when.earliest);
            let found = match self.view.named_period(event) {
                Some(name) => open.iter().position(|(period, _)| period.is_named(name)),
                None => open.iter().enumerate().position(|(n, (period, due))| match due {
                    Ok(due) if self.last_day(*due) > period.last() => !taken[n] && period.first <= day,
                    _ => period.holds(day),
                }),
            };
            if let Some(n) = found {
                taken[n] = true;
                acts.push((n, event));
            }
        }
        acts
    }

    fn counts(&self, event: &'s Event<'s>) -> bool {
        events::is_any(self.view, event, &self.duty.act).is_true() && self.owes.did(event, false) && self.receives.got(event)
    }

    fn settle(&self, view: &View<'s>, mut verdict: Verdict<'s>, due: Due, acts: Vec<&'s Event<'s>>) -> Verdict<'s> {
        let bounds = Some((due, due));
        verdict.due = Some(due);
        verdict.turns = self.turns(view, due);
        if let Some(first) = acts.first() {
            let earliest = acts.iter().map(|e| e.when.earliest).min().unwrap_or(first.when.earliest);
            let latest = acts.iter().map(|e| e.when.latest).min_by_key(|l| l.within()).unwrap_or(first.when.latest);
            let when = When { earliest, latest };
            verdict.done_by = Some(first.shown_id());
            verdict.done_at = Some(first.when);
            verdict.status = match timely(bounds, &when) {
                Truth::True => Status::Fulfilled,
                Truth::False => Status::Late,
                Truth::Unknown => Status::Unknown,
            };
            if verdict.status == Status::Late {
                verdict.late_s = Some(when.earliest.seconds_since(due.at));
            }
        } else {
            let overdue = !due.admits(self.task.as_of);
            verdict.status = if overdue { Status::Overdue } else { Status::Pending };
            verdict.late_s = overdue.then(|| self.task.as_of.seconds_since(due.at));
            verdict.light = light(verdict.status, &verdict.turns, self.task.as_of);
            note_changes(self.task.next, &verdict.turns, due, due);
        }
        if verdict.status == Status::Unknown {
            verdict.reason = Some(Cow::Borrowed("imprecise-time"));
        }
        if self.task.explains(verdict.status) {
            verdict.explain = self.explain(view, due, acts.first().copied());
        }
        verdict
    }

    /// A share of a period's limit is one of all time from the period's start.
    fn turns(&self, view: &View<'s>, due: Due) -> Turns {
        let clock = self.task.clock;
        let from = view.period.map_or(due.at, |period| clock.zone.start_of(period.first));
        Running { clock, from: Moment::exactly(from), counted: None }.turns(view.lights, due)
    }

    fn explain(&self, view: &View<'s>, due: Due, act: Option<&'s Event<'s>>) -> Vec<Step<'s>> {
        let mut steps: Vec<Step<'s>> = self.task.opening(view).collect();
        if let Some(written) = &self.duty.written {
            steps.push(Step::Limit { written: written.into(), parameters: Vec::new() });
        }
        steps.push(Step::Due { earliest: due, latest: due });
        steps.push(match act {
            Some(act) => Step::Done {
                title: events::title(view, act),
                id: act.shown_id(),
                when: act.when,
                by: act.by.and_then(|by| by.shown_name()),
            },
            None => {
                let titles: Vec<&str> = self.duty.act.iter().map(|id| view.plan.event_title(*id)).collect();
                Step::NotDone { title: titles.join("、").into(), as_of: self.task.as_of }
            }
        });
        steps
    }

    /// When a period's act is due; none where it is not owed.
    fn due(&self, period: Period) -> Result<Option<Due>, Gap> {
        let clock = &self.task.clock;
        if period.every == Every::WorkingDay && !clock.calendar.is_working(period.first)? {
            return Ok(None);
        }
        let on = |day: Day, roll: Option<PeriodRoll>| rolled(clock, period, day, roll).map(|day| day.map(|day| clock.end_of(day)));
        match &self.duty.due {
            PeriodDue::End => Ok(Some(clock.end_of(period.last()))),
            PeriodDue::Weekday(weekday, roll) => on(period.first.plus(i64::from(*weekday)), *roll),
            PeriodDue::DayOfMonth { day, after, roll } => {
                let month = Period::of(Every::Month, if *after { period.next().first } else { period.last() });
                on(month.first.plus(i64::from(*day) - 1).min(month.last()), *roll)
            }
            PeriodDue::MonthDay { month, day, after, roll } => {
                let year = if *after { period.next() } else { period };
                let month = Period::of(Every::Month, year.first.plus_months(i64::from(*month) - 1));
                on(month.first.plus(i64::from(*day) - 1).min(month.last()), *roll)
            }
            PeriodDue::AfterPeriod(counted) => {
                let end = clock.end_of(period.last());
                clock.due(Moment { at: end.at, open: true }, counted, &mut Trace::off()).map(Some)
            }
            PeriodDue::DayOf(id) => {
                let day = |event: &Event<'_>| clock.zone.day(event.when.earliest);
                let found = self.view.seen.iter().find(|e| period.holds(day(e)) && self.view.is(e, *id).is_true());
                Ok(found.map(|event| clock.end_of(day(event))))
            }
        }
    }
}

/// A due day that is no working day rolls; in its period only, the other way if there is none that way, or not at all.
fn rolled(clock: &Clock<'_>, period: Period, day: Day, roll: Option<PeriodRoll>) -> Result<Option<Day>, Gap> {
    let Some(PeriodRoll { back, in_period }) = roll else { return Ok(Some(day)) };
    if !in_period {
        return if back { clock.calendar.on_or_before(day) } else { clock.calendar.on_or_after(day) }.map(Some);
    }
    let before: Vec<Day> = (period.first.0..=day.0).rev().map(Day).collect();
    let after: Vec<Day> = (day.0..=period.last().0).map(Day).collect();
    let (first, then) = if back { (before, after) } else { (after, before) };
    for day in first.into_iter().chain(then) {
        if clock.calendar.is_working(day)? {
            return Ok(Some(day));
        }
    }
    Ok(None)
}

/// A constraint on every period that has ended by as-of: such an event lies in it.
pub fn constraint<'s>(task: &Task<'_, 's>, view: &View<'s>, constraint: &'s Constraint, every: Every, emit: &mut dyn FnMut(Verdict<'s>)) {
    match applies(view, &constraint.scope) {
        Truth::False => return,
        Truth::Unknown if !task.speaks(view) => return,
        Truth::Unknown => return emit(task.unknown(view)),
        Truth::True => view.causes.borrow_mut().clear(),
    }
    let Some(case) = constraint.cases.first() else { return };
    let Some((_, periods)) = periods(task, view, every, emit) else { return };
    let zone = task.clock.zone;
    for period in periods.into_iter().filter(|period| zone.end_of(period.last()) <= task.as_of && task.governs(period)) {
        let lies_in = |event: &&Event<'s>| match view.named_period(event) {
            Some(name) => period.is_named(name),
            None => period.holds(zone.day(event.when.earliest)),
        };
        let found = view.seen.iter().filter(|e| events::is_any(view, e, &case.words.needs).is_true()).find(lies_in);
        if let (Some(marks), Some(span)) = (view.marks, case.words.spans.first()) {
            marks.note(*span, Truth::from(found.is_some()));
        }
        let view = view.during(period);
        let blank = task.blank(&view);
        let status = if found.is_some() { Status::Satisfied } else { Status::Violated };
        let own = case.words.reasons.iter().find(|(word, _)| *word == Word::Needs).map(|(_, reason)| reason.as_str());
        let reason = found.is_none().then(|| Cow::Borrowed(own.unwrap_or(Word::Needs.reason())));
        let explain = if task.explains(status) { task.opening(&view).collect() } else { Vec::new() };
        emit(Verdict { status, reason, explain, ..blank });
    }
}
