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
    Parties(&'s [&'s Party<'s>]),
    /// Any of these, told at a place.
    Told(Vec<Cow<'s, Party<'s>>>),
}

/// One recipient of an instance.
#[derive(Clone, Debug)]
pub enum Receives<'s> {
    Anyone,
    Office {
        id: PartyId,
        level: Asked<'s>,
    },
    Party(&'s Party<'s>),
    /// A party told as a bare name.
    Told(Box<Party<'s>>),
}

/// The level a recipient must have.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked<'s> {
    Any,
    Level(LevelId),
    /// A level that is not declared, as written.
    Written(&'s str),
}

/// Calls `owed` for each who owes: one instance each.
pub fn each_bearer<'s>(view: &View<'s>, bearer: Option<&'s Bearer>, owed: &mut dyn FnMut(Owes<'s>)) {
    if let Some(owes) = owed_by_one(view.event(), bearer) {
        return owed(owes);
    }
    let to = view.event().map_or(&[][..], |event| event.to);
    match bearer {
        Some(Bearer::EachTriggerTo) => to.chunks(1).for_each(|one| owed(Owes::Parties(one))),
        Some(Bearer::At(look)) => {
            let found = parties_at(view, look);
            owed(if found.is_empty() { Owes::Anyone } else { Owes::Told(found) });
        }
        _ => {}
    }
}

/// Who owes, where the trigger alone tells and it is one instance; none where more is asked.
pub fn owed_by_one<'s>(trigger: Option<&'s Event<'s>>, bearer: Option<&'s Bearer>) -> Option<Owes<'s>> {
    let to = trigger.map_or(&[][..], |event| event.to);
    let parties = |list: &'s [&'s Party<'s>]| if list.is_empty() { Owes::Anyone } else { Owes::Parties(list) };
    Some(match bearer {
        None => Owes::Anyone,
        Some(Bearer::Any(offices)) => Owes::Offices(offices),
        Some(Bearer::TriggerBy) => parties(trigger.map_or(&[], |event| event.by.as_slice())),
        Some(Bearer::TriggerTo) => parties(to),
        Some(Bearer::EachTriggerTo) if to.is_empty() => Owes::Anyone,
        Some(Bearer::EachTriggerTo | Bearer::At(_)) => return None,
    })
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

/// Calls `received` for each recipient of one addressee: one instance each. False, with the causes noted, where
/// the level that is asked or the recipients themselves are not told.
pub fn each_recipient<'s>(view: &View<'s>, addressee: Option<&'s Addressee>, received: &mut dyn FnMut(Receives<'s>)) -> bool {
    match addressee {
        None => received(Receives::Anyone),
        Some(Addressee::Office { id, level }) => match asked(view, *level) {
            Some(level) => received(Receives::Office { id: *id, level }),
            None => return false,
        },
        Some(Addressee::At { look, .. }) => {
            let found = parties_at(view, look);
            if found.is_empty() {
                if !matches!(look.at, Spot::Trigger(Field::By(Of::Party) | Field::To(Of::Party))) {
                    view.blame(Cause::Missing(look.shown.clone()));
                    return false;
                }
                received(Receives::Anyone);
            }
            for party in found {
                received(match party {
                    Cow::Borrowed(party) => Receives::Party(party),
                    Cow::Owned(party) => Receives::Told(Box::new(party)),
                });
            }
        }
    }
    true
}

fn asked<'s>(view: &View<'s>, level: Level) -> Option<Asked<'s>> {
    let by = view.event().and_then(|event| event.by);
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
        match (self, event.by) {
            (Owes::Anyone, _) => true,
            (_, None) => !each,
            (Owes::Offices(offices), Some(by)) => offices.iter().any(|office| by.is(*office)),
            (Owes::Parties(parties), Some(by)) => parties.iter().any(|party| party.same(by)),
            (Owes::Told(parties), Some(by)) => parties.iter().any(|party| party.same(by)),
        }
    }

    /// As a verdict shows it: the party id, else what the record tells.
    pub fn shown(&self, view: &View<'s>) -> Option<Cow<'s, str>> {
        let register = &view.plan.vocabulary().register;
        match self {
            Owes::Anyone => None,
            Owes::Offices(offices) => joined(offices.iter().map(|id| Cow::Borrowed(register.office(*id).id.as_str()))),
            Owes::Parties(parties) => joined(parties.iter().filter_map(|party| shown(view, party))),
            Owes::Told(parties) => joined(parties.iter().filter_map(|party| match party {
                Cow::Borrowed(party) => shown(view, party),
                Cow::Owned(party) => told(view, party),
            })),
        }
    }
}

/// One word as it is, several with commas between them.
fn joined<'s>(mut words: impl Iterator<Item = Cow<'s, str>>) -> Option<Cow<'s, str>> {
    let first = words.next()?;
    Some(words.fold(first, |all, word| Cow::Owned(format!("{all},{word}"))))
}

impl<'s> Receives<'s> {
    /// Whether an event went to this recipient. One without `to` counts for none.
    pub fn got(&self, event: &Event<'_>) -> bool {
        match self {
            Receives::Anyone => true,
            Receives::Office { id, level } => event.to.iter().any(|to| to.is(*id) && level.fits(to)),
            Receives::Party(party) => event.to.iter().any(|to| to.same(party)),
            Receives::Told(party) => event.to.iter().any(|to| to.same(party)),
        }
    }

    /// As a verdict shows it: as the rule names it; for one taken from an event, its id, else its name.
    pub fn shown(&self, view: &View<'s>) -> Option<Cow<'s, str>> {
        match self {
            Receives::Anyone => None,
            Receives::Office { id, .. } => Some(Cow::Borrowed(view.plan.vocabulary().register.office(*id).id.as_str())),
            Receives::Party(party) => shown(view, party),
            Receives::Told(party) => told(view, party),
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
fn shown<'s>(view: &View<'s>, party: &'s Party<'s>) -> Option<Cow<'s, str>> {
    declared(view, party).or_else(|| party.shown().map(Cow::Borrowed))
}

fn told<'s>(view: &View<'s>, party: &Party<'s>) -> Option<Cow<'s, str>> {
    declared(view, party).or_else(|| party.shown().map(|text| Cow::Owned(text.to_owned())))
}

fn declared<'s>(view: &View<'s>, party: &Party<'_>) -> Option<Cow<'s, str>> {
    party.found.map(|found| Cow::Borrowed(view.plan.vocabulary().register.office(found).id.as_str()))
}
