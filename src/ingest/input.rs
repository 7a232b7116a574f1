//! One input, divided into blocks whatever its format. Memory stays bounded whatever it holds.

use super::block::Block;
use super::encoding::Noted;
use super::fault::{DataError, DataFault, Place};
use super::feed::Feed;
use super::format::{Format, MARK};
use super::json::Elements;
use super::lines::Lines;
use super::warning::WarningKind;
use std::io::{self, Read};

/// Bytes in a block, about: its records and verdicts stay in a core's own cache.
pub const BLOCK: usize = 128 << 10;

/// So many bytes are looked at to tell the format.
const HEAD: usize = 64 << 10;

/// A record is at most so long.
pub const LIMIT: usize = 16 << 20;

/// An input that is being read.
#[derive(Debug)]
pub struct Input<R> {
    feed: Feed<R>,
    start: Place,
    step: usize,
    limit: usize,
    state: State,
    /// Something was in it.
    any: bool,
    /// A fault for which the last block had no room.
    late: Option<DataError>,
    /// What becomes known of its encoding, and whether it has been said that it was a guess.
    noted: Noted,
    said: bool,
}

#[derive(Debug)]
enum State {
    Unread,
    Lines(Lines),
    Json(Elements),
    Ended,
}

impl<R: Read> Input<R> {
    /// The `n`-th input of the run, in blocks of [`BLOCK`] bytes, its records at most [`LIMIT`] bytes long.
    pub fn new(n: u32, read: R) -> Input<R> {
        Input::with_sizes(n, read, BLOCK, LIMIT)
    }

    /// As [`Input::new`], where something is found out about the encoding of what is read.
    pub fn of(n: u32, read: R, noted: Noted) -> Input<R> {
        Input { noted, ..Input::new(n, read) }
    }

    /// The same, known to hold a record a line.
    #[must_use]
    pub fn lines(self) -> Input<R> {
        Input { state: State::Lines(Lines::new(self.start)), ..self }
    }

    /// As [`Input::new`], with other sizes.
    pub fn with_sizes(n: u32, read: R, step: usize, limit: usize) -> Input<R> {
        let start = Place::start(n);
        Input {
            feed: Feed::new(read, step),
            start,
            step,
            limit,
            state: State::Unread,
            any: false,
            late: None,
            noted: Noted::default(),
            said: false,
        }
    }

    /// The next block; none at the end. `spare` is a block that is done with, for its memory.
    pub fn next(&mut self, spare: Option<Block>) -> Option<Block> {
        let mut block = spare.unwrap_or_default().cleared(self.start, self.limit, self.step);
        block.marks = None;
        if let Some(late) = self.late.take() {
            block.fault = Some(late);
            self.any = true;
            return Some(block);
        }
        if matches!(self.state, State::Unread) {
            self.open();
        }
        let filled = match &mut self.state {
            State::Lines(lines) => lines.fill(&mut self.feed, &mut block),
            State::Json(elements) => elements.fill(&mut self.feed, &mut block),
            State::Unread | State::Ended => Ok(false),
        };
        let more = match filled {
            Ok(more) => more,
            Err(error) => self.fail(&error, &mut block),
        };
        if !more {
            self.state = State::Ended;
        }
        block.encoding = self.noted.get().map(|found| found.encoding);
        if let Some(assumed) = self.noted.assumed().filter(|_| !std::mem::replace(&mut self.said, true)) {
            block.warnings.push((WarningKind::AssumedEncoding, assumed.to_owned(), Place::whole(self.start.input)));
        }
        let found = block.fault.is_some() || block.entries().next().is_some();
        let empty = !more && !found && !self.any;
        if empty {
            block.warnings.push((WarningKind::EmptyInput, String::new(), Place::whole(self.start.input)));
        }
        self.any |= found || empty;
        (more || found || empty).then_some(block)
    }

    /// Looks at the first bytes and decides how to go on.
    fn open(&mut self) {
        let mut first = self.feed.peek(HEAD);
        let marked = first.starts_with(MARK);
        if marked {
            first = &first[MARK.len()..];
        }
        self.state = match Format::of(first) {
            Format::Lines => State::Lines(Lines::new(self.start)),
            Format::Json => State::Json(Elements::new(self.start)),
        };
        if marked {
            self.feed.skip(MARK.len());
        }
    }

    /// Notes that the input cannot be read on: after what was complete.
    fn fail(&mut self, error: &io::Error, block: &mut Block) -> bool {
        let place = match &self.state {
            State::Lines(lines) => lines.place(),
            State::Json(elements) => elements.place(),
            State::Unread | State::Ended => self.start,
        };
        let fault = DataError { place, fault: DataFault::from(error) };
        match &block.fault {
            None => block.fault = Some(fault),
            Some(_) => self.late = Some(fault),
        }
        true
    }
}
