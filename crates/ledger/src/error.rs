//! What can go wrong with a ledger.

use rusqlite::ErrorCode;
use std::path::{Path, PathBuf};

/// A fault of the ledger file or of a request to it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// There is no such file.
    #[error("{}: there is no ledger here", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else.
    #[error("{}: not a ledger but {what}", path.display())]
    NotALedger {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        what: &'static str,
    },
    /// A newer program wrote it.
    #[error("{}: the ledger has version {found}; this program knows versions up to {known}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// An older program wrote it, and it was opened for reading only.
    #[error("{}: the ledger has the older version {found}; version {known} is needed", path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The version that is needed.
        known: i64,
    },
    /// Another program is writing to it, for longer than we waited.
    #[error("{}: the ledger is in use by another program", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be opened or made.
    #[error("{}: the ledger cannot be opened: {source}", path.display())]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// SQLite or the file system refused.
    #[error("{}: {source}", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// A stored entry cannot be understood.
    #[error("{}: {what} is damaged: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Which entry.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Several claims' ids begin so.
    #[error("several claims' ids begin with `{prefix}`: {}", ids.join(", "))]
    Ambiguous {
        /// What was asked for.
        prefix: String,
        /// Some of the ids, sorted.
        ids: Vec<String>,
    },
}

impl LedgerError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            LedgerError::Missing { .. } => "read some reports into it first, or name another file with --ledger",
            LedgerError::NotALedger { .. } => "name another file with --ledger; this one was left as it is",
            LedgerError::Newer { .. } => "use the version of the program that wrote it, or a newer one",
            LedgerError::Older { .. } => "read a report into it once: that brings it up to date",
            LedgerError::Locked { .. } => "wait until the other program has finished, then try again",
            LedgerError::CannotOpen { .. } => "does its folder exist, and may you read and write there?",
            LedgerError::Damaged { .. } => "`dateline doctor` lists all that is damaged; restore the file from a copy",
            LedgerError::Ambiguous { .. } => "give more of the id",
            LedgerError::Sqlite { source, .. } => match source.sqlite_error_code() {
                Some(ErrorCode::DiskFull) => "the disk is full; what was stored before is safe",
                Some(ErrorCode::DatabaseCorrupt) => "the file is damaged; restore it from a copy",
                Some(ErrorCode::ReadOnly) => "the file or its folder may not be written to",
                _ => return None,
            },
        };
        Some(hint.to_owned())
    }

    pub(crate) fn of_sqlite(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_path_buf();
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => LedgerError::Locked { path },
            Some(ErrorCode::NotADatabase) => LedgerError::NotALedger { path, what: "a file of another sort" },
            Some(ErrorCode::CannotOpen) => LedgerError::CannotOpen { path, source },
            _ => LedgerError::Sqlite { path, source },
        }
    }
}
