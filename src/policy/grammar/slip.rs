//! Slips in limits that can be understood: what was probably meant, to propose it.

use super::limit::parse;
use super::number::{self, numeral};
use super::scan::Scan;
use super::units::{self, MODIFIERS, Measure, UNITS};
use super::{Amount, Limit};
use crate::diag::{Diagnostic, nearest};
use crate::lang::Lang;
use crate::policy::fault::grammar as fault;
use crate::say;
use crate::source::Span;
use crate::time::span::{Counted, Length, Unit};

/// Longer texts are not guessed at.
const LONGEST: usize = 120;

/// Chinese words that stand for others; longer ones first.
const CHINESE: [(&str, &str); 64] = [
    ("個", "个"),
    ("時", "时"),
    ("兩", "两"),
    ("內", "内"),
    ("週", "周"),
    ("當", "当"),
    ("後", "后"),
    ("鐘", "钟"),
    ("順", "顺"),
    ("計", "计"),
    ("無", "无"),
    ("及时内", "及时"),
    ("没有期限", "不限期"),
    ("无期限", "不限期"),
    ("无限期", "不限期"),
    ("不限时", "不限期"),
    ("立即", "及时"),
    ("尽快", "及时"),
    ("马上", "及时"),
    ("立刻", "及时"),
    ("即时", "及时"),
    ("法定工作日", "工作日"),
    ("工作天", "工作日"),
    ("自然天", "自然日"),
    ("日历天", "自然日"),
    ("公历日", "自然日"),
    ("上班时间", "工作"),
    ("个钟头", "个小时"),
    ("钟头", "小时"),
    ("个星期", "周"),
    ("星期", "周"),
    ("个礼拜", "周"),
    ("礼拜", "周"),
    ("个工作分钟", "工作分钟"),
    ("个分钟", "分钟"),
    ("个整天", "整天"),
    ("整日", "整天"),
    ("个昼夜", "整天"),
    ("昼夜", "整天"),
    ("个年", "年"),
    ("周年", "年"),
    ("工作时内", "工作小时内"),
    ("当天", "当日"),
    ("同日", "当日"),
    ("本日", "当日"),
    ("本月", "当月"),
    ("本年", "当年"),
    ("今年", "当年"),
    ("第二天", "次日"),
    ("翌日", "次日"),
    ("以前", "前"),
    ("之前", "前"),
    ("遇节假日不顺延", "不顺延"),
    ("节假日不顺延", "不顺延"),
    ("遇节假日顺延", ""),
    ("遇非工作日顺延", ""),
    ("含当日", "当日计入"),
    ("当日算", "当日计入"),
    ("当日24:00前", "当日内"),
    ("当日24点前", "当日内"),
    ("当日24时前", "当日内"),
    ("当日0点前", "当日内"),
    ("当日下班前", "当日内"),
    ("24点前", "当日内"),
];

/// What people write before a limit and what the key already says.
const BEFORE: [&str; 26] = [
    "应当在",
    "应当于",
    "应在",
    "应于",
    "须在",
    "须于",
    "不得超过",
    "不超过",
    "最迟",
    "最长",
    "最多",
    "限于",
    "限",
    "在",
    "于",
    "within ",
    "not later than ",
    "no later than ",
    "not more than ",
    "no more than ",
    "at most ",
    "up to ",
    "in ",
    "max ",
    "maximum ",
    "under ",
];

/// English words that stand for others.
const ENGLISH: [(&str, &str); 49] = [
    ("m", "minutes"),
    ("min", "minutes"),
    ("mins", "minutes"),
    ("h", "hours"),
    ("hr", "hours"),
    ("hrs", "hours"),
    ("d", "days"),
    ("w", "weeks"),
    ("wk", "weeks"),
    ("wks", "weeks"),
    ("mo", "months"),
    ("mos", "months"),
    ("y", "years"),
    ("yr", "years"),
    ("yrs", "years"),
    ("business", "working"),
    ("office", "working"),
    ("work", "working"),
    ("workday", "working day"),
    ("workdays", "working days"),
    ("weekday", "working day"),
    ("weekdays", "working days"),
    ("natural", "calendar"),
    ("none", "no limit"),
    ("unlimited", "no limit"),
    ("immediately", "promptly"),
    ("asap", "promptly"),
    ("forthwith", "promptly"),
    ("a", "1"),
    ("an", "1"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("twelve", "12"),
    ("fifteen", "15"),
    ("twenty", "20"),
    ("thirty", "30"),
    ("forty", "40"),
    ("sixty", "60"),
    ("ninety", "90"),
    ("day's", "days"),
    ("roll-on", ""),
];

/// The words of English limits, for misspellings.
const WORDS: [&str; 26] = [
    "minute", "minutes", "hour", "hours", "working", "calendar", "day", "days", "week", "weeks", "full", "month", "months", "year",
    "years", "same", "close", "roll", "counting", "opening", "before", "after", "until", "else", "limit", "promptly",
];

/// What has no exact length in the next smaller unit.
const HALF_DAYS: [&str; 7] = ["半天", "半日", "半个工作日", "半个自然日", "half a day", "half day", "half a working day"];

/// By the end of the next day, which may be any kind of day.
const NEXT_DAY: [&str; 5] = ["次日", "第二天", "翌日", "次一日", "隔日"];

/// Adds a proposal to faults that only say that the text is no limit.
pub fn limit(scan: &Scan, span: Span, faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if !faults.iter().any(|d| d.code == "bad-limit" && d.help.is_none()) {
        return faults;
    }
    let text = scan.whole();
    if let Some(fault) = written_otherwise(&text, span) {
        return vec![fault];
    }
    if HALF_DAYS.contains(&text.trim_end_matches('内').to_ascii_lowercase().as_str()) {
        return vec![fault::half_day(span, &text)];
    }
    let (meant, better) = if text.chars().count() <= LONGEST { guess(&text, span) } else { (None, None) };
    let help = match (meant, better) {
        (Some(meant), _) => {
            let (zh, en) = (meant.words(Lang::Zh), meant.words(Lang::En));
            say!("写“{zh}”"; "write \"{en}\"")
        }
        (None, Some(better)) => return better,
        (None, None) => say!(
            "例如“5个工作日内”“30个自然日内”“24小时内”“3个月内”“当日内”“不限期”";
            "for example \"5 working days\", \"30 calendar days\", \"24 hours\", \"3 months\", \"same day\", \"no limit\""
        ),
    };
    let add = |d: Diagnostic| if d.code == "bad-limit" && d.help.is_none() { d.help(help.clone()) } else { d };
    faults.into_iter().map(add).collect()
}

/// What is no limit, and still plain: the next day, a date, from one number to another, a start that belongs elsewhere.
fn written_otherwise(text: &str, span: Span) -> Option<Diagnostic> {
    if NEXT_DAY.contains(&text.trim_end_matches(['内', '前', '之', '以'])) {
        return Some(fault::next_day(span, text));
    }
    if super::super::fault::rule::date_meant(text.trim_end_matches(['前', '之', '以', '内'])).is_some() {
        return Some(fault::written_date(span, text));
    }
    let said = |limit: &Limit| (limit.words(Lang::Zh), limit.words(Lang::En));
    let number = |part: &str| part.trim_end_matches('个').chars().all(number::begins) && !part.is_empty();
    if let Some((_, last)) =
        text.split_once(['至', '到', '-', '~', '—']).filter(|(first, last)| number(first) && last.starts_with(number::begins))
        && let Ok(limit) = read(last, span)
    {
        let (zh, en) = said(&limit);
        return Some(fault::from_to(span, text, &zh, &en));
    }
    // 上班后 and 次日8:00后 are anchors of the grammar.
    let (before, rest) = text
        .rsplit_once(['后', '起'])
        .filter(|(before, _)| !before.ends_with("上班") && !before.ends_with(|c: char| c.is_ascii_digit()))?;
    let limit = read(rest.trim_start_matches([',', ' ']), span).ok().filter(|_| !before.is_empty())?;
    let (zh, en) = said(&limit);
    Some(fault::start_elsewhere(span, text, before, &zh, &en))
}

/// The limit that was meant, or else the faults of what was nearly meant.
fn guess(text: &str, span: Span) -> (Option<Limit>, Option<Vec<Diagnostic>>) {
    let mut better = None;
    let mut candidate = text.to_owned();
    for step in [punctuation, digits, simplified, bare, respelled, commas, reordered] {
        candidate = step(&candidate);
        match read(&candidate, span) {
            Ok(limit) => return (Some(limit), None),
            Err(faults) if faults.iter().all(|d| d.code != "bad-limit") => better = Some(faults),
            Err(_) => {}
        }
    }
    if let Some(limit) = fraction(&candidate) {
        return (Some(limit), None);
    }
    if better.is_some() {
        return (None, better);
    }
    let mut cut = candidate.as_str();
    while let Some((last, _)) = cut.char_indices().next_back() {
        cut = cut.get(..last).unwrap_or("");
        if let Ok(limit) = read(cut, span) {
            return (Some(limit), None);
        }
    }
    (None, None)
}

fn read(text: &str, span: Span) -> Result<Limit, Vec<Diagnostic>> {
    parse(&mut Scan::loose(text, span))
}

/// Small letters outside names; no full stop; commas for marks like them.
fn punctuation(text: &str) -> String {
    let text = text.trim_end_matches(['。', '.', '!', ';', ',', ' ']).replace([';', '、'], ",");
    if text.contains(['{', '.', '(']) { text } else { text.to_ascii_lowercase() }
}

/// Letters that look like digits, beside digits; years and numbers written digit by digit: 二〇.
fn digits(text: &str) -> String {
    let number = |c: char| c.is_ascii_digit() || matches!(c, 'o' | 'O' | 'l' | 'I' | '〇' | '○' | 'О' | 'о');
    let end = text.find(|c| !number(c)).unwrap_or(text.len());
    let (head, rest) = text.split_at(end);
    if head.contains(|c: char| c.is_ascii_digit()) {
        let head: String = head
            .chars()
            .map(|c| {
                if c.is_ascii_digit() {
                    c
                } else if matches!(c, 'l' | 'I') {
                    '1'
                } else {
                    '0'
                }
            })
            .collect();
        return format!("{head}{rest}");
    }
    let numerals = "〇一二三四五六七八九";
    let end = text.find(|c| !numerals.contains(c) && c != '○' && c != '零').unwrap_or(text.len());
    let (head, rest) = text.split_at(end);
    if head.chars().count() < 2 {
        return text.to_owned();
    }
    let head: String = head.chars().map(|c| numerals.chars().position(|n| n == c).unwrap_or(0).to_string()).collect();
    format!("{head}{rest}")
}

fn simplified(text: &str) -> String {
    let text = CHINESE.iter().fold(text.to_owned(), |text, (wrong, right)| text.replace(wrong, right));
    let text = match text.strip_prefix(['自', '从']).and_then(|t| t.split_once('起')) {
        Some((_, rest)) => rest.to_owned(),
        None => text,
    };
    let text = match text.as_str() {
        "当日" | "当月" | "当年" => format!("{text}内"),
        _ => text,
    };
    text.trim_end_matches(",顺延").trim_end_matches(", roll").trim_end_matches([',', ' ']).to_owned()
}

/// Without the words before it.
fn bare(text: &str) -> String {
    BEFORE.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text).trim().to_owned()
}

/// English words spelled out, with a blank after the number.
fn respelled(text: &str) -> String {
    if !text.is_ascii() || text.contains(['{', '.', '(']) {
        return text.to_owned();
    }
    let mut apart = String::new();
    for c in text.replace("half ", "half-").replace('-', " ").replace("next day opening", "next-day opening").chars() {
        if c.is_ascii_alphabetic() && apart.ends_with(|b: char| b.is_ascii_digit()) {
            apart.push(' ');
        }
        apart.push(c);
    }
    let spell = |word: &str| {
        let (word, mark) = word.strip_suffix(',').map_or((word, ""), |w| (w, ","));
        let known = ENGLISH.iter().find(|(wrong, _)| *wrong == word).map(|(_, right)| *right);
        let near = || nearest(word, WORDS).filter(|_| word.len() >= 4);
        format!("{}{mark}", known.or_else(near).unwrap_or(word))
    };
    apart.split(' ').filter(|word| !word.is_empty()).map(spell).collect::<Vec<_>>().join(" ")
}

/// Modifiers with the comma before them, where the language wants them.
fn commas(text: &str) -> String {
    let mut text = text.to_owned();
    for (_, en, zh) in MODIFIERS {
        for (word, comma) in [(format!(" {en}"), ","), (zh.to_owned(), ",")] {
            match text.strip_suffix(word.as_str()) {
                Some(rest) if !rest.is_empty() && !rest.ends_with(',') => text = format!("{rest}{comma}{word}"),
                _ => {}
            }
        }
    }
    if let Some(rest) = text.strip_suffix(",当日") {
        text = format!("当日{rest}");
    }
    if let Some(rest) = text.strip_prefix("same day ") {
        text = format!("{}, same day", rest.trim_start_matches(", "));
    }
    match text.split_once("否则") {
        Some((place, rest)) if !place.ends_with(',') => format!("{},否则{rest}", place.trim_end()),
        _ => text,
    }
}

/// `工作日5个`: the number before its unit.
fn reordered(text: &str) -> String {
    for (_, _, zh, measure) in UNITS {
        let Some(rest) = text.strip_prefix(zh) else { continue };
        let number = rest.trim().trim_end_matches('内').trim_end_matches('个').trim();
        if !number.is_empty() && number.chars().all(number::begins) {
            let piece = if measure == Measure::Never { "" } else { "个" };
            return format!("{number}{piece}{zh}内");
        }
    }
    text.to_owned()
}

/// Halves and decimals, in the next smaller unit.
fn fraction(text: &str) -> Option<Limit> {
    let text = text.trim_end_matches('内').trim_end_matches(['以', '之']);
    let (hundredths, unit) = if let Some((before, after)) = text.split_once('半') {
        match before.strip_suffix('个').or(Some(before).filter(|b| b.is_empty())) {
            Some("") => (50, unit_of(after)?),
            Some(number) => (whole(number)? * 100 + 50, unit_of(after)?),
            None => {
                let split = before.find(|c: char| !number::begins(c))?;
                (whole(before.get(..split)?)? * 100 + 50, unit_of(before.get(split..)?).filter(|_| after.is_empty())?)
            }
        }
    } else if let Some(rest) = text.strip_prefix("half ") {
        (50, unit_of(rest.trim_start_matches("1 "))?)
    } else {
        let (number, rest) = text.split_at(text.find(|c: char| !c.is_ascii_digit() && c != '.')?);
        let (ones, tail) = number.split_once('.').filter(|(_, tail)| tail.len() <= 2)?;
        (whole(ones)? * 100 + format!("{tail:0<2}").parse::<u32>().ok()?, unit_of(rest)?)
    };
    let (parts, smaller) = match unit {
        Unit::Hours => (60, Unit::Minutes),
        Unit::WorkingHours => (60, Unit::WorkingMinutes),
        Unit::FullDays => (24, Unit::Hours),
        Unit::Weeks => (7, Unit::CalendarDays),
        Unit::Years => (12, Unit::Months),
        Unit::Months if hundredths == 50 => (30, Unit::CalendarDays),
        _ => return None,
    };
    let product = hundredths.checked_mul(parts)?;
    let fits = product > 0 && product % 100 == 0 && product / 100 <= units::most(smaller);
    fits.then(|| Limit::Counted(Counted::new(Length::Of(Amount::Fixed(product / 100), smaller))))
}

/// A number of a size that can be multiplied.
fn whole(text: &str) -> Option<u32> {
    text.parse().ok().or_else(|| numeral(text)).filter(|n| *n <= 100_000)
}

/// The unit that a word names, in either language.
fn unit_of(word: &str) -> Option<Unit> {
    let word = word.trim();
    let zh = word.trim_start_matches('个');
    UNITS.into_iter().find(|(_, en, name, _)| *name == zh || word.strip_suffix('s').unwrap_or(word) == *en).map(|u| u.0)
}
