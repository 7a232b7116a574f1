//! What the rows of one id gave, together; its memory is used for the next id.

use super::given::Given;

/// Beyond so many bytes of one record nothing more of it is held, besides the first row of it.
pub(super) const HELD: usize = super::LIMIT;

/// What the rows of one id gave, in order.
#[derive(Debug, Default)]
pub(super) struct Group {
    given: Vec<Given>,
    len: usize,
    bytes: usize,
}

impl Group {
    pub fn clear(&mut self) {
        (self.len, self.bytes) = (0, 0);
    }

    pub fn given(&self) -> &[Given] {
        self.given.get(..self.len).unwrap_or_default()
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The id of them all.
    pub fn id(&self) -> Option<&str> {
        self.given().first().map(Given::id)
    }

    /// The rows tell more than a record may hold: some of them are not there.
    pub fn is_too_long(&self) -> bool {
        self.bytes > HELD
    }

    /// Adds one, leaving used memory in its place.
    pub fn push(&mut self, given: &mut Given) {
        self.bytes += given.part.text.len() + given.kept.as_ref().map_or(0, |kept| kept.text.len());
        if self.is_too_long() && self.len > 0 {
            return;
        }
        if self.len == self.given.len() {
            self.given.push(Given::default());
        }
        if let Some(place) = self.given.get_mut(self.len) {
            std::mem::swap(place, given);
            self.len += 1;
        }
    }
}
