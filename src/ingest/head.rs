//! Of which kind and policy the rows of one id are, where not all of them say so. A head is what a row says of it, as JSON:
//! `"kind":"unit","policy":"x"`, or less.

use crate::mapping::RowsAre;

/// The heads of the rows of one id.
#[derive(Debug, Default)]
pub(super) struct Heads<'g> {
    all: Vec<&'g str>,
    /// Those of rows that are records.
    of_records: Vec<&'g str>,
}

/// More than one record has the id, and a row does not say which of them it is of.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unclear;

impl<'g> Heads<'g> {
    pub fn add(&mut self, head: &'g str, rows: RowsAre) {
        let note = |list: &mut Vec<&'g str>| {
            if !list.contains(&head) {
                list.push(head)
            }
        };
        note(&mut self.all);
        if rows == RowsAre::Record {
            note(&mut self.of_records);
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &'g str> {
        self.all.iter().copied()
    }

    /// The head of the record that a row is of: its own, or the only one that says more.
    pub fn whole(&self, own: &'g str) -> Result<&'g str, Unclear> {
        // two rows that are records are two records
        if self.of_records.len() > 1 && self.of_records.contains(&own) {
            return Ok(own);
        }
        let says_most = |head: &&str| !self.all.iter().any(|other| is_part(head, other));
        let mut wholes = self.iter().filter(says_most).filter(|whole| is_part(own, whole));
        match (wholes.next(), wholes.next()) {
            (None, _) => Ok(own),
            (Some(whole), None) => Ok(whole),
            _ => Err(Unclear),
        }
    }
}

/// Whether a head says less than another, and nothing else.
fn is_part(part: &str, whole: &str) -> bool {
    let before = || whole.strip_prefix(part).is_some_and(|rest| rest.starts_with(','));
    let behind = || whole.strip_suffix(part).is_some_and(|rest| rest.ends_with(','));
    part != whole && (part.is_empty() || before() || behind())
}

#[cfg(test)]
mod tests {
    use super::*;
    use RowsAre::{Event, Record};

    const NONE: &str = "";
    const POLICY: &str = "\"policy\":\"x\"";
    const UNIT: &str = "\"kind\":\"unit\",\"policy\":\"x\"";
    const USER: &str = "\"kind\":\"user\",\"policy\":\"x\"";

    fn of(rows: &[(&'static str, RowsAre)]) -> Vec<Result<&'static str, Unclear>> {
        let mut heads = Heads::default();
        rows.iter().for_each(|(head, rows)| heads.add(head, *rows));
        rows.iter().map(|(head, _)| heads.whole(head)).collect()
    }

    #[test]
    fn rows_go_with_the_one_that_says_more() {
        assert_eq!(of(&[(UNIT, Record), (POLICY, Event), (NONE, Event)]), [Ok(UNIT), Ok(UNIT), Ok(UNIT)]);
        assert_eq!(of(&[(POLICY, Record), (UNIT, Event)]), [Ok(UNIT), Ok(UNIT)]);
        assert_eq!(of(&[("\"kind\":\"unit\"", Event), (UNIT, Record)]), [Ok(UNIT), Ok(UNIT)]);
        assert_eq!(of(&[("\"kind\":\"uni\"", Event), (UNIT, Record)]), [Ok("\"kind\":\"uni\""), Ok(UNIT)]);
    }

    #[test]
    fn two_records_of_one_id_stay_apart() {
        assert_eq!(of(&[(POLICY, Record), (UNIT, Record), (POLICY, Event)]), [Ok(POLICY), Ok(UNIT), Ok(POLICY)]);
        assert_eq!(of(&[(USER, Record), (UNIT, Record), (UNIT, Event)]), [Ok(USER), Ok(UNIT), Ok(UNIT)]);
        assert_eq!(of(&[(USER, Record), (UNIT, Record), (POLICY, Event)]), [Ok(USER), Ok(UNIT), Err(Unclear)]);
    }
}
