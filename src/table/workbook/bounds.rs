//! How much a workbook may cost: a few kilobytes can claim a sheet that fills any memory.

/// Bytes of a workbook as stored. Beyond it a table does not belong in a workbook.
pub const STORED: u64 = 256 << 20;

/// Bytes of what it holds, unpacked, as the archive itself claims.
pub const UNPACKED: u64 = 4 << 30;

/// How many times larger a part may become when unpacked: sheets become 10 to 50 times, deflate can do 1,000 times.
pub const RATIO: u64 = 200;

/// A part smaller than this, unpacked, may be packed as tightly as it likes.
pub const HARMLESS: u64 = 64 << 20;

/// Rows of a sheet, as of Excel and LibreOffice.
pub const ROWS: u32 = 1 << 20;

/// Columns of a merged block that get its value. Titles are merged over whole rows of 16,384 columns; no table is that wide.
pub const FILLED: u32 = 1024;

/// Cells of a sheet, blank ones within rows too: a few bytes can repeat a row a million times.
pub const CELLS: u64 = if cfg!(test) { 1_000_000 } else { 100_000_000 }; // tests reach it without waiting

/// Cells of a sheet that could not be read, before the rest is given up.
pub const UNREADABLE: u32 = 1000;
