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
        let mut party = match self.parties.get(word.as_ref()) {
            Some(known) => Party {
                role: known.role.as_deref().map(Cow::Borrowed),
                level: known.level.as_deref().map(Cow::Borrowed),
                found: known.found,
                role_found: known.role_found,
                level_found: known.level_found,
                ..Party::default()
            },
            None => Party::default(),
        };
        (party.id, party.name) = (Some(word.clone()), Some(word));
        party
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
        let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
        let half = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
        // the last bytes overlap those before: no loop, no copy
        if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
            let (chunks, _) = bytes.as_chunks::<8>();
            chunks.iter().for_each(|chunk| self.add(word(chunk)));
            self.add(word(first) ^ word(last).rotate_left(32));
        } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
            self.add(half(first) << 32 | half(last));
        } else if let (Some(first), Some(last)) = (bytes.first(), bytes.last()) {
            self.add(u64::from(*first) << 16 | u64::from(bytes[bytes.len() / 2]) << 8 | u64::from(*last));
        }
        self.add(bytes.len() as u64);
    }

    /// The end mark of a text; its length says as much.
    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Register;
    use crate::record::register::Office;

    #[test]
    fn a_bare_text_is_resolved_as_the_register_does() {
        let office = |id: &str, name: &str, role: Option<&str>, is_role| Office {
            id: id.into(),
            name: name.into(),
            aliases: vec![format!("县{name}")],
            is_role,
            role: role.map(Into::into),
            level: Some("county".into()),
        };
        let offices = vec![office("water", "水务局", Some("department"), false), office("department", "部门", None, true)];
        let mut vocabulary = Vocabulary::default();
        vocabulary.register = Register::new(offices, vec![]);
        let lexicon = Lexicon::new(&vocabulary);
        for word in ["water", "水务局", "县水务局", "department", "县部门", "nobody", ""] {
            assert_eq!(lexicon.named(word.into()), vocabulary.register.named(word.into()), "{word}");
        }
    }
}
