//! The event that a row tells.

use super::aim::Target;
use super::cells::Cells;
use super::{Odd, put};
use crate::ingest::fault::Place;
use crate::ingest::lexicon::Lexicon;
use crate::ingest::sheaf::Sheet;
use crate::ingest::warning::WarningKind;
use crate::mapping::convert::pick::Pick;
use crate::mapping::convert::plan::{Happening, Person};
use crate::mapping::convert::value::NotPlain;
use crate::record::{Attributes, Event, NameId, Party};
use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use std::borrow::Cow;

/// A row that has been cut.
pub(super) struct Row<'r, 'b> {
    pub cells: &'r Cells,
    pub text: &'b str,
    pub sheet: &'b Sheet,
    pub lexicon: &'b Lexicon<'b>,
    pub arena: &'b Bump,
    pub line: u64,
}

impl<'b> Row<'_, 'b> {
    /// Fills in the event that the row tells; false where it tells none.
    pub fn event(&self, happening: &'b Happening, target: &Target, event: &mut Event<'b>, odd: &mut Odd<'b>) -> Result<bool, NotPlain> {
        for test in &happening.when {
            if !test.holds_for(self.cells.get(Some(test.column()), self.text)?) {
                return Ok(false);
            }
        }
        let at = happening.at.as_ref().ok_or(NotPlain)?;
        let when = at.when(self.cell(at)?, &self.sheet.plan.zones, &self.lexicon.vocabulary.zone)?;
        let typed = match &happening.what {
            None => Some(target.name),
            Some(what) => self.event_type(what, odd)?,
        };
        let (when, name) = match (when, typed) {
            (Some(when), Some(name)) => (when, name),
            (None, None) => return Ok(false),
            // a time is missing
            (None, Some(_)) if happening.is_row || !happening.when.is_empty() => return Err(NotPlain),
            (None, Some(_)) => return Ok(false),
            // a type is missing, or it is to be ignored
            (Some(_), None) => {
                let empty = happening.what.as_ref().is_none_or(|what| self.cell(what).is_ok_and(str::is_empty));
                return if empty { Err(NotPlain) } else { Ok(false) };
            }
        };
        (event.when, event.name) = (when, name);
        event.by = self.by(&happening.by, odd)?;
        event.to = self.to(&happening.to, odd)?;
        if self.cells.tell(target.notes) {
            self.notes(happening, event)?;
        }
        if self.cells.tell(target.attributes) {
            event.attributes = self.attributes(&happening.attributes, target)?;
        }
        Ok(true)
    }

    /// What few rows tell.
    #[inline(never)]
    fn notes(&self, happening: &'b Happening, event: &mut Event<'b>) -> Result<(), NotPlain> {
        if self.is_told(&happening.supersedes)? || self.flag(&happening.retracted)? {
            return Err(NotPlain);
        }
        if let Some(pick) = &happening.recorded_at {
            let when = pick.when(self.cell(pick)?, &self.sheet.plan.zones, &self.lexicon.vocabulary.zone)?;
            event.recorded_at = when.map(|when| when.earliest);
        }
        if let Some(pick) = &happening.id {
            event.id = self.word(pick)?;
        }
        Ok(())
    }

    #[inline]
    fn cell(&self, pick: &Pick) -> Result<&'b str, NotPlain> {
        self.cells.of(pick, self.text)
    }

    fn word(&self, pick: &'b Pick) -> Result<Option<&'b str>, NotPlain> {
        pick.said(self.cell(pick)?)
    }

    fn is_told(&self, pick: &'b Option<Pick>) -> Result<bool, NotPlain> {
        pick.as_ref().map_or(Ok(false), |pick| self.word(pick).map(|word| word.is_some()))
    }

    fn flag(&self, pick: &Option<Pick>) -> Result<bool, NotPlain> {
        pick.as_ref().map_or(Ok(false), |pick| Ok(pick.flag(self.cell(pick)?)? == Some(true)))
    }

    /// None where the row tells none; else the name, if the policy declares it.
    fn event_type(&self, what: &'b Pick, odd: &mut Odd<'b>) -> Result<Option<Option<NameId>>, NotPlain> {
        let Some(text) = self.word(what)? else { return Ok(None) };
        match self.lexicon.name(text) {
            Some((name, known)) if known.event => Ok(Some(Some(name))),
            _ => {
                odd.push((WarningKind::UnknownEvent, text, self.place_of(what)?));
                Ok(Some(None))
            }
        }
    }

    /// The first one that is told.
    fn by(&self, people: &'b [Person], odd: &mut Odd<'b>) -> Result<Option<&'b Party<'b>>, NotPlain> {
        for person in people {
            let Person::Word(pick) = person else { return Err(NotPlain) };
            if let Some(word) = self.word(pick)? {
                return self.party(word, pick, odd).map(Some);
            }
        }
        Ok(None)
    }

    fn to(&self, people: &'b [Person], odd: &mut Odd<'b>) -> Result<&'b [&'b Party<'b>], NotPlain> {
        if people.is_empty() {
            return Ok(&[]);
        }
        let mut parties = ArenaVec::with_capacity_in(2, self.arena);
        for person in people {
            let Person::Word(pick) = person else { return Err(NotPlain) };
            let cell = self.cell(pick)?;
            if pick.split.is_empty() || pick.column.is_none() {
                if let Some(word) = self.word(pick)? {
                    parties.push(self.party(word, pick, odd)?);
                }
                continue;
            }
            let mut told = Ok(());
            pick.items(cell, |word| match self.party(word, pick, odd) {
                Ok(party) => parties.push(party),
                Err(not) => told = Err(not),
            })?;
            told?;
        }
        Ok(parties.into_bump_slice())
    }

    fn party(&self, word: &'b str, pick: &Pick, odd: &mut Odd<'b>) -> Result<&'b Party<'b>, NotPlain> {
        if let Some(party) = self.lexicon.declared(word) {
            return Ok(party);
        }
        let party = self.lexicon.vocabulary.register.named(Cow::Borrowed(word));
        if party.found.is_none() && party.role_found.is_none() {
            odd.push((WarningKind::UnknownParty, word, self.place_of(pick)?));
        }
        Ok(self.arena.alloc(party))
    }

    fn attributes(&self, told: &'b [(String, Pick)], target: &Target) -> Result<Attributes<'b>, NotPlain> {
        let mut attributes = ArenaVec::with_capacity_in(target.keeps.len().min(4), self.arena);
        for ((path, pick), (keep, right)) in told.iter().zip(&target.keeps) {
            if keep.is_none() && *right {
                continue;
            }
            let cell = self.cells.get(pick.column, self.text)?;
            if cell.is_empty() && pick.column.is_some() && pick.words.is_empty() {
                continue;
            }
            let value = pick.value_of(self.cells.kind(pick.column), cell, &self.sheet.plan.zones, self.arena)?;
            if let (Some(value), Some(name)) = (value, *keep) {
                put(self.arena, &mut attributes, name, path, value);
            }
        }
        Ok(attributes.into_bump_slice())
    }

    fn place_of(&self, pick: &Pick) -> Result<Place, NotPlain> {
        Ok(Place { input: self.sheet.input, line: self.line, column: pick.column.ok_or(NotPlain)?.saturating_add(1) })
    }
}
