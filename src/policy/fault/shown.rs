//! Faults of rules that show: lights, escalation, access.

use crate::diag::Diagnostic;
use crate::lang::Bilingual;
use crate::say;
use crate::source::Span;

/// A text that says no time for a light.
pub fn bad_light(span: Span, text: &str, label: Option<Bilingual>) -> Diagnostic {
    let found = Diagnostic::error("bad-light", span, say!("“{text}”没有说灯什么时候亮"; "\"{text}\" does not say when a light comes on"))
        .help(say!("写 \"10整天\"(剩余不超过)、\"25%\"(剩余)、\"75% used\"(已用)、\"到期日\" 或 \"off\"";
                   "write \"10 full days\" (left at most), \"25%\" (left), \"75% used\", \"due day\" or \"off\""));
    match label {
        Some(label) => found.label(label),
        None => found,
    }
}

pub fn bad_warning(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("bad-warning", span, say!("“{text}”没有说什么时候预警"; "\"{text}\" does not say when to warn"))
        .help(say!("写灯色 \"yellow\",或灯色和已亮多久 \"red, 3整天\""; "write a light, \"yellow\", or a light and how long it has lasted, \"red, 3 full days\""))
}

/// A value that differs from record to record, where one for all is wanted.
pub fn only_a_number(span: Span) -> Diagnostic {
    Diagnostic::error("only-a-number", span, say!("这里只能写数或参数"; "a number or a parameter stands here"))
}

pub fn blue_never(span: Span) -> Diagnostic {
    Diagnostic::warning("blue-never", span, say!("蓝灯从不先于黄灯亮,看不到蓝灯"; "blue never comes on before yellow: it is never seen"))
        .help(say!("改正数值;不要蓝灯的,写 blue = \"off\""; "correct the numbers; for no blue, write blue = \"off\""))
}
