//! `idle-variant`: a version, reading, row or part whose keys say what the rule says already. A reading with a title
//! alone names the default, and is none.

use super::Checked;
use super::written::{WrittenRule, rules, same_table};
use crate::diag::{Diagnostic, Faults};
use crate::policy::tree::{Entry, Table};
use crate::policy::variant::{merge, named, without};
use crate::say;

/// What only explains a variant.
const WORDS: [&str; 5] = ["title", "cite", "note", "assumed", "why"];

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    for WrittenRule { id, table } in rules(checked.trees) {
        let base = without(table, &["from", "reading"]);
        let mut changing = |of: &Table, key: &str| {
            for (entry, own) in named(of, key) {
                let own = without(own, &WORDS);
                if !own.entries.is_empty() && same_table(&merge(of, &own), of) {
                    faults.push(idle(&id.value, key, entry));
                }
            }
        };
        changing(&base, "part");
        changing(&without(table, &["from"]), "reading");
        changing(&without(table, &["reading"]), "from");
    }
}

fn idle(id: &str, key: &str, entry: &Entry) -> Diagnostic {
    let name = &entry.key.value;
    let (zh, en) = match key {
        "from" => ("版本", "version"),
        "part" => ("分项", "part"),
        _ => ("读法", "reading"),
    };
    let title = say!("{id} 的{zh} {name} 什么也没有改变"; "the {en} {name} of {id} changes nothing");
    let found = Diagnostic::warning("idle-variant", entry.key.span, title);
    if key == "reading" {
        return found.help(say!("它写的与规则相同;只给默认读法起名的,只写 title"; "its keys are those of the rule; to name the default reading, write a title alone"));
    }
    found.help(say!("它写的与规则相同:改正,或者删去"; "its keys are those of the rule: correct or remove it"))
}
