//! What a test that failed shows: where it stands, what it expected, what it found.

use super::mutant::{Change, Mutant};
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
            out.push_str(&format!("         {}  {} | {found}\n", left("", names), left(&expected, wide)));
            for (name, wanted, got) in fields {
                out.push_str(&format!("         {}  {} | {got}\n", left(name, names), left(wanted, wide)));
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

/// The mutants that survive, the reasons that are not needed any more, and the counts.
pub fn mutants(found: &Mutated, policy: &str, sources: &Sources, lang: Lang) -> String {
    let mut out = String::new();
    let pick = |text: Bilingual| text.get(lang).to_owned();
    let survivors: Vec<&Mutant> = found.survivors().collect();
    for same in survivors.chunk_by(|a, b| a.at == b.at && a.from == b.from) {
        let Some(first) = same.first() else { continue };
        out.push_str(&format!("  {}  {}  {}\n", place(first.span, sources), first.at, pick(say!("没有测试发现"; "no test notices"))));
        let wide = width(&first.from);
        for mutant in same {
            out.push_str(&format!("      {} → {}\n", left(&mutant.from, wide), mutant.to));
        }
        out.push_str(&format!("      {}\n", pick(hint(first.change))));
    }
    for reason in &found.stale {
        let (at, to) = (&reason.at, reason.to.join("、"));
        let name = &reason.name.value;
        let what = pick(
            say!("equivalent.{name} 已经没有用:{at} {to} 不存在,或者已被发现"; "equivalent.{name} is not needed: {at} {to} is not there, or noticed by now"),
        );
        out.push_str(&format!("  {}  {what}\n", place(reason.name.span, sources)));
    }
    let all = found.mutants.len();
    let (killed, unviable) = (found.count(&Fate::Killed), found.count(&Fate::NotViable));
    let (survived, accepted) = (found.count(&Fate::Survived), found.count(&Fate::Accepted(0)));
    let line = say!("{policy}  {all} 处改动:{killed} 处被发现,{survived} 处没有,{accepted} 处另有说明,{unviable} 处不成立"; "{policy}  {all} mutants: {killed} killed, {survived} survived, {accepted} explained, {unviable} not viable");
    out.push_str(line.get(lang));
    out.push('\n');
    out
}

/// What would tell such a mutant from the policy.
fn hint(change: Change) -> Bilingual {
    match change {
        Change::Limit => {
            say!("写一条预期,带上准确的 due;起算时刻选在两种写法结果不同的日子"; "expect the exact due, from a day on which the two differ")
        }
        Change::Bound => {
            say!("写一条恰在界限上的记录,再写一条只差一步的"; "a record that lies exactly on the bound, and one a step beside it")
        }
        Change::Party => {
            say!("写一个由另一方做的、或者给另一方的事件,预期它不算"; "an event by or to the other party, expected not to count")
        }
        Change::Value => say!("写一条取这个值的记录,再写一条不取的"; "a record that has this value, and one that has not"),
        Change::Count => say!("写恰好够数的,再写只差一个的"; "exactly so many, and one less"),
        Change::Date => say!("写当天的事件,再写前一天、后一天的"; "an event on that day, and on the days beside it"),
        Change::Hours => say!("写一条期限跨过这个时刻的记录,预期带上准确的 due"; "a limit that runs across this time, with its exact due"),
        Change::Script => say!("写使这个比较一真一假的两条记录"; "two records of which the comparison holds for one"),
    }
}

/// `FILE:LINE`
pub fn place(span: Span, sources: &Sources) -> String {
    let (line, _) = sources.place(span);
    format!("{}:{line}", sources.get(span.file).path)
}
