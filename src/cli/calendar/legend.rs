//! Under the months: each holiday with its days off and the days worked for it, and the notices they rest on.

use super::month;
use crate::lang::Lang;
use crate::say;
use crate::time::Day;
use crate::time::calendar::{DayNote, Marked, Notice, WorkCalendar};
use chrono::Datelike;
use std::ops::RangeInclusive;
use unicode_width::UnicodeWidthStr;

/// One holiday of the year: unbroken stretches of days.
#[derive(Default)]
struct Holiday<'c> {
    name: &'c str,
    off: Vec<(Day, Day)>,
    worked: Vec<(Day, Day)>,
}

/// The legend of the months shown.
pub fn legend(calendar: &WorkCalendar, year: i32, months: &RangeInclusive<u32>, lang: Lang) -> String {
    let days = days(year, months);
    let holidays = holidays(calendar, &days);
    let mut lines = Vec::new();
    let off: Vec<String> = holidays.iter().map(|h| stretches(&h.off, lang)).collect();
    let width = |texts: &mut dyn Iterator<Item = &str>| texts.map(UnicodeWidthStr::width).max().unwrap_or(0);
    let name_width = width(&mut holidays.iter().map(|h| h.name));
    let off_width = width(&mut off.iter().map(String::as_str));
    let (rest, work) = (month::off(), month::worked());
    let (rest, work) = (rest.get(lang), work.get(lang));
    for (holiday, off) in holidays.iter().zip(&off) {
        let mark = if off.is_empty() { " ".repeat(rest.width()) } else { rest.to_owned() };
        let mut line = format!("{}  {mark} {}", padded(holiday.name, name_width), padded(off, off_width));
        if !holiday.worked.is_empty() {
            line = format!("{line}  {work} {}", stretches(&holiday.worked, lang));
        }
        lines.push(line.trim_end().to_owned());
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    let meaning = say!(
        "休 放假 班 调休上班 无标记的周末休息";
        "H holiday, W rest day worked in exchange; other weekends are days of rest"
    );
    lines.push(meaning.get(lang).to_owned());
    lines.extend(calendar.notices().iter().filter(|n| concerns(n, year, &days)).filter_map(|n| cited(n, lang)));
    if let Some(from) = calendar.provisional_from().filter(|from| days.contains(&from.0)) {
        let next = year + 1;
        let (from_zh, from_en) = (short(from, Lang::Zh), short(from, Lang::En));
        let said = say!(
            "{from_zh}以后的日子,{next}年的通知还可能调整";
            "days from {from_en} on may still be changed by the notice of {next}"
        );
        lines.push(said.get(lang).to_owned());
    }
    lines.join("\n") + "\n"
}

/// What is said instead of the months of a year without a table.
pub fn missing(calendar: &WorkCalendar, year: i32, lang: Lang) -> String {
    let (id, known) = (calendar.id(), covered(calendar));
    let said = say!(
        "日历 {id} 没有 {year} 年的表(已有:{known}),不推测哪些日子上班。\n\
         通知发布后,在 {id}.toml(或者它下层的日历)中照上一年的表加一张 [year.{year}];\n\
         在此之前,依赖这一年的结论为“无法判定”(calendar-missing)。\n";
        "Calendar {id} has no table for {year} and guesses nothing (it has: {known}).\n\
         Once the notice is out, copy the table of the year before to [year.{year}] in\n\
         {id}.toml or the calendar beneath it. Until then verdicts that need that year are\n\
         unknown (calendar-missing).\n"
    );
    said.get(lang).to_owned()
}

/// `2013–2026, 2028`.
fn covered(calendar: &WorkCalendar) -> String {
    let runs = calendar.years().chunk_by(|a, b| b - a == 1).map(|run| match run {
        [only] => only.to_string(),
        [first, .., last] => format!("{first}–{last}"),
        [] => String::new(),
    });
    let runs: Vec<String> = runs.collect();
    if runs.is_empty() { "–".to_owned() } else { runs.join(", ") }
}

/// The first day shown up to the one behind the last.
fn days(year: i32, months: &RangeInclusive<u32>) -> std::ops::Range<i32> {
    let first = Day::from_ymd(year, *months.start(), 1);
    let end = Day::from_ymd(year, *months.end(), 1).map(|day| day.plus_months(1));
    first.map_or(0, |day| day.0)..end.map_or(0, |day| day.0)
}

/// The holidays as they are in force, in the order of their first day shown.
fn holidays<'c>(calendar: &'c WorkCalendar, days: &std::ops::Range<i32>) -> Vec<Holiday<'c>> {
    let mut holidays: Vec<Holiday<'c>> = Vec::new();
    for day in days.clone().map(Day) {
        let (name, works) = match calendar.note(day) {
            DayNote::Off(name) => (name, false),
            DayNote::Worked(name) => (name, true),
            _ => continue,
        };
        let at = holidays.iter().position(|h| h.name == name).unwrap_or(holidays.len());
        if at == holidays.len() {
            holidays.push(Holiday { name, ..Holiday::default() });
        }
        let stretches = if works { &mut holidays[at].worked } else { &mut holidays[at].off };
        match stretches.last_mut() {
            Some(last) if last.1.plus(1) == day => last.1 = day,
            _ => stretches.push((day, day)),
        }
    }
    holidays
}

/// It is of this year, or sets one of the days shown.
fn concerns(notice: &Notice, year: i32, days: &std::ops::Range<i32>) -> bool {
    let shown = |entry: &Marked| entry.first.0 < days.end && entry.last.0 >= days.start;
    notice.year == year || notice.off.iter().chain(&notice.work).any(shown)
}

/// Its number (else its title) and the day of issue; none for a table that is no notice.
fn cited(notice: &Notice, lang: Lang) -> Option<String> {
    let source = notice.number.as_ref().or(notice.title.as_ref())?;
    let said = match notice.issued {
        Some(issued) => say!("依据 {source}({issued})"; "by {source} ({issued})"),
        None => say!("依据 {source}"; "by {source}"),
    };
    Some(said.get(lang).to_owned())
}

fn stretches(stretches: &[(Day, Day)], lang: Lang) -> String {
    let shown = stretches.iter().map(|(first, last)| match (first == last, lang) {
        (true, _) => short(*first, lang),
        (false, Lang::Zh) if first.date().month() == last.date().month() => {
            format!("{}–{}日", short(*first, lang), last.date().day())
        }
        (false, Lang::En) if first.date().month() == last.date().month() => {
            format!("{}–{}", short(*first, lang), last.date().day())
        }
        (false, _) => format!("{}–{}", short(*first, lang), short(*last, lang)),
    });
    shown.collect::<Vec<_>>().join(if lang == Lang::Zh { "、" } else { ", " })
}

/// `10月1日`, `Oct 1`.
fn short(day: Day, lang: Lang) -> String {
    let date = day.date();
    match lang {
        Lang::Zh => format!("{}月{}日", date.month(), date.day()),
        Lang::En => date.format("%b %-d").to_string(),
    }
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}
