//! What can go wrong with a ledger.

use std::path::PathBuf;

/// A fault of the ledger file or of a request to it.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// There is no such file.
    #[error("{path}: no ledger here")]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// SQLite or the file system refused.
    #[error("{path}: {source}")]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
}

impl LedgerError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<String> {
        None
    }
}
