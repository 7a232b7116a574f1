//! Sinks: each on a thread of its own, sends what waits for it in the outbox, in order, at least once, and tells the desk. A message has the
//! same key however often it is sent; what cannot be sent is tried again, ever more rarely, and never given up.

mod file;
mod mail;
mod webhook;

use super::clock::Clock;
use super::figures::Figures;
use super::log;
use super::order::{Delivered, Order, Reply, Trouble};
use super::setting::{self, Form};
use super::store::{Waiting, reader, waiting};
use crate::lang::Lang;
use crate::time::instant::{HOUR, SECOND};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::thread::{JoinHandle, sleep, spawn};
use std::time::Duration;

/// How often a sink looks for something to send.
const LOOK: Duration = Duration::from_millis(200);

/// So much is sent before the desk is told.
const AT_ONCE: usize = 200;

/// How long to wait before a delivery that failed `attempts` times before is tried again: 1 s, doubling, at most an hour.
pub fn pause(attempts: i64) -> i64 {
    (SECOND << attempts.clamp(0, 12)).min(HOUR)
}

/// Sends messages somewhere.
trait Send {
    /// What became of each, in order: none, or why it did not arrive.
    fn send(&mut self, messages: &[Waiting]) -> Vec<Option<String>>;
}

/// What every sink needs to know.
#[derive(Clone)]
pub struct Outside {
    /// Of the store.
    pub folder: PathBuf,
    pub desk: SyncSender<Order>,
    pub clock: Arc<dyn Clock>,
    pub figures: Arc<Figures>,
    pub lang: Lang,
    /// The end.
    pub stop: Arc<AtomicBool>,
}

/// Starts a sink on its own thread.
pub fn start(sink: setting::Sink, outside: Outside) -> JoinHandle<()> {
    spawn(move || {
        let name = sink.route.sink.clone();
        let mut sends = open(&sink, &outside.folder, outside.lang);
        while !outside.stop.load(Ordering::Relaxed) {
            if let Err(Trouble(why)) = work(&name, &mut *sends, &outside) {
                log::line("sink-trouble", &[("sink", &name), ("why", &why.get(outside.lang))]);
                sleep(Duration::from_secs(1));
            }
            sleep(LOOK);
        }
    })
}

fn open(sink: &setting::Sink, folder: &Path, lang: Lang) -> Box<dyn Send> {
    match &sink.form {
        Form::File(path) => Box::new(file::File::new(folder.join(path), folder.to_owned(), sink.route.sink.clone())),
        Form::Webhook { url, secret } => Box::new(webhook::Webhook::new(url.clone(), secret.clone())),
        Form::Mail(mail) => Box::new(mail::Post::new(mail.clone(), sink.route.collected.is_some(), lang)),
    }
}

/// Sends what waits, until nothing does.
fn work(name: &str, sends: &mut dyn Send, outside: &Outside) -> Result<(), Trouble> {
    let connection = reader(&outside.folder)?;
    loop {
        let found = waiting(&connection, name, outside.clock.now(), AT_ONCE);
        let list = found.map_err(|error| Trouble(crate::say!("读不了发件箱:{error}"; "the outbox cannot be read: {error}")))?;
        if list.is_empty() || outside.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        let results = sends.send(&list);
        let failed = results.iter().flatten().count();
        outside.figures.failed.add(failed as u64);
        outside.figures.sent.add((list.len() - failed) as u64);
        if let Some(why) = results.iter().flatten().next() {
            log::line("not-sent", &[("sink", &name), ("messages", &failed), ("why", why)]);
        }
        let told = list.iter().zip(results).map(|(message, failed)| Delivered { delivery: message.number, failed }).collect();
        let (reply, answer) = Reply::waiting();
        // a desk that has gone is told after the next start: the keys are the same
        if outside.desk.send(Order::Delivered(told, reply)).is_err() {
            return Ok(());
        }
        match answer.recv() {
            Ok(done) => done?,
            Err(_) => return Ok(()),
        }
    }
}
