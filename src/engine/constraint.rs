//! Constraints: what must hold in a record, or at an event, word by word (dialect section 4.8).

use super::compared::{all, asked};
use super::condition::{demanded, rejected};
use super::due::{Dues, Limited, Limits};
use super::events;
use super::judge::Task;
use super::obligation::applies;
use super::view::View;
use crate::policy::rule::{Case, Condition, Constraint, Limit, Test, Wanted, Word, Words};
use crate::record::look::{EventId, Look};
use crate::record::scene::{Cause, Found, Item, Scene};
use crate::record::{Event, PartyId, Truth, Value};
use crate::verdict::step::{Detail, Step};
use crate::verdict::{Status, Verdict};
use std::borrow::Cow;

/// What one word found.
struct Outcome<'s> {
    holds: Truth,
    /// Of one that fails, where there is more to say than the word.
    why: Option<Box<Why<'s>>>,
}

/// Why a word fails.
#[derive(Default)]
struct Why<'s> {
    /// A reason of its own, in place of the word's.
    reason: Option<Cow<'s, str>>,
    missing: Vec<Cow<'s, str>>,
    detail: Vec<Detail<'s>>,
}

impl<'s> Outcome<'s> {
    fn of(holds: Truth) -> Self {
        Outcome { holds, why: None }
    }

    fn fails(why: Why<'s>) -> Self {
        Outcome { holds: Truth::False, why: Some(Box::new(why)) }
    }
}

/// Judges one constraint at the event of `view`, or at the record itself.
pub fn judge<'s>(task: &Task<'_, 's>, view: &View<'s>, constraint: &'s Constraint, case: &'s Case, emit: &mut dyn FnMut(Verdict<'s>)) {
    match applies(view, &constraint.scope) {
        Truth::False => return,
        Truth::Unknown => return emit(task.unknown(view)),
        Truth::True => view.causes.borrow_mut().clear(),
    }
    let check = Check { task, view, words: &case.words };
    let mut unknown = false;
    for (n, word) in case.words.order.iter().enumerate() {
        let Some(outcome) = check.word(*word) else { return };
        if let (Some(marks), Some(span)) = (view.marks, case.words.spans.get(n)) {
            marks.note(*span, outcome.holds);
        }
        match outcome.holds {
            Truth::True => {}
            Truth::Unknown => unknown = true,
            Truth::False => return emit(check.violated(*word, outcome.why)),
        }
    }
    if unknown {
        return emit(task.unknown(view));
    }
    if !task.passes(Status::Satisfied, None) {
        emit(check.satisfied());
    }
}

struct Check<'v, 's> {
    task: &'v Task<'v, 's>,
    view: &'v View<'s>,
    words: &'s Words,
}

impl<'s> Check<'_, 's> {
    /// The verdict where every word holds.
    fn satisfied(&self) -> Verdict<'s> {
        let mut verdict = self.task.blank(self.view);
        verdict.status = Status::Satisfied;
        if self.task.explains(Status::Satisfied) {
            verdict.explain.extend(self.view.event().map(|_| self.task.opening(self.view)).into_iter().flatten());
            let holds = |word: &Word| Step::Word { word: word.key(), holds: Truth::True, detail: Vec::new() };
            verdict.explain.extend(self.words.order.iter().map(holds));
        }
        verdict
    }

    /// The verdict where a word fails.
    fn violated(&self, word: Word, why: Option<Box<Why<'s>>>) -> Verdict<'s> {
        let Why { reason, missing, detail } = why.map(|why| *why).unwrap_or_default();
        let mut verdict = self.task.blank(self.view);
        verdict.status = Status::Violated;
        verdict.reason = reason.or_else(|| Some(Cow::Borrowed(self.reason(word))));
        verdict.missing = missing;
        if self.task.explains(Status::Violated) {
            verdict.explain.extend(self.view.event().map(|_| self.task.opening(self.view)).into_iter().flatten());
            verdict.explain.push(Step::Word { word: word.key(), holds: Truth::False, detail });
        }
        verdict
    }

    /// The reason of a word that fails.
    fn reason(&self, word: Word) -> &'s str {
        let own = self.words.reasons.iter().find(|(w, _)| *w == word);
        own.map_or(word.reason(), |(_, reason)| reason)
    }

    /// What a word finds; none while it is not decided (`grace`).
    fn word(&self, word: Word) -> Option<Outcome<'s>> {
        let words = self.words;
        Some(match word {
            Word::Filled => self.filled(),
            Word::Documents => words.documents.as_ref().map_or(Outcome::of(Truth::True), |(look, wanted)| self.documents(look, wanted)),
            Word::Signatures => words.signatures.as_ref().map_or(Outcome::of(Truth::True), |(look, wanted)| self.signatures(look, wanted)),
            Word::Expect => words.expect.as_ref().map_or(Outcome::of(Truth::True), |c| self.condition(c, false)),
            Word::Reject => words.reject.as_ref().map_or(Outcome::of(Truth::True), |c| self.condition(c, true)),
            Word::After => return self.after(),
            Word::Steps => return self.steps(),
            Word::Within => words.within.as_ref().map_or(Outcome::of(Truth::True), |limit| self.window(limit, false)),
            Word::Wait => words.wait.as_ref().map_or(Outcome::of(Truth::True), |limit| self.window(limit, true)),
            Word::Forbidden => self.forbidden(),
            // Judged by period: see `periodic::constraint`.
            Word::Needs => Outcome::of(Truth::True),
            Word::Check => words.check.as_ref().map_or(Outcome::of(Truth::True), |script| Outcome::of(script.truth(self.view))),
        })
    }

    fn filled(&self) -> Outcome<'s> {
        let absent: Vec<&Look> = self.words.filled.iter().filter(|look| !is_filled(&self.view.lookup(look))).collect();
        if absent.is_empty() {
            return Outcome::of(Truth::True);
        }
        Outcome::fails(Why {
            missing: absent.iter().map(|look| Cow::Borrowed(look.shown.as_str())).collect(),
            detail: absent.iter().map(|look| Detail::Missing(look.shown.clone())).collect(),
            ..Why::default()
        })
    }

    fn documents(&self, look: &'s Look, wanted: &'s [Wanted]) -> Outcome<'s> {
        let held = items(self.view.lookup(look));
        let mut missing = Vec::new();
        for wanted in wanted {
            let Some(name) = self.name(wanted) else { return Outcome::of(Truth::Unknown) };
            let holds = held.iter().any(|item| match item {
                Item::Value(value) => value.text() == Some(name) || document_name(value) == Some(name),
                Item::Text(text) => *text == name,
                _ => false,
            });
            if !holds {
                missing.push(Cow::Borrowed(name));
            }
        }
        listed(missing)
    }

    fn name(&self, wanted: &'s Wanted) -> Option<&'s str> {
        match wanted {
            Wanted::Value(value) => value.text(),
            Wanted::At(look) => match self.view.lookup(look) {
                Found::One(Item::Value(value)) => value.text(),
                Found::One(Item::Text(text)) => Some(text),
                _ => {
                    self.view.blame(Cause::Missing(look.shown.clone()));
                    None
                }
            },
            _ => None,
        }
    }

    /// Each role has signed with a name; then no name twice.
    fn signatures(&self, look: &'s Look, wanted: &'s [Wanted]) -> Outcome<'s> {
        let register = &self.view.plan.vocabulary().register;
        let held = items(self.view.lookup(look));
        let signed: Vec<(Option<PartyId>, &str)> =
            held.iter().filter_map(signature).map(|(role, name)| (register.find(role), name)).collect();
        let mut missing = Vec::new();
        let mut names: Vec<(PartyId, &str)> = Vec::new();
        for wanted in wanted {
            let role = match wanted {
                Wanted::Office(id) => Some(*id),
                other => self.name(other).and_then(|name| register.find(name)),
            };
            let Some(role) = role else { return Outcome::of(Truth::Unknown) };
            let by_role = signed.iter().filter(|(signed, _)| *signed == Some(role)).map(|(_, name)| (role, *name));
            let before = names.len();
            names.extend(by_role);
            if names.len() == before {
                missing.push(Cow::Borrowed(register.office(role).id.as_str()));
            }
        }
        if !missing.is_empty() || self.words.same_person {
            return listed(missing);
        }
        let twice = names.iter().find(|(role, name)| names.iter().any(|(other, same)| other != role && same == name));
        match twice {
            Some((_, name)) => Outcome::fails(Why {
                reason: Some(Cow::Borrowed("same-person")),
                detail: vec![Detail::SamePerson { name: (*name).to_owned() }],
                ..Why::default()
            }),
            None => Outcome::of(Truth::True),
        }
    }

    fn condition(&self, wanted: &'s Condition, refused: bool) -> Outcome<'s> {
        let holds = if refused { !rejected(self.view, wanted) } else { demanded(self.view, wanted) };
        if holds != Truth::False || !self.task.explains(Status::Violated) {
            return Outcome::of(holds);
        }
        let mut detail = Vec::new();
        self.values(wanted, &mut detail);
        Outcome::fails(Why { detail, ..Why::default() })
    }

    /// What each place of a condition should be and is.
    fn values(&self, wanted: &'s Condition, detail: &mut Vec<Detail<'s>>) {
        match wanted {
            Condition::Any(any) => any.iter().for_each(|one| self.values(one, detail)),
            Condition::Script(script) => {
                detail.push(Detail::Value { place: script.text().to_owned(), wanted: "true".to_owned(), found: None })
            }
            Condition::All(tests) => {
                for test in tests {
                    match test {
                        Test::Named { id, wanted, .. } => {
                            let name = self.view.plan.policy.declared.conditions[usize::from(id.0)].name.value.clone();
                            detail.push(Detail::Value { place: name, wanted: wanted.to_string(), found: None });
                        }
                        Test::Outcome { outcome, wanted } => {
                            detail.push(Detail::Value { place: outcome.rule.clone(), wanted: wanted.to_string(), found: None });
                        }
                        Test::Place { look, wanted, .. } => {
                            let wanted = wanted.iter().map(|wanted| asked(self.view, wanted)).collect::<Vec<_>>().join(" | ");
                            let found = all(self.view, &self.view.lookup(look)).filter(|found| !found.is_empty());
                            detail.push(Detail::Value { place: look.shown.clone(), wanted, found });
                        }
                    }
                }
            }
        }
    }

    /// Such an event with equal key came before or at the same instant.
    fn after(&self) -> Option<Outcome<'s>> {
        let (holds, any) = self.came_before(&self.words.after, None);
        self.order(holds, any, &self.words.after)
    }

    /// A, then B not before it, both at or before this event.
    fn steps(&self) -> Option<Outcome<'s>> {
        let mut holds = Truth::True;
        let mut all_seen = true;
        for (n, step) in self.words.steps.iter().enumerate() {
            let earlier = n.checked_sub(1).map(|n| self.words.steps[n]);
            let (found, any) = self.came_before(std::slice::from_ref(step), earlier);
            holds = holds.and(found);
            all_seen &= any;
        }
        self.order(holds, all_seen, &self.words.steps)
    }

    /// Whether an event of `ids` certainly, possibly or never came at or before this one (not before an `earlier`
    /// one); and whether any is seen at all.
    fn came_before(&self, ids: &'s [EventId], earlier: Option<EventId>) -> (Truth, bool) {
        let Some(own) = self.view.event() else { return (Truth::True, true) };
        let mut found = Truth::False;
        let mut any = false;
        for event in self.view.seen {
            let kind = events::is_any(self.view, event, ids);
            if kind == Truth::False || event.position == own.position || !events::same_key(self.view, own, event) {
                continue;
            }
            any = true;
            let mut before = precedes(event, own);
            if let Some(earlier) = earlier {
                let led = self.view.seen.iter().filter(|e| self.view.is(e, earlier).is_true() && events::same_key(self.view, own, e));
                before = before.and(led.fold(Truth::False, |led, e| led.or(precedes(e, event))));
            }
            found = found.or(kind.and(before));
            if found == Truth::True {
                break;
            }
        }
        if found == Truth::Unknown {
            self.view.blame(Cause::Imprecise);
        }
        (found, any)
    }

    /// The outcome of `after` and `steps`: with `grace`, what is demanded may still come.
    fn order(&self, holds: Truth, any: bool, ids: &'s [EventId]) -> Option<Outcome<'s>> {
        if holds != Truth::False {
            return Some(Outcome::of(holds));
        }
        if let Some(grace) = &self.words.grace {
            let in_grace = self.within_grace(grace, ids)?;
            if in_grace != Truth::False {
                return Some(Outcome::of(in_grace));
            }
        }
        let titles = ids.iter().map(|id| self.view.plan.event_title(*id)).collect::<Vec<_>>().join("、");
        let reason = self.words.never.as_deref().filter(|_| !any).map(Cow::Borrowed);
        Some(Outcome::fails(Why { reason, detail: vec![Detail::NoEvent { title: titles }], ..Why::default() }))
    }

    /// Whether what is demanded came within the grace after the event; none while it may still come.
    fn within_grace(&self, grace: &'s Limit, ids: &'s [EventId]) -> Option<Truth> {
        let limited = self.dues().due(Limits { limit: grace, may: &[], caps: &[], since: &[] }, &mut None);
        let Limited::Due { earliest, latest } = limited else { return Some(Truth::Unknown) };
        let own = self.view.event()?;
        let mut found = Truth::True;
        for id in ids {
            let mut one = Truth::False;
            for event in self.view.seen.iter().filter(|e| e.position != own.position && events::same_key(self.view, own, e)) {
                if self.view.is(event, *id).is_true() {
                    one = one.or(in_time(earliest, latest, &event.when));
                }
            }
            found = found.and(one);
        }
        self.task.next.note_due(latest);
        if found == Truth::False && latest.admits(self.task.as_of) {
            return None;
        }
        Some(found)
    }

    fn dues(&self) -> Dues<'_, 's> {
        Dues { view: self.view, clock: self.task.clock, keys: self.view.keys }
    }

    /// `within`: in time for the limit that the last `since` or `after` starts; `wait`: not in time for it.
    fn window(&self, limit: &'s Limit, wait: bool) -> Outcome<'s> {
        let Some(own) = self.view.event() else { return Outcome::of(Truth::True) };
        let starts = if self.words.since.is_empty() { &self.words.after } else { &self.words.since };
        let last = self.view.seen.iter().enumerate().filter(|(_, e)| {
            e.position != own.position
                && precedes(e, own) != Truth::False
                && events::is_any(self.view, e, starts).is_true()
                && events::same_key(self.view, own, e)
        });
        let limits = Limits { limit, may: &[], caps: &[], since: &[] };
        let limited = match (starts.is_empty(), last.last()) {
            (true, _) => self.dues().due(limits, &mut None),
            (false, None) => return Outcome::of(Truth::True),
            (false, Some((n, _))) => {
                let view = self.view.from(n, self.view.keys);
                let limited = Dues { view: &view, clock: self.task.clock, keys: view.keys }.due(limits, &mut None);
                self.view.blame_all(view);
                limited
            }
        };
        let holds = match limited {
            Limited::Due { earliest, latest } => in_time(earliest, latest, &own.when),
            Limited::Open => Truth::True,
            Limited::Unknown => return Outcome::of(Truth::Unknown),
        };
        if holds == Truth::Unknown {
            self.view.blame(Cause::Imprecise);
        }
        Outcome::of(if wait { !holds } else { holds })
    }

    /// The last of `since` and `until` before the event is not `since`.
    fn forbidden(&self) -> Outcome<'s> {
        let (Some(forbidden), Some(own)) = (&self.words.forbidden, self.view.event()) else { return Outcome::of(Truth::True) };
        let before = self.view.seen.iter().take_while(|e| e.position != own.position);
        let mut state = None;
        for event in before.filter(|e| events::same_key(self.view, own, e)) {
            if events::is_any(self.view, event, &forbidden.since).is_true() {
                state = Some(event);
            } else if events::is_any(self.view, event, &forbidden.until).is_true() {
                state = None;
            }
        }
        let Some(event) = state else { return Outcome::of(Truth::True) };
        let detail = Detail::Event { title: events::title(self.view, event), id: event.shown_id(), when: event.when };
        Outcome::fails(Why { detail: vec![detail], ..Why::default() })
    }
}

/// Whether what is found at a place is an answer.
pub fn is_filled(found: &Found<'_>) -> bool {
    match found {
        Found::Nothing | Found::NoRow => false,
        Found::One(Item::Value(value)) => !value.is_blank(),
        Found::Many(items) => !items.is_empty(),
        _ => true,
    }
}

fn in_time(earliest: crate::time::instant::Due, latest: crate::time::instant::Due, when: &crate::time::When) -> Truth {
    if earliest.admits_all(when.latest) {
        Truth::True
    } else if !latest.admits(when.earliest) {
        Truth::False
    } else {
        Truth::Unknown
    }
}

/// Whether `a` came at or before `b`: in every case, in none, or it cannot be said.
fn precedes(a: &Event<'_>, b: &Event<'_>) -> Truth {
    if a.when.latest.within() <= b.when.earliest {
        Truth::True
    } else if a.when.earliest > b.when.latest.within() {
        Truth::False
    } else {
        Truth::Unknown
    }
}

fn listed(missing: Vec<Cow<'_, str>>) -> Outcome<'_> {
    if missing.is_empty() {
        return Outcome::of(Truth::True);
    }
    let detail = missing.iter().map(|name| Detail::Missing(name.to_string())).collect();
    Outcome::fails(Why { missing, detail, ..Why::default() })
}

fn items(found: Found<'_>) -> Vec<Item<'_>> {
    match found {
        Found::One(item) => vec![item],
        Found::Many(items) | Found::Some(items) => items,
        _ => Vec::new(),
    }
}

/// A document given as an object with a name.
fn document_name<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    let Value::Table(entries) = value else { return None };
    entries.iter().find(|(key, _)| *key == "name" || *key == "type").and_then(|(_, inner)| inner.text())
}

/// Role and name of one signature.
fn signature<'s>(item: &Item<'s>) -> Option<(&'s str, &'s str)> {
    let Item::Value(Value::Table(entries)) = item else { return None };
    let field = |name: &str| entries.iter().find(|(key, _)| *key == name).and_then(|(_, value)| value.text());
    Some((field("role")?, field("name")?))
}
