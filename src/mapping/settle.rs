//! A mapping beside the policies it is for: every name it writes is one that they declare, every value of the type that
//! they declare.

use super::fault;
use super::written::{Attribute, Event, Field, Mapping, Origin, Party, Table, What};
use crate::diag::{Faults, Level};
use crate::policy::declare::{Declared, Type};
use crate::policy::fault as said;
use crate::record::Value;
use crate::say;
use crate::source::Spanned;

type Constant = Spanned<Value<'static>>;

impl Mapping {
    /// Compares it with what the policies declare, and takes from there the types that it does not write itself. To be
    /// called before a [`super::Converter`] is made; what remains untyped is taken as the cell is stored.
    pub fn settle(&mut self, policies: &[&Declared], faults: &mut Faults) {
        if policies.is_empty() {
            return;
        }
        for table in &mut self.tables {
            let own = named(table, policies, faults);
            if !own.is_empty() {
                Settler { policies: own, faults }.table(table);
            }
        }
    }
}

/// The policies that a table is for: the one that it names, else all.
fn named<'p>(table: &Table, policies: &[&'p Declared], faults: &mut Faults) -> Vec<&'p Declared> {
    let Some(field) = &table.policy else { return policies.to_vec() };
    let mut all = Vec::new();
    for name in constants(field).filter_map(word) {
        let found: Vec<&Declared> = policies.iter().copied().filter(|p| p.head.id.value == name.value).collect();
        if found.is_empty() {
            faults.push(fault::unknown_policy(&name, policies.iter().map(|p| p.head.id.value.as_str())));
        }
        all.extend(found);
    }
    let from_column = field.column().is_some() && field.values.is_empty();
    if from_column { policies.to_vec() } else { all }
}

/// Every constant of a field: its value, those of its map, that of `else`.
fn constants(field: &Field) -> impl Iterator<Item = &Constant> {
    let own = match &field.from {
        Origin::Constant(value) => Some(value),
        Origin::Column { .. } => None,
    };
    own.into_iter().chain(field.values.iter().map(|(_, value)| value)).chain(&field.otherwise)
}

/// A constant that is a text, and says something.
fn word(value: &Constant) -> Option<Spanned<String>> {
    value.value.text().map(|text| Spanned::new(text.to_owned(), value.span))
}

/// The texts of a constant: one, or a list's.
fn words(value: &Constant) -> Vec<Spanned<String>> {
    value.value.items().iter().filter_map(|item| item.text().map(|text| Spanned::new(text.to_owned(), value.span))).collect()
}

struct Settler<'p, 'f> {
    policies: Vec<&'p Declared>,
    faults: &'f mut Faults,
}

impl Settler<'_, '_> {
    fn table(&mut self, table: &mut Table) {
        for name in table.kind.iter().flat_map(constants).filter_map(word) {
            let known: Vec<&str> = self.policies.iter().flat_map(|p| &p.kinds).map(|kind| kind.name.value.as_str()).collect();
            if !known.is_empty() && !known.contains(&name.value.as_str()) {
                self.faults.push(said::name::unknown_kind(&name, known.into_iter()));
            }
        }
        for attribute in &mut table.attributes {
            self.attribute(attribute);
        }
        for event in &mut table.events {
            self.event(event);
        }
    }

    fn event(&mut self, event: &mut Event) {
        let types: Vec<Spanned<String>> = match &event.what {
            What::Type(name) => vec![name.clone()],
            What::Field(field) => constants(field).filter_map(word).collect(),
        };
        types.iter().for_each(|name| self.event_type(name));
        for attribute in &mut event.attributes {
            let known = self.attribute(attribute);
            if let (true, [name]) = (known, types.as_slice()) {
                self.carried(name, attribute);
            }
        }
        for party in event.by.iter().chain(&event.to) {
            self.party(party);
        }
    }

    fn event_type(&mut self, name: &Spanned<String>) {
        let found: Vec<_> = self.policies.iter().filter_map(|p| p.find_event(&name.value).map(|id| p.event(id))).collect();
        if found.is_empty() {
            let known = self.policies.iter().flat_map(|p| p.event_names());
            self.faults.push(said::name::unknown_event(name, known));
        } else if found.iter().all(|event| !event.of.is_empty()) {
            let of: Vec<&str> = found.iter().flat_map(|event| &event.of).map(|name| name.value.as_str()).collect();
            self.faults.push(fault::stands_for(name, &of.join(" ")));
        }
    }

    /// No rule can read what the event is not declared to carry.
    fn carried(&mut self, event: &Spanned<String>, attribute: &Attribute) {
        let path = &attribute.path.value;
        let found: Vec<_> = self.policies.iter().filter_map(|p| p.find_event(&event.value).map(|id| p.event(id))).collect();
        let has = |name: &str| name == path || path.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        if !found.is_empty() && !found.iter().any(|event| event.has.iter().any(|name| has(&name.value))) {
            let carried: Vec<&str> = found.iter().flat_map(|event| &event.has).map(|name| name.value.as_str()).collect();
            let mut fault = said::name::not_on_event(attribute.path.span, &event.value, path, &carried.join("、"));
            fault.level = Level::Warning;
            self.faults.push(fault);
        }
    }

    /// Gives an attribute the type that is declared; whether it is declared at all.
    fn attribute(&mut self, attribute: &mut Attribute) -> bool {
        let path = &attribute.path;
        let names: Vec<String> = path.value.split('.').map(str::to_owned).collect();
        let found: Vec<_> = self
            .policies
            .iter()
            .filter_map(|policy| policy.find_attribute(&names).map(|(id, len)| (policy.attribute(id), len == names.len())))
            .collect();
        if found.is_empty() {
            let known = self.policies.iter().flat_map(|p| p.attribute_names());
            self.faults.push(said::name::unknown_attribute(path.span, &path.value, known));
            return false;
        }
        let kinds: Vec<Type> = found.iter().map(|(known, whole)| if *whole { known.kind } else { Type::Any }).collect();
        let field = &mut attribute.field;
        let splits = field.kind.is_none() && !field.split.is_empty();
        if splits {
            // several values are a list, whatever else may stand there
            field.kind = Some(Type::List);
        }
        match (field.kind, kinds.as_slice()) {
            (Some(written), kinds) => {
                if let Some(declared) = kinds.iter().find(|kind| !fits(written, **kind)) {
                    let differs = if splits { fault::splits_no_list } else { fault::type_differs };
                    self.faults.push(differs(field.span, &path.value, written, *declared));
                }
            }
            (None, [first, rest @ ..]) if rest.iter().all(|kind| kind == first) => field.kind = Some(*first),
            (None, _) => {
                if field.column().is_some() && field.values.is_empty() {
                    self.faults.push(fault::types_disagree(path.span, &path.value));
                }
            }
        }
        if field.kind == Some(Type::Any) && field.values.is_empty() {
            let values = found.iter().filter(|(_, whole)| *whole).flat_map(|(known, _)| &known.values);
            let whole = |text: &str| text.parse().is_ok_and(|n: i64| n.to_string() == text);
            field.numbers = values.map(|(value, _)| &value.value).filter(|value| whole(value)).cloned().collect();
        }
        if let Some(kind) = field.kind {
            for constant in constants(field) {
                self.constant(constant, kind, &path.value);
            }
        }
        for (known, _) in found.iter().filter(|(known, whole)| *whole && !known.values.is_empty()) {
            for name in constants(field).flat_map(words) {
                if !known.values.iter().any(|(value, _)| value.value == name.value) {
                    self.faults.push(fault::unknown_value(&name, &path.value, &known.values));
                }
            }
        }
        true
    }

    fn constant(&mut self, constant: &Constant, kind: Type, path: &str) {
        let good = match (&constant.value, kind) {
            (_, Type::Any | Type::List) | (Value::Null, _) => true,
            (Value::Text(_), Type::Text | Type::Date | Type::Instant) | (Value::Boolean(_), Type::Boolean) => true,
            (value, Type::Whole) => value.whole().is_some(),
            (value, Type::Number) => value.number().is_some(),
            _ => false,
        };
        if !good && !constant.value.is_absent() {
            let (shown, name) = (constant.value.shown(), kind.name());
            self.faults.push(said::rule::wrong_constant(
                constant.span,
                path,
                &say!(" {name}"; "{name}"),
                &say!("“{shown}”"; "\"{shown}\""),
            ));
        }
    }

    fn party(&mut self, party: &Party) {
        match party {
            Party::Word(field) => constants(field).flat_map(words).for_each(|name| self.office(&name)),
            Party::Parts(parts) => {
                for (key, field) in parts {
                    for name in constants(field).flat_map(words) {
                        if *key == "level" { self.level(&name) } else { self.office(&name) }
                    }
                }
            }
        }
    }

    fn office(&mut self, name: &Spanned<String>) {
        if !self.policies.iter().any(|p| p.register().find(&name.value).is_some()) {
            let known = self.policies.iter().flat_map(|p| p.register().offices()).map(|o| (o.id.as_str(), o.name.as_str()));
            self.faults.push(said::name::unknown_party(name, known));
        }
    }

    fn level(&mut self, name: &Spanned<String>) {
        if !self.policies.iter().any(|p| p.register().find_level(&name.value).is_some()) {
            let known = self.policies.iter().flat_map(|p| p.register().levels()).map(|level| level.id.as_str());
            self.faults.push(said::name::unknown_level(name, known));
        }
    }
}

/// Whether values of one type are good where the other is declared.
fn fits(written: Type, declared: Type) -> bool {
    written == declared
        || matches!(
            (written, declared),
            (_, Type::Any) | (Type::Whole, Type::Number) | (Type::Date, Type::Instant) | (Type::Instant, Type::Date)
        )
}
