//! `duban explain`: the whole story of one verdict, of every verdict of a record, or of why there is none.

mod search;
mod silent;

use super::evaluate::asked::threads;
use super::evaluate::basis::{self, Refused, no_faults};
use super::evaluate::stream::{self, Stream};
use super::evaluate::{self, check_choices, check_ids, choices, columns, progress, progress::Progress, summary};
use super::folder::load;
use super::terminal::{print, speak};
use super::{Manner, OK};
use crate::diag::Faults;
use crate::diag::nearest;
use crate::ingest::open::Pace;
use crate::ingest::{Inputs, Keyring, Lexicon, Reader};
use crate::lang::Bilingual;
use crate::plan::Plan;
use crate::plan::readings::{Reread, rereads, vocabulary};
use crate::record::Vocabulary;
use crate::report::story;
use crate::say;
use crate::source::Sources;
use crate::time::Instant;
use clap::{Args, ValueEnum};
use search::{Done, Search};
use serde_json::json;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;

// Arguments of `duban explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// 政策文件夹,可以多个 · policy folders; several are allowed
    #[arg(long = "policy", required = true, value_name = "PATH")]
    policies: Vec<PathBuf>,
    /// 记录的编号 · the record's id
    #[arg(long, value_name = "ID")]
    record: String,
    /// 规则的编号;不写则讲这条记录的全部结论 · the rule's id; none: every verdict of the record
    #[arg(long, value_name = "RULE")]
    rule: Option<String>,
    /// 评判的时刻,之后的事件不看;只写日期的指当日24时 · judge at this instant; a date alone means 24:00 [默认 default: now]
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// 采用某条规则的另一读法 · take another reading of a rule
    #[arg(long, value_name = "RULE=READING")]
    reading: Vec<String>,
    /// 报告格式 · format of the report
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// 表格怎样读成记录(mapping.toml);不写则用政策文件夹 mappings/ 里仅有的一份 · how tables are read as records; none: the only one in the policy's `mappings` folder
    #[arg(long = "mapping", value_name = "FILE")]
    mappings: Vec<PathBuf>,
    /// 案件导出,格式与 duban evaluate 相同;- 或不写为标准输入 · case exports, of every kind that duban evaluate reads; - or none: standard input
    #[arg(value_name = "CASES")]
    cases: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// 给人看 · for people
    Text,
    /// 一个对象 · one object
    Json,
}

/// What a search needs to know.
pub struct Run<'p> {
    pub plans: &'p [&'p Plan],
    pub rereads: &'p [Vec<Reread>],
    pub sources: &'p Sources,
    pub record: &'p str,
    pub rule: Option<&'p str>,
    pub as_of: Instant,
    pub manner: story::text::Manner,
    pub inputs: Inputs,
}

/// So many ids that may be meant are named.
const NEAR: usize = 5;

impl Explain {
    pub fn run(&self, manner: Manner) -> Result<u8, Bilingual> {
        let choices = choices(&self.reading)?;
        let loaded = load(&self.policies, &choices)?;
        no_faults(&loaded, manner).map_err(Refused::shown)?;
        let (mut sources, mut faults) = (loaded.sources.clone(), Faults::default());
        let rereads = rereads(&loaded, &choices, &mut sources, &mut faults);
        Refused::by(&faults, &sources, manner, basis::faulty()).map_or(Ok(()), |refused| Err(refused.shown()))?;
        let mappings = evaluate::mappings::read(&self.mappings, &loaded, &mut sources, manner).map_err(Refused::shown)?;
        let plans: Vec<&Plan> = loaded.policies.iter().filter_map(|p| p.plan.as_ref()).collect();
        check_choices(&choices, &plans)?;
        check_ids(&plans)?;
        self.check_rule(&plans)?;
        let as_of = self.as_of.as_ref().map_or_else(|| Ok(evaluate::now()), |text| evaluate::instant("--as-of", text, &plans))?;
        let to_terminal = io::stdout().is_terminal();
        let run = Run {
            plans: &plans,
            rereads: &rereads,
            sources: &sources,
            record: &self.record,
            rule: self.rule.as_deref(),
            as_of,
            manner: story::text::Manner { lang: manner.lang, colour: manner.colour, columns: columns(to_terminal) },
            inputs: Inputs::default(),
        };
        let sum = self.search(&run, &mappings.list, manner)?;
        if sum.found.is_empty() {
            return Err(self.nothing(&sum));
        }
        let page = match self.format {
            Form::Text => sum.found.iter().map(|found| found.text.as_str()).collect::<Vec<_>>().join("\n"),
            Form::Json => {
                let records: Vec<_> = sum.found.iter().map(|found| found.json.clone()).collect();
                serde_json::to_string_pretty(&json!({ "records": records })).unwrap_or_default() + "\n"
            }
        };
        print(&page).map(|()| OK)
    }

    fn check_rule(&self, plans: &[&Plan]) -> Result<(), Bilingual> {
        let Some(wanted) = &self.rule else { return Ok(()) };
        let rules = || plans.iter().flat_map(|plan| &plan.policy.rules);
        if rules().any(|rule| rule.id == *wanted || rule.header == *wanted) {
            return Ok(());
        }
        let ids = rules().map(|rule| rule.id.as_str());
        match nearest(wanted, ids.clone()) {
            Some(near) => Err(say!("没有规则 {wanted},是不是 {near}?"; "there is no rule {wanted}, did you mean {near}?")),
            None => {
                let mut list: Vec<&str> = ids.collect();
                list.dedup();
                let list = list.join(" ");
                Err(say!("没有规则 {wanted};有的是:{list}"; "there is no rule {wanted}; there are: {list}"))
            }
        }
    }

    fn search(&self, run: &Run<'_>, mappings: &[crate::mapping::Mapping], manner: Manner) -> Result<Done, Bilingual> {
        let vocabularies: Vec<Vocabulary> = run.plans.iter().zip(run.rereads).map(|(plan, rereads)| vocabulary(plan, rereads)).collect();
        let lexicons: Vec<Lexicon<'_>> = vocabularies.iter().map(Lexicon::new).collect();
        let keyring = Keyring::default();
        let worker = || Search::new(run, Reader::new(&lexicons), &keyring);
        let pace: Arc<Pace> = Arc::default();
        let standard = [PathBuf::from("-")];
        let stream = Stream {
            files: if self.cases.is_empty() { &standard } else { self.cases.as_slice() },
            inputs: &run.inputs,
            mappings,
            layouts: None,
            pace: &pace,
            zones: run.plans.iter().map(|plan| plan.vocabulary().zone).collect(),
            strict: false,
        };
        let shown = Progress::new(manner.lang);
        progress::heed(&pace, &shown);
        let mut sum = Done::default();
        let ended = stream::run(&stream, threads(0), &worker, &mut |done: Done| {
            sum.add(done);
            shown.show(&pace, sum.records);
            Ok((sum.stop, ()))
        });
        shown.end();
        ended.map_err(|error| say!("读不下去:{error}"; "it cannot be read on: {error}"))?;
        for error in &sum.errors {
            speak(&summary::complaint(&run.inputs, error, manner.lang).said(manner.lang));
        }
        Ok(sum)
    }

    /// The record is not there: what may be meant.
    fn nothing(&self, sum: &Done) -> Bilingual {
        let id = &self.record;
        let near: Vec<&str> = sum.near.iter().take(NEAR).map(|(_, id)| id.as_str()).collect();
        let (n, errors, list) = (sum.records, sum.unread, near.join(" "));
        let Bilingual { mut zh, mut en } = match near.is_empty() {
            true => say!("{n} 条记录里没有 {id}"; "there is no {id} among {n} records"),
            false => say!("{n} 条记录里没有 {id};相近的:{list}"; "there is no {id} among {n} records; near it: {list}"),
        };
        if errors > 0 {
            zh.push_str(&format!(";另有 {errors} 条读不出来(duban evaluate 会列出)"));
            en.push_str(&format!("; {errors} more cannot be read (duban evaluate lists them)"));
        }
        Bilingual { zh, en }
    }
}
