//! The ways in which a condition can hold, as far as patterns say: which tests must hold together, and which of them
//! exclude each other.

use super::Checked;
use super::reach::{Line, Reach};
use crate::policy::declare::Type;
use crate::policy::rule::{Condition, Test, Wanted};
use crate::record::Value;
use crate::record::look::{Field, Look, Spot};

/// Named conditions are opened to this depth.
const DEEPEST: usize = 8;
/// More ways than this are not followed.
const MOST: usize = 64;

/// The tests that must hold together, for each way in which a condition can hold; named conditions are opened where
/// they are patterns without alternatives.
pub fn ways<'c>(checked: &'c Checked<'_>, condition: &'c Condition) -> Vec<Vec<&'c Test>> {
    deeper(checked, condition, 0)
}

/// The ways in which both hold; what is not there always holds.
pub fn both<'c>(checked: &'c Checked<'_>, a: Option<&'c Condition>, b: Option<&'c Condition>) -> Vec<Vec<&'c Test>> {
    let of = |condition: Option<&'c Condition>| condition.map_or_else(|| vec![Vec::new()], |condition| ways(checked, condition));
    let (a, b) = (of(a), of(b));
    if a.len() * b.len() > MOST {
        return vec![Vec::new()];
    }
    a.iter().flat_map(|a| b.iter().map(move |b| a.iter().chain(b).copied().collect())).collect()
}

fn deeper<'c>(checked: &'c Checked<'_>, condition: &'c Condition, depth: usize) -> Vec<Vec<&'c Test>> {
    match condition {
        Condition::All(tests) => {
            let mut all: Vec<&Test> = tests.iter().collect();
            for test in tests {
                if let Test::Named { id, wanted: true, .. } = test
                    && let Some(named @ Condition::All(_)) = checked.policy.conditions.get(usize::from(id.0)).filter(|_| depth < DEEPEST)
                {
                    all.extend(deeper(checked, named, depth + 1).into_iter().flatten());
                }
            }
            vec![all]
        }
        Condition::Any(list) => list.iter().flat_map(|condition| deeper(checked, condition, depth)).collect(),
        Condition::Script(_) => vec![Vec::new()],
    }
}

/// Whether a condition holds whenever these tests do, as far as the words go.
pub fn implied(condition: &Condition, tests: &[&Test]) -> bool {
    match condition {
        Condition::All(all) => all.iter().all(|test| tests.iter().any(|other| same(test, other))),
        Condition::Any(list) => list.iter().any(|condition| implied(condition, tests)),
        Condition::Script(_) => false,
    }
}

/// Whether two tests are one.
pub fn same(a: &Test, b: &Test) -> bool {
    match (a, b) {
        (Test::Named { id, wanted, .. }, Test::Named { id: other, wanted: wish, .. }) => id == other && wanted == wish,
        (Test::Place { look, wanted, .. }, Test::Place { look: other, wanted: wish, .. }) => look == other && wanted == wish,
        (Test::Outcome { outcome, wanted }, Test::Outcome { outcome: other, wanted: wish }) => {
            outcome.rule == other.rule && outcome.what == other.what && wanted == wish
        }
        _ => false,
    }
}

/// The place that every one of the ways asks to be two things at once: that of the first way.
pub fn excluded(checked: &Checked<'_>, ways: &[Vec<&Test>]) -> Option<String> {
    ways.iter().map(|tests| contradiction(checked, tests)).collect::<Option<Vec<_>>>()?.into_iter().next()
}

/// A place that is asked to be two things at once, or what it can never be.
fn contradiction(checked: &Checked<'_>, tests: &[&Test]) -> Option<String> {
    for (n, test) in tests.iter().enumerate() {
        match test {
            Test::Named { id, wanted, .. } => {
                let other = |other: &&Test| matches!(other, Test::Named { id: first, wanted: wish, .. } if id == first && wanted != wish);
                if tests[..n].iter().any(other) {
                    return checked.policy.declared.conditions.get(usize::from(id.0)).map(|c| c.name.value.clone());
                }
            }
            Test::Place { look, wanted, .. } if single(checked, look) => {
                let of_place = tests[..n].iter().filter_map(|other| match other {
                    Test::Place { look: first, wanted, .. } if first == look => Some(wanted.as_slice()),
                    _ => None,
                });
                let demands: Vec<&[Wanted]> = std::iter::once(wanted.as_slice()).chain(of_place).collect();
                if never(checked, look, &demands) {
                    return Some(look.shown.clone());
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether no value meets each of the demands on one place.
fn never(checked: &Checked<'_>, look: &Look, demands: &[&[Wanted]]) -> bool {
    if let Some(line) = Line::of(checked, look) {
        let reaches: Option<Vec<Reach>> = demands.iter().map(|wanted| Reach::of(line, wanted)).collect();
        if let Some(reaches) = reaches {
            return reaches.iter().fold(line.all(), |met, reach| met.and(reach)).is_empty();
        }
    }
    let [first, rest @ ..] = demands else { return false };
    rest.iter().any(|other| first.iter().all(|a| other.iter().all(|b| apart(a, b))))
}

/// Whether a place holds one value at most: of several, each may meet another demand.
fn single(checked: &Checked<'_>, look: &Look) -> bool {
    match &look.at {
        Spot::Trigger(Field::Attribute { id, .. }) | Spot::Record(Field::Attribute { id, .. }) => {
            !matches!(checked.policy.declared.attribute(*id).kind, Type::List | Type::Any) && look.otherwise.is_none()
        }
        Spot::Trigger(Field::Time | Field::Date | Field::At) | Spot::Count(_) => true,
        _ => false,
    }
}

/// Whether no value is both.
fn apart(a: &Wanted, b: &Wanted) -> bool {
    match (a, b) {
        (Wanted::Value(a), Wanted::Value(b)) if matches!((a, b), (Value::Text(_), Value::Text(_))) => a != b,
        (Wanted::Value(a), Wanted::Value(b)) => !a.same(b),
        _ => false,
    }
}
