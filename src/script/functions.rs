//! `policy.rhai`: functions of a policy, with examples of what comes out.

use super::call::{Given, apart, call};
use super::code::{self, Compiling, Left, Library, Routine};
use super::fields::{Places, is_list};
use super::kept::Kept;
use super::lower::meanings;
use super::node::Asking;
use super::placed::Placed;
use super::sandbox::{self, Ground};
use super::survey::Survey;
use super::thing::{Meant, Thing};
use super::{Resolve, fault, host};
use crate::diag::Faults;
use crate::lang::Bilingual;
use crate::record::look::{AttributeId, Look};
use crate::record::scene::{Cause, Scene};
use crate::say;
use crate::source::{FileId, Span, Spanned};
use rhai::{AST, Expr, Position, Scope, Stmt};
use std::sync::Arc;

/// The functions of a policy's `policy.rhai`.
#[derive(Clone, Debug, Default)]
pub struct Functions {
    ast: Arc<AST>,
    /// The file's text and where it lies.
    file: Option<(Span, Arc<str>)>,
    list: Vec<Function>,
    examples: Vec<Example>,
    survey: Survey,
    known: Known,
}

#[derive(Clone, Debug)]
struct Function {
    name: String,
    parameters: Vec<String>,
    span: Span,
}

/// A line `/// f(1) == 2` above a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    pub span: Span,
    pub text: String,
}

/// What a limit function is given.
#[derive(Clone, Copy, Debug)]
pub enum Argument<'a> {
    Trigger,
    Record,
    At(&'a Look),
}

/// What its functions may read of a policy, looked up.
#[derive(Clone, Debug, Default)]
struct Known {
    trigger: Places,
    record: Places,
    lists: Vec<AttributeId>,
    ground: Ground,
    /// By function: its native form, or what keeps it in Rhai.
    native: Vec<Result<Arc<Routine>, code::Kept>>,
}

impl Functions {
    /// Compiles `policy.rhai`.
    pub fn parse(file: FileId, text: &str, faults: &mut Faults) -> Functions {
        let placed = Placed { text, span: Span::new(file, 0..text.len()) };
        if text.len() > sandbox::MAX_FILE {
            faults.push(fault::too_long(placed.span.part(0, 0)));
            return Functions::default();
        }
        let ast = match sandbox::functions().compile(text) {
            Ok(ast) => ast,
            Err(error) => {
                faults.push(fault::syntax(&placed, &error));
                return Functions::default();
            }
        };
        for stmt in ast.statements() {
            faults.push(fault::only_functions(placed.word(stmt.position())));
        }
        let survey = Survey::of(&ast);
        let mut list: Vec<Function> = ast
            .iter_functions()
            .filter(|function| !function.name.starts_with("anon$"))
            .map(|function| Function {
                name: function.name.to_owned(),
                parameters: function.params.iter().map(|name| (*name).to_owned()).collect(),
                span: defined_at(&placed, function.name),
            })
            .collect();
        list.sort_by_key(|function| function.span);
        let mut functions = Functions {
            ast: Arc::new(ast),
            file: Some((placed.span, text.into())),
            list,
            examples: Vec::new(),
            survey,
            known: Known::default(),
        };
        functions.check(&placed, faults);
        functions.examples = examples(&placed, faults);
        functions
    }

    /// Names that are taken already, and calls that lead nowhere.
    fn check(&self, placed: &Placed<'_>, faults: &mut Faults) {
        for (n, function) in self.list.iter().enumerate() {
            if host::find(&function.name).is_some() || sandbox::FORBIDDEN.contains(&function.name.as_str()) {
                faults.push(fault::taken(function.span, &function.name));
            }
            if self.list[..n].iter().any(|other| other.name == function.name) {
                faults.push(fault::duplicate(function.span, &function.name));
            }
        }
        for (name, position) in self.survey.names.iter().filter(|(name, _)| name == "this") {
            faults.push(fault::undefined(placed.word(*position), name));
        }
        for (name, arguments, position) in &self.survey.calls {
            let span = placed.word(*position);
            match (self.arity(name), host::find(name)) {
                (Some(arity), _) if arity != *arguments => {
                    faults.push(fault::wrong_arguments(span, name, *arguments, &self.signature(name)))
                }
                (Some(_), _) => {}
                (None, Some(host)) if host.expressions_only => faults.push(fault::expressions_only(span, name)),
                (None, Some(host)) if host.arguments != *arguments => {
                    faults.push(fault::wrong_arguments(span, name, *arguments, host.signature));
                }
                (None, Some(_)) => {}
                (None, None) => faults.push(fault::unknown_function(span, name, self.names())),
            }
        }
    }

    /// A function of this name with so many arguments, or the fault that there is none.
    pub fn require(&self, name: &Spanned<String>, arguments: usize, faults: &mut Faults) -> Option<()> {
        match self.arity(&name.value) {
            Some(arity) if arity == arguments => return Some(()),
            Some(_) => faults.push(fault::wrong_arguments(name.span, &name.value, arguments, &self.signature(&name.value))),
            None => faults.push(fault::unknown_function(name.span, &name.value, self.names())),
        }
        None
    }

    /// The names of its functions, in the order of the file.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|function| function.name.as_str())
    }

    /// Where a function is written.
    pub fn span(&self, name: &str) -> Option<Span> {
        self.list.iter().find(|function| function.name == name).map(|function| function.span)
    }

    pub(super) fn arity(&self, name: &str) -> Option<usize> {
        self.list.iter().find(|function| function.name == name).map(|function| function.parameters.len())
    }

    /// `f(a, b)`, as defined.
    pub fn signature(&self, name: &str) -> String {
        let parameters = self.list.iter().find(|function| function.name == name).map(|function| function.parameters.join(", "));
        format!("{name}({})", parameters.unwrap_or_default())
    }

    pub(super) fn library(&self) -> AST {
        self.ast.clone_functions_only()
    }

    pub(super) fn ast(&self) -> &AST {
        &self.ast
    }

    /// Where a word of the file stands.
    pub(super) fn word(&self, at: Position) -> Span {
        let placed = self.file.as_ref().map(|(span, text)| Placed { text, span: *span });
        placed.map_or(Span::new(FileId::default(), 0..0), |placed| placed.word(at))
    }

    pub(super) fn survey(&self) -> &Survey {
        &self.survey
    }

    /// Looks up what functions may read of a `trigger` or `record` given to [`Functions::limit`]; `names` must know
    /// the attributes of every event.
    pub fn look_up(&mut self, names: &mut dyn Resolve) {
        let Some(span) = self.list.first().map(|function| function.span) else { return };
        let words = Arc::new(meanings(self.survey.texts.iter(), names));
        let native = {
            let names = &*names;
            let meant = |text: &str| Meant { office: names.office(text), level: names.level(text) };
            let library = Library { file: &self.ast, own: None, meant: &meant, zone: names.zone() };
            let one = |function: &Function| Compiling::function(&function.name, function.parameters.len(), library);
            self.list.iter().map(one).collect()
        };
        self.known = Known {
            native,
            trigger: Places::gather("trigger", &self.survey.paths, span, names),
            record: Places::gather("record", &self.survey.paths, span, names),
            lists: names.lists(),
            ground: Ground { zone: names.zone(), words, absent_is_false: false },
        };
    }

    /// The places that limit functions may read of the trigger and the record.
    pub fn reads(&self) -> impl Iterator<Item = &Look> {
        self.known.trigger.list.iter().chain(&self.known.record.list).map(|(_, look, _)| look)
    }

    /// Calls a limit function. Where it gives no text, the scene is told why.
    pub fn limit<'s>(&'s self, name: &str, arguments: &[Argument<'s>], scene: &'s dyn Scene) -> Option<String> {
        let mut asking = Asking::new(scene, self.known.ground.zone, false, &self.known.ground.words);
        let given = self.given(arguments, &mut asking);
        let native = self.list.iter().position(|function| function.name == name).and_then(|n| self.known.native.get(n)?.as_ref().ok());
        let done = match native.filter(|_| given.iter().all(|(thing, _)| !matches!(thing, Thing::Unknown))) {
            Some(routine) => match code::run(routine, given.into_iter().map(|(thing, _)| thing).collect(), &[], &mut asking) {
                Ok(thing) => Ok(thing),
                Err(Left::Blame(causes)) => Err(causes),
                Err(Left::ToRhai) => call(&self.ast, name, self.given(arguments, &mut asking), &self.known.ground),
            },
            None => call(&self.ast, name, given, &self.known.ground),
        };
        let causes = match done {
            Ok(Thing::Text(text, _)) => return Some(text.into_owned()),
            Ok(Thing::Absent(path)) => vec![Cause::Missing(path.into_owned())],
            Ok(Thing::NoRow) => vec![Cause::NoRow],
            Ok(other) => vec![Cause::ScriptError(format!("{name}: {}", other.kind()))],
            Err(causes) => causes,
        };
        causes.into_iter().for_each(|cause| scene.blame(cause));
        None
    }

    /// What a limit function is given.
    fn given<'s>(&'s self, arguments: &[Argument<'s>], asking: &mut Asking<'s>) -> Vec<Given<'s>> {
        let one = |argument: &Argument<'s>| {
            apart(asking, |asking| match argument {
                Argument::Trigger => self.known.trigger.things(asking),
                Argument::Record => self.known.record.things(asking),
                Argument::At(look) => asking.find(look, is_list(look, &self.known.lists)),
            })
        };
        arguments.iter().map(one).collect()
    }

    /// What keeps a function in Rhai; none where it is native.
    pub fn kept(&self, name: &str) -> Option<Kept> {
        let n = self.list.iter().position(|function| function.name == name)?;
        let found = self.known.native.get(n)?.as_ref().err()?;
        Some(Kept { span: self.word(found.at), why: found.why.clone() })
    }

    /// The examples of the file, in its order.
    pub fn examples(&self) -> &[Example] {
        &self.examples
    }

    /// Runs an example.
    ///
    /// # Errors
    /// What came out instead.
    pub fn run_example(&self, example: &Example) -> Result<(), Bilingual> {
        let engine = sandbox::expressions();
        let broken = |why: String| Err(say!("算不出来:{why}"; "it cannot be computed: {why}"));
        let ast = match engine.compile_expression(&example.text) {
            Ok(ast) => ast,
            Err(error) => return broken(error.to_string()),
        };
        let [Stmt::Expr(root)] = ast.statements() else { return broken(String::new()) };
        let run = |expr: &Expr| {
            let ast =
                AST::new([Stmt::Expr(Box::new(expr.clone()))], self.library().merge(&ast.clone_functions_only()).shared_lib().clone());
            sandbox::run(&example.text, &Ground::default(), |engine| engine.eval_ast_with_scope(&mut Scope::new(), &ast))
        };
        match run(root) {
            Ok(Thing::Boolean(true)) => Ok(()),
            Ok(_) => {
                let Expr::FnCall(call, _) = &**root else { return broken(String::new()) };
                let found = call.args.first().map(&run);
                let shown = found.map_or_else(String::new, |found| found.map_or_else(|causes| cause(&causes), |thing| shown(&thing)));
                Err(say!("得到的是 {shown}"; "it gives {shown}"))
            }
            Err(causes) => broken(cause(&causes)),
        }
    }
}

fn shown(thing: &Thing<'_>) -> String {
    match thing {
        Thing::Boolean(flag) => flag.to_string(),
        Thing::Whole(n) => n.to_string(),
        Thing::Number(n) => format!("{n:?}"),
        Thing::Text(text, _) => format!("{text:?}"),
        Thing::Day(day) => day.to_string(),
        Thing::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        other => other.kind().to_owned(),
    }
}

fn cause(causes: &[Cause]) -> String {
    match causes.first() {
        Some(Cause::Missing(what) | Cause::InvalidValue(what) | Cause::ScriptLimit(what) | Cause::ScriptError(what)) => what.clone(),
        _ => String::new(),
    }
}

/// The name of a function where it is defined.
fn defined_at(placed: &Placed<'_>, name: &str) -> Span {
    let mut from = 0;
    while let Some(found) = placed.text[from..].find("fn ") {
        let start = from + found + 3;
        let rest = placed.text[start..].trim_start();
        if rest.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('(')) {
            let at = placed.text.len() - rest.len();
            return placed.span.part(at, at + name.len());
        }
        from = start;
    }
    placed.span.part(0, 0)
}

/// The lines `/// …` of the file that are not empty.
fn examples(placed: &Placed<'_>, faults: &mut Faults) -> Vec<Example> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in placed.text.split_inclusive('\n') {
        if let Some(text) = line.trim().strip_prefix("///").filter(|text| !text.starts_with('/') && !text.trim().is_empty()) {
            let text = text.trim();
            let at = start + line.find(text).unwrap_or(0);
            let span = placed.span.part(at, at + text.len());
            match sandbox::expressions().compile_expression(text) {
                Ok(_) if text.contains("==") => found.push(Example { span, text: text.to_owned() }),
                Ok(_) => faults.push(fault::no_example(span)),
                Err(error) => faults.push(fault::syntax(&Placed { text, span }, &error)),
            }
        }
        start += line.len();
    }
    found
}
