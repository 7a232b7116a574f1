//! What native code comes to.

use super::super::call::apart;
use super::super::compare::{Outcome, Sign, compare};
use super::super::native::{Wrong, calculate};
use super::super::node::{Asking, Node};
use super::super::sandbox::{MAX_LIST, MAX_STEPS, MAX_TEXT};
use super::super::thing::{Aspect, Meant, Thing, told};
use super::{Code, Host, Over, Routine, hosts};
use crate::record::Value;
use crate::record::scene::Cause;
use std::borrow::Cow;

/// Parts that one run may judge in loops and functions before it leaves: far fewer than use up Rhai's budget, so that only
/// Rhai says what is too much.
const MAX_PARTS: u32 = (MAX_STEPS / 8) as u32;

/// Why there is no result here.
pub enum Left {
    /// Rhai shall run instead.
    ToRhai,
    /// It is not known, because of these.
    Blame(Vec<Cause>),
}

/// Why a part has no value.
pub enum Stop<'s> {
    Leave,
    Blame(Vec<Cause>),
    /// It is there and not known: whoever needs it blames these.
    Unsure(Vec<Cause>),
    Return(Thing<'s>),
}

pub type Done<'s, T = Thing<'s>> = Result<T, Stop<'s>>;

/// One run.
pub struct Run<'r, 's> {
    asking: &'r mut Asking<'s>,
    given: &'s [Node],
    locals: Vec<Thing<'s>>,
    base: usize,
    left: u32,
}

/// Runs code; `arguments` are its first locals, `given` what `$n` stand for.
///
/// # Errors
/// Rhai must run, or it is not known and why.
pub fn run<'s>(routine: &'s Routine, arguments: Vec<Thing<'s>>, given: &'s [Node], asking: &mut Asking<'s>) -> Result<Thing<'s>, Left> {
    let mut locals = arguments;
    locals.resize(routine.locals, Thing::Unit);
    let mut run = Run { asking, given, locals, base: 0, left: MAX_PARTS };
    match run.eval(&routine.body) {
        Ok(thing) | Err(Stop::Return(thing)) => plain(thing).ok_or(Left::ToRhai),
        Err(Stop::Leave) => Err(Left::ToRhai),
        Err(Stop::Blame(causes) | Stop::Unsure(causes)) => Err(Left::Blame(causes)),
    }
}

/// A result as Rhai gives it: texts mean nothing yet, tables do not come back.
fn plain(thing: Thing<'_>) -> Option<Thing<'_>> {
    Some(match thing {
        Thing::Text(text, _) => Thing::Text(text, Meant::default()),
        Thing::List(items) => Thing::List(items.into_iter().map(plain).collect::<Option<_>>()?),
        Thing::Table(_) | Thing::Fields(_) | Thing::Other(_) | Thing::Unknown => return None,
        other => other,
    })
}

impl<'s> Run<'_, 's> {
    fn spend(&mut self, parts: u32) -> Done<'s, ()> {
        self.left = self.left.checked_sub(parts).ok_or(Stop::Leave)?;
        Ok(())
    }

    pub(super) fn absent_is_false(&self) -> bool {
        self.asking.absent_is_false
    }

    pub(super) fn zone(&self) -> crate::time::Zone {
        self.asking.zone
    }

    fn eval(&mut self, code: &'s Code) -> Done<'s> {
        Ok(match code {
            Code::Unit => Thing::Unit,
            Code::Boolean(flag) => Thing::Boolean(*flag),
            Code::Whole(n) => Thing::Whole(*n),
            Code::Number(n) => Thing::Number(*n),
            Code::Text(text, meant) => Thing::Text(Cow::Borrowed(text), *meant),
            Code::Day(day) => Thing::Day(*day),
            Code::Clock(micros) => Thing::Clock(*micros),
            Code::Given(n) => self.given(*n)?,
            Code::Local(local) => {
                let found = self.locals.get(self.base + local).cloned().ok_or(Stop::Leave)?;
                self.weigh(&found)?;
                found
            }
            Code::List(items) => {
                let items: Vec<Thing<'s>> = items.iter().map(|item| self.kept(item)).collect::<Result<_, _>>()?;
                self.list(items)?
            }
            Code::Written(parts) => self.written(parts)?,
            Code::And(parts) => Thing::Boolean(self.decide(parts, false)?),
            Code::Or(parts) => Thing::Boolean(self.decide(parts, true)?),
            Code::Not(part) => Thing::Boolean(!self.flag(part)?),
            Code::Else(parts) => {
                let mut found = Thing::Unit;
                for part in parts {
                    found = self.eval(part)?;
                    if !found.is_absent() {
                        break;
                    }
                }
                found
            }
            Code::Compare(sign, sides) => Thing::Boolean(self.compared(*sign, sides)?),
            Code::Arithmetic(op, sides) => {
                let (a, b) = self.pair(sides)?;
                self.calculated(*op, &a, &b)?
            }
            Code::Negative(part) => match self.needed(part)? {
                Thing::Whole(n) => Thing::Whole(n.checked_neg().ok_or(Stop::Leave)?),
                Thing::Number(n) => Thing::Number(-n),
                absent @ (Thing::Absent(_) | Thing::NoRow) => absent,
                _ => return Err(Stop::Leave),
            },
            Code::Within(parts, closed) => Thing::Boolean(self.within(parts, *closed)?),
            Code::Host(host, parts) => self.host(*host, parts)?,
            Code::Each(over, list, routine) => self.each(*over, list, routine)?,
            Code::Path(on, path) => {
                let on = self.needed(on)?;
                follow(on, path)?
            }
            Code::Item(parts) => match (self.kept(&parts[0])?, self.kept(&parts[1])?) {
                (Thing::List(mut items), Thing::Whole(n)) => {
                    let n = if n < 0 { items.len() as i64 + n } else { n };
                    match usize::try_from(n) {
                        Ok(n) if n < items.len() => items.swap_remove(n),
                        _ => return Err(Stop::Leave),
                    }
                }
                _ => return Err(Stop::Leave),
            },
            Code::Call(routine, arguments) => {
                let arguments: Vec<Thing<'s>> = arguments.iter().map(|one| self.kept(one)).collect::<Result<_, _>>()?;
                self.call(routine, arguments)?
            }
            Code::If(parts) => {
                let [condition, then, otherwise] = &**parts;
                let chosen = if self.flag(condition)? { then } else { otherwise };
                self.eval(chosen)?
            }
            Code::Block(parts) => {
                let mut last = Thing::Unit;
                for part in parts {
                    last = self.eval(part)?;
                }
                last
            }
            Code::Set(local, op, value) => {
                let value = self.kept(value)?;
                let value = match op {
                    Some(op) => {
                        let old = self.locals.get(self.base + local).cloned().ok_or(Stop::Leave)?;
                        self.calculated(*op, &old, &value)?
                    }
                    None => value,
                };
                self.set(*local, value)?;
                Thing::Unit
            }
            Code::For(local, parts, size) => {
                let [list, body] = &**parts;
                let Thing::List(items) = self.kept(list)? else { return Err(Stop::Leave) };
                for item in items {
                    self.turn(*local, item, body, *size)?;
                }
                Thing::Unit
            }
            Code::ForRange(local, parts, closed, size) => {
                let [low, high, body] = &**parts;
                let (Thing::Whole(low), Thing::Whole(high)) = (self.kept(low)?, self.kept(high)?) else { return Err(Stop::Leave) };
                let end = if *closed { high.checked_add(1).ok_or(Stop::Leave)? } else { high };
                for n in low..end {
                    self.turn(*local, Thing::Whole(n), body, *size)?;
                }
                Thing::Unit
            }
            Code::Return(value) => {
                let value = self.kept(value)?;
                return Err(Stop::Return(value));
            }
        })
    }

    fn turn(&mut self, local: usize, item: Thing<'s>, body: &'s Code, size: u32) -> Done<'s, ()> {
        self.spend(1 + size)?;
        self.set(local, item)?;
        self.eval(body).map(|_| ())
    }

    fn set(&mut self, local: usize, value: Thing<'s>) -> Done<'s, ()> {
        *self.locals.get_mut(self.base + local).ok_or(Stop::Leave)? = value;
        Ok(())
    }

    fn call(&mut self, routine: &'s Routine, arguments: Vec<Thing<'s>>) -> Done<'s> {
        self.spend(routine.size)?;
        let (base, top) = (self.base, self.locals.len());
        self.locals.extend(arguments);
        self.locals.resize(top + routine.locals, Thing::Unit);
        self.base = top;
        let done = self.eval(&routine.body);
        self.locals.truncate(top);
        self.base = base;
        match done {
            Err(Stop::Return(thing)) => Ok(thing),
            done => done,
        }
    }

    /// What the scene tells. Too large for Rhai: Rhai says so.
    fn given(&mut self, n: usize) -> Done<'s> {
        let node = self.given.get(n).ok_or(Stop::Leave)?;
        let (thing, causes) = apart(self.asking, |asking| node.value(asking));
        match thing {
            Thing::Unknown => Err(Stop::Unsure(causes)),
            thing => {
                self.weigh(&thing)?;
                Ok(thing)
            }
        }
    }

    /// What is large is charged, what is too large is left to Rhai.
    fn weigh(&mut self, thing: &Thing<'s>) -> Done<'s, ()> {
        match thing {
            Thing::Text(text, _) if text.len() > MAX_TEXT / 8 => Err(Stop::Leave),
            Thing::List(items) if items.len() > MAX_LIST => Err(Stop::Leave),
            Thing::List(items) => {
                self.spend(items.len() as u32 / 4)?;
                items.iter().try_for_each(|item| self.weigh(item))
            }
            Thing::Text(text, _) => self.spend(text.len() as u32 / 64),
            _ => Ok(()),
        }
    }

    fn list(&mut self, items: Vec<Thing<'s>>) -> Done<'s> {
        let list = Thing::List(items);
        self.weigh(&list)?;
        Ok(list)
    }

    /// A value that is kept without being looked at: here only one that is known.
    fn kept(&mut self, code: &'s Code) -> Done<'s> {
        match self.eval(code) {
            Err(Stop::Unsure(_)) => Err(Stop::Leave),
            done => done,
        }
    }

    /// A value that is needed: one that is not known is blamed.
    pub(super) fn needed(&mut self, code: &'s Code) -> Done<'s> {
        match self.eval(code) {
            Err(Stop::Unsure(causes)) => Err(Stop::Blame(causes)),
            done => done,
        }
    }

    /// Two values that are needed, looked at once both are there.
    pub(super) fn pair(&mut self, sides: &'s [Code; 2]) -> Done<'s, (Thing<'s>, Thing<'s>)> {
        let mut doubts = Vec::new();
        let mut doubtful = false;
        let mut side = |code: &'s Code, run: &mut Self| match run.eval(code) {
            Err(Stop::Unsure(causes)) => {
                doubts.extend(causes);
                doubtful = true;
                Ok(Thing::Unknown)
            }
            done => done,
        };
        let found = (side(&sides[0], self)?, side(&sides[1], self)?);
        if doubtful { Err(Stop::Blame(doubts)) } else { Ok(found) }
    }

    fn flag(&mut self, code: &'s Code) -> Done<'s, bool> {
        match self.needed(code)? {
            Thing::Boolean(flag) => Ok(flag),
            _ => Err(Stop::Leave),
        }
    }

    fn decide(&mut self, parts: &'s [Code], deciding: bool) -> Done<'s, bool> {
        for part in parts {
            if self.flag(part)? == deciding {
                return Ok(deciding);
            }
        }
        Ok(!deciding)
    }

    fn compared(&mut self, sign: Sign, sides: &'s [Code; 2]) -> Done<'s, bool> {
        let mut doubts = Vec::new();
        let mut doubtful = false;
        let mut found = [Thing::Unit, Thing::Unit];
        for (side, thing) in sides.iter().zip(&mut found) {
            *thing = match self.eval(side) {
                Err(Stop::Unsure(causes)) => {
                    doubts.extend(causes);
                    doubtful = true;
                    Thing::Unknown
                }
                done => done?,
            };
        }
        let [a, b] = &found;
        if doubtful {
            doubts.extend([a, b].into_iter().filter_map(lack));
            return Err(Stop::Blame(doubts));
        }
        self.compare(sign, a, b)
    }

    /// Compares two known things.
    pub(super) fn compare(&mut self, sign: Sign, a: &Thing<'s>, b: &Thing<'s>) -> Done<'s, bool> {
        if matches!(a, Thing::Unit) || matches!(b, Thing::Unit) {
            let same = a.is_absent() && b.is_absent();
            return match sign {
                Sign::Equal => Ok(same),
                Sign::Unequal => Ok(!same),
                _ => Err(Stop::Leave),
            };
        }
        if let Some(decided) = self.lacks(a, b) {
            return decided;
        }
        let zone = self.asking.zone;
        let outcome = match (self.means(a, b), self.means(b, a)) {
            (None, None) => compare(sign, a, b, &zone),
            (one, other) => compare(sign, one.as_ref().unwrap_or(a), other.as_ref().unwrap_or(b), &zone),
        };
        settle(outcome, a, b)
    }

    /// What a comparison comes to where one side is absent.
    pub(super) fn lacks(&self, a: &Thing<'s>, b: &Thing<'s>) -> Option<Done<'s, bool>> {
        let lacks: Vec<Cause> = [a, b].into_iter().filter_map(lack).collect();
        match lacks.is_empty() {
            true => None,
            false if self.absent_is_false() => Some(Ok(false)),
            false => Some(Err(Stop::Blame(lacks))),
        }
    }

    pub(super) fn means(&self, thing: &Thing<'s>, other: &Thing<'s>) -> Option<Thing<'s>> {
        self.asking.means(thing, other)
    }

    pub(super) fn calculated(&mut self, op: char, a: &Thing<'s>, b: &Thing<'s>) -> Done<'s> {
        for side in [a, b] {
            if matches!(side, Thing::Absent(_) | Thing::NoRow) {
                return Ok(side.clone());
            }
        }
        if let ('+', Thing::List(list), Thing::List(more)) = (op, a, b) {
            return self.list(list.iter().chain(more).cloned().collect());
        }
        match calculate(op, a, b) {
            Some(Ok(thing)) => Ok(thing),
            Some(Err(Wrong::Arithmetic(_) | Wrong::TooLong)) => Err(Stop::Leave),
            None => Err(Stop::Blame(vec![Cause::InvalidValue(format!("{} {op} {}", a.kind(), b.kind()))])),
        }
    }

    fn within(&mut self, parts: &'s [Code; 3], closed: bool) -> Done<'s, bool> {
        let [low, high, item] = parts;
        let (low, high) = (self.kept(low)?, self.kept(high)?);
        let item = self.needed(item)?;
        match (low, high, item) {
            (Thing::Whole(low), Thing::Whole(high), Thing::Whole(n)) => Ok(low <= n && (n < high || (closed && n == high))),
            (Thing::Whole(_), Thing::Whole(_), absent @ (Thing::Absent(_) | Thing::NoRow)) => {
                self.lacks(&absent, &Thing::Boolean(true)).unwrap_or(Err(Stop::Leave))
            }
            _ => Err(Stop::Leave),
        }
    }

    /// `…${x}…`: what lacks in a text makes the whole run unknown, and only Rhai knows when.
    fn written(&mut self, parts: &'s [Code]) -> Done<'s> {
        let mut made = String::new();
        for part in parts {
            let thing = self.kept(part)?;
            made.push_str(&hosts::shown(&thing).ok_or(Stop::Leave)?);
        }
        if made.len() > MAX_TEXT / 8 { Err(Stop::Leave) } else { Ok(Thing::text(made)) }
    }

    fn host(&mut self, host: Host, parts: &'s [Code]) -> Done<'s> {
        match parts {
            [part] => match (host, self.eval(part)) {
                (_, Err(Stop::Unsure(causes))) => Err(Stop::Blame(causes)),
                (host, done) => hosts::one(self, host, done?),
            },
            [a, b] => {
                let (a, b) = match (self.eval(a), self.eval(b)) {
                    // which of two doubts Rhai meets first depends on the function
                    (Ok(a), Ok(b)) => (a, b),
                    (Err(Stop::Unsure(_)), Ok(_) | Err(Stop::Unsure(_))) | (Ok(_), Err(Stop::Unsure(_))) => return Err(Stop::Leave),
                    (Err(stop), _) | (_, Err(stop)) => return Err(stop),
                };
                hosts::two(self, host, a, b)
            }
            _ => Err(Stop::Leave),
        }
    }

    fn each(&mut self, over: Over, list: &'s Code, routine: &'s Routine) -> Done<'s> {
        let Thing::List(items) = self.kept(list)? else { return Err(Stop::Leave) };
        if over == Over::Map {
            let made = items.into_iter().map(|item| self.of_item(routine, item)).collect::<Result<_, _>>()?;
            return self.list(made);
        }
        let mut left = Vec::new();
        for item in items {
            let held = match self.of_item(routine, item.clone())? {
                Thing::Boolean(flag) => flag,
                absent @ (Thing::Absent(_) | Thing::NoRow) => return Err(Stop::Blame(lack(&absent).into_iter().collect())),
                _ => return Err(Stop::Leave),
            };
            match over {
                Over::Any if held => return Ok(Thing::Boolean(true)),
                Over::All if !held => return Ok(Thing::Boolean(false)),
                Over::Filter if held => left.push(item),
                _ => {}
            }
        }
        match over {
            Over::Any => Ok(Thing::Boolean(false)),
            Over::All => Ok(Thing::Boolean(true)),
            _ => self.list(left),
        }
    }

    fn of_item(&mut self, routine: &'s Routine, item: Thing<'s>) -> Done<'s> {
        self.spend(4)?;
        match self.call(routine, vec![item]) {
            Err(Stop::Unsure(causes)) if causes.iter().all(|cause| *cause == Cause::Imprecise) => Err(Stop::Leave),
            done => done,
        }
    }
}

/// What lacks at an absent place.
pub fn lack(thing: &Thing<'_>) -> Option<Cause> {
    match thing {
        Thing::Absent(path) => Some(Cause::Missing(path.to_string())),
        Thing::NoRow => Some(Cause::NoRow),
        _ => None,
    }
}

pub fn settle<'s>(outcome: Outcome, a: &Thing<'s>, b: &Thing<'s>) -> Done<'s, bool> {
    let inside = |thing: &Thing<'_>| thing.items().iter().any(|item| matches!(item, Thing::Table(_) | Thing::Fields(_) | Thing::List(_)));
    match outcome {
        // Rhai cannot look into tables
        _ if inside(a) || inside(b) => Err(Stop::Leave),
        Outcome::Is(flag) => Ok(flag),
        Outcome::Imprecise => Err(Stop::Blame(vec![Cause::Imprecise])),
        Outcome::Mismatch => Err(Stop::Blame(vec![Cause::InvalidValue(format!("{} / {}", a.kind(), b.kind()))])),
    }
}

/// What is below the names of a path.
fn follow<'s>(on: Thing<'s>, path: &[String]) -> Done<'s> {
    let Some((name, rest)) = path.split_first() else { return Ok(on) };
    match on {
        Thing::Fields(mut fields) => {
            for length in 1..=path.len() {
                let full = path[..length].join(".");
                if let Some(n) = fields.iter().position(|(known, _)| *known == full) {
                    let thing = match fields.swap_remove(n).1 {
                        Thing::Unknown => return Err(Stop::Unsure(vec![Cause::Imprecise])),
                        thing => thing,
                    };
                    return follow(thing, &path[length..]);
                }
            }
            Err(Stop::Leave)
        }
        Thing::Table(Value::Table(entries)) => {
            let found = entries.iter().find(|(key, _)| key == name).map(|(key, value)| Thing::value(value, key));
            match found {
                Some(thing) if !thing.is_absent() || rest.is_empty() => follow(thing, rest),
                _ => Err(Stop::Leave),
            }
        }
        Thing::Party(party, Aspect::Party) => {
            let thing = match name.as_str() {
                "role" => told(party, Aspect::Role).map(|_| Thing::Party(party, Aspect::Role)),
                "level" => told(party, Aspect::Level).map(|_| Thing::Party(party, Aspect::Level)),
                "id" => party.id.as_deref().map(Thing::text),
                "name" => party.name.as_deref().map(Thing::text),
                _ => None,
            };
            follow(thing.ok_or(Stop::Leave)?, rest)
        }
        Thing::Day(day) if name == "year" => follow(Thing::Whole(i64::from(day.year())), rest),
        _ => Err(Stop::Leave),
    }
}
