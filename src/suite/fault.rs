//! Faults of test files.

use crate::diag::{Diagnostic, nearest};
use crate::lang::Bilingual;
use crate::say;
use crate::source::{Span, Spanned};

pub fn unknown_rule<'a>(name: &Spanned<String>, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let (span, name) = (name.span, &name.value);
    let found = Diagnostic::error("test-unknown-rule", span, say!("政策里没有规则 {name}"; "the policy has no rule {name}"));
    match nearest(name, known) {
        Some(near) => found.label(say!("最接近的是 {near}"; "the nearest is {near}")),
        None => found,
    }
}

pub fn no_expectation(span: Span) -> Diagnostic {
    Diagnostic::error("test-expects-nothing", span, say!("这个测试没有 expect"; "this test expects nothing"))
        .help(say!("写 expect = [ {{ rule = \"…\", status = \"…\" }} ]"; "write expect = [ {{ rule = \"…\", status = \"…\" }} ]"))
}

pub fn bad_export(span: Span, name: &str, why: Bilingual) -> Diagnostic {
    let Bilingual { zh, en } = why;
    Diagnostic::error("test-export", span, say!("{name} 读不出:{zh}"; "{name} cannot be read: {en}"))
        .label(say!("相对于这个测试文件"; "relative to this test file"))
}

pub fn bad_expected(span: Span, why: Bilingual) -> Diagnostic {
    let Bilingual { zh, en } = why;
    Diagnostic::error("test-expected", span, say!("这一行不是结论:{zh}"; "this line is no verdict: {en}"))
        .help(say!("一行一个 JSON 对象,至少有 rule 和 status"; "one JSON object a line, with rule and status at least"))
}

pub fn no_test(span: Span) -> Diagnostic {
    Diagnostic::error("test-empty", span, say!("这个文件里没有测试"; "this file holds no test"))
        .help(say!("一张 [test.名字] 表一个情形"; "a table [test.NAME] for each situation"))
}
