//! The names in one object, to find one that stands twice. A few need no allocation, many no patience.

use std::borrow::Cow;
use std::collections::HashSet;

const FEW: usize = 8;

/// The names seen so far.
#[derive(Debug, Default)]
pub struct Keys<'a> {
    few: [Cow<'a, str>; FEW],
    count: usize,
    many: Option<HashSet<Cow<'a, str>>>,
}

impl<'a> Keys<'a> {
    /// Adds a name; false if it is there already.
    pub fn add(&mut self, key: &Cow<'a, str>) -> bool {
        if let Some(many) = &mut self.many {
            return many.insert(key.clone());
        }
        if self.few[..self.count].contains(key) {
            return false;
        }
        if self.count < FEW {
            self.few[self.count] = key.clone();
            self.count += 1;
            return true;
        }
        let mut many: HashSet<_> = self.few.iter_mut().map(std::mem::take).collect();
        many.insert(key.clone());
        self.many = Some(many);
        true
    }
}
