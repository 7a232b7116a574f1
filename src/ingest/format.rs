//! By an input's first bytes:  whether records stand one a line.

use super::extent::{self, Line};

/// How records stand in an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One a line (NDJSON).
    Lines,
    /// In an array, or spread over lines.
    Json,
}

/// The UTF-8 byte-order mark.
pub(super) const MARK: &[u8] = b"\xEF\xBB\xBF";

impl Format {
    /// Decides by an input's first bytes, without byte-order mark.
    pub(super) fn of(first: &[u8]) -> Format {
        let text = first.trim_ascii_start();
        match text.first() {
            // an array of records; a line that is another list is one bad record
            Some(b'[') => match text[1..].trim_ascii_start().first() {
                Some(b'{' | b']') | None => Format::Json,
                _ => Format::Lines,
            },
            Some(b'{') => {
                let end = memchr::memchr(b'\n', text).unwrap_or(text.len());
                let (line, rest) = text.split_at(end);
                let next = rest.trim_ascii_start().first();
                let goes_on = matches!(line.trim_ascii_end().last(), Some(b':' | b'['));
                match (extent::line(line), next) {
                    // a line cut off, with a record on the next
                    (Line::Open, Some(b'{')) if !goes_on => Format::Lines,
                    (Line::Open, Some(_)) => Format::Json,
                    _ => Format::Lines,
                }
            }
            _ => Format::Lines,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_stand_one_a_line_or_not() {
        for text in ["", "{}", "{\"a\":1}\n{", "{\"a\":\n", "{\"id\": \"x\n  \"b\"", "{\"a\": {\n{\"id\":1}", "[[[[", "[1]\n{}", "x"] {
            assert_eq!(Format::of(text.as_bytes()), Format::Lines, "{text}");
        }
        for text in ["[", " \n[ {", "[]", "{\n \"id\"", "{\"a\":\n{", "{\"events\": [\n {", "[{}]"] {
            assert_eq!(Format::of(text.as_bytes()), Format::Json, "{text}");
        }
    }
}
