//! What an export shows: where its header is, and of each column what stands in it.

use crate::mapping::columns::{Columns, Found, joined, letters};
use crate::mapping::convert::{boolean, shown};
use crate::mapping::moment::{self, Dates, NotAMoment};
use crate::mapping::number;
use crate::table::{Cell, Row};
use std::collections::HashMap;

/// The first rows of one sheet, or of a file without sheets.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub name: Option<String>,
    /// The columns, where the file names them itself.
    pub named: Option<Vec<String>>,
    pub rows: Vec<Row>,
}

/// A sheet as it is understood.
#[derive(Debug)]
pub struct Look<'s> {
    pub sheet: &'s Sheet,
    pub skip: usize,
    pub header_rows: usize,
    /// The rows below the header.
    pub rows: &'s [Row],
    /// Only those that have a name or a value.
    pub columns: Vec<Seen>,
}

/// One column.
#[derive(Clone, Debug)]
pub struct Seen {
    pub at: u32,
    pub name: String,
    /// How a mapping names it: by its name, or by letter.
    pub key: String,
    pub filled: usize,
    pub distinct: usize,
    /// Different values with how often each stands there, as they come; at most so many.
    pub values: Vec<(String, usize)>,
    /// How its times are spelt, if it has times.
    pub times: Option<Times>,
    /// Times of day without dates.
    pub clocks: bool,
    /// The share of values that are numbers.
    pub numbers: f64,
    /// Every value is a word for yes or no.
    pub boolean: bool,
}

/// How the times of a column are spelt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Times {
    pub dates: Dates,
    /// Day and month could be the other way round.
    pub ambiguous: bool,
    /// Some have a time of day.
    pub clock: bool,
}

const VALUES: usize = 200;
/// A title above a table has fewer cells than this share of the table's.
const TITLE: f64 = 0.5;
/// A header starts in one of the first rows.
const ABOVE: usize = 10;

impl<'s> Look<'s> {
    pub fn at(sheet: &'s Sheet) -> Look<'s> {
        let (skip, header_rows) = if sheet.named.is_some() { (0, 0) } else { header(&sheet.rows) };
        let rows = sheet.rows.get(skip + header_rows..).unwrap_or_default();
        let names = match &sheet.named {
            Some(names) => names.clone(),
            None => match sheet.rows.get(skip..skip + header_rows).unwrap_or_default() {
                [] => Vec::new(),
                [only] => texts(only),
                [upper, lower, ..] => joined(&texts(upper), &texts(lower)),
            },
        };
        let header_rows = if sheet.named.is_some() { 1 } else { header_rows };
        let width = rows.iter().map(Row::len).max().unwrap_or(0).max(names.len());
        let columns = Columns::new(&names);
        let seen = (0..width).filter_map(|at| {
            let name = names.get(at).map_or("", |name| name.trim()).to_owned();
            let at = u32::try_from(at).ok()?;
            let by_name = !name.is_empty() && !name.starts_with(['@', '@']) && columns.find(&name) == Found::At(at);
            let key = if by_name { name.clone() } else { format!("@{}", letters(at)) };
            let seen = Seen::of(at, name, key, rows);
            (seen.filled > 0 || !seen.name.is_empty()).then_some(seen)
        });
        let columns = seen.collect();
        Look { sheet, skip, header_rows, rows, columns }
    }
}

fn texts(row: &Row) -> Vec<String> {
    let mut scratch = String::new();
    (0..row.len()).map(|column| shown(row.cell(column), &mut scratch).to_owned()).collect()
}

fn filled(row: &Row) -> usize {
    texts(row).iter().filter(|text| !text.is_empty()).count()
}

/// Rows above the header, and how many rows it has.
fn header(rows: &[Row]) -> (usize, usize) {
    let widest = rows.iter().take(50).map(filled).max().unwrap_or(0);
    let Some(skip) = rows.iter().take(ABOVE).position(|row| filled(row) as f64 > widest as f64 * TITLE) else { return (0, 1) };
    let (Some(first), Some(second)) = (rows.get(skip), rows.get(skip + 1)) else { return (skip, 1) };
    let is_word = |text: &String| moment::read(text, Dates::YearFirst, None).is_err() && text.parse::<f64>().is_err();
    let (upper, lower) = (texts(first), texts(second));
    if !upper.iter().all(|text| text.is_empty() || is_word(text)) {
        // data from the first row on
        return (skip, 0);
    }
    let blank = |row: &[String], n: usize| row.get(n).is_none_or(String::is_empty);
    // a merged cell above, names below it
    let gaps = (1..lower.len()).filter(|n| blank(&upper, *n) && !blank(&lower, *n)).count();
    let words = lower.iter().filter(|text| !text.is_empty()).all(is_word);
    let merged = (0..upper.len()).any(|n| !blank(&upper, n) && blank(&lower, n)) || gaps + 1 >= lower.len();
    (skip, if gaps > 0 && words && merged { 2 } else { 1 })
}

impl Seen {
    fn of(at: u32, name: String, key: String, rows: &[Row]) -> Seen {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let (mut values, mut scratch, mut filled, mut stored) = (Vec::new(), String::new(), 0, 0_usize);
        let mut stored_clock = false;
        for row in rows {
            let cell = row.cell(at as usize);
            match cell {
                Cell::Local(_, crate::table::row::Clock::At(_)) | Cell::Instant(_) => (stored, stored_clock) = (stored + 1, true),
                Cell::Local(..) => stored += 1,
                _ => {}
            }
            let text = shown(cell, &mut scratch);
            if text.is_empty() || ["-", "/", "NULL", "N/A"].contains(&text) {
                continue;
            }
            filled += 1;
            let count = counts.entry(text.to_owned()).or_default();
            *count += 1;
            if *count == 1 && values.len() < VALUES {
                values.push(text.to_owned());
            }
        }
        let distinct = counts.len();
        let values: Vec<(String, usize)> = values.into_iter().map(|text| (text.clone(), counts.get(&text).copied().unwrap_or(0))).collect();
        let share = |good: &dyn Fn(&str) -> bool| {
            let hits = values.iter().filter(|(text, _)| good(text)).count();
            hits as f64 / values.len().max(1) as f64
        };
        let clocks = !values.is_empty() && share(&|text| text.contains([':', '时', '点']) && moment::clock(text).is_ok()) > 0.9;
        let times = if filled > 0 && stored == filled {
            Some(Times { dates: Dates::YearFirst, ambiguous: false, clock: stored_clock })
        } else {
            times(&name, &values)
        };
        let numbers = share(&|text| number::write(text, false, None, &mut String::new()).is_ok());
        let boolean = !values.is_empty() && values.iter().all(|(text, _)| boolean(text).is_some());
        Seen { at, name, key, filled, distinct, values, times, clocks, numbers, boolean }
    }

    /// A few of its values, for a comment.
    pub fn examples(&self) -> Vec<String> {
        self.values.iter().take(3).map(|(text, _)| text.chars().filter(|c| !c.is_control()).take(30).collect()).collect()
    }
}

fn times(name: &str, values: &[(String, usize)]) -> Option<Times> {
    let header = crate::mapping::columns::bare(name);
    let hinted =
        ["时间", "日期", "时刻", "time", "date", "日", "_at", "_dt"].iter().any(|word| header.ends_with(word) || header.contains("time"));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    // `20220515` might be an id: then the header must say that it is a time
    let could_be = |text: &str| !digits(text) || hinted;
    let share = |dates: Dates| {
        let good = values.iter().filter(|(text, _)| could_be(text) && moment::read(text, dates, None).is_ok()).count();
        good as f64 / values.len().max(1) as f64
    };
    if values.is_empty() {
        return None;
    }
    let clock = |dates: Dates| values.iter().any(|(text, _)| moment::read(text, dates, None).is_ok_and(|spelt| spelt.clock.is_some()));
    let found = |dates: Dates, ambiguous: bool| Some(Times { dates, ambiguous, clock: clock(dates) });
    if share(Dates::YearFirst) >= 0.8 {
        return found(Dates::YearFirst, false);
    }
    let untold = values.iter().any(|(text, _)| moment::read(text, Dates::YearFirst, None) == Err(NotAMoment::OrderUntold));
    let (day, month) = (share(Dates::DayFirst), share(Dates::MonthFirst));
    if untold && day.max(month) >= 0.8 {
        return if month > day { found(Dates::MonthFirst, false) } else { found(Dates::DayFirst, (day - month).abs() < f64::EPSILON) };
    }
    let all_long = |len: usize| hinted && values.iter().all(|(text, _)| text.len() == len && digits(text));
    match (all_long(10), all_long(13)) {
        (true, _) => found(Dates::UnixSeconds, false),
        (_, true) => found(Dates::UnixMillis, false),
        _ => None,
    }
}
