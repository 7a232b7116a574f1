//! Zip archives: each member is an input of its own, in the order stored.
//!
//! An archive may lie about itself. What it says is checked before anything is unpacked (members that share bytes are
//! how a small archive becomes a huge one), and each member is a stream that is read in bounded memory.

use super::Stream;
use super::pace::Pace;
use super::refusal::Refusal;
use flate2::Crc;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use zip::unstable::read::ZipIterable;

/// Members of an archive at most.
const MEMBERS: usize = 65_536;

/// A member's name is at most so long.
const NAME: usize = 4_096;

/// A member as the archive's directory tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub name: String,
    start: u64,
    packed: u64,
    size: u64,
    crc: u32,
    method: u16,
    encrypted: bool,
}

/// An archive, and how far its members have been handed out.
#[derive(Debug)]
pub(super) struct Archive {
    file: File,
    members: std::vec::IntoIter<Member>,
    pace: Arc<Pace>,
}

impl Archive {
    /// Reads the directory of an archive. Folders, and what macOS adds for itself, are no members.
    ///
    /// # Errors
    /// It is damaged, or made to do harm.
    pub fn open(file: File, pace: Arc<Pace>) -> Result<Archive, Refusal> {
        let own = file.try_clone().map_err(|_| Refusal::Damaged)?;
        let directory = ZipIterable::try_new(io::BufReader::new(own), zip::read::Config::default());
        let mut directory = directory.map_err(|_| Refusal::Damaged)?;
        if directory.len() > MEMBERS {
            return Err(Refusal::TooMany(MEMBERS));
        }
        let mut members = Vec::new();
        for entry in directory.files().map_err(|_| Refusal::Damaged)? {
            let entry = entry.map_err(|_| Refusal::Damaged)?;
            members.push(Member {
                name: name(entry.name_raw()),
                start: entry.header_start(),
                packed: entry.compressed_size(),
                size: entry.size(),
                crc: entry.crc32(),
                #[allow(deprecated, reason = "the number is what a message names")]
                method: entry.compression().to_u16(),
                encrypted: entry.encrypted(),
            });
        }
        if overlap(&members) {
            return Err(Refusal::Overlapping);
        }
        members.retain(|member| !member.name.ends_with('/') && !member.name.starts_with("__MACOSX/"));
        if members.is_empty() {
            return Err(Refusal::EmptyArchive);
        }
        Ok(Archive { file, members: members.into_iter(), pace })
    }

    /// The names of the members that are left.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.members.as_slice().iter().map(|member| member.name.as_str())
    }

    /// The archive's own file, for who reads it otherwise.
    pub fn into_file(self) -> File {
        self.file
    }

    /// The next member's name and its unpacked bytes, to be read before the one after it is asked for.
    pub fn next(&mut self) -> Option<(String, Result<Stream, Refusal>)> {
        let member = self.members.next()?;
        let read = self.member(&member);
        Some((member.name, read))
    }

    fn member(&self, member: &Member) -> Result<Stream, Refusal> {
        if member.encrypted {
            return Err(Refusal::Encrypted);
        }
        let damaged = |_: io::Error| Refusal::Damaged;
        let mut file = self.file.try_clone().map_err(damaged)?;
        let at = data_start(&mut file, member.start).map_err(damaged)?;
        let packed = Stretch { file, at, end: at.saturating_add(member.packed), pace: Arc::clone(&self.pace) };
        let read: Stream = match member.method {
            0 => Box::new(packed),
            8 => Box::new(flate2::read::DeflateDecoder::new(packed)),
            93 => Box::new(zstd::Decoder::new(packed).map_err(damaged)?),
            other => return Err(Refusal::Method(other)),
        };
        Ok(Box::new(Checked { read, crc: Crc::new(), left: member.size, expected: member.crc }))
    }
}

/// A name for people: UTF-8, else GB18030 as Chinese Windows writes it. Nothing in it steers a terminal.
fn name(raw: &[u8]) -> String {
    let raw = raw.get(..NAME).unwrap_or(raw);
    let text = match std::str::from_utf8(raw) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(raw).0,
    };
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}

/// Whether two members use the same bytes.
fn overlap(members: &[Member]) -> bool {
    let mut stretches: Vec<(u64, u64)> = members.iter().map(|m| (m.start, m.start.saturating_add(30).saturating_add(m.packed))).collect();
    stretches.sort_unstable();
    stretches.windows(2).any(|pair| matches!(pair, [a, b] if a.1 > b.0))
}

/// Where a member's data starts, behind its own header.
fn data_start(file: &mut File, header: u64) -> io::Result<u64> {
    let mut fixed = [0_u8; 30];
    file.seek(SeekFrom::Start(header))?;
    file.read_exact(&mut fixed)?;
    let [b'P', b'K', 3, 4, .., n0, n1, e0, e1] = fixed else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "no header at a member's place"));
    };
    let variable = u64::from(u16::from_le_bytes([n0, n1])) + u64::from(u16::from_le_bytes([e0, e1]));
    Ok(header.saturating_add(30 + variable))
}

/// A stretch of a file. The file's position is shared, so every read sets it.
struct Stretch {
    file: File,
    at: u64,
    end: u64,
    pace: Arc<Pace>,
}

impl Read for Stretch {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.pace.go_on()?;
        let room = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX).min(buffer.len());
        self.file.seek(SeekFrom::Start(self.at))?;
        let n = self.file.read(buffer.get_mut(..room).unwrap_or_default())?;
        self.at += n as u64;
        self.pace.count(n);
        Ok(n)
    }
}

/// A member's bytes, compared at the end with what the archive says of them.
struct Checked<R> {
    read: R,
    crc: Crc,
    left: u64,
    expected: u32,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.read.read(buffer)?;
        self.crc.update(buffer.get(..n).unwrap_or_default());
        let wrong = |text| Err(io::Error::new(io::ErrorKind::InvalidData, text));
        match self.left.checked_sub(n as u64) {
            None => return wrong("longer than the archive says"),
            Some(left) => self.left = left,
        }
        if n == 0 && !buffer.is_empty() && self.left > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if n == 0 && !buffer.is_empty() && self.crc.sum() != self.expected {
            return wrong("another checksum than the archive says");
        }
        Ok(n)
    }
}
