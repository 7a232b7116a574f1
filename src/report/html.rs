//! One page that holds a whole run: summary, charts, a table to search, and each record with its timeline and the
//! reasons of its verdicts. It asks for nothing from outside and works offline.
//!
//! Threads write each record as pieces: how many rows of the table it has, these as JSON, and its panel as finished markup. Pieces go,
//! packed, to a temporary file while the run lasts; what stands before them is known only at the end.

mod base64;
mod notices;
mod pack;
mod page;
mod panel;
mod row;
mod tiles;
pub mod timeline;
pub mod verdict;

use super::closing::Closing;
use super::format::{Format, Holds, Judged, Out, Report, Writer};
use super::setting::Setting;
use pack::Pack;
use row::Rows;
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};

pub static FORMAT: Format = Format {
    name: "html",
    about: "一个网页文件:汇总、图、可筛选的表、逐案时间线 · one web page: summary, charts, a table to filter, timelines",
    suffixes: &["html", "htm"],
    is_text: true,
    holds: Holds::Everything,
    explains: true,
    draws: true,
    joins: false,
    writer: |setting| Box::new(Pieces { rows: Rows::new(setting), setting, panel: String::new() }),
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
    panel: String,
}

impl Writer for Pieces<'_> {
    fn record(&mut self, judged: &Judged<'_>, out: &mut Vec<u8>) {
        if judged.verdicts.is_empty() {
            return;
        }
        let rows = judged.verdicts.len() as u64;
        piece(out, |out| out.extend_from_slice(&rows.to_le_bytes()));
        piece(out, |out| self.rows.write(judged, out));
        self.panel.clear();
        panel::write(judged, self.setting, &mut self.panel);
        piece(out, |out| super::json::escape::text(&self.panel, out));
    }
}

/// What `write` writes, behind its length.
fn piece(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let at = out.len();
    out.extend_from_slice(&[0; 4]);
    write(out);
    let len = u32::try_from(out.len() - at - 4).unwrap_or(u32::MAX);
    if let Some(place) = out.get_mut(at..at + 4) {
        place.copy_from_slice(&len.to_le_bytes());
    }
}

/// Pieces as they come, and the page at the end.
struct Page<'r> {
    setting: &'r Setting<'r>,
    out: Out<'r>,
    body: BufWriter<File>,
    rows: Pack,
    panels: Pack,
    /// The first records' rows, as JSON.
    first: Vec<Vec<u8>>,
    records: u64,
    verdicts: u64,
}

impl<'r> Page<'r> {
    fn open(setting: &'r Setting<'r>, out: Out<'r>) -> io::Result<Page<'r>> {
        let body = BufWriter::with_capacity(1 << 16, tempfile::tempfile()?);
        Ok(Page {
            setting,
            out,
            body,
            rows: Pack::new("rows", ROWS),
            panels: Pack::new("panels", PANELS),
            first: Vec::new(),
            records: 0,
            verdicts: 0,
        })
    }
}

impl Report for Page<'_> {
    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut rest = bytes;
        while let (Some(count), Some(rows), Some(panel)) = (next(&mut rest), next(&mut rest), next(&mut rest)) {
            self.verdicts += count.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
            if self.first.len() < PLAIN {
                self.first.push(rows.to_vec());
            }
            self.rows.add(rows, self.records, &mut self.body)?;
            self.panels.add(panel, self.records, &mut self.body)?;
            self.records += 1;
        }
        Ok(())
    }

    fn close(mut self: Box<Self>, closing: &Closing<'_>) -> io::Result<()> {
        self.rows.flush(&mut self.body)?;
        self.panels.flush(&mut self.body)?;
        self.body.flush()?;
        let mut body = self.body.into_inner().map_err(io::IntoInnerError::into_error)?;
        body.seek(SeekFrom::Start(0))?;
        let head = page::head(self.setting, closing, &self.first, (self.records, self.verdicts));
        self.out.write_all(head.as_bytes())?;
        io::copy(&mut body, &mut self.out)?;
        self.out.write_all(page::tail().as_bytes())?;
        self.out.flush()
    }
}

fn next<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (len, after) = rest.split_first_chunk::<4>()?;
    let (piece, after) = after.split_at_checked(u32::from_le_bytes(*len) as usize)?;
    *rest = after;
    Some(piece)
}
