//! What the desk is told, and how it answers.

use super::plans::{Changes, Plans};
use crate::ingest::{DataError, Place};
use crate::lang::Bilingual;
use std::fmt;

/// What one entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A record's JSON text, or a part of it: attributes and events as far as they are known. An officer's extension,
    /// suspension or explanation is an event too.
    Record,
    /// An officer has seen a warning: `{"warning": N, …}`, its number in the store.
    Acknowledgement,
}

/// The source of what officers enter on the page.
pub const PAGE: &str = "page";

/// One thing to be kept for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub kind: EntryKind,
    /// Who says so: a token's name, a signed-in user, `inbox`, `stdin`.
    pub author: String,
    /// Where it came from: a file's name, an address.
    pub source: String,
    /// Where it stands in its input, for messages.
    pub place: Place,
    pub body: String,
}

/// A file of the inbox, taken in once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenFile {
    /// SHA-256 of its bytes, hexadecimal.
    pub digest: String,
    pub name: String,
}

/// What became of the entries of one order, in durable storage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// New ones.
    pub taken: u64,
    /// Those that were there already.
    pub known: u64,
    /// Those that no policy can read, in order.
    pub rejected: Vec<DataError>,
}

/// Why nothing was kept: the disk, a lock. What was there stays, and goes on being served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble(pub Bilingual);

/// What became of one delivery to a sink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// Its number in the outbox.
    pub delivery: i64,
    /// None: it has arrived.
    pub failed: Option<String>,
}

/// What the desk thread is told, through a channel.
#[derive(Debug)]
pub enum Order {
    /// Entries as they came; answered once they are durable. With a file: its last ones.
    Take(Vec<Entry>, Option<TakenFile>, Reply<Result<Receipt, Trouble>>),
    /// Other policies from now on: all open records are judged again before the answer.
    Swap(Plans, Reply<Result<Changes, Trouble>>),
    /// What sinks have done.
    Delivered(Vec<Delivered>, Reply<Result<(), Trouble>>),
    /// Anything else that is to be written: the desk holds the only connection that writes.
    Write(Write, Reply<Result<(), Trouble>>),
    Stop,
}

/// Writes within the transaction that it is given.
pub struct Write(pub Box<dyn Writing>);

/// What [`Write`] does.
pub trait Writing: FnOnce(&rusqlite::Transaction<'_>) -> rusqlite::Result<()> + Send {}

impl<F: FnOnce(&rusqlite::Transaction<'_>) -> rusqlite::Result<()> + Send> Writing for F {}

impl fmt::Debug for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Write")
    }
}

/// Takes the answer to one order.
pub struct Reply<T>(Box<dyn FnOnce(T) + Send>);

impl<T: Send + 'static> Reply<T> {
    pub fn new(take: impl FnOnce(T) + Send + 'static) -> Reply<T> {
        Reply(Box::new(take))
    }

    /// A reply to wait for.
    pub fn waiting() -> (Reply<T>, std::sync::mpsc::Receiver<T>) {
        let (send, receive) = std::sync::mpsc::sync_channel(1);
        // who no longer waits needs no answer
        (Reply::new(move |answer| _ = send.send(answer)), receive)
    }

    pub fn give(self, answer: T) {
        (self.0)(answer);
    }
}

impl<T> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reply")
    }
}
