//! From folders to texts: the only place that reads policy files, from wherever its [`Sources`] lie.

use super::fault;
use super::read::Files;
use crate::diag::Faults;
use crate::source::{FileId, Shelf, Sources, Span};
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

/// How far above a policy's folder `calendars/` may lie.
const CALENDAR_HEIGHT: usize = 4;

/// One policy folder with its texts read.
#[derive(Clone, Debug)]
pub struct Folder {
    pub path: PathBuf,
    pub files: Files,
}

/// The policy folders below `paths`: a folder with `policy.toml`, or every such folder inside.
///
/// # Errors
/// A path that cannot be read, or holds no policy.
pub fn folders(paths: &[PathBuf], shelf: &Shelf) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        let path = if path.file_name().is_some_and(|name| name == "policy.toml") {
            path.parent().unwrap_or(path).to_owned()
        } else {
            path.clone()
        };
        let before = found.len();
        collect(&path, 3, shelf, &mut found).map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
        if found.len() == before {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                format!("{}: no policy.toml here or below / 这里和下级都没有 policy.toml", path.display()),
            ));
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|folder| seen.insert(folder.clone()));
    Ok(found)
}

fn collect(path: &Path, depth: usize, shelf: &Shelf, found: &mut Vec<PathBuf>) -> io::Result<()> {
    if shelf.is_file(&path.join("policy.toml")) {
        found.push(path.to_owned());
        return Ok(());
    }
    let inner = shelf.list(path)?;
    for folder in inner.iter().filter(|inner| depth > 0 && shelf.is_folder(inner)) {
        collect(folder, depth - 1, shelf, found)?;
    }
    Ok(())
}

/// Reads every text of one policy folder.
///
/// # Errors
/// A file that cannot be read.
pub fn folder(path: &Path, sources: &mut Sources, faults: &mut Faults) -> io::Result<Folder> {
    let name = sources.shelf().whole(path)?.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let policy = read(&path.join("policy.toml"), sources, faults)?;
    let rules = toml_files(&path.join("rules"), sources, faults)?;
    let mut optional = |file: &str| match path.join(file) {
        p if sources.shelf().is_file(&p) => read(&p, sources, faults).map(Some),
        _ => Ok(None),
    };
    let (parties, script) = (optional("parties.csv")?, optional("policy.rhai")?);
    Ok(Folder { path: path.to_owned(), files: Files { folder: name, policy, rules, parties, script } })
}

/// The text that a policy quotes: in its folder, in `given`, or in a folder `sources` beside the policies.
///
/// # Errors
/// A file that is there and cannot be read.
pub fn cited(folder: &Path, name: &str, given: Option<&Path>, sources: &mut Sources, faults: &mut Faults) -> io::Result<Option<FileId>> {
    if name.contains(['/', '\\']) {
        return Ok(None);
    }
    let near = sources.shelf().whole(folder)?;
    let beside = near.ancestors().skip(1).take(CALENDAR_HEIGHT).map(|up| up.join("sources"));
    let places = std::iter::once(near.clone()).chain(given.map(Path::to_owned)).chain(beside);
    match places.map(|place| place.join(name)).find(|path| sources.shelf().is_file(path)) {
        Some(path) => read(&spelt(&path, sources), sources, faults).map(Some),
        None => Ok(None),
    }
}

/// The test files of a policy folder, by name.
///
/// # Errors
/// A file that cannot be read.
pub fn tests(path: &Path, sources: &mut Sources, faults: &mut Faults) -> io::Result<Vec<FileId>> {
    toml_files(&path.join("tests"), sources, faults)
}

/// The mappings of a policy folder, by name.
///
/// # Errors
/// A file that cannot be read.
pub fn mappings(path: &Path, sources: &mut Sources, faults: &mut Faults) -> io::Result<Vec<FileId>> {
    toml_files(&path.join("mappings"), sources, faults)
}

/// The TOML files of a folder that may not be there, by name.
fn toml_files(folder: &Path, sources: &mut Sources, faults: &mut Faults) -> io::Result<Vec<FileId>> {
    let files = sources.shelf().list(folder).unwrap_or_default();
    files.iter().filter(|path| path.extension().is_some_and(|e| e == "toml")).map(|path| read(path, sources, faults)).collect()
}

/// Reads one file as UTF-8; of what is not, the part before becomes the text, and nothing but that is said about it.
///
/// # Errors
/// The file cannot be read.
pub fn read(path: &Path, sources: &mut Sources, faults: &mut Faults) -> io::Result<FileId> {
    let shown = match sources.shelf() {
        // an editor knows files by their whole path
        Shelf::Disk | Shelf::Edited(_) => path.strip_prefix(".").unwrap_or(path).display().to_string(),
        // of a revision, as git spells it
        Shelf::Held(_) => shorter(path).display().to_string().replacen(":/", ":", 1),
    };
    let bytes = sources.shelf().read(path).map_err(|error| io::Error::new(error.kind(), format!("{shown}: {error}")))?;
    // Without a mark, the zeros of its ASCII letters tell UTF-16.
    let zeros = bytes.iter().take(256).filter(|byte| **byte == 0).count();
    let wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || zeros > 8;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(sources.add(shown, text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let good = String::from_utf8_lossy(&error.as_bytes()[..at]).into_owned();
            let file = sources.add(shown, good);
            faults.push(fault::toml::not_utf8(Span::new(file, at..at), wide));
            faults.mute(Span { file, start: 0, end: u32::MAX });
            Ok(file)
        }
    }
}

/// Calendar texts, found beside the policies; China's is built in.
#[derive(Clone, Debug, Default)]
pub struct Calendars {
    texts: HashMap<PathBuf, (FileId, String)>,
}

impl Calendars {
    /// The text of calendar `id` for a policy in `folder`.
    pub fn find(&mut self, folder: &Path, id: &str, sources: &mut Sources, faults: &mut Faults) -> Option<(FileId, String)> {
        if id.contains(['/', '\\', '.']) {
            return None;
        }
        let named = |place: PathBuf| ["toml", "ics"].map(|suffix| place.join(format!("{id}.{suffix}")));
        let file = Self::places(folder, sources.shelf()).into_iter().flat_map(named).find(|p| sources.shelf().is_file(p));
        let key = file.clone().unwrap_or_else(|| PathBuf::from(id));
        if let Some(known) = self.texts.get(&key) {
            return Some(known.clone());
        }
        let file = match file {
            Some(path) => read(&spelt(&path, sources), sources, faults).ok()?,
            None if id == "cn" => sources.add("cn.toml", super::calendar::CN),
            None => return None,
        };
        let found = (file, sources.get(file).text.clone());
        self.texts.insert(key, found.clone());
        Some(found)
    }

    /// The folders in which the calendars of a policy may lie, the nearest first.
    pub fn places(folder: &Path, shelf: &Shelf) -> Vec<PathBuf> {
        let near = shelf.whole(folder).unwrap_or_default();
        near.ancestors().take(CALENDAR_HEIGHT).map(|up| up.join("calendars")).collect()
    }

    /// The ids of the calendars beside a policy.
    pub fn known(folder: &Path, shelf: &Shelf) -> Vec<String> {
        let files = Self::places(folder, shelf).into_iter().filter_map(|place| shelf.list(&place).ok()).flatten();
        let mut ids: Vec<String> = files.filter_map(|path| path.file_stem().map(|s| s.to_string_lossy().into_owned())).collect();
        ids.push("cn".to_owned());
        ids.sort();
        ids.dedup();
        ids
    }
}

/// The path of a file that was looked for: on the disk as the user would write it, among held files as they are known.
fn spelt(path: &Path, sources: &Sources) -> PathBuf {
    match sources.shelf() {
        Shelf::Disk => shorter(path),
        Shelf::Held(_) | Shelf::Edited(_) => path.to_owned(),
    }
}

/// A path as the user would write it: from the current folder where it lies below.
fn shorter(path: &Path) -> PathBuf {
    let here = std::env::current_dir().and_then(|p| p.canonicalize());
    here.ok().and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned)).unwrap_or_else(|| path.to_owned())
}
