//! Discharge: which act fulfils an instance, when it happened, and why other acts do not count (spec section 5).

use super::events;
use super::judge::Task;
use super::party::{Asked, Owes, Receives};
use super::view::View;
use crate::policy::rule::{Before, Branch, Done, Key};
use crate::record::scene::Cause;
use crate::record::{Event, Party, Truth};
use crate::time::due::Clock;
use crate::time::span::Length;
use crate::time::step::Trace;
use crate::time::{Instant, Moment, When};
use crate::verdict::step::{NotCounted, Step};

/// What would discharge one instance.
pub struct Act<'v, 's> {
    pub view: &'v View<'s>,
    pub branch: &'s Branch,
    pub owes: &'v Owes<'s>,
    pub receives: &'v Receives<'s>,
    /// Every bearer owes its own: an event without `by` counts for none.
    pub each: bool,
    pub clock: Clock<'s>,
}

/// The act that discharged an instance.
pub struct Discharge<'s> {
    pub event: &'s Event<'s>,
    /// When it was done, as well as that is known.
    pub when: When,
}

impl<'s> Act<'_, 's> {
    /// The discharging act; `possible`: events that may be of the act's type count too.
    pub fn discharge(&self, possible: bool) -> Option<Discharge<'s>> {
        let (from, surely_from) = self.earliest_admitted(&self.view.started()?);
        let trigger = self.view.event().map(|trigger| trigger.position);
        let admitted =
            |e: &&'s Event<'s>| e.when.latest.within() >= from && trigger != Some(e.position) && self.is_act(e, possible) && self.counts(e);
        let mut candidates = self.view.seen.iter().filter(admitted);
        match self.branch.done {
            Done::Acts(1) => self.first(admitted, from, surely_from),
            Done::Acts(n) => {
                let event = candidates.nth(usize::try_from(n).unwrap_or(usize::MAX).saturating_sub(1))?;
                Some(Discharge { event, when: event.when })
            }
            Done::DifferentBy(n) => self.different(candidates, n, |e| e.by.as_slice()),
            Done::DifferentTo(n) => self.different(candidates, n, |e| e.to),
        }
    }

    /// The first act; where it may lie before `surely_from`, it is done at the latest with the next that does not.
    fn first(&self, admitted: impl Fn(&&'s Event<'s>) -> bool, from: Instant, surely_from: Instant) -> Option<Discharge<'s>> {
        let mut first: Option<&Event<'_>> = None;
        let mut latest: Option<Moment> = None;
        for event in self.view.seen {
            // events stand by their earliest instant: none from here on came sooner
            if latest.is_some_and(|latest| latest.within() <= event.when.earliest) {
                break;
            }
            // what is too early is most of what there is: no call for it
            if event.when.latest.within() < from || !admitted(&event) {
                continue;
            }
            first.get_or_insert(event);
            let certain = event.when.earliest >= surely_from;
            if certain && latest.is_none_or(|latest| event.when.latest.within() < latest.within()) {
                latest = Some(event.when.latest);
            }
        }
        let event = first?;
        let when = When { latest: latest.unwrap_or(event.when.latest), ..event.when };
        Some(Discharge { event, when })
    }

    /// The act that brings the n-th party.
    fn different(
        &self,
        acts: impl Iterator<Item = &'s Event<'s>>,
        n: u32,
        parties: impl Fn(&'s Event<'s>) -> &'s [&'s Party<'s>],
    ) -> Option<Discharge<'s>> {
        let mut known: Vec<&Party<'_>> = Vec::new();
        for event in acts {
            for party in parties(event) {
                if !known.iter().any(|other| other.same(party)) {
                    known.push(party);
                }
            }
            if known.len() >= usize::try_from(n).unwrap_or(usize::MAX) {
                return Some(Discharge { event, when: event.when });
            }
        }
        None
    }

    fn is_act(&self, event: &'s Event<'s>, possible: bool) -> bool {
        match events::is_any(self.view, event, &self.branch.act) {
            Truth::True => true,
            Truth::False => false,
            Truth::Unknown => possible,
        }
    }

    /// By the bearer, to this recipient, with equal key.
    fn counts(&self, event: &'s Event<'s>) -> bool {
        self.owes.did(event, self.each)
            && self.receives.got(event)
            && self.view.event().is_none_or(|trigger| events::same_key(self.view, trigger, event))
            && self.view.in_named_period(event)
    }

    /// From when on an act may count, and from when on it certainly does.
    fn earliest_admitted(&self, started: &When) -> (Instant, Instant) {
        match &self.branch.before {
            Before::None if started.is_day_end() => (started.latest.at, started.latest.at),
            Before::None => (started.earliest, started.latest.within()),
            Before::Any => (Instant::MIN, Instant::MIN),
            Before::Within(span) => {
                let back = |at: Instant| match span.length {
                    Length::Of(n, unit) => self.clock.before(at, n, unit, false, &mut Trace::off()).map_or(at, |due| due.at),
                    Length::SameDay | Length::SameMonth | Length::SameYear => self.clock.zone.start_of(self.clock.zone.day(at)),
                };
                (back(started.earliest), back(started.latest.within()))
            }
        }
    }

    /// The event that ended the duty before it was discharged.
    pub fn lapse(&self, done: Option<&Discharge<'s>>) -> Option<&'s Event<'s>> {
        if self.branch.lapses.is_empty() {
            return None;
        }
        let started = self.view.started()?;
        let before_done = |event: &Event<'_>| {
            done.is_none_or(|done| (event.when.earliest, event.position) < (done.event.when.earliest, done.event.position))
        };
        self.view.seen.iter().find(|event| {
            !self.view.is_trigger(event)
                && event.when.may_follow(&started)
                && before_done(event)
                && events::is_any(self.view, event, &self.branch.lapses).is_true()
                && self.view.event().is_none_or(|trigger| events::same_key(self.view, trigger, event))
        })
    }

    /// Whether some event may or may not be of the act's type.
    pub fn is_doubtful(&self) -> bool {
        let told_by_others = |id: &crate::record::look::EventId| self.view.plan.type_of(*id).is_none();
        self.branch.act.iter().any(told_by_others)
            && self.view.seen.iter().any(|e| events::is_any(self.view, e, &self.branch.act) == Truth::Unknown)
    }

    /// The places that leave it open whether an event is of the act's type.
    pub fn doubts(&self) -> Vec<String> {
        let mut paths = Vec::new();
        for (n, _) in self.view.seen.iter().enumerate() {
            for id in &self.branch.act {
                let Some(condition) = &self.view.plan.policy.event_conditions[usize::from(id.0)] else { continue };
                let view = self.view.from(n, &[]);
                if super::condition::applies(&view, condition) == Truth::Unknown {
                    paths.extend(view.causes.into_inner().missing().into_iter().map(std::borrow::Cow::into_owned));
                }
            }
        }
        paths.dedup();
        paths
    }

    /// What discharged the instance, or why the acts there are do not count.
    pub fn explain(&self, task: &Task<'_, 's>, done: Option<&Discharge<'s>>, steps: &mut Vec<Step<'s>>) {
        let Some(started) = self.view.started() else { return };
        if let Some(lapse) = self.lapse(done) {
            steps.push(Step::Lapsed { title: events::title(self.view, lapse), id: lapse.shown_id(), when: lapse.when });
            return;
        }
        let (from, _) = self.earliest_admitted(&started);
        for event in self.view.seen {
            if self.view.is_trigger(event) || !self.is_act(event, true) || done.is_some_and(|done| done.event.position == event.position) {
                continue;
            }
            if done.is_some_and(|done| event.when.earliest > done.event.when.earliest) {
                break;
            }
            if let Some(why) = self.why_not(event, from) {
                let by = event.by.and_then(|by| by.shown_name());
                steps.push(Step::NotCounted { id: event.shown_id(), when: event.when, by, why });
            }
        }
        match done {
            Some(done) => steps.push(Step::Done {
                title: events::title(self.view, done.event),
                id: done.event.shown_id(),
                when: done.when,
                by: done.event.by.and_then(|by| by.shown_name()),
            }),
            None => {
                let titles: Vec<&str> = self.branch.act.iter().map(|id| self.view.plan.event_title(*id)).collect();
                steps.push(Step::NotDone { title: titles.join("、").into(), as_of: task.as_of });
            }
        }
    }

    fn why_not(&self, event: &'s Event<'s>, from: Instant) -> Option<NotCounted> {
        let register = &self.view.plan.vocabulary().register;
        let told = || (!event.to.is_empty()).then(|| event.to.iter().filter_map(|to| to.shown_name()).collect::<Vec<_>>().join("、"));
        if event.when.latest.within() < from {
            return Some(NotCounted::TooEarly);
        }
        if !self.owes.did(event, self.each) {
            return Some(NotCounted::WrongParty { expected: self.owed_by() });
        }
        if !self.receives.got(event) {
            return Some(match self.receives {
                Receives::Office { id, level } if event.to.iter().any(|to| to.is(*id)) => {
                    let told = event.to.iter().find(|to| to.is(*id)).and_then(|to| to.level.as_deref()).map(str::to_owned);
                    let expected = match level {
                        Asked::Level(id) => register.level(*id).name.clone(),
                        Asked::Written(level) => (*level).to_owned(),
                        Asked::Any => String::new(),
                    };
                    NotCounted::WrongLevel { expected, told }
                }
                Receives::Office { id, .. } => NotCounted::WrongRecipient { expected: register.office(*id).name.clone(), told: told() },
                Receives::Party(party) => {
                    NotCounted::WrongRecipient { expected: party.shown_name().unwrap_or("—").to_owned(), told: told() }
                }
                Receives::Told(party) => {
                    NotCounted::WrongRecipient { expected: party.shown_name().unwrap_or("—").to_owned(), told: told() }
                }
                Receives::Anyone => return None,
            });
        }
        if !self.view.in_named_period(event) {
            return Some(NotCounted::OtherKey { key: "period".to_owned() });
        }
        let trigger = self.view.event()?;
        let differs = |key: &&Key| !events::same(key, trigger, event);
        self.view.keys.iter().find(differs).map(|key| NotCounted::OtherKey {
            key: match key {
                Key::By => "by".to_owned(),
                Key::Attribute(look) => look.shown.clone(),
            },
        })
    }

    /// The name of who owes, for people.
    fn owed_by(&self) -> String {
        let register = &self.view.plan.vocabulary().register;
        match self.owes {
            Owes::Anyone => String::new(),
            Owes::Offices(offices) => offices.iter().map(|id| register.office(*id).name.as_str()).collect::<Vec<_>>().join("、"),
            Owes::Parties(parties) => parties.iter().filter_map(|party| party.shown_name()).collect::<Vec<_>>().join("、"),
            Owes::Told(parties) => parties.iter().filter_map(|p| p.shown_name()).collect::<Vec<_>>().join("、"),
        }
    }

    /// Notes that an event's kind is not known.
    pub fn note_doubt(&self) {
        use crate::record::scene::Scene;
        for path in self.doubts() {
            self.view.blame(Cause::Missing(path));
        }
    }
}
