//! Policies as a Python object: loaded once, shared by threads, sent elsewhere as the bytes they were made from.

use crate::fault::{caught, lang, raised};
use duban::embed::{Held, Policies};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use std::path::PathBuf;
use std::sync::Arc;

/// Policies that were read and have no errors.
#[pyclass(frozen, subclass, module = "duban._duban")]
pub struct Policy {
    pub policies: Arc<Policies>,
    pub lang: duban::lang::Lang,
    #[pyo3(get, name = "lang")]
    name: String,
}

#[pymethods]
impl Policy {
    #[new]
    #[pyo3(signature = (paths, lang, files = None))]
    fn new(py: Python<'_>, paths: Vec<PathBuf>, lang: &str, files: Option<Vec<(PathBuf, Vec<u8>)>>) -> PyResult<Policy> {
        let name = lang;
        let lang = self::lang(name)?;
        let read = || match files {
            None => Policies::read(&paths, lang),
            Some(files) => Policies::of(paths, files.into_iter().collect::<Held>(), lang),
        };
        let policies = py.detach(|| caught(read)).map_err(|refused| raised(refused, lang))?;
        Ok(Policy { policies: Arc::new(policies), lang, name: name.to_owned() })
    }

    /// Id and digest of each policy, in order.
    #[getter]
    fn made(&self) -> Vec<(String, String)> {
        self.policies.made()
    }

    /// The folders, whole.
    #[getter]
    fn folders(&self) -> Vec<String> {
        self.policies.folders().iter().map(|path| path.display().to_string()).collect()
    }

    /// The bytes of every file, by whole path.
    #[getter]
    fn files<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let files = PyDict::new(py);
        for (path, bytes) in self.policies.files() {
            files.set_item(path.display().to_string(), PyBytes::new(py, bytes))?;
        }
        Ok(files)
    }
}
