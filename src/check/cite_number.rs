//! `cite-number`: the number of a limit does not occur in the clause that sets it. Either is a slip, or the limit is
//! assumed and should be a parameter that says so, or be told in `note`.

use super::Checked;
use super::written::{WrittenRule, rules};
use crate::diag::{Diagnostic, Faults};
use crate::policy::grammar::{self, Amount, Limit};
use crate::policy::tree::{Node, Table};
use crate::policy::variant::{merge, named, without};
use crate::say;
use crate::source::Spanned;
use crate::time::span::{Length, Unit};

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    for WrittenRule { id, table } in rules(checked.trees) {
        let base = without(table, &["row", "reading", "from"]);
        clause(id, &base, faults);
        for (_, version) in named(table, "from") {
            clause(id, &merge(&base, version), faults);
        }
        for (row, own) in named(table, "row") {
            clause(&row.key, &merge(&base, own), faults);
        }
    }
}

/// The limits of one rule against its quotation. Of other limits than `within`, `may` and `cap` the clause need not tell.
fn clause(id: &Spanned<String>, table: &Table, faults: &mut Faults) {
    let Some(cite) = table.get("cite").and_then(Node::text) else { return };
    let mut numbers = numbers(cite);
    // A note that names the number says how it was come to.
    let noted = table.get("note").and_then(Node::text).map(self::numbers).unwrap_or_default();
    let quoted = numbers.len();
    numbers.extend(noted);
    let alternatives = ["may", "cap", "part"].into_iter().flat_map(|key| named(table, key)).map(|(_, own)| own);
    for limit in std::iter::once(table).chain(alternatives).filter_map(|t| t.get("within")) {
        let Some((n, unit)) = limit.text().and_then(|text| counted(text, limit)) else { continue };
        if tells(cite, &numbers) && !numbers.iter().any(|found| same(*found, n, unit)) {
            faults.push(missing(id, limit, n, &numbers[..quoted]));
        }
    }
}

/// Whether the clause is in a language whose numbers are known here: in others `novanta giorni` is no number.
fn tells(cite: &str, numbers: &[Found<'_>]) -> bool {
    let han = cite.chars().any(|c| ('\u{4e00}'..'\u{a000}').contains(&c));
    let words = cite.to_ascii_lowercase();
    let english = ["minute", "hour", " day", "week", "month", "year"].iter().any(|unit| words.contains(unit));
    han || (english && !numbers.is_empty())
}

fn missing(id: &Spanned<String>, limit: &Node, n: u32, numbers: &[Found]) -> Diagnostic {
    let id = &id.value;
    let mut list: Vec<String> = numbers.iter().filter(|found| !found.half).map(|found| found.n.to_string()).collect();
    list.dedup();
    let (zh, en) = match list.len() {
        0 => ("引文里没有数字".to_owned(), "the quotation has no number".to_owned()),
        _ => (format!("引文里的数字:{}", list.join("、")), format!("numbers of the quotation: {}", list.join(", "))),
    };
    Diagnostic::warning("cite-number", limit.inner(), say!("{id} 的期限 {n} 不见于引文"; "the {n} of {id} is not in the quotation"))
        .label(say!("{zh}"; "{en}"))
        .help(say!("核对期限和引文;原文没有写的,在 note 中说明,或者在 [parameters] 中声明并写 assumed = true"; "compare limit and quotation; what the source does not say is told in note, or is a parameter with assumed = true"))
}

/// The number and unit of a plain count.
fn counted(text: &str, node: &Node) -> Option<(u32, Unit)> {
    match grammar::limit(text, node.inner()).ok()? {
        Limit::Counted(counted) => match counted.length {
            Length::Of(Amount::Fixed(n), unit) => Some((n, unit)),
            _ => None,
        },
        _ => None,
    }
}

/// A number of the quotation and the words after it.
#[derive(Clone, Copy, Debug)]
struct Found<'c> {
    n: u32,
    /// 半年, 半个月.
    half: bool,
    after: &'c str,
}

const NUMERALS: &str = "零〇一二两三四五六七八九十百";

/// English words for numbers that limits have.
const ENGLISH: [(&str, u32); 22] = [
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("fourteen", 14),
    ("fifteen", 15),
    ("twentieth", 20),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("sixty", 60),
    ("ninety", 90),
    ("tenth", 10),
    ("fifth", 5),
];

fn numbers(cite: &str) -> Vec<Found<'_>> {
    let mut list = Vec::new();
    let mut rest = cite;
    let digit = |c: char| c.is_ascii_digit() || ('\u{ff10}'..='\u{ff19}').contains(&c);
    while let Some(c) = rest.chars().next() {
        let run = |is: &dyn Fn(char) -> bool| rest.find(|c: char| !is(c)).unwrap_or(rest.len());
        let (len, n) = if digit(c) {
            let len = run(&digit);
            let plain: String =
                rest[..len].chars().map(|c| if c.is_ascii() { c } else { char::from_u32(c as u32 - 0xfee0).unwrap_or(c) }).collect();
            (len, plain.parse().ok())
        } else if NUMERALS.contains(c) {
            let len = run(&|c| NUMERALS.contains(c));
            (len, grammar::numeral(&rest[..len]))
        } else if c.is_ascii_alphabetic() {
            let len = run(&|c: char| c.is_ascii_alphabetic());
            (len, ENGLISH.iter().find(|(word, _)| rest[..len].eq_ignore_ascii_case(word)).map(|(_, n)| *n))
        } else {
            list.extend((c == '半').then_some(Found { n: 0, half: true, after: &rest[c.len_utf8()..] }));
            (c.len_utf8(), None)
        };
        list.extend(n.filter(|n| *n > 0).map(|n| Found { n, half: false, after: &rest[len..] }));
        rest = &rest[len..];
    }
    list
}

/// Whether the clause's number is the limit's, or the same span in another unit: 一周 and 7整天.
fn same(found: Found<'_>, n: u32, unit: Unit) -> bool {
    let after = found.after.trim_start().trim_start_matches(['个', ' ']).to_ascii_lowercase();
    let is = |words: &[&str]| words.iter().any(|word| after.starts_with(word));
    if found.half {
        return (unit == Unit::Months && n == 6 && is(&["年"]))
            || (n == 15 && is(&["月"]))
            || (n == 30 && is(&["小时"]))
            || (n == 12 && is(&["天", "日"]))
            || (n == 4 && unit == Unit::WorkingHours && is(&["天", "日"]));
    }
    let week = is(&["周", "星期", "礼拜", "week"]);
    found.n == n
        || (week && found.n * 7 == n)
        || (is(&["年", "year"]) && unit == Unit::Months && found.n * 12 == n)
        || (is(&["天", "日", "day"]) && matches!(unit, Unit::Hours) && found.n * 24 == n)
        || (is(&["小时", "hour"]) && unit == Unit::FullDays && found.n == n * 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_clause() {
        let found = |cite| numbers(cite).into_iter().map(|f| f.n).collect::<Vec<_>>();
        assert_eq!(found("应当在十五个工作日内、3日前"), [15, 3]);
        assert_eq!(found("within twenty working days, not 20th"), [20, 20]);
        assert_eq!(found("及时办理"), [0; 0]);
    }

    #[test]
    fn the_same_span_in_another_unit() {
        let fits = |cite, n, unit| numbers(cite).iter().any(|f| same(*f, n, unit));
        assert!(
            fits("一周内", 7, Unit::FullDays)
                && fits("24小时内", 1, Unit::FullDays)
                && fits("半年内", 6, Unit::Months)
                && fits("一年", 12, Unit::Months)
        );
        assert!(!fits("三个小时", 5, Unit::Hours) && !fits("半年内", 5, Unit::Months));
    }
}
