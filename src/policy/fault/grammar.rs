//! Faults of limits, due days, comparisons, recipients and places.

use crate::diag::Diagnostic;
use crate::lang::{Bilingual, Lang};
use crate::policy::grammar::units::{self, MODIFIERS, Taking};
use crate::policy::grammar::{Amount, place};
use crate::say;
use crate::source::Span;
use crate::time::span::{Counted, Unit};

/// So much of a text is shown in a title.
const SHOWN: usize = 40;

fn shown(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or("")),
        None => text.to_owned(),
    }
}

/// 5日, 5 days.
pub fn which_days(span: Span, found: &str, amount: &Amount) -> Diagnostic {
    let (n, one) = (amount.words(), *amount == Amount::Fixed(1));
    let zh = |unit| units::measured(&n, one, unit, Lang::Zh);
    let en = |unit| units::measured(&n, one, unit, Lang::En);
    let (a, b, c) = (zh(Unit::WorkingDays), zh(Unit::CalendarDays), zh(Unit::FullDays));
    let (x, y, z) = (en(Unit::WorkingDays), en(Unit::CalendarDays), en(Unit::FullDays));
    let found = shown(found);
    Diagnostic::error("which-days", span, say!("“{found}”没有说是哪一种日"; "\"{found}\" does not say which days"))
        .label(say!("工作日、自然日,还是整天?"; "working days, calendar days or full days?"))
        .help(say!(
            "写“{a}内”(节假日不计)、“{b}内”(末日遇假顺延)或“{c}内”(每天24小时)";
            "write \"{x}\", \"{y}\" or \"{z}\" (24 hours each)"
        ))
}

/// 3月内.
pub fn month_or_months(span: Span, found: &str, n: &str) -> Diagnostic {
    let found = shown(found);
    let (zh, en) = (n, if n == "1" { "1 month".to_owned() } else { format!("{n} months") });
    Diagnostic::error("month-or-months", span, say!("“{found}”是{n}月份,还是{n}个月?"; "\"{found}\" is a month of the year or {en}?")).help(
        say!(
            "写“{zh}个月内”;要写到某一天,用“至 trigger.某日期”";
            "write \"{n}个月内\" ({en}); for a date use \"until trigger.SOME_DATE\""
        ),
    )
}

/// A modifier that the unit does not take; `instead` is what may have been meant.
pub fn modifier(span: Span, word: &Bilingual, taking: Taking, instead: Option<Counted<Amount>>) -> Diagnostic {
    let Bilingual { zh, en } = word;
    let Bilingual { zh: unit_zh, en: unit_en } = match taking.unit {
        Some(unit) if taking.backward && units::counts_back(unit) => {
            let Bilingual { zh, en } = units::name(unit);
            say!("往前数的{zh}"; "{en} before a place")
        }
        Some(unit) => units::name(unit),
        None => say!("没有数字的期限"; "a limit without a number"),
    };
    let found = Diagnostic::error("modifier", span, say!("“{zh}”不能与{unit_zh}连用"; "\"{en}\" does not go with {unit_en}"));
    if let Some(meant) = instead {
        let (zh, en) = (meant.words(Lang::Zh), meant.words(Lang::En));
        return found.help(say!("触发日也算一天的,写“{zh}”"; "where the trigger's day counts, write \"{en}\""));
    }
    if taking.backward && !taking.unit.is_some_and(units::counts_back) {
        return found.help(
            say!("往前数的,用小时、工作日、自然日、周、月或年"; "count back in hours, working days, calendar days, weeks, months or years"),
        );
    }
    let (mut zh, mut en): (Vec<_>, Vec<_>) = MODIFIERS.into_iter().filter(|m| taking.takes(m.0)).map(|(_, en, zh)| (zh, en)).unzip();
    if !taking.backward && taking.unit.is_some_and(units::takes_anchor) {
        zh.push("上班后");
        en.push("after opening");
    }
    let (zh, en) = (zh.join("、"), en.join(", "));
    found.help(if zh.is_empty() {
        say!("删去它:{unit_zh}不带任何附加语"; "leave it out: {unit_en} takes no modifier")
    } else {
        say!("删去它;{unit_zh}可以带:{zh}"; "leave it out; {unit_en} can take: {en}")
    })
}

/// A text that is no limit. The label says what stands in the way.
pub fn bad_limit(span: Span, text: &str, label: Bilingual) -> Diagnostic {
    let text = shown(text);
    Diagnostic::error("bad-limit", span, say!("“{text}”不是期限"; "\"{text}\" is not a limit")).label(label)
}

/// `within = 5`
pub fn bare_number(span: Span, n: i64) -> Diagnostic {
    Diagnostic::error("bad-limit", span, say!("“{n}”不是期限"; "\"{n}\" is not a limit"))
        .label(say!("没有单位"; "it has no unit"))
        .help(say!("写 \"{n}个工作日内\"、\"{n}个自然日内\"、\"{n}小时内\"……,要加引号"; "write \"{n} working days\", \"{n} calendar days\", \"{n} hours\" …, in quotes"))
}

/// A date written out where an event or a place is expected.
pub fn written_date(span: Span, text: &str) -> Diagnostic {
    bad_limit(span, text, say!("这是日期,不是事件"; "this is a date, no event"))
        .help(say!("把日期放进属性:“至 trigger.deadline”"; "put the date into an attribute: \"until trigger.deadline\""))
}

/// 半天, half a day: hours say which.
pub fn half_day(span: Span, text: &str) -> Diagnostic {
    bad_limit(span, text, say!("半天是几个小时?"; "how many hours is half a day?"))
        .help(say!("写“4个工作小时内”(只算办公时间)或“12个小时内”"; "write \"4 working hours\" (office hours only) or \"12 hours\""))
}

/// 次日: until its end, or so many hours of it?
pub fn next_day(span: Span, text: &str) -> Diagnostic {
    bad_limit(span, text, say!("次日办完,次日休息怎么办?"; "and if the next day is not worked?"))
        .help(say!("写“1个工作日内”(顺延到下一个工作日)、“1个自然日内,不顺延”;次日上班后几个小时的,写“次日上班后1个小时内”"; "write \"1 working day\", \"1 calendar day, no roll\", or \"1 hour after next-day opening\""))
}

/// 5至7个工作日
pub fn from_to(span: Span, text: &str, zh: &str, en: &str) -> Diagnostic {
    bad_limit(span, text, say!("期限只有一个数"; "a limit has one number"))
        .help(say!("以最迟的为准,写“{zh}”,原文怎么写的记在 note 中"; "the last one counts: write \"{en}\", and tell in note what the clause says"))
}

/// 收到后5个工作日内
pub fn start_elsewhere(span: Span, text: &str, before: &str, zh: &str, en: &str) -> Diagnostic {
    bad_limit(span, text, say!("从何时起算不写在这里"; "where the clock starts is not said here"))
        .help(say!("写“{zh}”;“{before}”是触发事件,写在 on 里,另有起算点的写 since"; "write \"{en}\"; the event that starts the clock stands in on, or in since"))
}

/// A value in braces that stands alone and is no cell of a table.
pub fn not_a_cell(span: Span, text: &str, n: &str) -> Diagnostic {
    bad_limit(span, text, say!("只有表格的单元格可以是整个期限"; "only a table's cell may be a whole limit"))
        .help(say!("写出单位:“{n}个工作日内”;整个期限在表格里的,写“{{table.表名.列名}}”"; "write the unit: \"{n} working days\"; for a limit in a table, \"{{table.NAME.CELL}}\""))
}

/// A limit that depends on the case, where only a number and a unit may stand.
pub fn only_a_count(span: Span, text: &str) -> Diagnostic {
    bad_limit(span, text, say!("这里只能是数字和单位"; "only a number and a unit may stand here"))
        .help(say!("例如“6个小时内”“5个工作日内”"; "for example \"6 hours\", \"5 working days\""))
}

/// Words of both languages in one text; `meant` is the second word in the language of the first.
pub fn two_languages(span: Span, first: &str, word: &str, meant: &str) -> Diagnostic {
    let (first, word) = (shown(first), shown(word));
    Diagnostic::error("two-languages", span, say!("一句话里用了两种语言"; "two languages in one text"))
        .label(say!("前面是“{first}”,这里是“{word}”"; "\"{first}\" before, \"{word}\" here"))
        .help(say!("把“{word}”写成“{meant}”"; "write \"{meant}\" for \"{word}\""))
}

pub fn said_twice(span: Span, word: &str) -> Diagnostic {
    let word = shown(word);
    Diagnostic::error("said-twice", span, say!("“{word}”说了两次"; "\"{word}\" is said twice"))
        .help(say!("删去一处"; "leave one of them out"))
}

pub fn zero(span: Span, found: &str) -> Diagnostic {
    let found = shown(found);
    Diagnostic::error("zero", span, say!("期限不能是{found}"; "a limit is at least 1")).label(say!("至少是 1"; "this is {found}")).help(
        say!("当天就要办完的,写“当日内”;没有期限的,写“不限期”"; "for the trigger's own day write \"same day\"; for none, \"no limit\""),
    )
}

/// `known`: the number and its unit, where both could be read.
pub fn number_too_large(span: Span, found: &str, known: Option<(u32, Unit)>) -> Diagnostic {
    let found = shown(found);
    let fault = Diagnostic::error("number-too-large", span, say!("数字 {found} 太大"; "the number {found} is too large"));
    match known {
        Some((1900..=2200, Unit::Years)) => fault
            .label(say!("最多 100 年"; "100 years at most"))
            .help(say!("这像是年份:当年之内写“当年内”,到某一天写“至 trigger.某日期”"; "it looks like a year: write \"same year\", or \"until trigger.SOME_DATE\"")),
        Some((_, unit)) => {
            let (most, Bilingual { zh, en }) = (units::most(unit), units::name(unit));
            fault
                .label(say!("{zh}最多 {most}"; "at most {most} {en}"))
                .help(say!("换用更大的单位;没有期限的,写“不限期”"; "use a larger unit; for none, \"no limit\""))
        }
        None => fault.help(say!("汉字写到九百九十九;更大的数用数字和更大的单位"; "use a larger unit; Chinese numerals go up to 九百九十九")),
    }
}

/// A place that cannot be read; `why` goes to the place itself.
pub fn bad_place(span: Span, found: &str, why: Bilingual) -> Diagnostic {
    let (found, starts) = (shown(found), place::STARTS.join(" "));
    Diagnostic::error("bad-place", span, say!("“{found}”不是位置"; "\"{found}\" is no place"))
        .label(why)
        .help(say!("位置以这些词开头,后面是点和名称:{starts};例如 trigger.by"; "a place starts with one of {starts}, a dot and a name: trigger.by"))
}

/// A value in braces with text beside it.
pub fn brace_in_text(span: Span, text: &str) -> Diagnostic {
    let text = shown(text);
    Diagnostic::error("brace-in-text", span, say!("“{text}”里花括号之外还有文字"; "\"{text}\" has text beside its braces"))
        .label(say!("花括号要占整个值"; "braces must be the whole value"))
        .help(say!("文字里的花括号写成 {{{{"; "a brace that is text is written {{{{"))
}

pub fn unclosed_brace(span: Span, text: &str) -> Diagnostic {
    let text = shown(text);
    Diagnostic::error("unclosed-brace", span, say!("花括号没有收尾"; "a brace is not closed"))
        .label(say!("“{text}”里缺 }}"; "}} is missing in \"{text}\""))
        .help(say!("写 {{名称}};文字里的花括号写成 {{{{"; "write {{name}}; a brace that is text is written {{{{"))
}

/// A text that tries to be a comparison; `help` is a line to type.
pub fn bad_comparison(span: Span, text: &str, why: Bilingual, help: Option<Bilingual>) -> Diagnostic {
    let text = shown(text);
    Diagnostic::error("bad-comparison", span, say!("“{text}”不是比较"; "\"{text}\" is not a comparison"))
        .label(why)
        .help(help.unwrap_or_else(|| say!("例如“10..100”“80以上”“不满18”“21:00起”“8:00前”"; "for example \"10..100\", \"at least 80\", \"under 18\", \"from 21:00\", \"before 8:00\"")))
}

/// A range whose end lies before its start, or on it without belonging to it.
pub fn reversed_range(span: Span, low: &str, high: &str) -> Diagnostic {
    let (low, high) = (shown(low), shown(high));
    let fault = |title| Diagnostic::error("reversed-range", span, title);
    if low == high {
        return fault(say!("从 {low} 到 {high} 以前,什么都没有"; "nothing lies from {low} to before {high}"))
            .help(say!("写“{low}..{high}”"; "write \"{low}..{high}\""));
    }
    fault(say!("从 {low} 到 {high} 是倒的"; "the range from {low} to {high} is reversed"))
        .help(say!("写“{high}..{low}”;只有时刻可以跨零点、月日可以跨年"; "write \"{high}..{low}\"; only clock times pass midnight, only month-days the year's end"))
}

pub fn bad_recipient(span: Span, text: &str, why: Bilingual) -> Diagnostic {
    let text = shown(text);
    Diagnostic::error("bad-recipient", span, say!("“{text}”不是受理者的写法"; "\"{text}\" does not name a party"))
        .label(why)
        .help(say!("写名称或位置,可以加级别:“police”“police, 同级”“each trigger.to”"; "a name or a place, with a level if need be: \"police\", \"police, same level\", \"each trigger.to\""))
}

/// A text that is no due day; `help` is a line to type.
pub fn bad_due_day(span: Span, text: &str, why: Bilingual, help: Option<Bilingual>) -> Diagnostic {
    let text = shown(text);
    Diagnostic::error("bad-due-day", span, say!("“{text}”不是到期日"; "\"{text}\" is not a due day"))
        .label(why)
        .help(help.unwrap_or_else(|| say!("例如“期末”“周五”“每月5日”“次期15日”“3月31日”“期后5个工作日内”"; "for example \"period end\", \"Friday\", \"day 5\", \"day 15 after period\", \"03-31\", \"5 working days after period\"")))
}
