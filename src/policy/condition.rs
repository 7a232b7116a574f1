//! Conditions: patterns become tests whose places and values are looked up; a text is Rhai.

use super::declare::Type;
use super::fault;
use super::grammar::{self, Braced};
use super::place::{Kind, Names};
use super::rule::{Bound, Condition, OutcomeOf, Range, Test, Wanted, What};
use super::tree::{Entry, Node, Table, Value as Written};
use crate::diag::Faults;
use crate::record::Value;
use crate::record::look::{Field, Look, Of, Spot};
use crate::say;
use crate::script::{Functions, Named, Resolve, Script};
use crate::source::{Span, Spanned};
use crate::time::Day;

/// Words that start a place.
const STARTS: [&str; 8] = ["trigger", "record", "last", "first", "count", "table", "user", "parameter"];

/// Reads conditions.
pub struct Conditions<'d> {
    pub names: Names<'d>,
    pub functions: &'d Functions,
}

impl Conditions<'_> {
    /// A pattern, a list of patterns (any), or Rhai.
    pub fn read(&mut self, node: &Node, faults: &mut Faults) -> Option<Condition> {
        match &node.value {
            Written::Text(text) => self.script(text, node.inner(), faults).map(Condition::Script),
            Written::Table(table) => self.all(table, node.span, faults).map(Condition::All),
            Written::List(items) => {
                let any: Vec<Option<Condition>> = items.iter().map(|item| self.read(item, faults)).collect();
                if items.is_empty() {
                    faults.push(fault::rule::condition_without_test(node.span));
                }
                any.into_iter().collect::<Option<Vec<_>>>().map(Condition::Any)
            }
            _ => {
                faults.push(fault::table::wrong_type(node, say!("{{ 取值之处 = 值 }}"; "a pattern {{ place = value }}")));
                None
            }
        }
    }

    /// Compiles a Rhai expression.
    pub fn script(&mut self, text: &str, span: Span, faults: &mut Faults) -> Option<Script> {
        let functions = self.functions;
        crate::script::compile(text, span, self, functions, faults)
    }

    fn all(&mut self, table: &Table, span: Span, faults: &mut Faults) -> Option<Vec<Test>> {
        let mut tests = Vec::new();
        let mut complete = true;
        let mut seen: Vec<String> = Vec::new();
        for (path, entry) in leaves(table) {
            let name = path.join(".");
            if seen.contains(&name) {
                faults.push(fault::name::declared_twice(&Spanned::new(name.clone(), entry.key.span), None));
            }
            seen.push(name);
            match self.test(&path, entry, faults) {
                Some(test) => tests.push(test),
                None => complete = false,
            }
        }
        if table.entries.is_empty() {
            faults.push(fault::rule::condition_without_test(span));
            return None;
        }
        complete.then_some(tests)
    }

    /// `EX-01.past_due = true`: an outcome of another rule. A named condition stands for any rule and asks for none.
    fn outcome(&self, rule: &str, what: What, entry: &Entry, faults: &mut Faults) -> Option<Test> {
        let outcome = OutcomeOf { rule: rule.to_owned(), what, span: entry.key.span };
        let Written::Boolean(wanted) = entry.node.value else {
            faults.push(fault::table::wrong_type(&entry.node, say!("true 或 false"; "true or false")));
            return None;
        };
        if self.names.anywhere && self.names.triggers.is_empty() {
            faults.push(fault::rule::outcome_in_condition(entry.key.span, rule));
            return None;
        }
        self.names.reads.ask(outcome.clone());
        Some(Test::Outcome { outcome, wanted })
    }

    /// One line of a pattern.
    fn test(&mut self, path: &[String], entry: &Entry, faults: &mut Faults) -> Option<Test> {
        let name = path.join(".");
        let span = entry.key.span;
        let start = path.first().map_or("", String::as_str);
        let what = path.get(1).filter(|_| path.len() == 2 && !STARTS.contains(&start));
        if let Some((_, what)) = what.and_then(|word| What::ALL.iter().find(|(name, _)| name == word)) {
            return self.outcome(start, *what, entry, faults);
        }
        if !name.contains('.') {
            let Some(id) = self.names.declared.find_condition(&name) else {
                let known = self.names.declared.conditions.iter().map(|c| c.name.value.as_str());
                faults.push(fault::name::unknown_condition(&Spanned::new(name, span), known));
                return None;
            };
            let Written::Boolean(wanted) = entry.node.value else {
                faults.push(fault::table::wrong_type(&entry.node, say!("true 或 false"; "true or false")));
                return None;
            };
            return Some(Test::Named { id, wanted, span });
        }
        let look = self.names.place(&name, span, faults)?;
        let wanted: Vec<Option<Wanted>> = entry.node.items().iter().map(|item| self.wanted(&look, item, faults)).collect();
        if wanted.is_empty() {
            faults.push(fault::rule::condition_without_test(entry.node.span));
            return None;
        }
        let spans = entry.node.items().iter().map(|item| item.span).collect();
        Some(Test::Place { look, wanted: wanted.into_iter().collect::<Option<_>>()?, span, spans })
    }

    /// One value that a place may have.
    pub fn wanted(&mut self, look: &Look, node: &Node, faults: &mut Faults) -> Option<Wanted> {
        let kind = self.names.kind_of(look);
        match &node.value {
            Written::Text(text) if text == "*" => Some(Wanted::Present),
            Written::Text(text) if kind.is_ordered() && matches!(grammar::compare(text, node.inner()), Ok(Some(_))) => {
                self.range(look, kind, text, node, faults)
            }
            Written::Text(text) => match grammar::braced(text, node.inner()) {
                Ok(Braced::Text(text)) => self.written(look, kind, &text, node, faults),
                Ok(Braced::Parameter(name)) => self.parameter(&name, faults).map(Wanted::Value),
                Ok(Braced::Place(place)) => self.names.look(&place, faults).map(Wanted::At),
                Err(fault) => {
                    faults.push(fault);
                    None
                }
            },
            Written::Date(text) => self.written(look, kind, text, node, faults),
            Written::Whole(n) => self.constant(look, kind, Value::Whole(*n), node, faults),
            Written::Number(n) => self.constant(look, kind, Value::Number(*n), node, faults),
            Written::Boolean(flag) => self.constant(look, kind, Value::Boolean(*flag), node, faults),
            Written::List(_) | Written::Table(_) => {
                faults.push(fault::table::wrong_type(node, say!("一个值"; "one value")));
                None
            }
        }
    }

    fn written(&mut self, look: &Look, kind: Kind, text: &str, node: &Node, faults: &mut Faults) -> Option<Wanted> {
        let register = self.names.declared.register();
        let word = Spanned::new(text.to_owned(), node.inner());
        match kind {
            Kind::Party(Of::Level) => {
                let found = register.find_level(text);
                if found.is_none() {
                    faults.push(fault::name::unknown_level(&word, register.levels().iter().map(|l| l.id.as_str())));
                }
                found.map(Wanted::Level)
            }
            Kind::Party(Of::Name) => Some(Wanted::Value(Value::Text(text.to_owned().into()))),
            Kind::Party(_) => self.office(&word, faults).map(Wanted::Office),
            kind if kind.is_ordered() => self.range(look, kind, text, node, faults),
            Kind::Of(Type::Any) => Some(match grammar::compare(text, node.inner()) {
                Ok(Some(compare)) if is_numeric(&compare) => Wanted::Range(self.bounds(compare, text, faults)?),
                _ => Wanted::Value(Value::Text(text.to_owned().into())),
            }),
            _ => self.constant(look, kind, Value::Text(text.to_owned().into()), node, faults),
        }
    }

    /// A text where the place has an order: a comparison, or one date or clock time.
    fn range(&mut self, look: &Look, kind: Kind, text: &str, node: &Node, faults: &mut Faults) -> Option<Wanted> {
        match grammar::compare(text, node.inner()) {
            Err(fault) => {
                faults.push(fault);
                None
            }
            Ok(Some(compare)) => self.bounds(compare, text, faults).map(Wanted::Range),
            Ok(None) => {
                if let Some(day) = date(text).filter(|_| matches!(kind, Kind::Of(Type::Date | Type::Instant))) {
                    return Some(Wanted::Day(day));
                }
                let words = kind.words();
                let found = fault::rule::wrong_constant(node.span, &look.shown, &words, &say!("“{text}”"; "\"{text}\""));
                faults.push(match two_numbers(text) {
                    Some((low, high)) => found.help(say!("从几到几写“{low}..{high}”"; "a range is written \"{low}..{high}\"")),
                    None => found,
                });
                None
            }
        }
    }

    /// The bounds of a comparison, parameters replaced by their numbers.
    pub fn bounds(&mut self, compare: grammar::Compare, text: &str, faults: &mut Faults) -> Option<Range> {
        let mut written = text.to_owned();
        let mut end = |bound: Option<(grammar::Bound, bool)>| -> Option<Option<(Bound, bool)>> {
            let Some((bound, inclusive)) = bound else { return Some(None) };
            let bound = match bound {
                grammar::Bound::Number(n) => Bound::Number(n),
                grammar::Bound::Clock(micros) => Bound::Clock(micros),
                grammar::Bound::Date(day) => Bound::Day(day),
                grammar::Bound::MonthDay(month, day) => Bound::MonthDay(month, day),
                grammar::Bound::Place(place) => Bound::At(self.names.look(&place, faults)?),
                grammar::Bound::Parameter(name) => match self.parameter(&name, faults)?.number() {
                    Some(n) => {
                        written = written.replace(&format!("{{{}}}", name.value), &n.to_string());
                        Bound::Number(n)
                    }
                    None => {
                        let shown = self.parameter(&name, faults)?.shown();
                        faults.push(fault::rule::wrong_parameter(&name, &shown, &say!("数"; "a number")));
                        return None;
                    }
                },
            };
            Some(Some((bound, inclusive)))
        };
        let (low, high) = (end(compare.low)?, end(compare.high)?);
        Some(Range { low, high, written })
    }

    /// A constant, checked against the declared type and values.
    fn constant(&self, look: &Look, kind: Kind, value: Value<'static>, node: &Node, faults: &mut Faults) -> Option<Wanted> {
        let fits = matches!(
            (kind, &value),
            (Kind::Of(Type::Any | Type::List), _)
                | (Kind::Of(Type::Text), Value::Text(_))
                | (Kind::Of(Type::Boolean), Value::Boolean(_))
                | (Kind::Of(Type::Number | Type::Whole), Value::Whole(_) | Value::Number(_))
        );
        if !fits {
            faults.push(fault::rule::wrong_constant(node.span, &look.shown, &kind.words(), &node.kind()));
            return None;
        }
        if let (Some(attribute), Value::Text(text)) = (self.attribute(look), &value) {
            let known = &self.names.declared.attribute(attribute).values;
            if !known.is_empty() && !known.iter().any(|(code, _)| code.value == **text) {
                let known = known.iter().map(|(code, title)| (code.value.as_str(), title.as_str()));
                faults.push(fault::rule::unknown_value(node.inner(), &look.shown, text, known));
                return None;
            }
            if known.is_empty() && kind == Kind::Of(Type::Text) && matches!(grammar::compare(text, node.inner()), Ok(Some(_))) {
                faults.push(fault::rule::not_ordered(node.inner(), &look.shown, text));
            }
        }
        Some(Wanted::Value(value))
    }

    fn attribute(&self, look: &Look) -> Option<crate::record::look::AttributeId> {
        match &look.at {
            Spot::Trigger(Field::Attribute { id, .. })
            | Spot::Record(Field::Attribute { id, .. })
            | Spot::Last(_, Field::Attribute { id, .. })
            | Spot::First(_, Field::Attribute { id, .. }) => Some(*id),
            _ => None,
        }
    }

    /// A declared party or role, or the fault that it is none.
    pub fn office(&self, word: &Spanned<String>, faults: &mut Faults) -> Option<crate::record::PartyId> {
        let register = self.names.declared.register();
        let found = register.find(&word.value);
        if found.is_none() {
            faults.push(fault::name::unknown_party(word, register.offices().iter().map(|o| (o.id.as_str(), o.name.as_str()))));
        }
        found
    }

    /// The value of a parameter, or the fault that there is none.
    pub fn parameter(&self, name: &Spanned<String>, faults: &mut Faults) -> Option<Value<'static>> {
        match self.names.declared.find_parameter(&name.value) {
            // A value that could not be read is reported where it is declared.
            Some(parameter) => Some(parameter.value.clone()).filter(|value| *value != Value::Null),
            None => {
                let known = self.names.declared.parameters.iter().map(|p| (p.name.value.as_str(), p.title.as_str()));
                faults.push(fault::name::unknown_parameter(name, known));
                None
            }
        }
    }
}

impl Resolve for Conditions<'_> {
    fn resolve(&mut self, path: &str, span: Span, faults: &mut Faults) -> Option<Named> {
        let declared = self.names.declared;
        if let Some(name) = path.strip_prefix("parameter.") {
            return self.parameter(&Spanned::new(name.to_owned(), span), faults).map(Named::Constant);
        }
        if path.contains('.') {
            return self.names.place(path, span, faults).map(Named::Place);
        }
        let found = declared.find_condition(path).map(Named::Condition);
        if found.is_none() {
            let known = declared.conditions.iter().map(|c| c.name.value.as_str());
            faults.push(fault::name::unknown_condition(&Spanned::new(path.to_owned(), span), known));
        }
        found
    }

    fn office(&self, word: &str) -> Option<crate::record::PartyId> {
        self.names.declared.register().find(word)
    }

    fn level(&self, word: &str) -> Option<crate::record::register::LevelId> {
        self.names.declared.register().find_level(word)
    }

    fn lists(&self) -> Vec<crate::record::look::AttributeId> {
        let attributes = (0..).zip(&self.names.declared.attributes);
        let lists = attributes.filter(|(_, attribute)| attribute.kind == Type::List);
        lists.map(|(n, _)| crate::record::look::AttributeId(n)).collect()
    }

    fn conditions(&self) -> Vec<String> {
        self.names.declared.conditions.iter().map(|condition| condition.name.value.clone()).collect()
    }

    fn zone(&self) -> crate::time::Zone {
        self.names.declared.vocabulary.zone
    }
}

fn is_numeric(compare: &grammar::Compare) -> bool {
    let number = |end: &Option<(grammar::Bound, bool)>| end.as_ref().is_none_or(|(b, _)| matches!(b, grammar::Bound::Number(_)));
    number(&compare.low) && number(&compare.high)
}

/// A date as TOML or text writes it.
pub fn date(text: &str) -> Option<Day> {
    crate::time::spelling::day(text, &crate::time::Zone::shanghai()).ok().filter(|_| text.len() <= 12)
}

/// `1-20`, `1至20`, `1~20`.
fn two_numbers(text: &str) -> Option<(&str, &str)> {
    let (low, high) = text.split_once(['-', '~', '至', '到', '—'])?;
    let number = |part: &str| part.trim().parse::<f64>().is_ok();
    (number(low) && number(high)).then_some((low.trim(), high.trim()))
}

/// Every value of a pattern with the path that leads to it: dotted keys nest as tables.
fn leaves(table: &Table) -> Vec<(Vec<String>, &Entry)> {
    let mut found = Vec::new();
    for entry in &table.entries {
        match &entry.node.value {
            Written::Table(inner) => {
                for (mut path, leaf) in leaves(inner) {
                    path.insert(0, entry.key.value.clone());
                    found.push((path, leaf));
                }
            }
            _ => found.push((vec![entry.key.value.clone()], entry)),
        }
    }
    found
}
