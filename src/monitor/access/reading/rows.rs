//! Rows of the store that pages show; who may see them has been asked before.

use crate::monitor::board::Number;
use crate::time::Instant;
use rusqlite::{Connection, params};
use std::collections::HashSet;

/// Something that was said of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub number: i64,
    pub stage: String,
    pub who: String,
    pub said_at: Instant,
    pub state: String,
    /// What was sent, as JSON.
    pub body: String,
    /// Who has acknowledged it, and when.
    pub acknowledged: Option<(String, Instant)>,
}

/// One entry: when it came, from whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    pub at: Instant,
    pub author: String,
    pub source: String,
    pub kind: String,
    /// Of what was entered on the page: the entry itself.
    pub body: Option<String>,
}

/// Records whose id holds a text.
///
/// # Errors
/// The disk.
pub fn ids_with(texts: &Connection, part: &str) -> rusqlite::Result<HashSet<Number>> {
    let pattern = format!("%{}%", part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    let mut select = texts.prepare_cached("SELECT number FROM record WHERE id LIKE ?1 ESCAPE '\\'")?;
    let rows = select.query_map([pattern], |row| row.get(0).map(Number))?;
    rows.collect()
}

/// Records of this id, of whatever kind.
///
/// # Errors
/// The disk.
pub fn numbers_of(texts: &Connection, id: &str) -> rusqlite::Result<Vec<Number>> {
    let mut select = texts.prepare_cached("SELECT number FROM record WHERE id = ?1")?;
    let rows = select.query_map([id], |row| row.get(0).map(Number))?;
    rows.collect()
}

/// What was said of a record, the latest first, with who has acknowledged it.
///
/// # Errors
/// The disk.
pub fn warnings(texts: &Connection, number: Number) -> rusqlite::Result<Vec<Warning>> {
    let mut select = texts.prepare_cached(
        "SELECT w.number, stage, who, said_at, state, w.body,
                (SELECT author || char(10) || received_at FROM entry AS e
                 WHERE e.record = w.record AND e.kind = 'acknowledgement' AND json_extract(e.body, '$.warning') = w.number ORDER BY seq LIMIT 1)
         FROM warning AS w WHERE record = ?1 AND state <> 'passed' ORDER BY w.number DESC LIMIT 200",
    )?;
    let rows = select.query_map(params![number.0], |row| {
        let seen: Option<String> = row.get(6)?;
        let seen = seen.and_then(|text| text.rsplit_once('\n').map(|(who, at)| (who.to_owned(), Instant(at.parse().unwrap_or(0)))));
        Ok(Warning {
            number: row.get(0)?,
            stage: row.get(1)?,
            who: row.get(2)?,
            said_at: Instant(row.get(3)?),
            state: row.get(4)?,
            body: row.get(5)?,
            acknowledged: seen,
        })
    })?;
    rows.collect()
}

/// What came of a record, the latest first.
///
/// # Errors
/// The disk.
pub fn entries(texts: &Connection, number: Number) -> rusqlite::Result<Vec<Came>> {
    let mut select =
        texts.prepare_cached("SELECT received_at, author, source, kind, CASE source WHEN 'page' THEN body END FROM entry WHERE record = ?1 ORDER BY seq DESC LIMIT 200")?;
    let rows = select.query_map(params![number.0], |row| {
        Ok(Came { at: Instant(row.get(0)?), author: row.get(1)?, source: row.get(2)?, kind: row.get(3)?, body: row.get(4)? })
    })?;
    rows.collect()
}
