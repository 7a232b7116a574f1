//! The tables, and how older ones become these. Instants are microseconds since 1970 in UTC.

use crate::monitor::access::accounts;
use rusqlite::{Connection, TransactionBehavior};

/// Each brings a store from the version of its place to the next. What is here is never changed: stores of every version exist.
const STEPS: [&str; 2] = [
    "
    CREATE TABLE record (
        number INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        UNIQUE (kind, id)
    ) STRICT;
    CREATE TABLE entry (
        seq INTEGER PRIMARY KEY,
        received_at INTEGER NOT NULL,
        author TEXT NOT NULL,
        source TEXT NOT NULL,
        digest BLOB NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('record', 'acknowledgement')),
        record INTEGER NOT NULL REFERENCES record (number),
        policy TEXT NOT NULL,
        body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX entry_of_record ON entry (record, seq);
    CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entries are kept as they came'); END;
    CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entries are kept as they came'); END;
    CREATE TABLE file (
        digest TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        taken_at INTEGER NOT NULL
    ) STRICT;
    -- what has been said: kept as long as the record, so that nothing is said twice
    CREATE TABLE warning (
        number INTEGER PRIMARY KEY,
        key TEXT NOT NULL,
        round INTEGER NOT NULL,
        record INTEGER NOT NULL REFERENCES record (number),
        instance TEXT NOT NULL,
        stage TEXT NOT NULL,
        who TEXT NOT NULL,
        due INTEGER NOT NULL,
        at INTEGER NOT NULL,
        said_at INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('standing', 'passed', 'ended', 'withdrawn')),
        body TEXT NOT NULL,
        UNIQUE (key, round)
    ) STRICT;
    CREATE INDEX warning_of_record ON warning (record, number);
    CREATE TABLE delivery (
        number INTEGER PRIMARY KEY,
        warning INTEGER NOT NULL REFERENCES warning (number),
        sink TEXT NOT NULL,
        what TEXT NOT NULL CHECK (what IN ('warning', 'withdrawal')),
        key TEXT NOT NULL,
        body TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        next_at INTEGER NOT NULL,
        sent_at INTEGER,
        error TEXT,
        UNIQUE (sink, key)
    ) STRICT;
    CREATE INDEX delivery_of_warning ON delivery (warning, sink);
    CREATE INDEX delivery_waiting ON delivery (sink, next_at) WHERE sent_at IS NULL;
    CREATE TABLE token (
        name TEXT PRIMARY KEY,
        hash BLOB NOT NULL UNIQUE,
        made_at INTEGER NOT NULL,
        revoked_at INTEGER
    ) STRICT;
",
    accounts::TABLES,
];

/// Brings the store up to this program's version; the version found, where it is a later one.
///
/// # Errors
/// The store is locked, or the disk.
pub fn migrate(connection: &mut Connection) -> rusqlite::Result<Option<i64>> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = change.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let Some(steps) = usize::try_from(version).ok().and_then(|version| STEPS.get(version..)) else { return Ok(Some(version)) };
    for step in steps {
        change.execute_batch(step)?;
    }
    change.pragma_update(None, "user_version", STEPS.len() as i64)?;
    change.commit()?;
    Ok(None)
}
