//! The ledger in four colours: every open verdict that the person sees, to be filtered, sorted and searched.

use super::{Answer, Ask, draw};
use crate::lang::Lang;
use crate::monitor::access::reading::{Filter, Ledger, Line, Order};
use crate::monitor::order::Trouble;
use crate::report::{moment, words};
use crate::verdict::{Light, Status};
use minijinja::{Value, context};

/// Lines of one page.
const PAGE: usize = 50;

pub fn show(ask: &Ask<'_>) -> Result<Answer, Trouble> {
    let Some(scope) = ask.scope.as_ref().filter(|scope| scope.user().role.sees_records()) else {
        let audit = ask.session.as_ref().is_some_and(|session| session.user.role.sees_audit());
        return Ok(Answer::See(if audit { "/audit" } else { "/policies" }.to_owned(), None));
    };
    let filter = filter(ask);
    let page = ask.asked("page").parse::<usize>().unwrap_or(1).clamp(1, 100_000);
    let ledger = ask.pages.reading.ledger(scope, &filter, (page - 1) * PAGE, PAGE)?;
    let pages = usize::try_from(ledger.fitting).unwrap_or(usize::MAX).div_ceil(PAGE).max(1);
    let content = context! {
        lines => ledger.lines.iter().map(|line| told(line, ask.lang)).collect::<Vec<_>>(),
        lights => tiles(ask, &filter, &ledger),
        policies => ledger.policies.iter().map(|(id, title)| context! { id, title }).collect::<Vec<_>>(),
        policy => filter.policy.as_deref().unwrap_or_default(),
        light => filter.light.map_or("", Light::word),
        search => &filter.search,
        order => ask.asked("order"),
        fitting => ledger.fitting,
        records => ledger.records,
        page => page,
        pages => pages,
        before => (page > 1).then(|| address(ask, "page", &(page - 1).to_string())),
        after => (page < pages).then(|| address(ask, "page", &(page + 1).to_string())),
        heads => heads(ask, &filter),
        exported => exported(ask),
        as_of => shown(ask),
    };
    Ok(Answer::Page(draw::page(ask, "ledger.html", content)))
}

/// At which instant what is shown was judged.
fn shown(ask: &Ask<'_>) -> String {
    let zone = ask.pages.reading.plans().first().map(|plan| plan.vocabulary().zone).unwrap_or_default();
    moment::clock(ask.now, &zone).get(..16).unwrap_or_default().to_owned()
}

/// What the address asks for.
pub fn filter(ask: &Ask<'_>) -> Filter {
    let some = |name: &str| Some(ask.asked(name).to_owned()).filter(|text| !text.is_empty());
    let order = match ask.asked("order") {
        "due" => Order::Due,
        "rule" => Order::Rule,
        "record" => Order::Record,
        _ => Order::Urgency,
    };
    Filter {
        light: Light::ALL.into_iter().find(|light| light.word() == ask.asked("light")),
        policy: some("policy"),
        rule: some("rule"),
        search: ask.asked("search").chars().take(100).collect(),
        periodic: ask.asked("periodic") == "1",
        order,
        backwards: ask.asked("backwards") == "1",
    }
}

/// One line in words.
pub fn told(line: &Line, lang: Lang) -> Value {
    let (plan, open) = (&line.plan, &line.open);
    let rule = plan.policy.rules.get(usize::from(open.rule));
    let zone = &plan.vocabulary().zone;
    let bearer = open.bearer.as_deref().unwrap_or_default();
    let bearers: Vec<&str> = bearer.split(',').map(|word| words::office(plan, word)).collect();
    let to = open.to.as_deref().map(|to| words::office(plan, to).to_owned());
    context! {
        number => line.number.0,
        id => &line.id,
        kind => plan.policy.declared.find_kind(&line.kind).map_or(line.kind.as_str(), |kind| kind.title.as_str()),
        rule => rule.map_or("", |rule| rule.id.as_str()),
        title => rule.map_or("", |rule| rule.title.as_str()),
        policy => &plan.policy.declared.head.title,
        status => words::status(open.status, lang),
        class => class(open.status),
        light => open.light.map(Light::word),
        light_word => open.light.map(|light| words::light(light, lang)),
        due => open.due.map(|due| moment::due(due, zone).to_string()),
        bearer => bearers.join(if lang == Lang::Zh { "、" } else { ", " }),
        to => to,
        period => open.period.map(|period| period.to_string()),
    }
}

/// How grave it is, for the style.
fn class(status: Status) -> &'static str {
    match status {
        _ if status.is_violation() => "bad",
        Status::Unknown => "unknown",
        _ => "open",
    }
}

fn tiles(ask: &Ask<'_>, filter: &Filter, ledger: &Ledger) -> Vec<Value> {
    let tile = |(light, count): (Light, &u64)| {
        let chosen = filter.light == Some(light);
        let to = address(ask, "light", if chosen { "" } else { light.word() });
        context! { word => words::light(light, ask.lang), class => light.word(), count => count, chosen => chosen, to => to }
    };
    Light::ALL.into_iter().zip(&ledger.counts).map(tile).collect()
}

/// The headings by which the ledger can be sorted: pressed twice, the other way round.
fn heads(ask: &Ask<'_>, filter: &Filter) -> Value {
    let head = |name: &str, order: Order| {
        let current = filter.order == order;
        let turned = if current && !filter.backwards { "1" } else { "" };
        let to = with(ask, &[("order", name), ("backwards", turned), ("page", "")]);
        let sorted = current.then_some(if filter.backwards { "descending" } else { "ascending" });
        context! { to => to, sorted => sorted }
    };
    context! {
        record => head("record", Order::Record), rule => head("rule", Order::Rule),
        light => head("", Order::Urgency), due => head("due", Order::Due),
    }
}

fn exported(ask: &Ask<'_>) -> String {
    with(ask, &[("page", "")]).trim_start_matches('/').to_owned()
}

/// The address of this page with another value of one field; the first page again, unless it is the page that changes.
fn address(ask: &Ask<'_>, name: &str, value: &str) -> String {
    if name == "page" { with(ask, &[(name, value)]) } else { with(ask, &[(name, value), ("page", "")]) }
}

fn with(ask: &Ask<'_>, changed: &[(&str, &str)]) -> String {
    const FIELDS: [&str; 8] = ["light", "policy", "rule", "search", "periodic", "order", "backwards", "page"];
    let value = |name: &str| changed.iter().find(|(key, _)| *key == name).map_or_else(|| ask.asked(name), |(_, value)| *value);
    let fields = FIELDS.iter().map(|name| (*name, value(name))).filter(|(_, value)| !value.is_empty());
    let query: Vec<String> = fields.map(|(name, value)| format!("{name}={}", draw::encoded(value))).collect();
    if query.is_empty() { "/".to_owned() } else { format!("/?{}", query.join("&")) }
}
