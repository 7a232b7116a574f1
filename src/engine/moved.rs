//! What moves the clock of one instance: suspensions, restarts and extensions, in the order of their events
//! (spec section 3). What comes after the discharge moves nothing; what has passed is not revived.

use super::discharge::Discharge;
use super::due::{Dues, Limited, Limits, note};
use super::events;
use super::judge::Task;
use super::obligation::applies;
use super::view::View;
use crate::policy::rule::{Dates, Duty, Extension, Key, Length, LimitKind, Rule, Suspension};
use crate::record::scene::Found;
use crate::record::{Event, Truth};
use crate::time::due::Clock;
use crate::time::instant::Due;
use crate::time::span;
use crate::time::suspended::Still;
use crate::time::{Day, Instant, Moment, When};
use crate::verdict::step::Step;
use chrono::Datelike;

/// Years after the trigger for which yearly suspensions are laid out.
const YEARS: i32 = 12;

/// Where the clock of an instance stands.
pub struct Moved<'s> {
    pub limited: Limited,
    /// The clock stands still at the discharge, or at as-of.
    pub still: bool,
    /// Where the clock was started anew, and when it stood still since.
    pub start: Option<Instant>,
    pub stills: Vec<Still>,
    /// Events that would have moved it and count for nothing.
    pub ignored: Vec<&'s Event<'s>>,
}

/// What is moved: one instance under its limits.
pub struct Moving<'v, 's> {
    pub task: &'v Task<'v, 's>,
    pub view: &'v View<'s>,
    pub limits: Limits<'s>,
    pub keys: &'s [Key],
    pub done: Option<&'v Discharge<'s>>,
}

/// One thing that may move the clock.
struct Mover<'s> {
    /// When it does, and where its event stands in judged order.
    at: Instant,
    position: i64,
    what: What<'s>,
}

enum What<'s> {
    Suspends {
        rule: &'s Rule,
        still: Still,
        restart: bool,
    },
    Extends {
        rule: &'s Rule,
        extension: &'s Extension,
        n: usize,
    },
    /// An extension whose own conditions do not hold.
    Refused {
        rule: &'s Rule,
        n: usize,
    },
}

impl<'s> Moving<'_, 's> {
    /// The due instants after everything that moved them.
    pub fn run(&self, steps: &mut Option<Vec<Step<'s>>>) -> Moved<'s> {
        let late = self.variant(true, steps);
        let imprecise = self.view.seen.iter().any(|event| !event.when.is_exact());
        if !imprecise {
            return late;
        }
        // A suspension known only to the day may have been as short as it can have been.
        let early = self.variant(false, &mut None);
        let limited = match (early.limited, late.limited) {
            (Limited::Due { earliest, .. }, Limited::Due { latest, .. }) => Limited::Due { earliest: earliest.earlier(latest), latest },
            (_, late) => late,
        };
        Moved { limited, ..late }
    }

    fn variant(&self, late: bool, steps: &mut Option<Vec<Step<'s>>>) -> Moved<'s> {
        let movable = self.movable(&self.limits.limit.kind);
        let mut state = State { start: None, still: Vec::new(), extensions: Vec::new() };
        let mut ignored = Vec::new();
        let mut given: Vec<(&'s str, u32)> = Vec::new();
        for mover in self.movers(late) {
            let after_done =
                self.done.is_some_and(|done| (mover.at, mover.position) > (done.event.when.earliest, i64::from(done.event.position)));
            if after_done || mover.at > self.task.as_of {
                self.task.next.note(mover.at);
                continue;
            }
            let stands = state.stands_at(mover.at);
            match mover.what {
                What::Suspends { rule, still, restart } => {
                    self.mark(rule, Truth::True);
                    if movable && (stands || self.before_due(&state, mover.at)) {
                        let closed = still.to <= self.done.map_or(self.task.as_of, |done| done.when.earliest);
                        if restart && closed {
                            state = State { start: Some(still.to), still: Vec::new(), extensions: Vec::new() };
                        } else {
                            state.still.push(still);
                        }
                    }
                }
                What::Refused { rule, n } => {
                    self.mark(rule, Truth::False);
                    ignored.push(&self.view.seen[n]);
                }
                What::Extends { rule, extension, n } => {
                    let from_trigger = self.view.started().is_some_and(|start| mover.at >= start.earliest);
                    let count = given.iter().find(|(id, _)| *id == rule.id).map_or(0, |(_, count)| *count);
                    let room = extension.times.is_none_or(|times| count < times);
                    if from_trigger && room && (stands || self.before_due(&state, mover.at)) {
                        self.mark(rule, Truth::True);
                        given.retain(|(id, _)| *id != rule.id);
                        given.push((&rule.id, count + 1));
                        state.extensions.push((extension, n));
                    } else {
                        self.mark(rule, Truth::False);
                        ignored.push(&self.view.seen[n]);
                    }
                }
            }
        }
        let now = self.done.map_or(self.task.as_of, |done| done.when.earliest);
        let still = state.stands_at(now);
        state.still.iter().for_each(|still| self.task.next.note(still.to));
        let limited = if still { Limited::Open } else { self.due(&state, movable, steps) };
        let stills = if movable { state.still } else { Vec::new() };
        Moved { limited, still, start: state.start, stills, ignored }
    }

    fn mark(&self, mover: &Rule, moves: Truth) {
        if let Some(marks) = self.view.marks {
            marks.note(mover.version_span, moves);
        }
    }

    /// Whether `at` lies before the due instant known then; with no due instant it does.
    fn before_due(&self, state: &State<'s>, at: Instant) -> bool {
        match self.due(state, self.movable(&self.limits.limit.kind), &mut None) {
            Limited::Due { latest, .. } => at < latest.at,
            Limited::Open | Limited::Unknown => true,
        }
    }

    /// The due instants around what stands still, with the extensions given.
    fn due(&self, state: &State<'s>, movable: bool, steps: &mut Option<Vec<Step<'s>>>) -> Limited {
        let still: &[Still] = if movable { &state.still } else { &[] };
        let restarted = state.start.map(|at| self.view.after(self.view.trigger, When::exactly(at), self.view.period, self.keys));
        let view = restarted.as_ref().unwrap_or(self.view);
        let clock = Clock { still, ..self.task.clock };
        let mut limited = Dues { view, clock, keys: self.keys }.due(self.limits, steps);
        for (extension, n) in &state.extensions {
            limited = self.extended(limited, extension, *n, view, clock, steps);
        }
        limited
    }

    fn extended(
        &self,
        old: Limited,
        extension: &'s Extension,
        n: usize,
        view: &View<'s>,
        clock: Clock<'_>,
        steps: &mut Option<Vec<Step<'s>>>,
    ) -> Limited {
        let event = &self.view.seen[n];
        note(steps, || Step::Extended { title: events::title(self.view, event), id: event.shown_id(), when: event.when });
        let own = self.view.from(n, self.keys);
        let limited = match &extension.length {
            Length::More(limit) => {
                let Limited::Due { earliest, latest } = old else { return old };
                let dues = Dues { view: &own, clock, keys: self.keys };
                let from = |due: Due| Moment { at: due.at, open: due.exclusive };
                match (dues.from(from(earliest), limit, &mut None), dues.from(from(latest), limit, steps)) {
                    (Limited::Due { earliest, .. }, Limited::Due { latest, .. }) => Limited::Due { earliest, latest },
                    _ => Limited::Unknown,
                }
            }
            Length::Total(limit) => {
                let started = view.started().map_or(own.started_at(event.when), |start| own.started_at(start));
                Dues { view: &started, clock, keys: self.keys }.due(Limits { limit, may: &[], caps: &[], since: &[] }, steps)
            }
        };
        if limited == Limited::Unknown {
            self.view.blame_all(own);
        }
        limited
    }

    /// Whether suspensions move a limit at all: counts they do, `same day`, `until` and none they do not.
    fn movable(&self, kind: &'s LimitKind) -> bool {
        match kind {
            LimitKind::Counted(counted) => matches!(counted.length, span::Length::Of(..)),
            LimitKind::Until(look, Some(_)) => matches!(self.view.lookup(look), Found::Nothing),
            LimitKind::Function { .. } | LimitKind::Cell { .. } => true,
            LimitKind::None | LimitKind::Promptly | LimitKind::UntilEvent(_) | LimitKind::Until(_, None) | LimitKind::Backward { .. } => {
                false
            }
        }
    }

    /// Everything that may move the clock, in judged order.
    fn movers(&self, late: bool) -> Vec<Mover<'s>> {
        let mut movers = Vec::new();
        for rule in self.view.plan.movers_of(self.task.rule) {
            match &rule.duty {
                Duty::Suspension(suspension) => self.suspensions(rule, suspension, late, &mut movers),
                Duty::Extension(extension) => self.extensions(rule, extension, &mut movers),
                _ => {}
            }
        }
        movers.sort_by_key(|mover| (mover.at, mover.position));
        movers
    }

    fn bound(&self, keys: &'s [Key], event: &Event<'s>) -> bool {
        self.view.event().is_none_or(|trigger| keys.iter().all(|key| events::same(key, trigger, event)))
    }

    fn suspensions(&self, rule: &'s Rule, suspension: &'s Suspension, late: bool, movers: &mut Vec<Mover<'s>>) {
        let (opened, closed) = (|event: &Event<'_>| end_of(&event.when, !late), |event: &Event<'_>| end_of(&event.when, late));
        let mut open: Option<(Mover<'s>, Instant)> = None;
        for (n, event) in self.view.seen.iter().enumerate() {
            if !self.bound(&suspension.key, event) {
                continue;
            }
            if let Some((mover, end)) = open.take() {
                if events::is_any(self.view, event, &suspension.until).is_true() {
                    movers.push(mover.until(closed(event).min(end)));
                    continue;
                }
                if end <= event.when.earliest {
                    movers.push(mover.until(end));
                } else {
                    open = Some((mover, end));
                    continue;
                }
            }
            let own = self.view.from(n, &suspension.key);
            if events::is_any(self.view, event, &suspension.since).is_true() && applies(&own, &suspension.scope).is_true() {
                let from = opened(event);
                let still = Still { from, to: Instant::MAX, whole_days: suspension.whole_days };
                let mover = Mover {
                    at: from,
                    position: i64::from(event.position),
                    what: What::Suspends { rule, still, restart: suspension.restart },
                };
                open = Some((mover, self.runs_out(suspension, &own)));
            }
        }
        if let Some((mover, end)) = open {
            movers.push(mover.until(end));
        }
        self.dated(rule, suspension, movers);
    }

    /// When a suspension has run out by itself.
    fn runs_out(&self, suspension: &'s Suspension, own: &View<'s>) -> Instant {
        let Some(limit) = &suspension.within else { return Instant::MAX };
        let dues = Dues { view: own, clock: self.task.clock, keys: &suspension.key };
        match dues.due(Limits { limit, may: &[], caps: &[], since: &[] }, &mut None) {
            Limited::Due { latest, .. } => latest.at,
            Limited::Open | Limited::Unknown => Instant::MAX,
        }
    }

    fn dated(&self, rule: &'s Rule, suspension: &Suspension, movers: &mut Vec<Mover<'s>>) {
        let Some(started) = self.view.started() else { return };
        let zone = self.task.clock.zone;
        let first_year = zone.day(started.earliest).date().year() - 1;
        let mut push = |from: Day, to: Day| {
            let still = Still { from: zone.start_of(from), to: zone.end_of(to), whole_days: suspension.whole_days };
            if still.to > started.earliest {
                let what = What::Suspends { rule, still, restart: suspension.restart };
                movers.push(Mover { at: still.from, position: -1, what });
            }
        };
        for dates in &suspension.dates {
            match dates {
                Dates::Once(from, to) => push(*from, *to),
                Dates::Yearly(from, to) => {
                    for year in first_year..first_year + YEARS {
                        let end = if from <= to { year } else { year + 1 };
                        if let (Some(from), Some(to)) = (month_day(year, *from), month_day(end, *to)) {
                            push(from, to);
                        }
                    }
                }
            }
        }
    }

    fn extensions(&self, rule: &'s Rule, extension: &'s Extension, movers: &mut Vec<Mover<'s>>) {
        for (n, event) in self.view.seen.iter().enumerate() {
            if !events::is_any(self.view, event, &extension.on).is_true() || !self.bound(&extension.key, event) {
                continue;
            }
            let own = self.view.from(n, &extension.key);
            let what =
                if applies(&own, &extension.scope).is_true() { What::Extends { rule, extension, n } } else { What::Refused { rule, n } };
            movers.push(Mover { at: event.when.earliest, position: i64::from(event.position), what });
        }
    }
}

/// The earliest or latest instant of an event. One known to the day lies within it, not on its edges, so that counts
/// of days are exact: the day is touched, and not wholly suspended.
fn end_of(when: &When, latest: bool) -> Instant {
    match (when.is_exact(), latest) {
        (true, _) => when.earliest,
        (false, true) => when.latest.within(),
        (false, false) => when.earliest.plus(1),
    }
}

/// 29 February is the 28th in a shorter year.
fn month_day(year: i32, (month, day): (u32, u32)) -> Option<Day> {
    Day::from_ymd(year, month, day).or_else(|| Day::from_ymd(year, month, day.saturating_sub(1)))
}

impl<'s> Mover<'s> {
    fn until(mut self, end: Instant) -> Mover<'s> {
        if let What::Suspends { still, .. } = &mut self.what {
            still.to = end;
        }
        self
    }
}

/// What has moved the clock so far.
struct State<'s> {
    /// The end of a suspension that started the clock anew.
    start: Option<Instant>,
    still: Vec<Still>,
    extensions: Vec<(&'s Extension, usize)>,
}

impl State<'_> {
    fn stands_at(&self, at: Instant) -> bool {
        self.still.iter().any(|still| still.holds(at))
    }
}
