//! Who acts and who receives: a text, an object, for `to` also a list of them.

use super::cursor::Read;
use super::fault::{Expected, Shape};
use super::field::{Field, Fields, Names};
use super::keys::Keys;
use super::lexicon::Lexicon;
use super::ndjson::Line;
use super::warning::WarningKind;
use crate::record::Party;
use bumpalo::collections::Vec as ArenaVec;
use std::borrow::Cow;
use std::slice;

const NAMES: Names<4> = Names::new(["id", "name", "role", "level"]);
const ID: usize = 0;
const NAME: usize = 1;
const ROLE: usize = 2;

impl<'a> Line<'a, '_> {
    /// The parties in `to`; null and "" are none.
    pub fn parties(&mut self) -> Read<&'a [&'a Party<'a>]> {
        if self.cursor.shape()? != Shape::List {
            let party = self.party("to", Expected::Parties)?;
            return Ok(party.map_or(&[], |party| slice::from_ref(self.cursor.arena.alloc(party))));
        }
        self.cursor.open()?;
        let (mut parties, mut started) = (ArenaVec::with_capacity_in(2, self.cursor.arena), false);
        while self.cursor.item(&mut started)? {
            parties.extend(self.party("to", Expected::Party)?);
        }
        Ok(parties.into_bump_slice())
    }

    /// The party in `field`, looked up in the register; null, "" and an object that tells nothing are none.
    #[inline]
    pub fn party(&mut self, field: &'static str, expected: Expected) -> Read<Option<&'a Party<'a>>> {
        match self.declared() {
            Some(party) => Ok(Some(party)),
            None => self.any_party(field, expected),
        }
    }

    /// A declared party as a bare text; else nothing is read.
    #[inline]
    fn declared(&mut self) -> Option<&'a Party<'a>> {
        let before = self.cursor.at;
        let lexicon: &'a Lexicon<'a> = self.lexicon;
        let party = lexicon.declared(self.cursor.plain()?);
        if party.is_none() {
            self.cursor.at = before;
        }
        party
    }

    #[inline(never)]
    fn any_party(&mut self, field: &'static str, expected: Expected) -> Read<Option<&'a Party<'a>>> {
        let at = self.cursor.here();
        let party = match self.cursor.shape()? {
            Shape::Text => self.text(field)?.map(|word| self.lexicon.vocabulary.register.named(Cow::Borrowed(word))),
            Shape::Null => self.cursor.word().map(|_| None)?,
            Shape::Object => self.party_object()?,
            found => return self.wrong(field, expected, found),
        };
        if let Some(Party { found: None, role_found: None, .. }) = party {
            let shown = party.as_ref().and_then(Party::shown).unwrap_or_default();
            self.warn(at, WarningKind::UnknownParty, shown);
        }
        let arena = self.cursor.arena;
        Ok(party.map(|party| &*arena.alloc(party)))
    }

    fn party_object(&mut self) -> Read<Option<Party<'a>>> {
        self.cursor.open()?;
        let mut party = Party::default();
        let (mut fields, mut others) = (Fields::default(), Keys::default());
        while let Some(field) = self.cursor.field(&NAMES, &mut fields)? {
            match field {
                Field::Known(ID) => party.id = self.text_or_integer("id")?.map(Cow::Borrowed),
                Field::Known(NAME) => party.name = self.text("name")?.map(Cow::Borrowed),
                Field::Known(ROLE) => party.role = self.text("role")?.map(Cow::Borrowed),
                Field::Known(_) => party.level = self.text("level")?.map(Cow::Borrowed),
                Field::Other(key) => self.other(&mut others, key, WarningKind::PartyField)?,
            }
        }
        let told = party.id.is_some() || party.name.is_some() || party.role.is_some() || party.level.is_some();
        Ok(told.then(|| self.lexicon.vocabulary.register.resolve(party)))
    }
}
