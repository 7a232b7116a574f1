//! Which mappings a run reads tables by: those of `--mapping`, else the one beside the policy; for logs their own.

use super::basis::Refused;
use crate::cli::Manner;
use crate::diag::Faults;
use crate::mapping::Mapping;
use crate::plan::load::Loaded;
use crate::say;
use crate::source::{Shelf, Sources};
use std::io;
use std::path::{Path, PathBuf};

/// The mappings of a run.
#[derive(Debug, Default)]
pub struct Mappings {
    pub list: Vec<Mapping>,
    /// The one beside the policy, where nobody named one.
    pub own: Option<PathBuf>,
}

/// Reads them; what is wrong with one is shown as it is for a policy.
///
/// # Errors
/// One cannot be read, or is wrong.
pub fn read(paths: &[PathBuf], loaded: &Loaded, sources: &mut Sources, manner: Manner) -> Result<Mappings, Refused> {
    let own = if paths.is_empty() { own(loaded) } else { None };
    // those named lie on the disk, the policy's own where the policy lies
    let shelf = if own.is_some() { loaded.sources.shelf().clone() } else { Shelf::Disk };
    let mut mappings = Mappings { list: Vec::new(), own };
    let mut faults = Faults::default();
    for path in paths.iter().chain(&mappings.own) {
        let shown = path.display();
        let text = shelf
            .read(path)
            .and_then(|bytes| String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error)))
            .map_err(|error| say!("读不了映射 {shown}:{error}"; "the mapping {shown} cannot be read: {error}"))?;
        let file = sources.add(shown.to_string(), text);
        let mut mapping = Mapping::read(file, &sources.get(file).text, &mut faults);
        let declared: Vec<_> = loaded.policies.iter().filter_map(|p| p.plan.as_ref()).map(|plan| &plan.policy.declared).collect();
        if !faults.has_errors() {
            mapping.settle(&declared, &mut faults);
        }
        mappings.list.push(mapping);
    }
    let wrong = say!("映射有错误,没有评判;请照上面改正"; "the mapping has errors and nothing was judged; correct them as shown above");
    Refused::by(&faults, sources, manner, wrong).map_or(Ok(()), Err)?;
    // whatever else there is, logs can be read
    let declared: Vec<_> = loaded.policies.iter().filter_map(|p| p.plan.as_ref()).map(|plan| &plan.policy.declared).collect();
    mappings.list.push(Mapping::of_logs(&declared));
    Ok(mappings)
}

/// The only mapping beside the policies, in their `mappings` folders.
fn own(loaded: &Loaded) -> Option<PathBuf> {
    let beside = |folder: &Path| {
        let entries = loaded.sources.shelf().list(&folder.join("mappings")).unwrap_or_default();
        entries.into_iter().filter(|path| path.extension().is_some_and(|suffix| suffix == "toml")).collect::<Vec<_>>()
    };
    let mut found = loaded.policies.iter().flat_map(|policy| beside(&policy.folder.path));
    let only = found.next()?;
    found.next().is_none().then_some(only)
}
