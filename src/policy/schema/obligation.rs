//! The keys of obligations, of their parts and recipients, and of other limits.

use super::rule::{ACT, BEARER, EVENTS, HEAD, KEY, OBLIGATION_VARIANTS, ON, ONLY, SCOPE, SINCE, WITHIN};
use super::shape::Shape;
use super::{Key, Table, key};

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
