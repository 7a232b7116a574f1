//! The functions of the host in native code, for the types that are plain.

use super::super::compare::{self, Outcome};
use super::super::native;
use super::super::thing::Thing;
use super::Host;
use super::run::{Done, Run, Stop, lack, settle};
use crate::record::scene::Cause;
use rhai::Dynamic;

/// A function of one argument.
pub fn one<'s>(run: &mut Run<'_, 's>, host: Host, x: Thing<'s>) -> Done<'s> {
    if host == Host::Known {
        return match x {
            Thing::Table(_) | Thing::Fields(_) => Err(Stop::Leave),
            x => Ok(Thing::Boolean(!x.is_blank())),
        };
    }
    if matches!(x, Thing::Absent(_) | Thing::NoRow) {
        return match host {
            Host::IsEmpty => Err(Stop::Blame(lack(&x).into_iter().collect())),
            Host::Date | Host::Count | Host::Len | Host::Abs | Host::Floor | Host::Ceiling | Host::Round | Host::ToInt | Host::ToFloat => {
                Ok(x)
            }
            _ => Err(Stop::Leave),
        };
    }
    let number = |x: &Thing<'_>| x.number().ok_or(Stop::Leave);
    Ok(match (host, x) {
        (Host::Count, Thing::Unit) => return Err(Stop::Leave),
        (Host::Count, x) => Thing::Whole(x.items().len() as i64),
        (Host::Len, Thing::Text(text, _)) => Thing::Whole(text.chars().count() as i64),
        (Host::Len, Thing::List(items)) => Thing::Whole(items.len() as i64),
        (Host::IsEmpty, Thing::Text(text, _)) => Thing::Boolean(text.is_empty()),
        (Host::IsEmpty, Thing::List(items)) => Thing::Boolean(items.is_empty()),
        (Host::Sum, Thing::List(items)) => {
            let mut sum = Thing::Whole(0);
            for item in &items {
                sum = run.calculated('+', &sum, item)?;
            }
            sum
        }
        (Host::Date, x @ (Thing::Day(_) | Thing::At(_) | Thing::Text(..))) => Thing::Day(day(run, &x)?),
        (Host::Abs, Thing::Whole(n)) => Thing::Whole(n.checked_abs().ok_or(Stop::Leave)?),
        (Host::Abs, Thing::Number(n)) => Thing::Number(n.abs()),
        (Host::Floor, x) => Thing::Number(number(&x)?.floor()),
        (Host::Ceiling, x) => Thing::Number(number(&x)?.ceil()),
        (Host::Round, x) => Thing::Number(number(&x)?.round()),
        (Host::ToFloat, x) => Thing::Number(number(&x)?),
        (Host::ToInt, x) => match number(&x)? {
            n if n.abs() < 9e18 => Thing::Whole(n as i64),
            _ => return Err(Stop::Leave),
        },
        (Host::ToString, x) => Thing::text(shown(&x).ok_or(Stop::Leave)?),
        (Host::Trim, Thing::Text(text, _)) => Thing::text(text.trim().to_owned()),
        _ => return Err(Stop::Leave),
    })
}

/// A function of two.
pub fn two<'s>(run: &mut Run<'_, 's>, host: Host, a: Thing<'s>, b: Thing<'s>) -> Done<'s> {
    let absent = |x: &Thing<'_>| matches!(x, Thing::Absent(_) | Thing::NoRow);
    Ok(match (host, a, b) {
        (Host::Contains, a, b) => Thing::Boolean(contains(run, &a, &b)?),
        (Host::DaysBetween, a, b) if absent(&a) || absent(&b) => {
            if absent(&a) {
                a
            } else {
                b
            }
        }
        (Host::DaysBetween, a, b) => Thing::Whole(i64::from(day(run, &b)?.0) - i64::from(day(run, &a)?.0)),
        (Host::Min, Thing::Whole(a), Thing::Whole(b)) => Thing::Whole(a.min(b)),
        (Host::Max, Thing::Whole(a), Thing::Whole(b)) => Thing::Whole(a.max(b)),
        (Host::Min, Thing::Number(a), Thing::Number(b)) => Thing::Number(a.min(b)),
        (Host::Max, Thing::Number(a), Thing::Number(b)) => Thing::Number(a.max(b)),
        (Host::StartsWith, Thing::Text(a, _), Thing::Text(b, _)) => Thing::Boolean(a.starts_with(b.as_ref())),
        (Host::EndsWith, Thing::Text(a, _), Thing::Text(b, _)) => Thing::Boolean(a.ends_with(b.as_ref())),
        (Host::Time, Thing::Whole(hour), Thing::Whole(minute)) => Thing::Clock(native::clock(hour, minute).ok_or(Stop::Leave)?),
        _ => return Err(Stop::Leave),
    })
}

fn day<'s>(run: &Run<'_, 's>, x: &Thing<'s>) -> Result<crate::time::Day, Stop<'s>> {
    compare::day(x, &run.zone()).map_err(|outcome| match outcome {
        Outcome::Imprecise => Stop::Blame(vec![Cause::Imprecise]),
        _ => Stop::Leave,
    })
}

fn contains<'s>(run: &mut Run<'_, 's>, list: &Thing<'s>, item: &Thing<'s>) -> Done<'s, bool> {
    if matches!(list, Thing::Unit) || matches!(item, Thing::Unit) {
        return Err(Stop::Leave);
    }
    if let Some(decided) = run.lacks(list, item) {
        return decided;
    }
    if let (Thing::Text(text, _), Thing::Text(part, _)) = (list, item) {
        return Ok(text.contains(part.as_ref()));
    }
    let (meant, other) = (run.means(list, item), run.means(item, list));
    let outcome = compare::contains(meant.as_ref().unwrap_or(list), other.as_ref().unwrap_or(item), &run.zone());
    settle(outcome, list, item)
}

/// As Rhai writes it into a text; none for what it writes in a way of its own.
pub fn shown(thing: &Thing<'_>) -> Option<String> {
    Some(match thing {
        Thing::Boolean(flag) => flag.to_string(),
        Thing::Whole(n) => n.to_string(),
        Thing::Number(n) => Dynamic::from_float(*n).to_string(),
        Thing::Text(text, _) => text.to_string(),
        _ => return None,
    })
}
