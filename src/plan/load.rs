//! From folders to plans: read, parse, check, compile. Everybody who judges comes through here.

use super::Plan;
use super::lowered::Lowered;
use crate::check;
use crate::diag::Faults;
use crate::mapping::Mapping;
use crate::policy::calendar;
use crate::policy::declare::Declared;
use crate::policy::load::{self, Calendars, Folder, folder, folders};
use crate::policy::rules::{Choice, Reading};
use crate::policy::tree::{self, Table};
use crate::policy::{self, Policy, fault};
use crate::source::{FileId, Sources};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};

/// Policies as loaded: every finding, and a plan for each policy without errors.
#[derive(Debug, Default)]
pub struct Loaded {
    pub sources: Sources,
    pub faults: Faults,
    pub policies: Vec<LoadedPolicy>,
}

/// One policy folder as loaded.
#[derive(Debug)]
pub struct LoadedPolicy {
    pub folder: Folder,
    /// None where the policy has errors.
    pub plan: Option<Plan>,
}

/// Loads every policy at or below `paths` under the readings chosen.
///
/// # Errors
/// A path or file that cannot be read.
pub fn load(paths: &[PathBuf], choices: &[Choice]) -> io::Result<Loaded> {
    load_from(Sources::default(), paths, choices)
}

/// Loads as [`load()`] does, from where `sources` lie.
///
/// # Errors
/// A path or file that cannot be read.
pub fn load_from(sources: Sources, paths: &[PathBuf], choices: &[Choice]) -> io::Result<Loaded> {
    let mut loaded = Loaded { sources, ..Loaded::default() };
    let mut calendars = Calendars::default();
    for path in folders(paths, loaded.sources.shelf())? {
        let mut faults = Faults::default();
        let folder = folder(&path, &mut loaded.sources, &mut faults)?;
        let plan = compile(&folder, choices, &mut loaded.sources, &mut calendars, &mut faults);
        loaded.faults.extend(faults);
        loaded.policies.push(LoadedPolicy { folder, plan });
    }
    Ok(loaded)
}

/// What `duban check` has looked at.
#[derive(Debug, Default)]
pub struct Checks {
    pub sources: Sources,
    pub faults: Faults,
    /// How many folders, files of theirs, and rules.
    pub policies: usize,
    pub files: usize,
    pub rules: usize,
    /// Texts that are quoted and were not found.
    pub texts_missing: Vec<String>,
    /// How each policy is judged.
    pub lowered: Vec<Lowered>,
}

/// Reads every policy at or below `paths` under each of its readings, and looks at it with every lint. `texts` is a
/// folder of the sources that are quoted. `mappings` are looked at beside all of them, those in a policy's folder
/// beside that policy.
///
/// # Errors
/// A path or file that cannot be read.
pub fn check(paths: &[PathBuf], texts: Option<&Path>, mappings: &[PathBuf]) -> io::Result<Checks> {
    check_from(Sources::default(), paths, texts, mappings)
}

/// Checks as [`check()`] does, from where `sources` lie.
///
/// # Errors
/// A path or file that cannot be read.
pub fn check_from(sources: Sources, paths: &[PathBuf], texts: Option<&Path>, mappings: &[PathBuf]) -> io::Result<Checks> {
    let mut checks = Checks { sources, ..Checks::default() };
    let mut calendars = Calendars::default();
    let mut policies = Vec::new();
    for path in folders(paths, checks.sources.shelf())? {
        let mut faults = Faults::default();
        let folder = folder(&path, &mut checks.sources, &mut faults)?;
        let files = &folder.files;
        checks.policies += 1;
        checks.files += 1 + files.rules.len() + usize::from(files.parties.is_some()) + usize::from(files.script.is_some());
        if let Some(policy) = policy::read::policy(&checks.sources, files, &[], &mut faults) {
            for Reading { rule, name, .. } in &policy.readings {
                let choice = Choice { rule: rule.clone(), reading: name.value.clone() };
                policy::read::policy(&checks.sources, files, &[choice], &mut faults);
            }
            let calendar = work_calendar(&path, &policy, &mut checks.sources, &mut calendars, &mut faults);
            let mut cited = None;
            if let Some(name) = policy.declared.head.source.as_ref().and_then(|source| source.text.as_ref()) {
                cited = load::cited(&path, &name.value, texts, &mut checks.sources, &mut faults)?;
                checks.texts_missing.extend(cited.is_none().then(|| name.value.clone()));
            }
            let tests = tests(&path, &mut checks.sources, &mut faults)?;
            checks.files += tests.len();
            let beside = check::Beside { cited, calendar: calendar.as_ref(), tests: &tests };
            check::policy(&policy, files, beside, &checks.sources, &mut faults);
            let mut ids: Vec<&str> = policy.rules.iter().map(|rule| rule.id.as_str()).collect();
            ids.sort_unstable();
            ids.dedup();
            checks.rules += ids.len();
            checks.files += own_mappings(&path, &policy.declared, &mut checks.sources, &mut faults)?;
            checks.lowered.push(Lowered::of(&policy));
            policies.push(policy);
        }
        checks.faults.extend(faults);
    }
    let declared: Vec<&Declared> = policies.iter().map(|policy| &policy.declared).collect();
    for path in mappings {
        let mut faults = Faults::default();
        let file = load::read(path, &mut checks.sources, &mut faults)?;
        checks.files += 1;
        mapping(file, &declared, &checks.sources, &mut faults);
        checks.faults.extend(faults);
    }
    Ok(checks)
}

/// The tests beside a policy, as written: what is wrong with TOML is said here, the rest when they run.
fn tests(folder: &Path, sources: &mut Sources, faults: &mut Faults) -> io::Result<Vec<Table>> {
    let files = load::tests(folder, sources, faults)?;
    Ok(files.iter().map(|file| tree::parse(*file, &sources.get(*file).text, faults)).collect())
}

/// Reads the mappings in a policy's own folder for what is wrong in them; how many there are.
///
/// # Errors
/// A file that cannot be read.
pub fn own_mappings(folder: &Path, declared: &Declared, sources: &mut Sources, faults: &mut Faults) -> io::Result<usize> {
    let own = load::mappings(folder, sources, faults)?;
    own.iter().for_each(|file| mapping(*file, &[declared], sources, faults));
    Ok(own.len())
}

/// Reads one mapping beside the declarations of policies, for what is wrong in it.
pub fn mapping(file: FileId, declared: &[&Declared], sources: &Sources, faults: &mut Faults) {
    Mapping::read(file, &sources.get(file).text, faults).settle(declared, faults);
}

/// Compiles one folder whose texts are read; none where it has errors. Lints are for `check`.
pub fn compile(folder: &Folder, choices: &[Choice], sources: &mut Sources, calendars: &mut Calendars, faults: &mut Faults) -> Option<Plan> {
    let policy = policy::read::policy(sources, &folder.files, choices, faults)?;
    let calendar = work_calendar(&folder.path, &policy, sources, calendars, faults)?;
    if faults.has_errors() {
        return None;
    }
    let digest = digest(folder, &calendar.files, sources);
    Some(Plan::new(policy, calendar.calendar, digest))
}

fn work_calendar(
    path: &Path,
    policy: &Policy,
    sources: &mut Sources,
    calendars: &mut Calendars,
    faults: &mut Faults,
) -> Option<calendar::Loaded> {
    let name = &policy.declared.head.calendar;
    let (texts, reading) = (RefCell::new((sources, calendars)), RefCell::new(Faults::default()));
    let lookup = |id: &str| {
        let (sources, calendars) = &mut *texts.borrow_mut();
        calendars.find(path, id, sources, &mut reading.borrow_mut())
    };
    let found = calendar::load(&name.value, &lookup, faults);
    let (sources, _) = texts.into_inner();
    faults.extend(reading.into_inner());
    if found.is_none() {
        faults.push(fault::calendar::unknown_calendar(name.span, &name.value, &Calendars::known(path, sources.shelf())));
    }
    found
}

/// SHA-256 over the names and bytes of every file that the plan was made from.
fn digest(folder: &Folder, calendars: &[crate::source::FileId], sources: &Sources) -> String {
    let files = &folder.files;
    let mut hash = Sha256::new();
    let all = std::iter::once(&files.policy).chain(&files.rules).chain(&files.parties).chain(&files.script).chain(calendars);
    for file in all {
        let source = sources.get(*file);
        let name = Path::new(&source.path).file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name.as_bytes());
        hash.update((source.text.len() as u64).to_le_bytes());
        hash.update(source.text.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
