//! How records come in: from files of a folder, over HTTP, on standard input. Each becomes entries for the desk, and nothing is
//! acknowledged that is not on disk.

pub mod inbox;
pub mod stdin;
pub mod tables;

use super::order::{Entry, EntryKind, Order, Receipt, Reply, TakenFile, Trouble};
use crate::ingest::{DataError, DataFault, Input, Place};
use crate::lang::Lang;
use crate::say;
use std::io::Read;
use std::sync::mpsc::SyncSender;

/// So many entries go to the desk at once.
pub const BATCH: usize = 2_000;

/// The records of one input, as entries in batches, and what is no record.
///
/// `take` is called with each batch; it ends where that fails.
///
/// # Errors
/// What `take` says.
pub fn entries<E>(
    read: impl Read,
    author: &str,
    source: &str,
    mut take: impl FnMut(Vec<Entry>, Vec<DataError>) -> Result<(), E>,
) -> Result<(), E> {
    let mut input = Input::new(0, read);
    let mut spare = None;
    while let Some(block) = input.next(spare.take()) {
        let (mut batch, mut wrong) = (Vec::new(), Vec::new());
        for found in block.entries() {
            match found {
                Ok(entry) => match String::from_utf8(entry.bytes.to_vec()) {
                    Ok(body) => {
                        let (author, source) = (author.to_owned(), source.to_owned());
                        batch.push(Entry { kind: EntryKind::Record, author, source, place: entry.place, body });
                    }
                    Err(error) => {
                        let byte = error.utf8_error().valid_up_to() + 1;
                        wrong.push(DataError { place: entry.place, fault: DataFault::NotUtf8 { byte } });
                    }
                },
                Err(error) => wrong.push(error),
            }
            if batch.len() == BATCH {
                take(std::mem::take(&mut batch), std::mem::take(&mut wrong))?;
            }
        }
        if !batch.is_empty() || !wrong.is_empty() {
            take(batch, wrong)?;
        }
        spare = Some(block);
    }
    Ok(())
}

/// Tells the desk and waits for what is durable.
///
/// # Errors
/// The store, or the desk is closing.
pub fn tell(desk: &SyncSender<Order>, batch: Vec<Entry>, file: Option<TakenFile>) -> Result<Receipt, Trouble> {
    let closing = |()| Trouble(say!("值班台正在停止"; "the desk is closing"));
    let (reply, answer) = Reply::waiting();
    desk.send(Order::Take(batch, file, reply)).map_err(|_| closing(()))?;
    answer.recv().map_err(|_| closing(()))?
}

/// One thing wrong with an input, for people: `name:3:14: …`.
pub fn said(name: &str, error: &DataError, lang: Lang) -> String {
    let Place { line, column, .. } = error.place;
    let (code, words) = (error.fault.code(), error.fault.words());
    format!("{name}:{line}:{column}: [{code}] {}", words.get(lang))
}
