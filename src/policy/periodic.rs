//! Reads `[periodic.ID]` and `[burst.ID]`.

use super::common::{event_list, keys, number, scope};
use super::condition::Conditions;
use super::fault;
use super::grammar::{self, Amount, DueDay, units};
use super::limit::Limits;
use super::obligation::{addressees, content};
use super::owed::bearer;
use super::place::Names;
use super::reader::Reader;
use super::rule::{Burst, LimitKind, PeriodDue, Periodic, Table};
use super::tree::Node;
use crate::diag::Faults;
use crate::say;
use crate::script::Functions;
use crate::source::Spanned;
use crate::time::period::Every;
use crate::time::span::Length;

/// `every`: 周, month, …
pub fn every(word: &Spanned<String>, faults: &mut Faults) -> Option<Every> {
    let found = Every::named(&word.value);
    if found.is_none() {
        let words: Vec<&str> = Every::ALL.iter().flat_map(|(zh, en, _)| [*zh, *en]).collect();
        faults.push(fault::name::not_one_of(word, &words));
    }
    found
}

/// Reads a periodic duty; none where it asks for what is not judged yet, or is faulty.
pub fn periodic(reader: &mut Reader<'_>, names: Names<'_>, functions: &Functions, faults: &mut Faults) -> Option<Periodic> {
    let mut conditions = Conditions { names, functions };
    let scope = scope(reader, &mut conditions, faults);
    let act = reader.required("act").map(|node| event_list(node, &names, faults)).unwrap_or_default();
    let bearer = reader.node("bearer").and_then(|node| bearer(node, &conditions, faults));
    let (to, to_spans) = addressees(reader, &conditions, faults).into_iter().unzip();
    let every = match reader.required("every") {
        Some(_) => reader.text("every", faults).and_then(|word| self::every(&word, faults)),
        None => None,
    };
    let written = reader.text("due", faults);
    let due = match &written {
        Some(word) => due(word, &conditions, faults),
        None => Some(PeriodDue::End),
    };
    let (every, due) = (every?, due?);
    if !stands_with(&due, every) {
        let word = written.as_ref().map(|w| w.value.as_str()).unwrap_or_default();
        let span = written.as_ref().map_or(reader.span(), content);
        faults.push(fault::rule::due_not_with_period(span, word));
        return None;
    }
    Some(Periodic { scope, bearer, act, to, every, due, written: written.map(|w| w.value), to_spans })
}

fn stands_with(due: &PeriodDue, every: Every) -> bool {
    match due {
        PeriodDue::Weekday(..) => every == Every::Week,
        PeriodDue::DayOfMonth { after: false, .. } => every == Every::Month,
        PeriodDue::DayOfMonth { after: true, .. } => matches!(every, Every::Month | Every::Quarter | Every::HalfYear | Every::Year),
        PeriodDue::MonthDay { .. } => every == Every::Year,
        PeriodDue::End | PeriodDue::AfterPeriod(_) | PeriodDue::DayOf(_) => true,
    }
}

fn due(word: &Spanned<String>, conditions: &Conditions<'_>, faults: &mut Faults) -> Option<PeriodDue> {
    let found = match grammar::due_day(&word.value, content(word)) {
        Ok(found) => found,
        Err(fault) => {
            faults.push(fault);
            return None;
        }
    };
    Some(match found {
        DueDay::PeriodEnd => PeriodDue::End,
        DueDay::Weekday(day, roll) => PeriodDue::Weekday(day, roll),
        DueDay::DayOfMonth { day, after, roll } => PeriodDue::DayOfMonth { day, after, roll },
        DueDay::MonthDay { month, day, after, roll } => PeriodDue::MonthDay { month, day, after, roll },
        DueDay::DayOf(event) => PeriodDue::DayOf(conditions.names.event(&event, faults)?),
        DueDay::AfterPeriod(counted) => {
            let number = |amount: &Amount| match amount {
                Amount::Fixed(n) => Some(*n),
                Amount::Parameter(name) => {
                    let value = conditions.parameter(name, faults)?;
                    let found = value.whole().and_then(|n| u32::try_from(n).ok()).filter(|n| *n >= 1);
                    if found.is_none() {
                        faults.push(fault::rule::wrong_parameter(
                            name,
                            &value.shown(),
                            &say!("不小于 1 的整数"; "a whole number of at least 1"),
                        ));
                    }
                    found
                }
                Amount::Place(place) => {
                    faults.push(fault::rule::place_in_due(place.span));
                    None
                }
            };
            PeriodDue::AfterPeriod(counted.resolve(number)?)
        }
    })
}

/// Whether a window can be laid out backwards from its last event: plain counts of what passes around the clock, or of
/// days. Modifiers and opening hours would be passed over in silence.
fn looks_back(window: &LimitKind) -> bool {
    let LimitKind::Counted(counted) = window else { return false };
    let plain = counted.anchor.is_none() && !counted.by_close && !counted.counting_the_day && counted.roll;
    plain
        && match counted.length {
            Length::Of(_, unit) => !counted.same_day && units::counts_back(unit),
            Length::SameDay => true,
            Length::SameMonth | Length::SameYear => false,
        }
}

/// Reads a burst; none where it asks for what is not judged yet, or is faulty.
pub fn burst(reader: &mut Reader<'_>, names: Names<'_>, functions: &Functions, tables: &[Table], faults: &mut Faults) -> Option<Burst> {
    let on = reader.required("on").map(|node| event_list(node, &names, faults)).unwrap_or_default();
    let names = Names { triggers: &on, anywhere: on.is_empty(), ..names };
    let mut conditions = Conditions { names, functions };
    let scope = scope(reader, &mut conditions, faults);
    let key = keys(reader, &names, &[], faults);
    let times = match reader.required("times") {
        Some(_) => number("times", 1, reader, &conditions, faults),
        None => None,
    };
    let window = reader.required("within").and_then(|node| Limits { conditions: &mut conditions, tables }.read(node, faults));
    let (times, window) = (times?, window?);
    if !looks_back(&window.kind) {
        faults.push(fault::rule::burst_window(reader.node("within").map_or(reader.span(), Node::inner), &window.written));
    }
    Some(Burst { scope, on: on.clone(), key, times, window })
}
