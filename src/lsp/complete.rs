//! What may be written where the cursor stands.

use super::known::{Known, Name, Sort};
use super::meant::{Meant, along};
use super::spot::{At, Spot};
use crate::lang::Lang;
use crate::policy::rule::What;
use crate::policy::schema::{File, Key, Of, Shape, Table};
use crate::report::words::REASONS;
use crate::script::host::HOSTS;

/// One thing that may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub label: String,
    /// What takes the place of the token.
    pub insert: String,
    pub detail: String,
    pub about: String,
    pub sort: Sign,
}

/// What it is, for the sign beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Key,
    Name,
    Value,
    Function,
}

/// What the offers are made from.
pub struct Desk<'d> {
    pub file: &'d File,
    pub known: &'d Known,
    pub calendars: &'d [String],
    pub lang: Lang,
    pub text: &'d str,
}

impl Desk<'_> {
    fn pick<'w>(&self, (zh, en): (&'w str, &'w str)) -> &'w str {
        if self.lang == Lang::Zh { zh } else { en }
    }

    /// Everything that fits at a spot with the cursor at byte `at`; the editor narrows it by what is typed.
    pub fn offers(&self, spot: &Spot, at: usize) -> (Vec<Offer>, std::ops::Range<usize>) {
        let mut list = Vec::new();
        let mut token = spot.token.clone();
        match spot.at {
            At::Header | At::Key => self.keys(spot, &mut list),
            At::Value { quoted } => {
                let meant = along(self.file, &spot.path);
                let part = self.values(&meant, spot, at, quoted, &mut list);
                token = part.unwrap_or(token);
                if !quoted {
                    for offer in list.iter_mut().filter(|offer| !matches!(offer.insert.as_str(), "true" | "false")) {
                        offer.insert = format!("\"{}\"", offer.insert);
                    }
                }
            }
        }
        let mut seen = std::collections::HashSet::new();
        list.retain(|offer| seen.insert(offer.label.clone()));
        (list, token)
    }

    fn keys(&self, spot: &Spot, list: &mut Vec<Offer>) {
        let meant = along(self.file, &spot.path);
        let header = spot.at == At::Header;
        if meant.in_condition && !meant.shapes.iter().any(|shape| matches!(shape, Shape::Table(_))) || !meant.place.is_empty() {
            self.places(&meant.place, spot.bare, list);
            return;
        }
        for table in meant.tables() {
            let fits = |key: &&Key| !header || holds_tables(&key.shape);
            list.extend(table.keys().filter(fits).map(|key| self.key(key, spot.bare && !header)));
            self.names_as_keys(table, spot.bare, list);
        }
        if meant.in_condition {
            self.places(&[], spot.bare, list);
        }
    }

    fn key(&self, key: &Key, bare: bool) -> Offer {
        let insert = match (&key.shape, bare) {
            (_, false) => key.name.to_owned(),
            (shape, true) if writes_text(shape) => format!("{} = \"", key.name),
            (Shape::Named(_) | Shape::Variants(_), true) => format!("{}.", key.name),
            (_, true) => format!("{} = ", key.name),
        };
        let about = format!("{}\n\n```toml\n{}\n```", self.pick(key.means), key.example);
        Offer { label: key.name.to_owned(), insert, detail: self.pick(key.short).to_owned(), about, sort: Sign::Key }
    }

    /// Names that stand as keys: the events of `on`, the parties of `warn`.
    fn names_as_keys(&self, table: &Table, bare: bool, list: &mut Vec<Offer>) {
        let of = match table.name {
            "constraint.on" | "mapping.events" => Of::Event,
            "warn" | "see" | "sink.to" => Of::Party,
            "test.record" | "test.records" | "test.event" | "mapping.attributes" => Of::Attribute,
            _ => return,
        };
        let key = |name: &Name| {
            let quoted = if name.id.contains('.') { format!("\"{}\"", name.id) } else { name.id.clone() };
            let insert = if bare { format!("{quoted} = ") } else { quoted };
            Offer { insert, ..self.name(name) }
        };
        list.extend(self.known.serving(of).map(key));
    }

    fn name(&self, name: &Name) -> Offer {
        let detail = format!("{} {}", self.pick(name.sort.words()), name.title);
        Offer { label: name.id.clone(), insert: name.id.clone(), detail, about: String::new(), sort: Sign::Name }
    }

    fn value(&self, word: &str, detail: &str) -> Offer {
        Offer { label: word.to_owned(), insert: word.to_owned(), detail: detail.to_owned(), about: String::new(), sort: Sign::Value }
    }

    /// The keys of a condition after `so_far`: places, or at its start conditions too.
    fn places(&self, so_far: &[String], bare: bool, list: &mut Vec<Offer>) {
        let before = so_far.join(".");
        let mut add = |path: String, detail: String| {
            let rest = if before.is_empty() { Some(path.as_str()) } else { path.strip_prefix(&before).and_then(|r| r.strip_prefix('.')) };
            if let Some(rest) = rest {
                let insert = if bare { format!("{rest} = ") } else { rest.to_owned() };
                list.push(Offer { label: rest.to_owned(), insert, detail, about: String::new(), sort: Sign::Name });
            }
        };
        if before.is_empty() {
            for name in self.known.sorted(Sort::Condition) {
                add(name.id.clone(), self.pick(name.sort.words()).to_owned());
            }
        }
        self.all_places().into_iter().for_each(|(path, detail)| add(path, detail));
    }

    /// Every place that a condition or a script may ask for.
    fn all_places(&self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for (field, zh, en) in [
            ("trigger.by", "谁做的", "who did it"),
            ("trigger.by.role", "做的人的职责", "the role of who did it"),
            ("trigger.by.level", "做的人的级别", "the level of who did it"),
            ("trigger.to", "对谁", "towards whom"),
            ("trigger.time", "几点几分", "the time of day"),
            ("trigger.date", "哪一天", "the day"),
            ("trigger.at", "什么时候", "when"),
            ("trigger.type", "什么事件", "which event"),
            ("record.kind", "记录类别", "the kind of the record"),
        ] {
            all.push((field.to_owned(), self.pick((zh, en)).to_owned()));
        }
        for name in self.known.sorted(Sort::Attribute) {
            all.push((format!("trigger.{}", name.id), name.title.clone()));
            all.push((format!("record.{}", name.id), name.title.clone()));
        }
        for name in self.known.sorted(Sort::Event) {
            all.push((format!("count.{}", name.id), name.title.clone()));
            let carried = self.known.has.iter().find(|(event, _)| *event == name.id).map(|(_, has)| has.as_slice()).unwrap_or_default();
            for start in ["last", "first"] {
                all.push((format!("{start}.{}.at", name.id), name.title.clone()));
                all.extend(carried.iter().map(|has| (format!("{start}.{}.{has}", name.id), name.title.clone())));
            }
        }
        all
    }

    /// The values of a key; the part of the token that they take the place of, where it is not all of it.
    fn values(&self, meant: &Meant, spot: &Spot, at: usize, quoted: bool, list: &mut Vec<Offer>) -> Option<std::ops::Range<usize>> {
        let typed = self.text.get(spot.token.start..at.max(spot.token.start)).unwrap_or_default();
        if quoted && let Some(brace) = typed.rfind('{').filter(|brace| !typed[*brace..].contains('}')) {
            list.extend(self.known.sorted(Sort::Parameter).map(|name| self.name(name)));
            list.extend(self.all_places().into_iter().map(|(path, detail)| self.value(&path, &detail)));
            return Some(spot.token.start + brace + 1..at);
        }
        if !meant.place.is_empty() {
            self.values_of_place(&meant.place, list);
            return None;
        }
        let mut part = None;
        for shape in &meant.shapes {
            match shape {
                Shape::Condition | Shape::Script if quoted => {
                    self.script(list);
                    part = Some(last_word(typed, spot.token.start, at));
                }
                Shape::Recipient => {
                    list.extend(self.known.serving(Of::Party).map(|name| self.name(name)));
                    for (word, zh, en) in [
                        ("trigger.by", "做触发事件的单位", "who did the trigger"),
                        ("trigger.to", "触发事件的对象", "those the trigger was towards"),
                        ("each trigger.to", "触发事件的每一个对象", "each of those"),
                    ] {
                        list.push(self.value(word, self.pick((zh, en))));
                    }
                    if let Some(comma) = typed.rfind([',', ',']) {
                        list.clear();
                        for (word, zh, en) in [("同级", "同级", "the same level"), ("上一级", "上一级", "one level up")] {
                            list.push(self.value(word, self.pick((zh, en))));
                        }
                        list.extend(self.known.sorted(Sort::Level).map(|name| self.name(name)));
                        let start = comma + typed[comma..].chars().next().map_or(1, char::len_utf8);
                        let blanks = typed[start..].len() - typed[start..].trim_start().len();
                        part = Some(spot.token.start + start + blanks..spot.token.end);
                    }
                }
                shape => self.values_of(shape, &spot.path, list),
            }
        }
        part
    }

    fn values_of(&self, shape: &Shape, path: &[String], list: &mut Vec<Offer>) {
        match shape {
            Shape::OneOf(words) => list.extend(words.iter().map(|word| self.value(word, ""))),
            Shape::Boolean => list.extend(["true", "false"].map(|word| self.value(word, ""))),
            Shape::Name(Of::Calendar) => list.extend(self.calendars.iter().map(|id| self.value(id, ""))),
            Shape::Name(Of::Reason) => list.extend(REASONS.iter().map(|(word, zh, en)| self.value(word, self.pick((zh, en))))),
            Shape::Name(Of::Policy) => list.push(self.value(&self.known.policy, "")),
            Shape::Name(of) => {
                list.extend(self.known.serving(*of).map(|name| self.name(name)));
                if *of == Of::Correlation {
                    list.push(self.value("by", self.pick(("同一个单位", "the same party"))));
                }
                if *of == Of::EventOrOutcome {
                    let words = What::ALL.iter().map(|(word, _)| *word);
                    let of_rules = self.known.sorted(Sort::Rule).flat_map(|rule| words.clone().map(move |word| (rule, word)));
                    list.extend(of_rules.map(|(rule, word)| self.value(&format!("{}.{word}", rule.id), &rule.title)));
                }
            }
            Shape::Limit | Shape::Length => self.limits(list),
            Shape::Place => {
                list.extend(self.all_places().into_iter().map(|(place, detail)| self.value(&place, &detail)));
                if path.last().is_some_and(|key| matches!(key.as_str(), "by" | "group")) {
                    list.push(self.value("light", self.pick(("灯色", "the light"))));
                }
            }
            Shape::DueDay => {
                let days = match self.lang {
                    Lang::Zh => ["期末", "周五,遇非工作日期内提前", "每月10日", "次期10日", "期后5个工作日内"],
                    Lang::En => {
                        ["period end", "Friday, roll back in period", "day 10", "day 10 after period", "5 working days after period"]
                    }
                };
                list.extend(days.map(|day| self.value(day, "")));
            }
            Shape::Light => list.extend(["10整天", "25%", "75% used", "到期日", "off"].map(|word| self.value(word, ""))),
            Shape::Warning => list.extend(["blue", "yellow", "red", "red, 3整天"].map(|word| self.value(word, ""))),
            _ => {}
        }
    }

    fn limits(&self, list: &mut Vec<Offer>) {
        let usual = match self.lang {
            Lang::Zh => {
                ["5个工作日内", "30个自然日内", "24小时内", "当日5个小时内", "次日上班后1个小时内", "4个工作小时内", "3个月内", "不限期"]
            }
            Lang::En => [
                "5 working days",
                "30 calendar days",
                "24 hours",
                "5 hours, same day",
                "1 hour after next-day opening",
                "4 working hours",
                "3 months",
                "no limit",
            ],
        };
        list.extend(usual.map(|limit| self.value(limit, "")));
        for parameter in self.known.sorted(Sort::Parameter) {
            let limit = match self.lang {
                Lang::Zh => format!("{{{}}}个工作日内", parameter.id),
                Lang::En => format!("{{{}}} working days", parameter.id),
            };
            list.push(self.value(&limit, &parameter.title));
        }
    }

    /// What a place of a condition may be.
    fn values_of_place(&self, place: &[String], list: &mut Vec<Offer>) {
        if let [name] = place
            && self.known.find(name, &[Sort::Condition]).is_some()
        {
            list.extend(["true", "false"].map(|word| self.value(word, "")));
            return;
        }
        let start = usize::from(place.first().is_some_and(|first| matches!(first.as_str(), "last" | "first"))) + 1;
        let attribute = place.get(start..).unwrap_or_default().join(".");
        match attribute.as_str() {
            "by" | "to" | "by.id" | "to.id" => list.extend(self.known.serving(Of::Party).map(|name| self.name(name))),
            "by.role" | "to.role" => {
                // the role of a party may be its own id
                list.extend(self.known.sorted(Sort::Role).chain(self.known.sorted(Sort::Party)).map(|name| self.name(name)));
            }
            "by.level" | "to.level" => list.extend(self.known.sorted(Sort::Level).map(|name| self.name(name))),
            "kind" => list.extend(self.known.sorted(Sort::Kind).map(|name| self.name(name))),
            "type" => list.extend(self.known.sorted(Sort::Event).map(|name| self.name(name))),
            _ if self.known.flags.contains(&attribute) || What::ALL.iter().any(|(word, _)| *word == attribute) => {
                list.extend(["true", "false"].map(|word| self.value(word, "")));
            }
            _ => {
                let values = self.known.values.iter().filter(|(of, ..)| *of == attribute);
                list.extend(values.map(|(_, code, title)| self.value(code, title)));
                list.push(self.value("*", self.pick(("有内容就行", "there at all"))));
            }
        }
    }

    /// What Rhai knows here.
    fn script(&self, list: &mut Vec<Offer>) {
        for host in HOSTS {
            let insert = if host.signature.starts_with(host.name) { format!("{}(", host.name) } else { host.name.to_owned() };
            let about = if host.example.is_empty() { String::new() } else { format!("```rhai\n{}\n```", host.example) };
            let detail = format!("{} — {}", host.signature, self.pick((host.zh, host.en)));
            list.push(Offer { label: host.name.to_owned(), insert, detail, about, sort: Sign::Function });
        }
        list.extend(self.known.sorted(Sort::Condition).map(|name| self.name(name)));
        list.extend(self.all_places().into_iter().map(|(place, detail)| self.value(&place, &detail)));
        list.extend(self.known.sorted(Sort::Parameter).map(|name| self.value(&format!("parameter.{}", name.id), &name.title)));
    }
}

/// The word before the cursor in a script, dots and all.
fn last_word(typed: &str, start: usize, at: usize) -> std::ops::Range<usize> {
    let word = typed
        .rfind(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.')))
        .map_or(0, |n| n + typed[n..].chars().next().map_or(1, char::len_utf8));
    start + word..at.max(start + word)
}

fn holds_tables(shape: &Shape) -> bool {
    match shape {
        Shape::Table(_) | Shape::Named(_) | Shape::Variants(_) | Shape::Condition => true,
        Shape::Several(inner) => holds_tables(inner),
        Shape::Either(several) => several.iter().any(holds_tables),
        _ => false,
    }
}

fn writes_text(shape: &Shape) -> bool {
    match shape {
        Shape::Text | Shape::Limit | Shape::Length | Shape::DueDay | Shape::Script | Shape::Name(_) | Shape::OneOf(_) => true,
        Shape::Several(inner) => writes_text(inner),
        _ => false,
    }
}
