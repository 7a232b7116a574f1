//! Entries in the store: put in once, read back by record.

use crate::monitor::board::Number;
use crate::monitor::order::{Entry, EntryKind, TakenFile};
use crate::monitor::text;
use crate::time::Instant;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    New,
    /// The same bytes were there.
    Known,
}

impl EntryKind {
    fn word(self) -> &'static str {
        match self {
            EntryKind::Record => "record",
            EntryKind::Acknowledgement => "acknowledgement",
        }
    }
}

/// The number of a record, and whether it is a new one.
///
/// # Errors
/// The disk.
pub fn number(connection: &Connection, kind: &str, id: &str) -> rusqlite::Result<(Number, bool)> {
    if let Some(known) = find(connection, kind, id)? {
        return Ok((known, false));
    }
    connection.prepare_cached("INSERT INTO record (kind, id) VALUES (?1, ?2)")?.execute([kind, id])?;
    Ok((Number(u32::try_from(connection.last_insert_rowid()).unwrap_or(u32::MAX)), true))
}

/// # Errors
/// The disk.
pub fn find(connection: &Connection, kind: &str, id: &str) -> rusqlite::Result<Option<Number>> {
    let mut find = connection.prepare_cached("SELECT number FROM record WHERE kind = ?1 AND id = ?2")?;
    find.query_row([kind, id], |row| row.get(0).map(Number)).optional()
}

/// Kind and id of a record.
///
/// # Errors
/// The disk, or there is no such number.
pub fn name(connection: &Connection, number: Number) -> rusqlite::Result<(String, String)> {
    connection.prepare_cached("SELECT kind, id FROM record WHERE number = ?1")?.query_row([number.0], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Keeps an entry, unless its bytes are there already.
///
/// # Errors
/// The disk.
pub fn keep(connection: &Connection, entry: &Entry, record: Number, policy: &str, now: Instant) -> rusqlite::Result<Kept> {
    let mut hash = Sha256::new();
    hash.update(entry.kind.word());
    hash.update([0]);
    hash.update(policy);
    hash.update([0]);
    hash.update(&entry.body);
    let digest: [u8; 32] = hash.finalize().into();
    let mut insert = connection.prepare_cached(
        "INSERT INTO entry (received_at, author, source, digest, kind, record, policy, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (digest) DO NOTHING",
    )?;
    let rows = insert.execute(params![now.0, entry.author, entry.source, digest, entry.kind.word(), record.0, policy, entry.body])?;
    Ok(if rows == 0 { Kept::Known } else { Kept::New })
}

/// A record's present text.
///
/// # Errors
/// The disk.
pub fn present(connection: &Connection, record: Number) -> rusqlite::Result<String> {
    let mut select = connection.prepare_cached("SELECT policy, body FROM entry WHERE record = ?1 AND kind = 'record' ORDER BY seq")?;
    let mut rows = select.query([record.0])?;
    let (mut policy, mut bodies) = (String::new(), Vec::new());
    while let Some(row) = rows.next()? {
        if bodies.is_empty() {
            policy = row.get(0)?;
        }
        bodies.push(row.get::<_, String>(1)?);
    }
    Ok(text::merged(&bodies, &policy))
}

/// # Errors
/// The disk.
pub fn keep_file(connection: &Connection, file: &TakenFile, now: Instant) -> rusqlite::Result<()> {
    let insert = "INSERT INTO file (digest, name, taken_at) VALUES (?1, ?2, ?3) ON CONFLICT (digest) DO NOTHING";
    connection.execute(insert, params![file.digest, file.name, now.0]).map(drop)
}

/// Whether a file of these bytes was taken in.
///
/// # Errors
/// The disk.
pub fn has_file(connection: &Connection, digest: &str) -> rusqlite::Result<bool> {
    connection.query_row("SELECT EXISTS (SELECT 1 FROM file WHERE digest = ?1)", [digest], |row| row.get(0))
}

/// Every record's present text, by number: what `--export` writes and what a desk starts from.
pub struct Texts;

impl Texts {
    /// Calls `take` with each; it ends where that says false.
    ///
    /// # Errors
    /// The disk.
    pub fn each(connection: &Connection, mut take: impl FnMut(Number, String) -> rusqlite::Result<bool>) -> rusqlite::Result<()> {
        Texts::parts(connection, |number, parts| take(number, parts.merged()))
    }

    /// The same with the entries of each record, which somebody else may put together.
    ///
    /// # Errors
    /// The disk.
    pub fn parts(connection: &Connection, mut take: impl FnMut(Number, Parts) -> rusqlite::Result<bool>) -> rusqlite::Result<()> {
        let mut select = connection.prepare("SELECT record, policy, body FROM entry WHERE kind = 'record' ORDER BY record, seq")?;
        let mut rows = select.query([])?;
        let mut open: Option<(Number, Parts)> = None;
        let mut policy: Arc<str> = Arc::default();
        while let Some(row) = rows.next()? {
            let (number, body) = (Number(row.get(0)?), row.get(2)?);
            if let Some((of, parts)) = &mut open
                && *of == number
            {
                parts.bodies.push(body);
                continue;
            }
            let named = row.get_ref(1)?.as_str()?;
            if *policy != *named {
                policy = Arc::from(named);
            }
            if let Some((number, parts)) = open.replace((number, Parts { policy: Arc::clone(&policy), bodies: vec![body] }))
                && !take(number, parts)?
            {
                return Ok(());
            }
        }
        match open {
            Some((number, parts)) => take(number, parts).map(drop),
            None => Ok(()),
        }
    }
}

/// The entries of one record.
#[derive(Debug)]
pub struct Parts {
    /// Under which the first of them came.
    policy: Arc<str>,
    bodies: Vec<String>,
}

impl Parts {
    /// The record's present text.
    pub fn merged(&self) -> String {
        text::merged(&self.bodies, &self.policy)
    }
}
