//! Conditions asked of a view: patterns test by test, three-valued.

use super::marks::Marks;
use super::view::View;
use crate::policy::rule::{Bound, Condition, Range, Test, Wanted};
use crate::record::look::Look;
use crate::record::scene::{Cause, Found, Item, Scene};
use crate::record::{Party, Truth, Value};
use crate::time::spelling;
use crate::time::{Day, When};
use chrono::Datelike;

/// What an absent place makes of a comparison, and what a place with several values asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// In conditions: one value suffices; absent is false where the policy says so.
    Asks { absent_is_false: bool },
    /// In `expect`: each value must fit; absent is unknown.
    Demands,
    /// In `reject`: one value suffices; absent is unknown.
    Rejects,
}

/// `when`, `unless`, named conditions: whether the rule applies.
pub fn applies(view: &View<'_>, condition: &Condition) -> Truth {
    let absent_is_false = view.plan.policy.declared.head.absent_is_false;
    answer(view, condition, Mode::Asks { absent_is_false })
}

/// One test of a condition that asks whether the rule applies.
pub fn asked(view: &View<'_>, test: &Test) -> Truth {
    holds(view, test, Mode::Asks { absent_is_false: view.plan.policy.declared.head.absent_is_false })
}

/// `expect`: whether what is demanded holds.
pub fn demanded(view: &View<'_>, condition: &Condition) -> Truth {
    answer(view, condition, Mode::Demands)
}

/// `reject`: whether what is refused holds. A list is refused where any of it holds.
pub fn rejected(view: &View<'_>, condition: &Condition) -> Truth {
    answer(view, condition, Mode::Rejects)
}

/// `share` of a metric: whether what is counted is so. One value suffices; absent is unknown.
pub fn met(view: &View<'_>, condition: &Condition) -> Truth {
    answer(view, condition, Mode::Rejects)
}

fn answer(view: &View<'_>, condition: &Condition, mode: Mode) -> Truth {
    if let Some(marks) = view.marks {
        mark(view, condition, mode, marks);
    }
    truth(view, condition, mode)
}

/// Asks the condition test by test, for the marks; causes are noted by who then asks for the answer.
#[cold]
fn mark(view: &View<'_>, condition: &Condition, mode: Mode, marks: &Marks) {
    let view = view.again();
    if let Condition::Script(script) = condition {
        marks.note(script.span(), truth(&view, condition, mode));
    }
    let value = |test: &Test, n: usize| match test {
        Test::Place { look, wanted, .. } => place(&view, look, &wanted[n..=n], mode),
        _ => Truth::Unknown,
    };
    marks.condition(condition, &|test| holds(&view, test, mode), &value);
}

fn truth(view: &View<'_>, condition: &Condition, mode: Mode) -> Truth {
    match condition {
        Condition::All(tests) => all(tests.iter().map(|test| holds(view, test, mode))),
        Condition::Any(any) => {
            let mut found = Truth::False;
            for one in any {
                found = found.or(truth(view, one, mode));
                if found == Truth::True {
                    break;
                }
            }
            found
        }
        Condition::Script(script) if mode == (Mode::Asks { absent_is_false: true }) => script.truth_if_absent_is_false(view),
        Condition::Script(script) => script.truth(view),
    }
}

fn all(truths: impl Iterator<Item = Truth>) -> Truth {
    let mut found = Truth::True;
    for truth in truths {
        found = found.and(truth);
        if found == Truth::False {
            break;
        }
    }
    found
}

fn holds(view: &View<'_>, test: &Test, mode: Mode) -> Truth {
    match test {
        Test::Named { id, wanted, .. } => {
            let found = view.condition(*id);
            if *wanted { found } else { !found }
        }
        Test::Place { look, wanted, .. } => place(view, look, wanted, mode),
        Test::Outcome { outcome, wanted } => {
            let found = super::outcome::holds(view, outcome);
            if *wanted { found } else { !found }
        }
    }
}

fn place(view: &View<'_>, look: &Look, wanted: &[Wanted], mode: Mode) -> Truth {
    let one = |item: &Item<'_>| {
        let mut found = Truth::False;
        for wanted in wanted {
            found = found.or(is(view, item, wanted, mode));
            if found == Truth::True {
                break;
            }
        }
        found
    };
    let several = |items: &[Item<'_>]| match mode {
        Mode::Demands => all(items.iter().map(one)),
        _ => items.iter().fold(Truth::False, |found, item| found.or(one(item))),
    };
    match view.find(look) {
        Found::One(item) => one(&item),
        Found::Many(items) if items.is_empty() && mode == Mode::Demands => absent(view, look, wanted, mode),
        Found::Many(items) => several(&items),
        Found::Some(items) => match (several(&items), mode) {
            (Truth::True, Mode::Demands) => absent(view, look, wanted, mode),
            (found, _) => found,
        },
        Found::Nothing => absent(view, look, wanted, mode),
        Found::Imprecise => {
            view.blame(Cause::Imprecise);
            Truth::Unknown
        }
        Found::NoRow => {
            view.blame(Cause::NoRow);
            Truth::Unknown
        }
    }
}

fn absent(view: &View<'_>, look: &Look, wanted: &[Wanted], mode: Mode) -> Truth {
    if wanted == [Wanted::Present] || mode == (Mode::Asks { absent_is_false: true }) {
        return Truth::False;
    }
    view.blame(Cause::Missing(look.shown.clone()));
    Truth::Unknown
}

fn is(view: &View<'_>, item: &Item<'_>, wanted: &Wanted, mode: Mode) -> Truth {
    match wanted {
        Wanted::Present => Truth::from(!matches!(item, Item::Value(value) if value.is_blank())),
        Wanted::Value(wanted) => Truth::from(match item {
            Item::Value(value) => value.same(wanted),
            Item::Text(text) => wanted.text() == Some(text),
            Item::Whole(n) => wanted.whole() == Some(*n),
            Item::Party(party) => wanted.text().is_some_and(|text| party.shown() == Some(text)),
            Item::Role(party) => wanted.text().is_some_and(|text| party.role.as_deref() == Some(text)),
            Item::Level(party) => wanted.text().is_some_and(|text| party.level.as_deref() == Some(text)),
            _ => false,
        }),
        Wanted::Office(office) => Truth::from(match item {
            Item::Party(party) => party.is(*office),
            Item::Role(party) => party.role_found == Some(*office),
            Item::Text(text) => view.plan.vocabulary().register.find(text) == Some(*office),
            Item::Value(value) => value.text().is_some_and(|text| view.plan.vocabulary().register.find(text) == Some(*office)),
            _ => false,
        }),
        Wanted::Level(level) => Truth::from(matches!(item, Item::Level(party) if party.level_found == Some(*level))),
        Wanted::Day(day) => {
            let day = (Bound::Day(*day), true);
            within(view, item, Some(&day), Some(&day))
        }
        Wanted::Range(range) => in_range(view, item, range),
        Wanted::At(look) => equal_to(view, item, look, mode),
    }
}

fn equal_to(view: &View<'_>, item: &Item<'_>, look: &Look, mode: Mode) -> Truth {
    match view.find(look) {
        Found::One(other) => equal(view, item, &other),
        Found::Many(others) | Found::Some(others) => others.iter().fold(Truth::False, |found, other| found.or(equal(view, item, other))),
        Found::Nothing if mode == (Mode::Asks { absent_is_false: true }) => Truth::False,
        Found::Nothing => {
            view.blame(Cause::Missing(look.shown.clone()));
            Truth::Unknown
        }
        Found::Imprecise => {
            view.blame(Cause::Imprecise);
            Truth::Unknown
        }
        Found::NoRow => {
            view.blame(Cause::NoRow);
            Truth::Unknown
        }
    }
}

/// Whether two things found are the same: parties by [`Party::same`], times by their intervals.
pub fn equal(view: &View<'_>, a: &Item<'_>, b: &Item<'_>) -> Truth {
    let register = &view.plan.vocabulary().register;
    let text = |item: &Item<'_>| match item {
        Item::Text(text) => Some((*text).to_owned()),
        Item::Value(value) => value.text().map(str::to_owned),
        _ => None,
    };
    match (a, b) {
        (Item::Value(a), Item::Value(b)) => {
            Truth::from(a.same(b) || matches!((a, b), (Value::List(_), b) | (b, Value::List(_)) if b.is_absent()))
        }
        (Item::Party(a), Item::Party(b)) => Truth::from(a.same(b)),
        (Item::Role(a), Item::Role(b)) => Truth::from(same_role(a, b)),
        (Item::Level(a), Item::Level(b)) => Truth::from(a.same_level(b) == Some(true)),
        (Item::Whole(n), other) | (other, Item::Whole(n)) => Truth::from(matches!(other, Item::Value(v) if v.whole() == Some(*n))),
        (Item::Day(a), Item::Day(b)) => Truth::from(a == b),
        (Item::Clock(a), Item::Clock(b)) => Truth::from(a == b),
        (Item::At(_), _) | (_, Item::At(_)) => match (when(view, a), when(view, b)) {
            (Some(a), Some(b)) => same_time(view, &a, &b),
            _ => Truth::False,
        },
        (Item::Party(party), other) | (other, Item::Party(party)) => {
            Truth::from(text(other).is_some_and(|text| party.same(&register.named(text.into()))))
        }
        (Item::Role(party), other) | (other, Item::Role(party)) => Truth::from(text(other).is_some_and(|text| {
            party.role.as_deref() == Some(text.as_str()) || (party.role_found.is_some() && register.find(&text) == party.role_found)
        })),
        (Item::Level(party), other) | (other, Item::Level(party)) => Truth::from(text(other).is_some_and(|text| {
            party.level.as_deref() == Some(text.as_str())
                || (party.level_found.is_some() && register.find_level(&text) == party.level_found)
        })),
        (Item::Day(day), other) | (other, Item::Day(day)) => {
            Truth::from(text(other).and_then(|text| spelling::day(&text, &view.plan.vocabulary().zone).ok()) == Some(*day))
        }
        _ => Truth::from(matches!((text(a), text(b)), (Some(a), Some(b)) if a == b)),
    }
}

fn same_role(a: &Party<'_>, b: &Party<'_>) -> bool {
    match (a.role_found, b.role_found) {
        (Some(a), Some(b)) => a == b,
        _ => a.role == b.role,
    }
}

fn same_time(view: &View<'_>, a: &When, b: &When) -> Truth {
    if a.is_exact() && b.is_exact() {
        return Truth::from(a.earliest == b.earliest);
    }
    if a.latest.within() < b.earliest || b.latest.within() < a.earliest {
        return Truth::False;
    }
    view.blame(Cause::Imprecise);
    Truth::Unknown
}

/// A time found: an instant, or a text that spells one.
pub fn when(view: &View<'_>, item: &Item<'_>) -> Option<When> {
    let zone = &view.plan.vocabulary().zone;
    match item {
        Item::At(when) => Some(*when),
        Item::Day(day) => Some(When::between(zone.start_of(*day), zone.end_of(*day))),
        Item::Text(text) => spelling::time(text, zone).ok(),
        Item::Value(value) => value.text().and_then(|text| spelling::time(text, zone).ok()),
        _ => None,
    }
}

/// Whether a thing found lies in a range; a value of another type does not.
pub fn in_range(view: &View<'_>, item: &Item<'_>, range: &Range) -> Truth {
    within(view, item, range.low.as_ref(), range.high.as_ref())
}

fn within(view: &View<'_>, item: &Item<'_>, low: Option<&(Bound, bool)>, high: Option<&(Bound, bool)>) -> Truth {
    let one = |end_of: Option<&(Bound, bool)>, upper| end_of.map_or(Truth::True, |(bound, with)| end(view, item, bound, *with, upper));
    // past midnight, or past the end of the year: from the one, or up to the other
    let around = match (low, high) {
        (Some((Bound::Clock(low), _)), Some((Bound::Clock(high), _))) => low > high,
        (Some((Bound::MonthDay(m1, d1), _)), Some((Bound::MonthDay(m2, d2), _))) => (m1, d1) > (m2, d2),
        _ => false,
    };
    let from = one(low, false);
    if around { from.or(one(high, true)) } else { from.and(one(high, true)) }
}

/// One end of a range: at or above `bound`, or (`upper`) at or below it.
fn end(view: &View<'_>, item: &Item<'_>, bound: &Bound, with: bool, upper: bool) -> Truth {
    let ordered = |order: std::cmp::Ordering| {
        let order = if upper { order.reverse() } else { order };
        Truth::from(order.is_gt() || (with && order.is_eq()))
    };
    match bound {
        Bound::Number(limit) => match number(item) {
            Some(n) => n.partial_cmp(limit).map_or(Truth::False, ordered),
            None => Truth::False,
        },
        Bound::Clock(limit) => match item {
            Item::Clock(clock) => ordered(clock.cmp(limit)),
            _ => Truth::False,
        },
        Bound::Day(limit) => days(view, item).map_or(Truth::False, |(first, last)| {
            let (first, last) = (ordered(first.cmp(limit)), ordered(last.cmp(limit)));
            if first == last { first } else { imprecise(view) }
        }),
        Bound::MonthDay(month, day) => days(view, item).map_or(Truth::False, |(first, last)| {
            let of = |d: Day| (d.date().month(), d.date().day());
            let (first, last) = (ordered(of(first).cmp(&(*month, *day))), ordered(of(last).cmp(&(*month, *day))));
            if first == last { first } else { imprecise(view) }
        }),
        Bound::At(look) => match view.find(look) {
            Found::One(other) => compared(view, item, &other, with, upper),
            Found::Many(_) | Found::Some(_) | Found::NoRow => {
                view.blame(Cause::InvalidValue(look.shown.clone()));
                Truth::Unknown
            }
            Found::Imprecise => imprecise(view),
            Found::Nothing => {
                view.blame(Cause::Missing(look.shown.clone()));
                Truth::Unknown
            }
        },
    }
}

/// Two things found, in order: numbers, or times by their intervals.
fn compared(view: &View<'_>, item: &Item<'_>, other: &Item<'_>, with: bool, upper: bool) -> Truth {
    if let (Some(a), Some(b)) = (number(item), number(other)) {
        let order = a.partial_cmp(&b).map(|order| if upper { order.reverse() } else { order });
        return Truth::from(order.is_some_and(|order| order.is_gt() || (with && order.is_eq())));
    }
    let (Some(a), Some(b)) = (when(view, item), when(view, other)) else { return Truth::False };
    let (low, high) = if upper { (&a, &b) } else { (&b, &a) };
    let ordered = |low: crate::time::Instant, high: crate::time::Instant| low < high || (with && low == high);
    if ordered(low.latest.within(), high.earliest) {
        Truth::True
    } else if !ordered(low.earliest, high.latest.within()) {
        Truth::False
    } else {
        imprecise(view)
    }
}

fn imprecise(view: &View<'_>) -> Truth {
    view.blame(Cause::Imprecise);
    Truth::Unknown
}

fn number(item: &Item<'_>) -> Option<f64> {
    match item {
        Item::Value(value) => value.number(),
        Item::Whole(n) => Some(*n as f64),
        _ => None,
    }
}

/// The first and last day a thing found may mean.
fn days(view: &View<'_>, item: &Item<'_>) -> Option<(Day, Day)> {
    if let Item::Day(day) = item {
        return Some((*day, *day));
    }
    let zone = &view.plan.vocabulary().zone;
    when(view, item).map(|when| (zone.day(when.earliest), zone.day(when.latest.within())))
}
