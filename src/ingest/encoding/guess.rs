//! What an encoding is told by, where nothing says it: decided by what fits more often, and never by a single byte.

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_16BE, UTF_16LE};
use std::ops::Range;

/// How many bytes from the front are ASCII.
pub(super) fn ascii_up_to(bytes: &[u8]) -> usize {
    Encoding::ascii_valid_up_to(bytes)
}

/// Whether a text whose first byte is beyond ASCII is rather GB18030 than UTF-8. The last character may be cut off.
///
/// A single bad byte does not make UTF-8 another encoding: what fits more often wins.
pub(super) fn is_gb18030(text: &[u8]) -> bool {
    let (fits, misfits) = utf_8_fits(text);
    if misfits == 0 || fits > misfits {
        return false;
    }
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let (mut rest, mut wrong, mut out) = (text, 0_usize, [0_u8; 4096]);
    loop {
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(rest, &mut out, false);
        rest = &rest[read..];
        match result {
            DecoderResult::InputEmpty => return wrong < misfits,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => wrong += 1,
        }
    }
}

/// How many characters beyond ASCII are UTF-8, and how many places are not.
fn utf_8_fits(mut text: &[u8]) -> (usize, usize) {
    let (mut fits, mut misfits) = (0, 0);
    let beyond = |bytes: &[u8]| bytes.iter().filter(|byte| **byte >= 0xC0).count();
    loop {
        match std::str::from_utf8(text) {
            Ok(_) => return (fits + beyond(text), misfits),
            Err(error) => {
                let (good, rest) = text.split_at(error.valid_up_to());
                fits += beyond(good);
                let Some(bad) = error.error_len() else { return (fits, misfits) };
                misfits += 1;
                text = &rest[bad..];
            }
        }
    }
}

/// Where a line of UTF-8 stands that is hardly anything else: two characters of three bytes each, and nothing that
/// does not fit. (Two-byte encodings of Chinese come out like this once in many thousand lines at most.)
pub(super) fn foreign(line: &[u8]) -> Option<Range<usize>> {
    let start = ascii_up_to(line);
    let rest = line.get(start..).filter(|rest| !rest.is_empty())?;
    // most lines fail at their first characters
    let text = std::str::from_utf8(rest).ok()?;
    let wide = text.chars().filter(|c| ('\u{3000}'..='\u{9FFF}').contains(c) || *c >= '\u{FF00}').count();
    (wide >= 2).then_some(start..line.len())
}

/// UTF-16 by the zeros of ASCII in it, all on one side.
pub(super) fn utf_16(first: &[u8]) -> Option<&'static Encoding> {
    let (mut zeros, mut units) = ([0_usize; 2], 0);
    for pair in first.chunks_exact(2) {
        units += 1;
        zeros[0] += usize::from(pair[0] == 0);
        zeros[1] += usize::from(pair[1] == 0);
    }
    let enough = 2.max(units / 64);
    match zeros {
        [0, n] if n >= enough => Some(UTF_16LE),
        [n, 0] if n >= enough => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-32, by its byte-order mark: not read.
pub fn utf_32(first: &[u8]) -> Option<&'static str> {
    matches!(first, [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..]).then_some("UTF-32")
}
