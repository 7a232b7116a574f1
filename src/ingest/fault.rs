//! Data errors: what is wrong in an export, where, and what to do. One costs its record, never the run.

use super::open::{Refusal, is_cut};
use super::reason::Reason;
use crate::lang::Bilingual;
use crate::say;
use crate::table::TableFault;
use crate::time::spelling::Misspelt;

/// A place in one input of the run: line and column from 1, columns counted in characters (in a table: A is 1). Column 0
/// is the whole line or row, line 0 the whole input. [`Inputs`](super::inputs::Inputs) knows how it is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub input: u32,
    pub line: u64,
    pub column: u32,
}

impl Place {
    /// The first character of an input.
    pub fn start(input: u32) -> Place {
        Place { input, line: 1, column: 1 }
    }

    /// An input as a whole.
    pub fn whole(input: u32) -> Place {
        Place { input, line: 0, column: 0 }
    }

    /// The place after `passed`, which starts here.
    pub fn after(self, passed: &[u8]) -> Place {
        let chars = |bytes: &[u8]| u32::try_from(bytes.iter().filter(|b| **b & 0xC0 != 0x80).count()).unwrap_or(u32::MAX);
        match memchr::memrchr(b'\n', passed) {
            None => Place { column: self.column.saturating_add(chars(passed)), ..self },
            Some(last) => {
                let lines = memchr::memchr_iter(b'\n', passed).count() as u64;
                Place { input: self.input, line: self.line + lines, column: chars(&passed[last + 1..]).saturating_add(1) }
            }
        }
    }
}

/// One thing wrong in an export, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataError {
    pub place: Place,
    pub fault: DataFault,
}

impl DataError {
    /// Something wrong in a table that is this input.
    pub(super) fn of_table(input: u32, TableFault { code, line, column, words }: TableFault) -> DataError {
        let column = column.map_or(0, |column| column.saturating_add(1));
        DataError { place: Place { input, line, column }, fault: DataFault::Table { code, words } }
    }
}

/// What whoever runs this ought to know of an input; nothing is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub place: Place,
    /// A stable word for machines.
    pub code: &'static str,
    pub words: Bilingual,
}

/// What a value is in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Null,
    Boolean,
    Number,
    Text,
    List,
    Object,
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Text,
    TextOrInteger,
    Time,
    Boolean,
    Object,
    ListOfEvents,
    Party,
    Parties,
}

/// Where a field is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    Record,
    /// By its position in the record, from 0.
    Event(u32),
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataFault {
    Json(Reason),
    NotAnObject {
        found: Shape,
    },
    MissingField {
        of: Whole,
        field: &'static str,
    },
    WrongType {
        field: &'static str,
        expected: Expected,
        found: Shape,
    },
    BadTime {
        field: &'static str,
        text: String,
        why: Misspelt,
    },
    DuplicateKey {
        key: String,
    },
    /// Another record of this id and kind stands at `first`.
    DuplicateRecord {
        id: String,
        kind: String,
        first: Place,
    },
    /// Two rows tell different values of a record's attribute, as JSON.
    Contradiction {
        attribute: String,
        value: String,
        other: String,
        first: Place,
    },
    /// Something wrong in a table.
    Table {
        code: &'static str,
        words: Bilingual,
    },
    /// Rows of one record could not be put together.
    NotGathered {
        text: String,
    },
    UnknownPolicy {
        name: String,
        loaded: Vec<String>,
    },
    NoPolicy {
        loaded: Vec<String>,
    },
    TooLong {
        limit: usize,
    },
    /// The first byte, from 1 in its line or record, that is no UTF-8.
    NotUtf8 {
        byte: usize,
    },
    WrongEncoding {
        encoding: &'static str,
    },
    /// Bytes that don't fit the input's encoding, which is not UTF-8.
    WrongBytes {
        encoding: &'static str,
    },
    /// Not opened at all.
    Refused(Refusal),
    Unreadable {
        kind: std::io::ErrorKind,
        text: String,
    },
    /// The reading was asked to stop here.
    CutShort,
}

impl DataFault {
    /// A stable word for machines.
    pub fn code(&self) -> &'static str {
        match self {
            DataFault::Json(_) => "bad-json",
            DataFault::NotAnObject { .. } => "not-an-object",
            DataFault::MissingField { .. } => "field-missing",
            DataFault::WrongType { .. } => "wrong-type",
            DataFault::BadTime { .. } => "bad-time",
            DataFault::DuplicateKey { .. } => "duplicate-key",
            DataFault::DuplicateRecord { .. } => "duplicate-record",
            DataFault::Contradiction { .. } => "contradiction",
            DataFault::Table { code, .. } => code,
            DataFault::NotGathered { .. } => "not-gathered",
            DataFault::UnknownPolicy { .. } => "unknown-policy",
            DataFault::NoPolicy { .. } => "no-policy",
            DataFault::TooLong { .. } => "too-long",
            DataFault::NotUtf8 { .. } => "not-utf-8",
            DataFault::WrongEncoding { .. } => "wrong-encoding",
            DataFault::WrongBytes { .. } => "wrong-bytes",
            DataFault::Refused(refusal) => refusal.code(),
            DataFault::CutShort => "cut-short",
            DataFault::Unreadable { .. } => "unreadable",
        }
    }

    /// The second place that the fault names.
    pub fn also(&self) -> Option<Place> {
        match self {
            DataFault::DuplicateRecord { first, .. } | DataFault::Contradiction { first, .. } => Some(*first),
            _ => None,
        }
    }

    /// What is wrong and what to do.
    pub fn words(&self) -> Bilingual {
        match self {
            DataFault::Json(reason) => reason.words(),
            DataFault::NotAnObject { found } => {
                let (zh, en) = found.words();
                say!("应当是一个 JSON 对象 {{…}},这里是{zh};每行写一条记录"; "expected a JSON object {{…}}, found {en}; write one record a line")
            }
            DataFault::MissingField { of: Whole::Record, field } => {
                say!("记录缺少“{field}”;请补上"; "the record has no `{field}`; add it")
            }
            DataFault::MissingField { of: Whole::Event(n), field } => {
                say!("第 {n} 个事件(从 0 数起)缺少“{field}”;请补上"; "event #{n} (counted from 0) has no `{field}`; add it")
            }
            DataFault::WrongType { field, expected, found } => {
                let ((zh, en), (found_zh, found_en)) = (expected.words(), found.words());
                say!("“{field}”应当是{zh},这里是{found_zh}"; "`{field}` takes {en}, not {found_en}")
            }
            DataFault::BadTime { field, text, why } => bad_time(field, text, *why),
            DataFault::DuplicateKey { key } => {
                say!("“{key}”在同一个对象里出现了两次;请只留一个"; "`{key}` stands twice in one object; keep one of them")
            }
            DataFault::DuplicateRecord { id, kind, .. } => {
                say!("编号“{id}”(kind 为“{kind}”)的记录重复;后一条不判,请删去或改编号";
                     "record `{id}` of kind `{kind}` stands twice; the second is not judged: remove it or change its id")
            }
            DataFault::Contradiction { attribute, value, other, .. } => {
                say!("同一条记录的“{attribute}”前后不一:先是 {other},这里是 {value};记录未判,请改为一致";
                     "one record tells two values of `{attribute}`: first {other}, here {value}; it is not judged: make them agree")
            }
            DataFault::Table { words, .. } => words.clone(),
            DataFault::NotGathered { text } => {
                say!("同一记录的各行无法归到一起,临时文件读写出错:{text};这些记录未判,请腾出临时文件夹(TMPDIR)的空间再试";
                     "the rows of records could not be put together, a temporary file failed: {text}; these records are not judged: make room in the folder for temporary files (TMPDIR) and try again")
            }
            DataFault::UnknownPolicy { name, loaded } => {
                let (zh, en) = (loaded.join("、"), loaded.join(", "));
                say!("没有载入办法“{name}”;已载入:{zh}。请改 policy,或用 --policy 载入它";
                     "policy `{name}` is not loaded; loaded: {en}. Change `policy`, or load it with --policy")
            }
            DataFault::NoPolicy { loaded } => {
                let (zh, en) = (loaded.join("、"), loaded.join(", "));
                say!("载入了几个办法,记录没有写明用哪一个;请加上 policy,可选:{zh}";
                     "several policies are loaded and the record names none; add `policy`, one of: {en}")
            }
            DataFault::TooLong { limit } => {
                let mib = limit / (1 << 20);
                say!("一行(一条记录)超过 {mib} MiB({limit} 字节),已跳过;请检查是否漏了换行";
                     "a line (a record) of more than {mib} MiB ({limit} bytes) was skipped; is a line break missing?")
            }
            DataFault::NotUtf8 { byte } => {
                say!("不是 UTF-8 编码(从第 {byte} 个字节起),可能是 GBK;请另存为 UTF-8"; "not UTF-8 from byte {byte} on, perhaps GBK; save it as UTF-8")
            }
            DataFault::WrongEncoding { encoding } => {
                say!("文件是 {encoding} 编码,未读取;请另存为 UTF-8"; "the file is {encoding} and was not read; save it as UTF-8")
            }
            DataFault::WrongBytes { encoding } => {
                say!("有不合 {encoding} 编码的字节(文件按 {encoding} 读):可能混用了几种编码;请统一另存为 UTF-8";
                     "bytes that do not fit {encoding}, as which the file is read: perhaps several encodings in one file; save all of it as UTF-8")
            }
            DataFault::Refused(refusal) => refusal.words(),
            DataFault::Unreadable { kind, text } => unreadable(*kind, text),
            DataFault::CutShort => say!("按要求在这里停下,其后没有读"; "stopped here as asked; nothing after it was read"),
        }
    }
}

impl From<&std::io::Error> for DataFault {
    fn from(error: &std::io::Error) -> DataFault {
        if is_cut(error) {
            return DataFault::CutShort;
        }
        DataFault::Unreadable { kind: error.kind(), text: error.to_string() }
    }
}

impl Shape {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Shape::Null => ("空值 null", "null"),
            Shape::Boolean => ("是否值", "a boolean"),
            Shape::Number => ("数字", "a number"),
            Shape::Text => ("文字", "a text"),
            Shape::List => ("列表", "a list"),
            Shape::Object => ("对象", "an object"),
        }
    }
}

impl Expected {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Expected::Text => ("文字", "a text"),
            Expected::TextOrInteger => ("文字或整数", "a text or an integer"),
            Expected::Time => ("写成文字的时间", "a time, written as a text"),
            Expected::Boolean => ("true 或 false", "true or false"),
            Expected::Object => ("对象 {…}", "an object {…}"),
            Expected::ListOfEvents => ("事件的列表 [{…}]", "a list of events [{…}]"),
            Expected::Party => ("文字或对象 {id,name,role,level}", "a text or an object {id,name,role,level}"),
            Expected::Parties => {
                ("文字、对象 {id,name,role,level} 或它们的列表", "a text, an object {id,name,role,level} or a list of them")
            }
        }
    }
}

fn bad_time(field: &str, text: &str, why: Misspelt) -> Bilingual {
    match why {
        Misspelt::NotATime => {
            say!("“{field}”不是能识别的时间:“{text}”;可写 2022-05-15T15:00:00+08:00、2022-05-15 15:00、2022年5月15日 15时30分,或只写日期";
            "`{field}` is no time: “{text}”; write 2022-05-15T15:00:00+08:00, 2022-05-15 15:00, or a date alone")
        }
        Misspelt::NoSuchDate => {
            say!("“{field}”里没有这一天:“{text}”;请核对年月日"; "`{field}` names a day that does not exist: “{text}”; check year, month and day")
        }
        Misspelt::NoSuchTime => {
            say!("“{field}”里没有这个钟点:“{text}”;请核对时分秒和时差"; "`{field}` names a clock time that does not exist: “{text}”; check hours, minutes and offset")
        }
        Misspelt::Skipped => {
            say!("“{field}”的当地时间“{text}”不存在:夏令时把钟拨过了它;请写明时差"; "`{field}`: the local time “{text}” does not exist, clocks were put forward over it; write the offset from UTC")
        }
    }
}

fn unreadable(kind: std::io::ErrorKind, text: &str) -> Bilingual {
    use std::io::ErrorKind;
    match kind {
        ErrorKind::NotFound => say!("没有这个文件;请核对路径"; "no such file; check the path"),
        ErrorKind::PermissionDenied => say!("没有权限读取;请检查文件权限"; "no permission to read it; check its permissions"),
        ErrorKind::IsADirectory => say!("这是文件夹,不是文件;请写明其中的文件"; "it is a folder; name the files in it"),
        ErrorKind::UnexpectedEof => {
            say!("文件不完整,到这里就断了;请重新导出或重新下载"; "the file is incomplete and breaks off here; export or download it again")
        }
        // what packed data says that is none
        ErrorKind::InvalidData | ErrorKind::InvalidInput => {
            say!("文件从这里起已损坏({text});请重新导出或重新下载"; "the file is damaged from here on ({text}); export or download it again")
        }
        _ => say!("无法读取:{text}"; "cannot be read: {text}"),
    }
}

/// At most 60 characters of a text, for messages.
pub fn cut(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
