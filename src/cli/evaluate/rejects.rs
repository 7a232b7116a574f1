//! `--rejects FILE`: records that were not judged, as they stood, ready to be corrected and read again.
//!
//! Rows of tables go to CSV with two columns in front, records of JSON to NDJSON with a key in front; reading passes over
//! both. One layout, one file: the second is `FILE-2`. The files appear when the run is over, and only if something
//! was rejected; those of an earlier run don't stay.

use super::Run;
use super::summary::place;
use crate::ingest::{Kept, Layout, Place, REASON, Rejected, Was, place_header, push_cell};
use crate::lang::Bilingual;
use crate::say;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// What a file of records starts with.
const KEY: &[u8] = b"{\"duban:reason\":";

/// What a file of rows starts with, behind the byte-order mark.
const MARK: &str = "\u{feff}";

/// The files of rejected records while they are written.
#[derive(Debug)]
pub struct Rejects {
    path: PathBuf,
    /// By layout; records of JSON have none.
    files: BTreeMap<Option<u32>, usize>,
    open: Vec<BufWriter<NamedTempFile>>,
}

impl Rejects {
    pub fn new(path: &Path) -> Rejects {
        Rejects { path: path.to_owned(), files: BTreeMap::new(), open: Vec::new() }
    }

    /// Writes one.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn take(&mut self, run: &Run<'_>, rejected: &Rejected) -> io::Result<()> {
        match &rejected.was {
            Was::Text(bytes) => {
                let line = line(bytes, &reason(run, rejected, None));
                self.file(None, &[])?.write_all(&line)
            }
            Was::Rows(rows) => rows.iter().try_for_each(|Kept { layout, place: row, text }| {
                let Some(Layout { from, header, separator, width, .. }) = run.layouts.and_then(|layouts| layouts.get(*layout)) else {
                    return Ok(());
                };
                let mut start = MARK.to_owned();
                for (n, line) in header.iter().map(String::as_str).chain(header.is_empty().then_some("")).enumerate() {
                    let front = if n == 0 { (REASON.to_owned(), place_header(&from)) } else { Default::default() };
                    in_front(&front.0, &front.1, separator, &mut start);
                    start.push_str(line);
                    if n == 0 {
                        // readers take the first row for how wide the table is
                        start.extend(std::iter::repeat_n(char::from(separator), width));
                    }
                    start.push_str("\r\n");
                }
                let own = rejected.faults.iter().map(|(place, _)| *place).find(|place| is_in(*place, *row));
                let mut line = String::new();
                in_front(&reason(run, rejected, own.map(|_| *row)), &place(run, own.unwrap_or(*row)), separator, &mut line);
                line.push_str(text);
                line.push_str("\r\n");
                self.file(Some(*layout), start.as_bytes())?.write_all(line.as_bytes())
            }),
        }
    }

    /// The file of a layout, opened with `start` if it is new.
    fn file(&mut self, layout: Option<u32>, start: &[u8]) -> io::Result<&mut BufWriter<NamedTempFile>> {
        let next = self.open.len();
        let n = *self.files.entry(layout).or_insert(next);
        if n == next {
            let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let mut builder = tempfile::Builder::new();
            #[cfg(unix)]
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
            let mut file = BufWriter::new(builder.prefix(".duban-").tempfile_in(folder)?);
            file.write_all(start)?;
            self.open.push(file);
        }
        self.open.get_mut(n).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// Puts the files where they belong; what to tell of them.
    ///
    /// # Errors
    /// A file cannot be written, or is one that was read.
    pub fn finish(self, run: &Run<'_>) -> io::Result<Option<Bilingual>> {
        let count = self.open.len();
        let mut shown = Vec::new();
        for (n, file) in self.open.into_iter().enumerate() {
            let target = numbered(&self.path, n + 1);
            if run.inputs.files().iter().any(|input| is_same(input, &target)) {
                let target = target.display();
                let said = say!("{target} 是本次读的文件,没有动它;请给 --rejects 另起一个名字"; "{target} is an input of this run and was left alone: name another file for --rejects");
                return Err(io::Error::other(run.setting.pick(said)));
            }
            file.into_inner()?.persist(&target).map_err(|error| error.error)?;
            shown.push(target.display().to_string());
        }
        for n in count + 1.. {
            let old = numbered(&self.path, n);
            match is_ours(&old) {
                Ok(true) if !run.inputs.files().iter().any(|input| is_same(input, &old)) => std::fs::remove_file(&old)?,
                _ if n == 1 => {}
                _ => break,
            }
        }
        let (zh, en) = (shown.join("、"), shown.join(", "));
        Ok((count > 0).then(|| {
            say!("未判的记录写在 {zh}:改正后可直接再读,“{REASON}”等说明不影响读取";
                 "records that were not judged are in {en}: correct them and have them read again as they are")
        }))
    }
}

/// What is wrong with a record, or only what is in one of its rows.
fn reason(run: &Run<'_>, rejected: &Rejected, row: Option<Place>) -> String {
    let mut said = Vec::new();
    for (n, (at, words)) in rejected.faults.iter().enumerate().filter(|(_, (at, _))| row.is_none_or(|row| is_in(*at, row))) {
        let words = words.get(run.setting.lang);
        let also = rejected.also.filter(|_| n == 0).map(|also| place(run, also));
        let also = also.map(|first| run.setting.pick(say!(";第一处在 {first}"; "; the first is at {first}"))).unwrap_or_default();
        said.push(if row.is_some() { format!("{words}{also}") } else { format!("{}: {words}{also}", place(run, *at)) });
    }
    said.join(" | ")
}

/// Whether a cell is one of a row.
fn is_in(cell: Place, row: Place) -> bool {
    (cell.input, cell.line) == (row.input, row.line)
}

fn in_front(reason: &str, place: &str, separator: u8, line: &mut String) {
    for cell in [reason, place] {
        push_cell(cell, separator, line);
        line.push(char::from(separator));
    }
}

/// A record as one line, the reason in front; the reason that it had before is gone.
fn line(bytes: &[u8], reason: &str) -> Vec<u8> {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut line = [KEY, quoted(reason).as_bytes()].concat();
    match bytes.trim_ascii().strip_prefix(b"{") {
        Some(rest) => {
            let rest = without_reason(bytes.trim_ascii()).unwrap_or(rest).trim_ascii_start();
            line.extend((!rest.starts_with(b"}")).then_some(b','));
            line.extend(rest.iter().map(|byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { *byte }));
        }
        None => line.extend_from_slice(format!(",\"duban:text\":{}}}", quoted(&String::from_utf8_lossy(bytes))).as_bytes()),
    }
    line.push(b'\n');
    line
}

/// What follows the reason that an earlier run put in front.
fn without_reason(record: &[u8]) -> Option<&[u8]> {
    let text = record.strip_prefix(KEY)?.strip_prefix(b"\"")?;
    let mut escaped = false;
    let end = text.iter().position(|byte| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    })?;
    let rest = text.get(end + 1..)?.trim_ascii_start();
    Some(rest.strip_prefix(b",").unwrap_or(rest))
}

/// `FILE`, then `FILE-2` with the suffix kept.
fn numbered(path: &Path, n: usize) -> PathBuf {
    if n == 1 {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let suffix = path.extension().map(|suffix| format!(".{}", suffix.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{stem}-{n}{suffix}"))
}

/// Whether a file holds records that a run rejected.
fn is_ours(path: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(path)?.take(64).read_to_end(&mut start)?;
    let rows = start.strip_prefix(MARK.as_bytes()).is_some_and(|rest| rest.starts_with(REASON.as_bytes()));
    Ok(rows || start.starts_with(KEY))
}

fn is_same(input: &Path, target: &Path) -> bool {
    matches!((input.canonicalize(), target.canonicalize()), (Ok(input), Ok(target)) if input == target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_keeps_its_words_behind_the_reason() {
        for (record, shown) in [
            (r#"{"id":1}"#, r#"{"duban:reason":"坏","id":1}"#),
            ("{ }", r#"{"duban:reason":"坏"}"#),
            ("  {\"id\":\n 1", r#"{"duban:reason":"坏","id":  1"#),
            (r#"{"duban:reason":"a\"b\\","id":1}"#, r#"{"duban:reason":"坏","id":1}"#),
            (r#"[1]"#, r#"{"duban:reason":"坏","duban:text":"[1]"}"#),
        ] {
            assert_eq!(String::from_utf8(line(record.as_bytes(), "坏")).unwrap(), format!("{shown}\n"));
        }
    }

    #[test]
    fn further_files_have_numbers() {
        let shown = |path: &str, n| numbered(Path::new(path), n).display().to_string();
        assert_eq!((shown("a/b.csv", 1), shown("a/b.csv", 2), shown("b", 3)), ("a/b.csv".into(), "a/b-2.csv".into(), "b-3".into()));
    }
}
