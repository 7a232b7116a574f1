//! All that `duban check` looks at: policies with what lies beside them, and then the tests against the policy that they
//! are for. Only a policy without errors knows its rules and words: of another the tests wait.

use crate::diag::Faults;
use crate::plan::load::{Checks, check_from, compile};
use crate::policy::load::{self, Calendars, folders};
use crate::source::Sources;
use crate::suite;
use std::io;
use std::path::{Path, PathBuf};

/// The findings of these policies, of the mappings and tests beside them and of `mappings`; quotations are looked for in `texts`.
///
/// # Errors
/// A path or file that cannot be read.
pub fn whole(paths: &[PathBuf], texts: Option<&Path>, mappings: &[PathBuf], sources: Sources) -> io::Result<Checks> {
    let mut checks = check_from(sources, paths, texts, mappings)?;
    if !checks.faults.has_errors() {
        tests(paths, &mut checks)?;
    }
    Ok(checks)
}

/// What is wrong in the tests beside policies without errors.
fn tests(paths: &[PathBuf], checks: &mut Checks) -> io::Result<()> {
    let mut calendars = Calendars::default();
    for path in folders(paths, checks.sources.shelf())? {
        // what is to be said of the policy has been said
        let mut said = Faults::default();
        let folder = load::folder(&path, &mut checks.sources, &mut said)?;
        let Some(plan) = compile(&folder, &[], &mut checks.sources, &mut calendars, &mut said) else { continue };
        for file in load::tests(&path, &mut checks.sources, &mut said)? {
            let text = checks.sources.get(file).text.clone();
            suite::read::file(file, &text, &plan, &mut checks.faults);
        }
    }
    Ok(())
}
