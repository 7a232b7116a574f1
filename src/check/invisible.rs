//! `invisible`: characters that cannot be seen. Two texts that look the same are then not equal, and a text may read
//! otherwise than it is written.

use super::Checked;
use crate::diag::Faults;
use crate::policy::fault::toml::invisible;
use crate::policy::letters;
use crate::source::{FileId, Span};

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    for file in &checked.files {
        let text = &checked.sources.get(*file).text;
        for (at, c) in text.char_indices() {
            // A no-break space in a text is good typography; elsewhere it is no TOML.
            if c != '\u{a0}' && letters::invisible(c).is_some() && !told(faults, *file, at) {
                faults.push(invisible(Span::new(*file, at..at + c.len_utf8()), c, crate::diag::Level::Warning));
            }
        }
    }
}

/// Whether something is said already of the text that holds it.
fn told(faults: &Faults, file: FileId, at: usize) -> bool {
    faults.all().iter().any(|d| d.span.file == file && d.span.range().contains(&at))
}
