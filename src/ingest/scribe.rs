//! Writes records from rows that stand in a block as they are: in the same words as from any other table, so that what
//! is wrong with them, or odd, is said alike.

use super::block::Block;
use super::compose::{Composer, Form};
use super::fault::DataError;
use super::given::Given;
use super::group::Group;
use super::sheaf::{Bundle, Sheet};
use crate::mapping::convert::plan::Scratch;
use crate::table::csv::Cutter;
use crate::table::{Row, stored};
use std::sync::Arc;

/// What writing needs, one a thread.
#[derive(Debug, Default)]
pub(super) struct Scribe {
    cutter: Cutter,
    row: Row,
    scratch: Scratch,
    given: Given,
    group: Group,
    composer: Option<(Arc<Form>, Composer)>,
}

impl Scribe {
    /// What the rows of a bundle come to: a record, records, or what is wrong.
    pub fn write(&mut self, block: &Block, bundle: &Bundle) -> Block {
        let straws = block.sheaf.straws(bundle);
        let mut written = Block::composed(None, block.place);
        self.group.clear();
        for straw in straws {
            let Some(sheet) = block.sheaf.sheet(straw) else { continue };
            let bytes = block.text.get(straw.at.clone()).unwrap_or_default();
            for error in self.give(sheet, straw.line, bytes).unwrap_or_default() {
                written.fault(error);
            }
            if self.given.part.line > 0 {
                self.group.push(&mut self.given);
            }
        }
        let form = straws.first().and_then(|straw| block.sheaf.sheet(straw)).map(|sheet| &sheet.form);
        let (Some(form), false) = (form, bundle.broken || self.group.is_empty()) else { return written };
        if self.composer.as_ref().is_none_or(|(own, _)| !Arc::ptr_eq(own, form)) {
            self.composer = Some((Arc::clone(form), Composer::new(form)));
        }
        if let Some((_, composer)) = &mut self.composer {
            composer.group_of(&self.group, bundle.is_too_long(), &mut written);
        }
        written
    }

    /// Reads a row into `given`; what is wrong with it. Where it tells nothing, its line is 0.
    fn give(&mut self, sheet: &Sheet, line: u64, bytes: &[u8]) -> Option<Vec<DataError>> {
        let broken = match sheet.style {
            Some(style) => self.cutter.cut(bytes, style, line, &mut self.row).err(),
            None => {
                stored::take(bytes, line, &mut self.row);
                None
            }
        };
        self.given.clear(0);
        (self.given.input, self.given.rows) = (sheet.input, sheet.rows);
        if broken.is_none() && self.row.is_blank() {
            return None;
        }
        let faults = self.given.take(&sheet.plan, &self.row, broken, 0, &mut self.scratch);
        if faults.is_none() {
            self.given.clear(0);
        }
        faults
    }

    /// What a row gives, as a row of any other table; none where it tells nothing. What is wrong goes to `block`.
    pub fn given(&mut self, sheet: &Sheet, line: u64, bytes: &[u8], block: &mut Block) -> Option<&mut Given> {
        for error in self.give(sheet, line, bytes)? {
            block.fault(error);
        }
        Some(&mut self.given)
    }
}
