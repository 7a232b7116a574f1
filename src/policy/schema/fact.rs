//! The keys of what records tell: attributes, kinds of records, events.

use super::declared::{TEXT, TITLE};
use super::shape::{Of, Shape};
use super::{Key, Table, key};

pub static ATTRIBUTES: Table = Table::of_names(
    "attributes",
    ("属性", "attributes"),
    ("名字 = 名称。", "Name = title."),
    ("属性名;在别的属性之内的写 \"subject.name\"", "an attribute; one inside another as \"subject.name\""),
    Shape::Either(&[TEXT, Shape::Table(&ATTRIBUTE)]),
);
pub static ATTRIBUTE: Table = Table::new(
    "attribute",
    ("属性", "an attribute"),
    ("一项信息。", "One piece of information."),
    &[&[
        TITLE,
        key(
            "type",
            TYPE,
            ("类型", "the type"),
            (
                "text 文字(不写即是)、number 数、whole 整数、boolean 是否、date 日期、instant 时点、list 列表、any 任意。",
                "text (unless written), number, whole, boolean, date, instant, list, any.",
            ),
            "type = \"boolean\"",
        ),
        key(
            "values",
            Shape::Table(&VALUES),
            ("取值", "the known values"),
            ("政策所知的取值:代码 = 名称;记录里可以有别的。", "The values that the policy knows, code = title; a record may hold others."),
            "values = { road = \"道路\", water = \"供水\" }",
        ),
        key(
            "absent",
            Shape::Constant,
            ("缺项视为", "the value when absent"),
            ("记录里没有时,当作这个值。", "Stands in where a record has none."),
            "absent = false",
        ),
    ]],
);
/// Types of attributes.
pub const TYPE: Shape = Shape::OneOf(&["text", "number", "whole", "boolean", "date", "instant", "list", "any"]);
static VALUES: Table =
    Table::of_names("attribute.values", ("取值", "known values"), ("代码 = 名称。", "Code = title."), ("代码", "a code"), TEXT);

const HAS: Key = key(
    "has",
    Shape::Several(&Shape::Name(Of::Attribute)),
    ("带有的属性", "what it carries"),
    ("带有哪些属性;规则只能引用这里写了的。", "The attributes it carries; rules may only ask for these."),
    "has = [\"topic\", \"pages\"]",
);

pub static RECORDS: Table = Table::of_names(
    "records",
    ("记录", "kinds of records"),
    ("类别 = 名称,或带有哪些属性。", "Kind = title, or what it carries."),
    ("记录类别", "a kind of records"),
    Shape::Either(&[TEXT, Shape::Table(&RECORD)]),
);
pub static EVENTS: Table = Table::of_names(
    "events",
    ("事件", "events"),
    ("事件名 = 名称,或带有哪些属性。", "Event = title, or what it carries."),
    ("事件名", "an event"),
    Shape::Either(&[TEXT, Shape::Table(&EVENT)]),
);
pub static RECORD: Table =
    Table::new("record", ("记录类别", "a kind of records"), ("一类记录。", "One kind of records."), &[&[TITLE, HAS]]);
pub static EVENT: Table = Table::new(
    "event",
    ("事件", "an event"),
    ("会发生的一件事。", "Something that may happen."),
    &[&[
        TITLE,
        HAS,
        key(
            "of",
            Shape::Several(&Shape::Name(Of::Event)),
            ("代表哪些事件", "the events it stands for"),
            ("不是事件本身,而是这些事件中合乎 when 的。", "It does not happen itself: it is any of these events that meets when."),
            "of = [\"decided\", \"withdrawn\"]",
        ),
        key(
            "when",
            Shape::Condition,
            ("适用条件", "when it applies"),
            ("of 的事件合乎什么条件才算;trigger 就是那件事。", "Which of those events count; trigger is that event."),
            "when = { trigger.automatic = false }",
        ),
    ]],
);
