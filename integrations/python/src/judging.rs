//! A run in the background: Python puts records in and takes verdicts out, in whatever rhythm.

use crate::fault::{caught, lang, raised};
use crate::pipe::{LOOK, Mouth, Pipe};
use crate::policy::Policy;
use duban::embed::{self, Asked, Complaint, Explain, Given, Hears, Job, Outcome, Pace, Refused, ShowArgument};
use duban::lang::Lang;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// What comes out of a run while it goes on, and at its end.
#[derive(Default)]
struct Heard {
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Default)]
struct State {
    text: Vec<u8>,
    /// Data errors, an object a line.
    errors: Vec<u8>,
    told: Option<String>,
    end: Option<Result<Outcome, Refused>>,
    /// The end was asked for, and is told once.
    finished: bool,
}

impl Heard {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hears for Heard {
    fn error(&self, complaint: Complaint, record: Option<String>) {
        let Complaint { code, file, line, column, place, words, also } = complaint;
        let some = |n: u64| (n > 0).then_some(n);
        let error = json!({
            "code": code, "file": file, "line": some(line), "column": some(u64::from(column)), "place": place,
            "message": words, "also": also, "record": record,
        });
        let mut state = self.state();
        // writing to memory does not fail
        _ = writeln!(state.errors, "{error}");
    }

    fn end(&self, told: Value) {
        self.state().told = Some(told.to_string());
    }
}

/// Where verdicts are written to.
struct Text(Arc<Heard>);

impl Write for Text {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.state().text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a run came to.
#[pyclass(frozen, get_all, module = "duban._duban")]
pub struct Judged {
    /// The exit status that the command would have.
    status: u8,
    /// As of `duban evaluate --partial`; None where it would not be whole.
    partial: Option<String>,
    /// JSON: `as_of`, `policies`, `warnings`, `metrics`, `summary`, `notices`.
    told: String,
}

/// A run. Inputs are fed in their order, each is closed, then the run is finished.
#[pyclass(frozen, module = "duban._duban")]
pub struct Judging {
    pipes: Vec<Arc<Pipe>>,
    heard: Arc<Heard>,
    pace: Arc<Pace>,
    lang: Lang,
}

#[pymethods]
impl Judging {
    /// Starts it. `names` are those of the inputs that are fed, and whether they hold a record a line; `paths` files,
    /// read after them.
    #[new]
    #[pyo3(signature = (policy, *, names, paths, as_of, as_known_at, show, explain, readings, all_readings, threads, strict, mappings, partial, lang))]
    #[allow(clippy::too_many_arguments, reason = "the options of the command, by name")]
    fn new(
        policy: &Policy,
        names: Vec<(PathBuf, bool)>,
        paths: Vec<PathBuf>,
        as_of: Option<String>,
        as_known_at: Option<String>,
        show: &str,
        explain: &str,
        readings: Vec<String>,
        all_readings: bool,
        threads: usize,
        strict: bool,
        mappings: Vec<PathBuf>,
        partial: bool,
        lang: &str,
    ) -> PyResult<Judging> {
        let lang = self::lang(lang)?;
        let asked = Asked {
            as_of,
            as_known_at,
            show: Some(self::show(show)?),
            explain: self::explain(explain)?,
            reading: readings,
            all_readings,
            threads,
            strict,
            ..Asked::default()
        };
        let pipes: Vec<Arc<Pipe>> = names.iter().map(|_| Arc::default()).collect();
        let given = |((name, lines), pipe): (&(PathBuf, bool), &Arc<Pipe>)| {
            (name.clone(), Given { read: Box::new(Mouth::of(Arc::clone(pipe))), lines: *lines })
        };
        let given = names.iter().zip(&pipes).map(given).collect();
        let (heard, pace) = (Arc::<Heard>::default(), Arc::<Pace>::default());
        let cases = names.into_iter().map(|(name, _)| name).chain(paths).collect();
        let job = Job { asked, mappings, cases, given, partial, lang, pace: Arc::clone(&pace) };
        let (policies, hears) = (Arc::clone(&policy.policies), Arc::clone(&heard));
        let judge = move || {
            let out = Box::new(Text(Arc::clone(&hears)));
            let end = caught(|| embed::evaluate(&policies, job, out, &*hears));
            hears.state().end = Some(end);
            hears.ended.notify_all();
        };
        thread::Builder::new().name("duban".to_owned()).spawn(judge)?;
        Ok(Judging { pipes, heard, pace, lang })
    }

    /// Puts bytes into an input, waiting while much is there already; False once nobody reads it any longer.
    fn feed(&self, py: Python<'_>, input: usize, bytes: &[u8]) -> PyResult<bool> {
        let pipe = self.pipe(input)?;
        if pipe.is_closed() {
            return Err(over());
        }
        let mut piece = bytes.to_vec();
        loop {
            match py.detach(|| pipe.put(piece)) {
                Ok(()) => return Ok(self.heard.state().end.is_none()),
                Err(back) => piece = back,
            }
            self.interrupted(py)?;
        }
    }

    /// Ends an input.
    fn close(&self, input: usize) -> PyResult<()> {
        self.pipe(input)?.close();
        Ok(())
    }

    /// The lines of verdicts that have come since.
    fn take<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let text = std::mem::take(&mut self.heard.state().text);
        PyBytes::new(py, &text)
    }

    /// The data errors that have come since, an object a line.
    fn errors<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let errors = std::mem::take(&mut self.heard.state().errors);
        PyBytes::new(py, &errors)
    }

    /// Waits for the end.
    fn finish(&self, py: Python<'_>) -> PyResult<Judged> {
        if std::mem::replace(&mut self.heard.state().finished, true) {
            return Err(over());
        }
        self.pipes.iter().for_each(|pipe| pipe.close());
        let wait = || {
            let wait = self.heard.ended.wait_timeout_while(self.heard.state(), LOOK, |state| state.end.is_none());
            let (mut state, _) = wait.unwrap_or_else(PoisonError::into_inner);
            state.end.take().map(|end| (end, state.told.take()))
        };
        loop {
            if let Some((end, told)) = py.detach(wait) {
                return judged(end, told, self.lang);
            }
            self.interrupted(py)?;
        }
    }

    /// Stops it: what is not judged yet is not judged.
    fn stop(&self) {
        self.pace.stop();
        self.pipes.iter().for_each(|pipe| pipe.close());
    }
}

impl Judging {
    fn pipe(&self, input: usize) -> PyResult<&Pipe> {
        self.pipes.get(input).map(Arc::as_ref).ok_or_else(|| PyRuntimeError::new_err(format!("no input {input}")))
    }

    /// # Errors
    /// Somebody pressed Ctrl-C: the run ends too.
    fn interrupted(&self, py: Python<'_>) -> PyResult<()> {
        py.check_signals().inspect_err(|_| self.stop())
    }
}

impl Drop for Judging {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Joins partial results; the verdicts of metrics beside what it came to.
#[pyfunction]
#[pyo3(signature = (policy, partials, show, lang))]
pub fn merge<'py>(
    py: Python<'py>,
    policy: &Policy,
    partials: Vec<String>,
    show: &str,
    lang: &str,
) -> PyResult<(Judged, Bound<'py, PyBytes>)> {
    let lang = self::lang(lang)?;
    let show = self::show(show)?;
    let heard = Arc::<Heard>::default();
    let out = Box::new(Text(Arc::clone(&heard)));
    let end = py.detach(|| caught(|| embed::merge(&policy.policies, &partials, Some(show), lang, out, &*heard)));
    let told = heard.state().told.take();
    let judged = judged(end, told, lang)?;
    let text = std::mem::take(&mut heard.state().text);
    Ok((judged, PyBytes::new(py, &text)))
}

/// Nothing more goes in or comes out.
fn over() -> PyErr {
    PyValueError::new_err("the run is finished or stopped: begin another one / 已经结束或停止:请另起一次")
}

fn judged(end: Result<Outcome, Refused>, told: Option<String>, lang: Lang) -> PyResult<Judged> {
    let Outcome { status, part } = end.map_err(|refused| raised(refused, lang))?;
    Ok(Judged { status, partial: part, told: told.unwrap_or_else(|| "{}".to_owned()) })
}

fn show(word: &str) -> PyResult<ShowArgument> {
    match word {
        "violations" => Ok(ShowArgument::Violations),
        "open" => Ok(ShowArgument::Open),
        "all" => Ok(ShowArgument::All),
        _ => {
            Err(PyValueError::new_err(format!("show: {word:?}: write \"violations\", \"open\" or \"all\" / 应写 violations、open 或 all")))
        }
    }
}

fn explain(word: &str) -> PyResult<Explain> {
    match word {
        "shown" => Ok(Explain::Shown),
        "never" => Ok(Explain::Never),
        _ => Err(PyValueError::new_err(format!("explain: {word:?}: write \"shown\" or \"never\" / 应写 shown 或 never"))),
    }
}
