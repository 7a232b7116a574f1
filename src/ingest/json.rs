//! Divides JSON that is not one record a line: an array of records, records spread over lines, several of either.
//!
//! Only texts and depth are followed here; what an element says is read later. Memory is bounded by the largest
//! element, and one beyond the limit is passed over. A bracket that is never closed takes what follows with it, and that is
//! told.

use super::block::{Block, Piece};
use super::extent::Extent;
use super::fault::{DataFault, Place};
use super::feed::Feed;
use super::reason::Reason;
use std::io::{self, Read};

/// So many elements at most in one block.
const PIECES: usize = 8_192;

/// The state between two blocks.
#[derive(Debug)]
pub(super) struct Elements {
    carry: Vec<u8>,
    /// The place of byte `mark`.
    place: Place,
    mark: usize,
    /// How far the text has been looked at.
    at: usize,
    in_array: bool,
    last: Last,
    element: Option<Element>,
}

/// What stands last in the open array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Bracket,
    Value,
    Comma,
    /// Said once, until the next value.
    Fault,
}

/// The element whose end is looked for.
#[derive(Debug)]
struct Element {
    start: usize,
    place: Place,
    extent: Extent,
    /// False once it is longer than the limit.
    held: bool,
    /// It starts with `{`.
    curly: bool,
}

impl Elements {
    pub fn new(place: Place) -> Elements {
        Elements { carry: Vec::new(), place, mark: 0, at: 0, in_array: false, last: Last::Bracket, element: None }
    }

    /// How far it has come.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Fills a block with complete elements; false at the end of the input.
    ///
    /// # Errors
    /// The input cannot be read on; what was complete before stands in the block.
    pub fn fill<R: Read>(&mut self, feed: &mut Feed<R>, block: &mut Block) -> io::Result<bool> {
        let mut pieces = Vec::new();
        let mut read = Ok(());
        block.text.append(&mut self.carry);
        loop {
            if self.divide(&block.text, block.limit, &mut pieces) {
                break;
            }
            if feed.ended() {
                if read.is_err() {
                    (self.element, self.in_array) = (None, false);
                }
                self.finish(&block.text, block.limit, &mut pieces);
                break;
            }
            if let Some(element) = &mut self.element {
                element.held &= block.text.len() - element.start <= block.limit;
            }
            if !pieces.is_empty() {
                break;
            }
            let keep = self.let_go(&block.text);
            block.text.drain(..keep);
            read = feed.fill(&mut block.text);
        }
        let keep = self.let_go(&block.text);
        self.carry.extend_from_slice(&block.text[keep..]);
        block.text.truncate(keep);
        let more = !pieces.is_empty();
        block.pieces = Some(pieces);
        read.map(|()| more)
    }

    /// Divides the text from `at` on; true if the block has elements enough.
    fn divide(&mut self, text: &[u8], limit: usize, pieces: &mut Vec<Piece>) -> bool {
        while pieces.len() < PIECES {
            if let Some(mut element) = self.element.take() {
                let Some(len) = element.extent.end(&text[self.at..]) else {
                    self.at = text.len();
                    self.element = Some(element);
                    return false;
                };
                self.at += len;
                self.last = Last::Value;
                pieces.push(element.piece(self.at, limit));
                if element.curly && text[self.at - 1] == b']' {
                    let fault = self.unclosed(text, element.place);
                    self.in_array &= fault.is_none();
                    pieces.extend(fault);
                }
                continue;
            }
            let Some(byte) = text.get(self.at) else { return false };
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b'[' if !self.in_array => {
                    (self.in_array, self.last) = (true, Last::Bracket);
                    self.at += 1;
                }
                b',' | b']' if self.in_array => {
                    let fault = self.separator(*byte);
                    pieces.extend(fault.map(|reason| self.fault(text, reason)));
                    self.at += 1;
                }
                _ => {
                    if self.in_array && self.last == Last::Value {
                        let found = String::from_utf8_lossy(&text[self.at..text.len().min(self.at + 4)]).chars().next();
                        pieces.push(self.fault(text, Reason::MissingComma(found.unwrap_or_default())));
                    }
                    self.follow(text, self.at);
                    let curly = *byte == b'{';
                    self.element = Some(Element { start: self.at, place: self.place, extent: Extent::default(), held: true, curly });
                }
            }
        }
        true
    }

    /// A comma or closing bracket between elements.
    fn separator(&mut self, byte: u8) -> Option<Reason> {
        let before = std::mem::replace(&mut self.last, if byte == b',' { Last::Comma } else { Last::Bracket });
        self.in_array = byte == b',';
        let reason = match (byte, before) {
            (_, Last::Value) | (b']', Last::Bracket) => return None,
            (_, Last::Fault) => None,
            (b',', _) => Some(Reason::NoValue(',')),
            _ => Some(Reason::TrailingComma),
        };
        self.last = Last::Fault;
        reason
    }

    /// At the end of the input: what is still open.
    fn finish(&mut self, text: &[u8], limit: usize, pieces: &mut Vec<Piece>) {
        self.at = text.len();
        match self.element.take() {
            Some(element) => {
                pieces.push(element.piece(self.at, limit));
                pieces.extend(if element.extent.is_open() { self.unclosed(text, element.place) } else { None });
            }
            None if self.in_array => pieces.push(self.fault(text, Reason::UnexpectedEnd)),
            None => {}
        }
        self.in_array = false;
    }

    /// Where a value from `place` to here took lines with it that are not its own.
    fn unclosed(&mut self, text: &[u8], place: Place) -> Option<Piece> {
        self.follow(text, self.at);
        let lines = self.place.line - place.line + u64::from(self.place.column > 1);
        (lines > 1).then(|| Piece::new(place, Err(DataFault::Json(Reason::Unclosed(lines)))))
    }

    fn fault(&mut self, text: &[u8], reason: Reason) -> Piece {
        self.follow(text, self.at);
        Piece::new(self.place, Err(DataFault::Json(reason)))
    }

    fn follow(&mut self, text: &[u8], to: usize) {
        self.place = self.place.after(&text[self.mark..to]);
        self.mark = to;
    }

    /// Forgets all but the element that is held; what is forgotten is so many bytes from the front.
    fn let_go(&mut self, text: &[u8]) -> usize {
        let keep = match &self.element {
            Some(element) if element.held => element.start,
            _ => self.at,
        };
        self.follow(text, keep);
        self.mark = 0;
        self.at -= keep;
        if let Some(element) = &mut self.element {
            element.start = 0;
        }
        keep
    }
}

impl Element {
    fn piece(&self, end: usize, limit: usize) -> Piece {
        let held = self.held && end - self.start <= limit;
        let found = if held { Ok(self.start..end) } else { Err(DataFault::TooLong { limit }) };
        Piece::new(self.place, found)
    }
}
