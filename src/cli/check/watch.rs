//! `duban check --watch`: the result, and the result anew whenever a text it was made from has changed. Ctrl-C ends it
//! with the status of the last result.

use super::whole::whole;
use super::{Check, Manner, folder, status};
use crate::diag::Level;
use crate::plan::load::Checks;
use crate::policy::load::folders;
use crate::report::excerpt::excerpt;
use crate::report::findings;
use crate::say;
use crate::source::{Shelf, Sources};
use crate::watch::{Watch, Writing, places};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// The disk is looked at so often, whatever the hints say: network folders give none.
const POLL: Duration = Duration::from_secs(2);
/// An editor that saves touches a file several times: so long nothing must move.
const QUIET: Duration = Duration::from_millis(80);
/// So many findings fill a screen.
const SHOWN: usize = 6;

enum Call {
    Look,
    Stop,
}

/// One look: what came of it, and the digest of every text that was read for it.
struct Looked {
    digest: Vec<u8>,
    shown: String,
    status: u8,
    files: Vec<PathBuf>,
}

/// Checks until Ctrl-C.
pub fn run(check: &Check, paths: &[PathBuf], manner: Manner) -> u8 {
    let (calls, heard) = channel();
    let stop = calls.clone();
    // without a handler Ctrl-C just ends the program
    let _ = ctrlc::set_handler(move || _ = stop.send(Call::Stop));
    let mut last: Option<Looked> = None;
    loop {
        // The watch begins before the look: what changes in between is heard.
        let watch = Watch::over(watched(check, paths, last.as_ref()), hint(calls.clone()), Writing::default());
        loop {
            let now = look(check, paths, manner);
            let moved = last.as_ref().is_none_or(|last| last.files != now.files);
            if last.as_ref().is_none_or(|last| last.digest != now.digest) {
                show(&now.shown);
            }
            let status = now.status;
            last = Some(now);
            if wait(&heard) {
                return status;
            }
            if moved || watch.blind.is_some() {
                break;
            }
        }
    }
}

fn hint(calls: Sender<Call>) -> impl Fn() + Send + 'static {
    // who has stopped listening needs no hint
    move || _ = calls.send(Call::Look)
}

/// Waits for a hint and then until nothing moves, or for the next poll; whether to stop.
fn wait(heard: &Receiver<Call>) -> bool {
    let mut patience = POLL;
    loop {
        match heard.recv_timeout(patience) {
            Ok(Call::Stop) | Err(RecvTimeoutError::Disconnected) => return true,
            Ok(Call::Look) => patience = QUIET,
            Err(RecvTimeoutError::Timeout) => return false,
        }
    }
}

fn watched(check: &Check, paths: &[PathBuf], last: Option<&Looked>) -> Vec<PathBuf> {
    let folders = folders(paths, &Shelf::Disk).unwrap_or_default();
    let files = last.iter().flat_map(|last| &last.files).chain(&check.mappings).map(PathBuf::as_path);
    places(paths, folders.iter().map(PathBuf::as_path), files)
}

fn look(options: &Check, paths: &[PathBuf], manner: Manner) -> Looked {
    let mut digest = Sha256::new();
    match whole(paths, options.sources.as_deref(), &options.mappings, Sources::default()) {
        Ok(checks) => {
            for (_, file) in checks.sources.files() {
                digest.update(file.path.as_bytes());
                digest.update([0]);
                digest.update(file.text.as_bytes());
                digest.update([0]);
            }
            let files = checks.sources.files().filter_map(|(_, file)| Path::new(&file.path).canonicalize().ok()).collect();
            let status = status(&checks, options.deny_warnings);
            Looked { digest: digest.finalize().to_vec(), shown: compact(&checks, manner), status, files }
        }
        Err(error) => {
            digest.update(error.to_string().as_bytes());
            let said = folder::unreadable(&error);
            Looked {
                digest: digest.finalize().to_vec(),
                shown: format!("{}\n", said.get(manner.lang)),
                status: super::FAULTY,
                files: Vec::new(),
            }
        }
    }
}

/// A screenful: errors first.
fn compact(checks: &Checks, manner: Manner) -> String {
    let mut list: Vec<_> = checks.faults.sorted().into_iter().filter(|d| d.level != Level::Note).collect();
    list.sort_by_key(|d| d.level);
    let mut out = String::new();
    for diagnostic in list.iter().take(SHOWN) {
        let _ = writeln!(out, "{}\n", excerpt(diagnostic, &checks.sources, manner.lang, manner.colour));
    }
    let more = list.len().saturating_sub(SHOWN);
    if more > 0 {
        let _ = writeln!(out, "{}", say!("……还有 {more} 处"; "… and {more} more").get(manner.lang));
    }
    let _ = writeln!(out, "{}", findings::summary(checks, manner.lang));
    let _ = writeln!(out, "{}", say!("等待保存(Ctrl-C 结束)"; "waiting for a save (Ctrl-C ends)").get(manner.lang));
    out
}

/// On a terminal the last result goes; elsewhere a line parts them.
fn show(text: &str) {
    let mut out = io::stdout().lock();
    let head = if out.is_terminal() { "\x1b[2J\x1b[3J\x1b[H" } else { "────\n" };
    // Nobody reads on: nothing to complain about.
    let _ = io::Write::write_all(&mut out, [head, text].concat().as_bytes());
    let _ = io::Write::flush(&mut out);
}
