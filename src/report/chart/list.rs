//! The charts of a run: by light, status, rule, bearer and month, and those that policies ask for (`[chart.ID]`).

use super::categories::{Categories, Sums};
use super::counts::{Counts, series};
use super::{Chart, MOST, Paint, Slice};
use crate::lang::{Bilingual, Lang};
use crate::plan::Plan;
use crate::policy::rule::{Rule, attribute_of};
use crate::policy::shown::{By, Draw};
use crate::record::look::Look;
use crate::report::tally::Tally;
use crate::report::{metric, words};
use crate::say;
use crate::verdict::{Light, Status};
use std::collections::BTreeMap;
use std::io;

/// So many months, or years, are drawn one by one.
const MONTHS: i32 = 24;

/// Every chart, in a fixed order.
///
/// # Errors
/// A temporary file's, where there were more categories than memory holds.
pub fn charts(plans: &[&Plan], tally: &Tally, counts: &Counts, lang: Lang) -> io::Result<Vec<Chart>> {
    let maker = Maker { lang };
    let mut list = vec![
        maker.lights(counts),
        maker.statuses(tally),
        maker.rules(plans, tally),
        maker.bearers(&counts.bearers)?,
        maker.months(&counts.months),
    ];
    let mut names: Vec<String> = list.iter().map(|chart| chart.name.clone()).collect();
    for (policy, plan) in (0u16..).zip(plans) {
        for (rule, _, chart) in plan.charts() {
            for (n, by) in chart.by.iter().enumerate() {
                let empty = Categories::default();
                let counted = counts.charts.get(&(policy, rule.place, n)).unwrap_or(&empty);
                for draw in &chart.draw {
                    let mut asked = maker.asked(plan, rule, by, *draw, counted)?;
                    while names.contains(&asked.name) {
                        asked.name.push('x');
                    }
                    names.push(asked.name.clone());
                    list.push(asked);
                }
            }
        }
    }
    Ok(list)
}

struct Maker {
    lang: Lang,
}

impl Maker {
    fn pick(&self, text: &Bilingual) -> String {
        text.get(self.lang).to_owned()
    }

    fn chart(&self, name: &str, title: &Bilingual, note: &Bilingual) -> Chart {
        Chart {
            name: name.to_owned(),
            title: self.pick(title),
            note: self.pick(note),
            draw: Draw::Bar,
            series: Vec::new(),
            slices: Vec::new(),
            lang: self.lang,
        }
    }

    /// Violations, what is open, the rest.
    fn three(&self) -> Vec<(String, Paint)> {
        let names = [say!("违反"; "violation"), say!("未了结"; "open"), say!("其余"; "the rest")];
        names.iter().enumerate().map(|(n, name)| (self.pick(name), Paint::Series(n))).collect()
    }

    fn others(&self, more: u64) -> String {
        self.pick(&say!("其余 {more} 项"; "{more} others"))
    }

    fn lights(&self, counts: &Counts) -> Chart {
        let mut chart =
            self.chart("light", &say!("灯色"; "Lights"), &say!("未了结、逾期的义务,按灯色"; "open and overdue obligations by light"));
        let one = |(light, n): (Light, &u64)| Slice::new(words::light(light, self.lang).to_owned(), vec![*n], Some(Paint::Light(light)));
        chart.slices = Light::ALL.into_iter().zip(&counts.lights).map(one).collect();
        chart
    }

    fn statuses(&self, tally: &Tally) -> Chart {
        let mut chart = self.chart("status", &say!("结论"; "Statuses"), &say!("全部结论,按状态"; "all verdicts by status"));
        let there = Status::ALL.into_iter().filter(|status| tally.total(*status) > 0);
        let one = |status: Status| {
            Slice::new(words::status(status, self.lang).to_owned(), vec![tally.total(status)], Some(Paint::Series(series(status))))
        };
        chart.slices = there.map(one).collect();
        chart
    }

    fn rules(&self, plans: &[&Plan], tally: &Tally) -> Chart {
        let mut chart = self.chart(
            "rule",
            &say!("违反最多的规则"; "Rules by violations"),
            &say!("有违反的规则,按违反(迟办、逾期、违反)的数目"; "late, overdue and violated verdicts by rule"),
        );
        let mut sums: Vec<(String, u64)> = Vec::new();
        for ((policy, rule), counts) in tally.rules() {
            let Some(plan) = plans.get(usize::from(policy)) else { continue };
            let Some(rule) = plan.policy.rules.get(usize::from(rule)) else { continue };
            let label = format!("{} {}", rule.id, rule.title);
            let violations = Status::ALL.iter().zip(counts).filter(|(status, _)| status.is_violation()).map(|(_, n)| n).sum();
            match sums.last_mut() {
                // versions of a rule are one bar
                Some((last, sum)) if *last == label => *sum += violations,
                _ => sums.push((label, violations)),
            }
        }
        sums.retain(|(_, n)| *n > 0);
        // stable: equal ones stay in the policy's order
        sums.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        let rest = sums.split_off(sums.len().min(MOST));
        chart.slices = sums.into_iter().map(|(label, n)| Slice::new(label, vec![n], None)).collect();
        if !rest.is_empty() {
            let left = rest.iter().map(|(_, n)| n).sum();
            chart.slices.push(Slice::rest(self.others(rest.len() as u64), vec![left], Some(Paint::Others)));
        }
        chart
    }

    fn bearers(&self, bearers: &Categories) -> io::Result<Chart> {
        let mut chart = self.chart(
            "bearer",
            &say!("承办单位"; "Bearers"),
            &say!("有承办单位的结论,违反多的在前"; "verdicts with a bearer, most violations first"),
        );
        chart.series = self.three();
        let top = bearers.top(MOST)?;
        let one = |(name, sums): (Option<String>, Sums)| Slice::new(name.unwrap_or_default(), sums.to_vec(), None);
        chart.slices = top.listed.into_iter().map(one).collect();
        if top.more > 0 {
            chart.slices.push(Slice::rest(self.others(top.more), top.others.to_vec(), None));
        }
        Ok(chart)
    }

    fn months(&self, months: &BTreeMap<i32, Sums>) -> Chart {
        let mut chart = self.chart("month", &say!("按月"; "By month"), &Bilingual::same(""));
        chart.series = self.three();
        let (Some(first), Some(last)) = (months.keys().next().copied(), months.keys().next_back().copied()) else {
            chart.note = self.pick(&say!("有到期时刻的结论,按到期的月份"; "verdicts with a due instant, by its month"));
            return chart;
        };
        let by_year = last - first >= MONTHS;
        let (step, note) = if by_year {
            (12, say!("有到期时刻的结论,按到期的年份"; "verdicts with a due instant, by its year"))
        } else {
            (1, say!("有到期时刻的结论,按到期的月份"; "verdicts with a due instant, by its month"))
        };
        chart.note = self.pick(&note);
        let (first, last) = (first.div_euclid(step), last.div_euclid(step));
        let from = first.max(last - MONTHS + 1);
        let sum = |range: std::ops::Range<i32>| {
            let mut sum = Sums::default();
            months.range(range).for_each(|(_, sums)| sum.iter_mut().zip(sums).for_each(|(n, more)| *n += more));
            sum.to_vec()
        };
        if from > first {
            let before = from;
            let label = self.pick(&say!("{before} 年以前"; "before {before}"));
            chart.slices.push(Slice::rest(label, sum(i32::MIN..from * step), None));
        }
        let label = |n: i32| if by_year { n.to_string() } else { format!("{:04}-{:02}", n.div_euclid(12), n.rem_euclid(12) + 1) };
        chart.slices.extend((from..=last).map(|n| Slice::new(label(n), sum(n * step..(n + 1) * step), None)));
        chart
    }

    fn asked(&self, plan: &Plan, rule: &Rule, by: &By, draw: Draw, counted: &Categories) -> io::Result<Chart> {
        let what = match by {
            By::Light => self.pick(&say!("灯色"; "light")),
            By::At(look) => {
                let declared = attribute_of(look).map(|id| plan.policy.declared.attribute(id));
                match (declared, self.lang) {
                    (Some(attribute), Lang::Zh) => attribute.title.clone(),
                    _ => look.shown.clone(),
                }
            }
        };
        let (id, title) = (&rule.id, &rule.title);
        let place = match by {
            By::Light => "light",
            By::At(look) => &look.shown,
        };
        let word = if draw == Draw::Bar { "bar" } else { "pie" };
        let mut chart = self.chart(
            &name(&format!("{}-{id}-{place}-{word}", plan.id())),
            &say!("{what}({id} {title})"; "{what} ({id} {title})"),
            &match by {
                By::Light => say!("记录按最急的一盏灯"; "records by their most urgent light"),
                By::At(_) => say!("记录按{what};一条记录有几个值的,各计一次"; "records by {what}; one with several values counts for each"),
            },
        );
        chart.draw = draw;
        let top = counted.top(MOST)?;
        let values = declared(plan, by);
        let mut rows: Vec<(Option<String>, u64)> = top.listed.into_iter().map(|(name, sums)| (name, sums.iter().sum())).collect();
        // where nothing is left out, declared values stand in their order, with zeros
        if top.more == 0 && !values.is_empty() && values.len() <= MOST {
            let n = |value: &String| rows.iter().find(|(name, _)| name.as_ref() == Some(value)).map_or(0, |(_, n)| *n);
            let all: Vec<(Option<String>, u64)> = values.iter().map(|value| (Some(value.clone()), n(value))).collect();
            rows.retain(|(name, _)| name.as_ref().is_none_or(|name| !values.contains(name)));
            rows.splice(0..0, all);
        }
        // what is not told comes last
        rows.sort_by_key(|(name, _)| name.is_none());
        chart.slices = rows.into_iter().map(|(value, n)| self.slice(plan, by, value.as_deref(), n)).collect();
        if top.more > 0 {
            let left = top.others.iter().sum();
            chart.slices.push(Slice::rest(self.others(top.more), vec![left], Some(Paint::Others)));
        }
        Ok(chart)
    }

    fn slice(&self, plan: &Plan, by: &By, value: Option<&str>, n: u64) -> Slice {
        let light = |value: &str| Light::ALL.into_iter().find(|light| light.word() == value);
        let (label, paint) = match (by, value) {
            (By::Light, Some(value)) => match light(value) {
                Some(light) => (words::light(light, self.lang).to_owned(), Some(Paint::Light(light))),
                None => (value.to_owned(), None),
            },
            (By::Light, None) => (self.pick(&say!("无灯"; "no light")), Some(Paint::Others)),
            (By::At(_), None) => (self.pick(&say!("未注明"; "not told")), Some(Paint::Others)),
            (By::At(look), Some(value)) => (self.value(plan, look, value), None),
        };
        Slice::new(label, vec![n], paint)
    }

    fn value(&self, plan: &Plan, look: &Look, value: &str) -> String {
        match (value, self.lang) {
            ("true", _) => self.pick(&say!("是"; "yes")),
            ("false", _) => self.pick(&say!("否"; "no")),
            (_, Lang::Zh) => metric::value_title(plan, look, value),
            (_, Lang::En) => value.to_owned(),
        }
    }
}

/// The values that are known beforehand, in their order.
fn declared(plan: &Plan, by: &By) -> Vec<String> {
    match by {
        By::Light => Light::ALL.map(|light| light.word().to_owned()).to_vec(),
        By::At(look) => {
            let attribute = attribute_of(look).map(|id| plan.policy.declared.attribute(id));
            attribute.map(|a| a.values.iter().map(|(code, _)| code.value.clone()).collect()).unwrap_or_default()
        }
    }
}

/// A word for files and places in a page; Chinese characters stay.
fn name(text: &str) -> String {
    let fit = |c: char| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '-' };
    text.chars().map(fit).take(120).collect()
}
