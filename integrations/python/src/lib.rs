//! duban for Python: what `duban/*.py` builds on. Python hands over bytes and takes bytes; records are judged in threads
//! of their own, so that the interpreter is free meanwhile and Ctrl-C is heard.

mod fault;
mod judging;
mod pipe;
mod policy;

use duban::embed::{self, apart};
use pyo3::prelude::*;
use std::ffi::OsString;
use std::path::PathBuf;

/// Every finding about policies, as the JSON that `duban check --format json` writes.
#[pyfunction]
#[pyo3(signature = (paths, sources, mappings, lang))]
fn check(py: Python<'_>, paths: Vec<PathBuf>, sources: Option<PathBuf>, mappings: Vec<PathBuf>, lang: &str) -> PyResult<String> {
    let lang = fault::lang(lang)?;
    let checked = py.detach(|| fault::caught(|| embed::check(&paths, sources.as_deref(), &mappings, lang).map_err(Into::into)));
    checked.map_err(|refused| fault::raised(refused, lang))
}

/// Names the interpreter that is started, with arguments, to read workbooks apart.
#[pyfunction]
fn read_by(program: PathBuf, arguments: Vec<OsString>) {
    apart::Reader { program, arguments }.name();
}

/// Reads the workbook at standard input for the process that started this one.
#[pyfunction]
fn read_apart(py: Python<'_>) -> u8 {
    py.detach(apart::child::run)
}

#[pymodule]
fn _duban(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("VERSION", env!("CARGO_PKG_VERSION"))?;
    module.add("Error", module.py().get_type::<fault::Error>())?;
    module.add("PolicyError", module.py().get_type::<fault::PolicyError>())?;
    module.add_class::<policy::Policy>()?;
    module.add_class::<judging::Judging>()?;
    module.add_class::<judging::Judged>()?;
    module.add_function(wrap_pyfunction!(judging::merge, module)?)?;
    module.add_function(wrap_pyfunction!(check, module)?)?;
    module.add_function(wrap_pyfunction!(read_by, module)?)?;
    module.add_function(wrap_pyfunction!(read_apart, module)?)
}
