//! What a file is, by its first bytes and never by its name.

use super::refusal::Refusal;
use crate::table::{parquet, workbook};

/// So many bytes are looked at.
pub(super) const LOOK: usize = 512;

/// What stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Gz,
    Zst,
    /// An archive, or a workbook: they are zip archives too.
    Zip,
    /// A workbook of the older form.
    Compound,
    Parquet,
    Refused(Refusal),
    /// Anything else is text, until it turns out to be none.
    Text,
}

impl Kind {
    pub fn of(first: &[u8]) -> Kind {
        let refused = |zh, en| Kind::Refused(Refusal::Foreign(zh, en));
        match first {
            [0x1F, 0x8B, ..] => Kind::Gz,
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Kind::Zst,
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => Kind::Zip,
            _ if first.starts_with(workbook::COMPOUND) => Kind::Compound,
            _ if first.starts_with(parquet::MAGIC) => Kind::Parquet,
            _ if first.get(257..262) == Some(b"ustar") => refused(" tar 包", "a tar archive"),
            _ if first.starts_with(b"7z\xBC\xAF\x27\x1C") => refused(" 7z 压缩包", "a 7z archive"),
            _ if first.starts_with(b"Rar!\x1A\x07") => refused(" RAR 压缩包", "a RAR archive"),
            _ if first.starts_with(b"BZh") && first.get(4..7) == Some(b"1AY") => refused(" bzip2 压缩文件", "a bzip2 file"),
            _ if first.starts_with(b"\xFD7zXZ\0") => refused(" xz 压缩文件", "an xz file"),
            _ if first.starts_with(b"%PDF-") => refused(" PDF 文件", "a PDF file"),
            _ if first.starts_with(b"\x89PNG") || first.starts_with(b"\xFF\xD8\xFF") => refused("图片", "a picture"),
            _ if first.starts_with(b"\x7FELF") || first.starts_with(b"MZ\x90\0") => refused("程序", "a program"),
            _ if first.starts_with(b"SQLite format 3\0") => refused(" SQLite 数据库", "an SQLite database"),
            _ => Kind::Text,
        }
    }
}
