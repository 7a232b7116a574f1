//! Where a report goes: standard output, or a file that appears only once it is whole.

use super::progress::{Aside, Progress};
use crate::cli::terminal::{print, unwritten};
use crate::lang::Bilingual;
use crate::report::format::{Format, Out};
use crate::report::{FORMATS, text};
use crate::say;
use clap::ValueEnum;
use clap::builder::PossibleValue;
use std::fs::{self, File};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Larger pieces go to the output as they are.
const BUFFER: usize = 1 << 16;

impl ValueEnum for &'static Format {
    fn value_variants<'a>() -> &'a [Self] {
        FORMATS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name).help(self.about))
    }
}

/// The format asked for, or that of the file's name; else the usual one. Of a format in several forms (`briefing`) the
/// file's name tells which.
///
/// # Errors
/// The file's name says another one.
pub fn format(asked: Option<&'static Format>, path: Option<&Path>) -> Result<&'static Format, Bilingual> {
    let suffix = path.and_then(Path::extension).map(|suffix| suffix.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let named = FORMATS.iter().copied().find(|format| format.suffixes.contains(&suffix.as_str()));
    match (asked, named) {
        (Some(asked), Some(named)) if asked.suffixes.contains(&suffix.as_str()) || is_form(named, asked) => {
            Ok(if is_form(named, asked) { named } else { asked })
        }
        (Some(asked), Some(named)) => {
            let (asked, named) = (asked.name, named.name);
            Err(say!("--format {asked} 与 --output 的后缀 .{suffix}({named})矛盾:改其中之一";
                     "--format {asked} contradicts the suffix .{suffix} of --output, which is {named}: change one of them"))
        }
        (Some(format), None) | (None, Some(format)) => Ok(format),
        (None, None) => Ok(&text::FORMAT),
    }
}

/// `briefing-docx` is a form of `briefing`.
fn is_form(named: &Format, asked: &Format) -> bool {
    named.name.strip_prefix(asked.name).is_some_and(|rest| rest.starts_with('-'))
}

/// Where a report goes.
pub enum Output {
    Standard,
    /// Beside the file it is to become.
    Unfinished {
        file: NamedTempFile,
        path: PathBuf,
    },
    /// A pipe or a device: nothing to put in its place.
    Written(File),
}

impl Output {
    /// # Errors
    /// The file cannot be written; the format is no text and the output a terminal.
    pub fn open(path: Option<&Path>, format: &Format) -> Result<Output, Bilingual> {
        let Some(path) = path else {
            let name = format.name;
            if !format.is_text && io::stdout().is_terminal() {
                return Err(
                    say!("{name} 是文件,终端显示不了;请加 --output FILE"; "{name} is a file and no text for a terminal; add --output FILE"),
                );
            }
            return Ok(Output::Standard);
        };
        Output::beside(path).map_err(|error| unwritable(path, &error))
    }

    fn beside(path: &Path) -> io::Result<Output> {
        let known = fs::metadata(path).ok();
        if known.as_ref().is_some_and(|known| !known.is_file()) {
            return File::create(path).map(Output::Written);
        }
        // a link stays a link: the file that it names is replaced
        let path = if known.is_some() { fs::canonicalize(path)? } else { path.to_owned() };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".duban-");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder)?;
        if let Some(known) = known {
            // what may not be written is not replaced either
            fs::OpenOptions::new().write(true).open(&path)?;
            file.as_file().set_permissions(known.permissions())?;
        }
        Ok(Output::Unfinished { file, path })
    }

    /// What the report writes to; the line of progress is out of its way.
    pub fn writer(&mut self, progress: &Progress) -> Out<'_> {
        match self {
            Output::Standard if io::stdout().is_terminal() => {
                let out = Aside { progress: progress.clone(), out: io::stdout() };
                Box::new(io::BufWriter::with_capacity(BUFFER, out))
            }
            Output::Standard => Box::new(io::BufWriter::with_capacity(BUFFER, io::stdout())),
            Output::Unfinished { file, .. } => Box::new(io::BufWriter::with_capacity(BUFFER, file)),
            Output::Written(file) => Box::new(io::BufWriter::with_capacity(BUFFER, file)),
        }
    }

    /// Writes a report that is whole.
    ///
    /// # Errors
    /// It cannot be written; nobody reads standard output is none.
    pub fn put(mut self, bytes: &[u8]) -> Result<(), Bilingual> {
        match &mut self {
            Output::Standard => print(bytes)?,
            Output::Unfinished { file, path } => file.write_all(bytes).map_err(|error| unwritable(path, &error))?,
            Output::Written(file) => file.write_all(bytes).map_err(|error| unwritten(&error))?,
        }
        self.finish()
    }

    /// The report is whole.
    ///
    /// # Errors
    /// The file cannot be put in its place.
    pub fn finish(self) -> Result<(), Bilingual> {
        match self {
            Output::Standard => Ok(()),
            Output::Unfinished { file, path } => file.persist(&path).map(drop).map_err(|error| unwritable(&path, &error.error)),
            Output::Written(mut file) => file.flush().map_err(|error| unwritten(&error)),
        }
    }
}

/// Puts `bytes` in the place of a file, whole or not at all.
///
/// # Errors
/// The file cannot be written.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Bilingual> {
    Output::beside(path).map_err(|error| unwritable(path, &error))?.put(bytes)
}

/// What is written never takes the place of what is read: the only copy of an export would be gone.
///
/// # Errors
/// An output is an input too; patterns are matched as ingest matches them.
pub fn spares(outputs: &[Option<&Path>], inputs: &[&[PathBuf]]) -> Result<(), Bilingual> {
    let whole = |path: &Path| fs::canonicalize(path).ok().filter(|path| path.is_file());
    let meant = |path: &PathBuf| match path.to_str().filter(|_| fs::symlink_metadata(path).is_err()) {
        Some(pattern) => glob::glob(pattern).map(|found| found.flatten().collect()).unwrap_or_default(),
        None => vec![path.clone()],
    };
    for path in outputs.iter().copied().flatten() {
        let Some(output) = whole(path) else { continue };
        if inputs.iter().copied().flatten().flat_map(meant).any(|input| whole(&input).as_ref() == Some(&output)) {
            let path = path.display();
            return Err(say!("{path} 是输入,不能再写进去:结果请写到另一个文件";
                            "{path} is an input and is not written over: give the output another name"));
        }
    }
    Ok(())
}

pub fn unwritable(path: &Path, error: &io::Error) -> Bilingual {
    let path = path.display();
    say!("写不了 {path}:{error}"; "{path} cannot be written: {error}")
}
