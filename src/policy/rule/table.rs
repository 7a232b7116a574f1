//! Decision tables.

use super::Range;
use crate::record::Value;
use crate::record::look::Look;
use crate::source::Span;

/// A decision table.
#[derive(Clone, Debug)]
pub struct Table {
    pub name: String,
    pub title: String,
    pub by: Look,
    pub cells: Vec<String>,
    pub rows: Vec<Row>,
}

/// A row: chosen by its name, or by its band.
#[derive(Clone, Debug)]
pub struct Row {
    pub name: String,
    pub span: Span,
    pub is: Option<Range>,
    /// In the order of the table's cells; none where the row has no such cell.
    pub cells: Vec<Option<Value<'static>>>,
}
