//! An edition: the bytes of one policy and of everything that it may be made from, each file read once. What is
//! compared, compiled, tested and kept are these very bytes.

use crate::policy::held;
use crate::policy::load::folders;
use crate::source::{Held, Shelf};
use crate::watch;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How an edition in the store begins.
const HEAD: &[u8] = b"duban edition 1\n";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The folder's name, which is the policy's id.
    pub name: String,
    /// The folder, whole, links followed.
    pub folder: PathBuf,
    /// By whole path; calendars in reach among them.
    pub files: Arc<Held>,
    /// SHA-256 of the folder, the paths and the bytes, hexadecimal.
    pub digest: String,
}

/// The policies found at or below some paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// By name. Of two folders of one name the first counts; the other stands in `doubled`.
    pub editions: BTreeMap<String, Edition>,
    pub doubled: Vec<PathBuf>,
    /// Paths that cannot be read just now, and why.
    pub unread: Vec<(PathBuf, String)>,
}

impl Found {
    /// Reads every policy at or below `paths`, each file once. What cannot be read is told, not an error: an editor
    /// may be about to put it back.
    pub fn read(paths: &[PathBuf]) -> Found {
        let mut found = Found::default();
        for path in paths {
            let inner = match folders(std::slice::from_ref(path), &Shelf::Disk) {
                Ok(inner) => inner,
                Err(error) => {
                    found.unread.push((path.clone(), error.to_string()));
                    continue;
                }
            };
            for folder in inner {
                match Edition::read(&folder) {
                    Ok(edition) => match found.editions.get(&edition.name) {
                        Some(known) if known.folder != edition.folder => found.doubled.push(edition.folder),
                        Some(_) => {}
                        None => _ = found.editions.insert(edition.name.clone(), edition),
                    },
                    Err(error) => found.unread.push((folder, error.to_string())),
                }
            }
        }
        found
    }

    /// The folders in which a change may matter.
    pub fn places(&self, paths: &[PathBuf]) -> Vec<PathBuf> {
        let editions = self.editions.values();
        let files = editions.clone().flat_map(|edition| edition.files.keys()).map(PathBuf::as_path);
        watch::places(paths, editions.map(|edition| edition.folder.as_path()), files)
    }
}

impl Edition {
    /// Reads one policy folder, each file once.
    ///
    /// # Errors
    /// A file that is there and cannot be read, or is larger than 4 MiB.
    pub fn read(folder: &Path) -> io::Result<Edition> {
        Ok(Edition::new(folder.canonicalize()?, held::read(folder)?))
    }

    pub(super) fn new(folder: PathBuf, files: Held) -> Edition {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut edition = Edition { name, folder, files: Arc::new(files), digest: String::new() };
        edition.digest = Sha256::digest(edition.to_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        edition
    }

    /// As kept in the store.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = HEAD.to_vec();
        let mut put = |bytes: &[u8]| {
            out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
            out.extend_from_slice(bytes);
        };
        put(self.folder.as_os_str().as_encoded_bytes());
        for (path, bytes) in &*self.files {
            put(path.as_os_str().as_encoded_bytes());
            put(bytes);
        }
        out
    }

    /// Reads what [`Edition::to_bytes`] wrote; none where it is not that, whole.
    pub fn from_bytes(bytes: &[u8]) -> Option<Edition> {
        let mut rest = bytes.strip_prefix(HEAD)?;
        let mut next = || -> Option<Option<Vec<u8>>> {
            if rest.is_empty() {
                return Some(None);
            }
            let (length, after) = rest.split_first_chunk::<8>()?;
            let (bytes, after) = after.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
            rest = after;
            Some(Some(bytes.to_vec()))
        };
        let path = |bytes: Vec<u8>| String::from_utf8(bytes).ok().map(PathBuf::from);
        let folder = path(next()??)?;
        let mut files = Held::new();
        while let Some(name) = next()? {
            files.insert(path(name)?, next()??);
        }
        Some(Edition::new(folder, files))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_is_kept_whole_or_not_at_all() {
        let files =
            Held::from([(PathBuf::from("/p/x/policy.toml"), b"[policy]".to_vec()), (PathBuf::from("/p/x/policy.rhai"), Vec::new())]);
        let edition = Edition::new(PathBuf::from("/p/x"), files);
        let kept = edition.to_bytes();
        assert_eq!(Edition::from_bytes(&kept).as_ref(), Some(&edition));
        // a file and its bytes go together: any other cut is noticed
        let whole = (0..kept.len()).filter(|cut| Edition::from_bytes(&kept[..*cut]).is_some_and(|cut| cut.digest == edition.digest));
        assert_eq!(whole.count(), 0);
        assert_eq!(edition.name, "x");
    }
}
