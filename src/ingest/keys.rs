//! The names in one object, to find one that stands twice: few are compared, many are hashed.

use std::collections::HashSet;

/// So many names are compared one by one.
pub const FEW: usize = 16;

/// The names seen so far. Empty, it costs nothing; most objects have no more than one to note.
#[derive(Debug, Default)]
pub struct Keys<'a> {
    first: Option<&'a str>,
    more: Option<Box<More<'a>>>,
}

#[derive(Debug, Default)]
struct More<'a> {
    few: Vec<&'a str>,
    many: HashSet<&'a str>,
}

impl<'a> Keys<'a> {
    /// Adds a name; false if it is there already.
    pub fn add(&mut self, key: &'a str) -> bool {
        match &self.first {
            None => {
                self.first = Some(key);
                true
            }
            Some(first) if *first == key => false,
            Some(_) => self.more.get_or_insert_default().add(key),
        }
    }
}

impl<'a> More<'a> {
    fn add(&mut self, key: &'a str) -> bool {
        if !self.many.is_empty() {
            return self.many.insert(key);
        }
        if self.few.contains(&key) {
            return false;
        }
        self.few.push(key);
        if self.few.len() == FEW {
            self.many = self.few.drain(..).collect();
        }
        true
    }
}
