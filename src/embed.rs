//! Judging inside another program: the run of `duban evaluate`, with records and report in memory.
//!
//! Nothing is printed, no signal is caught, and the file system is read only where a path is given.

pub use crate::cli::evaluate::Hears;
pub use crate::cli::evaluate::asked::{Asked, Explain, ShowArgument};
pub use crate::cli::evaluate::basis::Refused;
pub use crate::ingest::inputs::Given;
pub use crate::ingest::open::Pace;
pub use crate::report::closing::Complaint;
pub use crate::report::format::Out;
pub use crate::source::Held;
pub use crate::table::apart;

use crate::cli::check::whole::whole;
use crate::cli::evaluate::asked::shown;
use crate::cli::evaluate::basis::{Basis, no_faults};
use crate::cli::evaluate::progress::Progress;
use crate::cli::evaluate::summary::End;
use crate::cli::evaluate::{Run, pipeline};
use crate::cli::folder;
use crate::cli::merge::{Joined, part};
use crate::cli::part::Part;
use crate::cli::{Manner, terminal};
use crate::ingest::Layouts;
use crate::lang::{Bilingual, Lang};
use crate::plan::load::{Loaded, load_from};
use crate::policy::held;
use crate::policy::load::folders;
use crate::report::{findings, ndjson};
use crate::say;
use crate::source::{Shelf, Sources};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Policies by the bytes they are made from: they can be taken elsewhere and give the same verdicts there.
#[derive(Debug)]
pub struct Policies {
    folders: Vec<PathBuf>,
    files: Arc<Held>,
    /// By the readings that were chosen.
    loaded: Mutex<BTreeMap<Vec<String>, Arc<Loaded>>>,
}

impl Policies {
    /// Reads every policy at or below `paths`, each file once.
    ///
    /// # Errors
    /// A path that cannot be read or holds no policy; a policy with errors.
    pub fn read(paths: &[PathBuf], lang: Lang) -> Result<Policies, Refused> {
        let unread = |error: io::Error| Refused::from(folder::unreadable(&error));
        let mut files = Held::new();
        let mut whole = Vec::new();
        for folder in folders(&folder::meant(paths)?, &Shelf::Disk).map_err(unread)? {
            files.extend(held::read(&folder).map_err(unread)?);
            whole.push(folder.canonicalize().map_err(unread)?);
        }
        Policies::of(whole, files, lang)
    }

    /// Policies whose files are at hand, by whole path.
    ///
    /// # Errors
    /// As of [`Policies::read`].
    pub fn of(folders: Vec<PathBuf>, files: Held, lang: Lang) -> Result<Policies, Refused> {
        let policies = Policies { folders, files: Arc::new(files), loaded: Mutex::default() };
        no_faults(&*policies.loaded(&[])?, plain(lang))?;
        Ok(policies)
    }

    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    pub fn files(&self) -> &Held {
        &self.files
    }

    /// Id and digest of each, in order.
    pub fn made(&self) -> Vec<(String, String)> {
        let Ok(loaded) = self.loaded(&[]) else { return Vec::new() };
        loaded.policies.iter().filter_map(|p| p.plan.as_ref()).map(|plan| (plan.id().to_owned(), plan.digest.clone())).collect()
    }

    /// The policies under readings (`RULE=READING`), compiled once.
    fn loaded(&self, readings: &[String]) -> Result<Arc<Loaded>, Bilingual> {
        if let Some(known) = self.cache().get(readings) {
            return Ok(Arc::clone(known));
        }
        let asked = Asked { reading: readings.to_owned(), ..Asked::default() };
        let loaded = load_from(Sources::held(Arc::clone(&self.files)), &self.folders, &asked.choices()?);
        let loaded = Arc::new(loaded.map_err(|error| say!("{error}"; "{error}"))?);
        self.cache().insert(readings.to_owned(), Arc::clone(&loaded));
        Ok(loaded)
    }

    fn cache(&self) -> std::sync::MutexGuard<'_, BTreeMap<Vec<String>, Arc<Loaded>>> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is to be judged, and how.
pub struct Job {
    pub asked: Asked,
    pub mappings: Vec<PathBuf>,
    /// Files, and names of what `given` holds, in order.
    pub cases: Vec<PathBuf>,
    /// By name: told apart by their bytes, and by the ends of their names, as files are.
    pub given: Vec<(PathBuf, Given)>,
    /// Metrics give no verdicts: their partial results are to be joined.
    pub partial: bool,
    pub lang: Lang,
    /// To be told to stop.
    pub pace: Arc<Pace>,
}

/// How a run ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The exit status that the command would have.
    pub status: u8,
    /// What [`merge`] joins, as the command's `--partial` writes it; none where the run was cut short, or judged
    /// every reading.
    pub part: Option<String>,
}

/// Judges; verdicts go to `out`, byte for byte as `duban evaluate --format ndjson` writes them.
///
/// # Errors
/// Nothing was judged, or the output failed.
pub fn evaluate(policies: &Policies, job: Job, out: Out<'_>, hears: &dyn Hears) -> Result<Outcome, Refused> {
    let Job { asked, mappings, cases, given, partial, lang, pace } = job;
    let loaded = policies.loaded(&asked.reading)?;
    let basis = Basis::new(&loaded, &asked, &mappings, plain(lang))?;
    let layouts = Layouts::default();
    let format = &ndjson::FORMAT;
    let run = Run {
        partial,
        files: &cases,
        layouts: Some(&layouts),
        hears: Some(hears),
        progress: Progress::silent(lang),
        pace,
        ..basis.run(&asked, format, shown(asked.show, format, false), plain(lang))?
    };
    given.into_iter().for_each(|(name, read)| run.inputs.give(name, read));
    let end = pipeline::run(&run, asked.threads(), out).map_err(unwritten)?;
    outcome(&run, &asked.reading, &end)
}

/// Joins partial results; the verdicts of metrics go to `out`.
///
/// # Errors
/// Parts that do not belong together or to the policies; the output's.
pub fn merge(
    policies: &Policies,
    parts: &[String],
    show: Option<ShowArgument>,
    lang: Lang,
    out: Out<'_>,
    hears: &dyn Hears,
) -> Result<Outcome, Refused> {
    let named = (1..).zip(parts).map(|(n, text)| {
        let name = say!("第{n}份"; "part {n}").get(lang).to_owned();
        part(&name, text).map(|part| (name, part))
    });
    let parts: Vec<(String, Part)> = named.collect::<Result<_, _>>()?;
    let readings = parts.first().map(|(_, first)| first.readings.clone()).unwrap_or_default();
    let loaded = policies.loaded(&readings)?;
    let joined = Joined::new(&parts, &loaded, plain(lang))?;
    let format = &ndjson::FORMAT;
    let run = Run { hears: Some(hears), progress: Progress::silent(lang), ..joined.run(format, shown(show, format, false), plain(lang))? };
    let end = joined.report(&run, out).map_err(unwritten)?;
    outcome(&run, &readings, &end)
}

/// Every finding of `duban check --format json`.
///
/// # Errors
/// A path that cannot be read or holds no policy, no folder of texts.
pub fn check(paths: &[PathBuf], texts: Option<&Path>, mappings: &[PathBuf], lang: Lang) -> Result<String, Bilingual> {
    folder::of_texts(texts)?;
    let checks = whole(&folder::meant(paths)?, texts, mappings, Sources::default()).map_err(|error| folder::unreadable(&error))?;
    Ok(findings::json(&checks, lang))
}

fn outcome(run: &Run<'_>, readings: &[String], end: &End) -> Result<Outcome, Refused> {
    let part = (end.cut_short.is_none() && !run.setting.readings).then(|| serde_json::to_string(&Part::of(run, readings, end)));
    let part = part.transpose().map_err(|error| unwritten(error.into()))?;
    Ok(Outcome { status: end.status(), part })
}

fn plain(lang: Lang) -> Manner {
    Manner { lang, colour: false, error_colour: false }
}

fn unwritten(error: io::Error) -> Refused {
    terminal::unwritten(&error).into()
}
