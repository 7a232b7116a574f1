//! The tables of a year: its notice, and the notices that amend it, as `[year.Y]` and `[year.Y.amended.DATE]`.

use super::dates;
use crate::diag::Faults;
use crate::policy::fault;
use crate::policy::reader::Reader;
use crate::policy::schema;
use crate::policy::tree::{Entry, Node};
use crate::say;
use crate::source::{Span, Spanned};
use crate::time::Day;
use crate::time::calendar::{Marked, Notice};
use std::ops::RangeInclusive;

/// A notice with the places of its working days, for what can only be seen when the calendars are stacked.
#[derive(Clone, Debug)]
pub struct WrittenNotice {
    pub notice: Notice,
    /// The year's key, or the date of the amendment.
    pub span: Span,
    pub work: Vec<Spanned<Marked>>,
}

/// The notice of one year, then its amendments in the order of their dates.
pub fn year(entry: &Entry, year: i32, faults: &mut Faults) -> Vec<WrittenNotice> {
    let Some(table) = entry.node.table() else {
        faults.push(fault::table::wrong_type(&entry.node, say!("表"; "a table")));
        return Vec::new();
    };
    let own = table.entries.iter().find(|e| e.key.value != "amended").map(|e| e.key.span);
    let mut reader = Reader::new(table, entry.key.span, &schema::calendar::YEAR);
    let amendments = reader.table("amended", faults);
    let first = notice(&mut reader, year, faults);
    reader.finish(faults);
    let issued = first.notice.issued;
    let mut notices = vec![first];
    for amendment in amendments.iter().flat_map(|(table, _)| &table.entries) {
        let Some(read) = amended(amendment, year, faults) else { continue };
        let (date, written) = (read.notice.issued, read.span);
        let early = date.zip(issued).is_some_and(|(date, issued)| date < issued);
        if early || own.is_none_or(|own| own.start > written.start) {
            faults.push(fault::calendar::amended_before_year(written, year, own.map(|_| entry.key.span)));
        }
        notices.push(read);
    }
    // stable: the year's own stays first where nobody wrote when it was issued
    notices[1..].sort_by_key(|read| read.notice.issued);
    notices
}

fn amended(entry: &Entry, year: i32, faults: &mut Faults) -> Option<WrittenNotice> {
    let key = &entry.key;
    let Some(date) = dates::day(&key.value) else {
        faults.push(fault::calendar::bad_date(key.span, &key.value));
        return None;
    };
    let Some(table) = entry.node.table() else {
        faults.push(fault::table::wrong_type(&entry.node, say!("表"; "a table")));
        return None;
    };
    let mut reader = Reader::new(table, key.span, &schema::calendar::AMENDMENT);
    let issued_at = reader.node("issued").map(|node| node.span);
    let mut read = notice(&mut reader, year, faults);
    reader.finish(faults);
    if let (Some(issued), Some(at)) = (read.notice.issued.filter(|issued| *issued != date), issued_at) {
        faults.push(fault::calendar::issued_differs(at, issued, date));
    }
    read.notice.issued = Some(date);
    Some(read)
}

/// The keys that every notice has.
fn notice(reader: &mut Reader<'_>, year: i32, faults: &mut Faults) -> WrittenNotice {
    let span = reader.span();
    let title = reader.text("title", faults).map(|t| t.value);
    let number = reader.text("number", faults).map(|t| t.value);
    let issued = reader.node("issued").and_then(|n| dates::day_at(n, faults)).map(|d| d.value);
    let off = entries(reader.node("off"), year, faults);
    let work = entries(reader.node("work"), year, faults);
    for worked in &work {
        if let Some((other, day)) = off.iter().find_map(|off| overlap(&off.value, &worked.value).map(|day| (off, day))) {
            faults.push(fault::calendar::off_and_work(worked.span, other.span, day));
        }
    }
    let values = |entries: &[Spanned<Marked>]| entries.iter().map(|e| e.value.clone()).collect();
    let notice = Notice { year, title, number, issued, off: values(&off), work: values(&work) };
    WrittenNotice { notice, span, work }
}

fn entries(node: Option<&Node>, year: i32, faults: &mut Faults) -> Vec<Spanned<Marked>> {
    let items = node.map_or(&[][..], Node::items);
    let read: Vec<Spanned<Marked>> = items.iter().filter_map(|item| dates::entry(item, faults)).collect();
    let plausible = plausible(year);
    for entry in &read {
        let ends = [entry.value.first, entry.value.last];
        if let Some(day) = ends.into_iter().find(|day| !plausible.as_ref().is_some_and(|days| days.contains(day))) {
            faults.push(fault::calendar::outside_year(entry.span, day, year));
        }
    }
    read
}

/// 元旦 of 2019 began on 30 December 2018 and was paid for on the 29th: some days over the edge are meant.
fn plausible(year: i32) -> Option<RangeInclusive<Day>> {
    Some(Day::from_ymd(year - 1, 12, 20)?..=Day::from_ymd(year + 1, 1, 10)?)
}

/// The first day that two entries share.
fn overlap(a: &Marked, b: &Marked) -> Option<Day> {
    let first = a.first.max(b.first);
    (first <= a.last.min(b.last)).then_some(first)
}
