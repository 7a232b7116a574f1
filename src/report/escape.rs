//! Texts in markup: what records and policies say is never taken for an element, an attribute or a script.

use std::borrow::Cow;

/// A text for HTML or SVG, in an element or in a quoted attribute. Characters that XML does not allow become �.
pub fn escape(text: &str) -> Cow<'_, str> {
    let special = |c: char| matches!(c, '&' | '<' | '>' | '"' | '\'') || forbidden(c);
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if forbidden(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Control characters, and marks that turn the direction of what follows.
fn forbidden(c: char) -> bool {
    matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\x7f' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_becomes_markup() {
        assert_eq!(escape("</script><img onerror='x\"'>&"), "&lt;/script&gt;&lt;img onerror=&#39;x&quot;&#39;&gt;&amp;");
        assert_eq!(escape("a\0b\u{202e}c\nd"), "a\u{fffd}b\u{fffd}c\nd");
        assert_eq!(escape("梁某 案"), "梁某 案");
    }
}
