//! What a test that failed shows: where it stands, what it expected, what it found.

use super::mutate::{Fate, Mutated};
use super::{Failure, Why};
use crate::lang::{Bilingual, Lang};
use crate::report::layout::{left, width};
use crate::say;
use crate::source::{Sources, Span};

/// One failed expectation: where it stands, and expected beside found.
pub fn difference(failure: &Failure, sources: &Sources, lang: Lang) -> String {
    let mut out = format!("       {}  {}\n", place(failure.span, sources), failure.which);
    let pick = |text: Bilingual| text.get(lang).to_owned();
    match &failure.why {
        Why::Differs(fields) => {
            let (expected, found) = (pick(say!("预期"; "expected")), pick(say!("实得"; "found")));
            let names = fields.iter().map(|(name, _, _)| width(name)).max().unwrap_or(0);
            let wide = fields.iter().map(|(_, wanted, _)| width(wanted)).max().unwrap_or(0).max(width(&expected));
            out.push_str(&format!("         {}  {}  {found}\n", left("", names), left(&expected, wide)));
            for (name, wanted, got) in fields {
                out.push_str(&format!("         {}  {}  {got}\n", left(name, names), left(wanted, wide)));
            }
        }
        Why::NoVerdict { others } if others.is_empty() => {
            out.push_str(&pick(say!("         这条规则没有给出结论\n"; "         this rule gives no verdict\n")));
        }
        Why::NoVerdict { others } => {
            out.push_str(&pick(say!("         没有这样的结论;这条规则的结论:\n"; "         no such verdict; this rule's verdicts:\n")));
            others.iter().for_each(|line| out.push_str(&format!("           {line}\n")));
        }
        Why::Several { found } => {
            out.push_str(&pick(
                say!("         不止一个结论符合,请写明 on、to 或 record:\n"; "         several verdicts fit; say on, to or record:\n"),
            ));
            found.iter().for_each(|line| out.push_str(&format!("           {line}\n")));
        }
        Why::Unwanted { found } => {
            out.push_str(&pick(say!("         预期没有结论,实得:{found}\n"; "         no verdict expected, found: {found}\n")));
        }
        Why::BadRecord { message } => {
            let (zh, en) = (&message.zh, &message.en);
            out.push_str(&pick(say!("         记录读不出:{zh}\n"; "         the record cannot be read: {en}\n")));
        }
    }
    out
}

/// The mutants that survive, and the counts.
pub fn mutants(found: &Mutated, policy: &str, sources: &Sources, lang: Lang) -> String {
    let mut out = String::new();
    for mutant in found.survivors() {
        out.push_str(&format!("{}  {}\n    {} → {}\n", place(mutant.span, sources), mutant.at, mutant.from, mutant.to));
    }
    for reason in &found.stale {
        out.push_str(&format!("stale {} {} {:?}\n", place(reason.name.span, sources), reason.at, reason.to));
    }
    let (killed, unviable) = (found.count(&Fate::Killed), found.count(&Fate::NotViable));
    let (survived, accepted) = (found.count(&Fate::Survived), found.count(&Fate::Accepted(0)));
    let line = say!("{policy}:{killed} 个被发现,{survived} 个没有,{accepted} 个已说明,{unviable} 个不成立"; "{policy}: {killed} killed, {survived} survived, {accepted} explained, {unviable} not viable");
    out.push_str(line.get(lang));
    out.push('\n');
    out
}

/// `FILE:LINE`
pub fn place(span: Span, sources: &Sources) -> String {
    let (line, _) = sources.place(span);
    format!("{}:{line}", sources.get(span.file).path)
}
