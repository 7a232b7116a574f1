//! What may be varied in the small grammars of the dialect: limits, due days, comparisons, numbers, clocks, dates.

use super::Variation;
use crate::policy::grammar::numeral;
use crate::time::Day;
use std::ops::Range;

/// A unit of limits, and what it is changed to.
const UNITS: [(&str, &str); 18] = [
    ("工作小时", "小时"),
    ("工作分钟", "分钟"),
    ("工作日", "自然日"),
    ("自然日", "工作日"),
    ("日历日", "工作日"),
    ("个小时", "个工作小时"),
    ("小时", "工作小时"),
    ("分钟", "工作分钟"),
    ("整天", "个自然日"),
    ("个月", "年"),
    ("年", "个月"),
    ("周", "个月"),
    ("working day", "calendar day"),
    ("calendar day", "working day"),
    ("full day", "calendar day"),
    ("month", "week"),
    ("week", "month"),
    ("year", "month"),
];

/// Hours and minutes in English, alone and as what works.
const PASSING: [(&str, &str); 4] =
    [("working hour", "hour"), ("working minute", "minute"), ("hour", "working hour"), ("minute", "working minute")];

/// Modifiers that are taken away, in either spelling of the comma.
const MODIFIERS: [&str; 8] = ["下班前", "不顺延", "当日计入", "by close", "no roll", "counting the day", "same day", "当日"];

/// The variations of a limit.
pub fn limit(text: &str) -> Vec<Variation> {
    let mut found = counts(text);
    let base = found.len();
    found.extend(units(text));
    let counted = found.len() > base;
    for (word, other) in [("次日上班后", "上班后"), ("after next-day opening", "after opening")] {
        match (text.find(word), text.find(other)) {
            (Some(at), _) => found.push(Variation::new(at..at + word.len(), other)),
            (None, Some(at)) => found.push(Variation::new(at..at + other.len(), word)),
            _ => {}
        }
    }
    found.extend(modifiers(text));
    if counted {
        found.extend(added(text));
    }
    for (word, other) in [("当日内", "当月内"), ("当月内", "当年内"), ("当年内", "当月内")] {
        found.extend(text.find(word).map(|at| Variation::new(at..at + word.len(), other)));
    }
    for (word, other) in [("same day", "same month"), ("same month", "same year"), ("same year", "same month")] {
        found.extend(text.strip_prefix(word).map(|_| Variation::new(0..word.len(), other)));
    }
    found
}

/// Numbers outside braces and names, one more and one less; clocks a minute.
fn counts(text: &str) -> Vec<Variation> {
    let mut found = Vec::new();
    for (range, word) in words(text, |c| c.is_ascii_digit() || c == ':') {
        if is_named(text, range.start) {
            continue;
        }
        match clock(word) {
            Some(minutes) => found.extend(shifted(range, minutes)),
            None => found.extend(beside(range, word)),
        }
    }
    for (range, word) in words(text, |c| "零〇一二两三四五六七八九十百".contains(c)) {
        let Some(n) = numeral(word).filter(|_| !text[range.end..].starts_with('级')) else { continue };
        if !text[..range.start].ends_with('周') {
            let less = n.checked_sub(1).filter(|n| *n > 0);
            found.extend([Some(n + 1), less].into_iter().flatten().map(|n| Variation::new(range.clone(), n.to_string())));
        }
    }
    found
}

fn units(text: &str) -> Vec<Variation> {
    let unit = |at: usize, word: &str| {
        let is_unit = text[..at].ends_with(|c: char| c.is_ascii_digit() || "}个 ".contains(c) || numeral(&c.to_string()).is_some());
        is_unit && text[at..].starts_with(word)
    };
    for (at, _) in text.char_indices() {
        let Some((word, other)) = PASSING.iter().chain(&UNITS).find(|(word, _)| unit(at, word)) else { continue };
        let counter = if text[..at].ends_with('个') { other.strip_prefix('个').unwrap_or(other) } else { other };
        return vec![Variation::new(at..at + word.len(), counter)];
    }
    Vec::new()
}

/// Without each of its modifiers.
fn modifiers(text: &str) -> Vec<Variation> {
    let mut found = Vec::new();
    for word in MODIFIERS {
        for (at, _) in text.match_indices(word) {
            let before = text[..at].trim_end();
            let whole = text[at + word.len()..].starts_with('内') || (at == 0 && word == "same day");
            if word == "当日" && !whole && text[at..].strip_prefix("当日计入").is_none() {
                found.push(Variation::new(at..at + word.len(), ""));
            } else if word != "当日" && before.ends_with([',', ',']) {
                let from = before.len() - before.chars().next_back().map_or(0, char::len_utf8);
                found.push(Variation::new(from..at + word.len(), ""));
            }
        }
    }
    found
}

/// With a modifier that its unit may have.
fn added(text: &str) -> Vec<Variation> {
    let english = text.is_ascii();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let end = text.len();
    let tail = |zh: &str, en: &str| Variation::new(end..end, if english { format!(", {en}") } else { format!(",{zh}") });
    let mut found = Vec::new();
    if has(&["工作日", "working day"]) && !has(&["当日计入", "counting the day", "下班前", "by close", "前"]) {
        found.push(tail("当日计入", "counting the day"));
        found.push(tail("下班前", "by close"));
    }
    let rolls = has(&["自然日", "日历日", "calendar day", "个月", "month", "week", "year"]) || (has(&["周", "年"]) && !has(&["当年"]));
    if rolls && !has(&["不顺延", "no roll"]) {
        found.push(tail("不顺延", "no roll"));
    }
    found
}

/// The variations of a comparison: which side the bound itself lies on, and the bound a step to either side.
pub fn comparison(text: &str) -> Vec<Variation> {
    let mut found = bounds(text);
    let end = text.len();
    let swap = |word: &str, other: &str| {
        let bound = text.strip_suffix(word).map(str::trim).filter(|bound| !bound.is_empty());
        bound.map(|bound| Variation::new(0..end, format!("{other}{bound}")))
    };
    found
        .extend([("以上", "超过"), ("以下", "不满"), ("起", "超过"), ("前", "..")].into_iter().find_map(|(word, other)| swap(word, other)));
    for (word, other) in [("超过", "以上"), ("不满", "以下")] {
        found.extend(text.strip_prefix(word).map(|bound| Variation::new(0..end, format!("{}{other}", bound.trim()))));
    }
    let english =
        [("at least", "over"), ("from", "over"), ("over", "at least"), ("at most", "under"), ("under", "at most"), ("before", "at most")];
    found.extend(english.iter().find(|(word, _)| text.starts_with(word)).map(|(word, other)| Variation::new(0..word.len(), *other)));
    if let Some(at) = text.find("..") {
        match (text[at..].strip_prefix("..<"), &text[at + 2..]) {
            (Some(_), _) => found.push(Variation::new(at + 2..at + 3, "")),
            (None, "") => found.push(Variation::new(0..end, format!("over {}", text[..at].trim()))),
            (None, _) => found.push(Variation::new(at + 2..at + 2, "<")),
        }
    }
    found
}

/// The bounds in a text, each a step to either side: numbers, clocks, dates, months and days.
fn bounds(text: &str) -> Vec<Variation> {
    let dated = dates(text);
    if !dated.is_empty() {
        return dated;
    }
    let timed = clocks(text);
    if timed.is_empty() { numbers(text) } else { timed }
}

/// The variations of a due day of a period.
pub fn due_day(text: &str) -> Vec<Variation> {
    const WEEK: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let mut found = counts(text);
    if let Some(at) = text.find('周').map(|at| at + '周'.len_utf8())
        && let Some(n) = WEEK.iter().position(|day| text[at..].starts_with(day))
    {
        for next in [(n + 1) % 7, (n + 6) % 7] {
            found.push(Variation::new(at..at + WEEK[n].len(), WEEK[next]));
        }
    }
    if let Some(n) = DAYS.iter().position(|day| text.starts_with(day)) {
        found.extend([(n + 1) % 7, (n + 6) % 7].map(|next| Variation::new(0..DAYS[n].len(), DAYS[next])));
    }
    let swaps =
        [("提前", "顺延"), ("顺延", "提前"), ("roll back", "roll on"), ("roll on", "roll back"), ("次期", "本期"), ("本期", "次期")];
    found.extend(swaps.iter().filter_map(|(word, other)| text.find(word).map(|at| Variation::new(at..at + word.len(), *other))));
    for word in ["期内", " in period"] {
        found.extend(text.find(word).map(|at| Variation::new(at..at + word.len(), "")));
    }
    found.extend(text.find([',', ',']).map(|at| Variation::new(at..text.len(), "")));
    found.extend(units(text));
    found
}

/// The numbers in a text, a step to either side, in their own last digit.
pub fn numbers(text: &str) -> Vec<Variation> {
    let mut found = Vec::new();
    for (range, word) in words(text, |c| c.is_ascii_digit() || c == '.') {
        // Two dots are a range.
        let mut at = range.start;
        for part in word.split("..") {
            if !is_named(text, at) {
                found.extend(beside(at..at + part.len(), part));
            }
            at += part.len() + 2;
        }
    }
    found
}

/// The clock times in a text, a minute to either side.
pub fn clocks(text: &str) -> Vec<Variation> {
    let times = words(text, |c| c.is_ascii_digit() || c == ':');
    times.filter_map(|(range, word)| clock(word).map(|minutes| shifted(range, minutes))).flatten().collect()
}

/// The dates, and months with days, in a text, a day to either side.
pub fn dates(text: &str) -> Vec<Variation> {
    let mut found = Vec::new();
    for (range, word) in words(text, |c| c.is_ascii_digit() || c == '-') {
        let (year, whole) = match word.len() {
            10 => ("", word.to_owned()),
            5 => ("2023-", format!("2023-{word}")),
            _ => continue,
        };
        let Some(day) = crate::policy::condition::date(&whole) else { continue };
        for other in [day.plus(1), day.plus(-1)].map(Day::date) {
            let other = other.format("%Y-%m-%d").to_string();
            found.push(Variation::new(range.clone(), other.get(year.len()..).unwrap_or_default()));
        }
    }
    found
}

/// A number one step more and one step less, in its last digit; never below one.
fn beside(range: Range<usize>, word: &str) -> Vec<Variation> {
    let decimals = word.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let step = 10f64.powi(-i32::try_from(decimals).unwrap_or(0));
    let Ok(n) = word.parse::<f64>() else { return Vec::new() };
    let shown = |n: f64| Variation::new(range.clone(), format!("{n:.decimals$}"));
    let less = Some(n - step).filter(|less| *less > step / 2.0);
    [Some(n + step), less].into_iter().flatten().map(shown).collect()
}

/// Minutes of the day.
fn clock(word: &str) -> Option<u32> {
    let (hours, minutes) = word.split_once(':')?;
    Some(hours.parse::<u32>().ok()? * 60 + minutes.parse::<u32>().ok()?)
}

fn shifted(range: Range<usize>, minutes: u32) -> impl Iterator<Item = Variation> {
    let times = [minutes.checked_add(1), minutes.checked_sub(1)].into_iter().flatten().filter(|time| *time <= 24 * 60);
    times.map(move |time| Variation::new(range.clone(), format!("{:02}:{:02}", time / 60, time % 60)))
}

/// Whether what stands at `at` belongs to a name or a value in braces.
fn is_named(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let open = before.rfind('{').is_some_and(|open| !before[open..].contains('}'));
    open || before.ends_with(|c: char| c.is_ascii_alphabetic() || "_-".contains(c))
}

/// The longest runs of characters of a kind.
fn words(text: &str, is: impl Fn(char) -> bool + Copy) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(is)?;
        let end = text[start..].find(|c| !is(c)).map_or(text.len(), |n| start + n);
        at = end;
        Some((start..end, &text[start..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, variations: Vec<Variation>) -> Vec<String> {
        variations.into_iter().map(|v| format!("{}{}{}", &text[..v.range.start], v.text, &text[v.range.end..])).collect()
    }

    #[test]
    fn limits_vary_in_number_unit_and_modifier() {
        let of = |text: &str| all(text, limit(text));
        assert_eq!(of("当日5个小时内"), ["当日6个小时内", "当日4个小时内", "当日5个工作小时内", "5个小时内"]);
        assert_eq!(of("2个工作日内"), ["3个工作日内", "1个工作日内", "2个自然日内", "2个工作日内,当日计入", "2个工作日内,下班前"]);
        assert_eq!(
            of("十五个工作日内,当日计入"),
            ["16个工作日内,当日计入", "14个工作日内,当日计入", "十五个自然日内,当日计入", "十五个工作日内"]
        );
        assert_eq!(of("次日8:00后1个小时内")[..2], ["次日08:01后1个小时内", "次日07:59后1个小时内"]);
        assert_eq!(of("{n}个自然日内"), ["{n}个工作日内", "{n}个自然日内,不顺延"]);
        assert_eq!(of("5整天"), ["6整天", "4整天", "5个自然日"]);
        assert_eq!(
            of("20 working days"),
            ["21 working days", "19 working days", "20 calendar days", "20 working days, counting the day", "20 working days, by close"]
        );
        assert_eq!(of("当日内"), ["当月内"]);
        assert_eq!(of("不限期"), [""; 0]);
    }

    #[test]
    fn comparisons_vary_at_their_bounds() {
        let of = |text: &str| all(text, comparison(text));
        assert_eq!(of("80以上"), ["81以上", "79以上", "超过80"]);
        assert_eq!(of("不满80"), ["不满81", "不满79", "80以下"]);
        assert_eq!(of("21:00起"), ["21:01起", "20:59起", "超过21:00"]);
        assert_eq!(of("8:00前"), ["08:01前", "07:59前", "..8:00"]);
        assert_eq!(of("{low}..{high}"), ["{low}..<{high}"]);
        assert_eq!(of("1..7"), ["2..7", "1..8", "1..6", "1..<7"]);
        assert_eq!(of("0.80"), ["0.81", "0.79"]);
        assert_eq!(of("11-01..02-28"), ["11-02..02-28", "10-31..02-28", "11-01..03-01", "11-01..02-27", "11-01..<02-28"]);
    }

    #[test]
    fn due_days_vary_in_day_and_roll() {
        let text = "周五,遇非工作日期内提前";
        let found = all(text, due_day(text));
        assert_eq!(found, ["周六,遇非工作日期内提前", "周四,遇非工作日期内提前", "周五,遇非工作日期内顺延", "周五,遇非工作日提前", "周五"]);
    }
}
