//! The keys that rules of every kind, or of several, share, and those of their variants.

use super::shape::{Of, Shape};
use super::{Key, Table, key};

pub const IN_FORCE: Key = key(
    "in_force",
    Shape::Table(&BETWEEN),
    ("施行期间", "from and until when"),
    ("从哪天起、到哪天止,首尾都算;不写就一直有效。", "From and until which day, both included; always unless written."),
    "in_force = { from = 2022-02-01, until = 2026-12-31 }",
);

pub static BETWEEN: Table = Table::new(
    "in_force",
    ("施行期间", "in_force"),
    ("首尾两天都算。", "Both days are included."),
    &[&[
        key("from", Shape::Date, ("起", "the first day"), ("第一天。", "The first day."), "from = 2022-02-01"),
        key("until", Shape::Date, ("止", "the last day"), ("最后一天。", "The last day."), "until = 2026-12-31"),
    ]],
);

/// What a rule is: the keys that stand first in every kind.
pub static HEAD: [Key; 11] = [
    key(
        "title",
        Shape::Text,
        ("名称", "what the rule says in a few words"),
        ("规则的名称,报告里用它。", "What the rule says in a few words; reports show it."),
        "title = \"2个工作日内移送证据材料\"",
    )
    .required(),
    key(
        "cite",
        Shape::Text,
        ("原文", "the clause, verbatim"),
        ("原文的一句话,一字不改;中间省略用“……”。", "The clause word for word; …… marks an omission."),
        "cite = \"区公安局于2个工作日内将相关证据材料移送区纪委监委\"",
    ),
    key(
        "assumed",
        Shape::Boolean,
        ("出于惯例", "practice without a clause"),
        ("true:没有条文,出于惯例;要写 why,代替 cite。", "true: practice that no clause states; with why, in place of cite."),
        "assumed = true",
    ),
    key("why", Shape::Text, ("理由", "the reason"), ("惯例的理由。", "Why it is assumed."), "why = \"经批准的延期照例通知当事人\""),
    key(
        "note",
        Shape::Text,
        ("如何理解", "how the clause is read"),
        ("条文如何理解;说明判定时会显示。", "How the clause is read; explanations show it."),
        "note = \"“24小时”读作昼夜有人,不是期限\"",
    ),
    key(
        "severity",
        Shape::OneOf(&["critical", "major", "minor", "data"]),
        ("轻重", "how much it matters"),
        ("critical 严重、major 一般(不写即是)、minor 轻微、data 数据问题。", "critical, major (unless written), minor, data."),
        "severity = \"minor\"",
    ),
    IN_FORCE,
    key(
        "calendar",
        Shape::Name(Of::Calendar),
        ("日历", "the calendar"),
        ("规则自己的日历;现在的版本不支持,写了会报错。", "A calendar of the rule's own: this version does not support it and says so."),
        "calendar = \"cn\"",
    ),
    key(
        "hours",
        Shape::Name(Of::Hours),
        ("作息", "a set of opening hours"),
        ("用哪一组作息时间;不写用平常的。", "Which set of opening hours; the usual one unless written."),
        "hours = \"hotline\"",
    ),
    key(
        "kind",
        Shape::Several(&Shape::Name(Of::Kind)),
        ("记录类别", "kinds of records"),
        ("只管哪些类别的记录;不写都管。", "Kinds of records it is about; all unless written."),
        "kind = [\"user\", \"device\"]",
    ),
    key(
        "given",
        Shape::Several(&Shape::Place),
        ("有此项才判", "must be there to be judged"),
        ("这些地方有值才评判,否则没有结论。", "Places that must be there, else there is no verdict."),
        "given = \"record.township\"",
    ),
];

/// Where a rule applies.
pub static SCOPE: [Key; 2] = [
    key(
        "when",
        Shape::Condition,
        ("适用条件", "when it applies"),
        (
            "合乎这个条件才适用:{ 取值之处 = 值 },几个并列是都要合乎;列表是合乎一个即可;文字是 Rhai。",
            "Applies where this holds: { place = value }, all of them; a list means any one; a text is Rhai.",
        ),
        "when = { trigger.category = \"gang\", in_scope = true }",
    ),
    key(
        "unless",
        Shape::Condition,
        ("除外条件", "when it does not"),
        ("合乎这个条件就不适用。", "Does not apply where this holds."),
        "unless = { trigger.by.role = \"police\" }",
    ),
];

pub const EVENTS: Shape = Shape::Several(&Shape::Name(Of::Event));
pub const KEY: Key = key(
    "key",
    Shape::Several(&Shape::Name(Of::Correlation)),
    ("对应项", "equal on all events"),
    (
        "规则涉及的各个事件,这些属性要相同才算同一件事;by 指同一个单位。",
        "Attributes that must be equal on all events the rule names, so that they belong together; by: the same party.",
    ),
    "key = \"lead_no\"",
);
pub const ONLY: Key = key(
    "only",
    Shape::OneOf(&["first", "last"]),
    ("只取首次或末次", "the first or last trigger"),
    ("对应项相同的触发事件有几个时,只看第一个或最后一个。", "Of several triggers with equal key just the first or the last."),
    "only = \"last\"",
);
pub const ON: Key = key(
    "on",
    Shape::Several(&Shape::Name(Of::EventOrOutcome)),
    ("触发事件", "the event that triggers"),
    (
        "什么事发生后开始;写几个是任何一个。也可以是规则的结果,如 HJ-05.past_due。",
        "After which event it begins; of several any one. It may be a rule's outcome such as HJ-05.past_due.",
    ),
    "on = \"caught\"",
);
pub const BEARER: Key = key(
    "bearer",
    Shape::Several(&Shape::Recipient),
    ("承办人", "who must act"),
    (
        "由谁做:单位、职责,或 trigger.by、trigger.to、each trigger.to;不写则谁做都算。",
        "Who must act: a party, a role, or trigger.by, trigger.to, each trigger.to; anybody unless written.",
    ),
    "bearer = \"police\"",
);
pub const ACT: Key = key(
    "act",
    EVENTS,
    ("应做的事", "what must be done"),
    ("做什么;写几个是任何一个。", "What must be done; of several any one."),
    "act = \"persons_notified\"",
);
pub const SINCE: Key = key(
    "since",
    EVENTS,
    ("起算事件", "where the clock starts"),
    ("期限从这件事起算,而不是从触发事件。", "The clock starts at this event instead of the trigger."),
    "since = \"opened\"",
);
pub const WITHIN: Key = key(
    "within",
    Shape::Limit,
    ("期限", "the limit"),
    (
        "期限,照原文写:5个工作日内、当日5个小时内、次日上班后1个小时内;不限期也要写明。",
        "The limit as the clause has it: 5 working days; 5 hours, same day; 1 hour after next-day opening; no limit.",
    ),
    "within = \"2个工作日内\"",
);
pub const EVERY: Key = key(
    "every",
    Shape::OneOf(&[
        "日",
        "工作日",
        "周",
        "月",
        "季度",
        "半年",
        "年",
        "day",
        "working day",
        "week",
        "month",
        "quarter",
        "half-year",
        "year",
    ]),
    ("周期", "the period"),
    ("周期。", "The period."),
    "every = \"季度\"",
);

const READING: (&str, &str) = ("另一读法", "another reading");
const FROM: (&str, &str) = ("新版本", "a later version");
const READING_MEANS: (&str, &str) = (
    "条文的另一种读法,只写不同的键;用 --reading 规则=名字 选用。",
    "Another reading of the clause: only what differs; chosen by --reading RULE=NAME.",
);
const FROM_MEANS: (&str, &str) = ("从这一天起的新版本,只写改了的键。", "A later version for triggers from that day on: only what changed.");
const ROW: (&str, &str) = ("各行", "rules of one shape");
const ROW_MEANS: (&str, &str) = (
    "写法相同的许多规则:名字是整个编号,只写不同的键。",
    "Many rules of one shape: the name is the whole id, only what differs is written.",
);

/// The variants of a kind of rules.
macro_rules! variants {
    ($table:expr) => {
        [
            key("row", Shape::Variants(&$table), ROW, ROW_MEANS, "row.CD-07a = { title = \"道路\", times = 5 }"),
            key(
                "reading",
                Shape::Variants(&$table),
                READING,
                READING_MEANS,
                "reading.duty-roster = { title = \"值班另算\", bearer = \"clerk\" }",
            ),
            key("from", Shape::Variants(&$table), FROM, FROM_MEANS, "from.2025-07-01 = { within = \"10个工作日内\" }"),
        ]
    };
}

pub static OBLIGATION_VARIANTS: [Key; 3] = variants!(super::obligation::OBLIGATION);
pub static CONSTRAINT_VARIANTS: [Key; 3] = variants!(super::constraint::CONSTRAINT);
pub static PERIODIC_VARIANTS: [Key; 3] = variants!(super::periodic::PERIODIC);
pub static METRIC_VARIANTS: [Key; 3] = variants!(super::metric::METRIC);
pub static BURST_VARIANTS: [Key; 3] = variants!(super::periodic::BURST);
pub static SUSPENSION_VARIANTS: [Key; 3] = variants!(super::moving::SUSPENSION);
pub static EXTENSION_VARIANTS: [Key; 3] = variants!(super::moving::EXTENSION);
pub static LIGHTS_VARIANTS: [Key; 3] = variants!(super::shown::LIGHTS);
pub static ESCALATION_VARIANTS: [Key; 3] = variants!(super::shown::ESCALATION);
pub static ACCESS_VARIANTS: [Key; 3] = variants!(super::shown::ACCESS);
pub static CHART_VARIANTS: [Key; 3] = variants!(super::shown::CHART);
