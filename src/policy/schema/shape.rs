//! What a key may hold.

use super::{Table, Words};

/// What a name stands for: where it is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Event,
    /// An event, or an outcome of a rule: `HJ-05.past_due`.
    EventOrOutcome,
    Attribute,
    /// An attribute, or `by`.
    Correlation,
    /// A party or a role.
    Party,
    Role,
    Level,
    Kind,
    Rule,
    Hours,
    Calendar,
    Reading,
    Reason,
    Policy,
    Column,
}

/// The form of a value.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    Text,
    /// A TOML date, or a text that is one.
    Date,
    /// As people write times: a date, a date and a time.
    Instant,
    Boolean,
    Whole,
    /// A number, or `{parameter}`.
    Number,
    /// A number, a percentage, `{parameter}`.
    Fraction,
    /// A text, a number, a boolean, a list of these.
    Constant,
    Limit,
    /// A limit that is so much time and nothing else.
    Length,
    DueDay,
    /// `trigger.venue`, `record.area else record.town`
    Place,
    /// A party or role with its level, a place, `each …`
    Recipient,
    /// A pattern, several (any), or Rhai.
    Condition,
    /// Rhai.
    Script,
    /// When a light comes on.
    Light,
    /// A light, and how long it has lasted.
    Warning,
    /// `08:00-12:00`
    OpenSpan,
    /// `05-01..09-30`
    DayRange,
    /// `at least 5`, `10..100`
    Comparison,
    /// A day off or a working day of a calendar with its name.
    MarkedDay,
    /// A name declared elsewhere.
    Name(Of),
    OneOf(&'static [&'static str]),
    /// One, or a list.
    Several(&'static Shape),
    Table(&'static Table),
    /// Names of the author's own, each a table.
    Named(&'static Table),
    /// Names of the author's own, each a table of which only what differs is written; `"off"` takes away.
    Variants(&'static Table),
    Either(&'static [Shape]),
    Anything,
}

impl Shape {
    /// The tables that stand in it.
    pub fn tables(&self, found: &mut Vec<&'static Table>) {
        match self {
            Shape::Table(table) | Shape::Named(table) | Shape::Variants(table) => found.push(table),
            Shape::Several(inner) => inner.tables(found),
            Shape::Either(several) => several.iter().for_each(|shape| shape.tables(found)),
            _ => {}
        }
    }

    /// In a few words.
    pub fn words(&self) -> (String, String) {
        let plain = |(zh, en): Words| (zh.to_owned(), en.to_owned());
        match self {
            Shape::OneOf(words) => {
                let list = words.join(" | ");
                (format!("之一:{list}"), format!("one of: {list}"))
            }
            Shape::Several(inner) => {
                let (zh, en) = inner.words();
                (format!("{zh},一个或列表"), format!("{en}, one or a list"))
            }
            Shape::Table(table) => plain(table.what),
            Shape::Named(table) => (format!("按名称:{}", table.what.0), format!("by name: {}", table.what.1)),
            Shape::Variants(table) => (format!("按名称,只写不同的键:{}", table.what.0), format!("by name, what differs: {}", table.what.1)),
            Shape::Either(several) => {
                let (zh, en): (Vec<String>, Vec<String>) = several.iter().map(Shape::words).unzip();
                (zh.join(",或"), en.join(", or "))
            }
            other => plain(other.plain()),
        }
    }

    fn plain(&self) -> Words {
        match self {
            Shape::Text => ("文字", "text"),
            Shape::Date => ("日期", "a date"),
            Shape::Instant => ("时点", "an instant"),
            Shape::Boolean => ("true 或 false", "true or false"),
            Shape::Whole => ("整数", "a whole number"),
            Shape::Number => ("整数或 {参数}", "a whole number or {parameter}"),
            Shape::Fraction => ("数、百分比或 {参数}", "a number, a percentage or {parameter}"),
            Shape::Constant => ("文字、数、真假值或列表", "text, a number, a boolean or a list"),
            Shape::Limit => ("期限", "a limit"),
            Shape::Length => ("一段时间", "a length of time"),
            Shape::DueDay => ("到期日", "a due day"),
            Shape::Place => ("取值之处", "a place"),
            Shape::Recipient => ("单位或职责,可带级别", "a party or role, with a level or without"),
            Shape::Condition => ("条件", "a condition"),
            Shape::Script => ("Rhai 表达式", "a Rhai expression"),
            Shape::Light => ("亮灯时间", "when a light comes on"),
            Shape::Warning => ("灯色,可带时长", "a light, and how long it lasts"),
            Shape::OpenSpan => ("起止时刻", "a span of hours"),
            Shape::DayRange => ("起止日期", "a range of days"),
            Shape::Comparison => ("区间", "a range"),
            Shape::MarkedDay => ("日期和节日名称", "a day with its holiday"),
            Shape::Name(of) => of.words(),
            _ => ("任意值", "anything"),
        }
    }
}

impl Of {
    pub fn words(self) -> Words {
        match self {
            Of::Event => ("事件名", "an event"),
            Of::EventOrOutcome => ("事件名,或规则的结果", "an event, or an outcome of a rule"),
            Of::Attribute => ("属性名", "an attribute"),
            Of::Correlation => ("属性名,或 by", "an attribute, or by"),
            Of::Party => ("单位或职责", "a party or role"),
            Of::Role => ("职责", "a role"),
            Of::Level => ("级别", "a level"),
            Of::Kind => ("记录类别", "a kind of records"),
            Of::Rule => ("规则编号", "a rule's id"),
            Of::Hours => ("一组作息时间", "a set of opening hours"),
            Of::Calendar => ("日历编号", "a calendar's id"),
            Of::Reading => ("读法", "a reading"),
            Of::Reason => ("理由代码", "a reason"),
            Of::Policy => ("政策编号", "a policy's id"),
            Of::Column => ("列名", "a column"),
        }
    }
}
