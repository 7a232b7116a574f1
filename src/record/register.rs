//! The register of offices: declared parties, roles and levels, found by id, name or alias.

use super::party::Party;
use std::borrow::Cow;
use std::collections::HashMap;

/// A declared party or role; they share one set of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartyId(pub u16);

/// A declared level; 0 stands highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LevelId(pub u16);

/// One declared party or role.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Office {
    pub id: String,
    pub name: String,
    pub aliases: Vec<String>,
    /// A class of offices or persons, not one office.
    pub is_role: bool,
    pub role: Option<String>,
    pub level: Option<String>,
}

/// One declared level.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LevelName {
    pub id: String,
    pub name: String,
    pub aliases: Vec<String>,
}

/// Declared parties, roles and levels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Register {
    offices: Vec<Office>,
    levels: Vec<LevelName>,
    by_word: HashMap<String, PartyId>,
    by_level: HashMap<String, LevelId>,
}

impl Register {
    /// Of words that several offices claim, the first office keeps them.
    pub fn new(offices: Vec<Office>, levels: Vec<LevelName>) -> Register {
        let mut by_word = HashMap::new();
        for (n, office) in (0..).zip(&offices) {
            by_word.entry(office.id.clone()).or_insert(PartyId(n));
        }
        for (n, office) in (0..).zip(&offices) {
            for word in std::iter::once(&office.name).chain(&office.aliases) {
                by_word.entry(word.clone()).or_insert(PartyId(n));
            }
        }
        let mut by_level = HashMap::new();
        for (n, level) in (0..).zip(&levels) {
            for word in [&level.id, &level.name].into_iter().chain(&level.aliases) {
                by_level.entry(word.clone()).or_insert(LevelId(n));
            }
        }
        Register { offices, levels, by_word, by_level }
    }

    pub fn offices(&self) -> &[Office] {
        &self.offices
    }

    pub fn levels(&self) -> &[LevelName] {
        &self.levels
    }

    pub fn office(&self, id: PartyId) -> &Office {
        &self.offices[usize::from(id.0)]
    }

    pub fn level(&self, id: LevelId) -> &LevelName {
        &self.levels[usize::from(id.0)]
    }

    /// The office with this id, name or alias.
    pub fn find(&self, word: &str) -> Option<PartyId> {
        self.by_word.get(word).copied()
    }

    /// The declared party or role of this id.
    pub fn declared(&self, id: &str) -> Option<PartyId> {
        self.find(id).filter(|found| self.office(*found).id == id)
    }

    pub fn find_level(&self, word: &str) -> Option<LevelId> {
        self.by_level.get(word).copied()
    }

    /// A bare text: an id, a name, an alias or a role.
    pub fn named<'a>(&'a self, word: Cow<'a, str>) -> Party<'a> {
        self.resolve(Party { id: Some(word.clone()), name: Some(word), ..Party::default() })
    }

    /// Looks a party up by id, name and alias, and its role and level by theirs.
    pub fn resolve<'a>(&'a self, mut party: Party<'a>) -> Party<'a> {
        let office = [&party.id, &party.name].into_iter().flatten().find_map(|word| self.find(word));
        match office {
            Some(role) if self.office(role).is_role => party.role_found = Some(role),
            found => party.found = found,
        }
        if let Some(role) = &party.role {
            party.role_found = self.find(role).filter(|found| self.office(*found).is_role || self.office(*found).id == **role);
        }
        if let Some(found) = party.found {
            let office = self.office(found);
            if party.role.is_none() && party.role_found.is_none() {
                party.role = office.role.as_deref().map(Cow::Borrowed);
                party.role_found = office.role.as_deref().and_then(|role| self.find(role));
            }
            if party.level.is_none() {
                party.level = office.level.as_deref().map(Cow::Borrowed);
            }
        } else if let (Some(role), None) = (party.role_found, &party.role) {
            party.role = Some(Cow::Borrowed(&self.office(role).id));
            if party.level.is_none() {
                party.level = self.office(role).level.as_deref().map(Cow::Borrowed);
            }
        }
        party.level_found = party.level.as_deref().and_then(|level| self.find_level(level));
        party
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn register() -> Register {
        let office = |id: &str, name: &str, alias: &str, is_role| Office {
            id: id.into(),
            name: name.into(),
            aliases: vec![alias.into()],
            is_role,
            ..Office::default()
        };
        let level = |id: &str, name: &str| LevelName { id: id.into(), name: name.into(), aliases: vec![] };
        let mut bureau = office("water", "水务局", "县水务局", false);
        bureau.role = Some("department".into());
        bureau.level = Some("county".into());
        Register::new(
            vec![office("police", "公安机关", "公安局", true), bureau, office("department", "职能部门", "部门", true)],
            vec![level("city", "市"), level("county", "县")],
        )
    }

    #[test]
    fn a_bare_text_is_an_id_a_name_an_alias_or_a_role() {
        let register = register();
        for word in ["water", "水务局", "县水务局"] {
            let party = register.named(word.into());
            assert_eq!(party.found, register.declared("water"), "{word}");
            assert!(party.is(register.declared("department").unwrap()));
            assert_eq!(party.level_found, Some(LevelId(1)));
        }
        let role = register.named("公安局".into());
        assert_eq!((role.found, role.role_found), (None, register.declared("police")));
    }

    #[test]
    fn the_same_party_is_the_one_found_else_the_id_else_the_name() {
        let register = register();
        let named = |name: &'static str| register.resolve(Party { name: Some(name.into()), ..Party::default() });
        assert!(register.named("water".into()).same(&named("水务局")));
        assert!(named("甲").same(&register.named("甲".into())));
        assert!(!named("甲").same(&named("乙")));
        assert!(!named("甲").same(&named("水务局")));
        assert!(!Party::default().same(&Party::default()));
    }
}
