//! What keeps a piece of Rhai from becoming native, and what to write instead.

use crate::lang::Bilingual;
use crate::say;
use crate::source::Span;

/// A place that has no native form. The expression around it runs in Rhai: it means the same and costs more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub span: Span,
    pub why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    Switch,
    /// while, loop, do, break, continue
    Loop(&'static str),
    /// try, throw
    Catch(&'static str),
    Map,
    Operator(String),
    Range,
    Character(char),
    /// `?.`
    Elvis,
    /// Nothing native is known for this function.
    Function(String),
    /// `x.f()` of a function of policy.rhai.
    Method(String),
    /// It calls itself.
    Recursion(String),
    /// What is filled or changed is no variable.
    Assigned,
    /// `for (x, n) in …`
    Counter,
    /// `|…|` that does not stand with filter, map, any or all.
    Closure,
    /// A function of a function, deeper than is kept.
    Deep,
    /// More variables than are kept.
    Variables,
    Other,
}

impl Why {
    /// What it is, in a few words.
    pub fn title(&self) -> Bilingual {
        match self {
            Why::Switch => say!("switch 没有原生形式"; "switch has no native form"),
            Why::Loop(word) => say!("{word} 没有原生形式"; "{word} has no native form"),
            Why::Catch(word) => say!("{word} 没有原生形式"; "{word} has no native form"),
            Why::Map => say!("#{{ … }} 没有原生形式"; "#{{ … }} has no native form"),
            Why::Operator(sign) => say!("运算符 {sign} 没有原生形式"; "the operator {sign} has no native form"),
            Why::Range => say!("这里的范围没有原生形式"; "a range has no native form here"),
            Why::Character(c) => say!("单引号里的字符 '{c}' 没有原生形式"; "the character '{c}' has no native form"),
            Why::Elvis => say!("?. 没有原生形式"; "?. has no native form"),
            Why::Function(name) => say!("{name} 没有原生形式"; "{name} has no native form"),
            Why::Method(name) => say!("写在点后面的 {name} 没有原生形式"; "{name} after a dot has no native form"),
            Why::Recursion(name) => say!("{name} 调用自己"; "{name} calls itself"),
            Why::Assigned => say!("改动的不是变量"; "what is changed is no variable"),
            Why::Counter => say!("带序号的 for 没有原生形式"; "for with a counter has no native form"),
            Why::Closure => say!("这里的 |…| 没有原生形式"; "|…| has no native form here"),
            Why::Deep => say!("函数套得太深"; "functions call functions too deeply"),
            Why::Variables => say!("变量太多"; "too many variables"),
            Why::Other => say!("这种写法没有原生形式"; "this has no native form"),
        }
    }

    /// What to write instead, where there is something.
    pub fn remedy(&self) -> Option<Bilingual> {
        Some(match self {
            Why::Switch => {
                say!("写成 if … {{ … }} else if … {{ … }} else {{ … }}"; "write it as if … {{ … }} else if … {{ … }} else {{ … }}")
            }
            Why::Loop(_) => {
                say!("写成 for x in list {{ … }},或者 list.filter、any、all、sum"; "write it as for x in list {{ … }}, or with list.filter, any, all, sum")
            }
            Why::Catch(_) => say!("先用 known(x) 或 x ?? y 问清楚"; "ask known(x) or x ?? y beforehand"),
            Why::Map => say!("分别传几个参数,或者用 [table] 里的表"; "pass several arguments, or use a table under [table]"),
            Why::Operator(sign) if sign == "**" => say!("写成 x * x"; "write it as x * x"),
            Why::Range => say!("范围写在 in 后面:x in 1..5"; "a range stands after in: x in 1..5"),
            Why::Character(c) => say!("写成 \"{c}\""; "write it as \"{c}\""),
            Why::Elvis => say!("写成 x.y ?? z"; "write it as x.y ?? z"),
            Why::Function(name) if name == "push" => say!("写成 list.map 或 list.filter"; "write it with list.map or list.filter"),
            Why::Method(name) => say!("写成 {name}(…)"; "write it as {name}(…)"),
            Why::Recursion(_) => say!("写成 for x in list {{ … }}"; "write it as for x in list {{ … }}"),
            Why::Counter => say!("去掉序号:for x in list"; "leave the counter out: for x in list"),
            Why::Closure => say!("写在 filter、map、any、all 的括号里"; "write it inside the brackets of filter, map, any or all"),
            Why::Variables => say!("分成几个函数"; "split it into several functions"),
            Why::Deep => say!("少套几层"; "call fewer functions inside each other"),
            Why::Operator(_) | Why::Function(_) | Why::Assigned | Why::Other => return None,
        })
    }
}
