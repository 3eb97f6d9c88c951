//! What can go wrong with an import.

use dateline_core::GazetteerError;
use std::{fmt, io, path::PathBuf};

/// Why there is no index, or no new one.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the message says it, and path and source are what they are")]
pub enum ImportError {
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{}: {source}", path.display())]
    Index { path: PathBuf, source: GazetteerError },
    #[error("{}: cannot be unpacked: {why}", path.display())]
    Zip { path: PathBuf, why: String },
    #[error("{}: {why}", path.display())]
    Input { path: PathBuf, why: String },
    #[error("{}: another import is under way", path.display())]
    Busy { path: PathBuf },
    #[error("this import has too much for one index: {0}")]
    TooMuch(&'static str),
}

impl ImportError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            ImportError::Index { source: GazetteerError::Version { .. } | GazetteerError::Folds, .. } => {
                "import the files again with `dateline gazetteer import --replace FILE...`"
            }
            ImportError::Index { .. } => {
                "remove the file, or make it anew with `dateline gazetteer import --replace FILE...`"
            }
            ImportError::Zip { .. } => "the file is damaged or was not loaded to its end: load it again",
            ImportError::Busy { .. } => "wait for it; if there is none, remove the file that is named",
            ImportError::Input { .. } => {
                "GeoNames' dumps are allCountries.zip, XX.zip and alternateNamesV2.zip; a table of your own is a .csv \
                 with a header or a .toml, see `dateline gazetteer import --help`"
            }
            ImportError::Io { .. } | ImportError::TooMuch(_) => return None,
        })
    }
}

/// A line that was left out, or is doubtful.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file, with the name within the zip file if it is one.
    pub file: String,
    /// Number of the line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.why)
    }
}
