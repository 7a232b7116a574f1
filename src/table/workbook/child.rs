//! The process that reads a workbook: from its standard input, under limits, to frames on its standard output.
//!
//! The libraries that read workbooks believe what a file claims, and may take any memory, or fail: here that harms nobody.

use super::bounds::{self, HARMLESS, RATIO, UNPACKED};
use super::frame::Frames;
use super::sheet::Stop;
use super::{COMPOUND, binary, fault, is_workbook, ods, xlsx};
use calamine::{Reader, Xlsx, XlsxError};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

/// Reads the workbook at standard input; the exit status. All that is wrong is said in the frames.
pub fn run() -> u8 {
    let Ok(file) = standard_input() else { return 2 };
    bounds::impose();
    let mut out = Frames(BufWriter::new(io::stdout().lock()));
    let told = out.greet().map_err(Stop::from).and_then(|()| read(file, &mut out)).and_then(|()| Ok(out.end()?));
    u8::from(told.is_err())
}

/// Standard input as a file, which can be read in any order.
fn standard_input() -> io::Result<File> {
    #[cfg(unix)]
    let file = std::os::fd::AsFd::as_fd(&io::stdin()).try_clone_to_owned()?;
    #[cfg(windows)]
    let file = std::os::windows::io::AsHandle::as_handle(&io::stdin()).try_clone_to_owned()?;
    Ok(File::from(file))
}

/// Writes every sheet that can be read.
///
/// # Errors
/// Nobody listens any more.
pub(super) fn read<RS: Read + Seek, W: Write>(mut file: RS, out: &mut Frames<W>) -> Result<(), Stop> {
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
fn look<RS: Read + Seek>(file: &mut RS) -> Result<Kind, crate::table::TableFault> {
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
