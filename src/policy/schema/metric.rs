//! The keys of metrics.

use super::rule::{EVENTS, EVERY, HEAD, METRIC_VARIANTS, SCOPE};
use super::shape::{Of, Shape};
use super::{Table, key};

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
