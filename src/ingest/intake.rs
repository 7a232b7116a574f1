//! Where the rows of all tables of a run go: what a mapping covers is put together over all inputs.

use super::BLOCK;
use super::block::Block;
use super::compose::{Composer, Form};
use super::fault::{DataError, DataFault, Place};
use super::gather::{BOUND, Gather, Gathered, Item};
use super::given::Given;
use super::group::Group;
use super::inputs::Inputs;
use super::kept::Layouts;
use super::scribe::Scribe;
use super::sheaf::Sheet;
use crate::mapping::{Mapping, RowsAre, Table};
use crate::time::Zone;
use std::sync::Arc;

/// The tables of a run.
pub struct Intake<'m> {
    pub(super) inputs: &'m Inputs,
    /// Rows are kept as they stood, in these layouts.
    pub(super) layouts: Option<&'m Layouts>,
    /// The zone that the policies have in common.
    pub(super) zone: Option<Zone>,
    mappings: &'m [Mapping],
    /// One for each mapping.
    desks: Vec<Desk>,
    group: Group,
    given: Given,
    scribe: Scribe,
    /// The tables whose rows wait as they stand.
    sheets: Vec<Arc<Sheet>>,
}

/// Where what one mapping covers is put together.
struct Desk {
    form: Arc<Form>,
    composer: Composer,
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
        let desk = |mapping| {
            let form = Arc::new(Form::new(mapping));
            Desk { composer: Composer::new(&form), form, rows: Waiting::Coming(Gather::new(bound)) }
        };
        Intake {
            inputs,
            layouts,
            zone,
            mappings,
            desks: mappings.iter().map(desk).collect(),
            group: Group::default(),
            given: Given::default(),
            scribe: Scribe::default(),
            sheets: Vec::new(),
        }
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

    /// What the records of a mapping have in common.
    pub(super) fn form(&self, mapping: usize) -> Arc<Form> {
        self.desks.get(mapping).map(|desk| Arc::clone(&desk.form)).unwrap_or_default()
    }

    /// As [`Intake::gather`], for a row of this id as it stands.
    pub(super) fn gather_row(&mut self, sheet: &Arc<Sheet>, id: &str, line: u64, bytes: &[u8], block: &mut Block) {
        let number = self.sheets.iter().rposition(|other| Arc::ptr_eq(other, sheet)).unwrap_or_else(|| {
            self.sheets.push(Arc::clone(sheet));
            self.sheets.len() - 1
        });
        let Some(desk) = self.desks.get_mut(sheet.mapping) else { return };
        if let Waiting::Coming(gather) = &mut desk.rows
            && let Err(error) = gather.add_row(id, u32::try_from(number).unwrap_or(u32::MAX), line, bytes)
        {
            desk.rows = Waiting::None;
            block.fault(not_gathered(Place { input: sheet.input, line, column: 0 }, &error));
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
            let mut record = Waited { bound: false, given: &mut self.given, group: &mut self.group, scribe: &mut self.scribe };
            record.group.clear();
            match gathered.next(|item| record.take(item, &self.sheets, &mut block)) {
                Ok(true) if record.group.is_empty() => {}
                Ok(true) => desk.composer.group(record.group, &mut block),
                Ok(false) => desk.rows = Waiting::None,
                Err(error) => {
                    if record.bound {
                        block.drop_last();
                    }
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

/// A record whose rows waited.
struct Waited<'w> {
    /// Its rows so far stand in the block as they are.
    bound: bool,
    given: &'w mut Given,
    group: &'w mut Group,
    scribe: &'w mut Scribe,
}

impl Waited<'_> {
    /// Takes one of its rows. Those of texts stay as they are, unless a row of another table is among them.
    fn take(&mut self, item: Item<'_>, sheets: &[Arc<Sheet>], block: &mut Block) {
        match item {
            Item::Row { sheet, line, bytes } => {
                let Some(sheet) = sheets.get(sheet as usize) else { return };
                if !self.group.is_empty() {
                    return self.give(sheet, line, bytes, block);
                }
                if !std::mem::replace(&mut self.bound, true) {
                    block.bind(Place { input: sheet.input, line, column: 0 });
                }
                block.straw(sheet, line, bytes);
            }
            Item::Given(item) => {
                if std::mem::take(&mut self.bound) {
                    for (sheet, line, bytes) in block.drop_last() {
                        self.give(&sheet, line, &bytes, block);
                    }
                }
                // what this program wrote itself
                if self.given.read(item).is_some() {
                    self.group.push(self.given);
                }
            }
        }
    }

    fn give(&mut self, sheet: &Sheet, line: u64, bytes: &[u8], block: &mut Block) {
        if let Some(given) = self.scribe.given(sheet, line, bytes, block) {
            self.group.push(given);
        }
    }
}

fn not_gathered(place: Place, error: &std::io::Error) -> DataError {
    DataError { place, fault: DataFault::NotGathered { text: error.to_string() } }
}
