//! A mapping as written: which tables there are, and what their columns tell.

use super::moment::Dates;
use super::unit::Unit;
use crate::policy::declare::Type;
use crate::record::Value;
use crate::source::{Span, Spanned};
use crate::time::Zone;
use std::sync::Arc;

/// A whole `mapping.toml`.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// In the order of the text: the first that fits a file and sheet is taken.
    pub tables: Vec<Table>,
    /// The paths of all records' attributes, sorted by their names, so that those inside another stand together:
    /// `subject.name`. A [`super::part::Told`] names one by its place here.
    pub attributes: Vec<String>,
}

/// What a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowsAre {
    /// Wide: a row is a record.
    #[default]
    Record,
    /// Long: a row tells an event; rows of one id make a record.
    Event,
}

/// A column, by its name or as `@C` by its letter.
pub type Column = Spanned<String>;

/// One table of an export.
#[derive(Clone, Debug)]
pub struct Table {
    /// `[table.NAME]`
    pub name: Spanned<String>,
    /// Patterns of file names, `*` and `?`; none: every file.
    pub files: Vec<glob::Pattern>,
    /// Patterns of sheet names; none: every sheet.
    pub sheets: Vec<glob::Pattern>,
    /// Rows above the header that say nothing.
    pub skip: u32,
    /// 0, 1 or 2. With 0 columns are named by letter alone; with 2 by [`super::columns::joined`].
    pub header_rows: u8,
    pub rows: RowsAre,
    /// Rows of one id stand together: no record is kept open once another id comes.
    pub sorted: bool,
    /// A label that `encoding_rs` knows; none: detected.
    pub encoding: Option<String>,
    /// An ASCII byte; none: detected.
    pub separator: Option<u8>,
    /// The zone of its local times; none: the policy's.
    pub zone: Option<Zone>,
    pub id: Id,
    pub kind: Option<Field>,
    pub policy: Option<Field>,
    /// Whole numbers by which the events of a record are ordered.
    pub order: Option<Column>,
    pub attributes: Vec<Attribute>,
    pub events: Vec<Event>,
    /// Columns that are known to say nothing.
    pub ignore: Ignored,
    /// Columns that may be missing: they are blank then.
    pub optional: Ignored,
    /// Rows where one of these holds are no records: sums at the end.
    pub leave_out: Vec<Test>,
}

/// Columns that are left aside, or may be missing, without a word.
#[derive(Clone, Debug, PartialEq)]
pub enum Ignored {
    /// `ignore = true`, `optional = true`
    All,
    Columns(Vec<Column>),
}

/// The id of a record.
#[derive(Clone, Debug, Default)]
pub struct Id {
    pub columns: Vec<Column>,
    /// Stands between the texts of several columns.
    pub joined: String,
}

/// Where one value comes from and how it is read.
#[derive(Clone, Debug)]
pub struct Field {
    pub span: Span,
    pub from: Origin,
    /// As written, else as the policy declares it once settled.
    pub kind: Option<Type>,
    pub unit: Option<Unit>,
    /// What the export says, and what is meant.
    pub values: Vec<(Spanned<String>, Spanned<Value<'static>>)>,
    /// Of what may be a text or a number: whole numbers that the policy declares as values, known once settled. Text tables
    /// do not tell the two apart.
    pub numbers: Vec<String>,
    /// Stands for every other value.
    pub otherwise: Option<Spanned<Value<'static>>>,
    /// Whatever is not in `values` says nothing.
    pub ignore: Vec<Spanned<String>>,
    /// A list's items, or several parties, stand between these.
    pub split: Vec<char>,
    pub dates: Dates,
    /// Texts that say as much as an empty cell.
    pub blank: Arc<[String]>,
}

/// A column, or the same for every row.
#[derive(Clone, Debug)]
pub enum Origin {
    Column {
        column: Column,
        /// The time of day, where it has a column of its own.
        time: Option<Column>,
        /// The year, where the dates have none.
        year: Option<Year>,
    },
    Constant(Spanned<Value<'static>>),
}

/// Where the year of dates like `5月15日` is said.
#[derive(Clone, Debug)]
pub enum Year {
    Column(Column),
    Given(i32),
}

/// An attribute of a record or event.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// `subject.name`
    pub path: Spanned<String>,
    pub field: Field,
}

/// What a row tells of one event.
#[derive(Clone, Debug)]
pub struct Event {
    /// The row is this event: it cannot be without a type and a time.
    pub is_row: bool,
    /// Each row of a record repeats it: told in the same words, it counts once.
    pub once: bool,
    pub what: What,
    pub at: Option<Field>,
    pub by: Vec<Party>,
    pub to: Vec<Party>,
    pub attributes: Vec<Attribute>,
    pub id: Option<Field>,
    pub recorded_at: Option<Field>,
    pub retracted: Option<Field>,
    pub supersedes: Option<Field>,
    /// All must hold, else the row tells no such event.
    pub when: Vec<Test>,
}

/// The type of an event.
#[derive(Clone, Debug)]
pub enum What {
    Type(Spanned<String>),
    Field(Box<Field>),
}

/// Who acts or receives.
#[derive(Clone, Debug)]
pub enum Party {
    /// An id, a name, an alias or a role.
    Word(Box<Field>),
    /// `{id, name, role, level}`
    Parts(Vec<(&'static str, Field)>),
}

/// Whether a column has a value, or one of these.
#[derive(Clone, Debug)]
pub struct Test {
    pub column: Column,
    /// Texts that say as much as an empty cell.
    pub blank: Arc<[String]>,
    /// None: anything but blank.
    pub values: Option<Vec<String>>,
}

impl Mapping {
    /// The first table for a file (its name or its path) and sheet.
    pub fn table(&self, file: &str, sheet: Option<&str>) -> Option<&Table> {
        self.tables.iter().find(|table| table.fits(file, sheet))
    }
}

impl Table {
    /// Whether it is the table for a file (its name or its path) and sheet.
    pub fn fits(&self, file: &str, sheet: Option<&str>) -> bool {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let any = |patterns: &[glob::Pattern], names: &[&str]| {
            patterns.is_empty() || patterns.iter().any(|pattern| names.iter().any(|name| pattern.matches(name)))
        };
        any(&self.files, &[name, file]) && sheet.is_none_or(|sheet| any(&self.sheets, &[sheet]))
    }
}

impl Field {
    /// The column read, if it is one.
    pub fn column(&self) -> Option<&Column> {
        match &self.from {
            Origin::Column { column, .. } => Some(column),
            Origin::Constant(_) => None,
        }
    }
}
