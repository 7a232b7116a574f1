//! The panel of one record: its timeline, then its verdicts in the order of the policy.

use super::row::{kind, name};
use super::{timeline, verdict};
use crate::report::escape::escape;
use crate::report::format::Judged;
use crate::report::setting::Setting;
use crate::say;
use std::fmt::Write;

/// Writes an `<article>`.
pub fn write(judged: &Judged<'_>, setting: &Setting<'_>, out: &mut String) {
    let Some(first) = judged.verdicts.first() else { return };
    let plan = judged.plan;
    let (id, kind) = (name(plan, first, setting.lang), kind(plan, first));
    let policy = &plan.policy.declared.head.title;
    // writing to memory does not fail
    _ = write!(out, "<article><h2 tabindex=\"-1\">{} <small>{}</small></h2><p class=\"of\">{}", escape(&id), escape(kind), escape(policy));
    if let Some(place) = judged.place {
        let (file, line) = (escape(place.file), place.line);
        _ = write!(out, " · {}", setting.pick(say!("见 {file} 第 {line} 行"; "{file}, line {line}")));
    }
    out.push_str("</p>");
    if let Some(record) = judged.record {
        timeline::write(plan, record, judged.verdicts, setting, out);
    }
    let n = judged.verdicts.len();
    _ = write!(out, "<h3 class=\"part\">{}</h3>", setting.pick(say!("结论({n})"; "Verdicts ({n})")));
    for (n, one) in judged.verdicts.iter().enumerate() {
        verdict::write(plan, one, n, setting, out);
    }
    out.push_str("</article>");
}
