//! The names of columns: as headers write them, as mappings do, and by letter.

use crate::diag::nearest;
use crate::time::spelling::fold;

/// One name for each column of a header of two rows: a blank in the upper row goes on with what stands left of it (a
/// merged cell); `upper/lower`, or the one of them that is there.
pub fn joined(upper: &[String], lower: &[String]) -> Vec<String> {
    let text = |row: &[String], n: usize| row.get(n).map_or("", |t| t.trim()).to_owned();
    let mut above = String::new();
    (0..upper.len().max(lower.len()))
        .map(|n| {
            let (over, under) = (text(upper, n), text(lower, n));
            if !over.is_empty() {
                above.clone_from(&over);
            }
            match (above.is_empty(), under.is_empty()) {
                (true, _) => under,
                // a cell merged downwards belongs to its own column only
                (false, true) => over,
                (false, false) if above == under => under,
                (false, false) => format!("{above}/{under}"),
            }
        })
        .collect()
}

/// The letters of a column from 0: `A`, `Z`, `AA`.
pub fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The column of letters: `C` is 2.
fn by_letters(letters: &str) -> Option<u32> {
    let mut column = 0_u32;
    for letter in letters.bytes() {
        let n = u32::from(letter.to_ascii_uppercase()).checked_sub(u32::from(b'A')).filter(|n| *n < 26)?;
        column = column.checked_mul(26)?.checked_add(n + 1)?;
    }
    column.checked_sub(1)
}

/// A name without what headers are careless about: blanks, line breaks, full-width letters, case.
pub fn bare(name: &str) -> String {
    let mut bare = fold(name).to_lowercase();
    bare.retain(|c| !c.is_whitespace() && c != '\u{feff}' && c != '\u{200b}');
    bare
}

/// What a name finds among the columns.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    At(u32),
    /// Several columns bear the name.
    Twice(u32, u32),
    /// None does; the nearest one.
    Missing(Option<String>),
}

/// The columns of one file.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    names: Vec<String>,
    bare: Vec<String>,
}

impl Columns {
    pub fn new(names: &[String]) -> Columns {
        let mut columns = Columns::default();
        columns.grow(names);
        columns
    }

    /// More columns, the old ones in their places.
    pub fn grow(&mut self, names: &[String]) {
        for name in names.iter().skip(self.names.len()) {
            self.names.push(name.clone());
            self.bare.push(bare(name));
        }
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The column of a name, or of `@` and its letters.
    pub fn find(&self, name: &str) -> Found {
        if let Some(column) = name.strip_prefix(['@', '@']).and_then(|letters| by_letters(letters.trim())) {
            return Found::At(column);
        }
        let exact = self.places(|n| self.names.get(n).is_some_and(|other| other.trim() == name.trim()));
        if let Some(found) = exact {
            return found;
        }
        let wanted = bare(name);
        let found = self.places(|n| !wanted.is_empty() && self.bare.get(n) == Some(&wanted));
        // the lower row of a header alone, where it is enough
        let lower = |n: usize| self.bare.get(n).and_then(|name| name.rsplit_once('/')).is_some_and(|(_, lower)| lower == wanted);
        found.or_else(|| self.places(lower)).unwrap_or_else(|| {
            let near = nearest(&wanted, self.bare.iter().map(String::as_str))
                .or_else(|| self.bare.iter().map(String::as_str).find(|name| holds(name, &wanted)));
            let at = near.and_then(|near| self.bare.iter().position(|name| name == near));
            Found::Missing(at.and_then(|at| self.names.get(at)).map(|name| name.trim().to_owned()))
        })
    }

    /// Every column of a name.
    pub fn named(&self, name: &str) -> Vec<u32> {
        let wanted = bare(name);
        (0..).zip(&self.bare).filter(|(_, name)| **name == wanted).map(|(n, _)| n).collect()
    }

    fn places(&self, fits: impl Fn(usize) -> bool) -> Option<Found> {
        let mut places = (0..self.names.len()).filter(|n| fits(*n)).filter_map(|n| u32::try_from(n).ok());
        let first = places.next()?;
        Some(places.next().map_or(Found::At(first), |second| Found::Twice(first, second)))
    }
}

/// Whether one name lies in the other: 查获 in 查获时间.
fn holds(name: &str, wanted: &str) -> bool {
    let (short, long) = if name.len() < wanted.len() { (name, wanted) } else { (wanted, name) };
    short.chars().count() >= 2 && long.contains(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn headers_of_two_rows() {
        let upper = owned(&["编号", "当事人", "", "", "备注"]);
        let lower = owned(&["", "姓名", "单位", "", "备注"]);
        assert_eq!(joined(&upper, &lower), owned(&["编号", "当事人/姓名", "当事人/单位", "", "备注"]));
        assert_eq!(joined(&[], &owned(&["a"])), owned(&["a"]));
    }

    #[test]
    fn letters_and_back() {
        for (column, shown) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(column), shown);
            assert_eq!(by_letters(&shown.to_lowercase()), Some(column));
        }
        assert_eq!((by_letters(""), by_letters("时间"), by_letters("ZZZZZZZZZ")), (None, None, None));
    }

    #[test]
    fn names_are_found_as_people_write_them() {
        let columns = Columns::new(&owned(&["案件编号", " 查获 时间 ", "当事人/姓名", "ID", "备注", "备注", "民警/姓名"]));
        assert_eq!(columns.find("查获时间"), Found::At(1));
        assert_eq!(columns.find("id"), Found::At(3));
        assert_eq!(columns.find("当事人/姓名"), Found::At(2));
        assert_eq!(columns.find("姓名"), Found::Twice(2, 6));
        assert_eq!(columns.find("备注"), Found::Twice(4, 5));
        assert_eq!(columns.find("@e"), Found::At(4));
        assert_eq!(columns.find("案件编码"), Found::Missing(Some("案件编号".to_owned())));
        assert_eq!(columns.find("编号"), Found::Missing(Some("案件编号".to_owned())));
        assert_eq!(columns.find("送达"), Found::Missing(None));
    }
}
