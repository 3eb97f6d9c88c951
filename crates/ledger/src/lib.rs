//! Remember and replay: an append-only SQLite file of reports, their original bytes, and the claims read off them.
//!
//! Nothing is overwritten: a changed page is a new revision of its report, and reading a revision again with other
//! rules is a new reading that supersedes the older one. This crate knows nothing of files, rules or the picture.

mod error;
mod ledger;

pub use error::LedgerError;
pub use ledger::{
    Check, Decision, Entry, Ledger, LoggedFailure, NewDecision, NewFailure, Original, Revision, Stats, Stored,
};
