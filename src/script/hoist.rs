//! Parts that run in Rhai: what only the scene can tell (places, conditions, working days, events) is taken out,
//! computed before, and stands there as a variable `$n`.

use super::fault;
use super::lower::{Lowering, STARTS};
use super::node::Node;
use super::survey::{Rest, chain};
use rhai::{BinaryExpr, Expr, FnCallExpr, Position, Stmt, StmtBlock};

impl Lowering<'_> {
    /// Replaces what the scene must tell by variables.
    pub fn hoist(&mut self, expr: &mut Expr, given: &mut Vec<Node>) {
        match expr {
            Expr::Variable(name, _, position) => {
                let (name, position) = (name.1.to_string(), *position);
                let node = self.name(&name, position);
                *expr = variable(node, given, position);
            }
            // Three-valued outside Rhai only.
            Expr::And(_, position) | Expr::Or(_, position) | Expr::Coalesce(_, position) => {
                let position = *position;
                let node = self.lower(expr);
                *expr = variable(node, given, position);
            }
            Expr::Dot(..) | Expr::Index(..) => self.hoist_chain(expr, given),
            Expr::FnCall(call, position) => {
                let position = *position;
                match (call.name.as_str(), &call.args[..]) {
                    // one item that is not known does not hide another
                    ("contains", [Expr::Array(..), _]) => {
                        let node = self.lower(expr);
                        *expr = variable(node, given, position);
                    }
                    ("events" | "working_days_between", _) | ("!" | "known", [_]) => {
                        self.knows_call(call, 0, position);
                        let node = if self.failed { Node::Unit } else { self.lower(expr) };
                        *expr = variable(node, given, position);
                    }
                    _ => {
                        self.knows_call(call, 0, position);
                        call.args.iter_mut().for_each(|argument| self.hoist(argument, given));
                    }
                }
            }
            Expr::Array(items, _) | Expr::InterpolatedString(items, _) => items.iter_mut().for_each(|item| self.hoist(item, given)),
            Expr::Map(map, _) => map.0.iter_mut().for_each(|(_, value)| self.hoist(value, given)),
            Expr::Stmt(block) => self.hoist_block(block, given),
            Expr::ThisPtr(position) => {
                let span = self.placed.word(*position);
                self.fail(fault::unknown_name(span, "this", None, None));
            }
            _ => {}
        }
    }

    fn knows_call(&mut self, call: &FnCallExpr, before: usize, position: Position) {
        if call.op_token.is_none() {
            self.knows(&call.name, call.args.len() + before, position, false);
        }
    }

    fn hoist_chain(&mut self, expr: &mut Expr, given: &mut Vec<Node>) {
        let position = expr.start_position();
        if let Some((start, path, rest)) = chain(expr)
            && STARTS.contains(&start)
        {
            let path = format!("{start}.{}", path.join("."));
            let rest = rest.map(|rest| match rest {
                Rest::Dot(part, flags, position) => (part.clone(), true, flags, position),
                Rest::Index(part, flags, position) => (part.clone(), false, flags, position),
            });
            let node = self.place(&path, position);
            *expr = variable(node, given, position);
            if let Some((mut part, dot, flags, at)) = rest {
                self.hoist_links(&mut part, dot, given);
                let binary = Box::new(BinaryExpr { lhs: std::mem::take(expr), rhs: part });
                *expr = if dot { Expr::Dot(binary, flags, at) } else { Expr::Index(binary, flags, at) };
            }
            return;
        }
        if let Expr::Dot(binary, ..) = expr {
            self.hoist(&mut binary.lhs, given);
            self.hoist_links(&mut binary.rhs, true, given);
        } else if let Expr::Index(binary, ..) = expr {
            self.hoist(&mut binary.lhs, given);
            self.hoist_links(&mut binary.rhs, false, given);
        }
    }

    /// The right side of a chain: links are no expressions of their own, the arguments of methods and indices are.
    fn hoist_links(&mut self, link: &mut Expr, dot: bool, given: &mut Vec<Node>) {
        match link {
            Expr::Property(..) if dot => {}
            Expr::MethodCall(call, position) if dot => {
                self.knows_call(call, 1, *position);
                call.args.iter_mut().for_each(|argument| self.hoist(argument, given));
            }
            Expr::Dot(binary, ..) => {
                self.hoist_links(&mut binary.lhs, dot, given);
                self.hoist_links(&mut binary.rhs, true, given);
            }
            Expr::Index(binary, ..) => {
                self.hoist_links(&mut binary.lhs, dot, given);
                self.hoist_links(&mut binary.rhs, false, given);
            }
            index => self.hoist(index, given),
        }
    }

    fn hoist_block(&mut self, block: &mut StmtBlock, given: &mut Vec<Node>) {
        for stmt in block.statements_mut() {
            if let Stmt::FnCall(call, position) = stmt {
                *stmt = Stmt::Expr(Box::new(Expr::FnCall(call.clone(), *position)));
            }
            match stmt {
                Stmt::Noop(_) => {}
                Stmt::Expr(expr) => self.hoist(expr, given),
                Stmt::Block(block) => self.hoist_block(block, given),
                Stmt::If(flow, _) => {
                    self.hoist(&mut flow.expr, given);
                    self.hoist_block(&mut flow.body, given);
                    self.hoist_block(&mut flow.branch, given);
                }
                Stmt::Switch(switch, _) => {
                    self.hoist(&mut switch.0, given);
                    for case in &mut switch.1.expressions {
                        self.hoist(&mut case.lhs, given);
                        self.hoist(&mut case.rhs, given);
                    }
                }
                other => {
                    let span = self.placed.word(other.position());
                    self.fail(fault::only_expressions(span));
                }
            }
        }
    }
}

fn variable(node: Node, given: &mut Vec<Node>, position: Position) -> Expr {
    let name = format!("${}", given.len());
    given.push(node);
    Expr::Variable(Box::new((None, name.into())), None, position)
}
