//! A standby reads one backup and never writes it: it works on a copy of its own, which ends with it, and with it the sessions of those who
//! looked.

use super::{FILE, trouble};
use crate::monitor::order::Trouble;
use crate::say;
use crate::time::Instant;
use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// A copy of a backup.
#[derive(Debug)]
pub struct Standby {
    folder: TempDir,
    /// When the last entry came; none where there is no entry.
    pub until: Option<Instant>,
}

impl Standby {
    /// Copies the backup `duban.db` of a folder.
    ///
    /// # Errors
    /// There is none; a desk is writing it; the disk.
    pub fn over(from: &Path) -> Result<Standby, Trouble> {
        let file = from.join(FILE);
        let shown = file.display();
        if !file.is_file() {
            return Err(Trouble(
                say!("没有 {shown};用 duban monitor --backup 做一份备份放到那里"; "there is no {shown}: put a copy there that duban monitor --backup has made"),
            ));
        }
        let log = from.join(format!("{FILE}-wal"));
        if log.metadata().is_ok_and(|meta| meta.len() > 0) {
            return Err(Trouble(
                say!("{shown} 不是备份,是正在用或没有正常关闭的存储;用 duban monitor --backup 做一份"; "{shown} is no backup but a store that is in use, or was not closed: make a copy with duban monitor --backup"),
            ));
        }
        let folder = TempDir::with_prefix("duban-standby-")
            .map_err(|error| Trouble(say!("建不了临时文件夹:{error}"; "no temporary folder can be made: {error}")))?;
        let copy = |to: &Path| -> rusqlite::Result<Option<Instant>> {
            // nobody writes it: no lock, and no file beside it
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
            let backup = Connection::open_with_flags(address(&file), flags)?;
            let mut copy = Connection::open(to.join(FILE))?;
            Backup::new(&backup, &mut copy)?.run_to_completion(4096, Duration::ZERO, None)?;
            let last = copy.query_row("SELECT received_at FROM entry ORDER BY seq DESC LIMIT 1", [], |row| row.get(0).map(Instant));
            last.optional()
        };
        let until = copy(folder.path()).map_err(|error| trouble(from, &error))?;
        Ok(Standby { folder, until })
    }

    /// Where the copy is.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// A file that nobody writes, as SQLite names it.
fn address(file: &Path) -> PathBuf {
    let whole = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let spelt: String = whole.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    PathBuf::from(format!("file:{spelt}?mode=ro&immutable=1"))
}
