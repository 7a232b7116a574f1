//! From the bytes of a text in any encoding to UTF-8, as a stream.
//!
//! A byte-order mark decides, then what the mapping says, then the zeros of UTF-16, then the first bytes beyond ASCII:
//! UTF-8 if they are that, else GB18030. UTF-8 passes as it is, for its reader checks it anyway. In what is decoded,
//! [`MISFIT`] stands in place of bytes that don't fit: no UTF-8 holds that byte, so the record or row it stands in is
//! refused, at its place, and the rest is read.

mod guess;

pub use guess::utf_32;

use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8};
use guess::{ascii_up_to, foreign, is_gb18030, utf_16};
use std::io::{self, Read};
use std::sync::{Arc, OnceLock};

/// Stands where bytes did not fit the encoding.
pub const MISFIT: u8 = 0xFF;

/// So many bytes from the first beyond ASCII on are looked at to tell UTF-8 from GB18030.
const LOOK: usize = 64 << 10;

/// So many bytes are read at once where they are decoded.
const STEP: usize = 64 << 10;

/// The encoding of a stream, and whether it was a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub encoding: &'static Encoding,
    /// Neither a mark nor the mapping says so, and it is not UTF-8.
    pub assumed: bool,
}

/// What is found out while a stream is read, for those who read on from it; none while all was ASCII.
#[derive(Clone, Debug, Default)]
pub struct Noted(Arc<OnceLock<Found>>);

impl Noted {
    pub fn get(&self) -> Option<Found> {
        self.0.get().copied()
    }

    /// The encoding that was guessed.
    pub fn assumed(&self) -> Option<&'static str> {
        self.get().filter(|found| found.assumed).map(|found| name(found.encoding))
    }

    fn set(&self, encoding: &'static Encoding, assumed: bool) {
        // decided once
        let _ = self.0.set(Found { encoding, assumed });
    }
}

/// A text as UTF-8.
pub struct Decoded<R> {
    read: R,
    noted: Noted,
    state: State,
    /// Read or decoded, and not yet handed out.
    ahead: Vec<u8>,
    at: usize,
    /// To be told once `ahead` is handed out.
    failed: Option<io::Error>,
}

enum State {
    /// The first bytes are to be looked at, as is what the mapping says.
    Unread(Option<&'static Encoding>),
    /// Nothing beyond ASCII so far.
    Ascii,
    /// As it is.
    Plain,
    Decoding(Box<Decoding>),
}

struct Decoding {
    decoder: Decoder,
    raw: Vec<u8>,
    /// Lines in UTF-8 are looked for.
    mixed: bool,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    /// `told` is the encoding that a mapping names; what is found out goes to `noted`.
    pub fn new(read: R, told: Option<&'static Encoding>, noted: Noted) -> Decoded<R> {
        Decoded { read, noted, state: State::Unread(told), ahead: Vec::new(), at: 0, failed: None }
    }

    fn begin(&mut self, told: Option<&'static Encoding>) {
        self.look(4 << 10);
        let marked = Encoding::for_bom(&self.ahead).filter(|_| utf_32(&self.ahead).is_none());
        self.state = match (marked, told) {
            (Some((encoding, mark)), _) => {
                self.noted.set(encoding, false);
                self.at = mark;
                if encoding == UTF_8 { State::Plain } else { self.decode(encoding) }
            }
            (None, Some(encoding)) => {
                self.noted.set(encoding, false);
                if encoding == UTF_8 { State::Plain } else { self.decode(encoding) }
            }
            (None, None) => match utf_16(&self.ahead) {
                Some(encoding) => {
                    self.noted.set(encoding, true);
                    self.decode(encoding)
                }
                None => State::Ascii,
            },
        };
    }

    /// Decides at the first byte beyond ASCII, `ahead[from]`.
    fn decide(&mut self, from: usize) {
        self.ahead.drain(..from);
        self.at = 0;
        self.look(LOOK);
        let gb18030 = self.failed.is_none() && is_gb18030(&self.ahead);
        self.noted.set(if gb18030 { GB18030 } else { UTF_8 }, gb18030);
        self.state = if gb18030 { self.decode(GB18030) } else { State::Plain };
    }

    /// What has been read and not handed out is decoded first.
    fn decode(&mut self, encoding: &'static Encoding) -> State {
        let raw = self.ahead.split_off(self.at);
        (self.ahead, self.at) = (Vec::new(), 0);
        let mixed = encoding.is_ascii_compatible() && encoding != UTF_8;
        State::Decoding(Box::new(Decoding { decoder: encoding.new_decoder_without_bom_handling(), raw, mixed, ended: false }))
    }

    /// Reads until so many bytes are ahead.
    fn look(&mut self, n: usize) {
        let more = n.saturating_sub(self.ahead.len() - self.at) as u64;
        if self.failed.is_none() {
            self.failed = (&mut self.read).take(more).read_to_end(&mut self.ahead).err();
        }
    }

    fn hand_out(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.ahead.get(self.at..).unwrap_or_default().read(buffer)?;
        self.at += n;
        Ok(n)
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if let State::Unread(told) = self.state {
            self.begin(told);
        }
        loop {
            if matches!(self.state, State::Ascii) {
                if self.at == self.ahead.len() && self.failed.is_none() {
                    let n = self.read.read(buffer)?;
                    let from = ascii_up_to(&buffer[..n]);
                    if from == n {
                        return Ok(n);
                    }
                    (self.ahead, self.at) = (buffer[from..n].to_vec(), 0);
                    self.decide(0);
                    if from > 0 {
                        return Ok(from);
                    }
                    continue;
                }
                let rest = &self.ahead[self.at..];
                let from = ascii_up_to(rest).min(buffer.len());
                if from > 0 {
                    return self.hand_out(&mut buffer[..from]);
                }
                if !rest.is_empty() {
                    self.decide(self.at);
                    continue;
                }
            }
            if self.at < self.ahead.len() {
                return self.hand_out(buffer);
            }
            match &mut self.state {
                State::Decoding(decoding) if decoding.ended => return self.failed.take().map_or(Ok(0), Err),
                State::Decoding(decoding) => {
                    (self.ahead, self.at) = (decoding.step(&mut self.read, &mut self.failed, std::mem::take(&mut self.ahead)), 0);
                }
                _ => match self.failed.take() {
                    Some(error) => return Err(error),
                    None => return self.read.read(buffer),
                },
            }
        }
    }
}

impl Decoding {
    /// Decodes what has been read and one step more into `out`.
    fn step<R: Read>(&mut self, read: &mut R, failed: &mut Option<io::Error>, mut out: Vec<u8>) -> Vec<u8> {
        out.clear();
        if failed.is_none() {
            let before = self.raw.len();
            *failed = read.take(STEP as u64).read_to_end(&mut self.raw).err();
            self.ended = failed.is_some() || self.raw.len() - before < STEP;
        } else {
            self.ended = true;
        }
        let raw = std::mem::take(&mut self.raw);
        let mut start = 0;
        if self.mixed {
            // A line of UTF-8 in another encoding would come out as other letters, and seldom as a misfit.
            while let Some(len) = memchr::memchr(b'\n', &raw[start..]) {
                self.line(&raw[start..=start + len], &mut out);
                start += len + 1;
            }
            if raw.len() - start <= STEP && !self.ended {
                self.raw.extend_from_slice(&raw[start..]);
            } else {
                self.line(&raw[start..], &mut out);
            }
        } else {
            self.decode(&raw, &mut out);
        }
        if self.ended && failed.is_none() {
            self.finish(&mut out);
        }
        out
    }

    fn line(&mut self, line: &[u8], out: &mut Vec<u8>) {
        match foreign(line) {
            Some(stretch) => {
                out.extend_from_slice(&line[..stretch.start]);
                out.push(MISFIT);
                out.extend_from_slice(&line[stretch.start..]);
            }
            None => self.decode(line, out),
        }
    }

    fn decode(&mut self, raw: &[u8], out: &mut Vec<u8>) {
        self.feed(raw, out, false);
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        self.feed(&[], out, true);
    }

    fn feed(&mut self, mut raw: &[u8], out: &mut Vec<u8>, last: bool) {
        loop {
            let room = self.decoder.max_utf8_buffer_length_without_replacement(raw.len()).unwrap_or(raw.len() + 16);
            let filled = out.len();
            out.resize(filled + room.max(16), 0);
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(raw, &mut out[filled..], last);
            out.truncate(filled + written);
            raw = raw.get(read..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => out.push(MISFIT),
            }
        }
    }
}

/// An encoding's name as people know it.
pub fn name(encoding: &'static Encoding) -> &'static str {
    if encoding == GB18030 { "GB18030" } else { encoding.name() }
}

#[cfg(test)]
mod tests;
