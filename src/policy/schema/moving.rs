//! The keys of what moves clocks: suspensions and extensions.

use super::rule::{EVENTS, EXTENSION_VARIANTS, HEAD, KEY, SCOPE, SUSPENSION_VARIANTS};
use super::shape::{Of, Shape};
use super::{Key, Table, key};

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
