//! An event or a record as a whole, for Rhai: only the names that a script reads, each looked up beforehand.

use super::node::Asking;
use super::thing::{Aspect, Thing};
use super::{Named, Resolve};
use crate::diag::Faults;
use crate::record::look::{AttributeId, Field, Look, Of, Spot};
use crate::record::{Event, attribute};
use crate::source::Span;
use crate::time::Zone;

/// Names, dotted where they lie deeper, and where they lead; with whether a list is there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    pub list: Vec<(String, Look, bool)>,
}

impl Places {
    /// Every name of `paths` that leads somewhere from `start`: `trigger`, `record`, `last.x`.
    /// Of `subject.name`, `subject` where that is declared, else the whole.
    pub fn gather(start: &str, paths: &[Vec<String>], span: Span, names: &mut dyn Resolve) -> Places {
        let mut places = Places::default();
        let lists = names.lists();
        for path in paths {
            for length in 1..=path.len() {
                let name = path[..length].join(".");
                if places.list.iter().any(|(known, ..)| *known == name) {
                    break;
                }
                let found = names.resolve(&format!("{start}.{name}"), span, &mut Faults::default());
                if let Some(Named::Place(look)) = found {
                    let list = is_list(&look, &lists);
                    places.list.push((name, look, list));
                    break;
                }
            }
        }
        places
    }

    /// What is there.
    pub fn things<'s>(&'s self, asking: &mut Asking<'s>) -> Thing<'s> {
        let tell = |(name, look, list): &'s (String, Look, bool)| (name.as_str(), asking.find(look, *list));
        Thing::Fields(self.list.iter().map(tell).collect())
    }

    /// What an event of a list tells at these names.
    pub fn of_event<'s>(&'s self, event: &'s Event<'s>, type_name: &'s str, zone: &Zone) -> Thing<'s> {
        let tell = |(name, look, list): &'s (String, Look, bool)| (name.as_str(), told(event, type_name, look, *list, zone));
        Thing::Fields(self.list.iter().map(tell).collect())
    }
}

/// Declared as a list, or the parties that an event goes to.
pub fn is_list(look: &Look, lists: &[AttributeId]) -> bool {
    match &look.at {
        Spot::Trigger(field) | Spot::Record(field) | Spot::Last(_, field) | Spot::First(_, field) => match field {
            Field::To(_) => true,
            Field::Attribute { id, .. } => lists.contains(id),
            _ => false,
        },
        Spot::Count(_) | Spot::Cell(..) | Spot::User(_) => false,
    }
}

fn told<'s>(event: &'s Event<'s>, type_name: &'s str, look: &'s Look, list: bool, zone: &Zone) -> Thing<'s> {
    let absent = || Thing::Absent(look.shown.as_str().into());
    let Spot::Last(_, field) = &look.at else { return absent() };
    match field {
        Field::Id => event.id.map_or_else(absent, Thing::text),
        Field::Type => Thing::text(type_name),
        Field::At => Thing::At(event.when),
        Field::Date | Field::Time => {
            let (first, last) = (zone.local(event.when.earliest), zone.local(event.when.latest.within()));
            match field {
                Field::Date if first.0 == last.0 => Thing::Day(first.0),
                Field::Time if event.when.is_exact() => Thing::Clock(first.1),
                _ => Thing::Unknown,
            }
        }
        Field::By(of) => event.by.map_or_else(absent, |party| of_party(party, *of).unwrap_or_else(absent)),
        Field::To(of) => Thing::List(event.to.iter().filter_map(|party| of_party(party, *of)).collect()),
        Field::Attribute { name, below, .. } => match attribute(event.attributes, *name).and_then(|value| value.below(below)) {
            Some(value) => match Thing::value(value, &look.shown) {
                one if list && !one.is_absent() && !matches!(one, Thing::List(_)) => Thing::List(vec![one]),
                thing => thing,
            },
            None => absent(),
        },
    }
}

fn of_party<'s>(party: &'s crate::record::Party<'s>, of: Of) -> Option<Thing<'s>> {
    match of {
        Of::Party => Some(Thing::Party(party, Aspect::Party)),
        Of::Role => party.role.is_some().then_some(Thing::Party(party, Aspect::Role)),
        Of::Level => party.level.is_some().then_some(Thing::Party(party, Aspect::Level)),
        Of::Id => party.id.as_deref().map(Thing::text),
        Of::Name => party.name.as_deref().map(Thing::text),
    }
}
