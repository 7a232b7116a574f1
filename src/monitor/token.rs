//! Tokens of programs: 256 random bits, shown once, of which only the hash is kept.

use super::order::Trouble;
use super::store::Store;
use crate::time::Instant;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

/// Makes a token of that name, in the place of an older one; it is shown this once.
///
/// # Errors
/// The store.
pub fn add(store: &mut Store, name: &str, now: Instant) -> Result<String, Trouble> {
    let work = |store: &mut Store| -> rusqlite::Result<String> {
        let change = store.begin()?;
        // SQLite's generator is a stream cipher keyed by the operating system's
        let token: String = change.query_row("SELECT lower(hex(randomblob(32)))", [], |row| row.get(0))?;
        let insert = "INSERT INTO token (name, hash, made_at) VALUES (?1, ?2, ?3)
                      ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, made_at = excluded.made_at, revoked_at = NULL";
        change.execute(insert, params![name, hash(&token), now.0])?;
        change.commit()?;
        Ok(token)
    };
    work(store).map_err(|error| store.trouble(&error))
}

/// Whose token it is.
///
/// # Errors
/// The disk.
pub fn holder(connection: &Connection, token: &str) -> rusqlite::Result<Option<String>> {
    connection.query_row("SELECT name FROM token WHERE hash = ?1 AND revoked_at IS NULL", [hash(token)], |row| row.get(0)).optional()
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
