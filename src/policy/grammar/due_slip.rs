//! Slips in due days that can be understood: what was probably meant, to propose it.

use super::due_day::{WEEKDAYS, parse};
use super::scan::Scan;
use crate::diag::Diagnostic;
use crate::lang::Bilingual;
use crate::policy::fault::grammar as fault;
use crate::say;
use crate::source::Span;

/// What people write instead.
const SLIPS: [(&str, &str); 32] = [
    ("星期天", "周日"),
    ("星期", "周"),
    ("礼拜天", "周日"),
    ("礼拜", "周"),
    ("周天", "周日"),
    ("每周", "周"),
    ("每年", ""),
    ("本年", ""),
    ("次年", "次期"),
    ("次月", "次期"),
    ("下月", "次期"),
    ("下个月", "次期"),
    ("下期", "次期"),
    ("号", "日"),
    ("月底", "期末"),
    ("月末", "期末"),
    ("季末", "期末"),
    ("年底", "期末"),
    ("年末", "期末"),
    ("周末", "期末"),
    ("当天", "当日"),
    ("end of period", "period end"),
    ("遇节假日", "遇非工作日"),
    (",提前", ",遇非工作日提前"),
    (",顺延", ",遇非工作日顺延"),
    ("before weekend", "roll back"),
    ("mondays", "monday"),
    ("fridays", "friday"),
    ("每月最后一天", "期末"),
    ("最后一天", "期末"),
    ("last day", "period end"),
    ("roll forward", "roll on"),
];

/// Turns a fault of the common parts into one of due days, with a proposal where one can be made.
pub fn due_day(scan: &Scan, span: Span, fault: Diagnostic) -> Diagnostic {
    if fault.code != "bad-limit" {
        return fault;
    }
    let text = scan.whole();
    let help = if text.chars().count() <= 60 { proposal(&text, span) } else { None };
    let why = fault.label.unwrap_or_else(|| say!("到期日不这样写"; "due days are not written like this"));
    fault::bad_due_day(fault.span, &text, why, help)
}

/// A line that is a due day and differs by a known slip.
fn proposal(text: &str, span: Span) -> Option<Bilingual> {
    let mut candidate = text.to_owned();
    if text.is_ascii() {
        for (en, _) in WEEKDAYS {
            let short = en.get(..3).unwrap_or(en);
            let word = text.trim_start_matches("every ").trim_end_matches('s').to_ascii_lowercase();
            if word == en.to_ascii_lowercase() || word == short.to_ascii_lowercase() {
                return Some(say!("写“{en}”"; "write \"{en}\""));
            }
        }
    }
    for (wrong, right) in SLIPS {
        candidate = candidate.replace(wrong, right);
        if candidate != text && parse(&mut Scan::loose(&candidate, span)).is_ok() {
            return Some(say!("写“{candidate}”"; "write \"{candidate}\""));
        }
    }
    None
}
