//! Bytes of an input, in steps of one size however the system hands them out.

use std::io::{self, Read};

/// An input and how far it has been read.
#[derive(Debug)]
pub(super) struct Feed<R> {
    read: R,
    step: usize,
    ended: bool,
}

impl<R: Read> Feed<R> {
    pub fn new(read: R, step: usize) -> Feed<R> {
        Feed { read, step: step.max(1), ended: false }
    }

    /// Appends one step of bytes, fewer at the end only.
    ///
    /// # Errors
    /// The input cannot be read; it counts as ended.
    pub fn fill(&mut self, text: &mut Vec<u8>) -> io::Result<()> {
        if self.ended {
            return Ok(());
        }
        text.reserve_exact(self.step);
        let read = (&mut self.read).take(self.step as u64).read_to_end(text);
        self.ended = !matches!(read, Ok(n) if n == self.step);
        read.map(|_| ())
    }

    pub fn ended(&self) -> bool {
        self.ended
    }
}
