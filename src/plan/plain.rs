//! What a rule asks in the plain case: no word of it but those that most rules have, so that a record shows at a glance
//! that it was kept. What is not plain is judged by every word.

use super::steady::{Bits, bit};
use crate::policy::rule::{Addressee, Alternative, Amount, Bearer, Before, Branch, Case, Condition, Constraint, Done, Duty, Level};
use crate::policy::rule::{LimitKind, Obligation, Range, Rule, Scope, Test, Wanted, Word};
use crate::record::NameId;
use crate::record::look::{EventId, Field, Look, Spot};
use crate::time::span::Counted;

/// One branch of an obligation, or one case of a constraint, that has plain words alone; or whom a metric counts.
#[derive(Clone, Debug)]
pub struct Plain {
    /// What triggers it.
    pub on: Vec<NameId>,
    /// What fulfils it; for a constraint, what must have come before.
    pub acts: Vec<NameId>,
    /// Which steady conditions say whether it applies; none: more than those is asked.
    pub decided: Option<Decided>,
    pub due: Due,
}

/// Steady conditions that must hold, and such that must not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    pub hold: Bits,
    pub fail: Bits,
}

/// The type of an event that happens itself.
type TypeOf<'t> = &'t dyn Fn(EventId) -> Option<NameId>;

/// By when.
#[derive(Clone, Debug)]
pub enum Due {
    Never,
    /// So much after the trigger; more is asked of one that comes at these clock times.
    Counted(Counted<u32>, Vec<Range>),
    /// More than that is asked.
    Asked,
}

/// By branch or case: what is plain.
pub(super) fn plain(rule: &Rule, moved: bool, steady: Bits, type_of: TypeOf<'_>) -> Vec<Option<Plain>> {
    match &rule.duty {
        Duty::Obligation(obligation) if !moved => branches(obligation, steady, type_of),
        Duty::Constraint(constraint) if constraint.only.is_none() && constraint.every.is_none() => {
            constraint.cases.iter().map(|one| case(constraint, one, steady, type_of)).collect()
        }
        Duty::Metric(metric) => {
            vec![Some(Plain { on: Vec::new(), acts: Vec::new(), decided: decided(&metric.scope, steady), due: Due::Never })]
        }
        _ => Vec::new(),
    }
}

fn branches(obligation: &Obligation, steady: Bits, type_of: TypeOf<'_>) -> Vec<Option<Plain>> {
    if obligation.branches.iter().any(|branch| branch.only.is_some() || !branch.outcomes.is_empty()) {
        return Vec::new();
    }
    obligation.branches.iter().map(|one| branch(one, steady, type_of)).collect()
}

fn branch(branch: &Branch, steady: Bits, type_of: TypeOf<'_>) -> Option<Plain> {
    let to = |to: &Addressee| matches!(to, Addressee::Office { level: Level::Any, .. });
    let plain = matches!(branch.bearer, None | Some(Bearer::Any(_) | Bearer::TriggerBy))
        && branch.to.iter().all(to)
        && branch.done == Done::Acts(1)
        && branch.before == Before::None
        && branch.lapses.is_empty();
    let (on, acts) = (types(&branch.on, type_of)?, types(&branch.act, type_of)?);
    plain.then(|| Plain { on, acts, decided: decided(&branch.scope, steady), due: due(branch) })
}

fn due(branch: &Branch) -> Due {
    let fixed = |amount: &Amount| match amount {
        Amount::Fixed(n) | Amount::Parameter { value: n, .. } => Some(*n),
        Amount::At(_) => None,
    };
    let others: Vec<&Alternative> = branch.may.iter().chain(&branch.caps).collect();
    let clocks: Option<Vec<Range>> = others.iter().map(|other| other.when.as_ref().and_then(clock).cloned()).collect();
    match (&branch.limit.kind, clocks) {
        _ if !branch.since.is_empty() => Due::Asked,
        (LimitKind::None | LimitKind::Promptly, _) if others.is_empty() => Due::Never,
        (LimitKind::Counted(counted), Some(clocks)) => counted.resolve(fixed).map_or(Due::Asked, |counted| Due::Counted(counted, clocks)),
        _ => Due::Asked,
    }
}

/// The clock times of the trigger at which a condition holds, where it asks nothing else.
fn clock(condition: &Condition) -> Option<&Range> {
    let [Test::Place { look, wanted, .. }] = tests(condition)? else { return None };
    match (look, wanted.as_slice()) {
        (Look { at: Spot::Trigger(Field::Time), otherwise: None, .. }, [Wanted::Range(range)]) => Some(range),
        _ => None,
    }
}

fn case(constraint: &Constraint, case: &Case, steady: Bits, type_of: TypeOf<'_>) -> Option<Plain> {
    let words = case.words.order.iter().all(|word| match word {
        Word::Filled => case.words.filled.iter().all(is_attribute),
        Word::After | Word::Expect | Word::Reject => true,
        _ => false,
    });
    let (on, acts) = (types(&case.on, type_of)?, types(&case.words.after, type_of)?);
    words.then(|| Plain { on, acts, decided: decided(&constraint.scope, steady), due: Due::Never })
}

/// The types of events; none where one of them stands for others.
fn types(events: &[EventId], type_of: TypeOf<'_>) -> Option<Vec<NameId>> {
    events.iter().map(|id| type_of(*id)).collect()
}

fn is_attribute(look: &Look) -> bool {
    look.otherwise.is_none() && matches!(look.at, Spot::Trigger(Field::Attribute { .. }) | Spot::Record(Field::Attribute { .. }))
}

/// What steady conditions say of a scope, where they say all of it.
fn decided(scope: &Scope, steady: Bits) -> Option<Decided> {
    let mut decided = Decided::default();
    let mut note = |condition: &Condition, holds: bool| {
        let tests = tests(condition)?;
        // that not all of several hold is more than bits can say
        if !holds && tests.len() > 1 {
            return None;
        }
        for test in tests {
            let Test::Named { id, wanted, .. } = test else { return None };
            if steady & bit(*id) == 0 {
                return None;
            }
            *(if *wanted == holds { &mut decided.hold } else { &mut decided.fail }) |= bit(*id);
        }
        Some(())
    };
    if let Some(when) = &scope.when {
        note(when, true)?;
    }
    if let Some(unless) = &scope.unless {
        note(unless, false)?;
    }
    scope.given.is_empty().then_some(decided)
}

fn tests(condition: &Condition) -> Option<&[Test]> {
    match condition {
        Condition::All(tests) => Some(tests),
        Condition::Any(any) => match any.as_slice() {
            [one] => tests(one),
            _ => None,
        },
        Condition::Script(_) => None,
    }
}
