//! Hints that something changed: folders are watched, never files, which editors replace. A hint says “look”, never
//! what changed; only which files are being written is kept, to wait for them. What changed is told by the bytes.

use crate::policy::load::Calendars;
use crate::source::Shelf;
use notify::event::{AccessKind, AccessMode, Event, EventKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tempfile::TempDir;

/// The files that were written to and not closed since.
pub type Writing = Arc<Mutex<BTreeSet<PathBuf>>>;

/// A watch over some folders; it ends when it is dropped.
#[derive(Debug)]
pub struct Watch {
    _watcher: Option<RecommendedWatcher>,
    pub places: Vec<PathBuf>,
    /// Why some folder is not watched: polling must do there.
    pub blind: Option<String>,
    echo: Option<Echo>,
}

/// A folder of our own that is watched as well: what is written there comes back behind everything that came before it.
#[derive(Debug)]
struct Echo {
    folder: TempDir,
    last: u64,
    heard: Receiver<u64>,
}

impl Watch {
    /// Watches `places`, each without the folders inside it; `look` is called for every reason to look.
    pub fn over(places: Vec<PathBuf>, look: impl Fn() + Send + 'static, writing: Writing) -> Watch {
        let (echoes, heard) = channel();
        let folder = tempfile::Builder::new().prefix("duban-watch-").tempdir().ok();
        let own = folder.as_ref().and_then(|folder| folder.path().canonicalize().ok());
        let heed = {
            let own = own.clone();
            move |event: notify::Result<Event>| match event.as_ref().ok().and_then(|event| echo(event, own.as_deref()?)) {
                // who has stopped listening misses nothing
                Some(n) => _ = echoes.send(n),
                None if matters(event, &writing) => look(),
                None => {}
            }
        };
        let mut watcher = match notify::recommended_watcher(heed) {
            Ok(watcher) => watcher,
            Err(error) => return Watch { _watcher: None, places, blind: Some(error.to_string()), echo: None },
        };
        let mut blind = None;
        for place in &places {
            if let Err(error) = watcher.watch(place, RecursiveMode::NonRecursive) {
                blind.get_or_insert_with(|| error.to_string());
            }
        }
        let echo = folder.zip(own).filter(|(_, own)| watcher.watch(own, RecursiveMode::NonRecursive).is_ok());
        let echo = echo.map(|(folder, _)| Echo { folder, last: 0, heard });
        Watch { _watcher: Some(watcher), places, blind, echo }
    }

    /// Waits until everything that happened before has been heard: on a busy machine hints come late. Whether it has; after
    /// so much `patience` it is given up.
    pub fn catch_up(&mut self, patience: Duration) -> bool {
        let Some(Echo { folder, last, heard }) = &mut self.echo else { return false };
        *last += 1;
        let file = folder.path().join(last.to_string());
        if std::fs::write(&file, "").is_err() {
            return false;
        }
        let came = loop {
            match heard.recv_timeout(patience) {
                Ok(n) if n == *last => break true,
                Ok(_) => {}
                Err(_) => break false,
            }
        };
        // a file that stays goes with the folder
        _ = std::fs::remove_file(file);
        came
    }
}

/// The number written into our own folder, if that is what an event is about.
fn echo(event: &Event, own: &Path) -> Option<u64> {
    let path = event.paths.first().filter(|path| path.starts_with(own))?;
    Some(path.file_name().and_then(|name| name.to_str()?.parse().ok()).unwrap_or(0))
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
    #[cfg(target_os = "linux")]
    fn what_was_written_before_has_been_heard_after() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().canonicalize().unwrap();
        let writing = Writing::default();
        let mut watch = Watch::over(vec![place.clone()], || {}, Arc::clone(&writing));
        for n in 0..50 {
            let path = place.join(format!("{n}.toml"));
            let mut file = std::fs::File::create(&path).unwrap();
            std::io::Write::write_all(&mut file, b"half").unwrap();
            assert!(watch.catch_up(Duration::from_secs(60)));
            assert!(writing.lock().unwrap().contains(&path));
            drop(file);
            assert!(watch.catch_up(Duration::from_secs(60)));
            assert!(!writing.lock().unwrap().contains(&path));
        }
    }

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
