//! Metrics in words and tables: what each group came to, with or without a threshold.

use super::layout::{left, right, width};
use super::setting::Setting;
use super::words;
use crate::lang::Lang;
use crate::plan::Plan;
use crate::policy::metric::{Grouping, Held, Measure, Metric};
use crate::policy::rule::{Duty, Rule, attribute_of};
use crate::record::look::Look;
use crate::say;
use crate::tell;
use crate::verdict::group::{Group, Measured, Metrics, Sort};
use crate::verdict::{Light, Verdict};
use serde_json::{Value, json};

/// One line for a person: the number, and what it should be.
pub fn message(verdict: &Verdict<'_>, measured: &Measured, lang: Lang) -> String {
    let number = figure(measured, lang);
    match &verdict.rule.duty {
        Duty::Metric(metric) => demanded(metric, measured, &number, lang),
        _ => number,
    }
}

fn demanded(metric: &Metric, measured: &Measured, number: &str, lang: Lang) -> String {
    if let (Measure::Quota(quota), Sort::Quota { demanded }) = (&metric.measure, measured.sort) {
        return match quota.is {
            Held::Exactly => tell!(lang; "{number},名额 {demanded}"; "{number}, the quota is {demanded}"),
            Held::AtMost => tell!(lang; "{number},名额至多 {demanded}"; "{number}, the quota is at most {demanded}"),
            Held::WithinOne => tell!(lang; "{number},名额 {demanded},可差一个"; "{number}, the quota is {demanded}, one more or less"),
        };
    }
    match (&metric.at_least, &metric.at_most) {
        (Some(least), Some(most)) => tell!(lang; "{number},应在 {least} 至 {most} 之间"; "{number}, demanded are {least} to {most}"),
        (Some(least), None) => tell!(lang; "{number},应不低于 {least}"; "{number}, at least {least} is demanded"),
        (None, Some(most)) => tell!(lang; "{number},应不高于 {most}"; "{number}, at most {most} is demanded"),
        (None, None) => number.to_owned(),
    }
}

/// `36/40 = 90%`, `3`, `2/6`
fn figure(measured: &Measured, lang: Lang) -> String {
    let numerator = measured.numerator;
    match (measured.sort, measured.denominator) {
        (Sort::Share, Some(denominator)) => format!("{numerator}/{denominator} = {}", percent(numerator, denominator)),
        (Sort::Quota { .. }, Some(denominator)) => tell!(lang; "{denominator} 个中 {numerator} 个"; "{numerator} of {denominator}"),
        _ => numerator.to_string(),
    }
}

/// A ratio to a tenth of a percent; what is not all is never shown as 100 %, what is not nothing never as 0 %.
pub fn percent(numerator: u64, denominator: u64) -> String {
    if denominator == 0 {
        return "—".to_owned();
    }
    let (wide, all) = (u128::from(numerator), u128::from(denominator));
    let mut tenths = (2000 * wide + all) / (2 * all);
    if wide < all && tenths >= 1000 {
        tenths = 999;
    }
    if wide > 0 && tenths == 0 {
        tenths = 1;
    }
    match tenths % 10 {
        0 => format!("{}%", tenths / 10),
        tenth => format!("{}.{tenth}%", tenths / 10),
    }
}

/// The heading of a group's verdicts.
pub fn heading(plan: &Plan, verdict: &Verdict<'_>, lang: Lang) -> String {
    let group: &[Grouping] = match &verdict.rule.duty {
        Duty::Metric(metric) => &metric.group,
        _ => &[],
    };
    if group.is_empty() {
        return tell!(lang; "全部记录(指标)"; "all records (metrics)");
    }
    let values: Vec<&str> = verdict.record.splitn(group.len(), '/').collect();
    let key = group.iter().zip(values).map(|(grouping, value)| group_value(plan, grouping, value, lang)).collect::<Vec<_>>().join(" ");
    tell!(lang; "{key}(指标)"; "{key} (metrics)")
}

/// Whom or what a verdict is to: an office by its name, what a metric counts by its title.
pub fn named(plan: &Plan, rule: &Rule, to: &str, lang: Lang) -> String {
    match &rule.duty {
        Duty::Metric(metric) => title(plan, metric, to, lang),
        _ => words::office(plan, to).to_owned(),
    }
}

/// The title of what is counted: an event's, or a value's.
fn title(plan: &Plan, metric: &Metric, to: &str, lang: Lang) -> String {
    let declared = &plan.policy.declared;
    match (&metric.measure, lang) {
        (_, Lang::En) => to.to_owned(),
        (Measure::Count(_), _) => declared.find_event(to).map_or_else(|| to.to_owned(), |id| declared.event(id).title.clone()),
        (Measure::Quota(quota), _) => value_title(plan, &quota.look, to),
        _ => to.to_owned(),
    }
}

/// The title that the attribute at a place declares for a value; of an office its name.
pub fn value_title(plan: &Plan, look: &Look, value: &str) -> String {
    let attribute = attribute_of(look).map(|id| plan.policy.declared.attribute(id));
    let title = attribute.and_then(|a| a.values.iter().find(|(code, _)| code.value == value)).map(|(_, title)| title.as_str());
    title.unwrap_or_else(|| words::office(plan, value)).to_owned()
}

fn group_value(plan: &Plan, grouping: &Grouping, value: &str, lang: Lang) -> String {
    match grouping {
        Grouping::At { look, .. } if lang == Lang::Zh => value_title(plan, look, value),
        Grouping::Light => {
            Light::ALL.into_iter().find(|light| light.word() == value).map_or(value, |light| words::light(light, lang)).to_owned()
        }
        Grouping::At { .. } => value.to_owned(),
    }
}

/// A group's key in words: the titles of its values.
fn group_title(plan: &Plan, group: &Group, lang: Lang) -> String {
    let Some((_, metric)) = group.metric(&plan.policy) else { return String::new() };
    let value = |(grouping, value): (&Grouping, &Option<String>)| match (grouping, value) {
        (_, Some(value)) => group_value(plan, grouping, value, lang),
        (Grouping::Light, None) => tell!(lang; "无灯"; "no light"),
        (Grouping::At { .. }, None) => tell!(lang; "未注明"; "not told"),
    };
    metric.group.iter().zip(&group.key).map(value).collect::<Vec<_>>().join(" ")
}

/// One line of the table: cells, by columns.
fn cells(plan: &Plan, group: &Group, lang: Lang) -> (String, Vec<String>) {
    let period = group.period.map(|period| period.to_string()).unwrap_or_default();
    let name = [period, group_title(plan, group, lang)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ");
    let Some((_, metric)) = group.metric(&plan.policy) else { return (name, Vec::new()) };
    let mut list = Vec::new();
    if matches!(metric.measure, Measure::Count(_)) && !metric.counts_out_of_nothing() {
        let total = group.total;
        list.push(tell!(lang; "共 {total}"; "of {total}"));
    }
    for (to, measured) in group.measured(&plan.policy) {
        let number = figure(&measured, lang);
        list.push(match (to, measured.sort) {
            (Some(to), Sort::Quota { demanded }) => {
                let title = title(plan, metric, to, lang);
                tell!(lang; "{title} {number}(名额 {demanded})"; "{title} {number} (quota {demanded})")
            }
            (Some(to), _) => format!("{} {number}", title(plan, metric, to, lang)),
            (None, _) => number,
        });
    }
    (name, list)
}

/// One metric with its groups: what tells a group apart, and its numbers.
#[derive(Debug)]
pub struct Table {
    pub title: String,
    pub lines: Vec<(String, Vec<String>)>,
    /// How many are not known and left out, in words.
    pub left_out: Option<String>,
}

/// The metrics of one policy that counted anything.
pub fn tables(plan: &Plan, metrics: &Metrics, lang: Lang) -> Vec<Table> {
    let mut list = Vec::new();
    for place in plan.metrics() {
        let rule = &plan.policy.rules[usize::from(*place)];
        let groups: Vec<&Group> = metrics.groups.iter().filter(|group| group.rule == *place).collect();
        let left_out = left_out(metrics, *place);
        if groups.is_empty() && left_out == 0 {
            continue;
        }
        let reading = rule.reading.as_ref().map(|reading| format!(" <{reading}>")).unwrap_or_default();
        list.push(Table {
            title: format!("{} {}{reading}", rule.id, rule.title),
            lines: groups.iter().map(|group| cells(plan, group, lang)).collect(),
            left_out: (left_out > 0).then(|| tell!(lang; "情况不明、未计入的:{left_out}"; "not known and left out: {left_out}")),
        });
    }
    list
}

/// The metrics of the summary: each rule with its groups.
pub fn section(plans: &[&Plan], metrics: &[Metrics], setting: &Setting<'_>, out: &mut String) {
    let tables: Vec<Table> = plans.iter().zip(metrics).flat_map(|(plan, metrics)| tables(plan, metrics, setting.lang)).collect();
    if metrics.iter().all(|m| m.groups.is_empty() && m.left_out.is_empty()) {
        return;
    }
    out.push_str(say!("\n指标\n"; "\nmetrics\n").get(setting.lang));
    for Table { title, lines, left_out } in tables {
        out.push_str(&format!("{title}\n"));
        table(&lines, out);
        if let Some(left_out) = left_out {
            out.push_str(&format!("  {left_out}\n"));
        }
    }
}

fn table(lines: &[(String, Vec<String>)], out: &mut String) {
    let names = lines.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let columns = lines.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let wide: Vec<usize> =
        (0..columns).map(|n| lines.iter().filter_map(|(_, cells)| cells.get(n)).map(|cell| width(cell)).max().unwrap_or(0)).collect();
    for (name, cells) in lines {
        let gap = if names == 0 { "" } else { "  " };
        let cells: Vec<String> = cells.iter().zip(&wide).map(|(cell, columns)| right(cell, *columns)).collect();
        out.push_str(&format!("  {}{gap}{}\n", left(name, names), cells.join("  ")));
    }
}

fn left_out(metrics: &Metrics, rule: u16) -> u64 {
    metrics.left_out.iter().filter(|(own, _)| *own == rule).map(|(_, n)| n).sum()
}

/// The `metrics` of a JSON report: each rule with every number of every group.
pub fn json(plans: &[&Plan], metrics: &[Metrics]) -> Value {
    let mut list = Vec::new();
    for (plan, metrics) in plans.iter().zip(metrics) {
        for place in plan.metrics() {
            let rule = &plan.policy.rules[usize::from(*place)];
            let groups = metrics.groups.iter().filter(|group| group.rule == *place);
            let numbers: Vec<Value> = groups.flat_map(|group| numbers(plan, group)).collect();
            let reading = rule.reading.as_deref().unwrap_or("default");
            list.push(json!({
                "policy": plan.id(), "rule": rule.id, "title": rule.title, "reading": reading, "left_out": left_out(metrics, *place), "numbers": numbers,
            }));
        }
    }
    Value::from(list)
}

fn numbers(plan: &Plan, group: &Group) -> Vec<Value> {
    let period = group.period.map(|period| period.to_string());
    let one = |(to, measured): (Option<&str>, Measured)| {
        let value = (measured.denominator != Some(0)).then(|| measured.value());
        json!({ "record": group.shown, "group": group.key, "period": period, "to": to,
                "value": value, "numerator": measured.numerator, "denominator": measured.denominator })
    };
    group.measured(&plan.policy).into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn what_is_not_all_is_not_a_hundred_percent() {
        for ((numerator, denominator), wanted) in [
            ((36, 40), "90%"),
            ((9, 13), "69.2%"),
            ((9_999, 10_000), "99.9%"),
            ((1, 10_000), "0.1%"),
            ((0, 5), "0%"),
            ((5, 5), "100%"),
            ((0, 0), "—"),
        ] {
            assert_eq!(percent(numerator, denominator), wanted);
        }
    }
}
