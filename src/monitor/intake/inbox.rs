//! The inbox: files dropped into a folder are taken in once and moved to `done/`, or with the reasons to `rejected/`.
//!
//! A file is claimed by moving it to `taking/`, once its size and time have stood still for a while: it may be half written. What
//! lies there at the start was interrupted and is taken again; what of it was kept is known by its bytes.

use super::tables::Tables;
use super::{BATCH, tell};
use crate::ingest::blocks::{Blocks, By, hint};
use crate::ingest::open::Pace;
use crate::ingest::{DataError, DataFault, Inputs, Reader};
use crate::lang::Lang;
use crate::monitor::board::Board;
use crate::monitor::judging::lexicons;
use crate::monitor::log;
use crate::monitor::order::{Entry, EntryKind, Order, TakenFile, Trouble};
use crate::monitor::store::{has_file, reader};
use crate::say;
use bumpalo::Bump;
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

/// What came of one file.
#[derive(Debug, Default)]
struct Sum {
    taken: u64,
    there: u64,
    wrong: usize,
    reasons: Vec<String>,
}

pub struct Inbox {
    folder: PathBuf,
    tables: Tables,
    board: Arc<Board>,
    /// Of the store.
    store: PathBuf,
    desk: SyncSender<Order>,
    lang: Lang,
    looks: HashMap<PathBuf, Look>,
}

impl Inbox {
    /// # Errors
    /// The folders cannot be made.
    pub fn open(
        folder: &Path,
        store: &Path,
        tables: Tables,
        board: Arc<Board>,
        desk: SyncSender<Order>,
        lang: Lang,
    ) -> Result<Inbox, Trouble> {
        for inner in ["done", "rejected", "taking"] {
            let path = folder.join(inner);
            let shown = path.display();
            fs::create_dir_all(&path).map_err(|e| Trouble(say!("建不了文件夹 {shown}:{e}"; "the folder {shown} cannot be made: {e}")))?;
        }
        Ok(Inbox { folder: folder.to_owned(), tables, board, store: store.to_owned(), desk, lang, looks: HashMap::new() })
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
        let mut sum = Sum::default();
        self.read(path, &name, &mut sum)?;
        let Sum { taken, there, wrong, mut reasons } = sum;
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

    /// Tells the desk every record of a file, whatever its format.
    fn read(&self, path: &Path, name: &str, sum: &mut Sum) -> Result<(), String> {
        let plans = self.board.read().view.plans.clone();
        let mappings = self.tables.mappings(&plans, self.lang)?;
        let (inputs, pace, lexicons) = (Inputs::default(), Arc::new(Pace::default()), lexicons(&plans));
        let hints = |file: &str| hint(&mappings, file);
        let by = By { inputs: &inputs, mappings: &mappings, layouts: None };
        let zones = plans.list.iter().map(|plan| plan.vocabulary().zone);
        let mut blocks = Blocks::new(&[path.to_owned()], by, &pace, &hints, zones);
        let mut reader = Reader::new(&lexicons);
        let (mut spare, mut arena) = (None, Bump::new());
        while let Some(found) = blocks.next(spare.take()) {
            let (mut batch, mut faults) = (Vec::new(), Vec::new());
            match &found {
                Ok(block) => reader.records(block, &arena, |entry, read| match (entry, read) {
                    // a part of a record that is known need not name its policy: the desk knows
                    (Some(entry), Ok(_) | Err(DataError { fault: DataFault::NoPolicy { .. }, .. })) => {
                        let body = String::from_utf8_lossy(entry.bytes).into_owned();
                        let (author, source) = ("inbox".to_owned(), name.to_owned());
                        batch.push(Entry { kind: EntryKind::Record, author, source, place: entry.place, body });
                    }
                    (_, Ok(_)) => {}
                    (_, Err(error)) => faults.push(error),
                }),
                Err(error) => faults.push(error.clone()),
            }
            arena.reset();
            while !batch.is_empty() {
                let rest = batch.split_off(BATCH.min(batch.len()));
                let receipt =
                    tell(&self.desk, std::mem::replace(&mut batch, rest), None).map_err(|Trouble(why)| why.get(self.lang).to_owned())?;
                (sum.taken, sum.there) = (sum.taken + receipt.taken, sum.there + receipt.known);
                faults.extend(receipt.rejected);
            }
            faults.sort_by_key(|error| error.place);
            sum.wrong += faults.len();
            let said = |error: &DataError| {
                let (place, words) = (inputs.shown(error.place, self.lang), error.fault.words());
                let place = place.strip_prefix(&path.display().to_string()).map(|rest| format!("{name}{rest}")).unwrap_or(place);
                format!("{place}: [{}] {}", error.fault.code(), words.get(self.lang))
            };
            let room = TOLD.saturating_sub(sum.reasons.len());
            sum.reasons.extend(faults.iter().take(room).map(said));
            spare = found.ok();
        }
        for warning in reader.warnings.iter() {
            let (code, words) = (warning.code(), warning.words());
            let first = inputs.shown(warning.first, self.lang);
            log::line(
                "data-warning",
                &[("file", &name), ("code", &code), ("count", &warning.count), ("first", &first), ("why", &words.get(self.lang))],
            );
        }
        Ok(())
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
