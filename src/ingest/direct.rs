//! Reads records straight from the rows that a block holds, without writing them as JSON first. Only what is plain is
//! read here: at the first thing that is rare, odd or wrong the record is left to [`super::scribe`], which says of it
//! what is to be said.

mod aim;
mod cells;
mod happening;

use super::block::Block;
use super::fault::Place;
use super::lexicon::Lexicon;
use super::ndjson::Taken;
use super::sheaf::{Bundle, Sheet};
use super::standing::may_repeat;
use super::warning::{WarningKind, Warnings};
use crate::mapping::RowsAre;
use crate::mapping::convert::value::NotPlain;
use crate::record::{Attributes, Event, NameId, Record, Value};
use crate::table::stored::Kind;
use aim::Aim;
use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use cells::Cells;
use happening::Row;
use std::sync::Arc;

/// What reading rows needs, one a thread.
#[derive(Debug, Default)]
pub(super) struct Direct {
    /// By table: what the policies make of its columns; none where its rows are never plain.
    aims: Vec<(Arc<Sheet>, Option<Aim>)>,
    cells: Cells,
    /// How many events the last record had: the next may have as many.
    usual_events: usize,
}

/// What is odd about a record, told once it is known that it is plain.
type Odd<'b> = Vec<(WarningKind, &'b str, Place)>;

/// A record while its rows are read.
struct Making<'b> {
    arena: &'b Bump,
    events: ArenaVec<'b, Event<'b>>,
    odd: Odd<'b>,
    /// By attribute.
    told: ArenaVec<'b, Option<Told<'b>>>,
}

/// An attribute of the record, as the first row has it that tells it.
#[derive(Clone, Copy)]
struct Told<'b> {
    /// The row's table.
    aim: usize,
    cell: &'b str,
    kind: Kind,
    /// The cell is the value, whatever stands in it.
    as_is: bool,
}

/// A block whose rows are text, stored ones too: every cell of it can be borrowed.
#[derive(Clone, Copy)]
pub(super) struct Texts<'b> {
    block: &'b Block,
    text: &'b str,
}

impl<'b> Texts<'b> {
    /// None where some byte of it is no text.
    pub fn of(block: &'b Block) -> Option<Texts<'b>> {
        let text = block.as_text().filter(|_| memchr::memchr(0, &block.text).is_none())?;
        Some(Texts { block, text })
    }
}

impl Direct {
    /// The record of a bundle, if all of it is plain.
    pub fn read<'b>(
        &mut self,
        texts: Texts<'b>,
        bundle: &Bundle,
        lexicons: &'b [Lexicon<'b>],
        arena: &'b Bump,
        warnings: &mut Warnings,
    ) -> Result<Taken<'b>, NotPlain> {
        let sheaf = &texts.block.sheaf;
        let straws = sheaf.straws(bundle);
        let first = straws.first().ok_or(NotPlain)?;
        if bundle.broken || bundle.is_too_long() {
            return Err(NotPlain);
        }
        let sheet = sheaf.sheet(first).ok_or(NotPlain)?;
        let place = Place { input: sheet.input, line: first.line, column: 0 };
        let events = ArenaVec::with_capacity_in(self.usual_events, arena);
        let mut making = Making { arena, events, odd: Vec::new(), told: ArenaVec::new_in(arena) };
        let (mut id, mut head, mut agrees, mut records) = (None, None, None, 0);
        for straw in straws {
            let sheet = sheaf.sheet(straw).ok_or(NotPlain)?;
            let number = self.aim(sheet, lexicons);
            let aim = of(&self.aims, number)?;
            self.cells.cut(texts.text, &straw.at, sheet.style)?;
            if id.is_none() {
                id = Some(self.cells.id(&sheet.plan, texts.text, arena)?);
            }
            if aim.has_head() && agrees != Some(number) {
                if !of(&self.aims, *head.get_or_insert(number))?.says_for(aim) {
                    return Err(NotPlain);
                }
                agrees = Some(number);
            }
            records += u32::from(sheet.rows == RowsAre::Record);
            let row = Row { cells: &self.cells, text: texts.text, sheet, lexicon: &lexicons[aim.policy], arena, line: straw.line };
            making.row(number, &row, aim)?;
        }
        match (sheet.form.has_records, records) {
            (true, 0) => making.odd.push((WarningKind::NoRecordRow, "", place)),
            // one of them is told of
            (true, 2..) => return Err(NotPlain),
            _ => {}
        }
        let number = head.unwrap_or(self.aim(sheet, lexicons));
        let (aim, attributes) = (of(&self.aims, number)?, making.attributes(texts.block, &self.aims)?);
        let Making { events, odd, .. } = making;
        let (policy, kind) = (aim.policy, aim.kind(same(texts.block, &self.aims, number)?));
        self.usual_events = ((3 * self.usual_events + events.len()) / 4 + 1).min(64);
        let events = standing(events, &lexicons[policy])?;
        for (kind, name, place) in odd {
            warnings.add_at(kind, name, place);
        }
        Ok(Taken { policy, place, record: Record { id: id.ok_or(NotPlain)?, kind, attributes, events } })
    }

    /// The number of a table's aim, made once.
    fn aim(&mut self, sheet: &Arc<Sheet>, lexicons: &[Lexicon<'_>]) -> usize {
        let known = self.aims.iter().rposition(|(other, _)| Arc::ptr_eq(other, sheet));
        known.unwrap_or_else(|| {
            self.aims.push((Arc::clone(sheet), Aim::new(sheet, lexicons)));
            self.aims.len() - 1
        })
    }
}

type Aims = [(Arc<Sheet>, Option<Aim>)];

fn of(aims: &Aims, number: usize) -> Result<&Aim, NotPlain> {
    aims.get(number).and_then(|(_, aim)| aim.as_ref()).ok_or(NotPlain)
}

/// The table of an aim, as the block holds it.
fn same<'b>(block: &'b Block, aims: &Aims, number: usize) -> Result<&'b Arc<Sheet>, NotPlain> {
    let (sheet, _) = aims.get(number).ok_or(NotPlain)?;
    block.sheaf.sheets.iter().find(|other| Arc::ptr_eq(other, sheet)).ok_or(NotPlain)
}

impl<'b> Making<'b> {
    fn row(&mut self, number: usize, row: &Row<'_, 'b>, aim: &Aim) -> Result<(), NotPlain> {
        let (sheet, cells, text) = (row.sheet, row.cells, row.text);
        for (n, (attribute, pick)) in sheet.plan.attributes.iter().enumerate() {
            let cell = cells.get(pick.column, text)?;
            let blank = pick.column.is_some() && cell.is_empty() && pick.words.is_empty();
            if blank {
                continue;
            }
            let slot = usize::from(*attribute);
            if self.told.len() <= slot {
                self.told.resize(sheet.form.attributes.len().max(slot + 1), None);
            }
            let kind = cells.kind(pick.column);
            let as_is = kind == Kind::Text && aim.is_always_right(n) && !pick.words.is_blank(cell);
            match self.told[slot] {
                None => self.told[slot] = Some(Told { aim: number, cell, kind, as_is }),
                Some(told) if (told.cell, told.kind) == (cell, kind) && (told.aim == number || told.as_is && as_is) => {}
                // the same in other words, or a contradiction
                Some(_) => return Err(NotPlain),
            }
        }
        for (happening, target) in sheet.plan.events.iter().zip(&aim.events) {
            let position = u32::try_from(self.events.len()).map_err(|_| NotPlain)?;
            self.events.push(Event::to_fill(position));
            // filled where it stands: events are large
            let Some(event) = self.events.last_mut() else { continue };
            if !row.event(happening, target, event, &mut self.odd)? {
                self.events.pop();
            }
        }
        Ok(())
    }

    /// The attributes that some rule reads, in the order of the mapping, which puts those inside another together.
    fn attributes(&self, block: &'b Block, aims: &Aims) -> Result<Attributes<'b>, NotPlain> {
        let mut attributes = ArenaVec::new_in(self.arena);
        for (slot, told) in self.told.iter().enumerate() {
            let Some(Told { aim, cell, kind, .. }) = *told else { continue };
            let (sheet, aim) = (same(block, aims, aim)?, of(aims, aim)?);
            let found = sheet.plan.attributes.iter().position(|(attribute, _)| usize::from(*attribute) == slot).ok_or(NotPlain)?;
            let (_, pick) = sheet.plan.attributes.get(found).ok_or(NotPlain)?;
            let (value, keep) = (pick.value_of(kind, cell, &sheet.plan.zones, self.arena)?, aim.keep(found));
            let (Some(value), Some(name)) = (value, keep) else { continue };
            let path = sheet.form.attributes.get(slot).ok_or(NotPlain)?;
            put(self.arena, &mut attributes, name, path, value);
        }
        Ok(attributes.into_bump_slice())
    }
}

/// Puts a value under its path, whose first name is `name`.
fn put<'b>(arena: &'b Bump, attributes: &mut ArenaVec<'b, (NameId, Value<'b>)>, name: NameId, path: &'b str, value: Value<'b>) {
    let Some((_, below)) = path.split_once('.') else { return attributes.push((name, value)) };
    match attributes.last_mut() {
        Some((last, inside)) if *last == name => *inside = inside.with(below, value, arena),
        _ => attributes.push((name, Value::Null.with(below, value, arena))),
    }
}

/// The events in judged order, where none of them replaces another or could be taken for another.
fn standing<'b>(mut events: ArenaVec<'b, Event<'b>>, lexicon: &Lexicon<'_>) -> Result<&'b [Event<'b>], NotPlain> {
    let late = |event: &Event<'_>| lexicon.vocabulary.late_entry.is_some() && event.recorded_at.is_some();
    if may_repeat(&events) || events.iter().any(late) {
        return Err(NotPlain);
    }
    if !events.is_sorted_by_key(|event| event.when.earliest) {
        events.sort_unstable_by_key(|event| (event.when.earliest, event.position));
    }
    Ok(events.into_bump_slice())
}
