//! Coverage in words: the figures, then a line for each place that is not decided whole.

use super::{Coverage, Figure, Item, Sort};
use crate::engine::marks::Mark;
use crate::lang::{Bilingual, Lang};
use crate::report::layout::{left, width};
use crate::say;
use crate::source::Sources;
use crate::suite::shown::place;

/// The figures of one policy in one line.
pub fn figures(coverage: &Coverage, policy: &str, lang: Lang) -> String {
    let words = Figure::ALL.map(|figure| {
        let (whole, all) = coverage.count(figure);
        format!("{} {whole}/{all}", figure_name(figure).get(lang))
    });
    format!("{policy}  {}", words.join("  "))
}

pub fn figure_name(figure: Figure) -> Bilingual {
    match figure {
        Figure::Rules => say!("规则"; "rules"),
        Figure::Branches => say!("分支"; "branches"),
        Figure::Conditions => say!("条件"; "conditions"),
    }
}

/// A line for each place that is not decided whole.
pub fn gaps(coverage: &Coverage, sources: &Sources, lang: Lang) -> String {
    let lines: Vec<[String; 3]> = coverage
        .gaps()
        .map(|item| [place(item.span, sources), format!("{}  {}", item.of, text(item, sources)), never(item, lang)])
        .collect();
    let wide = |n: usize| lines.iter().map(|line| width(&line[n])).max().unwrap_or(0).min(64);
    let (first, second) = (wide(0), wide(1));
    lines.iter().map(|[at, what, never]| format!("  {}  {}  {never}\n", left(at, first), left(what, second))).collect()
}

/// What stands at an item: its own text, for a comparison with what it is compared with.
pub fn text(item: &Item, sources: &Sources) -> String {
    let source = &sources.get(item.span.file).text;
    let mut end = item.span.range().end;
    if item.sort == Sort::Condition {
        end += value(source.get(end..).unwrap_or_default());
    }
    let written = source.get(item.span.range().start..end).unwrap_or_default().trim().trim_end_matches([',', '}', ' ']);
    written.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How long the rest of an entry is: up to what ends it outside quotes and brackets, within its line.
fn value(rest: &str) -> usize {
    let (mut quote, mut depth) = (None, 0);
    for (at, c) in rest.char_indices() {
        match (quote, c) {
            (_, '\n') => return at,
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']') => depth -= 1,
            (None, ',' | '}' | '#') if depth == 0 => return at,
            (None, '}') => depth -= 1,
            (None, _) => {}
        }
    }
    rest.len()
}

/// In what way an item was never decided.
pub fn never(item: &Item, lang: Lang) -> String {
    let whole = item.never.len() == item.needs.len();
    let one = item.never.first().copied().unwrap_or(Mark::True);
    let words = match (item.sort, whole, one) {
        (Sort::Rule | Sort::Version, true, _) => say!("没有核对过"; "never decided"),
        (Sort::Rule | Sort::Version, _, Mark::False) => say!("没有违反的情形"; "never broken"),
        (Sort::Rule | Sort::Version, ..) => say!("没有遵守的情形"; "never kept"),
        (Sort::Condition, true, _) => say!("从未判断"; "never asked"),
        (Sort::Condition, _, Mark::False) => say!("从未为假"; "never false"),
        (Sort::Condition, ..) => say!("从未为真"; "never true"),
        (Sort::Word, true, _) => say!("从未判断"; "never looked at"),
        (Sort::Word, _, Mark::False) => say!("从未不满足"; "never failed"),
        (Sort::Word, ..) => say!("从未满足"; "never held"),
        (Sort::Reading, ..) => say!("这种读法没有核对过"; "reading never asked for"),
        (Sort::Alternative, _, Mark::False) if !whole => say!("从未不适用"; "always applied"),
        (Sort::Alternative, ..) => say!("从未适用"; "never applied"),
        (Sort::Mover, _, Mark::False) if !whole => say!("从未不起作用"; "never refused"),
        (Sort::Mover, ..) => say!("从未起作用"; "never moved anything"),
        (Sort::Row | Sort::Value, ..) => say!("从未取到"; "never met"),
        (Sort::Part | Sort::Recipient, ..) => say!("从未评判"; "never judged"),
    };
    words.get(lang).to_owned()
}
