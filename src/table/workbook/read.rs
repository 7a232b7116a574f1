//! What kind of workbook a file is, and whether what it claims is to be believed.

use super::bounds::{HARMLESS, RATIO, UNPACKED};
use super::{COMPOUND, binary, fault, is_workbook, ods, xlsx};
use crate::table::TableFault;
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
    let kind = match look(&mut file) {
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

enum Kind {
    Xlsx,
    Xlsb,
    Ods,
}

/// Looks at what the archive claims to hold.
fn look<RS: Read + Seek>(file: &mut RS) -> Result<Kind, TableFault> {
    let mut archive = zip::ZipArchive::new(file).map_err(|error| fault::unreadable(&error.to_string()))?;
    let (mut all, mut names) = (0_u64, Vec::new());
    for n in 0..archive.len() {
        let member = archive.by_index_raw(n).map_err(|error| fault::unreadable(&error.to_string()))?;
        let (size, stored) = (member.size(), member.compressed_size());
        let name = member.name().map_err(|error| fault::unreadable(&error.to_string()))?;
        all = all.saturating_add(size);
        if all > UNPACKED || (size > HARMLESS && size / RATIO > stored) {
            return Err(fault::bomb(&name));
        }
        names.push(name.into_owned());
    }
    if !is_workbook(names.iter().map(String::as_str)) {
        return Err(fault::unreadable("no workbook in the archive"));
    }
    Ok(if names.iter().any(|name| name == "xl/workbook.xml") {
        Kind::Xlsx
    } else if names.iter().any(|name| name == "xl/workbook.bin") {
        Kind::Xlsb
    } else {
        Kind::Ods
    })
}
