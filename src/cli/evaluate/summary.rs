//! The end of a run in words and places: data errors, warnings, what was not judged. What the report does not hold
//! is said on standard error.

use super::Run;
use crate::cli::{FAULTY, OK, VIOLATIONS};
use crate::engine::Partial;
use crate::ingest::{DataError, Inputs, Notice, Place, Rejected, Warning, Warnings};
use crate::lang::{Bilingual, Lang};
use crate::plan::Plan;
use crate::policy::rule::Duty;
use crate::report::chart::Chart;
use crate::report::chart::counts::Counts;
use crate::report::closing::{Closing, Complaint, Remark};
use crate::report::format::Holds;
use crate::report::tally::Tally;
use crate::report::{moment, words};
use crate::say;
use crate::verdict::group::Metrics;

/// So many data errors are shown, the rest is counted.
pub const SHOWN: usize = 1_000;

/// How a run ended.
#[derive(Debug, Default)]
pub struct End {
    pub tally: Tally,
    /// The same without the verdicts of groups.
    pub of_records: Tally,
    pub errors: u64,
    /// What charts are drawn from, and the charts; empty unless any are asked for.
    pub counts: Counts,
    pub charts: Vec<Chart>,
    /// What the records add to metrics, by policy.
    pub partials: Vec<Partial>,
    /// The same under each of the other readings.
    pub reread: Vec<Vec<Partial>>,
    /// What the metrics came to, by policy; empty where the partial results are kept apart.
    pub metrics: Vec<Metrics>,
    /// Where the run was asked to stop; what follows was not read.
    pub cut_short: Option<Place>,
}

impl End {
    /// The exit status of the command.
    pub fn status(&self) -> u8 {
        match (self.errors, self.tally.violations()) {
            _ if self.cut_short.is_some() => FAULTY,
            (1.., _) => FAULTY,
            (_, 1..) => VIOLATIONS,
            _ => OK,
        }
    }
}

/// Data errors, said as they come where the report does not hold them.
#[derive(Debug, Default)]
pub struct Complaints {
    kept: Vec<Complaint>,
    notices: Vec<Remark>,
}

impl Complaints {
    pub fn take(&mut self, run: &Run<'_>, errors: &[DataError], rejected: &[Rejected]) {
        for error in errors {
            if let Some(hears) = run.hears {
                let was = rejected.iter().find(|rejected| rejected.place() == error.place).map(Rejected::text);
                hears.error(complaint(&run.inputs, error, run.setting.lang), was);
                continue;
            }
            if self.kept.len() >= SHOWN {
                return;
            }
            let complaint = complaint(&run.inputs, error, run.setting.lang);
            if run.format.holds != Holds::Everything {
                run.say(&complaint.said(run.setting.lang));
            }
            self.kept.push(complaint);
        }
    }

    /// Keeps what whoever runs this ought to know, for the end of the report.
    pub fn note(&mut self, run: &Run<'_>, notices: Vec<Notice>) {
        let room = SHOWN.saturating_sub(self.notices.len());
        self.notices.extend(notices.into_iter().take(room).map(|notice| Remark {
            code: notice.code,
            name: None,
            count: 1,
            first: place(run, notice.place),
            words: run.setting.pick(notice.words),
        }));
    }
}

/// A data error in words.
pub fn complaint(inputs: &Inputs, error: &DataError, lang: Lang) -> Complaint {
    Complaint {
        code: error.fault.code(),
        file: Some(inputs.name(error.place.input).path()),
        line: error.place.line,
        column: error.place.column,
        place: inputs.shown(error.place, lang),
        words: error.fault.words().get(lang).to_owned(),
        also: error.fault.also().map(|also| inputs.shown(also, lang)),
    }
}

/// A place as people find it.
pub(super) fn place(run: &Run<'_>, place: Place) -> String {
    run.inputs.shown(place, run.setting.lang)
}

fn remark(inputs: &Inputs, warning: &Warning<'_>, lang: Lang) -> Remark {
    Remark {
        code: warning.code(),
        name: warning.name.map(str::to_owned),
        count: warning.count,
        first: inputs.shown(warning.first, lang),
        words: warning.words().get(lang).to_owned(),
    }
}

/// A data warning in words, with the name that may be meant.
pub fn warned(plans: &[&Plan], inputs: &Inputs, warning: &Warning<'_>, lang: Lang) -> String {
    let Remark { code, count, first, mut words, .. } = remark(inputs, warning, lang);
    let near = plans.iter().find_map(|plan| warning.nearest(plan.vocabulary()));
    if let Some(near) = near {
        words.push_str(say!(",是不是 {near}?"; ", did you mean {near}?").get(lang));
    }
    say!("数据提示[{code}]: {words}(共 {count} 处,首见 {first})"; "data warning[{code}]: {words} ({count} times, first at {first})")
        .get(lang)
        .to_owned()
}

/// That there are more data errors than are shown.
pub fn unlisted(errors: u64) -> Option<Bilingual> {
    let more = errors.checked_sub(SHOWN as u64).filter(|more| *more > 0)?;
    Some(say!("另有 {more} 处数据错误没有列出"; "{more} more data errors are not listed"))
}

/// The rules that were read and not judged, by id.
fn unjudged(run: &Run<'_>) -> Vec<String> {
    let rules = run.setting.plans.iter().flat_map(|p| &p.policy.rules);
    rules.filter(|r| matches!(r.duty, Duty::Unjudged)).map(|r| r.id.clone()).collect()
}

/// What the report needs to know of the end.
pub fn closing<'c>(run: &Run<'_>, end: &'c End, complaints: &'c Complaints, warnings: &Warnings) -> Closing<'c> {
    let of_verdicts = end.tally.warnings.iter().map(|(code, (count, first))| Remark {
        code,
        name: None,
        count: *count,
        first: first.clone(),
        words: words::warning(code, run.setting.lang).to_owned(),
    });
    Closing {
        tally: &end.tally,
        metrics: &end.metrics,
        charts: &end.charts,
        complaints: &complaints.kept,
        errors: end.errors,
        remarks: complaints
            .notices
            .iter()
            .cloned()
            .chain(warnings.iter().map(|warning| remark(&run.inputs, &warning, run.setting.lang)))
            .chain(of_verdicts)
            .collect(),
        notices: notices(run, end, complaints, warnings),
        not_judged: unjudged(run),
        cut_short: end.cut_short.map(|at| place(run, at)),
    }
}

/// Says what a report that holds nothing but verdicts leaves out.
pub fn say_rest(run: &Run<'_>, closing: &Closing<'_>) {
    if run.format.holds == Holds::Nothing {
        run.say(&closing.summed_up(&run.setting));
        closing.notices.iter().for_each(|line| run.say(line));
    }
}

fn notices(run: &Run<'_>, end: &End, complaints: &Complaints, warnings: &Warnings) -> Vec<String> {
    let setting = &run.setting;
    let cut = end.cut_short.map(|at| place(run, at));
    let cut = cut.map(|at| {
        setting.pick(say!("运行被中断:{at} 起没有读,也没有评判"; "the run was cut short: nothing was read or judged from {at} on"))
    });
    let noted = complaints
        .notices
        .iter()
        .map(|Remark { code, first, words, .. }| setting.pick(say!("提示[{code}]: {first}:{words}"; "notice[{code}]: {first}: {words}")));
    let mut lines: Vec<String> = cut
        .into_iter()
        .chain(noted)
        .chain(warnings.iter().map(|warning| warned(run.setting.plans, &run.inputs, &warning, run.setting.lang)))
        .collect();
    for (code, (count, first)) in &end.tally.warnings {
        let said = words::warning(code, setting.lang);
        lines.push(setting.pick(
            say!("数据提示[{code}]: {said}({count} 个结论,首见记录 {first})"; "data warning[{code}]: {said} ({count} verdicts, first in record {first})")));
    }
    if let Some(at) = setting.known_at {
        let at = moment::as_of(at, &setting.zone());
        lines.push(setting.pick(say!("只看 {at} 以前录入的事件"; "without what was entered after {at}")));
    }
    if setting.readings {
        let n = end.tally.contested;
        lines.push(setting.pick(say!("{n} 个结论取决于怎样读条文"; "{n} verdicts depend on how the clause is read")));
    }
    // a report that lists them needs no word that it does
    if end.errors > 0 && run.format.holds != Holds::Everything {
        let n = end.errors;
        lines.push(
            setting.pick(say!("{n} 处数据错误,相应的记录没有评判(见上)"; "{n} data errors: those records were not judged (see above)")),
        );
    }
    lines.extend(unlisted(end.errors).map(|words| setting.pick(words)));
    let rules = unjudged(run);
    if !rules.is_empty() {
        let list = rules.join(" ");
        lines.push(setting.pick(say!("这一版还不评判的规则:{list}"; "rules that this version does not judge yet: {list}")));
    }
    lines
}
