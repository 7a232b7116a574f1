//! The steps of an explanation, in words.

use super::{moment, words};
use crate::lang::Lang;
use crate::plan::Plan;
use crate::record::Truth;
use crate::tell;
use crate::time::span::{Anchor, Unit};
use crate::time::step::{Skipped, Step as Count};
use crate::time::{Day, Zone};
use crate::verdict::step::{Detail, NotCounted, Step};

/// One line a step.
pub fn lines(plan: &Plan, steps: &[Step<'_>], lang: Lang) -> Vec<String> {
    let speaker = Speaker { plan: Some(plan), zone: &plan.vocabulary().zone, lang };
    steps.iter().map(|step| speaker.step(step)).filter(|line| !line.is_empty()).collect()
}

/// The steps of a bare count, one line each.
pub fn counts(zone: &Zone, counts: Vec<Count>, lang: Lang) -> Vec<String> {
    let speaker = Speaker { plan: None, zone, lang };
    counts.iter().map(|count| speaker.count(count)).collect()
}

struct Speaker<'p> {
    /// For the names of offices.
    plan: Option<&'p Plan>,
    zone: &'p Zone,
    lang: Lang,
}

impl Speaker<'_> {
    fn step(&self, step: &Step<'_>) -> String {
        let lang = self.lang;
        match step {
            Step::Trigger { title, id, when, by } => {
                let (at, by) = (moment::when(when, self.zone), self.by(by));
                tell!(lang; "触发:{title}({id}){at}{by}"; "trigger: {title} ({id}) {at}{by}")
            }
            Step::Period { name, first, last } => tell!(lang; "期间:{name}({first} 至 {last})"; "period: {name} ({first} to {last})"),
            Step::Limit { written, parameters } => {
                let tail = self.parameters(parameters);
                tell!(lang; "期限:“{written}”{tail}"; "limit: \"{written}\"{tail}")
            }
            Step::Since { title, id, when } => {
                let at = moment::when(when, self.zone);
                tell!(lang; "自 {title}({id}){at} 起算"; "counted from {title} ({id}) {at}")
            }
            Step::Count(count) => self.count(count),
            Step::Alternative { cap, written, applies, due, taken } => {
                let due = due.map(|due| moment::due(due, self.zone)).unwrap_or_default();
                match (applies, cap, taken) {
                    (Truth::False, _, _) => tell!(lang; "另一期限“{written}”不适用"; "the other limit \"{written}\" does not apply"),
                    (Truth::Unknown, _, _) => tell!(lang; "另一期限“{written}”是否适用,无法判定"; "whether the other limit \"{written}\" applies is not known"),
                    (_, false, true) => tell!(lang; "可适用“{written}”至 {due},较晚,取之"; "\"{written}\" applies, until {due}: the later, taken"),
                    (_, false, false) => tell!(lang; "可适用“{written}”至 {due},不较晚,不取"; "\"{written}\" applies, until {due}: not later, not taken"),
                    (_, true, true) => tell!(lang; "上限“{written}”至 {due},较早,取之"; "capped by \"{written}\" at {due}: the earlier, taken"),
                    (_, true, false) => tell!(lang; "上限“{written}”至 {due},未触及"; "the cap \"{written}\" at {due} is not reached"),
                }
            }
            Step::Until { place, when } => format!("{place} = {}", moment::when(when, self.zone)),
            Step::UntilEvent { title, came: Some((id, when)) } => {
                let at = moment::when(when, self.zone);
                tell!(lang; "至 {title}({id}){at} 为止"; "until {title} ({id}) {at}")
            }
            Step::UntilEvent { title, came: None } => tell!(lang; "{title}尚未发生,没有到期时刻"; "{title} has not come: nothing is due yet"),
            Step::Due { earliest, latest } => {
                let (a, b) = (moment::due(*earliest, self.zone), moment::due(*latest, self.zone));
                if earliest == latest {
                    tell!(lang; "到期:{b}"; "due: {b}")
                } else {
                    tell!(lang; "到期:最早 {a},最晚 {b}"; "due: {a} at the earliest, {b} at the latest")
                }
            }
            Step::Extended { title, id, when } => {
                let at = moment::when(when, self.zone);
                tell!(lang; "延长:{title}({id}){at}"; "extended: {title} ({id}) {at}")
            }
            Step::Ignored { title, id, when } => {
                let at = moment::when(when, self.zone);
                tell!(lang; "不起作用:{title}({id}){at}——未经批准、已过期限或次数已满"; "counts for nothing: {title} ({id}) {at}: not approved, too late, or given as often as allowed")
            }
            Step::StandsStill => tell!(lang; "期限中止,没有到期时刻"; "the clock stands still: nothing is due"),
            Step::NoDue => tell!(lang; "没有到期时刻"; "nothing falls due"),
            Step::Done { title, id, when, by } => {
                let (at, by) = (moment::when(when, self.zone), self.by(by));
                tell!(lang; "完成:{title}({id}){at}{by}"; "done: {title} ({id}) {at}{by}")
            }
            Step::NotCounted { id, when, by, why } => {
                let (at, by, why) = (moment::when(when, self.zone), self.by(by), not_counted(why, lang));
                tell!(lang; "不算:{id} {at}{by},{why}"; "does not count: {id} {at}{by}, {why}")
            }
            Step::NotDone { title, as_of } => {
                let at = moment::as_of(*as_of, self.zone);
                tell!(lang; "截至 {at} 没有算数的{title}"; "no {title} that counts by {at}")
            }
            Step::Lapsed { title, id, when } => {
                let at = moment::when(when, self.zone);
                tell!(lang; "因 {title}({id}){at} 终止"; "ended by {title} ({id}) {at}")
            }
            Step::Word { word, holds, detail } => {
                let name = words::demand(word, lang);
                let details: Vec<String> = detail.iter().map(|detail| self.detail(detail)).collect();
                let details = details.join(if lang == Lang::Zh { ";" } else { "; " });
                match (holds, detail.is_empty()) {
                    (Truth::True, _) => tell!(lang; "{name}:符合"; "{name}: holds"),
                    (_, true) => tell!(lang; "{name}:不符合"; "{name}: fails"),
                    (_, false) => tell!(lang; "{name}:不符合——{details}"; "{name}: fails: {details}"),
                }
            }
            Step::Unknown { reason, detail } => {
                let word = words::reason(reason, lang);
                let tail = if detail.is_empty() { String::new() } else { format!(" [{detail}]") };
                tell!(lang; "无法判定:{word}{tail}"; "unknown: {word}{tail}")
            }
        }
    }

    fn parameters(&self, parameters: &[(&str, u32, bool)]) -> String {
        if parameters.is_empty() {
            return String::new();
        }
        let mark = |assumed: bool| match (assumed, self.lang) {
            (false, _) => "",
            (true, Lang::Zh) => "(假定)",
            (true, Lang::En) => " (assumed)",
        };
        let numbers: Vec<String> = parameters.iter().map(|(name, value, assumed)| format!("{name} = {value}{}", mark(*assumed))).collect();
        format!(" [{}]", numbers.join(", "))
    }

    fn by(&self, by: &Option<&str>) -> String {
        let Some(by) = by else { return String::new() };
        let name = self.plan.map_or(*by, |plan| words::office(plan, by));
        tell!(self.lang; ",{name}"; ", {name}")
    }

    fn detail(&self, detail: &Detail<'_>) -> String {
        let lang = self.lang;
        match detail {
            Detail::Missing(name) => {
                let title = self.title(name);
                tell!(lang; "缺{title}({name})"; "{name} is missing")
            }
            Detail::Value { place, wanted, found } => {
                let title = self.title(place);
                match found {
                    Some(found) => tell!(lang; "{title}({place})应为 {wanted},实为 {found}"; "{place} should be {wanted}, is {found}"),
                    None => tell!(lang; "{title}({place})应为 {wanted},没有填"; "{place} should be {wanted}, is absent"),
                }
            }
            Detail::SamePerson { name } => tell!(lang; "{name} 签了两处"; "{name} signed twice"),
            Detail::NoEvent { title } => tell!(lang; "此前没有{title}"; "no {title} before it"),
            Detail::Event { title, id, when } => {
                let at = moment::when(when, self.zone);
                tell!(lang; "{title}({id}){at}"; "{title} ({id}) {at}")
            }
        }
    }

    /// The declared title of a path, a document or a role.
    fn title(&self, path: &str) -> String {
        self.plan.map_or_else(|| path.to_owned(), |plan| words::title(plan, path))
    }

    fn count(&self, count: &Count) -> String {
        let lang = self.lang;
        match count {
            Count::Opening { anchor, at } => {
                let at = moment::clock(*at, self.zone);
                match anchor {
                    Anchor::NextDay(_) => tell!(lang; "自次日 {at} 起算"; "counted from {at} of the next day"),
                    Anchor::NextDayOpening => tell!(lang; "自次日上班 {at} 起算"; "counted from the next day's opening, {at}"),
                    Anchor::Opening => tell!(lang; "自上班 {at} 起算"; "counted from the opening, {at}"),
                }
            }
            Count::Elapsed { n, unit, at } => {
                let (n, at) = (words::count(*n, *unit, lang), moment::clock(*at, self.zone));
                tell!(lang; "{n}后为 {at}"; "{n} later: {at}")
            }
            Count::SameDay { day, cut: true } => tell!(lang; "当日:不超过 {day} 24:00,截断"; "same day: cut at {day} 24:00"),
            Count::SameDay { day, cut: false } => tell!(lang; "当日:不超过 {day} 24:00,未触及"; "same day: {day} 24:00 is not reached"),
            Count::WorkingDays { first, last, n, skipped, worked } => {
                let n = words::count(*n, Unit::WorkingDays, lang);
                let (first, last) = (self.day(*first), self.day(*last));
                let mut parts = self.skipped(skipped);
                for (day, name) in worked {
                    let day = self.day(*day);
                    parts.push(tell!(self.lang; "计入 {day}({name}调休上班)"; "counted {day} (worked for {name})"));
                }
                let tail = if parts.is_empty() { String::new() } else { self.joined(&parts) };
                tell!(lang; "自 {first} 数{n},末日 {last}{tail}"; "{n} from {first}: the last is {last}{tail}")
            }
            Count::CalendarDays { first, last, n, unit } => {
                let n = words::count(*n, *unit, lang);
                let (first, last) = (self.day(*first), self.day(*last));
                tell!(lang; "自 {first} 数{n},末日 {last}"; "{n} from {first}: the last day is {last}")
            }
            Count::Rolled { from, to, skipped } => {
                let (from, to) = (self.day(*from), self.day(*to));
                let tail = self.joined(&self.skipped(skipped));
                tell!(lang; "末日 {from} 不上班,移至 {to}{tail}"; "{from} is no working day: moved to {to}{tail}")
            }
            Count::Backwards { day, last, n, unit } => {
                let n = words::count(*n, *unit, lang);
                let (day, last) = (self.day(*day), self.day(*last));
                tell!(lang; "{day} 之前{n}为 {last}"; "{n} before {day}: {last}")
            }
            Count::Worked { from, to, .. } => {
                let (from, to) = (moment::clock(*from, self.zone), moment::clock(*to, self.zone));
                tell!(lang; "上班时间 {from} 至 {to} 计入"; "open {from} to {to}: counted")
            }
            Count::Still { from, to } => {
                let (from, to) = (moment::clock(*from, self.zone), moment::clock(*to, self.zone));
                tell!(lang; "{from} 至 {to} 中止,不计"; "{from} to {to}: suspended, not counted")
            }
            Count::Closing { at } => {
                let at = moment::clock(*at, self.zone);
                tell!(lang; "下班时刻 {at}"; "closing time {at}")
            }
        }
    }

    fn day(&self, day: Day) -> String {
        let weekday = moment::weekday(day.weekday(), self.lang);
        match self.lang {
            Lang::Zh => format!("{day}({weekday})"),
            Lang::En => format!("{day} ({weekday})"),
        }
    }

    fn joined(&self, parts: &[String]) -> String {
        match self.lang {
            Lang::Zh => format!(";{}", parts.join(",")),
            Lang::En => format!("; {}", parts.join(", ")),
        }
    }

    /// Weekends together, each holiday by its name.
    fn skipped(&self, skipped: &[Skipped]) -> Vec<String> {
        let mut parts = Vec::new();
        let weekend: i32 = skipped.iter().filter(|s| s.holiday.is_none()).map(|s| s.last.0 - s.first.0 + 1).sum();
        if weekend > 0 {
            parts.push(tell!(self.lang; "周末{weekend}天不计"; "{weekend} weekend days not counted"));
        }
        for run in skipped {
            if let Some(name) = &run.holiday {
                let days = if run.first == run.last { run.first.to_string() } else { format!("{}~{}", run.first, run.last) };
                parts.push(tell!(self.lang; "{name} {days} 不计"; "{name} {days} not counted"));
            }
        }
        parts
    }
}

fn not_counted(why: &NotCounted, lang: Lang) -> String {
    match why {
        NotCounted::TooEarly => tell!(lang; "在触发之前"; "before the trigger"),
        NotCounted::WrongParty { expected } => tell!(lang; "应由{expected}办理"; "{expected} should have done it"),
        NotCounted::WrongRecipient { expected, told: Some(told) } => tell!(lang; "应向{expected},实向{told}"; "should go to {expected}, went to {told}"),
        NotCounted::WrongRecipient { expected, told: None } => tell!(lang; "应向{expected},没有写向谁"; "should go to {expected}, and does not say to whom it went"),
        NotCounted::WrongLevel { expected, told } => {
            let told = told.as_deref().unwrap_or("—");
            tell!(lang; "级别应为{expected},实为{told}"; "the level should be {expected}, is {told}")
        }
        NotCounted::OtherKey { key } => tell!(lang; "{key} 不同"; "another {key}"),
    }
}
