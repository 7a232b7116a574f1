//! How far one JSON value reaches, followed through pieces of text of any size.

use super::reason::MAX_DEPTH;

/// What has been seen of the value so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extent {
    started: bool,
    depth: usize,
    in_text: bool,
    escaped: bool,
}

impl Extent {
    /// Goes on through `bytes`: how many of them belong to the value, if it ends there.
    pub fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            if std::mem::take(&mut self.escaped) {
                at += 1;
            } else if self.in_text {
                // a line break ends a text that was not closed: the damage stays in its element
                at += memchr::memchr3(b'"', b'\\', b'\n', &bytes[at..])? + 1;
                self.escaped = bytes[at - 1] == b'\\';
                self.in_text = self.escaped;
                if !self.in_text && self.depth == 0 {
                    return Some(at);
                }
            } else {
                at += bytes[at..].iter().position(|byte| self.matters(*byte))?;
                let first = !std::mem::replace(&mut self.started, true);
                match bytes[at] {
                    // outside brackets these end a value, and are not part of it
                    _ if self.depth == 0 && !first => return Some(at),
                    b'"' => self.in_text = true,
                    b'{' | b'[' => self.depth += 1,
                    b'}' | b']' if self.depth > 1 => self.depth -= 1,
                    b'}' | b']' | b',' => return Some(at + 1),
                    _ => {}
                }
                at += 1;
            }
        }
        None
    }

    /// Whether a bracket or a text still waits for its end.
    pub fn is_open(&self) -> bool {
        self.in_text || self.depth > 0
    }

    /// Whether the byte may open, close or end something here.
    fn matters(&self, byte: u8) -> bool {
        match byte {
            b'"' | b'{' | b'}' | b'[' | b']' => true,
            b',' | b' ' | b'\t' | b'\r' | b'\n' => self.depth == 0,
            _ => !self.started,
        }
    }
}

/// How a first line stands: whether its object is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Complete,
    /// It goes on on the next line, or was cut off.
    Open,
    /// It ends within a text, which no text does over a line's end, or opens more than any record.
    Damaged,
}

/// How the line stands that starts with `{`.
pub(super) fn line(text: &[u8]) -> Line {
    let mut extent = Extent::default();
    match extent.end(text) {
        Some(_) => Line::Complete,
        None if extent.in_text || extent.depth > MAX_DEPTH as usize => Line::Damaged,
        None => Line::Open,
    }
}
