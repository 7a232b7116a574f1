//! Reads `[suspension.ID]` and `[extension.ID]`: what moves the clocks of other rules.

use super::common::{events, keys, number, scope};
use super::condition::{Conditions, date};
use super::fault;
use super::limit::Limits;
use super::place::Names;
use super::reader::Reader;
use super::rule::{Dates, Extension, Length, Suspension, Table};
use crate::diag::Faults;
use crate::script::Functions;
use crate::source::Spanned;
use crate::time::Day;

/// Reads a suspension; none where it asks for what is not judged yet.
pub fn suspension(
    reader: &mut Reader<'_>,
    names: Names<'_>,
    functions: &Functions,
    tables: &[Table],
    faults: &mut Faults,
) -> Option<Suspension> {
    let since = events("since", reader, &names, faults);
    let until = events("until", reader, &names, faults);
    let names = Names { triggers: &since, anywhere: since.is_empty(), ..names };
    let mut conditions = Conditions { names, functions };
    let scope = scope(reader, &mut conditions, faults);
    let rules = rules(reader, faults);
    let key = keys(reader, &names, &until, faults);
    let within = reader.node("within").and_then(|node| Limits { conditions: &mut conditions, tables }.read(node, faults));
    let dates: Vec<Dates> = reader.texts("dates", faults).iter().filter_map(|text| dates(text, faults)).collect();
    let whole_days = reader.text("days", faults).is_some_and(|word| {
        if !["touched", "whole"].contains(&word.value.as_str()) {
            faults.push(fault::name::not_one_of(&word, &["touched", "whole"]));
        }
        word.value == "whole"
    });
    let restart = reader.boolean("restart", faults).unwrap_or(false);
    if reader.node("since").is_none() && reader.node("dates").is_none() && !reader.misspelt("since") && !reader.misspelt("dates") {
        faults.push(fault::table::missing_key(reader.span(), &reader.what(), "since"));
    }
    Some(Suspension { scope, rules, key, since: since.clone(), until, within, dates, whole_days, restart })
}

/// Reads an extension; none where it asks for what is not judged yet, or is faulty.
pub fn extension(
    reader: &mut Reader<'_>,
    names: Names<'_>,
    functions: &Functions,
    tables: &[Table],
    faults: &mut Faults,
) -> Option<Extension> {
    let on = match reader.required("on") {
        Some(_) => events("on", reader, &names, faults),
        None => Vec::new(),
    };
    let names = Names { triggers: &on, anywhere: on.is_empty(), ..names };
    let mut conditions = Conditions { names, functions };
    let scope = scope(reader, &mut conditions, faults);
    let rules = rules(reader, faults);
    let key = keys(reader, &names, &[], faults);
    let times = number("times", 1, reader, &conditions, faults);
    let mut limits = Limits { conditions: &mut conditions, tables };
    let more = reader.node("within").and_then(|node| limits.read(node, faults)).map(Length::More);
    let total = reader.node("total").and_then(|node| limits.read(node, faults)).map(Length::Total);
    let length = match (more, total) {
        (Some(_), Some(_)) => {
            faults.push(fault::rule::two_lengths(reader.span()));
            None
        }
        (more, total) => {
            let length = more.or(total);
            if reader.node("within").is_none() && reader.node("total").is_none() && !reader.misspelt("within") && !reader.misspelt("total")
            {
                faults.push(fault::table::missing_key(reader.span(), &reader.what(), "within"));
            }
            length
        }
    };
    let length = length?;
    Some(Extension { scope, rules, key, on: on.clone(), length, times })
}

fn rules(reader: &mut Reader<'_>, faults: &mut Faults) -> Vec<Spanned<String>> {
    match reader.required("rules") {
        Some(_) => reader.texts("rules", faults),
        None => Vec::new(),
    }
}

/// `12-25..01-05`, `2020-01-24..2020-02-09`, or one day.
fn dates(text: &Spanned<String>, faults: &mut Faults) -> Option<Dates> {
    let (from, to) = text.value.split_once("..").unwrap_or((&text.value, &text.value));
    let (from, to) = (from.trim(), to.trim());
    let found = match (month_day(from), month_day(to), date(from), date(to)) {
        (Some(from), Some(to), _, _) => Some(Dates::Yearly(from, to)),
        (_, _, Some(from), Some(to)) if from <= to => Some(Dates::Once(from, to)),
        _ => None,
    };
    if found.is_none() {
        faults.push(fault::name::bad_month_days(text));
    }
    found
}

fn month_day(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    Day::from_ymd(2024, month, day).map(|_| (month, day))
}
