//! Where the rows of all tables of a run go: what a mapping covers is put together over all inputs.

use super::BLOCK;
use super::block::Block;
use super::compose::Composer;
use super::fault::{DataError, DataFault, Place};
use super::gather::{BOUND, Gather, Gathered};
use super::given::Given;
use super::group::Group;
use super::inputs::Inputs;
use super::kept::Layouts;
use crate::mapping::{Mapping, RowsAre, Table};
use crate::time::Zone;

/// The tables of a run.
pub struct Intake<'m> {
    pub(super) inputs: &'m Inputs,
    /// Rows are kept as they stood, in these layouts.
    pub(super) layouts: Option<&'m Layouts>,
    /// The zone that the policies have in common.
    pub(super) zone: Option<Zone>,
    mappings: &'m [Mapping],
    /// One for each mapping.
    desks: Vec<Desk<'m>>,
    group: Group,
}

/// Where what one mapping covers is put together.
struct Desk<'m> {
    composer: Composer<'m>,
    rows: Waiting,
}

/// Rows that wait for others of their id.
enum Waiting {
    Coming(Gather),
    There(Gathered),
    None,
}

/// When the record is complete that a row tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// At once: the row is all of it.
    Direct,
    /// When a row of another id comes.
    Together,
    /// When all inputs are read.
    Gathered,
}

impl<'m> Intake<'m> {
    pub fn new(mappings: &'m [Mapping], inputs: &'m Inputs, layouts: Option<&'m Layouts>, zone: Option<Zone>) -> Intake<'m> {
        Intake::with_bound(mappings, inputs, layouts, zone, BOUND)
    }

    /// As [`Intake::new`]; about `bound` bytes of rows wait in memory.
    pub fn with_bound(
        mappings: &'m [Mapping],
        inputs: &'m Inputs,
        layouts: Option<&'m Layouts>,
        zone: Option<Zone>,
        bound: usize,
    ) -> Intake<'m> {
        let desk = |mapping| Desk { composer: Composer::new(mapping), rows: Waiting::Coming(Gather::new(bound)) };
        Intake { inputs, layouts, zone, mappings, desks: mappings.iter().map(desk).collect(), group: Group::default() }
    }

    /// The first table for a file and sheet, with the numbers of its mapping and its own.
    pub(super) fn table(&self, file: &str, sheet: Option<&str>) -> Option<((usize, usize), &'m Table)> {
        let tables = self.mappings.iter().enumerate().flat_map(|(n, mapping)| (0..).zip(&mapping.tables).map(move |(k, t)| ((n, k), t)));
        tables.into_iter().find(|(_, table)| table.fits(file, sheet))
    }

    pub(super) fn mapping(&self, n: usize) -> &'m Mapping {
        &self.mappings[n]
    }

    /// When the records of a table are complete.
    pub(super) fn way(&self, mapping: usize, table: &Table) -> Way {
        let has = |rows| self.mapping(mapping).tables.iter().any(|table| table.rows == rows);
        match table.rows {
            RowsAre::Record if !has(RowsAre::Event) => Way::Direct,
            RowsAre::Event if table.sorted && !has(RowsAre::Record) => Way::Together,
            _ => Way::Gathered,
        }
    }

    /// A row that is all of a record.
    pub(super) fn row(&mut self, mapping: usize, given: &Given, block: &mut Block) {
        if let Some(desk) = self.desks.get_mut(mapping) {
            desk.composer.row(given, block);
        }
    }

    /// All rows of a record.
    pub(super) fn group(&mut self, mapping: usize, group: &Group, block: &mut Block) {
        if let Some(desk) = self.desks.get_mut(mapping) {
            desk.composer.group(group, block);
        }
    }

    /// A row whose record is complete when all inputs are read.
    pub(super) fn gather(&mut self, mapping: usize, given: &Given, block: &mut Block) {
        let Some(desk) = self.desks.get_mut(mapping) else { return };
        if let Waiting::Coming(gather) = &mut desk.rows
            && let Err(error) = gather.add(given)
        {
            desk.rows = Waiting::None;
            block.fault(not_gathered(given.place(), &error));
        }
    }

    /// The next block of records that waited for the last row, once all inputs are read; none at the end.
    pub fn next(&mut self, spare: Option<Block>) -> Option<Block> {
        let desk = self.desks.iter_mut().find(|desk| !matches!(desk.rows, Waiting::None))?;
        let mut block = Block::composed(spare, Place::default());
        desk.rows = match std::mem::replace(&mut desk.rows, Waiting::None) {
            Waiting::Coming(gather) => gather.finish().map_or_else(
                |error| {
                    block.fault(not_gathered(Place::default(), &error));
                    Waiting::None
                },
                Waiting::There,
            ),
            rows => rows,
        };
        while let Waiting::There(gathered) = &mut desk.rows {
            match gathered.next(&mut self.group) {
                Ok(true) => desk.composer.group(&self.group, &mut block),
                Ok(false) => desk.rows = Waiting::None,
                Err(error) => {
                    block.fault(not_gathered(Place::default(), &error));
                    desk.rows = Waiting::None;
                }
            }
            if block.text.len() >= BLOCK {
                break;
            }
        }
        Some(block)
    }
}

fn not_gathered(place: Place, error: &std::io::Error) -> DataError {
    DataError { place, fault: DataFault::NotGathered { text: error.to_string() } }
}
