//! The keys of duties that come with each period, and of bursts.

use super::rule::{ACT, BEARER, BURST_VARIANTS, EVENTS, EVERY, HEAD, KEY, PERIODIC_VARIANTS, SCOPE, WITHIN};
use super::shape::Shape;
use super::{Table, key};

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
