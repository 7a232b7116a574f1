//! Puts together what rows anywhere in a run tell of one record. Records come in the order of their first rows, what
//! is in them in the order of the mapping, then of the rows. Beyond a bound it waits in files, not in memory.

use super::given::Given;
use super::group::Group;
use super::seen::Keyring;
use super::sort::{Sorted, Sorter};
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
}

impl Gather {
    pub fn new(bound: usize) -> Gather {
        Gather { bound, keyring: Keyring::default(), rows: Sorter::new(bound), number: 0 }
    }

    /// Adds what a row gave.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub fn add(&mut self, given: &Given) -> io::Result<()> {
        self.number += 1;
        let id = self.keyring.key("", given.id()).number();
        self.rows.add((id, i64::MIN, self.number), |out| {
            out.extend_from_slice(&given.part.order.to_le_bytes());
            given.write(out);
        })
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
        Ok(Gathered { rows: by_first.sorted()?, ahead: None, next: Given::default() })
    }
}

/// Rows of which none is to come.
#[derive(Debug)]
pub(super) struct Gathered {
    rows: Sorted,
    /// Whose record `next` tells of.
    ahead: Option<u128>,
    next: Given,
}

impl Gathered {
    /// Puts all that tells of the next record into `group`; false at the end.
    ///
    /// # Errors
    /// The temporary file cannot be read.
    pub fn next(&mut self, group: &mut Group) -> io::Result<bool> {
        group.clear();
        let mut of = self.ahead.take();
        if of.is_some() {
            group.push(&mut self.next);
        }
        while let Some(((first, _, _), item)) = self.rows.next()? {
            self.next.read(item).ok_or(io::ErrorKind::InvalidData)?;
            if of.is_some_and(|of| of != first) {
                self.ahead = Some(first);
                break;
            }
            of = Some(first);
            group.push(&mut self.next);
        }
        Ok(!group.is_empty())
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
            gather.add(&given).unwrap();
        }
        let mut gathered = gather.finish().unwrap();
        let (mut group, mut found) = (Group::default(), Vec::new());
        while gathered.next(&mut group).unwrap() {
            found.push(group.given().iter().map(|given| (given.part.text.clone(), given.part.line)).collect());
        }
        found
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
