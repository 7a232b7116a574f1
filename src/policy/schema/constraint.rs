//! The keys of constraints.

use super::rule::{CONSTRAINT_VARIANTS, EVERY, HEAD, KEY, ONLY, SCOPE, WITHIN};
use super::shape::{Of, Shape};
use super::{Key, Table, key};

const EVENTS: Shape = Shape::Several(&Shape::Name(Of::Event));
const SEVERAL: Shape = Shape::Several(&Shape::Text);

pub static CONSTRAINT: Table = Table::new(
    "constraint",
    ("约束规则", "a constraint"),
    (
        "[constraint.编号]:on 发生时(没有 on 就是记录本身),下列要求都要合乎。",
        "[constraint.ID]: at on, or in the record itself, all of these words must hold.",
    ),
    &[
        &HEAD,
        &[
            key(
                "on",
                Shape::Either(&[Shape::Several(&Shape::Name(Of::EventOrOutcome)), Shape::Table(&BY_EVENT)]),
                ("触发事件", "the event that triggers"),
                (
                    "看哪些事件;写成表,则各有各的要求;不写就看记录本身。",
                    "Which events are judged; as a table each has words of its own; without it the record itself is judged.",
                ),
                "on = \"hearing_held\"",
            ),
            ONLY,
        ],
        &SCOPE,
        &[EVERY],
        &WORDS,
        &CONSTRAINT_VARIANTS,
    ],
);

static BY_EVENT: Table = Table::of_names(
    "constraint.on",
    ("各事件的要求", "what is demanded at each event"),
    ("事件名 = 要求。", "Event = words."),
    ("事件名", "an event"),
    Shape::Table(&DEMANDS),
);
pub static DEMANDS: Table =
    Table::new("constraint.words", ("约束的要求", "what a constraint demands"), ("要求。", "What must hold."), &[&WORDS]);

/// The words of constraints.
pub const WORD: Shape = Shape::OneOf(&[
    "filled",
    "documents",
    "signatures",
    "expect",
    "reject",
    "after",
    "steps",
    "within",
    "wait",
    "forbidden",
    "needs",
    "check",
]);

static WORDS: [Key; 18] = [
    KEY,
    key(
        "filled",
        Shape::Several(&Shape::Place),
        ("必填", "must be there"),
        ("这些地方都要有值。", "Each of these places must be there."),
        "filled = [\"trigger.venue\", \"trigger.reason\"]",
    ),
    key(
        "documents",
        SEVERAL,
        ("材料", "documents that must be there"),
        ("事件的属性 documents 里要有这些材料。", "The event's attribute documents must hold each."),
        "documents = [\"rights_notice\"]",
    ),
    key(
        "signatures",
        SEVERAL,
        ("签字", "who must sign"),
        (
            "事件的属性 signatures 里要有这些职责的签字,一人只算一次。",
            "The event's attribute signatures must hold a name for each role, no name twice.",
        ),
        "signatures = [\"main_leader\"]",
    ),
    key(
        "same_person",
        Shape::OneOf(&["allowed"]),
        ("可同一人签", "one may sign twice"),
        ("allowed:同一人可以签两处。", "allowed: one name may sign twice."),
        "same_person = \"allowed\"",
    ),
    key(
        "expect",
        Shape::Condition,
        ("应当是", "what must hold"),
        ("应当合乎的条件。", "The pattern that must hold."),
        "expect = { trigger.by.role = \"police\" }",
    ),
    key(
        "reject",
        Shape::Condition,
        ("不得是", "what must not hold"),
        ("不得合乎的条件。", "The pattern that must not hold."),
        "reject = { trigger.grade = \"waived\" }",
    ),
    key(
        "after",
        EVENTS,
        ("须在其后", "must have come before"),
        ("这件事必须已经发生过。", "Such an event must have come before."),
        "after = \"review_done\"",
    ),
    key(
        "steps",
        EVENTS,
        ("依次", "in this order"),
        ("这些事依次发生,都不晚于所看的事件。", "These must have happened in this order, none after the event judged."),
        "steps = [\"reviewed\", \"approved\"]",
    ),
    key(
        "since",
        EVENTS,
        ("起算事件", "where the clock starts"),
        ("within、wait 从这件事起算;没有就不问。", "within and wait count from this event; nothing is asked where there was none."),
        "since = \"delivered\"",
    ),
    Key { means: ("所看的事件必须在这个期限之内。", "The event judged must lie within this limit."), ..WITHIN },
    key(
        "wait",
        Shape::Limit,
        ("期满方可", "not before"),
        ("期满之后才可以。", "It must not come before this limit has run out."),
        "wait = \"365整天\"",
    ),
    key(
        "grace",
        Shape::Limit,
        ("可事后补", "may follow within"),
        ("after、steps 所要的事,可以在事后这个期限内补上。", "What after and steps demand may also follow within this limit."),
        "grace = \"24小时内\"",
    ),
    key(
        "forbidden",
        Shape::Table(&FORBIDDEN),
        ("禁止状态", "a state that must not stand"),
        ("从 since 到 until 之间不得发生。", "It must not happen between since and until."),
        "forbidden = { since = \"closed\", until = \"reopened\" }",
    ),
    key(
        "needs",
        EVENTS,
        ("周期内须有", "must happen in the period"),
        ("与 every 连用:每个周期里必须有这件事。", "With every: such an event must lie in each period."),
        "needs = \"inspection_done\"",
    ),
    key(
        "check",
        Shape::Script,
        ("Rhai 条件", "a Rhai condition"),
        ("表格写法说不清的条件:Rhai 表达式,结果为 true 才合乎。", "What patterns cannot say: a Rhai expression that must be true."),
        "check = \"count(trigger.papers) >= 2\"",
    ),
    key(
        "order",
        Shape::Several(&WORD),
        ("先看哪些", "words looked at first"),
        ("先看哪些要求;第一个不合乎的给出理由。", "The words looked at first; the first that fails gives the reason."),
        "order = [\"expect\", \"filled\"]",
    ),
    key(
        "reason",
        Shape::Either(&[Shape::Text, Shape::Table(&REASONS)]),
        ("理由代码", "the reason shown"),
        (
            "不合乎时的理由代码;可以按要求分写,never 是“从未有过”。",
            "The reason where it fails; a table gives one by word, never is for what was never seen.",
        ),
        "reason = { after = \"missing-review\" }",
    ),
];

pub static FORBIDDEN: Table = Table::new(
    "forbidden",
    ("禁止状态", "forbidden"),
    ("两件事之间的状态。", "The state between two events."),
    &[&[
        key("since", EVENTS, ("从何事件", "since which event"), ("从哪件事起禁止。", "The event that begins it."), "since = \"closed\""),
        key(
            "until",
            EVENTS,
            ("到何事件", "until which event"),
            ("到哪件事为止;不写就一直禁止。", "The event that ends it; it never ends unless written."),
            "until = \"reopened\"",
        ),
    ]],
);
static REASONS: Table = Table::of_names(
    "reasons",
    ("各项要求的理由", "reasons by word"),
    ("要求 = 理由代码。", "Word = reason."),
    ("要求的键,或 never", "a word, or never"),
    Shape::Text,
);
