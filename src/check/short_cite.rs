//! `short-cite`: a quotation of a few words is no clause that an auditor could find.

use super::Checked;
use super::written::{rules, walk};
use crate::diag::{Diagnostic, Faults};
use crate::policy::tree::Node;
use crate::say;

/// Characters, without blanks.
const SHORTEST: usize = 8;

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    for rule in rules(checked.trees) {
        walk(rule.table, &mut Vec::new(), &mut |path, entry| {
            let Some(cite) = entry.node.text().filter(|_| path.last() == Some(&"cite")) else { return };
            let length = cite.chars().filter(|c| !c.is_whitespace()).count();
            if length < SHORTEST {
                faults.push(short(&entry.node, length));
            }
        });
    }
}

fn short(node: &Node, length: usize) -> Diagnostic {
    Diagnostic::warning("short-cite", node.inner(), say!("引文只有 {length} 个字"; "the quotation has only {length} characters"))
        .help(say!("至少引一个分句,让人在原文里找得到"; "quote at least a clause, so that it can be found in the source"))
}
