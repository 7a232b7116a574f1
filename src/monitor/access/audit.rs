//! Who saw and did what: appended, never changed. No content of a record stands here.

use crate::time::Instant;
use rusqlite::{Connection, params};

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub at: Instant,
    /// Who; empty where nobody is signed in.
    pub user: String,
    pub address: String,
    /// `sign-in`, `view`, `export`, `explain`, …
    pub act: String,
    /// What it was done to: a record's kind and id, an account.
    pub object: String,
    /// `done`, or why not.
    pub result: String,
}

/// # Errors
/// The disk.
pub fn append(connection: &Connection, note: &Note) -> rusqlite::Result<()> {
    let insert = "INSERT INTO audit (at, user, address, act, object, result) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let cut = |text: &str| text.chars().take(200).collect::<String>();
    let values = params![note.at.0, cut(&note.user), cut(&note.address), note.act, cut(&note.object), note.result];
    connection.prepare_cached(insert)?.execute(values).map(drop)
}

/// The latest first, `skip` of them left out.
///
/// # Errors
/// The disk.
pub fn latest(connection: &Connection, skip: usize, most: usize) -> rusqlite::Result<Vec<Note>> {
    let mut select =
        connection.prepare_cached("SELECT at, user, address, act, object, result FROM audit ORDER BY seq DESC LIMIT ?1 OFFSET ?2")?;
    let limit = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let rows = select.query_map(params![limit(most), limit(skip)], |row| {
        Ok(Note {
            at: Instant(row.get(0)?),
            user: row.get(1)?,
            address: row.get(2)?,
            act: row.get(3)?,
            object: row.get(4)?,
            result: row.get(5)?,
        })
    })?;
    rows.collect()
}
