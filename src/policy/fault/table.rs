//! Faults of a table: unknown, missing and mistyped keys.

use crate::diag::{Diagnostic, nearest, one_off};
use crate::lang::Bilingual;
use crate::policy::schema;
use crate::policy::tree::Node;
use crate::say;
use crate::source::{Span, Spanned};

/// The language has no such key here.
pub fn unknown_key(key: &Spanned<String>, kind: &'static schema::Table) -> Diagnostic {
    let (zh, en) = kind.what;
    let name = &key.value;
    let keys = kind.names().join(" ");
    let found = Diagnostic::error("unknown-key", key.span, say!("{zh}没有 {name} 这个键"; "{en} has no key {name}"))
        .help(say!("{zh}的键:{keys}"; "keys of {en}: {keys}"));
    let found = match one_off(name, kind.names()) {
        Some(near) => found.edit(key.span, near),
        None => found,
    };
    match nearest(name, kind.names()).and_then(|near| kind.find(near)) {
        Some(near) => {
            let (near, (zh, en)) = (near.name, near.short);
            found.label(say!("是不是 {near}({zh})?"; "did you mean {near} ({en})?"))
        }
        None => found,
    }
}

pub fn missing_key(span: Span, what: &Bilingual, key: &str) -> Diagnostic {
    let Bilingual { zh, en } = what;
    Diagnostic::error("missing-key", span, say!("{zh}没有写 {key}"; "{en} has no {key}")).label(say!("缺 {key}"; "{key} is missing"))
}

pub fn wrong_type(node: &Node, expected: Bilingual) -> Diagnostic {
    let found = node.kind();
    let (zh, en) = (&expected.zh, &expected.en);
    let (found_zh, found_en) = (&found.zh, &found.en);
    Diagnostic::error("wrong-type", node.span, say!("这里应当是{zh}"; "{en} is expected here"))
        .label(say!("这是{found_zh}"; "this is {found_en}"))
}
