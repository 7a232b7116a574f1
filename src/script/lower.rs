//! From Rhai's tree to ours: names become places and conditions, operators become three-valued.

use super::call::Rhai;
use super::code::{self, Compiling, Library, Routine};
use super::compare::Sign;
use super::fields::{Places, is_list};
use super::functions::Functions;
use super::host::{self, Host};
use super::kept::Kept;
use super::node::Node;
use super::placed::Placed;
use super::survey::{Survey, chain};
use super::thing::Meant;
use super::{Named, Resolve, Words, fault, native, sandbox};
use crate::diag::{Faults, nearest};
use crate::record::Value;
use crate::source::Span;
use crate::time::Zone;
use rhai::{AST, Expr, FnCallExpr, Position, Stmt};
use std::sync::Arc;

/// Words that start a place.
pub const STARTS: [&str; 8] = ["trigger", "record", "last", "first", "count", "table", "user", "parameter"];

/// A condition compiled.
pub struct Lowered {
    pub root: Node,
    /// The places that keep parts of it in Rhai.
    pub kept: Vec<Kept>,
    pub words: Words,
}

/// Compiles a condition.
pub fn condition(text: &str, span: Span, names: &mut dyn Resolve, functions: &Functions, faults: &mut Faults) -> Option<Lowered> {
    let placed = Placed { text, span };
    if text.len() > sandbox::MAX_EXPRESSION {
        faults.push(fault::too_long(span));
        return None;
    }
    let ast = match sandbox::expressions().compile_expression(text) {
        Ok(ast) => ast,
        Err(error) => {
            faults.push(fault::syntax(&placed, &error));
            return None;
        }
    };
    let [Stmt::Expr(root)] = ast.statements() else {
        faults.push(fault::no_truth(span));
        return None;
    };
    let mut lowering = Lowering::new(placed, names, functions, faults, &ast);
    let node = lowering.lower(root);
    if !lowering.failed && node.is_no_truth() {
        lowering.fail(fault::no_truth(span));
    }
    let (kept, words) = (std::mem::take(&mut lowering.kept), lowering.words.clone());
    (!lowering.failed).then_some(Lowered { root: node, kept, words })
}

pub struct Lowering<'l> {
    pub placed: Placed<'l>,
    pub names: &'l mut dyn Resolve,
    pub functions: &'l Functions,
    faults: &'l mut Faults,
    zone: Zone,
    /// The functions that Rhai needs: those of `policy.rhai` and the ones between bars.
    library: AST,
    /// What any of them reads of an event or record given to it.
    paths: Vec<Vec<String>>,
    words: Words,
    kept: Vec<Kept>,
    pub failed: bool,
}

impl<'l> Lowering<'l> {
    fn new(placed: Placed<'l>, names: &'l mut dyn Resolve, functions: &'l Functions, faults: &'l mut Faults, ast: &AST) -> Lowering<'l> {
        let closures = Survey::of(&ast.clone_functions_only());
        let all = Survey::of(ast);
        let library = functions.library().merge(&ast.clone_functions_only());
        let words = functions.survey().texts.iter().chain(&all.texts);
        let words = Arc::new(meanings(words, names));
        let paths = functions.survey().paths.iter().chain(&all.paths).cloned().collect();
        let zone = names.zone();
        let mut lowering = Lowering { placed, names, functions, faults, zone, library, paths, words, kept: Vec::new(), failed: false };
        for (name, position) in &closures.names {
            if !ast.iter_functions().any(|function| function.params.contains(&name.as_str())) {
                lowering.fail(fault::outside_closure(placed.word(*position), name));
            }
        }
        for (name, arguments, position) in &closures.calls {
            lowering.knows(name, *arguments, *position, true);
        }
        lowering
    }

    pub fn fail(&mut self, fault: crate::diag::Diagnostic) {
        self.faults.push(fault);
        self.failed = true;
    }

    /// The native form of an expression; where there is none, the part that runs in Rhai.
    pub fn lower(&mut self, expr: &Expr) -> Node {
        match expr {
            Expr::BoolConstant(flag, _) => Node::Boolean(*flag),
            Expr::IntegerConstant(n, _) => Node::Whole(*n),
            Expr::FloatConstant(n, _) => Node::Number(**n),
            Expr::StringConstant(text, _) => self.text(text.as_str()),
            Expr::CharConstant(c, _) => self.text(&c.to_string()),
            Expr::Unit(_) => Node::Unit,
            Expr::And(parts, _) => Node::And(parts.iter().map(|part| self.lower(part)).collect()),
            Expr::Or(parts, _) => Node::Or(parts.iter().map(|part| self.lower(part)).collect()),
            Expr::Coalesce(parts, _) => Node::Else(parts.iter().map(|part| self.lower(part)).collect()),
            Expr::Array(items, _) => Node::List(items.iter().map(|item| self.lower(item)).collect()),
            Expr::Variable(name, _, position) => self.name(&name.1, *position),
            Expr::FnCall(call, position) => self.call(expr, call, *position),
            Expr::Stmt(block) => match block.statements() {
                [Stmt::Expr(inner)] => self.lower(inner),
                _ => self.in_rhai(expr),
            },
            Expr::Dot(..) | Expr::Index(..) => match chain(expr) {
                Some((start, path, None)) if STARTS.contains(&start) => {
                    self.place(&format!("{start}.{}", path.join(".")), expr.start_position())
                }
                _ => self.in_rhai(expr),
            },
            _ => self.in_rhai(expr),
        }
    }

    fn text(&mut self, text: &str) -> Node {
        let meant = Meant { office: self.names.office(text), level: self.names.level(text) };
        Node::Text(text.to_owned(), meant)
    }

    /// A place, or a parameter's value.
    pub fn place(&mut self, path: &str, position: Position) -> Node {
        let span = self.placed.path(position);
        match self.names.resolve(path, span, self.faults) {
            Some(named) => self.named(named),
            None => {
                self.failed = true;
                Node::Unit
            }
        }
    }

    fn named(&mut self, named: Named) -> Node {
        match named {
            Named::Place(look) => {
                let list = is_list(&look, &self.names.lists());
                Node::Place(look, list)
            }
            Named::Condition(id) => Node::Condition(id),
            Named::Constant(value) => self.constant(&value),
        }
    }

    fn constant(&mut self, value: &Value<'_>) -> Node {
        match value {
            Value::Boolean(flag) => Node::Boolean(*flag),
            Value::Whole(n) => Node::Whole(*n),
            Value::Number(n) => Node::Number(*n),
            Value::Text(text) => self.text(text),
            Value::List(items) => Node::List(items.iter().map(|item| self.constant(item)).collect()),
            Value::Null | Value::Table(_) => Node::Unit,
        }
    }

    /// A name without a dot: a condition, or the trigger or record as a whole.
    pub fn name(&mut self, name: &str, position: Position) -> Node {
        let span = self.placed.word(position);
        if name == "trigger" || name == "record" {
            let places = Places::gather(name, &self.paths.clone(), span, self.names);
            return Node::Entire(places);
        }
        if !STARTS.contains(&name)
            && let Some(named) = self.names.resolve(name, span, &mut Faults::default())
        {
            return self.named(named);
        }
        self.unknown(name, position, span);
        Node::Unit
    }

    /// Proposes the place or condition that is meant.
    fn unknown(&mut self, name: &str, position: Position, span: Span) {
        let leads = |names: &mut dyn Resolve, path: &str| names.resolve(path, span, &mut Faults::default()).is_some();
        let place = ["trigger", "record"].iter().map(|start| format!("{start}.{name}")).find(|path| leads(self.names, path));
        let conditions = self.names.conditions();
        let known = conditions.iter().map(String::as_str).chain(STARTS);
        let near = place.clone().or_else(|| nearest(name, known).map(str::to_owned));
        let equality = place.and_then(|place| equality(self.placed, position).map(|value| (place, value)));
        self.fail(fault::unknown_name(span, name, near.as_deref(), equality));
    }

    fn call(&mut self, expr: &Expr, call: &FnCallExpr, position: Position) -> Node {
        let pair = |lowering: &mut Self, a: &Expr, b: &Expr| Box::new([lowering.lower(a), lowering.lower(b)]);
        match (call.name.as_str(), &call.args[..]) {
            ("!", [part]) => Node::Not(Box::new(self.lower(part))),
            ("-", [part]) => Node::Arithmetic('-', Box::new([Node::Whole(0), self.lower(part)])),
            ("+" | "-" | "*" | "/" | "%", [a, b]) => {
                let op = call.name.chars().next().unwrap_or('+');
                Node::Arithmetic(op, pair(self, a, b))
            }
            ("contains", [list, item]) => self.contains(expr, list, item),
            ("known", [part]) => Node::Known(Box::new(self.lower(part))),
            ("count", [part]) => Node::Count(Box::new(self.lower(part))),
            ("working_days_between", [a, b]) => Node::WorkingDays(pair(self, a, b)),
            ("events", [name]) => self.events(name, position),
            ("date", [Expr::StringConstant(text, at)]) => match native::written_date(text, &self.zone) {
                Some(day) => Node::Day(day),
                None => {
                    self.fail(fault::wrong_date(self.placed.bytes(*at, text.len() + 2)));
                    Node::Unit
                }
            },
            ("time", [Expr::IntegerConstant(hour, _), Expr::IntegerConstant(minute, _)]) => match native::clock(*hour, *minute) {
                Some(micros) => Node::Clock(micros),
                None => {
                    self.fail(fault::not_written(self.placed.word(position), "time(21, 0)"));
                    Node::Unit
                }
            },
            (name, [a, b]) if Sign::named(name).is_some() => match Sign::named(name) {
                Some(sign) => Node::Compare(sign, pair(self, a, b)),
                None => Node::Unit,
            },
            (name, arguments) if self.functions.arity(name).is_some() => {
                self.knows(name, arguments.len(), position, false);
                self.in_rhai(expr)
            }
            _ => self.in_rhai(expr),
        }
    }

    /// `x in list`: what is written out is compared one by one, so that one that is not known does not hide another.
    fn contains(&mut self, expr: &Expr, list: &Expr, item: &Expr) -> Node {
        match list {
            Expr::Array(..) | Expr::Dot(..) | Expr::Variable(..) => {}
            _ => return self.in_rhai(expr),
        }
        let (list, item) = (self.lower(list), self.lower(item));
        let fixed = |node: &Node| {
            matches!(node, Node::Boolean(_) | Node::Whole(_) | Node::Number(_) | Node::Text(..) | Node::Day(_) | Node::Clock(_))
        };
        match list {
            Node::List(items) if !items.iter().all(fixed) => {
                Node::Or(items.into_iter().map(|one| Node::Compare(Sign::Equal, Box::new([item.clone(), one]))).collect())
            }
            list => Node::Contains(Box::new([list, item])),
        }
    }

    /// `events("x")`, with what the script reads of them.
    pub fn events(&mut self, name: &Expr, position: Position) -> Node {
        let Expr::StringConstant(name, at) = name else {
            self.fail(fault::not_written(self.placed.word(position), "events(\"x\")"));
            return Node::Unit;
        };
        let span = self.placed.bytes(*at, name.len() + 2);
        // An event that is not declared is reported by the resolver.
        if self.names.resolve(&format!("last.{name}.at"), span, self.faults).is_none() {
            self.failed = true;
            return Node::Unit;
        }
        let places = Places::gather(&format!("last.{name}"), &self.paths.clone(), span, self.names);
        Node::Events(name.to_string(), places)
    }

    /// Reports a function that is not there, or not with so many arguments; `closure`: the record cannot be asked.
    pub fn knows(&mut self, name: &str, arguments: usize, position: Position, closure: bool) {
        let span = self.placed.word(position);
        let fault = match (self.functions.arity(name), host::find(name)) {
            (Some(arity), _) if arity != arguments => fault::wrong_arguments(span, name, arguments, &self.functions.signature(name)),
            (Some(_), _) => return,
            (None, Some(Host { expressions_only: true, .. })) if closure => fault::expressions_only(span, name),
            (None, Some(host)) if host.arguments != arguments => fault::wrong_arguments(span, name, arguments, host.signature),
            (None, Some(_)) => return,
            (None, None) => fault::unknown_function(span, name, self.functions.names()),
        };
        self.fail(fault);
    }

    fn in_rhai(&mut self, expr: &Expr) -> Node {
        let mut expr = expr.clone();
        let mut given = Vec::new();
        self.hoist(&mut expr, &mut given);
        let shown = self.placed.text.chars().take(60).collect();
        let native = self.native(|library| Compiling::expression(&expr, library));
        let ast = AST::new([Stmt::Expr(Box::new(expr))], self.library.shared_lib().clone());
        Node::Rhai(Box::new(Rhai { ast: Arc::new(ast), given, words: self.words.clone(), native, shown }))
    }

    /// The native form of something in Rhai; where there is none, the place is noted.
    fn native(&mut self, compile: impl FnOnce(Library<'_>) -> Result<Routine, code::Kept>) -> Option<Arc<Routine>> {
        if self.failed {
            return None;
        }
        let names = &*self.names;
        let meant = |text: &str| Meant { office: names.office(text), level: names.level(text) };
        let library = Library { file: self.functions.ast(), own: Some(&self.library), meant: &meant, zone: self.zone };
        match compile(library) {
            Ok(routine) => Some(Arc::new(routine)),
            Err(found) => {
                let span = if found.in_file { self.functions.word(found.at) } else { self.placed.word(found.at) };
                self.kept.push(Kept { span, why: found.why });
                None
            }
        }
    }
}

/// Texts that name a party or level.
pub fn meanings<'t>(texts: impl Iterator<Item = &'t String>, names: &dyn Resolve) -> Vec<(String, Meant)> {
    let mut found: Vec<(String, Meant)> = Vec::new();
    for text in texts {
        let meant = Meant { office: names.office(text), level: names.level(text) };
        if meant != Meant::default() && !found.iter().any(|(known, _)| known == text) {
            found.push((text.clone(), meant));
        }
    }
    found
}

/// The value that a name at this position is compared with, where the whole expression is that comparison.
fn equality(placed: Placed<'_>, position: Position) -> Option<String> {
    let rest = &placed.text[placed.offset(position)?..];
    let (name, value) = rest.split_once("==")?;
    let plain = |c: char| c == '_' || c.is_alphanumeric();
    let value = value.trim();
    let text = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).is_some_and(|v| !v.contains('"'));
    let alone = placed.offset(position) == Some(placed.text.len() - placed.text.trim_start().len());
    let fits = alone && name.trim().chars().all(plain) && (text || value.chars().all(|c| plain(c) || c == '.'));
    fits.then(|| value.to_owned())
}
