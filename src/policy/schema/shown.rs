//! The keys of what only shows: lights, escalation, access, charts.

use super::rule::{ACCESS_VARIANTS, CHART_VARIANTS, ESCALATION_VARIANTS, HEAD, LIGHTS_VARIANTS, SCOPE};
use super::shape::Shape;
use super::{Table, key};

pub static LIGHTS: Table = Table::new(
    "lights",
    ("灯色", "lights"),
    (
        "[lights.编号]:未办结的什么时候亮什么灯;超期总是红灯。",
        "[lights.ID]: when the lights of open duties come on; past due is always red.",
    ),
    &[
        &HEAD,
        &SCOPE,
        &[
            key(
                "yellow",
                Shape::Light,
                ("黄灯", "yellow"),
                (
                    "剩多少整天、剩百分之几、用去百分之几时亮,或 off;不写是 10整天。",
                    "Full days left, a share left or used, or off; 10 full days unless written.",
                ),
                "yellow = \"10整天\"",
            ),
            key(
                "blue",
                Shape::Light,
                ("蓝灯", "blue"),
                ("同上;不写是 30整天。", "The same; 30 full days unless written."),
                "blue = \"75% used\"",
            ),
            key(
                "red",
                Shape::Light,
                ("红灯", "red"),
                (
                    "超期之前就亮红灯,如“到期日”;不写只在超期后亮。",
                    "Red before it is past due, such as 到期日 (from 00:00 of the due day); unless written, past due only.",
                ),
                "red = \"到期日\"",
            ),
        ],
        &LIGHTS_VARIANTS,
    ],
);

pub static ESCALATION: Table = Table::new(
    "escalation",
    ("预警上报", "an escalation"),
    ("[escalation.编号]:亮灯时通知谁。", "[escalation.ID]: who is warned."),
    &[
        &HEAD,
        &SCOPE,
        &[key(
            "warn",
            Shape::Table(&WARN),
            ("通知谁", "who is warned"),
            (
                "warn.谁 = 灯色,可加已亮多久;谁:bearer 承办人、单位或职责。",
                "warn.WHO = a light, and how long it has lasted; WHO: bearer, a party or a role.",
            ),
            "warn.bearer = \"yellow\"\nwarn.leader = \"red, 3整天\"",
        )
        .required()],
        &ESCALATION_VARIANTS,
    ],
);
static WARN: Table = Table::of_names(
    "warn",
    ("通知谁", "who is warned"),
    ("谁 = 灯色。", "Who = light."),
    ("bearer、单位或职责", "bearer, a party or a role"),
    Shape::Warning,
);

pub static ACCESS: Table = Table::new(
    "access",
    ("查看权限", "access"),
    ("[access.编号]:什么职责看得到哪些记录。", "[access.ID]: which records a role may see."),
    &[
        &HEAD,
        &SCOPE,
        &[key(
            "see",
            Shape::Table(&SEE),
            ("谁可看", "who may see"),
            ("see.职责 = \"all\" 全部,或条件,其中 {user.…} 是看的人。", "see.ROLE = \"all\", or a pattern in which {user.…} is who looks."),
            "see.clerk = { record.section = \"{user.section}\" }",
        )
        .required()],
        &ACCESS_VARIANTS,
    ],
);
static SEE: Table = Table::of_names(
    "see",
    ("谁可看", "who may see"),
    ("职责 = \"all\" 或条件。", "Role = \"all\" or a pattern."),
    ("职责", "a role"),
    Shape::Either(&[Shape::OneOf(&["all"]), Shape::Condition]),
);

pub static CHART: Table = Table::new(
    "chart",
    ("图表", "a chart"),
    ("[chart.编号]:把记录按 by 计数,画成 draw。", "[chart.ID]: records counted by each of by, drawn as draw."),
    &[
        &HEAD,
        &SCOPE,
        &[
            key(
                "draw",
                Shape::Several(&Shape::OneOf(&["bar", "pie"])),
                ("图形", "bars or pies"),
                ("bar 条形图、pie 饼图。", "bar, pie."),
                "draw = [\"bar\", \"pie\"]",
            )
            .required(),
            key(
                "by",
                Shape::Several(&Shape::Place),
                ("按什么", "by what"),
                ("按什么计数:取值之处,或 light 灯色。", "What is counted by: places, or light."),
                "by = [\"record.area\", \"light\"]",
            )
            .required(),
        ],
        &CHART_VARIANTS,
    ],
);
