//! A file, a pipe or standard input, before and after it is known what stands in it.

use super::head::Head;
use super::kind::{self, Kind};
use super::pace::{Pace, Paced};
use super::pump::Pumped;
use super::refusal::Refusal;
use super::{Fault, Stream};
use crate::table::spool;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

/// A packed workbook is unpacked as a whole, into a temporary file at most so large.
const UNPACKED: u64 = 1 << 30;

/// A file before it is known what it is.
pub(super) enum Source {
    File(File),
    /// It can be read once.
    Stream(Stream),
}

pub(super) fn source(path: &Path, given: Option<Stream>, pace: &Arc<Pace>) -> Result<Source, Fault> {
    pace.go_on()?;
    if let Some(read) = given {
        return Ok(Source::Stream(Box::new(Paced { read, pace: Arc::clone(pace) })));
    }
    if path.as_os_str() == "-" {
        let pumped = Pumped::start(|| Ok(io::stdin()), Arc::clone(pace));
        return Ok(Source::Stream(Box::new(pumped)));
    }
    let about = std::fs::metadata(path)?;
    if about.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
    }
    if about.is_file() {
        return Ok(Source::File(File::open(path)?));
    }
    let path = path.to_owned();
    Ok(Source::Stream(Box::new(Pumped::start(|| File::open(path), Arc::clone(pace)))))
}

/// What a source is; it is given back as it was.
pub(super) fn look(source: Source, pace: &Arc<Pace>) -> Result<(Kind, Source), Fault> {
    match source {
        Source::File(mut file) => {
            let mut head = Head::of(&mut file, kind::LOOK);
            if let Some(error) = head.failure() {
                return Err(error.into());
            }
            let kind = Kind::of(head.first());
            file.seek(SeekFrom::Start(0))?;
            Ok((kind, Source::File(file)))
        }
        Source::Stream(read) => {
            let mut head = Head::of(read, kind::LOOK);
            if let Some(error) = head.failure() {
                return Err(error.into());
            }
            pace.go_on()?;
            Ok((Kind::of(head.first()), Source::Stream(Box::new(head))))
        }
    }
}

/// A file that can be read from its end.
pub(super) fn seekable(source: Source) -> Result<File, Fault> {
    match source {
        Source::File(file) => Ok(file),
        Source::Stream(mut read) => Ok(spool::spool(&mut read)?),
    }
}

/// As [`seekable`], for what a packed file may grow to.
pub(super) fn spooled(mut read: impl Read) -> Result<File, Fault> {
    let mut limited = (&mut read).take(UNPACKED);
    let file = spool::spool(&mut limited)?;
    if limited.limit() == 0 && read.read(&mut [0])? > 0 {
        return Err(Refusal::TooLarge(UNPACKED).into());
    }
    Ok(file)
}
