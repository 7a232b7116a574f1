//! A calendar file in iCalendar form (RFC 5545), as offices publish holidays: whole-day events are days off.
//!
//! An event whose summary says 班 or "working day" is an adjusted working day. A year is covered where events lie in it;
//! those of New Year alone belong to the year beside it. What the form can say and a table of days cannot (times of
//! day, recurrences other than every year) is reported, never guessed. Its week is Monday to Friday: a TOML calendar
//! that `extends` it may say otherwise.

use super::Written;
use super::notice::WrittenNotice;
use crate::diag::Faults;
use crate::policy::fault;
use crate::source::{FileId, Span, Spanned};
use crate::time::Day;
use crate::time::calendar::{Layer, Marked, Notice, Yearly};
use icalendar::parser::{Component, read_calendar, unfold};
use std::collections::{BTreeMap, BTreeSet};

/// Whether a calendar's text is one of these.
pub fn is_ics(text: &str) -> bool {
    text.trim_start().get(..15).is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:VCALENDAR"))
}

/// One event that is understood.
struct Holiday {
    marked: Marked,
    works: bool,
    span: Span,
}

/// Reads the events of a file.
pub fn read(id: &str, file: FileId, text: &str, faults: &mut Faults) -> Written {
    let start = Span::new(file, 0..0);
    let mut written = Written { title: Some(id.to_owned()), span: start, extends: None, layer: Layer::default(), notices: Vec::new() };
    let unfolded = unfold(text);
    let calendar = match read_calendar(&unfolded) {
        Ok(calendar) => calendar,
        Err(why) => {
            faults.push(fault::ics::unreadable(line(file, text, &why).unwrap_or(start)));
            faults.mute(Span { file, start: 0, end: u32::MAX });
            return written;
        }
    };
    let name = calendar.properties.iter().find(|p| p.name.as_str().eq_ignore_ascii_case("X-WR-CALNAME"));
    written.title = name.map(|name| name.val.clone().unescape_text().to_string()).or(written.title);
    let mut places = places(file, text);
    let mut days = Vec::new();
    for event in calendar.components.iter().filter(|c| c.name.as_str().eq_ignore_ascii_case("VEVENT")) {
        let span = places.next().unwrap_or(start);
        let Some(holiday) = holiday(event, span, faults) else { continue };
        match event.find_prop("RRULE") {
            None => days.push(holiday),
            Some(rule) => written.layer.yearly.extend(yearly(rule.val.as_str(), &holiday, faults)),
        }
    }
    written.notices = notices(days, start);
    written.layer.notices = written.notices.iter().map(|read| read.notice.clone()).collect();
    written
}

/// The line that a message of the library names.
fn line(file: FileId, text: &str, why: &str) -> Option<Span> {
    let (_, rest) = why.split_once("at line ")?;
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number: usize = rest.get(..digits)?.parse().ok()?;
    let before = number.checked_sub(1)?;
    let start: usize = text.split_inclusive('\n').take(before).map(str::len).sum();
    let line = text.get(start..)?.lines().next()?;
    Some(Span::new(file, start..start + line.trim_end().len()))
}

/// Where each event begins, in order.
fn places(file: FileId, text: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        if line.trim().eq_ignore_ascii_case("BEGIN:VEVENT") {
            found.push(Span::new(file, at..at + line.trim_end().len()));
        }
        at += line.len();
    }
    found.into_iter()
}

fn holiday(event: &Component<'_>, span: Span, faults: &mut Faults) -> Option<Holiday> {
    let value = |name: &str| event.find_prop(name).map(|property| property.val.as_str().trim());
    let name = event.find_prop("SUMMARY").map(|p| p.val.clone().unescape_text().to_string()).unwrap_or_default();
    let name = name.trim();
    let Some(first) = value("DTSTART").and_then(date) else {
        faults.push(fault::ics::not_a_day(span, name, value("DTSTART").unwrap_or_default()));
        return None;
    };
    let last = match (value("DTEND"), value("DURATION")) {
        (Some(end), _) => date(end).map(|end| end.plus(-1)),
        (None, Some(duration)) => whole_days(duration).map(|days| first.plus(days - 1)),
        (None, None) => Some(first),
    };
    let Some(last) = last.filter(|last| *last >= first) else {
        faults.push(fault::ics::bad_end(span, name));
        return None;
    };
    let days = last.0 - first.0 + 1;
    if days > fault::calendar::LONGEST {
        faults.push(fault::calendar::too_long(span, days));
        return None;
    }
    if name.is_empty() {
        faults.push(fault::calendar::no_name(span, &first.to_string()));
    }
    let works = name.contains('班') || name.to_lowercase().contains("working day");
    Some(Holiday { marked: Marked { first, last, name: name.into() }, works, span })
}

/// `20261001`; a time of day is none.
fn date(text: &str) -> Option<Day> {
    let digits = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok();
    if !digits {
        return None;
    }
    Day::from_ymd(i32::try_from(number(0..4)?).ok()?, number(4..6)?, number(6..8)?)
}

/// `P3D`, `P1W`.
fn whole_days(text: &str) -> Option<i64> {
    let rest = text.strip_prefix('P')?;
    let (number, unit) = rest.split_at_checked(rest.len().checked_sub(1)?)?;
    let number: i64 = number.parse().ok().filter(|n| (1..=366).contains(n))?;
    match unit {
        "D" => Some(number),
        "W" => Some(number * 7),
        _ => None,
    }
}

/// Off every year, if that is all that the recurrence says.
fn yearly(rule: &str, holiday: &Holiday, faults: &mut Faults) -> Vec<Yearly> {
    use chrono::Datelike;
    let first = holiday.marked.first.date();
    let (month, day) = (first.month().to_string(), first.day().to_string());
    let said = |part: &str| match part.split_once('=') {
        Some(("FREQ", how)) => how == "YEARLY",
        Some(("INTERVAL", n)) => n == "1",
        Some(("BYMONTH", n)) => n == month,
        Some(("BYMONTHDAY", n)) => n == day,
        Some(("WKST", _)) => true,
        _ => false,
    };
    if holiday.works || !rule.contains("FREQ=YEARLY") || !rule.split(';').all(said) {
        faults.push(fault::ics::recurrence(holiday.span, &holiday.marked.name, rule));
        return Vec::new();
    }
    let dates = holiday.marked.days().map(Day::date);
    dates.map(|date| Yearly { month: date.month(), day: date.day(), name: holiday.marked.name.clone() }).collect()
}

/// The events by year; a year has a table where more lies in it than the days around New Year.
fn notices(days: Vec<Holiday>, start: Span) -> Vec<WrittenNotice> {
    let inside = |day: Day| {
        let year = day.year();
        let edge = |other: Option<Day>, before: bool| other.is_some_and(|other| if before { day < other } else { day > other });
        !edge(Day::from_ymd(year, 1, 11), true) && !edge(Day::from_ymd(year, 12, 19), false)
    };
    let years: BTreeSet<i32> = days.iter().filter(|h| inside(h.marked.first)).map(|h| h.marked.first.year()).collect();
    let mut tables: BTreeMap<i32, WrittenNotice> = BTreeMap::new();
    for holiday in days {
        let own = holiday.marked.first.year();
        let beside = if holiday.marked.first.date() < first_of_july(own) { own - 1 } else { own + 1 };
        let year = if !years.contains(&own) && years.contains(&beside) { beside } else { own };
        let table = tables.entry(year).or_insert_with(|| WrittenNotice {
            notice: Notice { year, title: None, number: None, issued: None, off: Vec::new(), work: Vec::new() },
            span: start,
            work: Vec::new(),
        });
        if holiday.works {
            table.work.push(Spanned::new(holiday.marked.clone(), holiday.span));
            table.notice.work.push(holiday.marked);
        } else {
            table.notice.off.push(holiday.marked);
        }
    }
    tables.into_values().collect()
}

fn first_of_july(year: i32) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(year, 7, 1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::tests::load_files;
    use crate::time::Day;
    use crate::time::calendar::DayNote;

    fn event(lines: &str) -> String {
        format!("BEGIN:VEVENT\r\nUID:1\r\n{lines}\r\nEND:VEVENT\r\n")
    }

    fn calendar(events: &[String]) -> String {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nX-WR-CALNAME:节假日\r\n{}END:VCALENDAR\r\n", events.concat())
    }

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::from_ymd(year, month, day).unwrap()
    }

    #[test]
    fn whole_days_are_off_and_班_is_worked() {
        let text = calendar(&[
            event("DTSTART;VALUE=DATE:20251001\r\nDTEND;VALUE=DATE:20251009\r\nSUMMARY:国庆节、\r\n 中秋节(休)"),
            event("DTSTART;VALUE=DATE:20250928\r\nSUMMARY:国庆节(班)"),
            event("DTSTART;VALUE=DATE:20260101\r\nDURATION:P3D\r\nSUMMARY:元旦"),
        ]);
        let (found, said) = load_files(&[("x", &text)]);
        let found = found.unwrap();
        assert_eq!(said, Vec::<String>::new());
        assert_eq!((found.title(), found.years()), ("节假日", &[2025][..]));
        assert_eq!(found.note(day(2025, 10, 8)), DayNote::Off("国庆节、中秋节(休)"));
        assert_eq!(found.note(day(2025, 10, 9)), DayNote::Weekday);
        assert_eq!(found.note(day(2025, 9, 28)), DayNote::Worked("国庆节(班)"));
    }

    #[test]
    fn new_year_alone_does_not_cover_a_year() {
        let text = calendar(&[event("DTSTART;VALUE=DATE:20250501\r\nSUMMARY:a"), event("DTSTART;VALUE=DATE:20260101\r\nSUMMARY:b")]);
        let found = load_files(&[("x", &text)]).0.unwrap();
        assert_eq!(found.years(), [2025]);
    }

    #[test]
    fn every_year_is_every_covered_year() {
        let natale = event("DTSTART;VALUE=DATE:20001225\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Natale");
        let pasqua = event("DTSTART;VALUE=DATE:20250421\r\nSUMMARY:Pasquetta");
        let (found, said) = load_files(&[("x", &calendar(&[natale, pasqua]))]);
        let found = found.unwrap();
        assert_eq!(said, Vec::<String>::new());
        assert_eq!(found.note(day(2025, 12, 25)), DayNote::Off("Natale"));
        assert_eq!(found.note(day(2024, 12, 25)), DayNote::Uncovered);
    }

    #[test]
    fn what_is_no_whole_day_is_reported_at_its_event() {
        let text = calendar(&[
            event("DTSTART:20250501T090000Z\r\nSUMMARY:a"),
            event("DTSTART;VALUE=DATE:20250502\r\nDTEND;VALUE=DATE:20250502\r\nSUMMARY:b"),
            event("DTSTART;VALUE=DATE:20250503\r\nRRULE:FREQ=WEEKLY\r\nSUMMARY:c"),
            event("DTSTART;VALUE=DATE:20250230\r\nSUMMARY:d"),
            event("DTSTART;VALUE=DATE:20250504\r\nSUMMARY:e"),
        ]);
        let (found, said) = load_files(&[("x", &text)]);
        assert_eq!(said, ["ics-not-a-day 5:1", "ics-bad-end 10:1", "ics-recurrence 16:1", "ics-not-a-day 22:1"]);
        assert_eq!(found.unwrap().note(day(2025, 5, 4)), DayNote::Off("e"));
    }

    #[test]
    fn a_broken_file_is_one_fault() {
        assert_eq!(load_files(&[("x", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n")]).1, ["ics-unreadable 2:1"]);
    }

    #[test]
    fn a_toml_calendar_may_stand_on_one() {
        let ics = calendar(&[event("DTSTART;VALUE=DATE:20250501\r\nSUMMARY:May Day")]);
        let top = "[calendar]\ntitle = \"T\"\nextends = \"base\"\nweek = [\"Monday\"]\n";
        let (found, said) = load_files(&[("t", top), ("base", &ics)]);
        assert_eq!(said, Vec::<String>::new());
        let found = found.unwrap();
        assert_eq!((found.note(day(2025, 5, 1)), found.note(day(2025, 5, 2))), (DayNote::Off("May Day"), DayNote::Weekend));
    }
}
