//! Rules that show: lights, escalation, access, charts, as `check` takes or refuses them, and what lights do.

use crate::support::{Written, objects, run, run_with};

const LETTERS: &str = r#"
[policy]
id       = "letters"
title    = "来信"
calendar = "cn"

[opening_hours]
hours = ["08:00-12:00", "14:00-18:00"]

[parameters]
near = { title = "将到期", value = 2 }

[parties]
office = "信访室"

[roles]
leader = "负责人"

[attributes]
area = "片区"

[records]
case = { title = "来信", has = ["area"] }

[events]
received = "来信"
answered = "答复"

[obligation.L-1]
title  = "四个工作小时内答复"
cite   = "四个工作小时内答复来信人"
on     = "received"
bearer = "office"
act    = "answered"
within = "4个工作小时内"

"#;

fn letters(more: &str) -> Written {
    Written::new("letters", &format!("{LETTERS}{more}"))
}

const LIGHTS: &str = r#"
[lights.L-2]
title  = "灯"
cite   = "期限过半、期限将满的分别提示"
yellow = "75% used"
blue   = "50%"
"#;

#[test]
fn shares_are_of_the_rules_own_measure() {
    let policy = letters(LIGHTS);
    // Friday 16:00: two hours on Friday, two on Monday.
    let record = r#"{"id":"1","events":[{"type":"received","at":"2022-05-20 16:00"}]}"#;
    for (as_of, light) in [
        ("2022-05-20 17:59", "green"),
        ("2022-05-20 18:00", "blue"),
        ("2022-05-22 12:00", "blue"),
        ("2022-05-23 08:59", "blue"),
        ("2022-05-23 09:00", "yellow"),
        ("2022-05-23 10:00", "yellow"),
        ("2022-05-23 10:01", "red"),
    ] {
        let ran = run_with(&["evaluate", "--policy", policy.path(), "--as-of", as_of, "--format", "ndjson"], record.as_bytes());
        assert_eq!(objects(&ran.out)[0]["light"], light, "{as_of}: {}", ran.err);
    }
}

#[test]
fn the_first_lights_that_apply_hold() {
    let policy = letters(&format!(
        "{}{LIGHTS}",
        r#"
[lights.L-1b]
title  = "甲片的灯"
cite   = "甲片另定灯色的一条"
when   = { record.area = "甲" }
yellow = "off"
blue   = "{near}整天"
"#
    ));
    for (area, light) in [("甲", "blue"), ("乙", "yellow")] {
        let record = format!(r#"{{"id":"1","attributes":{{"area":"{area}"}},"events":[{{"type":"received","at":"2022-05-20 16:00"}}]}}"#);
        let ran =
            run_with(&["evaluate", "--policy", policy.path(), "--as-of", "2022-05-23 09:30", "--format", "ndjson"], record.as_bytes());
        assert_eq!(objects(&ran.out)[0]["light"], light, "{}", ran.err);
    }
}

#[test]
fn they_are_checked() {
    let good = letters(&format!(
        "{LIGHTS}{}",
        r#"
[escalation.L-3]
title       = "逐级预警"
cite        = "自动记录并预警上报"
warn.bearer = "yellow"
warn.leader = "red, {near}整天"

[access.L-4]
title      = "查看"
cite       = "各科只看各科的来信"
see.leader = "all"
see.office = { record.area = "{user.area}" }

[chart.L-5]
title = "分布"
cite  = "以柱状图的形式呈现"
draw  = "bar"
by    = ["light", "record.area"]
"#
    ));
    let ran = run(&["check", good.path()]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(!ran.out.contains("not-judged"), "{}", ran.out);
}
