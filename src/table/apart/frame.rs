//! What the process that reads tells the one that asked: a greeting, then frames, each a byte that says what it
//! is and its fields, numbers in little-endian order.
//!
//! The reading end believes nothing: the other has read a stranger's file.

use super::limits::{COLUMNS, ROW};
use crate::lang::Bilingual;
use crate::table::{Cell, Clock, Row, Step, TableFault};
use crate::time::{Day, Instant};
use std::io::{self, Read, Write};

/// Another version of the program, or another program, says something else.
pub const GREETING: &[u8; 16] = b"duban reading  1";

/// Text of a message or a name of a sheet, in bytes.
const WORDS: usize = 64 << 10;

/// Writes frames.
pub struct Frames<W>(pub W);

impl<W: Write> Frames<W> {
    pub fn greet(&mut self) -> io::Result<()> {
        self.0.write_all(GREETING)?;
        // whatever becomes of this process, it was the right one
        self.0.flush()
    }

    /// Before any row, if at all.
    pub fn columns(&mut self, names: &[String]) -> io::Result<()> {
        self.0.write_all(b"C")?;
        self.0.write_all(&(names.len() as u32).to_le_bytes())?;
        names.iter().try_for_each(|name| self.text(name))
    }

    pub fn sheet(&mut self, name: &str) -> io::Result<()> {
        self.0.write_all(b"S")?;
        self.text(name)
    }

    pub fn fault(&mut self, fault: &TableFault) -> io::Result<()> {
        self.0.write_all(b"F")?;
        self.told(fault)
    }

    pub fn notice(&mut self, notice: &TableFault) -> io::Result<()> {
        self.0.write_all(b"N")?;
        self.told(notice)
    }

    pub fn row(&mut self, row: &Row) -> io::Result<()> {
        self.0.write_all(b"R")?;
        self.0.write_all(&row.line.to_le_bytes())?;
        self.0.write_all(&(row.len() as u32).to_le_bytes())?;
        (0..row.len()).try_for_each(|column| self.cell(row.cell(column)))
    }

    /// The last frame.
    pub fn end(&mut self) -> io::Result<()> {
        self.0.write_all(b"E")?;
        self.0.flush()
    }

    fn cell(&mut self, cell: Cell) -> io::Result<()> {
        match cell {
            Cell::Blank => self.0.write_all(b"_"),
            Cell::Text(text) => {
                self.0.write_all(b"t")?;
                self.text(text)
            }
            Cell::Broken(text) => {
                self.0.write_all(b"!")?;
                self.text(text)
            }
            Cell::Whole(n) => self.number(b'i', n),
            Cell::Number(n) => self.number(b'f', n.to_bits() as i64),
            Cell::Boolean(flag) => self.number(b'b', i64::from(flag)),
            Cell::Instant(at) => self.number(b'a', at.0),
            Cell::Local(day, Clock::None) => self.number(b'd', i64::from(day.0)),
            Cell::Local(day, Clock::At(micros)) => {
                self.number(b'c', i64::from(day.0))?;
                self.0.write_all(&micros.to_le_bytes())
            }
        }
    }

    fn number(&mut self, mark: u8, n: i64) -> io::Result<()> {
        self.0.write_all(&[mark])?;
        self.0.write_all(&n.to_le_bytes())
    }

    fn told(&mut self, fault: &TableFault) -> io::Result<()> {
        self.text(fault.code)?;
        self.0.write_all(&fault.line.to_le_bytes())?;
        self.0.write_all(&fault.column.unwrap_or(u32::MAX).to_le_bytes())?;
        self.text(&fault.words.zh)?;
        self.text(&fault.words.en)
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        self.0.write_all(&(text.len() as u32).to_le_bytes())?;
        self.0.write_all(text.as_bytes())
    }
}

/// Reads frames.
pub struct Told<R> {
    read: R,
    bytes: Vec<u8>,
    /// What the file names itself.
    pub columns: Option<Vec<String>>,
    /// A mark that was looked at.
    ahead: Option<u8>,
}

impl<R: Read> Told<R> {
    pub fn new(read: R) -> Told<R> {
        Told { read, bytes: Vec::new(), columns: None, ahead: None }
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

    /// # Errors
    /// The stream ends before its last frame, or is no such stream.
    pub fn next(&mut self, row: &mut Row) -> io::Result<Step> {
        let mark = match self.ahead.take() {
            Some(mark) => mark,
            None => u8::from_le_bytes(self.array()?),
        };
        Ok(match mark {
            b'S' => Step::Sheet(self.words()?),
            b'F' => Step::Fault(self.fault()?),
            b'N' => Step::Notice(self.fault()?),
            b'R' => {
                self.row(row)?;
                Step::Row
            }
            b'E' => Step::End,
            _ => return Err(nonsense()),
        })
    }

    fn row(&mut self, row: &mut Row) -> io::Result<()> {
        row.clear(u64::from_le_bytes(self.array()?));
        let cells = u32::from_le_bytes(self.array()?);
        if cells > COLUMNS {
            return Err(nonsense());
        }
        let mut room = ROW;
        for _ in 0..cells {
            let [mark] = self.array()?;
            let cell = match mark {
                b'_' => Cell::Blank,
                b't' => Cell::Text(self.text(&mut room)?),
                b'!' => Cell::Broken(self.text(&mut room)?),
                b'i' => Cell::Whole(self.whole()?),
                b'f' => Cell::Number(f64::from_bits(self.whole()? as u64)),
                b'b' => Cell::Boolean(self.whole()? != 0),
                b'a' => Cell::Instant(Instant(self.whole()?)),
                b'd' => Cell::Local(self.day()?, Clock::None),
                b'c' => Cell::Local(self.day()?, Clock::At(self.whole()?)),
                _ => return Err(nonsense()),
            };
            row.push(cell);
        }
        Ok(())
    }

    fn fault(&mut self) -> io::Result<TableFault> {
        let code = self.words()?;
        let code = super::codes().find(|known| *known == code).ok_or_else(nonsense)?;
        let line = u64::from_le_bytes(self.array()?);
        let column = Some(u32::from_le_bytes(self.array()?)).filter(|column| *column != u32::MAX);
        Ok(TableFault { code, line, column, words: Bilingual { zh: self.words()?, en: self.words()? } })
    }

    fn day(&mut self) -> io::Result<Day> {
        i32::try_from(self.whole()?).map(Day).map_err(|_| nonsense())
    }

    fn whole(&mut self) -> io::Result<i64> {
        self.array().map(i64::from_le_bytes)
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

    #[test]
    fn what_is_told_is_heard() {
        let mut out = Frames(Vec::new());
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

        let mut told = Told::new(&out.0[..]);
        let mut heard = Row::default();
        told.greeting().unwrap();
        assert_eq!(told.next(&mut heard).unwrap(), Step::Sheet("案件".into()));
        assert_eq!(told.next(&mut heard).unwrap(), Step::Notice(fault.clone()));
        assert_eq!(told.next(&mut heard).unwrap(), Step::Row);
        assert_eq!((heard.line, heard.len()), (7, cells.len()));
        assert_eq!(std::array::from_fn(|n| heard.cell(n)), cells);
        assert_eq!(told.next(&mut heard).unwrap(), Step::Fault(fault));
        assert_eq!(told.next(&mut heard).unwrap(), Step::End);
        for cut in 0..out.0.len() {
            let mut told = Told::new(&out.0[..cut]);
            let failed = told.greeting().is_err() || std::iter::from_fn(|| Some(told.next(&mut heard))).take(9).any(|step| step.is_err());
            assert!(failed, "{cut}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(proptest::sample::select(&b"SFNRE_t!ifbadc\0\x01\x02\xFF"[..]), 0..200)) {
            let mut told = Told::new(&bytes[..]);
            let mut row = Row::default();
            while let Ok(step) = told.next(&mut row) {
                if step == Step::End { break }
            }
        }
    }
}
