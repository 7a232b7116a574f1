//! The outbox: warnings and what is to be sent of them, written in the transaction of the change that caused them.

use crate::monitor::board::Number;
use crate::monitor::stage::{Said, sink_key};
use crate::monitor::text;
use crate::time::Instant;
use rusqlite::{Connection, OptionalExtension, Row, Rows, Statement, params};
use serde_json::Value;

/// A stage of which something was said, or passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    pub number: i64,
    pub key: String,
    pub round: i64,
    pub instance: String,
    pub due: Instant,
    pub at: Instant,
    pub said_at: Instant,
    pub state: State,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Standing,
    /// A graver one was said at once to the same party.
    Passed,
    /// The act was done, or is not owed any more.
    Ended,
    Withdrawn,
}

impl State {
    const ALL: [State; 4] = [State::Standing, State::Passed, State::Ended, State::Withdrawn];

    fn word(self) -> &'static str {
        match self {
            State::Standing => "standing",
            State::Passed => "passed",
            State::Ended => "ended",
            State::Withdrawn => "withdrawn",
        }
    }
}

/// Something to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub number: i64,
    pub key: String,
    pub what: String,
    pub body: String,
    pub attempts: i64,
}

const SPOKEN: &str = "SELECT number, key, round, instance, due, at, said_at, state, record FROM warning";

fn spoken(row: &Row<'_>) -> rusqlite::Result<Spoken> {
    let word = row.get_ref(7)?.as_str()?;
    Ok(Spoken {
        number: row.get(0)?,
        key: row.get(1)?,
        round: row.get(2)?,
        instance: row.get(3)?,
        due: Instant(row.get(4)?),
        at: Instant(row.get(5)?),
        said_at: Instant(row.get(6)?),
        state: State::ALL.into_iter().find(|state| state.word() == word).unwrap_or(State::Ended),
    })
}

/// Everything that was ever said of a record.
///
/// # Errors
/// The disk.
pub fn spoken_of(connection: &Connection, record: Number) -> rusqlite::Result<Vec<Spoken>> {
    let mut select = connection.prepare_cached(&format!("{SPOKEN} WHERE record = ?1 ORDER BY number"))?;
    let rows = select.query_map([record.0], spoken)?;
    rows.collect()
}

/// The same for one record after another, in the order of their numbers: one pass over all of it.
pub struct AllSpoken<'c> {
    rows: Rows<'c>,
    ahead: Option<(Number, Spoken)>,
}

/// What [`AllSpoken::new`] reads from.
///
/// # Errors
/// The disk.
pub fn all_spoken(connection: &Connection) -> rusqlite::Result<Statement<'_>> {
    connection.prepare(&format!("{SPOKEN} ORDER BY record, number"))
}

impl<'c> AllSpoken<'c> {
    /// # Errors
    /// The disk.
    pub fn new(statement: &'c mut Statement<'_>) -> rusqlite::Result<AllSpoken<'c>> {
        let mut all = AllSpoken { rows: statement.query([])?, ahead: None };
        all.step()?;
        Ok(all)
    }

    fn step(&mut self) -> rusqlite::Result<()> {
        self.ahead = match self.rows.next()? {
            Some(row) => Some((Number(row.get(8)?), spoken(row)?)),
            None => None,
        };
        Ok(())
    }

    /// What was said of `record`; those before it are passed over.
    ///
    /// # Errors
    /// The disk.
    pub fn of(&mut self, record: Number) -> rusqlite::Result<Vec<Spoken>> {
        let mut list = Vec::new();
        while let Some((number, _)) = &self.ahead
            && *number <= record
        {
            let same = *number == record;
            if let Some((_, one)) = self.ahead.take().filter(|_| same) {
                list.push(one);
            }
            self.step()?;
        }
        Ok(list)
    }
}

/// The round in which a stage is to be said now; none where it has been said and not been taken back.
pub fn round(spoken: &[Spoken], key: &str) -> Option<i64> {
    match spoken.iter().filter(|one| one.key == key).max_by_key(|one| one.round) {
        None => Some(0),
        Some(last) if last.state == State::Withdrawn => Some(last.round + 1),
        Some(_) => None,
    }
}

/// The message of a warning.
///
/// # Errors
/// The disk.
pub fn message(connection: &Connection, warning: i64) -> rusqlite::Result<String> {
    connection.query_row("SELECT body FROM warning WHERE number = ?1", [warning], |row| row.get(0))
}

/// Keeps a warning; `passed` where a graver one to the same party is said at once with it and this one is not sent.
///
/// # Errors
/// The disk.
pub fn say(
    connection: &Connection,
    record: Number,
    said: &Said,
    round: i64,
    passed: bool,
    body: &str,
    now: Instant,
) -> rusqlite::Result<i64> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO warning (key, round, record, instance, stage, who, due, at, said_at, state, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    let state = if passed { State::Passed } else { State::Standing }.word();
    insert.execute(params![said.key(), round, record.0, said.instance, said.stage, said.who, said.due.0, said.at.0, now.0, state, body])?;
    Ok(connection.last_insert_rowid())
}

/// # Errors
/// The disk.
pub fn end(connection: &Connection, warning: i64, state: State) -> rusqlite::Result<()> {
    connection.prepare_cached("UPDATE warning SET state = ?2 WHERE number = ?1")?.execute(params![warning, state.word()]).map(drop)
}

/// Puts a message into the outbox of one sink.
///
/// # Errors
/// The disk.
pub fn put(
    connection: &Connection,
    warning: i64,
    sink: &str,
    what: &str,
    key: (&str, i64),
    body: &Value,
    send_at: Instant,
) -> rusqlite::Result<()> {
    let key = sink_key(key.0, key.1, what);
    let mut body = body.clone();
    body["key"] = Value::from(key.as_str());
    body["what"] = Value::from(what);
    let mut insert = connection.prepare_cached(
        "INSERT INTO delivery (warning, sink, what, key, body, next_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (sink, key) DO NOTHING",
    )?;
    insert.execute(params![warning, sink, what, key, body.to_string(), send_at.0]).map(drop)
}

/// Takes the warning's message back from the sinks that have not been tried yet; the sinks that have it, or may have it.
///
/// # Errors
/// The disk.
pub fn recall(connection: &Connection, warning: i64, now: Instant) -> rusqlite::Result<Vec<String>> {
    let recalled = "UPDATE delivery SET sent_at = ?2, error = 'recalled'
                    WHERE warning = ?1 AND what = 'warning' AND sent_at IS NULL AND attempts = 0 AND next_at > ?2";
    connection.prepare_cached(recalled)?.execute(params![warning, now.0])?;
    let mut select =
        connection.prepare_cached("SELECT sink FROM delivery WHERE warning = ?1 AND what = 'warning' AND error IS NOT 'recalled'")?;
    let sinks = select.query_map([warning], |row| row.get(0))?;
    sinks.collect()
}

/// What a sink is to send by `now`, in the order in which it was said; nothing is withdrawn before it has arrived.
///
/// # Errors
/// The disk.
pub fn waiting(connection: &Connection, sink: &str, now: Instant, most: usize) -> rusqlite::Result<Vec<Waiting>> {
    let mut select = connection.prepare_cached(
        "SELECT number, key, what, body, attempts FROM delivery AS d WHERE sink = ?1 AND sent_at IS NULL AND next_at <= ?2
         AND (what = 'warning' OR NOT EXISTS (
             SELECT 1 FROM delivery AS w WHERE w.warning = d.warning AND w.sink = d.sink AND w.what = 'warning' AND w.sent_at IS NULL))
         ORDER BY number LIMIT ?3",
    )?;
    let rows = select.query_map(params![sink, now.0, i64::try_from(most).unwrap_or(i64::MAX)], |row| {
        Ok(Waiting { number: row.get(0)?, key: row.get(1)?, what: row.get(2)?, body: row.get(3)?, attempts: row.get(4)? })
    })?;
    rows.collect()
}

/// Notes what became of a delivery: sent, or to be tried again at `again`.
///
/// # Errors
/// The disk.
pub fn delivered(connection: &Connection, delivery: i64, failed: Option<(&str, Instant)>, now: Instant) -> rusqlite::Result<()> {
    match failed {
        None => connection
            .prepare_cached("UPDATE delivery SET sent_at = ?2, attempts = attempts + 1, error = NULL WHERE number = ?1")?
            .execute(params![delivery, now.0]),
        Some((why, again)) => connection
            .prepare_cached("UPDATE delivery SET attempts = attempts + 1, error = ?2, next_at = ?3 WHERE number = ?1 AND sent_at IS NULL")?
            .execute(params![delivery, why, again.0]),
    }
    .map(drop)
}

/// How often a delivery was tried.
///
/// # Errors
/// The disk.
pub fn attempts(connection: &Connection, delivery: i64) -> rusqlite::Result<i64> {
    connection.prepare_cached("SELECT attempts FROM delivery WHERE number = ?1")?.query_row([delivery], |row| row.get(0))
}

/// Record and policy of the warning that an acknowledgement names by its number.
///
/// # Errors
/// The disk.
pub fn acknowledged(connection: &Connection, body: &str) -> rusqlite::Result<Option<(Number, String)>> {
    let Some(warning) = text::field(body, "warning").and_then(|number| number.parse::<i64>().ok()) else { return Ok(None) };
    let found: Option<(u32, String)> = connection
        .query_row("SELECT record, instance FROM warning WHERE number = ?1", [warning], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let policy = |instance: &str| serde_json::from_str::<Value>(instance).ok().and_then(|list| list[0].as_str().map(str::to_owned));
    Ok(found.map(|(record, instance)| (Number(record), policy(&instance).unwrap_or_default())))
}
