//! Places and braces: `trigger.by.level else record.level`, `{parameter}`, `{place}`.

use super::scan::Scan;
use super::{Amount, Braced, Place, Start};
use crate::diag::{Diagnostic, nearest};
use crate::policy::fault::grammar as fault;
use crate::say;
use crate::source::{Span, Spanned};

/// What a place may start with.
pub const STARTS: [&str; 8] = ["trigger", "record", "last", "first", "count", "table", "user", "parameter"];

/// So many places may stand in one chain of `else`.
const MOST_ALTERNATIVES: usize = 8;

/// A whole text that is a place.
pub fn place(text: &str, span: Span) -> Result<Place, Diagnostic> {
    let mut scan = Scan::new(text, span);
    let found = chain(&mut scan, true)?;
    if !scan.done() {
        let why = say!("后面这些不属于位置"; "this does not belong to a place");
        return Err(fault::bad_place(scan.rest_span(), scan.rest(), why));
    }
    Ok(found)
}

/// The value of a pattern. `{{` is a brace; a value in braces must be all of the text.
pub fn braced(text: &str, span: Span) -> Result<Braced, Diagnostic> {
    let mut scan = Scan::new(text, span);
    if !text.trim().starts_with('{') || text.trim().starts_with("{{") {
        return plain(text, span);
    }
    let found = brace(&mut scan)?;
    if !scan.done() {
        return Err(fault::brace_in_text(scan.rest_span(), text));
    }
    Ok(match found {
        Amount::Parameter(name) => Braced::Parameter(name),
        Amount::Place(place) => Braced::Place(place),
        Amount::Fixed(number) => Braced::Text(number.to_string()),
    })
}

/// A text in which every brace is doubled.
fn plain(text: &str, span: Span) -> Result<Braced, Diagnostic> {
    let halves: Vec<&str> = text.split("{{").collect();
    match halves.iter().find(|part| part.contains('{')) {
        None => Ok(Braced::Text(halves.join("{"))),
        Some(part) if part.contains('}') => Err(fault::brace_in_text(span, text)),
        Some(_) => Err(fault::unclosed_brace(span, text)),
    }
}

/// Takes `{parameter}` or `{place}`; the cursor stands at the brace.
pub(super) fn brace(scan: &mut Scan) -> Result<Amount, Diagnostic> {
    let from = scan.at();
    let close = (from..scan.end()).find(|n| scan.position(*n) == Some('}'));
    let Some(close) = close else {
        return Err(fault::unclosed_brace(scan.rest_span(), scan.rest()));
    };
    let end = scan.stop_at(close);
    scan.skip();
    scan.blanks();
    let found = inside(scan, from, close);
    scan.stop_at(end);
    scan.go(close + 1);
    found
}

/// What stands between the braces at `from` and `close`.
fn inside(scan: &mut Scan, from: usize, close: usize) -> Result<Amount, Diagnostic> {
    let start = scan.at();
    let name = scan.name();
    let ends = scan.at();
    scan.blanks();
    match name {
        Some(name) if scan.done() && !STARTS.contains(&scan.folded(start, ends).as_str()) => Ok(Amount::Parameter(name)),
        Some(_) => {
            scan.go(start);
            let place = chain(scan, true)?;
            scan.blanks();
            if scan.done() {
                return Ok(Amount::Place(place));
            }
            let why = say!("后面这些不属于位置"; "this does not belong to a place");
            Err(fault::bad_place(scan.rest_span(), scan.rest(), why))
        }
        None => {
            let (span, found) = (scan.span(from, close + 1), scan.written(from, close + 1));
            Err(fault::bad_place(span, found, say!("花括号里写参数名或位置"; "braces hold a parameter's name or a place")))
        }
    }
}

/// Takes a place with what stands in for it. Where `all`, an `else` must lead to a further place;
/// otherwise it is left where it stands.
pub(super) fn chain(scan: &mut Scan, all: bool) -> Result<Place, Diagnostic> {
    let mut earlier = Vec::new();
    let mut last = one(scan)?;
    loop {
        let before = scan.at();
        if !(scan.blanks() && scan.phrase("else") && scan.blanks()) || (!all && !starts_here(scan)) {
            scan.go(before);
            break;
        }
        if earlier.len() + 1 == MOST_ALTERNATIVES {
            let why = say!("else 太多,最多 {MOST_ALTERNATIVES} 处"; "too many: at most {MOST_ALTERNATIVES} places");
            return Err(fault::bad_place(scan.rest_span(), scan.rest(), why));
        }
        earlier.push(std::mem::replace(&mut last, one(scan)?));
    }
    let end = scan.at();
    let mut place = last.1;
    for (from, mut before) in earlier.into_iter().rev() {
        before.span = scan.span(from, end);
        before.otherwise = Some(Box::new(place));
        place = before;
    }
    Ok(place)
}

/// Whether one of the starts stands here with its dot.
pub(super) fn starts_here(scan: &Scan) -> bool {
    STARTS.iter().any(|start| {
        let length = start.chars().count();
        start.chars().enumerate().all(|(n, c)| scan.ahead(n) == Some(c)) && scan.ahead(length) == Some('.')
    })
}

/// One place without `else`, and where it starts.
fn one(scan: &mut Scan) -> Result<(usize, Place), Diagnostic> {
    let from = scan.at();
    let Some(first) = scan.name() else {
        let why = say!("这里应当是位置"; "a place is expected here");
        return Err(fault::bad_place(scan.rest_span(), scan.rest(), why));
    };
    let word = scan.folded(from, scan.at());
    if !STARTS.contains(&word.as_str()) {
        return Err(no_start(scan, &first, &word));
    }
    let mut path = Vec::new();
    while scan.eat(".") {
        match scan.name() {
            Some(name) => path.push(name.value),
            None => {
                let (span, found) = (scan.span(from, scan.at()), scan.written(from, scan.at()));
                return Err(fault::bad_place(span, found, say!("点后面缺名称"; "a name is missing after the dot")));
            }
        }
    }
    let span = scan.span(from, scan.at());
    let short = |why| fault::bad_place(span, scan.written(from, scan.at()), why);
    if path.is_empty() {
        return Err(short(say!("后面要有点和名称,如 {word}.名称"; "a dot and a name must follow: {word}.NAME")));
    }
    let named = matches!(word.as_str(), "last" | "first" | "count" | "table").then(|| path.remove(0));
    let start = match (word.as_str(), named) {
        ("last" | "first" | "table", Some(_)) if path.is_empty() => {
            return Err(short(say!("还缺一个名称:{word}.甲.乙"; "one more name is needed: {word}.A.B")));
        }
        ("count", Some(_)) if !path.is_empty() => {
            return Err(short(say!("count 后面只有一个事件"; "only an event follows count")));
        }
        ("last", Some(event)) => Start::Last(event),
        ("first", Some(event)) => Start::First(event),
        ("count", Some(event)) => Start::Count(event),
        ("table", Some(table)) => Start::Table(table),
        ("record", _) => Start::Record,
        ("user", _) => Start::User,
        ("parameter", _) => Start::Parameter,
        _ => Start::Trigger,
    };
    Ok((from, Place { start, path, otherwise: None, span }))
}

/// A first word that no place starts with.
fn no_start(scan: &Scan, first: &Spanned<String>, word: &str) -> Diagnostic {
    let why = match nearest(&word.to_ascii_lowercase(), STARTS) {
        Some(near) => say!("是不是 {near}?"; "did you mean {near}?"),
        None if scan.peek() == Some('.') => say!("位置不能这样开头"; "no place starts like this"),
        None => say!("位置里要有点"; "a place has a dot"),
    };
    fault::bad_place(first.span, &first.value, why)
}
