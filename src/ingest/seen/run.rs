//! A sorted run of entries in an unnamed temporary file, with a few of its keys in memory to find the rest by.

use super::{Entry, Key};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;

const WIDTH: usize = size_of::<Entry>();

/// At most so many posts stand in memory for one run.
const POSTS: usize = 1 << 14;

/// A post stands at every so many entries at least.
const STRIDE: usize = 256;

const BUFFER: usize = 32 << 10;

/// So many entries before and behind the likely place are looked at first.
const NEAR: usize = 32;

#[derive(Debug)]
pub struct Run {
    file: File,
    len: usize,
    stride: usize,
    /// The first word of every `stride`-th key.
    posts: Vec<u32>,
    /// The entries between two posts, read from the file.
    window: Vec<u8>,
}

impl Run {
    pub fn len(&self) -> usize {
        self.len
    }

    /// Writes entries that come sorted.
    pub fn write(entries: impl Iterator<Item = io::Result<Entry>>) -> io::Result<Run> {
        let mut run = Run { file: tempfile::tempfile()?, len: 0, stride: STRIDE, posts: Vec::new(), window: Vec::new() };
        let mut out = BufWriter::with_capacity(BUFFER, &run.file);
        for entry in entries {
            let entry = entry?;
            if run.len.is_multiple_of(run.stride) {
                if run.posts.len() == POSTS {
                    run.posts = run.posts.iter().step_by(2).copied().collect();
                    run.stride *= 2;
                }
                run.posts.push(entry[0]);
            }
            out.write_all(&bytes(&entry))?;
            run.len += 1;
        }
        out.flush()?;
        drop(out);
        Ok(run)
    }

    /// The entry of this key.
    pub fn find(&mut self, key: Key) -> io::Result<Option<Entry>> {
        let (between, likely) = self.places(key);
        let near = likely.saturating_sub(NEAR).max(between.start)..(likely + NEAR).min(between.end);
        for looked in [near, between.clone()] {
            self.window.resize(looked.len() * WIDTH, 0);
            read_at(&self.file, (looked.start * WIDTH) as u64, &mut self.window)?;
            let (entries, _) = self.window.as_chunks::<WIDTH>();
            match entries.binary_search_by(|bytes| Key::of(&entry(bytes)).cmp(&key)) {
                Ok(n) => return Ok(entries.get(n).map(|bytes| entry(bytes))),
                Err(0) if looked.start > between.start => {}
                Err(n) if n == entries.len() && looked.end < between.end => {}
                Err(_) => break,
            }
        }
        Ok(None)
    }

    /// Between which places a key stands if it does, and where most likely: keys are spread evenly.
    fn places(&self, key: Key) -> (Range<usize>, usize) {
        let [first, ..] = key.words();
        // keys of one first word may stand on both sides of a post
        let before = self.posts.partition_point(|post| *post < first).saturating_sub(1);
        let behind = self.posts.partition_point(|post| *post <= first);
        let (from, to) = (before * self.stride, (behind * self.stride).min(self.len));
        let post = |n: usize, none: u32| u64::from(self.posts.get(n).copied().unwrap_or(none));
        let (low, high) = (post(before, 0), post(behind, u32::MAX));
        let share = u64::from(first).saturating_sub(low) * (to - from) as u64 / (high - low).max(1);
        (from..to, from + share as usize)
    }

    /// Hands on every entry, by key.
    pub fn each(&mut self, mut take: impl FnMut(&Entry)) -> io::Result<()> {
        let mut entries = self.entries()?;
        while let Some(entry) = entries.next()? {
            take(&entry);
        }
        Ok(())
    }

    /// One run of all the entries of several.
    pub fn merge(runs: &mut [Run]) -> io::Result<Run> {
        let mut heads = Vec::new();
        for run in runs {
            let mut entries = run.entries()?;
            heads.extend(entries.next()?.map(|first| (Key::of(&first), first, entries)));
        }
        Run::write(std::iter::from_fn(|| {
            let (least, _) = heads.iter().enumerate().min_by_key(|(_, (key, ..))| *key)?;
            let (key, first, entries) = &mut heads[least];
            match entries.next() {
                Ok(Some(next)) => {
                    *key = Key::of(&next);
                    Some(Ok(std::mem::replace(first, next)))
                }
                Ok(None) => Some(Ok(heads.swap_remove(least).1)),
                Err(error) => Some(Err(error)),
            }
        }))
    }

    fn entries(&mut self) -> io::Result<Entries<'_>> {
        self.file.seek(SeekFrom::Start(0))?;
        Ok(Entries { left: self.len, read: BufReader::with_capacity(BUFFER, &self.file) })
    }
}

/// Reads a run from its start.
struct Entries<'r> {
    left: usize,
    read: BufReader<&'r File>,
}

impl Entries<'_> {
    fn next(&mut self) -> io::Result<Option<Entry>> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let mut buffer = [0; WIDTH];
        self.read.read_exact(&mut buffer)?;
        Ok(Some(entry(&buffer)))
    }
}

#[cfg(unix)]
fn read_at(file: &File, at: u64, bytes: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(not(unix))]
fn read_at(mut file: &File, at: u64, bytes: &mut [u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(bytes)
}

fn bytes(entry: &Entry) -> [u8; WIDTH] {
    let mut bytes = [0; WIDTH];
    for (chunk, word) in bytes.chunks_exact_mut(4).zip(entry) {
        chunk.copy_from_slice(&word.to_le_bytes());
    }
    bytes
}

fn entry(bytes: &[u8]) -> Entry {
    let mut entry = Entry::default();
    for (word, chunk) in entry.iter_mut().zip(bytes.as_chunks::<4>().0) {
        *word = u32::from_le_bytes(*chunk);
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn keys_are_found_however_they_are_spread(
            narrow in prop::collection::btree_set((0_u32..4, 0_u32..400), 0..600),
            wide in prop::collection::btree_set((any::<u32>(), 0_u32..2), 0..600),
            others in prop::collection::vec((prop_oneof![0_u32..5, any::<u32>()], 0_u32..400), 100),
        ) {
            let entry = |(first, last): (u32, u32)| [first, 0, 0, last, 1, 7, 3];
            let told: BTreeSet<(u32, u32)> = narrow.into_iter().chain(wide).collect();
            let mut run = Run::write(told.iter().map(|key| Ok(entry(*key)))).unwrap();
            for key in told.iter().copied().chain(others) {
                let found = run.find(Key::of(&entry(key))).unwrap();
                prop_assert_eq!(found, told.contains(&key).then_some(entry(key)), "{:?}", key);
            }
        }
    }
}
