//! The policies: which edition is in force, what was found in the last one tried, what the last reload changed.

use super::{Answer, Ask, draw};
use crate::diag::Level;
use crate::lang::Lang;
use crate::monitor::order::Trouble;
use crate::monitor::plans::{Change, Told};
use crate::monitor::reload::trial::Finding;
use crate::monitor::reload::{Standing, State};
use crate::report::{moment, words};
use crate::time::{Instant, Zone};
use minijinja::{Value, context};

pub fn show(ask: &Ask<'_>) -> Result<Answer, Trouble> {
    let standings = ask.pages.standings.load();
    let zone = ask.pages.reading.plans().first().map(|plan| plan.vocabulary().zone).unwrap_or_default();
    let last = match (&standings.last, &ask.scope) {
        (Some((at, changes)), Some(scope)) => Some((*at, ask.pages.reading.changes(scope, changes)?)),
        _ => None,
    };
    let last = last.map(|(at, changes)| {
        let named: Vec<Value> = changes.first.iter().map(|change| changed(change, ask.lang)).collect();
        context! {
            at => clock(at, &zone), records => changes.records, changed => changes.changed, opened => changes.opened,
            closed => changes.closed, named => named,
            sums => changes.sums.iter().map(|((rule, before, after), count)| {
                context! { rule => rule, before => word(before, ask.lang), after => word(after, ask.lang), moved => before == after, count => count }
            }).collect::<Vec<_>>(),
            counted => changes.records > 0,
        }
    });
    // what wants somebody's attention first
    let mut list: Vec<&Standing> = standings.list.iter().collect();
    list.sort_by_key(|standing| standing.state == State::InForce);
    let list: Vec<Value> = list.iter().map(|standing| told(standing, ask.lang, &zone)).collect();
    let findings: Vec<Value> = standings.findings.iter().map(|finding| found(finding, ask.lang)).collect();
    Ok(Answer::Page(draw::page(ask, "policies.html", context! { list => list, findings => findings, last => last })))
}

fn clock(at: Instant, zone: &Zone) -> String {
    moment::clock(at, zone).to_string()
}

fn told(standing: &Standing, lang: Lang, zone: &Zone) -> Value {
    let head = standing.plan.as_ref().map(|plan| &plan.policy.declared.head);
    context! {
        name => &standing.name,
        title => head.map_or(standing.name.as_str(), |head| head.title.as_str()),
        rules => standing.plan.as_ref().map(|plan| plan.policy.rules.len()),
        state => match standing.state {
            State::InForce => "in-force",
            State::Refused if standing.plan.is_some() => "refused",
            State::Refused => "none",
            State::Gone => "gone",
        },
        digest => standing.plan.as_ref().map(|plan| plan.digest.as_str()),
        since => clock(standing.since, zone),
        tried_at => clock(standing.tried_at, zone),
        errors => standing.errors(),
        findings => standing.findings.iter().map(|finding| found(finding, lang)).collect::<Vec<_>>(),
    }
}

fn found(finding: &Finding, lang: Lang) -> Value {
    context! {
        code => finding.code, error => finding.level == Level::Error, place => &finding.place,
        title => finding.title.get(lang), text => finding.text.get(lang),
    }
}

fn changed(change: &Change, lang: Lang) -> Value {
    let (before, after) = (word(&change.before, lang), word(&change.after, lang));
    context! { record => &change.record, rule => &change.rule, before => before, after => after, moved => change.before == change.after }
}

fn word(told: &Told, lang: Lang) -> Option<String> {
    told.map(|(status, light)| match light {
        Some(light) => format!("{} · {}", words::status(status, lang), words::light(light, lang)),
        None => words::status(status, lang).to_owned(),
    })
}
