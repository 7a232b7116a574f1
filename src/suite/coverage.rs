//! Coverage: which rules, branches and conditions of a policy its tests decide, and which way they never do. What there
//! is to decide is read off the plans; what was decided, the judgement has marked.

mod items;
pub mod page;
pub mod shown;

use crate::engine::marks::Mark;
use crate::plan::Plan;
use crate::source::Span;
use std::collections::BTreeSet;

/// The places that tests decided, and how.
pub type Seen = BTreeSet<(Span, Mark)>;

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Kept, and broken where it can be.
    Rule,
    /// A later version of a rule.
    Version,
    Reading,
    Part,
    Recipient,
    /// Another limit: `may`, `cap`.
    Alternative,
    /// A row of a decision table.
    Row,
    /// A word of a constraint: held, and failed.
    Word,
    /// A suspension, an extension, lights.
    Mover,
    /// One comparison: true, and false.
    Condition,
    /// One of several values of a comparison.
    Value,
}

/// In which of the three figures it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    Rules,
    Branches,
    Conditions,
}

impl Figure {
    pub const ALL: [Figure; 3] = [Figure::Rules, Figure::Branches, Figure::Conditions];
}

impl Sort {
    pub fn figure(self) -> Figure {
        match self {
            Sort::Rule => Figure::Rules,
            Sort::Condition | Sort::Value => Figure::Conditions,
            _ => Figure::Branches,
        }
    }
}

/// One thing to decide, and what the tests made of it.
#[derive(Clone, Debug)]
pub struct Item {
    pub span: Span,
    pub sort: Sort,
    /// The rule, or what is declared: `XZ-01`, `conditions.in_scope`.
    pub of: String,
    pub needs: Vec<Mark>,
    /// The ways in which it was never decided.
    pub never: Vec<Mark>,
}

/// How far something is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    Never,
    Partly,
    Whole,
}

impl Item {
    pub fn extent(&self) -> Extent {
        match self.never.len() {
            0 => Extent::Whole,
            n if n < self.needs.len() => Extent::Partly,
            _ => Extent::Never,
        }
    }
}

/// What the tests of one policy decide.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// By file and place.
    pub items: Vec<Item>,
}

impl Coverage {
    /// What the tests decided of the policy, under no reading and under each that they ask for.
    pub fn of<'p>(plans: impl Iterator<Item = &'p Plan>, seen: &Seen) -> Coverage {
        let mut items = items::items(plans);
        for item in &mut items {
            item.never = item.needs.iter().copied().filter(|mark| !seen.contains(&(item.span, *mark))).collect();
        }
        Coverage { items }
    }

    /// How many of a figure are decided whole, and how many there are.
    pub fn count(&self, figure: Figure) -> (usize, usize) {
        let own = self.items.iter().filter(|item| item.sort.figure() == figure);
        (own.clone().filter(|item| item.extent() == Extent::Whole).count(), own.count())
    }

    /// What is not decided whole.
    pub fn gaps(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.extent() != Extent::Whole)
    }

    /// Whether everything of these figures is decided.
    pub fn is_full(&self, figures: &[Figure]) -> bool {
        self.gaps().all(|item| !figures.contains(&item.sort.figure()))
    }
}
