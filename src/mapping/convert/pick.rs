//! One value of a row: which cell, and what becomes of it.

use super::separators::Separators;
use super::words::{self, Words};
use crate::mapping::moment::Dates;
use crate::mapping::unit::Unit;
use crate::mapping::written::Field;
use crate::policy::declare::Type;
use crate::record::Value;

/// A field with its columns looked up.
#[derive(Clone, Debug)]
pub struct Pick {
    /// None for a constant, or a column that has not come yet.
    pub column: Option<u32>,
    pub time: Option<u32>,
    pub year: Option<YearFrom>,
    pub take: Take,
    pub words: Words,
    pub unit: Option<Unit>,
    pub dates: Dates,
    /// Several values stand in one cell, between these.
    pub split: Separators,
    /// The name as the mapping has it, where the column has none.
    pub name: String,
}

/// What a cell is taken for.
#[derive(Clone, Debug, PartialEq)]
pub enum Take {
    /// The same JSON in every row.
    Constant(String),
    Text,
    /// A text that tells things apart: digits must not be lost.
    Id,
    Number,
    Whole,
    Boolean,
    Date,
    Instant,
    List,
    /// As the cell is stored.
    Any,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearFrom {
    Given(i32),
    Column(u32),
}

/// What lists are split at unless the mapping tells.
const COMMON: [char; 7] = ['、', ';', ';', ',', ',', '\n', '|'];

impl Pick {
    pub fn new(field: &Field, words: Words, column: Option<u32>, time: Option<u32>, year: Option<YearFrom>) -> Pick {
        let take = match field.kind {
            None | Some(Type::Any) => Take::Any,
            Some(Type::Text) => Take::Text,
            Some(Type::Number) => Take::Number,
            Some(Type::Whole) => Take::Whole,
            Some(Type::Boolean) => Take::Boolean,
            Some(Type::Date) => Take::Date,
            Some(Type::Instant) => Take::Instant,
            Some(Type::List) => Take::List,
        };
        let split = if take == Take::List && field.split.is_empty() { &COMMON[..] } else { &field.split };
        let split = Separators::new(split);
        let name = field.column().map(|column| column.value.clone()).unwrap_or_default();
        Pick { column, time, year, take, words, unit: field.unit.clone(), dates: field.dates, split, name }
    }

    pub fn constant(value: &Value<'_>) -> Pick {
        Pick { take: Take::Constant(words::json(value)), ..Pick::plain(None, "") }
    }

    /// A part of a record's id.
    pub fn id_part(column: Option<u32>, name: &str) -> Pick {
        Pick { take: Take::Id, ..Pick::plain(column, name) }
    }

    /// The number that a row is ordered by.
    pub fn order(column: Option<u32>, name: &str) -> Pick {
        Pick { take: Take::Whole, ..Pick::plain(column, name) }
    }

    fn plain(column: Option<u32>, name: &str) -> Pick {
        Pick {
            column,
            time: None,
            year: None,
            take: Take::Any,
            words: Words::default(),
            unit: None,
            dates: Dates::default(),
            split: Separators::default(),
            name: name.to_owned(),
        }
    }

    /// As when something happened.
    pub fn moment(self) -> Pick {
        self.taken(Take::Instant)
    }

    /// As an id.
    pub fn id(self) -> Pick {
        self.taken(Take::Id)
    }

    /// As a word: a name, a type.
    pub fn word(self) -> Pick {
        self.taken(Take::Text)
    }

    /// As yes or no.
    pub fn boolean(self) -> Pick {
        self.taken(Take::Boolean)
    }

    fn taken(self, take: Take) -> Pick {
        match self.take {
            Take::Constant(_) => self,
            _ => Pick { take, ..self },
        }
    }
}
