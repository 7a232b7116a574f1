//! Accounts, sessions and the audit log, in the file of the store. They have a connection of their own: signing in must
//! not wait while the desk judges everything again, and its transactions are a few rows each.

use super::audit::{self, Note};
use super::{Role, User, secret};
use crate::lang::Bilingual;
use crate::say;
use crate::time::Instant;
use crate::time::instant::{HOUR, MINUTE};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, TransactionBehavior, params};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A session ends when nobody has used it for so long, and anyway after so long.
const IDLE: i64 = 30 * MINUTE;
const LONGEST: i64 = 12 * HOUR;
/// How long a session may go before its use is noted again.
const NOTED: i64 = MINUTE;

/// How long the store is waited for where something has to be written; and where somebody only looks.
const PATIENCE: Duration = Duration::from_secs(5);
const GLANCE: Duration = Duration::from_millis(20);

/// So many notes wait at most; those beyond stand in the log alone.
const MOST: usize = 10_000;

/// The tables, for the store's schema; with the editions of policies that were last good.
pub const TABLES: &str = "
    CREATE TABLE user (
        name TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('main_leader', 'leader_in_charge', 'section', 'policy_editor', 'admin')),
        areas TEXT NOT NULL,
        section TEXT NOT NULL,
        password TEXT NOT NULL,
        made_at INTEGER NOT NULL,
        removed_at INTEGER
    ) STRICT;
    CREATE TABLE session (
        hash BLOB PRIMARY KEY,
        user TEXT NOT NULL REFERENCES user (name),
        form TEXT NOT NULL,
        made_at INTEGER NOT NULL,
        seen_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE audit (
        seq INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        user TEXT NOT NULL,
        address TEXT NOT NULL,
        act TEXT NOT NULL,
        object TEXT NOT NULL,
        result TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is kept as written'); END;
    CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is kept as written'); END;
    CREATE TABLE edition (
        policy TEXT PRIMARY KEY,
        digest TEXT NOT NULL,
        since INTEGER NOT NULL,
        bytes BLOB NOT NULL
    ) STRICT;
";

/// The accounts of one store.
#[derive(Debug)]
pub struct Accounts {
    connection: Mutex<Connection>,
    /// What was looked at while the store took nothing: written before whatever comes next.
    waiting: Mutex<Vec<Note>>,
}

/// Somebody signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub user: User,
    /// What forms of this session must carry.
    pub form: String,
}

impl Accounts {
    /// Opens the accounts of a store that is there.
    ///
    /// # Errors
    /// There is no store, or the disk.
    pub fn open(file: &Path) -> rusqlite::Result<Accounts> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags)?;
        connection.busy_timeout(PATIENCE)?;
        connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")?;
        Ok(Accounts { connection: Mutex::new(connection), waiting: Mutex::default() })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every account that has not been removed, by name.
    ///
    /// # Errors
    /// The disk.
    pub fn users(&self) -> rusqlite::Result<Vec<User>> {
        let connection = self.connection();
        let mut select = connection.prepare("SELECT name, title, role, areas, section FROM user WHERE removed_at IS NULL ORDER BY name")?;
        let rows = select.query_map([], user)?;
        rows.collect()
    }

    /// Makes an account, or gives one that is there another role, areas, section and password; its sessions end.
    ///
    /// # Errors
    /// The disk.
    pub fn put(&self, user: &User, password: &str, now: Instant) -> rusqlite::Result<()> {
        let mut connection = self.connection();
        let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        change.execute(
            "INSERT INTO user (name, title, role, areas, section, password, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (name) DO UPDATE SET title = ?2, role = ?3, areas = ?4, section = ?5, password = ?6, removed_at = NULL",
            params![
                user.name,
                user.title,
                user.role.word(),
                serde_json::Value::from(user.areas.clone()).to_string(),
                user.section,
                password,
                now.0
            ],
        )?;
        change.execute("DELETE FROM session WHERE user = ?1", [&user.name])?;
        change.commit()
    }

    /// Removes an account: it cannot sign in, its sessions end, what it did stays on record. False: there is none.
    ///
    /// # Errors
    /// The disk.
    pub fn remove(&self, name: &str, now: Instant) -> rusqlite::Result<bool> {
        let mut connection = self.connection();
        let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let removed = change.execute("UPDATE user SET removed_at = ?2 WHERE name = ?1 AND removed_at IS NULL", params![name, now.0])?;
        change.execute("DELETE FROM session WHERE user = ?1", [name])?;
        change.commit()?;
        Ok(removed > 0)
    }

    /// Begins a session where the password is right; its secret is for the cookie. It takes some tenths of a second, also
    /// where there is no such account.
    ///
    /// # Errors
    /// The disk, or no randomness.
    pub fn sign_in(&self, name: &str, password: &str, now: Instant) -> rusqlite::Result<Option<String>> {
        let find = "SELECT password FROM user WHERE name = ?1 AND removed_at IS NULL";
        let stored: Option<String> = self.connection().query_row(find, [name], |row| row.get(0)).optional()?;
        // the connection is free meanwhile
        if !secret::is_password(password, stored.as_deref()) {
            return Ok(None);
        }
        let (Some(session), Some(form)) = (secret::random(), secret::random()) else {
            return Err(rusqlite::Error::InvalidQuery);
        };
        let mut connection = self.connection();
        let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        change.execute("DELETE FROM session WHERE made_at < ?1 OR seen_at < ?2", [now.0 - LONGEST, now.0 - IDLE])?;
        change.execute(
            "INSERT INTO session (hash, user, form, made_at, seen_at) VALUES (?1, ?2, ?3, ?4, ?4)",
            params![secret::hash(&session), name, form, now.0],
        )?;
        change.commit()?;
        Ok(Some(session))
    }

    /// Who a cookie stands for, as the account is now: what changed in it holds from the next request on.
    ///
    /// # Errors
    /// The disk.
    pub fn session(&self, secret: &str, now: Instant) -> rusqlite::Result<Option<Session>> {
        let connection = self.connection();
        let hash = secret::hash(secret);
        let mut select = connection.prepare_cached(
            "SELECT name, title, role, areas, section, form, session.seen_at FROM session JOIN user ON user.name = session.user
             WHERE hash = ?1 AND removed_at IS NULL AND session.made_at > ?2 AND seen_at > ?3",
        )?;
        let found = select.query_row(params![hash, now.0 - LONGEST, now.0 - IDLE], |row| {
            Ok((Session { user: user(row)?, form: row.get(5)? }, row.get::<_, i64>(6)?))
        });
        let Some((session, seen_at)) = found.optional()? else { return Ok(None) };
        if now.0 - seen_at > NOTED {
            // a store that takes nothing just now is asked again with the next request: whoever is signed in goes on reading
            connection.busy_timeout(GLANCE)?;
            _ = connection.prepare_cached("UPDATE session SET seen_at = ?2 WHERE hash = ?1")?.execute(params![hash, now.0]);
            connection.busy_timeout(PATIENCE)?;
        }
        Ok(Some(session))
    }

    /// Whether a session lasts still; asking does not make it last longer.
    ///
    /// # Errors
    /// The disk.
    pub fn lasts(&self, secret: &str, now: Instant) -> rusqlite::Result<bool> {
        let connection = self.connection();
        let mut select = connection.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM session JOIN user ON user.name = session.user
             WHERE hash = ?1 AND removed_at IS NULL AND session.made_at > ?2)",
        )?;
        select.query_row(params![secret::hash(secret), now.0 - LONGEST], |row| row.get(0))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The disk.
    pub fn sign_out(&self, secret: &str) -> rusqlite::Result<()> {
        self.connection().execute("DELETE FROM session WHERE hash = ?1", [secret::hash(secret)]).map(drop)
    }

    /// # Errors
    /// The disk: what cannot be noted must not be done.
    pub fn note(&self, note: &Note) -> rusqlite::Result<()> {
        let mut connection = self.connection();
        self.append(&mut connection, Some(note))
    }

    /// Notes that somebody looked at something. While the store takes nothing, reading goes on: then it is noted with whatever comes next,
    /// and false is returned.
    pub fn glance(&self, note: &Note) -> bool {
        let mut connection = self.connection();
        let noted = connection.busy_timeout(GLANCE).and_then(|()| self.append(&mut connection, Some(note))).is_ok();
        _ = connection.busy_timeout(PATIENCE);
        if !noted {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            if waiting.len() < MOST {
                waiting.push(note.clone());
            }
        }
        noted
    }

    /// Writes what waits, in its order, and then a note.
    fn append(&self, connection: &mut Connection, note: Option<&Note>) -> rusqlite::Result<()> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.is_empty() && note.is_none() {
            return Ok(());
        }
        let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        waiting.iter().chain(note).try_for_each(|note| audit::append(&change, note))?;
        change.commit()?;
        waiting.clear();
        Ok(())
    }

    /// The audit log, the latest first.
    ///
    /// # Errors
    /// The disk.
    pub fn notes(&self, skip: usize, most: usize) -> rusqlite::Result<Vec<Note>> {
        let mut connection = self.connection();
        // what cannot be written yet is shown once it is
        _ = self.append(&mut connection, None);
        audit::latest(&connection, skip, most)
    }
}

fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    let (role, areas): (String, String) = (row.get(2)?, row.get(3)?);
    Ok(User {
        name: row.get(0)?,
        title: row.get(1)?,
        // the table admits no other
        role: Role::from_word(&role).ok_or(rusqlite::Error::InvalidQuery)?,
        areas: serde_json::from_str(&areas).unwrap_or_default(),
        section: row.get(4)?,
    })
}

/// What is wrong with the name of an account, if anything.
pub fn bad_name(name: &str) -> Option<Bilingual> {
    let fits = !name.is_empty() && name.chars().count() <= 64 && name.chars().all(|c| c.is_alphanumeric() || ".-_@".contains(c));
    (!fits).then(|| say!("用户名由字母、数字和 . - _ @ 组成,不超过 64 个字符:{name}"; "a user's name has letters, digits and . - _ @, at most 64: {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accounts() -> Accounts {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(TABLES).unwrap();
        Accounts { connection: Mutex::new(connection), waiting: Mutex::default() }
    }

    #[test]
    fn a_session_lasts_as_long_as_it_may() {
        let accounts = accounts();
        let user = User { name: "wang".into(), title: "王".into(), role: Role::Section, areas: vec![], section: "一室".into() };
        let stored = secret::password("0123456789").unwrap();
        let at = |minutes: i64| Instant(minutes * MINUTE);
        accounts.put(&user, &stored, at(0)).unwrap();
        assert_eq!(accounts.sign_in("wang", "0123456780", at(0)).unwrap(), None);
        assert_eq!(accounts.sign_in("nobody", "0123456789", at(0)).unwrap(), None);
        let cookie = accounts.sign_in("wang", "0123456789", at(0)).unwrap().unwrap();
        let signed_in = |minutes| accounts.session(&cookie, at(minutes)).unwrap().map(|session| session.user);
        assert_eq!(signed_in(20), Some(user.clone()));
        assert_eq!(signed_in(49), Some(user.clone()), "used in between");
        assert_eq!(signed_in(80), None, "too long not used");
        let cookie = accounts.sign_in("wang", "0123456789", at(100)).unwrap().unwrap();
        accounts.put(&User { role: Role::Admin, ..user.clone() }, &stored, at(101)).unwrap();
        assert_eq!(accounts.session(&cookie, at(101)).unwrap(), None, "another role: sign in again");
        let cookie = accounts.sign_in("wang", "0123456789", at(102)).unwrap().unwrap();
        assert!(accounts.remove("wang", at(103)).unwrap());
        assert_eq!(accounts.session(&cookie, at(103)).unwrap(), None);
        assert_eq!(accounts.sign_in("wang", "0123456789", at(103)).unwrap(), None);
        assert!(!accounts.remove("wang", at(104)).unwrap());
        assert!(accounts.users().unwrap().is_empty());
    }

    #[test]
    fn the_audit_log_is_appended_only() {
        let accounts = accounts();
        let note = |act: &str| Note {
            at: Instant(1),
            user: "wang".into(),
            address: "::1".into(),
            act: act.into(),
            object: "case 1".into(),
            result: "done".into(),
        };
        accounts.note(&note("view")).unwrap();
        accounts.note(&note("export")).unwrap();
        assert_eq!(accounts.notes(0, 1).unwrap(), [note("export")]);
        assert_eq!(accounts.notes(1, 9).unwrap(), [note("view")]);
        // a store that takes nothing: who looks goes on, who acts does not
        accounts.connection().execute_batch("PRAGMA query_only = ON").unwrap();
        assert!(!accounts.glance(&note("view")) && accounts.note(&note("acknowledge")).is_err());
        assert_eq!(accounts.notes(0, 9).unwrap().len(), 2);
        accounts.connection().execute_batch("PRAGMA query_only = OFF").unwrap();
        assert_eq!(accounts.notes(0, 1).unwrap(), [note("view")], "noted as soon as the store takes it");
        assert!(accounts.glance(&note("export")));
        assert_eq!(accounts.notes(0, 9).unwrap(), [note("export"), note("view"), note("export"), note("view")]);
        assert!(accounts.connection().execute("DELETE FROM audit", []).is_err());
        assert!(accounts.connection().execute("UPDATE audit SET user = 'x'", []).is_err());
    }
}
