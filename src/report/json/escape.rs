//! Texts in JSON: quoted, with only what must be escaped escaped.

/// Writes a text with its quotes.
pub fn text(text: &str, out: &mut Vec<u8>) {
    let mut rest = text.as_bytes();
    if is_plain(rest) {
        return quoted(rest, out);
    }
    out.push(b'"');
    while let Some(at) = rest.iter().position(|byte| is_special(*byte)) {
        out.extend_from_slice(&rest[..at]);
        escaped(rest[at], out);
        rest = &rest[at + 1..];
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

fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Whether nothing needs an escape.
fn is_plain(bytes: &[u8]) -> bool {
    match (bytes.last_chunk::<8>(), bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        // the last ones overlap those before: no loop over what is left
        (Some(last), ..) => !bytes.as_chunks::<8>().0.iter().any(any_special) && !any_special(last),
        (None, Some([a, b, c, d]), Some([e, f, g, h])) => !any_special(&[*a, *b, *c, *d, *e, *f, *g, *h]),
        _ => !bytes.iter().any(|byte| is_special(*byte)),
    }
}

/// Whether one of eight bytes needs an escape, asked of all of them at once. The compiler makes a branch a byte of anything
/// plainer.
fn any_special(bytes: &[u8; 8]) -> bool {
    const EACH: u64 = u64::MAX / 255;
    let word = u64::from_le_bytes(*bytes);
    // the high bit of a byte below a bound comes up; above a byte that is, it may do so for nothing
    let below = |word: u64, bound: u8| word.wrapping_sub(EACH * u64::from(bound)) & !word;
    let is = |byte: u8| below(word ^ (EACH * u64::from(byte)), 1);
    (below(word, 0x20) | is(b'"') | is(b'\\')) & (EACH * 0x80) != 0
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
