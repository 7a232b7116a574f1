//! The editions last good, in the store: in force after a restart while the disk's are faulty.

use super::Reload;
use super::edition::Edition;
use crate::time::Instant;
use rusqlite::{Connection, params};

/// Keeps the editions in force, and forgets those of policies that were let go.
///
/// # Errors
/// The disk.
pub fn put(change: &Connection, kept: &[(Edition, i64)]) -> rusqlite::Result<()> {
    let mut known = change.prepare("SELECT policy FROM edition")?;
    let policies: Vec<String> = known.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for policy in policies.iter().filter(|policy| !kept.iter().any(|(edition, _)| edition.name == **policy)) {
        change.execute("DELETE FROM edition WHERE policy = ?1", [policy])?;
    }
    for (edition, since) in kept {
        change.execute(
            "INSERT INTO edition (policy, digest, since, bytes) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (policy) DO UPDATE SET digest = ?2, since = ?3, bytes = ?4 WHERE digest <> ?2",
            params![edition.name, edition.digest, since, edition.to_bytes()],
        )?;
    }
    Ok(())
}

/// The editions of `reload` that are in force, for [`put`].
pub fn in_force(reload: &Reload) -> Vec<(Edition, i64)> {
    reload.standings().filter_map(|standing| Some((standing.edition.clone()?, standing.since.0))).collect()
}

/// The editions kept, and since when each is in force. One whose bytes are not those that were kept is left out: something else wrote there.
///
/// # Errors
/// The disk.
pub fn all(connection: &Connection) -> rusqlite::Result<Vec<(Edition, Instant)>> {
    let mut select = connection.prepare("SELECT digest, bytes, since FROM edition ORDER BY policy")?;
    let rows = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?, Instant(row.get(2)?))))?;
    let mut list = Vec::new();
    for row in rows {
        let (digest, bytes, since) = row?;
        list.extend(Edition::from_bytes(&bytes).filter(|edition| edition.digest == digest).map(|edition| (edition, since)));
    }
    Ok(list)
}
