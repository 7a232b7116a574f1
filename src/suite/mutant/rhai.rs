//! What may be varied in Rhai: comparisons, connections, numbers; never in its texts and comments.

use super::{Variation, grammar};

/// An operator, and what it is changed to; the longer ones first.
const OPERATORS: [(&str, &str); 8] =
    [(">=", ">"), ("<=", "<"), ("==", "!="), ("!=", "=="), ("&&", "||"), ("||", "&&"), (">", ">="), ("<", "<=")];

/// The variations of a script, in the order of the text.
pub fn variations(text: &str) -> Vec<Variation> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        at += if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |n| n + 2)
        } else if "\"`'".contains(c) {
            quoted(rest, c)
        } else if c.is_ascii_digit() {
            let len = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let own = grammar::numbers(&rest[..len]).into_iter();
            found.extend(own.map(|v| Variation::new(at + v.range.start..at + v.range.end, v.text)));
            len
        } else if c.is_alphabetic() || c == '_' {
            rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
        } else if rest.starts_with("=>") || rest.starts_with("->") {
            2
        } else if let Some((word, other)) = OPERATORS.iter().find(|(word, _)| rest.starts_with(word)) {
            found.push(Variation::new(at..at + word.len(), *other));
            word.len()
        } else {
            c.len_utf8()
        };
    }
    found
}

/// How long a text in quotes is, with them.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (n, c) in rest.char_indices().skip(1) {
        if !escaped && c == quote {
            return n + c.len_utf8();
        }
        escaped = !escaped && c == '\\';
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_and_numbers_vary_and_texts_do_not() {
        let text = "trigger.bac >= 80 && x1 != \"a >= 1\" // 5 > 4";
        let found: Vec<_> = variations(text).into_iter().map(|v| (text[v.range].to_owned(), v.text)).collect();
        let pairs: Vec<_> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(pairs, [(">=", ">"), ("80", "81"), ("80", "79"), ("&&", "||"), ("!=", "==")]);
    }
}
