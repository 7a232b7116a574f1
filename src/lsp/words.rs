//! The name under the cursor, and what it is a name of.

use super::known::{Known, Name, Sort};
use super::meant::Meant;
use crate::policy::rule::What;
use crate::policy::schema::{Of, Shape};
use std::ops::Range;

/// A word with dots as it stands in the text, and the part of it at the cursor.
#[derive(Debug)]
pub struct Word<'t> {
    pub whole: &'t str,
    /// Which part, from 0, and its bytes in the text.
    pub part: usize,
    pub range: Range<usize>,
    pub in_braces: bool,
}

/// The word at byte `at`.
pub fn word_at(text: &str, at: usize) -> Option<Word<'_>> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let before = text.get(..at)?;
    let start = before.rfind(|c: char| !fits(c)).map_or(0, |n| n + before[n..].chars().next().map_or(1, char::len_utf8));
    let end = at + text[at..].find(|c: char| !fits(c)).unwrap_or(text.len() - at);
    let whole = text.get(start..end).filter(|whole| !whole.is_empty())?;
    let part = text[start..at].matches('.').count();
    let from = start + text[start..at].rfind('.').map_or(0, |n| n + 1);
    let to = at + text[at..end].find('.').unwrap_or(end - at);
    Some(Word { whole, part, range: from..to, in_braces: text[..start].ends_with('{') })
}

/// The declared name that the word is, by where it stands.
pub fn named<'k>(word: &Word<'_>, meant: &Meant, known: &'k Known) -> Option<&'k Name> {
    let parts: Vec<&str> = meant.place.iter().map(String::as_str).chain(word.whole.split('.')).collect();
    let at = meant.place.len() + word.part;
    let this = *parts.get(at)?;
    match (parts.first().copied()?, at) {
        ("trigger" | "record", 1..) => attribute(&parts[1..], at - 1, known),
        ("last" | "first" | "count", 1) => known.find(this, &[Sort::Event]),
        ("last" | "first", 2..) => attribute(&parts[2..], at - 2, known),
        ("table", 1) => known.find(this, &[Sort::Table]),
        ("parameter", 1) => known.find(this, &[Sort::Parameter]),
        (rule, _) if parts.len() == 2 && What::ALL.iter().any(|(word, _)| *word == parts[1]) => known.find(rule, &[Sort::Rule]),
        _ if word.in_braces => known.find(this, &[Sort::Parameter]),
        _ if meant.in_condition => known.find(this, &[Sort::Condition]),
        _ => {
            let sorts: Vec<Sort> = meant.shapes.iter().flat_map(sorts).copied().collect();
            known.find(this, &sorts).or_else(|| attribute(&parts, at, known))
        }
    }
}

/// `subject.party_member`: the longest declared path that the part at the cursor is of.
fn attribute<'k>(parts: &[&str], at: usize, known: &'k Known) -> Option<&'k Name> {
    let parts = parts.strip_prefix(&["attributes"]).unwrap_or(parts);
    let declared = |len: usize| known.sorted(Sort::Attribute).find(|name| name.id == parts[..len].join("."));
    match parts.first() {
        Some(&("by" | "to")) => {
            parts.get(at).and_then(|word| known.find(word, &[Sort::Party, Sort::Role]).filter(|name| name.sort != Sort::Attribute))
        }
        _ => (1..=parts.len()).rev().find_map(declared),
    }
}

fn sorts(shape: &Shape) -> &'static [Sort] {
    match shape {
        Shape::Name(Of::Event | Of::EventOrOutcome) => &[Sort::Event],
        Shape::Name(Of::Attribute | Of::Correlation) => &[Sort::Attribute],
        Shape::Name(Of::Party | Of::Role) | Shape::Recipient => &[Sort::Party, Sort::Role, Sort::Level],
        Shape::Name(Of::Level) => &[Sort::Level],
        Shape::Name(Of::Kind) => &[Sort::Kind],
        Shape::Name(Of::Rule) => &[Sort::Rule],
        Shape::Name(Of::Hours) => &[Sort::Hours],
        Shape::Name(Of::Reading) => &[Sort::Reading],
        Shape::Condition | Shape::Script => &[Sort::Condition],
        Shape::Limit => &[Sort::Event, Sort::Parameter],
        Shape::DueDay => &[Sort::Event],
        _ => &[],
    }
}
