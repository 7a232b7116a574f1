//! What kind of workbook a file is, and who reads it.

use super::archive::{self, Kind};
use super::{COMPOUND, binary, fault, ods, xlsx};
use crate::table::apart::{Frames, Unheard};
use calamine::{Reader, Xlsx, XlsxError};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};

/// Writes every sheet that can be read.
///
/// # Errors
/// Nobody listens any more.
pub fn read<RS: Read + Seek, W: Write>(mut file: RS, out: &mut Frames<W>) -> Result<(), Unheard> {
    let mut first = [0; 8];
    let head = file.seek(SeekFrom::Start(0)).and_then(|_| file.read_exact(&mut first)).and_then(|()| file.seek(SeekFrom::Start(0)));
    if let Err(error) = head {
        return Ok(out.fault(&fault::unreadable(&error.to_string()))?);
    }
    if first.starts_with(COMPOUND) {
        // an encrypted XLSX stands in such a file, too, and only its own reader knows it
        let mut file = BufReader::new(file);
        if let Err(XlsxError::Password) = Xlsx::new(&mut file) {
            return Ok(out.fault(&fault::password())?);
        }
        return binary::read_xls(file, out);
    }
    let kind = match archive::look(&mut file) {
        Ok(kind) => kind,
        Err(fault) => return Ok(out.fault(&fault)?),
    };
    let file = BufReader::new(file);
    match kind {
        Kind::Xlsx => xlsx::read(file, out),
        Kind::Xlsb => binary::read_xlsb(file, out),
        Kind::Ods => ods::read(file, out),
    }
}
