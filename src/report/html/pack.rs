//! Pieces of JSON packed together: a list, compressed, as letters, in an element that browsers neither run nor show.

use super::base64::encode;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};

/// Collects pieces until they are worth packing; what is packed waits in an unnamed file.
pub struct Pack {
    /// The element's class.
    name: &'static str,
    /// Bytes that are packed together.
    most: usize,
    file: BufWriter<File>,
    json: Vec<u8>,
    /// The number of the first record in it.
    first: u64,
}

impl Pack {
    /// # Errors
    /// The temporary file's, here and below.
    pub fn new(name: &'static str, most: usize) -> io::Result<Pack> {
        let file = BufWriter::with_capacity(1 << 16, tempfile::tempfile()?);
        Ok(Pack { name, most, file, json: Vec::new(), first: 0 })
    }

    /// Adds the piece of record number `record`.
    ///
    /// # Errors
    /// The file's.
    pub fn add(&mut self, piece: &str, record: u64) -> io::Result<()> {
        if self.json.is_empty() {
            self.first = record;
        }
        self.json.push(if self.json.is_empty() { b'[' } else { b',' });
        self.json.extend_from_slice(piece.as_bytes());
        if self.json.len() >= self.most { self.pack() } else { Ok(()) }
    }

    fn pack(&mut self) -> io::Result<()> {
        if self.json.is_empty() {
            return Ok(());
        }
        self.json.push(b']');
        // the same bytes on every machine: no time, no name
        let mut packer = GzEncoder::new(Vec::new(), Compression::new(6));
        packer.write_all(&self.json)?;
        let mut letters = String::new();
        encode(&packer.finish()?, &mut letters);
        writeln!(self.file, "<script type=\"text/plain\" class=\"{}\" data-first=\"{}\">{letters}</script>", self.name, self.first)?;
        self.json.clear();
        Ok(())
    }

    /// Writes everything that was added.
    ///
    /// # Errors
    /// The file's, the output's.
    pub fn copy(mut self, out: &mut dyn Write) -> io::Result<()> {
        self.pack()?;
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        io::copy(&mut file, out).map(drop)
    }
}
