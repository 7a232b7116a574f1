//! What is wrong with a workbook, in words.

use super::bounds::{RATIO, STORED, UNPACKED};
use crate::lang::Bilingual;
use crate::say;
use crate::table::TableFault;
use crate::table::apart::limits::ROW;

/// Every code of this module.
pub const CODES: [&str; 10] = [
    "workbook-password",
    "workbook-unreadable",
    "workbook-too-large",
    "workbook-bomb",
    "sheet-hidden",
    "sheet-unreadable",
    "sheet-merges",
    "sheet-order",
    "row-unreadable",
    "row-too-long",
];

fn fault(code: &'static str, line: u64, words: Bilingual) -> TableFault {
    TableFault { code, line, column: None, words }
}

pub fn password() -> TableFault {
    fault(
        "workbook-password",
        1,
        say!("工作簿设有密码,无法读取;请去掉密码后另存"; "the workbook is protected by a password and cannot be read: save it without one"),
    )
}

/// `why` is the reader's own words.
pub fn unreadable(why: &str) -> TableFault {
    let why = shortened(why);
    fault(
        "workbook-unreadable",
        1,
        say!("工作簿损坏,或不是 XLSX、XLSM、XLSB、XLS、ODS({why});请重新导出,或把工作表另存为 CSV"; "the workbook is damaged, or is no XLSX, XLSM, XLSB, XLS or ODS ({why}): export it again, or save the sheet as CSV"),
    )
}

pub fn too_large(bytes: u64) -> TableFault {
    let (size, most) = (bytes >> 20, STORED >> 20);
    fault(
        "workbook-too-large",
        1,
        say!("工作簿有 {size} MiB,超过 {most} MiB,未读;请把工作表另存为 CSV"; "the workbook has {size} MiB, more than {most} MiB, and is not read: save the sheet as CSV"),
    )
}

pub fn bomb(name: &str) -> TableFault {
    let (name, most) = (shortened(name), UNPACKED >> 30);
    fault(
        "workbook-bomb",
        1,
        say!("工作簿里的 {name} 解压后大得反常(超过 {RATIO} 倍,或全部超过 {most} GiB),未读;若确是正常文件,请把工作表另存为 CSV"; "{name} in the workbook unpacks to an unreasonable size (more than {RATIO} times, or more than {most} GiB in all), so it is not read; if the file is genuine, save the sheet as CSV"),
    )
}

pub fn hidden(name: &str) -> TableFault {
    let name = shortened(name);
    fault(
        "sheet-hidden",
        1,
        say!("工作表“{name}”是隐藏的,未读;需要时请取消隐藏"; "the sheet “{name}” is hidden and not read: unhide it if it is wanted"),
    )
}

pub fn unread_sheet(line: u64, name: &str, why: &str) -> TableFault {
    let (name, why) = (shortened(name), shortened(why));
    fault(
        "sheet-unreadable",
        line,
        say!("工作表“{name}”从第 {line} 行起读不下去({why});请把它另存为 CSV"; "the sheet “{name}” cannot be read from row {line} on ({why}): save it as CSV"),
    )
}

pub fn no_merges(name: &str) -> TableFault {
    let name = shortened(name);
    fault(
        "sheet-merges",
        1,
        say!("工作表“{name}”里合并的单元格,值只算在第一格:这种格式读不出合并范围;有合并时请另存为 XLSX"; "merged cells of the sheet “{name}” count for their first cell only, as this format does not tell which they are: save it as XLSX if there are any"),
    )
}

pub fn order(line: u64, name: &str) -> TableFault {
    let name = shortened(name);
    fault(
        "sheet-order",
        line,
        say!("工作表“{name}”的行列次序错乱(第 {line} 行),以后的未读;请重新导出"; "rows or columns of the sheet “{name}” are out of order or out of bounds (row {line}); what follows is not read: export it again"),
    )
}

pub fn unread_row(line: u64, why: &str) -> TableFault {
    let why = shortened(why);
    fault(
        "row-unreadable",
        line,
        say!("这一行有单元格读不出({why}),整行未读"; "a cell of this row cannot be read ({why}), so the row is not read"),
    )
}

pub fn long_row(line: u64) -> TableFault {
    let most = ROW >> 20;
    fault("row-too-long", line, say!("这一行超过 {most} MiB,未读"; "this row is longer than {most} MiB and is not read"))
}

/// Text from the file, no longer than a message bears.
fn shortened(text: &str) -> String {
    const MOST: usize = 80;
    let mut short: String = text.chars().take(MOST).map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    if text.chars().nth(MOST).is_some() {
        short.push('…');
    }
    short
}
