//! Rhai, where tables can't say it: conditions, checks, and limits computed by a function of `policy.rhai`.

use crate::diag::Faults;
use crate::record::Value;
use crate::record::look::{ConditionId, Look};
use crate::source::{Span, Spanned};

/// What a name in an expression stands for.
#[derive(Clone, Debug)]
pub enum Named {
    Place(Look),
    Condition(ConditionId),
    Constant(Value<'static>),
}

/// Looks up the names of an expression; reports the ones it does not know.
pub trait Resolve {
    /// `path` is a name of `[conditions]`, or a place such as `trigger.by.level`.
    fn resolve(&mut self, path: &str, span: Span, faults: &mut Faults) -> Option<Named>;
}

/// A compiled expression.
#[derive(Clone, Debug)]
pub struct Script {
    pub text: String,
}

/// What a limit function is given.
#[derive(Clone, Copy, Debug)]
pub enum Argument<'s> {
    Trigger,
    Record,
    At(&'s Look),
}

impl Script {
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn truth(&self, _scene: &dyn crate::record::scene::Scene) -> crate::record::Truth {
        crate::record::Truth::Unknown
    }
}

/// The functions of a policy's `policy.rhai`.
#[derive(Clone, Debug, Default)]
pub struct Functions {}

impl Functions {
    /// A function of this name with so many arguments, or the fault that there is none.
    pub fn parse(_file: crate::source::FileId, _text: &str, _faults: &mut Faults) -> Functions {
        Functions {}
    }

    pub fn limit(&self, _name: &str, _arguments: &[Argument<'_>], _scene: &dyn crate::record::scene::Scene) -> Option<String> {
        None
    }

    pub fn require(&self, _name: &Spanned<String>, _arguments: usize, _faults: &mut Faults) -> Option<()> {
        Some(())
    }
}

/// Compiles one expression; `span` is the text without its quotes.
pub fn compile(text: &str, _span: Span, _names: &mut dyn Resolve, _functions: &Functions, _faults: &mut Faults) -> Option<Script> {
    Some(Script { text: text.to_owned() })
}
