//! How much a workbook may cost: a few kilobytes can claim a sheet that fills any memory.

/// Memory of the process that reads, in bytes. A hundred thousand rows of twenty columns need about a tenth of it.
pub const MEMORY: u64 = 1 << 30;

/// Seconds of a processor that it may use. A million rows take well under a minute.
pub const SECONDS: u64 = 300;

/// Bytes of a workbook as stored. Beyond it a table does not belong in a workbook.
pub const STORED: u64 = 256 << 20;

/// Bytes of what it holds, unpacked, as the archive itself claims.
pub const UNPACKED: u64 = 4 << 30;

/// How many times larger a part may become when unpacked: sheets become 10 to 50 times, deflate can do 1,000 times.
pub const RATIO: u64 = 200;

/// A part smaller than this, unpacked, may be packed as tightly as it likes.
pub const HARMLESS: u64 = 64 << 20;

/// Rows and columns of a sheet, as of Excel and LibreOffice.
pub const ROWS: u32 = 1 << 20;
pub const COLUMNS: u32 = 1 << 14;

/// Bytes of text in one row: as of a record.
pub const ROW: usize = 16 << 20;

/// Columns of a merged block that get its value. Titles are merged over whole rows of 16,384 columns; no table is that wide.
pub const FILLED: u32 = 1024;

/// Cells of a sheet, blank ones within rows too: a few bytes can repeat a row a million times.
pub const CELLS: u64 = if cfg!(test) { 1_000_000 } else { 100_000_000 }; // tests reach it without waiting

/// Cells of a sheet that could not be read, before the rest is given up.
pub const UNREADABLE: u32 = 1000;

/// Limits this process for good: its memory, its time, and that it opens and writes nothing more. Where the system has no
/// such limits (Windows) the sizes above are the only ones.
pub fn impose() {
    #[cfg(unix)]
    {
        use rlimit::Resource;
        for (resource, limit) in
            [(Resource::AS, MEMORY), (Resource::CPU, SECONDS), (Resource::CORE, 0), (Resource::FSIZE, 0), (Resource::NOFILE, 0)]
        {
            // a system that has not got one of them has the others
            _ = resource.set(limit, limit);
        }
    }
}
