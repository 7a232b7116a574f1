//! The store: one SQLite file, written by one connection. Entries are appended and never changed; everything else follows from them,
//! but for what has been said to people, which is never forgotten either.

mod entries;
mod outbox;
mod schema;
pub mod standby;

pub use entries::{Kept, Parts, Texts, find, has_file, keep, keep_file, name, number, present};
pub use outbox::{
    AllSpoken, Spoken, State, Waiting, acknowledged, all_spoken, attempts, delivered, end, message, put, recall, round, say, spoken_of,
    waiting,
};

use super::order::Trouble;
use crate::say;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Before this one SQLite may lose what a checkpoint and a writer do at the same time.
const OLDEST: i32 = 3_051_003;

/// How long a lock that somebody else holds is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// The name of the file in the folder of the store.
pub const FILE: &str = "duban.db";

/// The connection that writes.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    folder: PathBuf,
    /// Held for as long as a desk lives: a second one over one store would say everything twice.
    _alone: Option<Connection>,
}

impl Store {
    /// Opens the store in a folder, making or migrating it as needed.
    ///
    /// # Errors
    /// Another desk has it open; it is of a later version; the disk.
    pub fn open(folder: &Path) -> Result<Store, Trouble> {
        Store::with(folder, true)
    }

    /// Opens the store for a short change beside a desk.
    ///
    /// # Errors
    /// As [`Store::open`], but for the other desk.
    pub fn beside(folder: &Path) -> Result<Store, Trouble> {
        Store::with(folder, false)
    }

    fn with(folder: &Path, alone: bool) -> Result<Store, Trouble> {
        if rusqlite::version_number() < OLDEST {
            let version = rusqlite::version();
            return Err(Trouble(
                say!("SQLite {version} 可能丢数据,须 3.51.3 或更新"; "SQLite {version} may lose data: 3.51.3 or later is needed"),
            ));
        }
        let shown = folder.display();
        std::fs::create_dir_all(folder).map_err(|e| Trouble(say!("建不了文件夹 {shown}:{e}"; "the folder {shown} cannot be made: {e}")))?;
        let alone = if alone { Some(lock(folder)?) } else { None };
        let connection = Connection::open(folder.join(FILE)).map_err(|error| trouble(folder, &error))?;
        let mut store = Store { connection, folder: folder.to_owned(), _alone: alone };
        store.prepare().map_err(|error| trouble(folder, &error))?;
        let version = schema::migrate(&mut store.connection).map_err(|error| trouble(folder, &error))?;
        match version {
            Some(found) => Err(Trouble(
                say!("{shown} 是更新版本的 duban 写的(格式 {found});请换用那一版"; "{shown} was written by a later duban (format {found}); use that one"),
            )),
            None => Ok(store),
        }
    }

    fn prepare(&mut self) -> rusqlite::Result<()> {
        let connection = &self.connection;
        connection.busy_timeout(PATIENCE)?;
        // libraries and old files may say otherwise: what is set is read back
        let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        connection.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;",
        )?;
        let synchronous: i32 = connection.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
        if mode != "wal" || synchronous != 2 {
            return Err(rusqlite::Error::InvalidQuery);
        }
        connection.set_prepared_statement_cache_capacity(64);
        Ok(())
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Begins a change: all of it becomes durable with the commit, or none.
    ///
    /// # Errors
    /// The store is locked, or the disk.
    pub fn begin(&mut self) -> rusqlite::Result<Transaction<'_>> {
        self.connection.transaction_with_behavior(TransactionBehavior::Immediate)
    }

    /// Says what is wrong with the store.
    pub fn trouble(&self, error: &rusqlite::Error) -> Trouble {
        trouble(&self.folder, error)
    }
}

/// A connection that only reads, for other threads and commands.
///
/// # Errors
/// There is no store, or it cannot be read.
pub fn reader(folder: &Path) -> Result<Connection, Trouble> {
    let open = || -> rusqlite::Result<Connection> {
        let connection =
            Connection::open_with_flags(folder.join(FILE), OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(PATIENCE)?;
        connection.execute_batch("PRAGMA query_only = ON")?;
        Ok(connection)
    };
    open().map_err(|error| trouble(folder, &error))
}

/// Copies the store into a file while a desk may be writing it.
///
/// # Errors
/// There is no store, or the file is there already or cannot be written.
pub fn backup(folder: &Path, to: &Path) -> Result<(), Trouble> {
    let shown = to.display();
    if to.exists() {
        return Err(Trouble(say!("{shown} 已经存在;备份不覆盖文件"; "{shown} is there already: a backup replaces no file")));
    }
    let from = reader(folder)?;
    let unfinished = to.with_extension("unfinished");
    let copy = || -> rusqlite::Result<()> {
        let mut copy = Connection::open(&unfinished)?;
        rusqlite::backup::Backup::new(&from, &mut copy)?.run_to_completion(4096, Duration::from_millis(1), None)?;
        // one file that stands alone
        copy.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
        let sound: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        if sound == "ok" { Ok(()) } else { Err(rusqlite::Error::InvalidQuery) }
    };
    let done = copy().map_err(|error| trouble(folder, &error)).and_then(|()| {
        std::fs::File::open(&unfinished)
            .and_then(|file| file.sync_all())
            .and_then(|()| std::fs::rename(&unfinished, to))
            .map_err(|error| Trouble(say!("写不了 {shown}:{error}"; "{shown} cannot be written: {error}")))
    });
    if done.is_err() {
        _ = std::fs::remove_file(&unfinished);
    }
    done
}

/// Takes the lock that only one desk can have.
fn lock(folder: &Path) -> Result<Connection, Trouble> {
    let locked = || -> rusqlite::Result<Connection> {
        let connection = Connection::open(folder.join("desk.lock"))?;
        connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")?;
        Ok(connection)
    };
    locked().map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            let shown = folder.display();
            Trouble(say!("{shown} 已有一个 duban monitor 在用"; "another duban monitor uses {shown}"))
        }
        _ => trouble(folder, &error),
    })
}

/// Says what is wrong with the store of a folder.
pub fn trouble(folder: &Path, error: &rusqlite::Error) -> Trouble {
    let shown = folder.join(FILE);
    let shown = shown.display();
    Trouble(match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => {
            say!("磁盘满了,{shown} 写不进去:什么也没有丢,腾出空间后再送一次"; "the disk is full and {shown} takes no more: nothing is lost, make room and send again")
        }
        // a full disk shows itself in this way too, where a file cannot grow
        Some(ErrorCode::SystemIoFailure) => {
            say!("{shown} 读写失败(磁盘满或损坏?):{error}"; "{shown} cannot be read or written (is the disk full or broken?): {error}")
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            say!("{shown} 被别的程序锁住了;等它放开再送一次"; "{shown} is locked by another program; send again when it lets go")
        }
        Some(ErrorCode::CannotOpen) => say!("打不开 {shown}:{error}"; "{shown} cannot be opened: {error}"),
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            say!("{shown} 损坏了;用备份恢复:{error}"; "{shown} is damaged; restore a backup: {error}")
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            say!("没有写 {shown} 的权限:{error}"; "{shown} may not be written: {error}")
        }
        _ => say!("{shown}:{error}"; "{shown}: {error}"),
    })
}
