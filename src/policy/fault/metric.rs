//! Faults of metrics.

use crate::diag::Diagnostic;
use crate::say;
use crate::source::Span;

/// A share, counts and quotas are three different metrics.
pub fn two_measures(span: Span, first: &str, second: &str) -> Diagnostic {
    Diagnostic::error("two-measures", span, say!("{second} 不能与 {first} 写在一个指标里"; "{second} does not go with {first} in one metric"))
        .help(say!("share 算占比,count 计数,quota 定名额;各写一个指标"; "share gives a ratio, count counts, quota sets quotas: write a metric for each"))
}

pub fn not_a_threshold(span: Span, key: &str) -> Diagnostic {
    Diagnostic::error("not-a-threshold", span, say!("{key} 不是数"; "{key} is no number"))
        .help(say!("写 0.95、\"95%\"、3 或 \"{{参数}}\",不能是负数"; "write 0.95, \"95%\", 3 or \"{{parameter}}\", not negative"))
}

/// A share lies between 0 and 1.
pub fn threshold_outside(span: Span, key: &str, value: &str) -> Diagnostic {
    Diagnostic::error(
        "threshold-outside",
        span,
        say!("占比的 {key} 应在 0 到 1 之间,这里是 {value}"; "{key} of a share lies between 0 and 1, this is {value}"),
    )
    .help(say!("百分比写作 \"95%\" 或 0.95"; "write a percentage as \"95%\" or 0.95"))
}

pub fn thresholds_cross(span: Span, least: &str, most: &str) -> Diagnostic {
    Diagnostic::error(
        "thresholds-cross",
        span,
        say!("不低于 {least} 又不高于 {most},没有数能满足"; "nothing is at least {least} and at most {most}"),
    )
}

pub fn quotas_over(span: Span, sum: &str) -> Diagnostic {
    Diagnostic::error("quotas-over", span, say!("名额合计 {sum},超过 100%"; "the quotas add up to {sum}, more than 100%"))
}

pub fn not_a_quota(span: Span) -> Diagnostic {
    Diagnostic::error(
        "not-a-quota",
        span,
        say!("名额写成 {{ 取值之处 = {{ 值 = \"10%\" }} }}"; "write quotas as {{ place = {{ value = \"10%\" }} }}"),
    )
    .help(say!("例如 quota = {{ trigger.grade = {{ model = \"40%\" }} }}"; "such as quota = {{ trigger.grade = {{ model = \"40%\" }} }}"))
}

/// A key that says nothing in this metric.
pub fn idle_key(span: Span, key: &str, why_zh: &str, why_en: &str) -> Diagnostic {
    Diagnostic::error("idle-key", span, say!("{key} 在这个指标里不起作用"; "{key} says nothing in this metric"))
        .help(say!("{why_zh}"; "{why_en}"))
}
