//! A stream whose first bytes have been looked at.

use std::io::{self, Read};

/// A stream, from its start.
pub(super) struct Head<R> {
    bytes: Vec<u8>,
    at: usize,
    /// Told once the bytes are handed out.
    failed: Option<io::Error>,
    rest: R,
}

impl<R: Read> Head<R> {
    /// Looks at the first `n` bytes, fewer if there are no more. An error is left for who reads on.
    pub fn of(mut rest: R, n: usize) -> Head<R> {
        let mut bytes = Vec::new();
        let failed = (&mut rest).take(n as u64).read_to_end(&mut bytes).err();
        Head { bytes, at: 0, failed, rest }
    }

    pub fn first(&self) -> &[u8] {
        &self.bytes
    }

    /// What went wrong before there were any bytes.
    pub fn failure(&mut self) -> Option<io::Error> {
        if self.bytes.is_empty() { self.failed.take() } else { None }
    }
}

impl<R: Read> Read for Head<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at < self.bytes.len() {
            let n = self.bytes.get(self.at..).unwrap_or_default().read(buffer)?;
            self.at += n;
            if self.at == self.bytes.len() {
                (self.bytes, self.at) = (Vec::new(), 0);
            }
            return Ok(n);
        }
        self.failed.take().map_or_else(|| self.rest.read(buffer), Err)
    }
}
