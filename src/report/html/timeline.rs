//! The timeline of a record: a strip drawn to scale, and every event and due instant in a list below it. What is known
//! to the day only is drawn as the span that it is.

use super::row::bearer;
use super::verdict::badge;
use crate::plan::Plan;
use crate::record::{Event, Record};
use crate::report::escape::escape;
use crate::report::setting::Setting;
use crate::report::{moment, words};
use crate::say;
use crate::time::instant::Due;
use crate::time::{Instant, When, Zone};
use crate::verdict::{Status, Verdict};
use std::fmt::Write;

/// So many lines of the list at most; a unit may owe something every week for years.
const MOST: usize = 150;

const WIDE: f64 = 760.0;
const EDGE: f64 = 16.0;

/// Between the last entry and an as-of that lies far behind it.
const GAP: f64 = 96.0;

/// What stands on the line.
enum Moment<'m> {
    /// With its number.
    Event(usize, &'m Event<'m>),
    /// Verdicts that fall due together, by their numbers.
    Due(Due, Vec<(usize, &'m Verdict<'m>)>),
    AsOf,
}

/// Writes a `<figure>` and an `<ol>`; events after as-of are not seen and not shown.
pub fn write(plan: &Plan, record: &Record<'_>, verdicts: &[Verdict<'_>], setting: &Setting<'_>, out: &mut String) {
    let seen = record.events.iter().filter(|event| event.when.earliest <= setting.as_of);
    let mut moments: Vec<(Instant, Moment<'_>)> =
        seen.enumerate().map(|(n, event)| (event.when.earliest, Moment::Event(n + 1, event))).collect();
    for (n, verdict) in verdicts.iter().enumerate() {
        let Some(due) = verdict.due else { continue };
        let same = moments.iter_mut().find_map(|(_, moment)| match moment {
            Moment::Due(other, list) if *other == due => Some(list),
            _ => None,
        });
        match same {
            Some(list) => list.push((n, verdict)),
            None => moments.push((due.at, Moment::Due(due, vec![(n, verdict)]))),
        }
    }
    if moments.is_empty() {
        return;
    }
    moments.push((setting.as_of, Moment::AsOf));
    // stable: events first where all fall on one instant
    moments.sort_by_key(|(at, _)| *at);
    let zone = &plan.vocabulary().zone;
    let heading = setting.pick(say!("时间线"; "Timeline"));
    // writing to memory does not fail
    _ = write!(out, "<h3 class=\"part\">{heading}</h3>");
    strip(&moments, zone, setting, out);
    out.push_str("<ol class=\"moments\">");
    for (_, moment) in moments.iter().take(MOST) {
        line(plan, moment, zone, setting, out);
    }
    if moments.len() > MOST {
        let more = moments.len() - MOST;
        _ = write!(out, "<li>{}</li>", setting.pick(say!("另有 {more} 项没有列出"; "{more} more are not listed")));
    }
    out.push_str("</ol>");
}

fn line(plan: &Plan, moment: &Moment<'_>, zone: &Zone, setting: &Setting<'_>, out: &mut String) {
    match moment {
        Moment::Event(n, event) => {
            let title = event.name.map_or("?", |name| plan.title_of(name));
            let by = event.by.and_then(|by| by.shown_name()).map(|by| words::office(plan, by)).unwrap_or_default();
            let by = if by.is_empty() { String::new() } else { format!(" · {}", escape(by)) };
            let at = moment::when(&event.when, zone);
            let (title, id) = (escape(title), event.shown_id());
            let id = escape(&id);
            _ = write!(out, "<li class=\"event\"><b>{n}</b><time>{}</time> <span>{title} <small>{id}{by}</small></span></li>", &*at);
        }
        Moment::Due(due, list) => {
            let at = moment::due(*due, zone);
            let word = setting.pick(say!("到期"; "due"));
            _ = write!(out, "<li class=\"due {}\"><b>◆</b><time>{}</time> <span>{word} ", colour(list), &*at);
            for (n, verdict) in list {
                let (rule, badge, bearer) = (escape(&verdict.rule.id), badge(verdict, setting.lang), bearer(plan, verdict, setting.lang));
                let bearer = escape(&bearer);
                _ = write!(out, "<a href=\"#v{n}\" data-v=\"{n}\">{rule}</a> {badge} <small>{bearer}</small> ");
            }
            out.push_str("</span></li>");
        }
        Moment::AsOf => {
            let at = moment::as_of(setting.as_of, zone);
            let word = setting.pick(say!("截至(评判的时刻)"; "as of: judged at this instant"));
            _ = write!(out, "<li class=\"as-of\"><b>│</b><time>{}</time> <span>{word}</span></li>", &*at);
        }
    }
}

/// The colour of a due instant: the gravest light, else whether all was done in time.
fn colour(list: &[(usize, &Verdict<'_>)]) -> &'static str {
    match list.iter().filter_map(|(_, verdict)| verdict.light).min() {
        Some(light) => light.word(),
        None if list.iter().any(|(_, verdict)| verdict.status == Status::Late) => "late",
        None => "done",
    }
}

/// A strip to scale: events below the line with their numbers, due instants above it.
fn strip(moments: &[(Instant, Moment<'_>)], zone: &Zone, setting: &Setting<'_>, out: &mut String) {
    let ends = |moment: &Moment<'_>| match moment {
        Moment::Event(_, event) => Some((event.when.earliest, event.when.latest.at)),
        Moment::Due(due, _) => Some((due.at, due.at)),
        Moment::AsOf => None,
    };
    let all = || moments.iter().filter_map(|(_, moment)| ends(moment));
    let (Some(first), Some(mut last)) = (all().map(|(from, _)| from).min(), all().map(|(_, to)| to).max()) else { return };
    // as-of stands to scale where that leaves room for the rest, else behind a gap
    let near = setting.as_of.0 - last.0 <= (last.0 - first.0) / 2;
    if near {
        last = last.max(setting.as_of);
    }
    let end = if near { WIDE - EDGE } else { WIDE - EDGE - GAP };
    let length = (last.0 - first.0).max(1) as f64;
    let x = |at: Instant| EDGE + (at.0 - first.0) as f64 / length * (end - EDGE);
    let label = setting.pick(say!("时间线,各项见下面的列表"; "the timeline; its entries are listed below"));
    _ = write!(
        out,
        "<svg class=\"strip\" viewBox=\"0 0 {WIDE} 92\" role=\"img\" aria-label=\"{label}\"><path class=\"axis\" d=\"M{EDGE} 46H{end}\"/>"
    );
    let now = if near { x(setting.as_of) } else { WIDE - EDGE };
    if !near {
        _ = write!(out, "<path class=\"gap\" d=\"M{end} 46H{now}\"/>");
    }
    _ = write!(out, "<path class=\"now\" d=\"M{now:.1} 8V66\"/>");
    let mut numbered = f64::MIN;
    for (_, moment) in moments {
        match moment {
            Moment::Event(n, event) => {
                let (from, to) = (x(event.when.earliest), x(event.when.latest.at));
                mark(&event.when, from, to, zone, out);
                // numbers of events close together would lie on each other
                if from - numbered >= 14.0 {
                    numbered = from;
                    _ = write!(out, "<text x=\"{:.1}\" y=\"70\" text-anchor=\"middle\">{n}</text>", from.midpoint(to.max(from)));
                }
            }
            Moment::Due(due, list) => {
                let (at, colour) = (x(due.at), colour(list));
                let title = moment::due(*due, zone);
                _ = write!(
                    out,
                    "<path class=\"due {colour}\" d=\"M{at:.1} 44V34M{at:.1} 34L{:.1} 26L{at:.1} 18L{:.1} 26Z\"><title>◆ {}</title></path>",
                    at + 8.0,
                    at - 8.0,
                    &*title
                );
            }
            Moment::AsOf => {}
        }
    }
    let day = |at: Instant| zone.day(at).digits();
    _ = write!(
        out,
        "<text x=\"{EDGE}\" y=\"88\">{}</text><text x=\"{end}\" y=\"88\" text-anchor=\"end\">{}</text>",
        &*day(first),
        &*day(Instant(last.0 - 1))
    );
    if !near {
        _ = write!(out, "<text x=\"{now}\" y=\"88\" text-anchor=\"end\">{}</text>", &*day(Instant(setting.as_of.0 - 1)));
    }
    out.push_str("</svg>");
}

/// An event: a dot, or the span within which it happened.
fn mark(when: &When, from: f64, to: f64, zone: &Zone, out: &mut String) {
    let title = moment::when(when, zone);
    if when.is_exact() {
        _ = write!(out, "<circle class=\"event\" cx=\"{from:.1}\" cy=\"46\" r=\"5\"><title>{}</title></circle>", &*title);
    } else {
        let wide = (to - from).max(6.0);
        _ = write!(
            out,
            "<rect class=\"event span\" x=\"{from:.1}\" y=\"41\" width=\"{wide:.1}\" height=\"10\" rx=\"4\"><title>{}</title></rect>",
            &*title
        );
    }
}
