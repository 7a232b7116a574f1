//! The keys of calendars.

use super::shape::{Of, Shape};
use super::{Key, Table, key};

const TEXT: Shape = Shape::Text;
const MARKED: Shape = Shape::Several(&Shape::MarkedDay);

pub static FILE: Table = Table::new(
    "calendar.file",
    ("日历文件", "a calendar file"),
    ("一本工作日历:哪些天放假,哪些天调休上班。", "A working calendar: days off, and days worked in their place."),
    &[&[
        key(
            "calendar",
            Shape::Table(&CALENDAR),
            ("日历", "the calendar"),
            ("这是哪本日历。", "Which calendar this is."),
            "[calendar]\ntitle = \"湖北省工作日\"",
        )
        .required(),
        key(
            "year",
            Shape::Table(&YEARS),
            ("年份", "the years"),
            ("一年一张表:那一年的通知。", "A table a year: its notice."),
            "[year.2026]\noff = [\"2026-10-01..2026-10-08 国庆节\"]",
        ),
    ]],
);

pub static CALENDAR: Table = Table::new(
    "calendar",
    ("日历", "a calendar"),
    ("这是哪本日历。", "Which calendar this is."),
    &[&[
        key(
            "id",
            TEXT,
            ("编号", "the id"),
            ("编号,与文件名相同;可以不写。", "The id: the file's name; may be left out."),
            "id = \"cn-hubei\"",
        ),
        key("title", TEXT, ("名称", "the title"), ("名称。", "What it is called."), "title = \"湖北省工作日\"").required(),
        key(
            "week",
            Shape::Several(&TEXT),
            ("工作日", "working weekdays"),
            ("星期几上班;不写是周一至周五。", "Which weekdays are worked; Monday to Friday unless written."),
            "week = [\"Monday\", \"Tuesday\"]",
        ),
        key(
            "extends",
            Shape::Name(Of::Calendar),
            ("下层日历", "the calendar beneath"),
            ("在哪本日历的基础上增改。", "The calendar that this one lies upon."),
            "extends = \"cn\"",
        ),
        key(
            "covers",
            TEXT,
            ("年份", "years"),
            ("哪些年份不必另有年度表。", "Years that need no table of their own."),
            "covers = \"2020..\"",
        ),
        key(
            "yearly",
            MARKED,
            ("每年的假日", "days off every year"),
            ("每年都放假的月日和名称。", "Month–days that are off every year, with their names."),
            "yearly = [\"12-25 Natale\"]",
        ),
    ]],
);

static YEARS: Table =
    Table::of_names("calendar.years", ("各年", "years"), ("年份 = 通知。", "Year = notice."), ("年份", "a year"), Shape::Table(&YEAR));
static NOTICE: [Key; 5] = [
    key(
        "title",
        TEXT,
        ("通知名称", "the notice"),
        ("通知的名称。", "What the notice is called."),
        "title = \"国务院办公厅关于2026年部分节假日安排的通知\"",
    ),
    key("number", TEXT, ("文号", "its number"), ("文号。", "Its number."), "number = \"国办发明电〔2025〕7号\""),
    key("issued", Shape::Date, ("印发日期", "the day of issue"), ("印发日期。", "The day of issue."), "issued = 2025-11-04"),
    key(
        "off",
        MARKED,
        ("放假", "days off"),
        ("放假的日子和节日名称,单日或起止。", "Days off with the holiday, single or from..to."),
        "off = [\"2025-10-01..2025-10-08 国庆节\"]",
    ),
    key(
        "work",
        MARKED,
        ("上班", "days worked"),
        ("本是周末而上班的日子,和为哪个节日调休。", "Weekend days that are worked, and for which holiday."),
        "work = [\"2025-09-28 国庆节\"]",
    ),
];
pub static YEAR: Table = Table::new(
    "calendar.year",
    ("年度表", "a year's table"),
    ("一年的放假通知。", "A year's notice."),
    &[
        &NOTICE,
        &[key(
            "amended",
            Shape::Table(&AMENDMENTS),
            ("调整", "amendments"),
            ("后来的调整通知,按日期。", "Later notices that amend it, by date."),
            "amended.2020-01-27 = { off = [\"2020-01-31..2020-02-02 春节\"] }",
        )],
    ],
);
static AMENDMENTS: Table = Table::of_names(
    "calendar.amendments",
    ("各次调整", "amendments"),
    ("日期 = 通知。", "Date = notice."),
    ("印发日期", "the day of issue"),
    Shape::Table(&AMENDMENT),
);
pub static AMENDMENT: Table = Table::new("calendar.amendment", ("调整通知", "an amendment"), ("一次调整。", "One amendment."), &[&NOTICE]);
