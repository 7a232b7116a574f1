//! What the functions and operators of the host do. Each is charged for what it touches, and checks sizes before it
//! makes anything.

use super::compare::{self, Outcome, Sign};
use super::sandbox::{Fault, MAX_LIST, MAX_TEXT, blame, charge, ground, lacking};
use super::thing::{Meant, Thing};
use super::value::{ClockTime, Unsure, is_empty_table, present, thing};
use crate::record::scene::Cause;
use crate::time::instant::{DAY, HOUR, MINUTE};
use crate::time::{Day, Zone, spelling};
use rhai::{Array, Dynamic, EvalAltResult, FnPtr, NativeCallContext, Position};

pub type Result<T> = std::result::Result<T, Fault>;

/// Why a calculation has no result.
pub enum Wrong {
    Arithmetic(&'static str),
    TooLong,
}

fn too_large(what: &str) -> Fault {
    EvalAltResult::ErrorDataTooLarge(what.to_owned(), Position::NONE).into()
}

fn mismatch(what: &str, thing: &Thing<'_>) -> Fault {
    EvalAltResult::ErrorRuntime(format!("{what}: {}", thing.kind()).into(), Position::NONE).into()
}

pub fn known(x: Dynamic) -> Result<bool> {
    Ok(match is_empty_table(&x) {
        Some(empty) => !empty,
        None => !thing(&x)?.is_blank(),
    })
}

/// What is computed from something absent is absent.
pub fn of_present(x: Dynamic, compute: impl FnOnce(Dynamic) -> Result<Dynamic>) -> Result<Dynamic> {
    if x.is_unit() && lacking(&x).is_some() { Ok(x) } else { compute(x) }
}

pub fn count(x: Dynamic) -> Result<Dynamic> {
    of_present(x, |x| Ok((present(&x)?.items().len() as i64).into()))
}

pub fn date(text: Dynamic) -> Result<Dynamic> {
    of_present(text, |text| {
        let thing = present(&text)?;
        match &thing {
            Thing::Day(_) | Thing::At(_) | Thing::Text(..) => day(&text).map(Dynamic::from),
            _ => Err(mismatch("date", &thing)),
        }
    })
}

fn day(x: &Dynamic) -> Result<Day> {
    let thing = present(x)?;
    ground(|ground| compare::day(&thing, &ground.zone)).map_err(|outcome| match outcome {
        Outcome::Imprecise => blame(vec![Cause::Imprecise]),
        _ => mismatch("date", &thing),
    })
}

pub fn time(hour: i64, minute: i64) -> Result<ClockTime> {
    clock(hour, minute).map(ClockTime).ok_or_else(|| mismatch("time", &Thing::Whole(hour)))
}

/// A time of day, up to 24:00.
pub fn clock(hour: i64, minute: i64) -> Option<i64> {
    let valid = (0..=24).contains(&hour) && (0..60).contains(&minute);
    Some(hour * HOUR + minute * MINUTE).filter(|micros| valid && *micros <= DAY)
}

/// A written date.
pub fn written_date(text: &str, zone: &Zone) -> Option<Day> {
    let when = spelling::time(text, zone).ok()?;
    let day = zone.day(when.earliest);
    (!when.is_exact()).then_some(day)
}

pub fn days_between(a: Dynamic, b: Dynamic) -> Result<Dynamic> {
    of_present(a, |a| of_present(b, |b| Ok((i64::from(day(&b)?.0) - i64::from(day(&a)?.0)).into())))
}

pub fn len(x: Dynamic) -> Result<Dynamic> {
    of_present(x, |x| match present(&x)? {
        Thing::Text(text, _) => Ok((text.chars().count() as i64).into()),
        Thing::List(items) => Ok((items.len() as i64).into()),
        other => Err(mismatch("len", &other)),
    })
}

pub fn is_empty(x: Dynamic) -> Result<bool> {
    match (is_empty_table(&x), present(&x)?) {
        (Some(empty), _) => Ok(empty),
        (_, Thing::Text(text, _)) => Ok(text.is_empty()),
        (_, Thing::List(items)) => Ok(items.is_empty()),
        (_, other) => Err(mismatch("is_empty", &other)),
    }
}

pub fn contains(list: Dynamic, item: Dynamic) -> Result<bool> {
    if let Some(decided) = lacks(&list, &item) {
        return decided;
    }
    let (list, item) = (present(&list)?, present(&item)?);
    match (&list, &item) {
        (Thing::Text(text, _), Thing::Text(part, _)) => Ok(text.contains(part.as_ref())),
        _ => settled(
            ground(|ground| compare::contains(&meaning(list.clone(), &item), &meaning(item.clone(), &list), &ground.zone)),
            &list,
            &item,
        ),
    }
}

fn each(context: &NativeCallContext, f: &FnPtr, item: &Dynamic) -> Result<bool> {
    charge(16)?;
    let found: Dynamic = f.call_within_context(context, (item.clone(),))?;
    match present(&found)? {
        Thing::Boolean(flag) => Ok(flag),
        other => Err(mismatch("|…|", &other)),
    }
}

pub fn filter(context: NativeCallContext, list: Array, f: FnPtr) -> Result<Array> {
    let mut kept = Array::new();
    for item in list {
        if each(&context, &f, &item)? {
            kept.push(item);
        }
    }
    Ok(kept)
}

pub fn map(context: NativeCallContext, list: Array, f: FnPtr) -> Result<Array> {
    let mut made = Array::new();
    let mut size = 0;
    for item in list {
        charge(16)?;
        let value: Dynamic = f.call_within_context(&context, (item,))?;
        size += value.read_lock::<Array>().map_or(1, |inner| inner.len() + 1);
        if size > MAX_LIST {
            return Err(too_large("list"));
        }
        made.push(value);
    }
    Ok(made)
}

pub fn any(context: NativeCallContext, list: Array, f: FnPtr) -> Result<bool> {
    for item in &list {
        if each(&context, &f, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

pub fn all(context: NativeCallContext, list: Array, f: FnPtr) -> Result<bool> {
    for item in &list {
        if !each(&context, &f, item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

pub fn sum(list: Array) -> Result<Dynamic> {
    charge(list.len())?;
    list.into_iter().try_fold(Dynamic::from(0_i64), |sum, item| arithmetic('+', sum, item))
}

pub fn push(list: &mut Array, item: Dynamic) -> Result<()> {
    charge(list.len() / 4)?;
    list.push(item);
    Ok(())
}

pub fn least(a: Dynamic, b: Dynamic, sign: Sign) -> Result<Dynamic> {
    Ok(if compared(sign, &a, &b)? { a } else { b })
}

pub fn number(x: &Dynamic) -> Result<f64> {
    let thing = present(x)?;
    thing.number().ok_or_else(|| mismatch("number", &thing))
}

/// A number computed from one.
pub fn rounded(x: Dynamic, round: fn(f64) -> f64) -> Result<Dynamic> {
    of_present(x, |x| Ok(round(number(&x)?).into()))
}

pub fn abs(x: Dynamic) -> Result<Dynamic> {
    of_present(x, |x| if number(&x)? < 0.0 { arithmetic('-', 0.into(), x) } else { Ok(x) })
}

pub fn to_int(x: Dynamic) -> Result<Dynamic> {
    of_present(x, |x| match number(&x)? {
        n if n.abs() < 9e18 => Ok((n as i64).into()),
        n => Err(mismatch("to_int", &Thing::Number(n))),
    })
}

/// Texts get the meaning that the policy's register gives them, where a party is on the other side.
fn meaning(thing: Thing<'static>, other: &Thing<'_>) -> Thing<'static> {
    let party = other.items().iter().any(|item| item.party().is_some());
    match thing {
        Thing::Text(text, _) if party => {
            let meant = ground(|ground| ground.words.iter().find(|(word, _)| *word == *text).map_or(Meant::default(), |(_, meant)| *meant));
            Thing::Text(text, meant)
        }
        Thing::List(items) if party => Thing::List(items.into_iter().map(|item| meaning(item, other)).collect()),
        thing => thing,
    }
}

/// Why a value is there and not known.
fn doubts(x: &Dynamic) -> Option<Vec<Cause>> {
    if let Some(items) = x.read_lock::<Array>() {
        let inside: Vec<Vec<Cause>> = items.iter().filter_map(doubts).collect();
        return (!inside.is_empty()).then(|| inside.concat());
    }
    x.read_lock::<Unsure>().map(|unsure| unsure.0.to_vec())
}

/// What a comparison comes to where one of two values is absent or not known; both are blamed.
fn lacks(a: &Dynamic, b: &Dynamic) -> Option<Result<bool>> {
    let lacks: Vec<Cause> = [a, b].into_iter().filter(|x| x.is_unit()).filter_map(lacking).collect();
    let doubts = [doubts(a), doubts(b)];
    let unsure = doubts.iter().any(Option::is_some);
    if !unsure && !lacks.is_empty() && ground(|ground| ground.absent_is_false) {
        return Some(Ok(false));
    }
    let causes: Vec<Cause> = doubts.into_iter().flatten().flatten().chain(lacks).collect();
    (unsure || !causes.is_empty()).then(|| Err(blame(causes)))
}

pub fn compared(sign: Sign, a: &Dynamic, b: &Dynamic) -> Result<bool> {
    let written = |x: &Dynamic| x.is_unit() && lacking(x).is_none();
    if !written(a)
        && !written(b)
        && let Some(decided) = lacks(a, b)
    {
        return decided;
    }
    let (one, other) = (thing(a)?, thing(b)?);
    if matches!(one, Thing::Unit) || matches!(other, Thing::Unit) {
        let same = one.is_absent() && other.is_absent();
        return match sign {
            Sign::Equal => Ok(same),
            Sign::Unequal => Ok(!same),
            _ => Err(mismatch("()", &if one.is_absent() { other } else { one })),
        };
    }
    let (one, other) = (meaning(one.clone(), &other), meaning(other, &one));
    settled(ground(|ground| compare::compare(sign, &one, &other, &ground.zone)), &one, &other)
}

fn settled(outcome: Outcome, a: &Thing<'_>, b: &Thing<'_>) -> Result<bool> {
    match outcome {
        Outcome::Is(flag) => Ok(flag),
        Outcome::Imprecise => Err(blame(vec![Cause::Imprecise])),
        Outcome::Mismatch => Err(blame(vec![Cause::InvalidValue(format!("{} / {}", a.kind(), b.kind()))])),
    }
}

pub fn arithmetic(op: char, a: Dynamic, b: Dynamic) -> Result<Dynamic> {
    if let ('+', Some(list), Some(more)) = (op, a.read_lock::<Array>(), b.read_lock::<Array>()) {
        charge(list.len() + more.len())?;
        if list.len() + more.len() > MAX_LIST {
            return Err(too_large("list"));
        }
        return Ok(Dynamic::from_array(list.iter().chain(more.iter()).cloned().collect()));
    }
    let unsure: Vec<Vec<Cause>> = [&a, &b].into_iter().filter_map(doubts).collect();
    if !unsure.is_empty() {
        return Err(blame(unsure.concat()));
    }
    for side in [&a, &b] {
        if side.is_unit() && lacking(side).is_some() {
            return Ok(side.clone());
        }
    }
    let (one, other) = (present(&a)?, present(&b)?);
    match calculate(op, &one, &other) {
        Some(Ok(Thing::Whole(n))) => Ok(n.into()),
        Some(Ok(Thing::Number(n))) => Ok(n.into()),
        Some(Ok(Thing::Text(text, _))) => Ok(text.as_ref().into()),
        Some(Err(Wrong::Arithmetic(why))) => Err(EvalAltResult::ErrorArithmetic(why.to_owned(), Position::NONE).into()),
        Some(Err(Wrong::TooLong)) => Err(too_large("text")),
        _ => Err(blame(vec![Cause::InvalidValue(format!("{} {op} {}", one.kind(), other.kind()))])),
    }
}

/// Numbers, and texts put together; none for other types.
pub fn calculate(op: char, a: &Thing<'_>, b: &Thing<'_>) -> Option<std::result::Result<Thing<'static>, Wrong>> {
    if let (Thing::Whole(a), Thing::Whole(b)) = (a, b) {
        let result = match op {
            '+' => a.checked_add(*b),
            '-' => a.checked_sub(*b),
            '*' => a.checked_mul(*b),
            _ if *b == 0 => return Some(Err(Wrong::Arithmetic("division by zero"))),
            '/' => a.checked_div(*b),
            _ => a.checked_rem(*b),
        };
        return Some(result.map(Thing::Whole).ok_or(Wrong::Arithmetic("overflow")));
    }
    if let (Some(a), Some(b)) = (a.number(), b.number()) {
        let result = match op {
            '+' => a + b,
            '-' => a - b,
            '*' => a * b,
            '/' => a / b,
            _ => a % b,
        };
        return Some(if result.is_finite() { Ok(Thing::Number(result)) } else { Err(Wrong::Arithmetic("not a number")) });
    }
    match (op, a, b) {
        ('+', Thing::Text(a, _), Thing::Text(b, _)) if a.len() + b.len() <= MAX_TEXT => Some(Ok(Thing::text(format!("{a}{b}")))),
        ('+', Thing::Text(..), Thing::Text(..)) => Some(Err(Wrong::TooLong)),
        _ => None,
    }
}
