//! From rows to parts of records: columns are looked up once, then each row is written as JSON without a detour.

use super::part::Part;
use super::written::{Mapping, Table};
use crate::table::{Row, TableFault};
use crate::time::Zone;

/// Turns the rows of one table into parts.
#[derive(Debug)]
pub struct Converter<'m> {
    _mapping: &'m Mapping,
    _table: &'m Table,
    _zone: Option<Zone>,
}

impl<'m> Converter<'m> {
    /// `columns` as the header names them, blank ones too. `zone` is that of the policies judged by, where they have one
    /// in common: local times are then written with their offset, which reads faster; else they stay local.
    ///
    /// # Errors
    /// Columns that the table needs and that are not there; `line` is 0: the header's is the caller's to know.
    pub fn new(_mapping: &'m Mapping, _table: &'m Table, _columns: &[String], _zone: Option<Zone>) -> Result<Self, Vec<TableFault>> {
        Ok(Converter { _mapping, _table, _zone })
    }

    /// More columns than before, the old ones in their places: files that name their own columns as they go.
    pub fn grow(&mut self, _columns: &[String]) {}

    /// Columns that nobody mapped or ignored, for one notice.
    pub fn unmapped(&self) -> Vec<String> {
        Vec::new()
    }

    /// Writes what a row tells into `part`. False: the mapping leaves this row out.
    ///
    /// # Errors
    /// Everything wrong in the row, each with its column; the row tells nothing then.
    pub fn part(&mut self, _row: &Row, _part: &mut Part) -> Result<bool, Vec<TableFault>> {
        Ok(false)
    }
}
