//! Who may see a record: the access rules of its policy, asked for one person. What is not known is not shown.

use super::obligation::applies;
use super::view::View;
use crate::plan::Plan;
use crate::policy::rule::{Condition, Duty, Rule, Test, Wanted};
use crate::policy::shown::{Form, See, Shown};
use crate::record::look::{Field, Look, Spot};
use crate::record::{NameId, Record, Truth, Value, attribute};
use crate::time::Instant;

/// What is known of the person who looks, by name: `areas`, `section`.
pub type Known = [(String, Value<'static>)];

/// Whether a person of this role may see the record; none where the policy has no access rule.
pub fn sees(plan: &Plan, record: &Record<'_>, as_of: Instant, role: &str, known: &Known) -> Option<bool> {
    let mut any = false;
    let office = plan.vocabulary().register.find(role);
    let mut view = View::new(plan, record, as_of);
    view.user = known;
    let day = plan.vocabulary().zone.day(as_of);
    for (rule, shown, list) in rules(plan) {
        any = true;
        if !rule.judges(record.kind) || !rule.in_force.covers(day) || applies(&view, &shown.scope) != Truth::True {
            continue;
        }
        let mut own = list.iter().filter(|see| Some(see.role) == office);
        if own.any(|see| see.records.as_ref().is_none_or(|records| super::condition::applies(&view, records) == Truth::True)) {
            return Some(true);
        }
    }
    any.then_some(false)
}

/// The attributes of a record that decide, besides its kind and the day, who may see it; none where more than that does.
pub fn decided_by(plan: &Plan) -> Option<Vec<NameId>> {
    let mut names = Vec::new();
    for (_, shown, list) in rules(plan) {
        shown.scope.given.iter().try_for_each(|look| looked_at(look, &mut names))?;
        let of_rule = shown.scope.when.iter().chain(&shown.scope.unless);
        for condition in of_rule.chain(list.iter().filter_map(|see| see.records.as_ref())) {
            reads(condition, &mut names)?;
        }
    }
    names.sort_unstable();
    names.dedup();
    Some(names)
}

/// What of a record decides who may see it, as one text: records of one policy that have the same are seen by the same
/// people. None where only the record itself tells.
pub fn face(plan: &Plan, decided_by: Option<&[NameId]>, record: &Record<'_>) -> Option<String> {
    let values: Vec<Option<&Value<'_>>> = decided_by?.iter().map(|name| attribute(record.attributes, *name)).collect();
    Some(format!("{:?}", (plan.id(), &record.kind, values)))
}

fn rules(plan: &Plan) -> impl Iterator<Item = (&Rule, &Shown, &[See])> {
    plan.policy.rules.iter().filter_map(|rule| match &rule.duty {
        Duty::Shown(shown) => match &shown.form {
            Form::Access(list) => Some((rule, shown, list.as_slice())),
            _ => None,
        },
        _ => None,
    })
}

/// Notes the record's attributes that a condition reads; none where it reads anything else of a record.
fn reads(condition: &Condition, names: &mut Vec<NameId>) -> Option<()> {
    match condition {
        Condition::All(tests) => tests.iter().try_for_each(|test| match test {
            Test::Place { look, wanted, .. } => {
                looked_at(look, names)?;
                wanted.iter().try_for_each(|wanted| match wanted {
                    Wanted::At(look) => looked_at(look, names),
                    _ => Some(()),
                })
            }
            Test::Named { .. } | Test::Outcome { .. } => None,
        }),
        Condition::Any(any) => any.iter().try_for_each(|one| reads(one, names)),
        Condition::Script(_) => None,
    }
}

fn looked_at(look: &Look, names: &mut Vec<NameId>) -> Option<()> {
    match &look.at {
        Spot::User(_) => {}
        Spot::Record(Field::Attribute { name, .. }) => names.push(*name),
        _ => return None,
    }
    look.otherwise.as_ref().map_or(Some(()), |look| looked_at(look, names))
}
