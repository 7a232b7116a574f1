//! The archive a workbook is: whether what it claims is to be believed, and whether it came over whole.

use super::bounds::{HARMLESS, RATIO, UNPACKED};
use super::{fault, is_workbook};
use crate::table::TableFault;
use std::fmt::Display;
use std::io::{self, Read, Seek, SeekFrom};
use zip::ZipArchive;

/// What kind of workbook an archive holds.
pub enum Kind {
    Xlsx,
    Xlsb,
    Ods,
}

/// Looks at every member, and reads it through once: a sheet is read to the end of its cells only, and its checksum stands
/// behind them, so that a value damaged on the way would pass for a sound one.
pub fn look<RS: Read + Seek>(mut file: RS) -> Result<Kind, TableFault> {
    let mut archive = ZipArchive::new(&mut file).map_err(unreadable)?;
    let (mut all, mut names, mut headers) = (0_u64, Vec::new(), Vec::new());
    for n in 0..archive.len() {
        let member = archive.by_index_raw(n).map_err(unreadable)?;
        let (size, stored) = (member.size(), member.compressed_size());
        let name = member.name().map_err(unreadable)?.into_owned();
        all = all.saturating_add(size);
        if all > UNPACKED || (size > HARMLESS && size / RATIO > stored) {
            return Err(fault::bomb(&name));
        }
        headers.push((member.header_start(), member.name_raw().to_vec()));
        names.push(name);
    }
    let kind = kind(&names).ok_or_else(|| fault::unreadable("no workbook in the archive"))?;
    for (n, name) in names.iter().enumerate() {
        let member = archive.by_index(n).map_err(unreadable)?;
        // no more than is claimed, though a damaged member could give more
        let most = member.size();
        if io::copy(&mut member.take(most + 1), &mut io::sink()).map_err(unreadable)? != most {
            return Err(fault::unreadable(name));
        }
    }
    for (start, name) in headers {
        if !is_named(&mut file, start, &name).map_err(unreadable)? {
            return Err(fault::unreadable(&String::from_utf8_lossy(&name)));
        }
    }
    Ok(kind)
}

fn unreadable(error: impl Display) -> TableFault {
    fault::unreadable(&error.to_string())
}

fn kind(names: &[String]) -> Option<Kind> {
    let names = || names.iter().map(String::as_str);
    if !is_workbook(names()) {
        None
    } else if names().any(|name| name == "xl/workbook.xml") {
        Some(Kind::Xlsx)
    } else if names().any(|name| name == "xl/workbook.bin") {
        Some(Kind::Xlsb)
    } else {
        Some(Kind::Ods)
    }
}

/// Whether the member whose own header begins at `start` bears the name the directory gives it: no checksum covers
/// either, and a part that is not found under its name counts as one that is not there.
fn is_named(mut file: impl Read + Seek, start: u64, name: &[u8]) -> io::Result<bool> {
    /// Bytes of a header before the name, whose length the last four tell with that of what follows.
    const HEADER: usize = 30;
    let mut header = vec![0; HEADER + name.len()];
    file.seek(SeekFrom::Start(start))?;
    file.read_exact(&mut header)?;
    Ok(usize::from(u16::from_le_bytes([header[26], header[27]])) == name.len() && header[HEADER..] == *name)
}
