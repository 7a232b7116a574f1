//! A small policy and a small record to ask expressions of.

mod differential;
mod faults;
mod functions;
mod grammar;
mod rhai;
mod traps;
mod truth;

use super::{Functions, Named, Resolve, Script, compile};
use crate::diag::Faults;
use crate::record::look::{AttributeId, ConditionId, EventId, Field, Look, Of, Spot};
use crate::record::register::LevelId;
use crate::record::scene::{Cause, Found, Item, Scene};
use crate::record::{Event, NameId, Party, PartyId, Truth, Value};
use crate::source::{Sources, Span};
use crate::time::calendar::Gap;
use crate::time::{Day, Instant, When, Zone};
use std::cell::RefCell;
use std::collections::HashMap;

/// Attributes that the policy declares.
const DECLARED: [&str; 14] = [
    "level",
    "category",
    "auto",
    "crew",
    "distance_km",
    "payments",
    "approved",
    "on",
    "title",
    "subject.name",
    "due_on",
    "tags",
    "report-no",
    "x",
];
const BUILT_IN: [&str; 11] = ["id", "type", "at", "date", "time", "by", "by.role", "by.level", "by.id", "to", "kind"];

pub struct Names;

impl Resolve for Names {
    fn resolve(&mut self, path: &str, span: Span, faults: &mut Faults) -> Option<Named> {
        let conditions = ["yes", "no", "maybe"];
        if let Some(n) = conditions.iter().position(|name| *name == path) {
            return Some(Named::Condition(ConditionId(n as u16)));
        }
        if path == "parameter.days" {
            return Some(Named::Constant(Value::Whole(15)));
        }
        let (start, rest) = path.split_once('.')?;
        let look = |at| Some(Named::Place(Look { at, otherwise: None, shown: rest.to_owned() }));
        match start {
            "record" if ["payments", "tags"].contains(&rest) => {
                look(Spot::Record(Field::Attribute { id: AttributeId(9), name: NameId(9), below: vec![] }))
            }
            "trigger" | "record" if DECLARED.contains(&rest) || BUILT_IN.contains(&rest) => look(Spot::User(path.to_owned())),
            "count" | "table" => look(Spot::User(path.to_owned())),
            "last" => match rest.strip_prefix("paid.") {
                Some("at") => look(Spot::Last(EventId(0), Field::At)),
                Some("by") => look(Spot::Last(EventId(0), Field::By(Of::Party))),
                Some("amount") => {
                    let field = Field::Attribute { id: AttributeId(0), name: NameId(7), below: vec![] };
                    look(Spot::Last(EventId(0), field))
                }
                _ => None,
            },
            _ => {
                let title = crate::say!("没有 {path}"; "no {path}");
                faults.push(crate::diag::Diagnostic::error("unknown-attribute", span, title));
                None
            }
        }
    }

    fn office(&self, word: &str) -> Option<PartyId> {
        ["police", "公安局", "discipline"].iter().position(|name| *name == word).map(|n| PartyId(if n == 2 { 1 } else { 0 }))
    }

    fn level(&self, word: &str) -> Option<LevelId> {
        ["city", "county"].iter().position(|name| *name == word).map(|n| LevelId(n as u16))
    }

    fn lists(&self) -> Vec<AttributeId> {
        vec![AttributeId(9)]
    }

    fn conditions(&self) -> Vec<String> {
        ["yes", "no", "maybe"].map(str::to_owned).to_vec()
    }
}

/// What is at each place.
#[derive(Default)]
pub struct Record {
    pub values: HashMap<String, Value<'static>>,
    pub times: HashMap<String, When>,
    pub days: HashMap<String, Day>,
    pub clocks: HashMap<String, i64>,
    pub party: Option<Party<'static>>,
    pub paid: Vec<Event<'static>>,
    pub causes: RefCell<Vec<Cause>>,
}

impl Record {
    pub fn with(mut self, path: &str, value: Value<'static>) -> Record {
        self.values.insert(path.to_owned(), value);
        self
    }
}

impl Scene for Record {
    fn find<'s>(&'s self, look: &'s Look) -> Found<'s> {
        let list = format!("record.{}", look.shown);
        let path = match &look.at {
            Spot::User(path) => path.as_str(),
            Spot::Record(_) => list.as_str(),
            Spot::Last(..) => return self.paid.last().map_or(Found::Nothing, |event| Found::One(Item::At(event.when))),
            _ => return Found::Nothing,
        };
        if path.starts_with("count.") {
            return Found::One(Item::Whole(self.paid.len() as i64));
        }
        if path == "table.t.nothing" {
            return Found::NoRow;
        }
        if path == "trigger.title" {
            return Found::Imprecise;
        }
        if let Some(value) = self.values.get(path) {
            return match value {
                Value::List(items) if items.len() > 1 => Found::Many(items.iter().map(Item::Value).collect()),
                Value::List(items) => items.first().map_or(Found::One(Item::Value(value)), |only| Found::One(Item::Value(only))),
                value => Found::One(Item::Value(value)),
            };
        }
        let item = match (path, &self.party) {
            ("trigger.by", Some(party)) => Some(Item::Party(party)),
            ("trigger.by.role", Some(party)) if party.role.is_some() => Some(Item::Role(party)),
            ("trigger.by.level", Some(party)) if party.level.is_some() => Some(Item::Level(party)),
            ("trigger.by.id", Some(party)) => party.id.as_deref().map(Item::Text),
            _ => None,
        };
        let item = item.or_else(|| self.times.get(path).map(|when| Item::At(*when)));
        let item = item.or_else(|| self.days.get(path).map(|day| Item::Day(*day)));
        let item = item.or_else(|| self.clocks.get(path).map(|micros| Item::Clock(*micros)));
        item.map_or(Found::Nothing, Found::One)
    }

    fn condition(&self, id: ConditionId) -> Truth {
        match id.0 {
            0 => Truth::True,
            1 => Truth::False,
            _ => {
                self.blame(Cause::Missing("maybe".to_owned()));
                Truth::Unknown
            }
        }
    }

    fn events_named<'s>(&'s self, _name: &str) -> Vec<&'s Event<'s>> {
        self.paid.iter().collect()
    }

    fn working_days_between(&self, after: Day, through: Day) -> Result<i64, Gap> {
        if through.year() > 2026 { Err(Gap { year: through.year() }) } else { Ok(i64::from(through.0 - after.0)) }
    }

    fn blame(&self, cause: Cause) {
        self.causes.borrow_mut().push(cause);
    }
}

/// A case of level 5, category gang, acted on by the police of the county at 9 o'clock on 2022-05-10.
pub fn record() -> Record {
    let day = Day::from_ymd(2022, 5, 10).unwrap();
    let zone = Zone::shanghai();
    let at = Instant(zone.start_of(day).0 + 9 * crate::time::instant::HOUR);
    let paid = |amount: i64, n: u32| Event {
        position: n,
        id: None,
        name: Some(NameId(3)),
        when: When::exactly(at),
        by: Some(kept(police())),
        to: &[],
        attributes: kept([(NameId(7), Value::Whole(amount))]),
        recorded_at: None,
    };
    let mut record = Record { party: Some(police()), paid: vec![paid(10, 0), paid(25, 1)], ..Record::default() }
        .with("trigger.level", Value::Whole(5))
        .with("trigger.category", Value::Text("gang".into()))
        .with("trigger.auto", Value::Boolean(true))
        .with("trigger.distance_km", Value::Whole(250))
        .with("trigger.crew", Value::Whole(2))
        .with("record.approved", Value::Number(35.0))
        .with("record.payments", Value::List(vec![Value::Whole(10), Value::Whole(20)].into()))
        .with("record.tags", Value::List(vec![Value::Text("road".into())].into()))
        .with("record.due_on", Value::Text("2022-05-12".into()))
        .with("trigger.report-no", Value::Text("7".into()))
        .with("trigger.subject.name", Value::Text("甲".into()));
    record.times.insert("trigger.at".into(), When::exactly(at));
    record.days.insert("trigger.date".into(), day);
    record.clocks.insert("trigger.time".into(), 9 * crate::time::instant::HOUR);
    record.times.insert("trigger.on".into(), When::between(zone.start_of(day), zone.end_of(day)));
    record
}

/// What events of these tests borrow: it stays until they end.
fn kept<T>(thing: T) -> &'static T {
    Box::leak(Box::new(thing))
}

fn police() -> Party<'static> {
    Party {
        name: Some("县公安局".into()),
        role: Some("公安".into()),
        level: Some("县".into()),
        found: Some(PartyId(0)),
        role_found: Some(PartyId(0)),
        level_found: Some(LevelId(1)),
        ..Party::default()
    }
}

pub fn functions(text: &str) -> (Functions, Faults) {
    let mut faults = Faults::default();
    let file = Sources::default().add("policy.rhai", text);
    (Functions::parse(file, text, &mut faults), faults)
}

pub fn compiled(text: &str, functions: &Functions) -> Result<Script, Faults> {
    let mut faults = Faults::default();
    let file = Sources::default().add("policy.toml", text);
    let script = compile(text, Span::new(file, 0..text.len()), &mut Names, functions, &mut faults);
    script.filter(|_| !faults.has_errors()).ok_or(faults)
}

/// The truth of an expression about [`record`], and why it is unknown.
pub fn judged(text: &str) -> (Truth, Vec<Cause>) {
    judge(text, &Functions::default(), &record())
}

pub fn judge(text: &str, functions: &Functions, record: &Record) -> (Truth, Vec<Cause>) {
    let script = compiled(text, functions).unwrap_or_else(|faults| panic!("{text}: {:?}", faults.sorted()));
    let truth = script.truth(record);
    (truth, record.causes.take())
}

pub fn holds(text: &str) {
    assert_eq!(judged(text), (Truth::True, vec![]), "{text}");
}

pub fn fails(text: &str) {
    assert_eq!(judged(text), (Truth::False, vec![]), "{text}");
}

/// Unknown, because nothing is at these places.
pub fn lacks(text: &str, places: &[&str]) {
    let causes = places.iter().map(|place| Cause::Missing((*place).to_owned())).collect();
    assert_eq!(judged(text), (Truth::Unknown, causes), "{text}");
}
