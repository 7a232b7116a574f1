//! The log: one line an event on standard error, `key=value`.

use std::fmt::{Display, Write as _};
use std::io::{self, Write as _};

/// Writes one line: what happened, and its facts.
pub fn line(event: &str, facts: &[(&str, &dyn Display)]) {
    let mut text = format!("event={event}");
    for (key, fact) in facts {
        let fact = fact.to_string();
        let plain = !fact.is_empty() && !fact.contains(|c: char| c.is_whitespace() || c.is_control() || c == '"' || c == '=');
        // writing to memory does not fail
        _ = if plain { write!(text, " {key}={fact}") } else { write!(text, " {key}={}", super::text::quoted(&fact)) };
    }
    // whoever read the log may have gone: the desk goes on
    _ = writeln!(io::stderr().lock(), "{text}");
}
