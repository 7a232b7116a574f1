//! Which places of a policy were decided, and how: the coverage of its tests. The judgement writes here and never reads,
//! so that it is the same with marks and without; without them every place costs one test of an `Option`.

use crate::policy::rule::{Condition, Rule, Test};
use crate::record::Truth;
use crate::source::Span;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// How something at a place was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// It held, applied, was chosen; of a rule: it was kept, or may still be.
    True,
    /// Of a rule: it was broken.
    False,
    Unknown,
}

impl From<Truth> for Mark {
    fn from(truth: Truth) -> Mark {
        match truth {
            Truth::True => Mark::True,
            Truth::False => Mark::False,
            Truth::Unknown => Mark::Unknown,
        }
    }
}

/// Every place that was decided while some rules were judged.
#[derive(Debug, Default)]
pub struct Marks {
    /// By rule of the plan, whether what it decides is of interest.
    rules: Vec<bool>,
    on: AtomicBool,
    seen: Mutex<BTreeSet<(Span, Mark)>>,
}

impl Marks {
    /// Marks for the rules that are of interest, in the plan's order.
    pub fn new(rules: Vec<bool>) -> Marks {
        Marks { rules, on: AtomicBool::new(true), seen: Mutex::default() }
    }

    /// From now on this rule is judged; none: what concerns all of them.
    pub fn enter(&self, rule: Option<&Rule>) {
        let wanted = rule.is_none_or(|rule| self.rules.get(usize::from(rule.place)).copied().unwrap_or(false));
        self.on.store(wanted, Ordering::Relaxed);
    }

    pub fn note(&self, span: Span, mark: impl Into<Mark>) {
        if self.on.load(Ordering::Relaxed)
            && let Ok(mut seen) = self.seen.lock()
        {
            seen.insert((span, mark.into()));
        }
    }

    /// Everything that was noted.
    pub fn take(self) -> BTreeSet<(Span, Mark)> {
        self.seen.into_inner().unwrap_or_default()
    }

    /// Notes how each test of a condition comes out, in the order in which they are asked; `value` is how the place of a
    /// test comes out against one of its values alone.
    pub fn condition(&self, condition: &Condition, holds: &dyn Fn(&Test) -> Truth, value: &dyn Fn(&Test, usize) -> Truth) -> Truth {
        match condition {
            Condition::All(tests) => {
                let mut all = Truth::True;
                for test in tests {
                    let found = holds(test);
                    self.test(test, found, value);
                    all = all.and(found);
                    if found == Truth::False {
                        break;
                    }
                }
                all
            }
            Condition::Any(any) => {
                let mut found = Truth::False;
                for one in any {
                    found = found.or(self.condition(one, holds, value));
                    if found == Truth::True {
                        break;
                    }
                }
                found
            }
            Condition::Script(_) => Truth::Unknown,
        }
    }

    fn test(&self, test: &Test, found: Truth, value: &dyn Fn(&Test, usize) -> Truth) {
        match test {
            Test::Named { span, .. } => self.note(*span, found),
            Test::Outcome { outcome, .. } => self.note(outcome.span, found),
            Test::Place { span, spans, .. } => {
                self.note(*span, found);
                if spans.len() > 1 && found == Truth::True {
                    let held = (0..spans.len()).filter(|n| value(test, *n) == Truth::True);
                    held.for_each(|n| self.note(spans[n], Mark::True));
                }
            }
        }
    }
}
