//! The reference for people: every key of every file, every function of Rhai, every status, reason and code.

use crate::check::codes::CODES;
use crate::lang::{Bilingual, Lang};
use crate::policy::schema::rule::{HEAD, SCOPE};
use crate::policy::schema::{FILES, File, Key, Table, Words, tables};
use crate::report::words::{REASONS, status};
use crate::say;
use crate::script::host::HOSTS;
use crate::verdict::Status;
use std::fmt::Write;

/// The page in one language.
pub fn reference(lang: Lang) -> String {
    let mut page = Page { out: String::new(), lang };
    page.say(&say!(
        "# 参考:每一个键\n\n\
         本页由 `duban schema --markdown` 从程序自己的表生成,请勿手改。键的次序就是政策里的次序。编辑器里把光标停在键上,看到的也是这些话。\n\n\
         各处通用的写法:\n\n\
         - **条件**:`{{ trigger.category = \"gang\", in_scope = true }}`,并列的都要合乎;列表 `[{{ … }}, {{ … }}]` 合乎一个即可;文字是 Rhai。\n\
         - **取值之处**:`trigger.属性`(所判的事件)、`record.属性`、`last.事件.属性`、`first.事件.属性`、`count.事件`、`table.表.格`;`A else B` 是没有 A 就取 B。\n\
         - **花括号**:`{{reply_days}}` 取参数,`{{trigger.days}}` 取那里的值;用在期限、区间和条件的值里。\n\
         - **期限**:`5个工作日内`、`当日5个小时内`、`次日上班后1个小时内`、`30个自然日内`、`3个月内`、`至 trigger.deadline`、`不限期`。\n\
         - **一个或列表**:寻找的地方(`on` `act` `bearer` `when` …)列表是其中任何一个,要求的地方(`to` `filled` `documents` …)列表是每一个。";
        "# Reference: every key\n\n\
         This page is written by `duban schema --markdown` from the program's own table; do not edit it. Keys stand in the order of a policy. \
         Editors show the same words for the key under the cursor.\n\n\
         What may stand everywhere:\n\n\
         - **A condition**: `{{ trigger.category = \"gang\", in_scope = true }}`, all of it holds; a list `[{{ … }}, {{ … }}]` means any one; a text is Rhai.\n\
         - **A place**: `trigger.ATTRIBUTE` (the event judged), `record.ATTRIBUTE`, `last.EVENT.ATTRIBUTE`, `first.EVENT.ATTRIBUTE`, `count.EVENT`, `table.T.CELL`; `A else B` takes B where A is absent.\n\
         - **Braces**: `{{reply_days}}` is a parameter, `{{trigger.days}}` what stands at a place; in limits, ranges and the values of conditions.\n\
         - **A limit**: `5 working days`, `5 hours, same day`, `1 hour after next-day opening`, `30 calendar days`, `3 months`, `until trigger.deadline`, `no limit`.\n\
         - **One or a list**: where something is looked for (`on` `act` `bearer` `when` …) a list means any one; where something is demanded (`to` `filled` `documents` …) each one."
    ));
    page.contents();
    FILES.iter().for_each(|file| page.file(file));
    page.functions();
    page.statuses();
    page.codes();
    page.out
}

struct Page {
    out: String,
    lang: Lang,
}

impl Page {
    fn say(&mut self, text: &Bilingual) {
        self.out.push_str(text.get(self.lang));
        self.out.push('\n');
    }

    fn pick<'w>(&self, (zh, en): (&'w str, &'w str)) -> &'w str {
        if self.lang == Lang::Zh { zh } else { en }
    }

    fn contents(&mut self) {
        self.out.push('\n');
        for file in &FILES {
            let (name, place) = (file.name, file.place);
            let _ = writeln!(self.out, "- [`{place}`](#{name})");
        }
        self.say(&say!(
            "- [Rhai 的函数](#functions)\n- [结论和理由](#statuses)\n- [检查的代码](#codes)";
            "- [Functions of Rhai](#functions)\n- [Statuses and reasons](#statuses)\n- [Codes of findings](#codes)"
        ));
    }

    fn file(&mut self, file: &File) {
        let (name, place) = (file.name, file.place);
        let _ = writeln!(self.out, "\n<a id=\"{name}\"></a>\n\n## `{place}`");
        let mut shared = false;
        for table in tables(file.root) {
            if is_rule(table) && !std::mem::replace(&mut shared, true) {
                self.shared(table);
            }
            self.table(table, file.root);
        }
    }

    fn table(&mut self, table: &'static Table, root: &'static Table) {
        if table.name != root.name {
            let (what, name) = (self.pick(table.what), table.name);
            let heading = if what == format!("[{name}]") { format!("`[{name}]`") } else { format!("{what} · `{name}`") };
            let _ = write!(self.out, "\n<a id=\"t-{name}\"></a>\n\n### {heading}\n");
        }
        let means = self.pick(table.means);
        let _ = writeln!(self.out, "\n{means}");
        if let Some((names, shape)) = &table.names {
            let (zh, en) = shape.words();
            let (names, holds) = (self.pick(*names), if self.lang == Lang::Zh { zh } else { en });
            let _ = writeln!(self.out, "{}", say!("\n键:{names}。值:{holds}。"; "\nKeys: {names}. Values: {holds}.").get(self.lang));
        }
        if is_rule(table) {
            self.say(&say!("\n另有[每条规则都有的键](#t-rule)。"; "\nBesides the [keys of every rule](#t-rule):"));
        }
        self.keys(table.keys().filter(|key| !is_rule(table) || !is_shared(key)));
    }

    /// The keys of every rule, once.
    fn shared(&mut self, rule: &'static Table) {
        self.say(&say!(
            "\n<a id=\"t-rule\"></a>\n\n### 每条规则都有的键\n\n表头 `[种类.编号]`,编号里没有点。";
            "\n<a id=\"t-rule\"></a>\n\n### Keys of every rule\n\nA rule is headed by `[kind.ID]`; an id has no dot."
        ));
        self.keys(rule.keys().filter(|key| is_shared(key)));
    }

    fn keys(&mut self, keys: impl Iterator<Item = &'static Key>) {
        let mut keys = keys.peekable();
        if keys.peek().is_none() {
            return;
        }
        self.say(&say!("\n| 键 | 值 | 意思 | 例子 |\n| --- | --- | --- | --- |"; "\n| key | value | meaning | example |\n| --- | --- | --- | --- |"));
        keys.for_each(|key| self.key(key));
    }

    fn key(&mut self, key: &Key) {
        let (zh, en) = key.shape.words();
        let mut holds = cell(if self.lang == Lang::Zh { &zh } else { &en });
        let mut inner = Vec::new();
        key.shape.tables(&mut inner);
        for table in inner {
            let what = self.pick(table.what);
            holds = holds.replacen(what, &format!("[{}](#t-{})", what.trim_matches(['[', ']']), table.name), 1);
        }
        let required = match (key.required, self.lang) {
            (false, _) => "",
            (true, Lang::Zh) => "**必写**。",
            (true, Lang::En) => "**Required.** ",
        };
        let (name, means) = (key.name, cell(self.pick(key.means)));
        let example = key.example.split('\n').map(|line| format!("`{}`", cell(line))).collect::<Vec<_>>().join("<br>");
        let _ = writeln!(self.out, "| `{name}` | {holds} | {required}{means} | {example} |");
    }

    fn functions(&mut self) {
        self.say(&say!(
            "\n<a id=\"functions\"></a>\n\n## Rhai 的函数\n\n条件、`check` 里的表达式和 `policy.rhai` 的函数可以用这些;见 [rhai.md](rhai.md)。\n\n| 写法 | 意思 | 例子 |\n| --- | --- | --- |";
            "\n<a id=\"functions\"></a>\n\n## Functions of Rhai\n\nExpressions in conditions and `check`, and functions of `policy.rhai`, may use these; see [rhai.md](rhai.md).\n\n| form | meaning | example |\n| --- | --- | --- |"
        ));
        for host in HOSTS {
            let (form, means) = (cell(host.signature), self.pick((host.zh, host.en)));
            let example = if host.example.is_empty() { String::new() } else { format!("`{}`", cell(host.example)) };
            let _ = writeln!(self.out, "| `{form}` | {means} | {example} |");
        }
    }

    fn statuses(&mut self) {
        self.say(&say!(
            "\n<a id=\"statuses\"></a>\n\n## 结论和理由\n\n| 结论 | 报告里 | 意思 |\n| --- | --- | --- |";
            "\n<a id=\"statuses\"></a>\n\n## Statuses and reasons\n\n| status | in reports | meaning |\n| --- | --- | --- |"
        ));
        for one in Status::ALL {
            let (word, shown, means) = (one.word(), status(one, self.lang), self.pick(means(one)));
            let _ = writeln!(self.out, "| `{word}` | {shown} | {means} |");
        }
        self.say(&say!(
            "\n规则可以用 `reason` 写自己的理由代码;程序和随带政策的是这些:\n\n| 理由 | 意思 |\n| --- | --- |";
            "\nA rule may give a reason of its own by `reason`; those of the program and of the policies that come along:\n\n| reason | meaning |\n| --- | --- |"
        ));
        for (word, zh, en) in REASONS {
            let means = self.pick((zh, en));
            let _ = writeln!(self.out, "| `{word}` | {means} |");
        }
    }

    fn codes(&mut self) {
        self.say(&say!(
            "\n<a id=\"codes\"></a>\n\n## 检查的代码\n\n`duban check` 每条提示方括号里的代码。\n\n| 代码 | 意思 |\n| --- | --- |";
            "\n<a id=\"codes\"></a>\n\n## Codes of findings\n\nWhat stands in brackets in each finding of `duban check`.\n\n| code | meaning |\n| --- | --- |"
        ));
        for (code, zh, en) in CODES {
            let means = self.pick((zh, en));
            let _ = writeln!(self.out, "| `{code}` | {means} |");
        }
    }
}

/// Whether a table is of rules: it has the keys that stand first in every one.
fn is_rule(table: &Table) -> bool {
    table.keys.first().is_some_and(|group| std::ptr::eq(group.as_ptr(), HEAD.as_ptr()))
}

/// Whether a key is one of every rule.
fn is_shared(key: &Key) -> bool {
    let of_all = HEAD.iter().chain(&SCOPE).map(|key| key.name).chain(["row", "reading", "from"]);
    of_all.into_iter().any(|name| name == key.name)
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn means(status: Status) -> Words {
    match status {
        Status::Overdue => ("期限已过,还没有做", "past due and not done"),
        Status::Late => ("做了,但在期限之后", "done, but past due"),
        Status::Violated => ("约束、定期义务或指标不合要求", "a constraint, periodic duty or metric does not hold"),
        Status::Unknown => ("缺少所需的信息,不能判定;不算通过", "it cannot be told for want of information; never a pass"),
        Status::Pending => ("还没有做,也没有到期", "not done and not yet due"),
        Status::Suspended => ("期限正在中止", "the clock stands still"),
        Status::Fulfilled => ("按期做了", "done in time"),
        Status::Satisfied => ("符合要求", "what is demanded holds"),
        Status::Lapsed => ("没有到期就终止,不必再做", "ended before it was due; nothing is owed any more"),
    }
}
