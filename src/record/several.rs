//! Several things in a row: borrowed where a record was read, owned where a policy declares them.

use std::fmt;
use std::ops::Deref;

/// As a [`std::borrow::Cow`] of a slice, and like a reference in that it may stand for a shorter time.
#[derive(Clone)]
pub enum Several<'a, T> {
    Borrowed(&'a [T]),
    Owned(Vec<T>),
}

impl<T> Deref for Several<'_, T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match self {
            Several::Borrowed(things) => things,
            Several::Owned(things) => things,
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Several<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: PartialEq> PartialEq for Several<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T> From<Vec<T>> for Several<'_, T> {
    fn from(things: Vec<T>) -> Self {
        Several::Owned(things)
    }
}

impl<T> FromIterator<T> for Several<'_, T> {
    fn from_iter<I: IntoIterator<Item = T>>(things: I) -> Self {
        Several::Owned(things.into_iter().collect())
    }
}
