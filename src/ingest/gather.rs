//! Puts together what rows anywhere in a run tell of one record. Records come in the order of their first rows, what
//! is in them in the order of the mapping, then of the rows. Beyond a bound it waits in files, not in memory.

use super::given::Given;
use super::seen::Keyring;
use super::sort::{SortKey, Sorted, Sorter};
use std::io;

/// So many bytes wait in memory, about.
pub(super) const BOUND: usize = 64 << 20;

/// Rows that are still coming.
#[derive(Debug)]
pub(super) struct Gather {
    bound: usize,
    keyring: Keyring,
    rows: Sorter,
    number: u64,
    /// The id of the row before, and its number.
    last: (String, u128),
}

/// What waits: a row as it gave, or as it stands in a text.
#[derive(Debug)]
pub(super) enum Item<'i> {
    Given(&'i [u8]),
    /// `sheet` is the number that it was added with.
    Row {
        sheet: u32,
        line: u64,
        bytes: &'i [u8],
    },
}

/// Bytes that tell them apart.
const GIVEN: u8 = 0;
const ROW: u8 = 1;

impl Gather {
    pub fn new(bound: usize) -> Gather {
        Gather { bound, keyring: Keyring::default(), rows: Sorter::new(bound), number: 0, last: Default::default() }
    }

    /// Adds what a row gave.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub fn add(&mut self, given: &Given) -> io::Result<()> {
        let key = self.key(given.id());
        self.rows.add(key, |out| {
            out.extend_from_slice(&given.part.order.to_le_bytes());
            out.push(GIVEN);
            given.write(out);
        })
    }

    /// Adds a row of this id as it stands.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub fn add_row(&mut self, id: &str, sheet: u32, line: u64, bytes: &[u8]) -> io::Result<()> {
        let key = self.key(id);
        self.rows.add(key, |out| {
            out.extend_from_slice(&0_i64.to_le_bytes());
            out.push(ROW);
            out.extend_from_slice(&sheet.to_le_bytes());
            out.extend_from_slice(&line.to_le_bytes());
            out.extend_from_slice(bytes);
        })
    }

    fn key(&mut self, id: &str) -> SortKey {
        self.number += 1;
        if self.last.0 != id || self.number == 1 {
            self.last.0.clear();
            self.last.0.push_str(id);
            self.last.1 = self.keyring.key("", id).number();
        }
        (self.last.1, i64::MIN, self.number)
    }

    /// All rows are there. Sorted once by id, what is of one id gets the number of its first row; sorted again by that,
    /// records stand in order.
    ///
    /// # Errors
    /// The temporary file cannot be written or read.
    pub fn finish(self) -> io::Result<Gathered> {
        let mut by_id = self.rows.sorted()?;
        let mut by_first = Sorter::new(self.bound);
        let (mut last, mut first) = (None, 0);
        while let Some(((id, _, number), item)) = by_id.next()? {
            if last != Some(id) {
                (last, first) = (Some(id), number);
            }
            let Some((order, item)) = item.split_first_chunk() else { continue };
            by_first.add((first.into(), i64::from_le_bytes(*order), number), |out| out.extend_from_slice(item))?;
        }
        drop(by_id);
        Ok(Gathered { rows: by_first.sorted()?, ahead: None, next: Vec::new() })
    }
}

/// Rows of which none is to come.
#[derive(Debug)]
pub(super) struct Gathered {
    rows: Sorted,
    /// Whose record `next` tells of.
    ahead: Option<u128>,
    next: Vec<u8>,
}

impl Gathered {
    /// Gives all that tells of the next record to `take`; false at the end.
    ///
    /// # Errors
    /// The temporary file cannot be read.
    pub fn next(&mut self, mut take: impl FnMut(Item<'_>)) -> io::Result<bool> {
        let mut of = self.ahead.take();
        if of.is_some() {
            take(Item::read(&self.next)?);
        }
        while let Some(((first, _, _), item)) = self.rows.next()? {
            if of.is_some_and(|of| of != first) {
                self.ahead = Some(first);
                self.next.clear();
                self.next.extend_from_slice(item);
                break;
            }
            of = Some(first);
            take(Item::read(item)?);
        }
        Ok(of.is_some())
    }
}

impl<'i> Item<'i> {
    fn read(item: &'i [u8]) -> io::Result<Item<'i>> {
        let row = |item: &'i [u8]| {
            let (sheet, item) = item.split_first_chunk()?;
            let (line, bytes) = item.split_first_chunk()?;
            Some(Item::Row { sheet: u32::from_le_bytes(*sheet), line: u64::from_le_bytes(*line), bytes })
        };
        let read = match item.split_first() {
            Some((&GIVEN, given)) => Some(Item::Given(given)),
            Some((&ROW, item)) => row(item),
            _ => None,
        };
        read.ok_or_else(|| io::ErrorKind::InvalidData.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn gathered(rows: &[(u8, i64, String)], bound: usize) -> Vec<Vec<(String, u64)>> {
        let mut gather = Gather::new(bound);
        let mut given = Given::default();
        for (n, (id, order, text)) in rows.iter().enumerate() {
            given.clear(n as u64 + 1);
            given.part.text = format!("{id}{text}");
            given.part.id = 0..u32::try_from(id.to_string().len()).unwrap();
            given.part.order = *order;
            // rows without an order of their own may as well wait as they stand
            match order {
                0 => gather.add_row(given.id(), 7, given.part.line, given.part.text.as_bytes()).unwrap(),
                _ => gather.add(&given).unwrap(),
            }
        }
        let mut gathered = gather.finish().unwrap();
        let mut found = Vec::new();
        loop {
            let mut record = Vec::new();
            let more = gathered.next(|item| match item {
                Item::Given(item) => {
                    given.read(item).unwrap();
                    record.push((given.part.text.clone(), given.part.line));
                }
                Item::Row { sheet, line, bytes } => {
                    assert_eq!(sheet, 7);
                    record.push((String::from_utf8(bytes.to_vec()).unwrap(), line));
                }
            });
            if !more.unwrap() {
                return found;
            }
            found.push(record);
        }
    }

    proptest! {
        #[test]
        fn a_tiny_bound_changes_nothing(rows in prop::collection::vec((0..20u8, -1..2i64, "[a-z案]{0,30}"), 0..80), bound in 1..3_000usize) {
            let mut firsts: Vec<u8> = Vec::new();
            rows.iter().for_each(|(id, _, _)| if !firsts.contains(id) { firsts.push(*id) });
            let of = |id: &u8| {
                let mut of: Vec<_> = (1..).zip(&rows).filter(|(_, row)| row.0 == *id).collect();
                of.sort_by_key(|(n, row)| (row.1, *n));
                of.into_iter().map(|(n, (id, _, text))| (format!("{id}{text}"), n)).collect::<Vec<_>>()
            };
            let expected: Vec<_> = firsts.iter().map(of).collect();
            prop_assert_eq!(gathered(&rows, BOUND), expected.clone());
            prop_assert_eq!(gathered(&rows, bound), expected);
        }
    }
}
