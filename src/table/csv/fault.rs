//! What is wrong in a table's text, and what to do.

use crate::say;
use crate::table::{Step, TableFault};

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    UnclosedQuote,
    /// A quote within a quoted cell that is not doubled.
    StrayQuote,
    Ragged {
        expected: usize,
        found: usize,
    },
    TooLong {
        limit: usize,
    },
    WrongBytes,
    Nul,
    /// What stands between the cells of the header is this character.
    FullWidth(char),
}

impl Flaw {
    /// The flaw at its place, as a step.
    #[cold]
    pub fn at(self, line: u64, column: Option<u32>) -> Step {
        Step::Fault(self.fault(line, column))
    }

    /// The flaw at its place; the column from 0.
    #[cold]
    pub fn fault(self, line: u64, column: Option<u32>) -> TableFault {
        let (code, words) = match self {
            Flaw::UnclosedQuote => (
                "unclosed-quote",
                say!("引号打开后没有合上,这一行没有读;请补上后引号,单元格里的引号要写两遍(\"\")";
                     "a quote that opens here is never closed and the line was not read; close it, and double quotes within a cell (\"\")"),
            ),
            Flaw::StrayQuote => (
                "stray-quote",
                say!("引号里的引号没有写两遍,这一行没有读;请改成 \"\""; "a quote within quotes is not doubled and the line was not read; write \"\""),
            ),
            Flaw::Ragged { expected, found } => (
                "ragged-row",
                say!("表头有 {expected} 列,这一行有 {found} 列,没有读;请检查是否多了或少了分隔符,含分隔符的内容要加引号";
                     "the header has {expected} columns, this row {found}, and it was not read; look for a separator too many or too few: cells that hold one need quotes"),
            ),
            Flaw::TooLong { limit } => {
                let mib = limit / (1 << 20);
                let words = say!("一行超过 {mib} MiB({limit} 字节),已跳过;请检查是否漏了换行";
                                 "a row of more than {mib} MiB ({limit} bytes) was skipped; is a line break missing?");
                ("too-long", words)
            }
            Flaw::WrongBytes => (
                "wrong-bytes",
                say!("有不合文件编码的字节,这一行没有读:一个文件里可能混用了几种编码;请统一另存为 UTF-8";
                     "bytes that do not fit the file's encoding, the row was not read: perhaps several encodings in one file; save all of it as UTF-8"),
            ),
            Flaw::Nul => (
                "nul-byte",
                say!("单元格里有 NUL 字节,这一行没有读;请重新导出"; "a NUL byte in a cell, the row was not read; export it again"),
            ),
            Flaw::FullWidth(found) => (
                "full-width-separator",
                say!("表头只有一格,里面用的是全角的“{found}”,整个文件没有读;请用半角逗号分隔";
                     "the header is a single cell with the full-width “{found}” in it; nothing was read: separate cells by a plain comma"),
            ),
        };
        TableFault { code, line, column, words }
    }
}
