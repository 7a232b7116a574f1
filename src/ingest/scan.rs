//! Bytes of a kind in a text, sixteen at a look.

/// The first `"`, `\` or control character from `at` on; the end of `bytes` if there is none.
#[inline(always)]
pub(super) fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<16>) {
        let marks = marks(chunk);
        if marks != 0 {
            return at + marks.trailing_zeros() as usize;
        }
        at += 16;
    }
    while bytes.get(at).is_some_and(|b| *b >= 0x20 && *b != b'"' && *b != b'\\') {
        at += 1;
    }
    at
}

/// Tells where `wanted` stands; false as soon as a `halt` is seen.
#[inline(always)]
pub(super) fn each(bytes: &[u8], wanted: u8, halt: u8, mut found: impl FnMut(usize)) -> bool {
    let mut at = 0;
    while at < bytes.len() {
        let (chunk, new) = match (bytes.get(at..).and_then(<[u8]>::first_chunk), bytes.last_chunk()) {
            (Some(chunk), _) => (*chunk, u32::MAX),
            // the first of these have been looked at
            (None, Some(last)) => (*last, u32::MAX << (at + 16 - bytes.len())),
            (None, None) => (padded(bytes), (1 << bytes.len()) - 1),
        };
        let first = if new == u32::MAX { at } else { bytes.len().saturating_sub(16) };
        if equal(&chunk, halt) & new != 0 {
            return false;
        }
        let mut places = equal(&chunk, wanted) & new;
        while places != 0 {
            found(first + places.trailing_zeros() as usize);
            places &= places - 1;
        }
        at += 16;
    }
    true
}

fn padded(bytes: &[u8]) -> [u8; 16] {
    let mut padded = [0; 16];
    padded.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
    padded
}

/// A bit for each byte that is this one, the first byte's lowest.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn equal(chunk: &[u8; 16], byte: u8) -> u32 {
    use std::arch::x86_64::{_mm_cmpeq_epi8, _mm_movemask_epi8, _mm_set1_epi8};
    #[inline]
    #[target_feature(enable = "sse2")]
    fn sse2(chunk: &[u8; 16], byte: u8) -> u32 {
        _mm_movemask_epi8(_mm_cmpeq_epi8(loaded(chunk), _mm_set1_epi8(byte.cast_signed()))).cast_unsigned()
    }
    // SAFETY: as for `marks`
    unsafe { sse2(chunk, byte) }
}

#[cfg(not(target_arch = "x86_64"))]
fn equal(chunk: &[u8; 16], byte: u8) -> u32 {
    chunk.iter().rev().fold(0, |places, other| places << 1 | u32::from(*other == byte))
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn loaded(chunk: &[u8; 16]) -> std::arch::x86_64::__m128i {
    let both = u128::from_le_bytes(*chunk);
    std::arch::x86_64::_mm_set_epi64x((both >> 64) as i64, both as i64)
}

/// A bit for each byte that is not plain, the first byte's lowest.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn marks(chunk: &[u8; 16]) -> u32 {
    // SAFETY: the only thing asked of the caller is SSE2, and every x86-64 has it
    unsafe { sse2(chunk) }
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn sse2(chunk: &[u8; 16]) -> u32 {
    use std::arch::x86_64::{_mm_cmpeq_epi8, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8};
    let text = loaded(chunk);
    let quote = _mm_cmpeq_epi8(text, _mm_set1_epi8(b'"'.cast_signed()));
    let slash = _mm_cmpeq_epi8(text, _mm_set1_epi8(b'\\'.cast_signed()));
    let control = _mm_cmpeq_epi8(_mm_min_epu8(text, _mm_set1_epi8(0x1f)), text);
    _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, slash), control)).cast_unsigned()
}

#[cfg(not(target_arch = "x86_64"))]
use self::anywhere as marks;

/// The same on any machine, by Mycroft's trick; a bit above the first that is set may be wrong.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn anywhere(chunk: &[u8; 16]) -> u32 {
    const ONES: u64 = u64::MAX / 255;
    let (halves, _) = chunk.as_chunks::<8>();
    let first = |half: &[u8; 8]| {
        let word = u64::from_le_bytes(*half);
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let quote = word ^ (ONES * u64::from(b'"'));
        let slash = word ^ (ONES * u64::from(b'\\'));
        let found = (control | (quote.wrapping_sub(ONES) & !quote) | (slash.wrapping_sub(ONES) & !slash)) & (ONES << 7);
        if found == 0 { 0 } else { 1 << (found.trailing_zeros() / 8) }
    };
    halves.iter().rev().fold(0, |marks, half| marks << 8 | first(half))
}

#[cfg(test)]
mod tests {
    use super::{anywhere, each, marks, plain_end};
    use proptest::prelude::*;

    fn one_by_one(bytes: &[u8], at: usize) -> usize {
        bytes[at..].iter().position(|b| *b < 0x20 || *b == b'"' || *b == b'\\').map_or(bytes.len(), |found| at + found)
    }

    #[test]
    fn every_byte_at_every_place() {
        for place in 0..40 {
            for byte in 0..=255 {
                let mut text = [b'a'; 40];
                text[place] = byte;
                for at in [0, 1, place / 2, place] {
                    assert_eq!(plain_end(&text, at), one_by_one(&text, at), "{byte} at {place} from {at}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn each_is_found_up_to_a_halt(bytes in prop::collection::vec(prop_oneof![9 => Just(b','), 9 => Just(b'-'), 9 => Just(0xAC), 1 => Just(b'"'), 9 => any::<u8>()], 0..40)) {
            let mut found = Vec::new();
            let whole = each(&bytes, b',', b'"', |at| found.push(at));
            prop_assert_eq!(whole, !bytes.contains(&b'"'));
            prop_assert!(!whole || found == memchr::memchr_iter(b',', &bytes).collect::<Vec<_>>());
        }

        #[test]
        fn both_forms_find_what_a_loop_finds(text in proptest::collection::vec(any::<u8>(), 0..70), from in 0..70_usize) {
            let from = from.min(text.len());
            prop_assert_eq!(plain_end(&text, from), one_by_one(&text, from));
            for chunk in text.as_chunks::<16>().0 {
                prop_assert_eq!(marks(chunk).trailing_zeros(), anywhere(chunk).trailing_zeros());
            }
        }
    }
}
