//! Rhai, where tables can't say it: conditions, checks, and limits computed by a function of `policy.rhai`.
//!
//! An expression is parsed by Rhai and lowered to a native tree with three-valued meaning. What stands inside Rhai (functions
//! of `policy.rhai`, `if`, texts made of parts) becomes native code of the same meaning; what has no native form runs in a
//! sandbox that reads no clock, no file and nothing of the outside.

mod call;
mod code;
mod compare;
mod fault;
mod fields;
mod functions;
mod hoist;
pub mod host;
pub mod kept;
mod lower;
mod native;
mod node;
mod placed;
pub mod sandbox;
mod survey;
#[cfg(test)]
mod tests;
mod thing;
mod value;

pub use functions::{Argument, Example, Functions};

use crate::diag::Faults;
use crate::record::look::{AttributeId, ConditionId, Look};
use crate::record::register::LevelId;
use crate::record::scene::Scene;
use crate::record::{PartyId, Truth, Value};
use crate::source::Span;
use crate::time::Zone;
use kept::Kept;
use node::{Asking, Node};
use std::sync::Arc;

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

    /// The party or role that a text names, by id, name or alias.
    fn office(&self, _word: &str) -> Option<PartyId> {
        None
    }

    /// The level that a text names.
    fn level(&self, _word: &str) -> Option<LevelId> {
        None
    }

    /// The attributes declared as lists: what is found there is one, however many values it has.
    fn lists(&self) -> Vec<AttributeId> {
        Vec::new()
    }

    /// The names of `[conditions]`, to propose the nearest.
    fn conditions(&self) -> Vec<String> {
        Vec::new()
    }

    /// The policy's time zone.
    fn zone(&self) -> Zone {
        Zone::default()
    }
}

/// A compiled expression.
#[derive(Clone, Debug)]
pub struct Script {
    text: String,
    span: Span,
    root: Node,
    zone: Zone,
    kept: Vec<Kept>,
    words: Words,
}

/// Texts of a script that name a party or level.
type Words = Arc<Vec<(String, thing::Meant)>>;

impl Script {
    /// As written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it stands, without its quotes.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Whether it holds; where that is not known, the scene is told why.
    pub fn truth(&self, scene: &dyn Scene) -> Truth {
        self.ask(scene, false)
    }

    /// The same where the policy takes every comparison with an absent place for false.
    pub fn truth_if_absent_is_false(&self, scene: &dyn Scene) -> Truth {
        self.ask(scene, true)
    }

    fn ask(&self, scene: &dyn Scene, absent_is_false: bool) -> Truth {
        let mut asking = Asking::new(scene, self.zone, absent_is_false, &self.words);
        let truth = self.root.truth(&mut asking);
        if truth == Truth::Unknown {
            asking.causes.into_iter().for_each(|cause| scene.blame(cause));
        }
        truth
    }

    /// The places that keep parts of it in Rhai; none where all of it is native.
    pub fn kept(&self) -> &[Kept] {
        &self.kept
    }

    /// The same with nothing native inside Rhai, to compare with.
    #[must_use]
    pub fn interpreted(&self) -> Script {
        let mut script = self.clone();
        script.root.interpret();
        script
    }

    /// Every place it reads, those of events asked for by `events("x")` as places of the last one.
    pub fn reads(&self) -> Vec<&Look> {
        let mut looks = Vec::new();
        self.root.reads(&mut looks);
        looks
    }
}

/// Compiles one expression; `span` is the text without its quotes.
pub fn compile(text: &str, span: Span, names: &mut dyn Resolve, functions: &Functions, faults: &mut Faults) -> Option<Script> {
    let zone = names.zone();
    let lower::Lowered { root, kept, words } = lower::condition(text, span, names, functions, faults)?;
    Some(Script { text: text.to_owned(), span, root, zone, kept, words })
}
