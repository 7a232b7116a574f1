//! A record's rows of the table, as short as JSON can be: the page knows rules, statuses and lights by their numbers.
//!
//! `[id, kind, policy, [[rule, status, light, bearer, to, due, words], …]]`

use crate::lang::Lang;
use crate::plan::Plan;
use crate::report::format::Judged;
use crate::report::json::escape::text;
use crate::report::setting::Setting;
use crate::report::{metric, moment, words};
use crate::tell;
use crate::verdict::Verdict;
use std::io::Write;

/// Writes rows; rules are numbered over all policies.
pub struct Rows<'r> {
    setting: &'r Setting<'r>,
    /// By policy: how many rules come before its own.
    before: Vec<usize>,
    message: String,
}

impl<'r> Rows<'r> {
    pub fn new(setting: &'r Setting<'r>) -> Rows<'r> {
        let mut sum = 0;
        let before = |plan: &&Plan| {
            let own = sum;
            sum += plan.policy.rules.len();
            own
        };
        Rows { setting, before: setting.plans.iter().map(before).collect(), message: String::new() }
    }

    /// The rows of one record.
    pub fn write(&mut self, judged: &Judged<'_>, out: &mut Vec<u8>) {
        let Some(first) = judged.verdicts.first() else { return };
        let policy = self.setting.plans.iter().position(|plan| std::ptr::eq(*plan, judged.plan)).unwrap_or(0);
        out.push(b'[');
        text(&name(judged.plan, first, self.setting.lang), out);
        out.push(b',');
        text(kind(judged.plan, first), out);
        // writing to memory does not fail
        _ = write!(out, ",{policy},[");
        for (n, verdict) in judged.verdicts.iter().enumerate() {
            if n > 0 {
                out.push(b',');
            }
            self.one(judged.plan, policy, verdict, out);
        }
        out.extend_from_slice(b"]]");
    }

    fn one(&mut self, plan: &Plan, policy: usize, verdict: &Verdict<'_>, out: &mut Vec<u8>) {
        let rule = self.before.get(policy).unwrap_or(&0) + usize::from(verdict.rule.place);
        let light = verdict.light.map_or(-1, |light| light as i32);
        _ = write!(out, "[{rule},{},{light},", verdict.status as usize);
        text(&bearer(plan, verdict, self.setting.lang), out);
        out.push(b',');
        text(&aside(plan, verdict, self.setting.lang), out);
        out.push(b',');
        let zone = &plan.vocabulary().zone;
        text(&verdict.due.map(|due| moment::due(due, zone)).unwrap_or_default(), out);
        out.push(b',');
        self.message.clear();
        words::message(plan, verdict, self.setting.as_of, self.setting.lang, &mut self.message);
        text(&self.message, out);
        out.push(b']');
    }
}

/// The record's id; of a group of a metric, its heading.
pub fn name(plan: &Plan, verdict: &Verdict<'_>, lang: Lang) -> String {
    if verdict.measured.is_some() { metric::heading(plan, verdict, lang) } else { verdict.record.to_owned() }
}

/// The kind of a record, by its title.
pub fn kind<'v>(plan: &'v Plan, verdict: &Verdict<'v>) -> &'v str {
    plan.policy.declared.find_kind(verdict.kind).map_or(verdict.kind, |kind| kind.title.as_str())
}

/// Who owes it, by name.
pub fn bearer(plan: &Plan, verdict: &Verdict<'_>, lang: Lang) -> String {
    let Some(bearer) = &verdict.bearer else { return String::new() };
    let names: Vec<&str> = bearer.split(',').map(|word| words::office(plan, word)).collect();
    names.join(if lang == Lang::Zh { "、" } else { ", " })
}

/// What tells the instances of one rule apart: recipient, period, event; and whether it depends on the reading.
pub fn aside(plan: &Plan, verdict: &Verdict<'_>, lang: Lang) -> String {
    let read = verdict.contested.as_ref().map(|contested| {
        let only = contested.others.iter().find(|other| other.status.is_some()).filter(|_| contested.usual.is_none());
        match only {
            Some(other) => {
                let reading = other.reading;
                tell!(lang; "【只按读法 {reading} 才有】"; "[only as read by {reading}]")
            }
            None => tell!(lang; "【取决于读法】"; "[depends on the reading]"),
        }
    });
    let to = verdict.to.as_deref().map(|to| format!("→ {}", metric::named(plan, verdict.rule, to, lang)));
    let period = verdict.period.map(|period| period.to_string());
    let on = verdict.on.as_deref().map(|on| format!("({on})"));
    [to, period, on, read].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
