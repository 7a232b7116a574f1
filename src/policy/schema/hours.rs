//! The keys of opening hours: what is usual, other sets, and seasons.

use super::declared::{ASSUMED, WHY};
use super::shape::Shape;
use super::{Key, Table, key};

const SPANS: Shape = Shape::Several(&Shape::OpenSpan);
const HOURS: Key = key(
    "hours",
    SPANS,
    ("起止时刻", "spans of hours"),
    ("上班的各段时间;可以过午夜,全天写 00:00-24:00。", "Spans during which it is open; they may pass midnight, 00:00-24:00 is all day."),
    "hours = [\"08:00-12:00\", \"14:30-17:30\"]",
)
.required();
static SET: [Key; 3] = [
    HOURS,
    key(
        "season",
        Shape::Named(&SEASON),
        ("季节", "seasons"),
        ("一年中某段日期的另一套时间。", "Other hours in part of the year."),
        "season.summer = { dates = \"05-01..09-30\", hours = [\"08:00-12:00\", \"15:00-18:00\"] }",
    ),
    key(
        "day",
        Shape::Table(&WEEKDAYS),
        ("某一天", "a weekday"),
        ("星期几的另一套时间。", "Other hours on a weekday."),
        "day.Friday = [\"08:00-12:00\"]",
    ),
];

pub static OPENING_HOURS: Table = Table::new(
    "opening_hours",
    ("作息时间", "opening hours"),
    ("上班时间;规则用 hours 选用另一组。", "When offices are open; a rule chooses another set by hours."),
    &[
        &SET,
        &[
            key(
                "set",
                Shape::Named(&HOURS_SET),
                ("另一组", "further sets"),
                ("另一组作息时间,规则用 hours = \"名字\" 选用。", "A further set, which rules choose by hours = \"NAME\"."),
                "set.hotline = { hours = [\"00:00-24:00\"] }",
            ),
            ASSUMED,
            WHY,
        ],
    ],
);

pub static HOURS_SET: Table = Table::new(
    "opening_hours.set",
    ("一组作息时间", "a set of opening hours"),
    ("规则用 hours 选用。", "Rules choose it by hours."),
    &[&SET],
);

pub static SEASON: Table = Table::new(
    "opening_hours.season",
    ("季节", "a season"),
    ("一年中某段日期的作息时间。", "Hours in part of the year."),
    &[&[
        key(
            "dates",
            Shape::DayRange,
            ("日期", "ranges of days"),
            ("从几月几日到几月几日。", "From month–day to month–day."),
            "dates = \"05-01..09-30\"",
        )
        .required(),
        HOURS,
    ]],
);

static WEEKDAYS: Table = Table::of_names(
    "opening_hours.day",
    ("星期几", "weekdays"),
    ("星期几的作息时间。", "Hours by weekday."),
    ("Monday … Sunday,或带引号的“周一”“星期一”", "Monday … Sunday, or \"周一\""),
    SPANS,
);
