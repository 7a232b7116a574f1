//! Native code for what stands inside Rhai: bodies of functions, and expressions that the tree of [`super::node`] has no
//! part for.
//!
//! The law: a run of it comes to what Rhai would come to, or it *leaves*, and Rhai runs instead. Everything here is pure, so
//! running twice harms nothing. It leaves wherever Rhai would stop with an error, spend its budget, or look at a type in a way
//! of its own; what is plain and frequent (values, absent places, comparisons, small lists) stays.

mod compile;
mod hosts;
mod run;

pub use compile::{Compiling, Kept, Library};
pub use run::{Left, run};

use super::compare::Sign;
use super::thing::Meant;
use crate::time::Day;
use std::sync::Arc;

/// One part.
#[derive(Clone, Debug)]
pub enum Code {
    Unit,
    Boolean(bool),
    Whole(i64),
    Number(f64),
    Text(String, Meant),
    Day(Day),
    Clock(i64),
    /// What the scene tells: `$n`.
    Given(usize),
    Local(usize),
    List(Vec<Code>),
    /// `…${x}…`
    Written(Vec<Code>),
    And(Vec<Code>),
    Or(Vec<Code>),
    Not(Box<Code>),
    /// `x ?? y`
    Else(Vec<Code>),
    Compare(Sign, Box<[Code; 2]>),
    Arithmetic(char, Box<[Code; 2]>),
    Negative(Box<Code>),
    /// `x in low..high`
    Within(Box<[Code; 3]>, Closed),
    Host(Host, Vec<Code>),
    Each(Over, Box<Code>, Arc<Routine>),
    /// `x.subject.name`
    Path(Box<Code>, Vec<String>),
    Item(Box<[Code; 2]>),
    Call(Arc<Routine>, Vec<Code>),
    If(Box<[Code; 3]>),
    Block(Vec<Code>),
    /// A variable gets a value; what was computed with what it had, where there is a sign.
    Set(usize, Option<char>, Box<Code>),
    /// A list and what is done with each item; how many parts that has.
    For(usize, Box<[Code; 2]>, u32),
    ForRange(usize, Box<[Code; 3]>, Closed, u32),
    Return(Box<Code>),
}

/// Whether the upper end of a range belongs to it.
pub type Closed = bool;

/// Functions of the host that are native here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    Known,
    Count,
    Date,
    Time,
    DaysBetween,
    Len,
    IsEmpty,
    Contains,
    Sum,
    Min,
    Max,
    Abs,
    Floor,
    Ceiling,
    Round,
    ToInt,
    ToFloat,
    ToString,
    StartsWith,
    EndsWith,
    Trim,
}

impl Host {
    /// The function of this name, if it has a native form.
    pub fn named(name: &str) -> Option<Host> {
        Some(match name {
            "known" => Host::Known,
            "count" => Host::Count,
            "date" => Host::Date,
            "time" => Host::Time,
            "days_between" => Host::DaysBetween,
            "len" => Host::Len,
            "is_empty" => Host::IsEmpty,
            "contains" => Host::Contains,
            "sum" => Host::Sum,
            "min" => Host::Min,
            "max" => Host::Max,
            "abs" => Host::Abs,
            "floor" => Host::Floor,
            "ceiling" => Host::Ceiling,
            "round" => Host::Round,
            "to_int" => Host::ToInt,
            "to_float" => Host::ToFloat,
            "to_string" => Host::ToString,
            "starts_with" => Host::StartsWith,
            "ends_with" => Host::EndsWith,
            "trim" => Host::Trim,
            _ => return None,
        })
    }
}

/// What is done with each item of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    Filter,
    Map,
    Any,
    All,
}

impl Over {
    pub fn named(name: &str) -> Option<Over> {
        Some(match name {
            "filter" => Over::Filter,
            "map" => Over::Map,
            "any" => Over::Any,
            "all" => Over::All,
            _ => return None,
        })
    }
}

/// A function or what stands after `|x|`: its arguments are the first locals.
#[derive(Clone, Debug)]
pub struct Routine {
    pub body: Code,
    /// How many locals it has, its arguments among them.
    pub locals: usize,
    /// How many parts: what a call is charged.
    pub size: u32,
}
