//! Limits as judged: the alternatives of a duty, and what each counts.

use super::Condition;
use crate::record::look::{EventId, Look, TableId};
use crate::source::Span;
use crate::time::span::{Counted, Unit};

/// Another limit of the same duty.
#[derive(Clone, Debug)]
pub struct Alternative {
    pub name: String,
    pub span: Span,
    pub when: Option<Condition>,
    pub since: Vec<EventId>,
    pub limit: Limit,
}

/// `within`, with its names looked up, and its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    pub kind: LimitKind,
    /// As the policy writes it.
    pub written: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum LimitKind {
    None,
    Promptly,
    UntilEvent(EventId),
    Until(Look, Option<Counted<Amount>>),
    Counted(Counted<Amount>),
    Backward {
        amount: Amount,
        unit: Unit,
        look: Look,
        roll: bool,
    },
    /// A function of `policy.rhai`, by name, with what it is given.
    Function {
        name: String,
        arguments: Vec<Given>,
    },
    /// A table whose cells hold limits, one for each row.
    Cell {
        table: TableId,
        rows: Vec<Option<LimitKind>>,
    },
}

/// An argument of a limit function.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    Trigger,
    Record,
    At(Look),
}

/// A number in a limit.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    Fixed(u32),
    /// A parameter's; assumed ones are said so in explanations.
    Parameter {
        name: String,
        value: u32,
    },
    At(Look),
}
