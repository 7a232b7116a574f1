//! From the native tree into what stands in Rhai and back: native code where there is some, else Rhai itself.

use super::code::{self, Left, Routine};
use super::node::{Asking, Node};
use super::sandbox::{self, Fault, Ground};
use super::thing::{Meant, Thing};
use super::value;
use crate::record::scene::Cause;
use rhai::{AST, CallFnOptions, Dynamic, Scope};
use std::sync::Arc;

/// A part that runs in Rhai: what only the scene can tell is computed here first.
#[derive(Clone, Debug)]
pub struct Rhai {
    pub ast: Arc<AST>,
    /// The variables `$0`, `$1`, … of its statement.
    pub given: Vec<Node>,
    pub words: Arc<Vec<(String, Meant)>>,
    /// The same as native code.
    pub native: Option<Arc<Routine>>,
    /// As written, for messages.
    pub shown: String,
}

impl Rhai {
    /// What it comes to.
    pub fn value<'s>(&'s self, asking: &mut Asking<'s>) -> Thing<'s> {
        let native = self.native.as_deref().map(|routine| code::run(routine, Vec::new(), &self.given, asking));
        let done = match native {
            Some(Ok(thing)) => return thing,
            Some(Err(Left::Blame(causes))) => Err(causes),
            Some(Err(Left::ToRhai)) | None => self.interpreted(asking),
        };
        match done {
            Ok(thing) => thing,
            Err(causes) => {
                asking.causes.extend(causes);
                Thing::Unknown
            }
        }
    }

    fn interpreted<'s>(&'s self, asking: &mut Asking<'s>) -> Result<Thing<'s>, Vec<Cause>> {
        let given: Vec<Given<'_>> = self.given.iter().map(|node| apart(asking, |asking| node.value(asking))).collect();
        let ground = Ground { zone: asking.zone, words: self.words.clone(), absent_is_false: asking.absent_is_false };
        sandbox::run(&self.shown, &ground, |engine| {
            let mut scope = Scope::new();
            for (n, value) in pass(given)?.into_iter().enumerate() {
                scope.push_dynamic(format!("${n}"), value);
            }
            engine.eval_ast_with_scope(&mut scope, &self.ast)
        })
    }
}

/// A thing, and why it is not known.
pub type Given<'s> = (Thing<'s>, Vec<Cause>);

/// What is found, with its causes apart: nobody is to blame for what Rhai does not need.
pub fn apart<'s>(asking: &mut Asking<'s>, find: impl FnOnce(&mut Asking<'s>) -> Thing<'s>) -> Given<'s> {
    let mark = asking.causes.len();
    let thing = find(asking);
    (thing, asking.causes.split_off(mark))
}

/// Calls a function of `policy.rhai`.
pub fn call(ast: &AST, name: &str, given: Vec<Given<'_>>, ground: &Ground) -> Result<Thing<'static>, Vec<Cause>> {
    sandbox::run(name, ground, |engine| {
        engine.call_fn_with_options(CallFnOptions::new().eval_ast(false), &mut Scope::new(), ast, name, pass(given)?)
    })
}

fn pass(given: Vec<Given<'_>>) -> Result<Vec<Dynamic>, Fault> {
    let make = |(thing, causes)| match thing {
        Thing::Unknown => Ok(value::unsure(causes)),
        thing => value::dynamic(thing),
    };
    given.into_iter().map(make).collect()
}
