//! A condition taken apart: each comparison with what it asks, what it found and whether it holds. For explanations;
//! the judgement itself is [`super::condition`]'s.

use super::condition;
use super::view::View;
use crate::policy::rule::{Condition, Test, Wanted};
use crate::record::Truth;
use crate::record::scene::{Found, Item};
use crate::time::instant::{HOUR, MINUTE};

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// How deep it stands in conditions that others name.
    pub depth: usize,
    /// A place, a named condition, an outcome or a script.
    pub place: String,
    /// What it should be.
    pub wanted: String,
    /// What it is; none where nothing is there, or nothing to be shown.
    pub found: Option<String>,
    pub holds: Truth,
}

/// Every comparison of a condition, those of the conditions that it names behind them.
pub fn compared<'s>(view: &View<'s>, condition: &'s Condition) -> Vec<Compared> {
    let mut list = Vec::new();
    walk(view, condition, 0, &mut list);
    list
}

/// Conditions name no circles, but they may name much.
const DEEPEST: usize = 6;

fn walk<'s>(view: &View<'s>, condition: &'s Condition, depth: usize, list: &mut Vec<Compared>) {
    match condition {
        Condition::All(tests) => tests.iter().for_each(|test| one(view, test, depth, list)),
        Condition::Any(any) => any.iter().for_each(|inner| walk(view, inner, depth, list)),
        Condition::Script(script) => {
            let holds = condition::applies(view, condition);
            list.push(Compared { depth, place: script.text().to_owned(), wanted: "true".to_owned(), found: None, holds });
        }
    }
}

fn one<'s>(view: &View<'s>, test: &'s Test, depth: usize, list: &mut Vec<Compared>) {
    let holds = condition::asked(view, test);
    let declared = &view.plan.policy.declared;
    let (place, wanted, found) = match test {
        Test::Named { id, wanted, .. } => (declared.conditions[usize::from(id.0)].name.value.clone(), wanted.to_string(), None),
        Test::Outcome { outcome, wanted } => (outcome.rule.clone(), wanted.to_string(), None),
        Test::Place { look, wanted, .. } => {
            let wanted: Vec<String> = wanted.iter().map(|one| asked(view, one)).collect();
            (look.shown.clone(), wanted.join(" | "), all(view, &view.lookup(look)))
        }
    };
    list.push(Compared { depth, place, wanted, found, holds });
    if let Test::Named { id, .. } = test
        && depth < DEEPEST
    {
        walk(view, &view.plan.policy.conditions[usize::from(id.0)], depth + 1, list);
    }
}

/// What a place should be, as the policy means it.
pub fn asked<'s>(view: &View<'s>, wanted: &'s Wanted) -> String {
    let register = &view.plan.vocabulary().register;
    match wanted {
        Wanted::Present => "*".to_owned(),
        Wanted::Value(value) => value.shown(),
        Wanted::Office(id) => register.office(*id).name.clone(),
        Wanted::Level(id) => register.level(*id).name.clone(),
        Wanted::Day(day) => day.to_string(),
        Wanted::Range(range) => range.written.clone(),
        Wanted::At(look) => all(view, &view.lookup(look)).unwrap_or_default(),
    }
}

/// What is found at a place; none where nothing is.
pub fn all(view: &View<'_>, found: &Found<'_>) -> Option<String> {
    let items = match found {
        Found::One(item) => std::slice::from_ref(item),
        Found::Many(items) | Found::Some(items) => items.as_slice(),
        _ => &[],
    };
    let shown: Vec<String> = items.iter().map(|item| shown(view, item)).collect();
    (!shown.is_empty()).then(|| shown.join("、"))
}

fn shown(view: &View<'_>, item: &Item<'_>) -> String {
    let clock = |micros: i64| format!("{:02}:{:02}", micros / HOUR, micros % HOUR / MINUTE);
    match item {
        Item::Value(value) => value.shown(),
        Item::Text(text) => (*text).to_owned(),
        Item::Party(party) => party.shown_name().unwrap_or("—").to_owned(),
        Item::Role(party) => party.role.as_deref().unwrap_or("—").to_owned(),
        Item::Level(party) => party.level.as_deref().unwrap_or("—").to_owned(),
        Item::Whole(n) => n.to_string(),
        Item::Day(day) => day.to_string(),
        Item::Clock(micros) => clock(*micros),
        Item::At(when) => {
            let (day, micros) = view.plan.vocabulary().zone.local(when.earliest);
            format!("{day} {}", clock(micros))
        }
    }
}
