//! Parquet to frames, row by row.

use super::field::Reading;
use crate::lang::Bilingual;
use crate::say;
use crate::table::apart::limits::{COLUMNS, ROW};
use crate::table::apart::{Frames, Unheard};
use crate::table::{Cell, Row, TableFault};
use parquet::basic::Type as Physical;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::schema::types::{Type, TypePtr};
use std::fs::File;
use std::io::Write;
use std::sync::Arc;

/// Writes the columns and every row.
///
/// # Errors
/// Nobody listens any more.
pub fn read<W: Write>(file: File, out: &mut Frames<W>) -> Result<(), Unheard> {
    let mut at = 1;
    match pass(file, &mut at, out) {
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

fn pass<W: Write>(file: File, at: &mut u64, out: &mut Frames<W>) -> Result<(), Odd> {
    let reader = SerializedFileReader::new(file)?;
    let schema = reader.metadata().file_metadata().schema();
    let mut kept: Vec<(TypePtr, Reading)> = Vec::new();
    let mut left: Vec<&str> = Vec::new();
    for column in schema.get_fields() {
        match Reading::of(column) {
            Some(reading) if kept.len() < COLUMNS as usize => kept.push((Arc::clone(column), reading)),
            _ => left.push(column.name()),
        }
    }
    out.columns(&kept.iter().map(|(column, _)| column.name().to_owned()).collect::<Vec<_>>())?;
    if !left.is_empty() {
        out.notice(&left_out(&left))?;
    }
    let old: Vec<&str> =
        kept.iter().filter(|(column, _)| column.get_physical_type() == Physical::INT96).map(|(column, _)| column.name()).collect();
    if !old.is_empty() {
        out.notice(&old_times(&old))?;
    }
    if kept.is_empty() {
        return Ok(());
    }
    let fields = kept.iter().map(|(column, _)| Arc::clone(column)).collect();
    let projection = Type::group_type_builder(schema.name()).with_fields(fields).build()?;
    let rows = RowIter::from_file_into(Box::new(reader)).project(Some(projection))?;
    let (mut row, mut words) = (Row::default(), String::new());
    for found in rows {
        let found = found?;
        row.clear(*at);
        let mut length = 0;
        for ((_, field), (_, reading)) in found.get_column_iter().zip(&kept) {
            let cell = reading.cell(field, &mut words);
            if let Cell::Text(text) | Cell::Broken(text) = cell {
                length += text.len();
            }
            if length <= ROW {
                row.push(cell);
            }
        }
        if length > ROW {
            let most = ROW >> 20;
            out.fault(&fault(
                "parquet-unreadable",
                *at,
                say!("这一行超过 {most} MiB,未读"; "this row is longer than {most} MiB and is not read"),
            ))?;
        } else {
            out.row(&row)?;
        }
        *at += 1;
    }
    Ok(())
}

fn left_out(names: &[&str]) -> TableFault {
    let names = listed(names);
    let words = say!("列 {names} 是列表、结构或没有对应单元格的类型,不读"; "the columns {names} are lists, groups or of types that have no cell, and are left out");
    fault("parquet-left-out", 1, words)
}

fn old_times(names: &[&str]) -> TableFault {
    let names = listed(names);
    let words = say!("列 {names} 的时间是旧式的(INT96),不写明时区;按 UTC 读"; "the columns {names} hold times of the old kind (INT96), which tell no zone: they are taken as UTC");
    fault("parquet-old-times", 1, words)
}

fn listed(names: &[&str]) -> String {
    const MOST: usize = 10;
    let mut listed = names.iter().take(MOST).map(|name| name.chars().take(40).collect::<String>()).collect::<Vec<_>>().join(", ");
    if names.len() > MOST {
        listed.push_str(", …");
    }
    listed
}
