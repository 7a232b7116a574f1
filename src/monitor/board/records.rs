//! Records by number, in pages that are shared until one changes: whoever reads takes a picture of them in no time, and looks through it
//! while the desk goes on.

use super::{Held, Number};
use std::sync::Arc;

/// So many numbers share a page: a change copies at most one page.
const PAGE: usize = 128;

type Page = [Option<Held>; PAGE];

/// Every record in the store. Numbers are dense, for the store counts them up.
#[derive(Clone, Debug, Default)]
pub struct Records {
    pages: Vec<Option<Arc<Page>>>,
    len: usize,
}

impl Records {
    pub fn get(&self, number: Number) -> Option<&Held> {
        let (page, place) = place(number);
        self.pages.get(page)?.as_ref()?.get(place)?.as_ref()
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// In the order of numbers.
    pub fn iter(&self) -> impl Iterator<Item = (Number, &Held)> {
        let pages = self.pages.iter().enumerate().filter_map(|(n, page)| Some((n, page.as_ref()?)));
        pages.flat_map(|(n, page)| {
            let number = move |place| Number(u32::try_from(n * PAGE + place).unwrap_or(u32::MAX));
            page.iter().enumerate().filter_map(move |(place, held)| Some((number(place), held.as_ref()?)))
        })
    }

    /// Puts a record in the place of what it was before.
    pub(in crate::monitor) fn insert(&mut self, number: Number, held: Held) -> Option<Held> {
        let (page, place) = place(number);
        if self.pages.len() <= page {
            self.pages.resize(page + 1, None);
        }
        let page = self.pages.get_mut(page)?.get_or_insert_with(|| Arc::new([const { None }; PAGE]));
        // a page that somebody looks at is copied
        let before = Arc::make_mut(page).get_mut(place)?.replace(held);
        self.len += usize::from(before.is_none());
        before
    }
}

fn place(number: Number) -> (usize, usize) {
    let number = usize::try_from(number.0).unwrap_or(usize::MAX);
    (number / PAGE, number % PAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_does_not_change() {
        let mut records = Records::default();
        let held = |plan| Held { plan: Some(plan), ..Held::default() };
        let plans = |records: &Records| records.iter().map(|(number, held)| (number.0, held.plan)).collect::<Vec<_>>();
        assert_eq!(records.insert(Number(1), held(1)), None);
        records.insert(Number(1_000), held(2));
        let picture = records.clone();
        assert_eq!(records.insert(Number(1), held(3)), Some(held(1)));
        records.insert(Number(2), held(4));
        assert_eq!(plans(&picture), [(1, Some(1)), (1_000, Some(2))]);
        assert_eq!(plans(&records), [(1, Some(3)), (2, Some(4)), (1_000, Some(2))]);
        assert_eq!((picture.len(), records.len()), (2, 3));
        assert_eq!((records.get(Number(2)), records.get(Number(3)), records.get(Number(900_000))), (Some(&held(4)), None, None));
    }
}
