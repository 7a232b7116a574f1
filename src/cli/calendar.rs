//! `duban calendar 2026`: the year as printed calendars show it, 休 and 班 under their days, and what it rests on.
//!
//! The marks are text; colour only repeats them.

mod add;
mod legend;
mod month;

use super::folder::load;
use super::terminal::{print, speak};
use super::{Manner, OK};
use crate::diag::Faults;
use crate::lang::{Bilingual, Lang};
use crate::policy::load::Calendars;
use crate::report::excerpt::excerpt;
use crate::say;
use crate::source::Sources;
use crate::time::calendar::WorkCalendar;
use month::Month;
use std::cell::RefCell;
use std::fmt::Write;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

// Arguments of `duban calendar`.
#[derive(Debug, clap::Args)]
pub struct Calendar {
    /// 年份 2026、月份 2026-10;与 --add 连用时是起算时刻 · a year, a month; with --add the instant to count from
    #[arg(value_name = "WHEN")]
    when: String,
    /// 期限,例如“5个工作日内” · a limit to count, such as "5 working days"
    #[arg(long, value_name = "LIMIT")]
    add: Option<String>,
    /// 日历编号 · the calendar's id
    #[arg(long, value_name = "ID", default_value = "cn", conflicts_with = "policy")]
    calendar: String,
    /// 用这个政策的日历、时区和作息时间 · take calendar, time zone and opening hours of this policy
    #[arg(long, value_name = "PATH")]
    policy: Option<PathBuf>,
    /// 日历所在的文件夹旁 · where calendars/ lies
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,
}

impl Calendar {
    pub fn run(&self, manner: Manner) -> Result<u8, Bilingual> {
        let mut sources = Sources::default();
        let mut faults = Faults::default();
        let over = self.over(&mut sources, &mut faults, manner)?;
        let shown = match &self.add {
            Some(limit) => add::add(limit, &self.when, &over, manner),
            None => self.view(&over.calendar, manner),
        };
        print(&shown?).map(|()| OK)
    }

    /// The calendar, zone and hours to count over.
    fn over(&self, sources: &mut Sources, faults: &mut Faults, manner: Manner) -> Result<add::Over, Bilingual> {
        if let Some(path) = &self.policy {
            let loaded = load(std::slice::from_ref(path), &[])?;
            let path = path.display();
            let faulty = || say!("{path} 的政策有错误,请先运行 duban check"; "the policy in {path} has errors: run duban check first");
            let plan = loaded.policies.into_iter().find_map(|policy| policy.plan).ok_or_else(faulty)?;
            let hours = plan.policy.declared.hours.usual.clone();
            return Ok(add::Over { zone: plan.vocabulary().zone, hours, calendar: plan.calendar });
        }
        let texts = RefCell::new((Calendars::default(), sources, Faults::default()));
        let lookup = |id: &str| {
            let (calendars, sources, faults) = &mut *texts.borrow_mut();
            let folder = if self.policies.is_dir() { self.policies.as_path() } else { Path::new(".") };
            calendars.find(folder, id, sources, faults)
        };
        let found = crate::policy::calendar::load(&self.calendar, &lookup, faults);
        let (_, sources, reading) = texts.into_inner();
        faults.extend(reading);
        for fault in faults.sorted() {
            speak(&format!("{}\n", excerpt(fault, sources, manner.lang, manner.error_colour)));
        }
        let id = &self.calendar;
        let Some(found) = found else {
            let known = Calendars::known(&self.policies, sources.shelf()).join(" ");
            return Err(say!("找不到日历 {id};已有:{known}"; "there is no calendar {id}; known: {known}"));
        };
        if faults.has_errors() {
            return Err(say!("日历 {id} 有错误,请照上面改正"; "the calendar {id} has errors: correct them as shown above"));
        }
        Ok(add::Over::assumed(found.calendar))
    }

    fn view(&self, calendar: &WorkCalendar, manner: Manner) -> Result<String, Bilingual> {
        let when = &self.when;
        let mut parts = when.split('-').map(|part| part.parse::<u32>().ok());
        let year = parts.next().flatten().filter(|y| (1900..=2200).contains(y)).and_then(|y| i32::try_from(y).ok());
        let month = parts.next();
        match (year, month, parts.next()) {
            (Some(year), None, None) => Ok(month_view(calendar, year, manner.lang, manner.colour)),
            (Some(year), Some(Some(month @ 1..=12)), None) => Ok(one_month(calendar, year, month, manner.lang, manner.colour)),
            _ => Err(say!("“{when}”不是年份或月份;写 2026 或 2026-10"; "\"{when}\" is no year or month; write 2026 or 2026-10")),
        }
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
    let shown: Vec<Month> = months.clone().filter_map(|month| Month::draw(calendar, year, month, lang, colour)).collect();
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
        let cells: Vec<&str> = months.iter().map(|month| month.lines.get(line).map_or(blank.as_str(), String::as_str)).collect();
        out.push_str(cells.join(GUTTER).trim_end());
        out.push('\n');
    }
}
