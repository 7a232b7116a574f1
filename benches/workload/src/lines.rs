//! A stream in blocks of whole lines: one buffer, whatever the size of the input.

use std::io::{self, Read};

/// Large enough to make system calls rare, small enough to stay in the cache between reading and scanning.
const BLOCK: usize = 256 * 1024;

/// Calls `block` with runs of whole lines, each ending with a newline but for the last. The buffer grows only for
/// a line that is longer than it.
pub fn blocks(mut input: impl Read, mut block: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut buffer = vec![0; BLOCK];
    let mut filled = 0;
    loop {
        match input.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        match memchr::memrchr(b'\n', &buffer[..filled]) {
            Some(end) => {
                block(&buffer[..=end])?;
                buffer.copy_within(end + 1..filled, 0);
                filled -= end + 1;
            }
            None if filled == buffer.len() => buffer.resize(filled * 2, 0),
            None => {}
        }
    }
    if filled > 0 { block(&buffer[..filled]) } else { Ok(()) }
}

/// The lines of a block, without their newlines.
pub fn lines(block: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = block;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = &rest[..end];
        rest = rest.get(end + 1..).unwrap_or_default();
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_survive_the_borders_of_blocks() {
        let text: String = (0..9).map(|n| "线索".repeat(n * 9_000) + "\n").collect::<String>() + "last";
        let mut seen = Vec::new();
        let read = blocks(text.as_bytes(), |block| {
            seen.extend(lines(block).map(<[u8]>::to_vec));
            Ok(())
        });
        assert!(read.is_ok());
        assert_eq!(seen, text.as_bytes().split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>());
    }
}
