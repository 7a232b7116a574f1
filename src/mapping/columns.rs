//! The names of columns: as headers write them, as mappings do, and by letter.

/// One name for each column of a header of two rows: a blank in the upper row goes on with what stands left of it (a
/// merged cell); `upper/lower`, or the one of them that is there.
pub fn joined(upper: &[String], lower: &[String]) -> Vec<String> {
    let mut above = "";
    (0..upper.len().max(lower.len()))
        .map(|n| {
            let text = |row: &'_ [String]| row.get(n).map_or("", |t| t.trim()).to_owned();
            let (over, under) = (text(upper), text(lower));
            if !over.is_empty() {
                above = upper.get(n).map_or("", |t| t.trim());
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
