//! The names in one object, to find one that stands twice: few are compared, many are hashed.

use std::borrow::Cow;
use std::collections::HashSet;

/// So many names are compared one by one.
pub const FEW: usize = 16;

/// The names seen so far. Empty, it costs nothing.
#[derive(Debug, Default)]
pub struct Keys<'a> {
    few: Vec<Cow<'a, str>>,
    many: Option<HashSet<Cow<'a, str>>>,
}

impl<'a> Keys<'a> {
    /// Adds a name; false if it is there already.
    pub fn add(&mut self, key: Cow<'a, str>) -> bool {
        if let Some(many) = &mut self.many {
            return many.insert(key);
        }
        if self.few.contains(&key) {
            return false;
        }
        self.few.push(key);
        if self.few.len() == FEW {
            self.many = Some(self.few.drain(..).collect());
        }
        true
    }
}
