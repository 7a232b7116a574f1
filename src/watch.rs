//! Hints that something changed: folders are watched, never files, which editors replace. A hint says “look”, never
//! what changed; only which files are being written is kept, to wait for them. What changed is told by the bytes.

use crate::policy::load::Calendars;
use crate::source::Shelf;
use notify::event::{AccessKind, AccessMode, Event, EventKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The files that were written to and not closed since.
pub type Writing = Arc<Mutex<BTreeSet<PathBuf>>>;

/// A watch over some folders; it ends when it is dropped.
#[derive(Debug)]
pub struct Watch {
    _watcher: Option<RecommendedWatcher>,
    pub places: Vec<PathBuf>,
    /// Why some folder is not watched: polling must do there.
    pub blind: Option<String>,
}

impl Watch {
    /// Watches `places`, each without the folders inside it; `look` is called for every reason to look.
    pub fn over(places: Vec<PathBuf>, look: impl Fn() + Send + 'static, writing: Writing) -> Watch {
        // what was open before is not known to the new watch
        writing.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let heard = move |event: notify::Result<Event>| {
            if matters(event, &writing) {
                look();
            }
        };
        let mut watcher = match notify::recommended_watcher(heard) {
            Ok(watcher) => watcher,
            Err(error) => return Watch { _watcher: None, places, blind: Some(error.to_string()) },
        };
        let mut blind = None;
        for place in &places {
            if let Err(error) = watcher.watch(place, RecursiveMode::NonRecursive) {
                blind.get_or_insert_with(|| error.to_string());
            }
        }
        Watch { _watcher: Some(watcher), places, blind }
    }
}

/// The folders in which a change of policies at or below `paths` may matter, whole and each once: those of `folders` and
/// of the `files` read, those that may be added to them, and the ones that hold `paths` and their links.
pub fn places<'f>(paths: &[PathBuf], folders: impl Iterator<Item = &'f Path>, files: impl Iterator<Item = &'f Path>) -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> = Vec::new();
    for path in paths {
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        let target = whole.canonicalize().ok();
        for path in [Some(whole), target].into_iter().flatten() {
            places.extend(path.ancestors().take(2).map(Path::to_owned));
        }
    }
    places.extend(files.filter_map(Path::parent).map(Path::to_owned));
    for folder in folders {
        places.extend(folder.ancestors().take(2).map(Path::to_owned));
        places.extend(["rules", "tests", "mappings"].map(|inner| folder.join(inner)));
        places.extend(Calendars::places(folder, &Shelf::Disk));
    }
    let mut places: Vec<PathBuf> = places.iter().filter_map(|place| place.canonicalize().ok()).filter(|place| place.is_dir()).collect();
    places.sort();
    places.dedup();
    places
}

/// Whether an event is a reason to look. Reading a file is an event too: looking must not make us look.
fn matters(event: notify::Result<Event>, writing: &Writing) -> bool {
    let mut writing = writing.lock().unwrap_or_else(PoisonError::into_inner);
    let Ok(event) = event else {
        writing.clear();
        return true;
    };
    if event.need_rescan() {
        // events were lost, perhaps those that closed a file
        writing.clear();
        return true;
    }
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => {
            event.paths.iter().for_each(|path| _ = writing.remove(path));
            true
        }
        EventKind::Access(_) => false,
        EventKind::Modify(ModifyKind::Data(_)) => {
            writing.extend(event.paths);
            true
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{DataChange, Flag};

    #[test]
    fn reading_is_no_change_and_lost_events_are_one() {
        let writing = Writing::default();
        let event = |kind: EventKind| Ok(Event::new(kind).add_path(PathBuf::from("/p/policy.toml")));
        let open = || writing.lock().unwrap().len();
        assert!(!matters(event(EventKind::Access(AccessKind::Open(AccessMode::Any))), &writing));
        assert!(!matters(event(EventKind::Access(AccessKind::Close(AccessMode::Read))), &writing));
        assert!(matters(event(EventKind::Modify(ModifyKind::Data(DataChange::Any))), &writing));
        assert_eq!(open(), 1);
        assert!(matters(event(EventKind::Access(AccessKind::Close(AccessMode::Write))), &writing));
        assert_eq!(open(), 0);
        assert!(matters(event(EventKind::Modify(ModifyKind::Data(DataChange::Any))), &writing));
        assert!(matters(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)), &writing));
        assert_eq!(open(), 0);
        assert!(matters(Err(notify::Error::generic("lost")), &writing));
    }
}
