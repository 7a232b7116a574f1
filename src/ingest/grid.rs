//! An input that is a table: rows become records by a mapping, at once or when all rows of an id are there.

mod header;
mod lines;

use super::block::Block;
use super::encoding::Noted;
use super::fault::{DataError, DataFault, Notice, Place};
use super::given::Given;
use super::group::Group;
use super::intake::{Intake, Way};
use super::kept::{self, Layout};
use super::rejected::Kept;
use super::sheaf::Sheet;
use super::warning::WarningKind;
use super::{BLOCK, LIMIT};
use crate::mapping::convert::plan::Scratch;
use crate::mapping::{Converter, Table};
use crate::say;
use crate::table::{Row, Rows, Step, TableFault};
use header::Header;
use lines::Current;
use std::sync::Arc;

/// So many rows are read for one block at most, also where they give no record yet.
const ROWS: usize = 4_096;

/// A table that is being read.
pub struct Grid<'m> {
    /// Of the sheet that is being read.
    input: u32,
    rows: Box<dyn Rows>,
    row: Row,
    /// The row without columns in front that say why it was rejected.
    bare: Row,
    returned: bool,
    state: State<'m>,
    given: Given,
    /// Rows of one id that stand together.
    group: Group,
    /// The input has sheets; one of them has a mapping.
    sheets: bool,
    fits: bool,
    /// What becomes known of its encoding, and whether it has been said that it was a guess.
    noted: Noted,
    said: bool,
    current: Current,
}

enum State<'m> {
    /// No row has come.
    Unread,
    Header(Header<'m>),
    Body(Box<Body<'m>>),
    /// There are rows, and no mapping for them.
    Unmapped,
    /// What is wrong with the header has been told.
    Faulty,
    Ended,
}

/// What is known below a header.
struct Body<'m> {
    /// A mapping, by number.
    mapping: usize,
    table: (usize, &'m Table),
    converter: Converter<'m>,
    way: Way,
    /// Rows stay as they stand: whoever judges their record reads them.
    sheet: Option<Arc<Sheet>>,
    scratch: Scratch,
    /// How many columns the file has named so far, where it names them itself.
    named: usize,
    /// The layout of rows that are kept, if they are.
    layout: Option<u32>,
    /// The last row of the header.
    header: Place,
    /// Some row told something.
    any: bool,
}

impl<'m> Grid<'m> {
    /// The `n`-th input of the run.
    pub fn new(n: u32, rows: Box<dyn Rows>) -> Grid<'m> {
        Grid {
            input: n,
            rows,
            row: Row::default(),
            bare: Row::default(),
            returned: false,
            state: State::Unread,
            given: Given::default(),
            group: Group::default(),
            sheets: false,
            fits: false,
            noted: Noted::default(),
            said: false,
            current: Current::default(),
        }
    }

    /// As [`Grid::new`], where something is found out about the encoding of what is read.
    pub fn of(n: u32, rows: Box<dyn Rows>, noted: Noted) -> Grid<'m> {
        Grid { noted, ..Grid::new(n, rows) }
    }

    /// The next block; none at the end. `spare` is a block that is done with, for its memory. Rows of records that
    /// are not complete yet go to `intake`.
    pub fn next(&mut self, intake: &mut Intake<'m>, spare: Option<Block>) -> Option<Block> {
        if matches!(self.state, State::Ended) {
            return None;
        }
        let mut block = Block::composed(spare, self.whole());
        for _ in 0..ROWS {
            let step = match self.sheet() {
                Some(sheet) => self.lines(&sheet, intake, &mut block),
                None => self.rows.next(&mut self.row).map(Some),
            };
            let Some(step) = step.transpose() else { break };
            match step {
                Ok(Step::Row) => self.row(intake, &mut block),
                Ok(Step::Sheet(name)) => {
                    if self.sheets {
                        self.leave(intake, &mut block);
                    }
                    self.sheets = true;
                    self.input = intake.inputs.sheet(self.input, name);
                    self.row.clear(0);
                }
                Ok(Step::Fault(fault)) => self.broken(fault, intake, &mut block),
                Ok(Step::Notice(notice)) => self.note(notice, &mut block),
                Ok(Step::End) => {
                    self.leave(intake, &mut block);
                    if self.sheets && !self.fits {
                        block.fault(unmapped(self.whole()));
                    }
                    self.state = State::Ended;
                    break;
                }
                Err(error) => {
                    // more rows of the last record may have followed
                    self.group.clear();
                    self.cut_off(&mut block);
                    block.fault(DataError { place: self.behind(), fault: DataFault::from(&error) });
                    self.leave(intake, &mut block);
                    self.state = State::Ended;
                    break;
                }
            }
            if block.text.len() >= BLOCK {
                break;
            }
        }
        self.note_encoding(&mut block);
        Some(block)
    }

    fn note(&self, TableFault { code, line, column, words }: TableFault, block: &mut Block) {
        let place = Place { input: self.input, line, column: column.map_or(0, |column| column.saturating_add(1)) };
        block.notices.push(Notice { place, code, words });
    }

    /// Says once that an encoding was guessed.
    pub(super) fn note_encoding(&mut self, block: &mut Block) {
        if let Some(assumed) = self.noted.assumed().filter(|_| !std::mem::replace(&mut self.said, true)) {
            block.warnings.push((WarningKind::AssumedEncoding, assumed.to_owned(), self.whole()));
        }
    }

    pub(super) fn is_ended(&self) -> bool {
        matches!(self.state, State::Ended)
    }

    /// The table whose rows stay as they stand, if they do.
    fn sheet(&self) -> Option<Arc<Sheet>> {
        match &self.state {
            State::Body(body) => body.sheet.clone(),
            _ => None,
        }
    }

    /// Where the rows that have not been read start.
    pub fn behind(&self) -> Place {
        Place { line: self.row.line + 1, ..self.whole() }
    }

    /// The input as a whole.
    pub(super) fn whole(&self) -> Place {
        Place { input: self.input, line: 0, column: 0 }
    }

    fn row(&mut self, intake: &mut Intake<'m>, block: &mut Block) {
        if matches!(self.state, State::Unread) && !self.begin(intake, block) {
            return;
        }
        if let Some(sheet) = self.sheet().filter(|_| self.rows.columns().is_some()) {
            return self.stay(&sheet);
        }
        self.bare();
        match &mut self.state {
            State::Header(header) => {
                header.take(&self.row);
                if header.is_complete() {
                    self.open(intake, block);
                }
            }
            State::Body(_) if !self.row.is_blank() => self.tell(None, intake, block),
            _ => {}
        }
    }

    /// Something is wrong in the file; if the row is known as far as that, its record is not judged.
    pub(super) fn broken(&mut self, fault: TableFault, intake: &mut Intake<'m>, block: &mut Block) {
        if !matches!(self.state, State::Body(_)) || self.row.is_empty() {
            return block.fault(DataError::of_table(self.input, fault));
        }
        self.bare();
        self.tell(Some(fault), intake, block);
    }

    /// Takes away columns in front of the row.
    fn bare(&mut self) {
        if self.returned {
            kept::restored(&self.row, &mut self.bare);
            std::mem::swap(&mut self.row, &mut self.bare);
        }
    }

    /// The first row is there: which table of which mapping is it? False: the row has been dealt with.
    fn begin(&mut self, intake: &Intake<'m>, block: &mut Block) -> bool {
        let name = intake.inputs.name(self.input);
        let origin = kept::origin(&self.row);
        self.returned = origin.is_some();
        let (file, sheet) = origin.unwrap_or_else(|| (name.last(), name.sheet));
        let Some((table, written)) = intake.table(&file, sheet.as_deref()) else {
            self.state = State::Unmapped;
            return false;
        };
        self.fits = true;
        let header = Header::new(table, written, self.rows.columns().is_some());
        let complete = header.is_complete();
        self.state = State::Header(header);
        if complete {
            self.open(intake, block);
        }
        // without a header, what heads the columns in front is a row of its own
        !(complete && self.returned)
    }

    /// The header is complete: columns are looked up.
    fn open(&mut self, intake: &Intake<'m>, block: &mut Block) {
        let State::Header(mut header) = std::mem::replace(&mut self.state, State::Faulty) else { return };
        let place = Place { line: self.row.line, ..self.whole() };
        let named = self.rows.columns().map(<[String]>::to_owned);
        let columns = named.clone().unwrap_or_else(|| header.columns());
        let (mapping, table) = header.table;
        let written = intake.mapping(mapping);
        let made = match named {
            Some(_) => Ok(Converter::growing(written, header.written, &columns, intake.zone)),
            None => Converter::new(written, header.written, &columns, intake.zone),
        };
        let converter = match made {
            Ok(converter) => converter,
            Err(faults) => {
                return faults
                    .into_iter()
                    .for_each(|fault| block.fault(DataError::of_table(self.input, TableFault { line: place.line, ..fault })));
            }
        };
        if named.is_some() {
            header.lines = vec![kept::heading(&columns, header.separator())];
        }
        let mut body = Body {
            mapping,
            table: (table, header.written),
            converter,
            way: intake.way(mapping, header.written),
            sheet: None,
            scratch: Scratch::default(),
            named: named.map_or(0, |named| named.len()),
            layout: None,
            header: place,
            any: false,
        };
        let overhang = header.overhang();
        body.lay_out(intake, self.input, header.lines, overhang);
        if !self.returned && body.layout.is_none() && header.written.order.is_none() && header.written.leave_out.is_empty() {
            body.sheet = self.rows.lines().map(|lines| {
                let (plan, form) = (Arc::clone(body.converter.plan()), intake.form(mapping));
                Arc::new(Sheet { input: self.input, mapping, rows: header.written.rows, plan, form, style: lines.style() })
            });
        }
        self.state = State::Body(Box::new(body));
    }

    /// A row that is not blank, below the header; `broken` says what is wrong with it as a row.
    fn tell(&mut self, broken: Option<TableFault>, intake: &mut Intake<'m>, block: &mut Block) {
        let (State::Body(body), given) = (&mut self.state, &mut self.given) else { return };
        if let Some(columns) = self.rows.columns().filter(|columns| columns.len() > body.named) {
            body.converter.grow(columns);
            body.named = columns.len();
            body.lay_out(intake, self.input, vec![kept::heading(columns, b',')], 0);
        }
        given.clear(self.row.line);
        (given.input, given.rows) = (self.input, body.table.1.rows);
        let front = if self.returned { kept::FRONT } else { 0 };
        let Some(faults) = given.take(body.converter.plan(), &self.row, broken, front, &mut body.scratch) else { return };
        faults.into_iter().for_each(|error| block.fault(error));
        body.any = true;
        if let Some(layout) = body.layout {
            let text = kept::line(&self.row, body.table.1.separator.unwrap_or(b','));
            given.kept = Some(Kept { layout, place: given.place(), text });
        }
        match body.way {
            Way::Direct => intake.row(body.mapping, given, block),
            _ if given.id().is_empty() => intake.row(body.mapping, given, block),
            Way::Gathered => intake.gather(body.mapping, given, block),
            Way::Together => {
                if self.group.id().is_some_and(|id| id != given.id()) {
                    intake.group(body.mapping, &self.group, block);
                    self.group.clear();
                }
                self.group.push(given);
            }
        }
    }

    /// A sheet, or an input without sheets, is read.
    pub(super) fn leave(&mut self, intake: &mut Intake<'m>, block: &mut Block) {
        let whole = self.whole();
        self.current = Current::default();
        let mut notice = |kind, name| block.warnings.push((kind, name, whole));
        match std::mem::replace(&mut self.state, State::Unread) {
            State::Unread if self.sheets => {}
            State::Unread | State::Header(_) => notice(WarningKind::EmptyInput, String::new()),
            State::Body(body) => {
                if !body.any {
                    notice(WarningKind::EmptyInput, String::new());
                }
                let unmapped = body.converter.unmapped().into_iter();
                block.warnings.extend(unmapped.map(|name| (WarningKind::UnmappedColumn, name, body.header)));
                for fault in body.converter.missing() {
                    block.fault(DataError::of_table(self.input, TableFault { line: body.header.line, ..fault.clone() }));
                }
                if !self.group.is_empty() {
                    intake.group(body.mapping, &self.group, block);
                    self.group.clear();
                }
            }
            State::Unmapped => match intake.inputs.name(self.input).sheet {
                Some(sheet) => notice(WarningKind::UnmappedSheet, sheet),
                None => block.fault(unmapped(whole)),
            },
            State::Faulty | State::Ended => {}
        }
    }
}

impl Body<'_> {
    /// Rows that are kept stand below this header.
    fn lay_out(&mut self, intake: &Intake<'_>, input: u32, header: Vec<String>, width: usize) {
        self.layout = intake.layouts.map(|layouts| {
            let separator = self.table.1.separator.unwrap_or(b',');
            layouts.number(Layout { from: intake.inputs.name(input), table: (self.mapping, self.table.0), header, separator, width })
        });
    }
}

impl Block {
    /// An empty block for records that are put together.
    pub(super) fn composed(spare: Option<Block>, place: Place) -> Block {
        let mut block = spare.unwrap_or_default().cleared(place, LIMIT, BLOCK);
        block.pieces = Some(Vec::new());
        block.marks.get_or_insert_default();
        block
    }
}

fn unmapped(place: Place) -> DataError {
    let words = say!("没有映射说明这张表怎么读,未读;用 duban map 文件 写出一份映射,核对后用 --mapping 指明";
                     "no mapping tells how to read this table, it was not read; `duban map FILE` writes one: check it, then name it with --mapping");
    DataError { place, fault: DataFault::Table { code: "no-mapping", words } }
}
