//! Acts of officers: they are events, kept like any other, with who entered them and when.

use super::judged::one;
use super::offer::{Offer, offers};
use super::record::whole;
use super::{Answer, Ask, draw};
use crate::ingest::Place;
use crate::lang::Bilingual;
use crate::monitor::access::reading::Whole;
use crate::monitor::order::{Entry, EntryKind, Order, PAGE, Reply, Trouble};
use crate::monitor::text::BESIDE;
use crate::plan::Plan;
use crate::policy::declare::Type;
use crate::report::moment;
use crate::say;
use crate::time::instant::MINUTE;
use crate::time::spelling;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// The attribute that holds what an officer wrote, where the policy declares it.
pub const WORDS: &str = "explanation";

/// So many characters of it.
const LONGEST: usize = 4_000;

/// How long the desk may take to keep something.
const PATIENCE: Duration = Duration::from_secs(20);

pub fn acknowledge(ask: &Ask<'_>) -> Result<Answer, Trouble> {
    let Some(whole) = whole(ask)? else { return Ok(Answer::NotFound) };
    let number = ask.given("warning").parse::<i64>().ok();
    let Some(warning) = whole.warnings.iter().find(|warning| Some(warning.number) == number) else { return Ok(Answer::NotFound) };
    if warning.acknowledged.is_none() {
        let body = json!({ "warning": warning.number, "by": author(ask) }).to_string();
        if let Some(refused) = keep(ask, EntryKind::Acknowledgement, body)? {
            return Ok(refused);
        }
        ask.note("acknowledge", &named(&whole), "done")?;
    }
    Ok(back(&whole))
}

pub fn event(ask: &Ask<'_>) -> Result<Answer, Trouble> {
    let Some(whole) = whole(ask)? else { return Ok(Answer::NotFound) };
    let plan = &*whole.plan;
    let offered = one(plan, &whole.text, whole.as_of, |_, verdicts| offers(plan, verdicts)).unwrap_or_default();
    let wanted = |offer: &&Offer| offer.event == ask.given("event") && offer.sort.word() == ask.given("sort");
    let Some(offer) = offered.iter().find(wanted) else {
        return Ok(refuse(
            ask,
            &say!("这条记录现在不能登记这件事;它的情况可能刚刚变了。"; "This cannot be entered for the record now; it may just have changed."),
        ));
    };
    if offer.sort.is_grant() && !ask.session.as_ref().is_some_and(|session| session.user.role.grants()) {
        ask.note("denied", &named(&whole), offer.sort.word())?;
        return Ok(Answer::NotFound);
    }
    let (event, beside) = match told(ask, plan, offer) {
        Ok(told) => told,
        Err(why) => return Ok(refuse(ask, &why)),
    };
    let mut body = json!({ "id": whole.id, "kind": whole.kind, "policy": plan.id(), "events": [event] });
    if let Some(words) = beside {
        body[BESIDE] = Value::from(words);
    }
    let body = body.to_string();
    if let Some(refused) = keep(ask, EntryKind::Record, body)? {
        return Ok(refused);
    }
    ask.note(offer.sort.word(), &named(&whole), "done")?;
    Ok(back(&whole))
}

/// The event as the form tells it, and the words that go beside it.
fn told(ask: &Ask<'_>, plan: &Plan, offer: &Offer) -> Result<(Value, Option<String>), Bilingual> {
    let zone = &plan.vocabulary().zone;
    let at = ask.given("at");
    let when = spelling::time(at, zone).map_err(|_| say!("时间读不出:{at}"; "this is no time: {at}"))?;
    if when.earliest > ask.now.plus(MINUTE) {
        return Err(say!("时间在将来:{at}"; "the time lies in the future: {at}"));
    }
    let mut attributes = Map::new();
    for name in &offer.has {
        let given = ask.given(&format!("has.{name}"));
        let kind = plan.policy.declared.attributes.iter().find(|attribute| attribute.name.value == *name).map(|attribute| attribute.kind);
        let value = match kind {
            // a box that is not ticked is not sent
            Some(Type::Boolean) => Value::from(given == "true"),
            _ if given.is_empty() => continue,
            Some(Type::Whole) => {
                given.parse::<i64>().map(Value::from).map_err(|_| say!("{given} 不是整数"; "{given} is no whole number"))?
            }
            Some(Type::Number) => match given.parse::<f64>() {
                Ok(number) if number.is_finite() => Value::from(number),
                _ => return Err(say!("{given} 不是数"; "{given} is no number")),
            },
            Some(Type::List) => given.split(['、', ',', ',']).map(str::trim).filter(|item| !item.is_empty()).map(Value::from).collect(),
            _ => Value::from(given),
        };
        put(&mut attributes, name, value);
    }
    let words: String = ask.given("words").chars().take(LONGEST).collect();
    if words.is_empty() && !offer.sort.is_grant() {
        return Err(say!("请写明原因"; "say why"));
    }
    // a policy that declares it may ask for it in its rules; to others it would be an attribute that nobody knows
    let mut beside = Some(words).filter(|words| !words.is_empty());
    if plan.policy.declared.attributes.iter().any(|attribute| attribute.name.value == WORDS)
        && let Some(words) = beside.take()
    {
        attributes.insert(WORDS.to_owned(), Value::from(words));
    }
    let recorded_at = moment::rfc3339(ask.now, zone).to_string();
    // two acts of the same kind in the same minute are two
    let id = format!("desk-{}-{}", offer.event, ask.now.0);
    let mut event = json!({ "id": id, "type": offer.event, "at": at, "recorded_at": recorded_at, "attributes": attributes });
    if let (Some(by), Some(object)) = (&offer.by, event.as_object_mut()) {
        object.insert("by".to_owned(), Value::from(by.as_str()));
    }
    Ok((event, beside))
}

/// Puts a value at a dotted path.
fn put(attributes: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => _ = attributes.insert(path.to_owned(), value),
        Some((first, rest)) => {
            let inner = attributes.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if let Some(inner) = inner.as_object_mut() {
                put(inner, rest, value);
            }
        }
    }
}

/// Has the desk keep an entry; the answer where it did not.
fn keep(ask: &Ask<'_>, kind: EntryKind, body: String) -> Result<Option<Answer>, Trouble> {
    let entry = Entry { kind, author: author(ask), source: PAGE.to_owned(), place: Place::start(0), body };
    let (reply, answer) = Reply::waiting();
    let gone = || Trouble(say!("值班台没有应答"; "the desk does not answer"));
    if !(ask.pages.tell)(Order::Take(vec![entry], None, reply)) {
        return Err(gone());
    }
    let receipt = answer.recv_timeout(PATIENCE).map_err(|_| gone())??;
    Ok(receipt.rejected.first().map(|error| refuse(ask, &error.fault.words())))
}

fn author(ask: &Ask<'_>) -> String {
    ask.session.as_ref().map(|session| session.user.name.clone()).unwrap_or_default()
}

fn named(whole: &Whole) -> String {
    format!("{} {}", whole.kind, whole.id)
}

fn back(whole: &Whole) -> Answer {
    Answer::See(format!("/record/{}", whole.number.0), None)
}

fn refuse(ask: &Ask<'_>, why: &Bilingual) -> Answer {
    Answer::Refused(draw::refused(ask, why))
}
