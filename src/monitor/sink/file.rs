//! Appends messages to a file, one JSON object a line, each once: what was written before a crash is found again by its key.

use super::Send;
use crate::monitor::store::{Waiting, reader, waiting};
use crate::monitor::text::field;
use crate::time::Instant;
use std::collections::HashSet;
use std::fs::OpenOptions;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

pub struct File {
    path: PathBuf,
    /// Of the store, with the sink's name: what waits there may have been written already.
    store: (PathBuf, String),
    open: Option<std::fs::File>,
    /// Keys of messages that wait and are in the file.
    there: HashSet<String>,
}

impl File {
    pub fn new(path: PathBuf, store: PathBuf, name: String) -> File {
        File { path, store: (store, name), open: None, there: HashSet::new() }
    }

    /// Opens the file, cuts off a line that a crash left unfinished and looks for what is there already.
    fn open(&mut self) -> io::Result<&mut std::fs::File> {
        if self.open.is_none() {
            let mut file = OpenOptions::new().read(true).append(true).create(true).open(&self.path)?;
            let whole = whole(&mut file)?;
            file.set_len(whole)?;
            let (folder, name) = &self.store;
            let list =
                reader(folder).ok().and_then(|connection| waiting(&connection, name, Instant::MAX, usize::MAX).ok()).unwrap_or_default();
            let wanted: HashSet<String> = list.into_iter().map(|message| message.key).collect();
            if !wanted.is_empty() {
                file.seek(SeekFrom::Start(0))?;
                for line in BufReader::new(&mut file).lines() {
                    let key = field(&line?, "key");
                    self.there.extend(key.filter(|key| wanted.contains(key)));
                }
            }
            self.open = Some(file);
        }
        self.open.as_mut().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn write(&mut self, messages: &[Waiting]) -> io::Result<()> {
        self.open()?;
        let mut text = String::new();
        for message in messages.iter().filter(|message| !self.there.contains(&message.key)) {
            text.push_str(&message.body);
            text.push('\n');
        }
        let file = self.open()?;
        file.write_all(text.as_bytes())?;
        file.sync_data()
    }
}

impl Send for File {
    fn send(&mut self, messages: &[Waiting]) -> Vec<Option<String>> {
        match self.write(messages) {
            Ok(()) => {
                // until the desk knows, they may come again
                self.there = messages.iter().map(|message| message.key.clone()).chain(self.there.drain()).take(1 << 16).collect();
                messages.iter().map(|_| None).collect()
            }
            Err(error) => {
                // what stands in it now is looked at before the next attempt
                self.open = None;
                let why = format!("{}: {error}", self.path.display());
                messages.iter().map(|_| Some(why.clone())).collect()
            }
        }
    }
}

/// How long the file is up to the end of its last whole line.
fn whole(file: &mut std::fs::File) -> io::Result<u64> {
    let mut end = file.seek(SeekFrom::End(0))?;
    let mut piece = vec![0; 1 << 16];
    while end > 0 {
        let start = end.saturating_sub(piece.len() as u64);
        file.seek(SeekFrom::Start(start))?;
        let size = usize::try_from(end - start).unwrap_or_default();
        let Some(part) = piece.get_mut(..size) else { break };
        file.read_exact(part)?;
        if let Some(at) = memchr::memrchr(b'\n', part) {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}
