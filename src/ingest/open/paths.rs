//! From the paths of the command line to files: patterns are matched here as well, for shells that don't.

use super::refusal::Refusal;
use std::path::{Path, PathBuf};

/// The files that a path stands for, sorted; a path that exists stands for itself, whatever is in its name.
///
/// # Errors
/// It is a pattern, and none or one that nothing matches.
pub(super) fn expand(path: &Path) -> Result<Vec<PathBuf>, Refusal> {
    let pattern = path.to_str().filter(|text| text.contains(['*', '?', '[']));
    let Some(pattern) = pattern.filter(|_| std::fs::symlink_metadata(path).is_err()) else { return Ok(vec![path.to_owned()]) };
    // what cannot be looked into has nothing that matches
    let mut found: Vec<PathBuf> = glob::glob(pattern).map_err(|_| Refusal::BadPattern)?.flatten().collect();
    found.sort();
    if found.is_empty() { Err(Refusal::NoMatch) } else { Ok(found) }
}
