//! One verdict as programs read it: the fields of spec section 5. What stands in a verdict as it is told is taken from there.

use super::moment;
use super::steps::Steps;
use crate::lang::Lang;
use crate::plan::Plan;
use crate::policy::rule::Rule;
use crate::time::Digits;
use crate::verdict::Verdict;

/// A verdict for programs, and what has to be made of it.
#[derive(Clone, Copy, Debug)]
pub struct Line<'r> {
    pub plan: &'r Plan,
    pub verdict: &'r Verdict<'r>,
    pub lang: Lang,
}

impl<'r> Line<'r> {
    pub fn due(&self) -> Option<Digits> {
        self.verdict.due.map(|due| moment::rfc3339(due.at, &self.plan.vocabulary().zone))
    }

    /// Where an imprecise trigger leaves it open.
    pub fn due_earliest(&self) -> Option<Digits> {
        self.verdict.due_earliest.map(|due| moment::rfc3339(due.at, &self.plan.vocabulary().zone))
    }

    pub fn done_at(&self) -> Option<Digits> {
        self.verdict.done_at.map(|when| moment::machine(&when, &self.plan.vocabulary().zone))
    }

    /// The reading that gives it: the run's, or the first of those under which alone it is there.
    pub fn reading(&self) -> &'r str {
        let only_under = self.verdict.contested.as_ref().filter(|contested| contested.usual.is_none());
        let other = only_under.and_then(|contested| contested.others.iter().find(|other| other.status.is_some()));
        other.map_or_else(|| reading(self.verdict.rule), |other| other.reading)
    }

    pub fn explain(&self) -> Steps<'r> {
        Steps { plan: self.plan, list: &self.verdict.explain, lang: self.lang }
    }
}

/// The reading of the run.
pub fn reading(rule: &Rule) -> &str {
    rule.reading.as_deref().unwrap_or("default")
}
