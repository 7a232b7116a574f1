//! What the process that reads may use, and what it may send.

/// Memory, in bytes. A workbook of a hundred thousand rows of twenty columns needs about a tenth of it.
pub const MEMORY: u64 = 1 << 30;

/// Minutes of a processor. A workbook of a million rows takes one or two; so do the hundred million rows that a large
/// Parquet file may have, many times over.
pub const MINUTES: u64 = 5;
pub const MINUTES_OF_COLUMNS: u64 = 60;

/// Columns of a row, as of Excel and LibreOffice.
pub const COLUMNS: u32 = 1 << 14;

/// Bytes of text in one row: as of a record.
pub const ROW: usize = 16 << 20;

/// Limits this process for good: its memory, its time, and that it opens and writes nothing more. Where the system has no
/// such limits (Windows) only the sizes that are looked at beforehand hold.
pub fn impose(minutes: u64) {
    #[cfg(unix)]
    {
        use rlimit::Resource;
        let limits =
            [(Resource::AS, MEMORY), (Resource::CPU, minutes * 60), (Resource::CORE, 0), (Resource::FSIZE, 0), (Resource::NOFILE, 0)];
        for (resource, limit) in limits {
            // a system that has not got one of them has the others
            _ = resource.set(limit, limit);
        }
    }
    #[cfg(not(unix))]
    let _ = minutes;
}
