//! Standard input: one record a line, as they come.

use super::{BATCH, said, tell};
use crate::ingest::{DataError, DataFault, Place};
use crate::lang::Lang;
use crate::monitor::log;
use crate::monitor::order::{Entry, EntryKind, Order, Trouble};
use std::io::BufRead;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{sleep, spawn};
use std::time::Duration;

/// Reads until the end; what cannot be kept now is told again until it can.
pub fn start(desk: SyncSender<Order>, lang: Lang) {
    let (lines, found) = sync_channel::<(u64, Vec<u8>)>(BATCH);
    spawn(move || read(&lines));
    spawn(move || keep(&found, &desk, lang));
}

fn read(lines: &SyncSender<(u64, Vec<u8>)>) {
    let mut input = std::io::stdin().lock();
    let mut number = 0;
    loop {
        let mut line = Vec::new();
        match input.read_until(b'\n', &mut line) {
            Ok(0) => return,
            Ok(_) => number += 1,
            Err(error) => return log::line("stdin-ended", &[("why", &error)]),
        }
        if !line.trim_ascii().is_empty() && lines.send((number, line)).is_err() {
            return;
        }
    }
}

fn keep(found: &Receiver<(u64, Vec<u8>)>, desk: &SyncSender<Order>, lang: Lang) {
    let reject = |error: &DataError| log::line("rejected", &[("why", &said("stdin", error, lang))]);
    while let Ok(first) = found.recv() {
        let lines = std::iter::once(first).chain(found.try_iter().take(BATCH - 1));
        let batch: Vec<Entry> = lines.filter_map(|line| entry(line).map_err(|error| reject(&error)).ok()).collect();
        loop {
            match tell(desk, batch.clone(), None) {
                Ok(receipt) => {
                    receipt.rejected.iter().for_each(reject);
                    break;
                }
                Err(Trouble(why)) => {
                    log::line("not-taken", &[("source", &"stdin"), ("why", &why.get(lang))]);
                    sleep(Duration::from_secs(1));
                }
            }
        }
    }
}

fn entry((line, bytes): (u64, Vec<u8>)) -> Result<Entry, DataError> {
    let place = Place { input: 0, line, column: 1 };
    let wrong = |error: std::str::Utf8Error| DataError { place, fault: DataFault::NotUtf8 { byte: error.valid_up_to() + 1 } };
    let body = std::str::from_utf8(bytes.trim_ascii()).map_err(wrong)?.to_owned();
    Ok(Entry { kind: EntryKind::Record, author: "stdin".into(), source: "stdin".into(), place, body })
}
