//! Bytes of a file, as many as are asked for.

use std::io::{self, Read};

/// Appends `n` bytes, fewer at the end only, in as few pieces as the system hands out; how many.
///
/// # Errors
/// The file cannot be read on; what came before is there.
pub fn pull(read: &mut impl Read, n: usize, text: &mut Vec<u8>) -> io::Result<usize> {
    let (start, mut got) = (text.len(), 0);
    text.reserve_exact(n);
    text.resize(start + n, 0);
    let mut failed = None;
    while got < n && failed.is_none() {
        match read.read(&mut text[start + got..]) {
            Ok(0) => break,
            Ok(more) => got += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => failed = Some(error),
        }
    }
    text.truncate(start + got);
    failed.map_or(Ok(got), Err)
}
