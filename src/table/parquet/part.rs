//! A file for the library to read from: it would open it once more for every part, and who reads apart may open nothing.

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::sync::Arc;

/// A whole file.
pub struct Whole {
    file: Arc<File>,
    len: u64,
}

/// The rest of a file from some place on.
pub struct Part {
    file: Arc<File>,
    at: u64,
}

impl Whole {
    /// # Errors
    /// It cannot be said how long it is.
    pub fn new(file: File) -> io::Result<Whole> {
        let len = file.metadata()?.len();
        Ok(Whole { file: Arc::new(file), len })
    }

    fn from(&self, at: u64) -> Part {
        Part { file: Arc::clone(&self.file), at }
    }
}

impl Length for Whole {
    fn len(&self) -> u64 {
        self.len
    }
}

impl ChunkReader for Whole {
    type T = BufReader<Part>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(BufReader::new(self.from(start)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let there = self.len.saturating_sub(start);
        if length as u64 > there {
            return Err(ParquetError::EOF(format!("{length} bytes are said to stand where {there} are")));
        }
        let mut bytes = Vec::with_capacity(length);
        self.from(start).take(length as u64).read_to_end(&mut bytes)?;
        Ok(bytes.into())
    }
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(&*self.file, buffer, self.at)?;
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(&*self.file, buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}
