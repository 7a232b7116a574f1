//! What a run judges by: everything that is settled before the first record is read. The command and the library
//! ([`embed`](crate::embed)) both start here.

use super::asked::{Asked, Explain};
use super::mappings::{self, Mappings};
use super::progress::Progress;
use super::{Run, check_choices, check_ids};
use crate::cli::Manner;
use crate::cli::terminal::speak;
use crate::diag::{Faults, Level};
use crate::ingest::Inputs;
use crate::lang::Bilingual;
use crate::plan::Plan;
use crate::plan::load::Loaded;
use crate::plan::readings::{Reread, rereads, vocabulary};
use crate::record::Vocabulary;
use crate::report::excerpt::excerpt;
use crate::report::format::Format;
use crate::report::setting::Setting;
use crate::say;
use crate::source::Sources;
use crate::verdict::Show;
use std::path::PathBuf;
use std::sync::Arc;

/// Why nothing is judged: what is wrong in texts, each with its place, and all in a word.
#[derive(Clone, Debug)]
pub struct Refused {
    pub findings: Vec<String>,
    pub message: Bilingual,
}

impl From<Bilingual> for Refused {
    fn from(message: Bilingual) -> Refused {
        Refused { findings: Vec::new(), message }
    }
}

impl Refused {
    /// None where there are no errors among the faults.
    pub fn by(faults: &Faults, sources: &Sources, manner: Manner, message: Bilingual) -> Option<Refused> {
        let errors = faults.sorted().into_iter().filter(|fault| fault.level == Level::Error);
        let findings: Vec<String> = errors.map(|fault| excerpt(fault, sources, manner.lang, manner.error_colour)).collect();
        (!findings.is_empty()).then_some(Refused { findings, message })
    }

    /// Shows the findings to a person; the rest is for whoever ends the command.
    pub fn shown(self) -> Bilingual {
        self.findings.iter().for_each(|finding| speak(&format!("{finding}\n")));
        self.message
    }
}

/// Policies, readings and mappings of a run.
pub struct Basis<'l> {
    pub plans: Vec<&'l Plan>,
    pub rereads: Option<Vec<Vec<Reread>>>,
    pub mappings: Mappings,
    vocabularies: Vec<Vocabulary>,
}

impl<'l> Basis<'l> {
    /// Settles it; `loaded` must have been loaded under the readings asked for.
    ///
    /// # Errors
    /// Policies, readings or mappings that are wrong or do not fit each other.
    pub fn new(loaded: &'l Loaded, asked: &Asked, mappings: &[PathBuf], manner: Manner) -> Result<Basis<'l>, Refused> {
        let choices = asked.choices()?;
        no_faults(loaded, manner)?;
        let plans: Vec<&Plan> = loaded.policies.iter().filter_map(|p| p.plan.as_ref()).collect();
        check_choices(&choices, &plans)?;
        check_ids(&plans)?;
        let mut sources = loaded.sources.clone();
        let mut faults = Faults::default();
        let rereads = asked.all_readings.then(|| rereads(loaded, &choices, &mut sources, &mut faults));
        Refused::by(&faults, &sources, manner, faulty()).map_or(Ok(()), Err)?;
        let mappings = mappings::read(mappings, loaded, &mut sources, manner)?;
        let others = |n: usize| rereads.as_ref().and_then(|all| all.get(n)).map_or(&[][..], Vec::as_slice);
        let vocabularies = plans.iter().enumerate().map(|(n, plan)| vocabulary(plan, others(n))).collect();
        Ok(Basis { plans, rereads, mappings, vocabularies })
    }

    /// A run on this basis: of no files yet.
    ///
    /// # Errors
    /// An instant that is none.
    pub fn run(&self, asked: &Asked, format: &'static Format, show: Show, manner: Manner) -> Result<Run<'_>, Bilingual> {
        let as_of = asked.as_of(&self.plans)?;
        Ok(Run {
            setting: Setting {
                plans: &self.plans,
                as_of,
                since: asked.since(as_of, &self.plans)?,
                known_at: asked.as_known_at(&self.plans)?,
                show,
                readings: asked.all_readings,
                lang: manner.lang,
                colour: manner.colour,
                columns: super::columns(false),
            },
            rereads: self.rereads.as_deref(),
            vocabularies: &self.vocabularies,
            // another reading may show what the verdict's own status does not
            explain: (asked.explain == Explain::Shown && format.explains).then_some(if asked.all_readings { Show::All } else { show }),
            format,
            strict: asked.strict,
            partial: false,
            files: &[],
            inputs: Inputs::default(),
            pace: Arc::default(),
            progress: Progress::new(manner.lang),
            mappings: &self.mappings.list,
            layouts: None,
            rejects: None,
            draws: false,
            hears: None,
        })
    }
}

pub fn faulty() -> Bilingual {
    say!("政策有错误,没有评判;请先改正,duban check 会逐条列出"; "the policy has errors and nothing was judged: correct them, duban check lists every one")
}

/// A policy with errors judges nothing.
///
/// # Errors
/// They are shown as `check` shows them.
pub fn no_faults(loaded: &Loaded, manner: Manner) -> Result<(), Refused> {
    Refused::by(&loaded.faults, &loaded.sources, manner, faulty()).map_or(Ok(()), Err)
}
