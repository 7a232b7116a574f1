//! The keys that all rules share, and those of obligations, periodic duties, metrics, bursts and of what moves clocks.

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

const EVENTS: Shape = Shape::Several(&Shape::Name(Of::Event));
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
const ON: Key = key(
    "on",
    Shape::Several(&Shape::Name(Of::EventOrOutcome)),
    ("触发事件", "the event that triggers"),
    (
        "什么事发生后开始;写几个是任何一个。也可以是规则的结果,如 HJ-05.past_due。",
        "After which event it begins; of several any one. It may be a rule's outcome such as HJ-05.past_due.",
    ),
    "on = \"caught\"",
);
const BEARER: Key = key(
    "bearer",
    Shape::Several(&Shape::Recipient),
    ("承办人", "who must act"),
    (
        "由谁做:单位、职责,或 trigger.by、trigger.to、each trigger.to;不写则谁做都算。",
        "Who must act: a party, a role, or trigger.by, trigger.to, each trigger.to; anybody unless written.",
    ),
    "bearer = \"police\"",
);
const ACT: Key = key(
    "act",
    EVENTS,
    ("应做的事", "what must be done"),
    ("做什么;写几个是任何一个。", "What must be done; of several any one."),
    "act = \"persons_notified\"",
);
const SINCE: Key = key(
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

pub static OBLIGATION_VARIANTS: [Key; 3] = variants!(OBLIGATION);
pub static CONSTRAINT_VARIANTS: [Key; 3] = variants!(super::constraint::CONSTRAINT);
static PERIODIC_VARIANTS: [Key; 3] = variants!(PERIODIC);
static METRIC_VARIANTS: [Key; 3] = variants!(METRIC);
static BURST_VARIANTS: [Key; 3] = variants!(BURST);
static SUSPENSION_VARIANTS: [Key; 3] = variants!(SUSPENSION);
static EXTENSION_VARIANTS: [Key; 3] = variants!(EXTENSION);
pub static LIGHTS_VARIANTS: [Key; 3] = variants!(super::shown::LIGHTS);
pub static ESCALATION_VARIANTS: [Key; 3] = variants!(super::shown::ESCALATION);
pub static ACCESS_VARIANTS: [Key; 3] = variants!(super::shown::ACCESS);
pub static CHART_VARIANTS: [Key; 3] = variants!(super::shown::CHART);

pub static OBLIGATION: Table = Table::new(
    "obligation",
    ("义务规则", "an obligation"),
    (
        "[obligation.编号]:某事(on)发生后,如果 when,bearer 应当在 within 内做 act,对 to。",
        "[obligation.ID]: after on, if when, bearer must do act within the limit, towards to.",
    ),
    &[&HEAD, &DUTY, &[PART], &OBLIGATION_VARIANTS],
);
const PART: Key = key(
    "part",
    Shape::Variants(&DUTIES),
    ("分项", "one duty, several acts"),
    ("一句话里的几件事,各有各的键,分别评判。", "Several acts of one duty, each with its own keys and verdict."),
    "part.verify = { act = \"warning_verified\", different_by = 2 }",
);

/// The keys of an obligation that a part or a recipient may have of its own.
pub static DUTIES: Table =
    Table::new("part", ("分项", "a part"), ("只写与规则不同的键。", "Only what differs from the rule."), &[&GIVEN, &DUTY]);
pub static RECIPIENT: Table = Table::new(
    "recipient",
    ("受理者", "a recipient"),
    ("只写对这一受理者不同的键。", "Only what differs for this recipient."),
    &[&GIVEN, &DUTY],
);
static GIVEN: [Key; 1] = [key(
    "given",
    Shape::Several(&Shape::Place),
    ("有此项才判", "must be there to be judged"),
    ("这些地方有值才评判,否则没有结论。", "Places that must be there, else there is no verdict."),
    "given = \"record.township\"",
)];

static DUTY: [Key; 17] = [
    ON.required(),
    ONLY,
    key("when", Shape::Condition, ("适用条件", "when it applies"), SCOPE_WHEN, "when = { trigger.category = \"gang\", in_scope = true }"),
    key("unless", Shape::Condition, ("除外条件", "when it does not"), SCOPE_UNLESS, "unless = { trigger.by.role = \"police\" }"),
    BEARER,
    ACT.required(),
    key(
        "to",
        Shape::Either(&[Shape::Several(&Shape::Recipient), Shape::Variants(&RECIPIENT)]),
        ("对谁", "towards whom"),
        (
            "对谁做;列表里的每一个都要。可带级别:police, 同级;各有不同的键时写成表 to.police = { … }。",
            "Towards whom; of a list each one. With a level: police, same level. Where they differ in keys: to.police = { … }.",
        ),
        "to = [\"org_dept\", \"police, 同级\"]",
    ),
    KEY,
    SINCE,
    WITHIN.required(),
    key(
        "different_by",
        Shape::Number,
        ("不同承办人数", "so many parties act"),
        ("要由几个不同的单位各做一次。", "Done once so many different parties have acted."),
        "different_by = 2",
    ),
    key(
        "different_to",
        Shape::Number,
        ("不同对象数", "towards so many parties"),
        ("要对几个不同的对象各做一次。", "Done once it was done towards so many different parties."),
        "different_to = 2",
    ),
    key("acts", Shape::Number, ("次数", "so many acts"), ("要做几次。", "Done with the n-th such act."), "acts = 2"),
    key(
        "before",
        Shape::Length,
        ("提前也算", "an earlier act counts"),
        ("触发之前做的也算:any 任何时候,或至多提前多久。", "An act before the trigger counts too: any, or at most so long before."),
        "before = \"6 hours\"",
    ),
    key(
        "lapses",
        EVENTS,
        ("终止事件", "events that end the duty"),
        ("发生了这件事,就不必再做。", "Once this happens nothing is owed any more."),
        "lapses = \"withdrawn\"",
    ),
    key(
        "may",
        Shape::Named(&MAY),
        ("可于", "a later limit"),
        ("“可于……”:合乎条件时,取两个期限中较晚的。", "\"May be done by …\": where it applies, the later of both limits."),
        "may.late-evening = { when = { trigger.time = \"21:00起\" }, within = \"次日上班后1个小时内\" }",
    ),
    key(
        "cap",
        Shape::Named(&MAY),
        ("最迟", "an upper bound"),
        ("最迟不超过:合乎条件时,取两个期限中较早的。", "At the latest: where it applies, the earlier of both limits."),
        "cap.ten-years = { since = \"delivered\", within = \"10年内\" }",
    ),
];
const SCOPE_WHEN: (&str, &str) = SCOPE[0].means;
const SCOPE_UNLESS: (&str, &str) = SCOPE[1].means;

pub static MAY: Table = Table::new(
    "alternative",
    ("另一期限", "an alternative limit"),
    ("另一个期限。", "Another limit."),
    &[&[
        key(
            "when",
            Shape::Condition,
            ("适用条件", "when it applies"),
            ("什么条件下才有这个期限;不写总有。", "When this limit applies; always unless written."),
            "when = { trigger.time = \"21:00起\" }",
        ),
        SINCE,
        WITHIN.required(),
    ]],
);

pub static PERIODIC: Table = Table::new(
    "periodic",
    ("定期义务", "a periodic duty"),
    ("[periodic.编号]:bearer 每个周期(every)在 due 之前做 act。", "[periodic.ID]: in every period bearer must do act by due."),
    &[
        &HEAD,
        &SCOPE,
        &[
            BEARER,
            ACT.required(),
            key(
                "to",
                Shape::Several(&Shape::Recipient),
                ("对谁", "towards whom"),
                ("对谁做;列表里的每一个都要。", "Towards whom; of a list each one."),
                "to = \"county_office\"",
            ),
            EVERY.required(),
            key(
                "due",
                Shape::DueDay,
                ("到期日", "the due day"),
                ("周期里哪一天到期;不写是期末。", "The due day of the period; its end unless written."),
                "due = \"周五,遇非工作日期内提前\"",
            ),
        ],
        &PERIODIC_VARIANTS,
    ],
);

pub static METRIC: Table = Table::new(
    "metric",
    ("统计指标", "a metric"),
    ("[metric.编号]:对许多记录计数(count)、算比例(share)或定额(quota)。", "[metric.ID]: counts, shares or quotas over many records."),
    &[
        &HEAD,
        &[key(
            "on",
            Shape::Several(&Shape::Name(Of::EventOrOutcome)),
            ("触发事件", "the event that triggers"),
            ("有这件事的记录才算在内,计入它发生的周期。", "Records with this event are counted, in the period of the first."),
            "on = \"case_filed\"",
        )],
        &SCOPE,
        &[
            EVERY,
            key(
                "counts",
                Shape::OneOf(&["records", "events"]),
                ("数记录或事件", "records or events"),
                ("records 数记录(不写即是),events 数事件。", "records (unless written) or events."),
                "counts = \"events\"",
            ),
            key(
                "share",
                Shape::Either(&[Shape::Several(&Shape::Name(Of::EventOrOutcome)), Shape::Condition]),
                ("占比", "the share that has"),
                (
                    "其中有这件事、合乎这个条件或有这个结果的占多少。",
                    "The part that has this event, meets this pattern or has this outcome.",
                ),
                "share = \"HJ-05.past_due\"",
            ),
            key(
                "count",
                EVENTS,
                ("计数", "events counted"),
                ("各件事各有多少。", "How many there are of each."),
                "count = [\"case_filed\", \"sanction_decided\"]",
            ),
            key(
                "quota",
                Shape::Anything,
                ("定额", "shares demanded"),
                ("各个值各占多少:{ 取值之处 = { 值 = \"10%\" } }。", "The share each value must have: { PLACE = { value = \"10%\" } }."),
                "quota = { trigger.grade = { model = \"40%\" } }",
            ),
            key(
                "quota_is",
                Shape::OneOf(&["exactly", "at most", "within 1"]),
                ("定额如何算", "how the quota is held"),
                ("exactly 正好(不写即是)、at most 至多、within 1 相差至多 1。", "exactly (unless written), at most, within 1."),
                "quota_is = \"at most\"",
            ),
            key(
                "group",
                Shape::Several(&Shape::Place),
                ("分组", "by what"),
                ("按什么分组:取值之处,或 light 灯色。", "By what it is grouped: places, or light."),
                "group = \"record.area\"",
            ),
            key("at_least", Shape::Fraction, ("下限", "at least"), ("不得低于。", "It must come to at least this."), "at_least = \"95%\""),
            key("at_most", Shape::Fraction, ("上限", "at most"), ("不得高于。", "It must come to at most this."), "at_most = \"5%\""),
        ],
        &METRIC_VARIANTS,
    ],
);

pub static BURST: Table = Table::new(
    "burst",
    ("密集预警", "a burst"),
    ("[burst.编号]:within 之内,on 发生了 times 次。", "[burst.ID]: on happens so many times within."),
    &[
        &HEAD,
        &[key(
            "on",
            EVENTS,
            ("触发事件", "the event that triggers"),
            ("数哪些事件。", "Which events are counted."),
            "on = \"letter_received\"",
        )
        .required()],
        &SCOPE,
        &[
            KEY,
            WITHIN.required(),
            key("times", Shape::Number, ("次数", "how many"), ("第几次时预警。", "The n-th event makes it."), "times = 5").required(),
        ],
        &BURST_VARIANTS,
    ],
);

const SERVES: Key = key(
    "rules",
    Shape::Several(&Shape::Name(Of::Rule)),
    ("规则编号", "rule ids"),
    ("对哪些规则起作用。", "Which rules it moves."),
    "rules = [\"EX-01\"]",
)
.required();

pub static SUSPENSION: Table = Table::new(
    "suspension",
    ("中止", "a suspension"),
    (
        "[suspension.编号]:从 since 到 until(或 dates 之内),rules 的期限不走。",
        "[suspension.ID]: from since to until, or on dates, the clocks of rules stand still.",
    ),
    &[
        &HEAD,
        &SCOPE,
        &[
            SERVES,
            KEY,
            key(
                "since",
                EVENTS,
                ("起算事件", "where the clock starts"),
                ("从哪件事起中止。", "The event that opens it."),
                "since = \"material_requested\"",
            ),
            key(
                "until",
                EVENTS,
                ("到何事件", "until which event"),
                ("到哪件事恢复。", "The event that closes it."),
                "until = \"material_received\"",
            ),
            key(
                "within",
                Shape::Limit,
                ("期限", "the limit"),
                ("至多中止多久。", "How long it lasts at most."),
                "within = \"20个工作日内\"",
            ),
            key(
                "dates",
                Shape::Several(&Shape::DayRange),
                ("日期", "ranges of days"),
                ("不写事件而写日期:月日的每年都有。", "Days instead of events; month–day ranges return every year."),
                "dates = [\"08-01..08-31\"]",
            ),
            key(
                "days",
                Shape::OneOf(&["touched", "whole"]),
                ("整日与否", "touched or whole days"),
                (
                    "touched:沾边的日子都不计(不写即是);whole:整日中止的才不计。",
                    "touched: days partly suspended do not count (unless written); whole: only whole days.",
                ),
                "days = \"whole\"",
            ),
            key(
                "restart",
                Shape::Boolean,
                ("重新起算", "starts anew"),
                ("true:恢复后期限从头起算。", "true: the clock starts anew when it closes."),
                "restart = true",
            ),
        ],
        &SUSPENSION_VARIANTS,
    ],
);

pub static EXTENSION: Table = Table::new(
    "extension",
    ("延长", "an extension"),
    (
        "[extension.编号]:on 发生后,rules 的期限延长 within,或总共 total。",
        "[extension.ID]: after on, the limits of rules grow by within, or are total as a whole.",
    ),
    &[
        &HEAD,
        &[key(
            "on",
            EVENTS,
            ("触发事件", "the event that triggers"),
            ("哪件事表示准予延长。", "The event that grants it."),
            "on = \"extension_approved\"",
        )
        .required()],
        &SCOPE,
        &[
            SERVES,
            KEY,
            key("within", Shape::Limit, ("期限", "the limit"), ("延长多久。", "By how much."), "within = \"{trigger.days}个工作日内\""),
            key(
                "total",
                Shape::Limit,
                ("总期限", "the whole limit"),
                ("延长后总共多久,从触发时算。", "The whole limit after it, from the trigger."),
                "total = \"3个月内\"",
            ),
            key("times", Shape::Number, ("次数", "how many"), ("至多延长几次。", "At most so many extensions."), "times = 1"),
        ],
        &EXTENSION_VARIANTS,
    ],
);
