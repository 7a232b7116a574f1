//! `cite-not-found`: a quotation is not in the text that it is said to be from. Whoever audits a verdict looks there.

use super::Checked;
use super::simplified::fold;
use super::written::{rules, verbatim, walk};
use crate::diag::{Diagnostic, Faults};
use crate::policy::tree::Node;
use crate::say;
use crate::source::Span;
use std::path::Path;

/// So many characters must agree before the place where they part is worth showing.
const LIKE: usize = 4;
/// So much of the source is shown there.
const SHOWN: usize = 12;

type Folded = [(char, usize)];

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    let Some(file) = checked.cited else { return };
    let source = checked.sources.get(file);
    let name = Path::new(&source.path).file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let text = fold(&source.text);
    for rule in rules(checked.trees) {
        walk(rule.table, &mut Vec::new(), &mut |path, entry| {
            if path.last() == Some(&"cite") {
                quotation(&entry.node, &text, &source.text, &name, checked, faults);
            }
        });
    }
}

/// Looks up every part between omissions, each after the one before it.
fn quotation(node: &Node, text: &Folded, raw: &str, name: &str, checked: &Checked<'_>, faults: &mut Faults) {
    let Some(cite) = node.text() else { return };
    let at = verbatim(node, checked.sources).map(|(_, span)| span);
    let span = |from: usize, to: usize| at.map_or(node.span, |at| at.part(from, to));
    let mut after = 0;
    for (from, part) in parts(cite) {
        let part: Vec<(char, usize)> = fold(part).into_iter().map(|(c, byte)| (c, from + byte)).collect();
        match position(text, &part, after) {
            Some(found) => after = found + part.len(),
            None if position(text, &part, 0).is_some() => {
                let fault =
                    not_found(whole(&part, cite, &span), name).label(say!("原文中在前一段之前"; "it stands before the part quoted first"));
                faults.push(fault.help(say!("按原文的顺序引用"; "quote in the order of the source")));
            }
            None => {
                faults.push(difference(&part, cite, text, raw, name, &span));
                return;
            }
        }
    }
}

/// The parts of a quotation between its omissions, with their bytes.
fn parts(cite: &str) -> Vec<(usize, &str)> {
    let mut list = Vec::new();
    let mut from = 0;
    let omission = |c: char| matches!(c, '…' | '⋯');
    for part in cite.split(omission) {
        if !part.trim().is_empty() {
            list.push((from, part));
        }
        from += part.len();
        from += cite[from..].chars().next().map_or(0, char::len_utf8);
    }
    list
}

fn position(text: &Folded, part: &Folded, from: usize) -> Option<usize> {
    let last = text.len().checked_sub(part.len())?;
    (from..=last).find(|n| part.iter().zip(&text[*n..]).all(|(a, b)| a.0 == b.0))
}

/// Where the longest beginning of the part that stands in the source parts from it; failing that, the same from behind.
fn difference(part: &Folded, cite: &str, text: &Folded, raw: &str, name: &str, span: &dyn Fn(usize, usize) -> Span) -> Diagnostic {
    let likeness = |n: usize| part.iter().zip(&text[n..]).take_while(|(a, b)| a.0 == b.0).count();
    let best = (0..text.len()).map(|n| (likeness(n), n)).max_by_key(|(len, n)| (*len, std::cmp::Reverse(*n)));
    if let Some((len, n)) = best.filter(|(len, _)| *len >= LIKE && *len < part.len()) {
        let byte = part[len].1;
        let end = byte + cite[byte..].chars().next().map_or(0, char::len_utf8);
        let Some((_, there)) = text.get(n + len) else {
            return not_found(span(byte, end), name).label(say!("原文到此为止"; "the source ends here"));
        };
        let one = text.get(n + len + 1..).is_some_and(|rest| part[len + 1..].iter().zip(rest).take(LIKE).all(|(a, b)| a.0 == b.0))
            && part.len() > len + 1;
        let stands: String = raw[*there..].chars().take(if one { 1 } else { SHOWN }).take_while(|c| *c != '\n').collect();
        return not_found(span(byte, end), name).label(say!("原文此处为“{stands}”"; "the source has “{stands}” here"));
    }
    let likeness = |n: usize| part.iter().rev().zip(text[..n].iter().rev()).take_while(|(a, b)| a.0 == b.0).count();
    let best = (1..=text.len()).map(|n| (likeness(n), n)).max_by_key(|(len, n)| (*len, std::cmp::Reverse(*n)));
    if let Some((len, n)) = best.filter(|(len, _)| *len >= LIKE && *len < part.len()) {
        let byte = part[part.len() - len - 1].1;
        let end = byte + cite[byte..].chars().next().map_or(0, char::len_utf8);
        let before: Vec<&(char, usize)> = text[..n - len].iter().rev().take(SHOWN).collect();
        let stands: String = before.iter().rev().filter_map(|(_, at)| raw[*at..].chars().next()).collect();
        return not_found(span(byte, end), name)
            .label(say!("原文中这之后的文字前面是“{stands}”"; "before what follows the source has “{stands}”"));
    }
    not_found(whole(part, cite, span), name)
}

fn whole(part: &Folded, cite: &str, span: &dyn Fn(usize, usize) -> Span) -> Span {
    let from = part.first().map_or(0, |(_, at)| *at);
    let last = part.last().map_or(cite.len(), |(_, at)| *at);
    span(from, last + cite[last..].chars().next().map_or(0, char::len_utf8))
}

fn not_found(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("cite-not-found", span, say!("引文在原文 {name} 中找不到"; "the quotation is not in {name}"))
        .help(say!("引文应与原文逐字相同,中间省略用“……”"; "quote word for word; mark an omission with ……"))
}
