//! XLSX and XLSM, cell by cell: what a sheet claims to be costs nothing, only what stands in it.

use super::cell::{Epoch, Stored};
use super::merge::Block;
use super::sheet::{Sheet, Stop};
use super::{bounds, fault, visible};
use crate::table::Cell;
use crate::table::apart::limits::COLUMNS;
use crate::table::apart::{Frames, Unheard};
use calamine::{DataRef, Dimensions, Reader, Xlsx, XlsxCellReader, XlsxError, XlsxFormulaMetadata};
use std::io::{Read, Seek, Write};

/// Writes the rows of every sheet.
///
/// # Errors
/// Nobody listens any more.
pub fn read<RS: Read + Seek, W: Write>(file: RS, out: &mut Frames<W>) -> Result<(), Unheard> {
    let mut book = match Xlsx::new(file) {
        Ok(book) => book,
        Err(XlsxError::Password) => return Ok(out.fault(&fault::password())?),
        Err(error) => return Ok(out.fault(&fault::unreadable(&error.to_string()))?),
    };
    let epoch = if book.has_1904_epoch() { Epoch::Y1904 } else { Epoch::Y1900 };
    for sheet in book.sheets_metadata().to_vec() {
        if !visible(&sheet, out)? {
            continue;
        }
        // told behind the cells in the file
        let merges = book.merge_cells_by_sheet_name(&sheet.name);
        let unmerged = merges.as_ref().err().map(ToString::to_string);
        let mut out = Sheet::begin(out, &sheet.name, merges.unwrap_or_default().iter().map(Block::from).collect())?;
        let read = match (unmerged, book.worksheet_cells_reader(&sheet.name)) {
            (Some(why), _) => Err(out.give_up(&why)),
            // a chart sheet
            (None, Err(XlsxError::NotAWorksheet(_))) => continue,
            (None, Err(error)) => Err(out.give_up(&error.to_string())),
            (None, Ok(mut cells)) => pass(&mut cells, epoch, &mut out).and_then(|()| out.end()),
        };
        if let Err(Stop::Unheard(error)) = read {
            return Err(error);
        }
    }
    Ok(())
}

fn pass<RS: Read + Seek, W: Write>(cells: &mut XlsxCellReader<'_, RS>, epoch: Epoch, out: &mut Sheet<'_, W>) -> Result<(), Stop> {
    let mut words = String::new();
    loop {
        match cells.next_cell_with_formula_metadata() {
            Ok(None) => return Ok(()),
            Ok(Some(found)) => {
                let (row, column) = found.pos;
                match (&found.value, &found.formula) {
                    // a program wrote it that does not calculate
                    (DataRef::Empty, Some(formula)) => out.cell(row, column, Cell::Broken(&unreckoned(formula)))?,
                    (value, _) => out.cell(row, column, Stored::from(value).cell(epoch, &mut words))?,
                }
            }
            Err(error) if is_of_a_cell(&error) => out.lose(error.to_string())?,
            Err(error) => return Err(out.give_up(&error.to_string())),
        }
    }
}

/// Whether the sheet goes on behind it.
fn is_of_a_cell(error: &XlsxError) -> bool {
    matches!(
        error,
        XlsxError::CellError(_)
            | XlsxError::CellTAttribute(_)
            | XlsxError::Unexpected(_)
            | XlsxError::Unrecognized { .. }
            | XlsxError::Parse(_)
            | XlsxError::ParseFloat(_)
            | XlsxError::ParseInt(_)
    )
}

/// A formula as the value it has not got: `=SUM(A1:A9)`.
fn unreckoned(formula: &XlsxFormulaMetadata) -> String {
    const MOST: usize = 60;
    match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
            std::iter::once('=').chain(formula.chars().take(MOST)).collect()
        }
        _ => "=…".to_owned(),
    }
}

impl From<&Dimensions> for Block {
    fn from(dimensions: &Dimensions) -> Block {
        let last = (dimensions.end.0.min(bounds::ROWS), dimensions.end.1.min(COLUMNS - 1));
        Block { rows: (dimensions.start.0, last.0), columns: (dimensions.start.1, last.1) }
    }
}
