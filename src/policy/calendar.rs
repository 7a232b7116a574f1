//! Calendar files: TOML (or iCalendar) becomes layers, `extends` stacks them, every fault is reported with its place.
//! Pure: the caller's look-up finds the text of an id.

mod dates;
mod ics;
mod notice;

use super::fault;
use super::reader::Reader;
use super::schema;
use super::tree::{self, Entry};
use crate::diag::Faults;
use crate::source::{FileId, Span, Spanned};
use crate::time::calendar::{Layer, WorkCalendar, YEARS};
use notice::WrittenNotice;
use std::collections::BTreeSet;

/// 全国法定节假日和调休上班日, for a policy without a folder of calendars. Its id is `cn`.
pub const CN: &str = include_str!("../../policies/calendars/cn.toml");

/// Finds the file of a calendar's id.
pub type Lookup<'l> = &'l dyn Fn(&str) -> Option<(FileId, String)>;

/// A calendar, and the places that messages about it point at.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub calendar: WorkCalendar,
    /// The key of the last year that has a table, for [`fault::calendar::missing_year`].
    pub last_year: Option<Span>,
    /// Its file, then those beneath it.
    pub files: Vec<FileId>,
}

/// One file as written.
#[derive(Clone, Debug)]
struct Written {
    title: Option<String>,
    /// `[calendar]`, or where the file starts.
    span: Span,
    extends: Option<Spanned<String>>,
    layer: Layer,
    notices: Vec<WrittenNotice>,
}

/// Reads the calendar `id` and those that it extends. None, without a fault, where there is no file of that id: whoever
/// named it knows the place ([`fault::calendar::unknown_calendar`]).
pub fn load(id: &str, lookup: Lookup<'_>, faults: &mut Faults) -> Option<Loaded> {
    let (file, text) = lookup(id)?;
    let mut files = vec![file];
    let mut chain = vec![id.to_owned()];
    let mut stack = vec![read(id, file, &text, faults)];
    while let Some(base) = stack.last().and_then(|top| top.extends.clone()) {
        let circular = chain.contains(&base.value);
        chain.push(base.value.clone());
        if circular {
            faults.push(fault::calendar::circular(base.span, &chain));
            break;
        }
        let Some((file, text)) = lookup(&base.value) else {
            faults.push(fault::calendar::unknown_calendar(base.span, &base.value, &[]));
            break;
        };
        files.push(file);
        stack.push(read(&base.value, file, &text, faults));
    }
    let title = stack.iter().find_map(|w| w.title.clone()).unwrap_or_else(|| id.to_owned());
    stack.reverse();
    let layers: Vec<Layer> = stack.iter().map(|w| w.layer.clone()).collect();
    let calendar = WorkCalendar::new(id, title, &layers);
    check_stack(&stack, &calendar, &chain, faults);
    let last_year = stack.iter().flat_map(|w| &w.notices).max_by_key(|n| n.notice.year).map(|n| n.span);
    Some(Loaded { calendar, last_year, files })
}

fn read(id: &str, file: FileId, text: &str, faults: &mut Faults) -> Written {
    if ics::is_ics(text) {
        return ics::read(id, file, text, faults);
    }
    let root = tree::parse(file, text, faults);
    let start = Span::new(file, 0..0);
    let mut reader = Reader::new(&root, start, &schema::calendar::FILE);
    let years = reader.table("year", faults);
    reader.required("calendar");
    let head = reader.table("calendar", faults);
    reader.finish(faults);
    let mut written =
        Written { title: None, span: head.map_or(start, |(_, span)| span), extends: None, layer: Layer::default(), notices: Vec::new() };
    if let Some((table, span)) = head {
        written.head(id, Reader::new(table, span, &schema::calendar::CALENDAR), faults);
    }
    for entry in years.iter().flat_map(|(table, _)| &table.entries) {
        written.year(entry, faults);
    }
    written.notices.sort_by_key(|n| n.notice.year);
    written.layer.notices = written.notices.iter().map(|n| n.notice.clone()).collect();
    written
}

impl Written {
    fn head(&mut self, id: &str, mut reader: Reader<'_>, faults: &mut Faults) {
        if let Some(own) = reader.text("id", faults).filter(|own| own.value != id) {
            faults.push(fault::calendar::other_id(own.span, &own.value, id));
        }
        self.title = reader.required_text("title", faults).map(|t| t.value);
        self.layer.week = reader.node("week").and_then(|node| dates::week(node, faults));
        self.extends = reader.text("extends", faults);
        self.layer.covers = reader.node("covers").and_then(|node| dates::covers(node, faults));
        let yearly = reader.node("yearly").map_or(&[][..], |node| node.items());
        self.layer.yearly = yearly.iter().filter_map(|item| dates::yearly(item, faults)).collect();
        reader.finish(faults);
    }

    fn year(&mut self, entry: &Entry, faults: &mut Faults) {
        match dates::year(&entry.key.value) {
            Some(year) => self.notices.extend(notice::year(entry, year, faults)),
            None => {
                let (first, last) = (*YEARS.start(), *YEARS.end());
                faults.push(fault::calendar::not_a_year(entry.key.span, &entry.key.value, first, last));
            }
        }
    }
}

/// What shows only when the layers lie on one another, the base first; `ids` names them from the top.
fn check_stack(stack: &[Written], calendar: &WorkCalendar, ids: &[String], faults: &mut Faults) {
    if let Some(top) = stack.last().filter(|_| calendar.years().is_empty()) {
        faults.push(fault::calendar::no_years(top.span));
    }
    let mut beneath: BTreeSet<i32> = BTreeSet::new();
    for (above, written) in stack.iter().enumerate() {
        let base = ids.get(stack.len() - above).filter(|_| above > 0);
        for read in &written.notices {
            if let Some(base) = base.filter(|_| !beneath.contains(&read.notice.year)) {
                faults.push(fault::calendar::year_not_beneath(read.span, read.notice.year, base));
            }
        }
        beneath.extend(written.layer.years());
    }
    let notices: Vec<&WrittenNotice> = stack.iter().flat_map(|w| &w.notices).collect();
    for (at, day) in calendar.needless() {
        let entry = notices.get(*at).and_then(|read| read.work.iter().find(|e| e.value.days().any(|d| d == *day)));
        if let Some(entry) = entry {
            faults.push(fault::calendar::works_anyway(entry.span, *day, day.weekday()));
        }
    }
}

#[cfg(test)]
mod tests;
