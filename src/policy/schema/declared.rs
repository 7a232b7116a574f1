//! `policy.toml` up to its rules: the head and the declarations.

use super::shape::{Of, Shape};
use super::{Key, Table, constraint, key, rule, shown};

const TEXT: Shape = Shape::Text;
const TITLE: Key =
    key("title", TEXT, ("名称", "what it is called"), ("给人看的名称。", "What people call it."), "title = \"书面答复\"").required();
const ASSUMED: Key = key(
    "assumed",
    Shape::Boolean,
    ("出于惯例", "practice without a clause"),
    (
        "true:原文没有这样写,是惯例或人为假定;duban check --notes 会列出,供签发人核对。",
        "true: the text does not say so, it is practice or assumed; duban check --notes lists it for the person who signs.",
    ),
    "assumed = true",
);
const WHY: Key = key("why", TEXT, ("理由", "the reason"), ("为什么这样假定。", "Why it is assumed so."), "why = \"原文未写,按本单位惯例\"");

/// `policy.toml` and `rules/*.toml`.
pub static FILE: Table = Table::new(
    "file",
    ("政策文件", "a policy file"),
    (
        "一个政策一个文件夹:policy.toml 写明政策、名词和规则。规则多的,可以把规则和判定表分到 rules/*.toml。",
        "A policy is a folder: policy.toml says what it is, declares its words and holds its rules. Rules and decision tables may also stand in rules/*.toml.",
    ),
    &[&DECLARATIONS, &RULES],
);

/// Where the tables begin that `rules/*.toml` may hold too: decision tables, then rules.
pub const IN_RULES: usize = DECLARATIONS.len() - 1;

static DECLARATIONS: [Key; 11] = [
    key(
        "policy",
        Shape::Table(&POLICY),
        ("政策", "the policy"),
        ("这是哪个政策:编号、名称、施行期间、日历、原文。", "Which policy this is: id, title, when it is in force, calendar, source."),
        "[policy]",
    )
    .required(),
    key(
        "opening_hours",
        Shape::Table(&OPENING_HOURS),
        ("作息时间", "opening hours"),
        (
            "工作日几点上班、几点下班;期限以工作小时计,或从上班时起算的,要用到。",
            "When offices are open on working days; limits in working hours or from opening need it.",
        ),
        "[opening_hours]\nhours = [\"08:00-12:00\", \"14:30-17:30\"]",
    ),
    key(
        "parameters",
        Shape::Named(&PARAMETER),
        ("参数", "parameters"),
        (
            "有名字的数值或文字,规则里写 {名字};改一处,处处随改。",
            "Numbers and texts with a name; rules write {name}, so that a change is made once.",
        ),
        "[parameters]\nreply_days = { title = \"答复期限(工作日)\", value = 15 }",
    ),
    key(
        "parties",
        Shape::Table(&PARTIES),
        ("单位", "parties"),
        ("具体的单位:某局、某委。也可以写在 parties.csv 里。", "Offices, each one of its kind. They may also stand in parties.csv."),
        "[parties]\npolice = \"区公安局\"",
    ),
    key(
        "roles",
        Shape::Table(&ROLES),
        ("职责", "roles"),
        (
            "一类单位或人员:派出所、经办人。规则里单位和职责写法相同。",
            "Classes of offices or persons; rules name them as they name parties.",
        ),
        "[roles]\nclerk = \"经办人\"",
    ),
    key(
        "levels",
        Shape::Table(&LEVELS),
        ("级别", "levels"),
        (
            "行政级别,高的在前;“同级”“上一级”按它推算。",
            "Levels of administration, the highest first; \"same level\" and \"one level up\" go by them.",
        ),
        "[levels]\ncity = \"市\"\ncounty = \"县\"",
    ),
    key(
        "attributes",
        Shape::Table(&ATTRIBUTES),
        ("属性", "attributes"),
        (
            "记录和事件带有的各项信息;在别的属性之内的,整个名称加引号。",
            "What records and events carry; one inside another is declared by its whole path in quotes.",
        ),
        "[attributes]\ntopic = \"来信主题\"\n\"subject.name\" = \"姓名\"",
    ),
    key(
        "records",
        Shape::Table(&RECORDS),
        ("记录", "kinds of records"),
        ("记录的类别,各带哪些属性;不写就只有一类。", "Kinds of records and what each carries."),
        "[records]\ncase = { title = \"案件\", has = [\"topic\"] }",
    ),
    key(
        "events",
        Shape::Table(&EVENTS),
        ("事件", "events"),
        ("会发生的事,各带哪些属性。", "What may happen, and what each carries."),
        "[events]\nreceived = { title = \"收到来信\", has = [\"topic\"] }",
    ),
    key(
        "conditions",
        Shape::Table(&CONDITIONS),
        ("条件", "conditions"),
        ("有名字的条件,规则里写 名字 = true 或 false。", "Conditions with a name; rules ask for them as name = true or false."),
        "[conditions]\ndrunk = { record.bac = \"80以上\" }",
    ),
    key(
        "table",
        Shape::Named(&DECISION),
        ("表", "decision tables"),
        ("判定表:按一个值选一行,取出期限等。", "Decision tables: a value chooses the row, its cells give limits and values."),
        "[table.desk]\ntitle = \"按主题定期限\"\nby = \"trigger.topic\"\nrow.road = { within = \"2个工作日内\" }",
    ),
];

static RULES: [Key; 11] = [
    key(
        "obligation",
        Shape::Named(&rule::OBLIGATION),
        ("义务", "obligations"),
        ("某事发生后,某单位应当在期限内做某事。", "After an event, someone must do something within a limit."),
        "[obligation.XZ-04]",
    ),
    key(
        "constraint",
        Shape::Named(&constraint::CONSTRAINT),
        ("约束", "constraints"),
        ("某事发生时(或记录本身)必须具备、不得有的。", "What must hold, or must not, at an event or in a record."),
        "[constraint.XZ-07]",
    ),
    key(
        "periodic",
        Shape::Named(&rule::PERIODIC),
        ("定期", "periodic duties"),
        ("每周、每月、每季……都要做的事。", "What must be done in every week, month, quarter …"),
        "[periodic.GD-11]",
    ),
    key(
        "metric",
        Shape::Named(&rule::METRIC),
        ("指标", "metrics"),
        ("对许多记录计数、算比例,可设门槛。", "Counts and shares over many records, with a threshold or without."),
        "[metric.HJ-20]",
    ),
    key(
        "burst",
        Shape::Named(&rule::BURST),
        ("密集预警", "bursts"),
        ("短时间内同类的事多次发生。", "Many events of one sort within a short time."),
        "[burst.EX-07]",
    ),
    key(
        "suspension",
        Shape::Named(&rule::SUSPENSION),
        ("中止", "suspensions"),
        ("这段时间不计入期限。", "Time that does not count towards limits."),
        "[suspension.EX-02]",
    ),
    key(
        "extension",
        Shape::Named(&rule::EXTENSION),
        ("延长", "extensions"),
        ("经批准延长别的规则的期限。", "Lengthens the limits of other rules when it is granted."),
        "[extension.EX-03]",
    ),
    key(
        "lights",
        Shape::Named(&shown::LIGHTS),
        ("灯色", "lights"),
        ("未办结的什么时候亮黄灯、蓝灯、红灯。", "When open duties turn blue, yellow, red."),
        "[lights.CG-31]",
    ),
    key(
        "escalation",
        Shape::Named(&shown::ESCALATION),
        ("预警上报", "escalations"),
        ("亮灯时通知谁,亮了多久再报给谁。", "Who is warned when a light comes on, and whom later."),
        "[escalation.CG-32]",
    ),
    key(
        "access",
        Shape::Named(&shown::ACCESS),
        ("权限", "access"),
        ("什么职责可以看哪些记录。", "Which records a role may see."),
        "[access.CG-33]",
    ),
    key("chart", Shape::Named(&shown::CHART), ("图表", "charts"), ("报告里画什么图。", "Charts of the report."), "[chart.CG-34]"),
];

pub static POLICY: Table = Table::new(
    "policy",
    ("[policy]", "[policy]"),
    ("这是哪个政策。", "Which policy this is."),
    &[&[
        key(
            "id",
            TEXT,
            ("编号", "the id"),
            ("政策的编号,与文件夹同名。", "The policy's id: the name of its folder."),
            "id = \"xiangzhou-dui\"",
        )
        .required(),
        TITLE,
        rule::IN_FORCE,
        key(
            "calendar",
            Shape::Name(Of::Calendar),
            ("日历", "the calendar"),
            (
                "用哪本工作日历:policies/calendars/ 里的文件名,不带后缀;cn 是内置的全国日历。",
                "The working calendar: a file's name in policies/calendars/; cn is built in.",
            ),
            "calendar = \"cn\"",
        )
        .required(),
        key(
            "time_zone",
            TEXT,
            ("时区", "the time zone"),
            ("IANA 时区名;不写是 Asia/Shanghai。", "An IANA time zone; Asia/Shanghai unless written."),
            "time_zone = \"Europe/Rome\"",
        ),
        key(
            "source",
            Shape::Table(&SOURCE),
            ("来源", "the source"),
            (
                "所引原文的名称、发布日期和文件。写了 text 的,check 逐字核对 cite。",
                "The text that is quoted: its title, date and file. With text, check compares every cite word for word.",
            ),
            "source = { title = \"人民网\", published = 2022-08-01, text = \"xiangzhou.txt\" }",
        ),
        key(
            "absent",
            Shape::Boolean,
            ("缺项视为", "the value when absent"),
            (
                "false:在条件里,与缺项的比较一律算不成立;不写,则算“不知道”。",
                "false: in conditions a comparison with what is absent does not hold; unless written, it is unknown.",
            ),
            "absent = false",
        ),
        key(
            "late_entry",
            Shape::Length,
            ("录入延误", "how late an event may be entered"),
            (
                "事件发生后多久之内应当录入;超过的,报告里有数据提示。",
                "How long after an event it may be entered; later ones get a data warning.",
            ),
            "late_entry = \"3整天\"",
        ),
    ]],
);

pub static SOURCE: Table = Table::new(
    "source",
    ("来源", "source"),
    ("所引的原文。", "The text that is quoted."),
    &[&[
        TITLE,
        key(
            "published",
            Shape::Date,
            ("发布日期", "the day of publication"),
            ("发布的日期。", "The day it was published."),
            "published = 2022-08-01",
        ),
        key(
            "text",
            TEXT,
            ("原文文件", "the file of the text"),
            ("原文的文件名,放在政策文件夹或 sources/ 里。", "The file of the text, in the policy's folder or in sources/."),
            "text = \"xiangzhou.txt\"",
        ),
    ]],
);

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

pub static PARAMETER: Table = Table::new(
    "parameter",
    ("参数", "a parameter"),
    ("规则里写 {名字} 的数值或文字。", "A number or text that rules write as {name}."),
    &[&[
        TITLE,
        key("value", Shape::Constant, ("值", "the value"), ("数值或文字。", "A number or a text."), "value = 15").required(),
        ASSUMED,
        WHY,
    ]],
);

static PARTIES: Table = Table::of_names(
    "parties",
    ("单位", "parties"),
    ("编号 = 名称。", "Id = name."),
    ("单位的编号", "a party's id"),
    Shape::Either(&[TEXT, Shape::Table(&PARTY)]),
);
static ROLES: Table = Table::of_names(
    "roles",
    ("职责", "roles"),
    ("编号 = 名称。", "Id = name."),
    ("职责的编号", "a role's id"),
    Shape::Either(&[TEXT, Shape::Table(&ROLE)]),
);
static LEVELS: Table = Table::of_names(
    "levels",
    ("级别", "levels"),
    ("高的在前。", "The highest first."),
    ("级别的编号", "a level's id"),
    Shape::Either(&[TEXT, Shape::Table(&LEVEL)]),
);

const NAME: Key = key("name", TEXT, ("名称", "the name"), ("正式名称。", "The official name."), "name = \"区公安局\"").required();
const ALIASES: Key = key(
    "aliases",
    Shape::Several(&TEXT),
    ("别名", "other names"),
    ("导出里可能出现的其他写法。", "Other names that exports may use."),
    "aliases = [\"公安分局\"]",
);
static OFFICE: [Key; 4] = [
    NAME,
    ALIASES,
    key("role", Shape::Name(Of::Role), ("职责", "the role"), ("它属于哪一类。", "The class it belongs to."), "role = \"department\""),
    key("level", Shape::Name(Of::Level), ("级别", "the level"), ("它的级别。", "Its level."), "level = \"county\""),
];
pub static PARTY: Table = Table::new("party", ("单位", "a party"), ("一个单位。", "One office."), &[&OFFICE]);
pub static ROLE: Table = Table::new("role", ("职责", "a role"), ("一类单位或人员。", "A class of offices or persons."), &[&OFFICE]);
pub static LEVEL: Table = Table::new("level", ("级别", "a level"), ("一个级别。", "One level."), &[&[NAME, ALIASES]]);

static ATTRIBUTES: Table = Table::of_names(
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

static RECORDS: Table = Table::of_names(
    "records",
    ("记录", "kinds of records"),
    ("类别 = 名称,或带有哪些属性。", "Kind = title, or what it carries."),
    ("记录类别", "a kind of records"),
    Shape::Either(&[TEXT, Shape::Table(&RECORD)]),
);
static EVENTS: Table = Table::of_names(
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

static CONDITIONS: Table = Table::of_names(
    "conditions",
    ("条件", "conditions"),
    ("名字 = 条件。", "Name = condition."),
    ("条件名", "a condition"),
    Shape::Condition,
);

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
