//! For each code the smallest change of `base.toml` that provokes it: what stands there, and what instead.

/// A policy with one fault.
pub struct Case {
    pub code: &'static str,
    pub edits: &'static [(&'static str, &'static str)],
    /// Other files of the folder, by path.
    pub files: &'static [(&'static str, &'static str)],
}

const fn case(code: &'static str, edits: &'static [(&'static str, &'static str)]) -> Case {
    Case { code, edits, files: &[] }
}

/// A calendar of the policy's own, with a fault in it.
const fn calendar(code: &'static str, files: &'static [(&'static str, &'static str)]) -> Case {
    Case { code, edits: &[("calendar = \"cn\"", "calendar = \"own\"")], files }
}

/// A mapping beside the policy, with a fault in it.
const fn mapping(code: &'static str, files: &'static [(&'static str, &'static str)]) -> Case {
    Case { code, edits: &[], files }
}

const WITHIN: &str = "within = \"5个工作日内\"\n\n";
const WHEN: &str = "when   = { local = true, trigger.pages = \"1..20\" }";
const DEEP: &str = "when   = '((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((local))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))'";
const PAGES: &str = "trigger.pages = \"1..20\"";

/// One case a code, by code.
pub const CASES: &[Case] = &[
    case(
        "alternatives-gap",
        &[(
            WITHIN,
            "within = \"5个工作日内\"\nnote   = \"另有 6、8 个工作日\"\nmay.early = { when = { trigger.time = \"8:00前\" }, within = \"6个工作日内\" }\nmay.late = { when = { trigger.time = \"超过8:00\" }, within = \"8个工作日内\" }\n\n",
        )],
    ),
    case(
        "alternatives-overlap",
        &[(
            WITHIN,
            "within = \"5个工作日内\"\nnote   = \"另有 6、8 个工作日\"\nmay.early = { when = { trigger.time = \"9:00前\" }, within = \"6个工作日内\" }\nmay.late = { when = { trigger.time = \"8:00..12:00\" }, within = \"8个工作日内\" }\n\n",
        )],
    ),
    case("always-true", &[("local = { record.sender.local = true }", "local = { record.sender.local = [true, false] }")]),
    calendar(
        "amended-before-year",
        &[(
            "calendars/own.toml",
            "[calendar]\ntitle = \"本地\"\n\n[year.2025]\n\n[year.2026.amended.2026-03-01]\noff = [\"2026-05-06 某节\"]\n",
        )],
    ),
    case("assumed", &[("value = 3 }", "value = 3, assumed = true, why = \"原文未写\" }")]),
    mapping(
        "attribute-inside",
        &[(
            "mappings/m.toml",
            "[table.letters]\nrows = \"record\"\nid = \"编号\"\nattributes = { topic = \"主题\", \"topic.code\" = \"主题代码\" }\n",
        )],
    ),
    case("backslash", &[("title  = \"转送公安局\"", "title  = \"转送\\公安局\"")]),
    case("bad-comparison", &[(PAGES, "trigger.pages = \">= 20\"")]),
    case("bad-date", &[("from = 2020-01-01", "from = \"2020年\"")]),
    case(
        "bad-due-day",
        &[(
            "[constraint.A-3]",
            "[periodic.A-9]\ntitle = \"定期转送\"\ncite  = \"涉及治安的,及时转送公安局\"\nact   = \"passed\"\nevery = \"月\"\ndue   = \"月底\"\n\n[constraint.A-3]",
        )],
    ),
    case("bad-hours", &[("\"08:00-12:00\"", "\"8点到12点\"")]),
    case("bad-late-entry", &[("calendar = \"cn\"", "calendar = \"cn\"\nlate_entry = \"3个工作日内\"")]),
    case(
        "bad-light",
        &[(
            "[constraint.A-3]",
            "[lights.A-9]\ntitle  = \"灯色\"\ncite   = \"答复应当由经办人签字\"\nyellow = \"3个工作日内\"\n\n[constraint.A-3]",
        )],
    ),
    case("bad-limit", &[(WITHIN, "within = \"5\"\n\n")]),
    mapping("bad-pattern", &[("mappings/m.toml", "[table.letters]\nfiles = \"***.xlsx\"\nrows = \"record\"\nid = \"编号\"\n")]),
    case("bad-place", &[("\"trigger.papers\"", "\"papers\"")]),
    case("bad-recipient", &[("to     = \"trigger.by\"", "to     = \"来信人 本人\"")]),
    mapping("bad-separator", &[("mappings/m.toml", "[table.letters]\nseparator = \"、\"\nrows = \"record\"\nid = \"编号\"\n")]),
    case(
        "bad-warning",
        &[(
            "[constraint.A-3]",
            "[escalation.A-9]\ntitle  = \"预警\"\ncite   = \"答复应当由经办人签字\"\nwarn.bearer = \"orange\"\n\n[constraint.A-3]",
        )],
    ),
    calendar("bad-years", &[("calendars/own.toml", "[calendar]\ntitle = \"本地\"\ncovers = \"2020-2030\"\n\n[year.2026]\n")]),
    case("bare-key", &[("within = \"{table.desk.within}\"", "期限 = \"{table.desk.within}\"")]),
    case(
        "blue-never",
        &[(
            "[constraint.A-3]",
            "[lights.A-9]\ntitle  = \"灯色\"\ncite   = \"答复应当由经办人签字\"\nyellow = \"30整天\"\nblue   = \"10整天\"\n\n[constraint.A-3]",
        )],
    ),
    case("brace-in-text", &[(PAGES, "trigger.topic = \"{ask_days}条\"")]),
    case(
        "burst-window",
        &[(
            "[constraint.A-3]",
            "[burst.A-9]\ntitle = \"集中来信\"\ncite  = \"收到来信后,信访局应当在五个工作日内答复\"\non = \"received\"\ntimes = 5\nwithin = \"5个工作小时内\"\n\n[constraint.A-3]",
        )],
    ),
    calendar(
        "calendar-base-year",
        &[
            ("calendars/own.toml", "[calendar]\ntitle = \"本地\"\nextends = \"low\"\n\n[year.2026]\noff = [\"2026-05-06 某节\"]\n"),
            ("calendars/low.toml", "[calendar]\ntitle = \"下层\"\ncovers = \"2010..2025\"\n"),
        ],
    ),
    calendar("calendar-empty", &[("calendars/own.toml", "[calendar]\ntitle = \"本地\"\n")]),
    calendar(
        "calendar-ends",
        &[(
            "calendars/own.toml",
            "[calendar]\ntitle = \"本地\"\n\n[year.2025]\noff = [\"2025-05-06 某节\"]\n\n[year.2026]\noff = [\"2026-05-06 某节\"]\n",
        )],
    ),
    calendar("calendar-id", &[("calendars/own.toml", "[calendar]\nid = \"other\"\ntitle = \"本地\"\ncovers = \"2020..\"\n")]),
    case("calendar-missing", &[("until = 2026-12-31", "until = 2028-12-31")]),
    case("calendar-starts-later", &[("from = 2020-01-01", "from = 2010-01-01")]),
    case("circle", &[("passed   = { title = \"转送\"", "passed   = { title = \"转送\", of = \"passed\"")]),
    case("cite-not-found", &[("信访局应当在五个工作日内答复", "信访局应当在5个工作日内答复")]),
    case("cite-number", &[(WITHIN, "within = \"3个工作日内\"\n\n")]),
    mapping(
        "column-or-value",
        &[(
            "mappings/m.toml",
            "[table.letters]\nrows = \"record\"\nid = \"编号\"\nattributes.topic = { column = \"主题\", value = \"road\" }\n",
        )],
    ),
    Case { code: "csv-columns", edits: &[], files: &[("parties.csv", "编号,名称\na,甲局\n")] },
    Case { code: "csv-row", edits: &[], files: &[("parties.csv", "id,name\na,甲局\nb,\n")] },
    case("declared-twice", &[("[obligation.A-2]", "[obligation.A-1]"), ("[obligation.A-2.reading", "[obligation.A-1.reading")]),
    case("double-brackets", &[("[constraint.A-3]", "[[constraint.A-3]]")]),
    case(
        "due-not-with-period",
        &[(
            "[constraint.A-3]",
            "[periodic.A-9]\ntitle = \"定期转送\"\ncite  = \"涉及治安的,及时转送公安局\"\nact   = \"passed\"\nevery = \"月\"\ndue   = \"周五\"\n\n[constraint.A-3]",
        )],
    ),
    Case { code: "empty-file", edits: &[], files: &[("policy.toml", "# 尚未起草\n")] },
    case("empty-list", &[("act    = \"answered\"\nto", "act    = []\nto")]),
    case("empty-pattern", &[("when   = { local = true, trigger.pages = \"1..20\" }", "when   = {}")]),
    mapping(
        "event-or-events",
        &[("mappings/m.toml", "[table.letters]\nrows = \"record\"\nid = \"编号\"\nevent = { type = \"环节\", at = \"时间\" }\n")],
    ),
    case(
        "force-reversed",
        &[("in_force = { from = 2020-01-01, until = 2026-12-31 }", "in_force = { from = 2026-12-31, until = 2020-01-01 }")],
    ),
    case("full-width", &[(WITHIN, "within = “5个工作日内”\n\n")]),
    case("header-missing", &[("[obligation.A-2.reading.slow]", "[obligation.A2.reading.slow]")]),
    calendar(
        "holiday-name",
        &[("calendars/own.toml", "[calendar]\ntitle = \"本地\"\ncovers = \"2020..\"\n\n[year.2026]\noff = [\"2026-10-01\"]\n")],
    ),
    calendar(
        "ics-bad-end",
        &[(
            "calendars/own.ics",
            "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261001\nSUMMARY:国庆节\nEND:VEVENT\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260501\nDTEND;VALUE=DATE:20260501\nSUMMARY:劳动节\nEND:VEVENT\nEND:VCALENDAR\n",
        )],
    ),
    calendar(
        "ics-not-a-day",
        &[(
            "calendars/own.ics",
            "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261001\nSUMMARY:国庆节\nEND:VEVENT\nBEGIN:VEVENT\nDTSTART:20260501T090000Z\nSUMMARY:劳动节\nEND:VEVENT\nEND:VCALENDAR\n",
        )],
    ),
    calendar(
        "ics-recurrence",
        &[(
            "calendars/own.ics",
            "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261001\nSUMMARY:国庆节\nEND:VEVENT\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260501\nRRULE:FREQ=WEEKLY\nSUMMARY:劳动节\nEND:VEVENT\nEND:VCALENDAR\n",
        )],
    ),
    calendar("ics-unreadable", &[("calendars/own.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n")]),
    case("hours-missing", &[("hours = [\"08:00-12:00\", \"14:30-17:30\"]", "hours = []"), (WITHIN, "within = \"5个工作小时内\"\n\n")]),
    case("id-not-folder", &[("id       = \"base\"", "id       = \"letters\"")]),
    case("id-with-dot", &[("[constraint.A-3]", "[constraint.A-3.1]")]),
    case(
        "idle-key",
        &[(
            "[constraint.A-3]",
            "[metric.A-9]\ntitle = \"统计\"\ncite  = \"答复应当由经办人签字\"\ncount = \"answered\"\nquota_is = \"exactly\"\n\n[constraint.A-3]",
        )],
    ),
    case(
        "idle-limit",
        &[(WITHIN, "within = \"5个工作日内\"\nmay.far = { within = \"5个工作日内\", when = { trigger.topic = \"road\" } }\n\n")],
    ),
    case(
        "idle-variant",
        &[
            ("within = \"{ask_days}个工作日内\"", "within = \"{table.desk.within}\""),
            ("[parameters]\nask_days = { title = \"补正期限(工作日)\", value = 3 }\n", ""),
        ],
    ),
    case("invisible", &[("\"转送公安局\"", "\"转送\u{200b}公安局\"")]),
    calendar(
        "issued-differs",
        &[(
            "calendars/own.toml",
            "[calendar]\ntitle = \"本地\"\ncovers = \"2020..\"\n\n[year.2026]\nissued = 2025-11-04\n\n[year.2026.amended.2026-01-01]\nissued = 2026-01-02\n",
        )],
    ),
    case(
        "limits-clash",
        &[(WITHIN, "within = \"5个工作日内\"\nnote   = \"最迟 3 个工作日\"\ncap.most = { within = \"3个工作日内\" }\n\n")],
    ),
    calendar(
        "long-range",
        &[(
            "calendars/own.toml",
            "[calendar]\ntitle = \"本地\"\ncovers = \"2020..\"\n\n[year.2026]\noff = [\"2026-05-01..2026-10-07 长假\"]\n",
        )],
    ),
    case("look-alike", &[("water = \"供水\"", "water = \"供水\", r0ad = \"公路\"")]),
    mapping("mapping-empty", &[("mappings/m.toml", "title = \"来信台账\"\n")]),
    case("missing-key", &[("act    = \"answered\"\n", "")]),
    case("modifier", &[(WITHIN, "within = \"当日5个工作日内\"\n\n")]),
    case("month-or-months", &[(WITHIN, "within = \"5月内\"\n\n")]),
    case("needs-quotes", &[("bearer = \"office\"\nact    = \"answered\"", "bearer = office\nact    = \"answered\"")]),
    case("never-applies", &[(PAGES, "trigger.pages = \"1..20\" }\nunless = { local = true")]),
    case(
        "never-true",
        &[(
            WITHIN,
            "within = \"5个工作日内\"\nnote   = \"另有 8 个工作日\"\nmay.long = { when = { trigger.pages = \"30以上\" }, within = \"8个工作日内\" }\n\n",
        )],
    ),
    case("no-clause", &[("cite   = \"涉及治安的,及时转送公安局\"\n", "")]),
    case("no-equals", &[("key    = \"letter_no\"", "key    : \"letter_no\"")]),
    case("no-id", &[("[constraint.A-3]", "[lights]\nyellow = \"3整天\"\n\n[constraint.A-3]")]),
    case("no-levels", &[("[levels]\ncounty   = \"县\"\ntownship = \"乡镇\"\n", "")]),
    case("no-limit", &[(WITHIN, "\n")]),
    case("no-trigger", &[("on     = \"received\"\nfilled", "filled")]),
    calendar("no-weekdays", &[("calendars/own.toml", "[calendar]\ntitle = \"本地\"\nweek = []\ncovers = \"2020..\"\n")]),
    case(
        "no-words",
        &[("filled = [\"trigger.papers\", \"trigger.hearing_on\"]\n", "given  = [\"trigger.papers\", \"trigger.hearing_on\"]\n")],
    ),
    case("nobody-can", &[("to     = \"police, 同级\"", "to     = [\"office\", \"police\"]")]),
    case("not-a-day", &[(WITHIN, "within = \"至 trigger.pages\"\n\n")]),
    case("not-a-list", &[("signatures     = { title = \"签字\", type = \"list\" }", "signatures     = \"签字\"")]),
    case(
        "not-a-quota",
        &[(
            "[constraint.A-3]",
            "[metric.A-9]\ntitle = \"统计\"\ncite  = \"答复应当由经办人签字\"\non = \"received\"\nquota = \"40%\"\n\n[constraint.A-3]",
        )],
    ),
    case(
        "not-a-threshold",
        &[(
            "[constraint.A-3]",
            "[metric.A-9]\ntitle = \"统计\"\ncite  = \"答复应当由经办人签字\"\non = \"received\"\nshare = \"answered\"\nat_least = \"许多\"\n\n[constraint.A-3]",
        )],
    ),
    case(
        "not-judged",
        &[(
            "[constraint.A-3]",
            "[metric.A-9]\ntitle = \"统计\"\ncite  = \"答复应当由经办人签字\"\non = \"A-1.past_due\"\n\n[constraint.A-3]",
        )],
    ),
    case("not-measured", &[("within = \"{table.desk.within}\"", "within = \"及时\""), (WITHIN, "within = \"{table.desk.within}\"\n\n")]),
    case("not-on-event", &[("answered = { title = \"答复\", has = [\"letter_no\", ", "answered = { title = \"答复\", has = [")]),
    case("not-ordered", &[("pages          = { title = \"页数\", type = \"number\" }", "pages          = \"页数\"")]),
    case("number-too-large", &[(WITHIN, "within = \"2025年内\"\n\n")]),
    calendar(
        "off-and-work",
        &[(
            "calendars/own.toml",
            "[calendar]\ntitle = \"本地\"\ncovers = \"2020..\"\n\n[year.2026]\noff  = [\"2026-05-01..2026-05-03 劳动节\"]\nwork = [\"2026-05-03 劳动节\"]\n",
        )],
    ),
    case(
        "only-a-number",
        &[(
            "[constraint.A-3]",
            "[escalation.A-9]\ntitle  = \"预警\"\ncite   = \"答复应当由经办人签字\"\nwarn.bearer = \"red, {trigger.pages}整天\"\n\n[constraint.A-3]",
        )],
    ),
    case("outcome-in-condition", &[("local = { record.sender.local = true }", "local = { A-2.past_due = true }")]),
    calendar(
        "outside-year",
        &[("calendars/own.toml", "[calendar]\ntitle = \"本地\"\ncovers = \"2020..\"\n\n[year.2026]\noff = [\"2025-10-01 国庆节\"]\n")],
    ),
    case("overlapping-hours", &[("\"14:30-17:30\"", "\"11:30-17:30\"")]),
    case("own-calendar", &[("hours  = \"long\"", "hours  = \"long\"\ncalendar = \"cn\"")]),
    case("parameter-as-place", &[("\"trigger.papers\"", "\"trigger.papers\", \"parameter.ask_days\"")]),
    case("part-is-party", &[("act    = \"passed\"\n", "part.police = { act = \"passed\" }\npart.back = { act = \"answered\" }\n")]),
    case(
        "place-in-due",
        &[(
            "[constraint.A-3]",
            "[periodic.A-9]\ntitle = \"定期转送\"\ncite  = \"涉及治安的,及时转送公安局\"\nact   = \"passed\"\nevery = \"月\"\ndue   = \"期后{record.topic}个工作日内\"\n\n[constraint.A-3]",
        )],
    ),
    case(
        "quotas-over",
        &[(
            "[constraint.A-3]",
            "[metric.A-9]\ntitle = \"统计\"\ncite  = \"答复应当由经办人签字\"\non = \"received\"\nquota = { trigger.topic = { road = \"60%\", water = \"50%\" } }\n\n[constraint.A-3]",
        )],
    ),
    case(
        "reserved-name",
        &[
            ("local = { record.sender.local = true }", "local = { record.sender.local = true }\nall = { record.sender.local = true }"),
            (PAGES, "trigger.pages = \"1..20\", all = true"),
        ],
    ),
    case("reversed-range", &[(PAGES, "trigger.pages = \"20..1\"")]),
    case("said-twice", &[(WITHIN, "within = \"5个工作日内,下班前,下班前\"\n\n")]),
    Case { code: "script-forbidden", edits: &[(WHEN, "when   = 'eval(\"1\")'")], files: &[] },
    case("script-name", &[(WHEN, "when   = 'topic == \"road\"'")]),
    case("script-syntax", &[(WHEN, "when   = 'local && (trigger.pages > 3'")]),
    case("script-truth", &[(WHEN, "when   = 'trigger.pages + 1'")]),
    case("short-cite", &[("cite   = \"答复应当由经办人签字\"", "cite   = \"经办人签字\"")]),
    Case {
        code: "stands-for-others",
        edits: &[
            ("passed   = {", "ended    = { title = \"转送即了\", of = \"passed\" }\npassed   = {"),
            (WITHIN, "within = \"5个工作日内\"\nlapses = \"ended\"\n\n"),
        ],
        files: &[("mappings/m.toml", "[table.letters]\nrows = \"record\"\nid = \"编号\"\nevents.ended = \"收到时间\"\n")],
    },
    mapping(
        "table-not-reached",
        &[(
            "mappings/m.toml",
            "[table.letters]\nrows = \"record\"\nid = \"编号\"\n[table.calls]\nfiles = \"*来电*\"\nrows = \"record\"\nid = \"编号\"\n",
        )],
    ),
    case(
        "threshold-outside",
        &[(
            "[constraint.A-3]",
            "[metric.A-9]\ntitle = \"统计\"\ncite  = \"答复应当由经办人签字\"\non = \"received\"\nshare = \"answered\"\nat_least = 95\n\n[constraint.A-3]",
        )],
    ),
    case(
        "thresholds-cross",
        &[(
            "[constraint.A-3]",
            "[metric.A-9]\ntitle = \"统计\"\ncite  = \"答复应当由经办人签字\"\non = \"received\"\nshare = \"answered\"\nat_least = \"95%\"\nat_most = \"90%\"\n\n[constraint.A-3]",
        )],
    ),
    case("toml-syntax", &[("filled = [\"trigger.papers\", ", "filled = [\"trigger.papers\" ")]),
    case("too-long", &[(WHEN, DEEP)]),
    case("two-languages", &[(WITHIN, "within = \"5个工作日内, by close\"\n\n")]),
    case(
        "two-lengths",
        &[(
            "[constraint.A-3]",
            "[extension.A-9]\ntitle = \"延长\"\ncite  = \"答复应当由经办人签字\"\nrules = \"A-2\"\non    = \"passed\"\nwithin = \"{ask_days}个工作日内\"\ntotal = \"{ask_days}个工作日内\"\n\n[constraint.A-3]",
        )],
    ),
    case(
        "two-measures",
        &[(
            "[constraint.A-3]",
            "[metric.A-9]\ntitle = \"统计\"\ncite  = \"答复应当由经办人签字\"\non = \"received\"\nshare = \"answered\"\ncount = \"answered\"\n\n[constraint.A-3]",
        )],
    ),
    mapping(
        "type-differs",
        &[(
            "mappings/m.toml",
            "[table.letters]\nrows = \"record\"\nid = \"编号\"\nattributes.pages = { column = \"页数\", type = \"text\" }\n",
        )],
    ),
    case("unclosed", &[("has = [\"letter_no\", \"signatures\"] }", "has = [\"letter_no\", \"signatures\" }")]),
    case("unclosed-brace", &[("\"{ask_days}个工作日内\"", "\"{ask_days个工作日内\"")]),
    mapping(
        "unit-of-text",
        &[(
            "mappings/m.toml",
            "[table.letters]\nrows = \"record\"\nid = \"编号\"\nattributes.topic = { column = \"主题\", type = \"text\", unit = \"万元\" }\n",
        )],
    ),
    mapping(
        "unit-without-as",
        &[(
            "mappings/m.toml",
            "[table.letters]\nrows = \"record\"\nid = \"编号\"\nattributes.pages = { column = \"页数\", unit = \"天\" }\n",
        )],
    ),
    mapping(
        "units-differ",
        &[(
            "mappings/m.toml",
            "[table.letters]\nrows = \"record\"\nid = \"编号\"\nattributes.pages = { column = \"页数\", unit = \"万元\", as = \"天\" }\n",
        )],
    ),
    case("unknown-attribute", &[("key    = \"letter_no\"", "key    = \"leter_no\"")]),
    case("unknown-calendar", &[("calendar = \"cn\"", "calendar = \"cnn\"")]),
    case("unknown-cell", &[("\"{table.desk.within}\"", "\"{table.desk.whithin}\"")]),
    case("unknown-condition", &[("{ local = true,", "{ locals = true,")]),
    mapping("unknown-encoding", &[("mappings/m.toml", "[table.letters]\nencoding = \"GB18031\"\nrows = \"record\"\nid = \"编号\"\n")]),
    case("unknown-event", &[("act    = \"passed\"", "act    = \"pased\"")]),
    case("unknown-function", &[(WHEN, "when   = 'pagess(trigger) > 3'")]),
    case("unknown-hours", &[("hours  = \"long\"", "hours  = \"lang\"")]),
    case("unknown-key", &[(WITHIN, "whitin = \"5个工作日内\"\n\n")]),
    case("unknown-kind", &[("hours  = \"long\"", "hours  = \"long\"\nkind   = \"leter\"")]),
    case("unknown-kind-of-rule", &[("[constraint.A-3]", "[constrain.A-3]")]),
    case("unknown-level", &[("\"police, 同级\"", "\"police, country\"")]),
    case("unknown-parameter", &[("{ask_days}个", "{ask_day}个")]),
    case("unknown-party", &[("\"police, 同级\"", "\"polise, 同级\"")]),
    mapping("unknown-policy", &[("mappings/m.toml", "policy = \"bace\"\n[table.letters]\nrows = \"record\"\nid = \"编号\"\n")]),
    case(
        "unknown-rule",
        &[(
            "[constraint.A-3]",
            "[suspension.A-9]\ntitle = \"中止\"\ncite  = \"答复应当由经办人签字\"\nrules = \"A-5\"\nsince = \"received\"\nuntil = \"passed\"\n\n[constraint.A-3]",
        )],
    ),
    case("unknown-table", &[("\"{table.desk.within}\"", "\"{table.desks.within}\"")]),
    mapping(
        "unknown-unit",
        &[(
            "mappings/m.toml",
            "[table.letters]\nrows = \"record\"\nid = \"编号\"\nattributes.pages = { column = \"页数\", unit = \"万圆圆\" }\n",
        )],
    ),
    case("unknown-value", &[(PAGES, "trigger.topic = \"roads\"")]),
    calendar("unknown-weekday", &[("calendars/own.toml", "[calendar]\ntitle = \"本地\"\nweek = [\"Mondey\"]\ncovers = \"2020..\"\n")]),
    case("unknown-word", &[("hours  = \"long\"", "hours  = \"long\"\nseverity = \"mayor\"")]),
    case("unknown-zone", &[("calendar = \"cn\"", "calendar = \"cn\"\ntime_zone = \"Asia/Beijing\"")]),
    case("unquoted-path", &[("\"sender.local\" =", "sender.local =")]),
    Case {
        code: "untested",
        edits: &[],
        files: &[(
            "tests/letters.toml",
            "[test.five-days]\ntitle = \"五个工作日内答复\"\nrecord = { sender.local = true }\nevents = [{ at = \"2022-05-20 09:00\", type = \"received\", pages = 3 }]\nexpect = [\n  { rule = \"A-1\", status = \"overdue\" },\n  { rule = \"A-2\", status = \"overdue\" },\n  { rule = \"A-3\", status = \"none\" },\n  { rule = \"A-4\", status = \"violated\" },\n]\n",
        )],
    },
    case("unused", &[("passed   = {", "closed   = \"办结\"\npassed   = {")]),
    case("value-and-table", &[(PAGES, "trigger.by = \"police\", trigger.by.level = \"county\"")]),
    case(
        "version-gap",
        &[(WITHIN, "within = \"5个工作日内\"\nfrom.2024-01-01 = { severity = \"minor\", in_force = { from = 2024-03-01 } }\n\n")],
    ),
    case("version-not-in-force", &[(WITHIN, "within = \"5个工作日内\"\nfrom.2027-01-01 = { severity = \"minor\" }\n\n")]),
    case(
        "version-overlap",
        &[(
            WITHIN,
            "within = \"5个工作日内\"\nfrom.2024-01-01 = { severity = \"minor\" }\nfrom.\"2024-1-1\" = { severity = \"critical\" }\n\n",
        )],
    ),
    case("which-days", &[(WITHIN, "within = \"5日内\"\n\n")]),
    calendar(
        "works-anyway",
        &[("calendars/own.toml", "[calendar]\ntitle = \"本地\"\ncovers = \"2020..\"\n\n[year.2026]\nwork = [\"2026-05-06 某节\"]\n")],
    ),
    case(
        "written-inline",
        &[("within = \"{table.desk.within}\"", "within = \"{table.desk.within}\"\nreading.slow = { title = \"不限期\" }")],
    ),
    case("wrong-arguments", &[(WHEN, "when   = 'trigger.date > date(2022, 5, 1)'")]),
    case("wrong-constant", &[("local = { record.sender.local = true }", "local = { record.sender.local = \"是\" }")]),
    case("wrong-parameter", &[("value = 3 }", "value = 2.5 }")]),
    case("wrong-type", &[("on     = \"received\"\nwhen", "on     = 5\nwhen")]),
    case("zero", &[(WITHIN, "within = \"0个工作日内\"\n\n")]),
];

/// Codes without a case: of files too large or not text to be written here, and of what no file says.
pub const ELSEWHERE: &[(&str, &str)] = &[
    ("bad-address", "`monitor.toml`"),
    ("bad-port", "`monitor.toml`"),
    ("bad-time", "`monitor.toml`"),
    ("bad-url", "`monitor.toml`"),
    ("file-too-long", "`long_and_strange_files`"),
    ("not-toml", "`long_and_strange_files`"),
    ("not-utf8", "`long_and_strange_files`"),
    ("test-empty", "`duban test`"),
    ("test-expected", "`duban test`"),
    ("test-expects-nothing", "`duban test`"),
    ("test-export", "`duban test`"),
    ("test-unknown-rule", "`duban test`"),
    ("unknown-reading", "asked for on the command line"),
];
