//! The steps of an explanation, in words.

use super::{moment, words};
use crate::lang::Lang;
use crate::plan::Plan;
use crate::record::Truth;
use crate::tell;
use crate::time::instant::Due;
use crate::time::span::{Anchor, Unit};
use crate::time::step::{Skipped, Step as Count};
use crate::time::{Day, Zone};
use crate::verdict::step::{DecidedBy, Detail, NotCounted, Step};
use std::fmt::{self, Write};

/// The steps of one verdict, not yet said.
#[derive(Clone, Copy, Debug)]
pub struct Steps<'s> {
    pub plan: &'s Plan,
    pub list: &'s [Step<'s>],
    pub lang: Lang,
}

impl Steps<'_> {
    /// Calls `said` with one line a step, each made in `line`.
    pub fn each(&self, line: &mut String, mut said: impl FnMut(&str)) {
        let speaker = Speaker { plan: Some(self.plan), zone: &self.plan.vocabulary().zone, lang: self.lang };
        for step in self.list {
            line.clear();
            speaker.step(step, line);
            if !line.is_empty() {
                said(line);
            }
        }
    }
}

/// The steps of a bare count, one line each.
pub fn counts(zone: &Zone, counts: Vec<Count>, lang: Lang) -> Vec<String> {
    let speaker = Speaker { plan: None, zone, lang };
    let said = |count: &Count| {
        let mut line = String::new();
        speaker.count(count, &mut line);
        line
    };
    counts.iter().map(said).collect()
}

struct Speaker<'p> {
    /// For the names of offices.
    plan: Option<&'p Plan>,
    zone: &'p Zone,
    lang: Lang,
}

impl Speaker<'_> {
    fn step(&self, step: &Step<'_>, out: &mut String) {
        let lang = self.lang;
        match step {
            Step::Trigger { title, id, when, by } => {
                let (at, (comma, by)) = (moment::when(when, self.zone), self.by(by));
                tell!(out, lang; "触发:{title}({id}){at}{comma}{by}"; "trigger: {title} ({id}) {at}{comma}{by}");
            }
            Step::Period { name, first, last } => tell!(out, lang; "期间:{name}({first} 至 {last})"; "period: {name} ({first} to {last})"),
            Step::Version { from, until, by, on } => self.version((*from, *until), *by, *on, out),
            Step::Limit { written, parameters } => {
                tell!(out, lang; "期限:“{written}”"; "limit: \"{written}\"");
                self.parameters(parameters, out);
            }
            Step::Since { title, id, when } => {
                let at = moment::when(when, self.zone);
                tell!(out, lang; "自 {title}({id}){at} 起算"; "counted from {title} ({id}) {at}");
            }
            Step::Count(count) => self.count(count, out),
            Step::Alternative { cap, written, applies, due, taken } => self.alternative(written, *cap, *applies, *due, *taken, out),
            Step::Until { place, when } => {
                let at = moment::when(when, self.zone);
                tell!(out, lang; "{place} = {at}"; "{place} = {at}");
            }
            Step::UntilEvent { title, came: Some((id, when)) } => {
                let at = moment::when(when, self.zone);
                tell!(out, lang; "至 {title}({id}){at} 为止"; "until {title} ({id}) {at}");
            }
            Step::UntilEvent { title, came: None } => {
                tell!(out, lang; "{title}尚未发生,没有到期时刻"; "{title} has not come: nothing is due yet")
            }
            Step::Due { earliest, latest } if earliest == latest => {
                let due = moment::due(*latest, self.zone);
                tell!(out, lang; "到期:{due}"; "due: {due}");
            }
            Step::Due { earliest, latest } => {
                let (a, b) = (moment::due(*earliest, self.zone), moment::due(*latest, self.zone));
                tell!(out, lang; "到期:最早 {a},最晚 {b}"; "due: {a} at the earliest, {b} at the latest");
            }
            Step::Extended { title, id, when } => {
                let at = moment::when(when, self.zone);
                tell!(out, lang; "延长:{title}({id}){at}"; "extended: {title} ({id}) {at}");
            }
            Step::Ignored { title, id, when } => {
                let at = moment::when(when, self.zone);
                tell!(out, lang; "不起作用:{title}({id}){at}——未经批准、已过期限或次数已满"; "counts for nothing: {title} ({id}) {at}: not approved, too late, or given as often as allowed");
            }
            Step::StandsStill => tell!(out, lang; "期限中止,没有到期时刻"; "the clock stands still: nothing is due"),
            Step::NoDue => tell!(out, lang; "没有到期时刻"; "nothing falls due"),
            Step::Done { title, id, when, by } => {
                let (at, (comma, by)) = (moment::when(when, self.zone), self.by(by));
                tell!(out, lang; "完成:{title}({id}){at}{comma}{by}"; "done: {title} ({id}) {at}{comma}{by}");
            }
            Step::NotCounted { id, when, by, why } => {
                let (at, (comma, by)) = (moment::when(when, self.zone), self.by(by));
                tell!(out, lang; "不算:{id} {at}{comma}{by},"; "does not count: {id} {at}{comma}{by}, ");
                not_counted(why, lang, out);
            }
            Step::NotDone { title, as_of } => {
                let at = moment::as_of(*as_of, self.zone);
                tell!(out, lang; "截至 {at} 没有算数的{title}"; "no {title} that counts by {at}");
            }
            Step::Lapsed { title, id, when } => {
                let at = moment::when(when, self.zone);
                tell!(out, lang; "因 {title}({id}){at} 终止"; "ended by {title} ({id}) {at}");
            }
            Step::Word { word, holds, detail } => self.word(word, *holds, detail, out),
            Step::Unknown { reason, detail } => {
                let word = words::reason(reason, lang);
                tell!(out, lang; "无法判定:{word}"; "unknown: {word}");
                if !detail.is_empty() {
                    tell!(out, lang; " [{detail}]"; " [{detail}]");
                }
            }
        }
    }

    /// Which version governs, and what decides it.
    fn version(&self, (from, until): (Option<Day>, Option<Day>), by: DecidedBy, on: Day, out: &mut String) {
        let lang = self.lang;
        match (from, until) {
            (Some(from), Some(until)) => tell!(out, lang; "版本:{from} 至 {until} 的"; "version: the one of {from} to {until}"),
            (Some(from), None) => tell!(out, lang; "版本:{from} 起的"; "version: the one from {from} on"),
            (None, Some(until)) => tell!(out, lang; "版本:至 {until} 为止的"; "version: the one until {until}"),
            (None, None) => tell!(out, lang; "版本:唯一的"; "version: the only one"),
        }
        match by {
            DecidedBy::Trigger => tell!(out, lang; ",因触发在 {on}"; ", as the trigger is of {on}"),
            DecidedBy::Period => tell!(out, lang; ",因这一期从 {on} 开始"; ", as the period begins on {on}"),
            DecidedBy::AsOf => tell!(out, lang; ",因截至 {on}"; ", as it is judged as of {on}"),
        }
    }

    /// Another limit, or a cap: whether it applies, and which is taken.
    fn alternative(&self, written: &str, cap: bool, applies: Truth, due: Option<Due>, taken: bool, out: &mut String) {
        let lang = self.lang;
        let due = due.map(|due| moment::due(due, self.zone)).unwrap_or_default();
        match (applies, cap, taken) {
            (Truth::False, false, _) => tell!(out, lang; "另一期限“{written}”不适用"; "the other limit \"{written}\" does not apply"),
            (Truth::False, true, _) => tell!(out, lang; "上限“{written}”不适用"; "the cap \"{written}\" does not apply"),
            (Truth::Unknown, false, _) => {
                tell!(out, lang; "另一期限“{written}”是否适用,无法判定"; "whether the other limit \"{written}\" applies is not known")
            }
            (Truth::Unknown, true, _) => {
                tell!(out, lang; "上限“{written}”是否适用,无法判定"; "whether the cap \"{written}\" applies is not known")
            }
            (_, false, true) => {
                tell!(out, lang; "可适用“{written}”至 {due},较晚,取之"; "\"{written}\" applies, until {due}: the later, taken")
            }
            (_, false, false) => {
                tell!(out, lang; "可适用“{written}”至 {due},不较晚,不取"; "\"{written}\" applies, until {due}: not later, not taken")
            }
            (_, true, true) => {
                tell!(out, lang; "上限“{written}”至 {due},较早,取之"; "capped by \"{written}\" at {due}: the earlier, taken")
            }
            (_, true, false) => tell!(out, lang; "上限“{written}”至 {due},未触及"; "the cap \"{written}\" at {due} is not reached"),
        }
    }

    fn parameters(&self, parameters: &[(&str, u32, bool)], out: &mut String) {
        for (n, (name, value, assumed)) in parameters.iter().enumerate() {
            out.push_str(if n == 0 { " [" } else { ", " });
            let mark = match (assumed, self.lang) {
                (false, _) => "",
                (true, Lang::Zh) => "(假定)",
                (true, Lang::En) => " (assumed)",
            };
            tell!(out, self.lang; "{name} = {value}{mark}"; "{name} = {value}{mark}");
        }
        out.push_str(if parameters.is_empty() { "" } else { "]" });
    }

    /// Who did it, and the comma before.
    fn by<'w>(&'w self, by: &'w Option<&str>) -> (&'static str, &'w str) {
        let Some(by) = by else { return ("", "") };
        let name = self.plan.map_or(*by, |plan| words::office(plan, by));
        (if self.lang == Lang::Zh { "," } else { ", " }, name)
    }

    fn word(&self, word: &str, holds: Truth, detail: &[Detail<'_>], out: &mut String) {
        let name = words::demand(word, self.lang);
        if holds == Truth::True {
            tell!(out, self.lang; "{name}:符合"; "{name}: holds");
            return;
        }
        tell!(out, self.lang; "{name}:不符合"; "{name}: fails");
        for (n, detail) in detail.iter().enumerate() {
            if n == 0 {
                tell!(out, self.lang; "——"; ": ");
            } else {
                tell!(out, self.lang; ";"; "; ");
            }
            self.detail(detail, out);
        }
    }

    fn detail(&self, detail: &Detail<'_>, out: &mut String) {
        let lang = self.lang;
        match detail {
            Detail::Missing(name) => {
                let title = self.title(name);
                tell!(out, lang; "缺{title}({name})"; "{name} is missing");
            }
            Detail::Value { place, wanted, found } => {
                let title = self.title(place);
                match found {
                    Some(found) => tell!(out, lang; "{title}({place})应为 {wanted},实为 {found}"; "{place} should be {wanted}, is {found}"),
                    None => tell!(out, lang; "{title}({place})应为 {wanted},没有填"; "{place} should be {wanted}, is absent"),
                }
            }
            Detail::SamePerson { name } => tell!(out, lang; "{name} 签了两处"; "{name} signed twice"),
            Detail::NoEvent { title } => tell!(out, lang; "此前没有{title}"; "no {title} before it"),
            Detail::Event { title, id, when } => {
                let at = moment::when(when, self.zone);
                tell!(out, lang; "{title}({id}){at}"; "{title} ({id}) {at}");
            }
        }
    }

    /// The declared title of a path, a document or a role.
    fn title<'w>(&'w self, path: &'w str) -> &'w str {
        self.plan.map_or(path, |plan| words::title(plan, path))
    }

    fn count(&self, count: &Count, out: &mut String) {
        let lang = self.lang;
        match count {
            Count::Opening { anchor, at } => {
                let at = moment::clock(*at, self.zone);
                match anchor {
                    Anchor::NextDay(_) => tell!(out, lang; "自次日 {at} 起算"; "counted from {at} of the next day"),
                    Anchor::NextDayOpening => tell!(out, lang; "自次日上班 {at} 起算"; "counted from the next day's opening, {at}"),
                    Anchor::Opening => tell!(out, lang; "自上班 {at} 起算"; "counted from the opening, {at}"),
                }
            }
            Count::Elapsed { n, unit, at } => {
                let (n, at) = (words::Count(*n, *unit, lang), moment::clock(*at, self.zone));
                tell!(out, lang; "{n}后为 {at}"; "{n} later: {at}");
            }
            Count::SameDay { day, cut: true } => tell!(out, lang; "当日:不超过 {day} 24:00,截断"; "same day: cut at {day} 24:00"),
            Count::SameDay { day, cut: false } => {
                tell!(out, lang; "当日:不超过 {day} 24:00,未触及"; "same day: {day} 24:00 is not reached")
            }
            Count::WorkingDays { first, last, n, skipped, worked } => {
                let n = words::Count(*n, Unit::WorkingDays, lang);
                let (first, last) = (self.day(*first), self.day(*last));
                tell!(out, lang; "自 {first} 数{n},末日 {last}"; "{n} from {first}: the last is {last}");
                let mut any = self.skipped(skipped, out);
                for (day, name) in worked {
                    let day = self.day(*day);
                    self.next(&mut any, out);
                    tell!(out, lang; "计入 {day}({name}调休上班)"; "counted {day} (worked for {name})");
                }
            }
            Count::CalendarDays { first, last, n, unit } => {
                let n = words::Count(*n, *unit, lang);
                let (first, last) = (self.day(*first), self.day(*last));
                tell!(out, lang; "自 {first} 数{n},末日 {last}"; "{n} from {first}: the last day is {last}");
            }
            Count::Rolled { from, to, skipped } => {
                let (from, to) = (self.day(*from), self.day(*to));
                tell!(out, lang; "末日 {from} 不上班,移至 {to}"; "{from} is no working day: moved to {to}");
                self.skipped(skipped, out);
            }
            Count::Backwards { day, last, n, unit } => {
                let n = words::Count(*n, *unit, lang);
                let (day, last) = (self.day(*day), self.day(*last));
                tell!(out, lang; "{day} 之前{n}为 {last}"; "{n} before {day}: {last}");
            }
            Count::Worked { from, to, .. } => {
                let (from, to) = (moment::clock(*from, self.zone), moment::clock(*to, self.zone));
                tell!(out, lang; "上班时间 {from} 至 {to} 计入"; "open {from} to {to}: counted");
            }
            Count::Still { from, to } => {
                let (from, to) = (moment::clock(*from, self.zone), moment::clock(*to, self.zone));
                tell!(out, lang; "{from} 至 {to} 中止,不计"; "{from} to {to}: suspended, not counted");
            }
            Count::Closing { at } => {
                let at = moment::clock(*at, self.zone);
                tell!(out, lang; "下班时刻 {at}"; "closing time {at}");
            }
        }
    }

    fn day(&self, day: Day) -> NamedDay {
        NamedDay { day, lang: self.lang }
    }

    /// What stands between the parts of a tail: a semicolon before the first, then commas.
    fn next(&self, any: &mut bool, out: &mut String) {
        match *any {
            false => tell!(out, self.lang; ";"; "; "),
            true => tell!(out, self.lang; ","; ", "),
        }
        *any = true;
    }

    /// Weekends together, each holiday by its name. Whether there were any.
    fn skipped(&self, skipped: &[Skipped], out: &mut String) -> bool {
        let mut any = false;
        let weekend: i32 = skipped.iter().filter(|s| s.holiday.is_none()).map(|s| s.last.0 - s.first.0 + 1).sum();
        if weekend > 0 {
            self.next(&mut any, out);
            tell!(out, self.lang; "周末{weekend}天不计"; "{weekend} weekend days not counted");
        }
        for run in skipped {
            let (Some(name), first, last) = (&run.holiday, run.first, run.last) else { continue };
            self.next(&mut any, out);
            if first == last {
                tell!(out, self.lang; "{name} {first} 不计"; "{name} {first} not counted");
            } else {
                tell!(out, self.lang; "{name} {first}~{last} 不计"; "{name} {first}~{last} not counted");
            }
        }
        any
    }
}

/// `2022-05-15(周日)`, `2022-05-15 (Sun)`.
struct NamedDay {
    day: Day,
    lang: Lang,
}

impl fmt::Display for NamedDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, weekday) = (self.day.digits(), moment::weekday(self.day.weekday(), self.lang));
        match self.lang {
            Lang::Zh => write!(f, "{day}({weekday})"),
            Lang::En => write!(f, "{day} ({weekday})"),
        }
    }
}

fn not_counted(why: &NotCounted, lang: Lang, out: &mut String) {
    match why {
        NotCounted::TooEarly => tell!(out, lang; "在触发之前"; "before the trigger"),
        NotCounted::WrongParty { expected } => tell!(out, lang; "应由{expected}办理"; "{expected} should have done it"),
        NotCounted::WrongRecipient { expected, told: Some(told) } => {
            tell!(out, lang; "应向{expected},实向{told}"; "should go to {expected}, went to {told}")
        }
        NotCounted::WrongRecipient { expected, told: None } => {
            tell!(out, lang; "应向{expected},没有写向谁"; "should go to {expected}, and does not say to whom it went")
        }
        NotCounted::WrongLevel { expected, told } => {
            let told = told.as_deref().unwrap_or("—");
            tell!(out, lang; "级别应为{expected},实为{told}"; "the level should be {expected}, is {told}");
        }
        NotCounted::OtherKey { key } => tell!(out, lang; "{key} 不同"; "another {key}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cap_that_does_not_apply_is_no_other_limit() {
        let said = |cap, applies| {
            let mut out = String::new();
            Speaker { plan: None, zone: &Zone::default(), lang: Lang::Zh }.alternative("10年内", cap, applies, None, false, &mut out);
            out
        };
        assert_eq!(said(true, Truth::False), "上限“10年内”不适用");
        assert_eq!(said(true, Truth::Unknown), "上限“10年内”是否适用,无法判定");
        assert_eq!(said(false, Truth::False), "另一期限“10年内”不适用");
    }
}
