//! Which events stand: a retracted one never happened and supersedes nothing, a superseded one is replaced.

use super::ndjson::Line;
use super::warning::WarningKind;
use crate::record::Event;
use bumpalo::collections::Vec as ArenaVec;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// The ids of so many events are compared one by one.
const FEW: usize = 64;

/// What an event says of itself or another.
#[derive(Clone, Debug)]
pub(super) struct Mark<'a> {
    /// The event's position.
    pub event: u32,
    pub retracted: bool,
    /// The id it replaces, and where that is written.
    pub supersedes: Option<(&'a str, usize)>,
}

/// The events that stand, in judged order. `events` are all of the record, in file order.
pub(super) fn standing<'a>(line: &mut Line<'a, '_>, mut events: ArenaVec<'a, Event<'a>>, marks: Vec<Mark<'a>>) -> &'a [Event<'a>] {
    let all_stand = marks.is_empty() && line.known_at.is_none() && !may_repeat(&events);
    if !all_stand {
        sift(line, &mut events, marks);
    }
    late(line, &events);
    if !events.is_sorted_by_key(|event| event.when.earliest) {
        events.sort_unstable_by_key(|event| (event.when.earliest, event.position));
    }
    events.into_bump_slice()
}

/// Leaves the events that stand, where not all may.
#[cold]
fn sift<'a>(line: &mut Line<'a, '_>, events: &mut ArenaVec<'a, Event<'a>>, mut marks: Vec<Mark<'a>>) {
    let unknown = unknown(line, events);
    marks.retain(|mark| !unknown.contains(&mark.event));
    if !marks.is_empty() || may_repeat(events) {
        let ids = Ids::new(events);
        ids.repeated(line, events);
        if !marks.is_empty() {
            let gone = ids.gone(line, events, &marks);
            events.retain(|event| !gone[event.position as usize]);
        }
    }
    if !unknown.is_empty() {
        events.retain(|event| !unknown.contains(&event.position));
    }
}

/// The events that were entered after the instant at which the record is looked at, by position.
fn unknown(line: &Line<'_, '_>, events: &[Event<'_>]) -> BTreeSet<u32> {
    let Some(at) = line.known_at else { return BTreeSet::new() };
    events.iter().filter(|event| event.recorded_at.is_some_and(|recorded| recorded > at)).map(|event| event.position).collect()
}

/// Warns of events that were certainly entered later than the policy allows after they happened.
fn late(line: &mut Line<'_, '_>, events: &[Event<'_>]) {
    let vocabulary = line.lexicon.vocabulary;
    let Some(allowed) = vocabulary.late_entry else { return };
    for event in events {
        let since = event.recorded_at.map_or(0, |recorded| recorded.0.saturating_sub(event.when.latest.at.0));
        if let Some(name) = event.name.filter(|_| since > allowed) {
            let at = line.starts.get(event.position as usize).copied().unwrap_or_default();
            line.warn(at, WarningKind::LateEntry, vocabulary.name(name));
        }
    }
}

/// Two ids may be equal: two of them end in the same byte. Those of few events are compared.
pub(super) fn may_repeat(events: &[Event<'_>]) -> bool {
    let mut ends = [false; 256];
    let last = |event: &Event<'_>| event.id.and_then(|id| id.as_bytes().last().copied());
    let alike = events.iter().filter_map(last).any(|byte| std::mem::replace(&mut ends[usize::from(byte)], true));
    let came = |(n, event): (usize, &Event<'_>)| event.id.is_some() && events[..n].iter().any(|before| before.id == event.id);
    alike && (events.len() > FEW || events.iter().enumerate().any(came))
}

/// Positions of the events that have an id, by id, then by position.
struct Ids {
    sorted: Vec<u32>,
}

impl Ids {
    fn new(events: &[Event<'_>]) -> Ids {
        let mut sorted: Vec<u32> = events.iter().filter(|event| event.id.is_some()).map(|event| event.position).collect();
        sorted.sort_by(|a, b| id(events, *a).cmp(id(events, *b)));
        Ids { sorted }
    }

    fn repeated(&self, line: &mut Line<'_, '_>, events: &[Event<'_>]) {
        for pair in self.sorted.windows(2) {
            if id(events, pair[0]) == id(events, pair[1]) {
                let at = line.starts.get(pair[1] as usize).copied().unwrap_or_default();
                line.warn(at, WarningKind::RepeatedEvent, id(events, pair[1]));
            }
        }
    }

    /// The part of `sorted` that has this id.
    fn with(&self, events: &[Event<'_>], wanted: &str) -> Range<usize> {
        let from = self.sorted.partition_point(|position| id(events, *position) < wanted);
        let len = self.sorted[from..].partition_point(|position| id(events, *position) == wanted);
        from..from + len
    }

    fn gone(&self, line: &mut Line<'_, '_>, events: &[Event<'_>], marks: &[Mark<'_>]) -> Vec<bool> {
        let mut gone = vec![false; events.len()];
        // of each id superseded, by its start in `sorted`: the event of this id that its first superseder spared, itself
        let mut spared: HashMap<usize, Option<usize>> = HashMap::new();
        for mark in marks {
            let own = mark.event as usize;
            if mark.retracted {
                gone[own] = true;
                continue;
            }
            let Some((wanted, at)) = &mark.supersedes else { continue };
            let named = self.with(events, wanted);
            let itself = id(events, mark.event) == *wanted;
            if named.is_empty() {
                match wanted.strip_prefix('#').and_then(|n| n.parse::<usize>().ok()).filter(|n| *n < events.len()) {
                    Some(position) if position == own => line.warn(*at, WarningKind::SupersedesItself, wanted),
                    Some(position) => gone[position] = true,
                    None => line.warn(*at, WarningKind::NoSuchEvent, wanted),
                }
                continue;
            }
            if named.len() == 1 && itself {
                line.warn(*at, WarningKind::SupersedesItself, wanted);
            }
            match spared.entry(named.start) {
                Entry::Vacant(first) => {
                    first.insert(itself.then_some(own));
                    self.sorted[named].iter().filter(|n| **n != mark.event).for_each(|n| gone[*n as usize] = true);
                }
                Entry::Occupied(mut first) => {
                    if let Some(other) = first.get_mut().take_if(|other| *other != own) {
                        gone[other] = true;
                    }
                }
            }
        }
        gone
    }
}

fn id<'e>(events: &'e [Event<'_>], position: u32) -> &'e str {
    events[position as usize].id.unwrap_or_default()
}
