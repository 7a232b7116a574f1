//! What the process that reads tells the one that asked: a greeting, then frames, each a byte that says what it
//! is and its fields, numbers in little-endian order.
//!
//! The reading end believes nothing: the other has read a stranger's file.

use super::limits::{COLUMNS, ROW};
use crate::lang::Bilingual;
use crate::table::{Cell, Line, Row, Step, TableFault, stored};
use std::io::{self, Read, Write};

/// Another version of the program, or another program, says something else.
pub const GREETING: &[u8; 16] = b"duban reading  2";

/// Text of a message or a name of a sheet, in bytes.
const WORDS: usize = 64 << 10;

/// Bytes of a row: its text, and all that is no text.
const BYTES: usize = 2 * ROW;

/// Writes frames.
pub struct Frames<W> {
    pub(in crate::table) out: W,
    /// The row that is being put together.
    row: Vec<u8>,
}

impl<W: Write> Frames<W> {
    pub fn new(out: W) -> Frames<W> {
        Frames { out, row: Vec::new() }
    }

    pub fn greet(&mut self) -> io::Result<()> {
        self.out.write_all(GREETING)?;
        // whatever becomes of this process, it was the right one
        self.out.flush()
    }

    /// Before any row, if at all.
    pub fn columns(&mut self, names: &[String]) -> io::Result<()> {
        self.out.write_all(b"C")?;
        self.out.write_all(&(names.len() as u32).to_le_bytes())?;
        names.iter().try_for_each(|name| self.text(name))
    }

    pub fn sheet(&mut self, name: &str) -> io::Result<()> {
        self.out.write_all(b"S")?;
        self.text(name)
    }

    pub fn fault(&mut self, fault: &TableFault) -> io::Result<()> {
        self.out.write_all(b"F")?;
        self.told(fault)
    }

    pub fn notice(&mut self, notice: &TableFault) -> io::Result<()> {
        self.out.write_all(b"N")?;
        self.told(notice)
    }

    pub fn row(&mut self, row: &Row) -> io::Result<()> {
        (0..row.len()).for_each(|column| self.cell(row.cell(column)));
        self.row_of_cells(row.line)
    }

    /// Adds a cell to the row that [`Frames::row_of_cells`] ends.
    pub fn cell(&mut self, cell: Cell<'_>) {
        stored::put(cell, &mut self.row);
    }

    pub fn row_of_cells(&mut self, line: u64) -> io::Result<()> {
        self.out.write_all(b"R")?;
        self.out.write_all(&line.to_le_bytes())?;
        self.out.write_all(&(self.row.len() as u32).to_le_bytes())?;
        self.out.write_all(&self.row)?;
        self.drop_cells();
        Ok(())
    }

    /// Takes back the cells that were added since the last row.
    pub fn drop_cells(&mut self) {
        self.row.clear();
        self.row.shrink_to(1 << 20);
    }

    /// The last frame.
    pub fn end(&mut self) -> io::Result<()> {
        self.out.write_all(b"E")?;
        self.out.flush()
    }

    fn told(&mut self, fault: &TableFault) -> io::Result<()> {
        self.text(fault.code)?;
        self.out.write_all(&fault.line.to_le_bytes())?;
        self.out.write_all(&fault.column.unwrap_or(u32::MAX).to_le_bytes())?;
        self.text(&fault.words.zh)?;
        self.text(&fault.words.en)
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(&(text.len() as u32).to_le_bytes())?;
        self.out.write_all(text.as_bytes())
    }
}

/// Reads frames.
pub struct Told<R> {
    read: R,
    bytes: Vec<u8>,
    /// The last row and its line.
    row: (u64, Vec<u8>),
    /// What the file names itself.
    pub columns: Option<Vec<String>>,
    /// A mark that was looked at.
    ahead: Option<u8>,
}

impl<R: Read> Told<R> {
    pub fn new(read: R) -> Told<R> {
        Told { read, bytes: Vec::new(), row: Default::default(), columns: None, ahead: None }
    }

    /// # Errors
    /// The stream ends, or says something else.
    pub fn greeting(&mut self) -> io::Result<()> {
        let found: [u8; 16] = self.array()?;
        if &found == GREETING { Ok(()) } else { Err(nonsense()) }
    }

    /// Reads the names of the columns, if they come next.
    ///
    /// # Errors
    /// The stream ends, or says something else.
    pub fn headed(&mut self) -> io::Result<()> {
        let [mark] = self.array()?;
        if mark != b'C' {
            self.ahead = Some(mark);
            return Ok(());
        }
        let (count, mut room) = (u32::from_le_bytes(self.array()?), ROW);
        if count > COLUMNS {
            return Err(nonsense());
        }
        let mut columns = Vec::new();
        for _ in 0..count {
            columns.push(self.text(&mut room)?.to_owned());
        }
        self.columns = Some(columns);
        Ok(())
    }

    /// The next frame; a row stays as it stands: see [`Told::bytes`] and [`Told::last`].
    ///
    /// # Errors
    /// The stream ends before its last frame, or is no such stream.
    pub fn next_line(&mut self) -> io::Result<Line> {
        let mark = match self.ahead.take() {
            Some(mark) => mark,
            None => u8::from_le_bytes(self.array()?),
        };
        Ok(Line::Step(match mark {
            b'S' => Step::Sheet(self.words()?),
            b'F' => Step::Fault(self.fault()?),
            b'N' => Step::Notice(self.fault()?),
            b'R' => return self.row().map(Line::Row),
            b'E' => Step::End,
            _ => return Err(nonsense()),
        }))
    }

    /// The row that came last; none yet is an empty one.
    pub fn last(&self, row: &mut Row) {
        let (line, bytes) = &self.row;
        stored::take(bytes, *line, row);
    }

    /// The row that came last, as [`stored`] cells.
    pub fn bytes(&self) -> &[u8] {
        &self.row.1
    }

    fn row(&mut self) -> io::Result<u64> {
        let line = u64::from_le_bytes(self.array()?);
        let length = u32::from_le_bytes(self.array()?) as usize;
        if length > BYTES {
            return Err(nonsense());
        }
        let (at, bytes) = &mut self.row;
        *at = line;
        bytes.clear();
        // of a row that breaks off, the first cells are known
        self.read.by_ref().take(length as u64).read_to_end(bytes)?;
        if bytes.len() < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if !stored::is_row(bytes, COLUMNS) {
            return Err(nonsense());
        }
        Ok(line)
    }

    fn fault(&mut self) -> io::Result<TableFault> {
        let code = self.words()?;
        let code = super::codes().find(|known| *known == code).ok_or_else(nonsense)?;
        let line = u64::from_le_bytes(self.array()?);
        let column = Some(u32::from_le_bytes(self.array()?)).filter(|column| *column != u32::MAX);
        Ok(TableFault { code, line, column, words: Bilingual { zh: self.words()?, en: self.words()? } })
    }

    fn words(&mut self) -> io::Result<String> {
        let mut room = WORDS;
        self.text(&mut room).map(str::to_owned)
    }

    fn text(&mut self, room: &mut usize) -> io::Result<&str> {
        let length = u32::from_le_bytes(self.array()?) as usize;
        *room = room.checked_sub(length).ok_or_else(nonsense)?;
        self.bytes.clear();
        self.read.by_ref().take(length as u64).read_to_end(&mut self.bytes)?;
        if self.bytes.len() < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        std::str::from_utf8(&self.bytes).map_err(|_| nonsense())
    }

    fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.read.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

fn nonsense() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Clock;
    use crate::time::{Day, Instant};

    #[test]
    fn what_is_told_is_heard() {
        let mut out = Frames::new(Vec::new());
        let fault = crate::table::workbook::hidden("表");
        let mut row = Row::default();
        row.clear(7);
        let cells = [
            Cell::Text("案1"),
            Cell::Blank,
            Cell::Whole(-5),
            Cell::Number(0.5),
            Cell::Boolean(true),
            Cell::Local(Day(19_127), Clock::None),
            Cell::Local(Day(19_127), Clock::At(5)),
            Cell::Instant(Instant(-1)),
            Cell::Broken("#N/A"),
        ];
        cells.into_iter().for_each(|cell| row.push(cell));
        out.greet().unwrap();
        out.sheet("案件").unwrap();
        out.notice(&fault).unwrap();
        out.row(&row).unwrap();
        out.fault(&fault).unwrap();
        out.end().unwrap();

        let mut told = Told::new(&out.out[..]);
        let mut heard = Row::default();
        told.greeting().unwrap();
        assert_eq!(told.next_line().unwrap(), Line::Step(Step::Sheet("案件".into())));
        assert_eq!(told.next_line().unwrap(), Line::Step(Step::Notice(fault.clone())));
        assert_eq!(told.next_line().unwrap(), Line::Row(7));
        told.last(&mut heard);
        assert_eq!((heard.line, heard.len()), (7, cells.len()));
        assert_eq!(std::array::from_fn(|n| heard.cell(n)), cells);
        assert_eq!(told.next_line().unwrap(), Line::Step(Step::Fault(fault)));
        assert_eq!(told.next_line().unwrap(), Line::Step(Step::End));
        for cut in 0..out.out.len() {
            let mut told = Told::new(&out.out[..cut]);
            let failed = told.greeting().is_err() || std::iter::from_fn(|| Some(told.next_line())).take(9).any(|step| step.is_err());
            assert!(failed, "{cut}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(proptest::sample::select(&b"SFNRE_t!ifbad\0\x01\x02\xFF"[..]), 0..200)) {
            let mut told = Told::new(&bytes[..]);
            let mut row = Row::default();
            while let Ok(step) = told.next_line() {
                if step == Line::Step(Step::End) { break }
                told.last(&mut row);
            }
        }
    }
}
