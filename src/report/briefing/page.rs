//! The page as plain blocks: headings, lines and tables, in the order in which a meeting goes through them.

use super::gather::{Counts, Gathered};
use super::item::{Item, Section};
use crate::lang::Lang;
use crate::report::closing::Closing;
use crate::report::moment;
use crate::report::setting::Setting;
use crate::say;

/// Up to so many items in all stand on the page itself, without an appendix.
const FEW: u64 = 20;

/// With an appendix, so many of a section stand on the page.
const URGENT: usize = 5;

/// So many bearers are counted by name.
const BEARERS: usize = 30;

/// So many data errors are told.
const ERRORS: usize = 10;

/// One piece of the page.
#[derive(Debug)]
pub enum Block {
    Title(String),
    Heading(String),
    Line(String),
    Table(Table),
    NewPage,
}

/// A table: its first column groups the rows that follow each other with the same words in it.
#[derive(Debug)]
pub struct Table {
    pub heads: Vec<String>,
    /// Shares of the width, in percent.
    pub widths: Vec<u16>,
    pub rows: Vec<Vec<String>>,
    /// Whether columns from this one on are numbers.
    pub numbers_from: usize,
}

/// Makes the page.
pub fn page(setting: &Setting<'_>, closing: &Closing<'_>, gathered: &mut Gathered) -> Vec<Block> {
    let mut maker = Maker { setting, blocks: Vec::new(), numeral: 0 };
    maker.head(closing);
    maker.counts(gathered);
    let listed: u64 = gathered.counts.iter().sum::<u64>() - gathered.counts[Section::Unknown as usize] + gathered.unknown.len() as u64;
    let many = listed > FEW;
    for section in Section::ALL {
        maker.section(section, gathered, many);
    }
    maker.errors(closing);
    maker.notices(closing);
    if many {
        maker.appendix(gathered);
    }
    maker.blocks
}

struct Maker<'r> {
    setting: &'r Setting<'r>,
    blocks: Vec<Block>,
    numeral: usize,
}

impl Maker<'_> {
    fn line(&mut self, text: String) {
        self.blocks.push(Block::Line(text));
    }

    /// A numbered heading.
    fn heading(&mut self, text: &str) {
        const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
        let number = NUMERALS.get(self.numeral).copied().unwrap_or_default();
        self.numeral += 1;
        let n = self.numeral;
        self.blocks.push(Block::Heading(self.setting.pick(say!("{number}、{text}"; "{n}. {text}"))));
    }

    fn head(&mut self, closing: &Closing<'_>) {
        let setting = self.setting;
        let zone = setting.zone();
        self.blocks.push(Block::Title(setting.pick(say!("督办简报"; "Briefing"))));
        for plan in setting.plans {
            self.line(plan.policy.declared.head.title.clone());
        }
        let (as_of, since) = (moment::as_of(setting.as_of, &zone), moment::clock(setting.since, &zone));
        let (records, verdicts) = (closing.tally.records, closing.tally.verdicts());
        self.line(setting.pick(say!(
            "截至 {as_of};本期自 {since} 起。{records} 条记录,{verdicts} 个结论。";
            "As of {as_of}; this period began {since}. {records} records, {verdicts} verdicts.")));
    }

    fn counts(&mut self, gathered: &Gathered) {
        let setting = self.setting;
        self.heading(&setting.pick(say!("总数"; "Counts")));
        let fresh = gathered.fresh;
        if fresh > 0 {
            self.line(setting.pick(say!("逾期中,本期新逾期 {fresh} 件。"; "Of those overdue, {fresh} became so in this period.")));
        }
        let mut heads = vec![setting.pick(say!("承办"; "owed by"))];
        heads.extend(Section::ALL.map(|section| setting.pick(section.short())));
        let row = |name: String, counts: &Counts| {
            let numbers = counts.iter().map(|n| if *n == 0 { "—".to_owned() } else { n.to_string() });
            std::iter::once(name).chain(numbers).collect::<Vec<_>>()
        };
        let mut rows = vec![row(setting.pick(say!("合计"; "all")), &gathered.counts)];
        let mut bearers: Vec<(&String, &Counts)> = gathered.bearers.iter().collect();
        // stable: equal ones stay in the order of their names
        bearers.sort_by_key(|(_, counts)| std::cmp::Reverse((counts[0], counts[1], counts.iter().sum::<u64>())));
        let mut others = gathered.others;
        for (n, (name, counts)) in bearers.into_iter().enumerate() {
            if n < BEARERS {
                rows.push(row(self.bearer(name), counts));
            } else {
                others.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
            }
        }
        if others.iter().any(|n| *n > 0) {
            rows.push(row(setting.pick(say!("其余"; "others")), &others));
        }
        self.blocks.push(Block::Table(Table { heads, widths: vec![30, 10, 10, 10, 10, 10, 10, 10], rows, numbers_from: 1 }));
    }

    fn bearer(&self, name: &str) -> String {
        if name.is_empty() { self.setting.pick(say!("未注明承办"; "nobody named")) } else { name.to_owned() }
    }

    fn section(&mut self, section: Section, gathered: &mut Gathered, many: bool) {
        let count = gathered.counts[section as usize];
        let title = self.setting.pick(section.title());
        self.heading(&self.setting.pick(say!("{title}({count})"; "{title} ({count})")));
        if count == 0 {
            self.line(self.setting.pick(say!("无。"; "None.")));
            return;
        }
        let most = if many { URGENT } else { usize::MAX };
        if section == Section::Unknown {
            self.unknown(gathered, most);
            return;
        }
        let (items, _) = gathered.items(section);
        let shown = items.get(..most.min(items.len())).unwrap_or(items);
        let left = count.saturating_sub(shown.len() as u64);
        self.items(section, shown);
        self.left(left, many);
    }

    fn left(&mut self, left: u64, many: bool) {
        if left > 0 && many {
            self.line(self.setting.pick(say!("另有 {left} 件,见附表。"; "{left} more: see the appendix.")));
        } else if left > 0 {
            self.line(self.setting.pick(say!("另有 {left} 件,见台账(--format xlsx)。"; "{left} more: see the ledger (--format xlsx).")));
        }
    }

    /// Items by bearer, the bearer with the most urgent one first.
    fn items(&mut self, section: Section, items: &[Item]) {
        let pick = |text| self.setting.pick(text);
        let (at, span) = match section {
            Section::Overdue => (say!("期限"; "due"), say!("逾期"; "overdue by")),
            Section::Soon | Section::Later | Section::New => (say!("期限"; "due"), say!("尚余"; "left")),
            Section::Late => (say!("办结"; "done"), say!("迟"; "late by")),
            Section::Violated | Section::Unknown => (say!("时间"; "when"), say!(""; "")),
        };
        let told = matches!(section, Section::Overdue | Section::Violated);
        let mut columns = vec![
            (pick(say!("承办"; "owed by")), 14),
            (pick(say!("记录"; "record")), 17),
            (pick(say!("事项"; "what is owed")), if told { 24 } else { 37 }),
            (pick(at), 16),
        ];
        if section != Section::Violated {
            columns.push((pick(span), if told { 12 } else { 16 }));
        }
        if told {
            columns.push((pick(say!("原因"; "reason")), if section == Section::Violated { 29 } else { 17 }));
        }
        let mut order: Vec<&str> = Vec::new();
        for item in items {
            if !order.contains(&item.bearer.as_str()) {
                order.push(&item.bearer);
            }
        }
        let mut rows = Vec::new();
        for bearer in order {
            for item in items.iter().filter(|item| item.bearer == bearer) {
                let fresh = if item.fresh { pick(say!("(新)"; " (new)")) } else { String::new() };
                let mut row = vec![self.bearer(bearer), item.record.clone(), item.what.clone(), item.at.clone()];
                if section != Section::Violated {
                    row.push(format!("{}{fresh}", item.span));
                }
                if told {
                    row.push(item.why.clone());
                }
                rows.push(row);
            }
        }
        let (heads, widths) = columns.into_iter().unzip();
        self.blocks.push(Block::Table(Table { heads, widths, rows, numbers_from: usize::MAX }));
    }

    /// What is missing, most often first.
    fn unknown(&mut self, gathered: &Gathered, most: usize) {
        let pick = |text| self.setting.pick(text);
        let heads = [say!("承办"; "owed by"), say!("事项"; "what is owed"), say!("缺什么"; "what is missing"), say!("件"; "count")];
        let heads = heads.into_iter().chain([say!("记录"; "records")]).map(pick).collect();
        let mut causes: Vec<_> = gathered.unknown.iter().collect();
        causes.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        let left = causes.len().saturating_sub(most);
        causes.truncate(most);
        let row = |((bearer, what, why), (count, records)): (&(String, String, String), &(u64, Vec<String>))| {
            let comma = if self.setting.lang == Lang::Zh { "、" } else { ", " };
            let etc = if *count > records.len() as u64 { pick(say!("等"; " …")) } else { String::new() };
            vec![self.bearer(bearer), what.clone(), why.clone(), count.to_string(), format!("{}{etc}", records.join(comma))]
        };
        let rows = causes.into_iter().map(row).collect();
        self.blocks.push(Block::Table(Table { heads, widths: vec![15, 27, 25, 8, 25], rows, numbers_from: usize::MAX }));
        if left > 0 {
            self.line(self.setting.pick(say!("另有 {left} 类,见附表。"; "{left} more kinds: see the appendix.")));
        }
    }

    fn errors(&mut self, closing: &Closing<'_>) {
        let n = closing.errors;
        if n == 0 {
            return;
        }
        self.heading(&self.setting.pick(say!("数据错误({n})"; "Data errors ({n})")));
        let listed = closing.complaints.iter().take(ERRORS);
        let rows: Vec<Vec<String>> = listed.map(|complaint| vec![complaint.place.clone(), complaint.words.clone()]).collect();
        let left = n.saturating_sub(rows.len() as u64);
        let heads = [say!("位置"; "place"), say!("说明"; "what is wrong")].map(|head| self.setting.pick(head)).to_vec();
        self.blocks.push(Block::Table(Table { heads, widths: vec![30, 70], rows, numbers_from: usize::MAX }));
        if left > 0 {
            self.line(self.setting.pick(say!("另有 {left} 处。"; "{left} more.")));
        }
        self.line(self.setting.pick(say!("相应的记录没有评判。"; "Those records were not judged.")));
    }

    fn notices(&mut self, closing: &Closing<'_>) {
        if closing.notices.is_empty() {
            return;
        }
        self.heading(&self.setting.pick(say!("说明"; "Notes")));
        closing.notices.iter().for_each(|notice| self.blocks.push(Block::Line(notice.clone())));
    }

    fn appendix(&mut self, gathered: &mut Gathered) {
        self.blocks.push(Block::NewPage);
        self.blocks.push(Block::Title(self.setting.pick(say!("附表"; "Appendix"))));
        self.numeral = 0;
        for section in Section::ALL {
            let count = gathered.counts[section as usize];
            if count == 0 {
                continue;
            }
            let title = self.setting.pick(section.title());
            self.heading(&self.setting.pick(say!("{title}({count})"; "{title} ({count})")));
            if section == Section::Unknown {
                self.unknown(gathered, usize::MAX);
                continue;
            }
            let (items, more) = gathered.items(section);
            let items = items.to_vec();
            self.items(section, &items);
            self.left(more, false);
        }
    }
}
