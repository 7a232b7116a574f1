//! `duban check --fix`: the edits that findings carry, made in memory and tried there. An edit stays if its finding goes
//! and no other comes; what is left is shown as a diff and written whole, or not at all.

use super::Check;
use super::whole::whole;
use crate::cli::evaluate::output::replace;
use crate::cli::terminal::{print, speak};
use crate::cli::{Manner, folder};
use crate::diag::{Diagnostic, Level};
use crate::ingest::encoding::{Decoded, Noted, name};
use crate::lang::{Bilingual, Lang};
use crate::plan::load::Checks;
use crate::policy::syntax::MOST_SLIPS;
use crate::say;
use crate::source::{Held, Sources};
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One edit is tried at a time; whoever has more slips than this asks again.
const ROUNDS: usize = 400;

/// Faults of the text itself, behind which a statement's other faults cannot be seen.
const OF_TEXT: [&str; 8] = ["backslash", "bare-key", "full-width", "invisible", "needs-quotes", "no-equals", "toml-syntax", "unclosed"];

/// The files as they shall become, by whole path, beside what they are.
#[derive(Default)]
pub struct Fixed {
    files: BTreeMap<PathBuf, File>,
    /// How many findings are mended.
    pub mended: usize,
}

struct File {
    /// As the user writes it.
    shown: String,
    before: Vec<u8>,
    text: String,
    /// The encoding that it was in, where that was not UTF-8.
    was: Option<&'static str>,
    /// The lines of each finding that was mended, and its code.
    codes: Vec<(usize, &'static str)>,
}

impl Fixed {
    /// Finds out what can be mended; nothing is written.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn of(check: &Check, paths: &[PathBuf]) -> io::Result<(Fixed, Checks)> {
        let mut fixed = Fixed::default();
        let mut checks = fixed.checked(check, paths)?;
        if fixed.reencode(&checks)? {
            checks = fixed.checked(check, paths)?;
        }
        let mut refused: HashSet<(String, &'static str, String)> = HashSet::new();
        for _ in 0..ROUNDS {
            let Some((path, diagnostic)) = fixed.next(&checks, &refused) else { break };
            let (line, _) = checks.sources.place(diagnostic.span);
            let before = fixed.files[&path].text.clone();
            let after = edited(&before, &diagnostic);
            if let Some(file) = fixed.files.get_mut(&path) {
                file.text = after;
            }
            let tried = fixed.checked(check, paths)?;
            let better = better(&checks, &tried, &diagnostic, line);
            let Some(file) = fixed.files.get_mut(&path) else { break };
            if better {
                file.codes.push((line, diagnostic.code));
                fixed.mended += 1;
                checks = tried;
            } else {
                file.text = before;
                refused.insert(name_of(&checks, &diagnostic));
            }
        }
        fixed.files.retain(|_, file| file.was.is_some() || file.bytes() != file.before);
        Ok((fixed, checks))
    }

    /// The policies as they would be.
    fn checked(&self, check: &Check, paths: &[PathBuf]) -> io::Result<Checks> {
        let held: Held = self.files.iter().map(|(path, file)| (path.clone(), file.bytes())).collect();
        whole(paths, check.sources.as_deref(), &check.mappings, Sources::edited(Arc::new(held)))
    }

    /// Files in another encoding become UTF-8, where every byte fits that encoding.
    fn reencode(&mut self, checks: &Checks) -> io::Result<bool> {
        for fault in checks.faults.sorted().into_iter().filter(|d| d.code == "not-utf8") {
            let shown = &checks.sources.get(fault.span.file).path;
            let path = Path::new(shown).canonicalize()?;
            let before = std::fs::read(&path)?;
            if let Some((text, was)) = decoded(&before) {
                self.files.insert(path, File { shown: shown.clone(), before, text, was: Some(was), codes: Vec::new() });
                self.mended += 1;
            }
        }
        Ok(!self.files.is_empty())
    }

    /// The first finding with an edit that has not been refused, and the file that it is in.
    fn next(&mut self, checks: &Checks, refused: &HashSet<(String, &'static str, String)>) -> Option<(PathBuf, Diagnostic)> {
        for diagnostic in checks.faults.sorted() {
            let Some((first, _)) = diagnostic.edits.first() else { continue };
            if diagnostic.edits.iter().any(|(span, _)| span.file != first.file) || refused.contains(&name_of(checks, diagnostic)) {
                continue;
            }
            let source = checks.sources.get(first.file);
            let Ok(path) = Path::new(&source.path).canonicalize() else { continue };
            if !self.files.contains_key(&path) {
                let Ok(before) = std::fs::read(&path) else { continue };
                // China's calendar comes along with the program: a file of its name is not it.
                if text_of(&before) != source.text {
                    continue;
                }
                let (shown, text) = (source.path.clone(), source.text.clone());
                self.files.insert(path.clone(), File { shown, before, text, was: None, codes: Vec::new() });
            }
            return Some((path, diagnostic.clone()));
        }
        None
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Every line that changes, before and after, by file.
    pub fn diff(&self, lang: Lang) -> String {
        let mut out = String::new();
        for file in self.files.values() {
            let _ = writeln!(out, "{}", file.shown);
            let old = match file.was {
                Some(was) => {
                    let _ = writeln!(out, "      {}", say!("{was} → UTF-8"; "{was} → UTF-8").get(lang));
                    decoded(&file.before).map_or_else(String::new, |(text, _)| text)
                }
                None => text_of(&file.before).into_owned(),
            };
            for (n, (old, new)) in old.lines().zip(file.text.lines()).enumerate().filter(|(_, (old, new))| old != new) {
                let mut codes: Vec<&str> = file.codes.iter().filter(|(line, _)| *line == n + 1).map(|(_, code)| *code).collect();
                codes.dedup();
                let _ = writeln!(out, "{:>5} - {}", n + 1, marked(old));
                let _ = writeln!(out, "{:>5} + {}   [{}]", n + 1, marked(new), codes.join(" "));
            }
        }
        out
    }

    /// Writes every file; one that was changed meanwhile is left alone.
    ///
    /// # Errors
    /// The file, and why it was not written.
    pub fn write(&self) -> Result<(), Bilingual> {
        for (path, file) in &self.files {
            if std::fs::read(path).ok().as_ref() != Some(&file.before) {
                let shown = &file.shown;
                return Err(say!("{shown} 刚刚被别人改过,没有写入"; "{shown} was changed just now and is not written"));
            }
            replace(path, &file.bytes())?;
        }
        Ok(())
    }
}

impl File {
    /// A byte order mark that was there stays.
    fn bytes(&self) -> Vec<u8> {
        let mark: &[u8] = if self.was.is_none() && self.before.starts_with(BOM) { BOM } else { b"" };
        [mark, self.text.as_bytes()].concat()
    }
}

const BOM: &[u8] = b"\xef\xbb\xbf";

/// A text as it is read: without the mark of its encoding.
fn text_of(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes.strip_prefix(BOM).unwrap_or(bytes))
}

/// The text of bytes in another encoding, whole, and the encoding's name.
fn decoded(bytes: &[u8]) -> Option<(String, &'static str)> {
    let noted = Noted::default();
    let mut text = Vec::new();
    Decoded::new(bytes, None, noted.clone()).read_to_end(&mut text).ok()?;
    // What does not fit is no UTF-8 either.
    let text = String::from_utf8(text).ok()?;
    noted.get().map(|found| (text, name(found.encoding)))
}

/// What tells one finding from another, wherever else the text changes.
fn name_of(checks: &Checks, diagnostic: &Diagnostic) -> (String, &'static str, String) {
    let (line, column) = checks.sources.place(diagnostic.span);
    let source = checks.sources.get(diagnostic.span.file);
    (format!("{}:{line}:{column}", source.path), diagnostic.code, diagnostic.title.zh.clone())
}

fn edited(text: &str, diagnostic: &Diagnostic) -> String {
    let mut edits: Vec<_> = diagnostic.edits.iter().collect();
    edits.sort_by_key(|(span, _)| (span.start, span.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (span, new) in edits {
        let range = span.range();
        let Some(before) = text.get(at..range.start) else { return text.to_owned() };
        out.push_str(before);
        out.push_str(new);
        at = range.end;
    }
    out + text.get(at..).unwrap_or_default()
}

/// Whether the finding is gone and nothing has come in its stead. Of a statement that could not be read, what else is
/// wrong in it may show now: it was there before.
fn better(before: &Checks, after: &Checks, mended: &Diagnostic, line: usize) -> bool {
    let all = |checks: &Checks, level: Level| -> BTreeMap<(&'static str, String, bool), usize> {
        let mut counts = BTreeMap::new();
        for d in checks.faults.all().iter().filter(|d| d.level <= level) {
            let here =
                checks.sources.get(d.span.file).path == before.sources.get(mended.span.file).path && checks.sources.place(d.span).0 == line;
            *counts.entry((d.code, d.title.zh.clone(), here)).or_default() += 1;
        }
        counts
    };
    let total = |checks: &Checks, level| checks.faults.all().iter().filter(|d| d.level == level).count();
    let (was, is) = (all(before, Level::Warning), all(after, Level::Warning));
    let gone = is.get(&(mended.code, mended.title.zh.clone(), true)).unwrap_or(&0)
        < was.get(&(mended.code, mended.title.zh.clone(), true)).unwrap_or(&0);
    if !OF_TEXT.contains(&mended.code) {
        let fewer = |level| total(after, level) < total(before, level);
        return gone
            && if mended.level == Level::Error {
                fewer(Level::Error)
            } else {
                total(after, Level::Error) <= total(before, Level::Error) && fewer(mended.level)
            };
    }
    // Of more slips than are told apart at once, one that is mended lets another be seen, and at last everything else.
    let of_text = |checks: &Checks| checks.faults.all().iter().filter(|d| OF_TEXT.contains(&d.code)).count();
    if of_text(before) >= MOST_SLIPS {
        return gone && of_text(after) <= of_text(before);
    }
    let errors = |checks: &Checks| all(checks, Level::Error);
    let known = errors(before);
    let hidden = |what: &(&str, String, bool)| what.2 && !OF_TEXT.contains(&what.0) && what.0 != "declared-twice";
    gone && errors(after).iter().all(|(what, n)| hidden(what) || known.get(what).is_some_and(|before| n <= before))
}

/// A line with what cannot be seen made visible.
fn marked(line: &str) -> String {
    let mut out = String::new();
    for c in line.trim_end().chars() {
        match crate::policy::letters::invisible(c) {
            Some(_) => _ = write!(out, "<U+{:04X}>", u32::from(c)),
            None => out.push(c),
        }
    }
    out
}

/// Mends, and shows what was, or would be, mended; the findings that are left.
///
/// # Errors
/// A file cannot be read or written.
pub fn run(check: &Check, paths: &[PathBuf], manner: Manner) -> Result<Checks, Bilingual> {
    let (fixed, after) = Fixed::of(check, paths).map_err(|error| folder::unreadable(&error))?;
    let (n, files) = (fixed.mended, fixed.files.len());
    let mut out = fixed.diff(manner.lang);
    let said = match (fixed.is_empty(), check.dry_run) {
        (true, _) => say!("没有可以放心替您改的地方"; "there is nothing that can safely be mended"),
        (false, true) => say!("可以改 {n} 处({files} 个文件),没有写入"; "{n} to mend in {files} file(s); nothing is written"),
        (false, false) => say!("改了 {n} 处({files} 个文件)"; "{n} mended in {files} file(s)"),
    };
    let _ = writeln!(out, "{}\n", said.get(manner.lang));
    if !check.dry_run {
        fixed.write()?;
    }
    // The list of findings is for programs.
    match check.format {
        super::Format::Json => speak(out.trim_end_matches('\n')),
        super::Format::Text => print(&out)?,
    }
    Ok(after)
}
