//! The process that reads: from its standard input, under limits, to frames on its standard output.

use super::NARROWED;
use super::frame::Frames;
use super::limits::{self, MINUTES, MINUTES_OF_COLUMNS};
use crate::table::{parquet, workbook};
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

/// Why nothing more is told.
#[derive(Debug)]
pub struct Unheard(pub io::Error);

impl From<io::Error> for Unheard {
    fn from(error: io::Error) -> Unheard {
        Unheard(error)
    }
}

/// Reads the file at standard input; the exit status. All that is wrong is said in the frames.
pub fn run() -> u8 {
    let Ok((file, columnar)) = standard_input().and_then(look) else { return 2 };
    limits::impose(if columnar { MINUTES_OF_COLUMNS } else { MINUTES });
    let columns = std::env::var(NARROWED).ok().map(|columns| columns.split(',').filter_map(|column| column.parse().ok()).collect());
    let mut out = Frames::new(BufWriter::with_capacity(64 << 10, io::stdout().lock()));
    u8::from(tell(file, columnar, columns, &mut out).is_err())
}

/// `columns`: which are looked at, if not all.
fn tell<W: Write>(file: File, columnar: bool, columns: Option<Vec<usize>>, out: &mut Frames<W>) -> Result<(), Unheard> {
    out.greet()?;
    if columnar {
        parquet::read(file, columns.as_deref(), out)?
    } else {
        workbook::read(file, out)?
    }
    Ok(out.end()?)
}

/// Standard input as a file, which can be read in any order.
fn standard_input() -> io::Result<File> {
    #[cfg(unix)]
    let file = std::os::fd::AsFd::as_fd(&io::stdin()).try_clone_to_owned()?;
    #[cfg(windows)]
    let file = std::os::windows::io::AsHandle::as_handle(&io::stdin()).try_clone_to_owned()?;
    Ok(File::from(file))
}

/// Whether it is a Parquet file.
fn look(mut file: File) -> io::Result<(File, bool)> {
    let mut first = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    (&file).take(parquet::MAGIC.len() as u64).read_to_end(&mut first)?;
    file.seek(SeekFrom::Start(0))?;
    Ok((file, first == parquet::MAGIC))
}
