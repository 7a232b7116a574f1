//! The thread that reloads: waits for a hint or the next look, reads, and hands over what has settled.

use super::edition::Found;
use super::settle::{Pace, Settled, Settling};
use super::{Reload, Standings, at_large};
use crate::diag::Level;
use crate::monitor::log;
use crate::monitor::plans::{Changes, Plans};
use crate::time::Instant;
use crate::watch::{Watch, Writing};
use arc_swap::ArcSwap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Where plans go. It returns once they are in force, with what they changed; none where they could not be adopted
/// just now, and shall be brought again. The editions are to be kept as the last good ones.
pub type Deliver = Box<dyn FnMut(&Plans, &Reload) -> Option<Changes> + Send>;

/// What the thread is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    /// Something changed.
    Look,
    /// Somebody wants the disk taken at its word.
    Force,
    Stop,
}

/// Reloading as it runs.
#[derive(Debug)]
pub struct Reloading {
    calls: Sender<Call>,
    thread: Option<JoinHandle<()>>,
    pub standings: Arc<ArcSwap<Standings>>,
}

impl Reloading {
    /// Looks at `paths` for the first time, and then whenever they may have changed. The plans of `reload` are taken to
    /// be in force already.
    ///
    /// # Errors
    /// No thread can be made.
    pub fn start(
        paths: Vec<PathBuf>,
        reload: Reload,
        pace: Pace,
        clock: impl Fn() -> Instant + Send + 'static,
        deliver: Deliver,
    ) -> std::io::Result<Reloading> {
        let (calls, heard) = channel();
        let standings = Arc::new(ArcSwap::from_pointee(Standings { list: reload.standings().cloned().collect(), ..Standings::default() }));
        let mut turn = Turn {
            paths,
            reload,
            pace,
            settling: Settling::default(),
            standings: Arc::clone(&standings),
            calls: calls.clone(),
            writing: Writing::default(),
            watch: None,
            forced: false,
            owed: false,
            deliver,
        };
        let run = move || turn.run(&heard, &clock);
        let thread = std::thread::Builder::new().name("reload".to_owned()).spawn(run)?;
        Ok(Reloading { calls, thread: Some(thread), standings })
    }

    /// Takes the disk at its word: everything is tried again, and policies that are gone are let go.
    pub fn force(&self) {
        _ = self.calls.send(Call::Force);
    }
}

impl Drop for Reloading {
    fn drop(&mut self) {
        _ = self.calls.send(Call::Stop);
        if let Some(thread) = self.thread.take() {
            // it has said why, if it failed
            _ = thread.join();
        }
    }
}

struct Turn {
    paths: Vec<PathBuf>,
    reload: Reload,
    pace: Pace,
    settling: Settling,
    standings: Arc<ArcSwap<Standings>>,
    calls: Sender<Call>,
    writing: Writing,
    watch: Option<(Watch, Vec<Option<Identity>>)>,
    /// Whether policies that are gone are to be let go, once all is still.
    forced: bool,
    /// Whether plans wait to be delivered.
    owed: bool,
    deliver: Deliver,
}

impl Turn {
    fn run(&mut self, heard: &Receiver<Call>, clock: &dyn Fn() -> Instant) {
        #[expect(clippy::disallowed_methods, reason = "how long bytes have been still is no matter of the calendar")]
        let start = std::time::Instant::now();
        loop {
            let wait = self.look(start.elapsed(), clock());
            let mut call = heard.recv_timeout(wait);
            // what comes in bursts is one reason to look
            loop {
                match call {
                    Ok(Call::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                    Ok(Call::Force) => {
                        self.forced = true;
                        self.settling.forget();
                    }
                    Ok(Call::Look) | Err(RecvTimeoutError::Timeout) => {}
                }
                match heard.try_recv() {
                    Ok(next) => call = Ok(next),
                    Err(_) => break,
                }
            }
        }
    }

    /// One look at the disk. Returns when to look again at the latest.
    fn look(&mut self, passed: Duration, now: Instant) -> Duration {
        // who was writing before it was read is what matters, and it must have been heard
        if let Some((watch, _)) = &mut self.watch {
            watch.catch_up(self.pace.written);
        }
        let writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let found = Found::read(&self.paths);
        self.watch(&found);
        let settled = self.settling.look(&found, &writing, passed, self.pace);
        self.owed |= self.reload.settle(&settled, now);
        self.log(&settled);
        if self.forced && settled.wait.is_none() {
            self.forced = false;
            self.owed |= self.reload.let_go(&found);
        }
        let blind = self.watch.as_ref().and_then(|(watch, _)| watch.blind.as_deref());
        let mut last = self.standings.load().last.clone();
        if self.owed
            && let Some(changes) = (self.deliver)(&self.reload.plans(), &self.reload)
        {
            self.owed = false;
            last = Some((now, changes));
        }
        let list = self.reload.standings().cloned().collect();
        self.standings.store(Arc::new(Standings { list, findings: at_large(&found, blind), last }));
        settled.wait.unwrap_or(self.pace.poll).min(self.pace.poll)
    }

    /// Says in the log what has become of what settled.
    fn log(&self, settled: &Settled<'_>) {
        let names = settled.editions.iter().map(|edition| edition.name.as_str()).chain(settled.gone.iter().map(String::as_str));
        for standing in names.filter_map(|name| self.reload.standing(name)) {
            let (name, state, errors) = (&standing.name, standing.state.word(), standing.errors());
            let digest = standing.tried.as_deref().unwrap_or_default();
            log::line("policy", &[("policy", name), ("state", &state), ("errors", &errors), ("edition", &digest)]);
            for finding in standing.findings.iter().filter(|finding| finding.level == Level::Error) {
                log::line(
                    "policy-finding",
                    &[("policy", name), ("code", &finding.code), ("place", &finding.place), ("title", &finding.title.en)],
                );
            }
        }
    }

    /// Watches the folders that matter now: other ones, or ones made anew in the place of old ones, need a new watch.
    fn watch(&mut self, found: &Found) {
        if !self.pace.hints {
            return;
        }
        let places = found.places(&self.paths);
        let identities: Vec<Option<Identity>> = places.iter().map(|place| identity(place)).collect();
        if self.watch.as_ref().is_none_or(|(watch, known)| watch.places != places || *known != identities) {
            let calls = self.calls.clone();
            // who has stopped listening needs no hint
            let look = move || _ = calls.send(Call::Look);
            self.watch = Some((Watch::over(places, look, Arc::clone(&self.writing)), identities));
            // what changed before the watch began was not heard
            _ = self.calls.send(Call::Look);
        }
    }
}

/// Tells one folder from another of the same path.
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(place: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(place).ok().map(|meta| (meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
fn identity(place: &Path) -> Option<Identity> {
    let made = std::fs::metadata(place).ok()?.created().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some((made.as_secs(), u64::from(made.subsec_nanos())))
}
