//! What goes into the ledger and what comes out.

use dateline_core::{Claim, report::Report};
use jiff::Timestamp;

/// One report as it was read: what [`Ledger::put`](crate::Ledger::put) takes.
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

/// What [`Ledger::put`](crate::Ledger::put) did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stored {
    /// Reports that the ledger did not know.
    pub new: usize,
    /// Known reports whose content has changed.
    pub new_revisions: usize,
    /// Known revisions that were read with another reader.
    pub reread: usize,
    /// Known revisions, read with the same reader: nothing was written.
    pub unchanged: usize,
    /// Entries that contradict themselves and were not stored.
    pub refused: Vec<Refused>,
}

/// An entry that was not stored because a claim does not fit its report: the reader has a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The report's id.
    pub report: String,
    /// Where the report was read from.
    pub read_from: String,
    /// What is wrong.
    pub reason: String,
}

/// How far a ledger has grown: what is stored later has higher numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub(crate) revision: i64,
    pub(crate) reading: i64,
    pub(crate) decision: i64,
}

impl Mark {
    /// Whether decisions came since an earlier mark, and nothing else.
    pub fn only_decisions_since(self, earlier: Mark) -> bool {
        let rest = |m: Mark| (m.revision, m.reading);
        rest(self) == rest(earlier) && self.decision > earlier.decision
    }
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

/// One finding of [`Ledger::check`](crate::Ledger::check).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was checked, in a few words.
    pub what: String,
    /// What is wrong, a line each; empty if all is well.
    pub faults: Vec<String>,
}
