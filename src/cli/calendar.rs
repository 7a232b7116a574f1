//! `duban calendar 2026`: the year as printed calendars show it, 休 and 班 under their days, and what it rests on.
//!
//! The marks are text; colour only repeats them.

mod legend;
mod month;

use super::Manner;
use crate::lang::Lang;
use crate::say;
use crate::time::calendar::WorkCalendar;
use month::Month;
use std::fmt::Write;
use std::ops::RangeInclusive;

/// Arguments of `duban calendar`.
#[derive(Debug, clap::Args)]
pub struct Calendar {}

impl Calendar {
    pub fn run(&self, _manner: Manner) -> u8 {
        super::FAULTY
    }
}

/// Blank columns between two months: three months fit 80 columns.
const GUTTER: &str = "    ";

/// Twelve months, three beside each other, then the holidays and the notices; at most 80 columns but for long names.
/// A year without a table is said to have none, and what to do.
pub fn month_view(calendar: &WorkCalendar, year: i32, lang: Lang, colour: bool) -> String {
    view(calendar, year, 1..=12, lang, colour)
}

/// One month (1 to 12) of [`month_view`], with its holidays and notices.
pub fn one_month(calendar: &WorkCalendar, year: i32, month: u32, lang: Lang, colour: bool) -> String {
    view(calendar, year, month..=month, lang, colour)
}

fn view(calendar: &WorkCalendar, year: i32, months: RangeInclusive<u32>, lang: Lang, colour: bool) -> String {
    if !calendar.covers(year) {
        return legend::missing(calendar, year, lang);
    }
    let (id, title) = (calendar.id(), calendar.title());
    let heading = say!("{year}年 {title}({id})"; "{year} {title} ({id})");
    let mut out = heading.get(lang).to_owned();
    out.push('\n');
    let shown: Vec<Month> =
        months.clone().filter_map(|month| Month::draw(calendar, year, month, lang, colour)).collect();
    for row in shown.chunks(3) {
        out.push('\n');
        beside(row, &mut out);
    }
    let _ = write!(out, "\n{}", legend::legend(calendar, year, &months, lang));
    out
}

/// Sets months side by side; shorter ones are filled up below.
fn beside(months: &[Month], out: &mut String) {
    let height = months.iter().map(|month| month.lines.len()).max().unwrap_or(0);
    for line in 0..height {
        let blank = " ".repeat(month::WIDTH);
        let cells: Vec<&str> =
            months.iter().map(|month| month.lines.get(line).map_or(blank.as_str(), String::as_str)).collect();
        out.push_str(cells.join(GUTTER).trim_end());
        out.push('\n');
    }
}
