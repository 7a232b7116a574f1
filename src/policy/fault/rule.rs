//! Faults of rules: what is missing, what contradicts, and what the person who signs should know.

use crate::diag::Diagnostic;
use crate::lang::Bilingual;
use crate::policy::letters::{difference, half_width, look_alike};
use crate::policy::schema::english;
use crate::say;
use crate::source::{Span, Spanned};
use crate::time::Day;

type Name = Spanned<String>;

/// A number that the source does not give.
pub fn assumed(span: Span, title: &Bilingual, value: &str, why: Option<&str>) -> Diagnostic {
    let (why_zh, why_en) = why.map_or(("没有写理由".to_owned(), "no reason given".to_owned()), |w| (w.to_owned(), w.to_owned()));
    let Bilingual { zh, en } = title;
    let value = if value.is_empty() { String::new() } else { format!(" = {value}") };
    Diagnostic::note("assumed", span, say!("假定:{zh}{value}"; "assumed: {en}{value}")).label(say!("{why_zh}"; "{why_en}"))
}

/// 及时: a limit that the source sets and nobody can measure.
pub fn not_measured(rule: &str, span: Span) -> Diagnostic {
    Diagnostic::note("not-measured", span, say!("{rule} 的“及时”不计期限"; "\"promptly\" of {rule} is not measured"))
}

pub fn unknown_rule_kind<'a>(name: &Name, known: impl Iterator<Item = &'a str> + Clone) -> Diagnostic {
    let (span, name) = (name.span, &name.value);
    let list = known.clone().collect::<Vec<_>>().join(" ");
    let found = Diagnostic::error("unknown-kind-of-rule", span, say!("没有 [{name}] 这种表"; "there is no table [{name}]"))
        .help(say!("可以写:{list}"; "one of: {list}"));
    let sure = crate::diag::one_off(name, known.clone()).or_else(|| english(name).filter(|word| known.clone().any(|known| known == *word)));
    let found = match sure {
        Some(near) => found.edit(span, near),
        None => found,
    };
    match sure.or_else(|| crate::diag::nearest(name, known)) {
        Some(near) => found.label(say!("是不是 {near}?"; "did you mean {near}?")),
        None if name.bytes().any(|byte| byte.is_ascii_digit()) => {
            found.label(say!("是规则的,前面写种类:[obligation.{name}]"; "a rule's kind stands before its id: [obligation.{name}]"))
        }
        None => found,
    }
}

pub fn no_id(kind: &str, span: Span) -> Diagnostic {
    Diagnostic::error("no-id", span, say!("[{kind}] 缺编号"; "[{kind}] has no id")).help(say!("写 [{kind}.编号]"; "write [{kind}.ID]"))
}

pub fn double_brackets(kind: &str, id: &Name) -> Diagnostic {
    let (span, id) = (id.span, &id.value);
    Diagnostic::error("double-brackets", span, say!("规则的表头只有一层方括号"; "a rule's header has single brackets"))
        .help(say!("写 [{kind}.{id}]"; "write [{kind}.{id}]"))
}

pub fn id_with_dot(kind: &str, id: &str, key: &Name) -> Diagnostic {
    let name = &key.value;
    Diagnostic::error("id-with-dot", key.span, say!("规则编号不能有点"; "a rule id has no dot"))
        .label(say!("TOML 读作规则 {id} 的一个键“{name}”"; "TOML reads a key \"{name}\" of rule {id}"))
        .help(say!("写 [{kind}.{id}-{name}]"; "write [{kind}.{id}-{name}]"))
}

/// A window in opening hours, or with a modifier: it lies before its last event, and nothing says how.
pub fn burst_window(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("burst-window", span, say!("时间窗不能写“{text}”"; "\"{text}\" is no window of a burst"))
        .label(say!("时间窗从最后一次往前数"; "the window is counted back from the last event"))
        .help(say!("写“24小时内”“7整天”“5个工作日内”这样的,不带附加语"; "write \"24 hours\", \"7 full days\", \"5 working days\", without modifiers"))
}

pub fn no_limit(id: &str, span: Span) -> Diagnostic {
    Diagnostic::error("no-limit", span, say!("义务 {id} 没有写期限"; "obligation {id} has no within"))
        .label(say!("缺 within"; "within is missing"))
        .help(say!("原文确实没有期限的,写 within = \"不限期\""; "where the clause sets none, write within = \"no limit\""))
}

pub fn no_clause(id: &str, span: Span) -> Diagnostic {
    Diagnostic::error("no-clause", span, say!("规则 {id} 没有引文"; "rule {id} quotes no clause"))
        .label(say!("缺 cite"; "cite is missing"))
        .help(say!("写 cite = \"原文\";没有原文、出于惯例的,写 assumed = true 和 why"; "write cite = \"the clause\"; for practice without a clause, assumed = true and why"))
}

pub fn no_words(id: &str, span: Span) -> Diagnostic {
    Diagnostic::error("no-words", span, say!("约束 {id} 没有要求什么"; "constraint {id} demands nothing"))
        .help(say!("写 filled、documents、signatures、expect、reject、after、steps、within、wait、forbidden、needs、check 之一"; "write one of filled documents signatures expect reject after steps within wait forbidden needs check"))
}

/// The rule is read and checked; this version of the program does not judge it.
pub fn not_judged(id: &str, span: Span, what_zh: &str, what_en: &str) -> Diagnostic {
    Diagnostic::warning(
        "not-judged",
        span,
        say!("规则 {id} 读得懂,但这一版还不会评判:{what_zh}"; "rule {id} is read, but this version does not judge it yet: {what_en}"),
    )
}

pub fn unknown_reading<'a>(rule: &str, name: &str, span: Span, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let list = known.collect::<Vec<_>>().join(" ");
    Diagnostic::error("unknown-reading", span, say!("规则 {rule} 没有读法 {name}"; "rule {rule} has no reading {name}"))
        .help(say!("它的读法:{list}"; "its readings: {list}"))
}

pub fn unknown_value<'a>(span: Span, attribute: &str, value: &str, known: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Diagnostic {
    let list =
        known.clone().map(|(code, title)| if title.is_empty() { code.to_owned() } else { format!("{code}({title})") }).collect::<Vec<_>>();
    let (zh, en) = (list.join("、"), list.join(", "));
    let found = Diagnostic::error("unknown-value", span, say!("{attribute} 的取值中没有 {value}"; "{attribute} has no value {value}"));
    let found = match look_alike(value, known.clone().map(|(code, _)| code)) {
        Some(same) => {
            let Bilingual { zh, en } = difference(value, same);
            found.label(say!("看起来像 {same},但{zh}"; "it looks like {same}, but {en}")).edit(span, same)
        }
        // A clerk may well write the title in place of the code.
        None => match known.clone().find(|(_, title)| *title == value) {
            Some((code, title)) => {
                found.label(say!("这是名称,{title}写作 {code}"; "this is a title: {title} is written {code}")).edit(span, code)
            }
            None => found.label(say!("可取:{zh}"; "one of: {en}")),
        },
    };
    found
        .help(say!("这样写,规则永远不会适用;确有此值的,加到 [attributes] 的 values 中"; "as written the rule would never apply; if there is such a value, add it to values in [attributes]"))
}

/// A comparison with a place that holds text: it is taken as the text itself.
pub fn not_ordered(span: Span, place: &str, text: &str) -> Diagnostic {
    Diagnostic::warning("not-ordered", span, say!("{place} 是文字,“{text}”不是比较,只是几个字"; "{place} is text: \"{text}\" is no comparison, just these letters"))
        .help(say!("要比大小,在 [attributes] 中写明 type = \"number\" 或 \"date\""; "to compare, declare type = \"number\" or \"date\" in [attributes]"))
}

/// A value that a place of this type never has.
pub fn wrong_constant(span: Span, place: &str, kind: &Bilingual, found: &Bilingual) -> Diagnostic {
    let Bilingual { zh: kind_zh, en: kind_en } = kind;
    let Bilingual { zh: found_zh, en: found_en } = found;
    Diagnostic::error("wrong-constant", span, say!("{place} 是{kind_zh},这里写的是{found_zh}"; "{place} is {kind_en}, this is {found_en}"))
        .help(say!("类型不同的值永远不相等;类型在 [attributes] 中写明"; "values of different types are never equal; types are declared in [attributes]"))
}

/// A parameter whose value cannot stand here.
pub fn wrong_parameter(name: &Name, value: &str, needed: &Bilingual) -> Diagnostic {
    let (span, name) = (name.span, &name.value);
    let Bilingual { zh, en } = needed;
    Diagnostic::error("wrong-parameter", span, say!("参数 {name} 的值是 {value}"; "the parameter {name} is {value}"))
        .label(say!("这里要{zh}"; "{en} is needed here"))
        .help(say!("在 [parameters] 中改正它的 value"; "correct its value in [parameters]"))
}

/// A limit until, or before, a place that is no day.
pub fn not_a_day(span: Span, place: &str, kind: &Bilingual) -> Diagnostic {
    let Bilingual { zh, en } = kind;
    Diagnostic::error("not-a-day", span, say!("{place} 是{zh},不能作期限的起止"; "{place} is {en}; no limit runs to it"))
        .help(say!("在 [attributes] 中写明 type = \"date\" 或 \"instant\""; "declare type = \"date\" or \"instant\" in [attributes]"))
}

/// `documents` and `signatures` look into an attribute that holds several.
pub fn not_a_list(span: Span, name: &str, kind: &Bilingual) -> Diagnostic {
    let Bilingual { zh, en } = kind;
    Diagnostic::error("not-a-list", span, say!("属性 {name} 是{zh},不是列表"; "the attribute {name} is {en}, not a list"))
        .help(say!("在 [attributes] 中写明 {name} = {{ title = …, type = \"list\" }}"; "declare {name} = {{ title = …, type = \"list\" }} in [attributes]"))
}

pub fn no_trigger(span: Span) -> Diagnostic {
    Diagnostic::error("no-trigger", span, say!("这条规则没有触发事件"; "this rule has no trigger"))
        .help(say!("没有 on 的规则评判记录本身,只能写 record.…"; "a rule without on judges the record itself: only record.… can be asked"))
}

pub fn parameter_as_place(span: Span) -> Diagnostic {
    Diagnostic::error("parameter-as-place", span, say!("参数不是取值之处"; "a parameter is no place"))
        .help(say!("参数写作 {{名字}},例如 {{ record.amount = \"{{limit}}以上\" }}"; "a parameter is written {{name}}: {{ record.amount = \"over {{limit}}\" }}"))
}

/// 同级 and 上一级 without `[levels]`.
pub fn no_levels(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("no-levels", span, say!("没有声明级别,“{text}”无从判断"; "no levels are declared: \"{text}\" cannot be judged"))
        .help(say!("在 [levels] 中从高到低列出各级"; "list them in [levels], the highest first"))
}

/// A rule's own calendar is dialect, and not yet judged.
pub fn own_calendar(span: Span) -> Diagnostic {
    Diagnostic::error("own-calendar", span, say!("这一版的规则只能用政策自己的日历"; "this version knows the policy's own calendar only"))
        .help(say!("删去这一行,在 [policy] 中写 calendar"; "remove this line; calendar stands in [policy]"))
}

pub fn condition_without_test(span: Span) -> Diagnostic {
    Diagnostic::error("empty-pattern", span, say!("条件是空的"; "the pattern is empty"))
        .help(say!("写 {{ 取值之处 = 值 }},例如 {{ trigger.category = \"gang\" }}"; "write {{ place = value }}, such as {{ trigger.category = \"gang\" }}"))
}

/// Nothing is ever in force on such days, and nothing would be judged.
pub fn force_reversed(span: Span, from: Day, until: Day) -> Diagnostic {
    Diagnostic::error("force-reversed", span, say!("止于 {until},早于起始的 {from}"; "it ends on {until}, before it begins on {from}"))
        .help(say!("from 是施行的第一天,until 是最后一天:是不是写反了?"; "from is the first day in force, until the last: are they the wrong way round?"))
}

/// None of no events, of no parties: the rule would never apply, or nobody could ever meet it.
pub fn empty_list(span: Span) -> Diagnostic {
    Diagnostic::error("empty-list", span, say!("列表是空的"; "the list is empty")).help(say!("至少写一个名称"; "name one at least"))
}

pub fn bad_date(span: Span, text: &str) -> Diagnostic {
    let found = Diagnostic::error("bad-date", span, say!("“{text}”不是日期"; "\"{text}\" is no date"));
    match date_meant(text) {
        Some(date) => found
            .help(say!("写 {date}:四位年、两位月、两位日"; "write {date}: four digits of the year, two of the month, two of the day"))
            .edit(span, date),
        None if is_dated(text) => {
            found.label(say!("日历上没有这一天"; "there is no such day")).help(say!("核对月份的天数"; "look how many days the month has"))
        }
        None => found.help(say!("写 2022-02-01,不加引号也可以"; "write 2022-02-01, with or without quotes")),
    }
}

/// Whether a text has the form of a date: 2022-02-30.
fn is_dated(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([4, 2, 2]) && parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()))
}

/// 2022-2-1, 2022/2/1, 2022.2.1, 2022年2月1日: a year first leaves no doubt about the rest.
pub fn date_meant(text: &str) -> Option<String> {
    let text: String = text.chars().map(|c| half_width(c).unwrap_or(c)).collect();
    let plain = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = if plain { format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]) } else { text };
    let parts: Vec<&str> = text.trim().trim_end_matches(['日', '号']).split(['-', '/', '.', '年', '月', '–', '—']).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let number = |part: &str, digits: std::ops::RangeInclusive<usize>| {
        let part = part.trim();
        part.parse::<u32>().ok().filter(|_| digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
    };
    let (year, month, day) = (number(year, 4..=4)?, number(month, 1..=2)?, number(day, 1..=2)?);
    crate::time::Day::from_ymd(i32::try_from(year).ok()?, month, day)?;
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

pub fn unknown_zone(name: &Name) -> Diagnostic {
    let (span, name) = (name.span, &name.value);
    Diagnostic::error("unknown-zone", span, say!("没有时区 {name}"; "there is no time zone {name}"))
        .help(say!("写 IANA 名称,例如 Asia/Shanghai、Europe/Rome"; "write an IANA name, such as Asia/Shanghai or Europe/Rome"))
}

pub fn id_is_not_folder(id: &Name, folder: &str) -> Diagnostic {
    let (span, id) = (id.span, &id.value);
    Diagnostic::error("id-not-folder", span, say!("编号 {id} 与文件夹 {folder} 不同名"; "the id {id} is not the folder's name {folder}"))
        .help(say!("写 id = \"{folder}\",或者给文件夹改名"; "write id = \"{folder}\", or rename the folder"))
}

/// Variants of a rule that is not there: the id is misspelt, or the rule was taken away.
pub fn header_missing<'a>(id: &Name, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let (span, id) = (id.span, &id.value);
    let found = Diagnostic::error("header-missing", span, say!("只有 {id} 的变体,没有规则 {id}"; "there are variants of {id}, but no rule {id}"))
        .help(say!("先写规则自己的表头和内容,再写它的 may、cap、part、row、reading、from"; "the rule itself stands first, then its may, cap, part, row, reading and from"));
    match crate::diag::nearest(id, known) {
        Some(near) => found.label(say!("是不是 {near}?"; "did you mean {near}?")),
        None => found,
    }
}

/// A named condition stands for any rule: it asks for no outcome.
pub fn outcome_in_condition(span: Span, rule: &str) -> Diagnostic {
    Diagnostic::error(
        "outcome-in-condition",
        span,
        say!("[conditions] 里不能问规则 {rule} 的结果"; "a named condition cannot ask for an outcome of {rule}"),
    )
    .help(say!("写在用它的规则的 when 或 expect 里"; "write it in the when or expect of the rule that uses it"))
}

pub fn two_lengths(span: Span) -> Diagnostic {
    Diagnostic::error("two-lengths", span, say!("within 与 total 只写一个"; "write within or total, not both"))
        .help(say!("within 是再加多久,total 是总共多久"; "within is so much more, total is so much in all"))
}

pub fn due_not_with_period(span: Span, due: &str) -> Diagnostic {
    Diagnostic::error("due-not-with-period", span, say!("“{due}”与这个周期不能连用"; "\"{due}\" does not go with this period"))
        .help(say!("周几与“周”连用,几日与“月”连用,几月几日与“年”连用"; "a weekday goes with weeks, a day with months, a month and day with years"))
}

pub fn place_in_due(span: Span) -> Diagnostic {
    Diagnostic::error("place-in-due", span, say!("定期义务的期限只能写数或参数"; "the due day of a period takes a number or a parameter"))
        .help(say!("例如“期后5个工作日内”“期后{{days}}个工作日内”"; "for example \"5 working days after period\", \"{{days}} working days after period\""))
}

/// `late_entry` in what does not pass around the clock.
pub fn bad_late_entry(word: &Name) -> Diagnostic {
    let (span, word) = (word.span, &word.value);
    Diagnostic::error("bad-late-entry", span, say!("录入的延误不按“{word}”计"; "the delay of an entry is not counted as \"{word}\""))
        .help(say!("写昼夜不停的时间:\"3整天\"、\"24小时\""; "write what passes around the clock: \"3 full days\", \"24 hours\""))
}
