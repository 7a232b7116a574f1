//! Writes a record's JSON text from what its rows tell, each place in it marked with the cell that it comes from.

use super::block::{Block, Piece};
use super::fault::{DataError, DataFault, cut};
use super::given::Given;
use super::group::Group;
use super::head::Heads;
use super::marks::Marks;
use super::rejected::{Kept, Rejected, Was};
use super::warning::WarningKind;
use crate::mapping::part::{self, Told};
use crate::mapping::{Mapping, Nest, RowsAre};
use crate::say;
use crate::table::TableFault;
use std::ops::Range;
use std::sync::Arc;

/// What the records of one mapping have in common. Threads share it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    /// [`Mapping::attributes`].
    pub attributes: Vec<String>,
    /// Records have rows of their own besides those of their events.
    pub has_records: bool,
}

impl Form {
    pub fn new(mapping: &Mapping) -> Form {
        let has_records = mapping.tables.iter().any(|table| table.rows == RowsAre::Record);
        Form { attributes: mapping.attributes.clone(), has_records }
    }
}

/// Writes the records of one mapping.
#[derive(Debug, Default)]
pub(super) struct Composer {
    form: Arc<Form>,
    /// By attribute: which row tells it, and the place among what that row tells.
    told: Vec<Option<(usize, usize)>>,
    text: String,
}

impl Composer {
    pub fn new(form: &Arc<Form>) -> Composer {
        Composer { form: Arc::clone(form), ..Composer::default() }
    }

    /// Puts what a group tells into a block: its records, and what is wrong with them.
    pub fn group(&mut self, group: &Group, block: &mut Block) {
        self.group_of(group, false, block);
    }

    /// As [`Composer::group`]; `too_long`: some of its rows are not there.
    pub fn group_of(&mut self, group: &Group, too_long: bool, block: &mut Block) {
        let too_long = too_long || group.is_too_long();
        let given = group.given();
        let mut heads = Heads::default();
        given.iter().for_each(|given| heads.add(given.part.piece(&given.part.head), given.rows));
        let of: Vec<_> = given.iter().map(|given| heads.whole(given.part.piece(&given.part.head))).collect();
        if let Some((unclear, _)) = given.iter().zip(&of).find(|(_, of)| of.is_err()) {
            return reject(&given.iter().collect::<Vec<_>>(), unclear_kind(unclear), block);
        }
        // one id, several kinds or policies: a record each
        for head in heads.iter() {
            let own: Vec<&Given> = given.iter().zip(&of).filter(|(_, of)| **of == Ok(head)).map(|(given, _)| given).collect();
            self.record(&own, head, too_long, block);
        }
    }

    /// As [`Composer::group`], for a row that is all of a record.
    pub fn row(&mut self, given: &Given, block: &mut Block) {
        self.record(&[given], given.part.piece(&given.part.head), false, block);
    }

    fn record(&mut self, given: &[&Given], head: &str, too_long: bool, block: &mut Block) {
        let Some(place) = given.first().map(|given| given.place()) else { return };
        if given.iter().any(|given| !given.faults.is_empty()) {
            let kept: Vec<Kept> = given.iter().filter_map(|given| given.kept.clone()).collect();
            if !kept.is_empty() {
                let faults = given.iter().flat_map(|given| given.faults.iter().cloned()).collect();
                block.rejected.push(Rejected { faults, also: None, was: Was::Rows(kept) });
            }
            return;
        }
        let mut given: std::borrow::Cow<'_, [&Given]> = given.into();
        let mut record = None;
        if self.form.has_records && given.len() > 1 {
            let mut repeated = Vec::new();
            given.to_mut().retain(|given| {
                let first = given.rows == RowsAre::Event || record.is_none();
                if !first {
                    repeated.push(*given);
                } else if given.rows == RowsAre::Record {
                    record = Some(given.place());
                }
                first
            });
            for given in repeated {
                let fault = DataFault::DuplicateRecord { id: cut(given.id()), kind: kind(head), first: record.unwrap_or_default() };
                reject(&[given], DataError { place: given.place(), fault }, block);
            }
        }
        if self.form.has_records && given.iter().all(|given| given.rows == RowsAre::Event) {
            block.warnings.push((WarningKind::NoRecordRow, String::new(), place));
        }
        let contradictions = self.gather(&given);
        if let Some(error) = contradictions {
            return reject(&given, error, block);
        }
        self.write(&given, head, block);
        if too_long || self.text.len() > block.limit {
            let fault = DataFault::TooLong { limit: block.limit };
            return reject(&given, DataError { place, fault }, block);
        }
        let start = block.text.len();
        block.text.extend_from_slice(self.text.as_bytes());
        let kept = block.kept.len();
        block.kept.extend(given.iter().filter_map(|given| given.kept.clone()));
        let piece = Piece { kept: kept..block.kept.len(), ..Piece::new(place, Ok(start..block.text.len())) };
        block.pieces.get_or_insert_default().push(piece);
    }

    /// Finds which row tells each attribute; what is wrong where two tell different values.
    fn gather(&mut self, given: &[&Given]) -> Option<DataError> {
        self.told.clear();
        self.told.resize(self.form.attributes.len(), None);
        for (n, one) in given.iter().enumerate() {
            for (k, told) in one.part.attributes.iter().enumerate() {
                let Some(slot) = self.told.get_mut(usize::from(told.attribute)) else { continue };
                let Some((first, place)) = *slot else {
                    *slot = Some((n, k));
                    continue;
                };
                let Some((before, had)) = given.get(first).and_then(|given| Some((given, given.part.attributes.get(place)?))) else {
                    continue;
                };
                let (value, other) = (one.part.piece(&told.value), before.part.piece(&had.value));
                if value != other {
                    let attribute = self.form.attributes.get(usize::from(told.attribute)).cloned().unwrap_or_default();
                    let first = before.cell(had.column);
                    let fault = DataFault::Contradiction { attribute, value: cut(value), other: cut(other), first };
                    return Some(DataError { place: one.cell(told.column), fault });
                }
            }
        }
        None
    }

    /// Writes the text of a record, and its marks for where it will stand in the block.
    fn write(&mut self, given: &[&Given], head: &str, block: &mut Block) {
        let Some(first) = given.first() else { return };
        let base = block.text.len();
        let text = &mut self.text;
        let marks = block.marks.get_or_insert_default();
        text.clear();
        // a record starts with its first row, not with the last cell of the one before
        marks.turn_to(first.place());
        marks.set(base, 0);
        text.push_str("{\"id\":");
        mark(first, &first.part.id, None, base + text.len(), marks);
        part::text(first.id(), text);
        if !head.is_empty() {
            text.push(',');
            if let Some(with) = given.iter().find(|given| !given.part.head.is_empty()) {
                mark(with, &with.part.head, None, base + text.len(), marks);
            }
            text.push_str(head);
        }
        let told = self.told.iter().zip(&self.form.attributes).filter_map(|(slot, path)| Some(((*slot)?, path)));
        let mut nest = None;
        for ((n, k), path) in told {
            let Some((given, Told { value, column, .. })) = given.get(n).and_then(|given| Some((given, given.part.attributes.get(k)?)))
            else {
                continue;
            };
            let nest = nest.get_or_insert_with(|| {
                text.push_str(",\"attributes\":");
                Nest::start(text)
            });
            mark(given, &(0..0), Some(*column), base + text.len(), marks);
            nest.name(path, text);
            mark(given, value, Some(*column), base + text.len(), marks);
            text.push_str(given.part.piece(value));
        }
        if let Some(nest) = nest {
            nest.finish(text);
        }
        let mut opening = ",\"events\":[";
        let mut once: Vec<&str> = Vec::new();
        for given in given {
            let part = &given.part;
            let first = |event: &&Range<u32>| {
                let told = part.piece(event);
                let first = !once.contains(&told);
                once.extend(first.then_some(told));
                first
            };
            for event in part.once.iter().filter(first).chain(&part.events) {
                text.push_str(std::mem::replace(&mut opening, ","));
                mark(given, event, None, base + text.len(), marks);
                text.push_str(part.piece(event));
            }
        }
        text.push_str(if opening == "," { "]}" } else { "}" });
    }
}

/// Marks a piece that will stand at `at`: as the row does, or first with a column that is known.
fn mark(given: &Given, piece: &Range<u32>, column: Option<u32>, at: usize, marks: &mut Marks) {
    let known = &given.part.marks;
    let after = known.partition_point(|mark| mark.offset <= piece.start);
    let before = after.checked_sub(1).and_then(|n| known.get(n)).map(|mark| mark.column);
    marks.turn_to(given.place());
    marks.set(at, column.or(before).map_or(0, |column| column.wrapping_add(1)));
    for mark in known.get(after..).unwrap_or_default().iter().take_while(|mark| mark.offset < piece.end) {
        marks.set(at + (mark.offset - piece.start) as usize, mark.column.wrapping_add(1));
    }
}

/// Notes an error, and the rows of a record that is not judged for it.
fn reject(given: &[&Given], error: DataError, block: &mut Block) {
    let kept: Vec<Kept> = given.iter().filter_map(|given| given.kept.clone()).collect();
    if !kept.is_empty() {
        let faults = vec![(error.place, error.fault.words())];
        block.rejected.push(Rejected { faults, also: error.fault.also(), was: Was::Rows(kept) });
    }
    block.fault(error);
}

/// A row of an id that several records have, none of which it names.
fn unclear_kind(given: &Given) -> DataError {
    let (id, place) = (cut(given.id()), given.place());
    let words = say!("编号“{id}”有几条类别或政策不同的记录,这一行没说是哪一条,都没有评判;请给这张表也写上 kind 或 policy";
                     "several records of different kinds or policies have the id `{id}`, and this row does not say of which it is: none of them is judged; tell its table `kind` or `policy`, too");
    DataError::of_table(place.input, TableFault { code: "unclear-kind", line: place.line, column: None, words })
}

/// The kind that a record's head names.
fn kind(head: &str) -> String {
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&format!("{{{head}}}")).unwrap_or_default();
    fields.get("kind").and_then(|kind| kind.as_str()).map_or_else(|| "case".to_owned(), cut)
}

impl Block {
    /// Adds an error that belongs to no entry.
    pub(super) fn fault(&mut self, DataError { place, fault }: DataError) {
        self.pieces.get_or_insert_default().push(Piece::new(place, Err(fault)));
    }
}
