//! A policy's vocabulary as reading needs it: every word looked up once, with what comes of it.

use crate::record::vocabulary::Known;
use crate::record::{NameId, Party, Vocabulary};
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// One policy's words, made once and shared by all threads.
#[derive(Debug)]
pub struct Lexicon<'v> {
    pub vocabulary: &'v Vocabulary,
    names: Quick<'v, (NameId, Known)>,
    /// What each declared word, as a bare text, resolves to.
    parties: Quick<'v, Party<'static>>,
}

type Quick<'v, T> = HashMap<&'v str, T, BuildHasherDefault<Mix>>;

impl<'v> Lexicon<'v> {
    pub fn new(vocabulary: &'v Vocabulary) -> Lexicon<'v> {
        let ids = (0..vocabulary.len()).filter_map(|n| u16::try_from(n).ok()).map(NameId);
        let names = ids.map(|id| (vocabulary.name(id), (id, vocabulary.known(id)))).collect();
        let words = vocabulary.register.offices().iter().flat_map(|o| [&o.id, &o.name].into_iter().chain(&o.aliases));
        let parties = words.map(|word| (word.as_str(), vocabulary.register.named(Cow::Owned(word.clone())))).collect();
        Lexicon { vocabulary, names, parties }
    }

    /// The name, if some policy text mentions it.
    #[inline]
    pub fn name(&self, name: &str) -> Option<(NameId, Known)> {
        self.names.get(name).copied()
    }

    /// As [`crate::record::Register::named`], without a copy.
    #[inline]
    pub fn named<'a>(&'a self, word: Cow<'a, str>) -> Party<'a> {
        let Some(known) = self.parties.get(word.as_ref()) else {
            return Party { id: Some(word.clone()), name: Some(word), ..Party::default() };
        };
        Party {
            id: Some(word.clone()),
            name: Some(word),
            role: known.role.as_deref().map(Cow::Borrowed),
            level: known.level.as_deref().map(Cow::Borrowed),
            found: known.found,
            role_found: known.role_found,
            level_found: known.level_found,
        }
    }
}

/// A fast hash for words that a policy chose: looking up a hostile word costs no more than a friendly one.
#[derive(Clone, Copy, Debug, Default)]
struct Mix(u64);

const ODD: u64 = 0x9E37_79B9_7F4A_7C15;

impl Mix {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(ODD);
    }
}

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((chunk, more)) = rest.split_first_chunk::<8>() {
            self.add(u64::from_le_bytes(*chunk));
            rest = more;
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.add(u64::from_le_bytes(last));
    }

    fn write_u8(&mut self, byte: u8) {
        self.add(u64::from(byte));
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::register::Office;
    use crate::record::Register;

    #[test]
    fn a_bare_text_is_resolved_as_the_register_does() {
        let office = |id: &str, name: &str, role: Option<&str>, is_role| Office {
            id: id.into(), name: name.into(), aliases: vec![format!("县{name}")], is_role,
            role: role.map(Into::into), level: Some("county".into()),
        };
        let offices = vec![office("water", "水务局", Some("department"), false), office("department", "部门", None, true)];
        let vocabulary = Vocabulary { register: Register::new(offices, vec![]), ..Vocabulary::default() };
        let lexicon = Lexicon::new(&vocabulary);
        for word in ["water", "水务局", "县水务局", "department", "县部门", "nobody", ""] {
            assert_eq!(lexicon.named(word.into()), vocabulary.register.named(word.into()), "{word}");
        }
    }
}
