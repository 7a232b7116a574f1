//! The keys of decision tables.

use super::declared::{ASSUMED, TITLE, WHY};
use super::shape::Shape;
use super::{Table, key};

pub static DECISION: Table = Table::new(
    "table",
    ("表", "a table"),
    ("按一个值选一行。", "A value chooses the row."),
    &[&[
        TITLE,
        key(
            "by",
            Shape::Place,
            ("按什么", "by what"),
            ("看哪里的值来选行。", "The place whose value chooses the row."),
            "by = \"trigger.topic\"",
        )
        .required(),
        ASSUMED,
        WHY,
        key(
            "row",
            Shape::Table(&ROWS),
            ("各行", "the rows"),
            ("行名就是那个值;或用 is 写区间,先合乎的先用。", "A row's name is the value; or is = a range, the first that holds."),
            "row.road = { within = \"2个工作日内\" }",
        )
        .required(),
    ]],
);
static ROWS: Table = Table::of_names(
    "table.rows",
    ("判定表的各行", "rows of a decision table"),
    ("行名 = 各格。", "Row = cells."),
    ("行名", "a row"),
    Shape::Table(&ROW),
);
static ROW: Table = Table {
    name: "table.row",
    what: ("判定表的一行", "a row of a decision table"),
    means: ("格名 = 值;is 是区间。", "Cell = value; is names a band."),
    keys: &[&[key(
        "is",
        Shape::Comparison,
        ("区间", "a band"),
        ("值落在这个区间就用这一行。", "The row is taken where the value lies in this range."),
        "is = \"over 100\"",
    )]],
    names: Some((("格名", "a cell"), Shape::Constant)),
};
