//! Sorts more than memory holds: items go to one unnamed temporary file in sorted runs, which are merged in the end.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::sync::Arc;

/// What items are sorted by.
pub(super) type SortKey = (u128, i64, u64);

/// Bytes of a run that are read at once, at least; and of all runs together, about.
const LEAST: usize = 4 << 10;
const BUFFERS: usize = 16 << 20;

/// Items that are still coming.
#[derive(Debug)]
pub(super) struct Sorter {
    /// About so many bytes are held in memory.
    bound: usize,
    bytes: Vec<u8>,
    index: Vec<(SortKey, Range<usize>)>,
    file: Option<File>,
    runs: Vec<Range<u64>>,
}

impl Sorter {
    pub fn new(bound: usize) -> Sorter {
        Sorter { bound, bytes: Vec::new(), index: Vec::new(), file: None, runs: Vec::new() }
    }

    /// Adds the item that `write` appends.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub fn add(&mut self, key: SortKey, write: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
        let start = self.bytes.len();
        write(&mut self.bytes);
        self.index.push((key, start..self.bytes.len()));
        if self.bytes.len() + self.index.len() * size_of::<(SortKey, Range<usize>)>() >= self.bound {
            self.spill()?;
        }
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        let file = match self.file.take() {
            Some(file) => file,
            None => tempfile::tempfile()?,
        };
        let start = self.runs.last().map_or(0, |run| run.end);
        let mut end = start;
        let mut out = BufWriter::with_capacity(1 << 16, &file);
        out.seek(SeekFrom::Start(start))?;
        self.index.sort_unstable_by_key(|(key, _)| *key);
        for ((id, order, number), range) in self.index.drain(..) {
            let item = self.bytes.get(range).unwrap_or_default();
            let len = u32::try_from(item.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
            out.write_all(&id.to_le_bytes())?;
            out.write_all(&order.to_le_bytes())?;
            out.write_all(&number.to_le_bytes())?;
            out.write_all(&len.to_le_bytes())?;
            out.write_all(item)?;
            end += (HEAD + item.len()) as u64;
        }
        out.flush()?;
        drop(out);
        self.bytes.clear();
        self.runs.push(start..end);
        self.file = Some(file);
        Ok(())
    }

    /// All items, sorted; items of equal keys in any order.
    ///
    /// # Errors
    /// The temporary file cannot be written or read.
    pub fn sorted(mut self) -> io::Result<Sorted> {
        if self.file.is_none() {
            self.index.sort_unstable_by_key(|(key, _)| *key);
            return Ok(Sorted::Held { bytes: self.bytes, index: self.index.into_iter() });
        }
        if !self.index.is_empty() {
            self.spill()?;
        }
        (self.bytes, self.index) = (Vec::new(), Vec::new());
        let file = Arc::new(self.file.map_or_else(tempfile::tempfile, Ok)?);
        let size = (BUFFERS / self.runs.len().max(1)).clamp(LEAST, 1 << 20);
        let mut runs = Vec::new();
        let mut heads = BinaryHeap::new();
        for part in self.runs {
            let mut run = BufReader::with_capacity(size, Part { file: Arc::clone(&file), part });
            if let Some(head) = head(&mut run)? {
                heads.push(Reverse((head, runs.len())));
                runs.push(run);
            }
        }
        Ok(Sorted::Merged { runs, heads, item: Vec::new() })
    }
}

/// A key and the length of the item that follows.
type Head = (SortKey, u32);

/// Bytes of a head in a file.
const HEAD: usize = 16 + 8 + 8 + 4;

/// Items in order.
#[derive(Debug)]
pub(super) enum Sorted {
    Held { bytes: Vec<u8>, index: std::vec::IntoIter<(SortKey, Range<usize>)> },
    Merged { runs: Vec<BufReader<Part>>, heads: BinaryHeap<Reverse<(Head, usize)>>, item: Vec<u8> },
}

impl Sorted {
    /// The next item with its key.
    ///
    /// # Errors
    /// The temporary file cannot be read.
    pub fn next(&mut self) -> io::Result<Option<(SortKey, &[u8])>> {
        match self {
            Sorted::Held { bytes, index } => Ok(index.next().map(|(key, range)| (key, bytes.get(range).unwrap_or_default()))),
            Sorted::Merged { runs, heads, item } => {
                let Some(mut least) = heads.peek_mut() else { return Ok(None) };
                let Reverse(((key, len), n)) = *least;
                let Some(run) = runs.get_mut(n) else { return Ok(None) };
                item.resize(len as usize, 0);
                run.read_exact(item)?;
                match head(run)? {
                    Some(next) => *least = Reverse((next, n)),
                    None => _ = PeekMut::pop(least),
                }
                Ok(Some((key, item)))
            }
        }
    }
}

/// The head that stands next, none at the end of a run.
fn head(run: &mut BufReader<Part>) -> io::Result<Option<Head>> {
    let mut bytes = [0; HEAD];
    if run.buffer().is_empty() && run.get_ref().part.is_empty() {
        return Ok(None);
    }
    run.read_exact(&mut bytes)?;
    let mut rest = &bytes[..];
    let id = u128::from_le_bytes(chunk(&mut rest));
    let order = i64::from_le_bytes(chunk(&mut rest));
    let number = u64::from_le_bytes(chunk(&mut rest));
    Ok(Some(((id, order, number), u32::from_le_bytes(chunk(&mut rest)))))
}

fn chunk<const N: usize>(bytes: &mut &[u8]) -> [u8; N] {
    match bytes.split_first_chunk() {
        Some((chunk, rest)) => {
            *bytes = rest;
            *chunk
        }
        None => [0; N],
    }
}

/// A part of a file that others read, too.
#[derive(Debug)]
pub(super) struct Part {
    file: Arc<File>,
    part: Range<u64>,
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.part.end - self.part.start).unwrap_or(usize::MAX);
        let len = buffer.len().min(left);
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(self.part.start))?;
        let read = file.read(&mut buffer[..len])?;
        self.part.start += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sorted(items: &[(u8, Vec<u8>)], bound: usize) -> Vec<(SortKey, Vec<u8>)> {
        let mut sorter = Sorter::new(bound);
        for (n, (id, item)) in items.iter().enumerate() {
            sorter.add((u128::from(*id), -(n as i64 % 3), n as u64), |out| out.extend_from_slice(item)).unwrap();
        }
        let mut sorted = sorter.sorted().unwrap();
        let mut found = Vec::new();
        while let Some((key, item)) = sorted.next().unwrap() {
            found.push((key, item.to_owned()));
        }
        found
    }

    proptest! {
        #[test]
        fn files_sort_as_memory_does(items in prop::collection::vec((0..9u8, prop::collection::vec(any::<u8>(), 0..40)), 0..60), bound in 1..900usize) {
            let held = sorted(&items, usize::MAX);
            prop_assert!(held.is_sorted_by_key(|(key, _)| *key));
            prop_assert_eq!(held.len(), items.len());
            prop_assert_eq!(sorted(&items, bound), held);
        }
    }
}
