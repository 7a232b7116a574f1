//! What an editor has open, and what duban makes of the policies it belongs to.

use super::known::Known;
use crate::diag::{Diagnostic, Faults};
use crate::plan::Plan;
use crate::plan::load::{check_from, compile, mapping};
use crate::policy::load::{self, Calendars};
use crate::policy::schema::{FILES, File};
use crate::policy::{self, calendar};
use crate::source::{FileId, Held, Sources};
use crate::suite;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was found out about one policy folder, or one file that belongs to none.
#[derive(Debug, Default)]
pub struct Seen {
    pub sources: Sources,
    pub faults: Faults,
    pub known: Known,
    /// Where the names of `known` stand; its file ids are those of this.
    pub places: Sources,
    /// The last that could be judged with.
    pub plan: Option<Plan>,
}

/// Which kind of file a path is: its first line says so, or where it lies.
pub fn kind(path: &Path, text: &str) -> Option<&'static File> {
    let named = |name: &str| FILES.iter().find(|file| file.name == name);
    if let Some(schema) = text.lines().next().and_then(|line| line.strip_prefix("#:schema")) {
        let file = schema.trim().rsplit('/').next().unwrap_or_default();
        if let Some(found) = named(file.trim_end_matches(".json")) {
            return Some(found);
        }
    }
    if path.extension().is_none_or(|e| e != "toml") {
        return None;
    }
    let word = |part: Option<&std::ffi::OsStr>| part.map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
    let (name, folder) = (word(path.file_name()), word(path.parent().and_then(Path::file_name)));
    match (name.as_str(), folder.as_str()) {
        ("policy.toml", _) | (_, "rules") => named("policy"),
        (_, "tests") => named("test"),
        ("mapping.toml", _) | (_, "mappings") => named("mapping"),
        (_, "calendars") => named("calendar"),
        ("monitor.toml", _) => named("monitor"),
        _ => None,
    }
}

/// The policy folder that a file belongs to.
pub fn policy_folder(path: &Path, held: &Held) -> Option<PathBuf> {
    let is_policy = |folder: &Path| {
        let file = folder.join("policy.toml");
        held.contains_key(&file) || file.is_file()
    };
    path.ancestors().skip(1).take(2).find(|folder| is_policy(folder)).map(Path::to_owned)
}

/// Looks at a policy folder as it stands with the texts that are held. What could be judged before serves on while
/// the policy has errors.
pub fn look(folder: &Path, held: &Arc<Held>, before: Option<Seen>) -> Seen {
    let before = before.unwrap_or_default();
    let Ok(checks) = check_from(Sources::edited(Arc::clone(held)), &[folder.to_owned()], None, &[]) else {
        return Seen { faults: Faults::default(), ..before };
    };
    let mut seen = Seen { sources: checks.sources, faults: checks.faults, ..before };
    let mut places = Sources::edited(Arc::clone(held));
    let mut faults = Faults::default();
    let Ok(files) = load::folder(folder, &mut places, &mut faults) else { return seen };
    let read = policy::read::policy(&places, &files.files, &[], &mut faults);
    let mut own = Faults::default();
    if let Some(plan) = compile(&files, &[], &mut places, &mut Calendars::default(), &mut own) {
        seen.plan = Some(plan);
    }
    // the spans of names are of these places: both change, or neither
    if let Some(policy) = read {
        (seen.known, seen.places) = (Known::of(&policy), places);
    }
    if let Some(plan) = &seen.plan {
        let mut faults = std::mem::take(&mut seen.faults);
        for file in load::tests(folder, &mut seen.sources, &mut faults).unwrap_or_default() {
            let text = seen.sources.get(file).text.clone();
            suite::read::file(file, &text, plan, &mut faults);
        }
        seen.faults = faults;
    }
    seen
}

/// Looks at a file that belongs to no policy: a calendar, a mapping.
pub fn look_alone(path: &Path, kind: &File, held: &Arc<Held>) -> Seen {
    let mut seen = Seen { sources: Sources::edited(Arc::clone(held)), ..Seen::default() };
    match kind.name {
        "calendar" => {
            let id = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
            let beside = path.parent().and_then(Path::parent).unwrap_or(path);
            let texts = RefCell::new((&mut seen.sources, Calendars::default(), Faults::default()));
            let lookup = |id: &str| {
                let (sources, calendars, faults) = &mut *texts.borrow_mut();
                calendars.find(beside, id, sources, faults)
            };
            let mut faults = Faults::default();
            calendar::load(&id, &lookup, &mut faults);
            let (_, _, reading) = texts.into_inner();
            faults.extend(reading);
            seen.faults = faults;
        }
        "mapping" => {
            let mut faults = Faults::default();
            if let Ok(file) = load::read(path, &mut seen.sources, &mut faults) {
                mapping(file, &[], &seen.sources, &mut faults);
            }
            seen.faults = faults;
        }
        #[cfg(feature = "monitor")]
        "monitor" => {
            let mut faults = Faults::default();
            if let Ok(file) = load::read(path, &mut seen.sources, &mut faults) {
                let text = seen.sources.get(file).text.clone();
                crate::monitor::setting::sinks(file, &text, crate::time::Zone::default(), &mut faults);
            }
            seen.faults = faults;
        }
        _ => {}
    }
    seen
}

impl Seen {
    pub fn path(&self, file: FileId) -> PathBuf {
        PathBuf::from(&self.sources.get(file).path)
    }

    /// The findings with a place in `path`.
    pub fn in_file<'s>(&'s self, path: &'s Path) -> impl Iterator<Item = &'s Diagnostic> {
        self.faults.sorted().into_iter().filter(move |fault| self.path(fault.span.file) == path)
    }
}
