//! Things as Rhai sees them, and back: parties, times, tables of the data, and what is not there.

use super::sandbox::{self, Fault, MAX_LIST, blame, charge, lack, lacking, poison, weight};
use super::thing::{Aspect, Meant, Thing, own, told};
use crate::record::scene::Cause;
use crate::record::{Party, Value};
use crate::time::instant::{HOUR, MINUTE};
use crate::time::{Day, When};
use rhai::{Array, Dynamic, Engine, EvalAltResult, ImmutableString, Map, Position};
use std::any::TypeId;
use std::sync::Arc;

/// A party, its role or its level.
#[derive(Clone)]
pub struct Office(pub Arc<Party<'static>>, pub Aspect);

/// Microseconds since midnight.
#[derive(Clone, Copy)]
pub struct ClockTime(pub i64);

/// Something that is there and not known; whoever needs it is told why.
#[derive(Clone)]
pub struct Unsure(pub Arc<[Cause]>);

/// A table of the data, an event or a record, by the names that lead into it.
#[derive(Clone)]
pub struct View {
    entries: Arc<Vec<(String, Slot)>>,
    /// The names of this part start with this.
    below: String,
    /// What is not listed is absent, not misspelt.
    complete: bool,
}

enum Slot {
    Is(Dynamic),
    Lacks(Cause),
}

impl View {
    fn new(entries: Vec<(String, Slot)>, complete: bool) -> View {
        View { entries: Arc::new(entries), below: String::new(), complete }
    }

    fn get(&mut self, name: ImmutableString) -> Result<Dynamic, Fault> {
        charge(self.entries.len())?;
        let full = format!("{}{name}", self.below);
        match self.entries.iter().find(|(entry, _)| *entry == full) {
            Some((_, Slot::Is(value))) => {
                charge(weight(value))?;
                sandbox::meet(value);
                return Ok(value.clone());
            }
            Some((_, Slot::Lacks(cause))) => return Ok(met(cause.clone())),
            None => {}
        }
        let below = format!("{full}.");
        if self.entries.iter().any(|(entry, _)| entry.starts_with(&below)) {
            return Ok(Dynamic::from(View { below, ..self.clone() }));
        }
        if self.complete { Ok(met(Cause::Missing(full))) } else { Err(EvalAltResult::ErrorPropertyNotFound(full, Position::NONE).into()) }
    }
}

/// A `()` that a script has read.
fn met(cause: Cause) -> Dynamic {
    let unit = lack(cause);
    sandbox::meet(&unit);
    unit
}

/// A thing as Rhai sees it.
pub fn dynamic(thing: Thing<'_>) -> Result<Dynamic, Fault> {
    Ok(match slot(thing)? {
        Slot::Is(value) => value,
        Slot::Lacks(cause) => lack(cause),
    })
}

/// The same where it is not known, and why.
pub fn unsure(causes: Vec<Cause>) -> Dynamic {
    Dynamic::from(Unsure(causes.into()))
}

fn slot(thing: Thing<'_>) -> Result<Slot, Fault> {
    Ok(Slot::Is(match thing {
        Thing::Absent(path) => return Ok(Slot::Lacks(Cause::Missing(path.into_owned()))),
        Thing::NoRow => return Ok(Slot::Lacks(Cause::NoRow)),
        // Of what lies inside others, only times can be known badly.
        Thing::Unknown => unsure(vec![Cause::Imprecise]),
        Thing::Unit => Dynamic::UNIT,
        Thing::Boolean(flag) => flag.into(),
        Thing::Whole(n) => n.into(),
        Thing::Number(n) => n.into(),
        Thing::Text(text, _) => text.as_ref().into(),
        Thing::Party(party, aspect) => Dynamic::from(Office(Arc::new(own(party)), aspect)),
        Thing::Office(party, aspect) => Dynamic::from(Office(party, aspect)),
        Thing::At(when) => Dynamic::from(when),
        Thing::Day(day) => Dynamic::from(day),
        Thing::Clock(micros) => Dynamic::from(ClockTime(micros)),
        Thing::List(items) if items.len() > MAX_LIST => return Err(too_large("list")),
        Thing::List(items) => Dynamic::from_array(items.into_iter().map(dynamic).collect::<Result<_, _>>()?),
        Thing::Table(Value::Table(entries)) => {
            let inner = entries.iter().map(|(name, value)| Ok((name.to_string(), slot(Thing::value(value, name))?)));
            Dynamic::from(View::new(inner.collect::<Result<_, Fault>>()?, true))
        }
        Thing::Fields(fields) => {
            let inner = fields.into_iter().map(|(name, thing)| Ok((name.to_owned(), slot(thing)?)));
            Dynamic::from(View::new(inner.collect::<Result<_, Fault>>()?, false))
        }
        Thing::Table(_) | Thing::Other(_) => Dynamic::UNIT,
    }))
}

fn too_large(what: &str) -> Fault {
    EvalAltResult::ErrorDataTooLarge(what.to_owned(), Position::NONE).into()
}

/// What a value of Rhai is.
///
/// # Errors
/// It is not known, or too large.
pub fn thing(value: &Dynamic) -> Result<Thing<'static>, Fault> {
    if let Some(unsure) = value.read_lock::<Unsure>() {
        return Err(blame(unsure.0.to_vec()));
    }
    if value.is_unit() {
        return Ok(match lacking(value) {
            Some(Cause::Missing(path)) => Thing::Absent(path.into()),
            Some(_) => Thing::NoRow,
            None => Thing::Unit,
        });
    }
    if let Ok(flag) = value.as_bool() {
        return Ok(Thing::Boolean(flag));
    }
    if let Ok(n) = value.as_int() {
        return Ok(Thing::Whole(n));
    }
    if let Ok(n) = value.as_float() {
        return Ok(Thing::Number(n));
    }
    if let Ok(text) = value.as_immutable_string_ref() {
        charge(text.len() / 8)?;
        return Ok(Thing::Text(text.to_string().into(), Meant::default()));
    }
    if let Ok(c) = value.as_char() {
        return Ok(Thing::text(c.to_string()));
    }
    if let Some(items) = value.read_lock::<Array>() {
        charge(items.len())?;
        return items.iter().map(thing).collect::<Result<_, _>>().map(Thing::List);
    }
    if let Some(office) = value.read_lock::<Office>() {
        return Ok(Thing::Office(office.0.clone(), office.1));
    }
    if let Some(day) = value.read_lock::<Day>() {
        return Ok(Thing::Day(*day));
    }
    if let Some(when) = value.read_lock::<When>() {
        return Ok(Thing::At(*when));
    }
    Ok(match value.read_lock::<ClockTime>() {
        Some(clock) => Thing::Clock(clock.0),
        None if value.is::<View>() || value.is::<Map>() => Thing::Other("table".to_owned()),
        None => Thing::Other(value.type_name().to_owned()),
    })
}

/// A thing that is there.
///
/// # Errors
/// It is absent or not known.
pub fn present(value: &Dynamic) -> Result<Thing<'static>, Fault> {
    match thing(value)? {
        Thing::Absent(path) => Err(blame(vec![Cause::Missing(path.into_owned())])),
        Thing::NoRow => Err(blame(vec![Cause::NoRow])),
        other => Ok(other),
    }
}

/// Whether an event, record or table lists nothing.
pub fn is_empty_table(value: &Dynamic) -> Option<bool> {
    let view = value.read_lock::<View>().map(|view| view.entries.is_empty());
    view.or_else(|| value.read_lock::<Map>().map(|map| map.is_empty()))
}

/// Makes the types known to Rhai.
pub fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Office>("party");
    engine.register_type_with_name::<ClockTime>("clock");
    engine.register_type_with_name::<Day>("date");
    engine.register_type_with_name::<When>("instant");
    engine.register_type_with_name::<Unsure>("unknown");
    engine.register_type_with_name::<View>("table");
    engine.register_indexer_get(View::get);
    for (name, aspect) in [("role", Aspect::Role), ("level", Aspect::Level)] {
        engine.register_get(name, move |office: &mut Office| match told(&office.0, aspect) {
            Some(_) => Dynamic::from(Office(office.0.clone(), aspect)),
            None => met(Cause::Missing(name.to_owned())),
        });
    }
    engine.register_get("id", |office: &mut Office| text_or_lack(office.0.id.as_deref(), "id"));
    engine.register_get("name", |office: &mut Office| text_or_lack(office.0.name.as_deref(), "name"));
    engine.register_get("year", |day: &mut Day| i64::from(day.year()));
    for name in ["to_string", "to_debug"] {
        engine.register_fn(name, |office: Office| told(&office.0, office.1).unwrap_or_default().to_owned());
        engine.register_fn(name, |day: Day| day.to_string());
        engine.register_fn(name, |clock: ClockTime| format!("{:02}:{:02}", clock.0 / HOUR, clock.0 % HOUR / MINUTE));
        engine.register_fn(name, |unsure: Unsure| {
            poison(unsure.0.to_vec());
            String::new()
        });
        // A text made with what is not there would be a limit that nobody wrote.
        engine.register_raw_fn(name, [TypeId::of::<()>()], |_, arguments| {
            poison(arguments.first().and_then(|unit| lacking(unit)).into_iter().collect());
            Ok(String::new())
        });
    }
}

fn text_or_lack(text: Option<&str>, name: &str) -> Dynamic {
    text.map_or_else(|| met(Cause::Missing(name.to_owned())), |text| text.into())
}
