//! Who bears, who receives: parties of a record against what a rule names.

use super::view::View;
use crate::policy::rule::{Addressee, Bearer, Level};
use crate::record::look::{Field, Of, Spot};
use crate::record::register::LevelId;
use crate::record::scene::{Cause, Found, Item, Scene};
use crate::record::{Event, Party, PartyId};
use std::borrow::Cow;

/// Who owes an instance.
#[derive(Clone, Debug)]
pub enum Owes<'s> {
    /// Nobody in particular: anyone may act.
    Anyone,
    Offices(&'s [PartyId]),
    /// Any of these parties of the record.
    Parties(Vec<Cow<'s, Party<'s>>>),
}

/// One recipient of an instance.
#[derive(Clone, Debug)]
pub enum Receives<'s> {
    Anyone,
    Office { id: PartyId, level: Asked<'s> },
    Party(Cow<'s, Party<'s>>),
}

/// The level a recipient must have.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked<'s> {
    Any,
    Level(LevelId),
    /// A level that is not declared, as written.
    Written(&'s str),
}

/// The parties who owe: one entry an instance.
pub fn bearers<'s>(view: &View<'s>, bearer: Option<&'s Bearer>) -> Vec<Owes<'s>> {
    let trigger = view.event();
    let parties = |list: Vec<&'s Party<'s>>| {
        if list.is_empty() { Owes::Anyone } else { Owes::Parties(list.into_iter().map(Cow::Borrowed).collect()) }
    };
    match bearer {
        None => vec![Owes::Anyone],
        Some(Bearer::Any(offices)) => vec![Owes::Offices(offices)],
        Some(Bearer::TriggerBy) => vec![parties(trigger.and_then(|e| e.by.as_ref()).into_iter().collect())],
        Some(Bearer::TriggerTo) => vec![parties(trigger.map(|e| e.to.iter().collect()).unwrap_or_default())],
        Some(Bearer::EachTriggerTo) => {
            let each: Vec<Owes<'s>> = trigger.map(|e| e.to.iter().map(|p| parties(vec![p])).collect()).unwrap_or_default();
            if each.is_empty() { vec![Owes::Anyone] } else { each }
        }
        Some(Bearer::At(look)) => {
            let found = parties_at(view, look);
            vec![if found.is_empty() { Owes::Anyone } else { Owes::Parties(found) }]
        }
    }
}

fn parties_at<'s>(view: &View<'s>, look: &'s crate::record::look::Look) -> Vec<Cow<'s, Party<'s>>> {
    let register = &view.plan.vocabulary().register;
    let party = |item: &Item<'s>| match item {
        Item::Party(party) | Item::Role(party) | Item::Level(party) => Some(Cow::Borrowed(*party)),
        Item::Text(text) => Some(Cow::Owned(register.named(Cow::Borrowed(text)))),
        Item::Value(value) => value.text().map(|text| Cow::Owned(register.named(Cow::Borrowed(text)))),
        _ => None,
    };
    match view.lookup(look) {
        Found::One(item) => party(&item).into_iter().collect(),
        Found::Many(items) | Found::Some(items) => items.iter().filter_map(party).collect(),
        _ => Vec::new(),
    }
}

/// The recipients of one addressee: one instance each. None where the level that is asked is not told.
pub fn recipients<'s>(view: &View<'s>, addressee: &'s Addressee) -> Option<Vec<Receives<'s>>> {
    match addressee {
        Addressee::Office { id, level } => Some(vec![Receives::Office { id: *id, level: asked(view, *level)? }]),
        Addressee::At { look, .. } => {
            let found = parties_at(view, look);
            if !found.is_empty() {
                return Some(found.into_iter().map(Receives::Party).collect());
            }
            match &look.at {
                Spot::Trigger(Field::By(Of::Party) | Field::To(Of::Party)) => Some(vec![Receives::Anyone]),
                _ => {
                    view.blame(Cause::Missing(look.shown.clone()));
                    None
                }
            }
        }
    }
}

fn asked<'s>(view: &View<'s>, level: Level) -> Option<Asked<'s>> {
    let by = view.event().and_then(|event| event.by.as_ref());
    match level {
        Level::Any => Some(Asked::Any),
        Level::Exactly(id) => Some(Asked::Level(id)),
        Level::Same | Level::OneUp => {
            let Some((by, written)) = by.and_then(|by| by.level.as_deref().map(|level| (by, level))) else {
                view.blame(Cause::Missing("by.level".to_owned()));
                return None;
            };
            match (level, by.level_found) {
                (Level::Same, Some(id)) => Some(Asked::Level(id)),
                (Level::Same, None) => Some(Asked::Written(written)),
                (_, Some(LevelId(n))) if n > 0 => Some(Asked::Level(LevelId(n - 1))),
                _ => {
                    view.blame(Cause::InvalidValue("by.level".to_owned()));
                    None
                }
            }
        }
    }
}

impl<'s> Owes<'s> {
    /// Whether an event was done by one who owes it. An event without `by` counts, unless each bearer owes it.
    pub fn did(&self, event: &Event<'_>, each: bool) -> bool {
        match (self, &event.by) {
            (Owes::Anyone, _) => true,
            (_, None) => !each,
            (Owes::Offices(offices), Some(by)) => offices.iter().any(|office| by.is(*office)),
            (Owes::Parties(parties), Some(by)) => parties.iter().any(|party| party.same(by)),
        }
    }

    /// As a verdict shows it: the party id, else what the record tells.
    pub fn shown(&self, view: &View<'s>) -> Option<Cow<'s, str>> {
        let register = &view.plan.vocabulary().register;
        let join = |words: Vec<&'s str>| match words.len() {
            0 => None,
            1 => Some(Cow::Borrowed(words[0])),
            _ => Some(Cow::Owned(words.join(","))),
        };
        match self {
            Owes::Anyone => None,
            Owes::Offices(offices) => join(offices.iter().map(|id| register.office(*id).id.as_str()).collect()),
            Owes::Parties(parties) => {
                let words: Vec<Cow<'s, str>> = parties.iter().filter_map(|p| shown(view, p)).collect();
                match words.len() {
                    0 => None,
                    1 => words.into_iter().next(),
                    _ => Some(Cow::Owned(words.join(","))),
                }
            }
        }
    }
}

impl<'s> Receives<'s> {
    /// Whether an event went to this recipient. One without `to` counts for none.
    pub fn got(&self, event: &Event<'_>) -> bool {
        match self {
            Receives::Anyone => true,
            Receives::Office { id, level } => event.to.iter().any(|to| to.is(*id) && level.fits(to)),
            Receives::Party(party) => event.to.iter().any(|to| to.same(party)),
        }
    }

    /// As a verdict shows it: as the rule names it; for one taken from an event, its id, else its name.
    pub fn shown(&self, view: &View<'s>) -> Option<Cow<'s, str>> {
        match self {
            Receives::Anyone => None,
            Receives::Office { id, .. } => Some(Cow::Borrowed(view.plan.vocabulary().register.office(*id).id.as_str())),
            Receives::Party(party) => shown(view, party),
        }
    }
}

impl Asked<'_> {
    pub fn fits(&self, party: &Party<'_>) -> bool {
        match self {
            Asked::Any => true,
            Asked::Level(id) => party.level_found == Some(*id),
            Asked::Written(level) => party.level.as_deref() == Some(*level),
        }
    }
}

/// A party's declared id, else its id, else its name.
fn shown<'s>(view: &View<'s>, party: &Cow<'s, Party<'s>>) -> Option<Cow<'s, str>> {
    if let Some(found) = party.found {
        return Some(Cow::Borrowed(view.plan.vocabulary().register.office(found).id.as_str()));
    }
    match party {
        Cow::Borrowed(party) => party.shown().map(Cow::Borrowed),
        Cow::Owned(party) => party.shown().map(|text| Cow::Owned(text.to_owned())),
    }
}
