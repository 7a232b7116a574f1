//! What stands between the cells of a table that does not say so.

/// In the order in which they are preferred.
const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Rows that are looked at.
const ROWS: usize = 64;

/// The separator by the first bytes of a table: what stands equally often in most rows, and then what stands more often;
/// none if nothing does. `header` is as in [`super::Settings`], `tabs` if the name says so.
pub fn separator(head: &[u8], header: u32, tabs: bool) -> Option<u8> {
    if let Some([separator, b'\r' | b'\n', ..]) = head.strip_prefix(b"sep=") {
        return Some(*separator);
    }
    if tabs && memchr::memchr(b'\t', head).is_some() {
        return Some(b'\t');
    }
    let quoted = rows(head, true);
    let rows = if quoted.is_empty() { rows(head, false) } else { quoted };
    // titles above a header have fewer cells
    let above = header.saturating_sub(1) as usize;
    let rows = rows.get(above..).filter(|rows| !rows.is_empty()).unwrap_or(&rows);
    let best = (0..SEPARATORS.len()).map(|n| (steady(rows, n), n)).max_by_key(|((rows, times), n)| (*rows, *times, std::cmp::Reverse(*n)));
    best.filter(|((rows, _), _)| *rows > 0).and_then(|(_, n)| SEPARATORS.get(n).copied())
}

/// In how many rows a separator stands equally often, and how often.
fn steady(rows: &[[u32; 4]], separator: usize) -> (usize, u32) {
    let counts = || rows.iter().filter_map(|row| row.get(separator)).filter(|count| **count > 0);
    counts().map(|count| (counts().filter(|other| *other == count).count(), *count)).max().unwrap_or_default()
}

/// How often each separator stands in each of the first rows, those of blank ones left out. With `quotes`, what is
/// quoted does not count; nothing is returned where a quote does not close.
fn rows(head: &[u8], quotes: bool) -> Vec<[u32; 4]> {
    let (mut rows, mut counts, mut any, mut inside) = (Vec::new(), [0; 4], false, false);
    for byte in head {
        match byte {
            b'"' if quotes => inside = !inside,
            b'\n' | b'\r' if !inside => {
                if any {
                    rows.push(counts);
                }
                (counts, any) = ([0; 4], false);
                if rows.len() == ROWS {
                    return rows;
                }
            }
            _ if inside => {}
            byte => {
                any = true;
                if let Some(count) = SEPARATORS.iter().position(|separator| separator == byte).and_then(|n| counts.get_mut(n)) {
                    *count += 1;
                }
            }
        }
    }
    match (rows.is_empty(), inside) {
        // the last row may be cut off
        (true, false) => vec![counts],
        (true, true) => Vec::new(),
        (false, _) => rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_found() {
        let of = |text: &str| separator(text.as_bytes(), 1, false).map(char::from);
        assert_eq!(of("编号,时间,备注\n1,2022-01-01,甲;乙\n2,2022-01-02,丙\n"), Some(','));
        assert_eq!(of("编号;时间;金额\n1;2022-01-01;1,5\n2;2022-01-02;2,5\n"), Some(';'));
        assert_eq!(of("编号\t时间\r\n1\t2022-01-01, 9:00\r\n"), Some('\t'));
        assert_eq!(of("a|b|c\n1|2|3"), Some('|'));
        assert_eq!(of("\"a,b\";\"c,\n,d\"\n\"1\";\"2\"\n"), Some(';'));
        assert_eq!(of("sep=;\na;b,c,d\n"), Some(';'));
        assert_eq!(of("\"never closed,a\n1,2\n3,4\n"), Some(','));
        assert_eq!((of("编号\n1\n2\n"), of("")), (None, None));
        assert_eq!(separator("2022年台账;全县\n编号,时间\n1,2\n".as_bytes(), 2, false), Some(b','));
        assert_eq!(separator(b"a,b\tc\n", 1, true), Some(b'\t'));
    }
}
