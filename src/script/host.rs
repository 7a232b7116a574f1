//! The functions that Rhai finds here, in one table: the sandbox installs them from it, the documentation prints it.

use super::compare::Sign;
use super::native::{self, arithmetic, compared};
use rhai::{Dynamic, Engine, ImmutableString};

/// One function of the host.
pub struct Host {
    pub name: &'static str,
    pub signature: &'static str,
    /// How many arguments it takes; what stands before the dot is one.
    pub arguments: usize,
    /// Only in expressions, not in `policy.rhai`: it asks the record or the calendar.
    pub expressions_only: bool,
    pub zh: &'static str,
    pub en: &'static str,
    /// Holds as written; empty where it needs a record.
    pub example: &'static str,
    install: fn(&mut Engine),
}

macro_rules! hosts {
    ($($name:literal $arguments:literal $only:literal $signature:literal $zh:literal $en:literal $example:literal $install:expr;)*) => {
        &[$(Host {
            name: $name, signature: $signature, arguments: $arguments, expressions_only: $only, zh: $zh, en: $en, example: $example,
            install: $install,
        },)*]
    };
}

/// Every function, in the order of the documentation.
#[rustfmt::skip]
pub const HOSTS: &[Host] = hosts! {
    "known" 1 false "known(x)" "x 处有内容" "something is at x" "!known([])" |e| { e.register_fn("known", native::known); };
    "count" 1 false "count(x)" "x 处有几项" "how many values are at x" "count([1, 2]) == 2" |e| { e.register_fn("count", native::count); };
    "date" 1 false "date(\"2022-05-01\")" "一天" "a day" "date(\"2022-05-01\") < date(\"2022-05-02\")" |e| { e.register_fn("date", native::date); };
    "time" 2 false "time(21, 0)" "一天中的时刻" "a time of day" "time(9, 0) < time(21, 0)" |e| { e.register_fn("time", native::time); };
    "working_days_between" 2 true "working_days_between(a, b)" "a 日之后到 b 日(含)有几个工作日" "working days after day a, through day b" "" |_| {};
    "events" 1 true "events(\"x\")" "到所判事件为止的 x 事件,成一列" "the events x up to the one judged, as a list" "" |_| {};
    "days_between" 2 false "days_between(a, b)" "a 日之后到 b 日(含)有几天" "days after day a, through day b"
        "days_between(date(\"2022-05-01\"), date(\"2022-05-04\")) == 3" |e| { e.register_fn("days_between", native::days_between); };
    "len" 1 false "x.len()" "列的项数,或者文字的字数" "items of a list, characters of a text" "\"督办\".len() == 2" |e| { e.register_fn("len", native::len); };
    "is_empty" 1 false "x.is_empty()" "列、文字或表里什么也没有" "nothing is in the list, text or table" "[].is_empty()" |e| { e.register_fn("is_empty", native::is_empty); };
    "contains" 2 false "list.contains(x)" "列里有 x,或者文字里有 x 这段" "x is in the list, or a part of the text" "[1, 2].contains(2)" |e| { e.register_fn("contains", native::contains); };
    "filter" 2 false "list.filter(|x| …)" "只留下使条件成立的各项" "the items for which it holds" "[1, 2, 3].filter(|x| x > 1).len() == 2" |e| { e.register_fn("filter", native::filter); };
    "map" 2 false "list.map(|x| …)" "把各项换成所算的值" "what it makes of each item" "[1, 2].map(|x| x * 2) == [2, 4]" |e| { e.register_fn("map", native::map); };
    "any" 2 false "list.any(|x| …)" "有一项使条件成立" "it holds for one item" "[1, 2].any(|x| x > 1)" |e| { e.register_fn("any", native::any); };
    "all" 2 false "list.all(|x| …)" "每一项都使条件成立" "it holds for each item" "[1, 2].all(|x| x > 0)" |e| { e.register_fn("all", native::all); };
    "sum" 1 false "list.sum()" "各数之和" "the sum of the numbers" "[1, 2.5].sum() == 3.5" |e| { e.register_fn("sum", native::sum); };
    "push" 2 false "list.push(x)" "在列后加一项" "adds an item to a list" "" |e| { e.register_fn("push", native::push); };
    "min" 2 false "min(a, b)" "较小的数" "the smaller number" "min(1, 2.5) == 1" |e| { e.register_fn("min", |a: Dynamic, b: Dynamic| native::least(a, b, Sign::AtMost)); };
    "max" 2 false "max(a, b)" "较大的数" "the larger number" "max(1, 2.5) == 2.5" |e| { e.register_fn("max", |a: Dynamic, b: Dynamic| native::least(a, b, Sign::AtLeast)); };
    "abs" 1 false "x.abs()" "绝对值" "without its sign" "(-2.5).abs() == 2.5" |e| { e.register_fn("abs", native::abs); };
    "floor" 1 false "x.floor()" "向下取整" "rounded down" "2.7.floor() == 2" |e| { e.register_fn("floor", |x: Dynamic| native::rounded(x, f64::floor)); };
    "ceiling" 1 false "x.ceiling()" "向上取整" "rounded up" "2.1.ceiling() == 3" |e| { e.register_fn("ceiling", |x: Dynamic| native::rounded(x, f64::ceil)); };
    "round" 1 false "x.round()" "四舍五入" "rounded" "2.5.round() == 3" |e| { e.register_fn("round", |x: Dynamic| native::rounded(x, f64::round)); };
    "to_int" 1 false "x.to_int()" "去掉小数部分" "without its fraction" "2.7.to_int() == 2" |e| { e.register_fn("to_int", native::to_int); };
    "to_float" 1 false "x.to_float()" "作小数计算" "to divide with a fraction" "7 / 2.to_float() == 3.5" |e| { e.register_fn("to_float", |x: Dynamic| native::rounded(x, |n| n)); };
    "to_string" 1 false "x.to_string()" "写成文字" "as text" "5.to_string() == \"5\"" |_| {};
    "starts_with" 2 false "text.starts_with(part)" "文字以此开头" "the text starts so" "\"督办单\".starts_with(\"督办\")" |e| { e.register_fn("starts_with", |a: ImmutableString, b: ImmutableString| a.starts_with(b.as_str())); };
    "ends_with" 2 false "text.ends_with(part)" "文字以此结尾" "the text ends so" "\"督办单\".ends_with(\"单\")" |e| { e.register_fn("ends_with", |a: ImmutableString, b: ImmutableString| a.ends_with(b.as_str())); };
    "trim" 1 false "text.trim()" "去掉两头的空白" "without blanks at its ends" "\" a \".trim() == \"a\"" |e| { e.register_fn("trim", |a: ImmutableString| a.trim().to_owned()); };
};

/// The function of this name.
pub fn find(name: &str) -> Option<&'static Host> {
    HOSTS.iter().find(|host| host.name == name)
}

/// Installs the table, and the operators, which mean here what they mean in lowered expressions.
pub fn register(engine: &mut Engine) {
    for host in HOSTS {
        (host.install)(engine);
    }
    for name in ["==", "!=", "<", "<=", ">", ">="] {
        let Some(sign) = Sign::named(name) else { continue };
        engine.register_fn(name, move |a: Dynamic, b: Dynamic| compared(sign, &a, &b));
    }
    engine.register_fn("-", |x: Dynamic| arithmetic('-', 0.into(), x));
    for (name, assign, op) in [("+", "+=", '+'), ("-", "-=", '-'), ("*", "*=", '*'), ("/", "/=", '/'), ("%", "%=", '%')] {
        engine.register_fn(name, move |a: Dynamic, b: Dynamic| arithmetic(op, a, b));
        engine.register_fn(assign, move |a: &mut Dynamic, b: Dynamic| -> native::Result<()> {
            *a = arithmetic(op, std::mem::take(a), b)?;
            Ok(())
        });
    }
}
