//! A table where a row is a record: its columns of times are events.

use super::seen::{Look, Seen};
use super::write::{Draft, Line, Note, quoted};
use super::{LEAST, id, likeness, values};
use crate::policy::declare::{Attribute, Declared, Event};

/// An event that a column tells the time of.
struct Happens<'l> {
    name: String,
    /// What the column is called without the word for time.
    stem: String,
    seen: &'l Seen,
    sure: f64,
    /// The column of the time of day.
    clock: Option<&'l Seen>,
    by: Option<String>,
    to: Option<String>,
    attributes: Vec<String>,
    has: Vec<String>,
    notes: Vec<String>,
}

/// Columns of times and the events that they are most likely of, each of both once, with the likeness.
pub fn events<'l, 'p>(look: &'l Look<'_>, policy: &'p Declared) -> Vec<(f64, &'l Seen, &'p Event)> {
    let happening = policy.events.iter().filter(|event| event.of.is_empty());
    let mut pairs: Vec<(f64, &Seen, &Event)> = Vec::new();
    for event in happening {
        for seen in look
            .columns
            .iter()
            .filter(|seen| seen.times.is_some() || (seen.filled == 0 && likeness::event_stem(&seen.name) != likeness::bare(&seen.name)))
        {
            pairs.push((likeness::event(&seen.name, &event.name.value, &event.title), seen, event));
        }
    }
    best(pairs, |seen| seen.at, |event| event.name.value.as_str())
}

/// The best pairs, each column and each name once.
fn best<'l, 'p, T>(
    mut pairs: Vec<(f64, &'l Seen, &'p T)>,
    column: impl Fn(&Seen) -> u32,
    name: impl Fn(&'p T) -> &'p str,
) -> Vec<(f64, &'l Seen, &'p T)> {
    pairs.retain(|(sure, ..)| *sure >= LEAST);
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut taken: Vec<(f64, &Seen, &T)> = Vec::new();
    for pair in pairs {
        if !taken.iter().any(|(_, seen, other)| column(seen) == column(pair.1) || name(other) == name(pair.2)) {
            taken.push(pair);
        }
    }
    taken.sort_by_key(|(_, seen, _)| column(seen));
    taken
}

pub fn draft(look: &Look<'_>, policy: Option<&Declared>) -> Draft {
    let mut draft = Draft::default();
    if let Some(seen) = id(look, true) {
        draft.head.push(Line::new("id", quoted(&seen.key), sure_of_id(seen), seen));
        draft.used.push(seen.at);
    }
    let Some(policy) = policy else {
        for seen in look.columns.iter().filter(|seen| seen.times.is_some() && !draft.used.contains(&seen.at)) {
            let (value, note) = values::time(seen);
            let value = if value.starts_with('{') { format!("{{ at = {value} }}") } else { value };
            let line = Line { note, ..Line::new(&likeness::event_stem(&seen.name), value, 0.5, seen) };
            if !draft.events.iter().any(|other| other.key == line.key) {
                draft.events.push(line);
            }
        }
        draft.used.extend(look.columns.iter().filter(|seen| seen.times.is_some()).map(|seen| seen.at));
        draft.used.sort_unstable();
        draft.used.dedup();
        return draft;
    };
    let dated = dated(look, policy, &draft);
    let mut happens: Vec<Happens<'_>> = events(look, policy)
        .into_iter()
        .filter(|(sure, seen, _)| !draft.used.contains(&seen.at) && !dated.iter().any(|(other, at, _)| at.at == seen.at && other > sure))
        .map(|(sure, seen, event)| happens(sure, seen, event))
        .collect();
    draft.used.extend(happens.iter().map(|event| event.seen.at));
    clocks(look, &mut happens, &mut draft);
    parties(look, policy, &mut happens, &mut draft);
    attributes(look, policy, &mut happens, &mut draft);
    kind(look, policy, &mut draft);
    draft.events.extend(happens.iter().map(line));
    draft
}

fn sure_of_id(seen: &Seen) -> f64 {
    if seen.distinct == seen.filled { 0.9 } else { 0.6 }
}

fn happens<'l>(sure: f64, seen: &'l Seen, event: &Event) -> Happens<'l> {
    Happens {
        name: event.name.value.clone(),
        stem: likeness::event_stem(&seen.name),
        seen,
        sure,
        clock: None,
        by: None,
        to: None,
        attributes: Vec::new(),
        has: event.has.iter().map(|name| name.value.clone()).collect(),
        notes: Vec::new(),
    }
}

/// Columns of times that are more like an attribute's title.
fn dated<'l>(look: &'l Look<'_>, policy: &Declared, draft: &Draft) -> Vec<(f64, &'l Seen, String)> {
    let free = look.columns.iter().filter(|seen| seen.times.is_some() && !draft.used.contains(&seen.at));
    free.flat_map(|seen| {
        policy
            .attributes
            .iter()
            .map(move |known| (likeness::declared(&seen.name, &known.name.value, &known.title), seen, known.name.value.clone()))
    })
    .filter(|(sure, ..)| *sure >= LEAST)
    .collect()
}

/// Times of day that stand beside a date.
fn clocks<'l>(look: &'l Look<'_>, happens: &mut [Happens<'l>], draft: &mut Draft) {
    for seen in look.columns.iter().filter(|seen| seen.clocks && seen.times.is_none()) {
        if draft.is_used(seen) {
            continue;
        }
        let stem = likeness::event_stem(&seen.name);
        let dated = |event: &&mut Happens<'_>| event.stem == stem && event.seen.times.is_none_or(|times| !times.clock);
        if let Some(event) = happens.iter_mut().find(dated) {
            event.clock = Some(seen);
            draft.used.push(seen.at);
        }
    }
}

fn parties(look: &Look<'_>, policy: &Declared, happens: &mut [Happens<'_>], draft: &mut Draft) {
    let mut found = Vec::new();
    for seen in look.columns.iter().filter(|seen| !draft.used.contains(&seen.at)) {
        let Some((stem, to)) = likeness::party_stem(&seen.name) else { continue };
        let (share, several) = values::offices(seen, policy);
        let like = |event: &Happens<'_>| likeness::between(&stem, &event.stem);
        let best = (0..).zip(happens.iter()).map(|(n, event)| (like(event), n)).max_by(|a, b| a.0.total_cmp(&b.0));
        match best {
            Some((sure, n)) if sure >= 0.7 && (share >= 0.5 || sure > 0.95) => found.push((n, to, values::party(seen, several), seen)),
            _ => {}
        }
    }
    for (n, to, value, seen) in found {
        let Some(event) = happens.get_mut::<usize>(n) else { continue };
        let side = if to { &mut event.to } else { &mut event.by };
        if side.is_none() {
            *side = Some(value);
            draft.used.push(seen.at);
        }
    }
}

fn attributes(look: &Look<'_>, policy: &Declared, happens: &mut [Happens<'_>], draft: &mut Draft) {
    // a header that names the event too: 立案文号
    for seen in look.columns.iter() {
        for event in happens.iter_mut() {
            let Some(rest) = likeness::bare(&seen.name).strip_prefix(&event.stem).map(str::to_owned).filter(|rest| !rest.is_empty()) else {
                continue;
            };
            let carried = policy.attributes.iter().filter(|known| event.has.contains(&known.name.value));
            let best =
                carried.map(|known| (likeness::declared(&rest, &known.name.value, &known.title), known)).max_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((sure, known)) = best.filter(|(sure, _)| *sure >= 0.75 && !draft.used.contains(&seen.at)) {
                carry(event, seen, known, sure, draft);
            }
        }
    }
    let free: Vec<&Seen> = look.columns.iter().filter(|seen| !draft.used.contains(&seen.at)).collect();
    let pairs = free.iter().flat_map(|seen| {
        policy.attributes.iter().map(|known| (likeness::declared(&seen.name, &known.name.value, &known.title), *seen, known))
    });
    for (sure, seen, known) in best(pairs.collect(), |seen| seen.at, |known| known.name.value.as_str()) {
        if is_of_records(policy, known) {
            draft.attributes.extend(values::attribute(seen, known, sure).inspect(|_| draft.used.push(seen.at)));
            continue;
        }
        for event in happens.iter_mut() {
            carry(event, seen, known, sure, draft);
        }
    }
}

/// Whether records carry an attribute, or nobody is declared to.
pub fn is_of_records(policy: &Declared, known: &Attribute) -> bool {
    let name = &known.name.value;
    let by_records = policy.kinds.iter().any(|kind| kind.has.iter().any(|has| has.value == *name));
    by_records || !policy.events.iter().any(|event| event.has.iter().any(|has| has.value == *name))
}

fn carry(event: &mut Happens<'_>, seen: &Seen, known: &Attribute, sure: f64, draft: &mut Draft) {
    if !event.has.contains(&known.name.value) {
        return;
    }
    if let Some(line) = values::attribute(seen, known, sure) {
        if let Some(Note::Values(values)) = line.note {
            event.notes.extend(values);
        }
        event.attributes.push(format!("{} = {}", line.key, line.value));
        // carried by this one alone
        event.has.retain(|name| *name != known.name.value);
        if !draft.used.contains(&seen.at) {
            draft.used.push(seen.at);
        }
    }
}

/// The kind of records: a column that names it, or the kind that has most of the attributes found.
pub fn kind(look: &Look<'_>, policy: &Declared, draft: &mut Draft) {
    if policy.kinds.is_empty() {
        return;
    }
    let code =
        |text: &str| policy.kinds.iter().find(|kind| kind.name.value == text || kind.title == text).map(|kind| kind.name.value.as_str());
    let is_kind = |seen: &&Seen| seen.filled > 0 && seen.values.iter().all(|(text, _)| code(text).is_some()) && !draft.is_used(seen);
    if let Some(seen) = look.columns.iter().find(is_kind) {
        let map: Vec<String> =
            seen.values.iter().filter_map(|(text, _)| Some(format!("{} = {}", quoted(text), quoted(code(text)?)))).collect();
        let value = format!("{{ column = {}, values = {{ {} }} }}", quoted(&seen.key), map.join(", "));
        draft.head.push(Line::new("kind", value, 0.95, seen));
        draft.used.push(seen.at);
        return;
    }
    let shared = |kind: &crate::policy::declare::Kind| {
        let named = |line: &&Line| kind.has.iter().any(|has| super::write::key_of(&has.value) == line.key);
        draft.attributes.iter().filter(named).count()
    };
    let most = policy.kinds.iter().map(|kind| (shared(kind), kind)).max_by_key(|(shared, kind)| (*shared, kind.name.value == "case"));
    match most {
        Some((1.., kind)) if kind.name.value != "case" => {
            let value = quoted(&kind.name.value);
            draft.head.push(Line { key: "kind".to_owned(), value, sure: 0.6, examples: Vec::new(), note: None });
        }
        _ => {}
    }
}

fn line(event: &Happens<'_>) -> Line {
    let (at, ambiguous) = values::time(event.seen);
    let at = match event.clock {
        Some(clock) => format!("{{ date = {}, time = {} }}", quoted(&event.seen.key), quoted(&clock.key)),
        None => at,
    };
    let mut parts = vec![format!("at = {at}")];
    parts.extend(event.by.iter().map(|by| format!("by = {by}")));
    parts.extend(event.to.iter().map(|to| format!("to = {to}")));
    if !event.attributes.is_empty() {
        parts.push(format!("attributes = {{ {} }}", event.attributes.join(", ")));
    }
    let simple = parts.len() == 1 && at.starts_with('"');
    let value = if simple { at } else { format!("{{ {} }}", parts.join(", ")) };
    let note = ambiguous.or_else(|| (!event.notes.is_empty()).then(|| Note::Values(event.notes.clone())));
    Line { note, ..Line::new(&event.name, value, event.sure, event.seen) }
}
