//! One entry: read by the policies in force, kept unless it is there.

use crate::ingest::{DataError, DataFault, Whole};
use crate::monitor::board::Number;
use crate::monitor::judging::Bench;
use crate::monitor::order::PAGE;
use crate::monitor::order::{Entry, EntryKind};
use crate::monitor::plans::Plans;
use crate::monitor::store::{Kept, acknowledged, find, keep, number, present};
use crate::monitor::text::{bare, compact, field, merged, with_policy};
use crate::time::Instant;
use bumpalo::Bump;
use rusqlite::Connection;

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    New {
        number: Number,
        /// The record's present text, where this entry is all there is of it.
        alone: Option<String>,
    },
    Known,
}

/// Reads one entry and keeps it, or says what is wrong in it.
pub fn take_one(
    change: &Connection,
    bench: &mut Bench<'_>,
    plans: &Plans,
    mut entry: Entry,
    now: Instant,
) -> rusqlite::Result<Result<Taken, DataError>> {
    if entry.kind == EntryKind::Acknowledgement {
        let missing = DataFault::MissingField { of: Whole::Record, field: "warning" };
        let Some((record, policy)) = acknowledged(change, &entry.body)? else {
            return Ok(Err(DataError { place: entry.place, fault: missing }));
        };
        return Ok(Ok(match keep(change, &entry, record, &policy, now)? {
            Kept::New => Taken::New { number: record, alone: None },
            Kept::Known => Taken::Known,
        }));
    }
    let body = std::mem::take(&mut entry.body);
    entry.body = compact(&body);
    // places in messages are those of the entry as it came
    let mut first = match entry.source.as_str() {
        PAGE => read(bench, &entry, &bare(&entry.body)),
        _ => read(bench, &entry, &body),
    };
    if let Err(DataError { fault: DataFault::NoPolicy { .. }, .. }) = first
        && let Some(policy) = known_policy(change, &entry.body)?
    {
        // a part of a record that is known need not say again whose policy it is under
        entry.body = with_policy(&entry.body, &policy);
        first = read(bench, &entry, &entry.body);
    }
    let (kind, id, policy) = match first {
        Ok(found) => found,
        Err(error) => return Ok(Err(error)),
    };
    let policy = plans.list.get(policy).map(|plan| plan.id()).unwrap_or_default();
    let (number, new) = number(change, &kind, &id)?;
    Ok(Ok(match keep(change, &entry, number, policy, now)? {
        Kept::New => Taken::New { number, alone: new.then(|| merged(&[entry.body], policy)) },
        Kept::Known => Taken::Known,
    }))
}

/// Kind, id and policy of what an entry says.
fn read(bench: &mut Bench<'_>, entry: &Entry, text: &str) -> Result<(String, String, usize), DataError> {
    let arena = Bump::new();
    let taken = bench.read(entry.place, text, &arena)?;
    Ok((taken.record.kind.to_owned(), taken.record.id.to_owned(), taken.policy))
}

/// The policy of a record that is there, of which a part came that names none.
fn known_policy(change: &Connection, body: &str) -> rusqlite::Result<Option<String>> {
    let Some(id) = field(body, "id") else { return Ok(None) };
    let kind = field(body, "kind").unwrap_or_else(|| "case".to_owned());
    match find(change, &kind, &id)? {
        Some(number) => Ok(field(&present(change, number)?, "policy")),
        None => Ok(None),
    }
}
