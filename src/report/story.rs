//! The whole story of one verdict, or of why there is none: what the clause says, how the limit was counted over the
//! calendar, which acts did not count, what would have been enough, what other readings and missing values would make
//! of it. One list of parts, said to people and to programs.

pub mod json;
pub mod strip;
pub mod text;

use crate::lang::Lang;
use crate::plan::Plan;
use crate::plan::amended::Line as Place;
use crate::policy::rule::{Done, Rule};
use crate::record::{Event, Record};
use crate::time::{Instant, When};
use crate::verdict::{Status, Verdict};
use std::borrow::Cow;

/// One story.
#[derive(Debug)]
pub struct Story<'s> {
    pub plan: &'s Plan,
    pub record: &'s Record<'s>,
    pub verdict: &'s Verdict<'s>,
    pub as_of: Instant,
    /// Where the rule stands in the policy's text.
    pub place: Place,
    /// The limits of the rule's other versions.
    pub versions: Vec<OtherVersion<'s>>,
    pub enough: Option<Asked<'s>>,
    /// Acts of its kind that count for nothing and that the steps do not speak of.
    pub idle: Vec<Idle>,
    pub readings: Vec<OtherReading>,
    /// What each value of a missing attribute would make of it.
    pub supposed: Vec<Supposed>,
    pub lang: Lang,
}

/// A version that governs other days.
#[derive(Clone, Debug)]
pub struct OtherVersion<'s> {
    pub rule: &'s Rule,
    /// Its limits as written, without repeats.
    pub limits: Vec<&'s str>,
}

/// What would have been enough.
#[derive(Clone, Debug)]
pub struct Asked<'s> {
    pub acts: Vec<&'s str>,
    pub done: Done,
    pub keys: Vec<(String, Option<String>)>,
    pub before: bool,
    pub lapses: Vec<&'s str>,
}

/// An act that counts for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idle {
    pub id: String,
    pub title: String,
    pub when: Option<When>,
    pub why: Why,
}

/// Why it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It was done already.
    Afterwards,
    /// It lies after as-of.
    Later,
    Retracted,
    /// Replaced by the event of this id.
    Superseded(String),
}

/// What another reading makes of the instance.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherReading {
    /// `XZ-01=night-continues`
    pub reading: String,
    pub title: Option<String>,
    /// None: no such verdict.
    pub status: Option<Status>,
    pub due: Option<String>,
    /// Status and due are the same as under the reading of the run.
    pub same: bool,
}

/// What a value would make of the instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Supposed {
    pub place: String,
    pub value: String,
    pub status: Option<Status>,
}

impl Idle {
    pub fn of(plan: &Plan, event: &Event<'_>, why: Why) -> Idle {
        let title = event.name.map_or("", |name| plan.title_of(name)).to_owned();
        Idle { id: event.shown_id().into_owned(), title, when: Some(event.when), why }
    }
}

/// Why a rule gives no verdict, in words for people.
#[derive(Clone, Debug)]
pub struct Silence<'s> {
    pub rule: &'s Rule,
    pub place: Place,
    /// A line each.
    pub lines: Vec<(usize, String)>,
}

impl Story<'_> {
    /// Who must do it, by name; and towards whom.
    fn parties(&self) -> (String, Option<&str>) {
        let by = super::words::bearers(self.plan, self.verdict, self.lang);
        (by, self.verdict.to.as_deref().map(|to| super::words::office(self.plan, to)))
    }

    /// What would have been enough, in one sentence; none for what is no obligation.
    pub fn enough_said(&self) -> Option<String> {
        let asked = self.enough.as_ref()?;
        let (lang, zone) = (self.lang, &self.plan.vocabulary().zone);
        let (by, to) = self.parties();
        let zh = lang == Lang::Zh;
        let acts = asked.acts.join(if zh { "或" } else { " or " });
        let acts = match asked.done {
            Done::Acts(1) => acts,
            Done::Acts(n) if zh => format!("第{n}次{acts}"),
            Done::Acts(n) => format!("act number {n} of {acts}"),
            Done::DifferentBy(n) if zh => format!("{n}个不同单位的{acts}"),
            Done::DifferentBy(n) => format!("{acts} by {n} different parties"),
            Done::DifferentTo(n) if zh => format!("向{n}个不同对象的{acts}"),
            Done::DifferentTo(n) => format!("{acts} towards {n} different parties"),
        };
        let due = self.verdict.due.map(|due| super::moment::due(due, zone).to_string());
        let none = match (self.verdict.status, zh) {
            (Status::Unknown, true) => "(期限无法判定)",
            (Status::Unknown, false) => " (when it is due is not known)",
            (_, true) => "(没有期限)",
            (_, false) => " (there is no limit)",
        };
        let mut out = String::new();
        if zh {
            let when = due.map_or(none.to_owned(), |due| format!("在 {due} 以前"));
            let by = if by.is_empty() { "有一次".to_owned() } else { format!("由{by}") };
            out.push_str(&format!("{when},{by}{}完成:{acts}", to.map(|to| format!("向{to}")).unwrap_or_default()));
        } else {
            let when = due.map_or(none.to_owned(), |due| format!(" by {due}"));
            let by = if by.is_empty() { String::new() } else { format!(", done by {by}") };
            out.push_str(&format!("{acts}{when}{by}{}", to.map(|to| format!(", towards {to}")).unwrap_or_default()));
        }
        for (name, value) in &asked.keys {
            let value: Cow<'_, str> = value.as_deref().map_or(Cow::Borrowed(if zh { "没有填" } else { "absent" }), Cow::Borrowed);
            out.push_str(&if zh { format!(",{name} 相同({value})") } else { format!(", with the same {name} ({value})") });
        }
        if asked.before {
            out.push_str(if zh { ";触发之前的也算" } else { "; one before the trigger counts as well" });
        }
        if !asked.lapses.is_empty() {
            let lapses = asked.lapses.join(if zh { "、" } else { ", " });
            out.push_str(&if zh { format!(";遇 {lapses} 则终止") } else { format!("; {lapses} would have ended it") });
        }
        Some(out)
    }
}
