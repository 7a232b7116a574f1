//! The ledger as a workbook: a row a verdict, a summary, the data errors. Rows go to the file as they come: memory
//! does not grow with them. Texts are strings and never formulas.

mod cells;
mod charts;
mod errors;
mod ledger;
mod style;
mod summary;

use super::closing::Closing;
use super::format::{Format, Holds, Out, Report};
use super::moment;
use super::packed::Packed;
use super::setting::Setting;
use crate::lang::Lang;
use crate::say;
use cells::{Cell, points};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use std::io;
use style::{Style, Styles};

pub static FORMAT: Format = Format {
    name: "xlsx",
    about: "台账:Excel 工作簿,每行一个结论,附汇总和数据错误 · the ledger: a workbook with a summary and the data errors",
    suffixes: &["xlsx"],
    is_text: false,
    holds: Holds::Everything,
    explains: false,
    draws: true,
    joins: true,
    writer: |setting| Box::new(ledger::Rows::new(setting)),
    open: |setting, out| Book::open(setting, out, LAST_ROW).map(|book| Box::new(book) as Box<dyn Report>),
};

/// The last row of a sheet, from 0.
const LAST_ROW: u32 = 1_048_575;

/// A row is as high as so many lines unless it says otherwise. The library keeps every height that was set in memory, half
/// a kilobyte each: the first rows of a sheet have their own.
const LINES: usize = 2;
const SET: u32 = 20_000;

/// The longest text of a cell, in UTF-16 units.
const LONGEST: usize = 32_767;

/// The workbook as it grows.
struct Book<'r> {
    setting: &'r Setting<'r>,
    out: Out<'r>,
    workbook: Workbook,
    styles: Styles,
    /// The last row that a sheet may have.
    last: u32,
    /// Sheets of the ledger so far.
    ledgers: usize,
    /// The next row of the last of them.
    row: u32,
}

impl<'r> Book<'r> {
    fn open(setting: &'r Setting<'r>, out: Out<'r>, last: u32) -> io::Result<Book<'r>> {
        let mut workbook = Workbook::new();
        let (day, _) = setting.zone().local(setting.as_of);
        let date = day.date();
        let title = setting.pick(say!("督办台账"; "duban ledger"));
        let mut properties = DocProperties::new().set_title(&title).set_author("duban");
        // the clock's date would make two runs differ
        if let Ok(at) = ExcelDateTime::parse_from_str(&date.format("%Y-%m-%d").to_string()) {
            properties = properties.set_creation_datetime(&at);
        }
        workbook.set_properties(&properties);
        let mut book = Book { setting, out, workbook, styles: Styles::new(setting.lang), last, ledgers: 0, row: 0 };
        book.add_ledger().map_err(said)?;
        Ok(book)
    }

    fn ledger_name(&self, n: usize) -> String {
        let name = self.setting.pick(say!("台账"; "Ledger"));
        if n == 0 { name } else { format!("{name} {}", n + 1) }
    }

    fn add_ledger(&mut self) -> Result<(), XlsxError> {
        let name = self.ledger_name(self.ledgers);
        let as_of = moment::as_of(self.setting.as_of, &self.setting.zone());
        let setting = self.setting;
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(&name)?;
        let columns = ledger::columns(setting);
        let last_column = u16::try_from(columns.len()).unwrap_or(1).saturating_sub(1);
        for (n, (heading, width)) in (0u16..).zip(&columns) {
            sheet.set_column_width(n, f64::from(*width))?;
            sheet.write_string_with_format(0, n, heading.get(setting.lang), self.styles.get(Style::Head))?;
        }
        sheet.set_default_row_height(points(LINES));
        sheet.set_row_height(0, points(1))?;
        sheet.set_freeze_panes(1, 1)?;
        sheet.autofilter(0, 0, self.last.saturating_sub(1), last_column)?;
        sheet.set_repeat_rows(0, 0)?;
        for_print(sheet, &setting.pick(say!("督办台账(截至 {as_of})"; "ledger as of {as_of}")), setting.lang);
        self.ledgers += 1;
        self.row = 1;
        Ok(())
    }

    fn sheet(&mut self) -> Result<&mut Worksheet, XlsxError> {
        self.workbook.worksheet_from_index(self.ledgers.saturating_sub(1))
    }

    fn rows(&mut self, bytes: &[u8]) -> Result<(), XlsxError> {
        let mut packed = Packed(bytes);
        while !packed.is_empty() {
            if self.row >= self.last {
                self.turn_over()?;
            }
            let row = self.row;
            // borrowed apart: the sheet is the workbook's
            let Book { workbook, styles, ledgers, .. } = self;
            let sheet = workbook.worksheet_from_index(ledgers.saturating_sub(1))?;
            let mut column = 0;
            loop {
                match cells::next(&mut packed) {
                    Cell::Blank => sheet.write_blank(row, column, styles.get(Style::Text))?,
                    Cell::Text(text, style) => sheet.write_string_with_format(row, column, fitting(text), styles.named(style))?,
                    Cell::Number(number, style) => sheet.write_number_with_format(row, column, number, styles.named(style))?,
                    Cell::End(lines) => {
                        if usize::from(lines) != LINES && row < SET {
                            sheet.set_row_height(row, points(usize::from(lines)))?;
                        }
                        break;
                    }
                };
                column += 1;
            }
            self.row += 1;
        }
        Ok(())
    }

    /// The sheet is full: its last row says where the ledger goes on.
    fn turn_over(&mut self) -> Result<(), XlsxError> {
        let next = self.ledger_name(self.ledgers);
        let words = self.setting.pick(say!("本表已满,接下页“{next}”"; "this sheet is full: continued on sheet “{next}”"));
        let (row, strong) = (self.row, self.styles.get(Style::Strong).clone());
        self.sheet()?.write_string_with_format(row, 0, words, &strong)?;
        self.add_ledger()
    }

    fn finish(mut self: Box<Self>, closing: &Closing<'_>) -> Result<(), XlsxError> {
        summary::write(&mut self, closing)?;
        errors::write(&mut self, closing)?;
        let Book { workbook, out, .. } = &mut *self;
        workbook.save_to_writer(&mut *out)?;
        out.flush()?;
        Ok(())
    }
}

impl Report for Book<'_> {
    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.rows(bytes).map_err(said)
    }

    fn close(self: Box<Self>, closing: &Closing<'_>) -> io::Result<()> {
        self.finish(closing).map_err(said)
    }
}

/// Landscape on A4, as wide as the page, with pages numbered.
fn for_print(sheet: &mut Worksheet, heading: &str, lang: Lang) {
    let heading = heading.replace('&', "&&");
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.6, 0.5, 0.3, 0.3);
    sheet.set_header(format!("&C{heading}"));
    sheet.set_footer(if lang == Lang::Zh { "&C第 &P 页,共 &N 页" } else { "&Cpage &P of &N" });
}

/// A text that a cell can hold.
fn fitting(text: &str) -> std::borrow::Cow<'_, str> {
    if text.len() <= LONGEST {
        return text.into();
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units >= LONGEST
    });
    end.map_or(text.into(), |(end, _)| format!("{}…", &text[..end]).into())
}

fn said(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tally::Tally;
    use crate::time::Instant;
    use crate::verdict::Show;
    use calamine::Reader;
    use cells::Cells;
    use std::sync::{Arc, Mutex};

    /// A file that can still be read once the report has closed it.
    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_sheet_says_where_the_ledger_goes_on() {
        let setting = Setting {
            plans: &[],
            as_of: Instant(0),
            known_at: None,
            since: Instant(0),
            show: Show::All,
            readings: false,
            lang: Lang::En,
            colour: false,
            columns: 100,
        };
        let out = Shared::default();
        let mut book = Book::open(&setting, Box::new(out.clone()), 3).unwrap();
        for n in 0..5 {
            let mut row = Vec::new();
            let mut cells = Cells::new(&[9], &mut row);
            cells.text(&format!("record {n}"));
            cells.end();
            book.take(&row).unwrap();
        }
        let closing = Closing {
            tally: &Tally::default(),
            metrics: &[],
            charts: &[],
            complaints: &[],
            errors: 0,
            remarks: Vec::new(),
            notices: Vec::new(),
            not_judged: Vec::new(),
            cut_short: None,
        };
        Box::new(book).close(&closing).unwrap();
        let bytes = out.0.lock().unwrap().clone();
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(io::Cursor::new(bytes)).unwrap();
        let mut first = |sheet: &str| book.worksheet_range(sheet).unwrap().rows().map(|row| row[0].to_string()).collect::<Vec<_>>();
        assert_eq!(first("Ledger"), ["record", "record 0", "record 1", "this sheet is full: continued on sheet “Ledger 2”"]);
        assert_eq!(first("Ledger 2"), ["record", "record 2", "record 3", "this sheet is full: continued on sheet “Ledger 3”"]);
        assert_eq!(first("Ledger 3"), ["record", "record 4"]);
        assert!(first("Summary").contains(&"ledger".to_owned()));
    }
}
