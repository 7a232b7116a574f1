//! From rows to parts of records: columns are looked up once, then each row is written as JSON without a detour.

mod cell;
mod happening;
pub mod pick;
pub mod plan;
pub mod separators;
mod told;
pub mod value;
mod when;
mod words;

use super::columns::{Columns, Found};
use super::moment::Zones;
use super::part::{self, Part};
use super::slip;
use super::written::{Column, Event, Field, Ignored, Mapping, Origin, Party, Table, Test, What, Year};
use crate::record::Value;
use crate::source::Spanned;
use crate::table::{Row, TableFault};
use crate::time::Zone;
use cell::Holds;
use pick::{Pick, YearFrom};
use plan::{Happening, Person, Plan, Scratch};
use std::sync::Arc;
use words::Words;

pub(super) use cell::shown;
pub(super) use words::boolean;

/// Turns the rows of one table into parts.
#[derive(Debug)]
pub struct Converter<'m> {
    mapping: &'m Mapping,
    table: &'m Table,
    columns: Columns,
    /// Further columns may come.
    growing: bool,
    plan: Arc<Plan>,
    zones: Zones,
    /// Columns that nobody has asked for.
    unmapped: Vec<String>,
    missing: Vec<TableFault>,
    scratch: Scratch,
}

impl<'m> Converter<'m> {
    /// `columns` as the header names them, blank ones too. `zone` is that of the policies judged by, where they have one
    /// in common: local times are then written with their offset, which reads faster; else they stay local.
    ///
    /// # Errors
    /// Columns that the table needs and that are not there; `line` is 0: the header's is the caller's to know.
    pub fn new(mapping: &'m Mapping, table: &'m Table, columns: &[String], zone: Option<Zone>) -> Result<Self, Vec<TableFault>> {
        let mut converter = Converter::start(mapping, table, columns, zone, false);
        if converter.missing.is_empty() { Ok(converter) } else { Err(std::mem::take(&mut converter.missing)) }
    }

    /// For a file that names its own columns as it goes on: one that is not there yet is blank. What never came is
    /// [`Converter::missing`].
    pub fn growing(mapping: &'m Mapping, table: &'m Table, columns: &[String], zone: Option<Zone>) -> Self {
        Converter::start(mapping, table, columns, zone, true)
    }

    fn start(mapping: &'m Mapping, table: &'m Table, columns: &[String], zone: Option<Zone>, growing: bool) -> Self {
        let foreign = table.zone.is_some_and(|own| zone != Some(own));
        let mut converter = Converter {
            mapping,
            table,
            columns: Columns::new(columns),
            growing,
            plan: Arc::default(),
            zones: Zones { own: table.zone.or(zone), foreign },
            unmapped: Vec::new(),
            missing: Vec::new(),
            scratch: Scratch::default(),
        };
        converter.look_up();
        converter
    }

    /// More columns than before, the old ones in their places: files that name their own columns as they go.
    pub fn grow(&mut self, columns: &[String]) {
        self.columns.grow(columns);
        self.look_up();
    }

    /// Columns that nobody mapped or ignored, for one notice.
    pub fn unmapped(&self) -> Vec<String> {
        self.unmapped.clone()
    }

    /// Columns that the table needs and that have not come.
    pub fn missing(&self) -> &[TableFault] {
        &self.missing
    }

    fn look_up(&mut self) {
        let mut finder = Finder {
            columns: &self.columns,
            optional: &self.table.optional,
            asked: Vec::new(),
            missing: Vec::new(),
            near: false,
            lettered: !self.growing && self.table.header_rows > 0,
        };
        let mut plan = Plan::new(self.mapping, self.table, &mut finder);
        let Finder { mut asked, mut missing, near, .. } = finder;
        // a title above the header, a sheet of notes: one word, not one for each column
        if asked.is_empty() && !near && missing.len() > 1 && !self.growing && self.table.header_rows > 0 {
            missing = vec![slip::no_header(self.columns.names(), missing.len())];
        }
        (plan.zones, plan.names) = (self.zones, self.columns.names().to_owned());
        self.plan = Arc::new(plan);
        if let Ignored::Columns(columns) = &self.table.ignore {
            for column in columns {
                match self.columns.find(&column.value) {
                    Found::At(at) => asked.push(at),
                    Found::Twice(..) => asked.extend(self.columns.named(&column.value)),
                    Found::Missing(_) => {}
                }
            }
        }
        let left = |n: usize, name: &String| !name.trim().is_empty() && !asked.iter().any(|at| *at as usize == n);
        let names = self.columns.names().iter().enumerate().filter(|(n, name)| left(*n, name));
        self.unmapped = names.map(|(_, name)| name.trim().to_owned()).filter(|_| self.table.ignore != Ignored::All).collect();
        self.missing = missing;
    }

    /// The table with its columns looked up.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// As [`Plan::part`].
    ///
    /// # Errors
    /// Everything wrong in the row, each with its column.
    pub fn part(&mut self, row: &Row, part: &mut Part) -> Result<bool, Vec<TableFault>> {
        self.plan.part(row, part, &mut self.scratch)
    }
}

/// Looks columns up, and remembers which.
struct Finder<'c> {
    columns: &'c Columns,
    optional: &'c Ignored,
    asked: Vec<u32>,
    missing: Vec<TableFault>,
    /// Some name is there, or one like it.
    near: bool,
    /// A letter beyond the header is a column that is not there.
    lettered: bool,
}

impl Finder<'_> {
    fn find(&mut self, column: &Column) -> Option<u32> {
        let fault = match self.columns.find(&column.value) {
            Found::At(at) if self.lettered && at as usize >= self.columns.names().len() => slip::missing(&column.value, None),
            Found::At(at) => {
                self.asked.push(at);
                return Some(at);
            }
            Found::Twice(first, second) => {
                self.near = true;
                slip::twice(&column.value, first, second)
            }
            Found::Missing(_) if self.may_miss(column) => return None,
            Found::Missing(near) => {
                self.near |= near.is_some();
                slip::missing(&column.value, near.as_deref())
            }
        };
        if !self.missing.contains(&fault) {
            self.missing.push(fault);
        }
        None
    }

    fn may_miss(&self, column: &Column) -> bool {
        match self.optional {
            Ignored::All => true,
            Ignored::Columns(columns) => columns.iter().any(|other| other.value == column.value),
        }
    }

    fn pick(&mut self, field: &Field) -> Pick {
        let words = Words::new(field);
        match &field.from {
            Origin::Constant(value) => Pick::constant(&value.value),
            Origin::Column { column, time, year } => {
                let at = self.find(column);
                let time = time.as_ref().and_then(|time| self.find(time));
                let year = match year {
                    Some(Year::Given(year)) => Some(YearFrom::Given(*year)),
                    Some(Year::Column(column)) => self.find(column).map(YearFrom::Column),
                    None => None,
                };
                Pick::new(field, words, at, time, year)
            }
        }
    }

    fn holds(&mut self, tests: &[Test]) -> Vec<Holds> {
        let holds = |test: &Test| Some(Holds::new(self.find(&test.column)?, test));
        tests.iter().filter_map(holds).collect()
    }

    fn people(&mut self, parties: &[Party]) -> Vec<Person> {
        let mut people = Vec::new();
        for party in parties {
            match party {
                Party::Word(field) => match &field.from {
                    // each of several that are always the same
                    Origin::Constant(Spanned { value: Value::List(words), .. }) => {
                        people.extend(words.iter().map(|word| Person::Word(Box::new(Pick::constant(word)))));
                    }
                    _ => people.push(Person::Word(Box::new(self.pick(field).word()))),
                },
                Party::Parts(parts) => {
                    people.push(Person::Parts(parts.iter().map(|(key, field)| (*key, self.pick(field).word())).collect()));
                }
            }
        }
        people
    }

    fn happening(&mut self, event: &Event) -> Happening {
        let mut opening = String::new();
        let what = match &event.what {
            What::Type(name) => {
                opening.push_str("{\"type\":");
                part::text(&name.value, &mut opening);
                None
            }
            What::Field(field) => Some(self.pick(field)),
        };
        Happening {
            is_row: event.is_row,
            once: event.once,
            opening,
            what,
            at: event.at.as_ref().map(|field| self.pick(field).moment()),
            by: self.people(&event.by),
            to: self.people(&event.to),
            attributes: event.attributes.iter().map(|a| (a.path.value.clone(), self.pick(&a.field))).collect(),
            id: event.id.as_ref().map(|field| self.pick(field).id()),
            recorded_at: event.recorded_at.as_ref().map(|field| self.pick(field).moment()),
            retracted: event.retracted.as_ref().map(|field| self.pick(field).boolean()),
            supersedes: event.supersedes.as_ref().map(|field| self.pick(field).id()),
            when: self.holds(&event.when),
        }
    }
}

impl Plan {
    fn new(mapping: &Mapping, table: &Table, finder: &mut Finder<'_>) -> Plan {
        let id = table.id.columns.iter().map(|column| Pick::id_part(finder.find(column), &column.value)).collect();
        let mut head = Vec::new();
        for (key, field) in [("kind", &table.kind), ("policy", &table.policy)] {
            head.extend(field.as_ref().map(|field| (key, finder.pick(field).word())));
        }
        let order = table.order.as_ref().map(|column| Pick::order(finder.find(column), &column.value));
        let place = |path: &str| mapping.attributes.iter().position(|name| name == path).and_then(|n| u16::try_from(n).ok());
        let mut attributes: Vec<(u16, Pick)> =
            table.attributes.iter().filter_map(|a| Some((place(&a.path.value)?, finder.pick(&a.field)))).collect();
        attributes.sort_by_key(|(place, _)| *place);
        let events = table.events.iter().map(|event| finder.happening(event)).collect();
        let leave_out = finder.holds(&table.leave_out);
        Plan { id, joined: table.id.joined.clone(), head, order, attributes, events, leave_out, ..Plan::default() }
    }
}

#[cfg(test)]
mod tests;
