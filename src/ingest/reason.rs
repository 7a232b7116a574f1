//! Why a text is no JSON, in words for the person who wrote the export.

use crate::lang::Bilingual;
use crate::say;

/// Lists and objects may stand in each other this deep, as serde_json has it.
pub const MAX_DEPTH: u32 = 127;

/// Why a text is no JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The line ends within a text.
    OpenText,
    /// The line ends within an object or list, or before a value.
    UnexpectedEnd,
    /// A value that does not end where it should took so many lines with it.
    Unclosed(u64),
    /// `,` before `}` or `]`.
    TrailingComma,
    /// A name of a field without quotes.
    UnquotedKey(char),
    MissingColon(char),
    MissingComma(char),
    /// Something that starts no value.
    NoValue(char),
    /// `'` where `"` belongs.
    SingleQuote,
    /// A Chinese mark where an ASCII one belongs.
    FullWidth(char),
    Nul,
    /// A byte-order mark within the text.
    StrayMark,
    /// A control character within a text, to be written `\n`, `\t`, `\u00…`.
    Control(u8),
    BadEscape,
    /// Half of a surrogate pair.
    LoneSurrogate,
    BadNumber,
    NumberTooLarge,
    TooDeep,
    TrailingCharacters(char),
}

impl Reason {
    /// What is wrong and what to do.
    pub fn words(self) -> Bilingual {
        match self {
            Reason::OpenText => say!("JSON 有误:文字没有写完,缺右引号 \""; "bad JSON: the text is not closed, a \" is missing"),
            Reason::UnexpectedEnd => {
                say!("JSON 有误:到此为止,没有写完;检查是否缺 }} 或 ],或被截断"; "bad JSON: it ends here, unfinished; is a }} or ] missing, or was it cut off?")
            }
            Reason::Unclosed(lines) => {
                say!("JSON 有误:从这里起的 {lines} 行读成了一条记录,都没有评判;补上所缺的 }}、] 或引号,再读一遍"; "bad JSON: {lines} lines from here on were read as one record, and none of them was judged; add the }}, ] or quotation mark that is missing and read the file again")
            }
            Reason::TrailingComma => say!("JSON 有误:最后一项后面多了逗号"; "bad JSON: a comma after the last item"),
            Reason::UnquotedKey(c) => {
                say!("JSON 有误:字段名要加双引号,这里是“{c}”"; "bad JSON: a field's name needs double quotes, found “{c}”")
            }
            Reason::MissingColon(c) => {
                say!("JSON 有误:字段名后面缺冒号,这里是“{c}”"; "bad JSON: a colon is missing after the field's name, found “{c}”")
            }
            Reason::MissingComma(c) => {
                say!("JSON 有误:两项之间缺逗号,或缺右括号,这里是“{c}”"; "bad JSON: a comma or closing bracket is missing, found “{c}”")
            }
            Reason::NoValue(c) => {
                say!("JSON 有误:这里应当是一个值,却是“{c}”;文字要加双引号"; "bad JSON: expected a value, found “{c}”; texts need double quotes")
            }
            Reason::SingleQuote => say!("JSON 有误:要用双引号 \",不用单引号"; "bad JSON: use double quotes, not single ones"),
            Reason::FullWidth(c) => {
                say!("JSON 有误:“{c}”是中文标点;请改用英文标点"; "bad JSON: “{c}” is a Chinese mark; use the ASCII one")
            }
            Reason::Nul => {
                say!("有 NUL 字节(0x00),不是文本;文件可能已损坏,或是 UTF-16"; "a NUL byte (0x00) is no text; the file may be damaged, or UTF-16")
            }
            Reason::StrayMark => say!("文件中间有字节顺序标记(BOM);请删去"; "a byte-order mark within the file; remove it"),
            Reason::Control(byte) => {
                say!("JSON 有误:文字里有控制字符(0x{byte:02X});换行写 \\n,制表符写 \\t"; "bad JSON: a control character (0x{byte:02X}) in a text; write \\n for a line break, \\t for a tab")
            }
            Reason::BadEscape => {
                say!("JSON 有误:反斜线的写法不对;反斜线本身写 \\\\"; "bad JSON: no such escape; a backslash itself is written \\\\")
            }
            Reason::LoneSurrogate => say!("JSON 有误:\\u 转义只有半个字符(代理对不全)"; "bad JSON: half a surrogate pair in a \\u escape"),
            Reason::BadNumber => {
                say!("JSON 有误:数字的写法不对;不能以 0、+ 或小数点开头"; "bad JSON: not a number as JSON writes it; no leading 0, + or point")
            }
            Reason::NumberTooLarge => say!("JSON 有误:数字太大"; "bad JSON: the number is too large"),
            Reason::TooDeep => say!("嵌套超过 {MAX_DEPTH} 层;这不像一条记录"; "nested more than {MAX_DEPTH} deep; that is no record"),
            Reason::TrailingCharacters(c) => {
                say!("JSON 有误:记录写完了,后面还有“{c}”;每行只写一条记录"; "bad JSON: the record is complete, yet “{c}” follows; write one record a line")
            }
        }
    }
}
