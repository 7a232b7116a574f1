//! What is wrong with a log, in words.

use super::element::Wrong;
use super::feed::{Feed, TAG, Trouble};
use super::trace::{COLUMNS, Limit, REPEATED, TRACE};
use crate::lang::Bilingual;
use crate::say;
use crate::table::TableFault;
use quick_xml::Error;
use quick_xml::errors::{IllFormedError, SyntaxError};
use std::io;

fn fault(code: &'static str, line: u64, words: Bilingual) -> TableFault {
    TableFault { code, line, column: None, words }
}

/// Why the parser stopped: the file's own error goes on as one, everything else is told.
pub fn broken(feed: &mut Feed, line: u64, error: Error) -> io::Result<TableFault> {
    let words = match (feed.trouble.take(), error) {
        (Some(Trouble::TooLong), _) => {
            let most = TAG >> 20;
            return Ok(fault(
                "xes-too-long",
                line,
                say!("一个标签、一段文字或注释超过 {most} MiB,读不下去"; "a tag, text or comment is longer than {most} MiB, so nothing can be read beyond it"),
            ));
        }
        (Some(Trouble::Malformed(name)), _) => return Ok(not_text(feed.line(), name)),
        (Some(Trouble::UnknownEncoding(label)), _) => {
            let label = shortened(&label);
            return Ok(fault(
                "xes-encoding",
                line,
                say!("不认得 XML 声明里的编码“{label}”;请另存为 UTF-8"; "the XML declaration names an encoding that is not known, “{label}”: save the file as UTF-8"),
            ));
        }
        (None, Error::Io(error)) => return Err(io::Error::new(error.kind(), error)),
        (None, Error::Encoding(_)) => return Ok(not_text(line, "UTF-8")),
        (None, Error::Syntax(error)) => return Ok(syntax(line, &error)),
        (None, Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found })) => {
            let (expected, found) = (shortened(&expected), shortened(&found));
            say!("<{expected}> 未结束,却有 </{found}>"; "<{expected}> is not closed, </{found}> stands where its end should")
        }
        (None, Error::IllFormed(IllFormedError::UnmatchedEndTag(name))) => {
            let name = shortened(&name);
            say!("</{name}> 没有对应的开始标签"; "</{name}> closes what was never opened")
        }
        (None, Error::IllFormed(IllFormedError::UnclosedReference)) => {
            say!("“&”之后缺“;”(文字里的 & 应写作 &amp;)"; "“&” without “;” (an & in a text is written &amp;)")
        }
        (None, _) => say!("不是合格的 XML"; "this is not well-formed XML"),
    };
    Ok(fault("xes-syntax", line, words))
}

fn not_text(line: u64, name: &str) -> TableFault {
    fault(
        "xes-encoding",
        line,
        say!("有不属于 {name} 的字节;请按文件真正的编码改正 XML 声明,或另存为 UTF-8"; "bytes that are no {name}: correct the encoding in the XML declaration, or save the file as UTF-8"),
    )
}

fn syntax(line: u64, error: &SyntaxError) -> TableFault {
    let words = match error {
        SyntaxError::InvalidBangMarkup => say!("“<!”之后读不懂"; "“<!” begins nothing known"),
        _ => {
            say!("从这里开始的标签、注释或引号没有结束,直到文件末尾"; "a tag, comment or quote that begins here is not closed before the end of the file")
        }
    };
    fault("xes-syntax", line, words)
}

/// Adds what becomes of the trace that breaks off, and of the rest.
pub fn cut(mut fault: TableFault, trace: Option<u64>) -> TableFault {
    let end = match trace {
        Some(line) => {
            say!(";此处以前的各条轨迹照常读入,第 {line} 行开始的这条轨迹和以后的内容未读"; ". The traces before are read; the one that begins at line {line}, and what follows, is not")
        }
        None => say!(";此处以前的各条轨迹照常读入,以后的内容未读"; ". The traces before are read, what follows is not"),
    };
    fault.words.zh.push_str(&end.zh);
    fault.words.en.push_str(&end.en);
    fault
}

pub fn empty(line: u64) -> TableFault {
    fault("xes-empty", line, say!("文件里没有 XES 日志"; "there is no XES log in the file"))
}

pub fn no_log(line: u64, name: &str) -> TableFault {
    if ["html", "head", "body", "meta", "table"].iter().any(|own| name.eq_ignore_ascii_case(own)) {
        return fault(
            "web-page",
            line,
            say!("这是网页,不是案件导出:多半是系统的报错或登录页面,或者扩展名为 .xls 的网页表格;用浏览器打开看看,重新导出,或用 Excel 打开后另存为 .xlsx"; "this is a web page, no export: probably an error or sign-in page, or a page named .xls; look at it in a browser, export again, or open it in Excel and save it as .xlsx"),
        );
    }
    let name = shortened(name);
    fault(
        "xes-no-log",
        line,
        say!("根元素是 <{name}>,不是 <log>:不是 XES 日志"; "the outermost element is <{name}>, not <log>: this is no XES log"),
    )
}

pub fn unclosed(line: u64) -> TableFault {
    fault("xes-unclosed", line, say!("文件到此中断,还有标签没有结束"; "the file ends here, with tags still open"))
}

pub fn behind(line: u64) -> TableFault {
    fault(
        "xes-behind",
        line,
        say!("</log> 之后还有内容(几个日志接在了一起?请分成几个文件)"; "there is more behind </log> (logs joined together? keep them in files of their own)"),
    )
}

pub fn too_deep(line: u64) -> TableFault {
    let most = super::DEPTH;
    fault("xes-too-deep", line, say!("标签嵌套超过 {most} 层"; "tags are nested more than {most} deep"))
}

pub fn dtd(line: u64) -> TableFault {
    fault(
        "xes-dtd",
        line,
        say!("文件含 <!DOCTYPE>:其中的声明一概不执行,实体不展开,外部文件不打开"; "the file has a <!DOCTYPE>: nothing it declares is followed, no entity expanded, no other file opened"),
    )
}

pub fn entity(line: u64, name: &str) -> TableFault {
    let name = shortened(name);
    fault(
        "xes-entity",
        line,
        say!("实体 &{name}; 不展开(只认 &amp; &lt; &gt; &quot; &apos;);此条轨迹未读"; "the entity &{name}; is not expanded (only &amp; &lt; &gt; &quot; &apos; are): this trace is not read"),
    )
}

/// A tag that spoils its trace.
pub fn wrong(line: u64, wrong: &Wrong) -> TableFault {
    match wrong {
        Wrong::Entity(name) => entity(line, name),
        Wrong::Control(c) => {
            let code = u32::from(*c);
            fault(
                "xes-control",
                line,
                say!("含控制字符 U+{code:04X},XML 不许可;此条轨迹未读"; "the control character U+{code:04X}, which XML forbids: this trace is not read"),
            )
        }
        Wrong::Tag => fault(
            "xes-tag",
            line,
            say!("标签写法有误(key、value 各须有一个,值须加引号,& 须写作 &amp;);此条轨迹未读"; "the tag is not well-formed (one key, one value, both quoted, & written as &amp;): this trace is not read"),
        ),
    }
}

pub fn limit(line: u64, limit: Limit) -> TableFault {
    let (trace, repeated) = (TRACE >> 20, REPEATED >> 20);
    match limit {
        Limit::Bytes => fault(
            "xes-trace-too-long",
            line,
            say!("从这里开始的轨迹超过 {trace} MiB,未读"; "the trace that begins here is longer than {trace} MiB and is not read"),
        ),
        Limit::Repeated => fault(
            "xes-trace-too-long",
            line,
            say!("从这里开始的轨迹,其自身的属性在各事件上重复起来超过 {repeated} MiB,未读"; "what the trace that begins here tells is more than {repeated} MiB, repeated for each of its events: it is not read"),
        ),
        Limit::Columns => fault(
            "xes-too-many-names",
            line,
            say!("日志里的属性名超过 {COLUMNS} 个;从这里开始的轨迹又有新的属性名,未读"; "the log has more than {COLUMNS} names of attributes; the trace that begins here brings another and is not read"),
        ),
    }
}

pub fn nested(line: u64) -> TableFault {
    fault(
        "xes-nested",
        line,
        say!("嵌套的属性和列表(自此处起)不读:只取轨迹和事件的第一层属性"; "nested attributes and lists (from here on) are left out: only a trace's and an event's own attributes are read"),
    )
}

pub fn no_value(line: u64) -> TableFault {
    fault("xes-no-value", line, say!("没有 value 的属性(自此处起)不读"; "attributes without a value (from here on) are left out"))
}

/// A name from the file, no longer than a message bears.
fn shortened(name: &str) -> String {
    const MOST: usize = 40;
    let mut short: String = name.chars().take(MOST).map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    if name.chars().nth(MOST).is_some() {
        short.push('…');
    }
    short
}
