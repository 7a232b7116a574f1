//! The sheet of data errors: what was not judged, where it stands and what is wrong with it.

use super::cells::{lines, points};
use super::style::Style;
use super::{Book, fitting, for_print};
use crate::report::closing::Closing;
use crate::say;
use rust_xlsxwriter::XlsxError;

/// Adds the sheet; where there are no errors it says so.
pub fn write(book: &mut Book<'_>, closing: &Closing<'_>) -> Result<(), XlsxError> {
    let Book { setting, workbook, styles, .. } = book;
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    let title = setting.pick(say!("数据错误"; "Data errors"));
    sheet.set_name(&title)?;
    let columns = [
        (say!("文件"; "file"), 36.0),
        (say!("行"; "line"), 9.0),
        (say!("列"; "column"), 9.0),
        (say!("代码"; "code"), 18.0),
        (say!("说明"; "in words"), 90.0),
    ];
    for (n, (heading, width)) in (0u16..).zip(&columns) {
        sheet.set_column_width(n, *width)?;
        sheet.write_string_with_format(0, n, heading.get(setting.lang), styles.get(Style::Head))?;
    }
    let mut row = 1;
    for complaint in closing.complaints {
        let text = styles.get(Style::Text);
        sheet.write_string_with_format(row, 0, fitting(complaint.file.as_deref().unwrap_or_default()), text)?;
        sheet.write_number_with_format(row, 1, complaint.line as f64, styles.get(Style::Number))?;
        sheet.write_number_with_format(row, 2, f64::from(complaint.column), styles.get(Style::Number))?;
        sheet.write_string_with_format(row, 3, complaint.code, text)?;
        let words = complaint.in_full(setting.lang);
        sheet.write_string_with_format(row, 4, fitting(&words), text)?;
        sheet.set_row_height(row, points(lines(&words, 90)))?;
        row += 1;
    }
    let more = closing.more_errors();
    if closing.errors == 0 {
        sheet.write_string_with_format(row, 0, setting.pick(say!("没有数据错误"; "no data errors")), styles.get(Style::Text))?;
    } else if more > 0 {
        let words = say!("另有 {more} 处数据错误没有列出"; "{more} more data errors are not listed");
        sheet.write_string_with_format(row, 0, setting.pick(words), styles.get(Style::Strong))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, row.saturating_sub(1).max(1), 4)?;
    sheet.set_repeat_rows(0, 0)?;
    for_print(sheet, &title, setting.lang);
    Ok(())
}
