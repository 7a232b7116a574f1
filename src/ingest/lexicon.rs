//! A policy's vocabulary as reading needs it: every word looked up once, with what comes of it.

use super::words::Words;
use crate::record::vocabulary::Known;
use crate::record::{NameId, Party, Vocabulary};
use std::borrow::Cow;

/// One policy's words, made once and shared by all threads.
#[derive(Debug)]
pub struct Lexicon<'v> {
    pub vocabulary: &'v Vocabulary,
    names: Words<'v, (NameId, Known)>,
    /// What each declared word, as a bare text, resolves to.
    parties: Words<'v, Party<'v>>,
}

impl<'v> Lexicon<'v> {
    pub fn new(vocabulary: &'v Vocabulary) -> Lexicon<'v> {
        let ids = (0..vocabulary.len()).filter_map(|n| u16::try_from(n).ok()).map(NameId);
        let names = Words::new(ids.map(|id| (vocabulary.name(id), (id, vocabulary.known(id)))));
        let words = vocabulary.register.offices().iter().flat_map(|o| [&o.id, &o.name].into_iter().chain(&o.aliases));
        let parties = Words::new(words.map(|word| (word.as_str(), vocabulary.register.named(Cow::Borrowed(word)))));
        Lexicon { vocabulary, names, parties }
    }

    /// The name, if some policy text mentions it.
    #[inline]
    pub fn name(&self, name: &str) -> Option<(NameId, Known)> {
        self.names.get(name).copied()
    }

    /// As [`crate::record::Register::named`], for declared words alone, without a copy.
    #[inline]
    pub fn declared(&self, word: &str) -> Option<&Party<'v>> {
        self.parties.get(word)
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
        for word in ["water", "水务局", "县水务局", "department", "县部门"] {
            assert_eq!(lexicon.declared(word), Some(&vocabulary.register.named(word.into())), "{word}");
        }
        assert_eq!(lexicon.declared("nobody"), None);
        assert_eq!(lexicon.declared(""), None);
    }
}
