//! A trial: an edition is compiled and its own tests are run, before anything is judged by it.

use super::edition::Edition;
use crate::diag::{Diagnostic, Faults, Level};
use crate::lang::{Bilingual, Lang};
use crate::plan::Plan;
use crate::plan::load::{load_from, own_mappings};
use crate::policy::rules::Choice;
use crate::report::excerpt::excerpt;
use crate::say;
use crate::source::{Sources, Span};
use crate::suite::Outcome;
use crate::suite::shown::{difference, place};
use crate::suite::whole::all;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

/// One thing found in an edition, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub code: &'static str,
    pub level: Level,
    /// `FILE:LINE`; empty where no file is meant.
    pub place: String,
    pub title: Bilingual,
    /// The excerpt with the place underlined, or expected beside found, without colours.
    pub text: Bilingual,
}

impl Finding {
    /// A finding that stands at no place.
    pub fn plain(code: &'static str, title: Bilingual) -> Finding {
        Finding { code, level: Level::Error, place: String::new(), text: title.clone(), title }
    }

    fn of(diagnostic: &Diagnostic, sources: &Sources) -> Finding {
        let shown = |lang| excerpt(diagnostic, sources, lang, false).to_string();
        Finding {
            code: diagnostic.code,
            level: diagnostic.level,
            place: place(diagnostic.span, sources),
            title: diagnostic.title.clone(),
            text: Bilingual { zh: shown(Lang::Zh), en: shown(Lang::En) },
        }
    }

    fn failed(span: Span, title: Bilingual, text: Bilingual, sources: &Sources) -> Finding {
        Finding { code: "test-failed", level: Level::Error, place: place(span, sources), title, text }
    }

    fn failed_test(outcome: &Outcome, sources: &Sources) -> Finding {
        let (name, title) = (&outcome.name, &outcome.title);
        let shown = |lang| outcome.failures.iter().map(|failure| difference(failure, sources, lang)).collect::<String>();
        let title = say!("测试没有通过:{name} {title}"; "a test fails: {name} {title}");
        Finding::failed(outcome.span, title, Bilingual { zh: shown(Lang::Zh), en: shown(Lang::En) }, sources)
    }
}

/// What became of a trial.
#[derive(Clone, Debug)]
pub struct Trial {
    /// None: it must not be adopted, for what is found.
    pub plan: Option<Arc<Plan>>,
    pub findings: Vec<Finding>,
}

/// A trial may take so long. Every call of a script ends by itself after so many steps; tests may be many.
pub const LONGEST: Duration = Duration::from_secs(60);

/// What a script may go down, on a thread of its own.
const STACK: usize = 8 << 20;

/// Compiles an edition under the readings chosen and runs its tests, on a thread of its own: one that takes longer than `longest` is not
/// waited for.
pub fn run(edition: &Edition, choices: &[Choice], longest: Duration) -> Trial {
    let (send, tried) = channel();
    let (edition, choices) = (edition.clone(), choices.to_vec());
    let trying = std::thread::Builder::new().name("trial".to_owned()).stack_size(STACK).spawn(move || {
        // A fault of this program, met in an edit, must not end the desk: the last good edition goes on.
        let trial = catch_unwind(AssertUnwindSafe(|| attempt(&edition, &choices))).unwrap_or_else(|_| {
            refused("program-failed", say!("程序在这一版上出错,没有采用;请报告"; "the program itself failed on this edition, which is not adopted; please report it"))
        });
        // who no longer waits needs no answer
        _ = send.send(trial);
    });
    if let Err(error) = trying {
        return Trial { plan: None, findings: vec![unreadable(&error.to_string())] };
    }
    tried.recv_timeout(longest).unwrap_or_else(|_| {
        let seconds = longest.as_secs();
        refused("trial-too-long", say!("试编译和试测试超过 {seconds} 秒,没有采用;请减少测试或简化脚本"; "its own tests take longer than {seconds} s: not adopted; write fewer tests, or simpler scripts"))
    })
}

fn refused(code: &'static str, title: Bilingual) -> Trial {
    Trial { plan: None, findings: vec![Finding::plain(code, title)] }
}

fn attempt(edition: &Edition, choices: &[Choice]) -> Trial {
    let unread = |error: std::io::Error| Trial { plan: None, findings: vec![unreadable(&error.to_string())] };
    let mut loaded = match load_from(Sources::held(edition.files.clone()), std::slice::from_ref(&edition.folder), choices) {
        Ok(loaded) => loaded,
        Err(error) => return unread(error),
    };
    let mut findings = of_faults(&loaded.faults, &loaded.sources);
    let Some(mut policy) = loaded.policies.pop() else { return Trial { plan: None, findings } };
    let Some(plan) = policy.plan.take() else { return Trial { plan: None, findings } };
    let ran = match all(&policy, &plan, &mut loaded.sources) {
        Ok(ran) => ran,
        Err(error) => return unread(error),
    };
    findings.extend(of_faults(&ran.faults, &loaded.sources));
    let mut faults = Faults::default();
    if let Err(error) = own_mappings(&edition.folder, &plan.policy.declared, &mut loaded.sources, &mut faults) {
        return unread(error);
    }
    findings.extend(of_faults(&faults, &loaded.sources));
    for (example, why) in ran.broken() {
        let text = &example.text;
        let title = say!("例子不成立:{text}"; "an example does not hold: {text}");
        findings.push(Finding::failed(example.span, title, why.clone(), &loaded.sources));
    }
    findings.extend(ran.failed().map(|outcome| Finding::failed_test(outcome, &loaded.sources)));
    findings.extend(choices.iter().filter_map(|choice| lost(choice, &plan)));
    let good = findings.iter().all(|finding| finding.level != Level::Error);
    Trial { plan: good.then(|| Arc::new(plan)), findings }
}

/// A reading that the desk was started with, and that the edited rule does not have.
fn lost(choice: &Choice, plan: &Plan) -> Option<Finding> {
    let Choice { rule, reading } = choice;
    let has = plan.policy.readings.iter().any(|known| known.rule == *rule && known.name.value == *reading);
    let ours = plan.policy.rules.iter().any(|known| known.id == *rule);
    (ours && !has).then(|| {
        Finding::plain(
            "reading-gone",
            say!("值班台以 --reading {rule}={reading} 启动,这一版的规则 {rule} 没有这个读法"; "the desk was started with --reading {rule}={reading}, which rule {rule} of this edition does not have"),
        )
    })
}

fn of_faults(faults: &Faults, sources: &Sources) -> Vec<Finding> {
    faults.sorted().into_iter().filter(|d| d.level != Level::Note).map(|d| Finding::of(d, sources)).collect()
}

/// What cannot be read just now.
pub fn unreadable(error: &str) -> Finding {
    Finding::plain("policy-unreadable", say!("读不了:{error}"; "cannot read {error}"))
}
