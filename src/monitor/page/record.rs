//! One record: how it stands and why, what was said of it, where it comes from, what may be entered.

use super::judged::{one, setting};
use super::offer::{Offer, offers};
use super::{Answer, Ask, draw};
use crate::lang::{Bilingual, Lang};
use crate::monitor::access::reading::{Came, Warning, Whole};
use crate::monitor::board::Number;
use crate::monitor::order::Trouble;
use crate::monitor::text::BESIDE;
use crate::plan::Plan;
use crate::policy::declare::Type;
use crate::record::Record;
use crate::report::html::{timeline, verdict};
use crate::report::{moment, words};
use crate::say;
use crate::time::Zone;
use crate::verdict::Show;
use minijinja::{Value, context};

pub fn show(ask: &Ask<'_>) -> Result<Answer, Trouble> {
    let Some(whole) = whole(ask)? else { return Ok(Answer::NotFound) };
    ask.looked("view", &format!("{} {}", whole.kind, whole.id));
    let Some(shown) = draw(ask, &whole) else { return Ok(Answer::NotFound) };
    Ok(Answer::Page(shown))
}

/// The record that the path names, if the person may see it.
///
/// # Errors
/// The store.
pub fn whole(ask: &Ask<'_>) -> Result<Option<Whole>, Trouble> {
    match (&ask.scope, ask.number) {
        (Some(scope), Some(number)) => ask.pages.reading.record(scope, Number(number)),
        _ => Ok(None),
    }
}

fn draw(ask: &Ask<'_>, whole: &Whole) -> Option<String> {
    let (plan, lang) = (&*whole.plan, ask.lang);
    let zone = &plan.vocabulary().zone;
    one(plan, &whole.text, whole.as_of, |record, verdicts| {
        let plans = [plan];
        let setting = setting(&plans, whole.as_of, Show::All, lang);
        let (mut line, mut list) = (String::new(), String::new());
        timeline::write(plan, record, verdicts, &setting, &mut line);
        for (n, one) in verdicts.iter().enumerate() {
            verdict::write(plan, one, n, &setting, &mut list);
        }
        let kind = plan.policy.declared.find_kind(&whole.kind).map_or(whole.kind.as_str(), |kind| kind.title.as_str());
        let grants = ask.session.as_ref().is_some_and(|session| session.user.role.grants());
        let offered: Vec<Value> = offers(plan, verdicts)
            .iter()
            .filter(|_| ask.pages.standby.is_none())
            .filter(|offer| grants || !offer.sort.is_grant())
            .map(|offer| form(plan, offer, ask))
            .collect();
        let shown = context! {
            number => whole.number.0, id => &whole.id, kind => kind, policy => &plan.policy.declared.head.title,
            as_of => moment::as_of(whole.as_of, zone).to_string(),
            // escaped by the report
            timeline => Value::from_safe_string(line), verdicts => Value::from_safe_string(list), count => verdicts.len(),
            light => verdicts.iter().filter_map(|verdict| verdict.light).min().map(|light| light.word()),
            facts => facts(plan, record),
            warnings => whole.warnings.iter().map(|warning| warned(plan, warning, lang)).collect::<Vec<_>>(),
            entries => whole.entries.iter().map(|entry| came(entry, plan, zone)).collect::<Vec<_>>(),
            offers => offered,
        };
        draw::page(ask, "record.html", shown)
    })
}

/// What the record tells of itself, by the titles of the policy.
fn facts(plan: &Plan, record: &Record<'_>) -> Vec<Value> {
    let declared = &plan.policy.declared.attributes;
    let told = record.attributes.iter().filter(|(_, value)| !value.is_blank());
    told.map(|(name, value)| {
        let name = plan.vocabulary().name(*name);
        let codes = declared.iter().find(|attribute| attribute.name.value == name).map_or(&[][..], |attribute| &attribute.values);
        let shown = value.shown();
        let title = codes.iter().find(|(code, _)| code.value == shown).map(|(_, title)| title.clone());
        context! { name => words::title(plan, name), value => title.unwrap_or(shown) }
    })
    .collect()
}

/// A stage of warning in words; a step of an escalation stays as the policy writes it.
fn stage(word: &str) -> Option<Bilingual> {
    Some(match word {
        "blue" => say!("转蓝灯"; "turned blue"),
        "yellow" => say!("转黄灯"; "turned yellow"),
        "red" => say!("转红灯"; "turned red"),
        "past_due" => say!("已过期限"; "past due"),
        _ => return None,
    })
}

fn warned(plan: &Plan, warning: &Warning, lang: Lang) -> Value {
    let zone = &plan.vocabulary().zone;
    let body: serde_json::Value = serde_json::from_str(&warning.body).unwrap_or_default();
    let message = body.get("message").and_then(|message| message.get(if lang == Lang::Zh { "zh" } else { "en" }));
    let light = body.get("light").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    context! {
        number => warning.number, light => light,
        stage => stage(&warning.stage).map_or_else(|| warning.stage.clone(), |words| words.get(lang).to_owned()),
        who => if warning.who == "bearer" { say!("承办人"; "the bearer").get(lang).to_owned() } else { words::office(plan, &warning.who).to_owned() },
        rule => body.get("rule").and_then(serde_json::Value::as_str),
        late => body.get("late").and_then(serde_json::Value::as_bool).unwrap_or(false),
        at => moment::clock(warning.said_at, zone).to_string(), state => &warning.state,
        message => message.and_then(serde_json::Value::as_str),
        acknowledged => warning.acknowledged.as_ref().map(|(who, at)| context! { who => who, at => moment::clock(*at, zone).to_string() }),
    }
}

fn came(entry: &Came, plan: &Plan, zone: &Zone) -> Value {
    let body: serde_json::Value = entry.body.as_deref().and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default();
    let event = body.get("events").and_then(|events| events.get(0));
    let kind = event.and_then(|event| event.get("type")).and_then(serde_json::Value::as_str);
    let title = kind.map(|kind| plan.policy.declared.find_event(kind).map_or(kind, |id| plan.event_title(id)).to_owned());
    let own = event.and_then(|event| event.get("attributes")).and_then(|attributes| attributes.get(super::act::WORDS));
    let words = own.or_else(|| body.get(BESIDE));
    context! {
        at => moment::clock(entry.at, zone).to_string(), author => &entry.author, source => &entry.source, kind => &entry.kind,
        title => title, words => words.and_then(serde_json::Value::as_str),
    }
}

/// A form for one event.
fn form(plan: &Plan, offer: &Offer, ask: &Ask<'_>) -> Value {
    let zone = &plan.vocabulary().zone;
    let declared = &plan.policy.declared.attributes;
    let field = |name: &String| {
        let attribute = declared.iter().find(|attribute| attribute.name.value == *name);
        let kind = match attribute.map(|attribute| attribute.kind) {
            Some(Type::Boolean) => "checkbox",
            Some(Type::Number | Type::Whole) => "number",
            Some(Type::Date) => "date",
            _ => "text",
        };
        let codes: Vec<Value> = attribute
            .map(|attribute| attribute.values.iter().map(|(code, title)| context! { code => &code.value, title => title }).collect())
            .unwrap_or_default();
        context! { name => name, title => attribute.map_or(name.as_str(), |attribute| attribute.title.as_str()), kind => kind, codes => codes }
    };
    context! {
        sort => offer.sort.word(), event => &offer.event, title => &offer.title,
        now => moment::clock(ask.now, zone).to_string().get(..16).unwrap_or_default().replace(' ', "T"),
        fields => offer.has.iter().map(field).collect::<Vec<_>>(),
    }
}
