//! From Rhai's tree to native code, or to the place that has none and why.

use super::super::compare::{self, Sign};
use super::super::kept::Why;
use super::super::native;
use super::super::thing::{Meant, Thing};
use super::{Code, Host, Over, Routine};
use crate::time::Zone;
use rhai::{AST, ASTFlags, ASTNode, BinaryExpr, Expr, FnCallExpr, FnPtr, Position, Stmt};
use std::collections::HashMap;
use std::sync::Arc;

/// Functions inside functions, as deep as Rhai itself goes with some room.
const MAX_DEEP: usize = 12;
/// Variables of one function, far fewer than Rhai's own limit.
const MAX_LOCALS: usize = 24;

/// A piece without a native form.
#[derive(Clone, Debug)]
pub struct Kept {
    /// It stands in `policy.rhai`, not in the expression.
    pub in_file: bool,
    pub at: Position,
    pub why: Why,
}

type Compiled = Result<Code, Kept>;

/// Where functions are found.
#[derive(Clone, Copy)]
pub struct Library<'l> {
    /// Those of `policy.rhai`, and what stands between bars there.
    pub file: &'l AST,
    /// What stands between bars in the expression, besides.
    pub own: Option<&'l AST>,
    /// What a written text means to the policy's register.
    pub meant: &'l dyn Fn(&str) -> Meant,
    pub zone: Zone,
}

/// One expression or body while it is compiled.
pub struct Compiling<'l> {
    library: Library<'l>,
    in_file: bool,
    /// Variables that can be seen, and their places.
    names: Vec<(String, usize)>,
    /// How many locals there are.
    locals: usize,
    /// Functions around this one.
    around: Vec<String>,
    size: u32,
    done: HashMap<String, Arc<Routine>>,
}

impl<'l> Compiling<'l> {
    /// Compiles an expression: variables `$n` are what is given.
    ///
    /// # Errors
    /// The first place without a native form.
    pub fn expression(expr: &Expr, library: Library<'l>) -> Result<Routine, Kept> {
        let mut compiling = Compiling::new(library, false);
        let body = compiling.expr(expr)?;
        Ok(Routine { body, locals: compiling.locals, size: compiling.size })
    }

    /// Compiles a function of `policy.rhai`.
    ///
    /// # Errors
    /// The first place without a native form.
    pub fn function(name: &str, parameters: usize, library: Library<'l>) -> Result<Arc<Routine>, Kept> {
        Compiling::new(library, true).routine(name, parameters, Position::NONE)
    }

    fn new(library: Library<'l>, in_file: bool) -> Compiling<'l> {
        Compiling { library, in_file, names: Vec::new(), locals: 0, around: Vec::new(), size: 0, done: HashMap::new() }
    }

    fn kept(&self, at: Position, why: Why) -> Kept {
        Kept { in_file: self.in_file, at, why }
    }

    fn all<'e>(&mut self, parts: impl IntoIterator<Item = &'e Expr>) -> Result<Vec<Code>, Kept> {
        parts.into_iter().map(|part| self.expr(part)).collect()
    }

    fn pair(&mut self, a: &Expr, b: &Expr) -> Result<Box<[Code; 2]>, Kept> {
        Ok(Box::new([self.expr(a)?, self.expr(b)?]))
    }

    fn expr(&mut self, expr: &Expr) -> Compiled {
        self.size += 1;
        Ok(match expr {
            Expr::Unit(_) => Code::Unit,
            Expr::BoolConstant(flag, _) => Code::Boolean(*flag),
            Expr::IntegerConstant(n, _) => Code::Whole(*n),
            Expr::FloatConstant(n, _) => Code::Number(**n),
            Expr::StringConstant(text, _) => Code::Text(text.to_string(), (self.library.meant)(text)),
            Expr::CharConstant(c, at) => return Err(self.kept(*at, Why::Character(*c))),
            Expr::InterpolatedString(parts, _) => Code::Written(self.all(parts)?),
            Expr::Array(items, _) => Code::List(self.all(items)?),
            Expr::Map(_, at) => return Err(self.kept(*at, Why::Map)),
            Expr::Variable(name, _, at) => self.variable(&name.1, *at)?,
            Expr::And(parts, _) => Code::And(self.all(parts.iter())?),
            Expr::Or(parts, _) => Code::Or(self.all(parts.iter())?),
            Expr::Coalesce(parts, _) => Code::Else(self.all(parts.iter())?),
            Expr::FnCall(call, at) => self.call(call, *at)?,
            Expr::Dot(binary, flags, at) => self.chain(binary, true, *flags, *at)?,
            Expr::Index(binary, flags, at) => self.chain(binary, false, *flags, *at)?,
            Expr::Stmt(block) => self.block(block.statements())?,
            Expr::DynamicConstant(_, at) => return Err(self.kept(*at, Why::Closure)),
            other => return Err(self.kept(other.position(), Why::Other)),
        })
    }

    fn variable(&mut self, name: &str, at: Position) -> Compiled {
        if let Some(n) = name.strip_prefix('$').and_then(|n| n.parse().ok()) {
            return Ok(Code::Given(n));
        }
        let found = self.names.iter().rev().find(|(known, _)| known == name);
        found.map(|(_, local)| Code::Local(*local)).ok_or_else(|| self.kept(at, Why::Other))
    }

    fn call(&mut self, call: &FnCallExpr, at: Position) -> Compiled {
        if let ("contains", [list, item]) = (call.name.as_str(), &call.args[..])
            && let Some((low, high, closed)) = range(list)
        {
            return Ok(Code::Within(Box::new([self.expr(low)?, self.expr(high)?, self.expr(item)?]), closed));
        }
        if call.op_token.is_none() {
            return self.named(&call.name, &call.args.iter().collect::<Vec<_>>(), None, at);
        }
        Ok(match (call.name.as_str(), &call.args[..]) {
            ("!", [part]) => Code::Not(Box::new(self.expr(part)?)),
            ("-", [part]) => Code::Negative(Box::new(self.expr(part)?)),
            ("+", [part]) => self.expr(part)?,
            ("+" | "-" | "*" | "/" | "%", [a, b]) => Code::Arithmetic(call.name.chars().next().unwrap_or('+'), self.pair(a, b)?),
            (name, [a, b]) => match Sign::named(name) {
                Some(sign) => Code::Compare(sign, self.pair(a, b)?),
                None if name == ".." || name == "..=" => return Err(self.kept(at, Why::Range)),
                None => return Err(self.kept(at, Why::Operator(name.to_owned()))),
            },
            (name, _) => return Err(self.kept(at, Why::Operator(name.to_owned()))),
        })
    }

    /// A function by its name; `first`: what stands before the dot.
    fn named(&mut self, name: &str, arguments: &[&Expr], first: Option<Code>, at: Position) -> Compiled {
        if let (Some(over), [closure]) = (Over::named(name), arguments.get(usize::from(first.is_none())..).unwrap_or_default()) {
            let list = match first {
                Some(list) => list,
                None => self.expr(arguments[0])?,
            };
            return Ok(Code::Each(over, Box::new(list), self.closure(closure)?));
        }
        let method = first.is_some();
        let mut given: Vec<Code> = first.into_iter().collect();
        given.extend(self.all(arguments.iter().copied())?);
        if let Some(host) = Host::named(name) {
            return Ok(self.folded(host, given));
        }
        match self.library.file.iter_functions().any(|function| function.name == name) {
            true if method => Err(self.kept(at, Why::Method(name.to_owned()))),
            true => {
                let routine = self.routine(name, given.len(), at)?;
                self.size += routine.size;
                Ok(Code::Call(routine, given))
            }
            false => Err(self.kept(at, Why::Function(name.to_owned()))),
        }
    }

    /// Written dates and times are known beforehand.
    fn folded(&self, host: Host, given: Vec<Code>) -> Code {
        match (host, &given[..]) {
            (Host::Date, [Code::Text(text, _)]) => {
                compare::day(&Thing::text(text.as_str()), &self.library.zone).map_or(Code::Host(host, given.clone()), Code::Day)
            }
            (Host::Time, [Code::Whole(hour), Code::Whole(minute)]) => {
                native::clock(*hour, *minute).map_or(Code::Host(host, given.clone()), Code::Clock)
            }
            _ => Code::Host(host, given),
        }
    }

    fn closure(&mut self, expr: &Expr) -> Result<Arc<Routine>, Kept> {
        let name = match expr {
            Expr::DynamicConstant(value, _) => value.read_lock::<FnPtr>().filter(|f| !f.is_curried()).map(|f| f.fn_name().to_owned()),
            _ => None,
        };
        let name = name.ok_or_else(|| self.kept(expr.position(), Why::Closure))?;
        self.routine(&name, 1, expr.position())
    }

    /// A function, its body compiled; each once.
    fn routine(&mut self, name: &str, parameters: usize, at: Position) -> Result<Arc<Routine>, Kept> {
        if let Some(done) = self.done.get(name) {
            return Ok(done.clone());
        }
        if self.around.iter().any(|around| around == name) {
            return Err(self.kept(at, Why::Recursion(name.to_owned())));
        }
        if self.around.len() >= MAX_DEEP {
            return Err(self.kept(at, Why::Deep));
        }
        let has = |library: &&AST| library.iter_functions().any(|function| function.name == name);
        let in_file = has(&self.library.file);
        let library = if in_file { Some(self.library.file) } else { self.library.own.filter(has) };
        let Some((names, statements)) = library.and_then(|library| body(library, name, parameters)) else {
            return Err(self.kept(at, Why::Function(name.to_owned())));
        };
        let mut around = std::mem::take(&mut self.around);
        around.push(name.to_owned());
        let locals = names.len();
        let names = names.into_iter().zip(0..).collect();
        let done = std::mem::take(&mut self.done);
        let mut inner = Compiling { library: self.library, in_file, names, locals, around, size: 1, done };
        let found = inner.block(&statements);
        inner.around.pop();
        self.around = std::mem::take(&mut inner.around);
        self.done = std::mem::take(&mut inner.done);
        let routine = Arc::new(Routine { body: found?, locals: inner.locals, size: inner.size });
        self.done.insert(name.to_owned(), routine.clone());
        Ok(routine)
    }

    fn chain(&mut self, binary: &BinaryExpr, dot: bool, flags: ASTFlags, at: Position) -> Compiled {
        let start = self.expr(&binary.lhs)?;
        self.elvis(flags, at)?;
        self.links(start, &binary.rhs, dot)
    }

    fn elvis(&self, flags: ASTFlags, at: Position) -> Result<(), Kept> {
        if flags.contains(ASTFlags::NEGATED) { Err(self.kept(at, Why::Elvis)) } else { Ok(()) }
    }

    /// The right side of a chain.
    fn links(&mut self, on: Code, link: &Expr, dot: bool) -> Compiled {
        match link {
            Expr::Dot(binary, flags, at) | Expr::Index(binary, flags, at) => {
                let on = self.link(on, &binary.lhs, dot)?;
                self.elvis(*flags, *at)?;
                self.links(on, &binary.rhs, matches!(link, Expr::Dot(..)))
            }
            one => self.link(on, one, dot),
        }
    }

    fn link(&mut self, on: Code, link: &Expr, dot: bool) -> Compiled {
        self.size += 1;
        match link {
            Expr::Property(property, _) if dot => Ok(below(on, &property.2)),
            Expr::StringConstant(name, _) if !dot => Ok(below(on, name)),
            Expr::MethodCall(call, at) if dot => self.named(&call.name, &call.args.iter().collect::<Vec<_>>(), Some(on), *at),
            index if !dot => Ok(Code::Item(Box::new([on, self.expr(index)?]))),
            other => Err(self.kept(other.position(), Why::Other)),
        }
    }

    fn local(&mut self, name: &str) -> usize {
        self.names.push((name.to_owned(), self.locals));
        self.locals += 1;
        self.locals - 1
    }

    fn block(&mut self, statements: &[Stmt]) -> Compiled {
        let seen = self.names.len();
        let parts: Result<Vec<Code>, Kept> = statements.iter().map(|stmt| self.stmt(stmt)).collect();
        self.names.truncate(seen);
        let mut parts = parts?;
        Ok(if parts.len() == 1 { parts.remove(0) } else { Code::Block(parts) })
    }

    fn stmt(&mut self, stmt: &Stmt) -> Compiled {
        self.size += 1;
        Ok(match stmt {
            Stmt::Noop(_) => Code::Unit,
            Stmt::Expr(expr) => self.expr(expr)?,
            Stmt::FnCall(call, at) => self.call(call, *at)?,
            Stmt::Block(block) => self.block(block.statements())?,
            Stmt::If(flow, _) => {
                Code::If(Box::new([self.expr(&flow.expr)?, self.block(flow.body.statements())?, self.block(flow.branch.statements())?]))
            }
            Stmt::Var(_, _, at) if self.locals >= MAX_LOCALS => return Err(self.kept(*at, Why::Variables)),
            Stmt::Var(var, ..) => {
                let value = self.expr(&var.1)?;
                Code::Set(self.local(&var.0.name), None, Box::new(value))
            }
            Stmt::Assignment(assignment) => self.assignment(&assignment.0, &assignment.1)?,
            Stmt::For(of, at) if of.1.is_some() => return Err(self.kept(*at, Why::Counter)),
            Stmt::For(of, _) => self.for_each(&of.0.name, &of.2.expr, of.2.body.statements())?,
            Stmt::Return(Some(value), flags, _) if !flags.contains(ASTFlags::BREAK) => Code::Return(Box::new(self.expr(value)?)),
            Stmt::Return(None, flags, _) if !flags.contains(ASTFlags::BREAK) => Code::Return(Box::new(Code::Unit)),
            Stmt::Return(_, _, at) => return Err(self.kept(*at, Why::Catch("throw"))),
            Stmt::TryCatch(_, at) => return Err(self.kept(*at, Why::Catch("try"))),
            Stmt::Switch(_, at) => return Err(self.kept(*at, Why::Switch)),
            Stmt::While(flow, at) => {
                return Err(self.kept(*at, Why::Loop(if matches!(flow.expr, Expr::Unit(_)) { "loop" } else { "while" })));
            }
            Stmt::Do(_, _, at) => return Err(self.kept(*at, Why::Loop("do"))),
            Stmt::BreakLoop(_, flags, at) => {
                return Err(self.kept(*at, Why::Loop(if flags.contains(ASTFlags::BREAK) { "break" } else { "continue" })));
            }
            other => return Err(self.kept(other.position(), Why::Other)),
        })
    }

    fn assignment(&mut self, sign: &rhai::OpAssignment, sides: &BinaryExpr) -> Compiled {
        let value = self.expr(&sides.rhs)?;
        let Expr::Variable(name, _, at) = &sides.lhs else { return Err(self.kept(sides.lhs.start_position(), Why::Assigned)) };
        let Code::Local(local) = self.variable(&name.1, *at)? else { return Err(self.kept(*at, Why::Assigned)) };
        let op = match sign.get_op_assignment_info() {
            None => None,
            Some((.., op)) => match op {
                "+" | "-" | "*" | "/" | "%" => op.chars().next(),
                other => return Err(self.kept(sign.position(), Why::Operator(format!("{other}=")))),
            },
        };
        Ok(Code::Set(local, op, Box::new(value)))
    }

    fn for_each(&mut self, name: &str, over: &Expr, body: &[Stmt]) -> Compiled {
        let over = match range(over) {
            Some((low, high, closed)) => Err((self.expr(low)?, self.expr(high)?, closed)),
            None => Ok(self.expr(over)?),
        };
        let (seen, before) = (self.names.len(), self.size);
        let local = self.local(name);
        let body = self.block(body);
        self.names.truncate(seen);
        let (body, size) = (body?, self.size - before);
        Ok(match over {
            Ok(list) => Code::For(local, Box::new([list, body]), size),
            Err((low, high, closed)) => Code::ForRange(local, Box::new([low, high, body]), closed, size),
        })
    }
}

/// `low..high`, as written.
fn range(expr: &Expr) -> Option<(&Expr, &Expr, bool)> {
    let Expr::FnCall(call, _) = expr else { return None };
    match (call.name.as_str(), &call.args[..]) {
        (".." | "..=", [low, high]) => Some((low, high, call.name.as_str() == "..=")),
        _ => None,
    }
}

fn below(on: Code, name: &str) -> Code {
    match on {
        Code::Path(on, mut path) => {
            path.push(name.to_owned());
            Code::Path(on, path)
        }
        on => Code::Path(Box::new(on), vec![name.to_owned()]),
    }
}

/// A function's arguments and statements.
fn body(library: &AST, name: &str, parameters: usize) -> Option<(Vec<String>, Vec<Stmt>)> {
    let own = library.iter_functions().find(|function| function.name == name && function.params.len() == parameters)?;
    let names = own.params.iter().map(|name| (*name).to_owned()).collect();
    let mut statements = Vec::new();
    // A walk does not tell whose statement it is at.
    let mut only = library.clone_functions_only();
    only.retain_functions(|_, _, other, arguments| other == name && arguments == parameters);
    only.walk(&mut |nodes: &[ASTNode<'_>]| {
        if let [ASTNode::Stmt(stmt)] = nodes {
            statements.push((*stmt).clone());
        }
        true
    });
    Some((names, statements))
}
