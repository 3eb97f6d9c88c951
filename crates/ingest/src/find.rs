//! Which files to read.

use crate::Failure;
use std::path::PathBuf;

/// Where bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file; its ending tells the format.
    File(PathBuf),
    /// Standard input, given as `-`.
    Stdin,
}

impl Input {
    /// The path as given, or `-`.
    pub fn name(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
            Input::Stdin => "-".to_owned(),
        }
    }
}

/// Lists the files to read.
pub fn find(paths: &[PathBuf]) -> (Vec<Input>, Vec<Failure>) {
    (paths.iter().cloned().map(Input::File).collect(), Vec::new())
}
