//! What becomes a Python exception. No panic crosses: it is told as an error like any other.

use duban::embed::Refused;
use duban::lang::{Bilingual, Lang};
use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyValueError};
use pyo3::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

create_exception!(duban, Error, PyException, "Nothing was judged; the message says why and what to do.");
create_exception!(duban, PolicyError, Error, "A policy or a mapping is wrong. `findings`: each with its place, as `duban check` shows it.");

/// `zh` or `en`.
pub fn lang(name: &str) -> PyResult<Lang> {
    match name {
        "zh" => Ok(Lang::Zh),
        "en" => Ok(Lang::En),
        other => Err(PyValueError::new_err(format!("lang: {other:?}: write \"zh\" or \"en\" / 应写 \"zh\" 或 \"en\""))),
    }
}

/// The exception for a refusal.
pub fn raised(refused: Refused, lang: Lang) -> PyErr {
    let Refused { findings, message } = refused;
    let message = message.get(lang).to_owned();
    if findings.is_empty() {
        return Error::new_err(message);
    }
    let text = findings.iter().map(|finding| format!("{finding}\n\n")).collect::<String>() + message.as_str();
    Python::attach(|py| {
        let error = PolicyError::new_err(text);
        _ = error.value(py).setattr("findings", findings);
        error
    })
}

/// Runs what judges; a panic in it is a refusal.
///
/// # Errors
/// What it refuses, or that it failed.
pub fn caught<T>(work: impl FnOnce() -> Result<T, Refused>) -> Result<T, Refused> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied()).unwrap_or("?");
        Err(Refused::from(Bilingual {
            zh: format!("duban 内部出错,没有结果,请连同数据报告:{said}"),
            en: format!("duban failed inside and has no result; please report it with the data: {said}"),
        }))
    })
}
