//! Bytes of an input, in steps of one size however the system hands them out; its start can be looked at first.

use crate::table::pull::pull;
use std::io::{self, Read};

/// An input and how far it has been read.
#[derive(Debug)]
pub(super) struct Feed<R> {
    read: R,
    step: usize,
    /// Read and not yet handed out.
    ahead: Vec<u8>,
    /// To be told once `ahead` is handed out.
    failed: Option<io::Error>,
    /// Nothing is left to read.
    dry: bool,
}

impl<R: Read> Feed<R> {
    pub fn new(read: R, step: usize) -> Feed<R> {
        Feed { read, step: step.max(1), ahead: Vec::new(), failed: None, dry: false }
    }

    /// The first `n` bytes, fewer if there are no more.
    pub fn peek(&mut self, n: usize) -> &[u8] {
        let read = pull(&mut self.read, n, &mut self.ahead);
        self.dry = !matches!(read, Ok(got) if got == n);
        self.failed = read.err();
        &self.ahead
    }

    /// Drops the first bytes of those looked at.
    pub fn skip(&mut self, n: usize) {
        self.ahead.drain(..n.min(self.ahead.len()));
    }

    /// Appends one step of bytes, fewer at the end only.
    ///
    /// # Errors
    /// The input cannot be read; it has ended.
    pub fn fill(&mut self, text: &mut Vec<u8>) -> io::Result<()> {
        text.reserve_exact(self.step);
        let known = self.step.min(self.ahead.len());
        text.extend(self.ahead.drain(..known));
        if let Some(error) = self.failed.take_if(|_| known < self.step) {
            return Err(error);
        }
        let left = self.step - known;
        if left > 0 && !self.dry {
            self.ahead = Vec::new();
            let read = pull(&mut self.read, left, text);
            self.dry = !matches!(read, Ok(got) if got == left);
            read?;
        }
        Ok(())
    }

    /// Everything has been handed out, and every error told.
    pub fn ended(&self) -> bool {
        self.dry && self.ahead.is_empty() && self.failed.is_none()
    }
}
