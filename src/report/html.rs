//! One page that holds a whole run: summary, charts, a table to search, and each record with its timeline and the
//! reasons of its verdicts. It asks for nothing from outside and works offline.
//!
//! Threads write each record as pieces: how many rows of the table it has, these as JSON, and its panel as finished
//! markup. Pieces go, packed, to temporary files while the run lasts: what stands before them is known only at the end,
//! and all rows come before all panels, so that the table can be used while a browser still reads.

mod base64;
mod notices;
mod pack;
mod page;
mod panel;
mod row;
pub mod sealed;
mod tiles;
pub mod timeline;
pub mod verdict;

use super::closing::Closing;
use super::format::{Format, Holds, Judged, Out, Report, Writer};
use super::json;
use super::packed::{Packed, put, put_number};
use super::setting::Setting;
use pack::Pack;
use row::Rows;
use std::io;

pub static FORMAT: Format = Format {
    name: "html",
    about: "一个网页文件:汇总、图、可筛选的表、逐案时间线 · one web page: summary, charts, a table to filter, timelines",
    suffixes: &["html", "htm"],
    is_text: true,
    holds: Holds::Everything,
    explains: true,
    draws: true,
    joins: false,
    writer: |setting| Box::new(Pieces { rows: Rows::new(setting), setting, row: Vec::new(), panel: String::new() }),
    open: |setting, out| Ok(Box::new(Page::open(setting, out)?)),
};

/// Rows that stand in the page itself, for browsers that run no scripts and for who reads the source.
const PLAIN: usize = 200;

/// So many bytes of panels are packed together: what a browser unpacks to show one record.
const PANELS: usize = 1 << 19;

/// So many bytes of rows are packed together.
const ROWS: usize = 1 << 21;

struct Pieces<'r> {
    setting: &'r Setting<'r>,
    rows: Rows<'r>,
    row: Vec<u8>,
    panel: String,
}

impl Writer for Pieces<'_> {
    fn record(&mut self, judged: &Judged<'_>, out: &mut Vec<u8>) {
        if judged.verdicts.is_empty() {
            return;
        }
        put_number(i64::try_from(judged.verdicts.len()).unwrap_or(0), out);
        self.row.clear();
        self.rows.write(judged, &mut self.row);
        put(std::str::from_utf8(&self.row).unwrap_or_default(), out);
        self.panel.clear();
        panel::write(judged, self.setting, &mut self.panel);
        self.row.clear();
        json::escape::text(&self.panel, &mut self.row);
        put(std::str::from_utf8(&self.row).unwrap_or_default(), out);
    }
}

/// Pieces as they come, and the page at the end.
struct Page<'r> {
    setting: &'r Setting<'r>,
    out: Out<'r>,
    rows: Pack,
    panels: Pack,
    /// The first records' rows, as JSON.
    first: Vec<String>,
    records: u64,
    verdicts: u64,
}

impl<'r> Page<'r> {
    fn open(setting: &'r Setting<'r>, out: Out<'r>) -> io::Result<Page<'r>> {
        let (rows, panels) = (Pack::new("rows", ROWS)?, Pack::new("panels", PANELS)?);
        Ok(Page { setting, out, rows, panels, first: Vec::new(), records: 0, verdicts: 0 })
    }
}

impl Report for Page<'_> {
    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut packed = Packed(bytes);
        while !packed.is_empty() {
            self.verdicts += u64::try_from(packed.number()).unwrap_or(0);
            let (rows, panel) = (packed.text(), packed.text());
            if self.first.len() < PLAIN {
                self.first.push(rows.to_owned());
            }
            self.rows.add(rows, self.records)?;
            self.panels.add(panel, self.records)?;
            self.records += 1;
        }
        Ok(())
    }

    fn close(mut self: Box<Self>, closing: &Closing<'_>) -> io::Result<()> {
        let head = page::head(self.setting, closing, &self.first, (self.records, self.verdicts));
        self.out.write_all(head.as_bytes())?;
        self.rows.copy(&mut self.out)?;
        self.out.write_all(page::script().as_bytes())?;
        self.panels.copy(&mut self.out)?;
        self.out.write_all(page::TAIL.as_bytes())?;
        self.out.flush()
    }
}
