//! The keys of tests beside a policy.

use super::shape::{Of, Shape};
use super::{Key, Table, key};

const TEXT: Shape = Shape::Text;
const ONE: Shape = Shape::Either(&[TEXT, Shape::Whole, Shape::Constant]);

pub static FILE: Table = Table::new(
    "test.file",
    ("测试文件", "a test file"),
    ("政策旁边的测试:一条记录,和它应有的结论。", "Tests beside a policy: a record, and the verdicts it must get."),
    &[&[
        key(
            "test",
            Shape::Named(&TEST),
            ("测试", "tests"),
            ("一种情形一张 [test.名字] 表。", "A table [test.NAME] for each situation."),
            "[test.in-time]",
        ),
        key(
            "equivalent",
            Shape::Named(&EQUIVALENT),
            ("等价的变异", "equivalent mutants"),
            (
                "duban test --mutate 改了而测试看不出、也不必看出的地方,和理由。",
                "What duban test --mutate may change and no test need notice, and why.",
            ),
            "[equivalent.no-working-hours]",
        ),
    ]],
);

pub static EQUIVALENT: Table = Table::new(
    "test.equivalent",
    ("等价的变异", "an equivalent mutant"),
    ("改了也不会有不同结论的地方。", "A place whose change makes no verdict another."),
    &[&[
        key(
            "at",
            TEXT,
            ("何处", "where"),
            ("改在哪里:规则编号和键。", "Where it is changed: the rule's id and the key."),
            "at = \"XZ-04.within\"",
        )
        .required(),
        key(
            "from",
            TEXT,
            ("原来的值", "the value as it is"),
            ("政策里的值;不写是随便什么值。", "The value as the policy has it; whatever it is unless written."),
            "from = \"5个工作日内\"",
        ),
        key(
            "to",
            Shape::Several(&TEXT),
            ("改成的值", "what it is changed to"),
            ("改成哪些值;不写是随便什么值。", "The values it may be changed to; whatever unless written."),
            "to = [\"5个自然日内\"]",
        ),
        key(
            "why",
            TEXT,
            ("理由", "the reason"),
            ("为什么没有测试能看出来。", "Why no test can notice."),
            "why = \"期限都按日计,没有用到作息时间\"",
        )
        .required(),
    ]],
);

pub static TEST: Table = Table::new(
    "test",
    ("测试", "a test"),
    ("一种情形。", "One situation."),
    &[&[
        key(
            "title",
            TEXT,
            ("名称", "the title"),
            ("这是什么情形;没有通过时显示。", "What the situation is; shown when it fails."),
            "title = \"第五个工作日答复,未超期\"",
        )
        .required(),
        key(
            "as_of",
            Shape::Instant,
            ("评判时刻", "as of when"),
            (
                "站在什么时刻评判;不写是最后一个事件一年之后。",
                "As of which instant it is judged; a year after the last event unless written.",
            ),
            "as_of = \"2017-06-01 24:00\"",
        ),
        key(
            "record",
            Shape::Table(&RECORD),
            ("记录", "the record"),
            ("记录的属性和类别。", "Attributes and kind of the record."),
            "record = { township = \"甲镇\" }",
        ),
        key(
            "events",
            Shape::Several(&Shape::Table(&EVENT)),
            ("事件", "the events"),
            ("依次发生的事,一行一件。", "What happens, a line each."),
            "events = [{ at = \"2022-05-20 21:00\", type = \"caught\" }]",
        ),
        key(
            "records",
            Shape::Named(&RECORDS),
            ("几条记录", "several records"),
            (
                "几条记录,供统计指标用:records.编号 = { …, events = […] }。",
                "Several records, for metrics: records.ID = { …, events = […] }.",
            ),
            "records.a = { events = [] }",
        ),
        key(
            "expect",
            Shape::Several(&Shape::Table(&EXPECTATION)),
            ("预期", "what is expected"),
            ("应有的结论,一行正好对一个。", "The verdicts wanted; each line meets exactly one."),
            "expect = [{ rule = \"XZ-01\", status = \"late\" }]",
        ),
        key(
            "export",
            TEXT,
            ("案件导出", "a case export"),
            (
                "记录在这个文件里,NDJSON 或表格;路径从测试文件算起。",
                "The records stand in this file, NDJSON or a table; the path starts at the test's file.",
            ),
            "export = \"cases.csv\"",
        ),
        key(
            "mapping",
            TEXT,
            ("映射", "the mapping"),
            ("表格怎样读成记录。", "How the table is read as records."),
            "mapping = \"../mappings/export.toml\"",
        ),
        key(
            "expected",
            TEXT,
            ("预期文件", "the expected verdicts"),
            ("应有的结论,一行一个 JSON;没有写的字段不比。", "The verdicts wanted, a line of JSON each; fields left out are not compared."),
            "expected = \"expected.ndjson\"",
        ),
    ]],
);

const KIND: Key = key(
    "kind",
    Shape::Name(Of::Kind),
    ("记录类别", "the kind"),
    ("记录的类别;不写是 case。", "The record's kind; case unless written."),
    "kind = \"device\"",
);
const ATTRIBUTE: ((&str, &str), Shape) = (("属性名", "an attribute"), Shape::Anything);
static RECORD: Table = Table {
    name: "test.record",
    what: ("测试的记录", "a test's record"),
    means: ("属性 = 值。", "Attribute = value."),
    keys: &[&[KIND]],
    names: Some(ATTRIBUTE),
};
static RECORDS: Table = Table {
    name: "test.records",
    what: ("测试的一条记录", "one record of a test"),
    means: ("属性 = 值,和 events。", "Attribute = value, and events."),
    keys: &[&[
        KIND,
        key("events", Shape::Several(&Shape::Table(&EVENT)), ("事件", "the events"), ("依次发生的事。", "What happens."), "events = []"),
        key(
            "copies",
            Shape::Whole,
            ("份数", "how many"),
            ("同样的记录有几条,最多 1000;编号后加 -1、-2……", "So many records alike, 1000 at most; -1, -2 … follow the id."),
            "copies = 40",
        ),
    ]],
    names: Some(ATTRIBUTE),
};
static EVENT: Table = Table {
    name: "test.event",
    what: ("测试的事件", "a test's event"),
    means: ("什么时候发生了什么;其余的键是属性。", "What happened when; other keys are attributes."),
    keys: &[&[
        key("at", Shape::Instant, ("时间", "when"), ("什么时候。", "When."), "at = \"2022-05-20 21:00\""),
        key("type", Shape::Name(Of::Event), ("事件名", "the event"), ("什么事。", "What happened."), "type = \"caught\""),
        key(
            "by",
            Shape::Anything,
            ("谁做的", "who did it"),
            ("谁做的:编号、名称,或 { id, name, role, level }。", "Who did it: an id, a name, or { id, name, role, level }."),
            "by = \"police\"",
        ),
        key("to", Shape::Anything, ("对谁", "towards whom"), ("对谁,一个或几个。", "Towards whom, one or several."), "to = [\"org_dept\"]"),
        key(
            "id",
            Shape::Either(&[TEXT, Shape::Whole]),
            ("编号", "the id"),
            ("事件的编号;别的事件要提到它时才写。", "The event's id, where others name it."),
            "id = \"e1\"",
        ),
        key(
            "recorded_at",
            Shape::Instant,
            ("录入时间", "when it was entered"),
            ("录入的时间。", "When it was entered."),
            "recorded_at = \"2022-05-21 09:00\"",
        ),
        key(
            "retracted",
            Shape::Boolean,
            ("已作废", "it never happened"),
            ("true:这件事作废。", "true: it never happened."),
            "retracted = true",
        ),
        key(
            "supersedes",
            Shape::Either(&[TEXT, Shape::Whole]),
            ("更正哪个事件", "the event it replaces"),
            ("更正哪个事件:它的编号。", "The id of the event that it replaces."),
            "supersedes = \"e1\"",
        ),
        key(
            "attributes",
            Shape::Anything,
            ("属性", "attributes"),
            ("与上面的键同名的属性写在这里。", "Attributes whose names are taken by the keys above."),
            "attributes = { date = \"2022-05-20\" }",
        ),
    ]],
    names: Some(ATTRIBUTE),
};

pub static EXPECTATION: Table = Table::new(
    "expectation",
    ("预期", "an expectation"),
    (
        "rule 和 record on to bearer period reading 选定一个结论,其余的键与它比较。",
        "rule and record, on, to, bearer, period, reading choose one verdict; the other keys are compared.",
    ),
    &[&[
        key("rule", Shape::Name(Of::Rule), ("规则", "the rule"), ("哪条规则。", "Which rule."), "rule = \"XZ-01\"").required(),
        key("record", TEXT, ("记录", "the record"), ("哪条记录。", "Which record."), "record = \"a\""),
        key("on", TEXT, ("触发事件", "the trigger"), ("触发事件的编号。", "The trigger's id."), "on = \"e1\""),
        key("to", TEXT, ("对谁", "the recipient"), ("受理者或分项。", "The recipient or part."), "to = \"org_dept\""),
        key("bearer", TEXT, ("承办人", "the bearer"), ("承办人。", "Who must act."), "bearer = \"police\""),
        key("period", TEXT, ("周期", "the period"), ("哪个周期。", "Which period."), "period = \"2022-Q2\""),
        key(
            "reading",
            Shape::Name(Of::Reading),
            ("读法", "the reading"),
            ("按哪种读法;别的规则的写 规则=读法。", "Under which reading; of another rule RULE=READING."),
            "reading = \"duty-roster\"",
        ),
        key(
            "status",
            STATUS,
            ("结论", "the status"),
            ("应有的结论;none:不应有这个结论。", "The status wanted; none: no such verdict."),
            "status = \"late\"",
        )
        .required(),
        key(
            "due",
            Shape::Instant,
            ("到期", "due"),
            ("到期时刻;一天之末写 24:00。", "When it is due; the end of a day as 24:00."),
            "due = \"2022-05-21 09:00\"",
        ),
        key(
            "due_earliest",
            Shape::Instant,
            ("最早到期", "due at the earliest"),
            ("时间不确切时最早的到期时刻。", "The earliest due instant where times are imprecise."),
            "due_earliest = \"2022-05-20 24:00\"",
        ),
        key(
            "done_by",
            TEXT,
            ("由哪件事完成", "done by which event"),
            ("完成它的事件的编号。", "The id of the event that did it."),
            "done_by = \"e2\"",
        ),
        key(
            "done_at",
            Shape::Instant,
            ("完成时间", "when it was done"),
            ("完成的时间。", "When it was done."),
            "done_at = \"2022-05-21 08:40\"",
        ),
        key("left_s", ONE, ("剩余秒数", "seconds left"), ("离到期还有多少秒。", "Seconds left until it is due."), "left_s = 864000"),
        key(
            "warned",
            Shape::Several(&TEXT),
            ("已通知谁", "who has been warned"),
            ("到评判时刻为止应已通知谁。", "Who must have been warned by the as-of."),
            "warned = [\"bearer\"]",
        ),
        key("late_s", ONE, ("超期秒数", "seconds late"), ("超期多少秒。", "Seconds past due."), "late_s = 3600"),
        key(
            "light",
            Shape::Either(&[Shape::OneOf(&["red", "yellow", "blue", "green"]), TEXT]),
            ("灯色", "the light"),
            ("灯色。", "The light."),
            "light = \"yellow\"",
        ),
        key("reason", Shape::Name(Of::Reason), ("理由", "the reason"), ("理由代码。", "The reason."), "reason = \"missing-field\""),
        key("missing", Shape::Several(&TEXT), ("缺什么", "what is missing"), ("缺的各项。", "What is missing."), "missing = [\"venue\"]"),
        key(
            "severity",
            Shape::OneOf(&["critical", "major", "minor", "data"]),
            ("轻重", "the severity"),
            ("轻重。", "How much it matters."),
            "severity = \"minor\"",
        ),
        key("value", ONE, ("数值", "the value"), ("指标的数值。", "What a metric came to."), "value = \"95%\""),
        key("numerator", ONE, ("分子", "the numerator"), ("指标的分子。", "A metric's numerator."), "numerator = 19"),
        key("denominator", ONE, ("分母", "the denominator"), ("指标的分母。", "A metric's denominator."), "denominator = 20"),
        key("message", TEXT, ("说明", "the message"), ("结论的说明文字。", "The verdict's message."), "message = \"…\""),
    ]],
);

/// Statuses, `none`, and `summary`.
pub const STATUS: Shape = Shape::OneOf(&[
    "overdue",
    "late",
    "violated",
    "unknown",
    "pending",
    "suspended",
    "fulfilled",
    "satisfied",
    "lapsed",
    "none",
    "summary",
]);
