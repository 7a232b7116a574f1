//! The keys of mappings.

use super::fact::TYPE;
use super::shape::{Of, Shape};
use super::{Key, Table, key};

const TEXT: Shape = Shape::Text;
const COLUMN: Shape = Shape::Name(Of::Column);
const VALUE: Shape = Shape::Either(&[COLUMN, Shape::Table(&FIELD)]);
const FLAGS: Shape = Shape::Either(&[Shape::Boolean, Shape::Several(&COLUMN)]);
const TESTS: Shape = Shape::Either(&[Shape::Several(&COLUMN), Shape::Table(&ROWS)]);
const PARTIES: Shape = Shape::Several(&Shape::Either(&[COLUMN, Shape::Table(&FIELD), Shape::Table(&PARTY)]));

const WHICH_POLICY: Shape = Shape::Either(&[Shape::Name(Of::Policy), Shape::Table(&FIELD)]);
const POLICY: Key = key(
    "policy",
    WHICH_POLICY,
    ("政策", "the policy"),
    ("按哪个政策评判;直接写编号,或 { column = \"…\" }。", "Which policy judges; its id as it is, or { column = \"…\" }."),
    "policy = \"xiangzhou-dui\"",
);

pub static FILE: Table = Table::new(
    "mapping.file",
    ("映射文件", "a mapping"),
    (
        "表格怎样读成记录。带引号的文字是列名;各行相同的值写 { value = \"……\" }。",
        "How tables are read as records. A text names a column; what is the same in every row is { value = \"…\" }.",
    ),
    &[&[
        key("title", TEXT, ("名称", "the title"), ("给人看的名称。", "What people call it."), "title = \"酒驾台账\""),
        POLICY,
        key(
            "table",
            Shape::Named(&TABLE),
            ("表", "tables"),
            (
                "一种表一张 [table.名字];文件和工作表合乎的第一张有效。",
                "A table [table.NAME] for each sort of table; the first that fits a file and sheet is taken.",
            ),
            "[table.ledger]",
        )
        .required(),
    ]],
);

pub static TABLE: Table = Table::new(
    "mapping.table",
    ("表", "a table"),
    ("一种表格。", "One sort of table."),
    &[&[
        key(
            "files",
            Shape::Several(&TEXT),
            ("哪些文件", "which files"),
            ("文件名的样式(* ?);不写就是全部。", "Patterns of file names; all unless written."),
            "files = \"*ledger*.csv\"",
        ),
        key(
            "sheets",
            Shape::Several(&TEXT),
            ("哪些工作表", "which sheets"),
            ("工作表名的样式;不写就是全部。", "Patterns of sheet names; all unless written."),
            "sheets = \"案件\"",
        ),
        key(
            "rows",
            Shape::OneOf(&["record", "event"]),
            ("一行是什么", "what a row is"),
            ("record 一行一条记录,event 一行一个事件。", "record: a row is a record; event: a row is an event."),
            "rows = \"record\"",
        )
        .required(),
        key(
            "skip_rows",
            Shape::Whole,
            ("表头上方的行数", "rows above the header"),
            ("表头上方有几行。", "How many rows stand above the header."),
            "skip_rows = 2",
        ),
        key(
            "header_rows",
            Shape::Whole,
            ("表头行数", "rows of the header"),
            ("表头有几行:1(不写即是)、2(列名作“上/下”)、0。", "Rows of the header: 1 unless written, 2 (columns are upper/lower), 0."),
            "header_rows = 2",
        ),
        key(
            "sorted",
            Shape::Boolean,
            ("已按编号排好", "rows of one id stand together"),
            ("true:同一编号的行都挨着,占用内存少。", "true: rows of one id stand together, which needs less memory."),
            "sorted = true",
        ),
        key(
            "encoding",
            TEXT,
            ("编码", "the encoding"),
            ("文字编码;自动识别有误时才写。", "The encoding, where detection is wrong."),
            "encoding = \"gb18030\"",
        ),
        key(
            "separator",
            TEXT,
            ("分隔符", "what separates columns"),
            ("CSV 的分隔符;自动识别有误时才写。", "The separator of CSV, where detection is wrong."),
            "separator = \";\"",
        ),
        key(
            "time_zone",
            TEXT,
            ("时区", "the time zone"),
            ("导出所用的时区,与政策不同时才写。", "The export's time zone, where it is not the policy's."),
            "time_zone = \"UTC\"",
        ),
        BLANK,
        DATES,
        key(
            "id",
            Shape::Either(&[Shape::Several(&COLUMN), Shape::Table(&ID)]),
            ("编号", "the id"),
            ("记录的编号:一列、几列,或 { columns, joined }。", "The record's id: a column, several, or { columns, joined }."),
            "id = \"案件编号\"",
        )
        .required(),
        key(
            "kind",
            Shape::Either(&[Shape::Name(Of::Kind), Shape::Table(&FIELD)]),
            ("记录类别", "kinds of records"),
            ("记录类别:直接写值,或 { column = \"…\" }。", "The kind as it is, or { column = \"…\" }."),
            "kind = \"case\"",
        ),
        POLICY,
        key(
            "order",
            COLUMN,
            ("先看哪些", "what orders the rows"),
            ("一列整数:同一记录的各行按它排先后。", "A column of whole numbers that orders the rows of a record."),
            "order = \"序号\"",
        ),
        key(
            "ignore",
            FLAGS,
            ("不理会的列或值", "columns or values left aside"),
            ("不理会的列;true:没有用到的都不理会。", "Columns left aside; true: all that are not used."),
            "ignore = [\"备注\"]",
        ),
        key(
            "optional",
            FLAGS,
            ("可以没有的列", "columns that may be missing"),
            ("有的文件里没有的列;true:哪一列都可以没有。", "Columns that a file may lack; true: any."),
            "optional = [\"备注\"]",
        ),
        key(
            "leave_out",
            TESTS,
            ("不读的行", "rows left out"),
            ("不读的行:{ 列 = [值] },或某列有值。", "Rows that are no records: { column = [values] }, or a column that has a value."),
            "leave_out = { \"年度\" = \"合计\" }",
        ),
        key(
            "attributes",
            Shape::Table(&ATTRIBUTES),
            ("属性", "attributes"),
            ("记录的属性 = 列。", "An attribute of the record = its column."),
            "attributes = { \"subject.name\" = \"姓名\" }",
        ),
        key(
            "events",
            Shape::Table(&EVENTS),
            ("各种事件", "events of a row"),
            ("每行都可能有的事件 = 它的时间所在的列。", "An event that each row may tell = the column of its time."),
            "events = { caught = \"查获时间\" }",
        ),
        key(
            "event",
            Shape::Table(&ROW_EVENT),
            ("这一行的事件", "the event of a row"),
            ("一行一个事件时,这一行的事件。", "The event that a row is."),
            "event = { type = \"环节\", at = \"时间\" }",
        ),
    ]],
);

pub static ID: Table = Table::new(
    "mapping.id",
    ("id", "id"),
    ("由几列合成的编号。", "An id of several columns."),
    &[&[
        key("columns", Shape::Several(&COLUMN), ("列", "columns"), ("哪几列。", "Which columns."), "columns = [\"年度\", \"案号\"]")
            .required(),
        key(
            "joined",
            TEXT,
            ("连接符", "stands between"),
            ("中间的连接符;不写是 -。", "What stands between them; - unless written."),
            "joined = \"-\"",
        ),
    ]],
);

const BLANK: Key = key(
    "blank",
    Shape::Several(&TEXT),
    ("视为空白的写法", "what says nothing"),
    ("与空白同义的写法;不写是 - — —— / NULL N/A 无。", "What says as much as an empty cell; - — —— / NULL N/A 无 unless written."),
    "blank = [\"-\", \"无\"]",
);
const DATES: Key = key(
    "dates",
    Shape::OneOf(&[
        "year/month/day",
        "day/month/year",
        "month/day/year",
        "unix seconds",
        "unix milliseconds",
        "年/月/日",
        "日/月/年",
        "月/日/年",
        "unix 秒",
        "unix 毫秒",
    ]),
    ("日期的次序", "the order of dates"),
    ("日期的次序;不写是 年/月/日。", "The order of dates; year/month/day unless written."),
    "dates = \"day/month/year\"",
);

pub static FIELD: Table = Table::new(
    "mapping.value",
    ("取值", "a value"),
    ("一个值从哪一列来、怎样读。", "Which column a value comes from, and how it is read."),
    &[&[
        key("column", COLUMN, ("列", "the column"), ("哪一列。", "The column."), "column = \"政治面貌\""),
        key(
            "date",
            COLUMN,
            ("日期所在的列", "the column of the date"),
            ("日期、时刻分在两列时,日期的列。", "The column of the date, where the time stands in another."),
            "date = \"立案日期\"",
        ),
        key(
            "time",
            COLUMN,
            ("时刻所在的列", "the column of the time of day"),
            ("日期、时刻分在两列时,时刻的列。", "The column of the time of day."),
            "time = \"立案时刻\"",
        ),
        key(
            "year",
            Shape::Either(&[COLUMN, Shape::Whole]),
            ("年份", "the year"),
            ("日期没有年份时,年份的列,或一个数。", "The year's column, or a number, for dates without one."),
            "year = 2022",
        ),
        key("value", Shape::Constant, ("值", "the value"), ("各行相同的值。", "The same in every row."), "value = \"police\""),
        key(
            "type",
            TYPE,
            ("类型", "the type"),
            ("类型;不写照政策的声明。", "The type; as the policy declares unless written."),
            "type = \"number\"",
        ),
        key("unit", TEXT, ("单位", "the unit"), ("列里的单位。", "The column's unit."), "unit = \"万元\""),
        key("as", TEXT, ("换算成", "the unit wanted"), ("政策所用的单位。", "The policy's unit."), "as = \"元\""),
        key(
            "values",
            Shape::Table(&VALUES),
            ("取值", "the known values"),
            ("导出怎么写 = 是什么意思。", "What the export says = what is meant."),
            "values = { \"中共党员\" = true, \"群众\" = false }",
        ),
        key(
            "else",
            Shape::Constant,
            ("其余", "all others"),
            ("values 里没有的,都当作这个;不写则是错误。", "What all others mean; else they are errors."),
            "else = false",
        ),
        key(
            "ignore",
            Shape::Several(&TEXT),
            ("不理会的列或值", "columns or values left aside"),
            ("不理会的值。", "Values that say nothing."),
            "ignore = [\"登记\"]",
        ),
        key(
            "split",
            Shape::Several(&TEXT),
            ("拆分符", "what separates items"),
            ("一格里有几项时,中间的分隔符。", "What stands between several in one cell."),
            "split = \"、\"",
        ),
        DATES,
        BLANK,
    ]],
);
static VALUES: Table = Table::of_names(
    "mapping.values",
    ("取值对照", "values by what the export says"),
    ("导出的写法 = 值。", "What the export says = the value."),
    ("导出的写法", "what the export says"),
    Shape::Constant,
);
static ROWS: Table = Table::of_names(
    "mapping.tests",
    ("列和值", "columns and values"),
    ("列 = 值,一个或列表。", "Column = value, one or a list."),
    ("列名", "a column"),
    Shape::Several(&Shape::Either(&[TEXT, Shape::Constant])),
);
static ATTRIBUTES: Table = Table::of_names(
    "mapping.attributes",
    ("属性", "attributes"),
    ("属性 = 列。", "Attribute = column."),
    ("属性名;在别的属性之内的写 \"subject.name\"", "an attribute; one inside another as \"subject.name\""),
    VALUE,
);
static EVENTS: Table = Table::of_names(
    "mapping.events",
    ("事件", "events"),
    ("事件 = 时间所在的列,或一张表。", "Event = the column of its time, or a table."),
    ("事件名", "an event"),
    Shape::Either(&[COLUMN, Shape::Table(&EVENT)]),
);

static REST: [Key; 9] = [
    key("at", VALUE, ("时间", "when"), ("时间所在的列。", "The column of its time."), "at = \"查获时间\"").required(),
    key(
        "by",
        PARTIES,
        ("按什么", "who did it"),
        (
            "谁做的:一列,{ value = \"police\" },或 { id, name, role, level }。",
            "Who did it: a column, { value = \"police\" }, or { id, name, role, level }.",
        ),
        "by = { value = \"police\" }",
    ),
    key(
        "to",
        PARTIES,
        ("对谁", "towards whom"),
        ("对谁,写法同 by。", "Towards whom, as by."),
        "to = { column = \"通报对象\", split = \"、\" }",
    ),
    key(
        "attributes",
        Shape::Table(&ATTRIBUTES),
        ("属性", "attributes"),
        ("事件的属性 = 列。", "An attribute of the event = its column."),
        "attributes = { persons = \"涉案人员\" }",
    ),
    key("id", VALUE, ("编号", "the id"), ("事件的编号。", "The event's id."), "id = \"流水号\""),
    key("recorded_at", VALUE, ("录入时间", "when it was entered"), ("录入的时间。", "When it was entered."), "recorded_at = \"录入时间\""),
    key("retracted", VALUE, ("已作废", "it never happened"), ("作废的标记。", "Whether it never happened."), "retracted = \"作废\""),
    key(
        "supersedes",
        VALUE,
        ("更正哪个事件", "the event it replaces"),
        ("更正的是哪个事件。", "The event that it replaces."),
        "supersedes = \"更正\"",
    ),
    key(
        "once",
        Shape::Boolean,
        ("各行重复,只算一次", "repeated by rows, counts once"),
        ("true:各行重复写着同一件事,只算一次。", "true: rows repeat the same event, it counts once."),
        "once = true",
    ),
];
const WHEN: Key = key(
    "when",
    TESTS,
    ("适用条件", "when it applies"),
    ("有条件才算发生:某列有值,或 { 列 = [值] }。", "Happened only where a column has a value, or one of these."),
    "when = { \"是否通报\" = [\"是\", \"√\"] }",
);

pub static EVENT: Table = Table::new(
    "mapping.event",
    ("事件", "an event"),
    ("一行里的一件事。", "An event that a row tells."),
    &[
        &[key(
            "type",
            Shape::Either(&[Shape::Name(Of::Event), Shape::Table(&FIELD)]),
            ("类型", "the type"),
            ("事件类型,与名字不同时才写。", "The event, where it is not the name."),
            "type = \"persons_notified\"",
        )],
        &REST,
        &[WHEN],
    ],
);
pub static ROW_EVENT: Table = Table::new(
    "mapping.row_event",
    ("事件", "an event"),
    ("这一行就是这件事。", "The event that a row is."),
    &[
        &[key(
            "type",
            VALUE,
            ("类型", "the type"),
            ("事件类型所在的列,常带 values、ignore。", "The column of its type, often with values and ignore."),
            "type = { column = \"环节\", values = { \"查获\" = \"caught\" } }",
        )
        .required()],
        &REST,
        &[WHEN],
    ],
);
pub static PARTY: Table = Table::new(
    "mapping.party",
    ("单位", "a party"),
    ("单位的各项各在哪一列。", "The columns that tell of a party."),
    &[&[
        key("id", VALUE, ("编号", "the id"), ("编号的列。", "The column of its id."), "id = \"单位代码\""),
        key("name", VALUE, ("名称", "the name"), ("名称的列。", "The column of its name."), "name = \"单位\""),
        key("role", VALUE, ("职责", "the role"), ("职责的列。", "The column of its role."), "role = { value = \"police\" }"),
        key("level", VALUE, ("级别", "the level"), ("级别的列。", "The column of its level."), "level = \"级别\""),
    ]],
);
