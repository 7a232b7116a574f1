//! The bytes of a log as UTF-8, lines counted, and never more of them between two tags than a tag may hold: the parser
//! itself would keep a tag of any length.

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, BufRead, Read};

/// Bytes of one tag, text, comment or DTD, at most: no remark in a case file comes near it.
pub const TAG: u64 = 4 << 20;

/// Bytes read at a time.
const STEP: usize = 64 << 10;

/// Bytes in which an XML declaration ends, if there is one.
const HEAD: usize = 1 << 10;

pub struct Feed {
    read: Box<dyn Read + Send>,
    /// UTF-8, `start..end` not consumed yet.
    text: Vec<u8>,
    start: usize,
    end: usize,
    /// As they stand in the file; used where that is not UTF-8.
    raw: Vec<u8>,
    raw_start: usize,
    raw_end: usize,
    decoder: Option<Decoder>,
    begun: bool,
    /// The file has no more.
    exhausted: bool,
    /// All of it has been given.
    finished: bool,
    lines: u64,
    position: u64,
    marked: u64,
    /// Why it gave no more.
    pub trouble: Option<Trouble>,
}

/// Why no more bytes are given, where the file itself can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    TooLong,
    /// Bytes that are no text in this encoding.
    Malformed(&'static str),
    UnknownEncoding(String),
}

impl Feed {
    pub fn new(read: Box<dyn Read + Send>) -> Feed {
        Feed {
            read,
            text: Vec::new(),
            start: 0,
            end: 0,
            raw: vec![0; STEP],
            raw_start: 0,
            raw_end: 0,
            decoder: None,
            begun: false,
            exhausted: false,
            finished: false,
            lines: 0,
            position: 0,
            marked: 0,
            trouble: None,
        }
    }

    /// Here something new begins; returns its line, from 1.
    pub fn mark(&mut self) -> u64 {
        self.marked = self.position;
        self.lines + 1
    }

    /// Bytes of UTF-8 consumed so far.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Where reading has come to, from 1.
    pub fn line(&self) -> u64 {
        self.lines + 1
    }

    /// Reads the first bytes and decides the encoding.
    fn begin(&mut self) -> io::Result<()> {
        while self.raw_end < HEAD && !self.exhausted {
            self.more()?;
        }
        let head = self.raw.get(..self.raw_end).unwrap_or_default();
        let (mut encoding, marked) = mark(head);
        if marked == 0
            && encoding == UTF_8
            && let Some(label) = declared(head)
        {
            // UTF-16 that can be read as ASCII so far is none
            match Encoding::for_label(&label) {
                Some(named) if named != UTF_16LE && named != UTF_16BE => encoding = named,
                Some(_) => {}
                None => return Err(self.give_up(Trouble::UnknownEncoding(String::from_utf8_lossy(&label).into_owned()))),
            }
        }
        self.raw_start = marked;
        self.decoder = (encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling());
        self.text = vec![0; if self.decoder.is_some() { 3 * STEP } else { STEP }];
        self.begun = true;
        Ok(())
    }

    fn more(&mut self) -> io::Result<()> {
        loop {
            match self.read.read(self.raw.get_mut(self.raw_end..).unwrap_or_default()) {
                Ok(read) => {
                    self.raw_end += read;
                    self.exhausted = read == 0;
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Fills `text`, which is used up, with what has been read.
    fn refill(&mut self) {
        (self.start, self.end) = (0, 0);
        let Some(decoder) = &mut self.decoder else {
            std::mem::swap(&mut self.raw, &mut self.text);
            (self.start, self.end) = (self.raw_start, self.raw_end);
            (self.raw_start, self.raw_end) = (0, 0);
            self.finished = self.exhausted;
            return;
        };
        let rest = self.raw.get(self.raw_start..self.raw_end).unwrap_or_default();
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(rest, &mut self.text, self.exhausted);
        let name = decoder.encoding().name();
        self.raw_start += read;
        self.end = written;
        match result {
            DecoderResult::InputEmpty => self.finished = self.exhausted,
            DecoderResult::OutputFull => {}
            // what stands before it is still given
            DecoderResult::Malformed(..) => self.trouble = Some(Trouble::Malformed(name)),
        }
    }

    fn give_up(&mut self, trouble: Trouble) -> io::Error {
        self.trouble = Some(trouble);
        io::ErrorKind::InvalidData.into()
    }
}

impl BufRead for Feed {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.position - self.marked > TAG {
            return Err(self.give_up(Trouble::TooLong));
        }
        if !self.begun {
            self.begin()?;
        }
        while self.start == self.end {
            if let Some(trouble) = self.trouble.clone() {
                return Err(self.give_up(trouble));
            }
            if self.finished {
                break;
            }
            if self.raw_start == self.raw_end && !self.exhausted {
                (self.raw_start, self.raw_end) = (0, 0);
                self.more()?;
            }
            self.refill();
        }
        Ok(self.text.get(self.start..self.end).unwrap_or_default())
    }

    fn consume(&mut self, bytes: usize) {
        let to = (self.start + bytes).min(self.end);
        let taken = self.text.get(self.start..to).unwrap_or_default();
        self.lines += memchr::memchr_iter(b'\n', taken).count() as u64;
        self.position += taken.len() as u64;
        self.start = to;
    }
}

impl Read for Feed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut given = self.fill_buf()?;
        let read = given.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

/// The encoding that the first bytes give away, and how long their byte-order mark is.
pub fn mark(first: &[u8]) -> (&'static Encoding, usize) {
    match Encoding::for_bom(first) {
        Some((encoding, length)) => (encoding, length),
        None if first.starts_with(b"<\0") => (UTF_16LE, 0),
        None if first.starts_with(b"\0<") => (UTF_16BE, 0),
        None => (UTF_8, 0),
    }
}

/// The label in `<?xml … encoding="LABEL"?>`.
fn declared(head: &[u8]) -> Option<Vec<u8>> {
    let head = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    let end = memchr::memmem::find(head, b"?>")?;
    let head = head.get(..end)?;
    let at = memchr::memmem::find(head, b"encoding")? + b"encoding".len();
    let value = head.get(at..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    let length = memchr::memchr(*quote, value).filter(|_| matches!(quote, b'"' | b'\''))?;
    value.get(..length).map(<[u8]>::to_vec)
}
