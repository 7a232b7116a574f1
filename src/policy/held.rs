//! The files that a policy may be made from, each read once: for whoever keeps them, or takes them elsewhere.

use super::load::Calendars;
use crate::source::{Held, Shelf};
use std::io::{self, Read};
use std::path::Path;

/// A file beyond this is no policy text: 4 MiB.
const LARGEST: u64 = 4 << 20;

/// Reads what one policy folder may be made from, calendars in reach among it; by whole path, links followed.
///
/// # Errors
/// A file that is there and cannot be read, or is larger than 4 MiB.
pub fn read(folder: &Path) -> io::Result<Held> {
    let folder = folder.canonicalize()?;
    let mut files = Held::new();
    let mut take = |place: &Path, suffixes: &[&str], must: bool| -> io::Result<()> {
        let listed = match Shelf::Disk.list(place) {
            Ok(listed) => listed,
            Err(error) if must => return Err(error),
            Err(_) => return Ok(()),
        };
        let wanted =
            |path: &&std::path::PathBuf| path.extension().is_some_and(|e| suffixes.iter().any(|suffix| e == *suffix)) && !path.is_dir();
        for path in listed.iter().filter(wanted) {
            files.insert(path.clone(), bytes(path)?);
        }
        Ok(())
    };
    take(&folder, &["toml", "csv", "rhai"], true)?;
    take(&folder.join("rules"), &["toml"], false)?;
    take(&folder.join("tests"), &["toml"], false)?;
    take(&folder.join("mappings"), &["toml"], false)?;
    for place in Calendars::places(&folder, &Shelf::Disk) {
        take(&place, &["toml", "ics"], false)?;
    }
    Ok(files)
}

/// The bytes of one file, of a size that a text has.
fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    // never a pipe or a device: reading one may wait for ever
    if !std::fs::metadata(path).map_err(named)?.is_file() {
        return Err(named(io::ErrorKind::InvalidInput.into()));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path).map_err(named)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(named)?;
    match bytes.len() as u64 > LARGEST {
        true => Err(named(io::ErrorKind::FileTooLarge.into())),
        false => Ok(bytes),
    }
}
