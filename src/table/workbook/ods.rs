//! ODS (OpenDocument), row by row.
//!
//! The library's own reader keeps whole sheets and knows no merged cells; the format is plain enough to be streamed.

use super::bounds::ROWS;
use super::cell;
use super::fault;
use super::merge::Block;
use super::sheet::{Sheet, Stop};
use crate::table::apart::limits::{COLUMNS, ROW};
use crate::table::apart::{Frames, Unheard};
use crate::table::{Cell, Row, iso};
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read, Seek, Write};
use zip::ZipArchive;

const MIMETYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// Bytes of the manifest that are looked at.
const MANIFEST: u64 = 1 << 20;

/// Writes the rows of every sheet.
///
/// # Errors
/// Nobody listens any more.
pub fn read<RS: Read + Seek, W: Write>(file: RS, out: &mut Frames<W>) -> Result<(), Unheard> {
    match open(file, out) {
        Ok(()) => Ok(()),
        Err(Odd::Unheard(Stop::Unheard(error))) => Err(error),
        Err(Odd::Unheard(Stop::Sheet)) => Ok(()),
        Err(Odd::Password) => Ok(out.fault(&fault::password())?),
        Err(Odd::Wrong(why)) => Ok(out.fault(&fault::unreadable(&why))?),
    }
}

/// Why nothing more can be read.
enum Odd {
    Unheard(Stop),
    Password,
    Wrong(String),
}

impl From<std::io::Error> for Odd {
    fn from(error: std::io::Error) -> Odd {
        Odd::Unheard(error.into())
    }
}

fn wrong(error: impl std::fmt::Display) -> Odd {
    Odd::Wrong(error.to_string())
}

fn open<RS: Read + Seek, W: Write>(file: RS, out: &mut Frames<W>) -> Result<(), Odd> {
    let mut archive = ZipArchive::new(file).map_err(wrong)?;
    if !part(&mut archive, "mimetype", 256)?.starts_with(MIMETYPE) {
        return Err(Odd::Wrong("mimetype".to_owned()));
    }
    if part(&mut archive, "META-INF/manifest.xml", MANIFEST).is_ok_and(|manifest| manifest.contains("encryption-data")) {
        return Err(Odd::Password);
    }
    let content = archive.by_name("content.xml").map_err(wrong)?;
    let mut reader = Reader::from_reader(BufReader::new(content));
    reader.config_mut().expand_empty_elements = true;
    let mut content = Content { reader, buffer: Vec::new(), hidden: HashSet::new(), style: String::new() };
    content.read(out)
}

fn part<RS: Read + Seek>(archive: &mut ZipArchive<RS>, name: &str, most: u64) -> Result<String, Odd> {
    let mut text = Vec::new();
    archive.by_name(name).map_err(wrong)?.take(most).read_to_end(&mut text).map_err(wrong)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// `content.xml`.
struct Content<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    /// Styles of hidden sheets.
    hidden: HashSet<String>,
    /// The style that is being read.
    style: String,
}

/// What the attributes of a cell say.
#[derive(Default)]
struct Written {
    repeated: u32,
    columns: u32,
    rows: u32,
    kind: String,
    value: Option<String>,
    formula: bool,
    error: bool,
}

impl<R: BufRead> Content<R> {
    fn read<W: Write>(&mut self, out: &mut Frames<W>) -> Result<(), Odd> {
        let mut buffer = std::mem::take(&mut self.buffer);
        loop {
            buffer.clear();
            match self.reader.read_event_into(&mut buffer).map_err(wrong)? {
                Event::Start(start) => match start.name().as_ref() {
                    "style:style" => self.style = attribute(&start, "style:name").unwrap_or_default(),
                    "style:table-properties" if attribute(&start, "table:display").as_deref() == Some("false") => {
                        self.hidden.insert(self.style.clone());
                    }
                    "table:table" => {
                        let name = attribute(&start, "table:name").unwrap_or_default();
                        if attribute(&start, "table:style-name").is_some_and(|style| self.hidden.contains(&style)) {
                            out.notice(&fault::hidden(&name))?;
                            self.skip(&start)?;
                            continue;
                        }
                        let mut sheet = Sheet::begin(out, &name, Vec::new())?;
                        match self.table(&mut sheet) {
                            Ok(()) => sheet.end().map_err(Odd::Unheard)?,
                            Err(Odd::Wrong(why)) => {
                                // nothing behind it can be found, either
                                return if let stop @ Stop::Unheard(_) = sheet.give_up(&why) { Err(Odd::Unheard(stop)) } else { Ok(()) };
                            }
                            Err(Odd::Unheard(Stop::Sheet)) => return Ok(()),
                            Err(odd) => return Err(odd),
                        }
                    }
                    // deleted cells are kept here
                    "table:tracked-changes" => self.skip(&start)?,
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn table<W: Write>(&mut self, out: &mut Sheet<'_, W>) -> Result<(), Odd> {
        let (mut buffer, mut held, mut blocks, mut at) = (Vec::new(), Row::default(), Vec::new(), 0_u32);
        loop {
            buffer.clear();
            match self.reader.read_event_into(&mut buffer).map_err(wrong)? {
                Event::Start(start) => match start.name().as_ref() {
                    "table:table-row" => {
                        let repeated = count(&start, "table:number-rows-repeated");
                        self.row(&mut held, &mut blocks)?;
                        if held.is_empty() {
                            at = at.saturating_add(repeated);
                            continue;
                        }
                        for at in at..at.saturating_add(repeated) {
                            for column in 0..held.len() {
                                out.cell(at, column as u32, held.cell(column)).map_err(Odd::Unheard)?;
                            }
                            for Block { rows: (_, rows), columns } in &blocks {
                                out.merge(Block { rows: (at, at.saturating_add(*rows).min(ROWS)), columns: *columns });
                            }
                        }
                        at = at.saturating_add(repeated);
                    }
                    "table:shapes" | "office:forms" | "table:table" => self.skip(&start)?,
                    _ => {}
                },
                Event::End(end) if end.name().as_ref() == "table:table" => return Ok(()),
                Event::Eof => return Err(Odd::Wrong("</table:table>".to_owned())),
                _ => {}
            }
        }
    }

    /// Reads a row's cells, up to the last that is not blank, and the blocks that begin in it (their rows from 0).
    fn row(&mut self, held: &mut Row, blocks: &mut Vec<Block>) -> Result<(), Odd> {
        held.clear(0);
        blocks.clear();
        let (mut buffer, mut text, mut column, mut length) = (Vec::new(), String::new(), 0_u32, 0);
        loop {
            buffer.clear();
            match self.reader.read_event_into(&mut buffer).map_err(wrong)? {
                Event::Start(start) if matches!(start.name().as_ref(), "table:table-cell" | "table:covered-table-cell") => {
                    let written = written(&start);
                    let covered = start.name().as_ref() == "table:covered-table-cell";
                    self.text(start.name().as_ref(), &mut text)?;
                    let mut words = String::new();
                    let cell = if covered { Cell::Blank } else { written.cell(&text, &mut words) };
                    if written.rows > 1 || written.columns > 1 {
                        let last = column.saturating_add(written.columns.max(1) - 1).min(COLUMNS - 1);
                        blocks.push(Block { rows: (0, written.rows.max(1) - 1), columns: (column, last) });
                    }
                    if cell != Cell::Blank {
                        for column in column..column.saturating_add(written.repeated).min(COLUMNS + 1) {
                            // beyond the bound the sheet says what is wrong
                            if length > ROW {
                                break;
                            }
                            length += text.len();
                            held.set(column as usize, cell);
                        }
                    }
                    column = column.saturating_add(written.repeated);
                }
                Event::Start(start) => self.skip(&start)?,
                Event::End(_) => return Ok(()),
                Event::Eof => return Err(Odd::Wrong("</table:table-row>".to_owned())),
                _ => {}
            }
        }
    }

    /// The text of a cell: its paragraphs, a line each. Comments and drawings are none of it.
    fn text(&mut self, cell: &str, text: &mut String) -> Result<(), Odd> {
        text.clear();
        let (mut buffer, mut paragraphs) = (Vec::new(), 0);
        loop {
            buffer.clear();
            match self.reader.read_event_into(&mut buffer).map_err(wrong)? {
                Event::Start(start) => match start.name().as_ref() {
                    "text:p" => {
                        paragraphs += 1;
                        if paragraphs > 1 {
                            text.push('\n');
                        }
                    }
                    "text:s" => (0..count(&start, "text:c").min(1000)).for_each(|_| text.push(' ')),
                    "text:tab" => text.push('\t'),
                    "text:line-break" => text.push('\n'),
                    name if name.starts_with("text:") && name != "text:note" => {}
                    _ => self.skip(&start)?,
                },
                Event::Text(written) if paragraphs > 0 => text.push_str(&written.xml10_content()),
                Event::CData(written) if paragraphs > 0 => text.push_str(&written.xml10_content()),
                Event::GeneralRef(entity) => text.push_str(&resolved(&entity)?),
                Event::End(end) if end.name().as_ref() == cell => return Ok(()),
                Event::Eof => return Err(Odd::Wrong("</table:table-cell>".to_owned())),
                _ => {}
            }
        }
    }

    fn skip(&mut self, start: &BytesStart) -> Result<(), Odd> {
        self.buffer.clear();
        self.reader.read_to_end_into(start.name(), &mut self.buffer).map(drop).map_err(wrong)
    }
}

impl Written {
    fn cell<'c>(&'c self, text: &'c str, words: &'c mut String) -> Cell<'c> {
        let value = self.value.as_deref();
        let typed = match (self.kind.as_str(), value) {
            _ if self.error => return Cell::Broken(text),
            ("float" | "percentage" | "currency", Some(value)) => value.parse().ok().filter(|n: &f64| n.is_finite()).map(cell::number),
            ("boolean", Some(value)) => Some(Cell::Boolean(value.eq_ignore_ascii_case("true"))),
            ("date", Some(value)) => match (iso::instant(value), iso::local(value)) {
                (Some(at), _) => Some(Cell::Instant(at)),
                (None, Some((day, clock))) => Some(Cell::Local(day, clock)),
                (None, None) => None,
            },
            ("time", Some(value)) => match iso::span(value) {
                Some(span) => {
                    *words = span;
                    return Cell::Text(words);
                }
                None => None,
            },
            _ => None,
        };
        match typed {
            Some(cell) => cell,
            None if self.formula && (text.starts_with('#') || text.starts_with("Err:")) => Cell::Broken(text),
            // a program wrote it that does not calculate
            None if self.formula && self.kind.is_empty() && text.is_empty() => Cell::Broken("=…"),
            None if text.is_empty() => value.map_or(Cell::Blank, Cell::Text),
            None => Cell::Text(text),
        }
    }
}

fn written(start: &BytesStart) -> Written {
    let mut written = Written { repeated: 1, columns: 1, rows: 1, ..Written::default() };
    for found in start.attributes().with_checks(false).flatten() {
        let Ok(value) = found.normalized_value(XmlVersion::Implicit1_0) else { continue };
        let number = || value.parse().unwrap_or(1).max(1);
        match found.key.as_ref() {
            "table:number-columns-repeated" => written.repeated = number(),
            "table:number-columns-spanned" => written.columns = number(),
            "table:number-rows-spanned" => written.rows = number(),
            "office:value-type" => written.kind = value.into_owned(),
            "office:value" | "office:date-value" | "office:time-value" | "office:boolean-value" | "office:string-value" => {
                written.value = Some(value.into_owned());
            }
            "table:formula" => written.formula = true,
            "calcext:value-type" => written.error = value == "error",
            _ => {}
        }
    }
    written
}

fn attribute(start: &BytesStart, name: &str) -> Option<String> {
    let found = start.attributes().with_checks(false).flatten().find(|found| found.key.as_ref() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

fn count(start: &BytesStart, name: &str) -> u32 {
    attribute(start, name).and_then(|value| value.parse().ok()).unwrap_or(1).max(1)
}

fn resolved(entity: &BytesRef) -> Result<String, Odd> {
    match entity.resolve_char_ref() {
        Ok(Some(c)) => Ok(c.to_string()),
        Ok(None) => {
            let name = entity.xml10_content();
            resolve_predefined_entity(&name).map(str::to_owned).ok_or_else(|| Odd::Wrong(format!("&{name};")))
        }
        Err(error) => Err(wrong(error)),
    }
}
