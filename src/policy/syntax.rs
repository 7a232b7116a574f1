//! TOML that may be broken: one fault for each slip, and the rest read as if the slip were not there.
//!
//! The parser recovers by itself, but from the place where it noticed: after an unclosed bracket it takes the next ten
//! lines for items. Here the statement that holds the first error is replaced by an empty one of the same length, so
//! that all other places stay where they are, and the text is read again.

use super::fault;
use super::statement::{self, Statement};
use crate::diag::Faults;
use crate::source::{FileId, Span};
use toml::de::DeTable;

/// So many slips are told apart in one file; whoever has more mends these first, and nothing else is said of it.
pub const MOST_SLIPS: usize = 40;
/// More errors than this, when so many slips are mended, and the text is something else: a bracket that is not closed
/// spoils hundreds of lines, but is mended in one.
const MOST_ERRORS: usize = 400;
const PATIENCE: usize = 3;
/// No policy is longer.
pub const LONGEST: usize = 4 << 20;

/// The text as it can be parsed: itself, or with its slips taken out.
pub fn mended(file: FileId, text: &str, faults: &mut Faults) -> Option<String> {
    let whole = Span { file, start: 0, end: u32::MAX };
    if text.len() > LONGEST {
        faults.push(fault::toml::too_long(Span::new(file, 0..0), text.len(), LONGEST));
        faults.mute(whole);
        return Some(String::new());
    }
    if let Some(at) = text.find('\0') {
        faults.push(fault::toml::not_toml(Span::new(file, at..at)));
        faults.mute(whole);
        return Some(String::new());
    }
    let mut mended: Option<String> = None;
    let mut touched: Vec<std::ops::Range<usize>> = Vec::new();
    let mut told = Vec::new();
    for round in 0..MOST_SLIPS {
        let current = mended.as_deref().unwrap_or(text);
        let (_, errors) = DeTable::parse_recoverable(current);
        let mut slips: Vec<(std::ops::Range<usize>, String)> =
            errors.iter().map(|e| (e.span().unwrap_or(0..0), e.message().to_owned())).collect();
        slips.retain(|(at, _)| !touched.iter().any(|t| t.start <= at.start && at.start <= t.end));
        slips.sort_by_key(|(at, _)| at.start);
        let Some((at, message)) = slips.first() else { break };
        let hopeless = round >= PATIENCE && errors.len() > MOST_ERRORS;
        if hopeless || (round + 1 == MOST_SLIPS && !statement::has_header(text)) {
            faults.push(fault::toml::not_toml(Span::new(file, at.clone())));
            faults.mute(whole);
            return Some(String::new());
        }
        let slip = Statement::around(current, at.start);
        told.push(fault::toml::syntax(file, text, current, at.clone(), message, &slip));
        let repaired = statement::repaired(current, at, message, &slip);
        touched.push(slip.range.clone());
        if let Some((muted, repaired)) = repaired {
            touched.extend(muted);
            mended = Some(repaired);
        }
    }
    told.into_iter().for_each(|fault| faults.push(fault));
    if touched.len() >= MOST_SLIPS {
        faults.mute(whole);
    }
    touched.into_iter().for_each(|range| faults.mute(Span::new(file, range)));
    mended
}
