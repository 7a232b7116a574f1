//! Policies as they are edited: what is on the disk is read, tried, and only then handed to the desk; of a faulty edit
//! nothing is adopted, and the last good edition stays in force, also over a restart.

pub mod edition;
pub mod kept;
pub mod settle;
pub mod thread;
pub mod told;
pub mod trial;

use super::plans::{Changes, Plans};
use crate::diag::Level;
use crate::lang::Bilingual;
use crate::plan::Plan;
use crate::policy::rules::Choice;
use crate::say;
use crate::time::Instant;
use edition::{Edition, Found};
use settle::{Pace, Settled};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use trial::Finding;

/// How a policy stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// What is on the disk is in force.
    InForce,
    /// What is on the disk is faulty; an earlier edition is in force, if there is one.
    Refused,
    /// It is on the disk no more, and in force still.
    Gone,
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            State::InForce => "in-force",
            State::Refused => "refused",
            State::Gone => "gone",
        }
    }
}

/// One policy as the desk has it, for pages, metrics and the log.
#[derive(Clone, Debug)]
pub struct Standing {
    pub name: String,
    pub state: State,
    /// The edition in force.
    pub edition: Option<Edition>,
    pub plan: Option<Arc<Plan>>,
    /// When that came into force.
    pub since: Instant,
    /// The edition last tried, and when; what was found in it.
    pub tried: Option<String>,
    pub tried_at: Instant,
    pub findings: Vec<Finding>,
}

impl Standing {
    fn new(name: &str, now: Instant) -> Standing {
        Standing {
            name: name.to_owned(),
            state: State::Refused,
            edition: None,
            plan: None,
            since: now,
            tried: None,
            tried_at: now,
            findings: Vec::new(),
        }
    }

    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.level == Level::Error).count()
    }
}

/// What pages and metrics read.
#[derive(Clone, Debug, Default)]
pub struct Standings {
    /// By name.
    pub list: Vec<Standing>,
    /// What is wrong with no policy in particular: a path that cannot be read, two folders of one name, a folder that
    /// cannot be watched.
    pub findings: Vec<Finding>,
    /// What the last swap changed, and when.
    pub last: Option<(Instant, Changes)>,
}

/// The policies as edited; what is told of the disk comes from outside, so that any order of edits can be replayed.
#[derive(Debug)]
pub struct Reload {
    choices: Vec<Choice>,
    standings: BTreeMap<String, Standing>,
    /// Since when the latest of the editions kept has been in force.
    kept_at: Instant,
}

impl Reload {
    /// Begins with the editions last good, as kept in the store with when they came into force: they are in force until better ones are found.
    pub fn new(choices: Vec<Choice>, kept: impl IntoIterator<Item = (Edition, Instant)>, now: Instant) -> Reload {
        let mut reload = Reload { choices, standings: BTreeMap::new(), kept_at: Instant::MIN };
        for (edition, since) in kept {
            reload.kept_at = reload.kept_at.max(since);
            reload.take(&edition, since);
            if reload.standings.get(&edition.name).is_some_and(|standing| standing.plan.is_some()) {
                reload.gone(&edition.name, now);
            }
        }
        reload
    }

    /// Reads the disk before anything is judged: until nothing moves there, but not longer than some seconds. What still
    /// moves then comes later, like any edit.
    pub fn begin(&mut self, paths: &[PathBuf], pace: Pace, now: Instant) -> Found {
        let mut before = Found::read(paths);
        for _ in 0..10 {
            std::thread::sleep(pace.quiet);
            let found = Found::read(paths);
            let still = found == before;
            for edition in found.editions.values().filter(|edition| before.editions.get(&edition.name) == Some(*edition)) {
                self.take(edition, now);
            }
            before = found;
            if still {
                break;
            }
        }
        before
    }

    /// Takes what has settled on the disk. Returns whether other plans are in force now.
    pub fn settle(&mut self, settled: &Settled<'_>, now: Instant) -> bool {
        let mut swapped = false;
        for edition in &settled.editions {
            swapped |= self.take(edition, now);
        }
        for name in &settled.gone {
            self.gone(name, now);
        }
        swapped
    }

    /// Lets go of the policies that are not on the disk, where all of the disk could be read.
    pub fn let_go(&mut self, found: &Found) -> bool {
        if !found.unread.is_empty() {
            return false;
        }
        let before = self.standings.len();
        self.standings.retain(|name, _| found.editions.contains_key(name));
        self.standings.len() < before
    }

    /// Every plan in force.
    pub fn plans(&self) -> Plans {
        Plans::new(self.standings.values().filter_map(|standing| standing.plan.clone()))
    }

    /// Whether other plans are in force than those that were kept.
    pub fn edited(&self) -> bool {
        self.standings.values().any(|standing| standing.plan.is_some() && standing.since > self.kept_at)
    }

    pub fn standings(&self) -> impl Iterator<Item = &Standing> {
        self.standings.values()
    }

    pub fn standing(&self, name: &str) -> Option<&Standing> {
        self.standings.get(name)
    }

    fn take(&mut self, edition: &Edition, now: Instant) -> bool {
        let standing = self.standings.entry(edition.name.clone()).or_insert_with(|| Standing::new(&edition.name, now));
        (standing.tried, standing.tried_at) = (Some(edition.digest.clone()), now);
        let same = standing.edition.as_ref().is_some_and(|known| known.digest == edition.digest);
        if same && standing.state == State::InForce {
            return false;
        }
        let trial = trial::run(edition, &self.choices, trial::LONGEST);
        standing.findings = trial.findings;
        let Some(plan) = trial.plan else {
            standing.state = State::Refused;
            return false;
        };
        standing.state = State::InForce;
        if same {
            return false;
        }
        // tests, or a calendar that it does not use: other bytes, and the same judgement
        let other = standing.plan.as_ref().is_none_or(|known| known.digest != plan.digest);
        if other {
            (standing.plan, standing.since) = (Some(plan), now);
        }
        standing.edition = Some(edition.clone());
        other
    }

    fn gone(&mut self, name: &str, now: Instant) {
        if let Some(standing) = self.standings.get_mut(name) {
            (standing.state, standing.tried, standing.tried_at) = (State::Gone, None, now);
            standing.findings = vec![Finding::plain("policy-gone", gone(name))];
        }
    }
}

/// What is wrong with no policy in particular.
pub fn at_large(found: &Found, blind: Option<&str>) -> Vec<Finding> {
    let mut list: Vec<Finding> = found.unread.iter().map(|(_, error)| trial::unreadable(error)).collect();
    list.extend(found.doubled.iter().map(|folder| doubled(folder)));
    list.extend(blind.map(|error| {
        let title =
            say!("有文件夹无法监视,改为定时查看:{error}"; "a folder cannot be watched and is looked at from time to time instead: {error}");
        Finding { level: Level::Warning, ..Finding::plain("not-watched", title) }
    }));
    list
}

fn doubled(folder: &Path) -> Finding {
    let shown = folder.display();
    Finding::plain(
        "policy-doubled",
        say!("另一个文件夹里已有同名的政策,这里的不用:{shown}"; "another folder holds a policy of this name; this one is not used: {shown}"),
    )
}

fn gone(name: &str) -> Bilingual {
    say!("磁盘上没有 {name} 了,最后一份完好的仍然生效;确实不要,请发 SIGHUP"; "{name} is not on the disk any more; the last good edition stays in force. To let it go, send SIGHUP")
}
