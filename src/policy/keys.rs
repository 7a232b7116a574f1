//! The keys of rules and mappings in the order of the dialect, with what they mean: help lists them so, labels explain them.

/// A key, and its meaning in both languages.
pub type Meaning = (&'static str, &'static str, &'static str);

const KEYS: [Meaning; 120] = [
    ("title", "名称", "what the rule says in a few words"),
    ("cite", "原文", "the clause, verbatim"),
    ("assumed", "出于惯例", "practice without a clause"),
    ("why", "理由", "the reason"),
    ("note", "如何理解", "how the clause is read"),
    ("severity", "轻重", "how much it matters"),
    ("in_force", "施行期间", "from and until when"),
    ("calendar", "日历", "the calendar"),
    ("hours", "作息", "a set of opening hours"),
    ("kind", "记录类别", "kinds of records"),
    ("given", "有此项才判", "must be there to be judged"),
    ("on", "触发事件", "the event that triggers"),
    ("only", "只取首次或末次", "the first or last trigger"),
    ("when", "适用条件", "when it applies"),
    ("unless", "除外条件", "when it does not"),
    ("bearer", "承办人", "who must act"),
    ("act", "应做的事", "what must be done"),
    ("to", "对谁", "towards whom"),
    ("key", "对应项", "equal on all events"),
    ("since", "起算事件", "where the clock starts"),
    ("within", "期限", "the limit"),
    ("different_by", "不同承办人数", "so many parties act"),
    ("different_to", "不同对象数", "towards so many parties"),
    ("acts", "次数", "so many acts"),
    ("before", "提前也算", "an earlier act counts"),
    ("lapses", "终止事件", "events that end the duty"),
    ("may", "可于", "a later limit"),
    ("cap", "最迟", "an upper bound"),
    ("part", "分项", "one duty, several acts"),
    ("every", "周期", "the period"),
    ("due", "到期日", "the due day"),
    ("filled", "必填", "must be there"),
    ("documents", "材料", "documents that must be there"),
    ("signatures", "签字", "who must sign"),
    ("same_person", "可同一人签", "one may sign twice"),
    ("expect", "应当是", "what must hold"),
    ("reject", "不得是", "what must not hold"),
    ("after", "须在其后", "must have come before"),
    ("steps", "依次", "in this order"),
    ("wait", "期满方可", "not before"),
    ("grace", "可事后补", "may follow within"),
    ("forbidden", "禁止状态", "a state that must not stand"),
    ("needs", "周期内须有", "must happen in the period"),
    ("check", "Rhai 条件", "a Rhai condition"),
    ("order", "先看哪些", "words looked at first"),
    ("reason", "理由代码", "the reason shown"),
    ("counts", "数记录或事件", "records or events"),
    ("share", "占比", "the share that has"),
    ("count", "计数", "events counted"),
    ("quota", "定额", "shares demanded"),
    ("quota_is", "定额如何算", "how the quota is held"),
    ("group", "分组", "by what"),
    ("at_least", "下限", "at least"),
    ("at_most", "上限", "at most"),
    ("times", "次数", "how many"),
    ("total", "总期限", "the whole limit"),
    ("rules", "规则编号", "rule ids"),
    ("until", "到何事件", "until which event"),
    ("dates", "日期", "ranges of days"),
    ("days", "整日与否", "touched or whole days"),
    ("restart", "重新起算", "starts anew"),
    ("yellow", "黄灯", "yellow"),
    ("blue", "蓝灯", "blue"),
    ("red", "红灯", "red"),
    ("warn", "通知谁", "who is warned"),
    ("see", "谁可看", "who may see"),
    ("draw", "图形", "bars or pies"),
    ("by", "按什么", "by what"),
    ("row", "各行", "rules of one shape"),
    ("reading", "另一读法", "another reading"),
    ("from", "新版本", "a later version"),
    ("name", "名称", "the name"),
    ("aliases", "别名", "other names"),
    ("type", "类型", "the type"),
    ("values", "取值", "the known values"),
    ("has", "带有的属性", "what it carries"),
    ("of", "代表哪些事件", "the events it stands for"),
    ("value", "值", "the value"),
    ("id", "编号", "the id"),
    ("time_zone", "时区", "the time zone"),
    ("source", "来源", "the source"),
    ("absent", "缺项视为", "the value when absent"),
    ("late_entry", "录入延误", "how late an event may be entered"),
    ("published", "发布日期", "the day of publication"),
    ("text", "原文文件", "the file of the text"),
    ("is", "区间", "a band"),
    ("covers", "年份", "years"),
    // of mappings
    ("files", "哪些文件", "which files"),
    ("sheets", "哪些工作表", "which sheets"),
    ("rows", "一行是什么", "what a row is"),
    ("skip_rows", "表头上方的行数", "rows above the header"),
    ("header_rows", "表头行数", "rows of the header"),
    ("sorted", "已按编号排好", "rows of one id stand together"),
    ("encoding", "编码", "the encoding"),
    ("separator", "分隔符", "what separates columns"),
    ("blank", "视为空白的写法", "what says nothing"),
    ("ignore", "不理会的列或值", "columns or values left aside"),
    ("optional", "可以没有的列", "columns that may be missing"),
    ("leave_out", "不读的行", "rows left out"),
    ("policy", "政策", "the policy"),
    ("attributes", "属性", "attributes"),
    ("events", "各种事件", "events of a row"),
    ("event", "这一行的事件", "the event of a row"),
    ("columns", "列", "columns"),
    ("joined", "连接符", "stands between"),
    ("column", "列", "the column"),
    ("date", "日期所在的列", "the column of the date"),
    ("time", "时刻所在的列", "the column of the time of day"),
    ("year", "年份", "the year"),
    ("unit", "单位", "the unit"),
    ("as", "换算成", "the unit wanted"),
    ("else", "其余", "all others"),
    ("split", "拆分符", "what separates items"),
    ("at", "时间", "when"),
    ("once", "各行重复,只算一次", "repeated by rows, counts once"),
    ("recorded_at", "录入时间", "when it was entered"),
    ("retracted", "已作废", "it never happened"),
    ("supersedes", "更正哪个事件", "the event it replaces"),
    ("role", "职责", "the role"),
    ("level", "级别", "the level"),
];

/// What a key means, if it is one of a rule's or a mapping's.
pub fn meaning(key: &str) -> Option<(&'static str, &'static str)> {
    KEYS.iter().find(|(name, ..)| *name == key).map(|(_, zh, en)| (*zh, *en))
}

/// Every key of rules and declarations.
pub fn all() -> impl Iterator<Item = &'static str> {
    KEYS.iter().map(|(name, ..)| *name)
}

/// The keys once each, in the order of the dialect; others at the end.
pub fn in_order(keys: &[&'static str]) -> Vec<&'static str> {
    let place = |key: &str| KEYS.iter().position(|(name, ..)| *name == key).unwrap_or(KEYS.len());
    let mut list: Vec<&'static str> = Vec::new();
    for key in keys {
        if !list.contains(key) {
            list.push(key);
        }
    }
    list.sort_by_key(|key| place(key));
    list
}

/// Chinese words for tables and rules.
const TABLES: [(&str, &str); 24] = [
    ("政策", "policy"),
    ("作息时间", "opening_hours"),
    ("参数", "parameters"),
    ("单位", "parties"),
    ("部门", "parties"),
    ("职责", "roles"),
    ("角色", "roles"),
    ("级别", "levels"),
    ("属性", "attributes"),
    ("记录", "records"),
    ("事件", "events"),
    ("条件", "conditions"),
    ("表", "table"),
    ("义务", "obligation"),
    ("约束", "constraint"),
    ("定期", "periodic"),
    ("指标", "metric"),
    ("统计", "metric"),
    ("密集预警", "burst"),
    ("中止", "suspension"),
    ("延长", "extension"),
    ("灯色", "lights"),
    ("权限", "access"),
    ("图表", "chart"),
];

/// The word of the dialect that a Chinese header or key stands for.
pub fn english(word: &str) -> Option<&'static str> {
    let table = TABLES.iter().find(|(zh, _)| *zh == word).map(|(_, en)| *en);
    table.or_else(|| all().find(|key| meaning(key).is_some_and(|(zh, _)| zh == word)))
}
