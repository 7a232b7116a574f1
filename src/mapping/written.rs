//! A mapping as written: which tables there are, and what their columns tell.

use crate::diag::Faults;
use crate::policy::declare::Declared;
use crate::source::{FileId, Span, Spanned};
use crate::time::Zone;

/// A whole `mapping.toml`.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// In the order of the text: the first that fits a file and sheet is taken.
    pub tables: Vec<Table>,
    /// The paths of all records' attributes, those inside another together: `subject.name`. A [`super::part::Told`]
    /// names one by its place here.
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
}

impl Mapping {
    /// Reads a mapping; every fault of it is reported. What is broken is left out of what is returned.
    pub fn read(_file: FileId, _text: &str, _faults: &mut Faults) -> Mapping {
        Mapping::default()
    }

    /// Compares it with what the policies declare, and takes from there the types that it does not write itself. To be
    /// called before a [`super::Converter`] is made; without policies everything untyped is text.
    pub fn settle(&mut self, _policies: &[&Declared], _faults: &mut Faults) {}

    /// The first table for a file (its name or its path) and sheet.
    pub fn table(&self, file: &str, sheet: Option<&str>) -> Option<&Table> {
        self.tables.iter().find(|table| table.fits(file, sheet))
    }
}

impl Table {
    /// Whether it is the table for a file (its name or its path) and sheet.
    pub fn fits(&self, file: &str, sheet: Option<&str>) -> bool {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let any =
            |patterns: &[glob::Pattern], names: &[&str]| patterns.is_empty() || patterns.iter().any(|p| names.iter().any(|n| p.matches(n)));
        any(&self.files, &[name, file]) && sheet.is_none_or(|sheet| any(&self.sheets, &[sheet]))
    }

    /// Where its header stands in the mapping, for messages.
    pub fn span(&self) -> Span {
        self.name.span
    }
}
