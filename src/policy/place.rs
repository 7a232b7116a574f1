//! From a place as written to a place to look: names become ids, what is not carried there is reported.

use super::declare::{Declared, Type};
use super::fault;
use super::grammar::{self, Place, Start};
use super::rule::OutcomeOf;
use crate::diag::Faults;
use crate::record::NameId;
use crate::record::look::{EventId, Field, Look, Of, Spot};
use crate::say;
use crate::source::{Span, Spanned};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// What the words of a rule may name at this point.
#[derive(Clone, Copy, Debug)]
pub struct Names<'d> {
    pub declared: &'d Declared,
    /// The events that `trigger` may be; empty where no event is judged.
    pub triggers: &'d [EventId],
    /// Kinds of the records judged; empty: every kind.
    pub kinds: &'d [String],
    /// Asked at any event: what one carries is not checked.
    pub anywhere: bool,
    /// Collects the names of attributes that are read: ingest keeps those.
    pub reads: &'d Reads,
}

/// What rules ask for while they are read: the first names of attribute paths, and outcomes of other rules.
#[derive(Debug, Default)]
pub struct Reads {
    names: RefCell<BTreeSet<NameId>>,
    outcomes: RefCell<Vec<OutcomeOf>>,
}

impl Reads {
    pub fn note(&self, name: NameId) {
        self.names.borrow_mut().insert(name);
    }

    pub fn ask(&self, outcome: OutcomeOf) {
        self.outcomes.borrow_mut().push(outcome);
    }

    /// The outcomes asked for since the last call: those of one rule.
    pub fn take_outcomes(&self) -> Vec<OutcomeOf> {
        self.outcomes.take()
    }

    pub fn into_names(self) -> impl Iterator<Item = NameId> {
        self.names.into_inner().into_iter()
    }
}

impl<'d> Names<'d> {
    /// Reads and looks up a place.
    pub fn place(&self, text: &str, span: Span, faults: &mut Faults) -> Option<Look> {
        match grammar::place(text, span) {
            Ok(place) => self.look(&place, faults),
            Err(fault) => {
                faults.push(fault);
                None
            }
        }
    }

    /// Looks up the names of a place.
    pub fn look(&self, place: &Place, faults: &mut Faults) -> Option<Look> {
        let otherwise = place.otherwise.as_ref().map(|other| self.look(other, faults).map(Box::new));
        let at = self.spot(place, faults)?;
        let otherwise = match otherwise {
            Some(found) => Some(found?),
            None => None,
        };
        let path = place.path.strip_prefix(&["attributes".to_owned()]).unwrap_or(&place.path);
        let mut shown = path.join(".");
        if let Start::Last(event) | Start::First(event) | Start::Count(event) = &place.start {
            shown = if path.is_empty() { event.clone() } else { format!("{event}.{shown}") };
        }
        Some(Look { at, otherwise, shown })
    }

    fn spot(&self, place: &Place, faults: &mut Faults) -> Option<Spot> {
        match &place.start {
            Start::Trigger => {
                if self.triggers.is_empty() && !self.anywhere {
                    faults.push(fault::rule::no_trigger(place.span));
                    return None;
                }
                self.field(place, self.triggers, faults).map(Spot::Trigger)
            }
            Start::Record => self.record_field(place, faults).map(Spot::Record),
            Start::Last(event) => {
                let id = self.event(&Spanned::new(event.clone(), place.span), faults)?;
                self.field(place, &[id], faults).map(|field| Spot::Last(id, field))
            }
            Start::First(event) => {
                let id = self.event(&Spanned::new(event.clone(), place.span), faults)?;
                self.field(place, &[id], faults).map(|field| Spot::First(id, field))
            }
            Start::Count(event) => Some(Spot::Count(self.event(&Spanned::new(event.clone(), place.span), faults)?)),
            Start::Table(table) => self.cell(table, place, faults),
            Start::User => Some(Spot::User(place.path.join("."))),
            Start::Parameter => {
                faults.push(fault::rule::parameter_as_place(place.span));
                None
            }
        }
    }

    /// A declared event, or the fault that it is none.
    pub fn event(&self, name: &Spanned<String>, faults: &mut Faults) -> Option<EventId> {
        let found = self.declared.find_event(&name.value);
        if found.is_none() {
            faults.push(fault::name::unknown_event(name, self.declared.event_names()));
        }
        found
    }

    fn cell(&self, table: &str, place: &Place, faults: &mut Faults) -> Option<Spot> {
        let known = || self.declared.tables.iter().map(|t| t.name.value.as_str());
        let Some(id) = self.declared.find_table(table) else {
            faults.push(fault::name::unknown_table(place.span, table, known()));
            return None;
        };
        let cells = &self.declared.tables[usize::from(id.0)].cells;
        let name = place.path.first()?;
        match cells.iter().position(|cell| cell == name) {
            Some(n) => Some(Spot::Cell(id, u16::try_from(n).ok()?)),
            None => {
                faults.push(fault::name::unknown_cell(place.span, table, name, cells));
                None
            }
        }
    }

    fn field(&self, place: &Place, events: &[EventId], faults: &mut Faults) -> Option<Field> {
        if let Some(field) = built_in(&place.path) {
            return Some(field);
        }
        let path = place.path.strip_prefix(&["attributes".to_owned()]).unwrap_or(&place.path);
        let field = self.attribute(path, place.span, faults)?;
        let Field::Attribute { id, .. } = &field else { return Some(field) };
        let name = &self.declared.attribute(*id).name.value;
        for event in events {
            let event = self.declared.event(*event);
            if !event.title.is_empty() && !event.has.iter().any(|has| has.value == *name) {
                let carried = event.has.iter().map(|h| h.value.as_str()).collect::<Vec<_>>().join("、");
                faults.push(fault::name::not_on_event(place.span, &event.name.value, name, &carried));
                return None;
            }
        }
        Some(field)
    }

    fn record_field(&self, place: &Place, faults: &mut Faults) -> Option<Field> {
        match place.path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["id"] => return Some(Field::Id),
            ["kind"] => return Some(Field::Type),
            _ => {}
        }
        let path = place.path.strip_prefix(&["attributes".to_owned()]).unwrap_or(&place.path);
        let field = self.attribute(path, place.span, faults)?;
        let Field::Attribute { id, .. } = &field else { return Some(field) };
        let name = &self.declared.attribute(*id).name.value;
        let judged = |kind: &&super::declare::Kind| self.kinds.is_empty() || self.kinds.contains(&kind.name.value);
        let carriers: Vec<_> = self.declared.kinds.iter().filter(judged).collect();
        if !carriers.is_empty() && !carriers.iter().any(|kind| kind.title.is_empty() || kind.has.iter().any(|has| has.value == *name)) {
            let owner = carriers.iter().map(|k| k.name.value.as_str()).collect::<Vec<_>>().join("、");
            let carried: Vec<&str> = carriers.iter().flat_map(|k| &k.has).map(|h| h.value.as_str()).collect();
            faults.push(fault::name::not_on_event(place.span, &owner, name, &carried.join("、")));
            return None;
        }
        Some(field)
    }

    fn attribute(&self, path: &[String], span: Span, faults: &mut Faults) -> Option<Field> {
        let declared = self.declared.find_attribute(path);
        let Some((id, len)) = declared else {
            let known = self.declared.attribute_names();
            faults.push(fault::name::unknown_attribute(span, &path.join("."), known));
            return None;
        };
        let whole = &self.declared.attribute(id);
        if len < path.len() && !matches!(whole.kind, Type::Any | Type::List) {
            let known = self.declared.attribute_names();
            faults.push(fault::name::unknown_attribute(span, &path.join("."), known));
            return None;
        }
        let name = self.declared.vocabulary.find(path.first()?)?;
        self.reads.note(name);
        Some(Field::Attribute { id, name, below: path[1..].to_vec() })
    }

    /// What a place holds, for comparisons: the type of its values.
    pub fn kind_of(&self, look: &Look) -> Kind {
        match &look.at {
            Spot::Count(_) => Kind::Of(Type::Whole),
            Spot::Cell(..) | Spot::User(_) => Kind::Of(Type::Any),
            Spot::Trigger(f) | Spot::Record(f) | Spot::Last(_, f) | Spot::First(_, f) => match f {
                Field::Attribute { id, below, .. } => {
                    let attribute = self.declared.attribute(*id);
                    let inner = attribute.name.value.split('.').count() <= below.len();
                    Kind::Of(if inner { Type::Any } else { attribute.kind })
                }
                Field::At => Kind::Of(Type::Instant),
                Field::Date => Kind::Of(Type::Date),
                Field::Time => Kind::Clock,
                Field::By(of) | Field::To(of) => Kind::Party(*of),
                Field::Id | Field::Type => Kind::Of(Type::Text),
            },
        }
    }
}

/// What a place holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Of(Type),
    Clock,
    Party(Of),
}

impl Kind {
    pub fn is_ordered(self) -> bool {
        match self {
            Kind::Of(kind) => kind.is_ordered(),
            Kind::Clock => true,
            Kind::Party(_) => false,
        }
    }

    pub fn words(self) -> crate::lang::Bilingual {
        match self {
            Kind::Of(Type::Text) => say!("文字"; "text"),
            Kind::Of(Type::Boolean) => say!("真假值"; "a boolean"),
            Kind::Of(Type::List) => say!("列表"; "a list"),
            Kind::Of(Type::Number) => say!("数"; "a number"),
            Kind::Of(Type::Whole) => say!("整数"; "a whole number"),
            Kind::Of(Type::Date) => say!("日期"; "a date"),
            Kind::Of(Type::Instant) => say!("时点"; "an instant"),
            Kind::Of(Type::Any) => say!("任意类型"; "of any type"),
            Kind::Clock => say!("时刻"; "a clock time"),
            Kind::Party(_) => say!("单位"; "a party"),
        }
    }
}

fn built_in(path: &[String]) -> Option<Field> {
    let of = |word: Option<&String>| match word.map(String::as_str) {
        None => Some(Of::Party),
        Some("id") => Some(Of::Id),
        Some("name") => Some(Of::Name),
        Some("role") => Some(Of::Role),
        Some("level") => Some(Of::Level),
        _ => None,
    };
    match (path.first()?.as_str(), path.len()) {
        ("id", 1) => Some(Field::Id),
        ("type", 1) => Some(Field::Type),
        ("at", 1) => Some(Field::At),
        ("date", 1) => Some(Field::Date),
        ("time", 1) => Some(Field::Time),
        ("by", 1 | 2) => of(path.get(1)).map(Field::By),
        ("to", 1 | 2) => of(path.get(1)).map(Field::To),
        _ => None,
    }
}
