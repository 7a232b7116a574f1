//! Why a rule gives no verdict, in words.

use super::Run;
use crate::engine::absence::{Absence, absence};
use crate::engine::compared::Compared;
use crate::lang::{Bilingual, Lang};
use crate::plan::Plan;
use crate::plan::amended::Line;
use crate::policy::rule::{Duty, Rule, What};
use crate::record::{Event, Record, Truth};
use crate::report::story::Silence;
use crate::report::{moment, words};
use crate::say;

/// The reasons of one rule.
pub fn silence<'s>(plan: &'s Plan, rule: &'s Rule, record: &'s Record<'s>, run: &Run<'_>, place: Line) -> Silence<'s> {
    let speaker = Speaker { plan, lang: run.manner.lang };
    let mut lines = Vec::new();
    absence(plan, rule, record, run.as_of).iter().for_each(|one| speaker.absence(rule, record, one, &mut lines));
    Silence { rule, place, lines }
}

struct Speaker<'s> {
    plan: &'s Plan,
    lang: Lang,
}

impl Speaker<'_> {
    fn pick(&self, text: Bilingual) -> String {
        text.get(self.lang).to_owned()
    }

    fn absence(&self, rule: &Rule, record: &Record<'_>, absence: &Absence<'_>, lines: &mut Vec<(usize, String)>) {
        let said = match absence {
            Absence::Kind { wanted } => {
                let (kind, wanted) = (&record.kind, wanted.join(" "));
                say!("只用于 {wanted} 类记录,这条是 {kind}"; "it is for records of kind {wanted}; this is a {kind}")
            }
            Absence::NotJudging => match rule.duty {
                Duty::Metric(_) => say!("它对许多记录一起统计,不逐条评判"; "it counts over many records and judges none by itself"),
                Duty::Suspension(_) | Duty::Extension(_) => {
                    say!("它移动别的规则的期限,自己没有结论"; "it moves the limits of other rules and gives no verdict itself")
                }
                _ => say!("它只管显示,不作评判"; "it shows and does not judge"),
            },
            Absence::NoTrigger { titles, later } => {
                let titles = titles.join(if self.lang == Lang::Zh { "、" } else { ", " });
                lines.push((1, self.pick(say!("没有触发它的事件:{titles}"; "nothing triggers it: no {titles}"))));
                for event in later {
                    let event = self.event(event);
                    lines.push((2, self.pick(say!("{event} 在评判时刻之后"; "{event} lies after the as-of"))));
                }
                return;
            }
            Absence::NoOutcome { outcomes } => {
                let word = |what: What| What::ALL.iter().find(|(_, other)| *other == what).map_or("", |(word, _)| word);
                let list: Vec<String> = outcomes.iter().map(|outcome| format!("{}.{}", outcome.rule, word(outcome.what))).collect();
                let list = list.join(" ");
                say!("由 {list} 触发,没有发生"; "it is triggered by {list}, which has not come true")
            }
            Absence::NotInForce { on, from, until } => {
                let day = |day: &Option<crate::time::Day>| day.map_or("…".to_owned(), |day| day.to_string());
                let (from, until) = (day(from), day(until));
                say!("{on} 不在施行期间({from} 至 {until})"; "not in force on {on} ({from} to {until})")
            }
            Absence::NotGiven { event, place } => {
                let at = self.at(*event);
                say!("{at}{place} 没有填,不适用"; "{at}{place} is absent: it does not apply")
            }
            Absence::Condition { event, unless, compared } => {
                let at = self.at(*event);
                let said = match unless {
                    true => say!("{at}不适用:unless 的条件成立"; "{at}it does not apply: the condition of unless holds"),
                    false => say!("{at}不适用:when 的条件不成立"; "{at}it does not apply: the condition of when fails"),
                };
                lines.push((1, self.pick(said)));
                compared.iter().for_each(|one| lines.push((2 + one.depth, self.compared(one))));
                return;
            }
            Absence::Undecided { event } => {
                let at = self.at(*event);
                say!("{at}适用,但还没有到可以下结论的时候,或者同一键的另一触发代替了它";
                     "{at}it applies, but nothing is decided yet, or another trigger of the same key stands for it")
            }
        };
        lines.push((1, self.pick(said)));
    }

    fn event(&self, event: &Event<'_>) -> String {
        let title = event.name.map_or("", |name| self.plan.title_of(name));
        let (id, at) = (event.shown_id(), moment::when(&event.when, &self.plan.vocabulary().zone));
        self.pick(say!("{title}({id}){at}"; "{title} ({id}) {at}"))
    }

    /// `at an event: `, or nothing where the record itself is judged.
    fn at(&self, event: Option<&Event<'_>>) -> String {
        let Some(event) = event else { return String::new() };
        let event = self.event(event);
        self.pick(say!("{event}:"; "{event}: "))
    }

    fn compared(&self, one: &Compared) -> String {
        let Compared { place, wanted, .. } = one;
        let title = words::title(self.plan, place);
        let title = if title == place || self.lang == Lang::En { String::new() } else { format!("{title} ") };
        let holds = match one.holds {
            Truth::True => say!("成立"; "holds"),
            Truth::False => say!("不成立"; "fails"),
            Truth::Unknown => say!("无法判定"; "is not known"),
        };
        let holds = self.pick(holds);
        let said = match &one.found {
            Some(found) => say!("{title}{place} 应为 {wanted},实为 {found}:{holds}"; "{place} should be {wanted}, is {found}: {holds}"),
            None => say!("{title}{place} 应为 {wanted}:{holds}"; "{place} should be {wanted}: {holds}"),
        };
        self.pick(said)
    }
}
