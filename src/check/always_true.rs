//! `always-true`: a test that every value meets, alternatives that leave nothing out, a demand that `when` has asked for
//! already, and what must be filled in although `absent` fills it in.

use super::Checked;
use super::asked::{Asked, asked};
use super::never_applies::scopes;
use super::reach::{Line, Reach};
use super::ways::{both, implied};
use crate::diag::{Diagnostic, Faults};
use crate::lang::Bilingual;
use crate::policy::rule::{Condition, Duty, Test, Wanted, attribute_of};
use crate::record::look::{Field, Look, Spot};
use crate::say;
use crate::source::Span;

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    for Asked { what, span, condition, beside, .. } in asked(checked) {
        inside(checked, condition, faults);
        let told = |tests: &Vec<&Test>| !tests.is_empty() && implied(condition, tests);
        if beside.is_some_and(|when| both(checked, Some(when), None).iter().all(told)) {
            let Bilingual { zh, en } = what;
            let fault = Diagnostic::warning("always-true", span, say!("{zh}总是成立"; "{en} always holds"));
            faults.push(fault.help(say!("when 已经要求了同样的事"; "the rule's when asks for the same already")));
        }
    }
    for rule in &checked.policy.rules {
        for scope in scopes(rule) {
            scope.when.iter().chain(&scope.unless).for_each(|condition| inside(checked, condition, faults));
            scope.given.iter().for_each(|look| filled_in(checked, look, rule.span, "given", faults));
        }
        if let Duty::Constraint(constraint) = &rule.duty {
            for look in constraint.cases.iter().flat_map(|case| &case.words.filled) {
                filled_in(checked, look, super::written::key(checked, rule, "filled"), "filled", faults);
            }
        }
    }
}

/// The tests of a condition one by one, and alternatives that differ in one place alone.
fn inside(checked: &Checked<'_>, condition: &Condition, faults: &mut Faults) {
    match condition {
        Condition::All(tests) => tests.iter().for_each(|test| alone(checked, test, faults)),
        Condition::Any(list) => {
            list.iter().for_each(|condition| inside(checked, condition, faults));
            if let Some((look, span)) = nothing_left(checked, list) {
                let place = &look.shown;
                let title = say!("对 {place} 的几种要求合起来总是成立"; "what is asked of {place} holds for every value");
                let help = say!("几种情形之外没有别的值;不需要的就删去"; "no value is left out: remove what is not needed");
                faults.push(Diagnostic::warning("always-true", span, title).help(help));
            }
        }
        Condition::Script(_) => {}
    }
}

fn alone(checked: &Checked<'_>, test: &Test, faults: &mut Faults) {
    let Test::Place { look, wanted, span, .. } = test else { return };
    let place = &look.shown;
    let title = say!("对 {place} 的要求总是成立"; "what is asked of {place} always holds");
    let always = Line::of(checked, look).and_then(|line| Reach::of(line, wanted)).is_some_and(|reach| reach.is_all());
    let help = if always {
        say!("任何值都符合;只要求有值的,写 \"*\""; "every value meets it; to ask that there be one, write \"*\"")
    } else if wanted.contains(&Wanted::Present) && stands_in(checked, look) {
        say!("没有填的,由 [attributes] 里的 absent 补上了"; "where it is absent, absent of [attributes] stands in")
    } else {
        return;
    };
    faults.push(Diagnostic::warning("always-true", *span, title).help(help));
}

/// Alternatives of one test each, on one place, that together take every value.
fn nothing_left<'c>(checked: &Checked<'_>, list: &'c [Condition]) -> Option<(&'c Look, Span)> {
    let mut first: Option<(&Look, Span)> = None;
    let mut met: Option<Reach> = None;
    for condition in list {
        let Condition::All(tests) = condition else { return None };
        let [Test::Place { look, wanted, span, .. }] = tests.as_slice() else { return None };
        if first.is_some_and(|(known, _)| known != look) {
            return None;
        }
        first = first.or(Some((look, *span)));
        let reach = Reach::of(Line::of(checked, look)?, wanted)?;
        if reach.is_all() {
            return None;
        }
        met = Some(met.map_or_else(|| reach.clone(), |met| met.or(&reach)));
    }
    first.filter(|_| met.is_some_and(|met| met.is_all()))
}

fn filled_in(checked: &Checked<'_>, look: &Look, span: Span, word: &str, faults: &mut Faults) {
    if stands_in(checked, look) {
        let place = &look.shown;
        let title = say!("{word} 要求有 {place},而它总是有的"; "{word} asks for {place}, which is always there");
        let help = say!("没有填的,由 [attributes] 里的 absent 补上了;要查漏填的,删去 absent"; "where it is absent, absent of [attributes] stands in; to find what was left out, remove absent");
        faults.push(Diagnostic::warning("always-true", span, title).help(help));
    }
}

/// Whether a value stands in where the place is absent.
fn stands_in(checked: &Checked<'_>, look: &Look) -> bool {
    let whole = matches!(&look.at, Spot::Trigger(Field::Attribute { below, .. }) | Spot::Record(Field::Attribute { below, .. }) if below.is_empty());
    let absent = attribute_of(look).and_then(|id| checked.policy.declared.attribute(id).absent.as_ref());
    whole && absent.is_some_and(|value| !value.is_blank())
}
