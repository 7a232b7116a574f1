//! Data warnings, counted together: each name once, with how often and where first.
//!
//! Of every kind the 1,000 names that sort first are kept, the rest only counted. So merging in any
//! division of the input gives the same result: a name among the first of the whole is among the first of its part.

use super::fault::{Place, cut};
use crate::diag::nearest;
use crate::lang::Bilingual;
use crate::record::{NameId, Vocabulary};
use crate::say;
use std::collections::BTreeMap;

/// So many names are kept of each kind.
pub const KEPT: usize = 1_000;

/// What is odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarningKind {
    /// An input without a record.
    EmptyInput,
    /// An input that does not say its encoding, and is not UTF-8.
    AssumedEncoding,
    /// A sheet that no mapping names.
    UnmappedSheet,
    /// A column that its mapping neither reads nor passes over by name.
    UnmappedColumn,
    /// Rows of events whose record has no row of its own.
    NoRecordRow,
    UnknownKind,
    UnknownEvent,
    UnknownAttribute,
    UnknownParty,
    /// A field of a record that this program does not know.
    RecordField,
    EventField,
    PartyField,
    /// `supersedes` names no event of the record.
    NoSuchEvent,
    /// An event's id that another of the record has.
    RepeatedEvent,
    /// An event that supersedes itself.
    SupersedesItself,
    /// An event that was entered later than the policy allows after it happened.
    LateEntry,
}

/// One warning: a name, how often, and where first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning<'w> {
    pub kind: WarningKind,
    /// None for all those beyond the names kept.
    pub name: Option<&'w str>,
    pub count: u64,
    pub first: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tally {
    count: u64,
    first: Place,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Names {
    kept: BTreeMap<Box<str>, Tally>,
    rest: Option<Tally>,
}

/// Every data warning of a run, or of a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Warnings {
    kinds: BTreeMap<WarningKind, Names>,
}

impl Warnings {
    /// Counts one; `place` is asked for the first of its name only.
    pub fn add(&mut self, kind: WarningKind, name: &str, place: impl FnOnce() -> Place) {
        let names = self.kinds.entry(kind).or_default();
        // names longer than a message shows count together
        let short = if name.len() > 60 { &cut(name) } else { name };
        match names.kept.get_mut(short) {
            Some(tally) => tally.count += 1,
            None => names.insert(short.into(), Tally { count: 1, first: place() }),
        }
    }

    /// As [`Warnings::add`], where places do not come in order: the rows of a record stand anywhere. The first is the least.
    pub fn add_at(&mut self, kind: WarningKind, name: &str, place: Place) {
        let names = self.kinds.entry(kind).or_default();
        let short = if name.len() > 60 { &cut(name) } else { name };
        match names.kept.get_mut(short) {
            Some(tally) => tally.join(Tally { count: 1, first: place }),
            None => names.insert(short.into(), Tally { count: 1, first: place }),
        }
    }

    /// Adds those of a later part of the input.
    pub fn merge(&mut self, later: Warnings) {
        for (kind, more) in later.kinds {
            let names = self.kinds.entry(kind).or_default();
            for (name, tally) in more.kept {
                match names.kept.get_mut(&name) {
                    Some(mine) => mine.join(tally),
                    None => names.insert(name, tally),
                }
            }
            if let Some(rest) = more.rest {
                names.join_rest(rest);
            }
        }
    }

    /// By kind, then by name; those beyond the names kept come last of their kind.
    pub fn iter(&self) -> impl Iterator<Item = Warning<'_>> {
        self.kinds.iter().flat_map(|(kind, names)| {
            let one = |name, tally: &Tally| Warning { kind: *kind, name, count: tally.count, first: tally.first };
            let kept = names.kept.iter().map(move |(name, tally)| one(Some(&**name), tally));
            kept.chain(names.rest.iter().map(move |tally| one(None, tally)))
        })
    }
}

impl Names {
    fn insert(&mut self, name: Box<str>, tally: Tally) {
        self.kept.insert(name, tally);
        if self.kept.len() > KEPT
            && let Some((_, last)) = self.kept.pop_last()
        {
            self.join_rest(last);
        }
    }

    fn join_rest(&mut self, tally: Tally) {
        match &mut self.rest {
            Some(rest) => rest.join(tally),
            None => self.rest = Some(tally),
        }
    }
}

impl Tally {
    fn join(&mut self, other: Tally) {
        self.count += other.count;
        self.first = self.first.min(other.first);
    }
}

impl Warning<'_> {
    /// A stable word for machines.
    pub fn code(&self) -> &'static str {
        match self.kind {
            WarningKind::EmptyInput => "empty-input",
            WarningKind::AssumedEncoding => "assumed-encoding",
            WarningKind::UnmappedSheet => "unmapped-sheet",
            WarningKind::UnmappedColumn => "unmapped-column",
            WarningKind::NoRecordRow => "no-record-row",
            WarningKind::UnknownKind => "unknown-kind",
            WarningKind::UnknownEvent => "unknown-event",
            WarningKind::UnknownAttribute => "unknown-attribute",
            WarningKind::UnknownParty => "unknown-party",
            WarningKind::RecordField | WarningKind::EventField | WarningKind::PartyField => "unknown-field",
            WarningKind::NoSuchEvent => "no-such-event",
            WarningKind::RepeatedEvent => "repeated-event",
            WarningKind::SupersedesItself => "supersedes-itself",
            WarningKind::LateEntry => "late-entry",
        }
    }

    /// The declared name nearest to an unknown one, if one is near.
    pub fn nearest<'v>(&self, vocabulary: &'v Vocabulary) -> Option<&'v str> {
        let known = |wanted: fn(crate::record::vocabulary::Known) -> bool| {
            let ids = (0..vocabulary.len()).filter_map(|n| u16::try_from(n).ok()).map(NameId);
            nearest(self.name?, ids.filter(|id| wanted(vocabulary.known(*id))).map(|id| vocabulary.name(id)))
        };
        match self.kind {
            WarningKind::UnknownKind => nearest(self.name?, vocabulary.kinds.iter().map(String::as_str)),
            WarningKind::UnknownEvent => known(|known| known.event),
            WarningKind::UnknownAttribute => known(|known| known.attribute),
            WarningKind::UnknownParty => {
                let offices = vocabulary.register.offices().iter();
                nearest(self.name?, offices.flat_map(|o| [&o.id, &o.name].into_iter().chain(&o.aliases)).map(String::as_str))
            }
            _ => None,
        }
    }

    /// What is odd and what to do.
    pub fn words(&self) -> Bilingual {
        let Some(name) = self.name else { return self.rest() };
        let count = self.count;
        match self.kind {
            WarningKind::EmptyInput => say!("里面没有记录"; "there is no record in it"),
            WarningKind::AssumedEncoding => {
                say!("不是 UTF-8,按 {name} 读了;如有乱码,请另存为 UTF-8,或在映射里写明 encoding"; "not UTF-8, read as {name}; if letters are wrong, save it as UTF-8, or name the encoding in the mapping")
            }
            WarningKind::UnmappedSheet => {
                say!("映射里没有说到工作表“{name}”,未读;要读,请在映射里加一个表"; "no mapping names the sheet `{name}`, it was not read; add a table for it to the mapping if it matters")
            }
            WarningKind::UnmappedColumn => {
                say!("映射里没有说到列“{name}”,未读;要读,请在映射里写上,不要读就写进 ignore"; "the mapping does not mention the column `{name}`, it was not read; map it, or name it under `ignore`")
            }
            WarningKind::NoRecordRow => {
                say!("{count} 条记录只有事件的行,没有自己的行,照事件评判;请核对编号,或补上它们的行"; "{count} records have rows of events and none of their own, and were judged by those; check the ids, or add their rows")
            }
            WarningKind::UnknownKind => {
                say!("办法没有声明记录种类“{name}”({count} 次);请核对 kind"; "the policy declares no kind of record `{name}` ({count} times); check `kind`")
            }
            WarningKind::UnknownEvent => {
                say!("办法没有声明事件“{name}”({count} 次),没有规则会看到它;请核对 type"; "the policy declares no event `{name}` ({count} times), no rule sees it; check `type`")
            }
            WarningKind::UnknownAttribute => {
                say!("办法没有声明属性“{name}”({count} 次),没有规则会看到它;请核对名称"; "the policy declares no attribute `{name}` ({count} times), no rule sees it; check the name")
            }
            WarningKind::UnknownParty => {
                say!("办法没有声明单位或角色“{name}”({count} 次);请核对,或在办法里加为别名"; "the policy declares no party or role `{name}` ({count} times); check it, or add it there as an alias")
            }
            WarningKind::RecordField => {
                say!("记录没有“{name}”这一字段({count} 次),未读;属性要写在 attributes 里"; "a record has no field `{name}` ({count} times), it was not read; attributes go under `attributes`")
            }
            WarningKind::EventField => {
                say!("事件没有“{name}”这一字段({count} 次),未读;事件的属性要写在它的 attributes 里"; "an event has no field `{name}` ({count} times), it was not read; its attributes go under `attributes`")
            }
            WarningKind::PartyField => {
                say!("by、to 里没有“{name}”这一字段({count} 次),未读;可写 id、name、role、level"; "a party has no field `{name}` ({count} times), it was not read; it takes id, name, role, level")
            }
            WarningKind::NoSuchEvent => {
                say!("supersedes 所指的事件“{name}”不在本记录里({count} 次),什么也没有替换;请核对编号"; "`supersedes` names `{name}`, which is no event of its record ({count} times); nothing was replaced: check the id")
            }
            WarningKind::RepeatedEvent => {
                say!("同一记录里有几个事件编号都是“{name}”({count} 次);请各用各的编号"; "several events of one record have the id `{name}` ({count} times); give each its own")
            }
            WarningKind::SupersedesItself => {
                say!("事件“{name}”写明替换它自己({count} 次),未作替换;请核对 supersedes"; "event `{name}` supersedes itself ({count} times); nothing was replaced: check `supersedes`")
            }
            WarningKind::LateEntry => {
                say!("事件“{name}”发生很久以后才录入({count} 次),超过办法允许的时间(late_entry);请核对"; "event `{name}` was entered long after it happened ({count} times), later than the policy allows (`late_entry`); check it")
            }
        }
    }

    fn rest(&self) -> Bilingual {
        let (count, code) = (self.count, self.code());
        say!("同类提示({code})还有 {count} 次,名称太多,不一一列出"; "{count} more warnings of this kind ({code}), of too many names to list")
    }
}
