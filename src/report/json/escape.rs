//! Texts in JSON: quoted, with only what must be escaped escaped.

/// Writes a text with its quotes.
pub fn text(text: &str, out: &mut Vec<u8>) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    let mut rest = text.as_bytes();
    loop {
        let (plain, tail) = rest.split_at(plain(rest));
        out.extend_from_slice(plain);
        let Some((byte, after)) = tail.split_first() else { break };
        escaped(*byte, out);
        rest = after;
    }
    out.push(b'"');
}

fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// How many bytes at the start need no escape.
fn plain(bytes: &[u8]) -> usize {
    // sixteen at a time without a branch: the compiler compares them all at once
    let any_special = |chunk: &[u8; 16]| chunk.iter().fold(false, |any, byte| any | is_special(*byte));
    let chunks = bytes.as_chunks::<16>().0;
    let start = 16 * chunks.iter().position(any_special).unwrap_or(chunks.len());
    start + bytes[start..].iter().position(|byte| is_special(*byte)).unwrap_or(bytes.len() - start)
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
