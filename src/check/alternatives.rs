//! `alternatives-overlap`, `alternatives-gap`: cases told apart by one place — a time of day, a number — that meet in
//! some values, or leave some out. `before 21:00` beside `over 21:00` leaves out 21:00 itself: the slip that nobody sees.

use super::Checked;
use super::reach::{Cut, Line, Reach};
use super::ways::same;
use super::written::{key, variant};
use crate::diag::{Diagnostic, Faults};
use crate::lang::Bilingual;
use crate::policy::rule::{Alternative, Branch, Condition, Duty, Rule, Table, Test, Wanted};
use crate::policy::tree::Node;
use crate::record::look::Look;
use crate::say;
use crate::source::Span;
use crate::time::instant::MINUTE;

/// One of several cases.
struct Case<'c> {
    name: &'c str,
    span: Span,
    look: &'c Look,
    reach: Reach,
    /// What else it asks.
    others: Vec<&'c Test>,
    /// What it comes to: cases that come to the same may meet.
    comes_to: &'c str,
}

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    for rule in &checked.policy.rules {
        let Duty::Obligation(obligation) = &rule.duty else { continue };
        for branch in &obligation.branches {
            let span = |a: &Alternative| variant(checked, rule, "may", &a.name);
            let cases = branch.may.iter().filter(|a| a.since == branch.since);
            let cases = cases.filter_map(|a| case(checked, &a.name, || span(a), a.when.as_ref()?, &a.limit.written)).collect();
            // Between alternatives the rule's own limit holds: only a sliver was not meant.
            families(
                cases,
                &|family, faults| {
                    overlaps(&rule.id, family, faults);
                    holes(&rule.id, family, true, faults);
                },
                faults,
            );
        }
        let cases = obligation.branches.iter().filter_map(|branch| part(checked, rule, branch)).collect::<Vec<_>>();
        if cases.len() == obligation.branches.len() {
            families(
                cases,
                &|family, faults| {
                    let slivers_only = family.first().is_none_or(|case| case.reach.line != Line::Clock);
                    holes(&rule.id, family, slivers_only, faults);
                },
                faults,
            );
        }
    }
    siblings(checked, faults);
    bands(checked, faults);
}

/// A condition that asks one place for a stretch of values.
fn case<'c>(checked: &Checked<'_>, name: &'c str, span: impl FnOnce() -> Span, when: &'c Condition, comes_to: &'c str) -> Option<Case<'c>> {
    let Condition::All(tests) = when else { return None };
    let stretch = |test: &'c Test| match test {
        Test::Place { look, wanted, .. } if wanted.iter().any(|one| matches!(one, Wanted::Range(_))) => {
            Some((look, Reach::of(Line::of(checked, look)?, wanted)?))
        }
        _ => None,
    };
    let mut found = tests.iter().filter_map(|test| Some((test, stretch(test)?)));
    let (test, (look, reach)) = found.next()?;
    let alone = found.next().is_none();
    let others = tests.iter().filter(|other| !std::ptr::eq(*other, test)).collect();
    alone.then(|| Case { name, span: span(), look, reach, others, comes_to })
}

/// A part, or a recipient, with its own `when`.
fn part<'c>(checked: &Checked<'_>, rule: &'c Rule, branch: &'c Branch) -> Option<Case<'c>> {
    let name = branch.part.as_deref().unwrap_or(&rule.id);
    let span = || if branch.part.is_some() { variant(checked, rule, "part", name) } else { key(checked, rule, "to") };
    case(checked, name, span, branch.scope.when.as_ref()?, &branch.limit.written)
}

/// Cases of one place and the same other tests, at least two together.
fn families<'c>(cases: Vec<Case<'c>>, see: &dyn Fn(&[Case<'c>], &mut Faults), faults: &mut Faults) {
    let mut open = cases;
    while !open.is_empty() {
        let first = open.remove(0);
        let alike = |case: &Case<'_>| {
            case.look == first.look
                && case.others.len() == first.others.len()
                && case.others.iter().all(|test| first.others.iter().any(|other| same(test, other)))
        };
        let (family, rest): (Vec<_>, Vec<_>) = open.into_iter().partition(alike);
        open = rest;
        if !family.is_empty() {
            let family: Vec<Case<'_>> = std::iter::once(first).chain(family).collect();
            see(&family, faults);
        }
    }
}

/// Rules that answer one event with one act of one party, each for a stretch of values.
fn siblings(checked: &Checked<'_>, faults: &mut Faults) {
    let rules: Vec<(&Rule, &Branch)> = checked
        .policy
        .rules
        .iter()
        .filter_map(|rule| match &rule.duty {
            Duty::Obligation(obligation) if rule.version.is_none() => match obligation.branches.as_slice() {
                [branch] if branch.scope.unless.is_none() => Some((rule, branch)),
                _ => None,
            },
            _ => None,
        })
        .collect();
    for (n, (_, branch)) in rules.iter().enumerate() {
        let alike =
            |other: &Branch| other.on == branch.on && other.act == branch.act && other.bearer == branch.bearer && other.to == branch.to;
        if rules[..n].iter().any(|(_, other)| alike(other)) {
            continue;
        }
        let group = rules[n..].iter().filter(|(_, other)| alike(other));
        let cases = group.filter_map(|(rule, branch)| {
            case(checked, &rule.id, || key(checked, rule, "when"), branch.scope.when.as_ref()?, &branch.limit.written)
        });
        families(
            cases.collect(),
            &|family, faults| {
                let ids = family.iter().map(|case| case.name).collect::<Vec<_>>().join("、");
                overlaps(&ids, family, faults);
                holes(&ids, family, true, faults);
            },
            faults,
        );
    }
}

/// Two cases that meet and come to different things.
fn overlaps(owner: &str, family: &[Case<'_>], faults: &mut Faults) {
    for (n, case) in family.iter().enumerate() {
        for other in &family[..n] {
            let met = case.reach.and(&other.reach);
            let Some(part) = met.parts.first().filter(|_| case.comes_to != other.comes_to) else { continue };
            let (place, a, b) = (&case.look.shown, other.name, case.name);
            let Bilingual { zh, en } = Reach::words(case.reach.line, *part);
            let title = say!("{owner}:{place} 为 {zh} 的,{a} 与 {b} 都适用"; "{owner}: {a} and {b} both apply where {place} is {en}");
            faults.push(
                Diagnostic::warning("alternatives-overlap", case.span, title)
                    .also(other.span, say!("另一个在这里"; "the other one"))
                    .help(say!("改正其中一个的起止;本来就要两个都适用的,并作一个"; "correct where one begins or ends; if both are meant to apply, join them")),
            );
        }
    }
}

/// What lies between the cases, or in the day, and belongs to none.
fn holes(owner: &str, family: &[Case<'_>], slivers_only: bool, faults: &mut Faults) {
    let Some((first, last)) = family.first().zip(family.last()) else { return };
    let names = family.iter().map(|case| case.name).collect::<Vec<_>>().join("、");
    let union = family.iter().skip(1).fold(first.reach.clone(), |all, case| all.or(&case.reach));
    let holes = if union.line == Line::Clock { union.rest() } else { union.holes() };
    for hole in holes.into_iter().filter(|hole| !slivers_only || is_sliver(union.line, *hole)) {
        faults.push(gap(owner, &names, last.span, union.line, &first.look.shown, hole));
    }
}

fn gap(owner: &str, names: &str, span: Span, line: Line, place: &str, hole: (Cut, Cut)) -> Diagnostic {
    let Bilingual { zh, en } = Reach::words(line, hole);
    let and = names.replace('、', ", ");
    let title = say!("{owner}:{names} 都不适用于 {place} 为 {zh} 的"; "{owner}: none of {and} applies where {place} is {en}");
    let fault = Diagnostic::warning("alternatives-gap", span, title);
    let one = line.shown(hole.0.0);
    fault.help(match line {
        Line::Number if hole.0.0 != hole.1.0 => say!("改正起止;只有整数的,在 [attributes] 中写 type = \"whole\""; "correct where they begin and end; if there are only whole numbers, declare type = \"whole\" in [attributes]"),
        _ if hole.0.0 == hole.1.0 => say!("写“{one}以上”“{one}起”或“{one}以下”的,连 {one} 在内;“超过”“不满”“前”不连"; "\"at least\", \"from\" and \"at most\" take in {one}; \"over\", \"under\" and \"before\" leave it out"),
        _ => say!("改正起止,使首尾相接"; "correct where they begin and end, so that they meet"),
    })
}

/// A point, a minute, the fraction between two whole numbers.
fn is_sliver(line: Line, (from, to): (Cut, Cut)) -> bool {
    match line {
        Line::Clock => (0.0..=MINUTE as f64).contains(&(to.0 - from.0)),
        Line::Number => to.0 == from.0,
        _ => to.0 - from.0 <= 1.0,
    }
}

/// The bands of a decision table: the first that holds is taken.
fn bands(checked: &Checked<'_>, faults: &mut Faults) {
    for table in &checked.policy.tables {
        let Some(line) = Line::of(checked, &table.by) else { continue };
        let bands = table.rows.iter().filter_map(|row| Some((&row.name, Reach::of(line, &[Wanted::Range(row.is.clone()?)])?)));
        let bands: Vec<(&String, Reach)> = bands.collect();
        if bands.len() < 2 || bands.len() < table.rows.len() {
            continue;
        }
        let mut before: Option<Reach> = None;
        for (name, reach) in &bands {
            if before.as_ref().is_some_and(|before| before.and(reach) == *reach) {
                let owner = &table.name;
                let title = say!("表 {owner} 的 {name} 这一行从不选中"; "the row {name} of the table {owner} is never chosen");
                faults.push(
                    Diagnostic::warning("alternatives-overlap", row(checked, table, name), title)
                        .help(say!("前面的行已经包括了它:改正界限,或者把范围小的写在前面"; "the rows before it take all of it: correct the bounds, or write the narrower one first")),
                );
            }
            before = Some(before.map_or_else(|| reach.clone(), |before| before.or(reach)));
        }
        let (Some(all), Some((last, _))) = (before, bands.last()) else { continue };
        let owner = &table.name;
        let names = bands.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join("、");
        for hole in all.holes() {
            faults.push(gap(owner, &names, row(checked, table, last), line, &table.by.shown, hole));
        }
    }
}

/// Where a row of a table stands.
fn row(checked: &Checked<'_>, table: &Table, name: &str) -> Span {
    let rows =
        checked.trees.iter().filter_map(|tree| tree.get("table")?.table()?.get(&table.name)?.table()?.get("row").and_then(Node::table));
    let entry = rows.filter_map(|rows| rows.entry(name)).next();
    entry.map_or(checked.policy.declared.head.id.span, |entry| entry.key.span)
}
