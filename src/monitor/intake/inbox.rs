//! The inbox: files dropped into a folder are taken in once and moved to `done/`, or with the reasons to `rejected/`.
//!
//! A file is claimed by moving it to `taking/`, once its size and time have stood still for a while: it may be half written. What
//! lies there at the start was interrupted and is taken again; what of it was kept is known by its bytes.

use super::{entries, said, tell};
use crate::lang::Lang;
use crate::monitor::log;
use crate::monitor::order::{Order, TakenFile, Trouble};
use crate::monitor::store::{has_file, reader};
use crate::say;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, SystemTime};

/// How often the folder is looked at, and how many looks in a row a file must be the same.
const LOOK: Duration = Duration::from_millis(500);
const STILL: u32 = 3;

/// So many reasons are written out, the rest is counted.
const TOLD: usize = 10_000;

/// What a file looked like, and how often in a row.
type Look = ((u64, Option<SystemTime>), u32);

pub struct Inbox {
    folder: PathBuf,
    /// Of the store.
    store: PathBuf,
    desk: SyncSender<Order>,
    lang: Lang,
    looks: HashMap<PathBuf, Look>,
}

impl Inbox {
    /// # Errors
    /// The folders cannot be made.
    pub fn open(folder: &Path, store: &Path, desk: SyncSender<Order>, lang: Lang) -> Result<Inbox, Trouble> {
        for inner in ["done", "rejected", "taking"] {
            let path = folder.join(inner);
            let shown = path.display();
            fs::create_dir_all(&path).map_err(|e| Trouble(say!("建不了文件夹 {shown}:{e}"; "the folder {shown} cannot be made: {e}")))?;
        }
        Ok(Inbox { folder: folder.to_owned(), store: store.to_owned(), desk, lang, looks: HashMap::new() })
    }

    /// Watches until it is to stop.
    pub fn start(mut self, stop: Arc<AtomicBool>) -> JoinHandle<()> {
        spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                self.look(&stop);
                sleep(LOOK);
            }
        })
    }

    /// Looks once; takes in what is there and stands still.
    fn look(&mut self, stop: &AtomicBool) {
        let mut claimed = files(&self.folder.join("taking"));
        let found = files(&self.folder);
        self.looks.retain(|path, _| found.contains(path));
        for path in found {
            let Ok(known) = fs::metadata(&path) else { continue };
            let now = (known.len(), known.modified().ok());
            let look = self.looks.entry(path.clone()).or_insert((now, 0));
            *look = if look.0 == now { (now, look.1 + 1) } else { (now, 0) };
            if look.1 >= STILL
                && let Some(name) = path.file_name()
            {
                let to = free(&self.folder.join("taking").join(name));
                match fs::rename(&path, &to) {
                    Ok(()) => claimed.push(to),
                    Err(error) => log::line("inbox-trouble", &[("file", &path.display()), ("why", &error)]),
                }
            }
        }
        for path in claimed {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            if let Err(why) = self.take(&path) {
                log::line("not-taken", &[("file", &path.display()), ("why", &why)]);
            }
        }
    }

    /// Takes one claimed file in.
    fn take(&self, path: &Path) -> Result<(), String> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let words = |Trouble(why): Trouble| why.get(self.lang).to_owned();
        let digest = digest(path).map_err(|error| error.to_string())?;
        let known = reader(&self.store).map_err(words).and_then(|store| has_file(&store, &digest).map_err(|error| error.to_string()))?;
        if known {
            log::line("file-known", &[("file", &name)]);
            return self.put_away(path, "done").map_err(|error| error.to_string());
        }
        let (mut taken, mut there, mut reasons, mut wrong) = (0, 0, Vec::new(), 0_usize);
        let file = fs::File::open(path).map_err(|error| error.to_string())?;
        entries(file, "inbox", &name, |batch, faults| {
            let receipt = tell(&self.desk, batch, None)?;
            (taken, there) = (taken + receipt.taken, there + receipt.known);
            let mut all: Vec<_> = faults.into_iter().chain(receipt.rejected).collect();
            all.sort_by_key(|error| error.place);
            wrong += all.len();
            let room = TOLD.saturating_sub(reasons.len());
            reasons.extend(all.iter().take(room).map(|error| said(&name, error, self.lang)));
            Ok(())
        })
        .map_err(words)?;
        log::line("file-taken", &[("file", &name), ("taken", &taken), ("known", &there), ("rejected", &wrong)]);
        if wrong == 0 {
            tell(&self.desk, Vec::new(), Some(TakenFile { digest, name })).map_err(words)?;
            return self.put_away(path, "done").map_err(|error| error.to_string());
        }
        if wrong > reasons.len() {
            let more = wrong - reasons.len();
            reasons.push(say!("另有 {more} 处没有列出"; "{more} more are not listed").get(self.lang).to_owned());
        }
        let kept = taken + there;
        reasons.push(say!("其余 {kept} 条已收下;改正上面各处后把文件再放进来"; "the other {kept} were kept; correct these places and drop the file again").get(self.lang).to_owned());
        self.reject(path, &reasons).map_err(|error| error.to_string())
    }

    fn put_away(&self, path: &Path, to: &str) -> io::Result<()> {
        fs::rename(path, free(&self.folder.join(to).join(path.file_name().unwrap_or_default())))
    }

    /// The reasons first: a file that lies there has them beside it.
    fn reject(&self, path: &Path, reasons: &[String]) -> io::Result<()> {
        let to = free(&self.folder.join("rejected").join(path.file_name().unwrap_or_default()));
        let mut beside = to.clone().into_os_string();
        beside.push(".reasons.txt");
        fs::write(beside, reasons.join("\n") + "\n")?;
        fs::rename(path, to)
    }
}

/// The files of a folder, by name; what begins with a point is somebody's unfinished work.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let plain = entries.filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
    let mut list: Vec<PathBuf> = plain.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    list.sort();
    list
}

/// The path itself, or with a number where a file has that name.
fn free(path: &Path) -> PathBuf {
    let with = |n: u32| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{n}"));
        path.with_file_name(name)
    };
    std::iter::once(path.to_owned()).chain((1..).map(with)).find(|path| !path.exists()).unwrap_or_else(|| path.to_owned())
}

fn digest(path: &Path) -> io::Result<String> {
    let mut file = fs::File::open(path)?;
    let (mut hash, mut piece) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        let size = io::Read::read(&mut file, &mut piece)?;
        match piece.get(..size) {
            Some(part) if size > 0 => hash.update(part),
            _ => return Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()),
        }
    }
}
