//! Parquet to frames: columns are read some rows ahead, rows written one after another.

use super::column::Column;
use super::field::Reading;
use super::part::Whole;
use crate::lang::Bilingual;
use crate::say;
use crate::table::apart::limits::{COLUMNS, ROW};
use crate::table::apart::{Frames, Unheard};
use crate::table::{Cell, TableFault};
use parquet::basic::Type as Physical;
use parquet::errors::ParquetError;
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::schema::types::{SchemaDescriptor, TypePtr};
use std::fs::File;
use std::io::Write;
use std::sync::Arc;

/// So many rows are read ahead.
const ROWS: usize = 1024;

/// Writes the columns and every row; where only some columns are looked at, others are blank.
///
/// # Errors
/// Nobody listens any more.
pub fn read<W: Write>(file: File, columns: Option<&[usize]>, out: &mut Frames<W>) -> Result<(), Unheard> {
    let mut at = 1;
    match pass(file, columns, &mut at, out) {
        Ok(()) => Ok(()),
        Err(Odd::Unheard(unheard)) => Err(unheard),
        Err(Odd::Wrong(error)) => {
            let why: String = error.to_string().chars().take(80).filter(|c| !c.is_control()).collect();
            let words = say!(
                "Parquet 文件从第 {at} 行起读不下去({why});请重新导出,或把表另存为 CSV";
                "the Parquet file cannot be read from row {at} on ({why}): export it again, or save the table as CSV"
            );
            Ok(out.fault(&fault("parquet-unreadable", at, words))?)
        }
    }
}

enum Odd {
    Unheard(Unheard),
    Wrong(ParquetError),
}

impl From<std::io::Error> for Odd {
    fn from(error: std::io::Error) -> Odd {
        Odd::Unheard(error.into())
    }
}

impl From<ParquetError> for Odd {
    fn from(error: ParquetError) -> Odd {
        Odd::Wrong(error)
    }
}

fn fault(code: &'static str, line: u64, words: Bilingual) -> TableFault {
    TableFault { code, line, column: None, words }
}

/// A column that is read.
struct Kept {
    column: TypePtr,
    reading: Reading,
    /// Its number in each row group.
    leaf: usize,
}

fn pass<W: Write>(file: File, wanted: Option<&[usize]>, at: &mut u64, out: &mut Frames<W>) -> Result<(), Odd> {
    let file = SerializedFileReader::new(Whole::new(file)?)?;
    let schema = file.metadata().file_metadata().schema_descr();
    let (kept, left) = columns(schema);
    let named = |columns: &[&Kept]| columns.iter().map(|kept| kept.column.name().to_owned()).collect::<Vec<_>>();
    out.columns(&named(&kept.iter().collect::<Vec<_>>()))?;
    if !left.is_empty() {
        out.notice(&left_out(&left))?;
    }
    let old: Vec<&Kept> = kept.iter().filter(|kept| kept.column.get_physical_type() == Physical::INT96).collect();
    if !old.is_empty() {
        out.notice(&old_times(&named(&old)))?;
    }
    if kept.is_empty() {
        return Ok(());
    }
    for n in 0..file.num_row_groups() {
        let group = file.get_row_group(n)?;
        let mut left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        let open = |(n, kept): (usize, &Kept)| {
            if wanted.is_some_and(|wanted| !wanted.contains(&n)) {
                return Ok(None);
            }
            if kept.leaf >= group.num_columns() {
                return Err(no_column());
            }
            Ok(Some(Column::new(group.get_column_reader(kept.leaf)?, schema.column(kept.leaf), kept.reading)))
        };
        // blanks need not be told at the end of a row
        let last = wanted.map_or(kept.len(), |wanted| wanted.iter().max().map_or(0, |last| last + 1));
        let mut columns = kept.iter().enumerate().take(last).map(open).collect::<Result<Vec<_>, ParquetError>>()?;
        while left > 0 {
            let rows = left.min(ROWS);
            columns.iter_mut().flatten().try_for_each(|column| column.read(rows))?;
            for _ in 0..rows {
                row(&mut columns, *at, out)?;
                *at += 1;
            }
            left -= rows;
        }
    }
    Ok(())
}

/// The columns that are read, and the names of the others.
fn columns(schema: &SchemaDescriptor) -> (Vec<Kept>, Vec<String>) {
    let (mut kept, mut left) = (Vec::new(), Vec::new());
    let mut leaves = (0..schema.num_columns()).peekable();
    for (n, column) in schema.root_schema().get_fields().iter().enumerate() {
        let leaf = leaves.peek().copied().filter(|leaf| schema.get_column_root_idx(*leaf) == n);
        while leaves.next_if(|leaf| schema.get_column_root_idx(*leaf) == n).is_some() {}
        match (Reading::of(column), leaf) {
            (Some(reading), Some(leaf)) if kept.len() < COLUMNS as usize => kept.push(Kept { column: Arc::clone(column), reading, leaf }),
            _ => left.push(column.name().to_owned()),
        }
    }
    (kept, left)
}

fn row<W: Write>(columns: &mut [Option<Column>], at: u64, out: &mut Frames<W>) -> Result<(), Odd> {
    let (mut length, mut words) = (0, String::new());
    for column in columns {
        let Some(column) = column else {
            out.cell(Cell::Blank);
            continue;
        };
        let told = column.next(&mut words, |cell| {
            if let Cell::Text(text) | Cell::Broken(text) = cell {
                length += text.len();
            }
            if length <= ROW {
                out.cell(cell);
            }
        });
        if let Err(error) = told {
            out.drop_cells();
            return Err(error.into());
        }
    }
    if length <= ROW {
        return Ok(out.row_of_cells(at)?);
    }
    out.drop_cells();
    let most = ROW >> 20;
    let words = say!("这一行超过 {most} MiB,未读"; "this row is longer than {most} MiB and is not read");
    Ok(out.fault(&fault("parquet-unreadable", at, words))?)
}

fn no_column() -> ParquetError {
    ParquetError::General("a row group has fewer columns than the table".to_owned())
}

fn left_out(names: &[String]) -> TableFault {
    let names = listed(names);
    let words = say!("列 {names} 是列表、结构或没有对应单元格的类型,不读"; "the columns {names} are lists, groups or of types that have no cell, and are left out");
    fault("parquet-left-out", 1, words)
}

fn old_times(names: &[String]) -> TableFault {
    let names = listed(names);
    let words = say!("列 {names} 的时间是旧式的(INT96),不写明时区;按 UTC 读"; "the columns {names} hold times of the old kind (INT96), which tell no zone: they are taken as UTC");
    fault("parquet-old-times", 1, words)
}

fn listed(names: &[String]) -> String {
    const MOST: usize = 10;
    let mut listed = names.iter().take(MOST).map(|name| name.chars().take(40).collect::<String>()).collect::<Vec<_>>().join(", ");
    if names.len() > MOST {
        listed.push_str(", …");
    }
    listed
}
