//! The due instant of an instance: its limit, the alternatives that apply and the caps, for every instant the
//! trigger may have had (spec sections 3 and 4).

use super::condition;
use super::events;
use super::view::View;
use crate::policy::grammar;
use crate::policy::rule::{Alternative, Amount, Bound, Condition, Given, Key, Limit, LimitKind, Test, Wanted};
use crate::record::look::{EventId, Look};
use crate::record::scene::{Cause, Found, Scene};
use crate::record::{Event, Truth};
use crate::script::Argument;
use crate::source::Span;
use crate::time::due::Clock;
use crate::time::instant::Due;
use crate::time::span::{Counted, Length};
use crate::time::step::Trace;
use crate::time::{Moment, When};
use crate::verdict::step::Step;

/// What limits are counted with.
pub struct Dues<'v, 's> {
    pub view: &'v View<'s>,
    pub clock: Clock<'v>,
    pub keys: &'s [Key],
}

/// When something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limited {
    /// Between these two, the same where the trigger's instant is known.
    Due { earliest: Due, latest: Due },
    /// No due instant, or none yet.
    Open,
    /// Not known; the view knows why.
    Unknown,
}

/// A limit with the alternatives and caps beside it.
#[derive(Clone, Copy)]
pub struct Limits<'s> {
    pub limit: &'s Limit,
    pub may: &'s [Alternative],
    pub caps: &'s [Alternative],
    pub since: &'s [EventId],
}

impl Limits<'_> {
    /// A plain count beside which nothing stands: it asks nothing of the record.
    fn stand_alone(&self) -> bool {
        let fixed = |amount: &Amount| matches!(amount, Amount::Fixed(_) | Amount::Parameter { .. });
        let counts = match &self.limit.kind {
            LimitKind::Counted(Counted { length: Length::Of(amount, _), .. }) => fixed(amount),
            LimitKind::Counted(_) | LimitKind::None | LimitKind::Promptly => true,
            _ => false,
        };
        counts && self.may.is_empty() && self.caps.is_empty()
    }
}

impl<'s> Dues<'_, 's> {
    /// The due instants for all instants that the trigger may have had.
    pub fn due(&self, limits: Limits<'s>, steps: &mut Option<Vec<Step<'s>>>) -> Limited {
        let Some(start) = self.start(limits.since, steps) else { return Limited::Open };
        if start.is_exact() {
            return self.at(start.latest, start, &limits, steps);
        }
        let mut bounds: Option<(Due, Due)> = None;
        let mut open = false;
        let moments = self.moments(&start, &limits);
        for (n, moment) in moments.iter().enumerate() {
            // The steps of the latest instant are shown: it is the one whose due the verdict names.
            let mut shown = if n + 1 == moments.len() { steps.take() } else { None };
            let found = self.at(*moment, start, &limits, &mut shown);
            if shown.is_some() {
                *steps = shown;
            }
            match found {
                Limited::Unknown => return Limited::Unknown,
                Limited::Open => open = true,
                Limited::Due { earliest, latest } => {
                    bounds = Some(bounds.map_or((earliest, latest), |(low, high)| (low.earlier(earliest), high.later(latest))));
                }
            }
        }
        match bounds {
            Some((earliest, latest)) if !open => Limited::Due { earliest, latest },
            Some(_) => {
                self.view.blame(Cause::Imprecise);
                Limited::Unknown
            }
            None => Limited::Open,
        }
    }

    /// One limit counted from a moment that is given.
    pub fn from(&self, moment: Moment, limit: &'s Limit, steps: &mut Option<Vec<Step<'s>>>) -> Limited {
        let start = When { earliest: moment.within(), latest: moment };
        self.one(moment, start, limit, steps)
    }

    /// Where the clock starts: the trigger, or with `since` the last such event at or before it, else the first after.
    pub fn start(&self, since: &'s [EventId], steps: &mut Option<Vec<Step<'s>>>) -> Option<When> {
        if since.is_empty() {
            return self.view.started();
        }
        let trigger = self.view.event()?;
        let found = self.clock_event(since, trigger)?;
        note(steps, || Step::Since { title: events::title(self.view, found), id: found.shown_id(), when: found.when });
        Some(found.when)
    }

    fn clock_event(&self, since: &'s [EventId], trigger: &Event<'s>) -> Option<&'s Event<'s>> {
        let view = self.view;
        let mut found = view
            .seen
            .iter()
            .filter(|e| events::is_any(view, e, since).is_true() && self.keys.iter().all(|key| events::same(key, trigger, e)));
        let before = found.clone().filter(|e| e.when.earliest <= trigger.when.latest.within()).last();
        before.or_else(|| found.find(|e| e.when.earliest > trigger.when.latest.within()))
    }

    /// The instants of the start that must be looked at: its ends, and where an alternative's hours begin or end.
    fn moments(&self, start: &When, limits: &Limits<'s>) -> Vec<Moment> {
        let zone = self.clock.zone;
        let mut clocks = Vec::new();
        for alternative in limits.may.iter().chain(limits.caps) {
            if let Some(condition) = &alternative.when {
                collect_clocks(condition, &mut clocks);
            }
        }
        let mut moments = vec![Moment::exactly(start.earliest)];
        let (first, last) = (zone.day(start.earliest), zone.day(start.latest.within()));
        for day in (first.0..=last.0.min(first.0 + 366)).map(crate::time::Day) {
            for clock in &clocks {
                let at = zone.opening(day, *clock);
                if start.earliest < at && at <= start.latest.within() {
                    moments.push(Moment { at, open: true });
                    moments.push(Moment::exactly(at));
                }
            }
        }
        moments.push(start.latest);
        moments
    }

    /// The due instant if the clock starts at `moment`.
    fn at(&self, moment: Moment, start: When, limits: &Limits<'s>, steps: &mut Option<Vec<Step<'s>>>) -> Limited {
        if limits.stand_alone() {
            return self.one(moment, start, limits.limit, steps);
        }
        let view = self.view.assuming(moment);
        let inner = Dues { view: &view, clock: self.clock, keys: self.keys };
        let mut found = inner.one(moment, start, limits.limit, steps);
        for (cap, alternative) in limits.may.iter().map(|a| (false, a)).chain(limits.caps.iter().map(|a| (true, a))) {
            if found == Limited::Unknown {
                break;
            }
            found = inner.alternative(moment, start, found, alternative, cap, steps);
        }
        if found == Limited::Unknown {
            self.view.blame_all(view);
        }
        found
    }

    /// 可于: the later of the two where the alternative applies; a cap: the earlier.
    fn alternative(
        &self,
        moment: Moment,
        start: When,
        base: Limited,
        other: &'s Alternative,
        cap: bool,
        steps: &mut Option<Vec<Step<'s>>>,
    ) -> Limited {
        let applies = other.when.as_ref().map_or(Truth::True, |when| condition::applies(self.view, when));
        if let Some(marks) = self.view.marks {
            marks.note(other.span, applies);
        }
        if applies != Truth::True {
            note(steps, || Step::Alternative { cap, written: &other.limit.written, applies, due: None, taken: false });
        }
        match applies {
            Truth::False => return base,
            Truth::Unknown => return Limited::Unknown,
            Truth::True => {}
        }
        let (moment, start) = if other.since.is_empty() {
            (moment, start)
        } else {
            let clock = self.view.event().and_then(|trigger| self.clock_event(&other.since, trigger));
            match clock {
                Some(event) => (event.when.latest, event.when),
                None => return base,
            }
        };
        let mut own = steps.is_some().then(Vec::new);
        let found = self.one(moment, start, &other.limit, &mut own);
        let due = match (base, found) {
            (_, Limited::Unknown) => Limited::Unknown,
            (Limited::Due { earliest: a, latest: b }, Limited::Due { earliest: c, latest: d }) if cap => {
                Limited::Due { earliest: a.earlier(c), latest: b.earlier(d) }
            }
            (Limited::Due { earliest: a, latest: b }, Limited::Due { earliest: c, latest: d }) => {
                Limited::Due { earliest: a.later(c), latest: b.later(d) }
            }
            (Limited::Open, found) | (found, Limited::Open) => {
                if cap {
                    found
                } else {
                    Limited::Open
                }
            }
            (Limited::Unknown, _) => Limited::Unknown,
        };
        if let (Some(steps), Some(own)) = (steps.as_mut(), own) {
            steps.extend(own);
            let latest = match found {
                Limited::Due { latest, .. } => Some(latest),
                _ => None,
            };
            steps.push(Step::Alternative { cap, written: &other.limit.written, applies, due: latest, taken: due != base });
        }
        due
    }

    /// One limit counted from `moment`.
    fn one(&self, moment: Moment, start: When, limit: &'s Limit, steps: &mut Option<Vec<Step<'s>>>) -> Limited {
        note(steps, || Step::Limit { written: (&limit.written).into(), parameters: self.parameters(&limit.kind) });
        self.kind(moment, start, &limit.kind, steps)
    }

    fn kind(&self, moment: Moment, start: When, kind: &'s LimitKind, steps: &mut Option<Vec<Step<'s>>>) -> Limited {
        match kind {
            LimitKind::None | LimitKind::Promptly => Limited::Open,
            LimitKind::UntilEvent(id) => self.until_event(*id, steps),
            LimitKind::Until(look, otherwise) => self.until(moment, look, otherwise.as_ref(), steps),
            LimitKind::Counted(counted) => match counted.resolve(|amount| self.amount(amount)) {
                Some(counted) => self.counted(moment, &counted, steps),
                None => Limited::Unknown,
            },
            LimitKind::Backward { amount, unit, look, roll } => {
                let (Some(n), Some(when)) = (self.amount(amount), self.instant(look)) else { return Limited::Unknown };
                let mut trace = trace(steps);
                let clock = &self.clock;
                let early = clock.before(when.earliest, n, *unit, *roll, &mut Trace::off());
                let late = clock.before(when.latest.within(), n, *unit, *roll, &mut trace);
                keep(steps, trace);
                self.bounds(early, late)
            }
            LimitKind::Function { name, arguments } => self.function(moment, start, name, arguments, steps),
            LimitKind::Cell { table, rows } => self.cell(moment, start, *table, rows, steps),
        }
    }

    fn counted(&self, moment: Moment, counted: &Counted<u32>, steps: &mut Option<Vec<Step<'s>>>) -> Limited {
        let mut trace = trace(steps);
        let found = self.clock.due(moment, counted, &mut trace);
        keep(steps, trace);
        self.bounds(found, found)
    }

    fn bounds(&self, early: Result<Due, crate::time::calendar::Gap>, late: Result<Due, crate::time::calendar::Gap>) -> Limited {
        match (early, late) {
            (Ok(earliest), Ok(latest)) => Limited::Due { earliest, latest },
            (Err(gap), _) | (_, Err(gap)) => {
                self.view.blame(Cause::Calendar(gap));
                Limited::Unknown
            }
        }
    }

    /// The first such event in judged order that may come at or after the trigger; no limit until there is one.
    fn until_event(&self, id: EventId, steps: &mut Option<Vec<Step<'s>>>) -> Limited {
        let view = self.view;
        let Some(started) = view.started() else { return Limited::Open };
        let same =
            |key: &Key, event: &Event<'s>| !carries(view, id, key) || view.event().is_none_or(|trigger| events::same(key, trigger, event));
        let comes =
            |event: &&Event<'s>| !view.is_trigger(event) && event.when.may_follow(&started) && self.keys.iter().all(|key| same(key, event));
        let found = view.seen.iter().filter(comes).find(|event| view.is(event, id).is_true());
        note(steps, || Step::UntilEvent { title: view.plan.event_title(id), came: found.map(|event| (event.shown_id(), event.when)) });
        found.map_or(Limited::Open, |event| {
            let Moment { at, open } = event.when.latest;
            let earliest = Due { at: event.when.earliest, exclusive: false };
            Limited::Due { earliest, latest: Due { at, exclusive: open } }
        })
    }

    /// The instant at a place; a date alone means 24:00 of that day.
    fn until(&self, moment: Moment, look: &'s Look, otherwise: Option<&'s Counted<Amount>>, steps: &mut Option<Vec<Step<'s>>>) -> Limited {
        if let (Some(counted), Found::Nothing) = (otherwise, self.view.lookup(look)) {
            return match counted.resolve(|amount| self.amount(amount)) {
                Some(counted) => self.counted(moment, &counted, steps),
                None => Limited::Unknown,
            };
        }
        let Some(when) = self.instant(look) else { return Limited::Unknown };
        note(steps, || Step::Until { place: &look.shown, when });
        let Moment { at, open } = when.latest;
        let latest = Due { at, exclusive: open };
        // A date alone is 24:00 of its day, exactly; a local time that exists twice is the interval of both.
        let earliest = if open { latest } else { Due { at: when.earliest, exclusive: false } };
        Limited::Due { earliest, latest }
    }

    /// The time at a place, or why there is none.
    fn instant(&self, look: &'s Look) -> Option<When> {
        match self.view.lookup(look) {
            Found::One(item) => {
                let found = condition::when(self.view, &item);
                if found.is_none() {
                    self.view.blame(Cause::InvalidValue(look.shown.clone()));
                }
                found
            }
            Found::Nothing => {
                self.view.blame(Cause::Missing(look.shown.clone()));
                None
            }
            _ => {
                self.view.blame(Cause::InvalidValue(look.shown.clone()));
                None
            }
        }
    }

    /// A whole number of at least 1; anything else there is invalid.
    fn amount(&self, amount: &'s Amount) -> Option<u32> {
        let look = match amount {
            Amount::Fixed(n) | Amount::Parameter { value: n, .. } => return Some(*n),
            Amount::At(look) => look,
        };
        let found = match self.view.lookup(look) {
            Found::One(crate::record::scene::Item::Value(value)) => value.whole(),
            Found::One(crate::record::scene::Item::Whole(n)) => Some(n),
            Found::Nothing => {
                self.view.blame(Cause::Missing(look.shown.clone()));
                return None;
            }
            _ => None,
        };
        let found = found.filter(|n| (1..=MOST).contains(n)).and_then(|n| u32::try_from(n).ok());
        if found.is_none() {
            self.view.blame(Cause::InvalidValue(look.shown.clone()));
        }
        found
    }

    fn function(&self, moment: Moment, start: When, name: &str, given: &'s [Given], steps: &mut Option<Vec<Step<'s>>>) -> Limited {
        let arguments: Vec<Argument<'_>> = given
            .iter()
            .map(|given| match given {
                Given::Trigger => Argument::Trigger,
                Given::Record => Argument::Record,
                Given::At(look) => Argument::At(look),
            })
            .collect();
        let functions = &self.view.plan.policy.functions;
        let Some(text) = functions.limit(name, &arguments, self.view) else { return Limited::Unknown };
        note(steps, || Step::Limit { written: text.clone().into(), parameters: Vec::new() });
        let computed = grammar::limit(&text, Span::new(crate::source::FileId::default(), 0..text.len()));
        match computed {
            Ok(grammar::Limit::None | grammar::Limit::Promptly) => Limited::Open,
            Ok(grammar::Limit::Counted(counted)) => {
                let fixed = counted.resolve(|amount| match amount {
                    grammar::Amount::Fixed(n) => Some(*n),
                    _ => None,
                });
                match fixed {
                    Some(counted) => self.counted(moment, &counted, steps),
                    None => self.not_a_limit(text),
                }
            }
            _ => {
                let _ = start;
                self.not_a_limit(text)
            }
        }
    }

    fn not_a_limit(&self, text: String) -> Limited {
        self.view.blame(Cause::ScriptError(text));
        Limited::Unknown
    }

    fn cell(
        &self,
        moment: Moment,
        start: When,
        table: crate::record::look::TableId,
        rows: &'s [Option<LimitKind>],
        steps: &mut Option<Vec<Step<'s>>>,
    ) -> Limited {
        let row = match self.view.row(table) {
            Ok(row) => row,
            Err(Found::Nothing) => return Limited::Unknown,
            Err(Found::Imprecise) => {
                self.view.blame(Cause::Imprecise);
                return Limited::Unknown;
            }
            Err(_) => {
                self.view.blame(Cause::NoRow);
                return Limited::Unknown;
            }
        };
        let index = self.view.plan.policy.tables[usize::from(table.0)].rows.iter().position(|r| std::ptr::eq(r, row));
        match index.and_then(|n| rows.get(n)).and_then(Option::as_ref) {
            Some(kind) => self.kind(moment, start, kind, steps),
            None => {
                self.view.blame(Cause::NoRow);
                Limited::Unknown
            }
        }
    }

    /// The parameters a limit uses: name, number, whether assumed.
    fn parameters(&self, kind: &'s LimitKind) -> Vec<(&'s str, u32, bool)> {
        let amount = match kind {
            LimitKind::Counted(counted) | LimitKind::Until(_, Some(counted)) => match &counted.length {
                Length::Of(amount, _) => amount,
                _ => return Vec::new(),
            },
            LimitKind::Backward { amount, .. } => amount,
            _ => return Vec::new(),
        };
        match amount {
            Amount::Parameter { name, value } => {
                let assumed = self.view.plan.policy.declared.find_parameter(name).is_some_and(|p| p.assumed);
                vec![(name.as_str(), *value, assumed)]
            }
            _ => Vec::new(),
        }
    }
}

/// The largest number that may stand in a limit.
const MOST: i64 = 1_000_000;

/// Whether an event declares the attribute of a key.
fn carries(view: &View<'_>, id: EventId, key: &Key) -> bool {
    let Key::Attribute(look) = key else { return true };
    view.plan.policy.declared.event(id).has.iter().any(|has| has.value == look.shown)
}

fn collect_clocks(condition: &Condition, clocks: &mut Vec<i64>) {
    match condition {
        Condition::Any(any) => any.iter().for_each(|one| collect_clocks(one, clocks)),
        Condition::All(tests) => {
            for test in tests {
                let Test::Place { wanted, .. } = test else { continue };
                for wanted in wanted {
                    let Wanted::Range(range) = wanted else { continue };
                    for (bound, _) in range.low.iter().chain(&range.high) {
                        if let Bound::Clock(clock) = bound {
                            clocks.push(*clock);
                        }
                    }
                }
            }
        }
        Condition::Script(_) => {}
    }
    clocks.sort_unstable();
    clocks.dedup();
}

pub fn note<'s>(steps: &mut Option<Vec<Step<'s>>>, step: impl FnOnce() -> Step<'s>) {
    if let Some(steps) = steps {
        steps.push(step());
    }
}

fn trace(steps: &Option<Vec<Step<'_>>>) -> Trace {
    if steps.is_some() { Trace::on() } else { Trace::off() }
}

fn keep(steps: &mut Option<Vec<Step<'_>>>, trace: Trace) {
    if let Some(steps) = steps {
        steps.extend(trace.take().into_iter().map(Step::Count));
    }
}
