//! Faults of scripts: what Rhai refuses, names it does not know, words it may not use.

use super::placed::Placed;
use super::{host, sandbox};
use crate::diag::{Diagnostic, nearest};
use crate::lang::Bilingual;
use crate::say;
use crate::source::Span;
use rhai::{LexError, ParseError, ParseErrorType};

/// What Rhai's parser says, in words of our own where policies provoke it.
pub fn syntax(placed: &Placed<'_>, error: &ParseError) -> Diagnostic {
    let span = placed.word(error.position());
    let written = placed.offset(error.position()).map_or("", |at| &placed.text[at..]);
    let word = written.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
    if sandbox::FORBIDDEN.contains(&word) {
        return forbidden(span, word);
    }
    let (title, help) = match error.err_type() {
        ParseErrorType::Reserved(word) => return forbidden(span, word),
        ParseErrorType::VariableUndefined(name) => return undefined(span, name),
        ParseErrorType::FnDuplicatedDefinition(name, _) => return duplicate(placed.next(error.position(), name), name),
        ParseErrorType::BadInput(LexError::StringTooLong(_))
        | ParseErrorType::ExprTooDeep
        | ParseErrorType::TooManyFunctions
        | ParseErrorType::LiteralTooLarge(..) => return too_long(span),
        ParseErrorType::BadInput(LexError::UnterminatedString) => (
            say!("文字没有结束的引号"; "a text has no closing quote"),
            say!("文字写在半角双引号之间:\"gang\""; "texts stand between double quotes: \"gang\""),
        ),
        ParseErrorType::BadInput(LexError::UnexpectedInput(found)) => unexpected(found, written),
        ParseErrorType::UnknownOperator(found) => unexpected(found, written),
        ParseErrorType::UnexpectedEOF => {
            (say!("这里还没有写完"; "this ends too early"), say!("常见原因:漏了括号或引号"; "a bracket or a quote is often missing"))
        }
        ParseErrorType::ExprExpected(_) if statement(written) => expression_only(),
        ParseErrorType::MissingToken(token, _) => {
            (say!("缺 {token}"; "{token} is missing"), say!("在该有的地方补上 {token}"; "add {token} where it belongs"))
        }
        other => (
            say!("Rhai 写法有误:{other}"; "this is not Rhai: {other}"),
            say!("常见原因:漏了括号、引号或运算符"; "a bracket, a quote or an operator is often missing"),
        ),
    };
    Diagnostic::error("script-syntax", span, title).help(help)
}

fn unexpected(found: &str, written: &str) -> (Bilingual, Bilingual) {
    let word = written.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
    // Rhai names some marks in a sentence of its own.
    let found = found.strip_prefix("Unexpected '").and_then(|rest| rest.strip_suffix('\'')).unwrap_or(found);
    let help = match (found, word) {
        ("=", _) => say!("比较是否相等写 =="; "equality is written =="),
        (_, "and" | "AND" | "且") => say!("“并且”写 &&"; "\"and\" is written &&"),
        (_, "or" | "OR" | "或") => say!("“或者”写 ||"; "\"or\" is written ||"),
        (_, "not" | "NOT" | "非") => say!("“不”写 !"; "\"not\" is written !"),
        (mark, _) if mark.chars().any(|c| ('\u{FF01}'..='\u{FF5E}').contains(&c) || "“”‘’。、".contains(c)) => {
            say!("标点要用半角"; "punctuation is half-width here")
        }
        _ => say!("两个值之间要有运算符:== != < <= > >= && ||"; "an operator stands between two values: == != < <= > >= && ||"),
    };
    (say!("这里不能有 {found}"; "{found} cannot stand here"), help)
}

fn statement(written: &str) -> bool {
    ["let", "const", "while", "loop", "for", "do", "return", "throw", "fn", "try"].iter().any(|word| written.starts_with(word))
}

/// A statement in an expression.
pub fn only_expressions(span: Span) -> Diagnostic {
    let (title, help) = expression_only();
    Diagnostic::error("script-syntax", span, title).help(help)
}

fn expression_only() -> (Bilingual, Bilingual) {
    (
        say!("这里只能写一个表达式"; "only an expression can stand here"),
        say!("要用变量和循环的,写成 policy.rhai 中的函数"; "what needs variables or loops becomes a function of policy.rhai"),
    )
}

/// A date that is none.
pub fn wrong_date(span: Span) -> Diagnostic {
    Diagnostic::error("wrong-arguments", span, say!("这不是一个日期"; "this is no date"))
        .help(say!("写 date(\"2022-05-01\")"; "write date(\"2022-05-01\")"))
}

/// A statement outside a function.
pub fn only_functions(span: Span) -> Diagnostic {
    Diagnostic::error("script-syntax", span, say!("policy.rhai 里只能有函数"; "policy.rhai holds functions only")).help(
        say!("写 fn 名字(参数) {{ … }};固定的值放进 [parameters]"; "write fn name(argument) {{ … }}; fixed values go to [parameters]"),
    )
}

/// An example that does not say what comes out.
pub fn no_example(span: Span) -> Diagnostic {
    Diagnostic::error("script-syntax", span, say!("例子要写成等式"; "an example is an equation"))
        .help(say!("写 /// f(1) == 2;说明文字用 //"; "write /// f(1) == 2; words of explanation start with //"))
}

/// Two functions of one name.
pub fn duplicate(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("declared-twice", span, say!("函数 {name} 写了两次"; "the function {name} is written twice"))
        .help(say!("删去一处,或者改一个名字"; "remove one of them, or rename it"))
}

/// A function that bears the name of one that is there already.
pub fn taken(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("reserved-name", span, say!("{name} 是已有的函数,不能另写"; "{name} is a function already"))
        .help(say!("换一个名字"; "take another name"))
}

/// A word that reaches outside.
pub fn forbidden(span: Span, word: &str) -> Diagnostic {
    if !sandbox::FORBIDDEN.contains(&word) {
        return Diagnostic::error(
            "script-syntax",
            span,
            say!("{word} 是 Rhai 自己的词,不能用作名字"; "{word} is a word of Rhai, not a name"),
        )
        .help(say!("属性叫这个名字的,写 trigger[\"{word}\"]"; "for an attribute of this name write trigger[\"{word}\"]"));
    }
    Diagnostic::error("script-forbidden", span, say!("脚本里不能用 {word}"; "a script may not use {word}"))
        .help(say!("脚本只看案件,不看时钟、文件和外界"; "a script sees the record only: no clock, no files, nothing outside"))
}

pub fn too_long(span: Span) -> Diagnostic {
    Diagnostic::error("too-long", span, say!("表达式太长或太深"; "the expression is too long or too deep"))
        .help(say!("分成几个 [conditions],或者写成 policy.rhai 中的函数"; "split it into [conditions], or write functions in policy.rhai"))
}

/// A name that a function of `policy.rhai` does not define.
pub fn undefined(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("script-name", span, say!("函数里没有 {name} 这个名字"; "the function knows no name {name}"))
        .help(say!("函数只看得见自己的参数:把 {name} 作为参数传进来"; "a function sees its arguments only: pass {name} as one"))
}

/// A name inside `|…|` that is none of its own.
pub fn outside_closure(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("script-name", span, say!("|…| 里面看不见 {name}"; "{name} cannot be seen inside |…|"))
        .help(say!("里面只有竖线之间的名字;要比较别的值,写成 policy.rhai 中的函数"; "only the names between the bars are known there; to compare with others write a function in policy.rhai"))
}

/// A name that is no condition and no start of a place.
pub fn unknown_name(span: Span, name: &str, near: Option<&str>, equality: Option<(String, String)>) -> Diagnostic {
    let found = Diagnostic::error("script-name", span, say!("Rhai 中没有 {name} 这个名字"; "Rhai knows no name {name}"));
    let found = match near {
        Some(near) => found.label(say!("是不是 {near}?"; "is {near} meant?")),
        None => found,
    };
    match equality {
        Some((place, value)) => found.help(say!(
            "相等条件不必写 Rhai:when = {{ {place} = {value} }}";
            "no Rhai is needed for equality: when = {{ {place} = {value} }}"
        )),
        None => found.help(say!(
            "条件的名字在 [conditions] 中;要取值,写 trigger.{name} 或 record.{name}";
            "conditions are named in [conditions]; to look something up, write trigger.{name} or record.{name}"
        )),
    }
}

/// A function that is neither of `policy.rhai` nor of the host.
pub fn unknown_function<'n>(span: Span, name: &str, own: impl Iterator<Item = &'n str>) -> Diagnostic {
    if sandbox::FORBIDDEN.contains(&name) {
        return forbidden(span, name);
    }
    let found = Diagnostic::error("unknown-function", span, say!("没有函数 {name}"; "there is no function {name}"));
    let known = own.chain(host::HOSTS.iter().map(|host| host.name));
    let found = match nearest(name, known) {
        Some(near) => found.label(say!("最接近的是 {near}"; "the nearest is {near}")),
        None => found,
    };
    found.help(
        say!("改正名字,或者在 policy.rhai 中写 fn {name}(…) {{ … }}"; "correct the name, or write fn {name}(…) {{ … }} in policy.rhai"),
    )
}

/// A function of the record, inside `policy.rhai`.
pub fn expressions_only(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("unknown-function", span, say!("{name} 不能在这里用"; "{name} cannot be used here"))
        .help(say!("在表达式里算好,作为参数传给函数"; "compute it in the expression and pass it as an argument"))
}

pub fn wrong_arguments(span: Span, name: &str, found: usize, signature: &str) -> Diagnostic {
    Diagnostic::error("wrong-arguments", span, say!("{name} 不能有 {found} 个参数"; "{name} does not take {found} arguments"))
        .help(say!("写法:{signature}"; "write {signature}"))
}

/// An argument that must be written out.
pub fn not_written(span: Span, signature: &str) -> Diagnostic {
    Diagnostic::error("wrong-arguments", span, say!("这里的值要写出来"; "the value must be written out here"))
        .help(say!("写法:{signature}"; "write {signature}"))
}

/// An expression that is no condition.
pub fn no_truth(span: Span) -> Diagnostic {
    Diagnostic::error("script-truth", span, say!("这个表达式不是真假条件"; "this expression is neither true nor false"))
        .help(say!("加上比较,例如 … > 5"; "add a comparison, such as … > 5"))
}
