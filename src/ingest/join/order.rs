//! Whether the rows of two tables stand in the same order, told by their ids: those of events come as their records do,
//! and no record comes twice.

use super::{Side, fit};
use crate::ingest::block::Block;
use crate::ingest::fault::Place;
use crate::ingest::grid::Grid;
use crate::ingest::inputs::Inputs;
use crate::ingest::intake::Intake;
use crate::ingest::open::{Content, Hints, Opening, Pace};
use crate::ingest::seen::{Keyring, Seen};
use crate::mapping::Mapping;
use crate::table::Step;
use crate::time::Zone;
use std::path::PathBuf;
use std::sync::Arc;

/// So many rows are looked at before it is asked whether to stop.
const ROWS: u32 = 1 << 16;

/// What is looked at.
#[derive(Clone, Copy)]
pub struct Look<'l> {
    pub files: &'l [PathBuf; 2],
    pub mappings: &'l [Mapping],
    pub hints: Hints<'l>,
    pub zone: Option<Zone>,
    pub pace: &'l Pace,
}

/// What a look finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Same,
    Other,
    /// The same, if no id of a record comes twice.
    Unproven,
}

/// The order is another, or something is wrong.
struct Other;

impl Look<'_> {
    /// Whether the files are tables that can be read side by side: nothing is wrong in how their rows stand, and their order
    /// is the same.
    pub fn finds_them_alike(&self) -> bool {
        let by = |distinct: &mut Distinct| self.by(distinct).unwrap_or(Found::Other);
        match by(&mut Distinct::By(Orders::default())) {
            // where no order proves ids distinct, each of them is noted
            Found::Unproven => by(&mut Distinct::Each(Box::default())) == Found::Same,
            found => found == Found::Same,
        }
    }

    fn by(&self, distinct: &mut Distinct) -> Result<Found, Other> {
        let inputs = Inputs::default();
        // what is read here is read again: it does not count
        let mut opening = Opening::new(self.files, &inputs, Arc::new(Pace::default()), self.hints);
        let mut intake = Intake::new(self.mappings, &inputs, None, self.zone);
        let (mut records, mut events) = (Side::open(&mut opening, &mut intake)?, Side::open(&mut opening, &mut intake)?);
        if !fit(&records.sheet, &events.sheet) {
            return Err(Other);
        }
        let (mut of, mut rows) = (String::new(), 0_u32);
        while let Some(id) = events.id()? {
            rows = rows.wrapping_add(1);
            if rows.is_multiple_of(ROWS) && self.pace.stopped() {
                return Err(Other);
            }
            if id == of {
                continue;
            }
            of.clear();
            of.push_str(id);
            events.grid.pass_alike();
            records.grid.expect(&records.sheet, &of);
            loop {
                let id = records.id()?.ok_or(Other)?;
                if !distinct.add(id)? {
                    return Ok(Found::Unproven);
                }
                if id == of {
                    break;
                }
            }
        }
        while let Some(id) = records.id()? {
            if !distinct.add(id)? {
                return Ok(Found::Unproven);
            }
        }
        Ok(Found::Same)
    }
}

impl<'m> Side<'m> {
    fn open(opening: &mut Opening<'_>, intake: &mut Intake<'m>) -> Result<Side<'m>, Other> {
        let opened = opening.next().and_then(Result::ok).ok_or(Other)?;
        let Content::Table(rows) = opened.content else { return Err(Other) };
        let mut grid = Box::new(Grid::new(opened.input, rows));
        let sheet = grid.start(intake, &mut Block::default()).ok_or(Other)?;
        grid.narrow(&sheet).map_err(|_| Other)?;
        Ok(Side { grid, sheet })
    }

    /// The id of the next row; none at the end.
    fn id(&mut self) -> Result<Option<&str>, Other> {
        match self.grid.find(&self.sheet) {
            Ok(None) => match self.grid.pass() {
                "" => Err(Other),
                id => Ok(Some(id)),
            },
            Ok(Some(Step::End)) => Ok(None),
            _ => Err(Other),
        }
    }
}

/// Holds whether ids are distinct.
enum Distinct {
    By(Orders),
    Each(Box<(Seen, Keyring, u64)>),
}

impl Distinct {
    /// Adds an id; false where it may have been there.
    fn add(&mut self, id: &str) -> Result<bool, Other> {
        match self {
            Distinct::By(orders) => Ok(orders.add(id)),
            Distinct::Each(each) => {
                let (seen, keyring, line) = &mut **each;
                *line += 1;
                let place = Place { input: 0, line: *line, column: 0 };
                seen.insert(keyring.key("", id), place).map_err(|_| Other).map(|first| first.is_none())
            }
        }
    }
}

/// Orders in which ids may rise; while they rise in one of them, none comes twice.
#[derive(Debug)]
struct Orders {
    last: String,
    number: Option<u64>,
    any: bool,
    rises: [bool; 3],
}

impl Default for Orders {
    fn default() -> Orders {
        Orders { last: String::new(), number: None, any: false, rises: [true; 3] }
    }
}

impl Orders {
    /// Adds an id; false where it rises in none of them.
    fn add(&mut self, id: &str) -> bool {
        let number = last_number(id);
        if std::mem::replace(&mut self.any, true) {
            let [letters, length, numbers] = &mut self.rises;
            *letters = *letters && self.last.as_str() < id;
            *length = *length && (self.last.len(), self.last.as_str()) < (id.len(), id);
            *numbers = *numbers && self.number.is_some() && self.number < number;
        }
        self.last.clear();
        self.last.push_str(id);
        self.number = number;
        self.rises.contains(&true)
    }
}

/// The number that an id ends with: `XZ-2022-0000015` is 15.
fn last_number(id: &str) -> Option<u64> {
    let start = id.bytes().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1);
    id.get(start..)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::Orders;
    use proptest::prelude::*;

    fn rise(ids: &[&str]) -> bool {
        let mut orders = Orders::default();
        ids.iter().all(|id| orders.add(id))
    }

    #[test]
    fn ids_rise_as_people_number_them() {
        assert!(rise(&["a", "b", "c1"]) && rise(&["9", "10", "100"]) && rise(&["2023-1", "2021-2", "2022-10"]));
        assert!(!rise(&["a", "a"]) && !rise(&["b7", "a7"]) && !rise(&["2", "1"]));
    }

    proptest! {
        #[test]
        fn an_id_that_comes_twice_is_never_missed(ids in prop::collection::vec("[ab]{0,1}[-]{0,1}[0-2]{0,2}", 0..8)) {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            let distinct = (1..ids.len()).all(|n| !ids[..n].contains(&ids[n]));
            prop_assert!(distinct || !rise(&ids));
        }
    }
}
