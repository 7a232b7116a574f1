//! The policies that a user means by the paths given.

use crate::lang::Bilingual;
use crate::plan::load::{self, Loaded};
use crate::policy::load::folders;
use crate::policy::rules::Choice;
use crate::say;
use crate::source::Shelf;
use std::io;
use std::path::{Path, PathBuf};

/// The folders meant.
///
/// # Errors
/// Nothing is there, or no policy.
pub fn meant(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Bilingual> {
    paths.iter().map(|path| policy(path)).collect()
}

/// Loads the policies meant, under the readings chosen.
///
/// # Errors
/// As [`meant`]; a file that cannot be read.
pub fn load(paths: &[PathBuf], choices: &[Choice]) -> Result<Loaded, Bilingual> {
    load::load(&meant(paths)?, choices).map_err(|error| unreadable(&error))
}

/// The folder of the texts that policies quote.
///
/// # Errors
/// It is not there.
pub fn of_texts(folder: Option<&Path>) -> Result<(), Bilingual> {
    folder.filter(|folder| !folder.is_dir()).map_or(Ok(()), |folder| {
        let shown = folder.display();
        Err(say!("没有这个文件夹:{shown}"; "there is no folder {shown}"))
    })
}

/// A file that the error names cannot be read.
pub fn unreadable(error: &io::Error) -> Bilingual {
    say!("读不了 {error}"; "cannot read {error}")
}

/// The folder at or below which policies lie: a file of a policy stands for its folder.
fn policy(path: &Path) -> Result<PathBuf, Bilingual> {
    let shown = path.display();
    if !path.exists() {
        return Err(say!("没有这个文件或文件夹:{shown};请核对路径"; "there is no file or folder {shown}: check the path"));
    }
    let folder = match path.is_file() {
        true => path
            .ancestors()
            .skip(1)
            .take(2)
            .map(|up| if up == Path::new("") { Path::new(".") } else { up })
            .find(|up| up.join("policy.toml").is_file()),
        false => Some(path),
    };
    let none = || match misnamed(path) {
        Some(found) => {
            say!("{shown} 里没有 policy.toml:把 {found} 改名为 policy.toml"; "no policy.toml in {shown}: rename {found} to policy.toml")
        }
        None => {
            say!("{shown} 里没有政策:要有 policy.toml,在这里或下级文件夹"; "no policy in {shown}: a policy.toml is wanted, there or in a folder below")
        }
    };
    let folder = folder.ok_or_else(none)?.to_owned();
    match folders(std::slice::from_ref(&folder), &Shelf::Disk) {
        Ok(_) => Ok(folder),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(none()),
        Err(error) => Err(unreadable(&error)),
    }
}

/// A file that is probably the policy under another name: `Policy.toml`, `policy.toml.txt`, `政策.toml`.
fn misnamed(folder: &Path) -> Option<String> {
    let files = Shelf::Disk.list(folder).ok()?;
    let names = files.iter().filter(|file| file.is_file()).filter_map(|file| file.file_name()?.to_str().map(str::to_owned));
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".toml") || name.to_lowercase().starts_with("policy.")).collect();
    (names.len() == 1).then(|| names.remove(0))
}
