//! Divides NDJSON into blocks of complete lines. Memory stays bounded: a line beyond the limit is not held.

use super::block::Block;
use super::fault::{DataError, DataFault, Place};
use super::feed::Feed;
use std::io::{self, Read};

/// The state between two blocks.
#[derive(Debug)]
pub(super) struct Lines {
    /// What follows the last complete line.
    carry: Vec<u8>,
    /// Where `carry` starts.
    place: Place,
}

impl Lines {
    pub fn new(place: Place) -> Lines {
        Lines { carry: Vec::new(), place }
    }

    /// How far it has come.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Fills a block with complete lines; false at the end of the input.
    ///
    /// # Errors
    /// The input cannot be read on; what was complete before stands in the block.
    pub fn fill<R: Read>(&mut self, feed: &mut Feed<R>, block: &mut Block) -> io::Result<bool> {
        block.place = self.place;
        block.text.append(&mut self.carry);
        let mut searched = 0;
        loop {
            let failed = feed.fill(&mut block.text).err();
            match memchr::memrchr(b'\n', &block.text[searched..]) {
                Some(last) => {
                    let end = searched + last + 1;
                    if !feed.ended() {
                        self.carry.extend_from_slice(&block.text[end..]);
                    }
                    if !feed.ended() || failed.is_some() {
                        block.text.truncate(end);
                    }
                    self.place.line += memchr::memchr_iter(b'\n', &block.text).count() as u64;
                    return failed.map_or(Ok(true), Err);
                }
                None if failed.is_some() => {
                    block.text.clear();
                    return failed.map_or(Ok(true), Err);
                }
                None if block.text.len() > block.limit => {
                    block.fault = Some(DataError { place: self.place, fault: DataFault::TooLong { limit: block.limit } });
                    return self.skip(feed, block).map(|()| true);
                }
                None if feed.ended() => return Ok(!block.text.is_empty()),
                None => searched = block.text.len(),
            }
        }
    }

    /// Passes over the rest of the line that fills the block.
    fn skip<R: Read>(&mut self, feed: &mut Feed<R>, block: &mut Block) -> io::Result<()> {
        block.text = Vec::new();
        while !feed.ended() {
            feed.fill(&mut block.text)?;
            if let Some(end) = memchr::memchr(b'\n', &block.text) {
                self.carry.extend_from_slice(&block.text[end + 1..]);
                self.place.line += 1;
                break;
            }
            block.text.clear();
        }
        block.text.clear();
        Ok(())
    }
}
