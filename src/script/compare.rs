//! How things compare: numbers, texts, parties by whom they name, times by the intervals they are known to lie in.
//! The one place where that is said, for lowered expressions and for Rhai alike.

use super::thing::{Aspect, Meant, Thing, told};
use crate::record::Party;
use crate::time::{Day, When, Zone, spelling};

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Sign {
    pub fn named(name: &str) -> Option<Sign> {
        Some(match name {
            "==" => Sign::Equal,
            "!=" => Sign::Unequal,
            "<" => Sign::Less,
            "<=" => Sign::AtMost,
            ">" => Sign::More,
            ">=" => Sign::AtLeast,
            _ => return None,
        })
    }
}

/// What a comparison came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Is(bool),
    /// A time is not known so well.
    Imprecise,
    /// These types don't compare.
    Mismatch,
}

/// Compares two things that are there. Where one is a list and the other is not, one item suffices.
pub fn compare(sign: Sign, a: &Thing<'_>, b: &Thing<'_>, zone: &Zone) -> Outcome {
    if sign == Sign::Unequal {
        return match compare(Sign::Equal, a, b, zone) {
            Outcome::Is(flag) => Outcome::Is(!flag),
            unsure => unsure,
        };
    }
    match (a, b) {
        (Thing::List(a), Thing::List(b)) => match sign {
            Sign::Equal if a.len() != b.len() => Outcome::Is(false),
            Sign::Equal => all(a.iter().zip(b).map(|(a, b)| compare(sign, a, b, zone))),
            _ => Outcome::Mismatch,
        },
        (Thing::List(items), other) => any(items.iter().map(|item| compare(sign, item, other, zone))),
        (other, Thing::List(items)) => any(items.iter().map(|item| compare(sign, other, item, zone))),
        (absent, _) | (_, absent) if absent.is_absent() => Outcome::Is(false),
        _ if sign == Sign::Equal => equal(a, b, zone),
        _ => ordered(sign, a, b, zone),
    }
}

/// Whether one of `items` is one of `list`.
pub fn contains(list: &Thing<'_>, item: &Thing<'_>, zone: &Zone) -> Outcome {
    let of = |item: &Thing<'_>| any(list.items().iter().map(|one| compare(Sign::Equal, item, one, zone)));
    any(item.items().iter().map(of))
}

/// True where one is; else not known where one is not known.
pub fn any(outcomes: impl Iterator<Item = Outcome>) -> Outcome {
    let mut found = Outcome::Is(false);
    for outcome in outcomes {
        match outcome {
            Outcome::Is(true) => return outcome,
            Outcome::Is(false) => {}
            unsure => found = unsure,
        }
    }
    found
}

fn all(outcomes: impl Iterator<Item = Outcome>) -> Outcome {
    let mut found = Outcome::Is(true);
    for outcome in outcomes {
        match outcome {
            Outcome::Is(false) => return outcome,
            Outcome::Is(true) => {}
            unsure => found = unsure,
        }
    }
    found
}

fn equal(a: &Thing<'_>, b: &Thing<'_>, zone: &Zone) -> Outcome {
    match (a, b) {
        (Thing::Boolean(a), Thing::Boolean(b)) => Outcome::Is(a == b),
        (Thing::Whole(a), Thing::Whole(b)) => Outcome::Is(a == b),
        (Thing::Text(a, _), Thing::Text(b, _)) => Outcome::Is(a == b),
        (Thing::Table(a), Thing::Table(b)) => Outcome::Is(a.same(b)),
        _ => {
            if let (Some(a), Some(b)) = (a.number(), b.number()) {
                return Outcome::Is(a == b);
            }
            match (a.party(), b.party(), a, b) {
                (Some(a), Some(b), ..) => same_party(a, b),
                (Some(party), None, _, Thing::Text(text, meant)) | (None, Some(party), Thing::Text(text, meant), _) => {
                    Outcome::Is(names(party, text, *meant))
                }
                _ => times(a, b, zone).map_or(Outcome::Mismatch, |(a, b)| {
                    if a.0 == a.1 && a == b {
                        Outcome::Is(true)
                    } else if a.1 < b.0 || b.1 < a.0 {
                        Outcome::Is(false)
                    } else {
                        Outcome::Imprecise
                    }
                }),
            }
        }
    }
}

fn ordered(sign: Sign, a: &Thing<'_>, b: &Thing<'_>, zone: &Zone) -> Outcome {
    let (low, high) = if matches!(sign, Sign::Less | Sign::AtMost) { (a, b) } else { (b, a) };
    let with = matches!(sign, Sign::AtMost | Sign::AtLeast);
    if let (Thing::Whole(low), Thing::Whole(high)) = (low, high) {
        return Outcome::Is(low < high || (with && low == high));
    }
    if let (Some(low), Some(high)) = (low.number(), high.number()) {
        return Outcome::Is(low < high || (with && low == high));
    }
    let Some((low, high)) = times(low, high, zone) else { return Outcome::Mismatch };
    let before = |low: i64, high: i64| low < high || (with && low == high);
    if before(low.1, high.0) {
        Outcome::Is(true)
    } else if !before(low.0, high.1) {
        Outcome::Is(false)
    } else {
        Outcome::Imprecise
    }
}

/// First and last point of an interval.
type Interval = (i64, i64);

/// Two times on one scale: days where one of them is a day, else microseconds.
fn times(a: &Thing<'_>, b: &Thing<'_>, zone: &Zone) -> Option<(Interval, Interval)> {
    if let Some(clocks) = clock(a).zip(clock(b)).filter(|_| matches!(a, Thing::Clock(_)) || matches!(b, Thing::Clock(_))) {
        return Some(((clocks.0, clocks.0), (clocks.1, clocks.1)));
    }
    let (a, b) = (time(a, zone)?, time(b, zone)?);
    let days = matches!(a, Time::Day(_)) || matches!(b, Time::Day(_));
    let scaled = |time: Time| match time {
        Time::Day(day) => (i64::from(day.0), i64::from(day.0)),
        Time::At(when) if days => (i64::from(zone.day(when.earliest).0), i64::from(zone.day(when.latest.within()).0)),
        Time::At(when) => (when.earliest.0, when.latest.within().0),
    };
    Some((scaled(a), scaled(b)))
}

fn clock(thing: &Thing<'_>) -> Option<i64> {
    match thing {
        Thing::Clock(micros) => Some(*micros),
        Thing::Text(text, _) => spelling::clock(text),
        _ => None,
    }
}

enum Time {
    Day(Day),
    At(When),
}

fn time(thing: &Thing<'_>, zone: &Zone) -> Option<Time> {
    match thing {
        Thing::Day(day) => Some(Time::Day(*day)),
        Thing::At(when) => Some(Time::At(*when)),
        Thing::Text(text, _) => {
            let when = spelling::time(text, zone).ok()?;
            let day = zone.day(when.earliest);
            let whole = when == When::between(zone.start_of(day), zone.end_of(day));
            Some(if whole { Time::Day(day) } else { Time::At(when) })
        }
        _ => None,
    }
}

/// The one day that a thing is or lies on; none where it is no time, or may be one of several days.
pub fn day(thing: &Thing<'_>, zone: &Zone) -> Result<Day, Outcome> {
    match time(thing, zone) {
        Some(Time::Day(day)) => Ok(day),
        Some(Time::At(when)) => {
            let (first, last) = (zone.day(when.earliest), zone.day(when.latest.within()));
            if first == last { Ok(first) } else { Err(Outcome::Imprecise) }
        }
        None => Err(Outcome::Mismatch),
    }
}

fn same_party(a: (&Party<'_>, Aspect), b: (&Party<'_>, Aspect)) -> Outcome {
    let ((a, of), (b, other)) = (a, b);
    if of != other {
        return Outcome::Mismatch;
    }
    Outcome::Is(match of {
        Aspect::Party => a.same(b),
        Aspect::Role => match (a.role_found, b.role_found) {
            (Some(a), Some(b)) => a == b,
            _ => a.role == b.role,
        },
        Aspect::Level => a.same_level(b) == Some(true),
    })
}

/// Whether a text names a party (by id, name, alias or role), its role or its level.
fn names((party, aspect): (&Party<'_>, Aspect), text: &str, meant: Meant) -> bool {
    let spelt = told(party, aspect) == Some(text);
    spelt
        || match aspect {
            Aspect::Party => {
                let told = [&party.id, &party.name, &party.role];
                meant.office.is_some_and(|office| party.is(office)) || told.into_iter().any(|word| word.as_deref() == Some(text))
            }
            Aspect::Role => meant.office.is_some() && meant.office == party.role_found,
            Aspect::Level => meant.level.is_some() && meant.level == party.level_found,
        }
}
