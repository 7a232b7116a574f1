//! `within`: the production `limit`, in Chinese and English.

use super::count::{self, Head};
use super::scan::Scan;
use super::units::{self, Modifier, Taking};
use super::{Amount, Argument, Limit, Place, Start, number, place, slip};
use crate::diag::Diagnostic;
use crate::lang::Lang;
use crate::policy::fault::grammar as fault;
use crate::say;
use crate::source::{Span, Spanned};
use crate::time::span::{Counted, Length, Unit};

/// A whole text that is a limit; a slip that can be understood is answered with what to write.
pub fn limit(text: &str, span: Span) -> Result<Limit, Vec<Diagnostic>> {
    let mut scan = Scan::new(text, span);
    parse(&mut scan).map_err(|faults| slip::limit(&scan, span, faults))
}

/// A count that stands for itself: no place, no parameter, no event.
pub fn counted(text: &str, span: Span) -> Result<Counted<u32>, Vec<Diagnostic>> {
    let found = match limit(text, span)? {
        Limit::Counted(counted) => counted.resolve(|amount| match amount {
            Amount::Fixed(n) => Some(*n),
            Amount::Parameter(_) | Amount::Place(_) => None,
        }),
        _ => None,
    };
    found.ok_or_else(|| vec![fault::only_a_count(span, text)])
}

/// Reads a limit without guessing at slips.
pub(super) fn parse(scan: &mut Scan) -> Result<Limit, Vec<Diagnostic>> {
    let one = |result: Result<Limit, Diagnostic>| result.map_err(|d| vec![d]);
    let whole = scan.whole();
    match whole.as_str() {
        "no limit" | "不限期" => return Ok(Limit::None),
        "promptly" | "及时" => return Ok(Limit::Promptly),
        _ => {}
    }
    let from = scan.at();
    if (scan.phrase("until") && scan.blanks()) || scan.eat("至") {
        let (lang, length, meant) = if whole.starts_with('至') { (Lang::Zh, 1, "until") } else { (Lang::En, 5, "至") };
        scan.speak(lang, from, from + length, meant).map_err(|d| vec![d])?;
        scan.blanks();
        return until(scan);
    }
    scan.go(from);
    if scan.peek() == Some('{')
        && let Some(found) = cell(scan)
    {
        return one(found);
    }
    scan.go(from);
    if !scan.peek().is_some_and(number::begins)
        && let Some(name) = scan.name()
        && scan.eat("(")
    {
        return one(function(scan, name));
    }
    scan.go(from);
    if let Some(at) = backward_at(scan) {
        return backward_zh(scan, at);
    }
    let head = count::head(scan).map_err(|d| vec![d])?;
    let after = scan.at();
    scan.blanks();
    if scan.phrase("before") {
        return backward_en(scan, head, after);
    }
    scan.go(after);
    count::finish(scan, head).map(Limit::Counted)
}

/// `until EVENT`, `until PLACE else COUNT`; the cursor stands behind the first word.
fn until(scan: &mut Scan) -> Result<Limit, Vec<Diagnostic>> {
    let from = scan.at();
    if !place::starts_here(scan) {
        return event(scan, from).map(Limit::UntilEvent).map_err(|d| vec![d]);
    }
    let place = place::chain(scan, false).map_err(|d| vec![d])?;
    if place.path.last().is_some_and(|name| name.contains("否则")) {
        let label = say!("“否则”前面要有逗号"; "a comma stands before 否则");
        return Err(vec![fault::bad_limit(scan.span(from, scan.at()), &scan.whole(), label)]);
    }
    if scan.done() {
        return Ok(Limit::UntilPlace(place, None));
    }
    let comma = {
        scan.blanks();
        scan.eat(",")
    };
    scan.blanks();
    let at = scan.at();
    let said = if scan.phrase("else") {
        scan.speak(Lang::En, at, scan.at(), "否则")
    } else if comma && scan.eat("否则") {
        scan.speak(Lang::Zh, at, scan.at(), "else")
    } else {
        let label = say!("位置后面只能是“,否则”和一个期限"; "only “else” and a count may follow the place");
        Err(fault::bad_limit(scan.rest_span(), &scan.whole(), label))
    };
    said.map_err(|d| vec![d])?;
    scan.blanks();
    count::counted(scan).map(|count| Limit::UntilPlace(place, Some(count)))
}

/// The event of an `until`, and nothing after it.
fn event(scan: &mut Scan, from: usize) -> Result<Spanned<String>, Diagnostic> {
    let Some(name) = scan.name() else {
        let label = say!("这里应当是事件或位置"; "an event or a place is expected here");
        return Err(fault::bad_limit(scan.rest_span(), &scan.whole(), label));
    };
    if scan.peek() == Some('.') || place::STARTS.contains(&scan.folded(from, scan.at()).as_str()) {
        scan.go(from);
        place::chain(scan, true)?;
    }
    if is_date(&name.value) {
        return Err(fault::written_date(name.span, &name.value));
    }
    if !scan.done() {
        let label = say!("事件后面没有“否则”:事件没有发生就没有到期"; "nothing follows an event: while it has not come, nothing is due");
        let event = &name.value;
        let help = say!("写“至 {event}”;位置才有否则:“至 trigger.deadline,否则30个自然日内”"; "write \"until {event}\"; only a place has an else: \"until trigger.deadline, else 30 calendar days\"");
        return Err(fault::bad_limit(scan.rest_span(), &scan.whole(), label).help(help));
    }
    Ok(name)
}

/// `2025-12-31`, `3月15日`: what nobody would call an event.
fn is_date(name: &str) -> bool {
    let digits = name.chars().take_while(char::is_ascii_digit).count();
    let rest = name.get(digits..).unwrap_or("");
    (digits == 4 && rest.starts_with('-')) || (digits > 0 && rest.starts_with(['年', '月']))
}

/// `{table.NAME.CELL}` as all of the text; none where a unit follows the brace.
fn cell(scan: &mut Scan) -> Option<Result<Limit, Diagnostic>> {
    let from = scan.at();
    let amount = match place::brace(scan) {
        Ok(amount) if scan.done() => amount,
        Ok(_) => return None,
        Err(fault) => return Some(Err(fault)),
    };
    let found = scan.written(from, scan.at());
    let (span, words) = (scan.span(from, scan.at()), amount.words());
    let Amount::Place(Place { start: Start::Table(table), path, otherwise: None, span: at }) = amount else {
        return Some(Err(fault::not_a_cell(span, found, &words)));
    };
    Some(match path.as_slice() {
        [cell] => Ok(Limit::Cell { table: Spanned::new(table, at), cell: Spanned::new(cell.clone(), at) }),
        _ => Err(fault::not_a_cell(span, found, &words)),
    })
}

/// `f(trigger, record.area)`; the cursor stands behind the bracket.
fn function(scan: &mut Scan, name: Spanned<String>) -> Result<Limit, Diagnostic> {
    let mut arguments = Vec::new();
    scan.blanks();
    while !scan.eat(")") {
        if !arguments.is_empty() && !scan.eat(",") {
            let label = say!("这里应当是逗号或右括号"; "a comma or ) is expected here");
            return Err(fault::bad_limit(scan.rest_span(), &scan.whole(), label));
        }
        scan.blanks();
        let from = scan.at();
        let argument = match scan.name() {
            Some(word) if scan.peek() != Some('.') && word.value == "trigger" => Argument::Trigger,
            Some(word) if scan.peek() != Some('.') && word.value == "record" => Argument::Record,
            _ => {
                scan.go(from);
                Argument::Place(place::chain(scan, true)?)
            }
        };
        arguments.push(argument);
        scan.blanks();
    }
    scan.blanks();
    if !scan.done() {
        let label = say!("函数给出整个期限,后面不能再写"; "a function gives the whole limit; nothing follows it");
        return Err(fault::bad_limit(scan.rest_span(), &scan.whole(), label));
    }
    Ok(Limit::Function { name, arguments })
}

/// Where the 前 of a Chinese backward limit stands: behind a place, before a number.
fn backward_at(scan: &Scan) -> Option<usize> {
    if !place::starts_here(scan) && !scan.peek().is_some_and(|c| c.is_alphabetic() && !number::begins(c)) {
        return None;
    }
    let mut depth = 0;
    let mut found = None;
    for at in scan.at()..scan.end() {
        match scan.position(at) {
            Some('{') => depth += 1,
            Some('}') => depth -= 1,
            Some('前') if depth == 0 => {
                let next = (at + 1..scan.end()).find_map(|n| scan.position(n).filter(|c| *c != ' '));
                if next.is_some_and(number::begins) {
                    found = Some(at);
                }
            }
            _ => {}
        }
    }
    found
}

fn backward_zh(scan: &mut Scan, at: usize) -> Result<Limit, Vec<Diagnostic>> {
    let one = |d: Diagnostic| vec![d];
    let end = scan.stop_at(at);
    let place = place::chain(scan, true).map_err(one)?;
    scan.blanks();
    if !scan.done() {
        let why = say!("后面这些不属于位置"; "this does not belong to a place");
        return Err(one(fault::bad_place(scan.rest_span(), scan.rest(), why)));
    }
    scan.stop_at(end);
    scan.skip();
    scan.speak(Lang::Zh, at, at + 1, "before").map_err(one)?;
    scan.blanks();
    let Some(number) = number::number(scan).map_err(one)? else {
        let label = say!("这里应当是数字"; "a number is expected here");
        return Err(one(fault::bad_limit(scan.rest_span(), &scan.whole(), label)));
    };
    let (unit, lang) = units::unit(scan, &number).map_err(one)?;
    backward(scan, (number.amount, unit, lang), place, (at, at + 1))
}

/// `14 calendar days before PLACE`; the cursor stands behind `before`, `after` behind the unit.
fn backward_en(scan: &mut Scan, head: Head, after: usize) -> Result<Limit, Vec<Diagnostic>> {
    let one = |d: Diagnostic| vec![d];
    let word = (after, scan.at());
    scan.speak(Lang::En, word.0, word.1, "前").map_err(one)?;
    let (Length::Of(amount, unit), None) = (head.length, head.anchor) else {
        let label = say!("before 前面应是数字和单位"; "a number and a unit stand before “before”");
        return Err(one(fault::bad_limit(scan.span(word.0, word.1), &scan.whole(), label)));
    };
    scan.blanks();
    let place = place::chain(scan, true).map_err(one)?;
    backward(scan, (amount, unit, head.lang), place, word)
}

/// The modifiers of a backward limit, and whether its unit can be counted back; `word` is its 前.
fn backward(
    scan: &mut Scan,
    (amount, unit, lang): (Amount, Unit, Lang),
    place: Place,
    word: (usize, usize),
) -> Result<Limit, Vec<Diagnostic>> {
    let taking = Taking { unit: Some(unit), backward: true };
    let mut faults = Vec::new();
    if !units::counts_back(unit) {
        let span = scan.span(word.0, word.1);
        faults.push(fault::modifier(span, &say!("前"; "before"), taking, None));
    }
    let found = count::modifiers(scan, lang, taking, None, &Some(amount.clone()), &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Limit::Backward { amount, unit, place, roll: !found.contains(&Modifier::NoRoll) })
}
