//! Pieces of JSON packed together: a list, compressed, as letters, in an element that browsers neither run nor show.

use super::base64::encode;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write};

/// Collects pieces until they are worth packing.
pub struct Pack {
    /// The element's class.
    name: &'static str,
    most: usize,
    json: Vec<u8>,
    /// The number of the first record in it.
    first: u64,
}

impl Pack {
    pub fn new(name: &'static str, most: usize) -> Pack {
        Pack { name, most, json: Vec::new(), first: 0 }
    }

    /// Adds the piece of record number `record`.
    ///
    /// # Errors
    /// The output's.
    pub fn add(&mut self, piece: &[u8], record: u64, out: &mut impl Write) -> io::Result<()> {
        if self.json.is_empty() {
            self.first = record;
        }
        self.json.push(if self.json.is_empty() { b'[' } else { b',' });
        self.json.extend_from_slice(piece);
        if self.json.len() >= self.most { self.flush(out) } else { Ok(()) }
    }

    /// Packs what was added.
    ///
    /// # Errors
    /// The output's.
    pub fn flush(&mut self, out: &mut impl Write) -> io::Result<()> {
        if self.json.is_empty() {
            return Ok(());
        }
        self.json.push(b']');
        // the same bytes on every machine: no time, no name
        let mut packer = GzEncoder::new(Vec::new(), Compression::new(6));
        packer.write_all(&self.json)?;
        let mut letters = String::new();
        encode(&packer.finish()?, &mut letters);
        writeln!(out, "<script type=\"text/plain\" class=\"{}\" data-first=\"{}\">{letters}</script>", self.name, self.first)?;
        self.json.clear();
        Ok(())
    }
}
