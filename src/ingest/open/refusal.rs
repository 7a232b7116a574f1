//! Why a file, or a member of an archive, is not opened at all.

use crate::lang::Bilingual;
use crate::say;

/// What stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A pattern that matches no file.
    NoMatch,
    /// A pattern that is none.
    BadPattern,
    /// An archive, or packed data, within another.
    Nested,
    /// A file that holds no records in any form known here: its name in both languages.
    Foreign(&'static str, &'static str),
    Encrypted,
    /// An archive of more members than this.
    TooMany(usize),
    /// Members of an archive that use the same bytes, or say they do.
    Overlapping,
    /// Packed in a way that is not read, by its number in the ZIP specification.
    Method(u16),
    EmptyArchive,
    Damaged,
    /// What must be unpacked as a whole, and is larger than so many bytes.
    TooLarge(u64),
}

impl Refusal {
    /// A stable word for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::NoMatch => "no-match",
            Refusal::BadPattern => "bad-pattern",
            Refusal::Nested => "nested-archive",
            Refusal::Foreign(..) => "wrong-format",
            Refusal::Encrypted => "encrypted",
            Refusal::TooMany(_) => "too-many-members",
            Refusal::Overlapping => "overlapping-members",
            Refusal::Method(_) => "unknown-compression",
            Refusal::EmptyArchive => "empty-archive",
            Refusal::Damaged => "damaged-archive",
            Refusal::TooLarge(_) => "too-large",
        }
    }

    /// What is wrong and what to do.
    pub fn words(&self) -> Bilingual {
        match self {
            Refusal::NoMatch => say!("没有文件符合这个写法;请核对路径"; "no file matches this pattern; check the path"),
            Refusal::BadPattern => {
                say!("不是有效的通配写法;用 *、?、[…],字面的方括号写作 [[]"; "not a valid pattern; use *, ?, […], and [[] for a bracket itself")
            }
            Refusal::Nested => {
                say!("压缩包里又是压缩包,未读取;请先解开一层"; "an archive within an archive was not read; unpack one layer first")
            }
            Refusal::Foreign(zh, en) => {
                say!("这是{zh},不是案件导出,未读取;请给出表格、NDJSON、JSON 或 XES 文件"; "this is {en}, no case export, and was not read; give a table, NDJSON, JSON or XES")
            }
            Refusal::Encrypted => {
                say!("有密码,未读取;请先用密码解开"; "under a password, it was not read; unpack it with the password first")
            }
            Refusal::TooMany(limit) => {
                say!("压缩包里的文件超过 {limit} 个,未读取;请分成几个"; "the archive has more than {limit} files and was not read; divide it")
            }
            Refusal::Overlapping => {
                say!("压缩包里的文件互相重叠,像是“压缩炸弹”,未读取;请重新打包"; "the archive's files overlap, as in a “zip bomb”; it was not read: pack it anew")
            }
            Refusal::Method(n) => {
                say!("压缩方式(编号 {n})不支持,未读取;请用普通 ZIP(deflate)重新打包";
                     "packed in a way (method {n}) that is not supported, it was not read; pack it as plain ZIP (deflate)")
            }
            Refusal::EmptyArchive => say!("压缩包里没有文件"; "the archive has no files in it"),
            Refusal::Damaged => {
                say!("压缩包已损坏或不完整,无法读取;请重新导出或重新下载"; "the archive is damaged or incomplete and cannot be read; export or download it again")
            }
            Refusal::TooLarge(limit) => {
                let mib = limit / (1 << 20);
                say!("解开后超过 {mib} MiB,未读取;请先解开再给出"; "unpacked it is larger than {mib} MiB and was not read; unpack it first")
            }
        }
    }
}
