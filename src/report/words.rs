//! Statuses, reasons, units and one-line messages in both languages.

use super::moment;
use crate::lang::Lang;
use crate::plan::Plan;
use crate::policy::rule::Severity;
use crate::tell;
use crate::time::Instant;
use crate::time::instant::SECOND;
use crate::time::span::Unit;
use crate::verdict::{Light, Status, Verdict};
use std::fmt::{self, Write};

/// A status, as a word of a table.
pub fn status(status: Status, lang: Lang) -> &'static str {
    let (zh, en) = match status {
        Status::Overdue => ("逾期", "overdue"),
        Status::Late => ("迟办", "late"),
        Status::Violated => ("违反", "violated"),
        Status::Unknown => ("无法判定", "unknown"),
        Status::Pending => ("未到期", "pending"),
        Status::Suspended => ("中止", "suspended"),
        Status::Fulfilled => ("按期", "fulfilled"),
        Status::Satisfied => ("符合", "satisfied"),
        Status::Lapsed => ("终止", "lapsed"),
    };
    if lang == Lang::Zh { zh } else { en }
}

pub fn light(light: Light, lang: Lang) -> &'static str {
    let (zh, en) = match light {
        Light::Red => ("红", "red"),
        Light::Yellow => ("黄", "yellow"),
        Light::Blue => ("蓝", "blue"),
        Light::Green => ("绿", "green"),
    };
    if lang == Lang::Zh { zh } else { en }
}

pub fn severity(severity: Severity, lang: Lang) -> &'static str {
    match (severity, lang) {
        (_, Lang::En) => severity.word(),
        (Severity::Critical, _) => "重大",
        (Severity::Major, _) => "较重",
        (Severity::Minor, _) => "轻微",
        (Severity::Data, _) => "数据",
    }
}

/// The reasons of the program and of the policies that come along: word, 中文, English.
pub const REASONS: [(&str, &str, &str); 34] = [
    ("imprecise-time", "时间只到日,按不同时刻结论不同", "the time is known to the day only, and the outcome depends on it"),
    ("calendar-missing", "缺所需年份的工作日历", "the working calendar of a year is missing"),
    ("missing-field", "缺少所需的项", "a required field is missing"),
    ("missing-document", "缺少材料", "a document is missing"),
    ("missing-signature", "缺少签字", "a signature is missing"),
    ("same-person", "同一人签了两处", "one person signed twice"),
    ("invalid-value", "取值不对", "a value is not allowed"),
    ("forbidden-value", "出现了不允许的情形", "what must not be is there"),
    ("wrong-order", "先后顺序不对", "the order is wrong"),
    ("wrong-recipient", "对象不对", "the recipient is wrong"),
    ("out-of-time", "超过了时限", "it came after the time limit"),
    ("too-early", "期限未满", "it came before the time had run out"),
    ("check-failed", "检查不通过", "the check failed"),
    ("no-limit-defined", "表中没有相应的行", "the table has no row for it"),
    ("script-limit", "脚本用尽了配额", "a script used up its budget"),
    ("script-error", "脚本出错", "a script failed"),
    ("wrong-assignment", "分配的组或单位不对", "it was assigned to the wrong one"),
    ("not-separated", "应当分离的没有分离", "what must be separate is not"),
    ("missing-approval", "没有先行审批", "an approval is missing"),
    ("missing-review", "没有审核把关", "a review is missing"),
    ("missing-plan", "没有先行制定方案", "a plan is missing"),
    ("missing-event", "期间内没有这样的事件", "no such event lies in the period"),
    ("not-heard", "没有先听取", "it was not heard before"),
    ("not-as-chosen", "与所选的不符", "it is not as chosen"),
    ("not-eligible", "不具备条件", "the conditions are not met"),
    ("not-authorised", "没有权限", "not authorised"),
    ("zero-leads", "期间内零线索", "no lead in the period"),
    ("while-broken", "熔断期间仍在办理", "done while the circuit was broken"),
    ("burst", "短时间内集中发生", "too many within the window"),
    ("barred", "在限制期内", "within the bar"),
    ("wrong-quota", "与规定的比例不符", "the quota is not kept"),
    ("below-threshold", "低于要求", "below what is demanded"),
    ("above-threshold", "高于要求", "above what is demanded"),
    ("implausible-value", "数值不合情理", "the value is not plausible"),
];

/// A reason's machine word in words; a policy's own word stays as it is.
pub fn reason(word: &str, lang: Lang) -> &str {
    let known = REASONS.iter().find(|(known, ..)| *known == word);
    known.map_or(word, |(_, zh, en)| if lang == Lang::Zh { zh } else { en })
}

pub fn unit(unit: Unit, lang: Lang) -> &'static str {
    let (zh, en) = match unit {
        Unit::Minutes => ("分钟", "minutes"),
        Unit::Hours => ("小时", "hours"),
        Unit::WorkingMinutes => ("工作分钟", "working minutes"),
        Unit::WorkingHours => ("工作小时", "working hours"),
        Unit::WorkingDays => ("个工作日", "working days"),
        Unit::CalendarDays => ("个自然日", "calendar days"),
        Unit::Weeks => ("周", "weeks"),
        Unit::FullDays => ("整天", "full days"),
        Unit::Months => ("个月", "months"),
        Unit::Years => ("年", "years"),
    };
    if lang == Lang::Zh { zh } else { en }
}

/// So many of a unit: `1 working day`, `5个工作日`.
#[derive(Clone, Copy, Debug)]
pub struct Count(pub u32, pub Unit, pub Lang);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Count(n, of, lang) = *self;
        let word = unit(of, lang);
        match lang {
            Lang::Zh => write!(f, "{n}{word}"),
            Lang::En if n == 1 => write!(f, "{n} {}", word.trim_end_matches('s')),
            Lang::En => write!(f, "{n} {word}"),
        }
    }
}

/// The name of a party for people: the declared name of an id, else the word itself.
pub fn office<'p>(plan: &'p Plan, word: &'p str) -> &'p str {
    let register = &plan.vocabulary().register;
    register.declared(word).map_or(word, |id| register.office(id).name.as_str())
}

/// Who owes it, by name; nothing where nobody does.
pub fn bearers(plan: &Plan, verdict: &Verdict<'_>, lang: Lang) -> String {
    let Some(bearer) = &verdict.bearer else { return String::new() };
    let names: Vec<&str> = bearer.split(',').map(|word| office(plan, word)).collect();
    names.join(if lang == Lang::Zh { "、" } else { ", " })
}

/// A data warning that verdicts carry.
pub fn warning(code: &str, lang: Lang) -> &str {
    let (zh, en) = match code {
        "extension-ignored" => (
            "批准延长不起作用:未经规定的人批准、已过期限,或者次数已满",
            "an extension counts for nothing: not approved as required, too late, or given as often as allowed",
        ),
        "calendar-provisional" => (
            "到期在日历最后一年的12月20日之后,次年的放假通知仍可能改动",
            "due after 20 December of the calendar's last year: the next notice may still change it",
        ),
        other => return other,
    };
    if lang == Lang::Zh { zh } else { en }
}

/// What a word of a constraint demands.
pub fn demand(word: &str, lang: Lang) -> &'static str {
    let (zh, en) = match word {
        "filled" => ("须填的项", "fields that must be there"),
        "documents" => ("须有的材料", "documents that must be there"),
        "signatures" => ("须有的签字", "signatures that must be there"),
        "expect" => ("应当的取值", "values that must hold"),
        "reject" => ("不得有的情形", "values that must not hold"),
        "after" => ("须先有的事件", "what must come before"),
        "steps" => ("须依次先有的事件", "what must come before, in order"),
        "within" => ("须在时限之内", "within the time limit"),
        "wait" => ("须待期满", "not before the time has run out"),
        "forbidden" => ("不得处于的状态", "the state that must not stand"),
        "check" => ("检查", "the check"),
        _ => ("要求", "the demand"),
    };
    if lang == Lang::Zh { zh } else { en }
}

/// The declared title of an attribute's path, of a document or of a role; else the word itself.
pub fn title<'p>(plan: &'p Plan, path: &'p str) -> &'p str {
    let declared = &plan.policy.declared;
    let attribute = declared.attributes.iter().find(|a| a.name.value == path).map(|a| a.title.as_str());
    let value = || declared.attributes.iter().flat_map(|a| &a.values).find(|(code, _)| code.value == path).map(|(_, t)| t.as_str());
    let role = || declared.register().declared(path).map(|id| declared.register().office(id).name.as_str());
    attribute.or_else(value).or_else(role).unwrap_or(path)
}

/// The titles of missing fields, documents or signatures.
fn missing(plan: &Plan, verdict: &Verdict<'_>, lang: Lang, out: &mut String) {
    for (n, path) in verdict.missing.iter().enumerate() {
        match (n, lang) {
            (0, _) => {}
            (_, Lang::Zh) => out.push('、'),
            (_, Lang::En) => out.push_str(", "),
        }
        out.push_str(if lang == Lang::Zh { title(plan, path) } else { path });
    }
}

/// One line for a person: what became of it.
pub fn message(plan: &Plan, verdict: &Verdict<'_>, as_of: Instant, lang: Lang, out: &mut String) {
    if let Some(measured) = &verdict.measured {
        out.push_str(&super::metric::message(verdict, measured, lang));
        return;
    }
    let zone = &plan.vocabulary().zone;
    let late = moment::Length { micros: verdict.late_s.unwrap_or(0) * SECOND, lang };
    let due = verdict.due.map(|due| moment::due(due, zone)).unwrap_or_default();
    let done = || verdict.done_at.map(|when| moment::when(&when, zone)).unwrap_or_default();
    match verdict.status {
        Status::Fulfilled if verdict.due.is_none() => {
            let done = done();
            tell!(out, lang; ["已于 ", done, " 完成,没有期限"]; ["done ", done, "; there is no limit"]);
        }
        Status::Fulfilled => {
            let done = done();
            tell!(out, lang; ["已于 ", done, " 完成,期限 ", due]; ["done ", done, ", due ", due]);
        }
        Status::Late => {
            let (done, late) = (done(), late.digits());
            tell!(out, lang; ["期限 ", due, ",", done, " 才完成,迟 ", late]; ["due ", due, ", done ", done, ", ", late, " late"]);
        }
        Status::Overdue => {
            let late = late.digits();
            tell!(out, lang; ["期限 ", due, ",尚未完成,已逾期 ", late]; ["due ", due, ", not done, overdue by ", late]);
        }
        Status::Pending => match verdict.due {
            None => tell!(out, lang; "尚未完成,没有到期时刻"; "not done; nothing falls due"),
            Some(at) => {
                let left = moment::Length { micros: at.at.0 - as_of.0, lang }.digits();
                tell!(out, lang; ["期限 ", due, ",尚余 ", left]; ["due ", due, ", ", left, " left"]);
            }
        },
        Status::Suspended => tell!(out, lang; ["期限中止"]; ["the clock stands still"]),
        Status::Lapsed => tell!(out, lang; ["未到期即终止"]; ["ended before it was due"]),
        Status::Satisfied => tell!(out, lang; ["符合"]; ["satisfied"]),
        Status::Violated | Status::Unknown => why(plan, verdict, lang, out),
    }
}

/// Its reason, and what is missing; nothing where it has none.
pub fn why(plan: &Plan, verdict: &Verdict<'_>, lang: Lang, out: &mut String) {
    out.push_str(reason(verdict.reason.as_deref().unwrap_or_default(), lang));
    if !verdict.missing.is_empty() {
        tell!(out, lang; ":"; ": ");
        missing(plan, verdict, lang, out);
    }
}
