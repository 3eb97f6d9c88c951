//! The ledger.

use crate::LedgerError;
use dateline_core::{Claim, report::Report};
use jiff::Timestamp;
use std::path::Path;

/// One report as it was read: what [`Ledger::put`] takes.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The report.
    pub report: Report,
    /// The bytes it was made from.
    pub original: Vec<u8>,
    /// `text/html`, ...
    pub media_type: String,
    /// The claims read off it.
    pub claims: Vec<Claim>,
    /// Version of the rules and models that read it; another version supersedes the reading.
    pub reader: String,
}

/// What [`Ledger::put`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stored {
    /// Reports that the ledger did not know.
    pub new: usize,
    /// Known reports whose content has changed.
    pub new_revisions: usize,
    /// Known revisions that were read with another reader.
    pub reread: usize,
    /// Known revisions, read with the same reader: nothing was written.
    pub unchanged: usize,
}

/// One revision of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Its hash.
    pub revision: String,
    /// Hash of the bytes it was made from.
    pub source_hash: String,
    /// When it was first read.
    pub captured: Timestamp,
    /// Versions of the readers that read it, oldest first; the claims are those of the last.
    pub readers: Vec<String>,
}

/// The bytes a revision was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    /// `text/html`, ...
    pub media_type: String,
}

/// How much there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Reports.
    pub reports: u64,
    /// Their revisions.
    pub revisions: u64,
    /// Claims in force: those of the latest reading of every revision.
    pub claims: u64,
    /// Claims of superseded readings.
    pub superseded_claims: u64,
    /// Decisions.
    pub decisions: u64,
    /// Inputs that failed.
    pub failures: u64,
}

/// A decision to record: a merge of two actors, a split, a retraction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDecision {
    /// What sort: `merge`, `retract`, ...
    pub kind: String,
    /// What was decided, in a form that its kind defines.
    pub payload: String,
    /// Who decided.
    pub who: String,
    /// When.
    pub at: Timestamp,
}

/// A recorded decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its number, from 1, in the order of recording.
    pub number: i64,
    /// What was decided.
    pub decision: NewDecision,
}

/// An input that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFailure {
    /// Path, or path and line.
    pub input: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// A logged failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedFailure {
    /// Its number, from 1, in the order of logging.
    pub number: i64,
    /// What failed.
    pub failure: NewFailure,
}

/// One finding of [`Ledger::check`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was checked, in a few words.
    pub what: String,
    /// What is wrong, a line each; empty if all is well.
    pub faults: Vec<String>,
}

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {}

impl Ledger {
    /// Opens the ledger at `path`; makes it if there is none, and brings an older one up to date.
    pub fn open(_path: &Path) -> Result<Self, LedgerError> {
        Ok(Self {})
    }

    /// Opens an existing ledger for reading.
    pub fn open_read_only(_path: &Path) -> Result<Self, LedgerError> {
        Ok(Self {})
    }

    /// A ledger that lives as long as this value.
    pub fn in_memory() -> Result<Self, LedgerError> {
        Ok(Self {})
    }

    /// Stores a batch, all or nothing.
    pub fn put(&mut self, _entries: &[Entry]) -> Result<Stored, LedgerError> {
        Ok(Stored::default())
    }

    /// Every revision of every report without its text (`text` is empty), by publication date, id and capture.
    pub fn reports(&self) -> Result<Vec<Report>, LedgerError> {
        Ok(Vec::new())
    }

    /// One revision of a report with its text; the latest revision if none is named.
    pub fn report(&self, _id: &str, _revision: Option<&str>) -> Result<Option<Report>, LedgerError> {
        Ok(None)
    }

    /// The revisions of a report, oldest first.
    pub fn revisions(&self, _id: &str) -> Result<Vec<Revision>, LedgerError> {
        Ok(Vec::new())
    }

    /// The bytes a revision was made from; the latest revision if none is named.
    pub fn original(&self, _id: &str, _revision: Option<&str>) -> Result<Option<Original>, LedgerError> {
        Ok(None)
    }

    /// The claims of the latest reading of every revision, by publication date, report, position and id.
    pub fn claims(&self) -> Result<Vec<Claim>, LedgerError> {
        Ok(Vec::new())
    }

    /// The claims of one report, all revisions, in the order of [`Ledger::claims`].
    pub fn claims_of(&self, _report: &str) -> Result<Vec<Claim>, LedgerError> {
        Ok(Vec::new())
    }

    /// The claim with this id or the one whose id begins so; an error if several do.
    pub fn claim(&self, _id: &str) -> Result<Option<Claim>, LedgerError> {
        Ok(None)
    }

    /// How much there is.
    pub fn stats(&self) -> Result<Stats, LedgerError> {
        Ok(Stats::default())
    }

    /// Records a decision and returns its number.
    pub fn decide(&mut self, _decision: &NewDecision) -> Result<i64, LedgerError> {
        Ok(0)
    }

    /// All decisions in the order of recording.
    pub fn decisions(&self) -> Result<Vec<Decision>, LedgerError> {
        Ok(Vec::new())
    }

    /// Logs inputs that failed.
    pub fn log_failures(&mut self, _failures: &[NewFailure]) -> Result<(), LedgerError> {
        Ok(())
    }

    /// All logged failures in the order of logging.
    pub fn failures(&self) -> Result<Vec<LoggedFailure>, LedgerError> {
        Ok(Vec::new())
    }

    /// Checks the file, the schema, and that every claim's quote stands in its report's text where it says.
    pub fn check(&self) -> Result<Vec<Check>, LedgerError> {
        Ok(Vec::new())
    }
}
