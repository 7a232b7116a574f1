//! Limits with their names looked up.

use super::condition::Conditions;
use super::declare::Type;
use super::fault;
use super::grammar::{self, Argument};
use super::place::Kind;
use super::rule::{Amount, Given, Limit, LimitKind, Table};
use super::tree::{Node, Value as Written};
use crate::diag::Faults;
use crate::record::Value;
use crate::record::look::Look;
use crate::say;
use crate::source::{Span, Spanned};
use crate::time::span::Counted;

/// Reads limits of one rule.
pub struct Limits<'c, 'd> {
    pub conditions: &'c mut Conditions<'d>,
    pub tables: &'c [Table],
}

impl Limits<'_, '_> {
    /// `within`, `wait`, `grace`: one text.
    pub fn read(&mut self, node: &Node, faults: &mut Faults) -> Option<Limit> {
        let Some(text) = node.text() else {
            if let Written::Whole(n) = node.value {
                faults.push(fault::grammar::bare_number(node.span, n));
                return None;
            }
            faults.push(fault::table::wrong_type(node, say!("期限,例如 \"5个工作日内\""; "a limit, such as \"5 working days\"")));
            return None;
        };
        let kind = self.parse(text, node.inner(), faults)?;
        Some(Limit { kind, written: text.to_owned() })
    }

    fn parse(&mut self, text: &str, span: Span, faults: &mut Faults) -> Option<LimitKind> {
        match grammar::limit(text, span) {
            Ok(limit) => self.resolve(limit, faults),
            Err(list) => {
                list.into_iter().for_each(|fault| faults.push(fault));
                None
            }
        }
    }

    fn resolve(&mut self, limit: grammar::Limit, faults: &mut Faults) -> Option<LimitKind> {
        Some(match limit {
            grammar::Limit::None => LimitKind::None,
            grammar::Limit::Promptly => LimitKind::Promptly,
            grammar::Limit::UntilEvent(name) => LimitKind::UntilEvent(self.conditions.names.event(&name, faults)?),
            grammar::Limit::UntilPlace(place, otherwise) => {
                let look = self.conditions.names.look(&place, faults)?;
                self.instant(&look, place.span, faults)?;
                let otherwise = match otherwise {
                    Some(counted) => Some(self.counted(&counted, faults)?),
                    None => None,
                };
                LimitKind::Until(look, otherwise)
            }
            grammar::Limit::Counted(counted) => LimitKind::Counted(self.counted(&counted, faults)?),
            grammar::Limit::Backward { amount, unit, place, roll } => {
                let look = self.conditions.names.look(&place, faults)?;
                self.instant(&look, place.span, faults)?;
                LimitKind::Backward { amount: self.amount(&amount, faults)?, unit, look, roll }
            }
            grammar::Limit::Function { name, arguments } => self.function(&name, &arguments, faults)?,
            grammar::Limit::Cell { table, cell } => self.cell(&table, &cell, faults)?,
        })
    }

    fn counted(&mut self, counted: &Counted<grammar::Amount>, faults: &mut Faults) -> Option<Counted<Amount>> {
        counted.resolve(|amount| self.amount(amount, faults))
    }

    fn amount(&mut self, amount: &grammar::Amount, faults: &mut Faults) -> Option<Amount> {
        Some(match amount {
            grammar::Amount::Fixed(n) => Amount::Fixed(*n),
            grammar::Amount::Place(place) => Amount::At(self.conditions.names.look(place, faults)?),
            grammar::Amount::Parameter(name) => {
                let value = self.conditions.parameter(name, faults)?;
                match value.whole().and_then(|n| u32::try_from(n).ok()).filter(|n| *n >= 1) {
                    Some(value) => Amount::Parameter { name: name.value.clone(), value },
                    None => {
                        faults.push(fault::rule::wrong_parameter(
                            name,
                            &value.shown(),
                            &say!("不小于 1 的整数"; "a whole number of at least 1"),
                        ));
                        return None;
                    }
                }
            }
        })
    }

    /// A place that holds a date or an instant.
    fn instant(&self, look: &Look, span: Span, faults: &mut Faults) -> Option<()> {
        match self.conditions.names.kind_of(look) {
            Kind::Of(Type::Date | Type::Instant | Type::Any) => Some(()),
            kind => {
                faults.push(fault::rule::not_a_day(span, &look.shown, &kind.words()));
                None
            }
        }
    }

    fn function(&mut self, name: &Spanned<String>, arguments: &[Argument], faults: &mut Faults) -> Option<LimitKind> {
        let given: Option<Vec<Given>> = arguments
            .iter()
            .map(|argument| match argument {
                Argument::Trigger => Some(Given::Trigger),
                Argument::Record => Some(Given::Record),
                Argument::Place(place) => self.conditions.names.look(place, faults).map(Given::At),
            })
            .collect();
        let arguments = given?;
        self.conditions.functions.require(name, arguments.len(), faults)?;
        Some(LimitKind::Function { name: name.value.clone(), arguments })
    }

    /// A table's cells, each a whole limit.
    fn cell(&mut self, table: &Spanned<String>, cell: &Spanned<String>, faults: &mut Faults) -> Option<LimitKind> {
        let declared = self.conditions.names.declared;
        let Some(id) = declared.find_table(&table.value) else {
            faults.push(fault::name::unknown_table(table.span, &table.value, declared.tables.iter().map(|t| t.name.value.as_str())));
            return None;
        };
        let found = self.tables.get(usize::from(id.0))?;
        let Some(n) = found.cells.iter().position(|c| *c == cell.value) else {
            faults.push(fault::name::unknown_cell(cell.span, &table.value, &cell.value, &found.cells));
            return None;
        };
        let texts: Vec<Option<String>> = found
            .rows
            .iter()
            .map(|row| match row.cells.get(n).and_then(Option::as_ref) {
                Some(Value::Text(text)) => Some(text.to_string()),
                _ => None,
            })
            .collect();
        let mut rows = Vec::new();
        for text in texts {
            rows.push(match text {
                Some(text) => Some(self.parse(&text, cell.span, faults)?),
                None => None,
            });
        }
        Some(LimitKind::Cell { table: id, rows })
    }
}
