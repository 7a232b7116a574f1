//! What a command prints, and what it says beside that. Whoever reads may go at any time (`| head`): the command does its
//! work all the same. A disk that is full is an error.

use super::Manner;
use crate::lang::{Bilingual, Lang};
use crate::say;
use std::io::{self, Write};

/// Prints on standard output.
///
/// # Errors
/// It cannot be written, for another reason than that the reader has gone.
pub fn print(text: impl AsRef<[u8]>) -> Result<(), Bilingual> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_ref()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(unwritten(&error)),
        _ => Ok(()),
    }
}

/// Says a line on standard error.
pub fn speak(line: &str) {
    // where this fails, nobody would hear of that either
    _ = writeln!(io::stderr().lock(), "{line}");
}

/// Says what went wrong in operation: a file, a pipe.
pub fn complain(manner: Manner, message: &Bilingual) {
    let word = if manner.lang == Lang::Zh { "错误" } else { "error" };
    speak(&format!("{word}: {}", message.get(manner.lang)));
}

/// What was to be printed is lost.
pub fn unwritten(error: &io::Error) -> Bilingual {
    say!("写不出报告:{error}"; "the report cannot be written: {error}")
}
