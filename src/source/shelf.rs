//! Where files lie: on the disk, or held in memory as they were read before. What is made from held files is made from
//! those very bytes, whatever happens to the disk meanwhile. An editor holds the texts that are not saved yet.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Files in memory, by whole path.
pub type Held = BTreeMap<PathBuf, Vec<u8>>;

/// A place to read files from.
#[derive(Clone, Debug, Default)]
pub enum Shelf {
    #[default]
    Disk,
    Held(Arc<Held>),
    /// The disk, but for these files.
    Edited(Arc<Held>),
}

impl Shelf {
    /// The bytes of one file.
    ///
    /// # Errors
    /// A file that is not there or cannot be read.
    pub fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self {
            Shelf::Disk => std::fs::read(path),
            Shelf::Held(files) => files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into()),
            Shelf::Edited(files) => match files.get(path).or_else(|| files.get(&path.canonicalize().ok()?)) {
                Some(bytes) => Ok(bytes.clone()),
                None => std::fs::read(path),
            },
        }
    }

    /// The files and folders in a folder by name, without the hidden ones: editors leave locks and copies there.
    ///
    /// # Errors
    /// A folder that is not there or cannot be read.
    pub fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut paths: Vec<PathBuf> = match self {
            Shelf::Disk => on_disk(folder)?,
            Shelf::Held(files) => within(files, folder),
            Shelf::Edited(files) => on_disk(folder).unwrap_or_default().into_iter().chain(within(files, folder)).collect(),
        };
        if paths.is_empty() && !self.is_folder(folder) {
            return Err(io::ErrorKind::NotFound.into());
        }
        paths.retain(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')));
        paths.sort();
        paths.dedup();
        Ok(paths)
    }

    pub fn is_file(&self, path: &Path) -> bool {
        match self {
            Shelf::Disk => path.is_file(),
            Shelf::Held(files) => files.contains_key(path),
            Shelf::Edited(files) => files.contains_key(path) || path.is_file(),
        }
    }

    pub fn is_folder(&self, path: &Path) -> bool {
        match self {
            Shelf::Disk => path.is_dir(),
            Shelf::Held(files) => holds(files, path),
            Shelf::Edited(files) => holds(files, path) || path.is_dir(),
        }
    }

    /// A path from the root, links followed; held files are known by such paths already.
    ///
    /// # Errors
    /// A path that is not there.
    pub fn whole(&self, path: &Path) -> io::Result<PathBuf> {
        match self {
            Shelf::Disk => path.canonicalize(),
            Shelf::Held(_) => Ok(path.to_owned()),
            Shelf::Edited(_) => Ok(path.canonicalize().unwrap_or_else(|_| path.to_owned())),
        }
    }
}

fn on_disk(folder: &Path) -> io::Result<Vec<PathBuf>> {
    Ok(std::fs::read_dir(folder)?.filter_map(|entry| entry.ok().map(|e| e.path())).collect())
}

fn within(files: &Held, folder: &Path) -> Vec<PathBuf> {
    let inner = files.keys().filter_map(|path| path.strip_prefix(folder).ok()?.components().next().map(|name| folder.join(name)));
    inner.collect()
}

fn holds(files: &Held, folder: &Path) -> bool {
    files.keys().any(|file| file != folder && file.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn held_files_stand_in_folders() {
        let files = ["/p/a/policy.toml", "/p/a/rules/x.toml", "/p/a/rules/.x.toml", "/p/calendars/cn.toml"];
        let shelf = Shelf::Held(Arc::new(files.iter().map(|path| (PathBuf::from(path), b"x".to_vec())).collect()));
        let names = |folder: &str| shelf.list(Path::new(folder)).unwrap().iter().map(|p| p.display().to_string()).collect::<Vec<_>>();
        assert_eq!(names("/p"), ["/p/a", "/p/calendars"]);
        assert_eq!(names("/p/a"), ["/p/a/policy.toml", "/p/a/rules"]);
        assert_eq!(names("/p/a/rules"), ["/p/a/rules/x.toml"]);
        assert!(shelf.list(Path::new("/q")).is_err());
        assert!(shelf.is_folder(Path::new("/p/a")) && !shelf.is_folder(Path::new("/p/a/policy.toml")));
        assert!(shelf.read(Path::new("/p/a/rules/y.toml")).is_err());
    }
}
