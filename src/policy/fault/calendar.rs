//! Faults of calendar files.

use crate::diag::{Diagnostic, nearest};
use crate::say;
use crate::source::Span;
use crate::time::Day;

/// Days longer than this in one entry are a slip of the pen.
pub const LONGEST: i32 = 60;

/// The calendar that a policy or an `extends` names is not there.
pub fn unknown_calendar(span: Span, id: &str, known: &[String]) -> Diagnostic {
    let found = Diagnostic::error("unknown-calendar", span, say!("没有日历 {id}"; "there is no calendar {id}"));
    let found = match nearest(id, known.iter().map(String::as_str)) {
        Some(near) => found.label(say!("是不是 {near}?"; "did you mean {near}?")),
        None => found.label(say!("找不到 calendars/{id}.toml,也没有 .ics"; "there is neither calendars/{id}.toml nor .ics")),
    };
    let list = known.join(" ");
    if known.is_empty() {
        return found.help(
            say!("日历放在 policies/calendars/ 中,文件名就是它的编号"; "calendars live in policies/calendars/; the file's name is the id"),
        );
    }
    found.help(say!("日历放在 policies/calendars/ 中,文件名就是它的编号;已有:{list}"; "calendars live in policies/calendars/; the file's name is the id. Known: {list}"))
}

/// Following `extends` leads back to a calendar already met.
pub fn circular(span: Span, chain: &[String]) -> Diagnostic {
    let path = chain.join(" → ");
    Diagnostic::error("circle", span, say!("日历互相引用:{path}"; "calendars extend each other: {path}"))
        .label(say!("这里又回到前面的日历"; "this leads back to a calendar above"))
        .help(say!("下层日历不能再引用上层的"; "the calendar beneath cannot extend the one on top"))
}

pub fn other_id(span: Span, id: &str, asked: &str) -> Diagnostic {
    Diagnostic::warning(
        "calendar-id",
        span,
        say!("日历的编号 {id} 与文件名 {asked} 不同"; "the calendar's id {id} is not its file's name {asked}"),
    )
    .help(say!("规程用文件名引用日历,写 id = \"{asked}\" 或删去"; "policies use the file's name: write id = \"{asked}\" or leave it out"))
}

/// Neither a table nor `covers` nor a calendar beneath.
pub fn no_years(span: Span) -> Diagnostic {
    Diagnostic::warning("calendar-empty", span, say!("这份日历没有任何年份"; "this calendar covers no year"))
        .help(say!("加一张 [year.2026],或者写 covers = \"2020..\""; "add a table [year.2026], or write covers = \"2020..\""))
}

/// A regional table for a year that the calendar beneath does not know: the national holidays would be lost.
pub fn year_not_beneath(span: Span, year: i32, base: &str) -> Diagnostic {
    Diagnostic::warning("calendar-base-year", span, say!("下层日历 {base} 没有 {year} 年"; "the calendar beneath, {base}, has no {year}"))
        .label(say!("这一年只有这里写的日子放假"; "only the days written here would be off in that year"))
        .help(say!("先在 {base}.toml 中加上 [year.{year}]"; "add [year.{year}] to {base}.toml first"))
}

pub fn unknown_weekday(span: Span, word: &str, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::error("unknown-weekday", span, say!("“{word}”不是星期几"; "\"{word}\" is no weekday"))
        .help(say!("写“周一”……“周日”,或者 Monday … Sunday"; "write Monday … Sunday, or 周一 … 周日"));
    match nearest(word, known.iter().copied()) {
        Some(near) => found.label(say!("是不是 {near}?"; "did you mean {near}?")),
        None => found,
    }
}

pub fn no_weekdays(span: Span) -> Diagnostic {
    Diagnostic::error("no-weekdays", span, say!("week 没有写工作日"; "week names no working day"))
        .help(say!("写 week = [\"周一\", \"周二\", \"周三\", \"周四\", \"周五\"]"; "write week = [\"Monday\", \"Tuesday\", \"Wednesday\", \"Thursday\", \"Friday\"]"))
}

/// Not a date of the calendar: 2月30日, or letters.
pub fn bad_date(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("bad-date", span, say!("“{text}”不是日期"; "\"{text}\" is not a date"))
        .help(say!("写成 2026-10-01:四位年、两位月、两位日"; "write 2026-10-01: four digits of the year, two of the month, two of the day"))
}

pub fn bad_month_day(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("bad-date", span, say!("“{text}”不是月日"; "\"{text}\" is not a month and day"))
        .help(say!("写成 \"12-25 名称\":两位月、两位日"; "write \"12-25 name\": two digits each"))
}

/// `"2026-10-01"` without the holiday that it belongs to.
pub fn no_name(span: Span, dates: &str) -> Diagnostic {
    Diagnostic::error("holiday-name", span, say!("{dates} 没有写是什么节日"; "{dates} does not say which holiday it is"))
        .help(say!("日期后空一格写名称:\"{dates} 国庆节\""; "write the name after a space: \"{dates} Christmas\""))
}

pub fn bad_covers(span: Span, text: &str, first: i32, last: i32) -> Diagnostic {
    Diagnostic::error("bad-years", span, say!("“{text}”不是年份范围"; "\"{text}\" is not a range of years"))
        .help(say!("写 \"2020..\" 或 \"2020..2025\",在 {first} 年到 {last} 年之间"; "write \"2020..\" or \"2020..2025\", between {first} and {last}"))
}

pub fn reversed(span: Span) -> Diagnostic {
    Diagnostic::error("reversed-range", span, say!("首尾写反了"; "the range ends before it starts"))
        .help(say!("先写第一天,再写最后一天"; "write the first day first"))
}

pub fn too_long(span: Span, days: i32) -> Diagnostic {
    Diagnostic::error("long-range", span, say!("这一段有 {days} 天"; "this range has {days} days"))
        .label(say!("最多 {LONGEST} 天"; "at most {LONGEST} days"))
        .help(say!("请核对年、月;确实这样长的,分成几段写"; "check year and month; if it is meant, write several ranges"))
}

/// New Year's days may lie some days over the edge, others not.
pub fn outside_year(span: Span, day: Day, year: i32) -> Diagnostic {
    Diagnostic::error("outside-year", span, say!("{day} 不在 {year} 年"; "{day} is not in {year}"))
        .label(say!("这张表是 {year} 年的"; "this table is for {year}"))
        .help(say!("只有元旦前后的几天可以在相邻的年份"; "only some days around New Year may lie in the year beside it"))
}

pub fn off_and_work(span: Span, other: Span, day: Day) -> Diagnostic {
    Diagnostic::error("off-and-work", span, say!("{day} 既放假又上班"; "{day} is both off and a working day"))
        .label(say!("这里写的是上班"; "a working day here"))
        .also(other, say!("这里写的是放假"; "off here"))
}

/// An adjusted working day that is a working day without it: usually a slip of the date.
pub fn works_anyway(span: Span, day: Day, weekday: usize) -> Diagnostic {
    let zh = ["一", "二", "三", "四", "五", "六", "日"].get(weekday).copied().unwrap_or("");
    let en = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"].get(weekday).copied().unwrap_or("");
    Diagnostic::warning("works-anyway", span, say!("{day} 本来就上班"; "{day} is a working day anyway"))
        .label(say!("这天是周{zh}"; "this is a {en}"))
        .help(say!("work 只写调休上班的休息日,请核对日期"; "work lists rest days that are worked: check the date"))
}

pub fn not_a_year(span: Span, key: &str, first: i32, last: i32) -> Diagnostic {
    Diagnostic::error("bad-years", span, say!("“{key}”不是年份"; "\"{key}\" is not a year"))
        .help(say!("写 [year.2026],在 {first} 年到 {last} 年之间"; "write [year.2026], between {first} and {last}"))
}

/// A notice that amends a year stands, or was issued, before the one that it amends.
pub fn amended_before_year(span: Span, year: i32, year_at: Option<Span>) -> Diagnostic {
    let found = Diagnostic::error("amended-before-year", span, say!("{year} 年的安排还没有,就写了调整"; "this amends {year} before there is a notice of {year}"))
        .help(say!("先写 [year.{year}],再写调整它的 [year.{year}.amended.日期],日期不早于原通知"; "write [year.{year}] first, then [year.{year}.amended.DATE], DATE not before the notice itself"));
    match year_at {
        Some(at) => found.also(at, say!("原通知在这里"; "the notice itself")),
        None => found,
    }
}

/// The date in the header and `issued` are the same fact.
pub fn issued_differs(span: Span, issued: Day, header: Day) -> Diagnostic {
    Diagnostic::warning(
        "issued-differs",
        span,
        say!("发布日期 {issued} 与表头的 {header} 不同"; "issued {issued} is not the {header} of the header"),
    )
    .help(say!("[year.年份.amended.日期] 的日期就是发布日期"; "the DATE of [year.Y.amended.DATE] is the day of issue"))
}

/// A verdict or a due day needs a year that is not loaded; the place is the last year that is.
pub fn missing_year(span: Span, year: i32) -> Diagnostic {
    Diagnostic::error("calendar-missing", span, say!("{year} 年的节假日安排还没有录入"; "the holidays of {year} are not loaded"))
        .label(say!("最后一年"; "the last year"))
        .help(say!("等通知发布后,照此表加一张 [year.{year}];在此之前有关结论为“无法判定”"; "once the notice is out, add a table [year.{year}]; until then such verdicts are unknown"))
}
