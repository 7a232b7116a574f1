//! `policy.toml` up to its rules: the head and the declarations.

use super::decision::DECISION;
use super::fact::{ATTRIBUTES, EVENTS, RECORDS};
use super::hours::OPENING_HOURS;
use super::office::{LEVELS, PARTIES, ROLES};
use super::shape::{Of, Shape};
use super::{Key, Table, constraint, key, metric, moving, obligation, periodic, rule, shown};

pub const TEXT: Shape = Shape::Text;
pub const TITLE: Key =
    key("title", TEXT, ("名称", "what it is called"), ("给人看的名称。", "What people call it."), "title = \"书面答复\"").required();
pub const ASSUMED: Key = key(
    "assumed",
    Shape::Boolean,
    ("出于惯例", "practice without a clause"),
    (
        "true:原文没有这样写,是惯例或人为假定;duban check --notes 会列出,供签发人核对。",
        "true: the text does not say so, it is practice or assumed; duban check --notes lists it for the person who signs.",
    ),
    "assumed = true",
);
pub const WHY: Key =
    key("why", TEXT, ("理由", "the reason"), ("为什么这样假定。", "Why it is assumed so."), "why = \"原文未写,按本单位惯例\"");

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
        Shape::Named(&obligation::OBLIGATION),
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
        Shape::Named(&periodic::PERIODIC),
        ("定期", "periodic duties"),
        ("每周、每月、每季……都要做的事。", "What must be done in every week, month, quarter …"),
        "[periodic.GD-11]",
    ),
    key(
        "metric",
        Shape::Named(&metric::METRIC),
        ("指标", "metrics"),
        ("对许多记录计数、算比例,可设门槛。", "Counts and shares over many records, with a threshold or without."),
        "[metric.HJ-20]",
    ),
    key(
        "burst",
        Shape::Named(&periodic::BURST),
        ("密集预警", "bursts"),
        ("短时间内同类的事多次发生。", "Many events of one sort within a short time."),
        "[burst.EX-07]",
    ),
    key(
        "suspension",
        Shape::Named(&moving::SUSPENSION),
        ("中止", "suspensions"),
        ("这段时间不计入期限。", "Time that does not count towards limits."),
        "[suspension.EX-02]",
    ),
    key(
        "extension",
        Shape::Named(&moving::EXTENSION),
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

static CONDITIONS: Table = Table::of_names(
    "conditions",
    ("条件", "conditions"),
    ("名字 = 条件。", "Name = condition."),
    ("条件名", "a condition"),
    Shape::Condition,
);
