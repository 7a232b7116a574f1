//! One line of the briefing: a verdict, the section it belongs to and how urgent it is there.

use crate::lang::{Bilingual, Lang};
use crate::plan::Plan;
use crate::report::format::{Judged, Writer};
use crate::report::packed::{Packed, put, put_number};
use crate::report::setting::Setting;
use crate::report::steps::Steps;
use crate::report::{metric, moment, words};
use crate::say;
use crate::time::instant::{DAY, SECOND};
use crate::time::{Instant, When};
use crate::verdict::step::{NotCounted, Step};
use crate::verdict::{Status, Verdict};

/// The sections, in the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Overdue,
    /// Due within ten days.
    Soon,
    /// Due within thirty days, not within ten.
    Later,
    /// Owed since the briefing's first day.
    New,
    Late,
    Violated,
    Unknown,
}

impl Section {
    pub const ALL: [Section; 7] =
        [Section::Overdue, Section::Soon, Section::Later, Section::New, Section::Late, Section::Violated, Section::Unknown];

    pub fn title(self) -> Bilingual {
        match self {
            Section::Overdue => say!("逾期未办"; "Overdue"),
            Section::Soon => say!("10日内到期"; "Due within 10 days"),
            Section::Later => say!("30日内到期(10日以后)"; "Due within 30 days, after the next 10"),
            Section::New => say!("本期新增"; "New in this period"),
            Section::Late => say!("本期迟办"; "Done late in this period"),
            Section::Violated => say!("本期违反"; "Violated in this period"),
            Section::Unknown => say!("无法判定,所缺的数据"; "Unknown, and what is missing"),
        }
    }

    /// The heading of its column among the counts.
    pub fn short(self) -> Bilingual {
        match self {
            Section::Overdue => say!("逾期"; "overdue"),
            Section::Soon => say!("10日内"; "10 days"),
            Section::Later => say!("30日内"; "30 days"),
            Section::New => say!("新增"; "new"),
            Section::Late => say!("迟办"; "late"),
            Section::Violated => say!("违反"; "violated"),
            Section::Unknown => say!("无法判定"; "unknown"),
        }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub section: Section,
    /// Smaller is more urgent.
    pub urgency: i64,
    /// It became so within the period.
    pub fresh: bool,
    pub bearer: String,
    pub record: String,
    /// The rule's id and title, and to whom.
    pub what: String,
    /// The due instant, or when it was done or happened.
    pub at: String,
    /// How late, how much time is left.
    pub span: String,
    pub why: String,
}

impl Item {
    fn pack(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&[self.section as u8, u8::from(self.fresh)]);
        put_number(self.urgency, out);
        for text in [&self.bearer, &self.record, &self.what, &self.at, &self.span, &self.why] {
            put(text, out);
        }
    }

    /// The next item that a writer packed.
    pub fn unpack(packed: &mut Packed<'_>) -> Item {
        let section = Section::ALL.get(usize::from(packed.byte())).copied().unwrap_or(Section::Unknown);
        let (fresh, urgency) = (packed.byte() != 0, packed.number());
        let mut text = || packed.text().to_owned();
        Item { section, urgency, fresh, bearer: text(), record: text(), what: text(), at: text(), span: text(), why: text() }
    }
}

/// One thread's items.
pub struct Items<'r> {
    pub setting: &'r Setting<'r>,
}

impl Writer for Items<'_> {
    fn record(&mut self, judged: &Judged<'_>, out: &mut Vec<u8>) {
        for verdict in judged.verdicts.iter().filter(|verdict| verdict.is_usual()) {
            let began = began(judged, verdict);
            for section in sections(verdict, began.map(|when| when.earliest), self.setting) {
                self.item(judged.plan, verdict, section, began).pack(out);
            }
        }
    }
}

/// When what a verdict is about began: its trigger's instant, or the start of its period. None for what judges the record
/// as it stands.
fn began(judged: &Judged<'_>, verdict: &Verdict<'_>) -> Option<When> {
    let trigger = verdict.trigger.and_then(|n| judged.record?.events.get(n));
    let zone = &judged.plan.vocabulary().zone;
    trigger.map(|event| event.when).or(verdict.period.map(|period| When::exactly(zone.start_of(period.first))))
}

fn sections(verdict: &Verdict<'_>, began: Option<Instant>, setting: &Setting<'_>) -> impl Iterator<Item = Section> {
    let within = |at: Option<Instant>| at.is_some_and(|at| at >= setting.since && at <= setting.as_of);
    let left = verdict.due.map(|due| due.at.0.saturating_sub(setting.as_of.0));
    let first = match verdict.status {
        Status::Overdue => Some(Section::Overdue),
        Status::Pending if left.is_some_and(|left| left <= 10 * DAY) => Some(Section::Soon),
        Status::Pending if left.is_some_and(|left| left <= 30 * DAY) => Some(Section::Later),
        Status::Late => within(verdict.done_at.map(|when| when.earliest)).then_some(Section::Late),
        Status::Violated => within(began).then_some(Section::Violated),
        Status::Unknown => Some(Section::Unknown),
        _ => None,
    };
    let open = matches!(verdict.status, Status::Pending | Status::Overdue | Status::Suspended);
    [first, (open && within(began)).then_some(Section::New)].into_iter().flatten()
}

impl Items<'_> {
    fn item(&self, plan: &Plan, verdict: &Verdict<'_>, section: Section, began: Option<When>) -> Item {
        let (lang, zone, rule) = (self.setting.lang, &plan.vocabulary().zone, verdict.rule);
        let due = verdict.due.map(|due| moment::due(due, zone).to_string());
        let length = |micros: i64| moment::Length { micros, lang }.to_string();
        let (at, span) = match section {
            Section::Overdue => (due, verdict.late_s.map(|seconds| length(seconds.saturating_mul(SECOND)))),
            Section::Soon | Section::Later | Section::New => {
                let left = verdict.due.map(|due| due.at.0 - self.setting.as_of.0).filter(|left| *left > 0);
                (due, left.map(length).or_else(|| Some(words::status(verdict.status, lang).to_owned())))
            }
            Section::Late => {
                let done = verdict.done_at.map(|when| moment::when(&when, zone).to_string());
                (done, verdict.late_s.map(|seconds| length(seconds.saturating_mul(SECOND))))
            }
            Section::Violated | Section::Unknown => (began.map(|when| moment::when(&when, zone).to_string()), None),
        };
        let record = match verdict.measured {
            Some(_) => metric::heading(plan, verdict, lang),
            None => verdict.record.to_owned(),
        };
        // what is missing is missing for every recipient
        let to = verdict
            .to
            .as_deref()
            .filter(|_| section != Section::Unknown)
            .map(|to| format!(" → {}", metric::named(plan, rule, to, lang)))
            .unwrap_or_default();
        let urgency = match section {
            Section::Late => verdict.done_at.map(|when| when.earliest.0),
            Section::Violated | Section::Unknown => began.map(|when| when.earliest.0),
            _ => verdict.due.map(|due| due.at.0),
        };
        Item {
            section,
            urgency: urgency.unwrap_or(i64::MAX),
            fresh: section == Section::Overdue && verdict.due.is_some_and(|due| due.at > self.setting.since),
            bearer: words::bearers(plan, verdict, lang),
            record,
            what: format!("{} {}{to}", rule.id, rule.title),
            at: at.unwrap_or_default(),
            span: span.unwrap_or_default(),
            why: self.why(plan, verdict),
        }
    }

    /// The reason; where there is none, the acts that do not count.
    fn why(&self, plan: &Plan, verdict: &Verdict<'_>) -> String {
        let lang = self.setting.lang;
        let mut why = String::new();
        if verdict.measured.is_some() {
            words::message(plan, verdict, self.setting.as_of, lang, &mut why);
            return why;
        }
        words::why(plan, verdict, lang, &mut why);
        if !why.is_empty() || verdict.status != Status::Overdue {
            return why;
        }
        let mut line = String::new();
        for step in verdict.explain.iter().filter(|step| speaks(step)).take(2) {
            Steps { plan, list: std::slice::from_ref(step), lang }.each(&mut line, |said| {
                if !why.is_empty() {
                    why.push_str(if lang == Lang::Zh { ";" } else { "; " });
                }
                why.push_str(said);
            });
        }
        if why.is_empty() { self.setting.pick(say!("没有办理记录"; "no act is on record")) } else { why }
    }
}

/// An act by or towards the wrong one tells why nothing counts; one of another matter or another time does not.
fn speaks(step: &Step<'_>) -> bool {
    let Step::NotCounted { why, .. } = step else { return false };
    matches!(why, NotCounted::WrongParty { .. } | NotCounted::WrongRecipient { .. } | NotCounted::WrongLevel { .. })
}
