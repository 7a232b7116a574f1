//! Counts by category, exact whatever the number of categories: what memory does not hold goes to a temporary file in
//! sorted runs, which are read side by side at the end.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

/// What is counted in a category, in the order of a chart's series.
pub type Sums = [u64; 3];

/// So many categories stand in memory.
const MOST: usize = 1 << 16;

/// Bytes of a run that are read at once.
const BUFFER: usize = 16 << 10;

/// Counts by category; none is what records do not tell.
#[derive(Debug, Default)]
pub struct Categories {
    untold: Sums,
    known: BTreeMap<Box<str>, Sums>,
    spilt: Option<Spilt>,
}

/// Sorted runs in one unnamed file, one behind the other.
#[derive(Debug)]
struct Spilt {
    file: RefCell<File>,
    ends: Vec<u64>,
}

/// The largest categories, and what the others come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Top {
    /// Largest first, by the first series, then the next; equal ones by name.
    pub listed: Vec<(Option<String>, Sums)>,
    pub others: Sums,
    /// How many categories the others are.
    pub more: u64,
}

impl Categories {
    /// Counts one thing in one series of a category.
    pub fn count(&mut self, category: Option<&str>, series: usize) {
        let mut sums = Sums::default();
        if let Some(n) = sums.get_mut(series) {
            *n = 1;
        }
        self.put(category, &sums);
    }

    fn put(&mut self, category: Option<&str>, sums: &Sums) {
        let own = match category {
            None => &mut self.untold,
            Some(name) => {
                if let Some(own) = self.known.get_mut(name) {
                    own
                } else {
                    self.known.entry(name.into()).or_default()
                }
            }
        };
        add(own, sums);
    }

    /// Adds another part; the order does not matter. Only the sum of parts goes to a file: a part is small.
    ///
    /// # Errors
    /// The temporary file's.
    pub fn add(&mut self, other: &Categories) -> io::Result<()> {
        add(&mut self.untold, &other.untold);
        for (name, sums) in &other.known {
            self.put(Some(name), sums);
            if self.known.len() >= MOST {
                self.spill()?;
            }
        }
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        let spilt = match &mut self.spilt {
            Some(spilt) => spilt,
            None => self.spilt.insert(Spilt { file: RefCell::new(tempfile::tempfile()?), ends: Vec::new() }),
        };
        let file = spilt.file.get_mut();
        file.seek(SeekFrom::End(0))?;
        let mut out = BufWriter::new(&mut *file);
        for (name, sums) in std::mem::take(&mut self.known) {
            out.write_all(&(name.len() as u64).to_le_bytes())?;
            sums.iter().try_for_each(|n| out.write_all(&n.to_le_bytes()))?;
            out.write_all(name.as_bytes())?;
        }
        out.flush()?;
        drop(out);
        spilt.ends.push(file.stream_position()?);
        Ok(())
    }

    /// The `most` largest categories and the sum of the rest.
    ///
    /// # Errors
    /// The temporary file's.
    pub fn top(&self, most: usize) -> io::Result<Top> {
        let mut top = Top::default();
        if self.untold != Sums::default() {
            take(&mut top, None, self.untold, most);
        }
        let Some(spilt) = &self.spilt else {
            self.known.iter().for_each(|(name, sums)| take(&mut top, Some(name), *sums, most));
            return Ok(top);
        };
        let starts = std::iter::once(&0).chain(&spilt.ends);
        let mut runs = Vec::new();
        for (start, end) in starts.zip(&spilt.ends) {
            let mut run = Run { file: &spilt.file, at: *start, end: *end, buffer: Vec::new(), used: 0, head: None };
            run.next()?;
            runs.push(run);
        }
        let mut own = self.known.iter().peekable();
        loop {
            let least = runs.iter().filter_map(|run| run.head.as_ref().map(|(name, _)| name.as_str()));
            let Some(name) = least.chain(own.peek().map(|(name, _)| &***name)).min().map(str::to_owned) else { break };
            let mut sums = Sums::default();
            for run in &mut runs {
                if let Some((_, more)) = run.head.as_ref().filter(|(head, _)| *head == name) {
                    add(&mut sums, more);
                    run.next()?;
                }
            }
            if let Some((_, more)) = own.next_if(|(head, _)| ***head == *name) {
                add(&mut sums, more);
            }
            take(&mut top, Some(&name), sums, most);
        }
        Ok(top)
    }
}

fn add(sums: &mut Sums, more: &Sums) {
    sums.iter_mut().zip(more).for_each(|(n, more)| *n = n.saturating_add(*more));
}

/// Lists a category among the largest, or adds it to the others.
fn take(top: &mut Top, name: Option<&str>, sums: Sums, most: usize) {
    let larger = |(other, theirs): &(Option<String>, Sums)| theirs.cmp(&sums).reverse().then_with(|| other.as_deref().cmp(&name)).is_lt();
    let place = top.listed.partition_point(larger);
    if place < most {
        top.listed.insert(place, (name.map(str::to_owned), sums));
    } else {
        add(&mut top.others, &sums);
        top.more += 1;
    }
    if top.listed.len() > most
        && let Some((_, sums)) = top.listed.pop()
    {
        add(&mut top.others, &sums);
        top.more += 1;
    }
}

/// One sorted run, entry by entry.
struct Run<'f> {
    file: &'f RefCell<File>,
    at: u64,
    end: u64,
    buffer: Vec<u8>,
    used: usize,
    head: Option<(String, Sums)>,
}

impl Run<'_> {
    fn next(&mut self) -> io::Result<()> {
        let mut numbers = [0u8; 8 * (1 + size_of::<Sums>() / 8)];
        if self.at >= self.end && self.used >= self.buffer.len() {
            self.head = None;
            return Ok(());
        }
        self.read(&mut numbers)?;
        let number = |n: usize| numbers.as_chunks::<8>().0.get(n).map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let mut name = vec![0u8; usize::try_from(number(0)).unwrap_or(0)];
        self.read(&mut name)?;
        let name = String::from_utf8(name).map_err(io::Error::other)?;
        self.head = Some((name, [number(1), number(2), number(3)]));
        Ok(())
    }

    fn read(&mut self, mut into: &mut [u8]) -> io::Result<()> {
        while !into.is_empty() {
            if self.used == self.buffer.len() {
                let mut file = self.file.borrow_mut();
                file.seek(SeekFrom::Start(self.at))?;
                let most = (self.end - self.at).min(BUFFER as u64);
                self.buffer.clear();
                self.used = 0;
                if (&mut *file).take(most).read_to_end(&mut self.buffer)? == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                self.at += self.buffer.len() as u64;
            }
            let have = self.buffer.get(self.used..).unwrap_or_default();
            let n = have.len().min(into.len());
            let (now, rest) = into.split_at_mut(n);
            now.copy_from_slice(have.get(..n).unwrap_or_default());
            self.used += n;
            into = rest;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(names: impl Iterator<Item = String>) -> Categories {
        let mut part = Categories::default();
        names.for_each(|name| part.count(Some(&name), 0));
        part
    }

    #[test]
    fn equal_ones_stand_by_name_and_the_rest_is_summed() {
        let top = counted(["乙", "甲", "丙", "甲", "丁"].into_iter().map(str::to_owned)).top(2).unwrap();
        assert_eq!(top.listed, [(Some("甲".to_owned()), [2, 0, 0]), (Some("丁".to_owned()), [1, 0, 0])]);
        assert_eq!((top.others, top.more), ([2, 0, 0], 2));
    }

    #[test]
    fn more_categories_than_memory_holds_are_counted_exactly_in_any_order() {
        // every name twice, in parts far from each other; three of them more often
        let n = 2 * MOST + 77;
        let name = |i: usize| format!("承办单位{}", i * 7919 % n);
        let parts: Vec<Categories> = (0..2 * n).step_by(10_000).map(|from| counted((from..(from + 10_000).min(2 * n)).map(name))).collect();
        let often = counted(["承办单位5", "承办单位5", "承办单位9"].into_iter().map(str::to_owned));
        let sum = |parts: &mut dyn Iterator<Item = &Categories>| {
            let mut sum = Categories::default();
            parts.for_each(|part| sum.add(part).unwrap());
            assert!(sum.spilt.is_some());
            sum.top(3).unwrap()
        };
        let there = sum(&mut parts.iter().chain([&often]));
        let back = sum(&mut std::iter::once(&often).chain(parts.iter().rev()));
        assert_eq!(there, back);
        let listed: Vec<(&str, u64)> = there.listed.iter().map(|(name, sums)| (name.as_deref().unwrap_or("—"), sums[0])).collect();
        assert_eq!(listed, [("承办单位5", 4), ("承办单位9", 3), ("承办单位0", 2)]);
        assert_eq!((there.more, there.others[0]), (n as u64 - 3, 2 * n as u64 - 6));
    }
}
