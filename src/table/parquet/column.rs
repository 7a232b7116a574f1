//! The columns of a row group, each read for some rows ahead: that is how they are stored.

use super::field::Reading;
use crate::table::Cell;
use parquet::basic::ConvertedType;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type, Int64Type, Int96Type,
};
use parquet::errors::{ParquetError, Result};
use parquet::record::Field;
use parquet::schema::types::ColumnDescPtr;

/// A column of one row group.
pub struct Column {
    about: ColumnDescPtr,
    reading: Reading,
    values: Values,
    /// Of each row: below the greatest where it has no value.
    levels: Vec<i16>,
    /// The next row and its value, among those that were read.
    row: usize,
    value: usize,
}

enum Values {
    Boolean(Typed<BoolType>),
    Int32(Typed<Int32Type>),
    Int64(Typed<Int64Type>),
    Int96(Typed<Int96Type>),
    Float(Typed<FloatType>),
    Double(Typed<DoubleType>),
    Bytes(Typed<ByteArrayType>),
    Fixed(Typed<FixedLenByteArrayType>),
}

struct Typed<T: DataType> {
    read: ColumnReaderImpl<T>,
    values: Vec<T::T>,
}

impl Column {
    pub fn new(read: ColumnReader, about: ColumnDescPtr, reading: Reading) -> Column {
        Column { about, reading, values: Values::of(read), levels: Vec::new(), row: 0, value: 0 }
    }

    /// Reads so many rows ahead, in place of those that were.
    ///
    /// # Errors
    /// It cannot be read on, or has fewer.
    pub fn read(&mut self, rows: usize) -> Result<()> {
        (self.row, self.value) = (0, 0);
        self.levels.clear();
        let levels = &mut self.levels;
        let read = match &mut self.values {
            Values::Boolean(typed) => typed.read(rows, levels),
            Values::Int32(typed) => typed.read(rows, levels),
            Values::Int64(typed) => typed.read(rows, levels),
            Values::Int96(typed) => typed.read(rows, levels),
            Values::Float(typed) => typed.read(rows, levels),
            Values::Double(typed) => typed.read(rows, levels),
            Values::Bytes(typed) => typed.read(rows, levels),
            Values::Fixed(typed) => typed.read(rows, levels),
        }?;
        if read < rows { Err(ParquetError::EOF("a column ends before its table".to_owned())) } else { Ok(()) }
    }

    /// Gives the cell of the next row to `take`, with the bytes of its text.
    ///
    /// # Errors
    /// A text is no text.
    pub fn next(&mut self, words: &mut String, take: impl FnOnce(Cell<'_>)) -> Result<()> {
        let most = self.about.max_def_level();
        let told = most == 0 || self.levels.get(self.row).is_some_and(|level| *level == most);
        self.row += 1;
        if !told {
            take(Cell::Blank);
            return Ok(());
        }
        let (about, n) = (&self.about, self.value);
        self.value += 1;
        let field = match &self.values {
            Values::Boolean(typed) => Field::convert_bool(about, typed.get(n)?),
            Values::Int32(typed) => Field::convert_int32(about, typed.get(n)?),
            Values::Int64(typed) => Field::convert_int64(about, typed.get(n)?),
            Values::Int96(typed) => Field::convert_int96(about, typed.get(n)?),
            Values::Float(typed) => Field::convert_float(about, typed.get(n)?),
            Values::Double(typed) => Field::convert_double(about, typed.get(n)?),
            Values::Bytes(typed) => {
                let value = typed.values.get(n).ok_or_else(misplaced)?;
                if let Some(text) = self.text(value) {
                    take(Cell::Text(text));
                    return Ok(());
                }
                Field::convert_byte_array(about, value.clone())?
            }
            Values::Fixed(typed) => Field::convert_byte_array(about, typed.get(n)?.into())?,
        };
        take(self.reading.cell(&field, words));
        Ok(())
    }

    /// What most columns hold needs no copy.
    fn text<'v>(&self, value: &'v ByteArray) -> Option<&'v str> {
        let text = matches!(self.about.converted_type(), ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON);
        text.then(|| simdutf8::basic::from_utf8(value.data()).ok())?
    }
}

impl Values {
    fn of(read: ColumnReader) -> Values {
        match read {
            ColumnReader::BoolColumnReader(read) => Values::Boolean(Typed::new(read)),
            ColumnReader::Int32ColumnReader(read) => Values::Int32(Typed::new(read)),
            ColumnReader::Int64ColumnReader(read) => Values::Int64(Typed::new(read)),
            ColumnReader::Int96ColumnReader(read) => Values::Int96(Typed::new(read)),
            ColumnReader::FloatColumnReader(read) => Values::Float(Typed::new(read)),
            ColumnReader::DoubleColumnReader(read) => Values::Double(Typed::new(read)),
            ColumnReader::ByteArrayColumnReader(read) => Values::Bytes(Typed::new(read)),
            ColumnReader::FixedLenByteArrayColumnReader(read) => Values::Fixed(Typed::new(read)),
        }
    }
}

impl<T: DataType> Typed<T> {
    fn new(read: ColumnReaderImpl<T>) -> Typed<T> {
        Typed { read, values: Vec::new() }
    }

    /// How many rows were read.
    fn read(&mut self, rows: usize, levels: &mut Vec<i16>) -> Result<usize> {
        self.values.clear();
        let (read, ..) = self.read.read_records(rows, Some(levels), None, &mut self.values)?;
        Ok(read)
    }

    fn get(&self, n: usize) -> Result<T::T> {
        self.values.get(n).cloned().ok_or_else(misplaced)
    }
}

fn misplaced() -> ParquetError {
    ParquetError::General("a column has fewer values than rows".to_owned())
}
