//! What a piece of Rhai mentions: names, functions it calls, texts, and the paths it reads of what it is given.

use rhai::{AST, ASTNode, Expr, Position, Stmt};

#[derive(Clone, Debug, Default)]
pub struct Survey {
    pub names: Vec<(String, Position)>,
    /// Functions called, with so many arguments; what stands before the dot is one.
    pub calls: Vec<(String, usize, Position)>,
    pub texts: Vec<String>,
    /// `subject.name` of `x.subject.name`.
    pub paths: Vec<Vec<String>>,
}

impl Survey {
    pub fn of(ast: &AST) -> Survey {
        let mut survey = Survey::default();
        ast.walk(&mut |nodes: &[ASTNode<'_>]| {
            match nodes.last() {
                Some(ASTNode::Expr(expr)) => survey.expr(expr),
                Some(ASTNode::Stmt(Stmt::FnCall(call, position))) => survey.call(call, 0, *position),
                _ => {}
            }
            true
        });
        survey
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::ThisPtr(position) => self.names.push(("this".to_owned(), *position)),
            Expr::Variable(name, _, position) => self.names.push((name.1.to_string(), *position)),
            Expr::StringConstant(text, _) if self.texts.iter().all(|known| known != text.as_str()) => self.texts.push(text.to_string()),
            Expr::FnCall(call, position) => self.call(call, 0, *position),
            Expr::MethodCall(call, position) => self.call(call, 1, *position),
            Expr::Dot(..) | Expr::Index(..) => {
                let path = match chain(expr) {
                    Some((_, path, _)) => path,
                    None => tail(expr),
                };
                if !path.is_empty() && !self.paths.contains(&path) {
                    self.paths.push(path);
                }
            }
            _ => {}
        }
    }

    fn call(&mut self, call: &rhai::FnCallExpr, before: usize, position: Position) {
        if call.op_token.is_none() {
            self.calls.push((call.name.to_string(), call.args.len() + before, position));
        }
    }
}

/// A chain of names from a variable: the variable, the names, and what then follows that is no name.
pub fn chain(expr: &Expr) -> Option<(&str, Vec<String>, Option<Rest<'_>>)> {
    let (Expr::Dot(binary, ..) | Expr::Index(binary, ..)) = expr else { return None };
    let Expr::Variable(name, ..) = &binary.lhs else { return None };
    let mut path = Vec::new();
    let rest = follow(expr, &mut path);
    (!path.is_empty()).then_some((name.1.as_str(), path, rest))
}

/// The names that stand together in a chain on something else than a variable.
fn tail(expr: &Expr) -> Vec<String> {
    let mut path = Vec::new();
    follow(expr, &mut path);
    path
}

/// What follows after the names of a chain: the part itself, or an index into what the names lead to.
pub enum Rest<'e> {
    /// `….len()`: this part, on what the names lead to.
    Dot(&'e Expr, rhai::ASTFlags, Position),
    /// `…[0]`
    Index(&'e Expr, rhai::ASTFlags, Position),
}

/// Walks down the right side of a chain.
fn follow<'e>(expr: &'e Expr, path: &mut Vec<String>) -> Option<Rest<'e>> {
    let mut expr = expr;
    loop {
        match expr {
            Expr::Dot(binary, flags, position) => match &binary.rhs {
                Expr::Property(property, _) => {
                    path.push(property.2.to_string());
                    return None;
                }
                next @ (Expr::Dot(inner, ..) | Expr::Index(inner, ..)) => match &inner.lhs {
                    Expr::Property(property, _) => {
                        path.push(property.2.to_string());
                        expr = next;
                    }
                    _ => return Some(Rest::Dot(next, *flags, *position)),
                },
                other => return Some(Rest::Dot(other, *flags, *position)),
            },
            Expr::Index(binary, flags, position) => match &binary.rhs {
                Expr::StringConstant(name, _) => {
                    path.push(name.to_string());
                    return None;
                }
                next @ (Expr::Dot(inner, ..) | Expr::Index(inner, ..)) => match &inner.lhs {
                    Expr::StringConstant(name, _) => {
                        path.push(name.to_string());
                        expr = next;
                    }
                    _ => return Some(Rest::Index(&binary.rhs, *flags, *position)),
                },
                other => return Some(Rest::Index(other, *flags, *position)),
            },
            _ => return None,
        }
    }
}
