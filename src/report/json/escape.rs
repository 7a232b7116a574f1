//! Texts in JSON: quoted, with only what must be escaped escaped.

/// Writes a text with its quotes.
pub fn text(text: &str, out: &mut Vec<u8>) {
    let mut rest = text.as_bytes();
    let mut end = plain(rest);
    if end == rest.len() {
        return quoted(rest, out);
    }
    out.push(b'"');
    while let Some((byte, after)) = rest[end..].split_first() {
        out.extend_from_slice(&rest[..end]);
        escaped(*byte, out);
        rest = after;
        end = plain(rest);
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// Writes what needs no escape with its quotes.
pub fn quoted(plain: &[u8], out: &mut Vec<u8>) {
    out.reserve(plain.len() + 2);
    out.push(b'"');
    out.extend_from_slice(plain);
    out.push(b'"');
}

#[inline(always)]
fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// How many bytes at the start need no escape.
fn plain(bytes: &[u8]) -> usize {
    // sixteen or eight at a time without a branch: the compiler compares them all at once
    let start = 16 * bytes.as_chunks::<16>().0.iter().position(any_special).unwrap_or(bytes.len() / 16);
    // the last ones overlap those before: no loop over what is left
    let rest_is_plain = match bytes.len() {
        16.. => start + 16 > bytes.len() && bytes.last_chunk::<16>().is_some_and(|last| !any_special(last)),
        8.. => ends_are_plain::<8>(bytes),
        4.. => ends_are_plain::<4>(bytes),
        _ => false,
    };
    if rest_is_plain {
        return bytes.len();
    }
    start + bytes[start..].iter().position(|byte| is_special(*byte)).unwrap_or(bytes.len() - start)
}

/// Whether the first and the last `N` bytes, which may overlap, need no escape.
#[inline(always)]
fn ends_are_plain<const N: usize>(bytes: &[u8]) -> bool {
    let is_plain = |end: &[u8; N]| !any_special(end);
    bytes.first_chunk().is_some_and(is_plain) && bytes.last_chunk().is_some_and(is_plain)
}

#[inline(always)]
fn any_special<const N: usize>(chunk: &[u8; N]) -> bool {
    chunk.iter().fold(false, |any, byte| any | is_special(*byte))
}

fn escaped(byte: u8, out: &mut Vec<u8>) {
    let short = match byte {
        b'"' | b'\\' => byte,
        0x08 => b'b',
        0x0c => b'f',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        _ => {
            let digit = |n: u8| if n < 10 { b'0' + n } else { b'a' + n - 10 };
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

#[cfg(test)]
mod tests {
    use super::text;
    use proptest::prelude::*;

    fn written(value: &str) -> String {
        let mut out = Vec::new();
        text(value, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_ascii_character_as_serde_json_writes_it() {
        for byte in 0..128u8 {
            for before in 0..20 {
                let value = format!("{}{}后文", "案".repeat(before), char::from(byte));
                assert_eq!(written(&value), serde_json::to_string(&value).unwrap());
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_as_serde_json_writes_it(value in any::<String>()) {
            prop_assert_eq!(written(&value), serde_json::to_string(&value).unwrap());
        }
    }
}
