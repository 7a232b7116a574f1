//! A table where a row is an event: one column says what happened.

use super::seen::{Look, Seen};
use super::wide::{self, is_of_records};
use super::write::{Draft, Line, Note, quoted};
use super::{LEAST, id, likeness, values};
use crate::policy::declare::Declared;

/// The column that says what happened, and what its values mean.
pub struct Activity<'l> {
    seen: &'l Seen,
    sure: f64,
    meant: Vec<(String, Option<String>)>,
}

/// Headers of such columns.
const HEADERS: [&str; 12] =
    ["环节", "事件", "活动", "节点", "步骤", "办理环节", "事项", "activity", "event", "event_type", "concept:name", "action"];

/// The column that says what happened, if a row is an event.
pub fn activity<'l>(look: &'l Look<'_>, policy: Option<&Declared>) -> Option<Activity<'l>> {
    // an event happens at some time
    look.columns.iter().find(|seen| seen.times.is_some())?;
    let hinted = |seen: &Seen| HEADERS.contains(&likeness::bare(&seen.name).as_str()) || seen.name == "concept:name";
    let Some(policy) = policy else {
        let seen = look.columns.iter().find(|seen| hinted(seen) && seen.times.is_none())?;
        return Some(Activity { seen, sure: 0.7, meant: Vec::new() });
    };
    // several columns of times, each an event's: a row is a record
    let log = look.columns.iter().any(|seen| seen.name == "concept:name");
    if !log && wide::events(look, policy).iter().filter(|(sure, ..)| *sure >= 0.7).count() >= 2 {
        return None;
    }
    let best = |text: &str| {
        let happening = policy.events.iter().filter(|event| event.of.is_empty());
        let like = happening.map(|event| (likeness::event(text, &event.name.value, &event.title), &event.name.value));
        like.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(sure, _)| *sure >= 0.65)
    };
    let named = |seen: &&Seen| !log || seen.name == "concept:name";
    let tried =
        look.columns.iter().filter(named).filter(|seen| seen.times.is_none() && seen.numbers < 0.5 && (1..=150).contains(&seen.distinct));
    let activity = |seen: &'l Seen| {
        let meant: Vec<(String, Option<(f64, &String)>)> = seen.values.iter().map(|(text, _)| (text.clone(), best(text))).collect();
        let sure = meant.iter().filter_map(|(_, best)| *best).map(|(sure, _)| sure).sum::<f64>() / meant.len().max(1) as f64;
        let sure = sure + if hinted(seen) { 0.2 } else { 0.0 };
        let meant = meant.into_iter().map(|(text, best)| (text, best.map(|(_, name)| name.clone()))).collect();
        Activity { seen, sure: sure.min(1.0), meant }
    };
    tried.map(activity).max_by(|a, b| a.sure.total_cmp(&b.sure)).filter(|activity| log || activity.sure >= 0.5)
}

pub fn draft(look: &Look<'_>, policy: Option<&Declared>, activity: Activity<'_>) -> Draft {
    let mut draft = Draft { is_long: true, ..Draft::default() };
    draft.used.push(activity.seen.at);
    if let Some(seen) = id(look, false).filter(|seen| seen.at != activity.seen.at) {
        draft.head.push(Line::new("id", quoted(&seen.key), 0.8, seen));
        draft.used.push(seen.at);
    }
    draft.event.push(what(&activity));
    for (key, words, times) in [
        ("at", &["time:timestamp", "发生时间", "时间", "办理时间", "完成时间", "timestamp", "日期", "at", "time"][..], true),
        ("recorded_at", &["录入时间", "登记时间", "记录时间", "recorded_at"], true),
        ("id", &["流水号", "事件编号", "日志编号", "event_id"], false),
        ("retracted", &["作废", "是否作废", "撤销", "retracted"], false),
        ("supersedes", &["更正", "更正编号", "替代", "supersedes"], false),
    ] {
        let fits = |seen: &&Seen| !draft.used.contains(&seen.at) && (!times || seen.times.is_some());
        let place = |seen: &Seen| words.iter().position(|word| likeness::bare(&seen.name) == likeness::bare(word));
        let named = look
            .columns
            .iter()
            .filter(fits)
            .filter_map(|seen| place(seen).map(|n| (n, seen)))
            .min_by_key(|(n, _)| *n)
            .map(|(_, seen)| (0.95, seen));
        let found = named.or_else(|| look.columns.iter().filter(fits).find(|_| key == "at").map(|seen| (0.6, seen)));
        if let Some((sure, seen)) = found {
            let (value, note) = if times { values::time(seen) } else { (quoted(&seen.key), None) };
            draft.event.push(Line { note, ..Line::new(key, value, sure, seen) });
            draft.used.push(seen.at);
        }
    }
    if let Some(policy) = policy {
        parties(look, policy, &mut draft);
        attributes(look, policy, &mut draft);
        wide::kind(look, policy, &mut draft);
    } else if let Some(seen) = look.columns.iter().find(|seen| seen.name == "org:resource") {
        draft.event.push(Line::new("by", quoted(&seen.key), 0.9, seen));
        draft.used.push(seen.at);
    }
    draft
}

/// `type = "环节"`, or with what its values mean.
fn what(activity: &Activity<'_>) -> Line {
    let Activity { seen, sure, meant } = activity;
    let same = meant.iter().all(|(text, name)| name.as_ref() == Some(text));
    if same {
        return Line::new("type", quoted(&seen.key), *sure, seen);
    }
    let map: Vec<String> = meant.iter().filter_map(|(text, name)| Some(format!("{} = {}", quoted(text), quoted(name.as_ref()?)))).collect();
    let unsure: Vec<String> = meant.iter().filter(|(_, name)| name.is_none()).map(|(text, _)| text.clone()).collect();
    let ignored: Vec<String> = unsure.iter().map(|text| quoted(text)).collect();
    let ignore = if ignored.is_empty() { String::new() } else { format!(", ignore = [{}]", ignored.join(", ")) };
    let value = format!("{{ column = {}, values = {{ {} }}{ignore} }}", quoted(&seen.key), map.join(", "));
    let note = (!unsure.is_empty()).then_some(Note::Values(unsure));
    Line { note, ..Line::new("type", value, *sure, seen) }
}

fn parties(look: &Look<'_>, policy: &Declared, draft: &mut Draft) {
    for seen in &look.columns {
        if draft.used.contains(&seen.at) || seen.times.is_some() {
            continue;
        }
        let (share, several) = values::offices(seen, policy);
        let stem = likeness::party_stem(&seen.name);
        let bare = likeness::bare(&seen.name);
        let to = stem.as_ref().is_some_and(|(_, to)| *to) || ["to", "接收方", "对方", "收文单位"].contains(&bare.as_str());
        let by = stem.as_ref().is_some_and(|(_, to)| !*to) || ["by", "org:resource", "org:group"].contains(&bare.as_str());
        let sure = if share >= 0.6 {
            share
        } else if (to || by) && share > 0.0 {
            0.6
        } else {
            continue;
        };
        let key = if to { "to" } else { "by" };
        if !draft.event.iter().any(|line| line.key == key) {
            draft.event.push(Line::new(key, values::party(seen, several && to), sure, seen));
            draft.used.push(seen.at);
        }
    }
}

fn attributes(look: &Look<'_>, policy: &Declared, draft: &mut Draft) {
    let mut pairs = Vec::new();
    for seen in look.columns.iter().filter(|seen| !draft.used.contains(&seen.at)) {
        let header = seen.name.strip_prefix("case:").unwrap_or(&seen.name);
        pairs.extend(policy.attributes.iter().map(|known| (likeness::declared(header, &known.name.value, &known.title), seen, known)));
    }
    pairs.retain(|(sure, ..)| *sure >= LEAST);
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut named: Vec<&str> = Vec::new();
    for (sure, seen, known) in pairs {
        if draft.used.contains(&seen.at) || named.contains(&known.name.value.as_str()) {
            continue;
        }
        if let Some(line) = values::attribute(seen, known, sure) {
            let list = if is_of_records(policy, known) { &mut draft.attributes } else { &mut draft.event_attributes };
            list.push(line);
            draft.used.push(seen.at);
            named.push(&known.name.value);
        }
    }
}
