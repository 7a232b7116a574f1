//! By which mappings the tables of the inbox are read: those that the command line names, else the only one beside the policies, as
//! `evaluate` does. They are read anew for every file: an edit holds from the next one on.

use crate::diag::{Faults, Level};
use crate::lang::Lang;
use crate::mapping::Mapping;
use crate::monitor::plans::Plans;
use crate::policy::load::folders;
use crate::report::excerpt::excerpt;
use crate::source::Sources;
use std::fs;
use std::path::PathBuf;

/// Where mappings are looked for.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// Paths of policies.
    pub policies: Vec<PathBuf>,
    /// Mappings that are named.
    pub named: Vec<PathBuf>,
}

impl Tables {
    /// The mappings as they are now.
    ///
    /// # Errors
    /// One cannot be read, or is wrong; the words say what is.
    pub fn mappings(&self, plans: &Plans, lang: Lang) -> Result<Vec<Mapping>, String> {
        let (mut sources, mut faults) = (Sources::default(), Faults::default());
        let declared: Vec<_> = plans.list.iter().map(|plan| &plan.policy.declared).collect();
        let own = if self.named.is_empty() { self.own(&sources) } else { None };
        let mut list = Vec::new();
        for path in self.named.iter().chain(&own) {
            let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
            let file = sources.add(path.display().to_string(), text);
            let mut mapping = Mapping::read(file, &sources.get(file).text, &mut faults);
            if !faults.has_errors() {
                mapping.settle(&declared, &mut faults);
            }
            list.push(mapping);
        }
        if let Some(first) = faults.sorted().into_iter().find(|fault| fault.level == Level::Error) {
            return Err(excerpt(first, &sources, lang, false));
        }
        // whatever else there is, logs can be read
        list.push(Mapping::of_logs(&declared));
        Ok(list)
    }

    /// The only mapping beside the policies, in their `mappings` folders.
    fn own(&self, sources: &Sources) -> Option<PathBuf> {
        let folders = folders(&self.policies, sources.shelf()).unwrap_or_default();
        let beside = folders.iter().flat_map(|folder| fs::read_dir(folder.join("mappings")).into_iter().flatten().flatten());
        let mut found = beside.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|suffix| suffix == "toml"));
        let only = found.next()?;
        found.next().is_none().then_some(only)
    }
}
