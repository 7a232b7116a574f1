//! Event logs as XES (IEEE 1849): a row is an event, and repeats what its trace tells.
//!
//! A trace is read whole before its first row goes out: one that breaks off gives no row, for a record that lacks its
//! last events would be judged wrongly. Nothing is ever expanded or opened but what stands in the file: no DTD, no
//! entity beyond XML's own five.

mod element;
mod fault;
mod feed;
mod trace;

#[cfg(test)]
mod tests;

use super::{Row, Rows, Step, TableFault};
use element::Attribute;
use feed::Feed;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::VecDeque;
use std::io::{self, Read};
use trace::Trace;

/// Elements within elements, at most: the parser keeps the names of those that are open. A log needs three, and one
/// more for each step of nested attributes.
const DEPTH: u32 = 64;

/// A log that is being read.
pub struct Xes {
    reader: Reader<Feed>,
    buffer: Vec<u8>,
    /// Elements that are open.
    depth: u32,
    scope: Scope,
    /// What stands below this depth is passed over.
    skipped: Option<Skipped>,
    trace: Trace,
    /// `trace` has been read to its end.
    whole: bool,
    /// Rows of `trace` that went out.
    shown: usize,
    pending: VecDeque<Step>,
    noticed: Noticed,
    ended: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Outside,
    Log,
    Trace,
    Event,
    /// An event that stands in no trace.
    Loose,
    /// Behind the log.
    Behind,
}

#[derive(Clone, Copy, Debug)]
struct Skipped {
    depth: u32,
    /// It is an attribute of a trace or an event: what is nested in it is told once.
    attribute: bool,
}

/// What is told once a file.
#[derive(Clone, Copy, Debug, Default)]
struct Noticed {
    nested: bool,
    no_value: bool,
    dtd: bool,
}

/// Reads a log. `read` gives the file's own bytes, decompressed and otherwise as they are: the encoding is that of the
/// byte-order mark, else of the XML declaration, else UTF-8.
///
/// A row is an event: the trace's attributes as `case:NAME`, the event's as `NAME`. A trace without events is one row
/// with the trace's attributes alone. The columns grow with every name met. Nested attributes and lists are left out,
/// with one notice a file; extensions, globals, classifiers and the log's own attributes silently.
pub fn open(read: impl Read + Send + 'static) -> Xes {
    let mut reader = Reader::from_reader(Feed::new(Box::new(read)));
    reader.config_mut().check_end_names = true;
    Xes {
        reader,
        buffer: Vec::new(),
        depth: 0,
        scope: Scope::Outside,
        skipped: None,
        trace: Trace::default(),
        whole: false,
        shown: 0,
        pending: VecDeque::new(),
        noticed: Noticed::default(),
        ended: false,
    }
}

/// Whether these first bytes are XML: the first that is no blank is `<`, in UTF-8 or UTF-16.
pub fn is_xml(first: &[u8]) -> bool {
    let (_, mark) = feed::mark(first);
    first.iter().skip(mark).find(|b| !b.is_ascii_whitespace() && **b != 0) == Some(&b'<')
}

impl Rows for Xes {
    fn next(&mut self, row: &mut Row) -> io::Result<Step> {
        loop {
            if let Some(step) = self.pending.pop_front() {
                return Ok(step);
            }
            if self.whole && self.shown < self.trace.rows() {
                self.trace.fill(self.shown, row);
                self.shown += 1;
                return Ok(Step::Row);
            }
            if self.ended {
                return Ok(Step::End);
            }
            if self.whole {
                (self.whole, self.shown) = (false, 0);
                self.trace.clear();
            }
            if let Err(error) = self.read() {
                self.ended = true;
                self.trace.clear();
                return Err(error);
            }
        }
    }

    fn columns(&self) -> Option<&[String]> {
        Some(self.trace.columns())
    }
}

impl Xes {
    /// Reads on to the end of a trace, or to something that must be told.
    fn read(&mut self) -> io::Result<()> {
        let mut buffer = std::mem::take(&mut self.buffer);
        while !self.ended && self.pending.is_empty() {
            buffer.clear();
            let line = self.reader.get_mut().mark();
            let event = match self.reader.read_event_into(&mut buffer) {
                Ok(event) => event,
                Err(error) => {
                    let fault = fault::broken(self.reader.get_mut(), line, error)?;
                    self.break_off(fault);
                    break;
                }
            };
            self.whole = match &event {
                Event::Start(start) => {
                    self.open_element(start, line);
                    false
                }
                Event::Empty(start) => {
                    self.open_element(start, line);
                    !self.ended && self.close_element()
                }
                Event::End(_) => self.close_element(),
                Event::Eof => {
                    self.finish(line);
                    false
                }
                Event::DocType(declared) => {
                    // of a web page something else is said
                    if !declared.trim_ascii_start().get(..4).is_some_and(|name| name.eq_ignore_ascii_case("html")) {
                        self.notice_dtd(line);
                    }
                    false
                }
                Event::GeneralRef(entity) => {
                    if !entity.is_char_ref() && !FIVE.contains(&entity.xml10_content().as_ref()) {
                        self.spoil(fault::entity(line, &entity.xml10_content()));
                    }
                    false
                }
                Event::Text(_) | Event::CData(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => false,
            };
            if self.whole {
                break;
            }
        }
        self.buffer = buffer;
        Ok(())
    }

    fn open_element(&mut self, start: &BytesStart, line: u64) {
        let depth = self.depth;
        if depth == DEPTH {
            return self.break_off(fault::too_deep(line));
        }
        self.depth += 1;
        if let Some(skipped) = self.skipped {
            if skipped.attribute {
                self.notice_nested(line);
            }
            return;
        }
        let name = start.local_name();
        match (self.scope, name.as_ref()) {
            (Scope::Outside, "log") => self.scope = Scope::Log,
            (Scope::Outside, _) => {
                self.ended = true;
                self.pending.push_back(Step::Fault(fault::no_log(line, name.as_ref())));
            }
            (Scope::Log, "trace") => {
                self.scope = Scope::Trace;
                self.trace.begin(line, self.reader.get_ref().position());
            }
            (Scope::Log, "event") => {
                self.scope = Scope::Loose;
                self.trace.begin(line, self.reader.get_ref().position());
                self.trace.event(line);
            }
            (Scope::Trace, "event") => {
                self.scope = Scope::Event;
                self.trace.event(line);
            }
            (Scope::Trace | Scope::Event | Scope::Loose, _) => {
                self.skipped = Some(Skipped { depth, attribute: true });
                self.attribute(start, line);
            }
            (Scope::Log, _) => self.skipped = Some(Skipped { depth, attribute: false }),
            (Scope::Behind, _) => self.break_off(fault::behind(line)),
        }
    }

    /// Whether a trace is whole.
    fn close_element(&mut self) -> bool {
        self.depth = self.depth.saturating_sub(1);
        if let Some(skipped) = self.skipped {
            if skipped.depth == self.depth {
                self.skipped = None;
            }
            return false;
        }
        self.scope = match self.scope {
            Scope::Event => Scope::Trace,
            Scope::Trace | Scope::Loose => Scope::Log,
            Scope::Log => Scope::Behind,
            other => {
                return {
                    self.scope = other;
                    false
                };
            }
        };
        self.scope == Scope::Log && !self.trace.is_spoilt()
    }

    fn attribute(&mut self, start: &BytesStart, line: u64) {
        if self.trace.is_spoilt() {
            return;
        }
        match Attribute::read(start) {
            Ok(attribute) => {
                let told = self.trace.tell(&attribute, self.scope == Scope::Trace, self.reader.get_ref().position());
                if let Err(limit) = told {
                    self.spoil(fault::limit(self.trace.line(), limit));
                }
            }
            Err(element::Odd::Nested) => self.notice_nested(line),
            Err(element::Odd::NoValue) => {
                if !std::mem::replace(&mut self.noticed.no_value, true) {
                    self.pending.push_back(Step::Notice(fault::no_value(line)));
                }
            }
            Err(element::Odd::Wrong(wrong)) => self.spoil(fault::wrong(line, &wrong)),
        }
    }

    /// The trace at hand can't be read: one fault, none of its rows; the next goes on.
    fn spoil(&mut self, fault: TableFault) {
        if matches!(self.scope, Scope::Trace | Scope::Event | Scope::Loose) && !self.trace.is_spoilt() {
            self.trace.spoil();
            self.pending.push_back(Step::Fault(fault));
        }
    }

    /// The file can't be read on.
    fn break_off(&mut self, fault: TableFault) {
        let within = matches!(self.scope, Scope::Trace | Scope::Event | Scope::Loose).then(|| self.trace.line());
        self.trace.clear();
        self.ended = true;
        self.pending.push_back(Step::Fault(fault::cut(fault, within)));
    }

    fn finish(&mut self, line: u64) {
        match self.scope {
            Scope::Outside => self.break_off(fault::empty(line)),
            Scope::Behind => self.ended = true,
            _ => self.break_off(fault::unclosed(line)),
        }
    }

    fn notice_nested(&mut self, line: u64) {
        if !std::mem::replace(&mut self.noticed.nested, true) {
            self.pending.push_back(Step::Notice(fault::nested(line)));
        }
    }

    fn notice_dtd(&mut self, line: u64) {
        if !std::mem::replace(&mut self.noticed.dtd, true) {
            self.pending.push_back(Step::Fault(fault::dtd(line)));
        }
    }
}

/// XML's own entities.
const FIVE: [&str; 5] = ["amp", "lt", "gt", "quot", "apos"];
