//! XLSB, cell by cell, and XLS, sheet by sheet: its sheets have at most 65,536 rows of 256 columns.

use super::cell::{Epoch, Stored};
use super::merge::Block;
use super::sheet::{Sheet, Stop};
use super::{fault, visible};
use crate::table::apart::{Frames, Unheard};
use calamine::{Reader, Xls, XlsError, Xlsb, XlsbError};
use std::io::{Read, Seek, Write};

/// Writes the rows of every sheet of an XLSB. Which cells are merged its reader does not tell: said once a sheet.
///
/// # Errors
/// Nobody listens any more.
pub fn read_xlsb<RS: Read + Seek, W: Write>(file: RS, out: &mut Frames<W>) -> Result<(), Unheard> {
    let mut book = match Xlsb::new(file) {
        Ok(book) => book,
        Err(XlsbError::Password) => return Ok(out.fault(&fault::password())?),
        Err(error) => return Ok(out.fault(&fault::unreadable(&error.to_string()))?),
    };
    let epoch = if book.has_1904_epoch() { Epoch::Y1904 } else { Epoch::Y1900 };
    let mut words = String::new();
    for sheet in book.sheets_metadata().to_vec() {
        if !visible(&sheet, out)? {
            continue;
        }
        let mut out = Sheet::begin(out, &sheet.name, Vec::new())?;
        out.out().notice(&fault::no_merges(&sheet.name))?;
        let read = match book.worksheet_cells_reader(&sheet.name) {
            Err(error) => Err(out.give_up(&error.to_string())),
            Ok(mut cells) => loop {
                match cells.next_cell() {
                    Ok(None) => break out.end(),
                    Ok(Some(cell)) => {
                        let (row, column) = cell.get_position();
                        let told = out.cell(row, column, Stored::from(cell.get_value()).cell(epoch, &mut words));
                        if told.is_err() {
                            break told;
                        }
                    }
                    Err(error) => break Err(out.give_up(&error.to_string())),
                }
            },
        };
        if let Err(Stop::Unheard(error)) = read {
            return Err(error);
        }
    }
    Ok(())
}

/// Writes the rows of every sheet of an XLS.
///
/// # Errors
/// Nobody listens any more.
pub fn read_xls<RS: Read + Seek, W: Write>(file: RS, out: &mut Frames<W>) -> Result<(), Unheard> {
    let mut book = match Xls::new(file) {
        Ok(book) => book,
        Err(XlsError::Password) => return Ok(out.fault(&fault::password())?),
        Err(error) => return Ok(out.fault(&fault::unreadable(&error.to_string()))?),
    };
    let epoch = if book.has_1904_epoch() { Epoch::Y1904 } else { Epoch::Y1900 };
    for sheet in book.sheets_metadata().to_vec() {
        if !visible(&sheet, out)? {
            continue;
        }
        let merges = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        let mut out = Sheet::begin(out, &sheet.name, merges.iter().map(Block::from).collect())?;
        let read = match book.worksheet_range(&sheet.name) {
            Err(error) => Err(out.give_up(&error.to_string())),
            Ok(range) => pass(&range, epoch, &mut out).and_then(|()| out.end()),
        };
        if let Err(Stop::Unheard(error)) = read {
            return Err(error);
        }
    }
    Ok(())
}

fn pass<W: Write>(range: &calamine::Range<calamine::Data>, epoch: Epoch, out: &mut Sheet<'_, W>) -> Result<(), Stop> {
    let mut words = String::new();
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let place = (first_row.saturating_add(row as u32), first_column.saturating_add(column as u32));
        out.cell(place.0, place.1, Stored::from(value).cell(epoch, &mut words))?;
    }
    Ok(())
}
