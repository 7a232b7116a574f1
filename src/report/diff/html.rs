//! The comparison as one page.
use super::Comparison;
/// The page.
pub fn report(comparison: &Comparison<'_>) -> String { super::text::report(comparison) }
