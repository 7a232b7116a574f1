//! Standard input: one record a line, as they come.

use super::{BATCH, said, tell};
use crate::ingest::Place;
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
    while let Ok(first) = found.recv() {
        let batch: Vec<Entry> = std::iter::once(first).chain(found.try_iter().take(BATCH - 1)).map(entry).collect();
        loop {
            match tell(desk, batch.clone(), None) {
                Ok(receipt) => {
                    receipt.rejected.iter().for_each(|error| log::line("rejected", &[("why", &said("stdin", error, lang))]));
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

fn entry((line, bytes): (u64, Vec<u8>)) -> Entry {
    let body = String::from_utf8_lossy(bytes.trim_ascii()).into_owned();
    Entry { kind: EntryKind::Record, author: "stdin".into(), source: "stdin".into(), place: Place { input: 0, line, column: 1 }, body }
}
