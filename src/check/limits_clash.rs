//! `limits-clash`: limits that do not go together: a stage longer than the whole that it is part of, a cap before the
//! limit that it caps, a part beyond its whole, a bar that lifts when the right has run out, an extension that shortens.

use super::Checked;
use super::length::longer;
use super::ways::{both, excluded};
use super::written::{key, rules, variant};
use crate::diag::{Diagnostic, Faults};
use crate::policy::grammar;
use crate::policy::rule::{Branch, Condition, Duty, Extension, Length, Limit, Obligation, Rule};
use crate::policy::tree::Node;
use crate::policy::variant::named;
use crate::say;
use crate::source::Span;

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    for rule in &checked.policy.rules {
        match &rule.duty {
            Duty::Obligation(obligation) => {
                caps(checked, rule, obligation, faults);
                parts(checked, rule, faults);
                stages(checked, rule, obligation, faults);
            }
            Duty::Constraint(constraint) => {
                for case in &constraint.cases {
                    if let (Some(within), Some(wait)) = (&case.words.within, &case.words.wait)
                        && (longer(wait, within) || wait.kind == within.kind)
                    {
                        faults.push(barred(rule, key(checked, rule, "wait"), wait, within));
                    }
                }
            }
            Duty::Extension(extension) => shortened(checked, rule, extension, faults),
            _ => {}
        }
    }
}

fn clash(span: Span, title: crate::lang::Bilingual) -> Diagnostic {
    Diagnostic::warning("limits-clash", span, title)
}

/// A cap that holds always, from the same start, and earlier than the limit itself.
fn caps(checked: &Checked<'_>, rule: &Rule, obligation: &Obligation, faults: &mut Faults) {
    for branch in &obligation.branches {
        for cap in branch.caps.iter().filter(|cap| cap.when.is_none() && cap.since == branch.since && longer(&branch.limit, &cap.limit)) {
            let (id, own, written) = (&rule.id, &branch.limit.written, &cap.limit.written);
            let title = say!("{id} 的最迟期限“{written}”总比规则自己的“{own}”早"; "the cap \"{written}\" of {id} is always before its own limit \"{own}\"");
            let help = say!("规则自己的期限就从不起作用:核对两个数,或者只留一个;起算点不同的,写 since"; "its own limit then never decides: compare the two, or keep one; where they start apart, write since");
            faults.push(clash(variant(checked, rule, "cap", &cap.name), title).help(help));
        }
    }
}

/// Parts with limits of their own beside that of the rule.
fn parts(checked: &Checked<'_>, rule: &Rule, faults: &mut Faults) {
    let Some(written) = rules(checked.trees).find(|written| written.id.value == rule.id) else { return };
    let Some(whole) = written.table.get("within").and_then(counted) else { return };
    for (entry, part) in named(written.table, "part") {
        let own = part.get("within").and_then(|node| Some((node.inner(), counted(node)?)));
        if let Some((span, own)) = own.filter(|(_, own)| longer(own, &whole)) {
            let (id, name, own, whole) = (&rule.id, &entry.key.value, &own.written, &whole.written);
            let title = say!("{id} 的分项 {name} 的期限“{own}”比整条的“{whole}”长"; "the part {name} of {id} has \"{own}\", longer than \"{whole}\" of the whole");
            let help = say!("分项的期限代替整条的:确实更长的,各分项都写自己的 within"; "a part's limit takes the place of the rule's: where it is meant, write within in every part and none in the rule");
            faults.push(clash(span, title).help(help));
        }
    }
}

/// A limit written with plain numbers.
fn counted(node: &Node) -> Option<Limit> {
    let text = node.text()?;
    let grammar::Limit::Counted(counted) = grammar::limit(text, node.inner()).ok()? else { return None };
    let amount = |amount: &grammar::Amount| match amount {
        grammar::Amount::Fixed(n) => Some(crate::policy::rule::Amount::Fixed(*n)),
        _ => None,
    };
    Some(Limit { kind: crate::policy::rule::LimitKind::Counted(counted.resolve(amount)?), written: text.to_owned() })
}

/// Two obligations that follow one another, each against the third that spans both.
fn stages(checked: &Checked<'_>, whole: &Rule, obligation: &Obligation, faults: &mut Faults) {
    for branch in obligation.branches.iter().filter(|branch| branch.since.is_empty() && !branch.on.is_empty()) {
        for (first, begins) in others(checked, whole) {
            let starts = meets(&begins.on, &branch.on) && !meets(&begins.act, &branch.act) && begins.since.is_empty();
            if !starts || !together(checked, &branch.scope.when, &begins.scope.when) {
                continue;
            }
            for (second, ends) in others(checked, whole) {
                let follows = meets(&ends.on, &begins.act) && meets(&ends.act, &branch.act) && ends.since.is_empty();
                if !follows || second.id == first.id || !together(checked, &branch.scope.when, &ends.scope.when) {
                    continue;
                }
                for (stage, limit) in [(first, &begins.limit), (second, &ends.limit)] {
                    if branch.may.is_empty() && longer(limit, &branch.limit) {
                        faults.push(too_long(checked, stage, limit, whole, &branch.limit));
                    }
                }
            }
        }
    }
}

fn others<'c>(checked: &'c Checked<'_>, rule: &Rule) -> impl Iterator<Item = (&'c Rule, &'c Branch)> {
    let id = rule.id.clone();
    checked.policy.rules.iter().filter(move |other| other.id != id).flat_map(|other| {
        let branches: &[Branch] = match &other.duty {
            Duty::Obligation(obligation) => &obligation.branches,
            _ => &[],
        };
        branches.iter().map(move |branch| (other, branch))
    })
}

fn meets<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    a.iter().any(|one| b.contains(one))
}

/// Whether one case can meet both.
fn together(checked: &Checked<'_>, a: &Option<Condition>, b: &Option<Condition>) -> bool {
    excluded(checked, &both(checked, a.as_ref(), b.as_ref())).is_none()
}

fn too_long(checked: &Checked<'_>, stage: &Rule, limit: &Limit, whole: &Rule, most: &Limit) -> Diagnostic {
    let (id, written, all, most) = (&stage.id, &limit.written, &whole.id, &most.written);
    let title = say!("{id} 的“{written}”比它所属全程 {all} 的“{most}”还长"; "\"{written}\" of {id} is longer than \"{most}\" of {all}, the whole that it is part of");
    clash(key(checked, stage, "within"), title)
        .also(whole.span, say!("全程"; "the whole"))
        .help(say!("用满这一段,全程必然超期:核对两条的期限和触发事件"; "who uses all of this stage is late for the whole: compare limits and triggers of both"))
}

fn barred(rule: &Rule, span: Span, wait: &Limit, within: &Limit) -> Diagnostic {
    let (id, wait, within) = (&rule.id, &wait.written, &within.written);
    clash(span, say!("{id}:满“{wait}”才可以,“{within}”内又必须做"; "{id}: not before \"{wait}\" is over, and yet within \"{within}\""))
        .label(say!("没有哪一天两样都符合"; "no day meets both"))
        .help(say!("核对 wait 与 within,它们从同一个事件起算"; "compare wait and within: both count from the same event"))
}

/// An extension that sets the whole to less than the rule has anyway.
fn shortened(checked: &Checked<'_>, rule: &Rule, extension: &Extension, faults: &mut Faults) {
    let Length::Total(total) = &extension.length else { return };
    let named = |id: &str| extension.rules.iter().any(|name| name.value == id);
    for moved in checked.policy.rules.iter().filter(|moved| named(&moved.id) || named(&moved.header)) {
        let Duty::Obligation(obligation) = &moved.duty else { continue };
        for branch in obligation.branches.iter().filter(|branch| longer(&branch.limit, total)) {
            let (id, other, written, own) = (&rule.id, &moved.id, &total.written, &branch.limit.written);
            let title = say!("{id} 延长后总共“{written}”,比 {other} 原来的“{own}”还短"; "{id} extends to \"{written}\" in all, less than \"{own}\" of {other}");
            let help = say!("total 是总共多久;要再加多久的,写 within"; "total is so much in all; for so much more, write within");
            faults.push(clash(key(checked, rule, "total"), title).help(help));
        }
    }
}
