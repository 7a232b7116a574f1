//! Comparisons: `10..100`, `at least 80`, `21:00起`, `不满18`, `..{trigger.hearing_on}`.

use super::scan::Scan;
use super::{Amount, Bound, Compare, place};
use crate::diag::Diagnostic;
use crate::lang::Bilingual;
use crate::policy::fault::grammar as fault;
use crate::say;
use crate::source::Span;
use crate::time::Day;
use crate::time::instant::{HOUR, MINUTE};
use std::cmp::Ordering;

/// A word beside a bound: whether the bound is the lower one, and belongs to the range.
type Word = (&'static str, bool, bool);

const BEFORE_EN: [Word; 6] = [
    ("at least", true, true),
    ("from", true, true),
    ("over", true, false),
    ("at most", false, true),
    ("under", false, false),
    ("before", false, false),
];
const BEFORE_ZH: [Word; 2] = [("超过", true, false), ("不满", false, false)];
const AFTER_ZH: [Word; 4] = [("以上", true, true), ("以下", false, true), ("起", true, true), ("前", false, false)];

/// What people write instead, before and after a bound: whether it is the lower one, and belongs to the range.
const SLIPS_BEFORE: [Word; 20] = [
    (">=", true, true),
    ("≥", true, true),
    ("<=", false, true),
    ("≤", false, true),
    (">", true, false),
    ("<", false, false),
    ("more than ", true, false),
    ("greater than ", true, false),
    ("less than ", false, false),
    ("no more than ", false, true),
    ("after ", true, false),
    ("至少", true, true),
    ("不少于", true, true),
    ("不低于", true, true),
    ("不超过", false, true),
    ("至多", false, true),
    ("大于", true, false),
    ("高于", true, false),
    ("小于", false, false),
    ("低于", false, false),
];
const SLIPS_AFTER: [Word; 10] = [
    ("及以上", true, true),
    ("及以下", false, true),
    ("以内", false, true),
    ("以后", true, true),
    ("之后", true, true),
    ("后", true, true),
    ("以前", false, false),
    ("之前", false, false),
    (" or more", true, true),
    ("+", true, true),
];

/// The comparison in `text`; none where the text is no comparison at all.
pub fn compare(text: &str, span: Span) -> Result<Option<Compare>, Diagnostic> {
    let mut scan = Scan::new(text, span);
    if let Some(dots) = dots(&scan) {
        return range(&mut scan, dots).map(Some);
    }
    for (word, low, closed) in BEFORE_EN {
        let from = scan.at();
        if scan.phrase(word) && scan.blanks() && scan.peek().is_some_and(begins) {
            return one(&mut scan, low, closed).map(Some);
        }
        scan.go(from);
    }
    for (word, low, closed) in BEFORE_ZH {
        let from = scan.at();
        if scan.eat(word) {
            scan.blanks();
            if scan.peek().is_some_and(begins) {
                return one(&mut scan, low, closed).map(Some);
            }
        }
        scan.go(from);
    }
    let whole = scan.whole();
    if scan.peek().is_some_and(begins) {
        for (word, low, closed) in AFTER_ZH {
            let end = scan.end() - word.chars().count().min(scan.end());
            if whole.ends_with(word) && !slips(&whole) {
                scan.stop_at(end);
                return one(&mut scan, low, closed).map(Some);
            }
        }
    }
    match slip(&whole, span) {
        Some(help) => {
            let why = say!("比较不这样写"; "comparisons are not written like this");
            Err(fault::bad_comparison(span, &whole, why, Some(help)))
        }
        None => Ok(None),
    }
}

/// Whether a bound may begin with `c`.
fn begins(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '-' | '{')
}

/// Where two dots stand outside braces; anywhere, where a brace is not closed.
fn dots(scan: &Scan) -> Option<usize> {
    let is = |at: usize, c: char| scan.position(at) == Some(c);
    let mut at = scan.at();
    while at < scan.end() {
        if is(at, '{') {
            at = (at..scan.end()).find(|n| is(*n, '}')).unwrap_or(at);
        } else if is(at, '.') && is(at + 1, '.') {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// A bound that has to be all that is left.
fn one(scan: &mut Scan, low: bool, closed: bool) -> Result<Compare, Diagnostic> {
    let bound = bound(scan)?;
    scan.blanks();
    if !scan.done() {
        return Err(no_bound(scan));
    }
    let end = Some((bound, closed));
    Ok(if low { Compare { low: end, high: None } } else { Compare { low: None, high: end } })
}

/// `a..b`, `a..<b`, `a..`, `..b`, `..<b`; the dots stand at `dots`.
fn range(scan: &mut Scan, dots: usize) -> Result<Compare, Diagnostic> {
    let from = scan.at();
    let low = if dots > from {
        let end = scan.stop_at(dots);
        let found = bound(scan)?;
        scan.blanks();
        if !scan.done() {
            return Err(no_bound(scan));
        }
        scan.stop_at(end);
        Some(found)
    } else {
        None
    };
    scan.go(dots + 2);
    let open = scan.eat("<");
    scan.blanks();
    let at = scan.at();
    let high = if scan.done() && !open { None } else { Some(bound(scan)?) };
    scan.blanks();
    if !scan.done() {
        return Err(no_bound(scan));
    }
    let all = scan.span(from, scan.end());
    match (&low, &high) {
        (None, None) => {
            let why = say!("两头都没有写"; "neither end is given");
            return Err(fault::bad_comparison(all, &scan.whole(), why, None));
        }
        (Some(a), Some(b)) => match order(a, b) {
            Order::Mixed => {
                let (x, y) = (kind(a), kind(b));
                let (x_zh, y_zh, x_en, y_en) = (x.zh, y.zh, x.en, y.en);
                let why = say!("一头是{x_zh},一头是{y_zh}"; "one end is {x_en}, the other {y_en}");
                return Err(fault::bad_comparison(all, &scan.whole(), why, None));
            }
            Order::Falls => return Err(fault::reversed_range(all, scan.written(from, dots), scan.written(at, scan.end()))),
            Order::Same if open => return Err(fault::reversed_range(all, scan.written(from, dots), scan.written(at, scan.end()))),
            Order::Same | Order::Rises => {}
        },
        _ => {}
    }
    Ok(Compare { low: low.map(|bound| (bound, true)), high: high.map(|bound| (bound, !open)) })
}

enum Order {
    Rises,
    Same,
    Falls,
    Mixed,
}

/// How two bounds lie. Clocks may pass midnight, month–days the year's end; braces are not known yet.
fn order(low: &Bound, high: &Bound) -> Order {
    let found = match (low, high) {
        (Bound::Number(a), Bound::Number(b)) => a.total_cmp(b),
        (Bound::Date(a), Bound::Date(b)) => a.cmp(b),
        (Bound::Clock(a), Bound::Clock(b)) if a == b => Ordering::Equal,
        (Bound::MonthDay(..), Bound::MonthDay(..)) if low == high => Ordering::Equal,
        (Bound::Clock(_), Bound::Clock(_)) | (Bound::MonthDay(..), Bound::MonthDay(..)) => Ordering::Less,
        (Bound::Parameter(_) | Bound::Place(_), _) | (_, Bound::Parameter(_) | Bound::Place(_)) => Ordering::Less,
        _ => return Order::Mixed,
    };
    match found {
        Ordering::Less => Order::Rises,
        Ordering::Equal => Order::Same,
        Ordering::Greater => Order::Falls,
    }
}

fn kind(bound: &Bound) -> Bilingual {
    match bound {
        Bound::Number(_) => say!("数字"; "a number"),
        Bound::Clock(_) => say!("时刻"; "a time of day"),
        Bound::Date(_) => say!("日期"; "a date"),
        Bound::MonthDay(..) => say!("月日"; "a month-day"),
        Bound::Parameter(_) => say!("参数"; "a parameter"),
        Bound::Place(_) => say!("位置"; "a place"),
    }
}

/// Takes a bound: `{…}`, a date, a month–day, a clock time or a number.
fn bound(scan: &mut Scan) -> Result<Bound, Diagnostic> {
    if scan.peek() == Some('{') {
        return Ok(match place::brace(scan)? {
            Amount::Parameter(name) => Bound::Parameter(name),
            Amount::Place(place) => Bound::Place(place),
            Amount::Fixed(n) => Bound::Number(f64::from(n)),
        });
    }
    let from = scan.at();
    let run = scan.run(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | '.')).unwrap_or_default();
    let impossible = |scan: &Scan, why| Err(fault::bad_comparison(scan.span(from, scan.at()), &scan.whole(), why, None));
    let digits: Vec<&str> = run.split(['-', ':']).collect();
    let lengths: Vec<usize> = digits.iter().map(|d| d.len()).collect();
    let values: Vec<u32> = digits.iter().map_while(|d| d.parse().ok()).collect();
    match (values.as_slice(), lengths.as_slice(), run.contains(':')) {
        ([hour, minute], [1 | 2, 2], true) if !run.contains('-') => {
            let inside = *minute < 60 && (*hour < 24 || (*hour, *minute) == (24, 0));
            if inside {
                Ok(Bound::Clock(i64::from(*hour) * HOUR + i64::from(*minute) * MINUTE))
            } else {
                impossible(scan, say!("没有这个时刻"; "there is no such time of day"))
            }
        }
        ([year, month, day], [4, 2, 2], false) => match i32::try_from(*year).ok().and_then(|year| Day::from_ymd(year, *month, *day)) {
            Some(day) => Ok(Bound::Date(day)),
            None => impossible(scan, say!("没有这一天"; "there is no such day")),
        },
        ([month, day], [2, 2], false) => match Day::from_ymd(2024, *month, *day) {
            Some(_) => Ok(Bound::MonthDay(*month, *day)),
            None => impossible(scan, say!("没有这一天"; "there is no such day")),
        },
        _ => match number(&run) {
            Some(number) => Ok(Bound::Number(number)),
            None => {
                scan.go(from);
                Err(no_bound(scan))
            }
        },
    }
}

/// `[ "-" ] digits [ "." digits ]`
fn number(run: &str) -> Option<f64> {
    let plain = run.strip_prefix('-').unwrap_or(run);
    let (whole, part) = plain.split_once('.').unwrap_or((plain, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if digits(whole) && digits(part) { run.parse().ok().filter(|n: &f64| n.is_finite()) } else { None }
}

fn no_bound(scan: &Scan) -> Diagnostic {
    let why = say!("这里应是数字、时刻(8:00)、日期(2022-05-01)、月日(05-01)或花括号"; "a number, a time (8:00), a date (2022-05-01), a month-day (05-01) or braces are expected here");
    fault::bad_comparison(scan.rest_span(), &scan.whole(), why, None)
}

/// Whether a longer word of [`SLIPS_AFTER`] ends the text.
fn slips(text: &str) -> bool {
    SLIPS_AFTER.iter().any(|(word, _, _)| text.ends_with(word))
}

/// What was meant by a comparison written in another way.
fn slip(text: &str, span: Span) -> Option<Bilingual> {
    let before = SLIPS_BEFORE.iter().find_map(|w| text.strip_prefix(w.0).map(|rest| (*w, rest)));
    let after = || SLIPS_AFTER.iter().find_map(|w| text.strip_suffix(w.0).map(|rest| (*w, rest)));
    if let Some(((_, low, closed), rest)) = before.or_else(after) {
        let n = plain(rest, span)?;
        let number = n.parse::<f64>().is_ok();
        return Some(match (low, closed) {
            (true, true) if !number => say!("写“{n}起”(含{n})"; "write \"from {n}\""),
            (false, false) if !number => say!("写“{n}前”(不含{n})"; "write \"before {n}\""),
            (true, true) => say!("写“{n}以上”(含{n})"; "write \"at least {n}\""),
            (true, false) => say!("写“超过{n}”(不含{n})"; "write \"over {n}\""),
            (false, true) => say!("写“{n}以下”(含{n})"; "write \"at most {n}\""),
            (false, false) => say!("写“不满{n}”(不含{n})"; "write \"under {n}\""),
        });
    }
    let (low, high) = ['~', '～', '至', '到', '–', '—', '…'].iter().find_map(|mark| text.split_once(*mark))?;
    let (low, high) = (plain(low, span)?, plain(high, span)?);
    Some(say!("写“{low}..{high}”"; "write \"{low}..{high}\""))
}

/// The text, if all of it is a bound.
fn plain(text: &str, span: Span) -> Option<String> {
    let mut scan = Scan::loose(text, span);
    bound(&mut scan).ok()?;
    scan.done().then(|| text.trim().to_owned())
}
