//! From the paths of the command line to what stands in them, one input after another.
//!
//! What a file is, is told by its bytes: packed (gz, zst), an archive (zip: each member is an input), a workbook, an event
//! log, records, or a table. One layer of packing is undone. Whatever comes, memory is bounded; what cannot be opened
//! is a [`DataError`] of its own, and the rest goes on.

mod archive;
mod content;
mod head;
mod kind;
mod pace;
mod paths;
mod pump;
mod refusal;
mod source;

pub use pace::{Pace, is_cut};
pub use refusal::Refusal;

use super::encoding::{Decoded, Noted};
use super::fault::{DataError, DataFault, Place};
use super::inputs::{Form, Given, InputName, Inputs};
use crate::table::{Rows, parquet, workbook};
use archive::Archive;
use head::Head;
use kind::Kind;
use pace::Paced;
use source::{Source, look, seekable, source, spooled};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

type Stream = Box<dyn Read + Send>;

/// What stands in an input.
pub enum Content {
    /// JSON or NDJSON, in UTF-8 but for [`MISFIT`](super::encoding::MISFIT)s.
    Records(Stream),
    /// NDJSON, whatever it looks like; else the same.
    Lines(Stream),
    Table(Box<dyn Rows>),
}

/// An input that is open.
pub struct Opened {
    /// Its number. A workbook's sheets are named by [`Inputs::sheet`] as they come.
    pub input: u32,
    /// The name that a mapping knows it by: the member's, else the file's.
    pub name: String,
    pub content: Content,
    /// Its encoding, once that is found out.
    pub noted: Noted,
}

/// What is told of a file beforehand, by a mapping.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hint {
    /// A mapping says that it is a table.
    pub table: bool,
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// An ASCII byte.
    pub separator: Option<u8>,
    /// So many rows down to the last one of the header; 0: one.
    pub header: u32,
}

/// Tells what is known of a file, by its name.
pub type Hints<'o> = &'o (dyn Fn(&str) -> Hint + Sync);

/// The files of a run while they are opened, one after another.
pub struct Opening<'o> {
    files: std::vec::IntoIter<(PathBuf, Option<Refusal>)>,
    /// What is being read of: its members come next.
    archive: Option<(PathBuf, Archive)>,
    inputs: &'o Inputs,
    pace: Arc<Pace>,
    hints: Hints<'o>,
}

/// Why an input is not opened.
#[derive(Debug)]
struct Fault(DataFault);

impl From<DataFault> for Fault {
    fn from(fault: DataFault) -> Fault {
        Fault(fault)
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Fault {
        Fault(DataFault::Refused(refusal))
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        Fault((&error).into())
    }
}

impl<'o> Opening<'o> {
    /// Finds the files that the paths stand for; `-` is standard input. Nothing is opened yet.
    pub fn new(paths: &[PathBuf], inputs: &'o Inputs, pace: Arc<Pace>, hints: Hints<'o>) -> Opening<'o> {
        let mut files = Vec::new();
        for path in paths {
            match if inputs.is_given(path) { Ok(vec![path.clone()]) } else { paths::expand(path) } {
                Ok(found) => files.extend(found.into_iter().map(|file| (file, None))),
                Err(refusal) => files.push((path.clone(), Some(refusal))),
            }
        }
        let size = |(file, _): &(PathBuf, Option<Refusal>)| match std::fs::metadata(file) {
            _ if file.as_os_str() == "-" || inputs.is_given(file) => None,
            Ok(file) if file.is_file() => Some(file.len()),
            // a pipe does not say how much will come
            Ok(file) if !file.is_dir() => None,
            _ => Some(0),
        };
        pace.expect(files.iter().map(size).sum());
        Opening { files: files.into_iter(), archive: None, inputs, pace, hints }
    }

    /// The files, where they are two that are not packed and may be tables that need not be held to be read.
    pub fn two(&self) -> Option<[PathBuf; 2]> {
        let [(first, None), (second, None)] = self.files.as_slice() else { return None };
        let plain = |path: &PathBuf| {
            File::open(path).is_ok_and(|file| matches!(Kind::of(Head::of(file, kind::LOOK).first()), Kind::Text | Kind::Parquet))
        };
        // who opens a pipe waits for it
        let regular = |path: &PathBuf| path.as_os_str() != "-" && std::fs::metadata(path).is_ok_and(|file| file.is_file());
        let both = regular(first) && regular(second) && plain(first) && plain(second);
        both.then(|| [first.clone(), second.clone()])
    }

    /// A file that is no archive.
    fn plain(&self, name: InputName, kind: Kind, source: Source) -> Result<Opened, DataError> {
        let counted = |source| -> Result<File, Fault> {
            let file = seekable(source)?;
            // who reads it from its end does not count
            self.pace.count(file.metadata().map_or(0, |file| usize::try_from(file.len()).unwrap_or(0)));
            Ok(file)
        };
        let table = |rows: io::Result<Box<dyn Rows>>| Ok((Form::Grid, Content::Table(rows?)));
        let content = match kind {
            Kind::Gz => return self.unpacked(name, Box::new(flate2::read::MultiGzDecoder::new(self.stream(source)))),
            Kind::Zst => match zstd::Decoder::new(self.stream(source)) {
                Ok(read) => return self.unpacked(name, Box::new(read)),
                Err(error) => Err(error.into()),
            },
            Kind::Compound => counted(source).and_then(|file| table(workbook::open(file))),
            Kind::Parquet => counted(source).and_then(|file| table(parquet::open(file))),
            Kind::Refused(refusal) => Err(refusal.into()),
            Kind::Text | Kind::Zip => return self.text(name, self.stream(source)),
        };
        self.answer(name, content, Noted::default())
    }

    /// What came out of a layer of packing.
    fn unpacked(&self, name: InputName, read: Stream) -> Result<Opened, DataError> {
        let mut head = Head::of(read, kind::LOOK);
        if let Some(error) = head.failure() {
            return Err(self.refuse(name, error.into()));
        }
        let content = match Kind::of(head.first()) {
            Kind::Text => return self.text(name, Box::new(head)),
            Kind::Gz | Kind::Zst => Err(Refusal::Nested.into()),
            Kind::Refused(refusal) => Err(refusal.into()),
            Kind::Zip => spooled(head).and_then(|file| match archived(file, &self.pace)? {
                Archived::Workbook(rows) => Ok((Form::Grid, Content::Table(rows))),
                Archived::Members(_) => Err(Refusal::Nested.into()),
            }),
            Kind::Compound => spooled(head).and_then(|file| Ok((Form::Grid, Content::Table(workbook::open(file)?)))),
            Kind::Parquet => spooled(head).and_then(|file| Ok((Form::Grid, Content::Table(parquet::open(file)?)))),
        };
        self.answer(name, content, Noted::default())
    }

    fn text(&self, name: InputName, read: Stream) -> Result<Opened, DataError> {
        let (known, noted) = (name.last(), Noted::default());
        let content = content::of(read, &known, &(self.hints)(&known), &noted);
        self.answer(name, content, noted)
    }

    /// Records of another program, a line each.
    fn lines(&self, name: InputName, read: Stream) -> Opened {
        let noted = Noted::default();
        let read = Decoded::new(Paced { read, pace: Arc::clone(&self.pace) }, Some(encoding_rs::UTF_8), noted.clone());
        self.opened(name, Form::Text, Content::Lines(Box::new(read)), noted)
    }

    fn archived(&self, source: Source) -> Result<Archived, Fault> {
        archived(seekable(source)?, &self.pace)
    }

    fn stream(&self, source: Source) -> Stream {
        match source {
            Source::File(file) => Box::new(Paced { read: file, pace: Arc::clone(&self.pace) }),
            Source::Stream(read) => read,
        }
    }

    fn answer(&self, name: InputName, content: Result<(Form, Content), Fault>, noted: Noted) -> Result<Opened, DataError> {
        match content {
            Ok((form, content)) => Ok(self.opened(name, form, content, noted)),
            Err(fault) => Err(self.refuse(name, fault)),
        }
    }

    fn opened(&self, name: InputName, form: Form, content: Content, noted: Noted) -> Opened {
        Opened { name: name.last(), input: self.inputs.add(InputName { form, ..name }), content, noted }
    }

    fn refuse(&self, name: InputName, Fault(fault): Fault) -> DataError {
        DataError { place: Place::whole(self.inputs.add(name)), fault }
    }
}

/// Opens one input after another. What the one before gave must be read, or dropped, by then.
impl Iterator for Opening<'_> {
    type Item = Result<Opened, DataError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((file, archive)) = &mut self.archive {
                let name = InputName::new(file);
                match archive.next() {
                    Some((member, read)) => {
                        let name = InputName { member: Some(member), ..name };
                        return Some(match read {
                            Ok(read) => self.unpacked(name, read),
                            Err(refusal) => Err(self.refuse(name, refusal.into())),
                        });
                    }
                    None => self.archive = None,
                }
            }
            let (file, refused) = self.files.next()?;
            let name = InputName::new(&file);
            let given = match self.inputs.take(&file) {
                Some(Given { read, lines: true }) => return Some(Ok(self.lines(name, read))),
                given => given.map(|given| given.read),
            };
            let kind = match refused {
                Some(refusal) => Err(refusal.into()),
                None => source(&file, given, &self.pace).and_then(|source| look(source, &self.pace)),
            };
            match kind {
                Ok((Kind::Zip, source)) => match self.archived(source) {
                    Ok(Archived::Members(archive)) => self.archive = Some((file, archive)),
                    Ok(Archived::Workbook(rows)) => return Some(Ok(self.opened(name, Form::Grid, Content::Table(rows), Noted::default()))),
                    Err(fault) => return Some(Err(self.refuse(name, fault))),
                },
                Ok((kind, source)) => return Some(self.plain(name, kind, source)),
                Err(fault) => return Some(Err(self.refuse(name, fault))),
            }
        }
    }
}

enum Archived {
    Members(Archive),
    Workbook(Box<dyn Rows>),
}

/// A zip archive is a workbook, or one of members.
fn archived(file: File, pace: &Arc<Pace>) -> Result<Archived, Fault> {
    let archive = Archive::open(file, Arc::clone(pace))?;
    if !workbook::is_workbook(archive.names()) {
        return if archive.names().any(|name| name == "word/document.xml") {
            Err(Refusal::Foreign(" Word 文档", "a Word document").into())
        } else {
            Ok(Archived::Members(archive))
        };
    }
    let mut file = archive.into_file();
    file.seek(SeekFrom::Start(0))?;
    pace.count(file.metadata().map_or(0, |file| usize::try_from(file.len()).unwrap_or(0)));
    Ok(Archived::Workbook(workbook::open(file)?))
}
