//! One value: the column it comes from, or a constant, and how it is read.

use crate::diag::Faults;
use crate::mapping::fault;
use crate::mapping::moment::{DATES, Dates};
use crate::mapping::unit::{self, Unit};
use crate::mapping::written::{Column, Field, Origin, Year};
use crate::policy::declare::attribute::constant;
use crate::policy::declare::{TYPES, Type};
use crate::policy::fault as said;
use crate::policy::reader::{Reader, text};
use crate::policy::schema;
use crate::policy::tree::{Node, Table, Value as Written};
use crate::record::Value;
use crate::say;
use crate::source::{Span, Spanned};
use std::sync::Arc;

/// The keys of a value.
pub const KEYS: [&str; 14] =
    ["column", "date", "value", "type", "unit", "as", "values", "else", "ignore", "split", "dates", "time", "year", "blank"];

/// What says as much as an empty cell unless the mapping tells otherwise.
const BLANKS: [&str; 8] = ["-", "—", "——", "/", "NULL", "N/A", "n/a", "无"];

/// What a table says of all its values.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    pub blank: Arc<[String]>,
    dates: Dates,
}

impl Fields {
    pub fn read(reader: &mut Reader<'_>, faults: &mut Faults) -> Fields {
        let blank = blank(reader, faults).unwrap_or_else(|| BLANKS.map(str::to_owned).into());
        Fields { blank, dates: dates(reader, faults).unwrap_or_default() }
    }
}

fn blank(reader: &mut Reader<'_>, faults: &mut Faults) -> Option<Arc<[String]>> {
    let node = reader.node("blank")?;
    Some(node.items().iter().filter_map(|item| text(item, faults)).map(|word| word.value).collect())
}

fn dates(reader: &mut Reader<'_>, faults: &mut Faults) -> Option<Dates> {
    let word = reader.text("dates", faults)?;
    match DATES.iter().find(|(name, _)| *name == word.value) {
        Some((_, dates)) => Some(*dates),
        None => {
            faults.push(said::name::not_one_of(&word, &DATES.map(|(name, _)| name)));
            None
        }
    }
}

/// Whether a table that has none of the keys was meant to have some.
pub fn any_misspelt(table: &Table) -> bool {
    table.entries.iter().any(|entry| crate::diag::nearest(&entry.key.value, KEYS).is_some())
}

/// `"列"`, or a table of [`KEYS`].
pub fn field(node: &Node, fields: &Fields, faults: &mut Faults) -> Option<Field> {
    match &node.value {
        Written::Table(table) => {
            let mut reader = Reader::new(table, node.span, &schema::mapping::FIELD);
            let field = from(&mut reader, node.span, fields, faults);
            reader.finish(faults);
            field
        }
        _ => text(node, faults).map(|column| plain_column(column, fields)),
    }
}

/// A column that is read as it stands.
pub fn plain_column(column: Column, fields: &Fields) -> Field {
    let span = column.span;
    blank_field(Origin::Column { column, time: None, year: None }, span, fields)
}

fn blank_field(from: Origin, span: Span, fields: &Fields) -> Field {
    Field {
        span,
        from,
        kind: None,
        unit: None,
        values: Vec::new(),
        numbers: Vec::new(),
        otherwise: None,
        ignore: Vec::new(),
        split: Vec::new(),
        dates: fields.dates,
        blank: fields.blank.clone(),
    }
}

/// A word that is the same in every row, or a table of [`KEYS`].
pub fn word(node: &Node, fields: &Fields, faults: &mut Faults) -> Option<Field> {
    match node.value {
        Written::Table(_) => field(node, fields, faults),
        _ => {
            let word = text(node, faults)?;
            let span = word.span;
            Some(blank_field(Origin::Constant(word.map(|text| Value::Text(text.into()))), span, fields))
        }
    }
}

/// Reads the keys of a value.
pub fn from(reader: &mut Reader<'_>, span: Span, fields: &Fields, faults: &mut Faults) -> Option<Field> {
    let (column, date) = (reader.text("column", faults), reader.text("date", faults));
    if let (Some(_), Some(date)) = (&column, &date) {
        faults.push(said::name::declared_twice(date, column.as_ref().map(|c| c.span)));
    }
    let value = reader.node("value").and_then(|node| Some(Spanned::new(constant(node, faults)?, node.inner())));
    let time = reader.text("time", faults);
    let year = reader.node("year").and_then(|node| year(node, faults));
    let kind = reader.text("type", faults).and_then(|word| kind(&word, faults));
    let unit = unit(reader, faults);
    let values = reader.table("values", faults).map(|(table, _)| values(table, faults)).unwrap_or_default();
    let otherwise = reader.node("else").and_then(|node| Some(Spanned::new(constant(node, faults)?, node.inner())));
    let ignore = reader.texts("ignore", faults);
    let split = reader.texts("split", faults).iter().flat_map(|marks| marks.value.chars().collect::<Vec<_>>()).collect();
    let dates = dates(reader, faults);
    let blank = blank(reader, faults);
    let missing = !reader.misspelt("column") && !reader.misspelt("value");
    let from = match (column.or(date), value) {
        (Some(column), None) => Origin::Column { column, time, year },
        (None, Some(value)) => Origin::Constant(value),
        (column, _) => {
            if column.is_some() || missing {
                faults.push(fault::column_or_value(span, column.is_some()));
            }
            return None;
        }
    };
    if unit.is_some() && kind.is_some_and(|kind| !matches!(kind, Type::Number | Type::Whole)) {
        faults.push(fault::unit_of_no_number(span));
    }
    let kind = kind.or(unit.is_some().then_some(Type::Number));
    let plain = blank_field(from, span, fields);
    let (dates, blank) = (dates.unwrap_or(plain.dates), blank.unwrap_or_else(|| plain.blank.clone()));
    Some(Field { kind, unit, values, otherwise, ignore, split, dates, blank, ..plain })
}

fn year(node: &Node, faults: &mut Faults) -> Option<Year> {
    match &node.value {
        Written::Whole(n) => match i32::try_from(*n).ok().filter(|n| (1..=9999).contains(n)) {
            Some(year) => Some(Year::Given(year)),
            None => {
                faults.push(said::table::wrong_type(node, say!("四位数的年份,或者年份所在的列"; "a year, or the column of the year")));
                None
            }
        },
        _ => text(node, faults).map(Year::Column),
    }
}

fn kind(word: &Spanned<String>, faults: &mut Faults) -> Option<Type> {
    match TYPES.iter().find(|(name, _)| *name == word.value) {
        Some((_, kind)) => Some(*kind),
        None => {
            faults.push(said::name::not_one_of(word, &TYPES.map(|(name, _)| name)));
            None
        }
    }
}

fn unit(reader: &mut Reader<'_>, faults: &mut Faults) -> Option<Unit> {
    let (word, target) = (reader.text("unit", faults), reader.text("as", faults));
    let mut known = |word: &Spanned<String>| {
        let found = unit::find(&word.value);
        if found.is_none() {
            faults.push(fault::unknown_unit(word));
        }
        found
    };
    let word = word?;
    let (measure, from) = known(&word)?;
    let into = match &target {
        None => measure.base(),
        Some(target) => {
            let (other, into) = known(target)?;
            if other != measure {
                faults.push(fault::units_differ(target, &word));
                return None;
            }
            Some(into)
        }
    };
    let Some(into) = into else {
        faults.push(fault::unit_without_as(&word, measure));
        return None;
    };
    from.into_unit(into).map(|factor| Unit { name: word.value.trim().to_owned(), factor })
}

fn values(table: &Table, faults: &mut Faults) -> Vec<(Spanned<String>, Spanned<Value<'static>>)> {
    let value =
        |entry: &crate::policy::tree::Entry| Some((entry.key.clone(), Spanned::new(constant(&entry.node, faults)?, entry.node.inner())));
    table.entries.iter().filter_map(value).collect()
}

/// A value as the text that a cell would show.
pub fn plain(node: &Node, faults: &mut Faults) -> Option<String> {
    match &node.value {
        Written::Whole(n) => Some(n.to_string()),
        Written::Number(n) => Some(n.to_string()),
        Written::Boolean(flag) => Some(flag.to_string()),
        _ => text(node, faults).map(|word| word.value),
    }
}
