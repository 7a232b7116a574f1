//! Rows that stand in a block as they are, tied together by record: whoever reads lines only finds out where rows end
//! and whose they are, the thread that judges a record reads its rows.

use super::block::{Block, Piece};
use super::compose::Form;
use super::fault::Place;
use super::group::HELD;
use crate::mapping::RowsAre;
use crate::mapping::convert::plan::Plan;
use crate::table::Style;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Beyond so many bytes of one record nothing more of it is held: it tells more than a record may hold.
const MOST: usize = 2 * HELD;

/// A table whose header has been read.
#[derive(Debug)]
pub(super) struct Sheet {
    pub input: u32,
    /// A mapping, by number.
    pub mapping: usize,
    pub rows: RowsAre,
    pub plan: Arc<Plan>,
    pub form: Arc<Form>,
    /// None where rows are of [`stored`](crate::table::stored) cells.
    pub style: Option<Style>,
}

/// A row as it stands.
#[derive(Clone, Debug)]
pub(super) struct Straw {
    /// By its place in [`Sheaf::sheets`].
    pub sheet: u32,
    pub line: u64,
    /// In the block's text, with what ends it.
    pub at: Range<usize>,
}

/// The rows of one record.
#[derive(Clone, Debug, Default)]
pub struct Bundle {
    /// In [`Sheaf::straws`].
    straws: Range<usize>,
    bytes: usize,
    /// A row of it is wrong, which has been told: it is not judged.
    pub(super) broken: bool,
    /// As records are written, once somebody has asked for that.
    pub(super) composed: OnceLock<Box<Block>>,
}

/// The rows of a block.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheaf {
    pub sheets: Vec<Arc<Sheet>>,
    pub straws: Vec<Straw>,
    pub bundles: Vec<Bundle>,
}

impl Sheaf {
    /// Ready to be filled again.
    pub fn clear(&mut self) {
        self.sheets.clear();
        self.straws.clear();
        self.bundles.clear();
    }

    /// The rows of a bundle.
    pub fn straws(&self, bundle: &Bundle) -> &[Straw] {
        self.straws.get(bundle.straws.clone()).unwrap_or_default()
    }

    /// From the first byte of a bundle's rows to the last.
    pub fn text<'b>(&self, bundle: &Bundle, text: &'b [u8]) -> &'b [u8] {
        let straws = self.straws(bundle);
        let (Some(first), Some(last)) = (straws.first(), straws.last()) else { return &[] };
        text.get(first.at.start..last.at.end).unwrap_or_default()
    }

    pub fn sheet(&self, straw: &Straw) -> Option<&Arc<Sheet>> {
        self.sheets.get(straw.sheet as usize)
    }
}

impl Bundle {
    /// Its rows tell more than a record may hold: some of them are not there.
    pub fn is_too_long(&self) -> bool {
        self.bytes > MOST
    }
}

impl Block {
    /// Starts the rows of another record, the first of which stands at `place`.
    pub(super) fn bind(&mut self, place: Place) {
        let at = self.sheaf.straws.len();
        let piece = Piece { bundle: Some(self.sheaf.bundles.len()), ..Piece::new(place, Ok(0..0)) };
        self.pieces.get_or_insert_default().push(piece);
        self.sheaf.bundles.push(Bundle { straws: at..at, ..Bundle::default() });
    }

    /// Adds a row to the last bundle.
    pub(super) fn straw(&mut self, sheet: &Arc<Sheet>, line: u64, bytes: &[u8]) {
        let Some(bundle) = self.sheaf.bundles.last_mut() else { return };
        bundle.bytes += bytes.len();
        if bundle.is_too_long() && !bundle.straws.is_empty() {
            return;
        }
        let sheets = &mut self.sheaf.sheets;
        // those of a record come last
        let number = sheets.iter().rposition(|other| Arc::ptr_eq(other, sheet)).unwrap_or_else(|| {
            sheets.push(Arc::clone(sheet));
            sheets.len() - 1
        });
        let start = self.text.len();
        self.text.extend_from_slice(bytes);
        self.sheaf.straws.push(Straw { sheet: u32::try_from(number).unwrap_or(u32::MAX), line, at: start..self.text.len() });
        bundle.straws.end = self.sheaf.straws.len();
    }

    /// The record that has been started last is not judged.
    pub(super) fn unbind(&mut self) {
        if let Some(bundle) = self.sheaf.bundles.last_mut() {
            bundle.broken = true;
        }
    }

    /// Takes the record away that has been started last; its rows.
    pub(super) fn drop_last(&mut self) -> Vec<(Arc<Sheet>, u64, Vec<u8>)> {
        let Some(bundle) = self.sheaf.bundles.pop() else { return Vec::new() };
        let row = |straw: &Straw| {
            let bytes = self.text.get(straw.at.clone()).unwrap_or_default().to_owned();
            Some((Arc::clone(self.sheaf.sheet(straw)?), straw.line, bytes))
        };
        let rows = self.sheaf.straws(&bundle).iter().filter_map(row).collect();
        if let Some(first) = self.sheaf.straws(&bundle).first() {
            self.text.truncate(first.at.start);
        }
        self.sheaf.straws.truncate(bundle.straws.start);
        let number = self.sheaf.bundles.len();
        self.pieces.get_or_insert_default().retain(|piece| piece.bundle != Some(number));
        rows
    }
}
