//! Which of the loaded policies judges a record.

use super::cursor::{Cursor, Read, flaw};
use super::fault::{DataFault, Expected, Shape, cut};
use super::lexicon::Lexicon;
use bumpalo::Bump;

/// The policy that the record names. With one policy loaded it need not name it, and nothing is read here.
///
/// # Errors
/// It names none though several are loaded, or one that is not loaded; bad JSON up to that name.
pub fn choose(text: &str, arena: &Bump, lexicons: &[Lexicon<'_>]) -> Read<usize> {
    if lexicons.len() == 1 {
        return Ok(0);
    }
    let mut cursor = Cursor::new(text, arena);
    let start = cursor.here();
    match cursor.shape()? {
        Shape::Object => cursor.open()?,
        found => return flaw(start, DataFault::NotAnObject { found }),
    }
    let mut started = false;
    while let Some(key) = cursor.key(&mut started)? {
        if key != "policy" {
            cursor.pass()?;
            continue;
        }
        let at = cursor.here();
        match cursor.shape()? {
            Shape::Text => {}
            Shape::Null => break,
            found => return flaw(at, DataFault::WrongType { field: "policy", expected: Expected::Text, found }),
        }
        let name = cursor.string()?;
        if name.is_empty() {
            break;
        }
        return match lexicons.iter().position(|lexicon| lexicon.vocabulary.policy == name) {
            Some(policy) => Ok(policy),
            None => unknown(at, name, lexicons),
        };
    }
    flaw(start, DataFault::NoPolicy { loaded: loaded(lexicons) })
}

/// The record names a policy that is not loaded.
#[cold]
pub fn unknown<T>(at: usize, name: &str, lexicons: &[Lexicon<'_>]) -> Read<T> {
    flaw(at, DataFault::UnknownPolicy { name: cut(name), loaded: loaded(lexicons) })
}

fn loaded(lexicons: &[Lexicon<'_>]) -> Vec<String> {
    lexicons.iter().map(|lexicon| lexicon.vocabulary.policy.clone()).collect()
}
