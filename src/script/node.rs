//! The native tree that an expression is lowered to, and its three-valued meaning.

use super::call::Rhai;
use super::compare::{self, Outcome, Sign, compare};
use super::fields::Places;
use super::native::{Wrong, calculate};
use super::sandbox::MAX_LIST;
use super::thing::{Meant, Thing};
use crate::record::Truth;
use crate::record::look::{ConditionId, Look};
use crate::record::scene::{Cause, Scene};
use crate::time::{Day, Zone};

/// One part of an expression.
#[derive(Clone, Debug)]
pub enum Node {
    Unit,
    Boolean(bool),
    Whole(i64),
    Number(f64),
    Text(String, Meant),
    Day(Day),
    Clock(i64),
    List(Vec<Node>),
    /// A place; whether it is declared to hold a list.
    Place(Look, bool),
    Condition(ConditionId),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Compare(Sign, Box<[Node; 2]>),
    /// The list, then what may be in it.
    Contains(Box<[Node; 2]>),
    Arithmetic(char, Box<[Node; 2]>),
    Known(Box<Node>),
    /// `x ?? y`
    Else(Vec<Node>),
    Count(Box<Node>),
    WorkingDays(Box<[Node; 2]>),
    /// The trigger or the record as a whole.
    Entire(Places),
    /// The events of a name, each with what is read of it.
    Events(String, Places),
    /// What Rhai computes.
    Rhai(Box<Rhai>),
}

/// One evaluation.
pub struct Asking<'s> {
    scene: &'s dyn Scene,
    pub zone: Zone,
    pub absent_is_false: bool,
    /// Texts of the script that name a party or level.
    pub words: &'s [(String, Meant)],
    pub causes: Vec<Cause>,
}

impl<'s> Asking<'s> {
    pub fn new(scene: &'s dyn Scene, zone: Zone, absent_is_false: bool, words: &'s [(String, Meant)]) -> Asking<'s> {
        Asking { scene, zone, absent_is_false, words, causes: Vec::new() }
    }

    /// A text of the data gets the meaning that the policy's register gives it, where the script names it and a party is on
    /// the other side.
    pub fn means(&self, thing: &Thing<'s>, other: &Thing<'s>) -> Option<Thing<'s>> {
        if self.words.is_empty() || !other.items().iter().any(|item| item.party().is_some()) {
            return None;
        }
        let text = thing.items().iter().any(|item| matches!(item, Thing::List(_) | Thing::Text(..)));
        text.then(|| self.meaning(thing))
    }

    fn meaning(&self, thing: &Thing<'s>) -> Thing<'s> {
        match thing {
            Thing::Text(text, meant) if *meant == Meant::default() => {
                let known = self.words.iter().find(|(word, _)| *word == **text);
                Thing::Text(text.clone(), known.map_or(Meant::default(), |(_, meant)| *meant))
            }
            Thing::List(items) => Thing::List(items.iter().map(|item| self.meaning(item)).collect()),
            other => other.clone(),
        }
    }

    /// What is at a place.
    pub fn find(&mut self, look: &'s Look, list: bool) -> Thing<'s> {
        Thing::found(self.scene.find(look), &look.shown, list, &mut self.causes)
    }

    fn unknown(&mut self, cause: Cause) -> Truth {
        self.causes.push(cause);
        Truth::Unknown
    }

    /// A comparison cannot be made where one side is absent or not known.
    fn lacks(&mut self, thing: &Thing<'_>) -> Option<Truth> {
        match thing {
            Thing::Unknown => Some(Truth::Unknown),
            Thing::Absent(_) | Thing::NoRow if self.absent_is_false => Some(Truth::False),
            Thing::Absent(path) => Some(self.unknown(Cause::Missing(path.to_string()))),
            Thing::NoRow => Some(self.unknown(Cause::NoRow)),
            _ => None,
        }
    }
}

impl Node {
    /// Whether it holds.
    pub fn truth<'s>(&'s self, asking: &mut Asking<'s>) -> Truth {
        match self {
            Node::Boolean(flag) => Truth::from(*flag),
            Node::Condition(id) => asking.scene.condition(*id),
            Node::And(parts) => decide(parts, Truth::False, asking),
            Node::Or(parts) => decide(parts, Truth::True, asking),
            Node::Not(part) => !part.truth(asking),
            Node::Compare(sign, sides) => self.compared(*sign, sides, asking),
            Node::Contains(sides) => {
                let (list, item) = (sides[0].value(asking), sides[1].value(asking));
                match (pair(&list, &item, asking), &list, &item) {
                    (Some(truth), ..) => truth,
                    (None, Thing::Text(text, _), Thing::Text(part, _)) => Truth::from(text.contains(part.as_ref())),
                    (None, ..) => {
                        let (one, other) = (asking.means(&list, &item), asking.means(&item, &list));
                        let outcome = compare::contains(one.as_ref().unwrap_or(&list), other.as_ref().unwrap_or(&item), &asking.zone);
                        self.settle(outcome, asking)
                    }
                }
            }
            Node::Known(part) => {
                let mark = asking.causes.len();
                let (told, thing) = part.told(asking);
                // An imprecise time is there, even if it is not known well; what is computed with it is not known.
                let imprecise = matches!(told, Node::Place(..)) && asking.causes[mark..].iter().all(|cause| *cause == Cause::Imprecise);
                if matches!(thing, Thing::Unknown) && !imprecise {
                    return Truth::Unknown;
                }
                asking.causes.truncate(mark);
                Truth::from(!thing.is_blank())
            }
            _ => {
                let thing = self.value(asking);
                match &thing {
                    Thing::Boolean(flag) => Truth::from(*flag),
                    other => match asking.lacks(other) {
                        Some(truth) => truth,
                        None => asking.unknown(Cause::InvalidValue(self.shown().to_owned())),
                    },
                }
            }
        }
    }

    fn compared<'s>(&'s self, sign: Sign, sides: &'s [Node; 2], asking: &mut Asking<'s>) -> Truth {
        let (a, b) = (sides[0].value(asking), sides[1].value(asking));
        if matches!(a, Thing::Unit) || matches!(b, Thing::Unit) {
            let unknown = matches!(a, Thing::Unknown) || matches!(b, Thing::Unknown);
            let same = Truth::from(a.is_absent() && b.is_absent());
            return match sign {
                _ if unknown => Truth::Unknown,
                Sign::Equal => same,
                Sign::Unequal => !same,
                _ => asking.unknown(Cause::InvalidValue(self.shown().to_owned())),
            };
        }
        match pair(&a, &b, asking) {
            Some(truth) => truth,
            None => {
                let (one, other) = (asking.means(&a, &b), asking.means(&b, &a));
                let outcome = compare(sign, one.as_ref().unwrap_or(&a), other.as_ref().unwrap_or(&b), &asking.zone);
                self.settle(outcome, asking)
            }
        }
    }

    fn settle(&self, outcome: Outcome, asking: &mut Asking<'_>) -> Truth {
        match outcome {
            Outcome::Is(flag) => Truth::from(flag),
            Outcome::Imprecise => asking.unknown(Cause::Imprecise),
            Outcome::Mismatch => asking.unknown(Cause::InvalidValue(self.shown().to_owned())),
        }
    }

    /// What it comes to.
    pub fn value<'s>(&'s self, asking: &mut Asking<'s>) -> Thing<'s> {
        match self {
            Node::Unit => Thing::Unit,
            Node::Whole(n) => Thing::Whole(*n),
            Node::Number(n) => Thing::Number(*n),
            Node::Text(text, meant) => Thing::Text(text.as_str().into(), *meant),
            Node::Day(day) => Thing::Day(*day),
            Node::Clock(micros) => Thing::Clock(*micros),
            Node::List(items) => {
                let items: Vec<Thing<'_>> = items.iter().map(|item| item.value(asking)).collect();
                if items.iter().any(|item| matches!(item, Thing::Unknown)) { Thing::Unknown } else { Thing::List(items) }
            }
            Node::Place(look, list) => asking.find(look, *list),
            Node::Arithmetic(op, sides) => {
                let (a, b) = (sides[0].value(asking), sides[1].value(asking));
                self.calculated(*op, &a, &b, asking)
            }
            Node::Else(_) => self.told(asking).1,
            Node::Count(part) => match part.value(asking) {
                thing if thing.is_absent() || matches!(thing, Thing::Unknown) => thing,
                thing => Thing::Whole(thing.items().len() as i64),
            },
            Node::WorkingDays(sides) => self.working_days(sides, asking),
            Node::Entire(places) => places.things(asking),
            Node::Events(name, places) => {
                let events = asking.scene.events_named(name);
                Thing::List(events.into_iter().map(|event| places.of_event(event, name, &asking.zone)).collect())
            }
            Node::Rhai(rhai) => rhai.value(asking),
            _ => match self.truth(asking) {
                Truth::True => Thing::Boolean(true),
                Truth::False => Thing::Boolean(false),
                Truth::Unknown => Thing::Unknown,
            },
        }
    }

    /// What it comes to, and what tells it: itself, or of several with `??` the first that is not absent, else the last.
    fn told<'s>(&'s self, asking: &mut Asking<'s>) -> (&'s Node, Thing<'s>) {
        let Node::Else(parts) = self else { return (self, self.value(asking)) };
        let mut found = (self, Thing::Unit);
        for part in parts {
            found = part.told(asking);
            if !found.1.is_absent() {
                break;
            }
        }
        found
    }

    fn calculated<'s>(&self, op: char, a: &Thing<'s>, b: &Thing<'s>, asking: &mut Asking<'s>) -> Thing<'s> {
        if matches!(a, Thing::Unknown) || matches!(b, Thing::Unknown) {
            return Thing::Unknown;
        }
        // what is computed from something absent is absent
        if let Some(absent) = [a, b].into_iter().find(|side| matches!(side, Thing::Absent(_) | Thing::NoRow)) {
            return absent.clone();
        }
        if let ('+', Thing::List(list), Thing::List(more)) = (op, a, b) {
            if list.len() + more.len() <= MAX_LIST {
                return Thing::List(list.iter().chain(more).cloned().collect());
            }
            asking.causes.push(Cause::ScriptLimit(self.shown().to_owned()));
            return Thing::Unknown;
        }
        let cause = match calculate(op, a, b) {
            Some(Ok(thing)) => return thing,
            Some(Err(Wrong::Arithmetic(why))) => Cause::ScriptError(format!("{}: {why}", self.shown())),
            Some(Err(Wrong::TooLong)) => Cause::ScriptLimit(self.shown().to_owned()),
            None => Cause::InvalidValue(self.shown().to_owned()),
        };
        asking.causes.push(cause);
        Thing::Unknown
    }

    fn working_days<'s>(&'s self, sides: &'s [Node; 2], asking: &mut Asking<'s>) -> Thing<'s> {
        let mut days = [Day(0); 2];
        for (side, day) in sides.iter().zip(&mut days) {
            let thing = side.value(asking);
            if thing.is_absent() || matches!(thing, Thing::Unknown) {
                return thing;
            }
            match compare::day(&thing, &asking.zone) {
                Ok(found) => *day = found,
                Err(outcome) => {
                    side.settle(outcome, asking);
                    return Thing::Unknown;
                }
            }
        }
        match asking.scene.working_days_between(days[0], days[1]) {
            Ok(n) => Thing::Whole(n),
            Err(gap) => {
                asking.causes.push(Cause::Calendar(gap));
                Thing::Unknown
            }
        }
    }

    /// The place it asks, for messages.
    pub fn shown(&self) -> &str {
        match self {
            Node::Place(look, _) => &look.shown,
            Node::Rhai(rhai) => &rhai.shown,
            Node::Compare(_, sides) | Node::Contains(sides) | Node::Arithmetic(_, sides) | Node::WorkingDays(sides) => {
                let shown = sides[0].shown();
                if shown.is_empty() { sides[1].shown() } else { shown }
            }
            Node::Known(part) | Node::Count(part) | Node::Not(part) => part.shown(),
            Node::Else(parts) | Node::And(parts) | Node::Or(parts) => parts.first().map_or("", Node::shown),
            _ => "",
        }
    }

    /// Every place below.
    pub fn reads<'n>(&'n self, looks: &mut Vec<&'n Look>) {
        match self {
            Node::Place(look, _) => looks.push(look),
            Node::Entire(places) | Node::Events(_, places) => looks.extend(places.list.iter().map(|(_, look, _)| look)),
            Node::List(parts) | Node::And(parts) | Node::Or(parts) | Node::Else(parts) => parts.iter().for_each(|part| part.reads(looks)),
            Node::Compare(_, sides) | Node::Contains(sides) | Node::Arithmetic(_, sides) | Node::WorkingDays(sides) => {
                sides.iter().for_each(|side| side.reads(looks));
            }
            Node::Not(part) | Node::Known(part) | Node::Count(part) => part.reads(looks),
            Node::Rhai(rhai) => rhai.given.iter().for_each(|node| node.reads(looks)),
            _ => {}
        }
    }

    /// Takes away native code inside Rhai.
    pub fn interpret(&mut self) {
        match self {
            Node::List(parts) | Node::And(parts) | Node::Or(parts) | Node::Else(parts) => parts.iter_mut().for_each(Node::interpret),
            Node::Compare(_, sides) | Node::Contains(sides) | Node::Arithmetic(_, sides) | Node::WorkingDays(sides) => {
                sides.iter_mut().for_each(Node::interpret);
            }
            Node::Not(part) | Node::Known(part) | Node::Count(part) => part.interpret(),
            Node::Rhai(rhai) => {
                rhai.native = None;
                rhai.given.iter_mut().for_each(Node::interpret);
            }
            _ => {}
        }
    }

    /// It can only be something else than true or false.
    pub fn is_no_truth(&self) -> bool {
        matches!(
            self,
            Node::Whole(_)
                | Node::Number(_)
                | Node::Text(..)
                | Node::Day(_)
                | Node::Clock(_)
                | Node::List(_)
                | Node::Arithmetic(..)
                | Node::Count(_)
                | Node::WorkingDays(_)
                | Node::Entire(_)
                | Node::Events(..)
                | Node::Unit
        )
    }
}

/// And, or: one part that is `deciding` decides, whatever the others are.
fn decide<'s>(parts: &'s [Node], deciding: Truth, asking: &mut Asking<'s>) -> Truth {
    let mark = asking.causes.len();
    let mut found = !deciding;
    for part in parts {
        match part.truth(asking) {
            truth if truth == deciding => {
                asking.causes.truncate(mark);
                return deciding;
            }
            Truth::Unknown => found = Truth::Unknown,
            _ => {}
        }
    }
    found
}

/// The truth where one of two things is absent or not known; both are blamed.
fn pair(a: &Thing<'_>, b: &Thing<'_>, asking: &mut Asking<'_>) -> Option<Truth> {
    match (asking.lacks(a), asking.lacks(b)) {
        (Some(Truth::Unknown), Some(_)) | (Some(_), Some(Truth::Unknown)) => Some(Truth::Unknown),
        (Some(a), Some(b)) => Some(a.and(b)),
        (a, b) => a.or(b),
    }
}
